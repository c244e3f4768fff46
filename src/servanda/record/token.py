"""Keys in a token (PKCS#11): a smart card, a hardware module, SoftHSM. The private keys never leave it.

Rules it keeps:

- Ed25519 by CKM_EDDSA (PKCS#11 3.0), through PyKCS11, the library that securesystemslib's own signer stands on; that
  signer itself signs with ECDSA only, which this record does not use;
- PyKCS11 is under the GPL, so it is no dependency and no extra: it is loaded where its user has installed it;
- a description file names the library, the token and the label of the key for each role; it holds no secret, the PIN is
  asked for like a passphrase;
- what comes out is checked: a signature that does not verify under the token's public key is refused.

    {"keys": {"snapshot": "heads", "targets": "records", "timestamp": "receipts"}, "library": "/usr/lib/…/lib.so",
     "party": "ALBA", "token": "alba"}
"""

import importlib
import json
from typing import Any

from servanda.record.keys import ROLES, Ring, Signer
from servanda.record.refusal import refusal
from servanda.verify import ed25519

CKM_EDDSA = 0x1057


class TokenKey:
    """One key pair in an open session, found by its label."""

    def __init__(self, session: Any, library: Any, label: str) -> None:
        self._session, self._library = session, library
        self._private = self._find(library.CKO_PRIVATE_KEY, label)
        point = session.getAttributeValue(self._find(library.CKO_PUBLIC_KEY, label), [library.CKA_EC_POINT])[0]
        self.public = bytes(point)[-32:]
        if not ed25519.sane(self.public):
            raise refusal(
                "token-key",
                f"The key `{label}` in the token is no Ed25519 key.",
                label,
                "Make one of type edwards25519.",
            )

    def _find(self, kind: int, label: str) -> Any:
        library = self._library
        found = self._session.findObjects([(library.CKA_CLASS, kind), (library.CKA_LABEL, label)])
        if len(found) != 1:
            raise refusal(
                "token-key",
                f"The token holds {len(found)} key pairs called `{label}`; there must be one.",
                label,
                "Make the key in the token, or correct its label in the description.",
            )
        return found[0]

    def sign(self, message: bytes) -> bytes:
        mechanism = self._library.Mechanism(CKM_EDDSA, None)
        signature = bytes(self._session.sign(self._private, message, mechanism))
        if not ed25519.verifies(self.public, signature, message):
            raise refusal("token-signature", "The token made a signature that is wrong.", "token", "Do not use it.")
        return signature


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
        library = importlib.import_module("PyKCS11")
    except ModuleNotFoundError as error:
        raise refusal(
            "token-library", "Keys in a token need PyKCS11.", body["library"], "Install it: pip install PyKCS11."
        ) from error
    module = library.PyKCS11Lib()
    try:
        module.load(body["library"])
        slots = module.getSlotList(tokenPresent=True)
        slot = next(s for s in slots if module.getTokenInfo(s).label.strip() == body["token"])
        session = module.openSession(slot)
        session.login(pin)
    except (library.PyKCS11Error, StopIteration) as error:
        raise refusal(
            "token-closed",
            f"The token `{body['token']}` cannot be opened: {error or 'it is not there'}.",
            body["library"],
            "Check that the token is in, the library is right, and the PIN too.",
        ) from error
    signers: dict[str, list[Signer]] = {
        role: [TokenKey(session, library, body["keys"][role])] for role in ROLES if role in body["keys"]
    }
    return Ring(body["party"], signers)
