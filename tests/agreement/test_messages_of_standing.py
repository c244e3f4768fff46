"""Messages about standings, changes since the last act, and nil returns: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "tolerating what does not last": (
        """\
event raid declared by nobody
  id key text
  actor party
  on date
prohibition no_raid
  no raid r, by r.actor
  tolerating up to 3 days in a row; beyond that the whole period counts
  assessed each calendar year
""",
        Told(
            "wrong-use",
            "`raid` has one date, so it does not last, and all of it would be tolerated.",
            7,
            "tolerating up to 3 days in a row; beyond that the whole period counts",
            "Leave out `tolerating …`, or give the event the date on which it ended.",
        ),
    ),
    "a change of what has no value before": (
        """\
obligation notify
  on each exercise e where e.personnel changed by 10 percent or more since the last notification by ALBA
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "wrong-use",
            "`e.personnel` is no count of a changed state, so it has no value before.",
            2,
            "e.personnel",
            "Begin with `on each change c of …`, and name a count.",
        ),
    ),
    "a change since what is no act": (
        """\
obligation update
  on each change c of holding where c.number changed by 10 percent or more since the last exercise by c.party
  c.party must file notification
  within 5 days after c
""",
        Told("unknown-act", "There is no act called `exercise`.", 2, "exercise", "Known here: notification."),
    ),
    "a change since the act of a number": (
        """\
obligation update
  on each change c of holding where c.number changed by 10 percent or more since the last notification by c.number
  c.party must file notification
  within 5 days after c
""",
        Told(
            "kind-mismatch",
            "`c.number` is a number, and only a party files an act.",
            2,
            "c.number",
            "Name a field that holds a party.",
        ),
    ),
    "a change by nothing": (
        """\
obligation update
  on each change c of holding where c.number changed by 0 percent or more since the last notification by c.party
  c.party must file notification
  within 5 days after c
""",
        Told("never-owed", "Every change is one by 0 percent or more.", 2, "0", "Write a number from 1 on."),
    ),
    "a change without a percentage": (
        """\
obligation update
  on each change c of holding where c.number changed by 10 or more since the last notification by c.party
  c.party must file notification
  within 5 days after c
""",
        Told(
            "unexpected",
            "`percent or more since the last` was expected here, not `or`.",
            2,
            "or",
            "Write `10 percent or more since the last notice by c.party`.",
        ),
    ),
    "a state begins a standing": (
        """\
obligation notify
  on each exercise e where from any holding h until any notification n
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "wrong-use",
            "`holding` is a state: it holds over a time, and is no moment that begins or ends one.",
            2,
            "holding",
            "Name an act or an event.",
        ),
    ),
    "a standing by what is counted": (
        """\
obligation notify
  on each exercise e where from any notification n where the number of exercise x > 3, lapsing after 1 year
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "nested-time",
            "Which `notification` counts rests on what is counted or holds over a time, so two times would be meant at "
            "once.",
            2,
            "notification n where the number of exercise x > 3",
            "Say it by the fields of the act or event alone.",
        ),
    ),
    "a standing that begins with what is named already": (
        """\
obligation notify
  on each exercise e where from any exercise e, lapsing after 1 year
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("duplicate-name", "`e` already stands for something else.", 2, "e", "Choose another name."),
    ),
    "a standing without an end": (
        """\
obligation notify
  on each exercise e where from any notification n
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unexpected",
            "What ends it was expected here, not `e`.",
            3,
            "e",
            "Say `until any …`, `, lapsing after …`, or both.",
        ),
    ),
    "an order of the record among events": (
        """\
obligation notify
  on each exercise e where from any notification n until any exercise x, in the order recorded
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "no-recorded-order",
            "`exercise` is an event, and the record says in which order acts were filed.",
            2,
            "exercise",
            "Leave out `, in the order recorded`, or name acts.",
        ),
    ),
    "an order of the record that orders nothing": (
        """\
obligation notify
  on each exercise e where from any notification n, lapsing after 1 year, in the order recorded
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "no-recorded-order",
            "Nothing that is compared with `notification` here is an act too.",
            2,
            "from any notification n, lapsing after 1 year, in the order recorded",
            "Leave out `, in the order recorded`, or name acts.",
        ),
    ),
    "a lapse in working days": (
        """\
obligation notify
  on each exercise e where from any notification n, lapsing after 5 clear days
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "wrong-unit-of-time",
            "A lapse cannot be counted in clear days.",
            2,
            "from any notification n, lapsing after 5 clear days",
            "Use hours, days, weeks, months or years.",
        ),
    ),
    "a nil return of no year": (
        "act calm\nnil return of exercise by filing calm",
        Told(
            "nil-return-of-no-year",
            "`calm` has no years, so it does not say for which one there was nothing.",
            2,
            "calm",
            "Name an act with one year, of or to nothing.",
        ),
    ),
    "a nil return of one": (
        "act calm to notification\n  year year\nnil return of exercise by filing calm",
        Told(
            "nil-return-of-no-year",
            "`calm` is filed to `notification`, so it speaks of one, not of none.",
            3,
            "calm",
            "Name an act with one year, of or to nothing.",
        ),
    ),
    "a nil return of acts": (
        "act calm\n  year year\nnil return of notification by filing calm",
        Told(
            "wrong-use",
            "`notification` is an act: that none was filed, the record says itself.",
            3,
            "notification",
            "Name an event or a state.",
        ),
    ),
    "a yearly nil return of a state": (
        "act calm\n  year year\nnil return of holding by filing calm, each year by 31 January",
        Told(
            "wrong-use",
            "`holding` is a state, which is no less declared in a year in which nobody speaks of it.",
            3,
            "nil return of holding by filing calm, each year by 31 January",
            "Leave out `each year by …`, or name an event.",
        ),
    ),
    "a nil return of every month": (
        "act calm\n  year year\nnil return of exercise by filing calm, each month by 31 January",
        Told(
            "unexpected",
            "`year` was expected here, not `month`.",
            3,
            "month",
            "Write `, each year by 31 January`, or end the statement here.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
