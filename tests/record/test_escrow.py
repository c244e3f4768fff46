"""Escrow: what was committed to can be shown piece by piece, and neither guessed nor exchanged nor counted before."""

from typing import Any

import pytest

from servanda.diagnostics import Refused
from servanda.record import escrow
from servanda.record.bundle import collect
from servanda.record.filing import Draft, entry_of, file
from servanda.verify.canonical import canonical, parse_canonical, to_base64
from servanda.verify.disclosure import REVEAL
from servanda.verify.envelope import payload_of
from servanda.verify.merkle import leaf_hash, root_of
from tests.record.forgery import entries_of
from tests.record.simulator import NOON, Party, exchange, world

SITES = {"/sites/1": {"warheads": 12}, "/sites/2": {"warheads": 0}}


def filed(party: Party, draft: Draft) -> str:
    return file(party.registry, [draft], NOON)[0].leaf


def troubles(party: Party) -> list[tuple[str, str]]:
    return party.verify().steps[9].failed


def test_items_are_shown_one_by_one_and_everything_at_the_end() -> None:
    alba, borea = world(2)
    sealed = escrow.seal_items("holdings 2026", SITES, 64)
    commitment = filed(alba, sealed.commitment())
    filed(alba, sealed.reveal("/sites/2", commitment))
    filed(alba, sealed.opening(commitment))
    exchange(alba, borea)
    assert borea.outcomes()[10] == "PASS"
    assert borea.outcomes()[8] == "PASS"


def test_an_item_that_was_not_committed_to_cannot_be_revealed() -> None:
    alba, borea = world(2)
    sealed = escrow.seal_items("holdings", SITES, 8)
    commitment = filed(alba, sealed.commitment())
    genuine = sealed.reveal("/sites/1", commitment)
    other = parse_canonical(str(genuine.fields["disclosure"]).encode())
    other[2] = {"warheads": 1}
    filed(alba, Draft(REVEAL, dict(genuine.fields) | {"disclosure": canonical(other).decode()}))
    exchange(alba, borea)
    assert "is not at place" in troubles(borea)[0][1]


def test_absence_is_proved_by_the_cell_of_the_map() -> None:
    alba, borea = world(2)
    sealed = escrow.seal_cells("grid", [None, {"launchers": 2}, None, None])
    commitment = filed(alba, sealed.commitment())
    filed(alba, sealed.reveal("/cells/2", commitment))
    exchange(alba, borea)
    assert borea.outcomes()[10] == "PASS"
    shown = borea.verify().replica.logs["ALBA"].records[1].fields["disclosure"]
    assert parse_canonical(shown.encode())[1:] == ["/cells/2", None]


def test_one_cell_cannot_be_shown_in_place_of_another() -> None:
    """An empty cell elsewhere is no proof that this one is empty."""
    alba, borea = world(2)
    salt = to_base64(bytes(32))
    texts = (canonical([salt, "/cells/1", None]).decode(), canonical([salt, "/cells/1", {"launchers": 2}]).decode())
    sealed = escrow.Sealed("grid", "cells", texts)
    commitment = filed(alba, sealed.commitment())
    filed(alba, sealed.reveal("/cells/1", commitment))
    exchange(alba, borea)
    assert troubles(borea) == [("ALBA 2", "cell '/cells/1' stands at place 0")]


def test_two_openings_of_one_commitment_are_noticed() -> None:
    """Two leaves with one pointer: whichever is shown first, the second, or the opening, gives it away."""
    alba, borea = world(2)
    double = [canonical([to_base64(bytes([n]) * 32), "/sites/1", {"warheads": n}]).decode() for n in (1, 2)]
    sealed = escrow.Sealed("holdings", "items", tuple(double))
    commitment = filed(alba, sealed.commitment())
    filed(alba, sealed.reveal("/sites/1", commitment))
    filed(alba, sealed.opening(commitment))
    exchange(alba, borea)
    assert troubles(borea) == [("ALBA 3", "/sites/1 was committed to twice, with two places to choose from")]


def test_an_opening_that_leaves_something_out_is_noticed() -> None:
    alba, borea = world(2)
    sealed = escrow.seal_items("holdings", SITES, 8)
    commitment = filed(alba, sealed.commitment())
    filed(alba, escrow.Sealed("holdings", "items", sealed.disclosures[:-1]).opening(commitment))
    dummy = canonical([to_base64(bytes(32)), "", None]).decode()
    filed(alba, escrow.Sealed("holdings", "items", (dummy, *sealed.disclosures[1:])).opening(commitment))
    exchange(alba, borea)
    assert [text for _, text in troubles(borea)] == [
        "the opening does not show all 8 leaves",
        "the opening does not lead to the root of the commitment ALBA 1",
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"escrow": "0" * 64}, "earlier commitment"),
        ({"index": 99}, "not at place 99"),
        ({"proof": []}, "is not at"),
    ],
)
def test_a_reveal_of_another_shape_is_noticed(fields: dict[str, Any], reason: str) -> None:
    alba, borea = world(2)
    sealed = escrow.seal_items("holdings", SITES, 8)
    genuine = sealed.reveal("/sites/1", filed(alba, sealed.commitment()))
    filed(alba, Draft(REVEAL, dict(genuine.fields) | fields))
    exchange(alba, borea)
    assert reason in troubles(borea)[0][1]


def test_commitments_to_1_and_to_500_sites_have_equal_length() -> None:
    """Leak by shape: entries, bundles and the private files are as long for one site as for five hundred."""
    lengths = []
    for count in (1, 500):
        alba, _ = world(2)
        items = {f"/sites/{n}": {"warheads": n % 10} for n in range(count)}
        sealed = escrow.seal_items("holdings 2026", items, 1024)
        assert len(sealed.disclosures) == 1024
        filed(alba, sealed.commitment())
        escrow.keep(alba.disk, sealed, "secret", rounds=1000)
        shape = [len(data) for path, data in sorted(collect(alba.disk).files.items()) if path.startswith("logs/")]
        lengths.append((shape, len(alba.disk.read(f"escrow/private/{root_of(sealed.leaves).hex()}.jwe"))))
    assert lengths[0][0] == lengths[1][0]
    assert abs(lengths[0][1] - lengths[1][1]) <= escrow.BLOCK * 4 // 3


def test_an_escrowed_value_cannot_be_guessed() -> None:
    """Ten values are possible; hashing each, with no salt or a salt of zeroes, finds none of them among the leaves."""
    sealed = escrow.seal_items("holdings", {"/sites/1": 7}, 8)
    for guess in range(10):
        for salt in ("", to_base64(bytes(32))):
            assert leaf_hash(canonical([salt, "/sites/1", guess])) not in sealed.leaves
    again = escrow.seal_items("holdings", {"/sites/1": 7}, 8)
    assert not set(again.leaves) & set(sealed.leaves)


def test_salts_never_leave_the_private_folder_unrevealed() -> None:
    alba, _ = world(2)
    sealed = escrow.seal_items("holdings", SITES, 16)
    commitment = filed(alba, sealed.commitment())
    escrow.keep(alba.disk, sealed, "secret", rounds=1000)
    filed(alba, sealed.reveal("/sites/1", commitment))
    everything = b"".join(alba.disk.read(path) for path in alba.disk.files)
    shared = b"".join(collect(alba.disk).files.values())
    payloads = b"".join(payload_of(entry)[0] for entry in entries_of(alba, "ALBA"))
    assert not any(path.startswith("escrow") for path in collect(alba.disk).files)
    for text in sealed.disclosures:
        salt, pointer, _ = parse_canonical(text.encode())
        assert salt.encode() not in shared + everything
        assert (salt.encode() in payloads) == (pointer == "/sites/1")
    assert escrow.fetch(alba.disk, entry_of(alba.registry, "ALBA", 1), "secret") == sealed


def test_more_items_than_the_capacity_are_refused() -> None:
    with pytest.raises(Refused, match="2 items do not fit a capacity of 1"):
        escrow.seal_items("holdings", SITES, 1)
    with pytest.raises(Refused, match="holds nothing at '/sites/9'"):
        escrow.seal_items("holdings", SITES, 4).index("/sites/9")
