"""A party's registry: its replica of the record, with what it needs to act in it.

Rules it keeps:

- keys and versions of the agreement are read and checked once, and again whenever something was received;
- what this replica holds of a log is hashed again before it is relied on;
- a crash between the signer's memory and the checkpoint is finished on opening, with the very head that was meant.

It leaves to others: filing (`filing`), taking in (`receiving`).
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from servanda.record.disk import Disk, ensure_folder, put
from servanda.record.keys import Ring, log_line
from servanda.record.log import Log
from servanda.record.refusal import refusal
from servanda.record.restore import SignerState
from servanda.verify.canonical import sha256
from servanda.verify.keychain import HEADS, Chain
from servanda.verify.merkle import EMPTY
from servanda.verify.note import Head, Note, head_text
from servanda.verify.replica import Replica, Version, load_frame


class Registry:
    def __init__(self, disk: Disk, party: str, ring: Ring | None = None) -> None:
        self.disk, self.party, self.ring = disk, party, ring or Ring(party)
        self._frame: Replica | None = None

    @property
    def frame(self) -> Replica:
        """Keys and agreement, checked; refuses to work on a record where they are not in order."""
        if self._frame is None:
            troubles: list[tuple[str, str]] = []
            self._frame = load_frame(self.disk, lambda _, place, text: troubles.append((place, text)))
            if troubles:
                place, text = troubles[0]
                self._frame = None
                raise refusal(
                    "record-frame",
                    f"Keys or agreement of this record are not in order: the file {text}.",
                    place,
                    "Run `servanda verify`; ask a peer for a bundle if files are damaged.",
                )
        return self._frame

    def changed(self) -> None:
        """Forget what was read: keys or agreement have changed on disk."""
        self._frame = None

    @property
    def version(self) -> Version:
        if not self.frame.versions:
            raise refusal(
                "record-unfounded",
                "There is no agreement in this record that every party signed.",
                "agreement/0001.note",
                "Run `servanda init`, and let every party sign.",
            )
        return self.frame.versions[-1]

    @property
    def origin(self) -> str:
        if self.party not in self.version.members:
            raise refusal(
                "record-stranger",
                f"{self.party} is no member of this agreement.",
                "agreement",
                f"Its members are {', '.join(self.version.members)}.",
            )
        return self.version.members[self.party][0]

    @property
    def chain(self) -> Chain:
        """The own keys; refuses who is no member."""
        return self.frame.chains[self.party] if self.origin else Chain()

    def lock(self) -> AbstractContextManager[None]:
        ensure_folder(self.disk, "sign")
        return self.disk.lock("sign/lock")

    def blob(self, name: str) -> bytes:
        return self.disk.read(f"blobs/sha256/{name[:2]}/{name[2:]}")

    def keep_blob(self, data: bytes) -> str:
        """Stores a blob; returns its hash."""
        name = sha256(data)
        put(self.disk, f"blobs/sha256/{name[:2]}/{name[2:]}", data)
        return name

    def begin(self) -> None:
        """Opens the own log, empty. Once in the life of a log."""
        state = SignerState(self.disk, self.origin)
        if state.last() is None and Log(self.disk, self.origin).head is None:
            state.begin(0, EMPTY)
            self._publish(Log(self.disk, self.origin), state)

    def own_log(self) -> tuple[Log, SignerState]:
        """The own log, ready to be continued; finishes what a crash interrupted."""
        log, state = Log(self.disk, self.origin), SignerState(self.disk, self.origin)
        last = state.last()
        if last and not last.restored and (last.size > log.size or log.head is None):
            if not log.adopt(last.size, last.root):
                raise refusal(
                    "log-behind",
                    f"{self.party} has signed a head of {last.size} entries, of which only {log.size} are here.",
                    log.path,
                    "Ask a peer for a new bundle and run `servanda receive --recover BUNDLE`.",
                )
            self._publish(log, state)
        return log, state

    def ready(self) -> Log:
        """The own log, if its signer may go on: refuses when its memory is missing, restored, or ahead of the log."""
        log, state = self.own_log()
        state.allow(log.size, log.edge.root(), log.root_at)
        return log

    def append(self, make: Callable[[int], Iterable[bytes]]) -> Log:
        """Appends entries to the own log and publishes the head. `make` gets the log's size."""
        log, state = self.own_log()
        state.allow(log.size, log.edge.root(), log.root_at)
        log.extend(list(make(log.size)))
        self._publish(log, state)
        return log

    def _publish(self, log: Log, state: SignerState) -> None:
        size, root = log.size, log.edge.root()
        state.allow(size, root, log.root_at)
        text = head_text(log.origin, size, root)
        role = self.chain.for_head(size)[-1].roles[HEADS]
        signers = {signer.public: signer for signer in self.ring.of(HEADS) if signer.public in role.keys}
        lines = [log_line(log.origin, text, signer) for signer in signers.values()]
        if len(signers) < role.threshold:
            raise refusal(
                "key-missing",
                f"Heads of {self.party} need {role.threshold} of its keys for heads.",
                f"keys/{self.party}",
                "Unlock the key file that holds them (`--keys`).",
            )
        log.publish(Head(log.origin, size, root, Note(text, tuple(lines))))
