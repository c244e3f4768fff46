"""`servanda assess`: what was kept, breached or left open, in both worlds.

Rules it keeps:

- the data go to stdout or to the file that is named, talk goes to stderr; Parquet never goes to a terminal;
- 0 fine, 1 something to look at (a breach, a disagreement of the worlds, a quarantined row), 2 could not do it;
- `--since` makes two assessments, as of and known by that date and now, and lists the difference;
- a file is written whole or not at all;
- what very much work will take is said before it begins (`outlook`).

It leaves to others: every verdict (`servanda.findings`), every page (`servanda.report`).
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from servanda.cli.terminal import Terminal, a_date, inside, put, terminal, working, write

if TYPE_CHECKING:
    from servanda.cli.outlook import Classes
    from servanda.findings.assess import Dates
    from servanda.findings.model import Assessment
    from servanda.findings.workspace import Workspace
    from servanda.report.changes import Changes

Format = Literal["human", "json", "parquet"]
MANY = 4_000  # rows of an event from which on reading them in columns pays


def content(
    form: Format, assessment: "Assessment", changes: "Changes | None", to_stdout: bool, everything: bool
) -> bytes:
    """The assessment in the wanted form."""
    if form == "json":
        from servanda.report.data import as_json

        return as_json(assessment, changes).encode()
    if form == "parquet":
        from servanda.report.parquet.table import as_bytes

        return as_bytes(assessment)
    from servanda.report.terminal.assessment import render

    here = terminal() if to_stdout else Terminal(100, colour=False, ascii_only=False)
    page = render(
        assessment,
        changes,
        width=here.width,
        colour=here.colour,
        ascii_only=here.ascii_only,
        everything=everything,
    )
    return page.encode()


def report_bytes(space: "Workspace", dates: "Dates", assessment: "Assessment", changes: "Changes | None") -> bytes:
    """The self-contained page."""
    from servanda.institution.gaps import standing
    from servanda.report.html.assessment import page

    return page(assessment, changes, standing(space, assessment.findings, dates)).encode()


def keep(
    workspace: Path,
    assessment: "Assessment",
    changes: "Changes | None",
    page: bytes,
    report: Path | None,
    stored: bool,
) -> None:
    """Write the page where it is wanted."""
    if report is not None:
        write(report, page)
    if stored:
        click.echo(f"Stored in {store(workspace, assessment, changes, page)}", err=True)


def store(workspace: Path, assessment: "Assessment", changes: "Changes | None", report: bytes) -> Path:
    """Write findings.parquet, findings.json and report.html into the workspace's folder `findings`."""
    from servanda.report.data import as_json
    from servanda.report.parquet.table import as_bytes

    folder = workspace / "findings"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"Cannot make {folder}: {error.strerror}.") from error
    write(folder / "findings.parquet", as_bytes(assessment))
    write(folder / "findings.json", as_json(assessment, changes).encode())
    write(folder / "report.html", report)
    return folder


def deliver(made: bytes, output: Path | None) -> None:
    """To the file that is named, else to stdout."""
    if output is None:
        put(made)
    else:
        write(output, made)


def talk(assessment: "Assessment", workspace: Path) -> None:
    """What to look at and what to do next, in two lines."""
    from servanda.report.tally import tally
    from servanda.report.words import breached, disagrees, plural

    if not any(item.rows for item in assessment.inputs):
        click.echo(
            f"Nothing is declared and nothing observed in {workspace}. Its README.md may say what to import; "
            "`servanda import --list` names the sources.",
            err=True,
        )
    counts = tally(assessment)
    parts = [plural(counts.breached, "finding with a breach", "findings with a breach")] if counts.breached else []
    parts += [plural(counts.disagreements, "disagreement") + " of the worlds"] if counts.disagreements else []
    parts += [plural(counts.quarantined, "row") + " set aside"] if counts.quarantined else []
    if parts:
        click.echo(f"To look at: {', '.join(parts)}.", err=True)
    example = next((one for one in assessment.findings if breached(one) or disagrees(one)), None)
    if example is not None:
        click.echo(f"Why: servanda explain {workspace} {example.id}", err=True)


def by_classes(
    space: "Workspace",
    as_of: str | None,
    known_by: str | None,
    assessors: tuple[str, ...],
    readings: tuple[str, ...],
    today: str,
) -> "tuple[Assessment, bytes] | None":
    """The assessment of very many events and its table, where events that are alike can be judged once for all."""
    from servanda.findings.alike.spread import NotSo, assess_alike
    from servanda.report.parquet.alike import as_bytes

    assert space.plain is not None
    try:
        found = assess_alike(space, as_of=as_of, known_by=known_by, assessors=assessors, readings=readings, today=today)
        return found.assessment, as_bytes(found)
    except NotSo:
        return None
    finally:
        space.plain.close()


def read(
    workspace: Path, in_columns: bool, as_json: bool, judge: "Callable[[Workspace], tuple[Assessment, bytes] | None]"
) -> "tuple[Workspace, tuple[Assessment, bytes] | None]":
    """The workspace, and what came of it where it was read in columns and could be judged so."""
    from servanda.cli.outlook import tell
    from servanda.findings.workspace import load

    classes: Classes = "tried" if in_columns else "not wanted"
    with working(f"Reading {workspace} …"):
        space = load(workspace, many=MANY if in_columns else None, before=lambda reader: tell(reader, classes, as_json))
    if space.plain is None:
        return space, None
    with working(f"Assessing {workspace} …"):
        found = judge(space)
    if found is None:
        space = load(workspace, before=lambda reader: tell(reader, "could not be"))
    return space, found


def compared(
    since: str | None, now: "Assessment", made_at: "Callable[[str | None, str | None], Assessment]"
) -> "Changes | None":
    """What came out differently than as of and known by that date."""
    from servanda.report.changes import changes

    if since is None:
        return None
    if since > now.known_by:
        raise click.UsageError(f"--since {since} lies after what was known by {now.known_by}.")
    return changes(made_at(min(since, now.as_of), since), now, since)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles: what an assessment makes it keeps, and looking through all of it costs a fifth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--as-of",
    metavar="DATE",
    callback=a_date,
    help="What was in force and happening by then (default: servanda.toml, or today).",
)
@click.option(
    "--known-by", metavar="DATE", callback=a_date, help="What was known by then (default: servanda.toml, or --as-of)."
)
@click.option("--reading", "readings", metavar="NAME", multiple=True, help="Only this reading; may be repeated.")
@click.option("--assessor", "assessors", metavar="NAME", multiple=True, help="Under this standard; may be repeated.")
@click.option("--format", "form", type=click.Choice(["human", "json", "parquet"]), default="human", help="Of the data.")
@click.option("--all", "everything", is_flag=True, help="List each finding, however many there are.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the data here, not to stdout.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the page as one HTML file.")
@click.option(
    "--since", metavar="DATE", callback=a_date, help="List what came out differently as of and known by then."
)
@click.option("--store", "stored", is_flag=True, help="Write Parquet, JSON and page into WORKSPACE/findings.")
@click.pass_context
def assess(
    ctx: click.Context,
    workspace: Path,
    as_of: str | None,
    known_by: str | None,
    readings: tuple[str, ...],
    assessors: tuple[str, ...],
    form: Format,
    everything: bool,
    output: Path | None,
    report: Path | None,
    since: str | None,
    stored: bool,
) -> None:
    """Find what was kept, breached or left open, by what was declared and by what was observed.

    Exit codes: 0 fine, 1 something to look at (a breach, a disagreement, a quarantined row), 2 could not do it.
    """
    if form == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for a terminal: add --output FILE, or redirect stdout.")
    from servanda.findings.assess import assess as assess_workspace
    from servanda.findings.assess import dates_of
    from servanda.report.tally import needs_a_look

    today = datetime.now(UTC).date().isoformat()  # only where neither the caller nor servanda.toml says
    columns = form == "parquet" and since is None and report is None and not stored
    with uncollected(), inside(workspace):
        judge = partial(by_classes, as_of=as_of, known_by=known_by, assessors=assessors, readings=readings, today=today)
        space, found = read(workspace, columns, form == "json" or stored, judge)
    if found is not None:
        deliver(found[1], output)
        ctx.exit(1 if needs_a_look(found[0]) else 0)

    def made_at(as_of: str | None, known_by: str | None) -> "Assessment":
        with uncollected(), inside(workspace), working(f"Assessing {workspace} …"):
            return assess_workspace(
                space, as_of=as_of, known_by=known_by, assessors=assessors, readings=readings, today=today
            )

    now = made_at(as_of, known_by)
    changes = compared(since, now, made_at)
    with uncollected():
        made = content(form, now, changes, output is None, everything)
    if report is not None or stored:
        page = report_bytes(space, dates_of(space, as_of, known_by, today), now, changes)
        keep(workspace, now, changes, page, report, stored)
    deliver(made, output)
    if form == "human":
        talk(now, workspace)
    ctx.exit(1 if needs_a_look(now) else 0)
