"""Encryption in JSON Web Encryption (RFC 7516, general JSON form): to readers by X25519, to a person by passphrase.

Rules it keeps:

- to readers: ECDH-ES+A256KW over X25519 (RFC 8037), one ephemeral key for each reader; by passphrase:
  PBES2-HS512+A256KW (RFC 7518) with 600 000 rounds; the content always A256GCM;
- nothing else is opened: an `alg` or `enc` of another name is refused;
- who the readers are stands in the open; how long the content is does not, if the caller pads it.

It leaves to others: what is sealed (`sealed`), where keys lie (`keys`).
"""

import base64
import hashlib
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from servanda.verify.canonical import Malformed, canonical, parse_canonical, table

TO_READERS, BY_PASSPHRASE, CONTENT = "ECDH-ES+A256KW", "PBES2-HS512+A256KW", "A256GCM"
ROUNDS = 600_000


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def un64(text: Any) -> bytes:
    if not isinstance(text, str) or not text.isascii():
        raise Malformed("is not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise Malformed("is not base64url in its one spelling")
    return data


def _wrapping_key(shared: bytes) -> bytes:
    """Concat KDF of RFC 7518, 4.6.2: one round of SHA-256 over the algorithm's name and the key's length."""
    alg = TO_READERS.encode()
    other = len(alg).to_bytes(4, "big") + alg + bytes(4) + bytes(4) + (256).to_bytes(4, "big")
    return hashlib.sha256((1).to_bytes(4, "big") + shared + other).digest()


def _passphrase_key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    whole = BY_PASSPHRASE.encode() + b"\0" + salt
    return hashlib.pbkdf2_hmac("sha512", passphrase.encode("utf-8"), whole, rounds, 32)


def _encrypt(plain: bytes, key: bytes, recipients: list[dict[str, Any]]) -> bytes:
    protected, iv = b64(canonical({"enc": CONTENT})), os.urandom(12)
    sealed = AESGCM(key).encrypt(iv, plain, protected.encode())
    return canonical(
        {
            "ciphertext": b64(sealed[:-16]),
            "iv": b64(iv),
            "protected": protected,
            "recipients": recipients,
            "tag": b64(sealed[-16:]),
        }
    )


def seal(plain: bytes, readers: dict[str, bytes]) -> bytes:
    """Encrypts to each reader, by name and X25519 public key."""
    key, recipients = os.urandom(32), []
    for name, public in sorted(readers.items()):
        ephemeral = X25519PrivateKey.generate()
        wrapped = aes_key_wrap(_wrapping_key(ephemeral.exchange(X25519PublicKey.from_public_bytes(public))), key)
        epk = {"crv": "X25519", "kty": "OKP", "x": b64(ephemeral.public_key().public_bytes_raw())}
        recipients.append({"encrypted_key": b64(wrapped), "header": {"alg": TO_READERS, "epk": epk, "kid": name}})
    return _encrypt(plain, key, recipients)


def lock(plain: bytes, passphrase: str, rounds: int | None = None) -> bytes:
    """Encrypts by a passphrase, with `ROUNDS` rounds unless said."""
    key, salt, rounds = os.urandom(32), os.urandom(16), rounds or ROUNDS
    header = {"alg": BY_PASSPHRASE, "p2c": rounds, "p2s": b64(salt)}
    wrapped = aes_key_wrap(_passphrase_key(passphrase, salt, rounds), key)
    return _encrypt(plain, key, [{"encrypted_key": b64(wrapped), "header": header}])


def _parts(data: bytes) -> dict[str, Any]:
    names = {"ciphertext": str, "iv": str, "protected": str, "recipients": list, "tag": str}
    whole = table(parse_canonical(data), names, "the envelope")
    if parse_canonical(un64(whole["protected"])) != {"enc": CONTENT}:
        raise Malformed(f"is not encrypted with {CONTENT}")
    return whole


def _decrypt(whole: dict[str, Any], wrapping: bytes, encrypted: Any) -> bytes:
    try:
        key = aes_key_unwrap(wrapping, un64(encrypted))
        return AESGCM(key).decrypt(
            un64(whole["iv"]), un64(whole["ciphertext"]) + un64(whole["tag"]), whole["protected"].encode()
        )
    except (InvalidTag, InvalidUnwrap, ValueError) as error:
        raise Malformed("cannot be opened with this key or passphrase") from error


def open_as(data: bytes, name: str, private: X25519PrivateKey) -> bytes:
    """The content, for the reader of this name."""
    whole = _parts(data)
    for recipient in whole["recipients"]:
        entry = table(recipient, {"encrypted_key": str, "header": dict}, "a recipient")
        header = table(entry["header"], {"alg": str, "epk": dict, "kid": str}, "the header")
        if header["kid"] == name and header["alg"] == TO_READERS:
            shared = private.exchange(X25519PublicKey.from_public_bytes(un64(header["epk"].get("x"))))
            return _decrypt(whole, _wrapping_key(shared), entry["encrypted_key"])
    raise Malformed(f"is not encrypted to {name}")


def unlock(data: bytes, passphrase: str) -> bytes:
    whole = _parts(data)
    if len(whole["recipients"]) != 1:
        raise Malformed("is not locked by one passphrase")
    entry = table(whole["recipients"][0], {"encrypted_key": str, "header": dict}, "a recipient")
    header = table(entry["header"], {"alg": str, "p2c": int, "p2s": str}, "the header")
    if header["alg"] != BY_PASSPHRASE or not 1 <= header["p2c"] <= 10_000_000:
        raise Malformed(f"is not locked with {BY_PASSPHRASE}")
    wrapping = _passphrase_key(passphrase, un64(header["p2s"]), header["p2c"])
    return _decrypt(whole, wrapping, entry["encrypted_key"])
