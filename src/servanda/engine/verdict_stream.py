"""Write verdicts of large logs as they come out of DuckDB: lines and Parquet, the same bytes as `verdict_formats`.

Rules it keeps:

- every verdict is evaluated and written aside before the first byte is handed on, so that an error leaves nothing
  half-written;
- lines, values and order are those of `verdict_formats`; a Parquet file holds the same rows, in the same order.

It leaves to others: what is asked (`plan.laid`), and JSON, which is one document (`verdict_formats`).
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from servanda.engine.answers import Satisfaction
from servanda.engine.plan.laid import LaidFacts
from servanda.engine.plan.relation import column_of
from servanda.engine.verdict_formats import parquet_names
from servanda.logic.schema import ColumnType
from servanda.logic.syntax import Formula

SPOOLED = 64 * 1024 * 1024
FETCHED = 100_000


def stream_lines(
    facts: LaidFacts, formula: Formula, order: Sequence[str], kinds: Mapping[str, ColumnType], closed: bool
) -> tuple[IO[bytes], bool]:
    """A file of MonPoly's lines, to be read from its beginning, and whether there are any."""
    sql, parameters = facts.ask(formula, order, closed=closed)
    head = """'@' || "stamp" || ' (time point ' || "number" || '): '"""
    values = " || ',' || ".join(_written(column_of(name), kinds[name]) for name in order)
    row = f"'(' || {values} || ')'" if order else "'true'"
    found = facts.run(f"SELECT {head}, {row} FROM ({sql}) AS verdict", parameters)
    made: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115  # handed on to be read
    last = None
    while rows := found.fetchmany(FETCHED):
        parts: list[str] = []
        for at, tuple_ in rows:
            if at == last:
                parts += (" ", tuple_)
            else:
                parts += (at, tuple_) if last is None else ("\n", at, tuple_)
                last = at
        made.write("".join(parts).encode())
    if last is not None:
        made.write(b"\n")
    made.seek(0)
    return made, last is not None


def _written(column: str, kind: ColumnType) -> str:
    match kind:
        case "int":
            return f'"{column}"'
        case "float":
            return f"format('{{:g}}', \"{column}\")"
        case "string":
            return f"""'"' || replace("{column}", '"', '""') || '"'"""


def satisfactions(facts: LaidFacts, formula: Formula, order: Sequence[str], closed: bool) -> Iterator[Satisfaction]:
    """One by one, by time point and then by values."""
    sql, parameters = facts.ask(formula, order, closed=closed)
    found = facts.run(sql, parameters)
    while rows := found.fetchmany(FETCHED):
        for row in rows:
            yield Satisfaction(row[0], row[1], row[2:])


def write_parquet(facts: LaidFacts, formula: Formula, order: Sequence[str], closed: bool) -> tuple[bytes, bool]:
    """A Parquet file as `verdict_formats.parquet_bytes` makes it, and whether there are any rows."""
    sql, parameters = facts.ask(formula, order, closed=closed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "verdicts.parquet"
        names = ["time_point", "time_stamp", *parquet_names(order)]
        columns = ["number", "stamp", *map(column_of, order)]
        named = ", ".join(f'"{column}" AS "{name}"' for column, name in zip(columns, names, strict=True))
        facts.run(f"CREATE OR REPLACE TEMP TABLE verdicts AS SELECT {named} FROM ({sql}) AS verdict", parameters)
        facts.connection.table("verdicts").write_parquet(str(path))
        any_rows = facts.connection.execute("SELECT 1 FROM verdicts LIMIT 1").fetchone() is not None
        return path.read_bytes(), any_rows
