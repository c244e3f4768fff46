"""ClickHouse, in the process (`chdb`): tables in memory, Parquet files through its `file` function.

Rules it keeps:

- a left join that finds nothing gives NULL, a name is the column before the alias, an aggregate of nothing is NULL:
  ClickHouse's own ways are others, and each would change verdicts in silence;
- integers wrap around silently there, so that sums and products are computed in 128 bits;
- there is one ClickHouse in a process: each driver has a database of its own in it, so that two sessions at once do not
  see each other's tables.
"""

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, ClassVar

import chdb
from sqlglot import exp

from servanda.engine.drivers.driver import Driver
from servanda.engine.plan.dialect import Dialect
from servanda.engine.plan.functions import DOUBLE
from servanda.engine.plan.kernel_functions import Kernel, cast, named, number, operator

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

SETTINGS = ("join_use_nulls = 1", "prefer_column_name_to_alias = 1", "aggregate_functions_null_for_empty = 1")
NUMBERS = count()
WHOLE = exp.Literal.string("Nullable(Int64)")


class ClickHouseKernel(Kernel):
    def widened(self, value: exp.Expr) -> exp.Expr:
        return named("toInt128", value)

    def narrowed(self, value: exp.Expr) -> exp.Expr:
        return named("accurateCastOrNull", value, exp.Literal.string("Int64"))

    def exact(self, value: exp.Expr) -> exp.Expr:
        return named("accurateCast", value, WHOLE.copy())

    def quotient(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        return named("intDiv", first, second)

    def matches(self, text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        """Elsewhere a dot does not stand for a line break."""
        return operator(exp.EQ, named("match", text, _line_by_line(pattern)), exp.Literal.number(1))

    def unsigned(self, text: exp.Expr) -> exp.Expr:
        return named("replaceRegexpOne", text, exp.Literal.string(r"^\+"), exp.Literal.string(""))

    def read(self, text: exp.Expr, to: exp.DataType) -> exp.Expr:
        return named("toFloat64OrNull" if to == DOUBLE else "toInt64OrNull", text)

    def contains(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        return operator(exp.GT, cast(named("position", text, part), exp.DataType.build("bigint")), number(0))

    def median(self, value: exp.Expr) -> exp.Expr:
        half = exp.Literal.number("0.5")
        return exp.ParameterizedAgg(
            this=exp.Var(this="quantileExactInclusive"), expressions=[half], params=[cast(value, DOUBLE)]
        )

    def neighbour(self, kind: type[exp.Expr], value: exp.Expr) -> exp.Expr:
        """Of a column without NULLs the first and last row's neighbours would be 0."""
        return kind(this=named("toNullable", value))


def _line_by_line(pattern: exp.Expr) -> exp.Expr:
    return named("concat", exp.Literal.string("(?-s)"), pattern)


def captured(text: exp.Expr, pattern: exp.Expr, group: exp.Expr) -> exp.Expr:
    """What a group of the pattern matched, or the empty string."""
    return named("arrayElement", named("extractGroups", text, _line_by_line(pattern)), group)


class ChdbDriver(Driver):
    """Tables are ClickHouse's own, in memory."""

    dialect: ClassVar[Dialect] = Dialect("chdb", "clickhouse", {**ClickHouseKernel().functions(), "captured": captured})
    beyond: ClassVar[tuple[str, ...]] = (
        "cannot be safely converted into type Int64",
        "Unexpected inf or nan to integer",
    )

    def __init__(self) -> None:
        self._connection = chdb.connect(":memory:")
        self._database = f"servanda_{next(NUMBERS)}"
        self._connection.query(f"CREATE DATABASE {self._database}")
        self._connection.query(f"USE {self._database}")
        for setting in SETTINGS:
            self._connection.query(f"SET {setting}")

    def _replace(self, kind: str, name: str, query: str) -> None:
        self._connection.query(f'DROP TABLE IF EXISTS "{name}"')
        self._connection.query(f"CREATE {kind.format(name=name)} AS {query}")

    def table(self, name: str, rows: "pyarrow.Table") -> None:
        self._replace('TABLE "{name}" ENGINE = Memory', name, "SELECT * FROM Python(rows)")

    def parquet(self, name: str, path: str, columns: Mapping[str, str]) -> None:
        quoted = path.replace("\\", "\\\\").replace("'", "\\'")
        chosen = ", ".join('"{}" AS "{}"'.format(old.replace('"', '\\"'), new) for new, old in columns.items())
        self._replace('VIEW "{name}"', name, f"SELECT {chosen} FROM file('{quoted}', Parquet)")

    def store(self, name: str, query: str) -> None:
        self._replace('TABLE "{name}" ENGINE = Memory', name, query)

    def answer(self, query: str) -> "pyarrow.Table":
        import pyarrow

        data = self._connection.query(query, "ArrowStream").bytes()
        return pyarrow.ipc.open_stream(data).read_all() if data else pyarrow.table({})

    def close(self) -> None:
        self._connection.query(f"DROP DATABASE {self._database}")
        self._connection.close()
