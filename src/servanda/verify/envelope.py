"""A record: a DSSE envelope around a canonical payload, as it stands in a log.

Rules it keeps: envelope and payload equal their own canonical form; the payload says agreement version, party, number,
type, claimed time, fields, what it refers to and which heads of others its author had seen; the signatures are by keys
that spoke for the party at this place of its log, enough of them, each counted once.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servanda.verify import ed25519
from servanda.verify.canonical import Malformed, from_base64, from_hex, parse_canonical, table
from servanda.verify.keychain import RECORDS, Chain
from servanda.verify.merkle import leaf_hash

INSTANT = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
PAYLOAD_TYPE = "application/vnd.servanda.record+json"
ITEM = rb'\{"keyid":"[0-9a-f]{64}","sig":"[A-Za-z0-9+/=]{88}"\}'
ENVELOPE = re.compile(
    rb'\{"payload":"([A-Za-z0-9+/=]*)","payloadType":"%b","signatures":\[((?:%b(?:,%b)*)?)\]\}'
    % (re.escape(PAYLOAD_TYPE.encode()), ITEM, ITEM)
)
SIGNATURE = re.compile(ITEM.replace(b"[0-9a-f]{64}", b"([0-9a-f]{64})").replace(b"[A-Za-z0-9+/=]{88}", b"(.{88})"))
SHAPE = {
    "agreement": str, "fields": dict, "number": int, "party": str, "refs": list, "seen": dict, "time": str, "type": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a log. `time` is what the filer claims; `seen` maps a log's party to size and root."""

    party: str
    number: int
    agreement: str
    type: str
    time: int
    fields: dict[str, Any]
    refs: tuple[dict[str, Any], ...]
    seen: dict[str, tuple[int, bytes]]
    leaf: str

    @property
    def place(self) -> str:
        return f"{self.party} {self.number}"


def encoding(payload: bytes) -> bytes:
    """What is signed: DSSE's pre-authentication encoding."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seconds(text: Any) -> int:
    """`2026-03-01T12:00:00Z` as seconds since 1970; no other spelling."""
    found = INSTANT.fullmatch(text) if isinstance(text, str) else None
    try:
        if found:
            year, month, day, hour, minute, second = map(int, found.groups())
            return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
    except ValueError:
        pass
    raise Malformed(f"is not an instant like 2026-03-01T12:00:00Z: {str(text)[:40]!r}")


def _references(refs: list[Any]) -> tuple[dict[str, Any], ...]:
    for ref in refs:
        table(ref, {"as": str, "number": int, "party": str, "record": str}, "a reference")
        from_hex(ref["record"])
    return tuple(refs)


def _seen(seen: dict[str, Any]) -> dict[str, tuple[int, bytes]]:
    heads = {name: table(value, {"root": str, "size": int}, "seen") for name, value in seen.items()}
    return {name: (value["size"], from_hex(value["root"])) for name, value in heads.items()}


def payload_of(data: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Payload and signatures (key's name and bytes) of an envelope in its canonical form."""
    found = ENVELOPE.fullmatch(data)
    if not found:
        whole = table(parse_canonical(data), {"payload": str, "payloadType": str, "signatures": list}, "the envelope")
        raise Malformed(f"is an envelope of another type or shape: {whole['payloadType'][:60]!r}")
    signatures = [(name.decode(), from_base64(sig.decode())) for name, sig in SIGNATURE.findall(found[2])]
    return from_base64(found[1].decode()), signatures


def record(data: bytes) -> Record:
    """What the entry says; who signed it is not looked at."""
    return _record(data, payload_of(data)[0])


def _record(data: bytes, payload: bytes) -> Record:
    body = table(parse_canonical(payload), SHAPE, "the record")
    from_hex(body["agreement"])
    return Record(
        body["party"], body["number"], body["agreement"], body["type"], seconds(body["time"]), body["fields"],
        _references(body["refs"]), _seen(body["seen"]), leaf_hash(data).hex(),
    )  # fmt: skip


def checked(data: bytes, party: str, index: int, chain: Chain) -> Record:
    """The record, if it is this party's number `index + 1` and signed as its keys demand."""
    payload, signatures = payload_of(data)
    found = _record(data, payload)
    if found.party != party or found.number != index + 1:
        raise Malformed(f"says it is {found.place}, but stands as number {index + 1} in the log of {party}")
    role = chain.for_entry(index).roles[RECORDS]
    publics = role.names
    good = set()
    for name, signature in signatures:
        public = publics.get(name)
        if public is None and any(name in root.roles[RECORDS].names for root in chain.roots):
            raise Malformed(
                f"was signed with key {name[:16]}, which {party} does not use here: withdrawn, or not yet in use"
            )
        if public is None or public in good:
            raise Malformed(f"key {name[:16]} may not sign records here, or signed twice")
        if not ed25519.verifies(public, signature, encoding(payload)):
            raise Malformed(f"the signature by key {name[:16]} is wrong")
        good.add(public)
    if len(good) < role.threshold:
        raise Malformed(f"has {len(good)} signatures; {role.threshold} are needed")
    return found
