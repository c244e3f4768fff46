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

from servanda.findings.alike.spread import Alike
from servanda.report.parquet.query import Query
from servanda.report.parquet.shapes import Shapes
from servanda.report.parquet.table import LIMIT, copied, flat, quoted, told_elsewhere


def write(alike: Alike, path: Path) -> None:
    """Write the table to `path`, replacing what is there."""
    database, shapes = alike.classes.plain.connection, Shapes(alike)
    rest = _rest(alike)
    query = Query(shapes, [row["whole"] for row in rest])
    for statement in query.types():
        database.execute(statement)
    bearer = {"place": "INTEGER", "bearer": query.kind("e_bearer")}
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        columns = {"class": "BIGINT", "mark": "INTEGER", **bearer, "whole": "INTEGER"}
        columns |= dict.fromkeys(("before", "after", *(f"f_{name}" for name in shapes.plain.looked)), "VARCHAR")
        _table(alike, "told", columns, shapes.told, Path(folder))
        columns = {**bearer, "episode": "BOOLEAN", "occasion": "VARCHAR", "seq": "BIGINT", "whole": "JSON"}
        _table(alike, "rest", columns, rest, Path(folder))
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
    read_as = {column: kind if kind.isupper() else "VARCHAR" for column, kind in columns.items()}
    typed = ", ".join(f"{quoted(column)}: {quoted(kind)}" for column, kind in read_as.items())
    cast = ", ".join(f'"{column}"::{kind} AS "{column}"' for column, kind in columns.items())
    read = f"read_json({quoted(str(lines))}, format='newline_delimited', columns={{{typed}}}, {LIMIT})"
    alike.classes.plain.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {cast} FROM {read}")


def _rest(alike: Alike) -> list[dict[str, Any]]:
    """The findings that stand for themselves, each whole, with its place in the order."""
    told = told_elsewhere(alike.assessment)
    sorted_by_name = {one.place for one in alike.spread()}
    odd = alike.odd()
    return [
        {
            "place": place,
            "bearer": finding.bearer if place in sorted_by_name else None,
            "episode": place in sorted_by_name and finding.id in odd,
            "occasion": finding.occasion if place in sorted_by_name else "",
            "seq": seq,
            "whole": flat(finding, told),
        }
        for seq, (place, finding) in enumerate(alike.places())
        if finding.id not in alike.assessment.stands_for
    ]
