"""A record: a DSSE envelope around a canonical payload, as it stands in a log.

Rules it keeps: envelope and payload equal their own canonical form; the payload says agreement version, party, number,
type, claimed time, fields, what it refers to and which heads of others its author had seen; the signatures are by keys
that spoke for the party at this place of its log, enough of them, each counted once.
"""

from calendar import timegm
from dataclasses import dataclass
from hashlib import sha256
from time import strptime
from typing import Any

from servanda.verify import ed25519
from servanda.verify.canonical import Malformed, from_base64, from_hex, parse_canonical, table
from servanda.verify.keychain import RECORDS, Chain
from servanda.verify.merkle import leaf_hash

PAYLOAD_TYPE = "application/vnd.servanda.record+json"
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
    try:
        if isinstance(text, str) and len(text) == 20 and text.isascii():
            return timegm(strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
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


def payload_of(data: bytes) -> tuple[bytes, list[dict[str, Any]]]:
    """Payload and signatures of an envelope."""
    whole = table(parse_canonical(data), {"payload": str, "payloadType": str, "signatures": list}, "the envelope")
    if whole["payloadType"] != PAYLOAD_TYPE:
        raise Malformed(f"is an envelope of another type: {whole['payloadType'][:60]!r}")
    signatures = [table(item, {"keyid": str, "sig": str}, "a signature") for item in whole["signatures"]]
    return from_base64(whole["payload"]), signatures


def record(data: bytes) -> Record:
    """What the entry says; who signed it is not looked at."""
    body = table(parse_canonical(payload_of(data)[0]), SHAPE, "the record")
    from_hex(body["agreement"])
    return Record(
        body["party"], body["number"], body["agreement"], body["type"], seconds(body["time"]), body["fields"],
        _references(body["refs"]), _seen(body["seen"]), leaf_hash(data).hex(),
    )  # fmt: skip


def check(data: bytes, found: Record, party: str, index: int, chain: Chain) -> None:
    """Refuses an entry that is not this party's number `index + 1`, or not signed as its keys demand."""
    if found.party != party or found.number != index + 1:
        raise Malformed(f"says it is {found.place}, but stands as number {index + 1} in the log of {party}")
    payload, signatures = payload_of(data)
    role = chain.for_entry(index).roles[RECORDS]
    publics = {sha256(key).hexdigest(): key for key in role.keys}
    good = set()
    for item in signatures:
        public = publics.get(item["keyid"])
        if public is None or public in good:
            raise Malformed(f"key {item['keyid'][:16]} may not sign records here, or signed twice")
        if not ed25519.verifies(public, from_base64(item["sig"]), encoding(payload)):
            raise Malformed(f"the signature by key {item['keyid'][:16]} is wrong")
        good.add(public)
    if len(good) < role.threshold:
        raise Malformed(f"has {len(good)} signatures; {role.threshold} are needed")
