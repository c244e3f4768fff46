"""Random formulas with facts made for them: plan and meaning agree, and the cases were worth running."""

from collections.abc import Callable

import pytest

from tests.engine.aimed import aimed_case
from tests.engine.plan_comparison import Tally, difference

EVERYDAY = 90
# At least so many cases with satisfying, and as many with violating tuples.
FLOORS = {
    "AND": 60, "AND NOT": 10, "OR": 20, "EXISTS": 50, "FORALL": 5, "IMPLIES": 7, "EQUIVALENT": 4, "LET": 14,
    "ONCE": 24, "HISTORICALLY": 8, "EVENTUALLY": 22, "ALWAYS": 6, "SINCE": 26, "UNTIL": 14, "PREVIOUS": 8, "NEXT": 6,
    "CNT": 10, "SUM": 3, "MIN": 5, "MAX": 3, "COMPARISON =": 25, "COMPARISON <": 3, "COMPARISON <=": 3,
    "COMPARISON >": 2, "COMPARISON >=": 2,
}  # fmt: skip
RARE = (
    "AVG", "MED", "MATCHES", "SUBSTRING", "TERM +", "TERM -", "TERM *", "TERM /", "TERM MOD", "TERM f2i", "TERM i2f"
)  # fmt: skip
BLOCK = 1000


def _disagreements(turns: range, tally: Tally) -> list[str]:
    found = []
    for turn in turns:
        case = aimed_case(turn)
        told = difference(case.formula, case.database, closed=turn % 5 in (0, 3))
        if told:
            found.append(f"turn {turn}: {told}")
        tally.count(case.formula, case.database)
    return found


def test_generated_cases_agree(record_property: Callable[[str, object], None]) -> None:
    """In everyday runs, each operator's turn comes twice."""
    record_property("compared plan and meaning", EVERYDAY)
    tally = Tally()
    assert _disagreements(range(EVERYDAY), tally) == []
    record_property("operators in generated cases", tally.table())
    assert tally.short_of(FLOORS | dict.fromkeys(RARE, 2)) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_ten_thousand_generated_cases_agree(block: int, record_property: Callable[[str, object], None]) -> None:
    """In ten blocks, each with floors of its own, the rare operators too."""
    tally = Tally()
    record_property("compared plan and meaning", BLOCK)
    first = EVERYDAY + block * BLOCK
    assert _disagreements(range(first, first + BLOCK), tally) == []
    record_property("operators in generated cases", tally.table())
    floors = {name: 7 * floor for name, floor in FLOORS.items()} | dict.fromkeys(RARE, 20)
    assert tally.short_of(floors) == []
