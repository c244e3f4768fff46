"""Links that analysts state: evidence of which observed event is which declared one, under the standard of proof."""

import pytest

from servanda.findings.model import Assessor
from servanda.findings.verdicts.court import Court
from tests.findings.small import Small, agreement
from tests.findings.test_matching import BLOCK, FARO, exercise

KEPT, OPEN = ("kept", "kept"), ("undetermined", "undetermined")
ALONE = ("not declared", "breached")


def seen(**cells: str) -> Small:
    """X1 declared and notified; far from it, and later, O1 is seen: by the rule another occasion, and undeclared."""
    small = Small(agreement(BLOCK)).declared("exercise", "ALBA", id="X1", **exercise())
    small.act("notification", "ALBA", "2020-04-01", exercise="X1")
    for source in ("one", "two"):
        small.observed(
            "exercise", source, id="O1", **{**exercise(at=FARO, start="2020-08-01", end="2020-08-02"), **cells}
        )
    return small


def links(small: Small, sources: int = 1) -> list[tuple[str, str, str, str]]:
    judge = Assessor("judge", sources, "C3", ("confirmed",))
    court = Court(small.agreement, small.facts, judge, 1_700_000_000, 1_700_000_000, "meaning")
    court.judge()
    return [(one.declared, one.observed, one.kind, one.why) for one in court.links]


def test_a_link_that_meets_the_standard_makes_one_occasion_of_two_ids() -> None:
    small = seen()
    assert small.verdicts("notify", "ALBA", "O1") == ALONE
    small.linked("exercise", "X1", "O1")
    assert links(small) == [("X1", "O1", "stated", "stated by an analyst")]
    found = small.one("notify")
    assert (found.occasion, found.declared.verdict, found.observed.verdict) == ("X1", *KEPT)
    assert found.attributes["matched"] == "observed as O1: stated by an analyst"


@pytest.mark.parametrize("which", ["plan", "meaning"])
def test_too_few_sources_leave_it_open_and_nothing_breached(which: str) -> None:
    small = seen().linked("exercise", "X1", "O1")
    assert small.verdicts("notify", "ALBA", "O1", sources=2, which=which) == OPEN
    assert small.verdicts("notify", "ALBA", "X1", sources=2, which=which) == ("kept", "undetermined")
    assert [(kind, why.startswith("stated by an analyst; ")) for *_, kind, why in links(small, 2)] == [
        ("ambiguous", True)
    ]
    small.linked("exercise", "X1", "O1", source="another analyst")
    assert small.one("notify", sources=2, which=which).occasion == "X1"


@pytest.mark.parametrize("other", [{"grade": "D3"}, {"known": "2021-06-01"}], ids=["grade too low", "not yet known"])
def test_what_is_no_evidence_under_the_standard_is_no_link(other: dict[str, str]) -> None:
    assert seen().linked("exercise", "X1", "O1", **other).verdicts("notify", "ALBA", "O1") == ALONE


def test_two_who_state_different_things_leave_it_open() -> None:
    small = seen().declared("exercise", "ALBA", id="X2", **exercise(start="2020-09-01", end="2020-09-02"))
    small.linked("exercise", "X1", "O1").linked("exercise", "X2", "O1", source="another analyst")
    assert {(declared, kind) for declared, _, kind, _ in links(small)} == {("X1", "ambiguous"), ("X2", "ambiguous")}
    assert small.verdicts("notify", "ALBA", "O1") == OPEN


def test_a_link_does_not_overrule_the_rule_from_below_the_standard() -> None:
    """By the rule O1 is X2; one source of the two that are needed says X1: neither is certain."""
    small = seen().declared("exercise", "ALBA", id="X2", **exercise(at=FARO, start="2020-08-01", end="2020-08-02"))
    assert [(declared, kind) for declared, _, kind, _ in links(small, 2)] == [("X2", "same when")]
    small.linked("exercise", "X1", "O1")
    assert {(declared, kind) for declared, _, kind, _ in links(small, 2)} == {("X1", "ambiguous"), ("X2", "ambiguous")}


def test_several_observed_that_are_stated_to_be_one_are_not_fused() -> None:
    small = seen().observed("exercise", id="O2", **exercise(at=FARO, start="2020-08-03", end="2020-08-04"))
    small.linked("exercise", "X1", "O1").linked("exercise", "X1", "O2")
    assert [kind for *_, kind, _ in links(small)] == ["ambiguous", "ambiguous"]
    assert "parts or reports of it: O2" in links(small)[0][3]
    assert small.verdicts("notify", "ALBA", "O1") == OPEN
    assert small.one("notify", "ALBA", "X1").observed.low is None


def test_a_link_needs_no_rule() -> None:
    text = BLOCK.replace("  same when host equal and period overlaps and at within 200 km\n", "")
    small = Small(agreement(text)).declared("exercise", "ALBA", id="X1", **exercise())
    small.act("notification", "ALBA", "2020-04-01", exercise="X1")
    small.observed("exercise", id="O1", **exercise()).linked("exercise", "X1", "O1")
    assert small.verdicts("notify", "ALBA", "X1") == KEPT


def test_what_the_rule_would_match_with_the_same_declared_one_is_open_beside_a_link() -> None:
    small = seen().linked("exercise", "X1", "O1").observed("exercise", id="O2", **exercise())
    assert {(observed, kind) for _, observed, kind, _ in links(small)} == {("O1", "stated"), ("O2", "ambiguous")}
