"""Facts on any of the engines, and formulas asked of them: what `servanda.engine.plan.session` is for DuckDB.

Rules it keeps:

- the same plans, in the kernel form, and the same answers in the same order;
- facts that lie in Parquet files stay there where the engine can scan them; nothing but stamps and answers comes back;
- rows are brought to the engine when a statement first reads them, and once.

It leaves to others: the engines (`driver`), where relations and time points come from (`placing`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from servanda.engine.answers import Episode, Satisfaction
from servanda.engine.database import BadFacts, Database, check_row
from servanda.engine.drivers import placing
from servanda.engine.drivers.driver import Driver
from servanda.engine.plan.cache import compiled as kept_statement
from servanda.engine.plan.compilation import Compiled, Question
from servanda.engine.plan.horizon import horizon
from servanda.engine.plan.ir import Node, Table
from servanda.engine.plan.lower import Columns
from servanda.engine.plan.relation import FOREVER, encoded
from servanda.engine.plan.sql import statement, text
from servanda.engine.plan.timeline import Timeline
from servanda.logic.schema import ColumnType, Kind, Schema
from servanda.logic.syntax import Formula

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

Flat = tuple[Any, ...]
GIVEN = Table("stamps_given", ("stamp",))
TIMES = {Kind.EVENT: 1, Kind.SPAN: 2, Kind.RIGID: 0}


@dataclass
class Relation:
    """A relation's rows, from wherever they come; `stale`: there are rows that the engine has not seen."""

    schema: Schema
    rows: dict[Flat, None] = field(default_factory=dict)
    tables: list["pyarrow.Table"] = field(default_factory=list)
    by_number: bool = False
    scanned: bool = False
    stale: bool = True

    @property
    def foreign(self) -> bool:
        return self.scanned or bool(self.tables)


class EngineSession:
    """A set of facts to ask formulas of, on the engine of `driver`. Not for use by several threads at once."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._timeline = EngineTimeline(driver)
        self._relations: dict[str, Relation] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._driver.close()

    # -- loading -------------------------------------------------------------------------------------------------------

    def load(self, schema: Schema, rows: Iterable[Flat]) -> None:
        """Add rows, as `Session.load` of DuckDB does."""
        relation = self._relation(schema)
        fresh: list[Flat] = []
        for row in rows:
            values = row if schema.kind is Kind.RIGID else row[-1]
            check_row(schema, values)
            fresh.append(values if schema.kind is Kind.RIGID else (*row[:-1], *values))
        relation.rows.update(dict.fromkeys(fresh))
        ends = TIMES[schema.kind]
        self._timeline.add(stamp for row in fresh for stamp in row[:ends] if stamp is not None)

    def load_arrow(self, schema: Schema, table: object, *, distinct: bool = False) -> None:
        """Add an Arrow table: the time stamp of an event or both ends of a span, then the schema's columns."""
        import pyarrow

        relation = self._relation(schema)
        given = table if isinstance(table, pyarrow.Table) else pyarrow.table(table)
        relation.tables.append(given.rename_columns(list(placing.loaded(schema).columns)).cast(_arrow_schema(relation)))
        self._timeline.scan_relation(schema)

    def load_parquet(self, schema: Schema, path: str, columns: Sequence[str] | None = None) -> None:
        """Take a Parquet file (or a folder of them) where it lies; `columns`: the names there of the time stamp of an
        event or both ends of a span, then of the schema's columns, all of them int64, double or text without a
        missing value; without it, those of the file by position."""
        if schema.name in self._relations:
            raise BadFacts(f"`{schema.name}` is loaded already")
        relation = self._relation(schema)
        relation.scanned, relation.stale = True, False
        table = placing.loaded(schema)
        names = columns or parquet_columns(path)
        self._driver.parquet(table.name, path, dict(zip(table.columns, names, strict=True)))
        self._timeline.scan_relation(schema)

    def unfit(self, schema: Schema) -> int:
        """How many loaded rows have a missing value or a float that is not finite."""
        found = self._driver.value(_written(placing.unfit(schema), self._driver))
        assert isinstance(found, int)
        return found

    def load_database(self, database: Database) -> None:
        """Take over a database: its time points with their indices, and all its rows."""
        self.time_points(database.time_points)
        for name, schema in database.signature.items():
            relation = self._relation(schema)
            relation.by_number = schema.kind is Kind.EVENT
            rows: Iterable[Flat]
            match schema.kind:
                case Kind.EVENT:
                    rows = ((number, *row) for number, row in database.events.get(name, ()))
                case Kind.SPAN:
                    rows = ((start, stop, *row) for start, stop, row in database.spans.get(name, ()))
                case Kind.RIGID:
                    rows = database.rigid.get(name, ())
            relation.rows.update(dict.fromkeys(rows))

    def time_points(self, stamps: Sequence[int] | None, *, extra: Iterable[int] = ()) -> None:
        """Fix the time points, in order; None: all distinct stamps of the facts, and `extra`."""
        self._timeline.fix(stamps, extra)

    def _relation(self, schema: Schema) -> Relation:
        relation = self._relations.setdefault(schema.name, Relation(schema))
        if relation.schema != schema:
            raise BadFacts(f"`{schema.name}` is loaded already with other columns")
        if relation.scanned:
            raise BadFacts(f"`{schema.name}` is loaded already")
        relation.stale = True
        return relation

    # -- asking --------------------------------------------------------------------------------------------------------

    def satisfactions(
        self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False
    ) -> list[Satisfaction]:
        """The satisfying valuations at each time point, sorted; values in `order` (else of first occurrence)."""
        rows = _rows(self._ask(formula, order, Question.SATISFACTIONS, closed))
        return [Satisfaction(row[0], row[1], row[2:]) for row in sorted(rows)]

    def episodes(self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False) -> list[Episode]:
        """The maximal runs of time points at which each valuation satisfies, sorted by values and time."""
        rows = _rows(self._ask(formula, order, Question.EPISODES, closed))
        found = sorted(rows, key=lambda row: (row[2:], row[0], row[1] is None, row[1]))
        return [Episode(row[2:], row[0], row[1]) for row in found]

    def arrow(self, formula: Formula, order: Sequence[str] | None = None, *, closed: bool = False) -> "pyarrow.Table":
        """The satisfying valuations with their time stamps, unsorted."""
        return self._ask(formula, order, Question.STAMPS, closed)

    def sql(self, formula: Formula, order: Sequence[str] | None = None, *, pretty: bool = True) -> str:
        """What `satisfactions` runs, with the log's end for the end of time: tables to be kept, and the statement."""
        compiled = self._compile(formula, order, Question.SATISFACTIONS, closed=True)
        found = self._statements(compiled, 0, pretty=pretty)
        return "".join(f"-- {name}\n{query};\n" if name else query for name, query in found)

    def _ask(self, formula: Formula, order: Sequence[str] | None, question: Question, closed: bool) -> "pyarrow.Table":
        compiled = self._compile(formula, order, question, closed=closed)
        self._bring(compiled)
        latest = 0
        if compiled.bounded:
            latest = max(-FOREVER, min(horizon(compiled.windows, self._timeline), FOREVER))
        *apart, (_, last) = self._statements(compiled, latest)
        for name, query in apart:
            self._driver.keep(name, query)
        return self._driver.ask(last)

    def _statements(self, compiled: Compiled, latest: int, *, pretty: bool = False) -> list[tuple[str, str]]:
        """What to run: the parts to be kept, by the names of their tables, and the answer."""
        width = self._timeline.width
        tables = {
            f"rows_{encoded(name)}": placing.placed(item.schema, width, by_number=item.by_number)
            for name, item in self._relations.items()
        }
        node = placing.with_tables(compiled.node, tables)
        products = self._driver.products_apart
        apart, node = placing.divided(node, products=products) if self._driver.writes_out else ([], node)
        dialect = self._driver.dialect.until(latest)
        found = [(table.name, text(statement(part, part.columns, (), dialect), dialect)) for table, part in apart]
        return [*found, ("", text(statement(node, compiled.shown, (), dialect), dialect, pretty=pretty))]

    def _compile(self, formula: Formula, order: Sequence[str] | None, question: Question, *, closed: bool) -> Compiled:
        schemas = {name: item.schema for name, item in self._relations.items()}
        distinct = {
            name for name, item in self._relations.items() if not item.foreign and item.schema.kind is not Kind.SPAN
        }
        width = self._timeline.width
        sole = frozenset[Columns]()  # what comes only once in all is of use to DuckDB's own plans only
        return kept_statement(formula, schemas, distinct, sole, width, order, question, closed=closed, kernel=True)

    # -- bringing ------------------------------------------------------------------------------------------------------

    def _bring(self, compiled: Compiled) -> None:
        """Make ready what a statement reads; without given time points, all facts that bear stamps."""
        mine = {f"rows_{encoded(name)}": item for name, item in self._relations.items()}
        read = [mine[name] for name in compiled.tables if name in mine]
        timed = [] if self._timeline.fixed else [item for item in self._relations.values() if item.tables]
        for relation in (*read, *timed):
            if relation.stale:
                self._driver.table(placing.loaded(relation.schema).name, _table(relation))
                relation.stale = False
        self._timeline.make()
        for relation in read:
            self._check_stamps(relation)

    def _check_stamps(self, relation: Relation) -> None:
        """Given time points are all there are: an event beside them is a mistake, not a new time point."""
        schema = relation.schema
        if not self._timeline.fixed or schema.kind is not Kind.EVENT or relation.by_number:
            return
        missing = self._timeline.holds(row[0] for row in relation.rows)
        if missing is None and relation.foreign:
            missing = self._driver.value(_written(placing.misplaced(schema), self._driver))
        if missing is not None:
            raise BadFacts(f"`{schema.name}` has a row at {missing}, which is not among the time points")


class EngineTimeline(Timeline):
    """The time points as a table of the engine's."""

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self._driver = driver
        self._sources: dict[str, tuple[Node, ...]] = {}

    def scan_relation(self, schema: Schema) -> None:
        """Take the stamps of a relation that only the engine has seen."""
        if schema.kind is not Kind.RIGID:
            self._sources[schema.name] = placing.stamps(schema)
            self.scan(schema.name)

    def _table_of(self, *columns: list[int]) -> None:
        import pyarrow

        arrays = [pyarrow.array(column, pyarrow.int64()) for column in columns]
        self._driver.table("time_points", pyarrow.table(arrays, names=["position", "next", "stamp", "number"]))

    def _table_of_scanned(self) -> None:
        import pyarrow

        given = sorted(self._borne | self._extra)
        self._driver.table(GIVEN.name, pyarrow.table({"stamp": pyarrow.array(given, pyarrow.int64())}))
        sources = [source for found in self._sources.values() for source in found]
        self._driver.keep("time_points", _written(placing.time_points((*sources, GIVEN)), self._driver))

    def _scalar(self, sql: str) -> int | None:
        import sqlglot

        found: int | None = self._driver.value(sqlglot.transpile(sql, "duckdb", self._driver.dialect.writes)[0])
        return found


def _written(node: Node, driver: Driver) -> str:
    return text(statement(node, node.columns, (), driver.dialect), driver.dialect)


def parquet_columns(path: str) -> list[str]:
    """The names of the columns of a Parquet file, or of the first of those in a folder."""
    import pyarrow.parquet  # type: ignore[import-untyped]

    first = sorted(Path(path).rglob("*.parquet"))[0] if Path(path).is_dir() else path
    return list(pyarrow.parquet.read_schema(first).names)


def _rows(table: "pyarrow.Table") -> list[Flat]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _arrow_types(relation: Relation) -> list[ColumnType]:
    times = TIMES[relation.schema.kind]
    ends: list[ColumnType] = ["int"] * times
    whole: list[ColumnType] = ["int"]
    return [*ends, *relation.schema.types] or whole


def _arrow_schema(relation: Relation) -> Any:
    import pyarrow

    types = {"int": pyarrow.int64(), "float": pyarrow.float64(), "string": pyarrow.string()}
    names = placing.loaded(relation.schema, by_number=relation.by_number).columns
    return pyarrow.schema([(name, types[kind]) for name, kind in zip(names, _arrow_types(relation), strict=True)])


def _table(relation: Relation) -> "pyarrow.Table":
    """All rows that Python has."""
    import pyarrow

    schema = _arrow_schema(relation)
    flat = [row or (1,) for row in relation.rows]  # a rigid relation without columns
    columns = list(zip(*flat, strict=True)) if flat else [()] * len(schema)
    arrays = [pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pyarrow.concat_tables([pyarrow.table(arrays, schema=schema), *relation.tables])
