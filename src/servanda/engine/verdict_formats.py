"""Write verdicts: as MonPoly prints them, as JSON, as Parquet.

Rules it keeps:

- a line for each time point with satisfying valuations: `@STAMP (time point I): (a,b) (c,d)`, the tuples sorted,
  strings in double quotes, floats with six digits as C's `%g`; `true` for a formula without free variables;
- JSON and Parquet lose no digit; columns are the free variables, in the order of their first occurrence;
- the same verdicts always give the same bytes.

It leaves to others: which verdicts there are (`meaning`, `plan`).

>>> verdict_line(3, 120, [("ALBA", 1.5)])
'@120 (time point 3): ("ALBA",1.5)'
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from servanda.engine.answers import Pending, Satisfaction
from servanda.logic.schema import ColumnType
from servanda.logic.syntax import Value


def verdict_line(time_point: int, time_stamp: int, tuples: Iterable[tuple[Value, ...]]) -> str:
    """One time point's line; `tuples` must not be empty."""
    written = " ".join(_tuple(row) if row else "true" for row in tuples)
    return f"@{time_stamp} (time point {time_point}): {written}"


def _tuple(row: tuple[Value, ...]) -> str:
    return f"({','.join(write_value(value) for value in row)})"


def write_value(value: Value) -> str:
    """A value as MonPoly prints it."""
    if isinstance(value, str):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return f"{value:g}" if isinstance(value, float) else str(value)


def verdict_lines(satisfactions: Iterable[Satisfaction]) -> Iterator[str]:
    """MonPoly's lines for satisfactions sorted by time point."""
    for (point, stamp), group in groupby(satisfactions, key=lambda found: (found.time_point, found.time_stamp)):
        yield verdict_line(point, stamp, [found.values for found in group])


def pending_lines(pending: Iterable[Pending]) -> Iterator[str]:
    """A line for each time point whose verdict is not final, with what satisfies so far."""
    for item in pending:
        so_far = " ".join(_tuple(row) if row else "true" for row in item.so_far) or "nothing so far"
        yield f"@{item.time_stamp} (time point {item.time_point}) pending: {so_far}"


def verdict_json(
    formula: str, variables: Sequence[str], satisfactions: Iterable[Satisfaction], pending: Iterable[Pending] | None
) -> str:
    """All verdicts as one JSON document."""
    document: dict[str, Any] = {
        "formula": formula,
        "variables": list(variables),
        "verdicts": [
            {"time_point": point, "time_stamp": stamp, "tuples": [list(found.values) for found in group]}
            for (point, stamp), group in groupby(satisfactions, key=lambda found: (found.time_point, found.time_stamp))
        ],
    }
    if pending is not None:
        document["pending"] = [
            {
                "time_point": item.time_point,
                "time_stamp": item.time_stamp,
                "so_far": [list(row) for row in item.so_far],
            }
            for item in pending
        ]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def parquet_bytes(
    variables: Sequence[str], kinds: Mapping[str, ColumnType], satisfactions: Sequence[Satisfaction]
) -> bytes:
    """A Parquet file: one row for each satisfaction: time_point, time_stamp, and the variables."""
    import duckdb

    types = {"int": "BIGINT", "float": "DOUBLE", "string": "VARCHAR"}
    names = ["time_point", "time_stamp", *parquet_names(variables)]
    typed = ["BIGINT", "BIGINT", *(types[kinds[name]] for name in variables)]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, typed, strict=True))
        connection.execute(f"CREATE TABLE verdicts ({columns})")
        rows = [(found.time_point, found.time_stamp, *found.values) for found in satisfactions]
        if rows:
            lists = ", ".join(f"unnest(CAST(${at} AS {kind}[]))" for at, kind in enumerate(typed, start=1))
            connection.execute(f"INSERT INTO verdicts SELECT {lists}", [list(part) for part in zip(*rows, strict=True)])
        path = Path(folder) / "verdicts.parquet"
        connection.table("verdicts").write_parquet(str(path))
        return path.read_bytes()


def parquet_names(variables: Sequence[str]) -> list[str]:
    """Column names for variables, which may be called like one of the time columns."""
    return [f"{name}_" if name.lower() in ("time_point", "time_stamp") else name for name in variables]
