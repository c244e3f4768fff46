"""Escrow: what was committed to as a root is opened later, item by item and in the end wholly.

Rules it keeps:

- an item is `[salt of 32 bytes, JSON pointer, value]` in canonical form (the form of RFC 9901), a leaf of a tree whose
  capacity is fixed; a dummy has the pointer "" and no value;
- a reveal names the commitment, the place and the RFC 9162 path to its root;
- in a tree of cells the place is the cell: `/cells/7` stands at 7, so an empty cell proves absence;
- one pointer, one place; the opening shows every leaf, dummies too, and agrees with all that was revealed.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from servanda.verify.canonical import Malformed, from_base64, from_hex, parse_canonical, table
from servanda.verify.envelope import Record
from servanda.verify.merkle import included, leaf_hash, root_of

COMMIT, REVEAL, OPEN = "servanda.escrow", "servanda.reveal", "servanda.open"


def item(text: str, index: int, shape: str) -> tuple[str, Any]:
    """Pointer and value of a disclosure that stands at `index`."""
    value = parse_canonical(text.encode("utf-8", "surrogatepass"))
    if not isinstance(value, list) or len(value) != 3 or not all(isinstance(part, str) for part in value[:2]):
        raise Malformed("a disclosure is [salt, pointer, value]")
    if len(from_base64(value[0])) != 32:
        raise Malformed("a salt has 32 bytes")
    pointer = value[1]
    if shape == "cells" and pointer != f"/cells/{index}":
        raise Malformed(f"cell {pointer!r} stands at place {index}")
    if pointer == "" and value[2] is not None:
        raise Malformed("a dummy has a value")
    return pointer, value[2]


def _commitment(record: Record) -> tuple[int, bytes, str]:
    names = {"capacity": int, "root": str, "shape": str, "subject": str}
    fields = table(record.fields, names, "an escrow")
    if fields["shape"] not in ("items", "cells") or fields["capacity"] < 1:
        raise Malformed("an escrow holds items or cells, at least one")
    return fields["capacity"], from_hex(fields["root"]), fields["shape"]


def _shown(record: Record, committed: Record, blob: Callable[[str], bytes]) -> Iterator[tuple[int, str]]:
    """Places and disclosures that a reveal or an opening shows, after checking them against the root."""
    capacity, root, _ = _commitment(committed)
    if record.type == REVEAL:
        names = {"disclosure": str, "escrow": str, "index": int, "proof": list}
        fields = table(record.fields, names, "a reveal")
        proof = [from_base64(step) for step in fields["proof"]]
        leaf = leaf_hash(fields["disclosure"].encode())
        if not included(leaf, fields["index"], capacity, proof, root):
            raise Malformed(f"the disclosure is not at place {fields['index']} of the commitment {committed.place}")
        yield fields["index"], fields["disclosure"]
        return
    fields = table(record.fields, {"blob": str, "escrow": str}, "an opening")
    texts = parse_canonical(blob(from_hex(fields["blob"]).hex()))
    if not isinstance(texts, list) or len(texts) != capacity or not all(isinstance(text, str) for text in texts):
        raise Malformed(f"the opening does not show all {capacity} leaves")
    if root_of(leaf_hash(text.encode()) for text in texts) != root:
        raise Malformed(f"the opening does not lead to the root of the commitment {committed.place}")
    yield from enumerate(texts)


def check(records: Iterable[Record], blob: Callable[[str], bytes]) -> Iterator[tuple[Record, str | None]]:
    """Each reveal and opening of one log, with what is wrong with it, if anything."""
    commitments: dict[str, Record] = {}
    pointers: dict[tuple[str, str], int] = {}
    for record in records:
        try:
            if record.type == COMMIT:
                _commitment(record)
                commitments[record.leaf] = record
            if record.type in (REVEAL, OPEN):
                committed = commitments.get(str(record.fields.get("escrow")))
                if committed is None:
                    raise Malformed("there is no earlier commitment of this party with that hash")
                for index, text in _shown(record, committed, blob):
                    pointer, _ = item(text, index, _commitment(committed)[2])
                    if pointer and pointers.setdefault((committed.leaf, pointer), index) != index:
                        raise Malformed(f"{pointer} was committed to twice, with two places to choose from")
        except (Malformed, UnicodeEncodeError, FileNotFoundError) as error:
            yield record, str(error)
        else:
            if record.type in (COMMIT, REVEAL, OPEN):
                yield record, None
