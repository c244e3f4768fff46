"""The restore rule: what was signed last is on disk before a signature leaves, and nothing smaller is ever signed.

Rules it keeps:

- no state, no signature: a log begins with an explicit `begin`, never because a file is missing;
- the state is durable before the signature is made;
- a smaller head, another head of the same size, or one that does not continue the last is refused;
- a state file that was copied or restored does not carry its own inode number any more, and is refused until a
  peer's copy was read (`servanda receive --recover`). A whole machine rolled back keeps the number: there only
  asking a peer helps.

It leaves to others: fetching what peers hold of this log (`receiving`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from servanda.record.disk import Disk, draft_path, ensure_folder
from servanda.record.refusal import refusal
from servanda.verify.canonical import Malformed, canonical, from_hex, parse_canonical, table

NAMES = {"check": str, "mark": str, "origin": str, "root": str, "size": int}


@dataclass(frozen=True, slots=True)
class Signed:
    """The last head that was, or was about to be, signed."""

    size: int
    root: bytes
    restored: bool


class SignerState:
    """The memory of one signer about one log: its own, or one that it cosigns (`receipts`)."""

    def __init__(self, disk: Disk, origin: str, receipts: bool = False) -> None:
        self.disk, self.origin = disk, origin
        kind = ".receipts" if receipts else ""
        self.path = f"sign/{sha256(origin.encode()).hexdigest()}{kind}.state"

    def last(self) -> Signed | None:
        """What was signed last; None if this signer never began."""
        try:
            data = self.disk.read(self.path)
        except FileNotFoundError:
            return None
        try:
            body = table(parse_canonical(data), NAMES, "the state")
            check = body.pop("check")
            if body["origin"] != self.origin or check != sha256(canonical(body)).hexdigest():
                raise Malformed("the state is damaged")
            return Signed(body["size"], from_hex(body["root"]), body["mark"] != self.disk.mark(self.path))
        except Malformed as error:
            raise refusal(
                "signer-state-damaged",
                f"The memory of what was signed last for {self.origin} is damaged: {error}.",
                self.path,
                "Ask a peer for a bundle and run `servanda receive --recover BUNDLE`.",
            ) from error

    def begin(self, size: int, root: bytes) -> None:
        """Sets the memory: for a new log, or after a peer's copy has been read."""
        ensure_folder(self.disk, "sign")
        body: dict[str, object] = {"mark": "", "origin": self.origin, "root": root.hex(), "size": size}
        draft = draft_path(self.disk, self.path)
        self.disk.write(draft, b"")
        body["mark"] = self.disk.mark(draft)
        self.disk.write(draft, canonical(body | {"check": sha256(canonical(body)).hexdigest()}))
        self.disk.sync(draft)
        self.disk.rename(draft, self.path)
        self.disk.sync_folder("sign")

    def allow(self, size: int, root: bytes, root_at: Callable[[int], bytes]) -> None:
        """Remembers this head as about to be signed, or refuses. `root_at`: the root of this tree at a size."""
        last = self.last()
        if last is None or last.restored:
            what = "was restored from a copy" if last else "is missing"
            raise refusal(
                "restored",
                f"The memory of what was signed last for {self.origin} {what}; a signature now could fork the log.",
                self.path,
                "Ask a peer for a new bundle and run `servanda receive --recover BUNDLE`.",
            )
        if size < last.size or root_at(last.size) != last.root:
            raise refusal(
                "second-history",
                f"The head of size {size} does not continue the head of size {last.size} signed before.",
                self.path,
                "Nothing was signed. Run `servanda fsck`, and ask a peer for a bundle if the record was restored.",
            )
        if (size, root) != (last.size, last.root):
            self.begin(size, root)
