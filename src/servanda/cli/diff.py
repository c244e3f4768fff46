"""`servanda diff`: two agreements side by side.

Rules it keeps:

- an agreement is named by its file, or by the folder of its workspace;
- 0 both could be compared, 2 one of them could not be read; that two texts differ is no fault.

It leaves to others: what differs (`servanda.agreement.difference`), how it looks (`servanda.report.difference`).
"""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from servanda.cli.terminal import Terminal, put, terminal, write

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement


def _read(path: Path) -> tuple["Agreement", str, str]:
    """The checked agreement, its file's name and its hash."""
    from servanda.agreement.check import check
    from servanda.agreement.parse import parse
    from servanda.agreement.source import read_source
    from servanda.diagnostics import Refused

    file = path / "agreement.md" if path.is_dir() else path
    shown = file.as_posix()
    agreement, messages = check(parse(read_source(file), shown))
    if agreement is None:
        raise Refused(item for item in messages if item.severity == "error")
    return agreement, shown, sha256(file.read_bytes()).hexdigest()


@click.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the data.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the data here, not to stdout.")
@click.pass_context
def diff(ctx: click.Context, first: Path, second: Path, form: Literal["human", "json"], output: Path | None) -> None:
    """Lay two agreements side by side: what the SECOND adds, drops, tightens and loosens, and for whom.

    Norms are matched by name. A direction is claimed only where numbers are all that differs.
    """
    from servanda.agreement.difference import compare
    from servanda.report import difference as page

    one, name, digest = _read(first)
    other, name_other, digest_other = _read(second)
    found = compare(one, other)
    if form == "json":
        made = page.as_json(found, [(name, digest), (name_other, digest_other)])
    else:
        here = terminal() if output is None else Terminal(100, colour=False, ascii_only=False)
        made = page.render(found, width=here.width, colour=here.colour, ascii_only=here.ascii_only)
    if output is None:
        put(made.encode())
    else:
        write(output, made.encode())
    ctx.exit(0)
