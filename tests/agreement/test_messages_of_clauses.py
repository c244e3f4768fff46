"""Messages about clauses and statements: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told, told

CASES = {
    "wrong number of values": (
        "define share of e = min(15)",
        Told("wrong-number-of-values", "`min` takes 2 values, not 1.", 1, "min(15)", "Give it 2."),
    ),
    "wrong number of values for ceil": (
        "define share of e = ceil(15, 3)",
        Told("wrong-number-of-values", "`ceil` takes 1 value, not 2.", 1, "ceil(15, 3)", "Give it 1."),
    ),
    "no comparison": (
        "define large e as 9000",
        Told(
            "unfinished-statement",
            "The statement ends where a comparison (=, <, <=, >, >=) was expected.",
            1,
            "¶",
            "Say with what it is compared: `e.personnel >= 9000`.",
        ),
    ),
    "average": (
        "define share of e = the average of t.number over transfer t",
        Told(
            "no-average",
            "An average is not computed: over whole numbers it would have to be rounded.",
            1,
            "average",
            "Compare the sum with a multiple of the number, or use `greatest` or `least`.",
        ),
    ),
    "unknown aggregate": (
        "define share of e = the total of t.number over transfer t",
        Told(
            "unexpected",
            "What is counted or added up was expected here, not `total`.",
            1,
            "total",
            "Write `number of`, `sum of`, `greatest of`, `least of` or `yearly maximum of`.",
        ),
    ),
    "open bracket": (
        "define large e as (e.alerted or e.hidden",
        Told("unfinished-statement", "The statement ends where `)` was expected.", 1, "¶", "Add `)`."),
    ),
    "two fields on a line": (
        """\
event exercise declared by host
  host party start date
""",
        Told(
            "one-field-a-line",
            "`start` stands on the line of something else.",
            2,
            "start",
            "Begin a new, indented line for each field.",
        ),
    ),
    "option twice": (
        """\
state s declared by nobody
  level one of threat, war, threat
""",
        Told(
            "option-twice",
            "The option `threat` is listed twice.",
            2,
            "threat",
            "List each option once, in rising order.",
        ),
    ),
    "unknown type of field": (
        """\
act a
  about string
""",
        Told(
            "unexpected",
            "The type of the field was expected here, not `string`.",
            2,
            "string",
            (
                "Write `text`, `party or country`, `party`, `country`, `body`, `yes or no`, `place`, `date`, `year`, "
                "`count` or `one of`."
            ),
        ),
    ),
    "uneven rhythm": (
        """\
duty d
  every 5 months as of 1 March within 30 days
  each party must file x
""",
        Told(
            "uneven-rhythm", "5 months do not divide the year.", 2, "every 5 months", "Use 1, 2, 3, 4, 6 or 12 months."
        ),
    ),
    "wrong number of dates": (
        """\
duty d
  every 6 months as of 1 March within 30 days
  each party must file x
""",
        Told(
            "wrong-number-of-dates",
            "Every 6 months makes 2 dates a year, but 1 is named.",
            2,
            "every 6 months as of 1 March within 30 days",
            "Name 2 dates, or change the rhythm.",
        ),
    ),
    "dates out of order": (
        """\
duty d
  every 6 months as of 1 September and 1 March within 30 days
  each party must file x
""",
        Told(
            "dates-out-of-order",
            "This date does not come after the one before it.",
            2,
            "1 March",
            "Name each date once, in the order of the calendar year.",
        ),
    ),
    "prohibition at all times": (
        """\
prohibition threats
  no incident i, by i.actor
  assessed at all times
""",
        Told(
            "prohibition-period",
            "A prohibition is found kept or breached for a period, not for all times.",
            3,
            "assessed at all times",
            "Write `assessed each calendar year` or `assessed each calendar month`.",
        ),
    ),
    "no bearer": (
        """\
obligation notify
  on each exercise e
  must file notification of e
""",
        Told("no-bearer", "Nobody bears this norm.", 3, "must", "Say who must: `e.host must …`, `each party must …`."),
    ),
    "no deadline": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  some day
""",
        Told(
            "no-deadline",
            "`some` sets no end: such a norm can never be shown to be breached.",
            4,
            "some",
            "Give a deadline: `within 30 days after …`, `by 2001-12-31`.",
        ),
    ),
    "promptly": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  promptly
""",
        Told(
            "no-deadline",
            "`promptly` sets no end: such a norm can never be shown to be breached.",
            4,
            "promptly",
            "Give a deadline: `within 30 days after …`, `by 2001-12-31`.",
        ),
    ),
    "missing deadline": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
""",
        Told(
            "unfinished-statement",
            "The statement ends where a deadline was expected.",
            3,
            "¶",
            ("Write `at least 42 days before …`, `within 48 hours after …`, `at the latest at …` or `by 2001-12-31`."),
        ),
    ),
    "deadline in other words": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  before e.start
""",
        Told(
            "unexpected",
            "A deadline was expected here, not `before`.",
            4,
            "before",
            ("Write `at least 42 days before …`, `within 48 hours after …`, `at the latest at …` or `by 2001-12-31`."),
        ),
    ),
    "no assessment": (
        """\
limit l
  for each party p: stock of p is at most 5
""",
        Told(
            "unfinished-statement",
            "The statement ends where `assessed` was expected.",
            2,
            "¶",
            "Say `assessed at all times`, `assessed each calendar year` or `assessed each calendar month`.",
        ),
    ),
    "limit in other words": (
        """\
limit l
  for each party p: stock of p <= 5
  assessed at all times
""",
        Told("unexpected", "`is at` was expected here, not `<=`.", 2, "<=", "Write `is at most` or `is at least`."),
    ),
    "missing trigger": (
        """\
obligation notify
  e.host must file notification of e
""",
        Told(
            "unexpected",
            "`on each` was expected here, not `e`.",
            2,
            "e",
            "Begin with `on each exercise e`, or `on entry into force`.",
        ),
    ),
    "two facts on a line": (
        """\
trace "t" for notify
  2012-01-10 BLR files x 2012-01-11 BLR files y
  expect kept by BLR
""",
        Told(
            "one-fact-a-line",
            "`2012-01-11` stands on the line of something else.",
            2,
            "2012-01-11",
            "Begin a new, indented line for it.",
        ),
    ),
    "no such time": (
        """\
trace "t" for notify
  2012-01-10 24:00 BLR files x
  expect kept by BLR
""",
        Told(
            "no-such-time", "24:00 is not a time of day.", 2, "2012-01-10", "Write hours and minutes, 00:00 to 23:59."
        ),
    ),
    "time without zeros": (
        """\
trace "t" for notify
  2012-01-10 9:00 BLR files x
  expect kept by BLR
""",
        Told(
            "no-such-time",
            "`9:` does not begin a time of day.",
            2,
            "9",
            "Write hours and minutes with two digits each: 09:30.",
        ),
    ),
    "nothing expected": (
        """\
trace "t" for notify
  2012-01-10 BLR files x
""",
        Told(
            "unfinished-statement",
            "The statement ends where a line that begins with `expect` was expected.",
            2,
            "¶",
            "Say what the norm must find: `expect breached by …`.",
        ),
    ),
    "no verdict": (
        """\
trace "t" for notify
  expect violated by BLR
""",
        Told(
            "unexpected",
            "A verdict was expected here, not `violated`.",
            2,
            "violated",
            (
                "Write `kept`, `breached`, `pending`, `undetermined`, `not observed`, `not declared`, `not owed`"
                " or `no finding`."
            ),
        ),
    ),
    "unknown statement": (
        "obligatoin notify",
        Told(
            "unknown-statement", "No statement begins with `obligatoin`.", 1, "obligatoin", "Did you mean `obligation`?"
        ),
    ),
    "unknown statement, unlike any": (
        "foo bar",
        Told(
            "unknown-statement",
            "No statement begins with `foo`.",
            1,
            "foo",
            (
                "Begin with one of: party, country, side, in, record, complete, nil, time, working, event, state, "
                "act, relation, boundaries, territory, zone, "
                "parameter, define, obligation, milestone, quota, duty, limit, prohibition, "
                "suspendable, never, countermeasure, reservation, withdrawal, accession, amendment, trace, unchecked, "
                "refers, use, procedure, body, commission, mission, consultation, programme."
            ),
        ),
    ),
    "statement begins with a number": (
        "12 months",
        Told(
            "unknown-statement",
            "No statement begins with `12`.",
            1,
            "12",
            (
                "Begin with one of: party, country, side, in, record, complete, nil, time, working, event, state, "
                "act, relation, boundaries, territory, zone, "
                "parameter, define, obligation, milestone, quota, duty, limit, prohibition, "
                "suspendable, never, countermeasure, reservation, withdrawal, accession, amendment, trace, unchecked, "
                "refers, use, procedure, body, commission, mission, consultation, programme."
            ),
        ),
    ),
    "same by an unknown field": (
        """\
event exercise declared by nobody
  host party
  same when hosst equal
""",
        Told("unknown-field", "The event has no `hosst` to compare it by.", 3, "hosst", "Did you mean `host`?"),
    ),
    "same by the distance of parties": (
        """\
event exercise declared by nobody
  host party
  same when host within 5 km
""",
        Told(
            "kind-mismatch",
            "`host` is a party, not a place.",
            3,
            "host",
            "Name a field that holds a place, or compare by `equal`.",
        ),
    ),
    "overlap of what has no dates": (
        """\
event exercise declared by nobody
  host party
  same when period overlaps
""",
        Told("unknown-field", "The event has no `period` to compare it by.", 3, "period", "Known here: nothing."),
    ),
    "a sentence without end": (
        "define large e as " + " or ".join(["e.alerted"] * 102),
        Told(
            "too-involved",
            "More than 100 parts are joined in one statement.",
            1,
            "or",
            "Define parts of it by `define`, and use their names.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told(block) == expected
