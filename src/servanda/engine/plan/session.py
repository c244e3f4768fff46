"""Facts in DuckDB, and formulas asked of them.

Rules it keeps:

- one in-process connection for the session, one statement for each question; compiled text is kept (`cache`);
- the time points are those given, or all distinct stamps of events and of both ends of spans;
- equal to `servanda.engine.meaning` on every formula and all facts (`tests/engine/test_plan_*.py`);
- a verdict whose future window the log does not close is not given, unless the log's end is the end of time
  (`closed=True`).

It leaves to others: the translation (`compilation`), the tables (`store`), and which facts to load.

>>> from servanda.logic.schema import schema
>>> from servanda.logic.syntax import ALL_PAST, Once, Predicate, Variable
>>> with Session() as session:
...     session.load(schema("seen", "who:string"), [(5, ("ALBA",)), (9, ("BOREA",))])
...     for episode in session.episodes(Once(ALL_PAST, Predicate("seen", (Variable("who"),)))):
...         print(episode.values, episode.from_ts, episode.until_ts)
('ALBA',) 5 None
('BOREA',) 9 None
"""

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from servanda.engine.answers import Episode, Satisfaction
from servanda.engine.database import Database
from servanda.engine.plan.cache import compiled as kept_statement
from servanda.engine.plan.compilation import Compiled, Question
from servanda.engine.plan.horizon import horizon
from servanda.engine.plan.relation import FOREVER
from servanda.engine.plan.store import Store
from servanda.engine.plan.unrepeated import worth_asking
from servanda.logic.schema import Schema
from servanda.logic.syntax import Formula

if TYPE_CHECKING:
    import duckdb
    import pyarrow  # type: ignore[import-untyped]


class Session:
    """A set of facts to ask formulas of. Not for use by several threads at once.

    A `connection` of the caller's is used as it is and left open; its schema should be empty. `kernel`: statements in
    the form that other engines run too, without the joins that only DuckDB is quick at.
    """

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection | None" = None, *, threads: int = 2, kernel: bool = False
    ) -> None:
        self._store = Store(connection, threads)
        self._kernel = kernel

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._store.close()

    def load(self, schema: Schema, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows: `(time stamp, values)` of an event, `(from, until or None, values)` of a span, `values` of a
        rigid relation. With given time points an event goes to the last one of its stamp.
        """
        self._store.load(schema, rows)

    def load_arrow(self, schema: Schema, table: object, *, distinct: bool = False) -> None:
        """Add an Arrow table (or a data frame, or a relation of this session's connection): its first columns are
        the time stamp of an event or both ends of a span (NULL: open), then the schema's columns. `distinct`
        promises that no row stands twice.
        """
        self._store.load_table(schema, table, distinct=distinct)

    def load_parquet(self, schema: Schema, path: str) -> None:
        """Read a Parquet file where it lies, without copying it; columns as for `load_arrow`."""
        self._store.load_parquet(schema, path)

    def load_database(self, database: Database) -> None:
        """Take over a database: its time points with their indices, and all its rows."""
        self._store.load_database(database)

    def time_points(self, stamps: Sequence[int] | None, *, extra: Iterable[int] = ()) -> None:
        """Fix the time points, in order; None: all distinct stamps of the facts, and `extra`."""
        self._store.fix_time_points(stamps, extra)

    def satisfactions(
        self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False
    ) -> list[Satisfaction]:
        """The satisfying valuations at each time point, sorted; values in `order` (else of first occurrence)."""
        rows = self._ask(formula, order, Question.SATISFACTIONS, closed)
        return [Satisfaction(row[0], row[1], row[2:]) for row in rows.fetchall()]

    def episodes(self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False) -> list[Episode]:
        """The maximal runs of time points at which each valuation satisfies, sorted by values and time."""
        rows = self._ask(formula, order, Question.EPISODES, closed)
        return [Episode(row[2:], row[0], row[1]) for row in rows.fetchall()]

    def verdicts(
        self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False
    ) -> "duckdb.DuckDBPyConnection":
        """The satisfying valuations with their time stamps, unsorted, for fetching as Arrow or a data frame."""
        return self._ask(formula, order, Question.STAMPS, closed)

    def arrow(self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False) -> "pyarrow.Table":
        """The same as an Arrow table."""
        text, parameters = self.statement(formula, order, closed=closed)
        return self._store.arrow(text, parameters)

    def statement(
        self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False
    ) -> tuple[str, dict[str, int]]:
        """The text and parameters of what `verdicts` runs, to be built upon in the session's connection."""
        compiled = self._compile(formula, order, Question.STAMPS, closed=closed)
        return compiled.sql, self._parameters(compiled)

    def sql(self, formula: Formula, order: Sequence[str] | None = None, *, pretty: bool = True) -> str:
        """The statement that `satisfactions` runs."""
        compiled = self._compile(formula, order, Question.SATISFACTIONS, closed=False)
        return compiled.text(pretty=pretty, kernel=self._kernel)

    def _ask(
        self, formula: Formula, order: Sequence[str] | None, question: Question, closed: bool
    ) -> "duckdb.DuckDBPyConnection":
        compiled = self._compile(formula, order, question, closed=closed)
        return self._store.execute(compiled.sql, self._parameters(compiled))

    def _parameters(self, compiled: Compiled) -> dict[str, int]:
        """What the statement asks for; makes ready what it reads."""
        self._store.lay(compiled.tables)
        if not compiled.bounded:
            return {}
        return {"latest": max(-FOREVER, min(horizon(compiled.windows, self._store.timeline), FOREVER))}

    def _compile(self, formula: Formula, order: Sequence[str] | None, question: Question, *, closed: bool) -> Compiled:
        store = self._store
        unrepeated = store.unrepeated(worth_asking(formula, store.schemas))
        return kept_statement(
            formula,
            store.schemas,
            store.distinct,
            unrepeated,
            store.width,
            order,
            question,
            closed=closed,
            kernel=self._kernel,
        )
