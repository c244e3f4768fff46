"""A visit refused or declined is denied access in the assessment; a question has one end. Verdicts stay as they are."""

import pytest

from servanda.dates import stamp
from servanda.evidence.files import MARKS
from servanda.findings.assess import findings_of
from servanda.findings.model import Assessor, Finding, Watch
from servanda.findings.verdicts.court import Court
from servanda.findings.watch import watches
from servanda.findings.workspace import load
from tests.findings.small import Small, agreement
from tests.outside import ROOT

BLOCK = """\
event clash declared by nobody
  id key text
  actor party
  on date

prohibition peace
  no clash c, by c.actor
  assessed each calendar year

"""
ACTS = """\
act ask
  whom party
  why text
act no_visit of ask filed by ask.whom
act end of ask
  because text
act look
  whom party
  why text
  gate text
act leave of look filed by look.whom
act bar of look filed by look.whom
  because text
procedure asking
  question is ask with asked whom, finding why
  visit_denial is no_visit
  closure is end with reason because
procedure looking
  visit_request is look with asked whom, finding why, site gate
  visit_acceptance is leave
  visit_refusal is bar with ground because
"""
JUDGE = Assessor("judge", 1, "C3", MARKS)


def treaty() -> Small:
    return Small(agreement(BLOCK + ACTS))


def court(small: Small, as_of: str = "2021-12-31") -> tuple[Court, dict[tuple[str, str], Finding]]:
    last = stamp(as_of, small.agreement.zone).high
    made = Court(small.agreement, small.facts, JUDGE, last, last, "meaning")
    return made, {(item.bearer, item.occasion): item for item in findings_of(made)}


def denied(small: Small, as_of: str = "2021-12-31") -> list[tuple[str, str, str, str, str, str]]:
    made, _ = court(small, as_of)
    rows: tuple[Watch, ...] = watches(made.facts, made.views["observed"])
    assert all(one.access == "denied" and one.admitted for one in rows)
    return [(one.record, one.about, one.where, one.denied_by, one.start, one.end) for one in rows]


def asked(**cells: str) -> Small:
    return treaty().act("look", "ALBA", "2021-03-01", id="V", whom="BOREA", **cells)


def test_a_visit_refused_is_denied_access_to_every_kind_of_fact_from_the_request_to_the_refusal() -> None:
    small = asked().act("bar", "BOREA", "2021-03-04", id="N", look="V", because="weather")
    assert denied(small) == [("", "BOREA", "", "BOREA", "2021-03-01", "2021-03-04")]
    assert denied(small, "2021-03-03") == []


def test_it_names_the_site_and_the_kinds_of_fact_of_the_finding_that_is_asked_about() -> None:
    small = asked(why="peace.BOREA.2021", gate="Gate 7").act("bar", "BOREA", "2021-03-04", id="N", look="V")
    assert denied(small) == [("clash", "BOREA", "Gate 7", "BOREA", "2021-03-01", "2021-03-04")]


def test_a_visit_declined_in_reply_to_a_question_is_denied_access_too() -> None:
    small = treaty().act("ask", "ALBA", "2021-03-01", id="Q", whom="BOREA", why="peace.BOREA.2021")
    small.act("no_visit", "BOREA", "2021-03-02", id="D", ask="Q")
    assert denied(small) == [("clash", "BOREA", "", "BOREA", "2021-03-01", "2021-03-02")]


def test_the_finding_tells_it_with_its_origin_and_the_verdict_stays() -> None:
    small = asked().act("bar", "BOREA", "2021-03-04", id="N", look="V", origin="register", source="a register")
    _, before = court(asked())
    _, after = court(small)
    finding = after["BOREA", "2021"]
    assert (finding.observed.verdict, finding.attributes["denied access"]) == ("not observed", "yes")
    assert "denied access" not in before["BOREA", "2021"].attributes
    assert "denied access" not in after["ALBA", "2021"].attributes
    (row,) = [one for one in finding.witnesses if one.role == "coverage"]
    assert (row.field, row.source, row.origin, row.admitted) == ("denied access", "a register", "register", True)
    assert {key: one.observed.verdict for key, one in after.items()} == {
        key: one.observed.verdict for key, one in before.items()
    }


def test_it_does_not_reach_another_year_or_party_and_only_who_was_asked_can_deny() -> None:
    small = asked().act("bar", "BOREA", "2021-03-04", id="N", look="V")
    _, found = court(small, "2022-12-31")
    assert [key for key, one in found.items() if "denied access" in one.attributes] == [("BOREA", "2021")]
    assert denied(asked().act("bar", "CORA", "2021-03-04", id="N", look="V")) == []
    assert denied(asked().act("leave", "BOREA", "2021-03-04", id="Y", look="V")) == []


def test_a_visit_accepted_afterwards_leaves_both_standing() -> None:
    small = (
        asked()
        .act("bar", "BOREA", "2021-03-04", id="N", look="V")
        .act("leave", "BOREA", "2021-03-06", id="Y", look="V")
    )
    assert denied(small) == [("", "BOREA", "", "BOREA", "2021-03-01", "2021-03-04")]


def test_the_published_refusal_of_january_2022_stands_among_the_looks() -> None:
    space = load(ROOT / "agreements/vienna-document-2011")
    last = stamp("2023-12-31", space.agreement.zone).high
    made = Court(space.agreement, space.facts, space.assessors[0], last, last)
    rows = [one for one in made.facts.coverage if one.filed]
    assert [(one.about, one.denied_by, one.origin, one.looked) for one in rows] == [
        ("RUS", "RUS", "Ministry of Defence of Latvia", False)
    ]


# --- the end of a question --------------------------------------------------------------------------------------------


def ended(*acts: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    small = treaty().act("ask", "ALBA", "2021-03-01", id="Q", whom="BOREA", why="peace.BOREA.2021")
    for name, by, when in acts:
        small.act("end", by, when, id=name, ask="Q", because="settled")
    made, _ = court(small)
    return [(one.act, one.fault, one.reason) for one in made.outcomes.irregular]


@pytest.mark.parametrize("turned", [False, True])
def test_a_second_closure_of_one_question_has_no_effect_and_is_told(turned: bool) -> None:
    acts = [("E1", "ALBA", "2021-03-05T10:00Z"), ("E2", "ALBA", "2021-03-06T10:00Z")]
    told = ("E2", "second", "Q was ended on 2021-03-05 10:00 UTC by E1")
    assert ended(*(reversed(acts) if turned else acts)) == [told]
    assert ended(acts[0]) == []


def test_whoever_was_asked_cannot_end_the_question() -> None:
    told = ("E1", "another's question", "ALBA asked, so BOREA cannot end it")
    assert ended(("E1", "BOREA", "2021-03-05"), ("E2", "ALBA", "2021-03-06")) == [told]
