"""`servanda monitor`: the bare temporal-logic engine on the field's own file formats.

Rules it keeps:

- signature, formula and log are MonPoly's; the log may also be tables (CSV, Parquet) or come on standard input;
- verdict lines are MonPoly's, on stdout; all else goes to stderr; nothing is printed before all is evaluated;
- a verdict whose future window the log does not close is left out, unless `--pending` asks for it or `--closed` says
  that the log's end is the end of time;
- with `--state` the log is a batch, and what it changes is printed (`monitor_state`);
- exit 0: no time point satisfies the formula; 1: some do; 2: refused, with file, line, column and remedy.

It leaves to others: reading (`servanda.engine.log`, `log_tables`), evaluating (`meaning`, `plan`), and writing
(`verdict_formats`).
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.engine.drivers.engines import NAMES

if TYPE_CHECKING:
    from servanda.engine.answers import Pending, Satisfaction
    from servanda.engine.database import Database
    from servanda.logic.monitorable import Prepared
    from servanda.logic.schema import Signature
    from servanda.logic.syntax import Formula

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LOG = click.Path(exists=True, path_type=Path, allow_dash=True)


class Impossible(click.ClickException):
    """Something that only shows while evaluating, and has no place in a file."""

    exit_code = 2


@click.command(epilog="Exit codes: 0 nothing satisfies the formula, 1 something does, 2 refused.")
@click.option("-sig", "--signature", "sig", type=FILE, required=True, help="The relations, in MonPoly's format.")
@click.option(
    "-formula", "--formula", "formula_file", type=FILE, required=True, help="The formula, in MonPoly's format."
)
@click.option(
    "-log",
    "--log",
    "logs",
    type=LOG,
    multiple=True,
    help="The log: MonPoly's format, `-` for standard input (the default), or tables, one .csv or .parquet a relation.",
)
@click.option(
    "--format", "form", type=click.Choice(["lines", "json", "parquet"]), default="lines", help="How to write verdicts."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("-check", "--check", "only_check", is_flag=True, help="Only say whether the formula can be monitored.")
@click.option("-negate", "--negate", is_flag=True, help="Monitor the negation of the formula.")
@click.option(
    "--explain",
    metavar="'I (values)'",
    help="Say why these values satisfy at time point I, or do not; without values, why each that does.",
)
@click.option("--pending", "with_pending", is_flag=True, help="Also list the time points whose verdict is still open.")
@click.option("--closed", is_flag=True, help="Take the end of the log for the end of time.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Take the log as a further batch, remembered in this folder, and print only what it changes.",
)
@click.option(
    "--lateness",
    type=click.IntRange(min=0),
    default=0,
    help="With --state: how far a time stamp may go back behind the latest, in the log's unit; others are set aside.",
)
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    help="With --state: the number of this batch, from 1; one that has been taken already is only printed again.",
)
@click.option("--replay", is_flag=True, help="With --state: take nothing, print again what the last batch printed.")
@click.option(
    "--evaluator",
    type=click.Choice(["plan", "meaning"]),
    default="plan",
    help="`plan` is fast, `meaning` slow and plain; they agree.",
)
@click.option(
    "--engine",
    type=click.Choice(NAMES),
    default="duckdb",
    help="What to run the plan on; others than DuckDB are extras: pip install 'servanda[spark]'.",
)
def monitor(
    sig: Path,
    formula_file: Path,
    logs: tuple[Path, ...],
    form: str,
    output: Path | None,
    only_check: bool,
    negate: bool,
    explain: str | None,
    with_pending: bool,
    closed: bool,
    state: Path | None,
    lateness: int,
    batch: int | None,
    replay: bool,
    evaluator: str,
    engine: str,
) -> None:
    """Monitor a temporal formula (MFOTL) over a log.

    Prints `@STAMP (time point I): (values) …` for each time point at which some values satisfy the formula.
    """
    from servanda.engine.availability import Lacking, Unavailable
    from servanda.engine.meaning_values import OutOfRange

    signature, formula, text = read_task(sig, formula_file, negate)
    # A log in batches is closed by its last one only.
    prepared = prepared_or_refused(formula, signature, text, str(formula_file), closed and state is None)
    if only_check:
        explain_form(formula, prepared)
        return
    if state is not None:
        from servanda.cli.monitor_state import Asked, monitor_batch

        others = {"--explain": explain is not None, "--pending": with_pending, "--engine": engine != "duckdb"}
        refuse_together("--state", others | {"--evaluator meaning": evaluator == "meaning"})
        asked = Asked(state, logs, form, output, closed, lateness, batch, replay)
        raise SystemExit(monitor_batch(asked, formula, signature))
    if lateness or batch or replay:
        raise click.UsageError("--lateness, --batch and --replay go with --state DIR")
    if engine != "duckdb":
        refuse_together("--engine", {"--evaluator": evaluator != "plan", "--explain": explain is not None})
    how = evaluator if engine == "duckdb" else engine
    try:
        ended = monitor_log(prepared, formula, signature, logs, form, output, explain, with_pending, closed, how)
    except (Lacking, Unavailable) as error:
        raise Impossible(f"{error}.") from error
    except OutOfRange as error:
        raise Impossible(f"{formula_file}: {error}; convert the values by i2f, or sum fewer.") from error
    raise SystemExit(ended)


def monitor_log(
    prepared: "Prepared",
    formula: "Formula",
    signature: "Signature",
    logs: Sequence[Path],
    form: str,
    output: Path | None,
    explain: str | None,
    with_pending: bool,
    closed: bool,
    evaluator: str,
) -> int:
    """Print what is asked of one whole log; gives the exit code."""
    piped = sys.stdin.buffer.read() if "-" in map(str, chosen_logs(logs)[0]) else None
    if evaluator == "plan" and explain is None and not with_pending:
        from servanda.cli.monitor_large import monitor_large

        ended = monitor_large(prepared, formula, signature, logs, piped, form, output, closed)
        if ended is not None:
            return ended
    if evaluator not in ("plan", "meaning"):
        from servanda.cli.monitor_engine import ask_engine

        def facts() -> "Database":
            return read_facts(logs, signature, piped)

        chosen = chosen_logs(logs)[0]
        final, ended_too, known = ask_engine(
            evaluator, formula, signature, chosen, facts, closed, scan=not with_pending
        )
        open_ones = None if known is None or ended_too is None else _pending(prepared, known, ended_too, closed)
        write(prepared, formula, final, open_ones, form, output)
        return 1 if final else 0
    database = read_facts(logs, signature, piped)
    if explain is not None:
        from servanda.cli.monitor_explain import explain_verdicts

        return explain_verdicts(prepared, formula, database, explain, form, closed)
    satisfactions, pending = run(prepared, formula, database, evaluator, closed, with_pending)
    write(prepared, formula, satisfactions, pending, form, output)
    return 1 if satisfactions else 0


def read_task(sig: Path, formula_file: Path, negate: bool) -> "tuple[Signature, Formula, str]":
    """The signature, the formula, and the formula's text."""
    from servanda.engine.log import read_signature
    from servanda.logic.parse import parse_formula
    from servanda.logic.syntax import Not

    signature = read_signature(read_text(sig), source=str(sig))
    text = read_text(formula_file)
    formula = parse_formula(text, source=str(formula_file))
    return signature, Not(formula, formula.place) if negate else formula, text


def refuse_together(option: str, others: dict[str, bool]) -> None:
    for other, given in others.items():
        if given:
            raise click.UsageError(f"{option} does not go with {other}")


def read_text(path: Path, piped: bytes | None = None) -> str:
    """The text of a file; `-` is standard input, unless that has been read already."""
    from servanda.diagnostics import Place, refuse

    if piped is None:
        piped = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    data = piped
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = Place(str(path), line, 1, line, 1)
        raise refuse("file-encoding", "The file is not UTF-8.", place, "Save it as UTF-8.") from error


def prepared_or_refused(formula: "Formula", signature: "Signature", text: str, source: str, closed: bool) -> "Prepared":
    from servanda.diagnostics import Refused
    from servanda.logic.monitorable import BadFormula, prepare
    from servanda.logic.refusals import diagnostic

    try:
        return prepare(formula, signature, closed=closed)
    except BadFormula as error:
        raise Refused([diagnostic(error, text, source)]) from error


def explain_form(formula: "Formula", prepared: "Prepared") -> None:
    """What `--check` says of a formula that can be monitored."""
    from servanda.logic.write import write_formula

    variables = ", ".join(f"{name}:{prepared.kinds[name]}" for name in prepared.order)
    click.echo("The formula is:")
    click.echo(_indented(write_formula(formula, width=100)))
    if prepared.formula != formula:
        click.echo("It is evaluated as:")
        click.echo(_indented(write_formula(prepared.formula, width=100)))
    click.echo(f"The sequence of free variables is: ({variables})")
    click.echo("The formula can be monitored.")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def read_facts(logs: Sequence[Path], signature: "Signature", piped: bytes | None = None) -> "Database":
    from servanda.engine.log import read_log
    from servanda.engine.log_tables import read_tables

    chosen, tables = chosen_logs(logs)
    if tables:
        return read_tables(chosen, signature)
    return read_log(read_text(chosen[0], piped), signature, source=str(chosen[0]))


def chosen_logs(logs: Sequence[Path]) -> tuple[list[Path], bool]:
    """The logs that are given, and whether they are tables."""
    from servanda.engine.log_tables import is_table

    chosen = list(logs) or [Path("-")]
    tables = [path for path in chosen if str(path) != "-" and is_table(path)]
    if tables and len(tables) < len(chosen):
        raise click.UsageError("a log is either one file in MonPoly's format, or tables: not both")
    if not tables and len(chosen) > 1:
        raise click.UsageError("only one log in MonPoly's format can be given")
    return chosen, bool(tables)


def run(
    prepared: "Prepared", formula: "Formula", database: "Database", evaluator: str, closed: bool, with_pending: bool
) -> "tuple[list[Satisfaction], list[Pending] | None]":
    """The final satisfactions and, where wanted, the open time points."""
    from servanda.engine.meaning import evaluate

    if evaluator == "meaning":

        def ask(ended: bool) -> "list[Satisfaction]":
            return evaluate(formula, database, closed=ended)

        return ask(closed), _pending(prepared, database, ask(True), closed) if with_pending else None
    from servanda.engine.plan.session import Session

    with Session() as session:
        session.load_database(database)
        final = session.satisfactions(formula, closed=closed)
        if not with_pending:
            return final, None
        return final, _pending(prepared, database, session.satisfactions(formula, closed=True), closed)


def _pending(
    prepared: "Prepared", database: "Database", as_if_ended: "list[Satisfaction]", closed: bool
) -> "list[Pending]":
    from servanda.engine.answers import Pending
    from servanda.engine.finality import final_count

    stamps = database.time_points
    first = len(stamps) if closed else final_count(prepared.windows, stamps)
    so_far: dict[int, list[tuple[int | float | str, ...]]] = {}
    for found in as_if_ended:
        so_far.setdefault(found.time_point, []).append(found.values)
    return [Pending(at, stamps[at], tuple(so_far.get(at, ()))) for at in range(first, len(stamps))]


def write(
    prepared: "Prepared",
    formula: "Formula",
    satisfactions: "list[Satisfaction]",
    pending: "list[Pending] | None",
    form: str,
    output: Path | None,
) -> None:
    """All verdicts at once: to stdout, or to a file that appears only when it is whole."""
    from servanda.engine.verdict_formats import parquet_bytes, pending_lines, verdict_json, verdict_lines
    from servanda.logic.write import write_formula

    match form:
        case "parquet":
            data = parquet_bytes(prepared.order, prepared.kinds, satisfactions)
        case "json":
            data = verdict_json(write_formula(formula), prepared.order, satisfactions, pending).encode()
        case _:
            lines = [*verdict_lines(satisfactions), *pending_lines(pending or ())]
            data = "".join(f"{line}\n" for line in lines).encode()
    if form == "parquet" and pending:
        click.echo(f"{len(pending)} time points are pending; they are not in the Parquet file.", err=True)
    put(data, form, output)


def put(data: bytes, form: str, output: Path | None) -> None:
    """To stdout, or to a file that appears only when it is whole."""
    if output is None:
        if form == "parquet" and sys.stdout.isatty():
            raise click.UsageError("Parquet is not for a terminal: add --output FILE")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    partial = output.with_name(f".{output.name}.partial")
    partial.write_bytes(data)
    partial.replace(output)
