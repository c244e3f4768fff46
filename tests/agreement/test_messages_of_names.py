"""Messages about names, fields and units in terms and conditions: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "unknown name": (
        """\
obligation notify
  on each exercise e where e.personnel >= treshold
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("unknown-name", "There is no name called `treshold`.", 2, "treshold", "Known here: ALBA, BOREA, e."),
    ),
    "unknown variable": (
        """\
obligation notify
  on each exercise e where x.personnel >= 9
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("unknown-name", "There is no record or party in this norm called `x`.", 2, "x", "Known here: e."),
    ),
    "unknown field": (
        """\
obligation notify
  on each exercise e where e.personel >= 9
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unknown-field",
            "There is no field of `exercise` called `personel`.",
            2,
            "personel",
            "Did you mean `personnel`?",
        ),
    ),
    "field of a field": (
        """\
obligation notify
  on each exercise e where e.personnel.size >= 9
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unknown-field",
            "`personnel` is a number; nothing can be said after its dot.",
            2,
            "size",
            "End the path there.",
        ),
    ),
    "field of a party": (
        """\
limit l
  for each party p: p.stock is at most 5
  assessed at all times
""",
        Told("unknown-field", "`p` is a party; it has no fields.", 2, "stock", "Write `p` alone."),
    ),
    "vague term": (
        """\
obligation notify
  on each exercise e where e.personnel >= substantial
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "vague-term",
            "`substantial` has no number: no definition in force says how much it is.",
            2,
            "substantial",
            "Define it (`parameter substantial = 5000 troops`) or leave the sentence to the prose.",
        ),
    ),
    "unit mismatch": (
        """\
obligation notify
  on each exercise e where e.personnel >= 250 tanks
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unit-mismatch",
            "troops and tanks are different units.",
            2,
            "e.personnel >= 250 tanks",
            "Compare or add values of one unit only.",
        ),
    ),
    "parameter of another unit": (
        """\
parameter limit = 250 tanks
obligation notify
  on each exercise e where e.personnel >= limit
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unit-mismatch",
            "troops and tanks are different units.",
            3,
            "e.personnel >= limit",
            "Compare or add values of one unit only.",
        ),
    ),
    "kinds that cannot be compared": (
        """\
obligation notify
  on each exercise e where e.personnel >= e.start
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "kind-mismatch",
            "A number cannot be compared with a date.",
            2,
            "e.personnel >= e.start",
            "Compare values of one kind.",
        ),
    ),
    "order of parties": (
        """\
obligation notify
  on each exercise e where e.host > ALBA
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("kind-mismatch", "Parties have no order.", 2, "e.host > ALBA", "Compare them with `=`."),
    ),
    "order of texts": (
        """\
obligation notify
  on each exercise e where e.id > "x"
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("kind-mismatch", "A text has no order.", 2, 'e.id > "x"', "Compare it with `=`, or with `is`."),
    ),
    "a quotient in a comparison": (
        """\
obligation notify
  on each exercise e where e.personnel / 2 >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "bare-division", "A quotient may leave a remainder.", 2, "e.personnel / 2", "Say `ceil(…)` or `floor(…)`."
        ),
    ),
    "a product of unknowns": (
        """\
obligation notify
  on each exercise e where e.personnel * e.tanks >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "not-linear",
            "Two unknown values cannot be multiplied.",
            2,
            "e.personnel * e.tanks",
            "Multiply by a number.",
        ),
    ),
    "division by a field": (
        """\
obligation notify
  on each exercise e where ceil(e.personnel / e.tanks) >= 5
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "not-linear",
            "A value can be divided by a number greater than 0 only.",
            2,
            "e.personnel / e.tanks",
            "Divide by a number, inside `ceil(…)` or `floor(…)`.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
