"""`servanda receive`: take in what a courier or a server brings, and give receipts for it.

Exit 0 when all was well, 1 when something was refused, counts for nothing, or contradicts, 2 when it could not be read.
"""

from pathlib import Path

import click

from servanda.cli.record_folder import acting, clock, open_registry


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("source")
@click.option("--recover", is_flag=True, help="This replica was restored; SOURCE was fetched from a peer since.")
@acting
def receive(path: Path, source: str, recover: bool, key_file: Path, passphrase_file: Path | None) -> None:
    """Take in SOURCE, a bundle file or an address (http://…), into the record at PATH, and cosign what is new."""
    from servanda.record import bundle
    from servanda.record.exchange import fetch
    from servanda.record.receiving import receive as take_in

    registry = open_registry(path, key_file, passphrase_file)
    data = fetch(source) if source.startswith(("http://", "https://")) else Path(source).read_bytes()
    brought, strange = bundle.unpack(data, source)
    result = take_in(registry, brought, clock(), recover)
    for party, first, last in result.new:
        click.echo(f"new: {party} {first}" + (f" to {last}" if last > first else ""))
    for origin, size in result.receipts:
        click.echo(f"receipt: {origin}, {size} entries")
    for place in strange:
        click.echo(f"ignored: {place} does not belong in a record")
    for place, text in result.told:
        click.echo(f"told: {place}: {text}")
    for place in result.contradictions:
        click.echo(f"CONTRADICTION: {place}")
    raise SystemExit(1 if strange or result.told or result.contradictions else 0)
