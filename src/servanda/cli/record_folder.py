"""Where the commands of the record find it, and with whose keys they act.

Rules it keeps: a path may be the record itself or a workspace with a `record` folder; the passphrase comes from a file,
from SERVANDA_PASSPHRASE, or is asked for, and is never an argument; commands read the clock here and nowhere below.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from servanda.record.keys import Ring
    from servanda.record.registry import Registry


def find(path: Path) -> Path:
    """The record folder at or in this path."""
    for candidate in (path / "record", path):
        if (candidate / "agreement").is_dir() or (candidate / "keys").is_dir():
            return candidate
    from servanda.record.refusal import refusal

    raise refusal("record-none", "There is no record here.", str(path), "Make one with `servanda init`.")


def passphrase(file: Path | None, what: str, new: bool = False) -> str:
    """From the file, from SERVANDA_PASSPHRASE, or asked for; twice if `new`: a slip would lock keys for ever."""
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\n")
    named = os.environ.get("SERVANDA_PASSPHRASE")
    return (
        named
        if named is not None
        else str(click.prompt(f"Passphrase of {what}", hide_input=True, err=True, confirmation_prompt=new))
    )


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that signs: who acts, with which keys."""
    for option in (
        click.option(
            "--passphrase-file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="File with the passphrase; else SERVANDA_PASSPHRASE, else it is asked for.",
        ),
        click.option(
            "--keys",
            "key_file",
            required=True,
            envvar="SERVANDA_KEYS",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="The party's encrypted key file for daily work, or the description of a token.",
        ),
    ):
        command = option(command)
    return command


def open_registry(path: Path, key_file: Path, passphrase_file: Path | None) -> "Registry":
    """The record, with the keys of the party whose file was given."""
    from servanda.record import token
    from servanda.record.disk import PosixDisk
    from servanda.record.registry import Registry

    data = key_file.read_bytes()
    secret = passphrase(passphrase_file, key_file.name)
    ring = token.ring(data, secret) if token.described(data) else unlocked(key_file, secret)
    return Registry(PosixDisk(find(path)), ring.party, ring)


def unlocked(key_file: Path, secret: str) -> "Ring":
    """The private keys in an encrypted file; refuses a wrong passphrase and a file of another kind."""
    from servanda.record.keys import unlock
    from servanda.record.refusal import refusal
    from servanda.verify.canonical import Malformed

    try:
        return unlock(key_file.read_bytes(), secret)
    except Malformed as error:
        raise refusal(
            "key-file",
            f"`{key_file.name}` gives no keys: it {error}.",
            str(key_file),
            "Check the passphrase, and that this is an encrypted key file: `*.work.jwe`, or `*.root.jwe` for the root.",
        ) from error


def public_keys(key_file: Path) -> bytes:
    """A party's first public key file, checked; refuses what is none."""
    from servanda.record.refusal import refusal
    from servanda.verify.canonical import Malformed
    from servanda.verify.keychain import read

    data = key_file.read_bytes()
    try:
        read(data, None)
    except Malformed as error:
        raise refusal(
            "key-file-public",
            f"`{key_file.name}` is no public key file of a party: it {error}.",
            str(key_file),
            "Give the file `PARTY.1.root.json` that `servanda key new` wrote.",
        ) from error
    return data


def clock() -> int:
    """Now, in seconds since 1970: the one place where the record's commands read it."""
    return int(time.time())
