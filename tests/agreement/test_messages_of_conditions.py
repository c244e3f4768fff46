"""Messages about terms and conditions that make no sense: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "a text where a number is needed": (
        """\
obligation notify
  on each exercise e where min(e.id, 5) >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("not-a-number", "A number is needed here, not a text.", 2, "min(e.id, 5)", "Use a count or a number."),
    ),
    "scope of a date": (
        """\
obligation notify
  on each exercise e where e.start in scope "x" >= 2020-01-01
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "not-a-number",
            "`e.start` is no count, so it has no scope.",
            2,
            'e.start in scope "x"',
            "Delete `in scope`.",
        ),
    ),
    "a count as a condition": (
        """\
obligation notify
  on each exercise e where e.personnel
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "not-a-condition",
            "`e.personnel` is a number, not a yes or no.",
            2,
            "e.personnel",
            "Compare it with something: `>= 9000`, `is threat`.",
        ),
    ),
    "is of a count": (
        """\
obligation notify
  on each exercise e where e.personnel is large
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "not-a-condition",
            "`e.personnel` is a number; `is` needs a choice, a yes or no, or a definition.",
            2,
            "e.personnel is large",
            "Compare it with `=` or `>=`.",
        ),
    ),
    "unknown option": (
        """\
obligation notify
  on each exercise e where e.level is hi
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("unknown-option", "There is no option of `e.level` called `hi`.", 2, "hi", "Did you mean `high`?"),
    ),
    "unknown definition": (
        """\
obligation notify
  on each exercise e where e is notifiable
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unknown-definition",
            "There is no defined condition called `notifiable`.",
            2,
            "notifiable",
            "There is none yet: add `notifiable` first.",
        ),
    ),
    "unknown defined term": (
        """\
obligation notify
  on each exercise e where strenght of e >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unknown-definition",
            "There is no definition or state called `strenght`.",
            2,
            "strenght",
            "Known here: holding.",
        ),
    ),
    "unknown relation": (
        """\
obligation notify
  on each exercise e where e.host neighbours BOREA
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unknown-relation",
            "There is no relation called `neighbours`.",
            2,
            "neighbours",
            "There is none yet: add `neighbours` first.",
        ),
    ),
    "relation of a count": (
        """\
relation borders between countries
obligation notify
  on each exercise e where e.personnel borders BOREA
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "kind-mismatch",
            "`e.personnel` is a number, not a party or a country.",
            3,
            "e.personnel",
            "Name a field that holds one.",
        ),
    ),
    "a condition used as a term": (
        """\
define large e as e.personnel > 5
obligation notify
  on each exercise e where large of e >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("wrong-use", "`large` is a condition, not a value.", 3, "large of e", "Write `e is large`."),
    ),
    "unknown record in an aggregate": (
        """\
limit l
  for each party p: the number of exercice x where x.host = p is at most 5
  assessed at all times
""",
        Told("unknown-record", "There is no record type called `exercice`.", 2, "exercice", "Did you mean `exercise`?"),
    ),
    "variable twice": (
        """\
limit l
  for each party p: the number of exercise p where p.host = p is at most 5
  assessed at all times
""",
        Told("duplicate-name", "`p` already stands for something else.", 2, "p", "Choose another name."),
    ),
    "state in a window": (
        """\
limit l
  for each party p: the sum of h.number over holding h where h.party = p in any 30 days is at most 5
  assessed at all times
""",
        Told(
            "wrong-use",
            "`holding` is a state: its values hold at an instant, not in a window.",
            2,
            "in any 30 days",
            "Delete the window.",
        ),
    ),
    "value of a state without its key": (
        """\
limit l
  for each party p: holding of p is at most 5
  assessed at all times
""",
        Told(
            "wrong-number-of-values",
            "`holding` needs 1 value (category) in brackets; none stands there.",
            2,
            "holding of p",
            "Name one value for each part of the key.",
        ),
    ),
    "unknown key of a state": (
        """\
limit l
  for each party p: holding("warhead") of p is at most 5
  assessed at all times
""",
        Told(
            "unknown-option",
            "There is no category of `holding` called `warhead`.",
            2,
            '"warhead"',
            "Did you mean `warheads`?",
        ),
    ),
    "value of a state with two counts": (
        """\
state s declared by nobody
  who key party
  a count
  b count
limit l
  for each party p: s of p is at most 5
  assessed at all times
""",
        Told(
            "wrong-use",
            "`s` has 2 counts, so its value is not one number.",
            6,
            "s of p",
            "Use `the sum of v.field over …` instead.",
        ),
    ),
    "or more of a text": (
        """\
obligation notify
  on each exercise e where e.id is "x" or more
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "or-more-without-order",
            "`or more` needs one option of a choice whose options rise.",
            2,
            'e.id is "x" or more',
            "Delete `or more`, or name a single option.",
        ),
    ),
    "or more of two options": (
        """\
obligation notify
  on each exercise e where e.level is low or "high" or more
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "or-more-without-order",
            "`or more` needs one option of a choice whose options rise.",
            2,
            'e.level is low or "high" or more',
            "Delete `or more`, or name a single option.",
        ),
    ),
    "a definition or more": (
        """\
define large e as e.personnel > 5
obligation notify
  on each exercise e where e is large or more
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "wrong-use",
            "`e` is one defined thing or is not; there is nothing more.",
            3,
            "e is large or more",
            "Write `e is … or e is …` for two definitions.",
        ),
    ),
    "a side that is no side": (
        """\
obligation notify
  on each exercise e where e.host is of ALBA
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("kind-mismatch", "`ALBA` is a party, not a side.", 2, "ALBA", "Name a field that holds one."),
    ),
    "brackets on a definition": (
        """\
define strength of e = e.personnel
obligation notify
  on each exercise e where strength("x") of e >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("wrong-use", "`strength` is defined, not kept by a key.", 3, 'strength("x") of e', "Delete the brackets."),
    ),
    "a definition that is a text": (
        """\
define name of e = e.id
obligation notify
  on each exercise e where name of e = "x"
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "not-a-number",
            "A definition such as `name` is a number, a date or a year, not a text.",
            3,
            "name of e",
            "Compare the field itself instead.",
        ),
    ),
    "a text looked up in a world": (
        """\
obligation notify
  on each exercise e where declared e.id = "x"
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "not-a-number",
            "What is looked up as declared is a number, a date or a year, not a text.",
            2,
            "declared e.id",
            "Compare the field itself instead.",
        ),
    ),
    "a yearly maximum in a condition": (
        """\
obligation notify
  on each exercise e where the yearly maximum of e.personnel >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "wrong-use",
            "A yearly maximum is no value of a single day.",
            2,
            "the yearly maximum of e.personnel",
            "Use it as the whole measure or the whole bound of a limit only.",
        ),
    ),
    "a yearly maximum from below": (
        """\
limit l
  for each party p: the yearly maximum of holding("warheads") of p is at least 5
  assessed each calendar year
""",
        Told(
            "wrong-use",
            "A yearly maximum can be limited from above only: for most of the year the value is lower.",
            2,
            'the yearly maximum of holding("warheads") of p',
            "Write `is at most`, or limit the value itself.",
        ),
    ),
    "acts at once": (
        """\
limit l
  for each party p: the number of notification n where n.by = p under way at once is at most 5
  assessed at all times
""",
        Told(
            "wrong-use",
            "`notification` is an act: it is filed at an instant and never under way.",
            2,
            "under way at once",
            "Use a window such as `in any 30 days`.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
