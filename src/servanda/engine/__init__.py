"""The engine: formulas over relations, evaluated by two evaluators with one meaning.

    formula ──logic.prepare──▶ safe form ──meaning──▶ satisfactions      slow and plain: decides what is right
                                     └─────plan─────▶ satisfactions      fast: relational algebra, SQL, DuckDB
    log, log_tables ──▶ database ──┘                        │
                                                            ├──verdict_formats──▶ lines, JSON, Parquet
                                                            └──explanation──────▶ the facts that decided one of them

    plan ──drivers──▶ the same on Polars, DataFusion, ClickHouse, PostgreSQL, Spark
    large log ──log_scan──▶ tables in DuckDB ──plan.laid──verdict_stream──▶ the same, no row passing through Python

`finality` says from the windows alone which verdicts can no longer change. The engine knows logic and tables, and
nothing of treaties.

For programs: `check`, `verdicts`, `episodes` and `explain` over data frames (`frames`); over batches,
`incremental` (what they change) and `incremental_store`, `incremental_step` (doing it, kept between runs).

>>> from servanda.engine import verdicts
>>> verdicts("PREVIOUS seen(who)", {"seen": [(1, "ALBA"), (2, "CORA")]}, signature="seen(who:string)").to_pylist()
[{'ts': 2, 'who': 'ALBA'}]
"""

from typing import TYPE_CHECKING

from servanda.diagnostics import Refused
from servanda.engine.availability import Lacking, Unavailable
from servanda.engine.database import BadFacts

if TYPE_CHECKING:
    from servanda.engine.frames import Monitorable, check, episodes, explain, verdicts

__all__ = [
    "BadFacts",
    "Lacking",
    "Monitorable",
    "Refused",
    "Unavailable",
    "check",
    "episodes",
    "explain",
    "verdicts",
]


def __getattr__(name: str) -> object:
    """What programs use is loaded when a program asks for it: `servanda` itself goes to the evaluators directly."""
    if name in __all__:
        from servanda.engine import frames

        return getattr(frames, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
