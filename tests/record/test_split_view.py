"""Split views: an author who shows different parties different histories, under random partitions.

The promise: two contradictory heads are never both settled, as long as no more witnesses are faulty than the agreement
says; and as soon as two honest parties with different views exchange anything, there is evidence that anyone can check.
"""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.record.bundle import Bundle, collect
from servanda.record.disk import put
from servanda.record.evidence import make
from servanda.record.founding import quorum
from servanda.record.keys import log_line
from servanda.record.receiving import receive
from servanda.verify import contradiction, note
from servanda.verify.keychain import HEADS
from servanda.verify.merkle import leaf_hash, root_of
from servanda.verify.replica import load_frame, receipts
from tests.record.simulator import Party, exchange, ring, world


def forked(author: Party) -> tuple[Party, Party]:
    """The author twice, with one memory each: what the restore rule forbids and a liar does."""
    return author, Party(author.name, author.disk.copy(same_inodes=True))


def evidence(party: Party) -> list[bytes]:
    return [party.disk.read(f"evidence/{n}") for n in party.disk.names("evidence") if n.endswith(".note")]


def settled(parties: Sequence[Party], log: str, needed: int) -> set[tuple[int, bytes]]:
    """Heads of this log with enough receipts, counted over everything that anybody holds."""
    signers: dict[tuple[int, bytes], set[str]] = {}
    for party in parties:
        frame = load_frame(party.disk, lambda *_: None)
        for folder in party.disk.names("logs"):
            for name in party.disk.names(f"logs/{folder}/checkpoints"):
                head = note.head(party.disk.read(f"logs/{folder}/checkpoints/{name}"))
                if head.origin == f"treaty/{log}":
                    found = receipts(head, log, frame)
                    signers.setdefault((head.size, head.root), set()).update(found)
    return {head for head, found in signers.items() if len(found) >= needed}


def test_two_heads_for_one_size_are_evidence_at_the_first_honest_contact() -> None:
    alba, borea, cora = world(3)
    one, other = forked(alba)
    one.file(1)
    other.file(2)
    borea.hear(one)
    cora.hear(other)
    assert evidence(borea) == evidence(cora) == []
    result = borea.hear(cora)
    assert len(result.contradictions) == 1
    shown = contradiction.parse(evidence(borea)[0])
    assert (shown.older.size, shown.newer.size) == (1, 1)
    assert borea.outcomes()[11] == "FAIL"
    assert borea.standing("ALBA", 1).state == "disputed"


def test_histories_that_part_below_unequal_sizes_are_proved_apart_in_less_than_1_kb() -> None:
    alba, borea, cora = world(3)
    for number in range(40):
        alba.file(number)
    one, other = forked(alba)
    one.file(1)
    for number in range(60):
        other.file(number)
    borea.hear(one)
    cora.hear(other)
    cora.hear(borea)
    found = evidence(cora)
    shown = [contradiction.parse(data) for data in found]
    assert sorted((item.older.size, item.newer.size) for item in shown) == [(41, 41), (41, 100)]
    assert max(map(len, found)) < 1000
    assert cora.standing("ALBA", 40).state != "disputed"
    assert cora.standing("ALBA", 41).state == "disputed"


def test_evidence_of_a_fork_in_a_log_of_2000_entries_stays_below_1_kb() -> None:
    def head(leaves: list[bytes]) -> note.Head:
        origin = "treaty-7f3a9c21/ALBA"
        text = note.head_text(origin, len(leaves), root_of(leaves))
        line = log_line(origin, text, ring("ALBA").of(HEADS)[0])
        return note.Head(origin, len(leaves), root_of(leaves), note.Note(text, (line,)))

    trunk = [leaf_hash(b"%d" % n) for n in range(1363)]
    longer = [*trunk, *(leaf_hash(b"x%d" % n) for n in range(637))]
    found = make(head([*trunk, leaf_hash(b"y")]), head(longer), longer)
    assert found is not None
    assert contradiction.parse(bytes(found)) == found
    assert len(bytes(found)) < 1000


def test_both_branches_are_kept_and_nothing_is_chosen() -> None:
    alba, borea, cora = world(3)
    one, other = forked(alba)
    first, second = one.file(1), other.file(2)
    borea.hear(one)
    cora.hear(other)
    exchange(borea, cora)
    for party, own, rival in ((borea, first, second), (cora, second, first)):
        heads = [name for f in party.disk.names("logs") for name in party.disk.names(f"logs/{f}/checkpoints")]
        assert {f"1-{first.leaf}", f"1-{second.leaf}"} <= set(heads)
        assert party.standing("ALBA", 1).record.leaf == own.leaf
        branches = [party.disk.read(f"evidence/{n}") for n in party.disk.names("evidence") if n.endswith(".leaves")]
        assert bytes.fromhex(rival.leaf) in branches


def test_a_disputed_log_is_not_extended() -> None:
    alba, borea, cora = world(3)
    one, other = forked(alba)
    one.file(1)
    other.file(2)
    borea.hear(one)
    cora.hear(other)
    borea.hear(cora)
    one.file(3)
    result = borea.hear(one)
    assert result.new == []
    assert any("two histories" in text for _, text in result.told)


def test_evidence_crosses_to_parties_who_saw_neither_branch() -> None:
    alba, borea, cora, dela = world(4)
    one, other = forked(alba)
    one.file(1)
    other.file(2)
    borea.hear(one)
    borea.hear(other)
    assert len(evidence(borea)) == 1
    only = {path: data for path, data in _files(borea).items() if not path.startswith("logs/")}
    receive(dela.registry, Bundle(only), dela.clock)
    assert evidence(dela) == evidence(borea)
    assert dela.outcomes()[11] == "FAIL"
    assert cora.outcomes()[11] == "PASS"


def _files(party: Party) -> dict[str, bytes]:
    return collect(party.disk).files


def test_evidence_cannot_be_made_up() -> None:
    """Heads that one history explains, or that the log did not sign, accuse nobody."""
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    alba.file(2)
    borea.hear(alba)
    heads = [data for path, data in _files(borea).items() if "/checkpoints/" in path and b"treaty/ALBA" in data]
    texts = sorted((note.head(data) for data in heads), key=lambda head: head.size)
    one, two = texts[1], texts[2]
    forged = contradiction.Contradiction(one, two, bytes(32), (bytes(32),))
    put(borea.disk, "evidence/" + "0" * 32 + ".note", bytes(forged))
    report = borea.verify()
    assert [text for _, text in report.steps[10].failed] == [
        "shows no contradiction: the proof does not lead to another root"
    ]
    assert borea.standing("ALBA", 1).state == "settled"


@pytest.mark.parametrize(("witnesses", "faulty"), [(w, f) for w in range(1, 8) for f in range(w)])
def test_no_smaller_quorum_would_do(witnesses: int, faulty: int) -> None:
    """Counting: with k receipts two contradictory heads need 2k <= w + f; the quorum is the least k that forbids it."""
    k = quorum(witnesses, faulty)
    assert 2 * k > witnesses + faulty
    assert 2 * (k - 1) <= witnesses + faulty


@pytest.mark.long
def test_sixty_parties_settle_a_record_and_prove_a_fork() -> None:
    """59 witnesses, 19 of them may be faulty: 40 receipts settle, 39 do not; one contact proves a fork."""
    parties = world(60, faulty=19)
    alba, others = parties[0], parties[1:]
    assert alba.registry.version.quorum == 40
    alba.file(1)
    bundle = alba.send()
    for party in others[:39]:
        party.get(bundle)
        alba.hear(party)
    assert alba.standing("ALBA", 1).state == "served"
    others[39].get(bundle)
    alba.hear(others[39])
    standing = alba.standing("ALBA", 1)
    assert (standing.state, len(standing.served)) == ("settled", 40)
    one, other = forked(alba)
    one.file(2)
    other.file(3)
    others[0].hear(one)
    others[1].hear(other)
    assert others[0].hear(others[1]).contradictions
    assert others[0].outcomes()[11] == "FAIL"


MOVES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=4, max_size=24)


def _never_both_settled(faulty: int, moves: list[tuple[int, int]]) -> None:
    """Alba forks. Witnesses 1.. are honest; with `faulty`, the first of them keeps two memories and cosigns both.

    Each move: a listener hears one of: the two Albas, or another witness (one of its memories).
    """
    alba, *others = world(5, faulty)
    one, other = forked(alba)
    one.file(1)
    other.file(2)
    other.file(3)
    liars = list(forked(others[0])) if faulty else []
    honest = others[1:] if faulty else others
    everybody = [one, other, *liars, *honest]
    if liars:
        liars[0].hear(one)
        liars[1].hear(other)
    for listener, source in moves:
        party = honest[listener % len(honest)]
        speaker = [one, other, *liars, *honest][source % len(everybody)]
        if speaker is not party:
            party.hear(speaker)
    found = settled(everybody, "ALBA", quorum(4, faulty))
    sizes = {size: root for size, root in found}
    assert len({root for size, root in found if size == 1}) <= 1
    assert not ({1, 2} <= set(sizes) and _branches(found, one, other) == {0, 1})
    _first_honest_contact(honest)


@settings(max_examples=12)
@given(faulty=st.integers(0, 1), moves=MOVES)
def test_contradictory_heads_are_never_both_settled_under_random_partitions(
    faulty: int, moves: list[tuple[int, int]]
) -> None:
    _never_both_settled(faulty, moves)


@pytest.mark.long
@settings(max_examples=400)
@given(faulty=st.integers(0, 1), moves=MOVES)
def test_contradictory_heads_are_never_both_settled_under_many_random_partitions(
    faulty: int, moves: list[tuple[int, int]]
) -> None:
    _never_both_settled(faulty, moves)


def _branches(found: set[tuple[int, bytes]], one: Party, other: Party) -> set[int]:
    """Which of the two histories have a settled head (size 0 belongs to both)."""
    result = set()
    for branch, party in enumerate((one, other)):
        names = {name for f in party.disk.names("logs") for name in party.disk.names(f"logs/{f}/checkpoints")}
        if any(size and f"{size}-{root.hex()}" in names for size, root in found):
            result.add(branch)
    return result


def _first_honest_contact(honest: Sequence[Party]) -> None:
    """Any two honest witnesses who follow different histories: one bundle between them makes evidence."""
    for one in honest:
        for other in honest:
            mine, theirs = _follows(one), _follows(other)
            if mine and theirs and not _consistent(mine, theirs) and not evidence(one):
                one.hear(other)
                assert evidence(one)
                assert one.outcomes()[11] == "FAIL"


def _follows(party: Party) -> list[str]:
    records = [s.record for s in party.verify().standings if s.record.party == "ALBA"]
    return [record.leaf for record in reversed(records)]


def _consistent(mine: list[str], theirs: list[str]) -> bool:
    return all(a == b for a, b in zip(mine, theirs, strict=False))
