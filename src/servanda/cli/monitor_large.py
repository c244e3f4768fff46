"""`servanda monitor` over a large log: read, evaluated and written without a row passing through Python.

Rules it keeps:

- the same bytes and exit codes as for a small log; whatever is unusual about a log is left to the patient way;
- only verdicts that are asked for plainly: no `--pending`, `--explain` or `--state`.

It leaves to others: reading (`servanda.engine.log_scan`), writing (`servanda.engine.verdict_stream`).
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.engine.plan.laid import LaidFacts
    from servanda.logic.monitorable import Prepared
    from servanda.logic.schema import Signature
    from servanda.logic.syntax import Formula

LARGE = 1024 * 1024
"""Bytes. Below, starting the quick way takes longer than the patient one."""


def monitor_large(
    prepared: "Prepared",
    formula: "Formula",
    signature: "Signature",
    logs: Sequence[Path],
    piped: bytes | None,
    form: str,
    output: Path | None,
    closed: bool,
) -> int | None:
    """Print the verdicts and give the exit code; None: the log is small or unusual, and nothing has been done."""
    from servanda.engine.verdict_formats import verdict_json
    from servanda.engine.verdict_stream import satisfactions, stream_lines, write_parquet
    from servanda.logic.write import write_formula

    facts = _scanned(logs, piped, signature)
    if facts is None:
        return None
    from servanda.cli.monitor import put

    with facts.connection:
        match form:
            case "parquet":
                data, found = write_parquet(facts, formula, prepared.order, closed)
                put(data, form, output)
            case "json":
                rows = list(satisfactions(facts, formula, prepared.order, closed))
                found = bool(rows)
                put(verdict_json(write_formula(formula), prepared.order, rows, None).encode(), form, output)
            case _:
                lines, found = stream_lines(facts, formula, prepared.order, prepared.kinds, closed)
                with lines:
                    _hand_on(lines, output)
    return 1 if found else 0


def _scanned(logs: Sequence[Path], piped: bytes | None, signature: "Signature") -> "LaidFacts | None":
    from servanda.cli.monitor import chosen_logs
    from servanda.engine.log_scan import scan_log, scan_tables
    from servanda.engine.log_tables import STAMP, files_of

    if piped is not None:
        if len(piped) < LARGE:
            return None
        with tempfile.NamedTemporaryFile(suffix=".log") as file:
            file.write(piped)
            file.flush()
            return scan_log(Path(file.name), signature)
    chosen, tables = chosen_logs(logs)
    if tables:
        files = files_of(chosen, signature)
        if files is None or sum(path.stat().st_size for _, path in files) < LARGE:
            return None
        return scan_tables(files, signature, STAMP)
    return None if chosen[0].stat().st_size < LARGE else scan_log(chosen[0], signature)


def _hand_on(lines: IO[bytes], output: Path | None) -> None:
    """To stdout, or to a file that appears only when it is whole."""
    if output is None:
        copyfileobj(lines, sys.stdout.buffer, 1024 * 1024)
        sys.stdout.buffer.flush()
        return
    partial = output.with_name(f".{output.name}.partial")
    with partial.open("wb") as file:
        copyfileobj(lines, file, 1024 * 1024)
    partial.replace(output)
