"""Many small databases in one: to open DuckDB takes longer than to answer for a handful of rows.

Rules it keeps:

- each database is in memory, empty at first and gone when closed; none sees the tables of another;
- all of them share the one instance (`servanda.instance`), so that two can be asked side by side.

It leaves to others: what is loaded (`store`). Large facts want an instance of their own (`Session()`).

>>> tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
>>> with SmallDatabase() as one, SmallDatabase() as other:
...     _ = one.connection.execute("CREATE TABLE seen AS SELECT 1 AS x")
...     one.connection.execute(tables).fetchall(), other.connection.execute(tables).fetchall()
([('seen',)], [])
"""

from itertools import count
from types import TracebackType
from typing import Self

from servanda.instance import cursor

_numbers = count(1)


class SmallDatabase:
    """A connection whose tables are in a memory database of its own."""

    def __init__(self) -> None:
        self.connection = cursor()
        self._name = f"small_{next(_numbers)}"
        self.connection.execute(f"ATTACH ':memory:' AS {self._name}")
        self.connection.execute(f"USE {self._name}")

    def close(self) -> None:
        """Drop the database and what is in it."""
        self.connection.execute("USE memory")
        self.connection.execute(f"DETACH {self._name}")
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
