"""The one DuckDB in memory of all who ask it little: to open another takes longer than to read a small file.

Rules it keeps:

- everybody gets a cursor of its own, and closes it; what it makes is temporary, or in a database that it attaches;
- one thread for each cursor, so that two can be asked side by side.

It leaves to others: large work, which wants an instance of its own.
"""

import atexit
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_lock = Lock()


@cache
def _instance() -> "duckdb.DuckDBPyConnection":
    import duckdb

    made = duckdb.connect(":memory:", config={"threads": "1"})
    atexit.register(made.close)  # before Python takes its modules down
    return made


def cursor() -> "duckdb.DuckDBPyConnection":
    """A connection to the instance, which is opened with the first one."""
    with _lock:
        return _instance().cursor()
