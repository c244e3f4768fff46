"""`servanda receive`: take in what a courier or a server brings, and give receipts for it; or listen for it.

Exit 0 when all was well, 1 when something was refused, counts for nothing, or contradicts, 2 when it could not be read.
"""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.cli.record_folder import acting, clock, open_registry

if TYPE_CHECKING:
    from servanda.record.forms import FormBook
    from servanda.record.receiving import Received
    from servanda.record.registry import Registry


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("source", required=False)
@click.option("--recover", is_flag=True, help="This replica was restored; SOURCE was fetched from a peer since.")
@click.option("--listen", metavar="HOST:PORT", help="Instead of SOURCE: serve this record, and take in what is sent.")
@acting
def receive(
    path: Path, source: str | None, recover: bool, listen: str | None, key_file: Path, passphrase_file: Path | None
) -> None:
    """Take in SOURCE, a bundle file or an address (http://…), into the record at PATH, and cosign what is new.

    With `--listen` the record is served until it is interrupted: its files, and `/bundle` to fetch and to send to.
    Put a server with TLS before it where the network is not yours; what is carried is checked either way.
    """
    if listen is not None:
        host, _, port = listen.rpartition(":")
        if source or not port.isdigit():
            raise click.UsageError("give either SOURCE or --listen HOST:PORT")
        with listening(path, (host, int(port)), key_file, passphrase_file) as address:
            click.echo(f"listening at {address}", err=True)
            threading.Event().wait()
    if source is None:
        raise click.UsageError("give SOURCE: a bundle file or an address")
    from servanda.record import bundle
    from servanda.record.exchange import fetch
    from servanda.record.receiving import receive as take_in

    registry = open_registry(path, key_file, passphrase_file)
    data = fetch(source) if source.startswith(("http://", "https://")) else _read(source)
    brought, strange = bundle.unpack(data, source)
    lines, well = told(take_in(registry, brought, clock(), recover, forms_of(registry)), strange)
    for line in lines:
        click.echo(line)
    raise SystemExit(0 if well else 1)


def _read(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise click.BadParameter(f"cannot read {source}: {error.strerror}.", param_hint="SOURCE") from error


def forms_of(registry: "Registry") -> "FormBook | None":
    """The forms of the agreement, once there is one in this record."""
    from servanda.cli.record_forms import book_of

    return book_of(registry, None) if registry.frame.versions else None


def told(result: "Received", strange: list[str]) -> tuple[list[str], bool]:
    """What came of a bundle, line by line, and whether all was well."""
    lines = [f"new: {party} {first}" + (f" to {last}" if last > first else "") for party, first, last in result.new]
    lines += [f"receipt: {origin}, {size} entries" for origin, size in result.receipts]
    lines += [f"received: by {party}, the first {size} of our entries" for party, size in result.served]
    lines += [f"ignored: {place} does not belong in a record" for place in strange]
    lines += [f"told: {place}: {text}" for place, text in result.told]
    lines += [f"CONTRADICTION: {place}" for place in result.contradictions]
    return lines or ["nothing new"], not (strange or result.told or result.contradictions)


@contextlib.contextmanager
def listening(path: Path, address: tuple[str, int], key_file: Path, passphrase_file: Path | None) -> Iterator[str]:
    """Serves the record in the background; what is sent is taken in one after the other."""
    from servanda.diagnostics import Refused
    from servanda.record import bundle
    from servanda.record.exchange import server
    from servanda.record.receiving import receive as take_in

    registry, turn = open_registry(path, key_file, passphrase_file), threading.Lock()

    def sent(data: bytes) -> str:
        try:
            with turn:
                registry.changed()  # keys and agreement may have been changed by another command since
                brought, strange = bundle.unpack(data, "what was sent")
                lines, _ = told(take_in(registry, brought, clock(), book=forms_of(registry)), strange)
        except Refused as refused:
            lines = [f"refused: {item.message} {item.remedy}" for item in refused.diagnostics]
        return "".join(f"{line}\n" for line in lines)

    http = server(registry.disk, address, sent)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{http.server_address[0]!s}:{http.server_address[1]}"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
