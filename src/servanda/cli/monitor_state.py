"""`servanda monitor --state`: a further batch of a log, and only what it changes.

Rules it keeps:

- the batch is committed before a word is printed; what a run printed counts if the run ended with 0 or 1;
- a batch given its number by `--batch` is taken once, however often it is given; given again it is printed again;
- what is withdrawn is marked, and stands before what is new at the same time point;
- what is set aside as late is told on stderr, one line each;
- exit 0: nothing changed and nothing was late; 1: something did; 2: refused, the state as it was.

It leaves to others: what changes (`servanda.engine.incremental`), keeping it (`incremental_store`).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servanda.cli.monitor import Impossible, chosen_logs, put, read_text

if TYPE_CHECKING:
    from servanda.engine.answers import Satisfaction
    from servanda.engine.incremental import Task
    from servanda.engine.incremental_store import Emitted, State
    from servanda.logic.schema import Signature
    from servanda.logic.syntax import Formula


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    state: Path
    logs: tuple[Path, ...]
    form: str
    output: Path | None
    closed: bool
    lateness: int
    batch: int | None
    replay: bool


def monitor_batch(asked: Asked, formula: "Formula", signature: "Signature") -> int:
    """Take a batch and print what it changes, or print that again; gives the exit code."""
    from servanda.engine.incremental_store import BadState, State, locked
    from servanda.engine.meaning_values import OutOfRange

    if asked.form == "parquet":
        raise click.UsageError("with --state, verdicts are lines or JSON")
    if asked.replay and asked.logs:
        raise click.UsageError("--replay takes no log")
    task = _task(asked, formula, signature)
    try:
        with locked(asked.state), State(asked.state, task) as state:
            done = state.number
            if not asked.replay and (asked.batch is None or asked.batch != done):
                if asked.batch is not None and asked.batch != done + 1:
                    raise BadState(f"{asked.state}: batch {done + 1} is the next one, not {asked.batch}")
                _take(asked, state)
            emitted = state.emitted()
    except BadState as error:
        raise Impossible(f"{error}.") from error
    except OutOfRange as error:
        raise Impossible(f"{error}; convert the values by i2f, or sum fewer.") from error
    _print(asked, task, emitted)
    return 1 if emitted.new or emitted.retracted or emitted.told else 0


def _task(asked: Asked, formula: "Formula", signature: "Signature") -> "Task":
    from servanda.engine.incremental import Task
    from servanda.engine.incremental_store import begun_with_tables

    merged = begun_with_tables(asked.state) if asked.replay else chosen_logs(asked.logs)[1]
    return Task(formula, signature, asked.lateness, merged)


def _take(asked: Asked, state: "State") -> None:
    from servanda.cli.monitor_large import LARGE
    from servanda.engine.incremental import read_database_batch, read_text_batch
    from servanda.engine.incremental_bulk import take_large
    from servanda.engine.incremental_step import take
    from servanda.engine.incremental_store import BadState
    from servanda.engine.log_tables import read_tables

    task, held = state.task, state.held()
    if held.closed:
        raise BadState(f"{asked.state}: the log has been closed; nothing can come after it")
    chosen, tables = chosen_logs(asked.logs)
    if tables:
        database = read_tables(chosen, task.signature)
        if len(set(database.time_points)) < len(database.time_points):
            raise BadState("in batches, tables have one time point for each stamp: leave `time_point` out")
        batch = read_database_batch(database, source=str(chosen[0]), closed=asked.closed)
        take(state, batch)
        return
    text = read_text(chosen[0])
    if len(text) >= LARGE and take_large(state, text, closed=asked.closed):
        return
    batch = read_text_batch(task, held, text, source=str(chosen[0]), closed=asked.closed)
    take(state, batch, text=text)


def _print(asked: Asked, task: "Task", emitted: "Emitted") -> None:
    from servanda.logic.syntax import ordered_free_variables
    from servanda.logic.write import write_formula

    if asked.form == "json":
        document: dict[str, Any] = {
            "formula": write_formula(task.formula),
            "variables": list(ordered_free_variables(task.formula)),
            "batch": emitted.number,
            "verdicts": _data(emitted.new),
            "retracted": _data(emitted.retracted),
            "late": len(emitted.told),
        }
        data = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    else:
        data = "".join(f"{line}\n" for line in change_lines(emitted.new, emitted.retracted))
    put(data.encode(), asked.form, asked.output)
    for line in emitted.told:
        click.echo(line, err=True)


def change_lines(new: "list[Satisfaction]", retracted: "list[Satisfaction]") -> Iterator[str]:
    """MonPoly's lines for what is new; `@9 (time point 4) retracted: (1)` for what no longer holds."""
    from servanda.engine.verdict_formats import verdict_line

    marked = sorted([(item.time_point, item.time_stamp, False, item.values) for item in retracted])
    marked = sorted(marked + [(item.time_point, item.time_stamp, True, item.values) for item in new])
    for (point, stamp, is_new), group in groupby(marked, key=lambda item: item[:3]):
        line = verdict_line(point, stamp, [item[3] for item in group])
        yield line if is_new else line.replace("):", ") retracted:", 1)


def _data(found: "list[Satisfaction]") -> list[dict[str, Any]]:
    return [
        {"time_point": point, "time_stamp": stamp, "tuples": [list(item.values) for item in group]}
        for (point, stamp), group in groupby(sorted(found), key=lambda item: (item.time_point, item.time_stamp))
    ]
