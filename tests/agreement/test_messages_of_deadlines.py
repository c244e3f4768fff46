"""Messages about deadlines, exceptions, quotas, limits and prohibitions: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "deadline from what is no date": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.personnel
""",
        Told(
            "not-a-date",
            "`e.personnel` is a number, not a date: a deadline cannot count from it.",
            4,
            "e.personnel",
            "Count from a date.",
        ),
    ),
    "deadline from a record": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e
""",
        Told("not-a-date", "`e` is a record, not a date.", 4, "e", "Write `e.start`."),
    ),
    "deadline from an act, without saying what of it": (
        """\
act request
act reply to request
obligation o
  on each request r
  r.by must file reply to r
  within 5 days after r
""",
        Told("not-a-date", "`r` is a record, not a date.", 6, "r", "Write `r is filed` or `r is received`."),
    ),
    "deadline from the filing of an event": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  within 5 days after e is filed
""",
        Told(
            "not-an-act",
            "`e` is not an act: it is not filed.",
            4,
            "e is filed",
            "Count from a date field instead, such as `e.start`.",
        ),
    ),
    "never kept": (
        """\
act request
act reply to request
obligation o
  on each request r
  r.by must file reply to r
  at least 5 days before r is filed
""",
        Told(
            "never-kept",
            "Nothing can be due before `r` is filed: the norm could never be kept.",
            6,
            "at least 5 days before r is filed",
            "Write `within … after …`.",
        ),
    ),
    "working days of nowhere": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  within 5 working days after e.start
""",
        Told(
            "working-days-without-calendar",
            "Working days differ from place to place.",
            4,
            "within 5 working days after e.start",
            'Name a calendar: `10 working days of "Geneva"`, declared by `working days "Geneva" except …`.',
        ),
    ),
    "working days of an unknown place": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  within 5 working days of "Geneva" after e.start
""",
        Told(
            "unknown-calendar",
            "There is no calendar of working days called `Geneva`.",
            4,
            'within 5 working days of "Geneva" after e.start',
            "There is none yet: add `Geneva` first.",
        ),
    ),
    "claim of a comparison": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
  unless e.personnel > 5, claimed by e.host in notification
""",
        Told(
            "claim-not-a-field",
            "An exception that must be claimed is one field that is yes or no.",
            5,
            "e.personnel > 5",
            "Use a yes-or-no field, or delete `claimed by`.",
        ),
    ),
    "claim without a field": (
        """\
act plain of exercise
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
  unless e.alerted, claimed by e.host in plain
""",
        Told(
            "claim-without-field",
            "`plain` has no field `alerted` in which to claim the exception.",
            6,
            "plain",
            "Add `alerted yes or no` to the act `plain`.",
        ),
    ),
    "claimant that is no party": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
  unless e.alerted, claimed by e.start in notification
""",
        Told("bearer-not-a-party", "`e.start` is no party.", 5, "e.start", "Name a field that holds a party."),
    ),
    "owed to what is no party": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
  owed to e.start
""",
        Told("bearer-not-a-party", "`e.start` is no party.", 5, "e.start", "Name a field that holds a party."),
    ),
    "binding an unknown party": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
  binding only ALBO
""",
        Told("unknown-party", "There is no party or side called `ALBO`.", 5, "ALBO", "Did you mean `ALBA`?"),
    ),
    "quota of what is no act": (
        """\
quota q
  on each exercise e
  e.host must file notification of e
  within 5 days after e.start
  up to 3 in a calendar year
""",
        Told(
            "not-an-act",
            "A quota is one of acts; `exercise` is not an act.",
            2,
            "exercise",
            "Begin with `on each request r`.",
        ),
    ),
    "limit on sides without sides": (
        """\
limit l
  for each side s: the number of exercise x where x.host is of s is at most 5
  assessed at all times
""",
        Told("no-side", "The agreement has no sides.", 2, "s", "Declare `side …`, or say `each party`."),
    ),
    "limit in two units": (
        """\
limit l
  for each party p: holding("warheads") of p is at most 5 tanks
  assessed at all times
""",
        Told("unit-mismatch", "items and tanks are different units.", 2, "5 tanks", "Compare values of one unit only."),
    ),
    "limit on a text": (
        """\
limit l
  for each party p: "x" is at most 5
  assessed at all times
""",
        Told("not-a-number", "A number is needed here, not a text.", 2, '"x"', "Use a count or a number."),
    ),
    "limit that speaks of nobody": (
        """\
limit l
  for each party p: the number of exercise x is at most 5
  assessed at all times
""",
        Told(
            "unused-variable",
            "The measure does not speak of `p`: it would be the same for everyone.",
            2,
            "the number of exercise x",
            "Say whose: `of p`.",
        ),
    ),
    "least earlier of what is not yearly": (
        """\
limit l
  for each party p: holding("warheads") of p is at most its least earlier yearly maximum
  assessed each calendar year
""",
        Told(
            "wrong-use",
            "`its least earlier yearly maximum` needs a yearly maximum to look back on.",
            2,
            "its least earlier yearly maximum",
            "Begin with `the yearly maximum of …`.",
        ),
    ),
    "prohibition of a state": (
        """\
prohibition x
  no holding h, by h.party
  assessed each calendar year
""",
        Told("not-an-event", "`holding` is not an event: it does not happen.", 2, "holding", "Forbid an event."),
    ),
    "prohibition of an unknown event": (
        """\
prohibition x
  no incident h, by h.party
  assessed each calendar year
""",
        Told(
            "unknown-record",
            "There is no record type called `incident`.",
            2,
            "incident",
            "Known here: exercise, holding, notification.",
        ),
    ),
    "prohibition by a date": (
        """\
prohibition x
  no exercise e, by e.start
  assessed each calendar year
""",
        Told("bearer-not-a-party", "`e.start` is no party.", 2, "e.start", "Name a field that holds a party."),
    ),
    "tolerance in months": (
        """\
limit l
  for each party p: holding("warheads") of p is at most 5
  tolerating up to 1 month in a row; beyond that the whole period counts
  assessed at all times
""",
        Told(
            "wrong-unit-of-time",
            "A tolerance is counted in days, not in months.",
            3,
            "tolerating up to 1 month in a row; beyond that the whole period counts",
            "Say how many days: `30 days in a row`, `90 days in any 365 days`.",
        ),
    ),
    "window in working days": (
        """\
working days "Geneva" except 2024-01-01
limit l
  for each party p: the number of exercise x where x.host = p in any 5 working days of "Geneva" is at most 5
  assessed at all times
""",
        Told(
            "wrong-unit-of-time",
            "A window cannot be counted in working days.",
            3,
            'in any 5 working days of "Geneva"',
            "Use hours, days, weeks, months or years.",
        ),
    ),
    "deemed after working days": (
        """\
act request
act reply to request
obligation o
  on each request r
  r.by must file reply to r
  within 5 days after r is received, deemed 2 clear days after filing
""",
        Told(
            "wrong-unit-of-time",
            "A deemed receipt cannot be counted in clear days.",
            6,
            "r is received, deemed 2 clear days after filing",
            "Use hours, days, weeks, months or years.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
