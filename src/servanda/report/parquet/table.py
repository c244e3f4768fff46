"""Findings as one flat Parquet table, for whoever analyses them with other tools.

Rules it keeps:

- one row a finding, columns named as the keys of the JSON; attributes are JSON text;
- `witnesses` is a list of rows of the evidence, each once with what it says in the fields that the norm looks at; the
  rows of an incident that has a finding of its own stand there, and not again under the period in which it lies;
- the same assessment gives the same bytes; what is needed to cite it stands in the file's own metadata, key `servanda`.

It leaves to others: everything but the layout (`data`), findings for which one stands (`parquet_alike`).
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from servanda.evidence.sql import quoted
from servanda.findings.model import Assessment, Finding, Witness
from servanda.report.data import about, finding_data, witness_data

NUMBERS = frozenset(
    ["declared_value", "declared_low", "declared_high", "observed_value", "observed_low", "observed_high"]
    + ["gap_low", "gap_high", "bound"]
)
LIMIT = "maximum_object_size=1000000000"  # bytes of one finding with all its witnesses
SAID = ("field", "value")  # of a witness: what its row says, and where
OF_ROW = {
    name: "BIGINT" if name == "line" else "BOOLEAN" if name == "admitted" else "VARCHAR"
    for name in Witness.__dataclass_fields__
    if name not in SAID
}
ROWS = "STRUCT(" + ", ".join(f"{name} {kind}" for name, kind in OF_ROW.items())
ROWS += ", says STRUCT(field VARCHAR, value VARCHAR)[])[]"
# Lightly compressed, and without trying long to find words that recur in what never does, such as ids.
WRITTEN = "COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 10000, WRITE_BLOOM_FILTER false"
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


def types() -> dict[str, str]:
    """The type of each column, in DuckDB's words."""
    special = {"witnesses": ROWS}
    return {name: special.get(name, "BIGINT" if name in NUMBERS else "VARCHAR") for name in columns()}


def told_elsewhere(assessment: Assessment) -> Callable[[Finding, Witness], bool]:
    """Whether a row of a finding stands under another one: that of the incident itself, of the same norm and bearer."""
    own = {
        (one.norm, one.reading, one.assessor, one.bearer, one.occasion)
        for one in assessment.findings
        if one.kind == "prohibition"
    }

    def told(finding: Finding, row: Witness) -> bool:
        if finding.kind != "prohibition" or row.role != "occasion" or row.key == finding.occasion:
            return False
        return (finding.norm, finding.reading, finding.assessor, finding.bearer, row.key) in own

    return told


def rows_of(witnesses: Iterable[Witness]) -> list[dict[str, Any]]:
    """The rows of the evidence, each once, with what it says."""
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for one in witnesses:
        whole = witness_data(one)
        shared = {name: whole[name] for name in OF_ROW}
        row = found.setdefault(tuple(shared.values()), {**shared, "says": []})
        row["says"].append({name: whole[name] for name in SAID})
    return list(found.values())


def flat(finding: Finding, told: Callable[[Finding, Witness], bool]) -> dict[str, Any]:
    """A finding as the cells of its row."""
    found = finding_data(finding)
    found["attributes"] = json.dumps(found["attributes"], ensure_ascii=False)
    found["witnesses"] = rows_of(row for row in finding.witnesses if not told(finding, row))
    return found


def _lines(assessment: Assessment) -> Iterator[str]:
    """One line of JSON a finding."""
    told = told_elsewhere(assessment)
    for finding in assessment.findings:
        yield json.dumps(flat(finding, told), ensure_ascii=False) + "\n"


def copied(query: str, path: Path, assessment: Assessment) -> str:
    """The statement that writes the rows of a query as the table of an assessment."""
    said = json.dumps({key: held for key, held in about(assessment).items() if key in ABOUT}, ensure_ascii=False)
    metadata = f"KV_METADATA {{servanda: {quoted(said)}}}"
    return f"COPY ({query}) TO {quoted(str(path))} (FORMAT parquet, {WRITTEN}, {metadata})"


def write(assessment: Assessment, path: Path) -> None:
    """Write the table to `path`, replacing what is there."""
    import duckdb

    typed = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in types().items())
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder, duckdb.connect() as database:
        # Through a file: binding row by row takes two milliseconds a row.
        lines = Path(folder) / "findings.jsonl"
        with lines.open("w", encoding="utf-8") as target:
            target.writelines(_lines(assessment))
        database.execute("SET threads = 1")  # one row group after the other: the same bytes in every run
        read = f"read_json({quoted(str(lines))}, format='newline_delimited', columns={{{typed}}}, {LIMIT})"
        database.execute(copied(f"SELECT * FROM {read}", path, assessment))


def as_bytes(assessment: Assessment) -> bytes:
    """The table as the bytes of a file."""
    with tempfile.TemporaryDirectory(prefix="servanda-") as folder:
        path = Path(folder) / "findings.parquet"
        write(assessment, path)
        return path.read_bytes()
