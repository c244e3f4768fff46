"""The restore rule on every way to a signature: filing, receipts, changes of keys; and how a memory is set again."""

import pytest

from servanda.diagnostics import Refused
from servanda.record import escrow
from servanda.record.bundle import collect
from servanda.record.disk import put
from servanda.record.filing import file
from servanda.record.keys import Ring
from servanda.record.restore import SignerState
from servanda.record.rotation import replace
from servanda.verify.keychain import KEYS
from tests.record.forgery import files
from tests.record.memory_disk import MemoryDisk
from tests.record.simulator import NOON, Party, ring, world


def backed_up() -> tuple[Party, Party, MemoryDisk]:
    """Alba and Borea; Alba's disk as it was when she had filed one entry of two, both served."""
    alba, borea = world(2)
    alba.file(1)
    borea.hear(alba)
    backup = alba.disk.copy()
    alba.file(2)
    borea.hear(alba)
    return alba, borea, backup


def test_a_restored_replica_registers_no_keys() -> None:
    """Keys that speak from an old size would void what was served since."""
    _, borea, backup = backed_up()
    restored = Party("ALBA", backup)
    with pytest.raises(Refused, match="was restored from a copy"):
        replace(restored.registry, ring("ALBA").of(KEYS))
    assert restored.disk.names("keys/ALBA") == ["1.root.json"]
    restored.get(borea.send(), recover=True)
    _, data = replace(restored.registry, ring("ALBA").of(KEYS))
    assert b'"from":2' in data


def test_new_private_keys_are_kept_before_their_public_halves_are_registered() -> None:
    alba, _ = world(2)
    kept = []

    def full(new: Ring, _: bytes) -> None:
        kept.append(alba.disk.names("keys/ALBA"))
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        replace(alba.registry, ring("ALBA").of(KEYS), keep=full)
    assert kept == [["1.root.json"]]
    assert alba.disk.names("keys/ALBA") == ["1.root.json"]
    alba.file(1)


def test_an_old_bundle_does_not_lower_the_memory_of_a_restored_signer() -> None:
    alba, borea, _ = backed_up()
    old = world(2)[1].send()
    restored = Party("ALBA", alba.disk.copy())
    for path in files(restored, "ALBA"):
        del restored.disk.files[path]
    told = restored.get(old, recover=True).told
    assert any("not recovered: a head of 2 entries was signed" in text for _, text in told)
    with pytest.raises(Refused, match="has signed a head of 2 entries, of which only 0 are here"):
        restored.file(3)
    assert restored.get(borea.send(), recover=True).told == []
    assert restored.file(3).number == 3


def test_ones_own_bundle_is_no_peers() -> None:
    """Whoever restores a backup and asks only the backup has asked nobody."""
    alba, borea = world(2)
    alba.file(1)
    restored = Party("ALBA", alba.disk.copy())
    told = restored.get(alba.send(), recover=True).told
    assert any("the bundle has no receipt by another for the 1 entries" in text for _, text in told)
    with pytest.raises(Refused, match="was restored from a copy"):
        restored.file(2)
    borea.hear(restored)
    assert restored.get(borea.send(), recover=True).told == []
    assert restored.file(2).number == 2


def test_a_log_put_back_under_its_memory_is_noticed() -> None:
    """Only the tiles came from the backup, the memory is the living one."""
    alba, borea = world(2)
    alba.file(1)
    old = {path: alba.disk.files[path] for path in files(alba, "ALBA")}
    alba.file(2)
    borea.hear(alba)
    for path in files(alba, "ALBA"):
        del alba.disk.files[path]
    alba.disk.files |= old
    for attempt in (lambda: alba.file(3), lambda: replace(alba.registry, ring("ALBA").of(KEYS))):
        with pytest.raises(Refused, match="has signed a head of 2 entries, of which only 1 are here"):
            attempt()
    alba.hear(borea)
    alba.get(borea.send(), recover=True)
    assert alba.file(3).number == 3
    assert borea.hear(alba).contradictions == []


def test_a_larger_own_head_that_a_peer_shows_stops_filing_at_once() -> None:
    """A machine rolled back whole has a memory that looks sound; from the first bundle on it knows better."""
    alba, borea = world(2)
    alba.file(1)
    rolled_back = Party("ALBA", alba.disk.copy(same_inodes=True))
    alba.file(2)
    borea.hear(alba)
    assert any("was this replica restored?" in text for _, text in rolled_back.hear(borea).told)
    with pytest.raises(Refused, match="has signed a head of 2 entries, of which only 1 are here"):
        rolled_back.file(3)
    rolled_back.get(borea.send(), recover=True)
    assert rolled_back.file(3).number == 3


@pytest.mark.parametrize("damage", [b"", b"{}", b"no state at all"])
def test_a_damaged_memory_is_set_again_from_a_peer(damage: bytes) -> None:
    alba, borea, _ = backed_up()
    put(alba.disk, SignerState(alba.disk, "treaty/ALBA").path, damage)
    with pytest.raises(Refused, match="is damaged"):
        alba.file(3)
    assert alba.get(borea.send(), recover=True).told == []
    assert alba.file(3).number == 3


def test_a_restored_witness_gives_no_receipt_until_it_has_asked() -> None:
    alba, borea, cora = world(3)
    alba.file(1)
    borea.hear(alba)
    restored = Party("BOREA", borea.disk.copy())
    alba.file(2)
    result = restored.hear(alba)
    assert result.receipts == []
    assert any("no receipt: The memory" in text and "was restored" in text for _, text in result.told)
    cora.hear(alba)
    assert restored.get(cora.send(), recover=True).receipts == [("treaty/ALBA", 2)]


def test_an_opening_that_may_not_be_signed_shares_no_salts() -> None:
    alba, _ = world(2)
    sealed = escrow.seal_items("holdings", {"/sites/1": 7}, 4)
    commitment = file(alba.registry, [sealed.commitment()], NOON)[0]
    restored = Party("ALBA", alba.disk.copy())
    with pytest.raises(Refused, match="was restored from a copy"):
        file(restored.registry, [sealed.opening(commitment.leaf)], NOON)
    shared = b"".join(collect(restored.disk).files.values())
    assert not any(text.encode() in shared for text in sealed.disclosures)
    assert collect(restored.disk).files.keys() == collect(alba.disk).files.keys()
