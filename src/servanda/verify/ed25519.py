"""Ed25519 public keys and signatures, with the refusals that the usual libraries leave out.

Rules it keeps:

- a public key is 32 bytes, the canonical encoding of a point of the prime-order subgroup: a key of small order would
  let one constant signature pass for every message, and so allow its owner to deny everything;
- a signature is 64 bytes; S below the group order and the canonical R are checked by the library (Wycheproof).

It leaves to others: which key may sign what (`keychain`).

>>> sane(bytes(32))
False
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import crypto_core_ed25519_is_valid_point


@lru_cache(maxsize=4096)
def _loaded(public: bytes) -> Ed25519PublicKey | None:
    if len(public) != 32 or not crypto_core_ed25519_is_valid_point(public):
        return None
    return Ed25519PublicKey.from_public_bytes(public)


def sane(public: bytes) -> bool:
    """Whether these bytes may serve as a public key at all."""
    return _loaded(public) is not None


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is by this key over this message (RFC 8032)."""
    key = _loaded(public)
    if key is None or len(signature) != 64:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
