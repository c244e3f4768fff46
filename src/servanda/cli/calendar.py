"""`servanda calendar`: what is due and overdue, for whom, and when the work on it has to begin.

Rules it keeps:

- the data go to stdout or to the file that is named, talk goes to stderr;
- 0 fine, 1 something to look at (something overdue, or fewer days left than the work takes), 2 could not do it.

It leaves to others: what is due (`servanda.institution.calendar`), how it looks
(`servanda.report.institution.calendar`).
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from servanda.cli.terminal import Terminal, a_date, inside, put, terminal, working, write

if TYPE_CHECKING:
    from servanda.findings.workspace import Workspace


def _parties(space: "Workspace", named: tuple[str, ...]) -> None:
    known = {**space.agreement.parties, **space.agreement.sides}
    for name in named:
        if name not in known:
            raise click.UsageError(f"No party or side is called {name}. Known: {', '.join(known)}.")


def _last(first: str, last: str | None) -> str:
    last = last or (date.fromisoformat(first) + timedelta(days=365)).isoformat()
    if last < first:
        raise click.UsageError(f"--to {last} lies before --from {first}.")
    return last


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--as-of", metavar="DATE", callback=a_date, help="The day it is seen on (default: servanda.toml, or today)."
)
@click.option("--from", "first", metavar="DATE", callback=a_date, help="First day, included (default: --as-of).")
@click.option("--to", "last", metavar="DATE", callback=a_date, help="Last day, included (default: a year later).")
@click.option("--party", "parties", metavar="NAME", multiple=True, help="Only what this one bears; may be repeated.")
@click.option("--assessor", metavar="NAME", help="Under this standard of proof (default: the first).")
@click.option("--format", "form", type=click.Choice(["human", "json", "ics"]), default="human", help="Of the data.")
@click.option("--ics", is_flag=True, help="The same as --format ics: iCalendar, for people's own calendars.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the data here, not to stdout.")
@click.pass_context
def calendar(
    ctx: click.Context,
    workspace: Path,
    as_of: str | None,
    first: str | None,
    last: str | None,
    parties: tuple[str, ...],
    assessor: str | None,
    form: Literal["human", "json", "ics"],
    ics: bool,
    output: Path | None,
) -> None:
    """List what is due and what is overdue, with lead times and the latest day to begin.

    How long the work on an act takes stands in servanda.toml, in the table [preparation].

    Exit codes: 0 fine, 1 something overdue or too late to begin, 2 could not do it.
    """
    from servanda.findings.assess import chosen, dates_of
    from servanda.findings.workspace import load
    from servanda.institution.calendar import Span
    from servanda.institution.calendar import calendar as entries_of
    from servanda.report.institution import calendar as page

    form = "ics" if ics else form
    with inside(workspace), working(f"Reading {workspace} …"):
        space = load(workspace)
        _parties(space, parties)
        dates = dates_of(space, as_of, None, datetime.now(UTC).date().isoformat())
        first = first or dates.shown_as_of[:10]
        last = _last(first, last)
        standard = chosen(space.assessors, (assessor,) if assessor else ())[0]
        span = Span(dates.as_of, *_bounds(space, first, last))
        entries = entries_of(space, standard, span, parties)
    inputs = [(one.file, one.sha256) for one in space.inputs]
    frame = page.Frame(
        space.agreement.title, dates.shown_as_of, first, last, space.agreement.zone_name, standard.name, inputs
    )
    if form == "json":
        made = page.as_json(frame, entries).encode()
    elif form == "ics":
        made = page.as_ics(frame, entries, dates.as_of)
    else:
        here = terminal() if output is None else Terminal(100, colour=False, ascii_only=False)
        made = page.render(frame, entries, width=here.width, colour=here.colour, ascii_only=here.ascii_only).encode()
    if output is None:
        put(made)
    else:
        write(output, made)
    ctx.exit(1 if any(one.state == "overdue" or one.late_to_start for one in entries) else 0)


def _bounds(space: "Workspace", first: str, last: str) -> tuple[int, int]:
    """The first second of the first day, the last second of the last, in the agreement's time zone."""
    from servanda.dates import end_of_day, start_of_day

    zone = space.agreement.zone
    return start_of_day(date.fromisoformat(first), zone), end_of_day(date.fromisoformat(last), zone)
