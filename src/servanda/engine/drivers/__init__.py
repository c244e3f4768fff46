"""Other engines than DuckDB for the same plans, each through a thin driver.

    formula ──plan.compilation──▶ relational form, in the kernel's few operations
                                     │  placing: where relations and time points come from
                                     ▼
              plan.sql with the engine's dialect ──▶ one SQL text ──driver──▶ the engine ──▶ an Arrow table
                                                                     ▲
                                   session: facts in, time points, answers out

One small module an engine (`polars`, `datafusion`, …); `engines` lists them with their gaps. They are extras, brought
in only when asked for.
"""

from typing import TYPE_CHECKING

from servanda.engine.drivers.engines import ENGINES, NAMES, Engine, Gap, driver_of

if TYPE_CHECKING:
    from servanda.engine.drivers.session import EngineSession
    from servanda.engine.plan.session import Session

__all__ = ["ENGINES", "NAMES", "Engine", "Gap", "driver_of", "open_session"]


def open_session(engine: str = "duckdb", *, threads: int = 2) -> "Session | EngineSession":
    """A session without facts on the engine of this name; `threads` is heeded by DuckDB. Raises `Unavailable`."""
    if engine == "duckdb":
        from servanda.engine.plan.session import Session

        return Session(threads=threads)
    from servanda.engine.drivers.session import EngineSession

    return EngineSession(driver_of(engine))
