"""From the paths that a user names to tables of text in DuckDB, each row with its number.

Rules it keeps:

- every cell is text: nothing is cast before it is checked, so leading zeros survive;
- which table a file holds is told by its columns, not by its name; a file that fits none is refused with the columns it
  lacks, or with the separator it seems to have;
- a line that cannot be taken apart (cut short, too long, wrong bytes, an open quotation mark) is a fault with its line;
- of a very long file (`Table.only`) only the rows and columns are kept that something is made of; each row that is
  dropped is counted, and a cell that nothing reads is not looked into;
- a file is read by all cores: a row's number is its place in the table that DuckDB fills in the order of the file, and
  the hash is taken beside it;
- archives (`.zip` with one file in it, `.gz`) and spreadsheets (`.xls`, `.xlsx`) are read as they are downloaded.

What it leaves to others: what the cells mean (`faults`, the shapes).
"""

import hashlib
import zipfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from servanda.diagnostics import Place, nearest, refuse
from servanda.evidence.importing.catalogue import Column, Source, Table
from servanda.evidence.importing.checks import verdict
from servanda.evidence.importing.header import Header, header_of, opened
from servanda.evidence.importing.spreadsheet import SHEETS, as_csv
from servanda.evidence.importing.sql import macros
from servanda.evidence.rows import Fault
from servanda.evidence.sql import named, quoted

MEMORY = "3GB"  # of 4 that an import may take in all


@dataclass
class File:
    """A file that was read: the path as the user named it, its hash, its rows, and the lines that could not be read."""

    path: str
    table: str
    sha256: str = ""
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Intake:
    """All that was read. In `connection` there is a table of raw text, `raw_NAME`, for each table of the source."""

    connection: duckdb.DuckDBPyConnection
    files: list[File]


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: `today` is the last day that can have happened; `bar` shows DuckDB's progress on stderr."""

    today: str
    encoding: str = "utf-8"
    bar: bool = False


def take_in(source: Source, paths: Sequence[Path], scratch: Path, reading: Reading) -> Intake:
    """Read all files into `raw_NAME` tables. Raises Refused."""
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(scratch / "spill")})
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"SET enable_progress_bar = {str(reading.bar).lower()}")
    macros(connection)
    found: list[File] = []
    hashes: list[Future[str]] = []
    counted: dict[str, int] = {}
    with ThreadPoolExecutor(1) as beside:
        try:
            for number, path in enumerate(paths):
                readable = _unpacked(path, scratch, number)
                hashes.append(beside.submit(_hash, path))
                table, header = _table_of(source, readable, path, reading.encoding)
                file = File(str(path), table.name)
                kept = _Kept(table, source.read_of(table), header)
                _load(connection, kept, readable, file, number, counted.get(table.name, 0), reading)
                counted[table.name] = counted.get(table.name, 0) + file.rows
                found.append(file)
        except BaseException:
            beside.shutdown(cancel_futures=True)
            raise
    for file, future in zip(found, hashes, strict=True):
        file.sha256 = future.result()
    return Intake(connection, found)


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _place(path: Path | str, line: int = 1) -> Place:
    return Place(str(path), line, 1, line, 2)


def _unpacked(path: Path, scratch: Path, number: int) -> Path:
    """The file itself, or what is in the archive or the first sheet of the spreadsheet."""
    if path.stat().st_size == 0:
        raise refuse("import-empty", "The file is empty.", _place(path), "Download it again.")
    if path.suffix.lower() in SHEETS:
        return as_csv(path, scratch / f"sheet{number}.csv")
    if path.suffix.lower() != ".zip":
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != 1:
                remedy = "Unpack it and name the file you want: " + ", ".join(names[:8]) + "."
                raise refuse("import-archive", f"The archive holds {len(names)} files.", _place(path), remedy)
            target = scratch / f"unpacked{number}{Path(names[0]).suffix}"
            with archive.open(names[0]) as packed, target.open("wb") as plain:
                while block := packed.read(1 << 20):
                    plain.write(block)
    except zipfile.BadZipFile as error:
        remedy = "Download it again: it was probably cut short."
        raise refuse("import-archive", f"The archive cannot be read: {error}.", _place(path), remedy) from None
    return as_csv(target, scratch / f"sheet{number}.csv") if target.suffix.lower() in SHEETS else target


def _table_of(source: Source, readable: Path, path: Path, encoding: str) -> tuple[Table, Header]:
    """Which of the source's tables the file holds. Raises Refused if none."""
    reasons = []
    for table in source.tables:
        header = header_of(readable, table, encoding, str(path))
        lacking = missing(table, header)
        if not lacking:
            return table, header
        reasons.append((len(lacking) / len(table.columns), table, header, lacking))
    _, table, header, lacking = min(reasons, key=lambda one: one[0])
    if header.looks_like:
        message = f"The columns are separated by {header.looks_like[1]}, not by {_called(table.separator)}."
        remedy = "Download the file anew, or save it with the right separator."
        raise refuse("import-separator", message, _place(path), remedy)
    if not table.header:
        message = f"The file has {len(header.names)} columns; {source.title} has {len(table.columns)}."
        raise refuse("import-columns", message, _place(path), f"`servanda import --how {source.name}` says more.")
    near = nearest(lacking[0], header.names)
    had = f"`{near}` is not the same column. " if near else ""
    kind = f"{table.name} of {source.title}" if len(source.tables) > 1 else source.title
    message = f"The file is no {kind}: it lacks {', '.join(f'`{name}`' for name in lacking)}."
    remedy = f"{had}Compare the version: `servanda import --how {source.name}` says which columns are expected."
    raise refuse("import-columns", message, _place(path), remedy)


def _called(separator: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(separator, f"`{separator}`")


def missing(table: Table, header: Header) -> list[str]:
    """The columns that the table needs and the file lacks; one word where their number alone is wrong."""
    if not table.header:
        least = len(table.columns) - sum(column.optional for column in table.columns)
        return [] if least <= len(header.names) <= len(table.columns) else ["columns"]
    return [column.name for column in table.columns if not column.optional and found_as(column, header) is None]


def found_as(column: Column, header: Header) -> str | None:
    """The name under which the file has the column."""
    by_name = {name.casefold(): name for name in reversed(header.names)}
    return next((by_name[name.casefold()] for name in (column.name, *column.also) if name.casefold() in by_name), None)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of a file is kept: `columns` of its table."""

    table: Table
    columns: tuple[Column, ...]
    header: Header


def _load(
    connection: duckdb.DuckDBPyConnection,
    kept: _Kept,
    readable: Path,
    file: File,
    number: int,
    before: int,
    reading: Reading,
) -> None:
    """Append the file's rows to `raw_NAME`, with `row_` (over all files of the table), `at_` (in the file), `file_`."""
    table, header = kept.table, kept.header
    scan = (
        f"read_parquet({quoted(str(readable))})" if header.parquet else _scan(readable, table, header, reading.encoding)
    )
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged_ AS {_staged(kept, scan, reading.today)}")
    except duckdb.InterruptException:
        raise  # a stop is no fault of the file
    except duckdb.Error as error:
        message = f"The file cannot be read: {str(error).splitlines()[0]}"
        raise refuse("import-unreadable", message, _place(file.path), "Download it again.") from None
    if not header.parquet:
        file.faults = _rejected(connection, readable, table)
    names = [*(named(column.name) for column in kept.columns), "fault_"]
    cells = ", ".join(f"cells_[{place}] AS {name}" for place, name in enumerate(names, 1))
    query = (
        f"SELECT rowid + 1 + {before} AS row_, {number} AS file_, rowid + 1 AS at_, {cells} "
        "FROM staged_ WHERE cells_ IS NOT NULL"
    )
    exists = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [f"raw_{table.name}"]
    ).fetchall()[0][0]
    action = f"INSERT INTO raw_{table.name}" if exists else f"CREATE TEMP TABLE raw_{table.name} AS"
    connection.execute(f"{action} {query}")
    file.rows = connection.execute("SELECT count(*) FROM staged_").fetchall()[0][0] + len(file.faults)
    connection.execute("DROP TABLE staged_")


def _staged(kept: _Kept, scan: str, today: str) -> str:
    """The rows in the order of the file: the cells and what is wrong with them as one list, NULL where it is dropped.

    Where it is NULL, a list takes next to no room: so every row can stand there, and its place be its number.
    """
    cells = ", ".join(_cell(column, kept.table, kept.header) for column in kept.columns)
    judged = f"SELECT *, {verdict(kept.table, today)} AS fault_ FROM (SELECT {cells} FROM {scan})"
    listed = ", ".join([*(named(column.name) for column in kept.columns), "fault_"])
    wanted = f"fault_ IS NOT NULL OR {kept.table.only}" if kept.table.only else "true"
    return f"SELECT CASE WHEN {wanted} THEN [{listed}] END AS cells_ FROM ({judged})"


def _cell(column: Column, table: Table, header: Header) -> str:
    """The cell without blanks around it, NULL where it is empty or stands for "not known"."""
    name = found_as(column, header) if table.header else column.name
    if name is None:
        return f"CAST(NULL AS VARCHAR) AS {named(column.name)}"
    raw = named(name)
    if header.parquet:  # a whole number that was stored with a decimal point is the code it stands for
        whole = f"CAST(CAST(TRY_CAST({raw} AS DOUBLE) AS BIGINT) AS VARCHAR)"
        raw = (
            f"CASE WHEN typeof({raw}) IN ('DOUBLE', 'FLOAT') AND TRY_CAST({raw} AS DOUBLE) % 1 = 0 "
            f"THEN {whole} ELSE CAST({raw} AS VARCHAR) END"
        )
    cell = f"nullif(trim({raw}), '')"
    if column.missing:
        cell = f"CASE WHEN {cell} IN ({', '.join(map(quoted, column.missing))}) THEN NULL ELSE {cell} END"
    return f"{cell} AS {named(column.name)}"


def _scan(readable: Path, table: Table, header: Header, encoding: str) -> str:
    names = header.names if table.header else [column.name for column in table.columns]
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    settings = {
        "auto_detect": "false",
        "header": "true" if table.header else "false",
        "delim": quoted(table.separator),
        "quote": quoted('"' if table.quoted else ""),
        "escape": quoted('"' if table.quoted else ""),
        "columns": "{" + columns + "}",
        "store_rejects": "true",
        "encoding": quoted(encoding),
    }
    if table.padded:
        settings["null_padding"] = "true"
    return f"read_csv({quoted(str(readable))}, {', '.join(f'{key}={value}' for key, value in settings.items())})"


_SAID = {
    "MISSING COLUMNS": ("the line is cut short: {0}", "Download the file again, or complete the line."),
    "TOO MANY COLUMNS": (
        "the line has too many columns: {0}",
        "Put quotation marks around cells that hold separators.",
    ),
    "INVALID ENCODING": ("the line is not written in the encoding of the file", "Say --encoding latin-1, or mend it."),
    "UNQUOTED VALUE": ("a quotation mark is not closed", "Close it, or download the file again."),
    "LINE SIZE OVER MAXIMUM": ("the line is too long to be one row", "Look for a quotation mark that is not closed."),
}


def _rejected(connection: duckdb.DuckDBPyConnection, readable: Path, table: Table) -> list[Fault]:
    """The lines that DuckDB could not take apart, with the line as an editor counts it."""
    query = "SELECT line_byte_position, column_name, error_type, error_message FROM reject_errors ORDER BY 1"
    rows = connection.execute(query).fetchall()
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    if not rows:
        return []
    lines = _line_numbers(readable, sorted({at for at, *_ in rows}))
    found: dict[int, Fault] = {}
    for at, column, kind, message in rows:
        words = message.replace("Expected Number of Columns: ", "").replace(" Found: ", " columns expected, found ")
        reason, remedy = _SAID.get(kind, ("the line cannot be read: {0}", "Mend the line."))
        found.setdefault(lines[at], Fault(lines[at], column or "", reason.format(words.splitlines()[0]), remedy))
    return list(found.values())


def _line_numbers(path: Path, positions: Sequence[int]) -> dict[int, int]:
    """The line on which each byte position stands; positions ascending. One pass over the file."""
    found, line, offset, pending = {}, 1, 0, list(positions)
    with opened(path) as stream:
        while pending and (block := stream.read(1 << 22)):
            while pending and pending[0] < offset + len(block):
                found[pending[0]] = line + block.count(b"\n", 0, pending[0] - offset)
                pending.pop(0)
            line += block.count(b"\n")
            offset += len(block)
    return found | dict.fromkeys(pending, line)
