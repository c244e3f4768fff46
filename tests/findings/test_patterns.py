"""Patterns beside the findings: what is one, what is none, and how often chance makes one. No verdict rests on any."""

import re

import pytest

from servanda.findings.assess import assess, findings_of
from servanda.findings.model import Assessor, Pattern
from servanda.findings.patterns import patterns
from servanda.findings.verdicts.court import Court
from tests.findings.small import Small, agreement
from tests.outside import ROOT

BLOCK = """\
event exercise declared by host
  id key text
  host party
  personnel count of troops
  alerted yes or no
  at place
  start date
  end date
act notification of exercise filed by exercise.host
  alerted yes or no

obligation notify
  on each exercise e where e.personnel >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
  unless e.alerted, claimed by e.host in notification; instead at the latest at e.start
"""
# Words that would say that somebody did wrong or meant to.
ACCUSING = re.compile(
    r"evad|evasion|avoid|circumvent|hid(e|ing|den)|conceal|suspicious|cheat|breach|violat|deliberate", re.I
)


def found(small: Small) -> list[Pattern]:
    judge = Assessor("judge", 1, "C3", ("confirmed",))
    court = Court(small.agreement, small.facts, judge, 1_700_000_000, 1_700_000_000, "meaning")
    findings_of(court)
    return list(patterns(court.views["declared"]))


def small(**exercises: tuple[str, str, str]) -> Small:
    """Exercises of Alba by id: personnel, first day, place; each lasts five days."""
    made = Small(agreement(BLOCK))
    for key, (personnel, start, at) in exercises.items():
        end = f"{start[:8]}{int(start[8:]) + 4:02}"
        made.declared("exercise", "ALBA", id=key, host="ALBA", personnel=personnel, at=at, start=start, end=end)
    return made


LISBON, PORTO = "38.722 N, 9.139 W", "41.150 N, 8.611 W"


@pytest.mark.parametrize(
    ("personnel", "told"),
    [
        ("8999", True),
        ("8100", True),
        ("8099", False),
        ("9000", False),
        ("<9000", False),
        ("8500..8900", True),
        ("8500..9500", False),
    ],
)
def test_just_under_is_up_to_a_tenth_below_and_said_as_a_number(personnel: str, told: bool) -> None:
    kinds = [one.kind for one in found(small(X1=(personnel, "2020-06-01", LISBON)))]
    assert kinds == (["just under a threshold"] if told else [])


def test_its_base_rate_is_counted_and_stated() -> None:
    numbers = {"X1": "8900", "X2": "9100", "X3": "5000", "X4": "20000"}
    made = small(
        **{key: (number, f"2020-0{index}-01", LISBON) for index, (key, number) in enumerate(numbers.items(), 1)}
    )
    (one,) = found(made)
    assert one.says == (
        "X1: the personnel declared is 8,900, at the nearest 1.1 % below the threshold of 9,000 troops "
        "(the whole occasion)."
    )
    assert one.chance == (
        "Of 4 numbers declared for the personnel of any exercise, 1 lie up to 10 % below 9,000 and 1 as close above "
        "it. "
        "Numbers spread evenly from 0 to twice the threshold would lie so close below it 5 times in 100. "
        "Who plans to stay within a threshold ends just below it too."
    )
    assert [(row.file, row.line, row.value) for row in one.rows] == [("declared/exercise.csv", 2, "8900")]
    assert (one.parties, one.occasions) == (("ALBA",), ("X1",))


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (("5000", "2020-06-19", LISBON), True),  # it begins 14 days after the first has ended
        (("5000", "2020-06-20", LISBON), False),
        (("5000", "2020-06-03", PORTO), False),  # 273 km away
        (("5000", "2020-06-03", "a place that nobody knows"), True),
        (("3999", "2020-06-03", LISBON), False),  # together 8,999
        (("9000", "2020-06-03", LISBON), False),  # notifiable by itself
    ],
    ids=["14 days", "15 days", "273 km", "place unknown", "too few together", "one is large"],
)
def test_several_close_together_are_told_with_their_sum(second: tuple[str, str, str], told: bool) -> None:
    made = small(X1=("5000", "2020-06-01", LISBON), X2=second)
    kinds = [one.kind for one in found(made)]
    assert kinds == (["several close together"] if told else [])


def test_the_sum_and_the_rows_stand_there_and_no_verdict_follows() -> None:
    made = small(X1=("5000", "2020-06-01", LISBON), X2=("5000", "2020-06-03", LISBON), X3=("100", "2020-01-03", LISBON))
    (one,) = found(made)
    assert "together 10,000" in one.says
    assert one.chance.startswith("Of 3 pairs of such smaller activities of one party, 1 lie so close.")
    assert [row.line for row in one.rows] == [2, 3]
    assert made.findings("notify") == []


def test_activities_of_two_parties_are_not_one() -> None:
    made = small(X1=("5000", "2020-06-01", LISBON))
    made.declared(
        "exercise", "BOREA", id="X2", host="BOREA", personnel="5000", at=LISBON, start="2020-06-01", end="2020-06-05"
    )
    assert found(made) == []


def test_claims_of_an_exception_are_told_beside_those_of_others() -> None:
    made = small(X1=("12000", "2020-06-01", LISBON), X2=("12000", "2020-09-01", LISBON))
    made.act("notification", "ALBA", "2020-05-31", exercise="X1", alerted="yes")
    made.act("notification", "ALBA", "2020-07-01", exercise="X2", alerted="no")
    (one,) = found(made)
    assert one.says == (
        "ALBA claimed “alerted” in 1 of 2 acts of the kind notification; what is claimed so is exempt from notify, "
        "or due later."
    )
    assert one.chance.startswith("No other party filed such an act. The exception is part of the text")
    assert [row.value for row in one.rows] == ["yes"]


def test_no_word_of_a_pattern_accuses() -> None:
    made = small(
        X1=("8900", "2020-06-01", LISBON), X2=("8900", "2020-06-03", LISBON), X3=("9000", "2020-08-01", LISBON)
    )
    made.act("notification", "ALBA", "2020-05-31", exercise="X3", alerted="yes")
    kinds = [one.kind for one in found(made)]
    assert kinds == ["just under a threshold", "just under a threshold", "several close together", "exception claimed"]
    assert [one.says for one in found(made) if ACCUSING.search(one.says + one.chance)] == []


def test_zapad_2017_and_2021_lie_just_under_the_threshold_of_observation() -> None:
    under = [
        one for one in assess(ROOT / "agreements/vienna-document-2011").patterns if one.kind == "just under a threshold"
    ]
    said = {one.occasions[0]: one.says for one in under if one.norm == "observation"}
    assert set(said) == {"zapad-2017", "zapad-2021"}
    assert "12,200 to 12,700, at the nearest 2.3 % below the threshold of 13,000 troops" in said["zapad-2017"]
    assert "12,000 to 12,800, at the nearest 1.5 % below the threshold of 13,000 troops" in said["zapad-2021"]
    assert {row.value for one in under for row in one.rows} >= {"12700", "12800"}
