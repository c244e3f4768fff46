"""Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

Rules it keeps:

- UTF-8, no control character but the newline; the text ends before the last blank line;
- a signature line is dash, name, base64 of four bytes of key id and the signature;
- a checkpoint has exactly three lines: origin, size without leading zeroes, root of 32 bytes (no extension lines);
- a cosignature says when: eight bytes of seconds before the signature, and in what is signed.

It leaves to others: whose key it is (`keychain`), and what follows from two heads (`contradiction`).
"""

import hashlib
from dataclasses import dataclass

from servanda.verify import ed25519
from servanda.verify.canonical import Malformed, from_base64, to_base64

LOG, COSIGNER = 1, 4
MOST_SIGNATURES = 1000
LARGEST_SIZE = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Line:
    """A signature line. `body` is what stands behind the key id."""

    name: str
    key_id: bytes
    body: bytes

    def __str__(self) -> str:
        return f"— {self.name} {to_base64(self.key_id + self.body)}\n"

    @property
    def time(self) -> int:
        """When a cosignature was made, in seconds since 1970, by the cosigner's clock."""
        return int.from_bytes(self.body[:8], "big")


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    lines: tuple[Line, ...]

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.lines))).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Head:
    """A signed tree head: this log had these many entries under this root."""

    origin: str
    size: int
    root: bytes
    note: Note

    @property
    def name(self) -> str:
        return f"{self.size}-{self.root.hex()}"


def parse(data: bytes) -> Note:
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("the note is not UTF-8") from error
    if any(ord(char) < 32 and char != "\n" for char in whole):
        raise Malformed("the note contains a control character")
    at = whole.rfind("\n\n")
    if at < 1 or not whole.endswith("\n"):
        raise Malformed("the note has no text, blank line and signatures")
    rows = whole[at + 2 : -1].split("\n")
    if len(rows) > MOST_SIGNATURES:
        raise Malformed(f"the note has more than {MOST_SIGNATURES} signatures")
    return Note(whole[: at + 1], tuple(_line(row) for row in rows))


def _line(row: str) -> Line:
    parts = row.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not fit(parts[1]):
        raise Malformed(f"not a signature line: {row[:60]!r}")
    data = from_base64(parts[2])
    if len(data) < 5:
        raise Malformed(f"not a signature line: {row[:60]!r}")
    return Line(parts[1], data[:4], data[4:])


def fit(name: str) -> bool:
    """Whether a key name or origin is allowed: not empty, no space, no plus sign, nothing unprintable."""
    return bool(name) and "+" not in name and not any(c.isspace() or not c.isprintable() for c in name)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public).digest()[:4]


def verifier_key(name: str, kind: int, public: bytes) -> str:
    """The key as other people's tools take it: name+id+base64."""
    return f"{name}+{key_id(name, kind, public).hex()}+{to_base64(bytes([kind]) + public)}"


def cosigned_text(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def made_by(line: Line, kind: int, public: bytes) -> bool:
    return line.key_id == key_id(line.name, kind, public)


def verifies(note: Note, line: Line, kind: int, public: bytes) -> bool:
    """Whether this line is a good signature (or cosignature) of the note by this key."""
    if not made_by(line, kind, public):
        return False
    if kind == LOG:
        return ed25519.verifies(public, line.body, note.text.encode("utf-8"))
    signed = cosigned_text(note.text, line.time)
    return line.time < 2**63 and ed25519.verifies(public, line.body[8:], signed)


def head_text(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{to_base64(root)}\n"


def head(data: bytes) -> Head:
    """The head that a checkpoint's text states; its signatures are not looked at."""
    note = parse(data)
    rows = note.text.split("\n")
    if len(rows) != 4 or not fit(rows[0]):
        raise Malformed("a checkpoint has an origin, a size, a root and nothing else")
    digits = rows[1].isascii() and rows[1].isdigit() and len(rows[1]) <= 16
    if not digits or str(int(rows[1])) != rows[1] or int(rows[1]) > LARGEST_SIZE:
        raise Malformed(f"not a tree size: {rows[1][:40]!r}")
    root = from_base64(rows[2])
    if len(root) != 32:
        raise Malformed("a root has 32 bytes")
    return Head(rows[0], int(rows[1]), root, note)
