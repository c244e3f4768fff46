"""Batches give what one run gives: random cuts of random logs, late and out of order within the bound."""

from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import rmtree

import pytest

from servanda.diagnostics import Refused
from servanda.engine.answers import Satisfaction
from servanda.engine.database import Database
from servanda.engine.incremental import Held, Step, Task, TimePoint, advance, database_of, read_text_batch
from servanda.engine.incremental_step import take
from servanda.engine.incremental_store import State
from servanda.engine.log import read_arrivals, read_signature
from servanda.engine.meaning import evaluate
from servanda.logic.monitorable import prepare
from servanda.logic.parse import parse_formula
from servanda.logic.schema import Kind
from servanda.logic.syntax import Formula, Predicate, children
from tests.engine.generate import SIGNATURE, generate_case

SHAPES = read_signature("p(a:int) q(a:int) n(a:string)")
EVENTS = {name: shape for name, shape in SIGNATURE.items() if shape.kind is Kind.EVENT}


def task_of(formula: Formula, lateness: int = 0) -> Task:
    return Task(formula, EVENTS | SHAPES, lateness)


def written(database: Database, order: list[int]) -> str:
    """The log of a database, its time points in this order."""
    lines = []
    for index in order:
        parts = [f"@{database.time_points[index]}"]
        for name, dated in database.events.items():
            for point, row in dated:
                if point == index:
                    shown = ",".join(f'"{value}"' if isinstance(value, str) else str(value) for value in row)
                    parts.append(f"{name} ({shown})" if row else name)
        lines.append(" ".join(parts))
    return "".join(f"{line}\n" for line in lines)


def cut(random: Random, text: str) -> list[str]:
    places = sorted(random.randint(0, len(text)) for _ in range(random.randint(2, 8)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def only_events(formula: Formula) -> bool:
    own = not isinstance(formula, Predicate) or formula.name not in SIGNATURE or formula.name in EVENTS
    return own and all(only_events(child) for child in children(formula))


def jittered(random: Random, stamps: tuple[int, ...], bound: int) -> list[int]:
    """An order of arrival in which nothing is late by more than the bound."""
    return sorted(range(len(stamps)), key=lambda index: stamps[index] + random.uniform(0, bound))


def check_case(seed: int, folder: Path | None = None) -> tuple[bool, bool, bool]:
    """One random log in batches; whether it had verdicts, withdrew some, and forgot some time points. `folder`: through
    the tables of a state too, which stay where they fail."""
    random = Random(seed)
    case = generate_case(random, depth=random.choice((1, 2, 3)))
    if not only_events(case.formula):
        return False, False, False
    bound = random.choice((0, 3, 8, 20))
    task = task_of(case.formula, bound)
    database = case.database
    text = written(database, jittered(random, database.time_points, bound))
    held, emitted, withdrawn, forgot = Held(), set[Satisfaction](), False, False
    closing = random.random() < 0.3
    pieces = cut(random, text)
    for at, piece in enumerate(pieces):
        closed = closing and at == len(pieces) - 1
        step = advance(task, held, read_text_batch(task, held, piece, closed=closed), text=piece)
        if folder is not None:
            same_in_tables(folder, task, piece, closed, step)
        assert not emitted & set(step.new)
        assert set(step.retracted) <= emitted
        emitted = (emitted | set(step.new)) - set(step.retracted)
        withdrawn, held = withdrawn or bool(step.retracted), step.held
        forgot = forgot or held.forgotten > 0
    assert held.late == 0
    arrivals = read_arrivals(text, task.signature)
    whole = database_of(task, [TimePoint(arrival.stamp, arrival.rows) for arrival in arrivals])
    assert emitted == set(evaluate(case.formula, whole, closed=closing)), (seed, text)
    if folder is not None:
        rmtree(folder)
    return bool(emitted), withdrawn, forgot


def same_in_tables(folder: Path, task: Task, piece: str, closed: bool, step: Step) -> None:
    """The same batch through the state in `folder`: emits the same, and knows the same after it."""
    with State(folder, task) as state:
        take(state, read_text_batch(task, state.held(), piece, closed=closed), text=piece)
        emitted, held = state.emitted(), state.held()
        assert (emitted.new, emitted.retracted, emitted.told) == (step.new, step.retracted, step.told)
        # A state may forget more time points, whose events are kept only as far as they matter; none goes uncounted.
        row = state.connection.execute("SELECT count(*) FROM points").fetchone()
        assert row == (step.held.forgotten + len(step.held.points) - held.forgotten,)
        if task.latest is None or held.frozen is None:
            assert held == replace(step.held, points=(), live=frozenset())
        else:
            known = replace(step.held, points=(), live=frozenset(), forgotten=held.forgotten, kept_from=held.frozen)
            assert held == known


def check_cases(seeds: range) -> None:
    told = [check_case(seed) for seed in seeds]
    with_verdicts, with_withdrawn, with_forgotten = (sum(column) for column in zip(*told, strict=True))
    assert with_verdicts > len(seeds) / 5
    assert with_withdrawn > len(seeds) / 25
    assert with_forgotten > len(seeds) / 25


def test_batches_give_what_one_run_gives() -> None:
    check_cases(range(300))


def test_the_tables_of_a_state_give_the_same(tmp_path: Path) -> None:
    told = [check_case(seed, tmp_path / str(seed)) for seed in range(24)]
    with_verdicts, with_withdrawn, with_forgotten = (sum(column) for column in zip(*told, strict=True))
    assert min(with_verdicts, with_withdrawn, with_forgotten) >= 2


BACK_AT_EVENTS = (
    "p(x) AND NOT ONCE[LOW,*) q(x)",
    "p(x) AND ONCE[LOW,HIGH] q(x)",
    "p(x) AND NOT ((NOT q(x)) SINCE[LOW,HIGH] r(x,y)) AND r(x,y)",
    "(NOT EXISTS z. r(x,z)) SINCE[LOW,*) r(x,y)",
    "p(x) AND NOT ((NOT EXISTS y. r(x,y)) SINCE[LOW,HIGH] q(x)) AND NOT ONCE[LOW,HIGH] EXISTS y. r(y,x)",
    "(EXISTS y. r(x,y)) AND (c <- CNT y; x ONCE[LOW,HIGH] r(x,y)) AND c > 1",
    "(c <- SUM y; x ONCE[LOW,*) r(x,y)) AND p(x)",
    "p(x) AND HISTORICALLY[LOW,HIGH] NOT (EXISTS y. r(y,y))",
    "p(x) AND (ONCE[LOW,*) r(x,1)) AND ONCE[LOW,HIGH] r(1,x)",
    "p(x) AND NOT (ONCE[LOW,HIGH] q(x)) AND NOT ONCE q(1)",
)
FEW = read_signature("p(a:int) q(a:int) r(a:int,b:int)")


def check_looking_back(seed: int, folder: Path) -> int:
    """A random log in batches, of few values that come again and again, and a formula that looks back at events; gives
    how many rows that the plain definition holds are not in the tables."""
    random = Random(seed)
    low = random.choice((0, 1, 3))
    high = low + random.choice((0, 2, 9))
    text = random.choice(BACK_AT_EVENTS).replace("LOW", str(low)).replace("HIGH", str(high))
    bound = random.choice((0, 2, 6))
    task = Task(parse_formula(text), FEW, bound)
    assert task.latest is not None
    stamps = tuple(sorted(random.choices(range(60), k=50)))
    lines = []
    for index in jittered(random, stamps, bound):
        x, y, z = random.choices((1, 2), k=3)
        events = (f"{random.choice('pq')}({x})", f"r({y},{z})")
        lines.append(f"@{stamps[index]} {' '.join(event for event in events if random.random() < 0.8)}\n")
    log = "".join(lines)
    held, found = Held(), set[Satisfaction]()
    for piece in cut(random, log):
        step = advance(task, held, read_text_batch(task, held, piece), text=piece)
        same_in_tables(folder, task, piece, False, step)
        held, found = step.held, (found | set(step.new)) - set(step.retracted)
    arrivals = [TimePoint(arrival.stamp, arrival.rows) for arrival in read_arrivals(log, FEW)]
    assert found == set(evaluate(task.formula, database_of(task, arrivals))), (seed, text)
    with State(folder, task) as state:
        kept = sum(len(state.connection.execute(f"FROM event_{name}").fetchall()) for name in FEW)
    rmtree(folder)
    return sum(len(point.rows) for point in held.points) - kept


def test_of_what_stands_for_each_other_the_latest_is_enough(tmp_path: Path) -> None:
    assert check_looking_back(0, tmp_path / "state") > 10


# In blocks of a minute at most, each with floors of its own.
@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
def test_of_what_stands_for_each_other_the_latest_is_enough_in_many_cases(tmp_path: Path, block: int) -> None:
    first = 100 + 100 * block
    saved = [check_looking_back(seed, tmp_path / str(seed)) for seed in range(first, first + 100)]
    assert sum(count > 10 for count in saved) >= 38


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_the_tables_of_a_state_give_the_same_in_many_cases(tmp_path: Path, block: int) -> None:
    first = 2000 + 100 * block
    told = [check_case(seed, tmp_path / str(seed)) for seed in range(first, first + 100)]
    assert min(sum(column) for column in zip(*told, strict=True)) >= 4


@pytest.mark.long
def test_many_batches_give_what_one_run_gives() -> None:
    check_cases(range(1000, 9000))


def test_a_log_may_be_cut_at_every_character() -> None:
    task = task_of(parse_formula("n(x) AND NOT EVENTUALLY[0,2] q(1)"))
    text = '# begun\n@1 n("AL""BA)\nCORA")(BOREA) q (2)\n@3 # a ) comment\n q(1)\n@17 n(x)\n@30\n'
    whole = advance(task, Held(), read_text_batch(task, Held(), text, closed=True)).new
    assert len(whole) == 1
    for place in range(len(text) + 1):
        first = advance(task, Held(), read_text_batch(task, Held(), text[:place]))
        second = advance(task, first.held, read_text_batch(task, first.held, text[place:], closed=True))
        assert (set(first.new) - set(second.retracted)) | set(second.new) == set(whole), place


def test_what_is_late_is_set_aside_told_and_counted() -> None:
    task = task_of(parse_formula("p(x)"), 5)
    text = "@10 p(1)\n@5 p(2)\n@4 p(3)\n@11 p(4)\n@5 p(5)\n"
    step = advance(task, Held(), read_text_batch(task, Held(), text, source="a.log"), text=text)
    assert [found.values for found in step.new] == [(2,), (1,), (4,)]
    assert [point.stamp for point in step.late] == [4]
    assert step.told == [
        "a.log:3:1: the time point @4 is late by more than 5: set aside.",
        "a.log:5:1: the time point @5 is late by more than 5: set aside.",
    ]
    again = advance(task, step.held, read_text_batch(task, step.held, "@12 p(6)\n", source="b.log"), text="@12 p(6)\n")
    assert (again.told, [point.stamp for point in again.late], again.held.late) == ([], [5], 2)


def test_a_late_event_withdraws_a_verdict() -> None:
    task = task_of(parse_formula("p(x) AND NOT ONCE[0,9] q(x)"), 9)
    first = advance(task, Held(), read_text_batch(task, Held(), "@4\n@9 p(2)\n"))
    assert first.new == [Satisfaction(1, 9, (2,))]
    second = advance(task, first.held, read_text_batch(task, first.held, "@3 q(2)\n"))
    assert (second.new, second.retracted) == ([], [Satisfaction(1, 9, (2,))])


def test_a_verdict_is_frozen_only_when_no_event_in_time_can_change_it() -> None:
    task = task_of(parse_formula("p(x) AND NOT EVENTUALLY[0,2] q(x)"), 3)
    first = advance(task, Held(), read_text_batch(task, Held(), "@0 p(1)\n@5\n@5\n"))
    assert first.new == [Satisfaction(0, 0, (1,))]
    second = advance(task, first.held, read_text_batch(task, first.held, "@2 q(1)\n"))
    assert second.retracted == [Satisfaction(0, 0, (1,))]


def test_bounded_formulas_forget() -> None:
    task = task_of(parse_formula("p(x) AND NOT ONCE[1,9] q(x)"), 5)
    held = Held()
    for number in range(40):
        held = advance(task, held, read_text_batch(task, held, f"@{number * 3} p({number}) q(1)\n")).held
    assert held.forgotten > 25
    assert len(held.points) + held.forgotten == 39
    assert len(held.live) <= 4


@pytest.mark.parametrize("text", ["p(x) AND ONCE q(x)", "p(x) AND PREVIOUS q(x)", "p(x) AND tp(x)"])
def test_formulas_without_bound_forget_nothing(text: str) -> None:
    task = task_of(parse_formula(text))
    held = Held()
    for number in range(20):
        held = advance(task, held, read_text_batch(task, held, f"@{number * 3} p({number})\n")).held
    assert (held.forgotten, len(held.points)) == (0, 19)
    assert prepare(task.formula, task.signature).order == ("x",)


def test_a_mistake_is_placed_in_the_batch_where_it_stands() -> None:
    task = task_of(parse_formula("p(x)"))
    first = advance(task, Held(), read_text_batch(task, Held(), "@1\n  p(1)\n@2 p(")).held
    with pytest.raises(Refused) as caught:
        read_text_batch(task, first, "3)\n@4 q(no)\n", source="b.log")
    (found,) = caught.value.diagnostics
    assert str(found.place) == "b.log:2:6"
