"""Formulas over tables that already stand in DuckDB as plans read them: no row passes through Python.

Rules it keeps:

- `time_points` and a `rows_…` for each relation are there, with positions (`relation`); whoever laid them (`log_scan`)
  has checked them;
- the answer is that of `session` over the same facts.

It leaves to others: laying the tables, and facts that come row by row (`session`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.engine.database import OutOfRange
from servanda.engine.plan.cache import compiled
from servanda.engine.plan.compilation import Question
from servanda.engine.plan.horizon import horizon
from servanda.engine.plan.lower import Columns
from servanda.engine.plan.relation import FOREVER, encoded
from servanda.engine.plan.unrepeated import worth_asking
from servanda.logic.schema import Signature
from servanda.logic.syntax import Formula

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class LaidFacts:
    """What stands in `connection`. `distinct`: the relations in which no row stands twice at one time point."""

    connection: "duckdb.DuckDBPyConnection"
    signature: Signature
    width: int
    distinct: frozenset[str]

    def ask(
        self,
        formula: Formula,
        order: Sequence[str] | None = None,
        *,
        closed: bool = False,
        question: Question = Question.SATISFACTIONS,
    ) -> tuple[str, dict[str, int]]:
        """The statement and its parameters; run it by `run`, alone or as a part of another.

        Its columns, for satisfactions: the number of the time point, its stamp, the values; in that order of rows.
        """
        made = compiled(
            formula,
            self.signature,
            self.distinct,
            self._unrepeated(formula),
            self.width,
            order,
            question,
            closed=closed,
        )
        if not made.bounded:
            return made.sql, {}
        clock = LaidClock(self.connection, self.width)
        return made.sql, {"latest": max(-FOREVER, min(horizon(made.windows, clock), FOREVER))}

    def run(self, sql: str, parameters: dict[str, int]) -> "duckdb.DuckDBPyConnection":
        import duckdb

        try:
            return self.connection.execute(sql, parameters) if parameters else self.connection.execute(sql)
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            raise OutOfRange("a sum goes beyond 64 bits") from error

    def _unrepeated(self, formula: Formula) -> frozenset[Columns]:
        """What comes only once in all, of what the plan would be quicker for."""
        found = set()
        for name, key in worth_asking(formula, self.signature) if self.width == 1 else ():
            columns = ", ".join(f'"c{index}"' for index in key)
            twice = f'SELECT 1 FROM "rows_{encoded(name)}" GROUP BY {columns} HAVING count(*) > 1 LIMIT 1'
            if columns and self.connection.execute(twice).fetchone() is None:
                found.add((name, key))
        return frozenset(found)


@dataclass(frozen=True)
class LaidClock:
    """The clock of `horizon`, asked of the table of time points."""

    connection: "duckdb.DuckDBPyConnection"
    width: int

    def last_stamp(self) -> int | None:
        return self._one('SELECT max("stamp") FROM "time_points"')

    def stamp_from(self, position: int) -> int | None:
        return self._one(f'SELECT min("stamp") FROM "time_points" WHERE "position" >= {position}')

    def position_before(self, position: int) -> int | None:
        return self._one(f'SELECT max("position") FROM "time_points" WHERE "position" < {position}')

    def position_after(self, position: int) -> int | None:
        following = f'SELECT "position" FROM "time_points" WHERE "position" >= {position}'
        return self._one(f'{following} ORDER BY "position" LIMIT 1 OFFSET 1')

    def _one(self, sql: str) -> int | None:
        row = self.connection.execute(sql).fetchone()
        return None if row is None else row[0]
