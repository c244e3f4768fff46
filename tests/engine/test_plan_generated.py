"""Random formulas with facts made for them: plan and meaning agree, and the cases were worth running."""

from collections.abc import Callable
from random import Random

import pytest

from tests.engine.generate import generate_case
from tests.engine.plan_comparison import Tally, difference

EVERYDAY = 250
# At least so many cases with satisfying, and as many with violating tuples: about half of what is seen.
FLOORS = {
    "AND": 60, "AND NOT": 10, "OR": 20, "EXISTS": 50, "FORALL": 5, "IMPLIES": 7, "EQUIVALENT": 4, "LET": 14,
    "ONCE": 24, "HISTORICALLY": 8, "EVENTUALLY": 22, "ALWAYS": 6, "SINCE": 26, "UNTIL": 14, "PREVIOUS": 8, "NEXT": 6,
    "CNT": 10, "SUM": 3, "MIN": 5, "MAX": 3, "COMPARISON =": 25, "COMPARISON <": 3, "COMPARISON <=": 3,
    "COMPARISON >": 2, "COMPARISON >=": 2,
}  # fmt: skip
RARE = ("AVG", "MED", "MATCHES", "SUBSTRING", "TERM +", "TERM -", "TERM *", "TERM /", "TERM MOD", "TERM f2i")
LONG = 10_000


def _disagreements(seeds: range, tally: Tally) -> list[str]:
    found = []
    for seed in seeds:
        case = generate_case(Random(seed))
        told = difference(case.formula, case.database, closed=seed % 3 == 0)
        if told:
            found.append(f"seed {seed}: {told}")
        tally.count(case.formula, case.database)
    return found


def test_generated_cases_agree(record_property: Callable[[str, object], None]) -> None:
    """A few hundred cases in everyday runs."""
    record_property("compared plan and meaning", EVERYDAY)
    tally = Tally()
    assert _disagreements(range(EVERYDAY), tally) == []
    record_property("operators in generated cases", tally.table())
    assert tally.short_of(FLOORS) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_ten_thousand_generated_cases_agree(block: int, record_property: Callable[[str, object], None]) -> None:
    """In ten blocks, each with floors in proportion, the rare operators too."""
    tally = Tally()
    size = LONG // 10
    record_property("compared plan and meaning", size)
    first = EVERYDAY + block * size
    assert _disagreements(range(first, first + size), tally) == []
    record_property("operators in generated cases", tally.table())
    floors = {name: floor * size // EVERYDAY for name, floor in FLOORS.items()} | dict.fromkeys(RARE, 1)
    assert tally.short_of(floors) == []
