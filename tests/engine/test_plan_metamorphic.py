"""What must not matter does not: the order of rows, the order of arrival, names, and where time begins."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

import pytest

from servanda.engine.answers import Satisfaction
from servanda.engine.database import Database
from servanda.engine.plan.session import Session
from servanda.logic import syntax as s
from servanda.logic.schema import Kind, Schema
from tests.engine.generate import Case, generate_case
from tests.engine.plan_comparison import relevant, session

Row = TypeVar("Row")
CASES = 25
SHIFT = 1_700_000_000


def answers(case: Case) -> list[Satisfaction]:
    with session(relevant(case.formula, case.database)) as asked:
        return asked.satisfactions(case.formula)


def mentions_time(formula: s.Formula) -> bool:
    """Whether a time stamp or a number of a time point may become a value."""
    own = isinstance(formula, s.Predicate) and formula.name in s.BUILT_IN_PREDICATES
    return own or any(mentions_time(child) for child in s.children(formula))


def shuffled(case: Case, random: Random) -> Case:
    def mixed(rows: Sequence[Row]) -> list[Row]:
        made = random.sample(rows, len(rows))
        return made + made[: len(made) // 2]  # some of them twice

    database = case.database
    return Case(
        case.formula,
        replace(
            database,
            events={name: mixed(rows) for name, rows in database.events.items()},
            spans={name: mixed(rows) for name, rows in database.spans.items()},
            rigid={name: mixed(rows) for name, rows in database.rigid.items()},
        ),
    )


def shifted(case: Case, by: int) -> Case:
    database = case.database
    return Case(
        case.formula,
        replace(
            database,
            time_points=tuple(stamp + by for stamp in database.time_points),
            spans={
                name: [(start + by, None if stop is None else stop + by, row) for start, stop, row in rows]
                for name, rows in database.spans.items()
            },
        ),
    )


def renamed(case: Case) -> Case:
    """Relations under names that differ from others only in their case, as SQL would not see."""

    def name(old: str) -> str:
        return old.upper() if len(old) % 2 else f"{old}_of_Alba"

    def formula(old: s.Formula) -> s.Formula:
        match old:
            case s.Predicate() if old.name in case.database.signature:
                return replace(old, name=name(old.name))
            case s.Let():
                return replace(old, definition=formula(old.definition), body=formula(old.body))
            case s.And() | s.Or() | s.Implies() | s.Equivalent() | s.Since() | s.Until():
                return replace(old, left=formula(old.left), right=formula(old.right))
            case s.Predicate() | s.Comparison() | s.Substring() | s.Matches():
                return old
            case _:
                return replace(old, body=formula(old.body))

    database = case.database
    return Case(
        formula(case.formula),
        Database(
            {name(old): Schema(name(old), shape.columns, shape.kind) for old, shape in database.signature.items()},
            database.time_points,
            {name(old): rows for old, rows in database.events.items()},
            {name(old): rows for old, rows in database.spans.items()},
            {name(old): rows for old, rows in database.rigid.items()},
        ),
    )


def compared(first: int, change: Callable[[Case], Case], back: Callable[[Satisfaction], Satisfaction]) -> int:
    """How many cases had answers; all must be the same after the change."""
    some = 0
    for seed in range(first, first + CASES):
        case = generate_case(Random(seed))
        if mentions_time(case.formula):
            continue
        wanted = answers(case)
        assert [back(item) for item in answers(change(case))] == wanted, seed
        some += bool(wanted)
    return some


def test_the_order_and_the_doubling_of_rows_change_nothing() -> None:
    random = Random(7)
    assert compared(1_000, lambda case: shuffled(case, random), lambda item: item) >= CASES // 3


@pytest.mark.parametrize("by", [-1_000, SHIFT])
def test_a_shift_of_time_shifts_the_answers(by: int) -> None:
    moved_back = lambda item: item._replace(time_stamp=item.time_stamp - by)  # noqa: E731
    assert compared(2_000, lambda case: shifted(case, by), moved_back) >= CASES // 3


def test_names_that_differ_in_case_only_stay_apart() -> None:
    assert compared(3_000, renamed, lambda item: item) >= CASES // 3


def test_rows_that_arrive_in_batches_and_late_change_nothing() -> None:
    """The same rows in two halves, the later half first, with a question in between."""
    some = 0
    for seed in range(4_000, 4_000 + CASES):
        case = generate_case(Random(seed))
        database = relevant(case.formula, case.database)
        stamps = sorted(set(database.time_points))
        with Session() as whole, Session() as parts:
            whole.time_points(stamps)
            parts.time_points(stamps)
            for name, shape in database.signature.items():
                rows = by_stamp(database, name)
                whole.load(shape, rows)
                half = len(rows) // 2
                parts.load(shape, rows[half:])
                parts.satisfactions(s.Predicate("tp", (s.Variable("i"),)))
                parts.load(shape, rows[:half])
            wanted = whole.satisfactions(case.formula)
            assert parts.satisfactions(case.formula) == wanted, seed
            assert parts.episodes(case.formula) == whole.episodes(case.formula), seed
        some += bool(wanted)
    assert some >= CASES // 3


def by_stamp(database: Database, name: str) -> list[tuple[object, ...]]:
    """The rows of a relation as a session loads them."""
    match database.signature[name].kind:
        case Kind.EVENT:
            return [(database.time_points[point], row) for point, row in database.events.get(name, ())]
        case Kind.SPAN:
            return [tuple(item) for item in database.spans.get(name, ())]
        case Kind.RIGID:
            return list(database.rigid.get(name, ()))
