"""The window function that stands for an aggregate over ONCE: equal to the meaning and to the general plan."""

from collections import OrderedDict
from random import Random

import pytest

from servanda.engine import meaning
from servanda.engine.database import Database
from servanda.engine.plan import cache, lower_boolean, lower_window
from servanda.engine.plan.ir import Window
from servanda.engine.plan.session import Session
from servanda.logic import syntax as s
from servanda.logic.parse import parse_formula
from servanda.logic.schema import schema, signature
from tests.engine.plan_comparison import difference, session

SIGNATURE = signature(schema("paid", "id:int", "by:int", "sum:int"), schema("asked", "by:int"))
FORMULAS = (
    "(EXISTS i, n. paid(i,p,n)) AND (s <- SUM n; p ONCE[0,9] paid(i,p,n))",
    "paid(i,p,n) AND (s <- SUM m; p ONCE[0,9] paid(j,p,m)) AND s > 12",
    "paid(i,p,7) AND (s <- SUM m; p ONCE[2,9] paid(j,p,m))",
    "paid(i,p,n) AND (c <- CNT j; p ONCE[1,30] paid(j,p,m))",
    "paid(i,p,n) AND (c <- CNT j ONCE paid(j,q,m))",
    "paid(i,p,n) AND (a <- AVG m; p ONCE[0,20] paid(j,p,m))",
    "paid(i,p,n) AND (a <- AVG m; p ONCE[3,*) paid(j,p,m))",
    "paid(i,p,s) AND (s <- SUM m; p ONCE[0,9] paid(j,p,m))",
    "paid(i,p,n) AND asked(p) AND NOT (EXISTS s. (s <- SUM m; p ONCE[0,9] paid(j,p,m)) AND s > 12 AND paid(i,p,n))",
    "asked(p) AND (s <- SUM m; p ONCE[0,9] paid(j,p,m))",
    "(EXISTS i, p. paid(i,p,n)) AND (s <- SUM m; p ONCE[0,9] paid(j,p,m))",
    "paid(i,p,n) AND (s <- SUM m; p ONCE[0,9] paid(j,p,m)) AND (c <- CNT j; p ONCE[0,40] paid(j,p,m))",
)


def facts(seed: int, *, repeated: bool) -> Database:
    """Payments of two parties; ids come again only where rows are to be repeated."""
    random = Random(seed)
    stamps = sorted(random.sample(range(100), 30))
    ids = [random.randrange(6) if repeated else number for number in range(40)]
    paid = [(random.randrange(30), (number, random.randrange(2), random.choice((-3, 4, 7)))) for number in ids]
    asked = [(random.randrange(30), (random.randrange(2),)) for _ in range(15)]
    return Database(SIGNATURE, tuple(stamps), {"paid": paid, "asked": asked})


@pytest.mark.parametrize("repeated", [False, True], ids=["once", "repeated"])
@pytest.mark.parametrize("text", FORMULAS)
def test_sums_over_windows_agree_with_the_meaning(text: str, repeated: bool) -> None:
    formula = parse_formula(text)
    satisfied = 0
    for seed in range(4):
        database = facts(seed, repeated=repeated)
        assert difference(formula, database, episodes=False) is None
        satisfied += bool(meaning.evaluate(formula, database))
    assert satisfied >= 1


@pytest.mark.parametrize("text", FORMULAS)
def test_the_general_plan_gives_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    formula = parse_formula(text)
    database = facts(11, repeated=False)
    with session(database) as asked:
        short = asked.sql(formula)
        wanted = asked.satisfactions(formula)
    monkeypatch.setattr(cache, "_KEPT", OrderedDict())
    monkeypatch.setattr(lower_boolean, "TOGETHER", [])
    with session(database) as asked:
        assert asked.satisfactions(formula) == wanted
        if short != asked.sql(formula):
            assert "PRECEDING AND" in short


def test_the_window_function_is_used_where_it_may_be() -> None:
    """Rows that come again, or sums for groups that no event names, take the general plan."""
    used = [parse_formula(text) for text in FORMULAS[:8]]
    with session(facts(1, repeated=False)) as once, session_of(facts(1, repeated=True)) as again:
        assert all("RANGE BETWEEN" in once.sql(formula) for formula in used)
        assert not any("RANGE BETWEEN" in again.sql(formula) for formula in used)
        assert "RANGE BETWEEN" in once.sql(parse_formula(FORMULAS[9]))
        assert "RANGE BETWEEN" not in again.sql(parse_formula(FORMULAS[9]))
        assert "RANGE BETWEEN" not in once.sql(parse_formula(FORMULAS[10]))


def session_of(database: Database) -> Session:
    made = Session()
    made.load_database(database)
    return made


@pytest.mark.parametrize("fault", ["rows for range", "one too far", "one too near", "without its group"])
def test_a_planted_fault_of_the_window_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(
        function: str,
        argument: object,
        partition: tuple[str, ...],
        order: tuple[str, ...],
        frame: tuple[int | None, int],
    ) -> Window:
        far, near = frame
        changed: dict[str, object] = {
            "rows for range": "to here",
            "one too far": (far if far is None else far + 1, near),
            "one too near": (far, near + 1),
            "without its group": frame,
        }
        keys = () if fault == "without its group" else partition
        return Window(function, argument, keys, order, changed[fault])  # type: ignore[arg-type]

    monkeypatch.setattr(cache, "_KEPT", OrderedDict())
    monkeypatch.setattr(lower_window, "Window", wrong)
    formulas: list[s.Formula] = [parse_formula(text) for text in FORMULAS[:8]]
    assert any(difference(formula, facts(seed, repeated=False)) for formula in formulas for seed in range(4))
