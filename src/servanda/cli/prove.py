"""`servanda prove`: proofs for people who have no replica, in the forms of C2SP and RFC 6962."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.cli.record_folder import find

if TYPE_CHECKING:
    from servanda.verify.replica import Log, Replica

Folder = click.Path(exists=True, file_okay=False, path_type=Path)
Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def prove() -> None:
    """Make or check a proof of inclusion, consistency or contradiction."""


def _load(path: Path) -> "Replica":
    from servanda.record.refusal import refusal
    from servanda.verify.replica import OnDisk, load

    troubles: list[tuple[str, str]] = []
    found = load(OnDisk(find(path)), lambda _, place, text: troubles.append((place, text)))
    if not found.versions:
        raise refusal("record-unfounded", "There is no agreement that could be checked.", str(path), "See `verify`.")
    for place, text in troubles:
        click.echo(f"{place}: {text}", err=True)
    return found


def _log(found: "Replica", party: str) -> "Log":
    from servanda.record.refusal import refusal

    if party not in found.logs:
        names = ", ".join(found.logs)
        raise refusal("record-stranger", f"There is no log of {party} here.", party, f"There are logs of {names}.")
    return found.logs[party]


@prove.command()
@click.argument("path", type=Folder)
@click.argument("record", metavar="PARTY/NUMBER")
def inclusion(path: Path, record: str) -> None:
    """Prove that a record stands in its log: a C2SP tlog-proof on standard output."""
    from servanda.record.proof import inclusion_file
    from servanda.record.refusal import refusal

    party, _, number = record.partition("/")
    log = _log(_load(path), party)
    head = log.heads.get(f"{log.path}/checkpoint")
    if head is None or not number.isdigit() or not 1 <= int(number) <= head.size:
        raise refusal("reference-unknown", f"There is no record {record} here.", record, "Look with `servanda log`.")
    sys.stdout.buffer.write(inclusion_file(int(number) - 1, log.leaves, head))


@prove.command()
@click.argument("path", type=Folder)
@click.argument("party")
@click.argument("size", type=int)
def consistency(path: Path, party: str, size: int) -> None:
    """Prove that the newest head of PARTY continues its head of SIZE: one base64 hash a line (RFC 6962)."""
    from servanda.record.proof import consistency as prove_it
    from servanda.verify.canonical import to_base64

    log = _log(_load(path), party)
    for step in prove_it(size, log.leaves):
        click.echo(to_base64(step))


@prove.command()
@click.argument("path", type=Folder)
def contradiction(path: Path) -> None:
    """Print every contradiction that is on file. Exit code 1 if there is one."""
    folder = find(path) / "evidence"
    found = sorted(folder.glob("*.note")) if folder.is_dir() else []
    for name in found:
        sys.stdout.buffer.write(name.read_bytes())
    raise SystemExit(1 if found else 0)


@prove.command()
@click.argument("path", type=Folder)
@click.argument("proof", type=Existing)
@click.option("--entry", type=Existing, help="The entry that an inclusion proof is about.")
def check(path: Path, proof: Path, entry: Path | None) -> None:
    """Check a PROOF file against the keys in the record at PATH. Exit code 1 if it does not hold."""
    from servanda.record.proof import check_file

    holds, text = check_file(proof.read_bytes(), _load(path), entry.read_bytes() if entry else None)
    click.echo(text)
    raise SystemExit(0 if holds else 1)
