"""The relations of a session: rows as loaded, and tables in DuckDB for those that a statement reads.

Rules it keeps:

- Python rows are checked one by one, kept once, and brought to the engine when a statement first reads them;
- tables that the engine can scan (Arrow, Parquet) are taken by position, as they are;
- `rows_…` is what plans read: positions in place of time stamps, laid on anew when the time points change.

It leaves to others: time points (`timeline`), what is asked (`session`).
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from servanda.engine.database import BadFacts, Database, OutOfRange, check_row
from servanda.engine.plan.lower import Columns
from servanda.engine.plan.relation import FOREVER, encoded
from servanda.engine.plan.timeline import UNBOUNDED, DuckDBTimeline
from servanda.logic.schema import Kind, Schema

if TYPE_CHECKING:
    import duckdb
    import pyarrow  # type: ignore[import-untyped]

SQL_TYPES = {"int": "BIGINT", "float": "DOUBLE", "string": "VARCHAR"}
Flat = tuple[Any, ...]


class Store:
    """A DuckDB connection and what is loaded into it."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection | None", threads: int) -> None:
        import duckdb

        self._owned = connection is None
        self._connection = connection or duckdb.connect(":memory:", config={"threads": str(threads)})
        self.timeline = DuckDBTimeline(self._connection)
        self.schemas: dict[str, Schema] = {}
        self._promised: set[str] = set()
        self._by_number: set[str] = set()
        self._rows: dict[str, dict[Flat, None]] = {}
        self._brought: dict[str, int] = {}  # how many of `_rows` are in the engine; absent: no table yet
        self._foreign: set[str] = set()
        self._laid: dict[str, str] = {}
        self._stale: set[str] = set()
        self._unrepeated: dict[str, dict[Columns, bool]] = {}

    def close(self) -> None:
        if self._owned:
            self._connection.close()

    def execute(self, sql: str, parameters: dict[str, int] | None = None) -> "duckdb.DuckDBPyConnection":
        import duckdb

        try:
            return self._connection.execute(sql, parameters) if parameters else self._connection.execute(sql)
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            raise OutOfRange("a sum goes beyond 64 bits") from error

    def arrow(self, sql: str, parameters: dict[str, int]) -> "pyarrow.Table":
        """The rows of a query, on a connection of its own: this one may still hold a result open."""
        import duckdb

        with self._connection.cursor() as cursor:
            try:
                return cursor.sql(sql, params=parameters).to_arrow_table()
            except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
                raise OutOfRange("a sum goes beyond 64 bits") from error

    @property
    def width(self) -> int:
        return self.timeline.width

    @property
    def distinct(self) -> set[str]:
        """The relations in which no row stands twice."""
        own = self.schemas.keys() - self._foreign
        return {name for name in own | self._promised if self.schemas[name].kind is not Kind.SPAN}

    # Loading

    def load(self, schema: Schema, rows: Iterable[Flat]) -> None:
        """Rows whose events bear time stamps."""
        kept = self._declared(schema)
        fresh: list[Flat] = []
        for row in rows:
            values = row if schema.kind is Kind.RIGID else row[-1]
            check_row(schema, values)
            fresh.append(values if schema.kind is Kind.RIGID else (*row[:-1], *values))
        kept.update(dict.fromkeys(fresh))
        ends = {Kind.EVENT: 1, Kind.SPAN: 2, Kind.RIGID: 0}[schema.kind]
        self.timeline.add(stamp for row in fresh for stamp in row[:ends] if stamp is not None)

    def load_table(self, schema: Schema, table: object, *, distinct: bool) -> None:
        """Rows of anything that DuckDB can scan, by position."""
        first = schema.name not in self.schemas
        self._declared(schema)
        self._bring(schema)
        self._connection.register("incoming", table)
        try:
            self._connection.execute(f'INSERT INTO "{_loaded(schema)}" SELECT * FROM "incoming"')
        finally:
            self._connection.unregister("incoming")
        self._take_foreign(schema, promised=first and distinct)

    def load_parquet(self, schema: Schema, path: str) -> None:
        """A view of the rows of a Parquet file (or of several, by a pattern), by position."""
        if schema.name in self.schemas:
            raise BadFacts(f"`{schema.name}` is loaded already")
        self._declared(schema)
        names = ", ".join(f'"{name}"' for name, _ in _columns(schema, "stamp"))
        quoted = path.replace("'", "''")
        self._connection.execute(
            f"CREATE VIEW \"{_loaded(schema)}\" ({names}) AS SELECT * FROM read_parquet('{quoted}')"
        )
        self._brought[schema.name] = 0
        self._take_foreign(schema, promised=False)

    def _take_foreign(self, schema: Schema, *, promised: bool) -> None:
        """Rows that only the engine has seen: their stamps are found there too."""
        self._unrepeated.pop(schema.name, None)
        self._promised.discard(schema.name)
        if promised:
            self._promised.add(schema.name)
        self._foreign.add(schema.name)
        table = f'"{_loaded(schema)}"'
        if schema.kind is Kind.EVENT:
            self.timeline.scan(f'SELECT "stamp" FROM {table}')
        elif schema.kind is Kind.SPAN:
            for end in ("from", "until"):
                bounded = f'"{end}" BETWEEN {-UNBOUNDED} AND {UNBOUNDED}'  # not of NULL either
                self.timeline.scan(f'SELECT "{end}" AS "stamp" FROM {table} WHERE {bounded}')

    def load_database(self, database: Database) -> None:
        """Everything, with the database's own numbers of time points."""
        self.fix_time_points(database.time_points, ())
        for name, schema in database.signature.items():
            if schema.kind is Kind.EVENT:
                self._by_number.add(name)
            rows: Iterable[Flat]
            match schema.kind:
                case Kind.EVENT:
                    rows = ((number, *row) for number, row in database.events.get(name, ()))
                case Kind.SPAN:
                    rows = ((start, stop, *row) for start, stop, row in database.spans.get(name, ()))
                case Kind.RIGID:
                    rows = database.rigid.get(name, ())
            self._declared(schema).update(dict.fromkeys(rows))

    def fix_time_points(self, stamps: Sequence[int] | None, extra: Iterable[int]) -> None:
        self.timeline.fix(stamps, extra)
        self._stale.update(self._laid)

    def _declared(self, schema: Schema) -> dict[Flat, None]:
        """The rows of a relation, to be added to."""
        known = self.schemas.setdefault(schema.name, schema)
        if known != schema:
            raise BadFacts(f"`{schema.name}` is loaded already with other columns")
        self._unrepeated.pop(schema.name, None)
        self._stale.add(schema.name)
        return self._rows.setdefault(schema.name, {})

    # Bringing to the engine

    def lay(self, tables: Iterable[str]) -> None:
        """Make ready what a statement reads: relations by the names of their tables, and the time points."""
        wanted = set(tables)
        if "time_points" in wanted:
            self.timeline.make()
        for name, schema in self.schemas.items():
            if f"rows_{encoded(name)}" in wanted:
                self._check_stamps(schema)
                self._bring(schema)
                self._lay(schema)

    def _bring(self, schema: Schema) -> None:
        name = schema.name
        if name not in self._brought:
            time = "number" if name in self._by_number else "stamp"
            columns = [
                f'"{column}" {kind}' + ("" if column == "until" else " NOT NULL")
                for column, kind in _columns(schema, time)
            ]
            self._connection.execute(f'CREATE TABLE "{_loaded(schema)}" ({", ".join(columns)})')
            self._brought[name] = 0
        rows = self._rows[name]
        if self._brought[name] == len(rows):
            return
        fresh = list(islice(rows, self._brought[name], None))
        self._brought[name] = len(rows)
        if not fresh[0]:  # a rigid relation without columns
            self._connection.execute(f'INSERT INTO "{_loaded(schema)}" VALUES (1)')
            return
        types = [kind for _, kind in _columns(schema, "stamp")]
        parts = ", ".join(f"unnest(CAST(${index + 1} AS {kind}[]))" for index, kind in enumerate(types))
        columns_of_rows = [list(values) for values in zip(*fresh, strict=True)]
        self._connection.execute(f'INSERT INTO "{_loaded(schema)}" SELECT {parts}', columns_of_rows)

    def _lay(self, schema: Schema) -> None:
        """The relation with positions: a view, or a table where a join with the time points places the rows."""
        name, rows = schema.name, f"rows_{encoded(schema.name)}"
        joined = schema.kind is Kind.EVENT and (name in self._by_number or self.width > 1)
        made = self._laid.get(name)
        if made is not None and name not in self._stale:
            return
        if joined:
            self.timeline.make()
        kind = "TABLE" if joined else "VIEW"
        if made is not None:
            self._connection.execute(f'DROP {made} "{rows}"')
        self._connection.execute(f'CREATE {kind} "{rows}" AS {self._placed(schema)}')
        self._laid[name] = kind
        self._stale.discard(name)

    def _placed(self, schema: Schema) -> str:
        columns = "".join(f', "c{index}"' for index in range(len(schema.columns)))
        table, limit = f'"{_loaded(schema)}"', FOREVER // self.width
        match schema.kind:
            case Kind.RIGID:
                return f"SELECT * FROM {table}"
            case Kind.SPAN:
                start = f'greatest("from", {-limit}) * {self.width} AS "start"'
                stop = f'least(coalesce("until", {limit}), {limit}) * {self.width} AS "stop"'
                return f"SELECT {start}, {stop}{columns} FROM {table}"
            case Kind.EVENT if schema.name in self._by_number:
                return f'SELECT "position" AS "here"{columns} FROM {table} JOIN "time_points" USING ("number")'
            case Kind.EVENT if self.width > 1:
                last = '(SELECT "stamp", max("position") AS "here" FROM "time_points" GROUP BY "stamp")'
                return f'SELECT "here"{columns} FROM {table} JOIN {last} USING ("stamp")'
            case _:
                return f'SELECT "stamp" AS "here"{columns} FROM {table}'

    def _check_stamps(self, schema: Schema) -> None:
        """Given time points are all there are: an event beside them is a mistake, not a new time point."""
        name = schema.name
        if not self.timeline.fixed or schema.kind is not Kind.EVENT or name in self._by_number:
            return
        if name not in self._stale and name in self._laid:
            return
        missing = self.timeline.holds(row[0] for row in self._rows[name])
        if missing is None and name in self._foreign:
            self.timeline.make()
            found = self._connection.execute(
                f'SELECT "stamp" FROM "{_loaded(schema)}" AS "l" ANTI JOIN "time_points" AS "r" USING ("stamp")'
            ).fetchone()
            missing = None if found is None else found[0]
        if missing is not None:
            raise BadFacts(f"`{name}` has a row at {missing}, which is not among the time points")

    def unrepeated(self, asked: Iterable[Columns]) -> frozenset[Columns]:
        """Those of which no two rows have the same values, at whatever time."""
        return frozenset(columns for columns in asked if self._never_again(columns))

    def _never_again(self, asked: Columns) -> bool:
        schema = self.schemas[asked[0]]
        found = self._unrepeated.setdefault(schema.name, {})
        known = found.get(asked)
        if known is None:
            self._bring(schema)
            columns = ", ".join(f'"c{index}"' for index in asked[1])
            query = f'SELECT {columns} FROM "{_loaded(schema)}" GROUP BY ALL HAVING count(*) > 1 LIMIT 1'
            known = bool(columns) and self._connection.execute(query).fetchone() is None
            found[asked] = known
        return known


def _loaded(schema: Schema) -> str:
    return f"loaded_{encoded(schema.name)}"


def _columns(schema: Schema, time: str) -> list[tuple[str, str]]:
    """The columns of a relation's table with their types; a rigid one without columns still needs one."""
    times = {
        Kind.EVENT: [(time, "BIGINT")],
        Kind.SPAN: [("from", "BIGINT"), ("until", "BIGINT")],
        Kind.RIGID: [] if schema.columns else [("always", "BIGINT")],
    }[schema.kind]
    return times + [(f"c{index}", SQL_TYPES[kind]) for index, kind in enumerate(schema.types)]
