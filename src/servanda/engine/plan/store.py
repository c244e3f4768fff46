"""The tables in DuckDB: relations as loaded, and the time points.

Rules it keeps:

- a relation is loaded once or in parts, checked row by row (Python rows) or by type (Arrow);
- positions are laid on when all is loaded (`settle`), since their width depends on the time points;
- the table of time points is built only when a statement reads it.

It leaves to others: what is asked (`session`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from servanda.engine.database import BadFacts, Database, check_row
from servanda.engine.plan.relation import FOREVER, encoded
from servanda.logic.schema import Kind, Schema

if TYPE_CHECKING:
    import duckdb

UNBOUNDED = FOREVER // 2
"""An end of a span beyond this, either way, is no end, and no time point."""
SQL_TYPES = {"int": "BIGINT", "float": "DOUBLE", "string": "VARCHAR"}


class Store:
    """A DuckDB connection and what is loaded into it."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection | None", threads: int) -> None:
        import duckdb

        self._owned = connection is None
        self._connection = connection or duckdb.connect(":memory:", config={"threads": str(threads)})
        self.schemas: dict[str, Schema] = {}
        self.distinct: set[str] = set()
        self._by_number: set[str] = set()
        self._fixed: list[int] | None = None
        self._extra: list[int] = []
        self.width = 1
        self.version = 0
        self._settled = False
        self._built = False
        self._laid: dict[str, str] = {}
        self._unrepeated: dict[str, bool] = {}

    def close(self) -> None:
        if self._owned:
            self._connection.close()

    def execute(self, sql: str, parameters: dict[str, int] | None = None) -> "duckdb.DuckDBPyConnection":
        return self._connection.execute(sql, parameters) if parameters else self._connection.execute(sql)

    # Loading

    def load(self, schema: Schema, rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows whose events bear time stamps."""
        flat: dict[tuple[Any, ...], None] = {}
        for row in rows:
            values = row if schema.kind is Kind.RIGID else row[-1]
            check_row(schema, values)
            flat[values if schema.kind is Kind.RIGID else (*row[:-1], *values)] = None
        fresh = self._declare(schema, "stamp")
        self._insert(schema, list(flat))
        if not fresh:
            self.distinct.discard(schema.name)
        elif schema.kind is not Kind.SPAN:
            self.distinct.add(schema.name)

    def load_table(self, schema: Schema, table: object, *, distinct: bool) -> None:
        """Rows of anything that DuckDB can scan, by position."""
        fresh = self._declare(schema, "stamp")
        self._connection.register("incoming", table)
        try:
            self._connection.execute(f'INSERT INTO "{_loaded(schema)}" SELECT * FROM "incoming"')
        finally:
            self._connection.unregister("incoming")
        if fresh and distinct and schema.kind is not Kind.SPAN:
            self.distinct.add(schema.name)
        else:
            self.distinct.discard(schema.name)

    def load_parquet(self, schema: Schema, path: str) -> None:
        """A view of the rows of a Parquet file (or of several, by a pattern), by position."""
        if schema.name in self.schemas:
            raise BadFacts(f"`{schema.name}` is loaded already")
        names = [f'"{name}"' for name, _ in _columns(schema, "stamp")]
        quoted = path.replace("'", "''")
        self._connection.execute(
            f"CREATE VIEW \"{_loaded(schema)}\" ({', '.join(names)}) AS SELECT * FROM read_parquet('{quoted}')"
        )
        self.schemas[schema.name] = schema
        self._settled = False

    def load_database(self, database: Database) -> None:
        """Everything, with the database's own numbers of time points."""
        self.fix_time_points(list(database.time_points), ())
        for name, schema in database.signature.items():
            rows: list[tuple[Any, ...]]
            match schema.kind:
                case Kind.EVENT:
                    rows = [(number, *row) for number, row in database.events.get(name, ())]
                case Kind.SPAN:
                    rows = [(start, stop, *row) for start, stop, row in database.spans.get(name, ())]
                case Kind.RIGID:
                    rows = list(database.rigid.get(name, ()))
            self._declare(schema, "number")
            self._insert(schema, list(dict.fromkeys(rows)))
            if schema.kind is not Kind.SPAN:
                self.distinct.add(name)

    def fix_time_points(self, stamps: Sequence[int] | None, extra: Iterable[int]) -> None:
        if stamps is not None:
            for before, after in pairwise(stamps):
                if after < before:
                    raise BadFacts(f"time goes back: {after} after {before}")
        self._fixed = None if stamps is None else list(stamps)
        self._extra = list(extra)
        self._settled = False

    def _declare(self, schema: Schema, time: str) -> bool:
        """Make the relation's table unless it is there; whether it was made."""
        known = self.schemas.get(schema.name)
        if known is not None:
            if known != schema:
                raise BadFacts(f"`{schema.name}` is loaded already with other columns")
            self._settled = False
            return False
        columns = [
            f'"{name}" {kind}' + ("" if name == "until" else " NOT NULL") for name, kind in _columns(schema, time)
        ]
        self._connection.execute(f'CREATE TABLE "{_loaded(schema)}" ({", ".join(columns)})')
        if time == "number" and schema.kind is Kind.EVENT:
            self._by_number.add(schema.name)
        self.schemas[schema.name] = schema
        self._settled = False
        return True

    def _insert(self, schema: Schema, rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        if not rows[0]:  # a rigid relation without columns
            self._connection.execute(f'INSERT INTO "{_loaded(schema)}" VALUES (1)')
            return
        times = {Kind.EVENT: 1, Kind.SPAN: 2, Kind.RIGID: 0}[schema.kind]
        types = ["BIGINT"] * times + [SQL_TYPES[kind] for kind in schema.types]
        parts = ", ".join(f"unnest(CAST(${index + 1} AS {kind}[]))" for index, kind in enumerate(types))
        columns = [list(values) for values in zip(*rows, strict=True)]
        self._connection.execute(f'INSERT INTO "{_loaded(schema)}" SELECT {parts}', columns)

    # Positions

    def settle(self) -> None:
        """Lay positions on what is loaded."""
        if self._settled:
            return
        self._unrepeated.clear()
        counts = Counter(self._fixed or ())
        self.width = max(counts.values(), default=1)
        ends = (self._fixed[0], self._fixed[-1]) if self._fixed else ()
        if any(abs(stamp) * self.width > UNBOUNDED for stamp in ends):
            raise BadFacts(f"time stamps beyond {UNBOUNDED // self.width} leave no room to compute with them")
        self._built = False
        if self._by_number or self.width > 1:
            self.build_time_points()
        for name, schema in self.schemas.items():
            # What needs a join to be placed is placed once, the rest is read through.
            joined = schema.kind is Kind.EVENT and (name in self._by_number or self.width > 1)
            kind = "TABLE" if joined else "VIEW"
            rows = f"rows_{encoded(name)}"
            made = self._laid.get(name)
            if made is not None:
                self._connection.execute(f'DROP {made} "{rows}"')
            self._connection.execute(f'CREATE {kind} "{rows}" AS {self._rows(schema)}')
            self._laid[name] = kind
        self._settled = True
        self.version += 1
        if self._fixed is not None:
            self._check_stamps()

    def _rows(self, schema: Schema) -> str:
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

    def _check_stamps(self) -> None:
        for name, schema in self.schemas.items():
            if schema.kind is Kind.EVENT and name not in self._by_number:
                self.build_time_points()
                found = self._connection.execute(
                    f'SELECT "stamp" FROM "{_loaded(schema)}" AS "l" ANTI JOIN "time_points" AS "r" USING ("stamp")'
                ).fetchone()
                if found is not None:
                    raise BadFacts(f"`{name}` has a row at {found[0]}, which is not among the time points")

    def build_time_points(self) -> None:
        """Make the table of time points, unless it is made."""
        if self._built:
            return
        run = self._connection.execute
        numbered: str
        if self._fixed is not None:
            values = list(range(len(self._fixed)))
            run(
                'CREATE OR REPLACE TEMP TABLE "stamped" AS SELECT unnest(CAST($1 AS BIGINT[])) AS "number",'
                ' unnest(CAST($2 AS BIGINT[])) AS "stamp"',
                [values, self._fixed],
            )
            numbered = (
                f'SELECT "number", "stamp", "stamp" * {self.width} + (row_number() OVER '
                '(PARTITION BY "stamp" ORDER BY "number") - 1) AS "position" FROM "stamped"'
            )
        else:
            numbered = (
                'SELECT row_number() OVER (ORDER BY "stamp") - 1 AS "number", "stamp", "stamp" AS "position" '
                f"FROM ({self._derived()})"
            )
        run(
            f'CREATE OR REPLACE TABLE "time_points" AS SELECT "position", coalesce(lead("position") OVER '
            f'(ORDER BY "position"), {FOREVER}) AS "next", "stamp", "number" FROM ({numbered}) ORDER BY "position"'
        )
        self._built = True

    def _derived(self, union: str = "UNION") -> str:
        """All stamps: `UNION` drops the doubles."""
        parts = [f'SELECT {stamp} AS "stamp"' for stamp in self._extra]
        parts.append('SELECT 0 AS "stamp" WHERE FALSE')
        for schema in self.schemas.values():
            table = f'"{_loaded(schema)}"'
            if schema.kind is Kind.EVENT:
                parts.append(f'SELECT "stamp" FROM {table}')
            elif schema.kind is Kind.SPAN:
                for end in ("from", "until"):
                    bounded = f'"{end}" BETWEEN {-UNBOUNDED} AND {UNBOUNDED}'  # not of NULL either
                    parts.append(f'SELECT "{end}" AS "stamp" FROM {table} WHERE {bounded}')
        return f" {union} ".join(parts)

    def unrepeated(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the relations in which no row comes twice, at whatever time."""
        return frozenset(name for name in names if name in self.schemas and self._never_again(self.schemas[name]))

    def _never_again(self, schema: Schema) -> bool:
        known = self._unrepeated.get(schema.name)
        if known is None:
            columns = ", ".join(f'"c{index}"' for index in range(len(schema.columns)))
            known = (
                bool(columns)
                and self._scalar_of(
                    f'SELECT count(*) FROM (SELECT {columns} FROM "{_loaded(schema)}" GROUP BY ALL HAVING count(*) > 1)'
                )
                == 0
            )
            self._unrepeated[schema.name] = known
        return known

    # The clock (see `horizon`)

    def last_stamp(self) -> int | None:
        if self._fixed is not None or self._built:
            return self._scalar('SELECT max("stamp") FROM "time_points"')
        row = self._connection.execute(f'SELECT max("stamp") FROM ({self._derived("UNION ALL")})').fetchone()
        return None if row is None else row[0]

    def stamp_from(self, position: int) -> int | None:
        return self._scalar(f'SELECT min("stamp") FROM "time_points" WHERE "position" >= {position}')

    def position_before(self, position: int) -> int | None:
        return self._scalar(f'SELECT max("position") FROM "time_points" WHERE "position" < {position}')

    def position_after(self, position: int) -> int | None:
        return self._scalar(
            f'SELECT "position" FROM "time_points" WHERE "position" >= {position} ORDER BY "position" LIMIT 1 OFFSET 1'
        )

    def _scalar(self, sql: str) -> int | None:
        self.build_time_points()
        return self._scalar_of(sql)

    def _scalar_of(self, sql: str) -> int | None:
        row = self._connection.execute(sql).fetchone()
        return None if row is None else row[0]


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
