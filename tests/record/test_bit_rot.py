"""Bit rot: every byte of a small record is flipped, one after the other, and `verify` never passes."""

from functools import lru_cache

import pytest

from servanda.diagnostics import Refused
from servanda.record import bundle
from servanda.record.receiving import receive
from servanda.verify import ed25519, steps
from servanda.verify.replica import folder_of
from tests.record.simulator import exchange, world


@pytest.fixture
def small_record(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Two parties, one record each, with receipts: everything that a bundle holds."""
    # The same signatures are checked thousands of times; whether one holds does not change between two checks.
    monkeypatch.setattr(ed25519, "verifies", lru_cache(maxsize=None)(ed25519.verifies))
    alba, borea = world(2)
    alba.file(1)
    borea.file(2)
    exchange(alba, borea)
    files = bundle.collect(borea.disk).files
    assert steps.verify(bundle.Bundle(files)).exit_code == 0
    return files


def unnoticed(files: dict[str, bytes], paths: list[str], flip: int) -> list[tuple[str, int]]:
    found = []
    for path in paths:
        for at in range(len(files[path])):
            damaged = bytearray(files[path])
            damaged[at] ^= flip
            if steps.verify(bundle.Bundle(files | {path: bytes(damaged)})).exit_code == 0:
                found.append((path, at))
    return found


def test_every_flipped_byte_of_a_log_is_noticed(small_record: dict[str, bytes]) -> None:
    paths = [path for path in small_record if path.startswith(folder_of("treaty/ALBA"))]
    assert sum(len(small_record[path]) for path in paths) > 1200
    assert unnoticed(small_record, paths, 0x01) == []


@pytest.mark.long
@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80, 0xFF])
def test_every_flipped_byte_of_a_record_is_noticed(small_record: dict[str, bytes], flip: int) -> None:
    assert unnoticed(small_record, list(small_record), flip) == []


def test_every_missing_file_is_noticed(small_record: dict[str, bytes]) -> None:
    """Save one: an older head that the newer one continues may be lost without a trace in this replica."""
    passed = []
    for path in small_record:
        rest = {name: data for name, data in small_record.items() if name != path}
        if steps.verify(bundle.Bundle(rest)).exit_code == 0:
            passed.append(path)
    assert all("/checkpoints/" in path for path in passed)


def test_every_cut_of_a_bundle_is_refused_or_taken_in_part(small_record: dict[str, bytes]) -> None:
    whole = bundle.pack(bundle.Bundle(small_record))
    for cut in range(0, len(whole), 1009):
        alba, _ = world(2)
        try:
            content, _ = bundle.unpack(whole[:cut], "cut")
        except Refused:
            continue
        receive(alba.registry, content, 1_780_000_000)
        assert [step.name for step in steps.verify(alba.disk).steps if step.failed] == []
