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

from servanda.diagnostics import Refused
from servanda.engine.availability import Lacking, Unavailable
from servanda.engine.database import BadFacts
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
