"""LANGUAGE §4, *Time*: how deadlines count, what stamps that are only days can settle, as of and known by."""

import pytest

from tests.findings.small import Small, agreement

EXERCISE = """\
event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  start date
act notification of exercise filed by exercise.host
obligation notify
  on each exercise e
  e.host must file notification of e
  {deadline}
"""
REQUEST = """\
act request
  to party
act reply to request filed by request.to
obligation answer
  on each request r
  r.to must file reply to r
  {deadline}
  owed to r.by
"""


PLAIN = 'in force from 2000-01-01\nrecord native\nworking days "Geneva" except 2020-01-01, 2020-06-08\n'


def before(deadline: str, filed: str, start: str, frame: str = PLAIN) -> str:
    small = Small(agreement(EXERCISE.format(deadline=deadline), frame))
    small.declared("exercise", "ALBA", id="X", host="ALBA", start=start)
    if filed:
        small.act("notification", "ALBA", filed, exercise="X")
    return small.one("notify", as_of="2030-01-01").declared.verdict


def after(deadline: str, asked: str, filed: str, as_of: str = "2030-01-01", **cells: str) -> str:
    frame = PLAIN + 'working days "Plain" except 1999-01-01\n'
    small = Small(agreement(REQUEST.format(deadline=deadline), frame))
    small.act("request", "BOREA", asked, id="R", to="ALBA", **cells)
    if filed:
        small.act("reply", "ALBA", filed, request="R")
    return small.one("answer", as_of=as_of).declared.verdict


@pytest.mark.parametrize(
    ("deadline", "filed", "start", "verdict"),
    [
        # "At least 42 days before" is a date difference of 42 or more.
        ("at least 42 days before e.start", "2020-04-20", "2020-06-01", "kept"),
        ("at least 42 days before e.start", "2020-04-21", "2020-06-01", "breached"),
        ("at least 42 days before e.start", "2020-04-20T23:59Z", "2020-06-01T00:00Z", "kept"),
        ("at least 42 days before e.start", "2020-04-21T00:00Z", "2020-06-01T23:59Z", "breached"),
        ("at least 42 days before e.start", "2020-04-19..2020-04-20", "2020-06-01", "kept"),
        ("at least 42 days before e.start", "2020-04-20..2020-04-21", "2020-06-01", "undetermined"),
        ("at least 42 days before e.start", "2020-04-21..2020-04-22", "2020-06-01", "breached"),
        ("at least 42 days before e.start", "2020-04-20", "2020-06-01..2020-06-05", "kept"),
        ("at least 42 days before e.start", "2020-04-21", "2020-06-01..2020-06-05", "undetermined"),
        ("at least 42 days before e.start", "2020-04-25", "2020-06-01..2020-06-05", "breached"),
        ("at least 42 days before e.start", "", "2020-06-01..2020-06-05", "breached"),
        # Clear days exclude both ends.
        ("at least 10 clear days before e.start", "2020-05-21", "2020-06-01", "kept"),
        ("at least 10 clear days before e.start", "2020-05-22", "2020-06-01", "breached"),
        # 1 June 2020 is a Monday.
        ('at least 5 working days of "Geneva" before e.start', "2020-05-25", "2020-06-01", "kept"),
        ('at least 5 working days of "Geneva" before e.start', "2020-05-26", "2020-06-01", "breached"),
        ("at least 2 weeks before e.start", "2020-05-18", "2020-06-01", "kept"),
        ("at least 2 weeks before e.start", "2020-05-19", "2020-06-01", "breached"),
        # Months are clamped to the month's end.
        ("at least 1 months before e.start", "2020-02-29", "2020-03-31", "kept"),
        ("at least 1 months before e.start", "2020-03-01", "2020-03-31", "breached"),
        ("at least 1 years before e.start", "2019-02-28", "2020-02-29", "kept"),
        ("at least 1 years before e.start", "2019-03-01", "2020-02-29", "breached"),
        ("at least 48 hours before e.start", "2020-05-30T08:00Z", "2020-06-01T08:00Z", "undetermined"),
        ("at least 48 hours before e.start", "2020-05-30T08:00:00Z", "2020-06-01T08:00:00Z", "kept"),
        ("at least 48 hours before e.start", "2020-05-30T08:00:01Z", "2020-06-01T08:00:00Z", "breached"),
        ("at least 48 hours before e.start", "2020-05-30", "2020-06-01", "undetermined"),
        ("at least 48 hours before e.start", "2020-05-29", "2020-06-01", "kept"),
        ("at least 48 hours before e.start", "2020-05-31", "2020-06-01", "breached"),
        # On the very day, only the day counts; where the hour is known, the hour does.
        ("at the latest at e.start", "2020-06-01", "2020-06-01", "kept"),
        ("at the latest at e.start", "2020-06-02", "2020-06-01", "breached"),
        ("at the latest at e.start", "2020-06-01T07:00Z", "2020-06-01T08:00Z", "kept"),
        ("at the latest at e.start", "2020-06-01T09:00Z", "2020-06-01T08:00Z", "breached"),
        ("at the latest at e.start", "2020-06-01", "2020-06-01T08:00Z", "undetermined"),
        ("by 2020-05-01", "2020-05-01", "2020-06-01", "kept"),
        ("by 2020-05-01", "2020-05-02", "2020-06-01", "breached"),
        ("within 10 days after e.start", "2020-06-11", "2020-06-01", "kept"),
        ("within 10 days after e.start", "2020-06-12", "2020-06-01", "breached"),
        ("within 10 clear days after e.start", "2020-06-12", "2020-06-01", "kept"),
        ("within 10 clear days after e.start", "2020-06-13", "2020-06-01", "breached"),
        # A deed before the clock begins is in time all the more.
        ("within 10 days after e.start", "2020-05-01", "2020-06-01", "kept"),
    ],
)
def test_a_deadline_counts_as_its_unit_says(deadline: str, filed: str, start: str, verdict: str) -> None:
    assert before(deadline, filed, start) == verdict


@pytest.mark.parametrize(
    ("deadline", "asked", "filed", "cells", "verdict"),
    [
        ("within 48 hours after r is filed", "2020-06-01T10:00:00Z", "2020-06-03T10:00:00Z", {}, "kept"),
        ("within 48 hours after r is filed", "2020-06-01T10:00:00Z", "2020-06-03T10:00:01Z", {}, "breached"),
        ("within 48 hours after r is filed", "2020-06-01", "2020-06-02", {}, "kept"),
        ("within 48 hours after r is filed", "2020-06-01", "2020-06-03", {}, "undetermined"),
        ("within 48 hours after r is filed", "2020-06-01", "2020-06-04", {}, "breached"),
        ("within 48 hours after r is filed", "2020-06-01T10:00Z", "2020-06-03", {}, "undetermined"),
        ("within 48 hours after r is filed", "2020-06-01", "", {}, "breached"),
        ("within 2 days after r is filed", "2020-06-01T23:00Z", "2020-06-03", {}, "kept"),
        ("within 2 days after r is filed", "2020-06-01T23:00Z", "2020-06-04", {}, "breached"),
        # 5 June 2020 is a Friday, 8 June is free in Geneva.
        ('within 2 working days of "Geneva" after r is filed', "2020-06-05", "2020-06-10", {}, "kept"),
        ('within 2 working days of "Geneva" after r is filed', "2020-06-05", "2020-06-11", {}, "breached"),
        ('within 2 working days of "Plain" after r is filed', "2020-06-05", "2020-06-09", {}, "kept"),
        ('within 2 working days of "Plain" after r is filed', "2020-06-05", "2020-06-10", {}, "breached"),
        ("within 1 months after r is filed", "2020-01-31", "2020-02-29", {}, "kept"),
        ("within 1 months after r is filed", "2020-01-31", "2020-03-01", {}, "breached"),
        # The clock begins with receipt: known, deemed, or open.
        (
            "within 48 hours after r is received", "2020-06-01", "2020-06-05",
            {"received": "2020-06-03T10:00:00Z"}, "undetermined",
        ),
        ("within 48 hours after r is received", "2020-06-01", "2020-06-04", {"received": "2020-06-03"}, "kept"),
        ("within 48 hours after r is received", "2020-06-01", "2020-06-09", {"received": "2020-06-03"}, "breached"),
        ("within 48 hours after r is received", "2020-06-01", "2020-06-09", {}, "undetermined"),
        ("within 48 hours after r is received", "2020-06-01", "", {}, "undetermined"),
        # Nobody receives before it is filed, so a reply within 48 hours of filing is in time.
        ("within 48 hours after r is received", "2020-06-01", "2020-06-02", {}, "kept"),
        (
            "within 48 hours after r is received, deemed 6 hours after filing",
            "2020-06-01T10:00:00Z", "2020-06-03T16:00:00Z", {}, "kept",
        ),
        (
            "within 48 hours after r is received, deemed 6 hours after filing",
            "2020-06-01T10:00:00Z", "2020-06-03T16:00:01Z", {}, "breached",
        ),
        (
            "within 48 hours after r is received, deemed 6 hours after filing",
            "2020-06-01T10:00:00Z", "2020-06-03T12:00:00Z", {"received": "2020-06-01T11:00:00Z"}, "breached",
        ),
    ],
)  # fmt: skip
def test_a_deadline_after_an_act(deadline: str, asked: str, filed: str, cells: dict[str, str], verdict: str) -> None:
    assert after(deadline, asked, filed, **cells) == verdict


def test_a_clamped_month_is_said_so() -> None:
    small = Small(agreement(EXERCISE.format(deadline="at least 1 months before e.start")))
    small.declared("exercise", "ALBA", id="X", host="ALBA", start="2020-03-31")
    finding = small.one("notify")
    assert finding.due == "2020-02-29"
    assert finding.attributes["deadline"] == "2020-02-29 is the end of the month: there is no day 31"


def test_an_open_date_leaves_the_deadline_open() -> None:
    block = EXERCISE.format(deadline="at least 42 days before e.start").replace(
        "  start date", "  asked date\n  start date"
    )
    small = Small(agreement(block)).declared("exercise", "ALBA", id="X", host="ALBA", asked="2020-05-01")
    assert small.one("notify").declared.verdict == "undetermined"


def test_a_day_is_a_day_of_the_agreement() -> None:
    frame = 'in force from 2000-01-01\nrecord native\ntime zone "Europe/Vienna"\n'
    # 23:30 UTC on 20 April is 21 April in Vienna.
    assert before("at least 42 days before e.start", "2020-04-20T23:30Z", "2020-06-01", frame) == "breached"
    assert before("at least 42 days before e.start", "2020-04-20T21:30Z", "2020-06-01", frame) == "kept"


# --- breaches have dates, lateness, cures ---------------------------------------------------------------------------


def test_a_breach_is_dated_at_the_deadline_and_may_be_cured() -> None:
    small = Small(agreement(EXERCISE.format(deadline="at least 42 days before e.start")))
    small.declared("exercise", "ALBA", id="X", host="ALBA", start="2020-06-01")
    small.act("notification", "ALBA", "2020-05-10", exercise="X")
    finding = small.one("notify")
    assert (finding.declared.verdict, finding.due, finding.occasion_date) == ("breached", "2020-04-20", "2020-06-01")
    assert finding.attributes == {"cured": "2020-05-10", "days late": 20}


def test_pending_until_the_deadline_has_passed() -> None:
    small = Small(agreement(EXERCISE.format(deadline="at least 42 days before e.start")))
    small.declared("exercise", "ALBA", "2020-01-01", id="X", host="ALBA", start="2020-06-01")
    assert small.one("notify", as_of="2020-04-19").declared.verdict == "pending"
    assert small.one("notify", as_of="2020-04-20").declared.verdict == "breached"
    assert small.one("notify", as_of="2020-04-20T12:00Z").declared.verdict == "pending"
    small.act("notification", "ALBA", "2020-02-01", exercise="X")
    assert small.one("notify", as_of="2020-03-01").declared.verdict == "kept"
    assert small.one("notify", as_of="2020-01-31").declared.verdict == "pending"  # not yet filed


def test_what_was_not_known_by_the_date_is_not_seen() -> None:
    small = Small(agreement(EXERCISE.format(deadline="at least 42 days before e.start")))
    small.declared("exercise", "ALBA", id="X", host="ALBA", start="2020-06-01")
    small.act("notification", "ALBA", "2020-02-01", exercise="X", known="2020-09-15")
    assert small.one("notify", known_by="2020-09-14").declared.verdict == "breached"
    assert small.one("notify", known_by="2020-09-15").declared.verdict == "kept"


def test_the_end_of_the_log_is_not_the_end_of_time() -> None:
    small = Small(agreement(EXERCISE.format(deadline="at least 42 days before e.start")))
    small.declared("exercise", "ALBA", id="X", host="ALBA", start="2020-06-01")
    assert small.one("notify", as_of="2029-12-31").declared.verdict == "breached"
    assert small.one("notify", as_of="2020-02-01").declared.verdict == "pending"


# --- what binds when ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "verdict"),
    [
        ("2020-02-29", "none"),
        ("2020-03-01", "breached"),
        ("2020-09-30", "breached"),
        ("2020-10-01", "none"),
        ("2020-02-20..2020-03-05", "undetermined"),
        ("2020-09-20..2020-10-05", "undetermined"),
    ],
)
def test_a_norm_binds_from_and_to_its_dates(start: str, verdict: str) -> None:
    block = EXERCISE.format(deadline="within 5 days after e.start\n  from 2020-03-01 to 2020-09-30")
    small = Small(agreement(block)).declared("exercise", "ALBA", id="X", host="ALBA", start=start)
    found = small.findings("notify", as_of="2021-12-31")
    assert (found[0].declared.verdict if found else "none") == verdict


def test_what_fell_due_before_the_norm_bound_was_never_owed() -> None:
    block = EXERCISE.format(deadline="at least 42 days before e.start\n  from 2020-03-01")
    small = Small(agreement(block)).declared("exercise", "ALBA", id="X", host="ALBA", start="2020-03-15")
    assert small.findings("notify") == []


def test_a_norm_may_bind_some_only() -> None:
    block = EXERCISE.format(deadline="at least 42 days before e.start\n  binding only BOREA")
    small = Small(agreement(block)).declared("exercise", "ALBA", id="X", host="ALBA; BOREA", start="2020-06-01")
    assert list(small.all("notify")) == [("BOREA", "X")]


AMENDED = """\
event exercise declared by host
  id key text
  host party
  personnel count of troops
  start date
act notification of exercise filed by exercise.host
parameter notifiable = 9000 troops from 2020-03-04, 13000 troops before
obligation notify
  on each exercise e where e.personnel >= notifiable
  e.host must file notification of e
  within 5 days after e.start
"""


@pytest.mark.parametrize(
    ("start", "personnel", "verdict"),
    [
        ("2020-03-03", "9000", "none"),
        ("2020-03-03", "13000", "breached"),
        ("2020-03-04", "9000", "breached"),
        ("2020-03-04", "8999", "none"),
        ("2020-03-01..2020-03-10", "13000", "breached"),
        ("2020-03-01..2020-03-10", "9000", "undetermined"),  # which threshold was in force is open
        ("2020-03-01..2020-03-10", "8999", "none"),
    ],
)
def test_an_amended_threshold_counts_from_its_date(start: str, personnel: str, verdict: str) -> None:
    small = Small(agreement(AMENDED)).declared(
        "exercise", "ALBA", id="X", host="ALBA", start=start, personnel=personnel
    )
    found = small.findings("notify", as_of="2021-12-31")
    assert (found[0].declared.verdict if found else "none") == verdict


def test_an_amended_threshold_that_falls_open_for_an_uncertain_day() -> None:
    block = AMENDED.replace(
        "9000 troops from 2020-03-04, 13000 troops before", "13000 troops from 2020-03-04, 9000 troops before"
    )
    small = Small(agreement(block))
    small.declared("exercise", "ALBA", id="X", host="ALBA", start="2020-03-01..2020-03-10", personnel="9500")
    assert small.one("notify", as_of="2021-12-31").declared.verdict == "undetermined"
