"""Contradictions as evidence: made from two signed heads, and kept beside the record for ever.

Rules it keeps:

- both heads are kept, nothing is chosen, the log is not extended any more;
- the evidence carries only the log's own signatures, so it stays below 1 kB and needs no context;
- the other branch, when it came along, is kept beside it: leaf hashes (`.leaves`) and entries (`.entries`).
"""

from collections.abc import Sequence

from servanda.record.disk import Disk, exists, put
from servanda.record.proof import consistency
from servanda.verify import tile
from servanda.verify.canonical import sha256
from servanda.verify.contradiction import Contradiction
from servanda.verify.merkle import leaf_hash, root_of
from servanda.verify.note import Head, Note


def bare(head: Head) -> Head:
    """The head with its log's signatures only."""
    lines = tuple(line for line in head.note.lines if line.name == head.origin)
    return Head(head.origin, head.size, head.root, Note(head.note.text, lines))


def make(one: Head, other: Head, leaves: Sequence[bytes]) -> Contradiction | None:
    """The evidence, if the heads contradict each other. `leaves`: those of the larger head's tree."""
    older, newer = sorted((bare(one), bare(other)), key=lambda head: (head.size, head.root))
    if older.size == newer.size:
        return Contradiction(older, newer, newer.root, ()) if older.root != newer.root else None
    root = root_of(leaves[: older.size])
    if older.size == 0 or root == older.root:
        return None
    return Contradiction(older, newer, root, tuple(consistency(older.size, leaves[: newer.size])))


def keep(disk: Disk, found: Contradiction, branch: Sequence[bytes] = ()) -> str:
    """Files the evidence and, if given, the entries of the branch that this replica does not follow."""
    data = bytes(found)
    path = f"evidence/{sha256(data)[:32]}"
    if branch and not exists(disk, f"{path}.entries"):
        put(disk, f"{path}.entries", tile.pack(branch))
        put(disk, f"{path}.leaves", b"".join(map(leaf_hash, branch)))
    if not exists(disk, f"{path}.note"):
        put(disk, f"{path}.note", data)
    return f"{path}.note"


def disputed(disk: Disk) -> set[str]:
    """Origins of the logs against which evidence is on file."""
    names = [name for name in disk.names("evidence") if name.endswith(".note")]
    return {disk.read(f"evidence/{name}").split(b"\n\n")[1].split(b"\n")[0].decode() for name in names}
