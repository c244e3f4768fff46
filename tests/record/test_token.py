"""Keys in a PKCS#11 token, against SoftHSM. Skipped where SoftHSM or pkcs11-tool is missing."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from servanda.diagnostics import Refused
from servanda.record import keys, token
from servanda.verify import ed25519, keychain
from servanda.verify.canonical import Malformed
from servanda.verify.keychain import HEADS, KEYS, RECEIPTS, RECORDS

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
LABELS = {RECORDS: "records", HEADS: "heads", RECEIPTS: "receipts"}


@pytest.fixture
def description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """A new token with three keys, and the file that describes it."""
    tools = all(map(shutil.which, ("softhsm2-util", "pkcs11-tool")))
    if not LIBRARY.exists() or not tools:
        pytest.skip("needs a token: apt-get install softhsm2 opensc")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    init = ["softhsm2-util", "--init-token", "--free", "--label", "alba", "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(init, check=True, capture_output=True)
    for number, label in enumerate([*LABELS.values(), "other"]):
        kind = "rsa:2048" if label == "other" else "EC:edwards25519"
        make = ["pkcs11-tool", "--module", str(LIBRARY), "--login", "--pin", "1234", "--token-label", "alba"]
        make += ["--keypairgen", "--key-type", kind, "--label", label, "--id", f"0{number}"]
        subprocess.run(make, check=True, capture_output=True)
    yield json.dumps({"keys": LABELS, "library": str(LIBRARY), "party": "ALBA", "token": "alba"}).encode()
    pkcs11.lib(str(LIBRARY)).finalize()  # the library keeps its tokens and its login for a whole process


def test_keys_in_a_token_are_registered_and_sign(description: bytes) -> None:
    assert token.described(description)
    own = token.ring(description, "1234")
    own.signers[KEYS] = [keys.PrivateKey()]
    own.reading = keys.generate("ALBA", {}).reading
    root = keychain.read(keys.sign(keys.first_draft(own), own.every()), None)
    assert root.party == "ALBA"
    for role in LABELS:
        signer = own.of(role)[0]
        assert root.roles[role].keys == (signer.public,)
        assert ed25519.verifies(signer.public, signer.sign(b"text"), b"text")


def test_a_wrong_pin_a_missing_token_and_a_missing_key_are_refused(description: bytes) -> None:
    body = json.loads(description)
    with pytest.raises(Refused, match="The token `alba` cannot be opened"):
        token.ring(description, "9999")
    with pytest.raises(Refused, match="The token `borea` cannot be opened"):
        token.ring(json.dumps(body | {"token": "borea"}).encode(), "1234")
    with pytest.raises(Refused, match="The key `other` in the token is no Ed25519 key"):
        token.ring(json.dumps(body | {"keys": {RECORDS: "other"}}).encode(), "1234")
    with pytest.raises(Refused, match="holds 0 key pairs called `none`"):
        token.ring(json.dumps(body | {"keys": {RECORDS: "none"}}).encode(), "1234")


def test_an_ed25519_signer_of_securesystemslib_signs_and_another_is_refused() -> None:
    signer = keys.LibraryKey(CryptoSigner.generate_ed25519())
    assert ed25519.verifies(signer.public, signer.sign(b"text"), b"text")
    with pytest.raises(Malformed, match="keys are Ed25519; this signer has ecdsa"):
        keys.LibraryKey(CryptoSigner.generate_ecdsa())


def test_an_encrypted_key_file_describes_no_token() -> None:
    own = keys.generate("ALBA", {KEYS: 1})
    assert not token.described(keys.lock(own, "x", rounds=10))
    assert not token.described(b"not json")
