"""The eleven steps of `servanda verify PATH`: PASS, FAIL or NOT CHECKED, each with its places.

1 agreement signatures · 2 key chains · 3 key sanity · 4 notes · 5 every entry to its root · 6 consistency of all heads
kept · 7 cosignatures → state · 8 record signatures and canonical form · 9 `seen` → time intervals · 10 reveals against
escrow roots · 11 contradictions. No network, no server, no database; every file is read from the folder given.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from servanda.verify import contradiction, disclosure, ed25519, keychain, merkle, replica, tile
from servanda.verify.canonical import Malformed
from servanda.verify.replica import Folder, Log, Replica
from servanda.verify.standing import Standing, standings

NAMES = (
    "agreement signatures",
    "key chains",
    "key sanity",
    "notes",
    "every entry to its root",
    "consistency of all heads kept",
    "cosignatures and states",
    "record signatures and canonical form",
    "seen heads and time intervals",
    "reveals against escrow roots",
    "contradictions",
)
CLOCKS = 3600  # seconds by which the clocks of two parties may differ before it is called a contradiction of times


@dataclass(slots=True)
class Step:
    number: int
    name: str
    good: str = ""
    failed: list[tuple[str, str]] = field(default_factory=list)
    unchecked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        return "FAIL" if self.failed else "NOT CHECKED" if self.unchecked else "PASS"


@dataclass(slots=True)
class Report:
    steps: list[Step]
    replica: Replica
    standings: list[Standing]

    @property
    def exit_code(self) -> int:
        return int(any(step.outcome != "PASS" for step in self.steps))


def verify(folder: Folder, anchor: str | None = None) -> Report:
    """All eleven steps. `anchor`: the hash of the agreement's first version, known from elsewhere."""
    steps = [Step(number, name) for number, name in enumerate(NAMES, 1)]

    def tell(number: int, place: str, text: str) -> None:
        steps[number - 1].failed.append((place, text))

    def skip(number: int, place: str, text: str) -> None:
        steps[number - 1].unchecked.append((place, text))

    found = replica.load(folder, tell)
    if not found.versions:
        skip(1, "agreement", "there is no version of an agreement that could be checked")
    elif anchor and found.versions[0].digest != anchor:
        tell(1, "agreement/0001.note", f"is {found.versions[0].digest}, not the agreement {anchor}")
    _agreement_text(found, tell, skip)
    _key_sanity(found, tell)
    explained = _contradictions(found, tell)
    for log in found.logs.values():
        _roots(found, log, explained, tell, skip)
    reached = [standing for log in found.logs.values() for standing in standings(found, log)]
    _receipts(found, skip)
    _intervals(found, reached, tell, skip)
    for log in found.logs.values():
        ordered = [log.records[index] for index in sorted(log.records)]
        for record, trouble in disclosure.check(ordered, lambda name: _blob(folder, name)):
            if trouble:
                tell(10, record.place, trouble)
    _say_what_is_good(steps, found, reached)
    return Report(steps, found, reached)


def _blob(folder: Folder, name: str) -> bytes:
    data = folder.read(f"blobs/sha256/{name[:2]}/{name[2:]}")
    if sha256(data).hexdigest() != name:
        raise Malformed("the blob does not have the hash that it is called by")
    return data


def _agreement_text(found: Replica, tell: replica.Tell, skip: replica.Tell) -> None:
    wanted = {(1, v.text): f"agreement {v.number}" for v in found.versions}
    for log in found.logs.values():
        for record in log.records.values():
            wanted |= {(8, name): record.place for name in _blobs_in(record.fields)}
    for (step, name), place in wanted.items():
        try:
            _blob(found.folder, name)
        except FileNotFoundError:
            skip(step, place, f"blob {name} is not here")
        except Malformed as error:
            tell(step, place, str(error))


def _blobs_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        name = value.get("blob")
        if isinstance(name, str) and len(name) == 64 and name.isalnum() and name.isascii():
            yield name
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _blobs_in(item)


def _key_sanity(found: Replica, tell: replica.Tell) -> None:
    """Looks at every key named in a key file, also in files that step 2 refused; a key may serve one party only."""
    owners: dict[str, str] = {}
    for party in found.folder.names("keys"):
        for name in (name for name in found.folder.names(f"keys/{party}") if name.endswith(".json")):
            place = f"keys/{party}/{name}"
            try:
                entries = list(json.loads(found.folder.read(place))["signed"]["keys"].values())
                publics = [entry["keyval"]["public"] for entry in entries]
                insane = [public for public in publics if not ed25519.sane(bytes.fromhex(public))]
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                tell(3, place, "names no keys that could be looked at")
                continue
            for public in insane:
                tell(3, place, f"key {public[:16]} is of small order or no proper point: anyone could sign with it")
            if len(set(publics)) != len(publics):
                tell(3, place, "names one key twice")
            for public in publics:
                if owners.setdefault(public, party) != party:
                    tell(3, place, f"key {public[:16]} is also a key of {owners[public]}")


def _roots(found: Replica, log: Log, explained: set[str], tell: replica.Tell, skip: replica.Tell) -> None:
    newest = log.heads.get(f"{log.path}/checkpoint")
    if newest is None:
        skip(5, log.party, "there is no head of this log that could be checked")
        return
    if len(log.leaves) == newest.size and log.roots[newest.size] != newest.root:
        tell(5, log.path, f"the {newest.size} entries do not lead to the root that {log.party} signed")
    for path, data in tile.hash_tiles(log.leaves):
        try:
            if found.folder.read(f"{log.path}/{path}") != data:
                tell(5, f"{log.path}/{path}", "the tile does not hold the hashes of the entries")
        except FileNotFoundError:
            skip(5, f"{log.path}/{path}", "the tile is not here")
    for place, head in log.heads.items():
        root = log.roots.get(head.size)
        if root is None:
            skip(6, place, f"the entries up to {head.size} are not here")
        elif root != head.root:
            tell(6, place, f"{log.party} signed another history: size {head.size} has another root")
            if head.name not in explained:
                log.disputed = 0


def _receipts(found: Replica, skip: replica.Tell) -> None:
    for log in found.logs.values():
        if log.records and not any(log.receipts.values()):
            skip(7, log.party, "no head of this log bears a receipt by anyone else")


def _intervals(found: Replica, reached: list[Standing], tell: replica.Tell, skip: replica.Tell) -> None:
    for standing in reached:
        record, low, high = standing.record, standing.not_before, standing.not_after
        if low and high and low[0] > high[0] + CLOCKS:
            tell(9, record.place, f"not before {low[1]}, yet received by {high[1]} earlier: a clock is wrong")
        elif low and record.time < low[0] - CLOCKS:
            tell(9, record.place, f"claims a time before that of {low[1]}, which its author had seen")
        elif high and record.time > high[0] + CLOCKS:
            tell(9, record.place, f"claims a time after {high[1]} had received it")
    for log in found.logs.values():
        last: dict[str, int] = {}
        for _, record in sorted(log.records.items()):
            for party, (size, root) in record.seen.items():
                other = found.logs.get(party)
                if other is None or size not in other.roots:
                    skip(9, record.place, f"had seen {size} entries of {party}, which are not here")
                elif other.roots[size] != root:
                    tell(9, record.place, f"had seen another history of {party}: size {size} has another root")
                if size < last.get(party, 0):
                    tell(9, record.place, f"has seen less of {party} than the record before it")
                last[party] = size
            for ref in record.refs:
                named = found.logs[ref["party"]].records.get(ref["number"] - 1) if ref["party"] in found.logs else None
                if named is None:
                    skip(9, record.place, f"refers to {ref['party']} {ref['number']}, which is not here")
                elif named.leaf != ref["record"]:
                    tell(9, record.place, f"refers to another record than the {named.place} that is here")


def _contradictions(found: Replica, tell: replica.Tell) -> set[str]:
    """Tells of the evidence on file; returns the names of the heads that it speaks of."""
    explained: set[str] = set()
    for name in found.folder.names("evidence"):
        if not name.endswith(".note"):
            continue
        place = f"evidence/{name}"
        try:
            shown = contradiction.parse(found.folder.read(place))
            party = found.origins.get(shown.older.origin, "")
            if party not in found.logs:
                raise Malformed("is about a log that is not of this agreement")
            for head in (shown.older, shown.newer):
                replica.receipts(head, party, found)
        except Malformed as error:
            tell(11, place, str(error))
            continue
        text = f"{party} signed two histories: heads {shown.older.name} and {shown.newer.name} cannot both be true"
        tell(11, place, text)
        explained |= {shown.older.name, shown.newer.name}
        log = found.logs[party]
        parting = min(shown.older.size, _common(found, name, log))
        log.disputed = parting if log.disputed is None else min(parting, log.disputed)
    for party, chain in found.chains.items():
        for name in found.folder.names(f"keys/{party}/rival"):
            place, number = f"keys/{party}/rival/{name}", name.partition("-")[0]
            try:
                known = number.isdigit() and 2 <= int(number) <= len(chain.roots)
                rival = keychain.read(found.folder.read(place), chain.roots[int(number) - 2] if known else None)
                same = rival.digest == chain.roots[rival.version - 1].digest
                text = f"{party} signed two versions {number} of its keys"
                tell(11, place, "is the version in use" if same else text)
            except Malformed as error:
                tell(11, place, str(error))
    return explained


def _common(found: Replica, name: str, log: Log) -> int:
    """Up to where the branch kept beside the evidence agrees with our entries; 0 if it is not here or not whole."""
    try:
        data = found.folder.read(f"evidence/{name.removesuffix('.note')}.leaves")
    except FileNotFoundError:
        return 0
    branch = [data[at : at + 32] for at in range(0, len(data), 32)]
    shown = contradiction.parse(found.folder.read(f"evidence/{name}"))
    if all(merkle.root_of(branch[: head.size]) != head.root for head in (shown.older, shown.newer)):
        return 0
    pairs = zip(branch, log.leaves, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(branch), len(log.leaves)))


def _say_what_is_good(steps: list[Step], found: Replica, reached: list[Standing]) -> None:
    states = Counter(standing.state for standing in reached)
    types = Counter(standing.record.type for standing in reached)
    heads = sum(len(log.heads) for log in found.logs.values())
    first = found.versions[0].digest if found.versions else "none"
    signatures = sum(len(times) for log in found.logs.values() for times in log.receipts.values())
    texts = (
        f"{len(found.versions)} versions, the first is {first}",
        f"{sum(len(chain.roots) for chain in found.chains.values())} versions of the keys of {len(found.chains)}",
        "no key is of small order, twice in a file, or of two parties", f"{heads} heads and their signatures",
        f"{sum(len(log.leaves) for log in found.logs.values())} entries", f"{heads} heads",
        f"{signatures} receipts; records: " + (", ".join(f"{n} {s}" for s, n in sorted(states.items())) or "none"),
        f"{len(reached)} records", f"{sum(s.not_after is not None for s in reached)} records with a latest time",
        f"{types[disclosure.COMMIT]} commitments, {types[disclosure.OPEN]} opened; every reveal leads to its own",
        "none on file",
    )  # fmt: skip
    for step, text in zip(steps, texts, strict=True):
        step.good = text
