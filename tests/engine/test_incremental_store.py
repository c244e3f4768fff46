"""A process that dies at any call, or is killed at any moment, loses no verdict and doubles none."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from servanda.cli.monitor import monitor
from servanda.engine.incremental import Task, advance, read_text_batch
from servanda.engine.incremental_store import BadState, Folder, State, locked
from servanda.engine.log import read_signature
from servanda.engine.meaning import Satisfaction, evaluate
from servanda.logic.parse import parse_formula
from tests.outside import ROOT

SHAPES = read_signature("p(a:int) q(a:int)")
FORMULA = "p(x) AND NOT (ONCE[0,9] q(x)) AND NOT (EVENTUALLY[0,3] q(x))"
LATENESS = 4


class Died(Exception):
    """Stands for the death of the process."""


class Dying(Folder):
    """Dies before its call number `last`, or in the middle of it where it writes."""

    def __init__(self, path: Path, last: int) -> None:
        super().__init__(path)
        self.left = last

    def _live(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Died

    def write(self, name: str, data: bytes) -> None:
        if self.left == 0:
            super().write(name, data[: len(data) // 2])
        self._live()
        super().write(name, data)

    def sync(self, name: str) -> None:
        self._live()
        super().sync(name)

    def rename(self, old: str, new: str) -> None:
        self._live()
        super().rename(old, new)

    def sync_folder(self) -> None:
        self._live()
        super().sync_folder()

    def remove(self, name: str) -> None:
        self._live()
        super().remove(name)


def task_of(formula: str = FORMULA, lateness: int = LATENESS) -> Task:
    made = parse_formula(formula)
    return Task(made, SHAPES, lateness, lambda facts, closed: evaluate(made, facts, closed=closed))


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


def take(
    path: Path, number: int, piece: str, disk: Folder | None = None
) -> tuple[set[Satisfaction], set[Satisfaction]]:
    """What a run for batch `number` prints."""
    with locked(path):
        state = State(path, task_of(), disk=disk)
        if state.number == number - 1:
            state.commit(advance(task_of(), state.held(), read_text_batch(task_of(), state.held(), piece), text=piece))
        emitted = state.emitted()
    assert emitted.number == number
    return set(emitted.new), set(emitted.retracted)


def test_death_at_any_call_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    random = Random(7)
    text = a_log(random, 40)
    pieces = pieces_of(random, text, 4)
    deaths = 0
    for last in range(30):
        path = tmp_path / str(last)
        emitted: set[Satisfaction] = set()
        for number, piece in enumerate(pieces, start=1):
            try:
                new, retracted = take(path, number, piece, Dying(path, last))
            except Died:
                deaths += 1
                new, retracted = take(path, number, piece)
            assert not new & emitted
            assert retracted <= emitted
            emitted = (emitted | new) - retracted
        assert emitted == one_shot(text)
        assert emitted
        assert [name for name in os.listdir(path) if name.startswith("new-")] == []
    assert deaths > 40
    assert deaths < 30 * len(pieces)  # some runs have fewer calls than 30: all calls have been tried


def test_many_segments_are_put_together(tmp_path: Path) -> None:
    text = a_log(Random(3), 80)
    emitted: set[Satisfaction] = set()
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        new, retracted = take(tmp_path, number, line)
        emitted = (emitted | new) - retracted
    assert emitted == one_shot(text)
    assert len(os.listdir(tmp_path)) < 45


def test_what_is_forgotten_leaves_the_folder(tmp_path: Path) -> None:
    take(tmp_path, 1, "".join(f"@{stamp} p({stamp % 3})\n" for stamp in range(5000)))
    take(tmp_path, 2, "@5000\n")
    assert sum(path.stat().st_size for path in tmp_path.iterdir() if path.name.startswith("points-")) < 5000
    new, retracted = take(tmp_path, 3, "@5001 p(7)\n@5006\n")
    assert (new, retracted) == (
        {Satisfaction(4997 + at, 4997 + at, ((4997 + at) % 3,)) for at in range(3)} | {Satisfaction(5001, 5001, (7,))},
        set(),
    )


def test_another_task_is_refused(tmp_path: Path) -> None:
    take(tmp_path, 1, "@1 p(1)\n")
    for task, what in ((task_of("p(x)"), "formula"), (task_of(lateness=5), "lateness")):
        with pytest.raises(BadState, match=f"begun with another {what}"):
            State(tmp_path, task)
    other = Task(task_of().formula, read_signature("p(a:int) q(a:int) r(a:int)"), LATENESS, task_of().evaluate)
    with pytest.raises(BadState, match="begun with another signature"):
        State(tmp_path, other)


def test_a_damaged_state_is_refused(tmp_path: Path) -> None:
    take(tmp_path, 1, "@1 p(1)\n@2\n")
    (points,) = tmp_path.glob("points-*")
    points.write_bytes(points.read_bytes().replace(b"p", b"q"))
    with pytest.raises(BadState, match="is damaged"):
        State(tmp_path, task_of()).held()
    points.unlink()
    with pytest.raises(BadState, match="is missing"):
        State(tmp_path, task_of()).held()
    (tmp_path / "current.json").write_text('{"format": 2}')
    with pytest.raises(BadState, match="format 2, not 1"):
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
    before = {path.name: path.read_bytes() for path in (files / "state").iterdir()}
    assert command(files, "@2 p(one)\n").exception is not None
    assert {path.name: path.read_bytes() for path in (files / "state").iterdir()} == before


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
