"""`servanda gaps`: the life of each gap, from its opening to its closure: owner, age and trend.

Rules it keeps:

- the data go to stdout, talk goes to stderr;
- 0 fine, 1 something to look at (a gap that is open), 2 could not do it.

It leaves to others: what a life is (`institution.gaps`), how it looks (`report.gaps`).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from servanda.cli.terminal import a_date, inside, put, terminal, working


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--as-of", metavar="DATE", callback=a_date, help="As things stood on that day (default: as in assess).")
@click.option("--known-by", metavar="DATE", callback=a_date, help="On what was known by that day.")
@click.option("--assessor", metavar="NAME", help="Under this standard of proof (default: the first).")
@click.option(
    "--days",
    type=click.IntRange(min=0),
    default=16,
    show_default=True,
    help="For the trend, judge anew on at most so many of the days on which something became known.",
)
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the data.")
@click.pass_context
def gaps(
    ctx: click.Context,
    workspace: Path,
    as_of: str | None,
    known_by: str | None,
    assessor: str | None,
    days: int,
    form: Literal["human", "json"],
) -> None:
    """Show the life of each gap: opened, put to the party, answered, judged, closed; who must act next, and its size.

    Exit codes: 0 none is open, 1 one is, 2 could not do it.
    """
    from servanda.findings.assess import chosen, dates_of
    from servanda.findings.workspace import load
    from servanda.institution.gaps import gaps as lives
    from servanda.report.frame import Frame
    from servanda.report.institution import gaps as page

    with inside(workspace), working(f"Following the gaps of {workspace} …"):
        space = load(workspace)
        dates = dates_of(space, as_of, known_by, datetime.now(UTC).date().isoformat())
        standard = chosen(space.assessors, (assessor,) if assessor else ())[0]
        found = lives(space, standard, dates, days)
    frame = Frame(
        space.agreement.title, dates.shown_as_of, dates.shown_known_by, space.agreement.zone_name, standard.name
    )
    if form == "json":
        put(page.as_json(frame, found).encode())
    else:
        here = terminal()
        put(page.render(frame, found, width=here.width, colour=here.colour, ascii_only=here.ascii_only).encode())
    ctx.exit(1 if any(one.open for one in found.lives) else 0)
