"""The Parquet table of an assessment in which one finding stands for many: each of these is written from its row.

Rules it keeps:

- the same rows in the same order as `table` writes of findings made one by one.

It leaves to others: what a class shares (`shapes`), the words of the query (`query`).
"""

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from servanda.evidence.sql import quoted
from servanda.findings.alike.spread import Alike
from servanda.report.parquet.query import Query
from servanda.report.parquet.shapes import Shapes
from servanda.report.parquet.table import LIMIT, copied, flat, told_elsewhere


def write(alike: Alike, path: Path) -> None:
    """Write the table to `path`, replacing what is there."""
    database, shapes = alike.classes.plain.connection, Shapes(alike)
    rest = _rest(alike)
    query = Query(shapes, [row["whole"] for row in rest])
    for statement in query.types():
        database.execute(statement)
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        columns = {"class": "BIGINT", "mark": "INTEGER", "rank": "BIGINT", "bearer": query.kind("e_bearer")}
        columns |= {"whole": "INTEGER", "before": "VARCHAR", "after": "VARCHAR"}
        columns |= {f"f_{name}": query.kind(f"f_{name}") for name in shapes.plain.looked}
        _table(alike, "told", columns, shapes.told, Path(folder))
        _table(alike, "rest", {"rank": "BIGINT", "occasion": "VARCHAR", "whole": "JSON"}, rest, Path(folder))
    database.execute("SET threads = 1")  # one vector after the other: the same bytes in every run
    database.execute(copied(query.query(), path, alike.assessment))


def as_bytes(alike: Alike) -> bytes:
    """The table as the bytes of a file."""
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        path = Path(folder) / "findings.parquet"
        write(alike, path)
        return path.read_bytes()


def _table(
    alike: Alike, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]], folder: Path
) -> None:
    """A table of the database from rows, by way of a file: binding row by row takes two milliseconds a row."""
    lines = folder / f"{name}.jsonl"
    with lines.open("w", encoding="utf-8") as target:
        target.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    read_as = {column: "VARCHAR" if kind.startswith('"') else kind for column, kind in columns.items()}
    typed = ", ".join(f"{quoted(column)}: {quoted(kind)}" for column, kind in read_as.items())
    cast = ", ".join(f'"{column}"::{kind} AS "{column}"' for column, kind in columns.items())
    read = f"read_json({quoted(str(lines))}, format='newline_delimited', columns={{{typed}}}, {LIMIT})"
    alike.classes.plain.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {cast} FROM {read}")


def _rest(alike: Alike) -> list[dict[str, Any]]:
    """The findings that stand for themselves, each whole, with its place in the order."""
    told = told_elsewhere(alike.assessment)
    sorted_by_name = {one.place for one in alike.spread()}
    odd = alike.odd()
    ranks = alike.ranks()
    return [
        {
            "rank": ranks(place, finding.bearer, finding.id in odd) if place in sorted_by_name else ranks(place),
            "occasion": finding.occasion if place in sorted_by_name else f"{number:09}",
            "whole": flat(finding, told),
        }
        for number, (place, finding) in enumerate(alike.places())
        if finding.id not in alike.assessment.stands_for
    ]
