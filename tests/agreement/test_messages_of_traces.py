"""Messages about suspensions and traces: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "suspension of an unknown norm": (
        "never suspendable answer",
        Told(
            "unknown-norm", "There is no norm called `answer`.", 1, "answer", "There is none yet: add `answer` first."
        ),
    ),
    "suspension by an unknown act": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
suspendable notify by filing suspension
""",
        Told("unknown-act", "There is no act called `suspension`.", 5, "suspension", "Known here: notification."),
    ),
    "both suspendable and never": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
act suspension
suspendable notify by filing suspension
never suspendable notify
""",
        Told(
            "suspension-clash",
            "`notify` is both suspendable and never suspendable.",
            7,
            "notify",
            "Keep one of the two.",
        ),
    ),
    "trace of an unknown norm": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notfy
  expect kept by ALBA
""",
        Told("unknown-norm", "There is no norm called `notfy`.", 6, "notfy", "Did you mean `notify`?"),
    ),
    "trace of an unknown relation": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-03-01 ALBA fils notification
  expect kept by ALBA
""",
        Told("unknown-relation", "There is no relation called `fils`.", 7, "fils", "Did you mean `files`?"),
    ),
    "trace of an unknown record": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercice X1
  expect kept by ALBA
""",
        Told("unknown-record", "There is no record type called `exercice`.", 7, "exercice", "Did you mean `exercise`?"),
    ),
    "an act observed": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed notification N1
  expect kept by ALBA
""",
        Told(
            "wrong-fact",
            "`notification` is an act: a party files it.",
            7,
            "notification",
            "Write `DATE PARTY files …`.",
        ),
    ),
    "an event filed": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 ALBA files exercise
  expect kept by ALBA
""",
        Told(
            "wrong-fact",
            "`exercise` is no act: it is declared or observed.",
            7,
            "exercise",
            "Write `DATE declared …` or `DATE observed …`.",
        ),
    ),
    "filed by nobody known": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 ALBO files notification
  expect kept by ALBA
""",
        Told("unknown-party", "There is no party called `ALBO`.", 7, "ALBO", "Did you mean `ALBA`?"),
    ),
    "an event without a name": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise with personnel 5
  expect kept by ALBA
""",
        Told("nameless-fact", "This exercise has no name to speak of it by.", 7, "exercise", "Write `exercise X1`."),
    ),
    "unknown field in a trace": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with personel 5
  expect kept by ALBA
""",
        Told(
            "unknown-field",
            "There is no field of `exercise` called `personel`.",
            7,
            "personel",
            "Did you mean `personnel`?",
        ),
    ),
    "unknown party in a trace": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with host ALBO
  expect kept by ALBA
""",
        Told("unknown-party", "There is no party or country called `ALBO`.", 7, "ALBO", "Did you mean `ALBA`?"),
    ),
    "unknown option in a trace": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with level hi
  expect kept by ALBA
""",
        Told("unknown-option", "There is no option of `level` called `hi`.", 7, "level hi", "Did you mean `high`?"),
    ),
    "a word for a number": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with personnel many
  expect kept by ALBA
""",
        Told("wrong-value", "`personnel` holds a number.", 7, "personnel many", "Write a number after `personnel`."),
    ),
    "another unit in a trace": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with personnel 5 tanks
  expect kept by ALBA
""",
        Told(
            "unit-mismatch",
            "`personnel` counts troops, not tanks.",
            7,
            "5 tanks",
            "Write the number alone, or with its own unit.",
        ),
    ),
    "the link as a field": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 ALBA files notification with exercise X1
  expect kept by ALBA
""",
        Told(
            "wrong-value",
            "`exercise` is what the notification is filed of or to, not a field.",
            7,
            "exercise X1",
            "Write `files notification of …` instead.",
        ),
    ),
    "link of an act that has none": (
        """\
act bare
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 ALBA files bare of X1
  expect kept by ALBA
""",
        Told("wrong-link", "`bare` is an act of nothing else.", 8, "X1", "Delete `X1` and the word before it."),
    ),
    "expected of nobody": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  expect kept by ALBO
""",
        Told("unknown-party", "There is no party or side called `ALBO`.", 7, "ALBO", "Did you mean `ALBA`?"),
    ),
    "expected on nothing known": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  expect kept by ALBA on X1
""",
        Told(
            "unknown-name", "There is no fact in this trace called `X1`.", 7, "X1", "There is none yet: add `X1` first."
        ),
    ),
    "unknown reading": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  expect kept by ALBA under "as notified"
""",
        Told(
            "unknown-reading",
            "There is no reading called `as notified`.",
            7,
            'expect kept by ALBA under "as notified"',
            "There is none yet: add `as notified` first.",
        ),
    ),
    "a date for a party in a trace": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with host 2020-01-01
  expect kept by ALBA
""",
        Told(
            "unknown-party",
            "There is no party or country called `2020-01-01`.",
            7,
            "host 2020-01-01",
            "Known here: ALBA, BOREA.",
        ),
    ),
    "a number for a date in a trace": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with start 2020
  expect kept by ALBA
""",
        Told(
            "wrong-value",
            "`start` holds a date such as 2012-02-01.",
            7,
            "start 2020",
            "Write a date such as 2012-02-01 after `start`.",
        ),
    ),
    "a word for a yes in a trace": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start

trace "t" for notify
  2020-02-01 observed exercise X1 with alerted maybe
  expect kept by ALBA
""",
        Told(
            "wrong-value", "`alerted` holds `yes` or `no`.", 7, "alerted maybe", "Write `yes` or `no` after `alerted`."
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
