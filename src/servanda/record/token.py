"""Keys in a token (PKCS#11): a smart card, a hardware module, SoftHSM. The private keys never leave it.

Rules it keeps:

- Ed25519 by CKM_EDDSA (PKCS#11 3.0), through python-pkcs11 (the extra `token`); securesystemslib's own PKCS#11 signer
  signs with ECDSA only, which this record does not use;
- a description file names the library, the token and the label of the key for each role; it holds no secret, the PIN is
  asked for like a passphrase;
- what comes out is checked: a signature that does not verify under the token's public key is refused.

    {"keys": {"snapshot": "heads", "targets": "records", "timestamp": "receipts"}, "library": "/usr/lib/…/lib.so",
     "party": "ALBA", "token": "alba"}
"""

import json
from typing import TYPE_CHECKING, Any

from servanda.record.keys import ROLES, Ring, Signer
from servanda.record.refusal import refusal
from servanda.verify import ed25519

if TYPE_CHECKING:
    from pkcs11 import ObjectClass


class TokenKey:
    """One key pair in an open session, found by its label."""

    def __init__(self, session: Any, label: str) -> None:
        from pkcs11 import Attribute, ObjectClass

        self._private = _only(session, ObjectClass.PRIVATE_KEY, label)
        public = _only(session, ObjectClass.PUBLIC_KEY, label)
        try:
            self.public = bytes(public[Attribute.EC_POINT])[-32:]
        except Exception as error:  # each token refuses in its own way an attribute that its key does not have
            raise _no_ed25519(label) from error
        if not ed25519.sane(self.public):
            raise _no_ed25519(label)

    def sign(self, message: bytes) -> bytes:
        from pkcs11 import Mechanism

        signature = bytes(self._private.sign(message, mechanism=Mechanism.EDDSA))
        if not ed25519.verifies(self.public, signature, message):
            raise refusal("token-signature", "The token made a signature that is wrong.", "token", "Do not use it.")
        return signature


def _no_ed25519(label: str) -> Exception:
    return refusal(
        "token-key", f"The key `{label}` in the token is no Ed25519 key.", label, "Make one of type edwards25519."
    )


def _only(session: Any, kind: "ObjectClass", label: str) -> Any:
    from pkcs11 import Attribute

    found = list(session.get_objects({Attribute.CLASS: kind, Attribute.LABEL: label}))
    if len(found) != 1:
        raise refusal(
            "token-key",
            f"The token holds {len(found)} key pairs called `{label}`; there must be one.",
            label,
            "Make the key in the token, or correct its label in the description.",
        )
    return found[0]


def described(data: bytes) -> bool:
    """Whether a key file describes a token rather than holding keys."""
    try:
        return "token" in json.loads(data)
    except ValueError:
        return False


def ring(data: bytes, pin: str) -> Ring:
    """The keys that a description names, from the token that it names."""
    body = json.loads(data)
    try:
        import pkcs11
    except ModuleNotFoundError as error:
        raise refusal(
            "token-library",
            "Keys in a token need python-pkcs11.",
            body["library"],
            "Install it: pip install 'servanda[token]'.",
        ) from error
    try:
        session = pkcs11.lib(body["library"]).get_token(token_label=body["token"]).open(user_pin=pin)
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise refusal(
            "token-closed",
            f"The token `{body['token']}` cannot be opened: {str(error) or type(error).__name__}.",
            body["library"],
            "Check that the token is in, the library is right, and the PIN too.",
        ) from error
    try:
        signers: dict[str, list[Signer]] = {
            role: [TokenKey(session, body["keys"][role])] for role in ROLES if role in body["keys"]
        }
    except BaseException:
        session.close()  # an open session would stay logged in
        raise
    return Ring(body["party"], signers)
