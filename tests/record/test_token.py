"""Keys in a PKCS#11 token, against SoftHSM. Skipped where SoftHSM or pkcs11-tool is missing.

Whatever opens a token runs in a process of its own: a token's library is somebody's C code, is loaded for a whole
process, shares OpenSSL with it, and what it leaves behind may fail long after, in another test.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import pytest
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from servanda.diagnostics import Refused
from servanda.record import keys, token
from servanda.verify import ed25519, keychain
from servanda.verify.canonical import Malformed
from servanda.verify.keychain import HEADS, KEYS, RECEIPTS, RECORDS

T = TypeVar("T")
LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
LABELS = {RECORDS: "records", HEADS: "heads", RECEIPTS: "receipts"}


@pytest.fixture
def description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
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
    return json.dumps({"keys": LABELS, "library": str(LIBRARY), "party": "ALBA", "token": "alba"}).encode()


def elsewhere(work: Callable[[bytes], T], description: bytes) -> T:
    """What some work on a token gives, done in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, description).result(timeout=60)


def registered_and_signed(description: bytes) -> tuple[bytes, dict[str, tuple[bytes, bytes]]]:
    """A key list that names the token's keys, and for each role its public key with a signature of `text`."""
    own = token.ring(description, "1234")
    own.signers[KEYS] = [keys.PrivateKey()]
    own.reading = keys.generate("ALBA", {}).reading
    signed = {role: (own.of(role)[0].public, own.of(role)[0].sign(b"text")) for role in LABELS}
    return keys.sign(keys.first_draft(own), own.every()), signed


def refusals(description: bytes) -> list[str]:
    """What is said of a wrong PIN, a token that is not there, a key of another kind, and a key that is not there."""
    body = json.loads(description)
    said = []
    for changed, pin in (
        ({}, "9999"),
        ({"token": "borea"}, "1234"),
        ({"keys": {RECORDS: "other"}}, "1234"),
        ({"keys": {RECORDS: "none"}}, "1234"),
    ):
        try:
            token.ring(json.dumps(body | changed).encode(), pin)
        except Refused as error:
            said.append(str(error))
    return said


def test_keys_in_a_token_are_registered_and_sign(description: bytes) -> None:
    assert token.described(description)
    listed, signed = elsewhere(registered_and_signed, description)
    root = keychain.read(listed, None)
    assert root.party == "ALBA"
    assert set(signed) == set(LABELS)
    for role, (public, signature) in signed.items():
        assert root.roles[role].keys == (public,)
        assert ed25519.verifies(public, signature, b"text")


def test_a_wrong_pin_a_missing_token_and_a_missing_key_are_refused(description: bytes) -> None:
    pin, missing, kind, none = elsewhere(refusals, description)
    assert "The token `alba` cannot be opened" in pin
    assert "The token `borea` cannot be opened" in missing
    assert "The key `other` in the token is no Ed25519 key" in kind
    assert "holds 0 key pairs called `none`" in none


def test_an_ed25519_signer_of_securesystemslib_signs_and_another_is_refused() -> None:
    signer = keys.LibraryKey(CryptoSigner.generate_ed25519())
    assert ed25519.verifies(signer.public, signer.sign(b"text"), b"text")
    with pytest.raises(Malformed, match="keys are Ed25519; this signer has ecdsa"):
        keys.LibraryKey(CryptoSigner.generate_ecdsa())


def test_an_encrypted_key_file_describes_no_token() -> None:
    own = keys.generate("ALBA", {KEYS: 1})
    assert not token.described(keys.lock(own, "x", rounds=10))
    assert not token.described(b"not json")
