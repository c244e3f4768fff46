"""Findings as one flat Parquet table, for whoever analyses them with other tools.

Rules it keeps:

- one row a finding, columns named as the keys of the JSON; attributes and witnesses are JSON text;
- the same assessment gives the same bytes; what is needed to cite it stands in the file's own metadata, key `servanda`.

It leaves to others: everything but the layout (`data`).
"""

import json
import tempfile
from pathlib import Path

from servanda.findings.model import Assessment
from servanda.report.data import data, finding_data

NUMBERS = frozenset(
    ["declared_value", "declared_low", "declared_high", "observed_value", "observed_low", "observed_high"]
    + ["gap_low", "gap_high", "bound"]
)
NESTED = frozenset({"attributes", "witnesses"})
# Beside the findings: all that a result must carry to be cited and rerun.
ABOUT = (
    "format",
    "agreement",
    "as_of",
    "known_by",
    "time_zone",
    "inputs",
    "assessors",
    "parties",
    "summary",
    "quarantined",
)


def columns() -> list[str]:
    """The table's columns, in order: those of the JSON."""
    from servanda.report.data_schema import schema

    return list(schema()["$defs"]["finding"]["properties"])


def _rows(assessment: Assessment) -> list[list[object]]:
    rows = []
    for finding in assessment.findings:
        flat = finding_data(finding)
        rows.append([json.dumps(held, ensure_ascii=False) if name in NESTED else held for name, held in flat.items()])
    return rows


def write(assessment: Assessment, path: Path) -> None:
    """Write the table to `path`, replacing what is there."""
    import duckdb

    about = json.dumps({key: held for key, held in data(assessment).items() if key in ABOUT}, ensure_ascii=False)
    names = columns()
    typed = ", ".join(f'"{name}" {"BIGINT" if name in NUMBERS else "VARCHAR"}' for name in names)
    rows = _rows(assessment)
    with duckdb.connect() as database:
        database.execute("SET threads = 1")  # one row group after the other: the same bytes in every run
        database.execute(f"CREATE TABLE findings ({typed})")
        if rows:
            database.executemany(f"INSERT INTO findings VALUES ({', '.join('?' * len(names))})", rows)
        quoted = str(path).replace("'", "''")
        metadata = about.replace("'", "''")
        database.execute(
            f"COPY findings TO '{quoted}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{servanda: '{metadata}'}})"
        )


def as_bytes(assessment: Assessment) -> bytes:
    """The table as the bytes of a file."""
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        path = Path(folder) / "findings.parquet"
        write(assessment, path)
        return path.read_bytes()
