"""A machine that stops at any call of an append or a receipt: nothing acknowledged is lost, nothing forks."""

from collections.abc import Callable

import pytest

from servanda.diagnostics import Refused
from servanda.record.registry import Registry
from servanda.record.repair import clear_leftovers, rebuild_tiles
from servanda.verify import steps
from servanda.verify.envelope import Record
from servanda.verify.replica import folder_of
from tests.record.memory_disk import WORLDS, Crash, MemoryDisk, World
from tests.record.simulator import Party, exchange, ring, world

ALBA = folder_of("treaty/ALBA")


def calls_of(disk: MemoryDisk, act: Callable[[MemoryDisk], object]) -> int:
    trial = disk.copy(same_inodes=True)
    act(trial)
    return trial.calls


def crashed(disk: MemoryDisk, act: Callable[[MemoryDisk], object], call: int, world_left: World) -> MemoryDisk:
    """The disk after the act was cut off at this call."""
    trial = disk.copy(same_inodes=True)
    trial.crash_at = call
    with pytest.raises(Crash):
        act(trial)
    return trial.after_crash(world_left)


def heads(disk: MemoryDisk, party: str) -> dict[int, str]:
    """Every head that ever left: size and root, from all that is kept on disk."""
    folder = f"{folder_of(f'treaty/{party}')}/checkpoints"
    return {int(name.split("-")[0]): name for name in disk.names(folder)}


def failures(disk: MemoryDisk) -> list[tuple[int, str, str]]:
    found = steps.verify(disk).steps
    return [(step.number, *item) for step in found for item in step.failed]


@pytest.mark.parametrize("fsck", [False, True])
@pytest.mark.parametrize("world_left", WORLDS)
def test_a_crash_at_any_call_of_an_append_loses_and_forks_nothing(world_left: World, fsck: bool) -> None:
    """After each of them: verify passes, the next append works, and no two heads of one size ever exist."""
    alba, _ = world(2)
    first = alba.file(1)
    calls = calls_of(alba.disk, lambda disk: Party("ALBA", disk).file(2))
    assert calls > 20
    for call in range(calls):
        disk = crashed(alba.disk, lambda disk: Party("ALBA", disk).file(2), call, world_left)
        assert failures(disk) == [], call
        before = heads(disk, "ALBA")
        if fsck:
            clear_leftovers(disk)
            assert rebuild_tiles(disk, "treaty/ALBA") == [], call
        again = Party("ALBA", disk)
        record = again.file(3)
        assert failures(disk) == [], call
        after = heads(disk, "ALBA")
        assert all(after[size] == name for size, name in before.items()), call
        records = [s.record for s in again.verify().standings if s.record.party == "ALBA"]
        assert records[-1].leaf == first.leaf
        assert record.number in (2, 3)
        assert record.leaf in {r.leaf for r in records}


@pytest.mark.parametrize("world_left", WORLDS)
def test_a_crash_at_any_call_of_a_cosignature_never_makes_two_of_them_contradict(world_left: World) -> None:
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    alba.file(2)
    bundle = alba.send()
    calls = calls_of(borea.disk, lambda disk: Party("BOREA", disk).get(bundle))
    for call in range(calls):
        disk = crashed(borea.disk, lambda disk: Party("BOREA", disk).get(bundle), call, world_left)
        again = Party("BOREA", disk)
        again.get(bundle)
        assert failures(disk) == [], call
        assert again.standing("ALBA", 2).served.keys() == {"BOREA"}, call


def test_an_acknowledged_record_survives_the_loss_of_everything_unsynced() -> None:
    """`file` returns only when the record, its head and the signer's memory are on the platter."""
    alba, _ = world(2)
    for number in range(1, 4):
        leaf = alba.file(number).leaf
        disk = alba.disk.after_crash("lost")
        kept = [s.record for s in steps.verify(disk).standings]
        assert [r.leaf for r in kept if r.number == number] == [leaf]


def test_the_memory_of_what_was_signed_is_durable_before_the_head_is_written() -> None:
    """At every call: a head on disk, synced or not, is never ahead of the signer's durable memory."""
    alba, _ = world(2)
    calls = calls_of(alba.disk, lambda disk: Party("ALBA", disk).file(1))
    for call in range(calls):
        trial = alba.disk.copy(same_inodes=True)
        trial.crash_at = call
        with pytest.raises(Crash):
            Party("ALBA", trial).file(1)
        written = max(heads(trial, "ALBA"))
        lost = Registry(trial.after_crash("lost"), "ALBA", ring("ALBA"))
        last = lost.own_log()[1].last()
        assert last is not None
        assert last.size >= written, call


def test_hash_tiles_that_are_lost_are_made_again_from_the_entries() -> None:
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    assert alba.outcomes()[5] == "PASS"
    del alba.disk.files[f"{folder_of('treaty/ALBA')}/tile/0/000.p/1"]
    assert alba.outcomes()[5] == "NOT CHECKED"
    assert rebuild_tiles(alba.disk, "treaty/ALBA") == ["tile/0/000.p/1"]
    assert alba.outcomes()[5] == "PASS"


def test_two_writers_at_once_are_impossible() -> None:
    alba, _ = world(2)
    with alba.registry.lock(), pytest.raises(AssertionError, match="two writers at once"):
        alba.file(1)


def test_a_full_tile_is_begun_and_ended_without_a_gap() -> None:
    """Across the 256th entry, in one batch and one by one, tiles and heads stay right."""
    from servanda.record.filing import Draft, file
    from tests.record.simulator import BOOK, NOON

    alba, borea = world(2)
    drafts = [Draft("notification", {"personnel": n}) for n in range(254)]
    file(alba.registry, drafts, NOON, BOOK)
    records: list[Record] = [alba.file(n) for n in range(254, 259)]
    assert [record.number for record in records] == [255, 256, 257, 258, 259]
    exchange(alba, borea)
    for party in (alba, borea):
        assert failures(party.disk) == []
        assert party.standing("ALBA", 259).state == "settled"
        levels = party.disk.names(f"{folder_of('treaty/ALBA')}/tile")
        assert levels == ["0", "1", "entries"]
        partial = [path.partition("/tile/")[2] for path in party.disk.files if ".p/" in path and ALBA in path]
        assert sorted(partial) == ["0/001.p/3", "1/000.p/1", "entries/001.p/3"]


def test_a_damaged_own_tile_stops_filing_with_a_remedy() -> None:
    alba, _ = world(2)
    alba.file(1)
    alba.disk.files[f"{folder_of('treaty/ALBA')}/tile/0/000.p/1"].now = bytes(32)
    with pytest.raises(Refused, match="do not lead to the root of its checkpoint"):
        alba.file(2)
