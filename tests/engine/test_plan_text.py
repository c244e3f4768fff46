"""DuckDB's text without a tree is the text that the tree gives, letter by letter."""

import subprocess
import sys
from random import Random

import pytest

from benchmarks._logic_rules import RULES, TABLES
from servanda.engine.plan import duckdb_text, functions
from servanda.engine.plan.compilation import Question, compile_formula
from servanda.logic.parse import parse_formula
from servanda.logic.schema import Signature, schema, signature
from servanda.logic.syntax import Formula
from tests.engine.engine_traps import LONG, TRAPS
from tests.engine.generate import generate_case
from tests.engine.harsh import harsh_case
from tests.engine.plan_cases import CASES, SIGNATURE


def assert_same(formula: Formula, shapes: Signature, *, distinct: frozenset[str] = frozenset(), width: int = 3) -> None:
    for question, closed in ((Question.EPISODES, False), (Question.STAMPS, True)):
        made = compile_formula(formula, shapes, distinct, frozenset(), width, None, question, closed=closed)
        assert made.sql == made.text()


@pytest.mark.parametrize("operator", CASES)
def test_own_cases_are_written_the_same(operator: str) -> None:
    for text in CASES[operator]:
        assert_same(parse_formula(text), SIGNATURE)


def test_traps_are_written_the_same() -> None:
    for trap in TRAPS.values():
        assert_same(parse_formula(trap.formula), trap.database.signature)


def test_rules_of_the_benchmark_are_written_the_same() -> None:
    shapes = signature(*(schema(name, *columns) for name, columns in TABLES.items()))
    for rule in RULES.values():
        assert_same(parse_formula(rule.formula), shapes, distinct=frozenset(shapes), width=1)


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 200), marks=pytest.mark.long)])
def test_random_formulas_are_written_the_same(seeds: range) -> None:
    for seed in seeds:
        for case in (generate_case(Random(seed)), harsh_case(Random(seed))):
            assert_same(case.formula, case.database.signature)


def test_what_looks_strange_is_written_the_same() -> None:
    """Quotes, backslashes, line breaks, percent signs, long names, negative and great numbers."""
    shapes = signature(schema("name", "s:string"), schema("q", "x:int", "y:int"), schema("w", "f:float"))
    for text in (
        r'name(s) AND "it\'s ""\ %s \n" SUBSTRING s',
        'name("\'\'") AND name("$latest ${x} {y} -- /* */")',
        'name("a\nb\tc\\n")',
        f"q({LONG}x,{LONG}y) AND {LONG}x < {LONG}y",
        "q(x,y) AND x = -9223372036854775808 AND NOT y = -(x - (-3))",
        "w(f) AND f < -0.1 AND NOT f = 1e300",
        "w(f) AND g = -f AND h = f - (g - (f - g))",
    ):
        assert_same(parse_formula(text), shapes)


def test_the_functions_are_the_same() -> None:
    """Those that are for the kernel's text alone are not written here."""
    assert set(functions.FUNCTIONS) - set(duckdb_text.FUNCTIONS) == {
        "widened",
        "exact",
        "lag",
        "lead",
        "number",
        "text",
    }
    assert set(duckdb_text.FUNCTIONS) <= set(functions.FUNCTIONS)


def test_a_question_does_not_load_sqlglot() -> None:
    program = """
import sys
from servanda.engine.plan.session import Session
from servanda.logic.parse import parse_formula
from servanda.logic.schema import schema
with Session() as session:
    session.load(schema("p", "x:int"), [(1, (1,)), (5, (2,))])
    print(session.satisfactions(parse_formula("p(x) AND NOT x = 2"))[0].values, "sqlglot" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "(1,) False\n"
