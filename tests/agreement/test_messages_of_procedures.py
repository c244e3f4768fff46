"""Messages about procedures, counts, and bodies named in norms: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "held, but unknown": (
        """\
duty train
  in each calendar year
  each party must hold at least 2 exercice e
""",
        Told("unknown-record", "There is no record type called `exercice`.", 3, "exercice", "Did you mean `exercise`?"),
    ),
    "held, but a state": (
        """\
duty train
  in each calendar year
  each party must hold at least 2 holding h
""",
        Told(
            "not-an-event",
            "`holding` is a state: it cannot be held so many times.",
            3,
            "holding",
            "Name an event or an act.",
        ),
    ),
    "taking part, but not a party": (
        """\
duty train
  in each calendar year
  each party must hold at least 2 exercise e, every side taking part in e.start
""",
        Told("bearer-not-a-party", "`e.start` is no party.", 3, "e.start", "Name a field that holds parties."),
    ),
    "taking part without sides": (
        """\
duty train
  in each calendar year
  each party must hold at least 2 exercise e, every side taking part in e.host
""",
        Told("no-side", "The agreement has no sides.", 3, "e.host", "Declare `side …`."),
    ),
    "held by whom nobody can say": (
        """\
event incident declared by nobody
  id key text
  on date
duty train
  in each calendar year
  each party must hold at least 2 incident i
""",
        Told(
            "nobody-holds",
            "Nobody declares `incident`, so nothing says which party held it.",
            6,
            "incident",
            "Write `each party, borne jointly, must hold …`.",
        ),
    ),
    "an unknown role": (
        """\
procedure deciding
  proposle is notification
""",
        Told("unknown-role", "There is no role called `proposle`.", 2, "proposle", "Did you mean `proposal`?"),
    ),
    "a role of no act": (
        """\
procedure deciding
  convening is exercise
""",
        Told("unknown-act", "There is no act called `exercise`.", 2, "exercise", "Known here: notification."),
    ),
    "a role of an unknown act": (
        """\
procedure deciding
  convening is notifications
""",
        Told(
            "unknown-act", "There is no act called `notifications`.", 2, "notifications", "Did you mean `notification`?"
        ),
    ),
    "a role whose occasion nobody plays": (
        """\
procedure deciding
  item is notification
""",
        Told(
            "role-not-played",
            "The item is filed of the convening, and no act plays that.",
            2,
            "item",
            "Add a line `convening is …`.",
        ),
    ),
    "a role filed of another act": (
        """\
act call
  at_body body
  on date
procedure deciding
  convening is call with body at_body, day on
  item is notification
""",
        Told(
            "wrong-link",
            "`notification` is not filed of `call`, so it cannot be the item.",
            6,
            "notification",
            "Declare `act notification of call`.",
        ),
    ),
    "an unknown part": (
        """\
act call
  at_body body
  on date
procedure deciding
  convening is call with body at_body, day on, place on
""",
        Told(
            "unknown-role-part",
            "There is no part of the role `convening` called `place`.",
            5,
            "place",
            "Known here: body, day, level.",
        ),
    ),
    "a part that is no field": (
        """\
act call
  at_body body
  on date
procedure deciding
  convening is call with body at_body, day when
""",
        Told(
            "unknown-field",
            "There is no field of `call` called `when`.",
            5,
            "when",
            "Known here: at_body, by, filed, on, received.",
        ),
    ),
    "a part of another kind": (
        """\
act call
  at_body body
  on date
procedure deciding
  convening is call with body on, day on
""",
        Told(
            "kind-mismatch", "`on` of `call` is a date; the body is a body.", 5, "on", "Name a field that holds a body."
        ),
    ),
    "a part left out": (
        """\
act call
  at_body body
  on date
procedure deciding
  convening is call with body at_body
""",
        Told(
            "role-without-part",
            "Nothing says which field of `call` is the day.",
            5,
            "convening is call with body at_body",
            "Add `with day …`.",
        ),
    ),
    "a role played twice": (
        """\
act call
  at_body body
  on date
act cry
  at_body body
  on date
procedure deciding
  convening is call with body at_body, day on
  convening is cry with body at_body, day on
""",
        Told("role-twice", "The role `convening` is cast already.", 9, "convening", "Keep one of them."),
    ),
    "a deed whose name is taken": (
        """\
act inquiry of exercise
obligation inquire
  on each exercise e
  e.host must file inquiry of e e where e.by = ALBA
  within 5 days after e.start
""",
        Told("duplicate-name", "`e` already stands for something else.", 4, "e", "Choose another name."),
    ),
    "a body that is none": (
        """\
act call
  at_body body
obligation called
  on entry into force
  ALBA must file call c where c.at_body is council
  within 5 days after entry into force
""",
        Told(
            "unknown-body",
            "There is no body called `council`.",
            5,
            "council",
            "There is none yet: add `council` first.",
        ),
    ),
    "a body in a trace that is none": (
        """\
act call
  at_body body
obligation called
  on entry into force
  ALBA must file call
  within 5 days after entry into force
trace "x" for called
  2020-01-02 ALBA files call with at_body council
  expect kept by ALBA
""",
        Told(
            "unknown-body",
            "There is no body called `council`.",
            8,
            "council",
            "There is none yet: add `council` first.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
