"""Tiles: where a log's hashes and entries lie, and what is in them (C2SP tlog-tiles, height 8).

Rules it keeps: 256 hashes or entries to a tile; entries stand behind their length in two bytes; a partial tile is
called by its width; the hash of a tile above is the root of a full tile below.

>>> path("entries", 1234067, 256), path("0", 0, 3)
('tile/entries/x001/x234/067', 'tile/0/000.p/3')
"""

from collections.abc import Iterator, Sequence

from servanda.verify.canonical import Malformed
from servanda.verify.merkle import root_of

WIDTH = 256
LONGEST = 65535


def path(level: str, number: int, width: int) -> str:
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + ("" if width == WIDTH else f".p/{width}")


def spans(size: int) -> Iterator[tuple[int, int]]:
    """Number and width of each tile at the bottom of a tree of this size."""
    for number in range(size // WIDTH):
        yield number, WIDTH
    if size % WIDTH:
        yield size // WIDTH, size % WIDTH


def pack(entries: Sequence[bytes]) -> bytes:
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(data: bytes, width: int) -> list[bytes]:
    """Exactly `width` entries, no byte more."""
    entries, at = [], 0
    for _ in range(width):
        length = int.from_bytes(data[at : at + 2], "big")
        entries.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(data):
        raise Malformed(f"the tile does not hold exactly {width} entries")
    return entries


def hash_tiles(leaves: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Path and content of every hash tile of a tree."""
    level, hashes = 0, list(leaves)
    while hashes:
        for number, width in spans(len(hashes)):
            yield (
                path(str(level), number, width),
                b"".join(hashes[number * WIDTH : number * WIDTH + width]),
            )
        full = len(hashes) // WIDTH
        hashes = [root_of(hashes[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)]
        level += 1
