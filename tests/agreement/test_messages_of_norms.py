"""Messages about triggers, bearers and deeds: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "unknown trigger": (
        """\
obligation notify
  on each exercice e
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("unknown-record", "There is no record type called `exercice`.", 2, "exercice", "Did you mean `exercise`?"),
    ),
    "trigger that is a state": (
        """\
obligation notify
  on each holding e
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "trigger-is-a-state",
            "`holding` is a state: it holds, it does not occur.",
            2,
            "holding",
            "Write `on each change c of holding`.",
        ),
    ),
    "change of what is no state": (
        """\
obligation notify
  on each change e of exercise
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("unknown-record", "There is no state called `exercise`.", 2, "exercise", "Known here: holding."),
    ),
    "breach of an unknown norm": (
        """\
obligation notify
  on each breach e of answer
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("unknown-norm", "There is no norm called `answer`.", 2, "answer", "Known here: notify."),
    ),
    "owed on its own breach": (
        """\
obligation notify
  on each breach b of notify
  ALBA must file notification
  within 5 days after b
""",
        Told(
            "breach-circle",
            "`notify` is owed on its own breach.",
            2,
            "on each breach b of notify",
            "Name another norm after `breach … of`.",
        ),
    ),
    "never triggered": (
        """\
obligation notify
  on each exercise e where e.personnel > 9000 troops and e.personnel < 5000 troops
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "never-triggered",
            "No value of `e.personnel` can meet this condition: the norm can never be triggered.",
            2,
            "e.personnel > 9000 troops",
            "Correct a threshold or a direction.",
        ),
    ),
    "bearer that is no party": (
        """\
obligation notify
  on each exercise e
  e.start must file notification of e
  at least 42 days before e.start
""",
        Told(
            "bearer-not-a-party",
            "`e.start` is a date; only a party or a side can bear a norm.",
            3,
            "e.start",
            "Name a field that holds a party.",
        ),
    ),
    "left out, but no party": (
        """\
obligation notify
  on each exercise e
  each party other than e.start must file notification of e
  at least 42 days before e.start
""",
        Told("bearer-not-a-party", "`e.start` is no party.", 3, "e.start", "Name a party or a field that holds one."),
    ),
    "unknown act": (
        """\
obligation notify
  on each exercise e
  e.host must file notificaton of e
  at least 42 days before e.start
""",
        Told("unknown-act", "There is no act called `notificaton`.", 3, "notificaton", "Did you mean `notification`?"),
    ),
    "deed that is no act": (
        """\
obligation notify
  on each exercise e
  e.host must file exercise of e
  at least 42 days before e.start
""",
        Told(
            "not-an-act",
            "`exercise` is not an act: it cannot be filed.",
            3,
            "exercise",
            "Declare an act, for example `act notice of exercise`.",
        ),
    ),
    "deed on an unknown record": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of x
  at least 42 days before e.start
""",
        Told("unknown-name", "There is no record in this norm called `x`.", 3, "x", "Known here: e."),
    ),
    "deed without its link": (
        """\
obligation notify
  on each exercise e
  e.host must file notification
  at least 42 days before e.start
""",
        Told(
            "deed-without-link",
            "Nothing says which exercise the notification is filed of.",
            3,
            "must file notification",
            "Write `notification of e`.",
        ),
    ),
    "deed on the wrong record": (
        """\
act reply to request
act request
obligation notify
  on each exercise e
  e.host must file reply to e
  at least 42 days before e.start
""",
        Told(
            "wrong-link",
            "`reply` is an act to `request`, not of `exercise`.",
            5,
            "e",
            "Declare `act reply of exercise`, or name another act.",
        ),
    ),
    "deed with the wrong word": (
        """\
obligation notify
  on each exercise e
  e.host must file notification to e
  at least 42 days before e.start
""",
        Told(
            "wrong-link",
            "`notification` is filed of `exercise`, not to it.",
            3,
            "must file notification to e",
            "Write `notification of e`.",
        ),
    ),
    "for that date, outside a duty": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e for that date
  at least 42 days before e.start
""",
        Told(
            "wrong-use",
            "`for that date` has a meaning in a duty only.",
            3,
            "must file notification of e for that date",
            "Delete it, or make the norm a duty.",
        ),
    ),
    "for that date, without a date": (
        """\
duty d
  every year by 1 March
  each party must file notification for that date
""",
        Told(
            "occasion-field",
            "`for that date` needs exactly one date in `notification`; it has 0.",
            3,
            "must file notification for that date",
            "Give the act one field of type date.",
        ),
    ),
    "stating without a date": (
        """\
act x
duty d
  every year by 1 March
  each party must file x stating holding for every category
""",
        Told(
            "stating-without-date",
            "`stating` needs a date for which the values are stated.",
            4,
            "must file x stating holding for every category",
            "Write `for that date stating …`.",
        ),
    ),
    "every without an end": (
        """\
act x
  as_of date
duty d
  every year by 1 March
  each party must file x for that date stating holding for every party
""",
        Told(
            "endless-every",
            "`party` is no choice, so `every` has no end.",
            5,
            "party",
            "Name a field that is `one of` several.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
