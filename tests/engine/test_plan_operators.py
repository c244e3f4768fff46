"""Each operator's hand-made cases: the plan gives what the meaning gives, and the cases say something."""

import pytest

from servanda.engine import meaning
from servanda.engine.plan.lower import RULES
from servanda.logic import syntax as s
from servanda.logic.parse import parse_formula
from tests.engine.plan_cases import CASES, DATABASE
from tests.engine.plan_comparison import difference_in, operators, session


@pytest.mark.parametrize("operator", CASES)
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_the_plan_agrees_with_the_meaning(operator: str, closed: bool) -> None:
    """Satisfactions and episodes are equal on every formula of the operator."""
    with session(DATABASE) as asked:
        told = [difference_in(asked, parse_formula(text), DATABASE, closed=closed) for text in CASES[operator]]
    assert [item for item in told if item] == []


@pytest.mark.parametrize("operator", CASES)
def test_the_cases_have_satisfying_and_violating_tuples(operator: str) -> None:
    """A case that nothing satisfies, or that everything always satisfies, would test little."""
    satisfied = violated = 0
    for text in CASES[operator]:
        rows = meaning.denote(parse_formula(text), DATABASE, closed=True).rows
        ever = set().union(*rows)
        satisfied += bool(ever)
        violated += any(ever - here for here in rows)
    assert satisfied >= len(CASES[operator]) - 1
    assert violated >= len(CASES[operator]) - 2


def test_every_operator_of_the_syntax_has_cases() -> None:
    """All node kinds occur, and each that the safe form keeps has a rule."""
    seen = set().union(*(operators(parse_formula(text)) for texts in CASES.values() for text in texts))
    written = {kind.__name__.upper() for kind in s.Formula.__args__} - {"AGGREGATE", "COMPARISON"}
    assert written - seen == {"IMPLIES", "EQUIVALENT", "FORALL"} - seen
    assert {f"COMPARISON {sign}" for sign in ("=", "<", "<=", ">", ">=")} <= seen
    assert {"CNT", "SUM", "AVG", "MIN", "MAX", "MED"} <= seen
    rewritten = {s.Implies, s.Equivalent, s.Forall, s.Historically, s.Always}
    assert set(RULES) == set(s.Formula.__args__) - rewritten
