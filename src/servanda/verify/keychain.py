"""Whose key may sign what: one chain of TUF root metadata per party.

Rules it keeps:

- version N + 1 is signed by the threshold of root keys of version N and by its own;
- every new key signs the version that brings it (proof of possession), so nobody registers another's key as their own;
- keys count by their bytes: a key has one name (the SHA-256 of its bytes), one role, and counts once;
- `from`: the size of the party's own log from which this version speaks; entries before it stay with the keys before.

The four TUF roles: root (the party's offline keys), targets (sign records), snapshot (sign the log's heads), timestamp
(sign receipts: cosignatures of other logs). Expiry is not used: time is made by others, not by a file.
The files are plain ASCII without escapes, for which TUF's canonical JSON and RFC 8785 are the same bytes.
"""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from servanda.verify import ed25519
from servanda.verify.canonical import Malformed, canonical, from_hex, parse_canonical, table

KEYS, RECORDS, HEADS, RECEIPTS = "root", "targets", "snapshot", "timestamp"
SIGNED = {
    "_type": str, "spec_version": str, "version": int, "expires": str, "consistent_snapshot": bool,
    "keys": dict, "roles": dict, "servanda": dict,
}  # fmt: skip


@dataclass(frozen=True)
class Role:
    threshold: int
    keys: tuple[bytes, ...]

    @cached_property
    def names(self) -> dict[str, bytes]:
        return {sha256(key).hexdigest(): key for key in self.keys}


@dataclass(frozen=True, slots=True)
class Root:
    """One version of a party's keys. `reading` is its X25519 key for restricted fields."""

    version: int
    party: str
    start: int
    reading: bytes
    roles: dict[str, Role]
    digest: str

    def names(self) -> set[bytes]:
        return {key for role in self.roles.values() for key in role.keys}


@dataclass(slots=True)
class Chain:
    """The versions of one party's keys, oldest first."""

    roots: list[Root] = field(default_factory=list)

    def for_entry(self, index: int) -> Root:
        return next(root for root in reversed(self.roots) if root.start <= index)

    def for_head(self, size: int) -> list[Root]:
        """A head exactly where the keys change may bear either signature."""
        ends = [root.start for root in self.roots[1:]] + [2**63]
        return [root for root, end in zip(self.roots, ends, strict=True) if root.start <= size <= end]

    def receipts(self) -> dict[bytes, int | None]:
        """Each key that ever signed receipts, and the size of the own log at which it was withdrawn, if it was."""
        ends: dict[bytes, int | None] = {}
        for root in self.roots:
            for key in ends.keys() - set(root.roles[RECEIPTS].keys):
                ends[key] = root.start if ends[key] is None else ends[key]
            for key in root.roles[RECEIPTS].keys:
                ends.setdefault(key, None)
        return ends


def _role(value: object, known: dict[str, bytes]) -> Role:
    content = table(value, {"keyids": list, "threshold": int}, "a role")
    names = content["keyids"]
    if not all(isinstance(name, str) and name in known for name in names) or len(set(names)) != len(names):
        raise Malformed("a role names a key twice, or one that is not in the file")
    if not 1 <= content["threshold"] <= len(names):
        raise Malformed(f"a threshold of {content['threshold']} among {len(names)} keys")
    return Role(content["threshold"], tuple(known[name] for name in names))


def _keys(value: dict[str, object]) -> dict[str, bytes]:
    known = {}
    for name, entry in value.items():
        key = table(entry, {"keytype": str, "scheme": str, "keyval": dict}, "a key")
        public = from_hex(table(key["keyval"], {"public": str}, "a key")["public"])
        if (key["keytype"], key["scheme"]) != ("ed25519", "ed25519") or name != sha256(public).hexdigest():
            raise Malformed(f"key {name[:16]} is not an Ed25519 key named by the SHA-256 of its bytes")
        if not ed25519.sane(public):
            raise Malformed(f"key {name[:16]} is of small order or no proper point: anyone could sign with it")
        known[name] = public
    return known


def read(data: bytes, before: Root | None) -> Root:
    """The next version of a party's keys, if everything about it holds."""
    whole = table(parse_canonical(data), {"signed": dict, "signatures": list}, "the file")
    if not data.isascii() or b"\\" in data:
        raise Malformed("key files are plain ASCII without escapes")
    signed = table(whole["signed"], SIGNED, "signed")
    known = _keys(signed["keys"])
    if signed["_type"] != "root" or signed["roles"].keys() != {KEYS, RECORDS, HEADS, RECEIPTS}:
        raise Malformed("is not root metadata with the four roles")
    roles = {name: _role(value, known) for name, value in signed["roles"].items()}
    if sum(len(role.keys) for role in roles.values()) != len(known):
        raise Malformed("a key must serve in exactly one role")
    own = table(signed["servanda"], {"party": str, "from": int, "reading": str}, "servanda")
    root = Root(signed["version"], own["party"], own["from"], from_hex(own["reading"]), roles, sha256(data).hexdigest())
    _succeeds(root, before)
    _signed(root, before, canonical(signed), whole["signatures"], known)
    return root


def _succeeds(root: Root, before: Root | None) -> None:
    if root.version != (before.version + 1 if before else 1):
        raise Malformed(f"is version {root.version}, which does not follow the one before")
    if before and (root.party != before.party or root.start < before.start):
        raise Malformed("is for another party, or speaks from an earlier head than the one before")
    if not before and root.start != 0:
        raise Malformed("the first version must speak from the beginning")


def _signed(root: Root, before: Root | None, message: bytes, found: list[object], known: dict[str, bytes]) -> None:
    publics = {sha256(key).hexdigest(): key for key in (before.roles[KEYS].keys if before else ())} | known
    good = set()
    for item in found:
        entry = table(item, {"keyid": str, "sig": str}, "a signature")
        public = publics.get(entry["keyid"])
        if public is None or public in good or not ed25519.verifies(public, from_hex(entry["sig"], 64), message):
            raise Malformed(f"the signature by key {entry['keyid'][:16]} is unknown, given twice or wrong")
        good.add(public)
    for version in (before, root) if before else (root,):
        role = version.roles[KEYS]
        if len(good & set(role.keys)) < role.threshold:
            raise Malformed(f"has {len(good & set(role.keys))} signatures of root keys of version {version.version};"
                            f" {role.threshold} are needed")  # fmt: skip
    if missing := root.names() - (before.names() if before else set()) - good:
        raise Malformed(f"{len(missing)} new keys did not sign: nobody has shown to possess them")
