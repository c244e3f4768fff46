"""`servanda register`: what each party has stated of itself and expects of others, beside the text on offer.

Rules it keeps:

- the data go to stdout, talk goes to stderr;
- 0 when it could be shown, 2 when not; that something is unstated is shown, and is no fault.

It leaves to others: what was stated (`institution.registers`), how it looks (`report.register`).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from servanda.cli.terminal import a_date, inside, put, terminal, working


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--as-of", metavar="DATE", callback=a_date, help="What had been stated by then (default: as in assess).")
@click.option("--known-by", metavar="DATE", callback=a_date, help="On what was known by that day.")
@click.option("--assessor", metavar="NAME", help="Under this standard of proof (default: the first).")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the data.")
def register(
    workspace: Path,
    as_of: str | None,
    known_by: str | None,
    assessor: str | None,
    form: Literal["human", "json"],
) -> None:
    """Lay what each party states and expects beside the text on offer, and show what nobody has stated.

    Exit codes: 0 shown, 2 could not do it.
    """
    from servanda.findings.assess import chosen, dates_of
    from servanda.findings.workspace import load
    from servanda.institution.registers import register as registers
    from servanda.report.frame import Frame
    from servanda.report.institution import register as page

    with inside(workspace), working(f"Reading {workspace} …"):
        space = load(workspace)
        dates = dates_of(space, as_of, known_by, datetime.now(UTC).date().isoformat())
        standard = chosen(space.assessors, (assessor,) if assessor else ())[0]
        found = registers(space, standard, dates)
    frame = Frame(
        space.agreement.title, dates.shown_as_of, dates.shown_known_by, space.agreement.zone_name, standard.name
    )
    if form == "json":
        put(page.as_json(frame, found).encode())
        return
    here = terminal()
    put(page.render(frame, found, width=here.width, colour=here.colour, ascii_only=here.ascii_only).encode())
