"""Polars, in the process: the kernel through `SQLContext`, lazily, so that a Parquet file is only scanned.

Rules it keeps: integers wrap around silently in Polars, so that sums and products are computed in 128 bits.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import polars
from sqlglot import exp

from servanda.engine.drivers.driver import Driver
from servanda.engine.plan.dialect import Dialect
from servanda.engine.plan.kernel_functions import Kernel

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]


class PolarsKernel(Kernel):
    wide = exp.DataType.build("int128", dialect="duckdb")


class PolarsDriver(Driver):
    """Tables are lazy frames in one context."""

    dialect: ClassVar[Dialect] = Dialect("polars", "duckdb", PolarsKernel().functions())
    beyond: ClassVar[tuple[str, ...]] = ("conversion from `i128` to `i64` failed",)

    def __init__(self) -> None:
        self._context = polars.SQLContext()

    def table(self, name: str, rows: "pyarrow.Table") -> None:
        self._context.register(name, polars.from_arrow(rows).lazy())

    def parquet(self, name: str, path: str, columns: Sequence[str]) -> None:
        scanned = polars.scan_parquet(path)
        names = scanned.collect_schema().names()
        chosen = [polars.col(old).alias(new) for old, new in zip(names, columns, strict=True)]
        self._context.register(name, scanned.select(chosen))

    def store(self, name: str, query: str) -> None:
        self._context.register(name, self._context.execute(query).collect().lazy())

    def answer(self, query: str) -> "pyarrow.Table":
        return self._context.execute(query).collect().to_arrow()

    def close(self) -> None:
        self._context.unregister(self._context.tables())
