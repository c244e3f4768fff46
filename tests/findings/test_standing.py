"""LANGUAGE §3: what stands from one act or event until another, as readers of the text would count it."""

import pytest

from tests.findings.small import Small, agreement

NATIVE = "in force from 2020-01-01\nrecord native\n"
BLOCK = """\
event exercise declared by host
  id key text
  host party
  start date
act opening
  site text
act closing
  site text
act report
obligation inform
  on each exercise e where from any opening o where o.by = e.host{until}{lapse}
  e.host must file report
  within 10 days after e.start
"""
UNTIL = "\n    until any closing c where c.site = o.site"
LAPSE = ", lapsing after 1 year"


def verdict(small: Small) -> str:
    found = small.findings("inform", as_of="2022-01-31")
    return found[0].declared.verdict if found else "no finding"


def world(
    opened: str, closed: str, start: str = "2021-06-10", *, lapse: str = "", until: str = UNTIL, frame: str = NATIVE
) -> Small:
    small = Small(agreement(BLOCK.format(until=until, lapse=lapse), frame))
    small.declared("exercise", "ALBA", id="X1", host="ALBA", start=start)
    if opened:
        small.act("opening", "ALBA", opened, id="O1", site="north")
    for index, when in enumerate(closed.split()):
        small.act("closing", "ALBA", when, id=f"C{index}", site="north")
    return small


CASES = [
    ("2021-03-01", "", "breached"),  # open, and no report
    ("", "", "no finding"),  # never opened
    ("2021-06-11", "", "no finding"),  # opened afterwards
    ("2021-03-01", "2021-06-09", "no finding"),  # closed before
    ("2021-03-01", "2021-06-11", "breached"),  # closed afterwards
    ("2021-03-01", "2021-02-01", "breached"),  # closed before it was opened
    ("2021-03-01", "2021-02-01 2021-05-01", "no finding"),
    ("2021-03-01", "2021-06-10T10:00", "undetermined"),  # the order within that day is not known
    ("2021-06-10T10:00", "", "undetermined"),
    ("2021-03-01", "2021-06-01..2021-06-20", "undetermined"),  # closed before or after
    ("2021-06-01..2021-06-20", "", "undetermined"),
    ("2021-03-01..2021-04-01", "2021-03-15", "undetermined"),  # the opening or the closing came first
    ("2021-03-01", "2021-02-01..2021-07-01", "undetermined"),  # a closing whose ends lie on either side
    ("2021-03-01T10:00:00Z", "2021-03-01T10:00:00Z", "undetermined"),  # at the same second: no order is known
]


@pytest.mark.long
@pytest.mark.parametrize(("opened", "closed", "expected"), CASES)
@pytest.mark.parametrize("lapse", ["", LAPSE])
def test_the_plans_say_the_same(opened: str, closed: str, expected: str, lapse: str) -> None:
    small = world(opened, closed, lapse=lapse)
    plan, meaning = (small.findings("inform", which=which, as_of="2022-01-31") for which in ("plan", "meaning"))
    assert plan == meaning


@pytest.mark.parametrize(("opened", "closed", "expected"), CASES)
def test_it_stands_from_the_opening_until_the_closing(opened: str, closed: str, expected: str) -> None:
    assert verdict(world(opened, closed)) == expected


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        ("2020-06-12", "breached"),
        ("2020-06-10", "undetermined"),  # on its last day
        ("2020-06-06", "no finding"),
        ("2020-01-01..2021-01-01", "undetermined"),
        ("2020-05-01..2021-12-01", "undetermined"),  # both ends lie outside, the middle does not
    ],
)
def test_it_lapses(opened: str, expected: str) -> None:
    assert verdict(world(opened, "", lapse=LAPSE, until="")) == expected
    assert verdict(world(opened, "", lapse=LAPSE)) == expected


def test_a_year_over_a_leap_day_is_a_day_longer() -> None:
    assert verdict(world("2019-06-10", "", "2020-06-10", lapse=LAPSE, until="")) == "undetermined"
    # Opened as the day began, at the end of the last day: 366 days and 20 hours.
    opened, start = "2019-06-10T00:00:00Z", "2020-06-10T20:00:00Z"
    assert verdict(world(opened, "", start, lapse=LAPSE, until="")) == "undetermined"


def test_a_closing_of_an_unknown_site_may_be_of_this_one() -> None:
    small = world("2021-03-01", "")
    small.act("closing", "ALBA", "2021-04-01", id="C9")
    assert verdict(small) == "undetermined"


@pytest.mark.parametrize(("on", "expected"), [("2021-06-09", "breached"), ("2021-06-10", "undetermined")])
def test_an_event_opens_once_its_day_is_over(on: str, expected: str) -> None:
    alarm = "event alarm declared by host\n  id key text\n  host party\n  on date\n"
    text = alarm + BLOCK.format(until="", lapse=LAPSE).replace("any opening o where o.by", "any alarm a where a.host")
    small = Small(agreement(text, NATIVE))
    small.declared("exercise", "ALBA", id="X1", host="ALBA", start="2021-06-10")
    small.declared("alarm", "ALBA", id="A1", host="ALBA", on=on)
    assert verdict(small) == expected


@pytest.mark.parametrize("as_of", ["2021-06-01", "2023-06-01"])
@pytest.mark.parametrize(
    ("ends", "opened", "closed", "expected"),
    [
        (LAPSE, "2021-01-10", "", "not owed"),  # lapsed since, but not on the occasion
        (LAPSE, "2020-02-01", "", "breached"),
        (UNTIL, "2021-01-10", "2022-01-01", "not owed"),
        (UNTIL, "2021-01-10", "2021-02-01", "breached"),
        (UNTIL, "2021-04-01", "", "breached"),  # opened afterwards
        (UNTIL, "2021-01-10", "2021-03-01T10:00:00Z", "undetermined"),  # some time on that day
    ],
)
def test_an_exception_is_asked_on_the_occasion(ends: str, opened: str, closed: str, expected: str, as_of: str) -> None:
    text = BLOCK.replace(" where from any opening o where o.by = e.host{until}{lapse}", "")
    text += f"  unless from any opening o where o.by = e.host{ends}\n"
    small = Small(agreement(text, NATIVE))
    small.declared("exercise", "ALBA", id="X1", host="ALBA", start="2021-03-01")
    small.act("opening", "ALBA", opened, id="O1", site="north")
    if closed:
        small.act("closing", "ALBA", closed, id="C1", site="north")
    assert small.one("inform", as_of=as_of).declared.verdict == expected


def test_an_exception_that_begins_between_the_days_on_which_it_may_have_been_is_open() -> None:
    text = BLOCK.replace(" where from any opening o where o.by = e.host{until}{lapse}", "")
    small = Small(agreement(text + f"  unless from any opening o where o.by = e.host{UNTIL}\n", NATIVE))
    small.declared("exercise", "ALBA", id="X1", host="ALBA", start="2021-03-01..2021-03-10")
    small.act("opening", "ALBA", "2021-03-05", id="O1", site="north")
    assert small.one("inform", as_of="2022-01-31").declared.verdict == "undetermined"


def test_an_exception_of_what_lies_ahead_is_asked_of_now() -> None:
    text = BLOCK.replace(" where from any opening o where o.by = e.host{until}{lapse}", "")
    text = text.replace("within 10 days after e.start", "at least 42 days before e.start")
    small = Small(agreement(text + f"  unless from any opening o where o.by = e.host{UNTIL}\n", NATIVE))
    small.declared("exercise", "ALBA", id="X1", host="ALBA", start="2021-03-01")
    small.act("opening", "ALBA", "2021-01-10", id="O1", site="north")
    assert small.one("inform", as_of="2021-02-20").declared.verdict == "not owed"


def test_another_site_and_another_party_do_not_count() -> None:
    small = world("2021-03-01", "")
    small.act("closing", "ALBA", "2021-04-01", id="C9", site="south")
    assert verdict(small) == "breached"
    other = world("", "").act("opening", "BOREA", "2021-03-01", id="O2", site="north")
    assert verdict(other) == "no finding"


def test_a_closing_may_be_missing_from_an_incomplete_record() -> None:
    frame = "in force from 2020-01-01\nrecord reconstructed\n"
    closings = 'complete for closing from 2020-01-01 to 2021-12-31 on "gazette"\n'
    reports = 'complete for report from 2020-01-01 to 2021-12-31 on "gazette"\n'
    openings = 'complete for opening from 2000-01-01 to 2021-12-31 on "gazette"\n'
    assert verdict(world("2021-03-01", "", frame=frame + reports)) == "undetermined"
    assert verdict(world("2021-03-01", "", frame=frame + reports + closings)) == "breached"
    # An opening that nobody recorded may have been made, unless the record is complete for as long as one stands.
    assert verdict(world("", "", frame=frame + reports)) == "undetermined"
    assert verdict(world("", "", frame=frame + reports + openings, lapse=LAPSE)) == "no finding"


def test_the_acts_that_open_and_close_it_are_witnesses() -> None:
    found = world("2021-03-01", "2021-02-01").findings("inform", as_of="2022-01-31")[0]
    assert {row.record for row in found.witnesses} >= {"opening", "closing"}
