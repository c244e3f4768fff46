"""Two heads of one log that cannot both be true: evidence in a few hundred bytes that anyone can check.

Text: a first line; a line `root` and the root that the newer tree had at the older size, and a line `proof` with the
RFC 9162 path that shows it (both absent when the sizes are equal); then the two signed heads as they came.
Whoever signed both has contradicted itself; nothing else is needed to see it but the party's keys.
"""

from dataclasses import dataclass

from servanda.verify.canonical import Malformed, from_base64, to_base64
from servanda.verify.merkle import older_root
from servanda.verify.note import Head, head

FIRST = "servanda/contradiction@v1"


@dataclass(frozen=True, slots=True)
class Contradiction:
    older: Head
    newer: Head
    root: bytes
    proof: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        lines = [FIRST]
        if self.older.size != self.newer.size:
            lines += [f"root {to_base64(self.root)}", f"proof {to_base64(b''.join(self.proof))}"]
        return ("\n".join(lines) + "\n\n").encode() + bytes(self.older.note) + b"\n" + bytes(self.newer.note)


def parse(data: bytes) -> Contradiction:
    """The contradiction, if the arithmetic holds; the heads' signatures are the caller's to check."""
    parts = data.split(b"\n\n")
    if len(parts) != 5:
        raise Malformed("is not a contradiction: two heads were expected")
    older = head(parts[1] + b"\n\n" + parts[2] + b"\n")
    newer = head(parts[3] + b"\n\n" + parts[4])
    lines = parts[0].decode("ascii", "replace").split("\n")
    if lines[0] != FIRST or older.origin != newer.origin:
        raise Malformed("is not a contradiction of one log")
    if older.size == newer.size:
        if len(lines) != 1 or older.root == newer.root:
            raise Malformed("shows no contradiction: the two heads agree")
        return Contradiction(older, newer, newer.root, ())
    if len(lines) != 3 or not lines[1].startswith("root ") or not lines[2].startswith("proof "):
        raise Malformed("lacks the root or the proof")
    root, path = from_base64(lines[1][5:]), from_base64(lines[2][6:])
    proof = tuple(path[at : at + 32] for at in range(0, len(path), 32))
    if root == older.root or older_root(older.size, newer.size, proof, newer.root, root) != root:
        raise Malformed("shows no contradiction: the proof does not lead to another root")
    return Contradiction(older, newer, root, proof)
