"""Recovery of a signer's memory: when it may be set again after a restore, and how far.

Rules it keeps:

- the memory never goes down: what it still says, restored or not, is the least that was signed;
- the own memory is set only by a head with a receipt in it, from a bundle that covers all that is here: without one,
  nobody but this replica has been asked;
- a larger own head that a peer shows is remembered at once, so that nothing is signed until its entries are here.

It leaves to others: which entries are taken back (`receiving`).
"""

from collections.abc import Callable, Sequence

from servanda.diagnostics import Refused
from servanda.record.log import Log
from servanda.record.registry import Registry
from servanda.record.restore import Signed, SignerState
from servanda.verify.merkle import EMPTY
from servanda.verify.note import Head


def last_of(state: SignerState) -> Signed | None:
    """What the memory says; None where it is missing or damaged."""
    try:
        return state.last()
    except Refused:
        return None


def behind(state: SignerState, log: Log) -> bool:
    """Whether more was signed than this replica has, in its log or beside it."""
    last = last_of(state)
    if last is None or last.restored or last.size <= log.size:
        return False
    return not Log(log.disk, log.origin).adopt(last.size, last.root)


def forbid(state: SignerState, larger: Head) -> None:
    """Remembers a larger head of the own log, whose entries are not here."""
    last = last_of(state)
    if last is not None and last.size < larger.size:
        state.begin(larger.size, larger.root)


def remember(
    registry: Registry,
    state: SignerState,
    log: Log,
    brought: Sequence[Head],
    own: bool,
    tell: Callable[[str, str], None],
) -> None:
    """Sets the memory from this log as it now is, or tells why not."""
    last = last_of(state)
    size, root = log.size, log.head.root if log.head else EMPTY
    if last and (last.size > size or log.root_at(last.size) != last.root):
        state.begin(last.size, last.root)
        if own:
            text = f"not recovered: a head of {last.size} entries was signed, and this bundle does not lead to it"
            tell(log.origin, text)
        return
    seen = [head.size for head in brought if any(line.name != log.origin for line in head.note.lines)]
    if own and size and max(seen, default=0) < size:
        text = f"not recovered: the bundle has no receipt by another for the {size} entries that are here"
        tell(log.origin, text + "; send a bundle to a peer first, then take in the peer's")
        return
    state.begin(size, root)
