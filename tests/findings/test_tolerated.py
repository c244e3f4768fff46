"""Prohibitions of what lasts, tolerated for some days: counted by hand, on both evaluators."""

import pytest

from servanda.findings.world.evaluator import Which
from tests.findings.small import Small, agreement

BLOCK = """\
event stay declared by nobody
  id key text
  owner party
  start date
  end date
prohibition no_stay
  no stay s, by s.owner
  tolerating up to 30 days in a row and 40 days in any 90 days; beyond that the whole period counts
  assessed each calendar year
prohibition short_stays
  no stay s, by s.owner
  tolerating up to 30 days in a row; beyond that the whole period counts
  assessed each calendar year
"""
WHICH: tuple[Which, ...] = ("plan", "meaning")


def verdicts(*stays: tuple[str, str], norm: str = "no_stay", as_of: str = "2021-01-31", who: str = "ALBA") -> list[str]:
    """The observed verdict on each stay, S0, S1 …, then the one on the year; - for no finding."""
    world = Small(agreement(BLOCK))
    for number, (start, end) in enumerate(stays):
        world.observed("stay", id=f"S{number}", owner=who, start=start, end=end)
    world.looked("stay", "2020-01-01", "2020-12-31")
    found: list[list[str]] = []
    for which in WHICH:
        items = {
            item.occasion: item.observed.verdict
            for item in world.findings(norm, as_of=as_of, which=which)
            if item.bearer == "ALBA"
        }
        found.append([items.get(one, "-") for one in (*(f"S{n}" for n in range(len(stays))), "2020")])
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([("2020-03-01", "2020-03-30")], ["-", "kept"]),  # 30 days, both ends counted
        ([("2020-03-01", "2020-03-31")], ["breached", "breached"]),
        ([("2020-03-01", "2020-03-30..2020-03-31")], ["undetermined", "undetermined"]),
        ([("2020-03-01..2020-03-02", "2020-03-31")], ["undetermined", "undetermined"]),
        ([("2020-03-01", "")], ["undetermined", "undetermined"]),  # nobody says when it ended
        ([], ["kept"]),
    ],
)
def test_days_in_a_row(stays: list[tuple[str, str]], expected: list[str]) -> None:
    assert verdicts(*stays, norm="short_stays") == expected


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        # 20 and 20 within 90 days are 40; one day more counts, and the stay with which it came about.
        ([("2020-03-01", "2020-03-20"), ("2020-05-01", "2020-05-20")], ["-", "-", "kept"]),
        ([("2020-03-01", "2020-03-20"), ("2020-05-01", "2020-05-21")], ["-", "breached", "breached"]),
        # The window that ends on 18 June begins on 21 March.
        ([("2020-03-01", "2020-03-20"), ("2020-05-29", "2020-06-18")], ["-", "-", "kept"]),
        # The window that ends on 30 May begins on 2 March: 19 days of the first stay, and 21.
        ([("2020-03-01", "2020-03-20"), ("2020-05-10", "2020-05-30")], ["-", "-", "kept"]),
        ([("2020-03-01", "2020-03-20"), ("2020-05-09", "2020-05-29")], ["-", "breached", "breached"]),
        # Days on which two stays last are counted once.
        ([("2020-03-01", "2020-03-25"), ("2020-03-10", "2020-03-30")], ["-", "-", "kept"]),
        (
            [("2020-03-01", "2020-03-20"), ("2020-05-01", "2020-05-20..2020-05-21")],
            ["-", "undetermined", "undetermined"],
        ),
    ],
)
def test_days_in_a_window(stays: list[tuple[str, str]], expected: list[str]) -> None:
    assert verdicts(*stays) == expected


def test_what_still_lasts_has_lasted_until_the_day_of_assessment() -> None:
    stays = (("2020-03-01", "2020-05-31"),)
    assert verdicts(*stays, as_of="2020-03-30") == ["-", "pending"]
    assert verdicts(*stays, as_of="2020-03-31") == ["breached", "breached"]


def test_the_days_of_others_are_not_counted() -> None:
    world = Small(agreement(BLOCK))
    world.observed("stay", id="A", owner="ALBA", start="2020-03-01", end="2020-03-20")
    world.observed("stay", id="B", owner="BOREA", start="2020-03-21", end="2020-04-10")
    assert {item.occasion for item in world.findings("no_stay", as_of="2021-01-31")} == {"2020", "2021"}


def test_the_end_is_a_witness() -> None:
    world = Small(agreement(BLOCK)).observed("stay", id="A", owner="ALBA", start="2020-03-01", end="2020-04-20")
    found = world.one("no_stay", "ALBA", "A", as_of="2021-01-31")
    assert {row.field for row in found.witnesses} == {"owner", "start", "end"}
