"""Polars, in the process: the kernel through `SQLContext`, lazily, so that a Parquet file is only scanned.

Rules it keeps:

- integers wrap around silently in Polars, so that sums and products are computed in 128 bits;
- a join by inequalities is a statement of its own: Polars stops with a failed assertion where a later join lets it
  derive a further condition for one that it has rewritten already.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import polars
from sqlglot import exp

from servanda.engine.drivers.driver import Driver
from servanda.engine.plan.dialect import Dialect
from servanda.engine.plan.kernel_functions import Kernel, equal, named, operator

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]


class PolarsKernel(Kernel):
    wide = exp.DataType.build("int128", dialect="duckdb")

    def contains(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        """By taking the part out: STRPOS takes it for a pattern."""
        without = named("replace", text, part, exp.Literal.string(""))
        return operator(exp.Or, equal(part.copy(), exp.Literal.string("")), operator(exp.NEQ, without, text.copy()))


class PolarsDriver(Driver):
    """Tables are lazy frames in one context."""

    dialect: ClassVar[Dialect] = Dialect("polars", "duckdb", PolarsKernel().functions())
    beyond: ClassVar[tuple[str, ...]] = (
        "conversion from `i128` to `i64` failed",
        "conversion from `f64` to `i64` failed",
    )
    products_apart: ClassVar[bool] = True

    def __init__(self) -> None:
        self._context = polars.SQLContext()

    def table(self, name: str, rows: "pyarrow.Table") -> None:
        self._context.register(name, polars.from_arrow(rows).lazy())

    def parquet(self, name: str, path: str, columns: Mapping[str, str]) -> None:
        chosen = [polars.col(old).alias(new) for new, old in columns.items()]
        self._context.register(name, polars.scan_parquet(path).select(chosen))

    def store(self, name: str, query: str) -> None:
        self._context.register(name, self._context.execute(query).collect().lazy())

    def answer(self, query: str) -> "pyarrow.Table":
        return self._context.execute(query).collect().to_arrow()

    def close(self) -> None:
        self._context.unregister(self._context.tables())
