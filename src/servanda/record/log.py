"""One log on disk: entries and hashes in tiles, and every head ever seen.

Rules it keeps:

- order of an append: entry tiles, hash tiles, (the signer's memory,) the head among `checkpoints/`, `checkpoint` last;
- what lies beyond the checkpoint is no part of the log and is written over;
- a head is never deleted; receipts that arrive later are added to it, one per key;
- partial tiles that no longer serve are removed after the checkpoint that outgrew them is durable.

It leaves to others: whether a head may be signed (`restore`) or believed (`receiving`).
"""

from collections.abc import Sequence

from servanda.record.disk import Disk, exists, put
from servanda.record.refusal import refusal
from servanda.verify import note, tile
from servanda.verify.canonical import Malformed
from servanda.verify.merkle import EMPTY, Frontier, leaf_hash, root_of
from servanda.verify.note import Head, Line, Note
from servanda.verify.replica import folder_of, read_entries


class Edge:
    """The right edge of a tree: for each level the hashes of its last, partial tile."""

    def __init__(self, levels: list[list[bytes]], size: int) -> None:
        self.levels, self.size = levels, size

    def append(self, leaf: bytes) -> dict[str, bytes]:
        """Adds a leaf; returns the tiles that became full."""
        full: dict[str, bytes] = {}
        level, carried = 0, leaf
        self.size += 1
        while True:
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(carried)
            if len(self.levels[level]) < tile.WIDTH:
                return full
            number = (self.size >> 8 * (level + 1)) - 1
            full[tile.path(str(level), number, tile.WIDTH)] = b"".join(self.levels[level])
            carried, self.levels[level] = root_of(self.levels[level]), []
            level += 1

    def partial(self) -> dict[str, bytes]:
        return {
            tile.path(str(level), self.size >> 8 * (level + 1), len(hashes)): b"".join(hashes)
            for level, hashes in enumerate(self.levels)
            if hashes
        }

    def root(self) -> bytes:
        if not self.size:
            return EMPTY
        frontier = Frontier()
        for hashes in reversed(self.levels):
            frontier.extend_below(hashes)
        return frontier.root()


class Log:
    """A log, its own or mirrored, as far as its checkpoint goes."""

    def __init__(self, disk: Disk, origin: str) -> None:
        self.disk, self.origin, self.path = disk, origin, folder_of(origin)
        self.head = self._newest()
        self.edge = self.edge_at(self.head.size if self.head else 0)
        # Roots that this very tree had while it grew here: what `restore` asks for, without reading the log again.
        self._roots = {self.size: self.edge.root()}
        if self.head and self.edge.root() != self.head.root:
            raise refusal(
                "log-damaged",
                f"The tiles of {origin} do not lead to the root of its checkpoint.",
                self.path,
                "Run `servanda verify` to see where, and `servanda fsck` to rebuild the tiles from the entries.",
            )

    def _newest(self) -> Head | None:
        try:
            return note.head(self.disk.read(f"{self.path}/checkpoint"))
        except FileNotFoundError:
            return None

    @property
    def size(self) -> int:
        return self.edge.size

    def edge_at(self, size: int) -> Edge:
        """The edge of the tree at this size, from the hash tiles."""
        levels: list[list[bytes]] = []
        while size >> 8 * len(levels):
            width = (size >> 8 * len(levels)) & 255
            place = tile.path(str(len(levels)), size >> 8 * (len(levels) + 1), width)
            data = self.disk.read(f"{self.path}/{place}") if width else b""
            levels.append([data[at : at + 32] for at in range(0, len(data), 32)])
        return Edge(levels, size)

    def entries(self, size: int | None = None) -> list[bytes]:
        return read_entries(self.disk, self.path, self.size if size is None else size)

    def root_at(self, size: int) -> bytes:
        if size in self._roots:
            return self._roots[size]
        if not self.head or size > self.head.size:
            return b""
        return root_of(map(leaf_hash, self.entries(self.head.size)[:size]))

    def extend(self, entries: Sequence[bytes]) -> None:
        """Writes the entries and hashes behind the checkpoint. They count only once a head is published."""
        size = self.size
        start = size - size % tile.WIDTH
        tail = tile.unpack(self._tail(size), size % tile.WIDTH) + list(entries)
        new: dict[str, bytes] = {}
        for offset in range(0, len(tail), tile.WIDTH):
            part = tail[offset : offset + tile.WIDTH]
            new[tile.path("entries", (start + offset) // tile.WIDTH, len(part))] = tile.pack(part)
        for entry in entries:
            new |= self.edge.append(leaf_hash(entry))
        for place, data in (new | self.edge.partial()).items():
            put(self.disk, f"{self.path}/{place}", data)
        self._roots[self.size] = self.edge.root()

    def adopt(self, size: int, root: bytes) -> bool:
        """Takes in what a crash left behind the checkpoint, written but not yet published; False if it is not there."""
        try:
            edge = self.edge_at(size)
        except FileNotFoundError:
            return False
        if edge.root() != root:
            return False
        self.edge = edge
        self._roots[size] = root
        return True

    def _tail(self, size: int) -> bytes:
        if not size % tile.WIDTH:
            return b""
        place = tile.path("entries", size // tile.WIDTH, size % tile.WIDTH)
        return self.disk.read(f"{self.path}/{place}")

    def kept(self, head: Head) -> Head | None:
        """This head as it is kept already, with the receipts that it has here."""
        place = f"{self.path}/checkpoints/{head.name}"
        return note.head(self.disk.read(place)) if exists(self.disk, place) else None

    def keep(self, head: Head) -> Head:
        """Keeps a head among all heads seen, with the receipts it had and the new ones."""
        place, known = f"{self.path}/checkpoints/{head.name}", self.kept(head)
        if known:
            merged = merge(known.note, head.note)
            if merged == known.note:
                return known
            head = Head(head.origin, head.size, head.root, merged)
        put(self.disk, place, bytes(head.note))
        return head

    def publish(self, head: Head) -> None:
        """Makes this head the newest, last of all; then clears partial tiles that it has outgrown."""
        if head.root != self.edge.root() or head.size != self.size:
            raise Malformed("the head is not the one of these entries")
        head = self.keep(head)
        put(self.disk, f"{self.path}/checkpoint", bytes(head.note))
        self.head = head
        self.clear()

    def clear(self) -> None:
        """Removes partial tiles other than those of the checkpoint, and what a crash left half written."""
        keep = {f"{self.path}/{place}" for place in self.edge.partial()}
        if self.size % tile.WIDTH:
            keep.add(f"{self.path}/{tile.path('entries', self.size // tile.WIDTH, self.size % tile.WIDTH)}")
        for level in self.disk.names(f"{self.path}/tile"):
            for place in _partials(self.disk, f"{self.path}/tile/{level}"):
                if place not in keep:
                    self.disk.remove(place)


def _partials(disk: Disk, folder: str) -> list[str]:
    """Partial tiles in the last branch of a level: full tiles further left never change."""
    found = []
    names = disk.names(folder)
    deeper = [name for name in names if name.startswith("x")]
    if deeper:
        found += _partials(disk, f"{folder}/{deeper[-1]}")
    for name in names:
        if name.endswith(".p"):
            found += [f"{folder}/{name}/{width}" for width in disk.names(f"{folder}/{name}")]
    return found


def merge(known: Note, other: Note) -> Note:
    """One text, the signatures of both: for each key the first that came."""
    lines: dict[tuple[str, bytes], Line] = {(line.name, line.key_id): line for line in known.lines}
    for line in other.lines:
        lines.setdefault((line.name, line.key_id), line)
    return Note(known.text, tuple(lines.values()))
