"""Messages about characters and words: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told, told

CASES = {
    "unclosed text": (
        'party ALBA "Alba',
        Told("unclosed-text", "A text in quotation marks has no end on this line.", 1, '"', 'Close it with `"`.'),
    ),
    "typographic quotation mark": (
        'party ALBA “Alba"',
        Told("wrong-quotation-mark", "`“` is a typographic quotation mark.", 1, "“", 'Use the plain mark `"`.'),
    ),
    "typographic comparison": (
        "define large e as e.personnel ≥ 9000",
        Told("unknown-character", "`≥` has no meaning in a block.", 1, "≥", "Write `>=`."),
    ),
    "unknown character": (
        'party ALBA $ "Alba"',
        Told(
            "unknown-character",
            "`$` has no meaning in a block.",
            1,
            "$",
            "Delete it, or put it in quotation marks if it belongs to a name.",
        ),
    ),
    "percent": (
        "define share of e = 10 % e.personnel",
        Told(
            "unknown-character",
            "`%` has no meaning in a block.",
            1,
            "%",
            "Write the share as a whole number, say `100 * a >= 10 * b` for 10 per cent.",
        ),
    ),
    "no such date": (
        "in force from 2011-02-29",
        Told(
            "no-such-date",
            "2011-02-29 is not a date of the calendar.",
            1,
            "2011-02-29",
            "Write year-month-day of a real day.",
        ),
    ),
    "a date for no end": (
        "in force from 2011-02-05 to 9999-12-31",
        Told(
            "far-off-date",
            "9999-12-31 lies outside the years 1200 to 2899.",
            1,
            "9999-12-31",
            "Correct the year; where there is no end, leave the date out.",
        ),
    ),
    "grouped number": (
        "parameter ceiling = 9,000",
        Told(
            "grouped-number",
            "`9,000` can be read in two ways.",
            1,
            "9,000",
            "Write `9000` if that is the number, or put a space after each comma of a list.",
        ),
    ),
    "fraction": (
        "parameter ceiling = 1.5",
        Told(
            "not-a-whole-number",
            "`1.5` is not a whole number.",
            1,
            "1.5",
            "Count in a smaller unit, or multiply both sides of the comparison.",
        ),
    ),
    "glued number": (
        """\
event exercise declared by host
  personnel count of troops
parameter ceiling = 9000troops
""",
        Told(
            "glued-number",
            "`9000troops` is neither a number nor a name.",
            3,
            "9000troops",
            "Put a space after the number; a name begins with a letter.",
        ),
    ),
    "stray indent": (
        '  party ALBA "Alba"',
        Told(
            "stray-indent",
            "`party` is indented, but no statement stands above it.",
            1,
            "party",
            "Begin a statement in the first column of the block.",
        ),
    ),
    "unfinished statement": (
        "party ALBA",
        Told(
            "unfinished-statement",
            "The statement ends where the party's name in quotation marks was expected.",
            1,
            "¶",
            "Add the party's name in quotation marks.",
        ),
    ),
    "unfinished deadline": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before
""",
        Told(
            "unfinished-statement",
            "The statement ends where a date to count from was expected.",
            4,
            "¶",
            "Add a date to count from.",
        ),
    ),
    "unexpected": (
        "in force on 2011-02-05",
        Told(
            "unexpected",
            "`from`, `when`, or a time after which it is in force was expected here, not `on`.",
            1,
            "on",
            "Write `in force from 1997-05-27`, or `in force 30 days after every party has filed …`.",
        ),
    ),
    "slip of the pen": (
        "in forse from 2011-02-05",
        Told(
            "unexpected",
            "`force` was expected here, not `forse`.",
            1,
            "forse",
            "`forse` looks like `force`: write `force`.",
        ),
    ),
    "date in another order": (
        "in force from 5 February 2011",
        Told(
            "unexpected",
            "A date such as 1999-03-12 was expected here, not `5`.",
            1,
            "5",
            "Write year-month-day, such as 1999-03-12.",
        ),
    ),
    "date without zeros": (
        "in force from 2011-2-5",
        Told(
            "unexpected", "A date such as 1999-03-12 was expected here, not `2011`.", 1, "2011", "Write `2011-02-05`."
        ),
    ),
    "year for a date": (
        "in force from 2011",
        Told(
            "unexpected",
            "A date such as 1999-03-12 was expected here, not `2011`.",
            1,
            "2011",
            "Write year-month-day, such as 1999-03-12.",
        ),
    ),
    "text for a date": (
        'in force from "2011"',
        Told(
            "unexpected",
            'A date such as 1999-03-12 was expected here, not `"2011"`.',
            1,
            '"2011"',
            "Write a date such as 1999-03-12 here.",
        ),
    ),
    "reserved word as a name": (
        """\
obligation must
  on each exercise e
""",
        Told(
            "reserved-word",
            "`must` is a word of the language and cannot be the norm's name.",
            1,
            "must",
            "Choose another name, or add what is missing before it.",
        ),
    ),
    "no such day of the year": (
        """\
duty d
  every year by 31 April
  each party must file x
""",
        Told("no-such-date", "April has no day 31.", 2, "31 April", "Write a day that the month has."),
    ),
    "unknown unit": (
        """\
event exercise declared by host
  personnel count of troops
parameter ceiling = 9000 troop
""",
        Told(
            "unknown-unit",
            "No field counts in `troop`.",
            3,
            "troop",
            "Did you mean `troops`? Or give a field that unit: `count of troop`.",
        ),
    ),
    "unknown unit where none is known": (
        "parameter ceiling = 9000 troops",
        Told(
            "unknown-unit",
            "No field counts in `troops`.",
            1,
            "troops",
            "Write the number alone. Or give a field that unit: `count of troops`.",
        ),
    ),
    "left over": (
        'party ALBA "Alba" BOREA "Borea"',
        Told(
            "left-over",
            "`BOREA` is left over: the statement is complete before it.",
            1,
            "BOREA",
            "Delete it, or correct what stands before it.",
        ),
    ),
    "split number": (
        "parameter ceiling = 9 000",
        Told("split-number", "The number 9 is followed by another number.", 1, "9 000", "Write `9000` if it is one."),
    ),
    "number too large": (
        "parameter ceiling = 12345678901234567890",
        Told(
            "number-too-large",
            "12345678901234567890 is too large a number.",
            1,
            "12345678901234567890",
            "Write at most 15 digits.",
        ),
    ),
    "time too long": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  within 1001 years after e.start
""",
        Told(
            "number-too-large", "1,001 years are more than a thousand years.", 4, "1001 years", "Write a shorter time."
        ),
    ),
    "choice not made": (
        "record foreign",
        Told(
            "unexpected",
            "The kind of record was expected here, not `foreign`.",
            1,
            "foreign",
            "Write `native` or `reconstructed`.",
        ),
    ),
    "no month": (
        """\
duty d
  every year by 31 Aprl
  each party must file x
""",
        Told("unexpected", "The name of a month was expected here, not `Aprl`.", 2, "Aprl", "Did you mean `April`?"),
    ),
    "no unit of time": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 fortnights before e.start
""",
        Told(
            "unexpected",
            "A unit of time was expected here, not `fortnights`.",
            4,
            "fortnights",
            "Write hours, days, clear days, working days, weeks, months or years.",
        ),
    ),
    "no text": (
        "party ALBA Alba",
        Told(
            "unexpected",
            "The party's name in quotation marks was expected here, not `Alba`.",
            1,
            "Alba",
            "Write the party's name in quotation marks here.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told(block) == expected
