"""`servanda clarification`: the questions put to parties, with replies, clocks and what became of them.

Rules it keeps:

- the data go to stdout, talk goes to stderr;
- 0 fine, 1 something to look at (a thread that is not over), 2 could not do it.

It leaves to others: what happened (`institution.clarification`), how it looks (`report.clarification`).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from servanda.cli.terminal import a_date, inside, put, terminal, working


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("identity", metavar="[ID]", required=False)
@click.option("--as-of", metavar="DATE", callback=a_date, help="As things stood on that day (default: as in assess).")
@click.option("--known-by", metavar="DATE", callback=a_date, help="On what was known by that day.")
@click.option("--assessor", metavar="NAME", help="Under this standard of proof (default: the first).")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the data.")
@click.pass_context
def clarification(
    ctx: click.Context,
    workspace: Path,
    identity: str | None,
    as_of: str | None,
    known_by: str | None,
    assessor: str | None,
    form: Literal["human", "json"],
) -> None:
    """Show the questions put to parties and the visits asked for, or the one that ID begins.

    Exit codes: 0 all are over, 1 one is not, 2 could not do it.
    """
    from servanda.findings.assess import chosen, dates_of
    from servanda.findings.workspace import load
    from servanda.institution.clarification import threads
    from servanda.report.frame import Frame
    from servanda.report.institution import clarification as page

    with inside(workspace), working(f"Reading {workspace} …"):
        space = load(workspace)
        dates = dates_of(space, as_of, known_by, datetime.now(UTC).date().isoformat())
        standard = chosen(space.assessors, (assessor,) if assessor else ())[0]
        found = threads(space, standard, dates)
    if identity is not None:
        known = ", ".join(one.id for one in found) or "none"
        found = [one for one in found if one.id == identity]
        if not found:
            raise click.UsageError(f"No question or visit is called {identity}. Known: {known}.")
    frame = Frame(
        space.agreement.title, dates.shown_as_of, dates.shown_known_by, space.agreement.zone_name, standard.name
    )
    if form == "json":
        put(page.as_json(frame, found).encode())
    else:
        here = terminal()
        put(page.render(frame, found, width=here.width, colour=here.colour, ascii_only=here.ascii_only).encode())
    ctx.exit(1 if any(one.open for one in found) else 0)
