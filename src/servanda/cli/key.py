"""`servanda key`: make, show, change and revoke a party's keys.

Rules it keeps: private keys are written only locked; the key file that is registered is made here and read back by the
verifier before it is written; a new version of the keys is announced by a record, so that it cannot be withheld unseen.
"""

from pathlib import Path

import click

from servanda.cli.record_folder import clock, find, passphrase, unlocked

Existing = click.Path(exists=True, dir_okay=False, path_type=Path)
Folder = click.Path(file_okay=False, path_type=Path)


@click.group()
def key() -> None:
    """Make, show, change and revoke a party's keys."""


@key.command()
@click.argument("party")
@click.option("--out", type=Folder, required=True, help="Folder for the key files.")
@click.option("--root-keys", default=1, show_default=True, help="How many offline root keys.")
@click.option("--threshold", default=1, show_default=True, help="How many of them must sign a change.")
@click.option(
    "--passphrase-file",
    type=Existing,
    help="File with the passphrase; else SERVANDA_PASSPHRASE, else it is asked for.",
)
@click.option("--token", "token_file", type=Existing, help="Description of a token that holds the daily keys.")
def new(
    party: str, out: Path, root_keys: int, threshold: int, token_file: Path | None, passphrase_file: Path | None
) -> None:
    """Make keys for PARTY: a root file (keep it offline), a file for daily work, and the public key file.

    With several root keys each gets a file of its own, for its holder. With `--token` the keys for daily work are those
    of a PKCS#11 token, whose PIN is asked for; the file for daily work then holds the key for sealed fields only.
    """
    from servanda.record import keys, token
    from servanda.verify.keychain import KEYS, read

    secret = passphrase(passphrase_file, f"the new keys of {party}", new=True)
    counts = {role: 1 for role in keys.ROLES} | {KEYS: root_keys}
    ring = keys.generate(party, counts)
    if token_file is not None:
        pin = click.prompt("PIN of the token", hide_input=True, err=True)
        ring.signers |= token.ring(token_file.read_bytes(), pin).signers
    public = keys.sign(keys.first_draft(ring, {KEYS: threshold}), ring.every())
    read(public, None)
    out.mkdir(parents=True, exist_ok=True)
    for number, signer in enumerate(ring.signers.pop(KEYS), 1):
        name = f"{party}.root.jwe" if root_keys == 1 else f"{party}.root-{number}.jwe"
        _write(out / name, keys.lock(keys.Ring(party, {KEYS: [signer]}), secret))
    _write(out / f"{party}.work.jwe", keys.lock(ring, secret))
    _write(out / f"{party}.1.root.json", public)
    _show(out / f"{party}.1.root.json", public)


def _write(path: Path, data: bytes) -> None:
    """Writes a new file that only its owner may read; never over an old one."""
    import os

    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    click.echo(f"wrote {path}", err=True)


def _show(path: Path, data: bytes) -> None:
    from servanda.record.refusal import refusal
    from servanda.verify.canonical import Malformed, parse_canonical, sha256

    try:
        signed = parse_canonical(data)["signed"]
        own, version, roles = signed["servanda"], signed["version"], sorted(signed["roles"].items())
        lines = [f"{own['party']}: keys, version {version}, from {own['from']} on", f"  fingerprint {sha256(data)}"]
        for role, content in roles:
            names = ", ".join(name[:16] for name in content["keyids"])
            lines.append(f"  {role:<9} {content['threshold']} of {len(content['keyids'])}: {names}")
    except (Malformed, KeyError, TypeError, AttributeError) as error:
        raise refusal(
            "key-file-public",
            f"`{path.name}` is no public key file of a party: it {error}.",
            str(path),
            "Give the file `PARTY.1.root.json` that `servanda key new` wrote.",
        ) from error
    for line in lines:
        click.echo(line)
    click.echo(f"Compare the fingerprint of {path.name} by another way than the one it came by.", err=True)


@key.command()
@click.argument("file", type=Existing)
def show(file: Path) -> None:
    """Show a public key FILE: its fingerprint, roles and thresholds."""
    _show(file, file.read_bytes())


@key.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--root", "root_files", type=Existing, multiple=True, required=True, help="Root key files, enough of them."
)
@click.option("--out", type=Folder, required=True, help="Folder for the new key files.")
@click.option("--from", "start", type=int, help="Size of the own log from which the old keys count for nothing.")
@click.option(
    "--passphrase-file",
    type=Existing,
    help="File with the passphrase; else SERVANDA_PASSPHRASE, else it is asked for.",
)
def rotate(
    path: Path, root_files: tuple[Path, ...], out: Path, start: int | None, passphrase_file: Path | None
) -> None:
    """Replace all keys for daily work in the record at PATH; with `--from`, revoke the old ones from there on."""
    from servanda.record import keys
    from servanda.record.disk import PosixDisk
    from servanda.record.filing import KEY_CHANGE, Draft, file
    from servanda.record.registry import Registry
    from servanda.record.rotation import replace
    from servanda.verify.keychain import KEYS

    roots = [unlocked(name, passphrase(passphrase_file, name.name)) for name in root_files]
    secret = passphrase(passphrase_file, "the new keys", new=True)
    party = roots[0].party
    offline = [signer for ring in roots for signer in ring.of(KEYS)]
    registry = Registry(PosixDisk(find(path)), party)
    number = registry.frame.chains[party].roots[-1].version + 1
    out.mkdir(parents=True, exist_ok=True)

    def keep(new: keys.Ring, public: bytes) -> None:
        _write(out / f"{party}.work-{number}.jwe", keys.lock(new, secret))
        _write(out / f"{party}.{number}.root.json", public)

    ring, data = replace(registry, offline, start, keep)
    _show(out / f"{party}.{number}.root.json", data)
    registry.ring = ring
    record = file(registry, [Draft(KEY_CHANGE, {"file": registry_digest(data), "version": number})], clock())[0]
    click.echo(f"{record.place} announces the new keys.")


def registry_digest(data: bytes) -> str:
    from servanda.verify.canonical import sha256

    return sha256(data)
