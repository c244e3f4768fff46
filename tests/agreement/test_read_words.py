"""The words in which clauses are read back: directions, edges of deadlines, exceptions, silence."""

import pytest

from servanda.agreement.prose.agreement import read_statement
from tests.agreement.blocks import document
from tests.agreement.test_read import EXAMPLES

LINES = [
    ("obligation with every clause", "For each exercise e where the personnel of e is 9,000 or more or the tanks of e "
     "are 250 or more, the host of e must file a notification of e, 42 days or more before the start of e."),
    ("obligation with every clause", "Kept: when it is filed on a date that lies 42 or more days before that date; "
     "41 days before is too late. Filed later, it is a breach, dated at the deadline and cured by the filing."),
    ("obligation with every clause", "Exception: if e is alerted and the host of e claims so in a notification, or if "
     "it is certain, it must be filed not later than on the day of the start of e instead (by the end of the day of "
     "the start of e). Neither claimed nor certain, it does not apply; evidence against a claim makes the finding "
     "contested."),
    ("obligation with every clause", "Owed to: the neighbour of e."),
    ("obligation with every clause", "Binds: only ALBA and BOREA, from 1 January 1999 on, to 31 December 2009, that "
     "day included."),
    ("exception that is not claimed", "Exception: if e is alerted for certain, it need not be filed at all."),
    ("exception that is not claimed", "Owed to: every other party."),
    ("within hours of filing", "Kept: when it is filed not later than 48 hours after that moment, counted to the "
     "second. Filed later, it is a breach, dated at the deadline and cured by the filing."),
    ("on a breach", "For each breach b of answer, each party other than the one who committed b must file a report, "
     "within 10 clear days after the instant of b."),
    ("on a breach", "Kept: when it is filed not later than the end of the 11th day after that date, so that 10 lie "
     "between. Filed later, it is a breach, dated at the deadline and cured by the filing."),
    ("on a change", "Not owed: in a world where that condition is certainly not met; undetermined where it is open."),
    ("milestone", "Kept: when it is filed not later than the end of the day 12 months after that date (where the month "
     "has no such day, its last day). Filed later, it is a breach, dated at the deadline and cured by the filing."),
    ("quota", "Up to: 3 in all and 1 from one and the same requester in a calendar year. Once so many of that year's "
     "earlier inspection requests were accepted, a refusal or no answer keeps the norm; accepting more is no breach."),
    ("quota in the order recorded", "Up to: 1 in all in a calendar year. Once so many of that year's earlier requests "
     "were accepted, a refusal or no answer keeps the norm; accepting more is no breach. Of acts of one day, the one "
     "recorded first came first."),
    ("standing in the order recorded", "For each request r where (there has been an opening o where the by "
     "of o is the to of r, and since then there has been no closing c; of acts of one day, the one recorded first "
     "came first), the to of r must file a reply to r, within 10 days after the filing of r."),
    ("yearly duty", "Counts: only one for the calendar year after the due date."),
    ("half-yearly duty", "Every 6 months, as of 1 March and 1 September, within 30 days after each of these dates, "
     "each party must file an exchange for that date, stating a holding for every category and a stock for every "
     "kind."),
    ("limit", "For each party p: the holding “warheads” of p is at most 1,550."),
    ("limit", "Kept: while it is so. Exactly as much as the bound is kept; more than that is a breach from the day it "
     "begins."),
    ("limit from below", "Kept: while it is so. Exactly as much as the bound is kept; less than that is a breach from "
     "the day it begins."),
    ("limit with every clause", "Tolerated: up to 30 days in a row and up to 90 days in any 365 days. Beyond either, "
     "the whole period counts as a breach, from its first day."),
    ("limit", "Silence: where no value stands, nothing was observed or declared, which is not kept; a value known "
     "only between two numbers, one on each side of the bound, leaves it undetermined."),
    ("prohibition against anybody", "There must be no incident i, done by the actor of i."),
    ("prohibition", "Silence: a calendar year without one is kept only where somebody watched throughout; elsewhere "
     "nothing was observed or declared, which is not kept."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line"), LINES)
def test_a_clause_is_read_in_these_words(name: str, line: str) -> None:
    found = document(EXAMPLES[name])
    said = read_statement(found.statements[0], found)
    assert line in [part.strip() for part in said.split("\n")]


FRAME = """\
party ALBA "Republic of Alba"
in force from 2020-01-01 to 2029-12-31
{record}
event exercise declared by host
  id key text
  host party
  level one of low, medium, high
  personnel count of troops
  start date
parameter threshold = 9000 troops from 2024-01-01, 13000 troops before
act notification of exercise filed by exercise.host
{more}
obligation notify
  on each exercise e where {condition}
  e.host must file notification of e
  at least 1 day before e.start
"""


def said(condition: str = "e.personnel > 1", record: str = "record native", more: str = "") -> str:
    found = document(FRAME.format(condition=condition, record=record, more=more))
    assert found.diagnostics == ()
    return read_statement(found.statements[-1], found)


CONDITIONS = {
    "e.personnel >= 9000 troops": "the personnel of e is 9,000 troops or more",
    "e.personnel > 9000 troops": "the personnel of e is more than 9,000 troops",
    "e.personnel <= 9000 troops": "the personnel of e is 9,000 troops or fewer",
    "e.personnel < 9000 troops": "the personnel of e is fewer than 9,000 troops",
    "e.personnel = 9000 troops": "the personnel of e is exactly 9,000 troops",
    "e.personnel >= threshold": "the personnel of e is “threshold” (9,000 troops from 1 January 2024 on and 13,000 "
    "troops before that) or more",
    "e.start >= 2024-02-01": "the start of e is on or after 1 February 2024",
    "e.start < 2024-02-01": "the start of e is before 1 February 2024",
    "e.level is medium or more": "the level of e is medium or more (that is “medium” or “high”)",
    "e.host = ALBA": "the host of e is Republic of Alba (ALBA)",
    "not (e.personnel > 5 or e.personnel < 2)": "it is not so that (the personnel of e is more than 5 or the personnel "
    "of e is fewer than 2)",
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_read_in_these_words(condition: str) -> None:
    assert f"  For each exercise e where {CONDITIONS[condition]}, the host of e must file" in said(condition)


def test_silence_in_a_native_record_is_a_breach() -> None:
    assert "so a notification that is not found by the deadline is a breach." in said(record="record native")


def test_silence_in_a_reconstructed_record_is_undetermined() -> None:
    assert "leaves it undetermined, no breach." in said(record="record reconstructed")


def test_silence_in_a_complete_span_is_a_breach() -> None:
    complete = 'complete for notification by ALBA from 2021-01-01 to 2021-12-31 on "its gazette"'
    spoken = said(record="record reconstructed", more=complete)
    span = "from 1 January 2021 to 31 December 2021 for Republic of Alba (ALBA)"
    assert f"is a breach where the record is complete ({span}), elsewhere undetermined." in spoken


def test_a_norm_without_dates_binds_as_long_as_the_agreement() -> None:
    expected = (
        "  Binds: every party, from the entry into force (1 January 2020) on, to the end of the agreement "
        "(31 December 2029), that day included."
    )
    assert said().split("\n")[-1] == expected


def test_one_day_is_one_day() -> None:
    assert "1 day or more before the start of e." in said()
