"""`servanda escrow`: commit to a declaration whole, reveal it item by item, open everything at the end.

Rules it keeps: the items stay in the record's private folder, locked by the passphrase; what is filed is the same for
every content; a reveal names the commitment by its place.
"""

import json
from pathlib import Path

import click

from servanda.cli.record_folder import acting, clock, open_registry, passphrase

Folder = click.Path(exists=True, file_okay=False, path_type=Path)
Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def escrow() -> None:
    """Commit to a declaration now, reveal it item by item later."""


@escrow.command()
@click.argument("path", type=Folder)
@click.argument("items", type=Existing)
@click.option("--subject", required=True, help="What is committed to, such as `holdings 2027`; everybody reads it.")
@click.option(
    "--capacity", type=int, help="Number of places, agreed beforehand; needed unless ITEMS is a list of cells."
)
@acting
def commit(
    path: Path, items: Path, subject: str, capacity: int | None, key_file: Path, passphrase_file: Path | None
) -> None:
    """Commit to ITEMS: a JSON object of values by pointer (`/sites/1`), or a JSON list of map cells (null: empty)."""
    from servanda.record import escrow as sealing
    from servanda.record.filing import file

    registry = open_registry(path, key_file, passphrase_file)
    content = json.loads(items.read_text(encoding="utf-8"))
    if isinstance(content, dict):
        if capacity is None:
            raise click.UsageError("give --capacity: the number of places that was agreed")
        sealed = sealing.seal_items(subject, content, capacity)
    else:
        sealed = sealing.seal_cells(subject, content)
    secret = passphrase(passphrase_file, "the private folder")
    sealing.keep(registry.disk, sealed, "pending", secret)
    record = file(registry, [sealed.commitment()], clock())[0]
    sealing.keep(registry.disk, sealed, record.leaf, secret)
    registry.disk.remove("escrow/private/pending.jwe")
    click.echo(f"{record.place}  {record.leaf}")


@escrow.command()
@click.argument("path", type=Folder)
@click.argument("number", type=int)
@click.argument("pointer")
@acting
def reveal(path: Path, number: int, pointer: str, key_file: Path, passphrase_file: Path | None) -> None:
    """Reveal the item at POINTER of the commitment NUMBER of the own log."""
    from servanda.record import escrow as sealing
    from servanda.record.filing import entry_of, file

    registry = open_registry(path, key_file, passphrase_file)
    leaf = entry_of(registry, registry.party, number).leaf
    sealed = sealing.fetch(registry.disk, leaf, passphrase(passphrase_file, "the private folder"))
    record = file(registry, [sealed.reveal(pointer, leaf)], clock())[0]
    click.echo(f"{record.place} reveals {pointer} of {registry.party} {number}")


@escrow.command("open")
@click.argument("path", type=Folder)
@click.argument("number", type=int)
@acting
def open_all(path: Path, number: int, key_file: Path, passphrase_file: Path | None) -> None:
    """Open everything of the commitment NUMBER of the own log, dummies too."""
    from servanda.record import escrow as sealing
    from servanda.record.filing import entry_of, file

    registry = open_registry(path, key_file, passphrase_file)
    leaf = entry_of(registry, registry.party, number).leaf
    sealed = sealing.fetch(registry.disk, leaf, passphrase(passphrase_file, "the private folder"))
    record = file(registry, [sealed.opening(leaf, registry.keep_blob(sealed.everything()))], clock())[0]
    click.echo(f"{record.place} opens {registry.party} {number}")
