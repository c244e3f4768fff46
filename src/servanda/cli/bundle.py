"""`servanda bundle`: everything of a record that may be shared, as one file for a courier, or sent to a server."""

from pathlib import Path

import click

from servanda.cli.record_folder import find
from servanda.cli.terminal import write
from servanda.diagnostics import plural


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", "-o", "target", required=True, help="File to write, or an address (http://…) to send to.")
def bundle(path: Path, target: str) -> None:
    """Pack the record at PATH for a courier. Nothing private goes in: no keys, no salts, no state of the signer.

    Sent to an address, what the other side answers is printed. Exit code 1 if it refused or told of anything.
    """
    from servanda.record import bundle as packing
    from servanda.record.disk import PosixDisk
    from servanda.record.exchange import send

    content = packing.collect(PosixDisk(find(path)))
    data = packing.pack(content)
    if target.startswith(("http://", "https://")):
        answer = send(target, data)
    else:
        write(Path(target), data)
        answer = ""
    click.echo(f"{plural(len(content.files), 'file')}, {plural(len(data), 'byte')}: {target}")
    for line in answer.splitlines():
        click.echo(f"the other side says: {line}")
    if any(line.startswith(("refused", "told", "ignored", "CONTRADICTION")) for line in answer.splitlines()):
        raise SystemExit(1)
