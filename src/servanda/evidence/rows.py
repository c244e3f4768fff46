"""Rows of text from CSV, JSON Lines and Parquet files, each with the line it stands on.

Rules it keeps:

- a file is read whole or refused: wrong encoding, an empty file or a missing header never pass;
- a row that is cut short, or too long, is set aside with its line; the others are read;
- in Parquet, which has no lines, the first row of data counts as line 2, as in a CSV file with a header.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from servanda.diagnostics import Place, plural, refuse
from servanda.instance import cursor

NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row, and what to do about it. `column` "" for the row as a whole."""

    line: int
    column: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    values: Mapping[str, str]


def _text(path: Path, shown: str) -> str:
    raw = path.read_bytes()
    place = Place(shown, 1, 1, 1, 2)
    if not raw.removeprefix(b"\xef\xbb\xbf").strip():
        raise refuse("empty-file", "The file is empty.", place, "Give it a header line and rows, or remove it.")
    remedy = "Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)."
    if raw[:1] == b"\0" or raw[1:2] == b"\0":  # every other byte of Latin letters in UTF-16 without a mark
        raise refuse("wrong-encoding", "The file is not UTF-8: it looks like UTF-16.", place, remedy)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"The file is not UTF-8: byte {raw[error.start]:#04x} cannot be read."
        raise refuse("wrong-encoding", message, Place(shown, line, column, line, column + 1), remedy) from None


def _csv(path: Path, shown: str) -> tuple[list[str], Iterator[Row | Fault]]:
    text = _text(path, shown)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    place = Place(shown, 1, 1, 1, len(text.split("\n", 1)[0]) + 1)
    try:
        header = [name.strip() for name in next(reader)]
    except csv.Error as error:
        raise refuse(
            "bad-header", f"The header cannot be read: {error}.", place, "Close every quotation mark in it."
        ) from None
    if not any(header):
        raise refuse("bad-header", "The first line is empty.", place, "Begin the file with the names of the columns.")
    if len(header) == 1 and any(one in header[0] for one in ";\t|"):
        raise refuse("wrong-separator", "The columns are not separated by commas.", place, "Save the file with commas.")
    double = next((name for name in header if header.count(name) > 1), None)
    if double is not None:
        raise refuse("column-twice", f"The column `{double}` stands in the header twice.", place, "Rename one of them.")

    def rows() -> Iterator[Row | Fault]:
        line = 2
        while True:
            line = reader.line_num + 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # What an open quotation mark swallows is lost with it; the message says how much that is.
                to = f", to line {reader.line_num}" if reader.line_num > line else ""
                yield Fault(line, "", f"the row cannot be read{to}: {error}", "Close every quotation mark in it.")
                continue
            if not values or values == [""]:
                continue
            if len(values) != len(header):
                reason = f"the row has {len(values)} of {plural(len(header), 'column')}"
                yield Fault(line, "", reason, "Complete the row, or put quotation marks around values with commas.")
                continue
            yield _row(line, {name: value.strip() for name, value in zip(header, values, strict=True)})

    return header, rows()


def _row(line: int, values: Mapping[str, str]) -> Row | Fault:
    """A row, unless a cell has a character that no text may have; a note is read and shown by nobody."""
    for name, value in values.items():
        if (
            name != NOTE
            and not value.isprintable()
            and any(not one.isprintable() and one not in "\t\n\r\u00a0\u202f" for one in value)
        ):
            return Fault(line, name, f"{value!a} has a character that cannot be shown", "Delete the character.")
    return Row(line, values)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise ValueError(f"`{double}` stands in it twice")
    return dict(pairs)


class _Nested(ValueError):
    """A value with parts of its own, which no cell can have."""


def _plain(value: object) -> str:
    """A value as a cell of a CSV file would have it; a list is several names. Raises _Nested."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if any(isinstance(item, list) for item in value):
            raise _Nested
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, dict | tuple | bytes):
        raise _Nested
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def of_values(line: int, values: Mapping[str, object]) -> Row | Fault:
    """A row of typed values as a row of texts."""
    cells = {}
    for name, value in values.items():
        try:
            cells[name] = _plain(value)
        except _Nested:
            remedy = "Write one value; several names as a list of texts."
            return Fault(line, name, "the value has parts of its own", remedy)
    return _row(line, cells)


def _json_lines(path: Path, shown: str) -> tuple[list[str], Iterator[Row | Fault]]:
    lines = _text(path, shown).split("\n")
    header: dict[str, None] = {}
    found: list[Row | Fault] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            found.append(Fault(number, "", f"the line is not JSON: {error}", "Write one JSON object on each line."))
            continue
        if not isinstance(item, dict):
            found.append(Fault(number, "", "the line is not a JSON object", "Write one JSON object on each line."))
            continue
        header.update(dict.fromkeys(item))
        found.append(of_values(number, item))
    if not header:
        message = "No line of the file is a JSON object."
        raise refuse("bad-header", message, Place(shown, 1, 1, 1, 2), "Write one JSON object on each line.")
    return list(header), iter(found)


def parquet(path: Path, numbered: bool = False) -> str:
    """The rows of a Parquet file in SQL; `numbered`: with their place as `file_row_number`.

    DuckDB would take a name with `*`, `?` or `[` for those of many files, and a folder called `a=b` for a column.

    >>> parquet(Path("it's [1].parquet"))
    "read_parquet('it''s [[]1].parquet', hive_partitioning = false)"
    """
    name = re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''")
    return f"read_parquet('{name}', hive_partitioning = false{', file_row_number = true' if numbered else ''})"


def _parquet(path: Path, shown: str) -> tuple[list[str], Iterator[Row | Fault]]:
    import duckdb

    place = Place(shown, 1, 1, 1, 2)
    try:
        with cursor() as connection:
            found = connection.execute(f"SELECT * FROM {parquet(path)}")
            header = [column[0] for column in found.description]
            data = found.fetchall()
    except duckdb.Error as error:
        message = f"The file cannot be read as Parquet: {str(error).splitlines()[0]}"
        raise refuse("not-parquet", message, place, "Write it again, or rename it if it is another format.") from None
    rows = (of_values(number, dict(zip(header, row, strict=True))) for number, row in enumerate(data, 2))
    return header, rows


def readable(path: Path, shown: str) -> None:
    """Refuse a file of a kind that is not read."""
    if path.suffix not in (".csv", ".jsonl", ".parquet"):
        remedy = "Use CSV (.csv), JSON Lines (.jsonl) or Parquet (.parquet), or move the file elsewhere."
        raise refuse("unknown-format", f"`{path.suffix}` files are not read.", Place(shown, 1, 1, 1, 2), remedy)


def read(path: Path, shown: str) -> tuple[list[str], Iterator[Row | Fault]]:
    """The column names of a file and its rows or faults in order. `shown` is the path that messages name."""
    readable(path, shown)
    if path.suffix == ".csv":
        return _csv(path, shown)
    return _json_lines(path, shown) if path.suffix == ".jsonl" else _parquet(path, shown)
