"""The time points of a session and their table: given, or all the stamps that the facts bear.

Rules it keeps:

- `width` positions for each time stamp, as many as the most time points that bear one;
- without given time points, every distinct stamp is one: of events, of both ends of spans, and the extra ones;
- the table is made only when it is asked for, and again only when stamps were added;
- an end of a span beyond `UNBOUNDED`, either way, is no end, and no time point.

It leaves to others: rows (`store`).
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from servanda.engine.database import BadFacts
from servanda.engine.plan.relation import FOREVER

if TYPE_CHECKING:
    import duckdb

UNBOUNDED = FOREVER // 2


class Timeline(ABC):
    """Time stamps in Python, and those of tables that only the engine has seen (`scanned`)."""

    def __init__(self) -> None:
        self._fixed: list[int] | None = None
        self._borne: set[int] = set()
        self._extra: set[int] = set()
        self._scanned: list[str] = []
        self._positions: list[int] | None = None
        self._made = False
        self.width = 1

    def fix(self, stamps: Sequence[int] | None, extra: Iterable[int]) -> None:
        """Take these time points, in order; None: those of the facts."""
        if stamps is not None:
            for before, after in pairwise(stamps):
                if after < before:
                    raise BadFacts(f"time goes back: {after} after {before}")
        width = max(Counter(stamps or ()).values(), default=1)
        ends = (stamps[0], stamps[-1]) if stamps else ()
        if any(abs(stamp) * width > UNBOUNDED for stamp in ends):
            raise BadFacts(f"time stamps beyond {UNBOUNDED // width} leave no room to compute with them")
        self._fixed = None if stamps is None else list(stamps)
        self._extra = set(extra)
        self.width = width
        self._forget()

    def add(self, stamps: Iterable[int]) -> None:
        """Stamps that facts bear."""
        before = len(self._borne)
        self._borne.update(stamp for stamp in stamps if -UNBOUNDED <= stamp <= UNBOUNDED)
        if len(self._borne) > before:
            self._forget()

    def scan(self, query: str) -> None:
        """A query for stamps that only the engine has seen."""
        if query not in self._scanned:
            self._scanned.append(query)
        self._forget()

    def _forget(self) -> None:
        self._made, self._positions = False, None

    @property
    def fixed(self) -> bool:
        return self._fixed is not None

    def holds(self, stamps: Iterable[int]) -> int | None:
        """The first of the stamps that is not among the given time points."""
        known = set(self._fixed or ())
        return next((stamp for stamp in stamps if stamp not in known), None)

    def make(self) -> bool:
        """Make the table, unless it is made; whether it was made now."""
        if self._made:
            return False
        if self._in_python:
            positions = self._known()
            following = [*positions[1:], FOREVER][: len(positions)]
            stamps = [position // self.width for position in positions]
            self._table_of(positions, following, stamps, list(range(len(positions))))
        else:
            self._table_of_scanned()
        self._made = True
        return True

    @abstractmethod
    def _table_of(self, *columns: list[int]) -> None:
        """Make the table of these columns."""

    @abstractmethod
    def _table_of_scanned(self) -> None:
        """Make the table of all stamps, those included that only the engine has seen."""

    @abstractmethod
    def _scalar(self, sql: str) -> int | None:
        """The value of a query over the table."""

    def _known(self) -> list[int]:
        """All positions, where Python knows all stamps."""
        if self._positions is None:
            if self._fixed is None:
                self._positions = sorted(self._borne | self._extra)
            else:
                self._positions, rank, before = [], 0, None
                for stamp in self._fixed:
                    rank = rank + 1 if stamp == before else 0
                    self._positions.append(stamp * self.width + rank)
                    before = stamp
        return self._positions

    # The clock (see `horizon`)

    @property
    def _in_python(self) -> bool:
        return self._fixed is not None or not self._scanned

    def last_stamp(self) -> int | None:
        """The time stamp of the last time point."""
        if self._in_python:
            positions = self._known()
            return positions[-1] // self.width if positions else None
        self.make()
        return self._scalar('SELECT max("stamp") FROM "time_points"')

    def stamp_from(self, position: int) -> int | None:
        """The time stamp of the first time point at or after `position`."""
        if self._in_python:
            return self._stamp_at(bisect_left(self._known(), position))
        self.make()
        return self._scalar(f'SELECT min("stamp") FROM "time_points" WHERE "position" >= {position}')

    def position_before(self, position: int) -> int | None:
        """The position of the last time point before `position`."""
        if self._in_python:
            index = bisect_left(self._known(), position)
            return self._known()[index - 1] if index else None
        self.make()
        return self._scalar(f'SELECT max("position") FROM "time_points" WHERE "position" < {position}')

    def position_after(self, position: int) -> int | None:
        """The position of the second time point from `position` on."""
        if self._in_python:
            index = bisect_left(self._known(), position) + 1
            return self._known()[index] if index < len(self._known()) else None
        self.make()
        return self._scalar(
            f'SELECT "position" FROM "time_points" WHERE "position" >= {position} ORDER BY "position" LIMIT 1 OFFSET 1'
        )

    def _stamp_at(self, index: int) -> int | None:
        positions = self._known()
        return positions[index] // self.width if index < len(positions) else None


class DuckDBTimeline(Timeline):
    """The table in DuckDB, without Arrow."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        super().__init__()
        self._connection = connection

    def _table_of(self, *columns: list[int]) -> None:
        self._connection.execute(
            'CREATE OR REPLACE TABLE "time_points" AS SELECT unnest(CAST($1 AS BIGINT[])) AS "position",'
            ' unnest(CAST($2 AS BIGINT[])) AS "next", unnest(CAST($3 AS BIGINT[])) AS "stamp",'
            ' unnest(CAST($4 AS BIGINT[])) AS "number"',
            list(columns),
        )

    def _table_of_scanned(self) -> None:
        queries = [*self._scanned, 'SELECT unnest(CAST($1 AS BIGINT[])) AS "stamp"']
        self._connection.execute(
            'CREATE OR REPLACE TABLE "time_points" AS SELECT "stamp" AS "position",'
            f' coalesce(lead("stamp") OVER (ORDER BY "stamp"), {FOREVER}) AS "next", "stamp",'
            ' row_number() OVER (ORDER BY "stamp") - 1 AS "number"'
            f' FROM ({" UNION ".join(queries)}) ORDER BY "stamp"',
            [sorted(self._borne | self._extra)],
        )

    def _scalar(self, sql: str) -> int | None:
        row = self._connection.execute(sql).fetchone()
        return None if row is None else row[0]

    def last_stamp(self) -> int | None:
        """Without making the table, which not every question needs."""
        if self._in_python or self._made:
            return super().last_stamp()
        union = " UNION ALL ".join([*self._scanned, 'SELECT unnest(CAST($1 AS BIGINT[])) AS "stamp"'])
        query = f'SELECT max("stamp") FROM ({union})'
        row = self._connection.execute(query, [sorted(self._borne | self._extra)]).fetchone()
        return None if row is None else row[0]
