"""DataFusion, in the process: the kernel through its `SessionContext`; Parquet files are scanned where they lie.

Rules it keeps: integers wrap around silently in DataFusion, so that sums and products are computed as decimals of 38
digits.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import datafusion
from sqlglot import exp

from servanda.engine.drivers.driver import Driver
from servanda.engine.plan.dialect import Dialect
from servanda.engine.plan.functions import BIGINT
from servanda.engine.plan.kernel_functions import Kernel, cast, named, operator

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]


class DataFusionKernel(Kernel):
    def narrowed(self, value: exp.Expr) -> exp.Expr:
        """Within NULLIF, which is never true: a bare TRY_CAST in a comparison is taken away as if nothing were lost."""
        return exp.Nullif(this=super().narrowed(value), expression=cast(exp.Null(), BIGINT))

    def quotient(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        return operator(exp.Div, first, second)


def captured(text: exp.Expr, pattern: exp.Expr, group: exp.Expr) -> exp.Expr:
    """What a group of the pattern matched, or the empty string."""
    found = exp.Bracket(this=named("regexp_match", text, pattern), expressions=[group], offset=1)
    return exp.Coalesce(this=found, expressions=[exp.Literal.string("")])


class DataFusionDriver(Driver):
    """Tables are registered in one context."""

    dialect: ClassVar[Dialect] = Dialect(
        "datafusion", "duckdb", {**DataFusionKernel().functions(), "captured": captured}
    )
    beyond: ClassVar[tuple[str, ...]] = ("is out of range Int64", "inf to type Int64", "NaN to type Int64")

    def __init__(self) -> None:
        config = datafusion.SessionConfig().with_target_partitions(2)
        # Its own check of a plan takes a constant that may not be null for an error.
        config = config.set("datafusion.execution.skip_physical_aggregate_schema_check", "true")
        self._context = datafusion.SessionContext(config)

    def table(self, name: str, rows: "pyarrow.Table") -> None:
        self._forget(name)
        self._context.register_record_batches(name, [rows.to_batches() or [_empty(rows)]])

    def _forget(self, name: str) -> None:
        if self._context.table_exist(name):
            self._context.deregister_table(name)

    def parquet(self, name: str, path: str, columns: Mapping[str, str]) -> None:
        quoted = {new: old.replace('"', '""') for new, old in columns.items()}
        chosen = [datafusion.col(f'"{old}"').alias(new) for new, old in quoted.items()]
        self._forget(name)
        self._context.register_view(name, self._context.read_parquet(path).select(*chosen))

    def store(self, name: str, query: str) -> None:
        self.table(name, self.answer(query))

    def answer(self, query: str) -> "pyarrow.Table":
        return self._context.sql(query).to_arrow_table()

    def close(self) -> None:
        """Nothing outlives the context."""


def _empty(rows: "pyarrow.Table") -> "pyarrow.RecordBatch":
    import pyarrow

    return pyarrow.RecordBatch.from_arrays([pyarrow.array([], field.type) for field in rows.schema], schema=rows.schema)
