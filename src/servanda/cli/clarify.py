"""`servanda clarify`: the request for clarification that a finding gives rise to; written, or filed in the own log.

Rules it keeps:

- it is written to stdout or to a file, and filed only where keys are given; filing goes the way of `servanda file`;
- what cannot be asked is refused with the reason, and nothing is written.

It leaves to others: what is asked (`institution.request`), how it looks (`report.request`).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from servanda.cli.terminal import Terminal, a_date, inside, put, terminal, working, write

if TYPE_CHECKING:
    from servanda.institution.request import Request
    from servanda.record.registry import Registry


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("finding")
@click.option("--by", metavar="PARTY", help="Who asks (default: the party whose keys are given).")
@click.option("--to", metavar="PARTY", help="Who is asked, where a side of several members bears the finding.")
@click.option("--at", metavar="INSTANT", callback=a_date, help="When it is filed, for the clock of the reply: now.")
@click.option("--as-of", metavar="DATE", callback=a_date, help="The finding as of that day (default: as in assess).")
@click.option("--known-by", metavar="DATE", callback=a_date, help="The finding on what was known by that day.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the request.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it here, not to stdout.")
@click.option(
    "--keys",
    "key_file",
    envvar="SERVANDA_KEYS",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File it in the record too, signed with these keys.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the passphrase; else SERVANDA_PASSPHRASE, else it is asked for.",
)
def clarify(
    workspace: Path,
    finding: str,
    by: str | None,
    to: str | None,
    at: str | None,
    as_of: str | None,
    known_by: str | None,
    form: Literal["human", "json"],
    output: Path | None,
    key_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Write the request for clarification that FINDING gives rise to: whom it asks what, and by when a reply is due.

    FINDING is an id as `servanda assess` and `servanda gaps` show it. Exit codes: 0 written, 2 could not do it.
    """
    from servanda.cli.record_folder import open_registry

    registry = open_registry(workspace, key_file, passphrase_file) if key_file is not None else None
    if registry is not None and by not in (None, registry.party):
        raise click.UsageError(f"The keys are those of {registry.party}, so {by} cannot ask with them.")
    asker = registry.party if registry is not None else by
    if asker is None:
        raise click.UsageError("Say who asks: --by PARTY, or --keys of a party.")
    if registry is not None and at is not None:
        raise click.UsageError("What is filed is filed now: leave out --at.")
    made = _made(workspace, finding, asker, to, at, as_of, known_by)
    _written(made, workspace, form, output)
    if registry is not None:
        _filed(registry, made)


def _made(
    workspace: Path, finding: str, by: str, to: str | None, at: str | None, as_of: str | None, known_by: str | None
) -> "Request":
    from servanda.dates import as_of as instant_of
    from servanda.findings.workspace import load
    from servanda.institution.request import Asking, request

    now = datetime.now(UTC)
    with inside(workspace), working(f"Asking about {finding} …"):
        space = load(workspace)
        instant = int(now.timestamp()) if at is None else instant_of(at, space.agreement.zone)
        asking = Asking(by, to, instant)
        return request(space, finding, asking, as_of=as_of, known_by=known_by, today=now.date().isoformat())


def _written(made: "Request", workspace: Path, form: str, output: Path | None) -> None:
    from servanda.report.institution import request as page

    here = terminal() if output is None else Terminal(100, colour=False, ascii_only=False)
    looks = {"width": here.width, "colour": here.colour, "ascii_only": here.ascii_only}
    text = page.as_json(made) if form == "json" else page.render(made, workspace.name, **looks)  # type: ignore[arg-type]
    if output is None:
        put(text.encode())
    else:
        write(output, text.encode())


def _filed(registry: "Registry", made: "Request") -> None:
    from servanda.cli.file import append

    place = append(registry, made.act, {name: [text] for name, text in made.fields.items()})
    click.echo(f"{place} Signed. It is served once another party has cosigned it: send a bundle.", err=True)
