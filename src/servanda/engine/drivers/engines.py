"""The engines that plans run on: what each needs, and what it cannot do.

Rules it keeps:

- one table, which the tests run by, the command line offers, and the documentation shows;
- a gap is refused, never answered differently; one that turns out to be closed fails the tests, so that it is struck
  from the table.

It leaves to others: the drivers, each in a module of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from servanda.engine.availability import Unavailable

if TYPE_CHECKING:
    from servanda.engine.drivers.driver import Driver


@dataclass(frozen=True)
class Gap:
    """What an engine lacks: the functions of the plans that it does not have, and a formula that shows it."""

    functions: tuple[str, ...]
    what: str
    example: str
    when: Literal["not yet", "never"]
    why: str


@dataclass(frozen=True)
class Engine:
    """`extra`: what to install, as in `pip install 'servanda[extra]'`."""

    name: str
    title: str
    driver: str
    extra: str
    needs: str
    facts: str
    gaps: tuple[Gap, ...] = ()


FLOATS_AS_TEXT = "name(s,x) AND x > 0 AND t = f2s(i2f(x))"
NO_FLOATS_AS_TEXT = Gap(
    ("f2s",), "`f2s`", FLOATS_AS_TEXT, "not yet", "it writes floats in another form than 0.1, 1.0, 1e+16"
)
NO_GROUPS = Gap(
    ("captured",),
    "`MATCHES` that binds what a group matched",
    'name(s,x) AND s MATCHES r"(.)R" (l)',
    "not yet",
    "its SQL has no function for a group of a pattern",
)

ENGINES: Mapping[str, Engine] = {
    engine.name: engine
    for engine in (
        Engine(
            "chdb",
            "ClickHouse (`chdb`)",
            "ChdbDriver",
            "chdb",
            "nothing else",
            "Arrow in memory; Parquet where it lies",
            (NO_FLOATS_AS_TEXT,),
        ),
        Engine(
            "datafusion",
            "Apache DataFusion",
            "DataFusionDriver",
            "datafusion",
            "nothing else",
            "Arrow in memory; Parquet where it lies",
            (NO_FLOATS_AS_TEXT,),
        ),
        Engine(
            "polars",
            "Polars (`SQLContext`)",
            "PolarsDriver",
            "polars",
            "nothing else",
            "Arrow in memory; Parquet where it lies",
            (
                NO_FLOATS_AS_TEXT,
                NO_GROUPS,
            ),
        ),
        Engine(
            "postgresql",
            "PostgreSQL 15 and newer",
            "PostgreSQLDriver",
            "postgresql",
            "a server where temporary tables may be made, found as `psql` finds it or by `SERVANDA_POSTGRESQL`",
            "copied into temporary tables",
            (
                NO_FLOATS_AS_TEXT,
                replace(NO_GROUPS, when="never", why="of several ways to match it takes the longest, others the first"),
            ),
        ),
        Engine(
            "spark",
            "Apache Spark 4",
            "SparkDriver",
            "spark",
            "Java 17 or newer",
            "Arrow through the driver; Parquet where it lies",
            (NO_FLOATS_AS_TEXT,),
        ),
    )
}
NAMES = ("duckdb", *ENGINES)


def driver_of(name: str) -> "Driver":
    """A driver of the engine of this name; raises `Unavailable` with what is missing."""
    engine = ENGINES.get(name)
    if engine is None:
        raise Unavailable(f"there is no engine `{name}`; there are: {', '.join(NAMES)}")
    try:
        module = import_module(f"servanda.engine.drivers.{name}")
    except ModuleNotFoundError as error:
        what = f"the engine `{name}` is not installed (no module `{error.name}`)"
        raise Unavailable(f"{what}: pip install 'servanda[{engine.extra}]'") from error
    made: Driver = getattr(module, engine.driver)()
    return made
