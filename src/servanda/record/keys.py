"""A party's keys: making, keeping, registering, rotating and revoking them.

Rules it keeps:

- the register is TUF root metadata (`servanda.verify.keychain` reads it); its four roles have different keys;
- private keys leave memory only locked by a passphrase (JWE around a JSON Web Key set, RFC 7517 and 8037);
- every key signs the version that registers it; a version is complete when `keychain.read` takes it;
- rotation and revocation are one thing: a new version that speaks from a size of the party's log on.

It leaves to others: signing of heads and records (`filing`, `receiving`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from servanda.record import jwe
from servanda.verify.canonical import Malformed, canonical, from_hex, parse_canonical
from servanda.verify.keychain import HEADS, KEYS, RECEIPTS, RECORDS, Root
from servanda.verify.note import COSIGNER, LOG, Line, cosigned_text, key_id

ROLES = (KEYS, RECORDS, HEADS, RECEIPTS)
NEVER = "9999-12-31T23:59:59Z"


class Signer(Protocol):
    """Anything that holds an Ed25519 key."""

    @property
    def public(self) -> bytes: ...
    def sign(self, message: bytes) -> bytes: ...


class PrivateKey:
    """A key in memory."""

    def __init__(self, seed: bytes | None = None) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed) if seed else Ed25519PrivateKey.generate()
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def seed(self) -> bytes:
        return self._key.private_bytes_raw()


class LibraryKey:
    """A key behind a `securesystemslib.signer.Signer`: a key service, another program. Ed25519 only."""

    def __init__(self, signer: Any) -> None:
        if signer.public_key.scheme != "ed25519":
            raise Malformed(f"keys are Ed25519; this signer has {signer.public_key.scheme}")
        self._signer = signer
        self.public = from_hex(signer.public_key.keyval["public"])

    def sign(self, message: bytes) -> bytes:
        return from_hex(self._signer.sign(message).signature, 64)


@dataclass(slots=True)
class Ring:
    """The keys that one person or machine holds for a party, by role."""

    party: str
    signers: dict[str, list[Signer]] = field(default_factory=dict)
    reading: X25519PrivateKey | None = None

    def of(self, role: str) -> list[Signer]:
        return self.signers.get(role, [])

    def every(self) -> list[Signer]:
        return [signer for role in ROLES for signer in self.of(role)]


def generate(party: str, counts: Mapping[str, int]) -> Ring:
    """New keys: so many for each role."""
    signers: dict[str, list[Signer]] = {role: [PrivateKey() for _ in range(n)] for role, n in counts.items()}
    return Ring(party, signers, X25519PrivateKey.generate())


def lock(ring: Ring, passphrase: str, rounds: int | None = None) -> bytes:
    """The private keys as an encrypted file. Keys behind a token stay there."""
    keys: list[dict[str, str]] = []
    for role in ROLES:
        for signer in ring.of(role):
            if isinstance(signer, PrivateKey):
                keys.append(_web_key("Ed25519", role, signer.seed(), signer.public))
    if ring.reading:
        private, public = ring.reading.private_bytes_raw(), ring.reading.public_key().public_bytes_raw()
        keys.append(_web_key("X25519", "reading", private, public))
    return jwe.lock(canonical({"keys": keys, "party": ring.party}), passphrase, rounds)


def _web_key(curve: str, role: str, private: bytes, public: bytes) -> dict[str, str]:
    return {"crv": curve, "d": jwe.b64(private), "kid": role, "kty": "OKP", "x": jwe.b64(public)}


def unlock(data: bytes, passphrase: str) -> Ring:
    body = parse_canonical(jwe.unlock(data, passphrase))
    ring = Ring(body["party"])
    for key in body["keys"]:
        if key["crv"] == "X25519":
            ring.reading = X25519PrivateKey.from_private_bytes(jwe.un64(key["d"]))
        else:
            ring.signers.setdefault(key["kid"], []).append(PrivateKey(jwe.un64(key["d"])))
    return ring


def draft(
    party: str,
    roles: Mapping[str, tuple[int, Iterable[bytes]]],
    reading: bytes,
    before: Root | None = None,
    start: int = 0,
) -> bytes:
    """An unsigned version of a party's keys: for each role the threshold and the public keys."""
    publics = {role: list(keys) for role, (_, keys) in roles.items()}
    entries = {
        sha256(public).hexdigest(): {
            "keytype": "ed25519",
            "keyval": {"public": public.hex()},
            "scheme": "ed25519",
        }
        for keys in publics.values()
        for public in keys
    }
    signed = {
        "_type": "root",
        "consistent_snapshot": True,
        "expires": NEVER,
        "keys": entries,
        "roles": {
            role: {"keyids": [sha256(public).hexdigest() for public in publics[role]], "threshold": threshold}
            for role, (threshold, _) in roles.items()
        },
        "servanda": {"from": start, "party": party, "reading": reading.hex()},
        "spec_version": "1.0.31",
        "version": before.version + 1 if before else 1,
    }
    return canonical({"signatures": [], "signed": signed})


def first_draft(ring: Ring, thresholds: Mapping[str, int] | None = None) -> bytes:
    """Version 1, unsigned, from a ring that holds every role."""
    if ring.reading is None:
        raise Malformed("the ring has no reading key")
    wanted = thresholds or {}
    roles = {role: (wanted.get(role, 1), [s.public for s in ring.of(role)]) for role in ROLES}
    return draft(ring.party, roles, ring.reading.public_key().public_bytes_raw())


def sign(data: bytes, signers: Iterable[Signer]) -> bytes:
    """Adds signatures to a draft. Each holder of keys does so in turn; the order does not matter."""
    whole: dict[str, Any] = parse_canonical(data)
    message = canonical(whole["signed"])
    signatures = {item["keyid"]: item["sig"] for item in whole["signatures"]}
    for signer in signers:
        signatures[sha256(signer.public).hexdigest()] = signer.sign(message).hex()
    whole["signatures"] = [{"keyid": name, "sig": sig} for name, sig in sorted(signatures.items())]
    return canonical(whole)


def log_line(name: str, text: str, signer: Signer) -> Line:
    """A signature line of a note by a log or a root key."""
    return Line(name, key_id(name, LOG, signer.public), signer.sign(text.encode("utf-8")))


def receipt_line(name: str, text: str, signer: Signer, now: int) -> Line:
    """A cosignature: this signer had seen the head, whole, at this time by its clock."""
    body = now.to_bytes(8, "big") + signer.sign(cosigned_text(text, now))
    return Line(name, key_id(name, COSIGNER, signer.public), body)
