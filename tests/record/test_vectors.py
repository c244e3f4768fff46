"""Other people's vectors: the same answers as theirs, on as many cases as they have."""

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from servanda.verify import ed25519, merkle
from servanda.verify.canonical import Malformed, canonical, parse_canonical
from tests.outside import outside

# Two equal roots of 12 bytes at size 1: theirs is valid, ours insists on the 32 bytes of SHA-256.
SHORT_ROOTS = "sizes-are-equal-one-and-proof-is-empty.json"


def cases(folder: str) -> list[tuple[Path, dict[str, Any]]]:
    found = sorted(outside(folder).rglob("*.json"))
    return [(path, json.loads(path.read_text(encoding="utf-8"))) for path in found]


def decoded(case: dict[str, Any], *names: str) -> list[bytes]:
    return [base64.b64decode(case[name] or "") for name in names]


def test_inclusion_proofs_agree_with_98_outside_vectors() -> None:
    answers = Counter[bool]()
    for path, case in cases("vectors/merkle/inclusion"):
        leaf, root = decoded(case, "leafHash", "root")
        proof = [base64.b64decode(step) for step in case["proof"] or []]
        holds = merkle.included(leaf, case["leafIdx"], case["treeSize"], proof, root)
        assert holds != case["wantErr"], path
        answers[holds] += 1
    assert answers == {False: 92, True: 6}


def test_consistency_proofs_agree_with_98_outside_vectors_save_one_with_short_roots() -> None:
    answers = Counter[bool]()
    for path, case in cases("vectors/merkle/consistency"):
        older, newer = decoded(case, "root1", "root2")
        proof = [base64.b64decode(step) for step in case["proof"] or []]
        holds = merkle.consistent(case["size1"], case["size2"], proof, older, newer)
        if path.name == SHORT_ROOTS:
            assert (len(older), older == newer, holds, case["wantErr"]) == (12, True, False, False)
        else:
            assert holds != case["wantErr"], path
        answers[holds] += 1
    assert answers == {False: 93, True: 5}


def test_ed25519_agrees_with_151_wycheproof_vectors() -> None:
    answers = Counter[bool]()
    data = json.loads(outside("vectors/wycheproof/ed25519_test.json").read_text(encoding="utf-8"))
    for group in data["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            holds = ed25519.verifies(public, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            assert holds == (case["result"] == "valid"), case["tcId"]
            answers[holds] += 1
    assert answers == {True: 88, False: 63}


def test_canonical_form_agrees_with_6_outside_pairs() -> None:
    pairs = sorted(outside("vectors/jcs/input").glob("*.json"))
    for path in pairs:
        wanted = outside(f"vectors/jcs/output/{path.name}").read_bytes().rstrip(b"\n")
        assert canonical(json.loads(path.read_text(encoding="utf-8"))) == wanted, path.name
        assert canonical(parse_canonical(wanted)) == wanted, path.name
    assert len(pairs) == 6


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2.0**52), 2.0**52)  # beyond, RFC 8785 writes whole numbers that we refuse to read
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_is_canonical_is_read_back_and_only_that(value: Any) -> None:
    try:
        data = rfc8785.dumps(value)
    except (UnicodeEncodeError, rfc8785.CanonicalizationError):
        return
    assert canonical(parse_canonical(data)) == data
    spaced = json.dumps(value, ensure_ascii=False, indent=1).encode()
    if spaced != data:
        with pytest.raises(Malformed):
            parse_canonical(spaced)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":2}', 'the name "a" occurs twice'),
        (b"[NaN]", "NaN is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b"[9007199254740992]", "beyond 2^53 - 1"),
        (b"[" + b"9" * 5000 + b"]", "beyond 2^53 - 1"),
        (b'["\\ud800"]', "is not JSON in UTF-8"),
        (b'["\xed\xa0\x80"]', "is not JSON in UTF-8"),
        (b'\xef\xbb\xbf{"a":1}', "is not JSON in UTF-8"),
        (b'{"b":1,"a":2}', "not in canonical form"),
        (b"[1.0]", "not in canonical form"),
        (b"[-0]", "not in canonical form"),
        (b"[1e400]", "has no canonical form"),
        (b'["\\u0041"]', "not in canonical form"),
        (b'{"a": 1}', "not in canonical form"),
        (b'{"a":1}\n', "not in canonical form"),
        (b"[" * 60000, "is not JSON in UTF-8"),
        ('{"\U00010000":1,"\ue000":2}'.encode(), None),
        ('{"\ue000":2,"\U00010000":1}'.encode(), "not in canonical form"),
    ],
)
def test_ambiguous_json_is_refused(data: bytes, reason: str | None) -> None:
    """Duplicate names, NaN, 2^53, lone surrogates, other spellings: each refused, with the reason."""
    if reason is None:
        assert parse_canonical(data) == json.loads(data)
        return
    with pytest.raises(Malformed, match=reason.replace("^", r"\^")):
        parse_canonical(data)
