"""Random cases at the edges of what the logic allows: plan and meaning agree on them too."""

from collections.abc import Callable
from random import Random

import pytest

from servanda.engine import meaning
from servanda.engine.meaning_values import OutOfRange
from servanda.logic import syntax as s
from servanda.logic.write import write_formula
from tests.engine.harsh import harsh_case
from tests.engine.plan_comparison import Tally, difference

LONGEST = 1500  # characters; what is longer takes the plain evaluator minutes
RARE = ("AVG", "MED", "MIN", "MAX", "SUM", "MATCHES", "SUBSTRING", "TERM s2i", "TERM s2f", "TERM i2s", "TERM f2i")


def compared(seeds: range, tally: Tally) -> tuple[int, int]:
    """How many cases were compared, and how many the plan would not do for a sum beyond 64 bits."""
    done = refused = 0
    for seed in seeds:
        case = harsh_case(Random(seed))
        if len(write_formula(case.formula)) > LONGEST:
            continue
        try:
            meaning.evaluate(case.formula, case.database, closed=seed % 3 == 0)
        except OutOfRange:
            continue
        try:
            told = difference(case.formula, case.database, closed=seed % 3 == 0)
        except OutOfRange:
            refused += 1
            continue
        assert told is None, f"seed {seed}: {told}"
        tally.count(case.formula, case.database)
        done += 1
    return done, refused


def test_harsh_cases_agree(record_property: Callable[[str, object], None]) -> None:
    """The plan may refuse a sum that goes beyond 64 bits between two time points, where no verdict sees it."""
    done, refused = compared(range(24), Tally())
    record_property("compared plan and meaning, harsh", done)
    assert done >= 20
    assert refused <= 2


@pytest.mark.long
@pytest.mark.parametrize("block", range(4))
def test_many_harsh_cases_agree(block: int, record_property: Callable[[str, object], None]) -> None:
    tally = Tally()
    done, refused = compared(range(100 + block * 1000, 1100 + block * 1000), tally)
    record_property("compared plan and meaning, harsh", done)
    record_property("operators in harsh cases", tally.table())
    assert done >= 900
    assert refused <= done // 50
    assert tally.short_of(dict.fromkeys(RARE, 2)) == []


@pytest.mark.parametrize(
    "text",
    [
        "p(x) AND NOT x = -(3 * 9223372036854775807)",
        "p(x) AND x + 9223372036854775807 * 2 > 0",
        'p(x) AND y = s2i("x")',
        "p(x) AND NOT i2s(7 / 0) = i2s(x)",
    ],
)
def test_a_constant_without_value_is_no_error(text: str) -> None:
    """Engines compute constants while they plan, where TRY does not catch them."""
    from servanda.engine.log import read_log, read_signature
    from servanda.logic.parse import parse_formula

    facts = read_log("@1 p(1)(2)\n@2 p(3)", read_signature("p(a:int)"))
    formula = parse_formula(text)
    assert isinstance(formula, s.And)
    assert difference(formula, facts) is None
