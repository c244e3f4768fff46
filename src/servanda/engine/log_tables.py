"""Read facts from tables, one file for each relation: CSV or Parquet.

Rules it keeps:

- the file's name is the relation's: `filed.csv`, `filed.parquet`;
- a column `time_stamp` (or `ts`), perhaps `time_point` (or `tp`), and the relation's columns by name; where the
  signature gives them no names, the remaining columns in their order;
- without `time_point`, the time points are all distinct stamps; with it in every file, they are those named, and gaps
  between them are empty time points that share the stamp before; a file `time_points.csv` may name empty ones;
- nothing is skipped: a row that does not fit is refused with file and line (CSV) or row (Parquet).

It leaves to others: MonPoly's own log format (`log`).
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from servanda.diagnostics import Place, Refused, nearest, refuse
from servanda.engine.database import BadFacts, Database, Row, check_row
from servanda.engine.log import number
from servanda.logic.schema import Column, Schema, Signature
from servanda.logic.syntax import Value

STAMP = ("time_stamp", "ts")
POINT = ("time_point", "tp")
TIME_POINTS = "time_points"
SUFFIXES = (".csv", ".parquet")


class Dated(NamedTuple):
    """One row of a table; `point` is None where the table has no such column."""

    point: int | None
    stamp: int
    row: Row
    place: Place


def is_table(path: Path) -> bool:
    return path.is_dir() or path.suffix in SUFFIXES


def read_tables(paths: Iterable[Path], signature: Signature) -> Database:
    """The facts of all `paths`, files or folders of files; raises `Refused`."""
    files = [file for path in paths for file in (_inside(path) if path.is_dir() else [path])]
    found: dict[str, list[Dated]] = {}
    for file in files:
        shape = _shape(file, signature)
        found.setdefault(shape.name, []).extend(_table(file, shape))
    stamps, places = _time_points(found)
    events: dict[str, list[tuple[int, Row]]] = {}
    for name, rows in found.items():
        if name != TIME_POINTS:
            events[name] = list(dict.fromkeys((places[item.point, item.stamp], item.row) for item in rows))
    return Database(signature, tuple(stamps), events)


def files_of(paths: Iterable[Path], signature: Signature) -> list[tuple[Schema, Path]] | None:
    """The relation of each file; None where one of them is of no relation."""
    files = [file for path in paths for file in (_inside(path) if path.is_dir() else [path])]
    if any(file.stem not in signature for file in files):
        return None
    return [(signature[file.stem], file) for file in files]


def _inside(folder: Path) -> list[Path]:
    files = sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    if not files:
        place = Place(str(folder), 1, 1, 1, 1)
        raise refuse(
            "log-empty", "The folder holds no .csv or .parquet file.", place, "Name the tables, or a log file."
        )
    return files


def _shape(file: Path, signature: Signature) -> Schema:
    if file.stem == TIME_POINTS and TIME_POINTS not in signature:
        return Schema(TIME_POINTS, ())
    if file.stem not in signature:
        near = nearest(file.stem, signature)
        remedy = f"Did you mean `{near}`?" if near else "Name the file after a relation of the signature."
        place = Place(str(file), 1, 1, 1, 1)
        raise refuse("log-name", f"There is no relation `{file.stem}` in the signature.", place, remedy)
    return signature[file.stem]


def _table(file: Path, shape: Schema) -> Iterator[Dated]:
    lines = _csv(file) if file.suffix == ".csv" else _parquet(file)
    _, header = next(lines)
    names = [str(name).strip() for name in header]
    start = Place(str(file), 1, 1, 1, 1)
    stamp_at = next((names.index(name) for name in STAMP if name in names), None)
    if stamp_at is None:
        raise refuse("log-column", "The table has no column `time_stamp`.", start, "Add it, or call it `ts`.")
    point_at = next((names.index(name) for name in POINT if name in names), None)
    positions = _positions(shape, names, {stamp_at, point_at}, start)
    for line, cells in lines:
        place = Place(str(file), line, 1, line, 1)
        if len(cells) != len(names):
            message = f"Columns of the table: {len(names)}; values in this row: {len(cells)}."
            raise refuse("log-arity", message, place, "Give each row as many values as there are columns.")
        stamp = _whole(cells[stamp_at], names[stamp_at], place)
        point = None if point_at is None else _whole(cells[point_at], names[point_at], place)
        row = tuple(_value(cells[at], column, place) for at, column in zip(positions, shape.columns, strict=True))
        try:
            check_row(shape, row)
        except BadFacts as error:
            raise refuse("log-value", f"{error}.", place, "See the signature for what belongs there.") from error
        yield Dated(point, stamp, row, place)


def _positions(shape: Schema, names: list[str], taken: set[int | None], start: Place) -> list[int]:
    if all(column.name in names for column in shape.columns):
        return [names.index(column.name) for column in shape.columns]
    rest = [at for at in range(len(names)) if at not in taken]
    unnamed = all(column.name == f"x{at + 1}" for at, column in enumerate(shape.columns))
    if unnamed and len(rest) == len(shape.columns):
        return rest
    missing = [column.name for column in shape.columns if column.name not in names]
    remedy = f"The signature wants these columns: {', '.join(column.name for column in shape.columns)}."
    raise refuse("log-column", f"The table has no column `{missing[0]}`.", start, remedy)


def _csv(file: Path) -> Iterator[tuple[int, list[object]]]:
    """Line numbers with cells, the header first."""
    start = Place(str(file), 1, 1, 1, 1)
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            empty = True
            for cells in reader:
                if cells:
                    empty = False
                    yield reader.line_num, list(cells)
            if empty:
                raise refuse("log-empty", "The file is empty.", start, "Begin it with a line of column names.")
    except UnicodeDecodeError as error:
        raise refuse("file-encoding", f"The file is not UTF-8: {error.reason}.", start, "Save it as UTF-8.") from error
    except csv.Error as error:
        place = Place(str(file), reader.line_num, 1, reader.line_num, 1)
        raise refuse("log-syntax", f"This line cannot be read: {error}.", place, "Close every quote.") from error


def _parquet(file: Path) -> Iterator[tuple[int, list[object]]]:
    """Row numbers with cells, the header first as row 0."""
    import duckdb

    with duckdb.connect() as connection:
        try:
            result = connection.execute("SELECT * FROM read_parquet(?)", [str(file)])
        except duckdb.Error as error:
            place = Place(str(file), 1, 1, 1, 1)
            raise _unreadable(error, place) from error
        yield 0, [column[0] for column in result.description or ()]
        count = 0
        while rows := result.fetchmany(10000):
            for row in rows:
                count += 1
                yield count, list(row)


def _unreadable(error: Exception, place: Place) -> Refused:
    return refuse("log-syntax", f"The file cannot be read as Parquet: {error}.", place, "Write it anew.")


def _whole(cell: object, name: str, place: Place) -> int:
    made = number("int", cell.strip()) if isinstance(cell, str) else cell
    if not isinstance(made, int) or isinstance(made, bool):
        raise refuse("log-time", f"`{name}` is {cell!r}, not a whole number.", place, "Write stamps as whole numbers.")
    return made


def _value(cell: object, column: Column, place: Place) -> Value:
    if isinstance(cell, str):
        if column.type == "string":
            return cell
        made = number(column.type, cell.strip())
        if made is not None:
            return made
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        if column.type == "float":
            return float(cell)
        if column.type == "int" and isinstance(cell, int):
            return cell
    shown = "missing" if cell is None or cell == "" else repr(cell)
    message = f"`{column.name}` should be of type {column.type}, but is {shown}."
    raise refuse("log-value", message, place, "There are no missing values: leave the row out, or correct it.")


def _time_points(found: dict[str, list[Dated]]) -> tuple[list[int], dict[tuple[int | None, int], int]]:
    """The stamps of the time points, and the index of each (point, stamp) that a row names."""
    rows = [item for items in found.values() for item in items]
    numbered = {item.point for item in rows if item.point is not None}
    if not numbered:
        stamps = sorted({item.stamp for item in rows})
        return stamps, {(None, stamp): at for at, stamp in enumerate(stamps)}
    by_point: dict[int, int] = {}
    for item in rows:
        if item.point is None:
            message = "Here is no `time_point`, but another table has them."
            raise refuse("log-time", message, item.place, "Number the time points in every table, or in none.")
        if by_point.setdefault(item.point, item.stamp) != item.stamp:
            message = f"Time point {item.point} has the stamps {by_point[item.point]} and {item.stamp}."
            raise refuse("log-time", message, item.place, "A time point has one stamp.")
    first, last = min(by_point), max(by_point)
    if first < 0:
        raise refuse("log-time", f"Time point {first} is negative.", rows[0].place, "Count time points from 0.")
    made: list[int] = []
    for point in range(last + 1):
        stamp = by_point.get(point, made[-1] if made else by_point[first])
        if made and stamp < made[-1]:
            place = next(item.place for item in rows if item.point == point)
            message = f"Time goes back here: {stamp} at time point {point}, after {made[-1]}."
            raise refuse("log-time", message, place, "Number the time points in the order of time.")
        made.append(stamp)
    return made, {(point, stamp): point for point, stamp in by_point.items()}
