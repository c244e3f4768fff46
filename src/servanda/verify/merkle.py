"""Merkle trees of RFC 6962 and the two proofs, checked as RFC 9162 writes it.

Rules it keeps: SHA-256; 0x00 before a leaf, 0x01 before a node; a root has 32 bytes; sizes from a stranger cost no
more than their proof is long; a proof from the empty tree says nothing and is refused.

It leaves to others: making proofs (`servanda.record.proof`), tiles on disk (`tile`).

>>> root_of([]).hex()[:16]
'e3b0c44298fc1c14'
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows at the right: the roots of its full subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        size = self.size
        while size & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            size >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def extend_below(self, leaves: Sequence[bytes]) -> None:
        """Adds the peaks over hashes of a lower level, fewer than would complete one of the level above."""
        below = Frontier()
        for leaf in leaves:
            below.append(leaf)
        self._peaks += below._peaks

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY
        result = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            result = node_hash(peak, result)
        return result


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def _well_formed(roots: Sequence[bytes], proof: Sequence[bytes]) -> bool:
    return all(len(item) == 32 for item in (*roots, *proof)) and len(proof) <= 64


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: the leaf hash stands at `index` in the tree of this size and root."""
    if not 0 <= index < size or not _well_formed((root, leaf), proof):
        return False
    first, last, result = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            result = node_hash(step, result)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            result = node_hash(result, step)
        first, last = first >> 1, last >> 1
    return last == 0 and result == root


def older_root(size: int, newer: int, proof: Sequence[bytes], root: bytes, seed: bytes) -> bytes | None:
    """The root that the newer tree had at `size`, if the proof leads to `root` (RFC 9162, 2.1.4.2), else None.

    `seed` stands in for the proof's first element where the RFC leaves it out, when `size` is a power of two.
    """
    if not 0 < size < newer or not _well_formed((root, seed), proof):
        return None
    path = list(proof) if size & (size - 1) else [seed, *proof]
    if not path:
        return None
    first, last = size - 1, newer - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, step)
        first, last = first >> 1, last >> 1
    return old if last == 0 and new == root else None


def consistent(size: int, newer: int, proof: Sequence[bytes], root: bytes, newer_root: bytes) -> bool:
    """Whether the tree of `newer` leaves begins with the one of `size` leaves (RFC 9162, 2.1.4.2)."""
    if size == newer:
        return size > 0 and not proof and root == newer_root and _well_formed((root,), ())
    return root == older_root(size, newer, proof, newer_root, root)
