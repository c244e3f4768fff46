"""PostgreSQL 15 or newer, over ADBC: facts in temporary tables of one connection, Arrow both ways.

Rules it keeps:

- the server is the one that libpq's environment names (`PGHOST`, `PGDATABASE`, …), or `SERVANDA_POSTGRESQL` by an
  address such as `postgresql:///facts?host=/run/postgresql`;
- strings are ordered by code points whatever the database's collation;
- a term without value is NULL where PostgreSQL stops (overflow, numbers out of range), by functions of the connection's
  own temporary schema; nothing is left behind.
"""

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import adbc_driver_postgresql.dbapi
from sqlglot import exp

from servanda.engine.availability import Lacking, Unavailable
from servanda.engine.drivers.driver import Driver
from servanda.engine.plan.dialect import Dialect
from servanda.engine.plan.functions import BIGINT, DOUBLE, TEXT
from servanda.engine.plan.kernel_functions import Kernel, cast, named, operator

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

FUNCTIONS = (
    "SET jit = off",
    "SET client_min_messages = warning",
    """CREATE FUNCTION pg_temp.narrowed(v numeric) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN v BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(v AS bigint) END $$""",
    """CREATE FUNCTION pg_temp.truncated(v float8) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN trunc(v) >= -9223372036854775808.0::float8 AND trunc(v) < 9223372036854775808.0::float8
    THEN CAST(trunc(v) AS bigint) END $$""",
    """CREATE FUNCTION pg_temp.floated(v text) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN RETURN CAST(v AS float8);
    EXCEPTION WHEN numeric_value_out_of_range THEN
      RETURN CASE WHEN v ~ '[eE]-' THEN 0 END;
    END $$""",
    # Of two floats the product overflows only where neither is below 1, the quotient only where it is not below 1.
    """CREATE FUNCTION pg_temp.computed(sign text, a float8, b float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
      RETURN CASE sign WHEN '+' THEN a + b WHEN '-' THEN a - b WHEN '*' THEN a * b ELSE a / b END;
    EXCEPTION WHEN numeric_value_out_of_range THEN
      RETURN CASE WHEN sign = '*' AND least(abs(a), abs(b)) < 1 OR sign = '/' AND abs(a) < abs(b) THEN 0 END;
    END $$""",
)
SIGNS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}


def by_code_points(value: exp.Expr) -> exp.Expr:
    return exp.Paren(this=exp.Collate(this=value, expression=exp.Identifier(this="C", quoted=True)))


class PostgreSQLKernel(Kernel):
    def narrowed(self, value: exp.Expr) -> exp.Expr:
        return named("pg_temp.narrowed", value)

    def quotient(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        return operator(exp.Div, first, second)

    def truncated(self, value: exp.Expr) -> exp.Expr:
        return named("pg_temp.truncated", value)

    def float_operator(self, kind: type[exp.Expr], first: exp.Expr, second: exp.Expr) -> exp.Expr:
        sign = exp.Literal.string(SIGNS[kind])
        return named("pg_temp.computed", sign, cast(first, DOUBLE), cast(second, DOUBLE))

    def matches(self, text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        literal = pattern.find(exp.Literal)
        if literal is None:
            raise Lacking("postgresql", "matches")
        return exp.Paren(this=exp.RegexpLike(this=text, expression=self.text(exp.Literal.string(dotted(literal.this)))))

    def read(self, text: exp.Expr, to: exp.DataType) -> exp.Expr:
        if to == DOUBLE:
            return named("pg_temp.floated", text)
        return self.narrowed(cast(text, exp.DataType.build("decimal")))

    def text(self, literal: exp.Expr) -> exp.Expr:
        return by_code_points(literal)

    def average(self, value: exp.Expr) -> exp.Expr:
        """By the sum: AVG adds up squares too, which go beyond 64 bits where the numbers do not."""
        return self.float_operator(exp.Div, exp.Sum(this=cast(value, DOUBLE)), exp.Count(this=exp.Star()))

    def median(self, value: exp.Expr) -> exp.Expr:
        half = exp.Anonymous(this="percentile_cont", expressions=[exp.Literal.number("0.5")])
        order = exp.Order(expressions=[exp.Ordered(this=cast(value, DOUBLE))])
        return exp.WithinGroup(this=half, expression=order)


def dotted(pattern: str) -> str:
    r"""The pattern with dots that, as elsewhere, do not stand for a line break.

    >>> dotted(r"a.\.[.^]")
    'a[^\\n]\\.[.^]'
    """
    return re.sub(r"\\.|\[\^?\]?[^\]]*\]|\.", lambda found: r"[^\n]" if found[0] == "." else found[0], pattern)


class PostgreSQLDriver(Driver):
    """Tables are temporary ones of the connection."""

    dialect: ClassVar[Dialect] = Dialect(
        "postgresql",
        "postgres",
        {
            **PostgreSQLKernel().functions(),
            "i2s": lambda a: by_code_points(cast(a, TEXT)),
            "aggregate float sum": lambda a: exp.Sum(this=a),
            "aggregate average": PostgreSQLKernel().average,
            "to int": lambda a: cast(a, BIGINT),
        },
    )
    beyond: ClassVar[tuple[str, ...]] = ("bigint out of range", "value out of range: overflow")
    writes_out: ClassVar[bool] = False

    def __init__(self) -> None:
        address = os.environ.get("SERVANDA_POSTGRESQL", "postgresql:///")
        try:
            self._connection: Any = adbc_driver_postgresql.dbapi.connect(address, autocommit=True)
        except adbc_driver_postgresql.dbapi.Error as error:
            said = str(error).strip().replace("\n", " ")
            raise Unavailable(
                f"no PostgreSQL answers at {address} ({said}): set PGHOST or SERVANDA_POSTGRESQL"
            ) from error
        for function in FUNCTIONS:
            self._run(function)

    def _run(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def table(self, name: str, rows: "pyarrow.Table") -> None:
        types = {"int64": "bigint", "double": "double precision", "string": 'text COLLATE "C"'}
        columns = ", ".join(f'"{field.name}" {types[str(field.type)]}' for field in rows.schema)
        self._run(f'DROP TABLE IF EXISTS pg_temp."{name}"')
        self._run(f'CREATE TEMPORARY TABLE "{name}" ({columns})')
        if rows.num_rows:
            with self._connection.cursor() as cursor:
                cursor.adbc_ingest(name, rows, mode="append", temporary=True)
        self._run(f'ANALYZE "{name}"')

    def parquet(self, name: str, path: str, columns: Mapping[str, str]) -> None:
        """Brought to the server: it cannot read the file."""
        import pyarrow.parquet  # type: ignore[import-untyped]

        rows = pyarrow.parquet.read_table(path, columns=list(columns.values())).select(list(columns.values()))
        plain = [column.cast("string") if str(column.type) == "large_string" else column for column in rows.columns]
        self.table(name, pyarrow.table(plain, names=list(columns)))

    def store(self, name: str, query: str) -> None:
        self._run(f'DROP TABLE IF EXISTS pg_temp."{name}"')
        self._run(f'CREATE TEMPORARY TABLE "{name}" AS {query}')
        self._run(f'ANALYZE "{name}"')

    def answer(self, query: str) -> "pyarrow.Table":
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetch_arrow_table()

    def close(self) -> None:
        self._connection.close()
