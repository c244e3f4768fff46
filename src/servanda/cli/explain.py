"""`servanda explain`: why a finding came out as it did.

Rules it keeps:

- the answer goes to stdout, in words or as JSON; 0 when it could be given, whatever the verdict, 2 when not;
- an id that does not exist is refused with the nearest one that does.

It leaves to others: the reasons (`servanda.findings.explain`), the page (`servanda.report.reasons`).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from servanda.cli.terminal import a_date, inside, put, terminal, working


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("finding")
@click.option("--as-of", metavar="DATE", callback=a_date, help="What was in force and happening by then.")
@click.option(
    "--known-by", metavar="DATE", callback=a_date, help="What was known by then (default: servanda.toml, or --as-of)."
)
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the answer.")
@click.option("--core", is_flag=True, help="Show the norm's formulas in the core logic too (JSON always has them).")
def explain(
    workspace: Path, finding: str, as_of: str | None, known_by: str | None, form: Literal["human", "json"], core: bool
) -> None:
    """Say why FINDING came out as it did: the clause, what was searched and found, what would change the verdict.

    FINDING is an id as `servanda assess` shows it. Exit codes: 0 explained, 2 could not do it.
    """
    from servanda.findings.explain import explain as explain_finding
    from servanda.report import reasons

    today = datetime.now(UTC).date().isoformat()  # only where neither the caller nor servanda.toml says
    with inside(workspace), working(f"Asking why {finding} …"):
        explained = explain_finding(workspace, finding, as_of=as_of, known_by=known_by, today=today)
    if form == "json":
        put(reasons.as_json(explained).encode())
        return
    here = terminal()
    page = reasons.render(explained, width=here.width, colour=here.colour, ascii_only=here.ascii_only, core=core)
    put(page.encode())
