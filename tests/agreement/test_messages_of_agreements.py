"""Messages about who is bound, record types, parameters and definitions: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "a name twice": (
        'party ALBA "Alba again"',
        Told(
            "duplicate-name",
            "`ALBA` is already the name of something else.",
            1,
            "ALBA",
            "Give one of them another name.",
        ),
    ),
    "a record type twice": (
        "act exercise",
        Told(
            "duplicate-name",
            "`exercise` is already the name of something else.",
            1,
            "exercise",
            "Give one of them another name.",
        ),
    ),
    "in force twice": (
        "in force from 2021-01-01",
        Told(
            "said-twice", "The agreement already says when it is in force.", 1, "in force from 2021-01-01", "Keep one."
        ),
    ),
    "dates of a norm reversed": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
  from 2021-01-01 to 2020-01-01
""",
        Told("dates-reversed", "The norm ends before it begins.", 5, "2020-01-01", "Exchange the dates."),
    ),
    "dates of a span reversed": (
        'complete for notification from 2021-01-01 to 2020-01-01 on "x"',
        Told(
            "dates-reversed",
            "The span ends before it begins.",
            1,
            'complete for notification from 2021-01-01 to 2020-01-01 on "x"',
            "Exchange the dates.",
        ),
    ),
    "dates of a member reversed": (
        'side Union "Union" = ALBA from 2021-01-01 to 2020-01-01',
        Told("dates-reversed", "`ALBA` leaves the side before it joins.", 1, "2021-01-01", "Exchange the dates."),
    ),
    "unknown member": (
        'side Union "Union" = ALBO',
        Told("unknown-party", "There is no party called `ALBO`.", 1, "ALBO", "Did you mean `ALBA`?"),
    ),
    "unknown time zone": (
        'time zone "Mars"',
        Told(
            "unknown-time-zone",
            "No time zone is called `Mars`.",
            1,
            'time zone "Mars"',
            "Use an IANA name such as `Europe/Vienna`, or `UTC`.",
        ),
    ),
    "unknown act in a span": (
        'complete for notificaton from 2020-01-01 to 2021-01-01 on "x"',
        Told("unknown-act", "There is no act called `notificaton`.", 1, "notificaton", "Did you mean `notification`?"),
    ),
    "unknown party in a span": (
        'complete for notification by ALBO from 2020-01-01 to 2021-01-01 on "x"',
        Told("unknown-party", "There is no party called `ALBO`.", 1, "ALBO", "Did you mean `ALBA`?"),
    ),
    "unknown reader": (
        "act report\n  about text released to ALBA, BOREAS",
        Told("unknown-party", "There is no party called `BOREAS`.", 2, "BOREAS", "Did you mean `BOREA`?"),
    ),
    "reader twice": (
        "act report\n  about text released to ALBA, ALBA",
        Told("reader-twice", "`ALBA` is named twice among the readers of `about`.", 2, "ALBA", "Name each once."),
    ),
    "a restricted field that a norm reads": (
        """\
act request
  to party
  units count released to ALBA
act answer to request filed by request.to
obligation reply
  on each request r where r.units > 5
  r.to must file answer to r
  within 5 days after r is received
""",
        Told(
            "restricted-in-norm",
            "`reply` rests on `units` of `request`, which BOREA cannot read.",
            3,
            "released to ALBA",
            "Write `released to every party`, or accept that they cannot judge it.",
        ),
    ),
    "field twice": (
        """\
act a
  about text
  about text
""",
        Told("field-twice", "`a` has the field `about` already.", 3, "about", "Keep one of them."),
    ),
    "implied field": (
        """\
act a
  by party
""",
        Told("field-twice", "`a` has the field `by` already.", 2, "by", "Every act has `by`, `filed` and `received`."),
    ),
    "event without key": (
        """\
event e declared by nobody
  start date
""",
        Told(
            "event-key", "The event `e` needs exactly one `key text`: its name.", 1, "e", "Add a field `id key text`."
        ),
    ),
    "event with a key that is no text": (
        """\
event e declared by nobody
  id key party
  start date
""",
        Told(
            "event-key", "The event `e` needs exactly one `key text`: its name.", 1, "e", "Add a field `id key text`."
        ),
    ),
    "event without date": (
        """\
event e declared by nobody
  id key text
""",
        Told("event-without-date", "Nothing says when `e` happens.", 1, "e", "Add a field such as `start date`."),
    ),
    "state without key": (
        """\
state s declared by nobody
  number count
""",
        Told(
            "state-key",
            "The state `s` has no key: it cannot be said of what it is the value.",
            1,
            "s",
            "Mark a field as `key`, such as `party key party`.",
        ),
    ),
    "state without value": (
        """\
state s declared by nobody
  who key party
""",
        Told(
            "state-without-value",
            "The state `s` has a key but no value.",
            1,
            "s",
            "Add a field such as `number count of items`.",
        ),
    ),
    "act with key": (
        """\
act a
  id key text
""",
        Told(
            "act-key",
            "An act is known by its number in the record and needs no key.",
            2,
            "id key text",
            "Delete `key`.",
        ),
    ),
    "unknown declarer": (
        """\
event e declared by hosst
  id key text
  host party
  start date
""",
        Told("unknown-field", "There is no field of `e` called `hosst`.", 1, "hosst", "Did you mean `host`?"),
    ),
    "declarer that is no party": (
        """\
event e declared by id
  id key text
  start date
""",
        Told(
            "declarer-not-a-party",
            "`id` is a text; only a party can declare.",
            1,
            "id",
            "Name a field that holds a party.",
        ),
    ),
    "act of nothing known": (
        "act a of exercice",
        Told("unknown-record", "There is no record type called `exercice`.", 1, "exercice", "Did you mean `exercise`?"),
    ),
    "filer that is no party": (
        "act a of exercise filed by exercise.start",
        Told(
            "declarer-not-a-party",
            "`exercise.start` is a date; only a party can file.",
            1,
            "exercise.start",
            "Name a field that holds a party.",
        ),
    ),
    "filer that is a record": (
        "act a of notification filed by notification",
        Told(
            "declarer-not-a-party",
            "`notification` is a record; only a party can file.",
            1,
            "notification",
            "Write `notification.by`, or another field that holds a party.",
        ),
    ),
    "parameter twice": (
        "parameter limit = 1 troops from 2020-01-01, 2 troops from 2020-01-01",
        Told(
            "parameter-twice", "`limit` has two values from 2020-01-01.", 1, "2 troops", "Keep one value for each date."
        ),
    ),
    "parameter in two units": (
        "parameter limit = 1 troops from 2020-01-01, 2 tanks before",
        Told(
            "unit-mismatch",
            "The values of `limit` have different units: tanks, troops.",
            1,
            "parameter limit = 1 troops from 2020-01-01, 2 tanks before",
            "Give all of them one unit.",
        ),
    ),
    "circular definition": (
        "define strength of e = e.personnel + strength of e",
        Told("circular-definition", "`strength` is defined by itself.", 1, "strength", "Say what it is without it."),
    ),
    "reading twice": (
        """\
define strength of e
  reading "x" held by ALBA = e.personnel
  reading "x" held by BOREA = e.tanks * 1
""",
        Told(
            "reading-twice",
            "Two readings of `strength` are called “x”.",
            3,
            'reading "x" held by BOREA = e.tanks * 1',
            "Give each its own name.",
        ),
    ),
    "unknown holder": (
        """\
define strength of e
  reading "x" held by ALBO = e.personnel
  reading "y" held by BOREA = e.personnel
""",
        Told("unknown-party", "There is no party or country called `ALBO`.", 2, "ALBO", "Did you mean `ALBA`?"),
    ),
    "a definition twice": (
        """\
define strength of e = e.personnel
define strength of e = e.tanks
""",
        Told(
            "duplicate-name",
            "`strength` is already the name of something else.",
            2,
            "strength",
            "Give one of them another name.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
