"""Findings as one flat Parquet table, for whoever analyses them with other tools.

Rules it keeps:

- one row a finding, columns named as the keys of the JSON; attributes and witnesses are JSON text;
- the same assessment gives the same bytes; what is needed to cite it stands in the file's own metadata, key `servanda`.

It leaves to others: everything but the layout (`data`).
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from servanda.findings.model import Assessment
from servanda.report.data import data, finding_data

NUMBERS = frozenset(
    ["declared_value", "declared_low", "declared_high", "observed_value", "observed_low", "observed_high"]
    + ["gap_low", "gap_high", "bound"]
)
NESTED = ("attributes", "witnesses")
LIMIT = "maximum_object_size=1000000000"  # bytes of one finding with all its witnesses
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


def _rows(assessment: Assessment) -> Iterator[str]:
    """One line of JSON a finding, flat: what is nested is JSON text inside."""
    for finding in assessment.findings:
        flat = finding_data(finding)
        for name in NESTED:
            flat[name] = json.dumps(flat[name], ensure_ascii=False)
        yield json.dumps(flat, ensure_ascii=False) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def write(assessment: Assessment, path: Path) -> None:
    """Write the table to `path`, replacing what is there."""
    import duckdb

    about = json.dumps({key: held for key, held in data(assessment).items() if key in ABOUT}, ensure_ascii=False)
    types = {name: "BIGINT" if name in NUMBERS else "VARCHAR" for name in columns()}
    typed = ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in types.items())
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder, duckdb.connect() as database:
        # Through a file: binding row by row takes two milliseconds a row.
        lines = Path(folder) / "findings.jsonl"
        with lines.open("w", encoding="utf-8") as target:
            target.writelines(_rows(assessment))
        database.execute("SET threads = 1")  # one row group after the other: the same bytes in every run
        read = f"read_json({_quoted(str(lines))}, format='newline_delimited', columns={{{typed}}}, {LIMIT})"
        database.execute(
            f"COPY (SELECT * FROM {read}) TO {_quoted(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{servanda: {_quoted(about)}}})"
        )


def as_bytes(assessment: Assessment) -> bytes:
    """The table as the bytes of a file."""
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        path = Path(folder) / "findings.parquet"
        write(assessment, path)
        return path.read_bytes()
