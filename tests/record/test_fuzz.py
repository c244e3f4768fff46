"""Whatever a peer signs or a host writes, verifying and receiving end with a report, never with a crash."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.diagnostics import Refused
from servanda.record.bundle import Bundle, collect
from servanda.record.feed import rows
from servanda.record.filing import envelope_of
from servanda.record.receiving import receive
from servanda.verify import note, steps
from servanda.verify.canonical import Malformed, canonical, parse_canonical
from servanda.verify.disclosure import COMMIT, OPEN, REVEAL
from servanda.verify.envelope import SHAPE
from servanda.verify.keychain import RECORDS
from tests.record.forgery import append_raw, payload, signed
from tests.record.simulator import NOON, exchange, ring, world

NAMES = st.sampled_from(
    ["blob", "escrow", "root", "capacity", "shape", "subject", "index", "proof", "disclosure", "low", "high", "as"]
    + ["party", "number", "record", "size", "keyids", "threshold", "keytype", "scheme", "keyval", "public", "sealed"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(max_size=8)
    | st.sampled_from(["0" * 64, "AAAA", "/cells/0", "ALBA", "2026-01-01T00:00:00Z", 0.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(sorted(SHAPE)), VALUES), min_size=1, max_size=3))
def test_a_signed_record_of_any_content_crashes_nobody(changes: list[tuple[str, Any]]) -> None:
    alba, borea = world(2)
    try:
        entry = signed(alba, payload(alba, 1) | dict(changes))
    except Malformed:
        return
    append_raw(alba, entry)
    borea.hear(alba)
    report = borea.verify()
    assert len(report.steps) == 11
    rows(report.standings)
    assert borea.registry.own_log()[0].size == 0


FIELDS = st.dictionaries(NAMES, VALUES, max_size=5)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([COMMIT, REVEAL, OPEN]), FIELDS), min_size=1, max_size=3))
def test_escrow_records_of_any_content_crash_nobody(records: list[tuple[str, dict[str, Any]]]) -> None:
    alba, borea = world(2)
    entries = []
    for number, (kind, fields) in enumerate(records, 1):
        try:
            entries.append(signed(alba, payload(alba, number, type=kind, fields=fields)))
        except Malformed:
            return
    append_raw(alba, *entries)
    exchange(alba, borea)
    report = borea.verify()
    assert report.steps[9].outcome in ("PASS", "FAIL")
    assert len(report.standings) <= len(entries)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, item in inner for place in places(item, (*path, name)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


def sane_note(data: bytes, text: str) -> bool:
    """Whether it is a note at all, however wrong its signatures are."""
    try:
        return note.parse(data).text == text
    except Malformed:
        return False


@given(data=st.data())
def test_key_files_and_agreements_of_any_content_crash_nobody(data: st.DataObject) -> None:
    alba, borea = world(2)
    files = collect(alba.disk).files
    path = data.draw(st.sampled_from(["keys/ALBA/1.root.json", "agreement/0001.note"]))
    head, _, rest = files[path].partition(b"\n") if path.endswith(".note") else (b"", b"", files[path])
    body, blank, tail = rest.partition(b"\n\n")
    content = parse_canonical(body)
    place = data.draw(st.sampled_from(places(content)))
    try:
        changed = canonical(replaced(content, place, data.draw(VALUES)))
    except Malformed:
        return
    files[path] = (head + b"\n" if head else b"") + changed + blank + tail
    report = steps.verify(Bundle(files))
    assert len(report.steps) == 11
    assert changed == body or report.exit_code == 1
    text = (head + b"\n" + changed + b"\n").decode()
    if path.endswith(".note") and changed != body and sane_note(files[path], text):
        with pytest.raises(Refused, match="this record of another one"):
            receive(borea.registry, Bundle(files), NOON)
    else:
        assert receive(borea.registry, Bundle(files), NOON).new == []


@given(st.dictionaries(st.sampled_from(sorted(collect(world(2)[0].disk).files)), st.binary(max_size=80), max_size=3))
def test_files_of_any_bytes_crash_nobody(changes: dict[str, bytes]) -> None:
    alba, borea = world(2)
    files = collect(alba.disk).files | changes
    assert len(steps.verify(Bundle(files)).steps) == 11
    assert receive(borea.registry, Bundle(files), NOON).new == []


@pytest.mark.parametrize("depth", [65, 400, 900])
def test_a_record_nested_without_end_counts_for_nothing(depth: int) -> None:
    alba, borea = world(2)
    text = canonical(payload(alba, 1, fields={"x": 0})).replace(b'"x":0', b'"x":' + b"[" * depth + b"]" * depth)
    append_raw(alba, envelope_of(text, ring("ALBA").of(RECORDS)))
    assert borea.hear(alba).told[0][1] == "counts for nothing: is nested more than 64 levels deep"
    assert borea.outcomes()[8] == "FAIL"
