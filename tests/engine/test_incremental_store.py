"""A process that dies at any call, or is killed at any moment, loses no verdict and doubles none."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from servanda.cli.monitor import monitor
from servanda.engine.answers import Satisfaction
from servanda.engine.incremental import Task, read_text_batch
from servanda.engine.incremental_bulk import take_large
from servanda.engine.incremental_step import take
from servanda.engine.incremental_store import BadState, State, locked
from servanda.engine.log import read_signature
from servanda.engine.meaning import evaluate
from servanda.logic.parse import parse_formula
from tests.outside import ROOT

SHAPES = read_signature("p(a:int) q(a:int)")
FORMULA = "p(x) AND NOT (ONCE[0,9] q(x)) AND NOT (EVENTUALLY[0,3] q(x))"
LATENESS = 4
Changes = tuple[set[Satisfaction], set[Satisfaction]]


class Died(Exception):
    """Stands for the death of the process."""


class Dying:
    """A connection whose process dies before its statement number `last`; what is then on the disk stays in `left`."""

    def __init__(self, connection: Any, path: Path, last: int, left: Path) -> None:
        self.connection, self.path, self.last, self.left = connection, path, last, left

    def execute(self, *statement: Any) -> Any:
        self.last -= 1
        if self.last < 0:
            if not self.left.exists():
                shutil.copytree(self.path, self.left)
            raise Died
        return self.connection.execute(*statement)

    def close(self) -> None:
        self.connection.close()


def task_of(formula: str = FORMULA, lateness: int = LATENESS) -> Task:
    return Task(parse_formula(formula), SHAPES, lateness)


def a_log(random: Random, count: int) -> str:
    stamps = [random.randint(0, count) for _ in range(count)]
    order = sorted(range(count), key=lambda index: stamps[index] + random.uniform(0, LATENESS))
    rows = (f"@{stamps[index]} {random.choice('ppq')} ({random.randint(1, 3)})\n" for index in order)
    return "".join(rows)


def pieces_of(random: Random, text: str, count: int) -> list[str]:
    places = sorted(random.randint(0, len(text)) for _ in range(count - 1))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def one_shot(text: str) -> set[Satisfaction]:
    lines = sorted(text.splitlines(), key=lambda line: int(line.split(" ")[0][1:]))
    task = task_of()
    from servanda.engine.log import read_log

    return set(evaluate(task.formula, read_log("\n".join(lines), SHAPES)))


def run(path: Path, number: int, piece: str, left: Path | None = None, last: int = 0) -> Changes:
    """What a run for batch `number` prints; with `left`, it dies before a statement."""
    with locked(path), State(path, task_of()) as state:
        if left is not None:
            state.connection = Dying(state.connection, path, last, left)  # type: ignore[assignment]
        if state.number == number - 1:
            take(state, read_text_batch(task_of(), state.held(), piece), text=piece)
        emitted = state.emitted()
    assert emitted.number == number
    return set(emitted.new), set(emitted.retracted)


def check_deaths(folder: Path, deaths: Iterable[int]) -> int:
    """A log in three batches whose runs all die once; gives how many did."""
    random = Random(7)
    text = a_log(random, 40)
    pieces = pieces_of(random, text, 3)
    died = 0
    for last in deaths:
        path = folder / str(last)
        emitted: set[Satisfaction] = set()
        for number, piece in enumerate(pieces, start=1):
            left = folder / f"{last}-{number}"
            try:
                new, retracted = run(path, number, piece, left, last)
            except Died:
                died += 1
                path = left
                new, retracted = run(path, number, piece)
            assert not new & emitted
            assert retracted <= emitted
            emitted = (emitted | new) - retracted
        assert emitted == one_shot(text)
        assert emitted
    return died


def test_death_before_a_statement_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """At every ninth statement: before the batch, within it, and after its commit."""
    assert check_deaths(tmp_path, range(0, 54, 9)) >= 12


@pytest.mark.long
def test_death_before_any_statement_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    died = check_deaths(tmp_path, range(80))
    assert died > 100
    assert died < 80 * 3  # some runs have fewer statements: all have been tried


def test_what_is_forgotten_leaves_the_folder(tmp_path: Path) -> None:
    run(tmp_path, 1, "".join(f"@{stamp} p({stamp % 3})\n" for stamp in range(5000)))
    run(tmp_path, 2, "@5000\n")
    with State(tmp_path, task_of()) as state:
        counts = [state.connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("points", "event_p")]
    assert counts == [(17,), (17,)]
    new, retracted = run(tmp_path, 3, "@5001 p(7)\n@5006\n")
    assert (new, retracted) == (
        {Satisfaction(4997 + at, 4997 + at, ((4997 + at) % 3,)) for at in range(3)} | {Satisfaction(5001, 5001, (7,))},
        set(),
    )


def test_another_task_is_refused(tmp_path: Path) -> None:
    run(tmp_path, 1, "@1 p(1)\n")
    for task, what in ((task_of("p(x)"), "formula"), (task_of(lateness=5), "lateness")):
        with pytest.raises(BadState, match=f"begun with another {what}"):
            State(tmp_path, task)
    other = Task(task_of().formula, read_signature("p(a:int) q(a:int) r(a:int)"), LATENESS)
    with pytest.raises(BadState, match="begun with another signature"):
        State(tmp_path, other)


def test_a_damaged_state_is_refused(tmp_path: Path) -> None:
    run(tmp_path, 1, "@1 p(1)\n@2\n")
    file = tmp_path / "state.duckdb"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(BadState, match=r"state\.duckdb is damaged: .*; bring the folder back from a copy"):
        State(tmp_path, task_of())
    file.unlink()
    (tmp_path / "current.json").write_text('{"format": 1}')
    with pytest.raises(BadState, match="format 1, not 2"):
        State(tmp_path, task_of())


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BadState, match="another process"), locked(tmp_path):
        pass


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "s.sig").write_text("p(a:int) q(a:int)")
    (tmp_path / "f.mfotl").write_text(FORMULA)
    return tmp_path


def arguments(files: Path, *more: str) -> list[str]:
    common = ["-sig", str(files / "s.sig"), "-formula", str(files / "f.mfotl"), "--state", str(files / "state")]
    return [*common, "--lateness", str(LATENESS), *more]


def command(files: Path, piece: str, *more: str) -> Result:
    return CliRunner().invoke(monitor, arguments(files, *more), input=piece)


def test_the_command_prints_what_a_batch_changes(files: Path) -> None:
    done = command(files, "@1 p(1)\n@2 p(2)\n@6\n")
    assert (done.stdout, done.exit_code) == ("@1 (time point 0): (1)\n@2 (time point 1): (2)\n", 1)
    done = command(files, "@2 q(2)\n")
    assert (done.stdout, done.exit_code) == ("@2 (time point 1) retracted: (2)\n", 1)
    assert command(files, "", "--replay").stdout == "@2 (time point 1) retracted: (2)\n"
    assert command(files, "@1 p(3)\n@2 p(4)\n", "--batch", "2").stdout == "@2 (time point 1) retracted: (2)\n"
    done = command(files, "@1 p(3)\n", "--batch", "3")
    assert (done.stdout, done.exit_code) == ("", 1)
    assert done.stderr == "-:1:1: the time point @1 is late by more than 4: set aside.\n"
    assert "batch 4 is the next one, not 9" in command(files, "", "--batch", "9").stderr
    done = command(files, "@7\n", "--closed")
    assert (done.stdout, done.exit_code) == ("", 0)
    done = command(files, "@8\n")
    assert (done.exit_code, "has been closed" in done.stderr) == (2, True)


def test_tables_come_in_batches_too(files: Path) -> None:
    for number, (p, q) in enumerate((("1,1\n2,2\n6,9\n", ""), ("2,3\n", "2,2\n")), start=1):
        (files / f"t{number}").mkdir()
        (files / f"t{number}/p.csv").write_text(f"ts,a\n{p}")
        (files / f"t{number}/q.csv").write_text(f"ts,a\n{q}")
    assert command(files, "", "-log", str(files / "t1")).stdout.splitlines() == [
        "@1 (time point 0): (1)",
        "@2 (time point 1): (2)",
    ]
    assert command(files, "", "-log", str(files / "t2")).stdout.splitlines() == [
        "@2 (time point 1) retracted: (2)",
        "@2 (time point 1): (3)",
    ]
    assert command(files, "", "--replay").exit_code == 1
    assert "another kind of log" in command(files, "@9\n").stderr


def test_a_batch_that_is_refused_changes_nothing(files: Path) -> None:
    command(files, "@1 p(1)\n")
    before = known(files / "state")
    assert command(files, "@2 p(one)\n").exception is not None
    assert command(files, "@2 p(1)\n@4611686018427387904\n").exit_code == 2
    assert known(files / "state") == before


def known(path: Path) -> list[object]:
    """All that is in the tables of a state."""
    with State(path, task_of()) as state:
        tables = ("state", "points", "event_p", "event_q", "live", "new", "retracted", "told", "late")
        return [state.connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in tables]


def kill_and_resume(files: Path, random: Random, count: int) -> int:
    """Runs of the command, killed at random moments and done again; gives how many were killed."""
    text = a_log(random, 60)
    emitted: set[str] = set()
    killed, quickest = 0, 0.05  # less than a start takes: the first run is killed for certain
    for number, piece in enumerate(pieces_of(random, text, count), start=1):
        while True:
            line = [sys.executable, "-m", "servanda", "monitor", *arguments(files, "--batch", str(number))]
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
            begun = time.monotonic()
            process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
            try:
                printed, _ = process.communicate(piece, timeout=random.uniform(0.3, 1.1) * quickest)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                killed, quickest = killed + 1, quickest * 1.2
                continue
            quickest = time.monotonic() - begun
            assert process.returncode in (0, 1)
            break
        for change in printed.splitlines():
            head, _, rows = change.partition(": ")
            for row in rows.split(" "):
                shown = f"{head.removesuffix(' retracted')}: {row}"
                if head.endswith(" retracted"):
                    emitted.remove(shown)
                else:
                    assert shown not in emitted
                    emitted.add(shown)
    assert emitted == {
        f"@{item.time_stamp} (time point {item.time_point}): ({item.values[0]})" for item in one_shot(text)
    }
    return killed


def test_a_killed_run_is_done_again(files: Path) -> None:
    assert kill_and_resume(files, Random(5), 3) > 0


@pytest.mark.long
def test_killed_runs_are_done_again(files: Path) -> None:
    assert kill_and_resume(files, Random(6), 30) > 20


# -- large pieces -----------------------------------------------------------------------------------------------------


def test_a_large_piece_is_taken_as_any_is(tmp_path: Path) -> None:
    """In tables without a row passing through Python, and row by row: the same is emitted and known."""
    random = Random(11)
    stamps = sorted(random.choices(range(60), k=80))
    lines = [f"@{stamp} {random.choice('ppq')} ({random.randint(1, 3)})\n" for stamp in stamps]
    first, later = "".join(lines[:50]), "".join(lines[50:])
    for piece, number in ((first, 1), (later, 2), ("@99 p(1)\n@98 q(1)\n", 3)):
        with State(tmp_path / "large", task_of()) as state:
            assert take_large(state, piece) is (number == 1)
            if number > 1:
                take(state, read_text_batch(task_of(), state.held(), piece), text=piece)
            emitted = state.emitted()
        run(tmp_path / "small", number, piece)
        with State(tmp_path / "small", task_of()) as state:
            assert emitted == state.emitted()
            assert emitted.number == number
        assert known(tmp_path / "large") == known(tmp_path / "small")


@pytest.mark.parametrize(
    "piece",
    [
        "p(2)",
        "@5 p(1)\n@4 p(2)\n@6\n",
        "@5 p(1) @6 p(2)\n@7\n",
        "@5 p(x)\n@6\n",
        "@5 p(1)\n@6 p(x)\n",
        "@3\n@2\n@9 p(1)\n@9\n",
    ],
)
def test_a_large_piece_with_anything_unusual_changes_nothing(tmp_path: Path, piece: str) -> None:
    run(tmp_path, 1, "@2 p(1)\n@3 p(1)\n")
    run(tmp_path, 2, "")
    before = known(tmp_path)
    with State(tmp_path, task_of()) as state:
        assert not take_large(state, piece)
        assert not take_large(state, piece, closed=True)
    assert known(tmp_path) == before
