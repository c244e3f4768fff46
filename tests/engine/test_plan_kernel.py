"""The kernel form: what stands for ASOF joins, ANTI joins and RANGE windows gives the same rows."""

import pytest

from servanda.engine.plan.session import Session
from servanda.logic.parse import parse_formula
from tests.engine import test_plan_windows as windows
from tests.engine.plan_cases import CASES, DATABASE
from tests.engine.plan_comparison import difference_in

PEEPHOLES = ("ASOF ", "ANTI JOIN", "RANGE BETWEEN 9 PRECEDING")


@pytest.mark.parametrize("operator", ["AND", "AND NOT", "SINCE", "UNTIL", "ONCE", "NOT", "SUM", "FUTURE IN PAST"])
def test_the_kernel_form_agrees_with_the_meaning(operator: str) -> None:
    """Every case of these operators, with none of DuckDB's own joins in its text."""
    with Session(kernel=True) as kernel, Session() as quick:
        kernel.load_database(DATABASE)
        quick.load_database(DATABASE)
        other = 0
        for text in CASES[operator]:
            formula = parse_formula(text)
            written = kernel.sql(formula)
            assert not any(word in written for word in PEEPHOLES), text
            other += any(word in quick.sql(formula) for word in PEEPHOLES)
            assert difference_in(kernel, formula, DATABASE, closed=True) is None
    assert other >= len(CASES[operator]) // 3


def test_window_sums_agree_in_the_kernel_form() -> None:
    for text in windows.FORMULAS[:8]:
        database = windows.facts(5, repeated=False)
        with Session(kernel=True) as kernel:
            kernel.load_database(database)
            assert "PRECEDING AND CURRENT" not in kernel.sql(parse_formula(text)).replace("UNBOUNDED PRECEDING", "")
            assert difference_in(kernel, parse_formula(text), database, episodes=False) is None
