"""Proofs made here hold by the verifier, at every size, from leaves and from tiles alike."""

from hypothesis import given
from hypothesis import strategies as st

from servanda.record.bundle import Bundle
from servanda.record.proof import Tiles, consistency, inclusion
from servanda.verify.merkle import Frontier, consistent, included, leaf_hash, older_root, root_of
from servanda.verify.tile import hash_tiles

LEAVES = [leaf_hash(b"%d" % n) for n in range(700)]


def tiles_of(size: int) -> Tiles:
    return Tiles(Bundle({f"log/{path}": data for path, data in hash_tiles(LEAVES[:size])}), "log", size)


def test_every_entry_of_every_small_tree_is_proved() -> None:
    for size in range(1, 40):
        root = root_of(LEAVES[:size])
        for index in range(size):
            proof = inclusion(index, LEAVES[:size])
            assert included(LEAVES[index], index, size, proof, root)
            assert not included(LEAVES[index], index, size, [*proof, root], root)
            assert not included(LEAVES[index + 1], index, size, proof, root)


def test_every_pair_of_small_trees_is_proved_consistent() -> None:
    for size in range(1, 40):
        root = root_of(LEAVES[:size])
        for older in range(1, size + 1):
            proof = consistency(older, LEAVES[:size])
            assert consistent(older, size, proof, root_of(LEAVES[:older]), root)
            assert older == size or not consistent(older, size, proof, root_of(LEAVES[1 : older + 1]), root)


@given(st.integers(1, 700), st.data())
def test_proofs_from_tiles_are_those_from_leaves(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    tiles = tiles_of(size)
    assert tiles.inclusion(index) == inclusion(index, LEAVES[:size])
    assert tiles.consistency(index) == consistency(index, LEAVES[:size])
    assert tiles.root(0, size) == root_of(LEAVES[:size])


@given(st.integers(2, 300), st.data())
def test_a_proof_of_another_root_leads_to_that_root(size: int, data: st.DataObject) -> None:
    """What evidence rests on: from the proof follows the root that the newer tree had at the older size."""
    older = data.draw(st.integers(1, size - 1))
    proof = consistency(older, LEAVES[:size])
    root = root_of(LEAVES[:older])
    assert older_root(older, size, proof, root_of(LEAVES[:size]), root) == root


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_tree_that_grew_is_the_tree(first: int, more: int) -> None:
    frontier = Frontier()
    for leaf in LEAVES[: first + more]:
        frontier.append(leaf)
        if frontier.size == first:
            assert frontier.root() == root_of(LEAVES[:first])
    assert frontier.root() == root_of(LEAVES[: first + more])
