"""`servanda escrow`: commit to a declaration whole, reveal it item by item, open everything at the end.

Rules it keeps: the items stay in the record's private folder, locked by the passphrase; what is filed is the same for
every content; a reveal names the commitment by its place.
"""

import json
from pathlib import Path
from typing import Any

import click

from servanda.cli.record_folder import acting, clock, open_registry, passphrase

Folder = click.Path(exists=True, file_okay=False, path_type=Path)
Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def escrow() -> None:
    """Commit to a declaration now, reveal it item by item later."""


def _items(file: Path) -> dict[str, Any] | list[Any]:
    """Values by pointer, or cells; a name that occurs twice is refused, not overwritten."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name occurs twice in one object")
        return dict(pairs)

    try:
        content = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)
    except ValueError as error:
        raise click.BadParameter(f"{file} is not as it must be: {error}.", param_hint="ITEMS") from error
    if not isinstance(content, dict | list) or not content:
        raise click.BadParameter(f"{file} holds neither an object of items nor a list of cells.", param_hint="ITEMS")
    return content


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
    content = _items(items)
    if isinstance(content, dict):
        if capacity is None:
            raise click.UsageError("give --capacity: the number of places that was agreed")
        sealed = sealing.seal_items(subject, content, capacity)
    else:
        sealed = sealing.seal_cells(subject, content)
    sealing.keep(registry.disk, sealed, passphrase(passphrase_file, "the private folder"))
    record = file(registry, [sealed.commitment()], clock())[0]
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
    commitment = entry_of(registry, registry.party, number)
    sealed = sealing.fetch(registry.disk, commitment, passphrase(passphrase_file, "the private folder"))
    record = file(registry, [sealed.reveal(pointer, commitment.leaf)], clock())[0]
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
    commitment = entry_of(registry, registry.party, number)
    sealed = sealing.fetch(registry.disk, commitment, passphrase(passphrase_file, "the private folder"))
    record = file(registry, [sealed.opening(commitment.leaf)], clock())[0]
    click.echo(f"{record.place} opens {registry.party} {number}")
