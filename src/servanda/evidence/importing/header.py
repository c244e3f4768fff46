"""The first line of a file: the names of its columns, or how many there are, and what separates them.

It is read with the separator that the table expects. Where that gives a single column, the separator that the line
seems to have instead is told (`looks_like`).
"""

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import duckdb

from servanda.diagnostics import Place, refuse
from servanda.evidence.importing.catalogue import Table

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Header:
    """`names`: of the columns, or of their places where the file has no header."""

    names: list[str]
    parquet: bool = False
    looks_like: tuple[str, str] | None = None


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where it is packed with gzip."""
    return cast(IO[bytes], gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def header_of(path: Path, table: Table, encoding: str, shown: str) -> Header:
    """The header of the file as `table` expects it. Raises Refused where it cannot be read."""
    place = Place(shown, 1, 1, 1, 2)
    if path.suffix.lower() == ".parquet":
        with duckdb.connect() as connection:
            try:
                found = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description
            except duckdb.Error as error:
                message = f"The file cannot be read as Parquet: {str(error).splitlines()[0]}"
                raise refuse("import-unreadable", message, place, "Download it again.") from None
        return Header([column[0] for column in found or ()], parquet=True)
    with opened(path) as stream:
        raw = stream.readline(1 << 20)
    try:
        line = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        message = f"The first line cannot be read as {encoding}: {error}."
        raise refuse("import-encoding", message, place, "Say which encoding it has: --encoding latin-1.") from None
    if "\0" in line:
        remedy = "Save it as UTF-8, or say --encoding utf-16."
        raise refuse("import-encoding", f"The file is not {encoding}: it looks like UTF-16.", place, remedy)
    names = _split(line, table.separator, table.quoted)
    other = None
    if len(names) == 1:
        other = next(((sign, word) for sign, word in SEPARATORS.items() if line.count(sign) >= 2), None)
    if not table.header:
        names = [""] * len(names)
    return Header(_apart(names), looks_like=other)


def _apart(names: list[str]) -> list[str]:
    """Names without doubles; a column without a name is called by its place."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        called = name or f"column{number}"
        found.append(f"{called}_{number}" if called.casefold() in map(str.casefold, found) else called)
    return found


def _split(line: str, separator: str, quoted: bool) -> list[str]:
    if not quoted:
        return [cell.strip() for cell in line.rstrip("\r\n").split(separator)]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
