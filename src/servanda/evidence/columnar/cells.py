"""The columns of a Parquet file under our own names, and what each text in them says.

Rules it keeps:

- a text is read by the same code as a cell of a row, once for each text and not once for each row;
- what cannot be read is left out, and with it the rows in which it stands: they are odd;
- a column of ever new texts, such as a number that never recurs, is none that can be read so: the file is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

from servanda.evidence.manifest import Manifest
from servanda.evidence.rows import Row, of_values, parquet
from servanda.evidence.sql import quoted

FEW = 50_000  # different texts among the first `SAMPLE` rows: with more, the column is read row by row
SAMPLE = 100_000
# The types of a column whose values are written as text in one way only, whoever writes them.
TYPES = frozenset(["VARCHAR", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"])
# Visible characters with single spaces or none between them, as every reader of text agrees.
PLAIN = r"[!-~\p{Latin}\p{Greek}\p{Cyrillic}]+( [!-~\p{Latin}\p{Greek}\p{Cyrillic}]+)*"
Meaning = TypeVar("Meaning")


class NotSo(Exception):
    """The file cannot be read in columns; nothing is wrong with it."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A file and its columns: our name → the file's own, and its type; `defaults` for what is empty or no column."""

    path: Path
    theirs: Mapping[str, str]
    types: Mapping[str, str]
    defaults: Mapping[str, str]

    @property
    def rows(self) -> str:
        """The rows of the file as a table in SQL, with their place as `file_row_number`."""
        return parquet(self.path, numbered=True)

    def column(self, name: str) -> str:
        """A column in SQL."""
        return '"' + self.theirs[name].replace('"', '""') + '"'

    def text(self, name: str) -> str:
        """A column of free text in SQL: what stands in it, else the default; "" or NULL where there is none."""
        default = quoted(self.defaults.get(name, ""))
        if name not in self.theirs:
            return default
        said = self.column(name) if self.types[name] == "VARCHAR" else f"CAST({self.column(name)} AS VARCHAR)"
        return f"coalesce(nullif({said}, ''), {default})" if self.defaults.get(name) else said


def cells_of(connection: duckdb.DuckDBPyConnection, path: Path, manifest: Manifest) -> Cells:
    """The columns of the file. Raises NotSo where one has a type that is written in several ways."""
    found = connection.execute(f"DESCRIBE SELECT * FROM {parquet(path)}").fetchall()
    back = {theirs: ours for ours, theirs in manifest.columns.items()}
    theirs = {back.get(name, name): str(name) for name, *_ in found}
    types = {back.get(name, name): str(kind) for name, kind, *_ in found}
    if len(theirs) < len(found) or not TYPES.issuperset(types.values()):
        raise NotSo
    return Cells(path, theirs, types, manifest.defaults)


class Dictionary:
    """What the texts of some columns mean, each text with a code, over all files of one record type."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, int]] = {}
        self.texts: dict[str, list[str]] = {}

    def code(self, name: str, text: str) -> int:
        """The code of a text, a new one for a new text."""
        known = self.codes.setdefault(name, {})
        if text not in known:
            known[text] = len(known)
            self.texts.setdefault(name, []).append(text)
        return known[text]


def distinct(connection: duckdb.DuckDBPyConnection, cells: Cells, names: list[str]) -> dict[str, list[object]]:
    """Every value of each column, in any order. Raises NotSo where a column has ever new ones."""
    there = [name for name in names if name in cells.theirs]
    if not there:
        return {}
    few = ", ".join(f"count(DISTINCT {cells.column(name)})" for name in there)
    rows = parquet(cells.path)
    counts = connection.execute(f"SELECT {few} FROM (FROM {rows} LIMIT {SAMPLE})").fetchall()[0]
    if any(count > FEW for count in counts):
        raise NotSo
    every = ", ".join(
        f"list(DISTINCT {cells.column(name)}) FILTER ({cells.column(name)} IS NOT NULL), "
        f"coalesce(bool_or({cells.column(name)} IS NULL), false)"
        for name in there
    )
    found = connection.execute(f"SELECT {every} FROM {rows}").fetchall()[0]
    return {name: [*(found[2 * at] or []), *([None] if found[2 * at + 1] else [])] for at, name in enumerate(there)}


def readable(values: list[object], name: str, default: str, means: Callable[[str], object]) -> list[tuple[object, str]]:
    """(value, its text) of every value that can be read: `means` raises ValueError for those that cannot."""
    found: list[tuple[object, str]] = []
    for one in values:
        row = of_values(0, {name: one})
        if not isinstance(row, Row):
            continue
        text = row.values[name] or default
        try:
            means(text)
        except ValueError:
            continue
        found.append((one, text))
    return found
