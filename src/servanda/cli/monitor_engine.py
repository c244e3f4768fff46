"""`servanda monitor --engine NAME`: the same plans on another engine than DuckDB.

Rules it keeps:

- Parquet files whose columns are just as the signature wants them are read by the engine, where they lie; anything
  else, and whatever is unusual, is read by the patient readers and brought to it;
- an engine that is not there, or lacks what the formula asks, is refused with what to do.

It leaves to others: the engines (`servanda.engine.drivers`), writing (`monitor`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.engine.answers import Satisfaction
    from servanda.engine.database import Database
    from servanda.engine.drivers.session import EngineSession
    from servanda.engine.plan.session import Session
    from servanda.logic.schema import Schema, Signature
    from servanda.logic.syntax import Formula


def ask_engine(
    name: str,
    formula: "Formula",
    signature: "Signature",
    logs: Sequence[Path],
    facts: "Callable[[], Database]",
    closed: bool,
    scan: bool,
) -> "tuple[list[Satisfaction], list[Satisfaction] | None, Database | None]":
    """The final satisfactions; without `scan`, those too as if the log had ended, and the facts.

    Raises `Unavailable`, `Lacking`.
    """
    from servanda.engine.drivers import open_session

    with open_session(name) as session:
        if scan and scanned(session, logs, signature):
            return session.satisfactions(formula, closed=closed), None, None
        database = facts()
    with open_session(name) as session:
        session.load_database(database)
        final = session.satisfactions(formula, closed=closed)
        return final, None if scan else session.satisfactions(formula, closed=True), database


def scanned(session: "Session | EngineSession", logs: Sequence[Path], signature: "Signature") -> bool:
    """Let the engine read the logs itself, if they are plain Parquet."""
    from servanda.engine.drivers.session import EngineSession

    files = [file for log in logs for file in (sorted(log.iterdir()) if log.is_dir() else [log])]
    names = [file.stem for file in files]
    plain = all(file.suffix == ".parquet" and file.stem in signature for file in files)
    if not isinstance(session, EngineSession) or not files or not plain or len(set(names)) < len(names):
        return False
    columns = [columns_of(file, signature[file.stem]) for file in files]
    for file, found in zip(files, columns, strict=True):
        if found is None:
            return False
        session.load_parquet(signature[file.stem], str(file.resolve()), found)
    for schema in signature.values():
        if schema.name not in names:
            session.load(schema, ())
    return not any(session.unfit(signature[name]) for name in names)


def columns_of(file: Path, schema: "Schema") -> list[str] | None:
    """The names of the time stamp's and the relation's columns, or None where some is missing or of another type."""
    import pyarrow  # type: ignore[import-untyped]
    import pyarrow.parquet  # type: ignore[import-untyped]

    from servanda.engine.log_tables import POINT, STAMP

    try:
        found = pyarrow.parquet.read_schema(file)
    except (OSError, pyarrow.ArrowInvalid):
        return None
    stamps = [name for name in found.names if name in STAMP]
    wanted = [column.name for column in schema.columns]
    if len(stamps) != 1 or set(POINT) & set(found.names) or set(wanted) & set(STAMP):
        return None
    kinds = {"int": {"int64"}, "float": {"double"}, "string": {"string", "large_string"}}
    for name, kind in zip([*stamps, *wanted], ["int", *schema.types], strict=True):
        if found.names.count(name) != 1 or str(found.field(name).type) not in kinds[kind]:
            return None
    return [*stamps, *wanted]
