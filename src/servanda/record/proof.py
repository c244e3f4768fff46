"""Proofs that anyone can check with other people's tools: inclusion (C2SP tlog-proof) and consistency.

Rules it keeps: proofs are those of RFC 6962, from the leaf hashes of entries that were hashed here.
"""

from collections.abc import Sequence

from servanda.verify import contradiction
from servanda.verify.canonical import Malformed, from_base64, to_base64
from servanda.verify.merkle import included, leaf_hash, root_of
from servanda.verify.note import Head
from servanda.verify.note import head as read_head
from servanda.verify.replica import Replica, receipts

FIRST = "c2sp.org/tlog-proof@v1"


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962, 2.1.1: from the leaf's sibling up."""
    size = len(leaves)
    if size <= 1:
        return []
    split = _split(size)
    if index < split:
        return [*inclusion(index, leaves[:split]), root_of(leaves[split:])]
    return [*inclusion(index - split, leaves[split:]), root_of(leaves[:split])]


def consistency(older: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]) of RFC 6962, 2.1.2."""
    return _sub(older, leaves, True) if 0 < older < len(leaves) else []


def _sub(older: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    size = len(leaves)
    if older == size:
        return [] if whole else [root_of(leaves)]
    split = _split(size)
    if older <= split:
        return [*_sub(older, leaves[:split], whole), root_of(leaves[split:])]
    return [*_sub(older - split, leaves[split:], False), root_of(leaves[:split])]


def inclusion_file(index: int, leaves: Sequence[bytes], head: Head) -> bytes:
    """A `.tlog-proof`: index, path and the head with its receipts."""
    lines = [FIRST, f"index {index}", *map(to_base64, inclusion(index, leaves[: head.size])), ""]
    return "\n".join(lines).encode() + b"\n" + bytes(head.note)


def read_inclusion(data: bytes) -> tuple[int, list[bytes], bytes]:
    """Index, path and the checkpoint's bytes."""
    first, _, checkpoint = data.partition(b"\n\n")
    lines = first.decode("ascii").split("\n")
    if lines[0] != FIRST or not lines[1].startswith("index "):
        raise ValueError("is not a C2SP tlog-proof without extra data")
    return int(lines[1][6:]), [from_base64(line) for line in lines[2:]], checkpoint


def check_file(data: bytes, known: Replica, entry: bytes | None) -> tuple[bool, str]:
    """Whether a contradiction or an inclusion proof holds by the keys of this record, and what it says."""
    try:
        if data.startswith(contradiction.FIRST.encode()):
            shown = contradiction.parse(data)
            for head in (shown.older, shown.newer):
                receipts(head, known.origins.get(head.origin, ""), known)
            return True, f"{shown.older.origin} signed two histories: {shown.older.name} and {shown.newer.name}"
        index, path, checkpoint = read_inclusion(data)
        head = read_head(checkpoint)
        party = known.origins.get(head.origin, "")
        times = receipts(head, party, known)
        log = known.logs[party]
        leaf = leaf_hash(entry) if entry is not None else log.leaves[index] if index < len(log.leaves) else b""
        if not included(leaf, index, head.size, path, head.root):
            return False, f"{party} {index + 1} is not shown to stand in {head.origin}"
        by = ", ".join(sorted(times)) or "nobody"
        return True, f"{party} {index + 1} stands in {head.origin} of {head.size} entries, received by {by}"
    except (Malformed, KeyError, ValueError, IndexError) as error:
        return False, f"the proof does not hold: it {error}"
