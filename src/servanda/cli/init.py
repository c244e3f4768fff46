"""`servanda init`: found a record, alone up to the other signatures, or by joining a draft that came by courier.

Rules it keeps: every party signs the same note with its root keys; nobody signs a draft whose text, members or keys are
not those given on the command line; the own log is opened here and nowhere else.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.cli.record_folder import clock, passphrase, public_keys, unlocked

if TYPE_CHECKING:
    from servanda.record.disk import Disk

Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


def _pinned(_: click.Context, __: click.Parameter, file: Path) -> Path:
    """What is signed must say which text of each prelude it takes over."""
    from servanda.cli.record_forms import preludes_of

    preludes_of(file.read_bytes(), file)
    return file


@click.command()
@click.argument("record", type=click.Path(file_okay=False, path_type=Path))
@click.option("--text", "text_file", type=Existing, required=True, callback=_pinned, help="The agreement's text.")
@click.option("--name", help="Name of the agreement in its logs' origins, such as example.org/treaty-7f3a.")
@click.option(
    "--member", "members", type=Existing, multiple=True, help="Key file of each party; to amend, of new ones."
)
@click.option("--witness", "witnesses", type=Existing, multiple=True, help="Key file of each mere witness.")
@click.option("--faulty", default=0, show_default=True, help="How many witnesses may be faulty; sets the quorum.")
@click.option("--draft", type=Existing, help="The draft that another party signed; without it a new one is made.")
@click.option("--amend", is_flag=True, help="Make the next version of the agreement that the record has.")
@click.option("--join", "bundle_file", type=Existing, help="To accede: a bundle of the record that a party has.")
@click.option("--without", "leaving", multiple=True, metavar="PARTY", help="To amend: a member that leaves.")
@click.option("--root", "root_files", type=Existing, multiple=True, required=True, help="Own root key files.")
@click.option(
    "--passphrase-file",
    type=Existing,
    help="File with the passphrase; else SERVANDA_PASSPHRASE, else it is asked for.",
)
def init(
    record: Path,
    text_file: Path,
    name: str | None,
    members: tuple[Path, ...],
    witnesses: tuple[Path, ...],
    faulty: int,
    draft: Path | None,
    amend: bool,
    bundle_file: Path | None,
    leaving: tuple[str, ...],
    root_files: tuple[Path, ...],
    passphrase_file: Path | None,
) -> None:
    """Found the RECORD of an agreement, or join its founding with `--draft`.

    Writes agreement/0001.draft until every party has signed, then agreement/0001.note. With `--amend` the same for the
    next version: a new text, new members (`--member`), members that leave (`--without`). Who accedes has no record
    yet, and gives a bundle of it with `--join`.
    """
    from servanda.record import founding
    from servanda.record.disk import PosixDisk
    from servanda.verify.keychain import KEYS

    rings = [unlocked(file, passphrase(passphrase_file, file.name)) for file in root_files]
    signers = [signer for ring in rings for signer in ring.of(KEYS)]
    record.mkdir(parents=True, exist_ok=True)
    disk, party, text = PosixDisk(record), rings[0].party, text_file.read_bytes()
    files, note = [public_keys(file) for file in members], draft.read_bytes() if draft else None
    if bundle_file is not None:
        _join(disk, party, bundle_file)
    if amend:
        digest, missing = founding.amend(
            disk, party, signers, text=text, joining=files, leaving=leaving, faulty=faulty, draft_note=note
        )
    else:
        digest, missing = founding.found(
            disk,
            party,
            signers,
            text=text,
            key_files=files,
            witness_files=[public_keys(file) for file in witnesses],
            name=name,
            faulty=faulty,
            draft_note=note,
        )
    _keep(disk, text_file)
    _say(record, party, digest, missing)


def _join(disk: "Disk", party: str, bundle_file: Path) -> None:
    """Takes in what is there already; its first version is to be compared by another way."""
    from servanda.record.bundle import unpack
    from servanda.record.receiving import receive
    from servanda.record.registry import Registry

    brought, strange = unpack(bundle_file.read_bytes(), str(bundle_file))
    registry = Registry(disk, party)
    result = receive(registry, brought, clock())
    click.echo(f"joined {registry.frame.versions[0].digest}")
    for place, text in [*result.told, *((name, "does not belong in a record") for name in strange)]:
        click.echo(f"told: {place}: {text}", err=True)
    click.echo("Compare this hash by another way than the one the bundle came by.", err=True)


def _keep(disk: "Disk", text_file: Path) -> None:
    """Put the preludes beside the agreement's text, by their hashes."""
    from servanda.cli.record_forms import preludes_of
    from servanda.record.disk import put
    from servanda.verify.canonical import sha256

    for prelude in preludes_of(text_file.read_bytes(), text_file):
        digest = sha256(prelude)
        put(disk, f"blobs/sha256/{digest[:2]}/{digest[2:]}", prelude)


def _say(record: Path, party: str, digest: str, missing: list[str]) -> None:
    if missing:
        click.echo(f"signed by {party}; {', '.join(missing)} still to sign")
        drafts = sorted((record / "agreement").glob("*.draft"))
        click.echo(f"Send {drafts[-1]} and the text; they run the same command with `--draft`.", err=True)
    else:
        click.echo("signed by every party")
    click.echo(f"agreement {digest}")
