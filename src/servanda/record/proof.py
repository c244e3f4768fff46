"""Proofs that anyone can check with other people's tools: inclusion (C2SP tlog-proof) and consistency.

Rules it keeps: proofs are those of RFC 6962, from the leaf hashes of entries that were hashed here.
"""

from collections.abc import Callable, Sequence

from servanda.verify import contradiction, tile
from servanda.verify.canonical import Malformed, from_base64, to_base64
from servanda.verify.merkle import included, leaf_hash, node_hash, root_of
from servanda.verify.note import Head
from servanda.verify.note import head as read_head
from servanda.verify.replica import Folder, Replica, receipts

Root = Callable[[int, int], bytes]
FIRST = "c2sp.org/tlog-proof@v1"


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962, 2.1.1: from the leaf's sibling up."""
    return _path(index, 0, len(leaves), lambda start, end: root_of(leaves[start:end]))


def _path(index: int, start: int, end: int, root: Root) -> list[bytes]:
    if end - start <= 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, root), root(middle, end)]
    return [*_path(index, middle, end, root), root(start, middle)]


def consistency(older: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]) of RFC 6962, 2.1.2."""
    if not 0 < older < len(leaves):
        return []
    return _sub(older, 0, len(leaves), True, lambda start, end: root_of(leaves[start:end]))


def _sub(older: int, start: int, end: int, whole: bool, root: Root) -> list[bytes]:
    """`older` counts from the beginning of the log, like `start` and `end`."""
    if older == end:
        return [] if whole else [root(start, end)]
    middle = start + _split(end - start)
    if older <= middle:
        return [*_sub(older, start, middle, whole, root), root(middle, end)]
    return [*_sub(older, middle, end, False, root), root(start, middle)]


class Tiles:
    """Roots over stretches of a log from its tiles on disk: a proof reads one or two tiles a level, not the log."""

    def __init__(self, folder: Folder, path: str, size: int) -> None:
        self.folder, self.path, self.size = folder, path, size
        self._tiles: dict[str, bytes] = {}

    def _hashes(self, level: int, first: int, count: int) -> list[bytes]:
        """Hashes of a level that lie in one tile."""
        number = first // tile.WIDTH
        width = min(tile.WIDTH, (self.size >> 8 * level) - number * tile.WIDTH)
        place = tile.path(str(level), number, width)
        if place not in self._tiles:
            self._tiles[place] = self.folder.read(f"{self.path}/{place}")
        at = 32 * (first % tile.WIDTH)
        data = self._tiles[place][at : at + 32 * count]
        return [data[n : n + 32] for n in range(0, len(data), 32)]

    def root(self, start: int, end: int) -> bytes:
        """The root over entries from `start` to before `end`, a stretch that RFC 6962 splits a log into."""
        count = end - start
        if count & (count - 1) == 0:
            level, bits = divmod(count.bit_length() - 1, 8)
            return root_of(self._hashes(level, start >> 8 * level, 1 << bits))
        middle = start + _split(count)
        return node_hash(self.root(start, middle), self.root(middle, end))

    def inclusion(self, index: int) -> list[bytes]:
        return _path(index, 0, self.size, self.root)

    def consistency(self, older: int) -> list[bytes]:
        return _sub(older, 0, self.size, True, self.root) if 0 < older < self.size else []


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
