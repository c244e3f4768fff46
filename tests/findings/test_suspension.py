"""Suspension by acts: for whom, towards whom, from when to when; and what leaves an act without effect."""

from servanda.dates import stamp
from servanda.evidence.files import MARKS
from servanda.findings.model import Assessor
from servanda.findings.world.standing import sentences, stand
from tests.findings.small import Small, agreement

BLOCK = """\
act request
  to party
act reply to request
act report
act suspension
  to party, one or more
  concerns text
  why text
  on date
act resumption of suspension
obligation answer
  on each request r
  r.to must file reply to r
  within 10 days after r is filed
  owed to r.by
duty yearly
  every year by 1 July
  each party must file report
event incident declared by nobody
  id key text
  actor party
  on date
prohibition threats
  no incident i, by i.actor
  assessed each calendar year
suspendable answer, yearly
  by filing suspension with towards to, norms concerns, grounds why, effect on after 30 days, ended by filing resumption
never suspendable threats
"""


def case(**cells: str) -> Small:
    """Alba suspends; Borea and Cora ask it, and it answers nobody; it files no report."""
    small = Small(agreement(BLOCK))
    small.act("request", "BOREA", "2020-06-01", id="RB", to="ALBA").act(
        "request", "CORA", "2020-06-01", id="RC", to="ALBA"
    )
    small.act("request", "ALBA", "2020-06-01", id="RA", to="BOREA")
    if cells:
        cells = {"filed": "2020-04-01", "why": "a breach", **cells}
        small.act("suspension", "ALBA", cells.pop("filed"), id="S", **cells)
    return small


def suspended(small: Small, norm: str, **options: object) -> dict[tuple[str, str], str]:
    found = small.findings(norm, **options)  # type: ignore[arg-type]
    assert {f.declared.verdict for f in found} <= {"breached", "pending"}  # whatever is claimed, verdicts stay
    return {
        (f.bearer, f.occasion): f"{key}: {f.attributes[key]}"
        for f in found
        for key in ("suspended", "partly suspended")
        if key in f.attributes
    }


def said(small: Small, as_of: str = "2020-12-31") -> tuple[str, ...]:
    last = stamp(as_of, small.agreement.zone).high
    return sentences(stand(small.agreement, small.facts, Assessor("j", 1, "any", MARKS), last, last), last)


def test_nobody_claims_anything() -> None:
    assert suspended(case(), "answer") == {}
    assert said(case()) == ()


def test_towards_one_party_it_touches_what_is_owed_to_that_party_only() -> None:
    small = case(to="BOREA")
    assert suspended(small, "answer") == {("ALBA", "RB"): "suspended: claimed by ALBA towards BOREA since 2020-05-01"}
    # What is owed to all others is touched in part: Cora has lost nothing.
    found = suspended(small, "yearly")
    assert found[("ALBA", "2020-07-01")] == "partly suspended: claimed by ALBA towards BOREA since 2020-05-01"
    assert {bearer for bearer, _ in found} == {"ALBA"}


def test_towards_all_others_it_touches_all() -> None:
    for to in ("", "BOREA; CORA"):
        small = case(to=to) if to else case(concerns="answer; yearly")
        assert set(suspended(small, "answer")) == {("ALBA", "RB"), ("ALBA", "RC")}
        assert suspended(small, "yearly")[("ALBA", "2020-07-01")].startswith("suspended: ")


def test_the_time_that_decides_is_the_deadline() -> None:
    # Due on 11 June. Notice of 30 days from 12 May ends on 11 June, from 13 May on 12 June.
    assert ("ALBA", "RB") in suspended(case(to="BOREA", filed="2020-05-12"), "answer")
    assert suspended(case(to="BOREA", filed="2020-05-13"), "answer") == {}


def test_resumption_ends_it() -> None:
    small = case(to="BOREA").act("resumption", "ALBA", "2020-06-11", suspension="S")
    assert suspended(small, "answer") == {}
    assert said(small)[0] == (
        "ALBA says that it suspends answer towards BOREA (filed 2020-04-01): ended, ended on 2020-06-10."
    )
    small = case(to="BOREA").act("resumption", "ALBA", "2020-06-12", suspension="S")
    assert set(suspended(small, "answer")) == {("ALBA", "RB")}
    # Only the party that suspended can resume.
    small = case(to="BOREA").act("resumption", "BOREA", "2020-06-11", suspension="S")
    assert set(suspended(small, "answer")) == {("ALBA", "RB")}


def test_while_the_notice_runs_nothing_is_suspended_and_it_says_so() -> None:
    assert said(case(to="BOREA", concerns="answer"), "2020-04-30") == (
        "ALBA says that it suspends answer towards BOREA (filed 2020-04-01): notice running, from 2020-05-01 on.",
    )
    assert suspended(case(to="BOREA"), "answer", as_of="2020-06-05")  # in effect, and pending all the same


FAULTS = {
    "the notice is too short: it names 2020-04-30, and 30 days after its filing end on 2020-05-01": {
        "on": "2020-04-30"
    },
    "threats can never be suspended": {"concerns": "threats"},
    "the agreement has no norm called answers": {"concerns": "answers"},
    "nobody can suspend anything towards itself": {"to": "ALBA"},
    "it gives no grounds": {"why": ""},
}


def test_what_the_text_does_not_allow_is_told_and_changes_nothing() -> None:
    for fault, cells in FAULTS.items():
        small = case(**{"concerns": "answer", **cells})
        (sentence,) = said(small)
        assert sentence.endswith(f": without effect, {fault}."), sentence
        assert suspended(small, "answer") == {}


def test_what_is_wrong_with_one_norm_leaves_the_others() -> None:
    small = case(concerns="answer; threats")
    assert [item.split(": ")[1].split(",")[0] for item in said(small)] == [
        "in effect since 2020-05-01.",
        "without effect",
    ]
    assert set(suspended(small, "answer")) == {("ALBA", "RB"), ("ALBA", "RC")}


def test_an_article_stands_for_its_norms() -> None:
    assert len([item for item in said(case(concerns="article-2")) if "in effect" in item]) == 2


def test_the_suspender_alone_is_touched() -> None:
    assert ("BOREA", "RA") not in suspended(case(concerns="answer"), "answer")


def test_a_period_suspended_for_a_while_is_touched_in_part() -> None:
    block = BLOCK.replace("never suspendable threats", "suspendable threats by filing suspension")
    block = block.replace("answer, yearly\n  by", "answer, yearly by").replace(
        " with towards to, norms concerns, grounds why, effect on", ""
    )
    small = Small(agreement(block)).act("suspension", "ALBA", "2020-07-01")
    small.observed("incident", id="I1", actor="ALBA", on="2020-06-30").observed(
        "incident", id="I2", actor="ALBA", on="2020-07-01"
    )
    found = {
        f.occasion: [key for key in f.attributes if "suspended" in key]
        for f in small.findings("threats")
        if f.bearer == "ALBA"
    }
    assert found == {"I1": [], "I2": ["suspended"], "2020": ["partly suspended"]}
