"""Which observed events are which declared ones, and what an ambiguous match leaves open."""

import pytest

from servanda.evidence.zones.apart import apart
from servanda.findings.model import Assessor, Link
from servanda.findings.verdicts.court import Court
from tests.findings.small import Small, agreement

BLOCK = """\
event exercise declared by host
  id key text
  host party
  personnel count of troops
  at place
  start date
  end date
  same when host equal and period overlaps and at within 200 km
act notification of exercise filed by exercise.host

obligation notify
  on each exercise e where e.personnel >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
"""
LISBON, PORTO, FARO = "38.722 N, 9.139 W", "41.150 N, 8.611 W", "37.019 N, 7.930 W"


def exercise(**cells: str) -> dict[str, str]:
    return {"host": "ALBA", "personnel": "12000", "at": LISBON, "start": "2020-06-01", "end": "2020-06-10", **cells}


def declared(notified: bool = True) -> Small:
    """X1, declared by Alba, and notified in time."""
    small = Small(agreement(BLOCK)).declared("exercise", "ALBA", id="X1", **exercise())
    return small.act("notification", "ALBA", "2020-04-01", exercise="X1") if notified else small


def links(small: Small) -> tuple[Link, ...]:
    judge = Assessor("judge", 1, "C3", ("confirmed",))
    court = Court(small.agreement, small.facts, judge, 1_700_000_000, 1_700_000_000, "meaning")
    court.judge()
    return court.links


def test_a_shared_id_decides() -> None:
    small = declared().observed("exercise", id="X1", **exercise(at=FARO, start="2020-09-01", end="2020-09-02"))
    assert links(small) == (Link("exercise", "X1", "X1", "id"),)


def test_what_satisfies_every_part_is_the_same_occasion() -> None:
    """Seen under another id, in Lisbon, in the same days: its notification is that of the declared exercise."""
    small = declared().observed(
        "exercise", id="O1", **exercise(personnel="15000", start="2020-06-03", end="2020-06-12")
    )
    assert [(link.declared, link.observed, link.kind) for link in links(small)] == [("X1", "O1", "same when")]
    found = small.one("notify")
    assert (found.occasion, found.declared.verdict, found.observed.verdict) == ("X1", "kept", "kept")
    assert found.attributes["matched"] == (
        "observed as O1: same when host equal and period overlaps and at within 200 km"
    )
    assert (found.observed.low, found.gap, found.gap_low) == (15000, "understated", 3000)


def test_its_rows_stay_what_they_are() -> None:
    small = declared().observed("exercise", id="O1", **exercise())
    rows = {(row.file, row.line) for row in small.one("notify").witnesses if row.world == "observed"}
    assert rows == {("evidence/exercise.csv", 4)}


@pytest.mark.parametrize(
    "other",
    [{"host": "BOREA"}, {"start": "2020-06-11", "end": "2020-06-12"}, {"at": PORTO}],
    ids=["another host", "another time", "270 km away"],
)
def test_what_fails_one_part_is_another_occasion_and_undeclared(other: dict[str, str]) -> None:
    small = declared().observed("exercise", id="O1", **exercise(**other))
    assert links(small) == ()
    found = small.all("notify")
    host = other.get("host", "ALBA")
    assert found[(host, "O1")] == ("not declared", "breached")
    assert found[("ALBA", "X1")] == ("kept", "not observed")
    gaps = {item.occasion: item.gap for item in small.findings("notify")}
    assert gaps == {"O1": "undeclared", "X1": "unobserved"}


def test_two_declared_that_fit_leave_the_match_ambiguous() -> None:
    """The observed exercise owes a notification under one of two ids; one of them has none: nothing is breached."""
    small = declared().declared("exercise", "ALBA", id="X2", **exercise(start="2020-06-05", end="2020-06-08"))
    small.observed("exercise", id="O1", **exercise(start="2020-06-06", end="2020-06-07"))
    assert {link.kind for link in links(small)} == {"ambiguous"}
    found = {item.occasion: item for item in small.findings("notify")}
    assert found["O1"].observed.verdict == found["O1"].declared.verdict == "undetermined"
    assert found["O1"].gap == "open"
    said = "It may be the same exercise as X1 or X2: the match is ambiguous."
    assert found["O1"].observed.reason.startswith(said)
    assert found["O1"].attributes["ambiguous match"] == said
    assert (found["X1"].declared.verdict, found["X1"].observed.verdict) == ("kept", "undetermined")
    assert (found["X2"].declared.verdict, found["X2"].observed.verdict) == ("breached", "undetermined")


def test_two_observed_that_fit_one_are_kept_as_evidence_and_not_added_up() -> None:
    """Two parts of 5,000 each may be one activity of 10,000, or two reports of one of 5,000."""
    small = declared()
    for number in ("1", "2"):
        small.observed("exercise", f"source {number}", id=f"O{number}", **exercise(personnel="5000"))
    assert [(link.declared, link.observed, link.kind) for link in links(small)] == [
        ("X1", "O1", "ambiguous"),
        ("X1", "O2", "ambiguous"),
    ]
    assert "other observed exercises may be parts or reports of the same: O2" in links(small)[0].why
    found = {item.occasion: item for item in small.findings("notify")}
    assert found["X1"].observed.verdict == "undetermined"
    assert found["X1"].observed.low is None


def test_an_open_part_leaves_the_match_ambiguous() -> None:
    small = declared().observed("exercise", id="O1", **exercise(at="a training ground that nobody knows"))
    assert [link.kind for link in links(small)] == ["ambiguous"]
    assert small.verdicts("notify", "ALBA", "O1") == ("undetermined", "undetermined")


def test_a_report_beside_one_with_the_id_is_ambiguous_and_spoils_nothing() -> None:
    small = declared().observed("exercise", id="X1", **exercise())
    small.observed("exercise", "another source", id="O1", **exercise())
    assert {(link.observed, link.kind) for link in links(small)} == {("X1", "id"), ("O1", "ambiguous")}
    assert small.verdicts("notify", "ALBA", "X1") == ("kept", "kept")
    assert small.verdicts("notify", "ALBA", "O1") == ("undetermined", "undetermined")


def test_without_the_rule_only_ids_count() -> None:
    text = BLOCK.replace("  same when host equal and period overlaps and at within 200 km\n", "")
    small = Small(agreement(text)).declared("exercise", "ALBA", id="X1", **exercise())
    small.observed("exercise", id="O1", **exercise())
    assert links(small) == ()
    assert small.verdicts("notify", "ALBA", "O1") == ("not declared", "breached")


def test_distances_are_bounds() -> None:
    lisbon_porto = apart(LISBON, PORTO)
    assert lisbon_porto is not None
    assert 271 < lisbon_porto[0] < 273.5 < lisbon_porto[1] < 276  # 273.5 km on the ellipsoid
    coarse = apart("39 N, 9 W", PORTO)
    assert coarse is not None
    assert coarse[1] - coarse[0] > 150
    assert apart("Lisbon", PORTO) is None
    assert apart(LISBON, LISBON) == (0.0, 0.0)
