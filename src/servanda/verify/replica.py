"""One replica of a record, read and checked as far as each file can be: agreement, keys, logs.

Rules it keeps: nothing that is read is believed before it is checked; what fails is told with its place and left out;
a version of the agreement is signed by every party of the version before and by every party of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from servanda.verify import envelope, keychain, merkle, note, tile
from servanda.verify.canonical import Malformed, from_hex, parse_canonical, table
from servanda.verify.keychain import HEADS, KEYS, Chain, Role
from servanda.verify.note import COSIGNER, LOG, Head, Note

FIRST = "servanda/agreement@v1\n"
Tell = Callable[[int, str, str], None]


class Folder(Protocol):
    """Files by their path inside the record. `read` raises FileNotFoundError; `names` lists a folder, sorted."""

    def read(self, path: str) -> bytes: ...
    def names(self, path: str) -> list[str]: ...


class OnDisk:
    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def names(self, path: str) -> list[str]:
        folder = self.root / path
        return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the agreement. `members` maps each party or witness to its log's origin and its part."""

    number: int
    digest: str
    text: str
    previous: str
    quorum: int
    faulty: int
    members: dict[str, tuple[str, str]]


@dataclass(slots=True)
class Log:
    """What is held of one party's log. `heads` maps each head's path to it; `leaves` are hashes of all entries."""

    party: str
    origin: str
    path: str
    heads: dict[str, Head] = field(default_factory=dict)
    receipts: dict[str, dict[str, tuple[int, bytes]]] = field(default_factory=dict)
    leaves: list[bytes] = field(default_factory=list)
    records: dict[int, envelope.Record] = field(default_factory=dict)
    roots: dict[int, bytes] = field(default_factory=dict)
    disputed: int | None = None


@dataclass(slots=True)
class Replica:
    folder: Folder
    chains: dict[str, Chain] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    logs: dict[str, Log] = field(default_factory=dict)

    @property
    def origins(self) -> dict[str, str]:
        """Whose log an origin is; later versions of the agreement do not change it."""
        return {origin: party for v in self.versions for party, (origin, _) in v.members.items()}

    def version(self, digest: str) -> Version | None:
        return next((version for version in self.versions if version.digest == digest), None)


def folder_of(origin: str) -> str:
    return f"logs/{sha256(origin.encode()).hexdigest()}"


def read_keys(folder: Folder, party: str, tell: Tell) -> Chain:
    chain = Chain()
    count = sum(1 for name in folder.names(f"keys/{party}") if name.endswith(".root.json"))
    for number in range(1, count + 1):
        place = f"keys/{party}/{number}.root.json"
        try:
            root = keychain.read(folder.read(place), chain.roots[-1] if chain.roots else None)
            if root.party != party:
                raise Malformed(f"speaks for {root.party}")
        except (Malformed, FileNotFoundError) as error:
            tell(2, place, str(error))
            break
        chain.roots.append(root)
    return chain


def read_version(data: bytes, before: Version | None, chains: dict[str, Chain]) -> Version:
    """The next version of the agreement, if it follows the one before and is signed as that one demands."""
    found = note.parse(data)
    if not found.text.startswith(FIRST):
        raise Malformed("is not a version of an agreement")
    names = {"faulty": int, "members": dict, "previous": str, "quorum": int, "text": str, "version": int}
    body = table(parse_canonical(found.text[len(FIRST) : -1].encode()), names, "the version")
    members, signers, roles = {}, {}, {}
    for party, value in body["members"].items():
        member = table(value, {"keys": str, "origin": str, "part": str}, party)
        root = next((r for r in chains.get(party, Chain()).roots if r.digest == member["keys"]), None)
        if root is None or member["part"] not in ("party", "witness") or not note.fit(member["origin"]):
            raise Malformed(f"names keys, a part or an origin of {party} that are not to be had")
        members[party] = (member["origin"], member["part"])
        signers[party], roles[party] = member["origin"], root.roles[KEYS]
    text = from_hex(body["text"]).hex()
    digest = sha256(found.text.encode()).hexdigest()
    version = Version(body["version"], digest, text, body["previous"], body["quorum"], body["faulty"], members)
    _follows(version, before)
    bound = {p for v in (before, version) if v for p, (_, part) in v.members.items() if part == "party"}
    for party in sorted(bound):
        origin = members[party][0] if party in members else before.members[party][0] if before else ""
        options = [roles[party]] if party in roles else [r.roles[KEYS] for r in chains[party].roots]
        if not any(_enough(found, origin, LOG, role) for role in options):
            raise Malformed(f"is not signed by {party} with enough of its root keys")
    return version


def _follows(version: Version, before: Version | None) -> None:
    if version.number != (before.number + 1 if before else 1) or version.previous != (before.digest if before else ""):
        raise Malformed("does not follow the version before")
    if before and any(before.members[p][0] != o for p, (o, _) in version.members.items() if p in before.members):
        raise Malformed("moves a log to another origin")
    if len({origin for origin, _ in version.members.values()}) != len(version.members):
        raise Malformed("gives two members one origin")
    others = len(version.members) - 1
    if not (others + version.faulty) // 2 + 1 <= version.quorum <= others or version.faulty < 0:
        raise Malformed(f"with {others} witnesses, {version.faulty} of them faulty, a quorum of {version.quorum} "
                        "would let two contradictory heads both be settled, or none ever")  # fmt: skip


def _enough(found: Note, name: str, kind: int, role: Role) -> bool:
    lines = [line for line in found.lines if line.name == name]
    return sum(any(note.verifies(found, line, kind, key) for line in lines) for key in role.keys) >= role.threshold


def receipts(found: Head, party: str, replica: Replica) -> dict[str, tuple[int, bytes]]:
    """Who cosigned the head: time and key by party. Refuses a head that its log did not sign, or with a foul line."""
    replica_origins = replica.origins
    roots = replica.chains[party].for_head(found.size)
    if replica_origins.get(found.origin) != party:
        raise Malformed(f"is a head of {found.origin}")
    if not any(_enough(found.note, found.origin, LOG, root.roles[HEADS]) for root in roots):
        raise Malformed(f"is not signed with the keys of {party} for heads of this size")
    times: dict[str, tuple[int, bytes]] = {}
    for line in found.note.lines:
        signer = replica_origins.get(line.name, "")
        chain = replica.chains.get(signer, Chain())
        if signer == party:
            keys, kind = {key for root in chain.roots for key in root.roles[HEADS].keys}, LOG
        else:
            keys, kind = set(chain.receipts()), COSIGNER
        key = next((key for key in keys if note.made_by(line, kind, key)), None)
        if key is None or not note.verifies(found.note, line, kind, key):
            raise Malformed(f"bears a signature of {line.name} that is wrong or by an unknown key")
        if kind == COSIGNER and (signer not in times or line.time < times[signer][0]):
            times[signer] = (line.time, key)
    return times


def read_entries(folder: Folder, path: str, size: int) -> list[bytes]:
    """The entries below `size`; a full tile may stand in for a partial one."""
    entries: list[bytes] = []
    for number, width in tile.spans(size):
        try:
            entries += tile.unpack(folder.read(f"{path}/{tile.path('entries', number, width)}"), width)
        except FileNotFoundError:
            full = folder.read(f"{path}/{tile.path('entries', number, tile.WIDTH)}")
            entries += tile.unpack(full, tile.WIDTH)[:width]
    return entries


def read_log(replica: Replica, party: str, origin: str, tell: Tell) -> Log:
    log = Log(party, origin, folder_of(origin))
    names = [f"{log.path}/checkpoints/{name}" for name in replica.folder.names(f"{log.path}/checkpoints")]
    for place in (f"{log.path}/checkpoint", *names):
        try:
            found = note.head(replica.folder.read(place))
            log.receipts[place] = receipts(found, party, replica)
            log.heads[place] = found
        except FileNotFoundError:
            continue
        except Malformed as error:
            tell(4, place, str(error))
    newest = log.heads.get(f"{log.path}/checkpoint")
    if newest is None:
        return log
    try:
        entries = read_entries(replica.folder, log.path, newest.size)
    except (Malformed, FileNotFoundError) as error:
        tell(5, log.path, f"entries are missing or damaged: {error}")
        return log
    log.leaves = [merkle.leaf_hash(entry) for entry in entries]
    for index, entry in enumerate(entries):
        try:
            found_record = envelope.checked(entry, party, index, replica.chains[party])
            if replica.version(found_record.agreement) is None:
                raise Malformed("was made under another agreement, or a version that is not here")
            log.records[index] = found_record
        except Malformed as error:
            tell(8, f"{party} {index + 1}", str(error))
    return log


def load_frame(folder: Folder, tell: Tell) -> Replica:
    """Keys and versions of the agreement, without the logs."""
    replica = Replica(folder)
    for party in folder.names("keys"):
        replica.chains[party] = read_keys(folder, party, tell)
    for name in (name for name in folder.names("agreement") if name.endswith(".note")):
        try:
            before = replica.versions[-1] if replica.versions else None
            data = folder.read(f"agreement/{name}")
            replica.versions.append(read_version(data, before, replica.chains))
        except Malformed as error:
            tell(1, f"agreement/{name}", str(error))
            break
    return replica


def load(folder: Folder, tell: Tell) -> Replica:
    """Everything in the folder that could be checked; `tell` hears of the rest, with the step it belongs to."""
    replica = load_frame(folder, tell)
    for origin, party in replica.origins.items():
        replica.logs[party] = read_log(replica, party, origin, tell)
    _compute_roots(replica)
    return replica


def _compute_roots(replica: Replica) -> None:
    wanted: dict[str, set[int]] = {party: set() for party in replica.logs}
    for log in replica.logs.values():
        wanted[log.party] |= {head.size for head in log.heads.values()}
        for record in log.records.values():
            for party, (size, _) in record.seen.items():
                wanted.get(party, set()).add(size)
    for party, sizes in wanted.items():
        log, frontier = replica.logs[party], merkle.Frontier()
        log.roots[0] = merkle.EMPTY
        for leaf in log.leaves:
            frontier.append(leaf)
            if frontier.size in sizes:
                log.roots[frontier.size] = frontier.root()
