"""Take a batch into the tables of a state, and evaluate what it can change.

Rules it keeps:

- the outcome is that of `incremental.advance`, which says what a batch changes; here no time point that is kept passes
  through Python;
- the rank of a time point among those of its stamp never changes, so that its position (`stamp * width + rank`) is
  that of the plans;
- only verdicts from the stamp on before which all are frozen are asked for; the cost of a batch follows what the
  formula still looks back at, not what was ever read;
- of rows that stand for each other the latest is kept, and their time points go (`incremental_keeping`).

It leaves to others: the tables and the transaction's meaning (`incremental_store`), reading (`incremental`).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from servanda.engine.incremental import Batch, Held, Task, TimePoint, in_time, late_message
from servanda.engine.incremental_store import SQL_TYPES, BadState, State, event_table
from servanda.engine.meaning_values import OutOfRange
from servanda.engine.plan.cache import compiled
from servanda.engine.plan.compilation import Question
from servanda.engine.plan.horizon import horizon, looks_ahead
from servanda.engine.plan.relation import FOREVER, encoded
from servanda.engine.plan.timeline import UNBOUNDED
from servanda.logic.schema import Schema


def take(state: State, batch: Batch, *, text: str = "", held: Held | None = None) -> None:
    """Commit a batch: what it changed is then `state.emitted()`. `held`: what is known, where a first part of the
    batch has been taken in the running transaction."""
    import duckdb

    begun = held is not None
    held = state.held() if held is None else held
    if held.closed:
        raise ValueError("the log has been closed")
    try:
        if not begun:
            state.connection.execute("BEGIN")
        _Step(state, held).take(batch, text)
        state.connection.execute("COMMIT")
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        state.connection.execute("ROLLBACK")
        raise OutOfRange("a sum goes beyond 64 bits") from error
    except Exception:
        state.connection.execute("ROLLBACK")
        raise


@dataclass
class _Step:
    state: State
    held: Held

    @property
    def task(self) -> Task:
        return self.state.task

    def take(self, batch: Batch, text: str) -> None:
        held, task = self.held, self.task
        whole, last = (batch.points[:-1], batch.points[-1:]) if batch.open_end else (batch.points, ())
        kept, late, latest = in_time(task, held.latest, whole)
        known = 1 if held.tail_told and late and batch.points and late[0] is batch.points[0] else 0
        told = [late_message(task, point, text) for point in late[known:]]
        last_kept, last_late, _ = in_time(task, latest, last)
        if not (held.tail_told and len(batch.points) == 1):
            told += [late_message(task, point, text) for point in last_late]
        width = self.add(kept, self.state.width)
        # The last time point counts, but may go on with the next batch: it is taken out again.
        wide = self.add(last_kept, width)
        self.evaluate(wide, batch.closed)
        for point in last_kept:
            self.remove(point)
        made = replace(
            held,
            number=held.number + 1,
            latest=latest,
            tail=batch.tail,
            tail_told=bool(last_late),
            late=held.late + len(told),
            closed=batch.closed,
        )
        self.set_aside(made.number, late, told)
        self.state.keep(self.forget(made, wide), wide)

    # -- time points --------------------------------------------------------------------------------------------------

    def add(self, points: Sequence[TimePoint], width: int) -> int:
        """Put time points into the tables; the width of positions with them."""
        if not points:
            return width
        ordered = sorted(points, key=lambda point: point.stamp)
        low, high = ordered[0].stamp, ordered[-1].stamp
        ranks: dict[int, int] = dict(
            self.rows(f"SELECT stamp, max(rank) FROM points WHERE stamp BETWEEN {low} AND {high} GROUP BY stamp")
        )
        stamps: list[int] = []
        placed: list[int] = []
        rows: dict[str, list[tuple[int, int, tuple[object, ...]]]] = {}
        for point in ordered:
            known = ranks.get(point.stamp)
            if not self.task.merged or known is None:
                known = ranks[point.stamp] = 0 if known is None else known + 1
                stamps.append(point.stamp)
                placed.append(known)
            for name, row in point.rows:
                rows.setdefault(name, []).append((point.stamp, known, row))
        self.fill("points", ["BIGINT", "BIGINT"], [stamps, placed])
        for name, found in rows.items():
            self.add_rows(name, found)
        width = max(width, max(placed, default=0) + 1)
        if max(abs(low), abs(high)) * width > UNBOUNDED:
            raise BadState(f"time stamps beyond {UNBOUNDED // width} leave no room to compute with them")
        return width

    def add_rows(self, name: str, found: list[tuple[int, int, tuple[object, ...]]]) -> None:
        schema = self.task.signature[name]
        flat = dict.fromkeys((stamp, rank, *row) for stamp, rank, row in found)
        if self.task.merged:
            low = min(stamp for stamp, _, _ in found)
            columns = ", ".join(["stamp", "rank", *(f'"c{at}"' for at in range(len(schema.columns)))])
            for row in self.rows(f"SELECT {columns} FROM {event_table(schema)} WHERE stamp >= {low}"):
                flat.pop(row, None)
        kinds = ["BIGINT", "BIGINT", *(SQL_TYPES[kind] for kind in schema.types)]
        self.fill(event_table(schema), kinds, [list(part) for part in zip(*flat, strict=True)])

    def fill(self, table: str, kinds: list[str], columns: Sequence[Sequence[object]]) -> None:
        if columns and columns[0]:
            lists = ", ".join(f"unnest(CAST(${at} AS {kind}[]))" for at, kind in enumerate(kinds, start=1))
            self.state.connection.execute(f"INSERT INTO {table} SELECT {lists}", list(columns))

    def remove(self, point: TimePoint) -> None:
        """Take the last time point out again: the last of its stamp. Rows of tables are never read again."""
        at = f"stamp = {point.stamp} AND rank = (SELECT max(rank) FROM points WHERE stamp = {point.stamp})"
        for name in {name for name, _ in point.rows}:
            self.state.connection.execute(f"DELETE FROM {event_table(self.task.signature[name])} WHERE {at}")
        self.state.connection.execute(f"DELETE FROM points WHERE {at}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.state.connection.execute(sql).fetchall()

    def set_aside(self, number: int, late: Sequence[TimePoint], told: list[str]) -> None:
        texts = [json.dumps([[name, list(row)] for name, row in point.rows]) for point in late]
        numbers = [number] * len(late)
        self.fill("late", ["BIGINT", "BIGINT", "VARCHAR"], [numbers, [point.stamp for point in late], texts])
        self.state.connection.execute("DELETE FROM told")
        self.fill("told", ["VARCHAR"], [list(told)])

    # -- verdicts -----------------------------------------------------------------------------------------------------

    def evaluate(self, width: int, closed: bool) -> None:
        """Put what changed into `new` and `retracted`, what holds into `live`."""
        execute, task = self.state.connection.execute, self.task
        for schema in task.signature.values():
            here = "stamp" if width == 1 else f"stamp * {width} + rank"
            columns = "".join(f'"c{at}", ' for at in range(len(schema.columns)))
            execute(
                f'CREATE OR REPLACE TEMP VIEW "rows_{encoded(schema.name)}" AS'
                f' SELECT {columns}{here} AS "here" FROM {event_table(schema)}'
            )
        names = frozenset(task.signature)
        made = compiled(
            task.formula, task.signature, names, frozenset(), width, None, Question.POSITIONS, closed=closed
        )
        if "time_points" in made.tables:
            execute(
                "CREATE OR REPLACE TEMP TABLE time_points AS SELECT position,"
                f' coalesce(lead(position) OVER (ORDER BY position), {FOREVER}) AS "next", stamp,'
                f" row_number() OVER (ORDER BY position) - 1 + {self.held.forgotten} AS number"
                f" FROM (SELECT stamp * {width} + rank AS position, stamp FROM points)"
            )
        frozen = self.held.frozen
        first = "count(*) FROM points WHERE stamp < $1" if frozen is not None else "0 AS before"
        parameters = [] if frozen is None else [frozen]
        before = execute(f"SELECT {first}", parameters).fetchone()
        assert before is not None
        since = "" if frozen is None else f"WHERE stamp >= {frozen}"
        numbered = (
            f"SELECT stamp * {width} + rank AS position, stamp,"
            f" row_number() OVER (ORDER BY stamp, rank) - 1 + {before[0] + self.held.forgotten} AS number"
            f" FROM points {since}"
        )
        values = "".join(f', "{name}" AS "v{at}"' for at, name in enumerate(made.shown[1:]))
        after = "" if frozen is None else f'WHERE "verdict"."position" >= {frozen * width}'
        latest = max(-FOREVER, min(horizon(made.windows, PointsClock(self, width)), FOREVER)) if made.bounded else None
        execute(
            f"CREATE OR REPLACE TEMP TABLE found AS SELECT number, stamp{values}"
            f' FROM (SELECT * FROM ({made.sql}) AS "verdict" {after}) JOIN ({numbered}) USING (position)',
            None if latest is None else {"latest": latest},
        )
        execute("DELETE FROM new")
        execute("DELETE FROM retracted")
        execute("INSERT INTO new FROM found EXCEPT FROM live")
        execute("INSERT INTO retracted FROM live EXCEPT FROM found")

    def forget(self, held: Held, width: int) -> Held:
        """Keep the verdicts that may still change, and the time points that they look back at."""
        execute = self.state.connection.execute
        execute("DELETE FROM live")
        back, ahead = self.task.reach
        if held.latest is None or ahead is None:
            execute("INSERT INTO live FROM found")
            return held
        frozen = held.latest - self.task.lateness - ahead
        if looks_ahead(self.task.windows):
            first_open = PointsClock(self, width).stamp_from(horizon(self.task.windows, PointsClock(self, width)))
            frozen = frozen if first_open is None else min(frozen, first_open)
        if held.frozen is not None:
            frozen = max(frozen, held.frozen)
        execute(f"INSERT INTO live FROM found WHERE stamp >= {frozen}")
        if self.task.latest is not None and ahead == 0:
            for schema in self.task.signature.values():
                self.keep_latest(schema, frozen, width)
            kept_from = frozen
        elif back is not None:
            kept_from = frozen - back
            for table in map(event_table, self.task.signature.values()):
                execute(f"DELETE FROM {table} WHERE stamp < {kept_from}")
        else:
            return replace(held, frozen=frozen)
        gone = execute(f"DELETE FROM points WHERE stamp < {kept_from}").fetchone()
        assert gone is not None
        return replace(held, frozen=frozen, kept_from=kept_from, forgotten=held.forgotten + gone[0])

    def keep_latest(self, schema: Schema, frozen: int, width: int) -> None:
        """Delete the rows that no verdict from the stamp `frozen` on can depend on."""
        table = event_table(schema)
        needs = [need for need in self.task.latest or () if need.relation == schema.name]
        needless = [f"stamp < {frozen}"]
        for need in needs:
            before = frozen - need.age
            # What stands alone needs to be looked at only as it grows old; by then all that it replaces is old too.
            since = self.held.frozen - need.age if self.held.frozen is not None and len(needs) == 1 else None
            key = "".join(f', "c{at}"' for at in need.key)
            at = f"stamp * {width} + rank"
            replacing = (
                f"SELECT max({at}) AS latest{key} FROM {table} WHERE stamp < {before}"
                + ("" if since is None else f" AND stamp >= {since}")
                + (f" GROUP BY {key[2:]}" if key else "")
            )
            same = " AND ".join(["true", *(f'old."c{at}" = new."c{at}"' for at in need.key)])
            replaced = (
                f"SELECT old.rowid FROM {table} AS old JOIN ({replacing}) AS new ON {same}"
                f" WHERE old.stamp < {before} AND old.stamp * {width} + old.rank < new.latest"
            )
            over = "" if need.until is None else f" OR stamp < {frozen - need.until}"
            needless.append(f"stamp < {before} AND (rowid IN ({replaced}){over})")
        self.state.connection.execute(f"DELETE FROM {table} WHERE {' AND '.join(needless)}")


@dataclass(frozen=True)
class PointsClock:
    """The clock of `horizon`, asked of the time points kept."""

    step: _Step
    width: int

    def last_stamp(self) -> int | None:
        return self._one("max(stamp)", "true")

    def stamp_from(self, position: int) -> int | None:
        return self._one("min(stamp)", self._from(position))

    def position_before(self, position: int) -> int | None:
        return self._one(f"max(stamp * {self.width} + rank)", f"NOT ({self._from(position)})")

    def position_after(self, position: int) -> int | None:
        following = f"stamp * {self.width} + rank"
        first = self._one(f"min({following})", self._from(position))
        return None if first is None else self._one(f"min({following})", f"{following} > {first}")

    def _from(self, position: int) -> str:
        return f"stamp >= {position // self.width} AND stamp * {self.width} + rank >= {position}"

    def _one(self, what: str, where: str) -> int | None:
        row: Iterable[int | None] | None = self.step.state.connection.execute(
            f"SELECT {what} FROM points WHERE {where}"
        ).fetchone()
        return None if row is None else next(iter(row))
