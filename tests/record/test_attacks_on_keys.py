"""Attacks on keys, notes and proofs: forged, doubled, weak or stolen keys, and texts made to be misread."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.diagnostics import Refused
from servanda.record import keys
from servanda.record.bundle import Bundle, unpack
from servanda.record.disk import put
from servanda.record.filing import KEY_CHANGE, Draft, file
from servanda.record.keys import Ring
from servanda.record.receiving import receive
from servanda.record.rotation import replace
from servanda.verify import contradiction, ed25519, keychain, merkle, note
from servanda.verify.canonical import Malformed, canonical, parse_canonical, sha256
from servanda.verify.keychain import HEADS, KEYS, RECEIPTS, RECORDS
from tests.record.forgery import append_raw, payload, signed
from tests.record.simulator import NOON, Party, exchange, key_file, ring, world

# Points of order 1, 2, 4 and 8, and encodings beyond the field's prime (RFC 7748's p = 2^255 - 19).
SMALL_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
NOT_CANONICAL = [
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
]
ORDER = 2**252 + 27742317777372353535851937790883648493


class WeakKey:
    """A key of small order: R = identity, S = 0 is then a signature of everything, by everybody."""

    public = bytes.fromhex(SMALL_ORDER[1])

    def sign(self, message: bytes) -> bytes:
        return self.public + bytes(32)


def drafted(ring_of: Ring, **other: Any) -> dict[str, Any]:
    body: dict[str, Any] = parse_canonical(keys.first_draft(ring_of))
    body["signed"] |= other
    return body


@pytest.mark.parametrize("public", SMALL_ORDER + NOT_CANONICAL)
def test_a_key_of_small_order_or_in_a_spelling_of_its_own_is_no_key(public: str) -> None:
    data = bytes.fromhex(public)
    assert not ed25519.sane(data)
    assert not ed25519.verifies(data, data + bytes(32), b"anything")


def test_the_library_alone_would_take_one_signature_for_every_message() -> None:
    """Why `ed25519` looks at keys: under this key one constant signature passes for any text."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    weak = Ed25519PublicKey.from_public_bytes(WeakKey.public)
    for message in (b"kept", b"breached"):
        weak.verify(WeakKey().sign(message), message)
        assert not ed25519.verifies(WeakKey.public, WeakKey().sign(message), message)


def test_a_low_order_key_cannot_be_registered_and_is_named_in_step_3() -> None:
    own = keys.generate("ALBA", dict.fromkeys(keys.ROLES, 1))
    own.signers[RECORDS] = [WeakKey()]
    data = keys.sign(keys.first_draft(own), own.every())
    with pytest.raises(Malformed, match="of small order"):
        keychain.read(data, None)
    alba, _ = world(2)
    put(alba.disk, "keys/ALBA/1.root.json", data)
    report = alba.verify()
    assert {step.number for step in report.steps if step.outcome == "FAIL"} >= {1, 2, 3}
    assert report.steps[2].failed[0][0] == "keys/ALBA/1.root.json"


def test_a_malleable_signature_is_refused() -> None:
    """S + the group order says the same in arithmetic; RFC 8032 forbids it."""
    signer = keys.PrivateKey()
    good = signer.sign(b"text")
    other = good[:32] + (int.from_bytes(good[32:], "little") + ORDER).to_bytes(32, "little")
    assert ed25519.verifies(signer.public, good, b"text")
    assert not ed25519.verifies(signer.public, other, b"text")


def test_one_key_under_two_names_is_refused() -> None:
    own = keys.generate("ALBA", {KEYS: 1, RECORDS: 1, HEADS: 1, RECEIPTS: 1})
    body = drafted(own)
    name, entry = next(iter(body["signed"]["keys"].items()))
    body["signed"]["keys"]["f" * 64] = entry
    body["signed"]["roles"]["root"]["keyids"] = [name, "f" * 64]
    with pytest.raises(Malformed, match="named by the SHA-256 of its bytes"):
        keychain.read(keys.sign(canonical(body), own.every()), None)


def test_one_key_counted_twice_is_refused() -> None:
    own = keys.generate("ALBA", dict.fromkeys(keys.ROLES, 1))
    body = drafted(own)
    body["signed"]["roles"]["root"]["keyids"] *= 2
    body["signed"]["roles"]["root"]["threshold"] = 2
    with pytest.raises(Malformed, match="names a key twice"):
        keychain.read(keys.sign(canonical(body), own.every()), None)


def test_one_key_in_two_roles_is_refused() -> None:
    own = keys.generate("ALBA", dict.fromkeys(keys.ROLES, 1))
    body = drafted(own)
    body["signed"]["roles"]["snapshot"] = body["signed"]["roles"]["targets"]
    del body["signed"]["keys"][sha256(own.of(HEADS)[0].public)]
    signers = [signer for signer in own.every() if signer is not own.of(HEADS)[0]]
    with pytest.raises(Malformed, match="exactly one role"):
        keychain.read(keys.sign(canonical(body), signers), None)


def test_a_key_that_nobody_has_shown_to_possess_is_refused() -> None:
    """Borea registers Alba's key for records as its own, to claim her records later."""
    own = keys.generate("BOREA", dict.fromkeys(keys.ROLES, 1))
    stolen = ring("ALBA").of(RECORDS)[0].public
    roles = {role: (1, [signer.public for signer in own.of(role)]) for role in keys.ROLES} | {RECORDS: (1, [stolen])}
    signers = [signer for role in (KEYS, HEADS, RECEIPTS) for signer in own.of(role)]
    with pytest.raises(Malformed, match="nobody has shown to possess"):
        keychain.read(keys.sign(keys.draft("BOREA", roles, bytes(32)), signers), None)


def test_one_key_of_two_parties_is_named_in_step_3() -> None:
    alba, _ = world(2)
    twin = Ring("BOREA", ring("ALBA").signers, ring("ALBA").reading)
    put(alba.disk, "keys/BOREA/1.root.json", keys.sign(keys.first_draft(twin), twin.every()))
    assert any("is also a key of ALBA" in text for _, text in alba.verify().steps[2].failed)


def test_fewer_root_signatures_than_the_threshold_are_refused() -> None:
    own = keys.generate("ALBA", dict.fromkeys(keys.ROLES, 1) | {KEYS: 3})
    first = keys.sign(keys.first_draft(own, {KEYS: 2}), own.every())
    before = keychain.read(first, None)
    roles = {role: (2 if role == KEYS else 1, [s.public for s in own.of(role)]) for role in keys.ROLES}
    second = keys.draft("ALBA", roles, before.reading, before, 5)
    with pytest.raises(Malformed, match="has 1 signatures of root keys of version 1; 2 are needed"):
        keychain.read(keys.sign(second, own.of(KEYS)[:1]), before)
    assert keychain.read(keys.sign(second, own.of(KEYS)[1:]), before).version == 2


def test_a_forged_rotation_is_refused_by_everybody() -> None:
    """A thief of the daily keys, but not of the root key, signs himself a new version."""
    alba, borea = world(2)
    before = alba.registry.frame.chains["ALBA"].roots[0]
    thief = keys.generate("ALBA", dict.fromkeys(keys.ROLES, 1))
    roles = {role: (1, [s.public for s in thief.of(role)]) for role in keys.ROLES}
    forged = keys.sign(keys.draft("ALBA", roles, bytes(32), before), thief.every())
    put(alba.disk, "keys/ALBA/2.root.json", forged)
    result = borea.hear(alba)
    assert result.told[0][0] == "keys/ALBA/2.root.json"
    assert "0 signatures of root keys of version 1" in result.told[0][1]
    assert borea.outcomes()[2] == "PASS"


def test_two_rotations_with_one_number_are_both_kept_and_told() -> None:
    alba, borea = world(2)
    other = Party("ALBA", alba.disk.copy(same_inodes=True))
    replace(alba.registry, ring("ALBA").of(KEYS))
    replace(other.registry, ring("ALBA").of(KEYS))
    borea.hear(alba)
    result = borea.hear(other)
    assert len(result.contradictions) == 1
    assert borea.outcomes()[11] == "FAIL"
    assert "signed two versions 2 of its keys" in borea.verify().steps[10].failed[0][1]


def rotated(party: Party, start: int | None = None) -> Ring:
    """Rotates the party's keys and announces it; the registry then uses the new ones."""
    own, data = replace(party.registry, ring(party.name).of(KEYS), start)
    party.registry.ring = own
    file(party.registry, [Draft(KEY_CHANGE, {"file": sha256(data), "version": 2})], party.clock)
    return own


def test_after_a_rotation_old_entries_stay_good_and_the_old_keys_sign_no_more() -> None:
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    rotated(alba)
    alba.file(2)
    exchange(alba, borea)
    assert borea.standing("ALBA", 1).state == borea.standing("ALBA", 3).state == "settled"
    assert {outcome for number, outcome in borea.outcomes().items()} == {"PASS"}
    with pytest.raises(Refused, match="present keys; here are 0"):
        Party("ALBA", alba.disk).file(3)
    thief = Party("ALBA", alba.disk)
    entry = signed(thief, payload(thief, 4))
    append_raw(alba, entry)
    assert "which ALBA does not use here: withdrawn" in borea.hear(alba).told[0][1]


def test_a_withdrawn_key_gives_no_receipt() -> None:
    """A clerk, or a process that still listens, with the keys from before the rotation."""
    alba, borea = world(2)
    alba.file(1)
    old = borea.registry.ring
    rotated(borea)
    new, borea.registry.ring = borea.registry.ring, old
    result = borea.hear(alba)
    assert result.receipts == []
    assert result.told == [
        ("treaty/ALBA", "no receipt: the key given is none of the present keys of BOREA for receipts")
    ]
    assert borea.outcomes()[4] == "PASS"
    borea.registry.ring = new
    assert borea.hear(alba).receipts == [("treaty/ALBA", 1)]
    assert borea.outcomes()[4] == "PASS"


def test_revocation_from_a_head_voids_what_a_thief_signed_since() -> None:
    alba, borea = world(2)
    alba.file(1)
    stolen = alba.file(666)
    rotated(alba, start=1)
    borea.hear(alba)
    failed = borea.verify().steps[7].failed
    assert [place for place, _ in failed] == ["ALBA 2"]
    assert "which ALBA does not use here: withdrawn" in failed[0][1]
    assert stolen.leaf not in {s.record.leaf for s in borea.verify().standings}
    assert borea.standing("ALBA", 1).state == borea.standing("ALBA", 3).state == "settled"


def test_a_stolen_key_for_receipts_cannot_give_receipts_after_its_revocation() -> None:
    """The thief dates the receipt as he likes; what counts is whether Borea's own log had seen that head before."""
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    borea.file(5)
    rotated(borea)
    alba.file(2)
    alba.hear(borea)
    thief = Party("BOREA", borea.disk.copy(same_inodes=True))
    thief.registry.ring = ring("BOREA")
    thief.clock = NOON - 1000
    thief.hear(alba)
    alba.hear(thief)
    assert alba.standing("ALBA", 1).served.keys() == {"BOREA"}
    assert alba.standing("ALBA", 2).served == {}


def test_a_withheld_rotation_is_noticed() -> None:
    alba, borea = world(2)
    rotated(alba)
    content = alba.send()
    files = {path: data for path, data in unpack(content, "x")[0].files.items() if path != "keys/ALBA/2.root.json"}
    result = receive(borea.registry, Bundle(files), NOON)
    assert result.new == [] or any("counts for nothing" in text for _, text in result.told)
    assert any("refused" in text for _, text in result.told)


def test_the_key_files_are_what_tuf_itself_verifies() -> None:
    """Outside oracle: python-tuf reads the chain, and takes the second version as signed by the first."""
    from tuf.api.metadata import Metadata, Root  # type: ignore[attr-defined]

    alba, _ = world(2)
    rotated(alba)
    first = Metadata[Root].from_bytes(alba.disk.read("keys/ALBA/1.root.json"))
    second = Metadata[Root].from_bytes(alba.disk.read("keys/ALBA/2.root.json"))
    for metadata in (first, second):
        first.signed.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
        assert metadata.signed_bytes == canonical(json.loads(metadata.to_bytes())["signed"])
    assert (second.signed.version, second.signed.unrecognized_fields["servanda"]["party"]) == (2, "ALBA")


NOTE_TRICKS = [
    (b"treaty/ALBA\n1\n%s\n", "no text, blank line and signatures"),
    (b"treaty/ALBA\n01\n%s\n\n%b", "not a tree size"),
    (b"treaty/ALBA\n+1\n%s\n\n%b", "not a tree size"),
    (b"treaty/ALBA\n1 \n%s\n\n%b", "not a tree size"),
    (b"treaty/ALBA\n9999999999999999\n%s\n\n%b", "not a tree size"),
    ("treaty/ALBA\n１\n%s\n\n%b".encode(), "not a tree size"),
    (b"treaty/ALBA\n1\n%s\nextension\n\n%b", "nothing else"),
    (b"treaty/ALBA\n1\n%s\n\n\n%b", "nothing else"),
    (b"treaty/ALBA\r\n1\n%s\n\n%b", "control character"),
    (b"treaty/ALBA\n1\n%s\n\n%b\n", "not a signature line"),
    (b"treaty/AL BA\n1\n%s\n\n%b", "nothing else"),
    (b"treaty/ALBA\n1\nAAAA\n\n%b", "a root has 32 bytes"),
    (b"treaty/ALBA\n1\n%s\n\n- treaty/ALBA AAAAAAA=\n", "not a signature line"),
    ("treaty/ALBA\n1\n%s\n\n— treaty/ALBA  AAAAAAA=\n".encode(), "not a signature line"),
    ("treaty/ALBA\n1\n%s\n\n— a+b AAAAAAA=\n".encode(), "not a signature line"),
    ("treaty/ALBA\n1\n%s\n\n— treaty/ALBA AAAA\n".encode(), "not a signature line"),
    ("treaty/ALBA\n1\n%s\n\n— treaty/ALBA AAAAAAB=\n".encode(), "in a spelling of its own"),
    (b"\xff\n1\n%s\n\n%b", "not UTF-8"),
]


@pytest.mark.parametrize(("template", "reason"), NOTE_TRICKS)
def test_note_parsing_tricks_are_refused(template: bytes, reason: str) -> None:
    root = base64.b64encode(bytes(32))
    line = "— treaty/ALBA AAAAAAA=\n".encode()
    data = template.replace(b"%s", root).replace(b"%b", line)
    assert note.head(b"treaty/ALBA\n1\n" + root + b"\n\n" + line).size == 1
    with pytest.raises(Malformed, match=reason):
        note.head(data)


def test_a_signature_by_an_unknown_key_beside_a_good_one_is_refused() -> None:
    """C2SP lets clients ignore it; here every key is known, so it can only be damage or deceit."""
    alba, borea = world(2)
    alba.file(1)
    path = next(p for p in alba.disk.files if p.endswith("/checkpoint") and b"\n1\n" in alba.disk.read(p))
    put(alba.disk, path, alba.disk.read(path) + "— treaty/BOREA AAAAAAA=\n".encode())
    assert alba.outcomes()[4] == "FAIL"
    assert any("unknown key" in text for _, text in borea.hear(alba).told)


@given(size=st.integers(0, 2**60), newer=st.integers(0, 2**60), index=st.integers(0, 2**60), steps=st.integers(0, 200))
def test_hostile_proof_sizes_cost_nothing_and_prove_nothing(size: int, newer: int, index: int, steps: int) -> None:
    proof = [bytes(32)] * steps
    assert not merkle.included(bytes(32), index, size, proof, bytes(32))
    assert size == newer or not merkle.consistent(size, newer, proof, bytes(32), bytes(32))


@given(st.binary(max_size=300))
def test_no_bytes_whatever_are_taken_for_evidence_a_note_or_a_key_file(data: bytes) -> None:
    with pytest.raises(Malformed):
        contradiction.parse(data)
    with pytest.raises(Malformed):
        keychain.read(data, None)
    with pytest.raises(Malformed):
        note.head(data)


def test_a_wrong_passphrase_opens_nothing_and_the_right_one_everything() -> None:
    own = keys.generate("ALBA", dict.fromkeys(keys.ROLES, 1))
    locked = keys.lock(own, "correct horse", rounds=1000)
    assert all(signer.public not in locked for signer in own.every())
    with pytest.raises(Malformed, match="cannot be opened"):
        keys.unlock(locked, "correct house")
    again = keys.unlock(locked, "correct horse")
    assert [signer.public for signer in again.every()] == [signer.public for signer in own.every()]
    assert key_file("ALBA") == keys.sign(keys.first_draft(ring("ALBA")), ring("ALBA").every())
