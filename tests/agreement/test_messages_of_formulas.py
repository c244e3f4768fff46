"""Messages about formulas of the core logic that stand in a norm: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

NORM = """\
obligation notify
  on each exercise e where formula certainly {certainly},
    possibly {possibly}
  e.host must file notification of e
  at least 42 days before e.start
"""
FINE = '"exercise_maybe(e)"'


def norm(certainly: str = FINE, possibly: str = FINE) -> str:
    return NORM.format(certainly=certainly, possibly=possibly)


CASES = {
    "a formula that cannot be read": (
        norm('"exercise_sure(e) AND"'),
        Told(
            "formula-syntax",
            "Here should stand a term, not the end of the formula.",
            2,
            '"',
            "A term is a variable, a number, a string, or such joined by + - * / MOD.",
        ),
    ),
    "a predicate that there is not": (
        norm('"exercise_shure(e)"'),
        Told(
            "formula-name",
            "There is no predicate `exercise_shure` in the signature. The subformula is `exercise_shure(e)`.",
            2,
            "exercise_shure(e)",
            "Did you mean `exercise_sure`?",
        ),
    ),
    "a predicate with too few arguments": (
        norm(possibly='"exercise_maybe(e)" "AND exercise_personnel(e)"'),
        Told(
            "formula-name",
            "`exercise_personnel` has 4 arguments, but here 1 is given. The subformula is `exercise_personnel(e)`.",
            3,
            "exercise_personnel(e)",
            "Give as many as the signature says; `_` stands for any value.",
        ),
    ),
    "a number for a text": (
        norm('"exercise_host_sure(e, 5)"'),
        Told(
            "formula-kind",
            "`exercise_host_sure` has a string as `value`: a string meets an integer. "
            "The subformula is `exercise_host_sure(e, 5)`.",
            2,
            "exercise_host_sure(e, 5)",
            "Compare like with like, or convert by i2s, s2i, f2s or s2f.",
        ),
    ),
    "a variable that stands for nothing": (
        norm('"exercise_host_sure(e, p)"'),
        Told(
            "free-variable",
            "`p` is free in the formula and stands for nothing in this norm.",
            2,
            '"exercise_host_sure(e, p)"',
            "Bind it with EXISTS; known here: `e`.",
        ),
    ),
    "a formula that cannot be monitored": (
        norm('"EXISTS p. NOT exercise_host_sure(e, p)"'),
        Told(
            "not-monitorable",
            "This negation leaves `p` unbound: infinitely many values satisfy it. "
            "The subformula is `NOT exercise_host_sure(e, p)`.",
            2,
            "NOT exercise_host_sure(e, p)",
            "Add a predicate that binds it, joined by AND.",
        ),
    ),
    "a formula that looks ahead": (
        norm('"EVENTUALLY[0,5d] exercise_sure(e)"'),
        Told(
            "formula-ahead",
            "EVENTUALLY looks ahead, where nothing is settled yet.",
            2,
            "EVENTUALLY[0,5d] exercise_sure(e)",
            "Look back, with ONCE or SINCE, or say it by a deadline.",
        ),
    ),
    "a formula that says only when it is certain": (
        norm().replace(",\n    possibly " + FINE, ""),
        Told(
            "unexpected",
            "`, possibly` was expected here, not `e`.",
            3,
            "e",
            'Say also when it possibly holds: `, possibly "…"`.',
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, told = CASES[name]
    assert told_in_frame(block) == told
