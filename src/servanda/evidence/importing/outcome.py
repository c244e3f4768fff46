"""What an import leaves in the workspace: the file of evidence, its manifest, and the rows that were set aside.

Rules it keeps:

- everything is written into a hidden folder first and moved when it is whole, so that a stop leaves nothing behind;
- what is the same in every row stands once, under [defaults] of the manifest;
- nothing is dropped: rows that could not be read, copies, and rows about states unknown or not in the agreement are
  in `imported/NAME/`, with their line and the reason;
- same files, same day, same bytes.
"""

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from servanda.diagnostics import Place, refuse
from servanda.evidence.rows import Fault
from servanda.evidence.sql import named, quoted

PARQUET_FROM = 100_000  # rows; below, a file that people can open is worth more than a small one
COVERAGE = "-coverage"  # what the files of coverage are called, after the name of the import
_FOLDED = ("source", "origin", "grade", "known", "mark", "scope", "note")


@contextmanager
def scratch(workspace: Path) -> Iterator[Path]:
    """A hidden folder in the workspace, on the same disk, that is gone afterwards whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=".importing-", dir=workspace))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def targets(workspace: Path, name: str) -> list[Path]:
    """Files that an import of that name has left in the workspace."""
    ends = (".csv", ".parquet", ".toml", f"{COVERAGE}.csv", f"{COVERAGE}.toml")
    kept = [workspace / "evidence" / f"{name}{end}" for end in ends]
    return [path for path in (*kept, workspace / "imported" / name) if path.exists()]


def refuse_twice(workspace: Path, name: str) -> None:
    """Refuse to write over what is there. Raises Refused."""
    there = targets(workspace, name)
    if there:
        shown = there[0].relative_to(workspace).as_posix()
        remedy = "Say --replace to put the new import in its place, or give this one another name: --name NAME."
        raise refuse("import-exists", f"`{shown}` is there already.", Place(shown, 1, 1, 1, 2), remedy)


def write_rows(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, str], folder: Path, name: str
) -> tuple[Path, int, dict[str, str]]:
    """The rows that are used. Gives the file, how many rows, and what is the same in all of them."""
    used = "FROM judged WHERE aside_ IS NULL"
    rows = int(connection.execute(f"SELECT count(*) {used}").fetchall()[0][0])
    folded: dict[str, str] = {}
    foldable = [one for one in _FOLDED if one in columns]
    if rows and foldable:
        ends = ", ".join(f"min({columns[one]}), max({columns[one]}), count({columns[one]})" for one in foldable)
        found = connection.execute(f"SELECT {ends} {used}").fetchall()[0]
        for number, one in enumerate(foldable):
            least, most, count = found[3 * number : 3 * number + 3]
            if count == 0:
                folded[one] = ""
            elif least == most and count == rows:
                folded[one] = str(least)
    body = ", ".join(f"{cell} AS {named(one)}" for one, cell in columns.items() if one not in folded)
    parquet = rows >= PARQUET_FROM
    path = folder / f"{name}{'.parquet' if parquet else '.csv'}"
    form = "FORMAT parquet, COMPRESSION zstd" if parquet else "FORMAT csv, HEADER"
    order = "n_, when_" if "from" in columns else "n_"
    connection.execute(f"COPY (SELECT {body} {used} ORDER BY {order}) TO {quoted(str(path))} ({form})")
    return path, rows, {one: text for one, text in folded.items() if text}


def write_aside(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """The statements that are not used, each with the reason and the row it rests on; how many."""
    rows = int(connection.execute("SELECT count(*) FROM judged WHERE aside_ IS NOT NULL").fetchall()[0][0])
    if rows:
        parquet = rows >= PARQUET_FROM
        target = folder / f"set-aside{'.parquet' if parquet else '.csv'}"
        hidden = [
            column[0]
            for column in connection.execute("SELECT * FROM judged LIMIT 0").description or ()
            if column[0].startswith(("=", "?")) or column[0] in ("n_", "row_", "when_", "aside_", "copy_")
        ]
        form = "FORMAT parquet, COMPRESSION zstd" if parquet else "FORMAT csv, HEADER"
        select = (
            'SELECT row_ AS "row", aside_ AS reason, copy_ AS copy_of_row, '
            f"* EXCLUDE ({', '.join(map(named, hidden))}) FROM judged WHERE aside_ IS NOT NULL ORDER BY n_"
        )
        connection.execute(f"COPY ({select}) TO {quoted(str(target))} ({form})")
    return rows


def write_faults(faults: Mapping[str, list[Fault]], folder: Path) -> None:
    """The rows that could not be used, with the file and the line."""
    if not any(faults.values()):
        return
    with (folder / "quarantined.csv").open("w", encoding="utf-8", newline="") as stream:
        target = csv.writer(stream, lineterminator="\n")
        target.writerow(("file", "line", "column", "reason", "remedy"))
        for path, found in faults.items():
            target.writerows((path, one.line, one.column, one.reason, one.remedy) for one in found)


def toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{text}"'.replace("\t", "\\t")


def manifest(head: Mapping[str, object], defaults: Mapping[str, str], imported: Mapping[str, object]) -> str:
    """The manifest as text: what the file is, what is the same in every row, how it was made."""
    lines = [f"{key} = {toml(value)}" for key, value in head.items() if value != ""]
    for title, table in (("defaults", defaults), ("imported", imported)):
        if table:
            lines += ["", f"[{title}]", *(f"{key} = {toml(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def put_in_place(folder: Path, workspace: Path, name: str) -> list[Path]:
    """Move what is whole from the hidden folder into the workspace, in place of an earlier import of that name.

    A stop between two moves, or a full disk, takes back all of them: the earlier import is there again.
    """
    done: list[tuple[Path, Path]] = []

    def move(path: Path, target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        done.append((path, target))
        os.replace(path, target)
        return target

    try:
        for old in targets(workspace, name):
            move(old, folder / "before" / old.name)
        found = sorted((folder / "evidence").iterdir(), key=lambda one: (one.suffix == ".toml", one.name))
        moved = [move(path, workspace / "evidence" / path.name) for path in found]
        if any((folder / "imported").iterdir()):
            moved.append(move(folder / "imported", workspace / "imported" / name))
    except BaseException:
        for path, target in reversed(done):
            if target.exists() and not path.exists():
                os.replace(target, path)
        raise
    return moved
