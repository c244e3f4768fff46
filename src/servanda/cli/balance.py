"""`servanda balance`: what each side owes, has done and was given, in columns on the same scale.

Rules it keeps:

- the data go to stdout or to the file that is named, talk goes to stderr;
- 0 it could be drawn up, 2 it could not; a balance is never a reason to be alarmed by itself.

It leaves to others: what is counted (`servanda.institution.balance`), how it looks
(`servanda.report.institution.balance`).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from servanda.cli.terminal import Terminal, a_date, inside, put, terminal, working, write


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--from", "first", metavar="DATE", callback=a_date, help="First day, included (default: entry into force)."
)
@click.option("--to", "last", metavar="DATE", callback=a_date, help="Last day, included (default: --as-of).")
@click.option("--as-of", metavar="DATE", callback=a_date, help="As of this day (default: servanda.toml, or today).")
@click.option("--known-by", metavar="DATE", callback=a_date, help="On what was known by then (default: as for assess).")
@click.option("--assessor", metavar="NAME", help="Under this standard of proof (default: the first).")
@click.option("--by", "by", type=click.Choice(["side", "party"]), default="side", help="A column for each.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the data.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the data here, not to stdout.")
@click.pass_context
def balance(
    ctx: click.Context,
    workspace: Path,
    first: str | None,
    last: str | None,
    as_of: str | None,
    known_by: str | None,
    assessor: str | None,
    by: Literal["side", "party"],
    form: Literal["human", "json"],
    output: Path | None,
) -> None:
    """Draw up what each side owes, has done, and was given, in columns on the same scale and without a score.

    A finding counts in the period in which it was due or, without a deadline, in which its occasion began.
    """
    from servanda.findings.assess import assess, dates_of
    from servanda.findings.workspace import load
    from servanda.findings.world.standing import stand
    from servanda.institution.balance import balance as drawn_up
    from servanda.report.institution import balance as page

    today = datetime.now(UTC).date().isoformat()
    with inside(workspace), working(f"Reading {workspace} …"):
        space = load(workspace)
        chosen = (assessor,) if assessor else ()
        whole = assess(space, as_of=as_of, known_by=known_by, assessors=chosen, today=today)
        dates = dates_of(space, as_of, known_by, today)
        agreement = stand(space.agreement, space.facts, whole.assessors[0], dates.as_of, dates.known_by).agreement
        period = (first or agreement.starts.isoformat(), last or whole.as_of[:10])
        if period[1] < period[0]:
            raise click.UsageError(f"--to {period[1]} lies before --from {period[0]}.")
        found = drawn_up(space, whole, agreement, period, by_party=by == "party")
    inputs = page.shown_inputs(whole.inputs)
    frame = page.Frame(whole.agreement, whole.as_of, whole.known_by, whole.assessors[0].name, inputs)
    if form == "json":
        made = page.as_json(frame, found)
    else:
        here = terminal() if output is None else Terminal(100, colour=False, ascii_only=False)
        made = page.render(frame, found, width=here.width, colour=here.colour, ascii_only=here.ascii_only)
    if output is None:
        put(made.encode())
    else:
        write(output, made.encode())
    ctx.exit(0)
