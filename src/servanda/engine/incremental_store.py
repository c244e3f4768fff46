"""The state of a monitored log in a folder, that no moment of death can spoil: one DuckDB file.

    state.duckdb    state       the commit: which batch, what is known, for which task
                    points      the time points kept: stamp, and rank among those of its stamp, by arrival
                    event_…     the rows of each relation, with stamp and rank of their time point
                    live        the verdicts that may still change
                    new, retracted, told    what the last batch emitted, so that it can be said again
                    late        the time points that were set aside
    lock            held by the one process that writes

Rules it keeps:

- a batch is one transaction: before its commit it is as if it had not been, after it all of it is;
- a batch is committed before a word of it is emitted: a run that died is done again under the same number, and is
  then either applied, or, where it had been committed, only said again;
- a folder of another formula, signature, lateness, kind of log or format is refused, and so is a damaged one.

It leaves to others: what a batch changes (`incremental_step`), what the state stands for (`incremental`), and how
changes are written (`servanda.cli`).
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.engine.answers import Satisfaction
from servanda.engine.incremental import Held, Task
from servanda.engine.plan.relation import encoded
from servanda.logic.monitorable import prepare
from servanda.logic.schema import ColumnType, Schema
from servanda.logic.write import write_formula

FORMAT = 2
FILE = "state.duckdb"
SQL_TYPES: dict[ColumnType, str] = {"int": "BIGINT", "float": "DOUBLE", "string": "VARCHAR"}


class BadState(ValueError):
    """A state that cannot be gone on with; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Emitted:
    """What a batch emitted."""

    number: int
    new: list[Satisfaction]
    retracted: list[Satisfaction]
    told: list[str]


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the system lets go when its holder dies."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadState(f"{folder}: another process is at it; wait until it is done") from error
        yield


class State:
    """The state in the folder `path`, for one task. To be closed."""

    def __init__(self, path: Path, task: Task) -> None:
        import duckdb

        self.path = path
        self.task = task
        prepared = prepare(task.formula, task.signature)
        self.kinds = [prepared.kinds[name] for name in prepared.order]
        if (path / "current.json").exists():
            raise BadState(f"{path} is of format 1, not {FORMAT}: begin another folder, from the whole log")
        path.mkdir(parents=True, exist_ok=True)
        begun = (path / FILE).exists()
        try:
            self.connection = duckdb.connect(str(path / FILE), config={"threads": "2"})
            if begun:
                self._check()
            if not self._tables():
                self._begin()
        except duckdb.Error as error:
            raise BadState(
                f"{path / FILE} is damaged: {str(error).splitlines()[0]}; "
                "bring the folder back from a copy, or begin another from the whole log"
            ) from error

    def __enter__(self) -> "State":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    def _tables(self) -> bool:
        found = self.connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'state'").fetchone()
        return bool(found and found[0])

    def _check(self) -> None:
        if not self._tables():
            return
        row = self.connection.execute("SELECT task FROM state").fetchone()
        made = json.loads(row[0]) if row else {}
        try:
            if made.get("format") != FORMAT:
                message = f"{self.path} is of format {made.get('format')}, not {FORMAT}"
                raise BadState(f"{message}: begin another folder, from the whole log")
            for what, value in _identity(self.task).items():
                if made[what] != value:
                    raise BadState(
                        f"{self.path} was begun with another {what}: {made[what]!r}, not {value!r}; "
                        "begin another folder, from the whole log"
                    )
        except BadState:
            self.close()
            raise

    def _begin(self) -> None:
        """All tables, in one transaction."""
        values = "".join(f', "v{at}" {SQL_TYPES[kind]}' for at, kind in enumerate(self.kinds))
        made = [
            "CREATE TABLE points (stamp BIGINT, rank BIGINT)",
            "CREATE TABLE late (batch BIGINT, stamp BIGINT, rows VARCHAR)",
            "CREATE TABLE told (line VARCHAR)",
            *(f"CREATE TABLE {name} (number BIGINT, stamp BIGINT{values})" for name in ("live", "new", "retracted")),
        ]
        for schema in self.task.signature.values():
            columns = "".join(f', "c{at}" {SQL_TYPES[kind]}' for at, kind in enumerate(schema.types))
            made.append(f"CREATE TABLE {event_table(schema)} (stamp BIGINT, rank BIGINT{columns})")
        made.append("CREATE TABLE state (task VARCHAR, held VARCHAR, width BIGINT)")
        self.connection.execute("BEGIN")
        for statement in made:
            self.connection.execute(statement)
        task = json.dumps({"format": FORMAT, **_identity(self.task)})
        self.connection.execute("INSERT INTO state VALUES (?, ?, 1)", [task, _flat(Held())])
        self.connection.execute("COMMIT")

    @property
    def number(self) -> int:
        """Of the last batch committed; 0: none."""
        return self.held().number

    def held(self) -> Held:
        """What is known after the last batch, without the time points and verdicts, which stay in their tables."""
        row = self.connection.execute("SELECT held FROM state").fetchone()
        assert row is not None
        return Held(**json.loads(row[0]))

    @property
    def width(self) -> int:
        row = self.connection.execute("SELECT width FROM state").fetchone()
        assert row is not None
        return int(row[0])

    def keep(self, held: Held, width: int) -> None:
        """Write what is known, as a part of the running transaction."""
        self.connection.execute("UPDATE state SET held = ?, width = ?", [_flat(held), width])

    def emitted(self) -> Emitted:
        """What the last batch emitted."""
        number = self.number
        if not number:
            raise BadState(f"{self.path}: no batch has been committed yet")
        told = self.connection.execute("SELECT line FROM told ORDER BY rowid").fetchall()
        return Emitted(number, self._verdicts("new"), self._verdicts("retracted"), [line for (line,) in told])

    def _verdicts(self, table: str) -> list[Satisfaction]:
        rows = self.connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
        return [Satisfaction(row[0], row[1], row[2:]) for row in rows]


def event_table(schema: Schema) -> str:
    return f'"event_{encoded(schema.name)}"'


def _flat(held: Held) -> str:
    kept = {name: getattr(held, name) for name in Held.__slots__ if name not in ("points", "live")}
    return json.dumps(kept)


def _identity(task: Task) -> dict[str, Any]:
    signature = {
        name: [f"{column.name}:{column.type}" for column in shape.columns]
        for name, shape in sorted(task.signature.items())
    }
    return {
        "formula": write_formula(task.formula),
        "signature": signature,
        "lateness": task.lateness,
        "kind of log": "tables" if task.merged else "text",
    }


def begun_with_tables(path: Path) -> bool:
    """Whether the batches of a folder are tables."""
    import duckdb

    if not (path / FILE).exists():
        return False
    with contextlib.suppress(duckdb.Error), duckdb.connect(str(path / FILE), read_only=True) as connection:
        row = connection.execute("SELECT task FROM state").fetchone()
        return row is not None and json.loads(row[0]).get("kind of log") == "tables"
    return False
