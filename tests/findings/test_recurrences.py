"""What is to be held so many times: meetings and programmes, in both worlds, against a count by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.findings.world.evaluator import Which
from tests.findings.small import Small, agreement

SIDES = 'side West "The West" = ALBA\nside East "The East" = BOREA, CORA\n'
COUNCIL = """\
event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  start date
use institutions
body council "Council"
  members West, BOREA
  meets every month
programme training "Training" under council
  holds exercise e where e.personnel >= 500 troops at least 2 times a year, every side taking part in e.host
"""
FRAME = "in force from 2024-01-10 to 2025-12-31\nrecord native\n"


def council(frame: str = FRAME) -> Small:
    return Small(agreement(COUNCIL, frame=SIDES + frame))


def meet(small: Small, number: int, day: str, body: str = "council") -> None:
    small.act("convocation", "ALBA", day, id=f"C{number}", body=body, on=day)
    small.act("opening", "ALBA", day, id=f"O{number}", convocation=f"C{number}")


def verdicts(small: Small, norm: str, as_of: str, world: str = "declared", which: Which = "plan") -> dict[str, str]:
    found = small.findings(norm, as_of=as_of, which=which)
    return {f"{item.bearer} {item.occasion}": item.side(world).verdict for item in found}  # type: ignore[arg-type]


@pytest.mark.parametrize("which", ["plan", "meaning"])
def test_a_month_is_owed_in_full_or_not_at_all(which: Which) -> None:
    small = council()
    meet(small, 1, "2024-02-29")
    found = verdicts(small, "council_meets", "2024-04-15", which=which)
    assert found == {
        "ALBA 2024-02": "kept",
        "ALBA 2024-03": "breached",
        "ALBA 2024-04": "pending",
        "BOREA 2024-02": "kept",
        "BOREA 2024-03": "breached",
        "BOREA 2024-04": "pending",
    }


def test_another_body_is_no_meeting_of_this_one() -> None:
    small = Small(agreement(COUNCIL + "commission staff under council\n", frame=SIDES + FRAME))
    meet(small, 1, "2024-02-05", "staff")
    assert verdicts(small, "council_meets", "2024-03-01")["ALBA 2024-02"] == "breached"


def test_where_the_record_may_lack_one_too_few_are_open() -> None:
    small = council(FRAME.replace("native", "reconstructed"))
    assert verdicts(small, "council_meets", "2024-03-01")["ALBA 2024-02"] == "undetermined"


def test_a_programme_counts_what_every_side_took_part_in() -> None:
    small = council()
    for number, (host, size) in enumerate([("ALBA; CORA", "500"), ("ALBA", "900"), ("ALBA; BOREA", "499")]):
        small.declared("exercise", "ALBA", id=f"X{number}", host=host, personnel=size, start="2025-03-01")
    found = small.findings("training_exercise", as_of="2026-01-01")
    (alba,) = (item for item in found if item.bearer == "ALBA")
    assert (alba.occasion, alba.declared.verdict, alba.declared.low, alba.bound) == ("2025", "breached", 1, 2)
    assert alba.observed.verdict == "not observed"
    small.declared("exercise", "BOREA", id="X9", host="BOREA; ALBA", personnel="500", start="2025-12-31")
    assert verdicts(small, "training_exercise", "2025-12-31") == {"ALBA 2025": "kept", "BOREA 2025": "kept"}


def by_hand(days: list[date], first: date, last: date, as_of: date) -> dict[str, str]:
    """The verdict for each calendar month that lies in the time for which the norm binds, day by day."""
    found: dict[str, str] = {}
    month = date(first.year, first.month, 1)
    while month <= as_of:
        after = (month + timedelta(days=31)).replace(day=1)
        if month >= first and after - timedelta(days=1) <= last:
            held = sum(1 for day in days if month <= day < after and day <= as_of)
            running = as_of < after - timedelta(days=1)
            found[month.isoformat()[:7]] = "kept" if held else "pending" if running else "breached"
        month = after
    return found


DAYS = st.dates(date(2024, 1, 1), date(2024, 7, 31))


@settings(max_examples=12, deadline=None)
@given(st.lists(DAYS, max_size=5), DAYS)
def test_meetings_are_counted_as_by_hand(days: list[date], as_of: date) -> None:
    small = council()
    for number, day in enumerate(days):
        meet(small, number, day.isoformat())
    found = verdicts(small, "council_meets", as_of.isoformat())
    expected = by_hand(days, date(2024, 1, 10), date(2025, 12, 31), as_of)
    assert {key[5:]: verdict for key, verdict in found.items() if key.startswith("ALBA")} == expected
