"""Which rows cannot be used, with the line, the column, the reason and what to do.

Rules it keeps:

- the good rows are what is left: a shape looks at a table only without its bad rows;
- the line is counted as an editor counts it, with the header, lines that could not be read and cells over several
  lines.

What it leaves to others: what is bad (`checks`).
"""

import duckdb

from servanda.evidence.importing.catalogue import Source, Table
from servanda.evidence.importing.intake import File, Intake
from servanda.evidence.rows import Fault
from servanda.evidence.sql import named

_SEPARATOR = "\x1f"


def find(source: Source, intake: Intake) -> dict[str, list[Fault]]:
    """Set the bad rows aside: makes the view NAME of good rows from each `raw_NAME`. Faults by path, in order."""
    found: dict[str, list[Fault]] = {file.path: list(file.faults) for file in intake.files}
    read = {file.table for file in intake.files}
    for table in source.tables:
        if table.name in read:
            view = f"SELECT * EXCLUDE (fault_) FROM raw_{table.name} WHERE fault_ IS NULL"
        else:  # a shape may look at a file that the user did not name
            columns = ", ".join(f"CAST(NULL AS VARCHAR) AS {named(column.name)}" for column in table.columns)
            view = f"SELECT CAST(0 AS BIGINT) AS row_, 0 AS file_, CAST(0 AS BIGINT) AS at_, {columns} WHERE false"
        intake.connection.execute(f"CREATE TEMP VIEW {table.name} AS {view}")
    for number, file in enumerate(intake.files):
        found[file.path] += _in_file(intake.connection, source.table(file.table), number, file)
        found[file.path].sort(key=lambda fault: fault.line)
    return found


def _in_file(connection: duckdb.DuckDBPyConnection, table: Table, number: int, file: File) -> list[Fault]:
    """The faults of one file's rows. The line of a row is known from how many lines stand above it."""
    mine = f"FROM raw_{table.name} WHERE file_ = {number}"
    faulty = connection.execute(f"SELECT at_, fault_ {mine} AND fault_ IS NOT NULL ORDER BY at_").fetchall()
    if not faulty:
        return []
    above: dict[int, int] = {}
    if table.quoted:  # only then can a cell stand over several lines
        breaks = " + ".join(
            f"coalesce(length({cell}) - length(replace({cell}, chr(10), '')), 0)"
            for cell in (named(column.name) for column in table.columns)
        )
        before = f"sum({breaks}) OVER (ORDER BY at_ ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        query = f"SELECT at_, n FROM (SELECT at_, fault_, {before} AS n {mine}) WHERE n > 0 AND fault_ IS NOT NULL"
        above = {at: int(lines) for at, lines in connection.execute(query).fetchall()}
    rejected = sorted(fault.line for fault in file.faults)
    found = []
    for at, said in faulty:
        line = at + table.header + above.get(at, 0)
        for lost in rejected:
            line += lost <= line
        column, reason, remedy = said.split(_SEPARATOR)
        found.append(Fault(line, column, reason, remedy))
    return found
