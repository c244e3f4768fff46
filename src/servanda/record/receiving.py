"""Receiving: what a peer or a courier brings is checked, mirrored and cosigned.

Rules it keeps:

- nothing is believed because of who brought it; every entry is hashed, every head and record is checked;
- a head that our entries lead to is kept with its receipts; a larger one extends the mirror, and gets our receipt;
- a head whose entries did not come is kept and told; a head that contradicts another becomes evidence, and that log
  is not extended any more;
- a bad record in a well signed log is mirrored (its author cannot take it back) and told: it counts for nothing;
- the own log is never shortened; what a peer holds of it beyond ours is taken back only when asked to (`recover`),
  and until then nothing is signed: the signer remembers the larger head;
- a bundle of another agreement is refused whole, before anything of it is kept.

It leaves to others: when a lost memory may be set again (`recovery`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from servanda.diagnostics import Refused
from servanda.record import credentials, evidence, recovery
from servanda.record.bundle import Bundle
from servanda.record.disk import exists, put
from servanda.record.filing import OWN_TYPES, entry_of
from servanda.record.forms import FormBook, misfit
from servanda.record.keys import receipt_line
from servanda.record.log import Log, merge
from servanda.record.registry import Registry
from servanda.record.restore import SignerState
from servanda.verify import contradiction, envelope, note, replica
from servanda.verify.canonical import Malformed, sha256
from servanda.verify.envelope import Record
from servanda.verify.keychain import RECEIPTS
from servanda.verify.merkle import EMPTY, leaf_hash, root_of
from servanda.verify.note import Head, Note


@dataclass(slots=True)
class Received:
    """What came of it, in the order of the bundle: each with its place and a sentence.

    `new`: party, first and last number. `receipts`: those given here, origin and size. `served`: those that others gave
    for the own log, party and size.
    """

    new: list[tuple[str, int, int]] = field(default_factory=list)
    receipts: list[tuple[str, int]] = field(default_factory=list)
    served: list[tuple[str, int]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def tell(self, place: str, text: str) -> None:
        self.told.append((place, text))


@dataclass(slots=True)
class _Branch:
    """A log as some replica has it: entries, and their leaf hashes."""

    entries: list[bytes]
    leaves: list[bytes]

    def root(self, size: int) -> bytes | None:
        return root_of(self.leaves[:size]) if size <= len(self.leaves) else None


def receive(
    registry: Registry, bundle: Bundle, now: int, recover: bool = False, book: FormBook | None = None
) -> Received:
    """Takes in a bundle. `recover`: it was fetched after a restore, so the signer's memory may be set from it.

    `book`: new records that do not fit their form are told (they stay in the mirror: their author signed them).
    """
    result = Received()
    with registry.lock():
        credentials.same_agreement(registry, bundle)
        result.contradictions += credentials.take(registry, bundle, result.tell)
        _take_blobs(registry, bundle, result)
        for party, (origin, _) in registry.version.members.items():
            _take_log(registry, bundle, party, origin, now, recover, result)
        _take_evidence(registry, bundle, result)
        for party, first, last in result.new:
            _check_forms(registry, party, first, last, book, result)
    return result


def _check_forms(
    registry: Registry, party: str, first: int, last: int, book: FormBook | None, result: Received
) -> None:
    if book is None:
        return
    for number, entry in enumerate(Log(registry.disk, registry.version.members[party][0]).entries(), 1):
        if not first <= number <= last:
            continue
        try:
            record = envelope.record(entry)
        except Malformed:
            continue  # told when it was mirrored
        if record.type in OWN_TYPES or record.agreement != registry.version.digest:
            continue
        form = book.form(record.type, record.agreement)
        wrong = misfit(form, record, _referred(registry, record)) if form else "The agreement declares no such type."
        if wrong:
            result.tell(f"{party} {number}", f"does not fit its form: {wrong}")


def _referred(registry: Registry, record: Record) -> dict[str, list[Record]] | None:
    """The records that it refers to, by word; None if one of them is not here."""
    found: dict[str, list[Record]] = {}
    for ref in record.refs:
        try:
            found.setdefault(ref["as"], []).append(entry_of(registry, ref["party"], ref["number"]))
        except (Refused, Malformed):
            return None
    return found


def _take_blobs(registry: Registry, bundle: Bundle, result: Received) -> None:
    for path in (path for path in bundle.files if path.startswith("blobs/")):
        if sha256(bundle.files[path]) != path.removeprefix("blobs/sha256/").replace("/", ""):
            result.tell(path, "refused: does not have the hash that it is called by")
        elif not exists(registry.disk, path):
            put(registry.disk, path, bundle.files[path])


def _heads(registry: Registry, source: replica.Folder, party: str, origin: str, result: Received) -> list[Head]:
    """Every head of this log in the folder that the log signed, each once, with its receipts."""
    path = replica.folder_of(origin)
    places = [f"{path}/checkpoint", *(f"{path}/checkpoints/{name}" for name in source.names(f"{path}/checkpoints"))]
    found: dict[str, Head] = {}
    for place in places:
        try:
            head = note.head(source.read(place))
            replica.receipts(head, party, registry.frame)
        except FileNotFoundError:
            continue
        except Malformed as error:
            result.tell(place, f"refused: {error}")
            continue
        known = found.get(head.name, head)
        found[head.name] = Head(head.origin, head.size, head.root, merge(known.note, head.note))
    return sorted(found.values(), key=lambda head: (head.size, head.root))


def _their_branch(bundle: Bundle, origin: str, heads: Sequence[Head]) -> _Branch:
    """The longest run of entries in the bundle that leads to one of its heads."""
    path = replica.folder_of(origin)
    for head in reversed(heads):
        try:
            entries = replica.read_entries(bundle, path, head.size)
        except (Malformed, FileNotFoundError):
            continue
        leaves = [leaf_hash(entry) for entry in entries]
        if root_of(leaves) == head.root:
            return _Branch(entries, leaves)
    return _Branch([], [])


def _take_log(
    registry: Registry, bundle: Bundle, party: str, origin: str, now: int, recover: bool, result: Received
) -> None:
    own = party == registry.party
    state = SignerState(registry.disk, origin, receipts=not own)
    log = Log(registry.disk, origin)
    if own and not recover and not recovery.behind(state, log):
        log = registry.own_log()[0]
    if not own and log.head is None and not recover and state.last() is None:
        state.begin(0, EMPTY)
    entries = log.entries()
    mine = _Branch(entries, [leaf_hash(entry) for entry in entries])
    if log.head and mine.root(log.size) != log.head.root:
        result.tell(origin, "our own copy is damaged: its entries do not lead to its head; run `servanda fsck`")
        return
    brought = _heads(registry, bundle, party, origin, result)
    theirs = _their_branch(bundle, origin, brought)
    for head in brought:
        known = log.kept(head)
        log.keep(head)
        if own:
            lines = set(head.note.lines) - set(known.note.lines if known else ())
            givers = {registry.frame.origins[line.name] for line in lines if line.name != origin}
            result.served += [(giver, head.size) for giver in sorted(givers) if head.size]
    heads = _heads(registry, registry.disk, party, origin, result)
    _find_contradictions(registry, log, heads, mine, theirs, result)
    if origin in evidence.disputed(registry.disk):
        result.tell(origin, f"{party} signed two histories; both are kept, and its log is not continued here")
        return
    _extend(registry, log, party, heads, mine, theirs, own and not recover, result)
    if recover:
        recovery.remember(registry, state, log, brought, own, result.tell)
    if not own:
        _cosign(registry, log, state, now, result)


def _find_contradictions(
    registry: Registry, log: Log, heads: Sequence[Head], mine: _Branch, theirs: _Branch, result: Received
) -> None:
    def file(one: Head, other: Head, leaves: Sequence[bytes], branch: Sequence[bytes]) -> None:
        found = evidence.make(one, other, leaves)
        if found:
            result.contradictions.append(evidence.keep(registry.disk, found, branch))

    for one, other in pairwise(heads):
        if one.size == other.size:
            file(one, other, (), theirs.entries if theirs.root(one.size) != mine.root(one.size) else ())
    for head in heads:
        ours, their = mine.root(head.size), theirs.root(head.size)
        if ours is not None and ours != head.root and log.head and head.size < log.size:
            file(head, log.head, mine.leaves, theirs.entries)
        elif ours is None and their == head.root and log.head and theirs.root(log.size) != log.head.root:
            file(log.head, head, theirs.leaves, theirs.entries)


def _extend(
    registry: Registry,
    log: Log,
    party: str,
    heads: Sequence[Head],
    mine: _Branch,
    theirs: _Branch,
    keep_own: bool,
    result: Received,
) -> None:
    """Follows the largest head that the entries lead to; tells of those that they do not reach."""
    reached = [head for head in heads if head.size >= log.size and theirs.root(head.size) == head.root]
    beyond = [head for head in heads if head.size > max(len(theirs.leaves), log.size)]
    if beyond:
        result.tell(log.origin, f"signed a head of {beyond[-1].size} entries, of which not all came")
    larger = [head for head in reached if head.size > log.size or log.head is None]
    if keep_own:
        if larger:
            text = f"a peer holds {larger[-1].size} of our entries, we hold {log.size}: was this replica restored?"
            result.tell(log.origin, text + " Then run `servanda receive --recover`")
            recovery.forbid(SignerState(registry.disk, log.origin), larger[-1])
    elif larger:
        size, head = log.size, larger[-1]
        for index in range(size, head.size):
            try:
                found = envelope.checked(theirs.entries[index], party, index, registry.frame.chains[party])
                if registry.frame.version(found.agreement) is None:
                    raise Malformed("was made under another agreement")
            except Malformed as error:
                result.tell(f"{party} {index + 1}", f"counts for nothing: {error}")
        log.extend(theirs.entries[size : head.size])
        log.publish(head)
        if head.size > size:
            result.new.append((party, size + 1, head.size))
        return
    same = [head for head in heads if log.head and head.name == log.head.name]
    if same and log.head and same[-1].note != log.head.note:
        log.publish(same[-1])


def _cosign(registry: Registry, log: Log, state: SignerState, now: int, result: Received) -> None:
    signers = registry.ring.of(RECEIPTS)
    if not signers or not log.head or not log.size:
        return
    present = registry.chain.roots[-1].roles[RECEIPTS].keys
    signer = next((signer for signer in signers if signer.public in present), None)
    if signer is None:
        result.tell(
            log.origin, f"no receipt: the key given is none of the present keys of {registry.party} for receipts"
        )
        return
    line_id = note.key_id(registry.origin, note.COSIGNER, signer.public)
    if any(line.name == registry.origin and line.key_id == line_id for line in log.head.note.lines):
        return
    try:
        state.allow(log.size, log.head.root, log.root_at)
    except Refused as refused:
        result.tell(log.origin, f"no receipt: {refused.diagnostics[0].message} {refused.diagnostics[0].remedy}")
        return
    line = receipt_line(registry.origin, log.head.note.text, signer, now)
    head = log.head
    log.publish(Head(head.origin, head.size, head.root, Note(head.note.text, (*head.note.lines, line))))
    result.receipts.append((log.origin, log.size))


def _take_evidence(registry: Registry, bundle: Bundle, result: Received) -> None:
    for name in (name for name in bundle.names("evidence") if name.endswith(".note")):
        place = f"evidence/{name}"
        try:
            found = contradiction.parse(bundle.read(place))
            for head in (found.older, found.newer):
                replica.receipts(head, registry.frame.origins.get(head.origin, ""), registry.frame)
        except (Malformed, KeyError) as error:
            result.tell(place, f"refused: {error}")
            continue
        if not exists(registry.disk, place):
            result.contradictions.append(evidence.keep(registry.disk, found))
            for head in (found.older, found.newer):
                Log(registry.disk, head.origin).keep(head)
