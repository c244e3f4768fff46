"""What an attacker does: entries made past the forms, heads signed past the restore rule, files changed on a host."""

from collections.abc import Mapping
from typing import Any

from servanda.record.disk import put
from servanda.record.filing import envelope_of, instant, seen
from servanda.record.keys import log_line
from servanda.record.log import Log
from servanda.verify import tile
from servanda.verify.canonical import canonical
from servanda.verify.keychain import HEADS, RECORDS
from servanda.verify.merkle import leaf_hash
from servanda.verify.note import Head, Note, head_text
from servanda.verify.replica import folder_of
from tests.record.simulator import Party, ring


def payload(party: Party, number: int, **other: Any) -> dict[str, Any]:
    """A payload as the party would file it, with anything changed."""
    return {
        "agreement": party.registry.version.digest,
        "fields": {"personnel": 1},
        "number": number,
        "party": party.name,
        "refs": [],
        "seen": seen(party.registry),
        "time": instant(party.clock),
        "type": "notification",
    } | other


def signed(party: Party, body: Mapping[str, Any]) -> bytes:
    return envelope_of(canonical(dict(body)), ring(party.name).of(RECORDS))


def append_raw(party: Party, *entries: bytes) -> None:
    """Puts any bytes into the party's own log, under a head that it signs."""
    with party.registry.lock():
        party.registry.append(lambda _: list(entries))


def files(party: Party, of: str) -> list[str]:
    """The paths of everything that is kept of a log."""
    return sorted(path for path in party.disk.files if path.startswith(folder_of(f"treaty/{of}")))


def rewrite_entries(party: Party, of: str, entries: list[bytes]) -> None:
    """Changes the entries on a host, and the hash tiles and nothing else with them."""
    path = folder_of(f"treaty/{of}")
    for name in files(party, of):
        if "/tile/" in name:
            del party.disk.files[name]
    for number, width in tile.spans(len(entries)):
        part = entries[number * 256 : number * 256 + width]
        put(party.disk, f"{path}/{tile.path('entries', number, width)}", tile.pack(part))
    for place, data in tile.hash_tiles([leaf_hash(entry) for entry in entries]):
        put(party.disk, f"{path}/{place}", data)


def entries_of(party: Party, of: str) -> list[bytes]:
    return Log(party.disk, f"treaty/{of}").entries()


def sign_head(name: str, size: int, root: bytes) -> Head:
    """A head signed with the party's key, whatever it signed before."""
    origin = f"treaty/{name}"
    text = head_text(origin, size, root)
    return Head(origin, size, root, Note(text, (log_line(origin, text, ring(name).of(HEADS)[0]),)))
