"""Escrow: commit to a declaration whole, show it item by item, open everything at the end.

Rules it keeps:

- the capacity is fixed beforehand and filled with dummies, the order is drawn by lot: two commitments of one capacity
  have the same shape whatever they hold; in a tree of cells the place is the cell and every cell has an item;
- every item, dummies too, has a salt of 32 random bytes, so nothing can be guessed from a hash;
- the items stay in `escrow/private/`, locked by the passphrase, until they are revealed; `bundle` never takes them;
- a reveal is checked against the commitment before it is filed, the opening likewise.

The idea of such escrow is Philippe, Glaser and Felten's (Science & Global Security 27(1), 2019); this construction
is ours.
It leaves to others: the check (`servanda.verify.disclosure`).
"""

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.record import jwe
from servanda.record.disk import Disk, put
from servanda.record.filing import Draft
from servanda.record.proof import inclusion
from servanda.record.refusal import refusal
from servanda.verify.canonical import Malformed, canonical, parse_canonical, sha256, to_base64
from servanda.verify.disclosure import COMMIT, OPEN, REVEAL
from servanda.verify.envelope import Record
from servanda.verify.merkle import leaf_hash, root_of

BLOCK = 65536


@dataclass(frozen=True, slots=True)
class Sealed:
    """A commitment and everything that opens it: disclosures in the order of the tree."""

    subject: str
    shape: str
    disclosures: tuple[str, ...]

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(text.encode()) for text in self.disclosures]

    def commitment(self) -> Draft:
        """What goes into the log: subject, shape, capacity and root; nothing that depends on the content."""
        fields = {
            "capacity": len(self.disclosures),
            "root": root_of(self.leaves).hex(),
            "shape": self.shape,
            "subject": self.subject,
        }
        return Draft(COMMIT, fields)

    def index(self, pointer: str) -> int:
        for index, text in enumerate(self.disclosures):
            if parse_canonical(text.encode())[1] == pointer and pointer:
                return index
        raise refusal(
            "escrow-item-unknown",
            f"The escrow of {self.subject!r} holds nothing at {pointer!r}.",
            "escrow/private",
            "Name an item that was committed to, or reveal the cell, which proves that it is empty.",
        )

    def reveal(self, pointer: str, commitment: str) -> Draft:
        """One item, with the proof that it was committed to. `commitment`: the leaf hash of that entry."""
        index = self.index(pointer)
        fields = {
            "disclosure": self.disclosures[index],
            "escrow": commitment,
            "index": index,
            "proof": [to_base64(step) for step in inclusion(index, self.leaves)],
        }
        return Draft(REVEAL, fields)

    def everything(self) -> bytes:
        """The blob of the opening: every disclosure, dummies too."""
        return canonical(list(self.disclosures))

    def opening(self, commitment: str) -> Draft:
        everything = self.everything()
        return Draft(OPEN, {"blob": sha256(everything), "escrow": commitment}, blobs=(everything,))


def _disclosure(pointer: str, value: Any) -> str:
    return canonical([to_base64(os.urandom(32)), pointer, value]).decode()


def seal_items(subject: str, items: Mapping[str, Any], capacity: int) -> Sealed:
    """Commits to values by JSON pointer, among dummies, in an order drawn by lot."""
    if len(items) > capacity or not all(pointer.startswith("/") for pointer in items):
        raise refusal(
            "escrow-capacity",
            f"{len(items)} items do not fit a capacity of {capacity}, or one is not named by a JSON pointer.",
            subject,
            "Agree on a larger capacity, the same for every commitment; name items like `/sites/1`.",
        )
    disclosures = [_disclosure(pointer, value) for pointer, value in items.items()]
    disclosures += [_disclosure("", None) for _ in range(capacity - len(items))]
    random.SystemRandom().shuffle(disclosures)
    return Sealed(subject, "items", tuple(disclosures))


def seal_cells(subject: str, cells: Sequence[Any]) -> Sealed:
    """Commits to every cell of a map; an empty cell is None, and revealing it proves that nothing is there."""
    return Sealed(subject, "cells", tuple(_disclosure(f"/cells/{n}", value) for n, value in enumerate(cells)))


def keep(disk: Disk, sealed: Sealed, passphrase: str, rounds: int | None = None) -> None:
    """Locks the salts away under the commitment's root, before it is filed; padded, so that the length says little."""
    plain = canonical({"disclosures": list(sealed.disclosures), "shape": sealed.shape, "subject": sealed.subject})
    padded = plain + b" " * (-len(plain) % BLOCK)
    put(disk, f"escrow/private/{root_of(sealed.leaves).hex()}.jwe", jwe.lock(padded, passphrase, rounds))


def fetch(disk: Disk, commitment: Record, passphrase: str) -> Sealed:
    """What opens this commitment of one's own."""
    root = commitment.fields.get("root")
    if commitment.type != COMMIT or not isinstance(root, str):
        raise refusal(
            "escrow-none",
            f"{commitment.place} is of the type `{commitment.type}`, and no commitment.",
            commitment.place,
            "Give the number that `servanda escrow commit` printed; `servanda log` lists it as servanda.escrow.",
        )
    path = f"escrow/private/{root}.jwe"
    try:
        body = parse_canonical(jwe.unlock(disk.read(path), passphrase).rstrip(b" "))
    except FileNotFoundError as error:
        raise refusal(
            "escrow-salts-missing",
            f"What opens {commitment.place} is not in the private folder of this replica.",
            path,
            "Put the folder `escrow/private` back from a backup: nobody else has the salts.",
        ) from error
    except Malformed as error:
        raise refusal(
            "key-file",
            f"`{root}.jwe` gives no salts: it {error}.",
            path,
            "Give the passphrase under which the commitment was made.",
        ) from error
    return Sealed(body["subject"], body["shape"], tuple(body["disclosures"]))
