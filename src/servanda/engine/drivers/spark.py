"""Apache Spark 4 (Java 17 or newer): temporary views in one session; Parquet is scanned where it lies.

Rules it keeps:

- a Spark that runs already is used, with the caller's settings, in a session of its own: views and settings of the
  caller's, and of another driver, stay theirs; without one, Spark's own defaults decide (`spark-defaults.conf`,
  `SPARK_REMOTE`, …);
- ANSI mode is on: an overflow is an error or, in a term, no value, never another number;
- one rule of the optimizer is left out: of some plans it makes an invalid one, and Spark then refuses the question;
- what a plan reads twice is computed once and then kept by the executors until the driver is closed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pyspark.errors import PySparkRuntimeError
from pyspark.sql import SparkSession
from sqlglot import exp

from servanda.engine.drivers.driver import Driver
from servanda.engine.plan.dialect import Dialect
from servanda.engine.plan.kernel_functions import Kernel, named

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]


class SparkKernel(Kernel):
    def truncated(self, value: exp.Expr) -> exp.Expr:
        return self.narrowed(value)

    def fits(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """To the very end: in Java, $ stands before a last line break too."""
        return self.matches(text, exp.Literal.string(rf"^(?:{pattern})\z"))

    def unsigned(self, text: exp.Expr) -> exp.Expr:
        return named("regexp_replace", text, exp.Literal.string(r"^\+"), exp.Literal.string(""))

    def contains(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        return named("contains", text, part)


def captured(text: exp.Expr, pattern: exp.Expr, group: exp.Expr) -> exp.Expr:
    """What a group of the pattern matched, or the empty string."""
    return named("regexp_extract", text, pattern, exp.Cast(this=group, to=exp.DataType.build("int")))


def found() -> Any:
    """The Spark that runs already, whichever thread began it; None where none does."""
    try:
        return SparkSession.active()
    except PySparkRuntimeError:
        return None


def beside(running: Any) -> Any:
    """Another session of the same Spark, with the same settings."""
    session = running.newSession()
    for name, value in running.conf.getAll.items():
        if session.conf.isModifiable(name):
            session.conf.set(name, value)
    return session


EXCLUDED = "spark.sql.optimizer.excludedRules"
# Spark 4: "generated an invalid plan: The plan was previously resolved and now became unresolved".
LEFT_OUT = "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases"


class SparkDriver(Driver):
    """Tables are temporary views of one Spark session."""

    # Databricks' dialect is Spark's own, with TRY_CAST.
    dialect: ClassVar[Dialect] = Dialect("spark", "databricks", {**SparkKernel().functions(), "captured": captured})
    beyond: ClassVar[tuple[str, ...]] = ("CAST_OVERFLOW", "ARITHMETIC_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE")

    def __init__(self) -> None:
        running = found()
        self._owned = running is None
        self._spark: Any = beside(running) if running else SparkSession.builder.appName("servanda").getOrCreate()
        self._spark.conf.set("spark.sql.ansi.enabled", "true")
        excluded = self._spark.conf.get(EXCLUDED, "")
        self._spark.conf.set(EXCLUDED, f"{excluded},{LEFT_OUT}" if excluded else LEFT_OUT)
        self._names: set[str] = set()

    def _view(self, name: str, frame: Any) -> None:
        frame.createOrReplaceTempView(f"`{name}`")
        self._names.add(name)

    def table(self, name: str, rows: "pyarrow.Table") -> None:
        self._view(name, self._spark.createDataFrame(rows))

    def parquet(self, name: str, path: str, columns: Mapping[str, str]) -> None:
        from pyspark.sql.functions import col

        chosen = [col("`{}`".format(old.replace("`", "``"))).alias(new) for new, old in columns.items()]
        self._view(name, self._spark.read.parquet(path).select(*chosen))

    def store(self, name: str, query: str) -> None:
        self._view(name, self._spark.sql(query).localCheckpoint(eager=False))

    def answer(self, query: str) -> "pyarrow.Table":
        return self._spark.sql(query).toArrow()

    def close(self) -> None:
        for name in self._names:
            self._spark.catalog.dropTempView(f"`{name}`")
        if self._owned:
            self._spark.stop()
