"""Attacks on entries and their times, by host, filer and carrier: each is noticed, and nothing is lost."""

from typing import Any

import pytest

from servanda.diagnostics import Refused
from servanda.record.bundle import Bundle, collect
from servanda.record.filing import Draft, envelope_of, file, instant
from servanda.record.receiving import receive
from servanda.record.restore import SignerState
from servanda.verify.canonical import canonical
from servanda.verify.merkle import leaf_hash
from servanda.verify.replica import folder_of
from tests.record.forgery import append_raw, entries_of, files, payload, rewrite_entries, signed
from tests.record.simulator import BOOK, NOON, Party, exchange, ring, world

DAY = 86_400


def served_pair() -> tuple[Party, Party]:
    alba, borea = world(2)
    for number in range(3):
        alba.file(number)
    exchange(alba, borea)
    return alba, borea


def test_an_altered_entry_is_noticed() -> None:
    alba, borea = served_pair()
    entries = entries_of(borea, "ALBA")
    entries[1] = signed(alba, payload(alba, 2, fields={"personnel": 7}))
    rewrite_entries(borea, "ALBA", entries)
    assert borea.outcomes()[5] == "FAIL"
    assert "do not lead to the root that ALBA signed" in borea.verify().steps[4].failed[0][1]


def test_a_removed_declaration_is_noticed() -> None:
    _, borea = served_pair()
    rewrite_entries(borea, "ALBA", entries_of(borea, "ALBA")[:2])
    assert borea.outcomes()[5] == "FAIL"


def test_entries_in_another_order_are_noticed() -> None:
    _, borea = served_pair()
    entries = entries_of(borea, "ALBA")
    rewrite_entries(borea, "ALBA", [entries[1], entries[0], entries[2]])
    assert {5: "FAIL", 8: "FAIL"}.items() <= borea.outcomes().items()


def test_a_renumbered_entry_is_noticed_although_its_author_signed_it() -> None:
    alba, borea = served_pair()
    append_raw(alba, signed(alba, payload(alba, 9)))
    result = borea.hear(alba)
    assert result.told == [
        ("ALBA 4", "counts for nothing: says it is ALBA 9, but stands as number 4 in the log of ALBA")
    ]
    assert borea.outcomes()[8] == "FAIL"
    assert len(entries_of(borea, "ALBA")) == 4


def test_an_altered_bundle_is_not_mirrored_and_the_next_honest_one_is() -> None:
    alba, borea = world(2)
    alba.file(1)
    content = collect(alba.disk)
    path = next(path for path in content.files if "/tile/entries/" in path)
    content.files[path] = content.files[path][:-5] + b"00000"
    result = receive(borea.registry, content, NOON)
    assert result.new == []
    assert result.receipts == []
    assert any("not all came" in text for _, text in result.told)
    assert borea.hear(alba).new == [("ALBA", 1, 1)]


def test_a_back_dated_record_is_noticed_by_what_its_author_had_seen() -> None:
    alba, borea = world(2)
    borea.clock = NOON + 30 * DAY
    borea.file(1)
    alba.clock = borea.clock
    alba.hear(borea)
    alba.clock = NOON
    alba.file(2)
    borea.hear(alba)
    failed = borea.verify().steps[8].failed
    assert failed == [("ALBA 1", "claims a time before that of BOREA 1, which its author had seen")]


def test_a_post_dated_record_is_noticed_by_its_receipt() -> None:
    alba, borea = world(2)
    alba.clock = NOON + 30 * DAY
    alba.file(1)
    borea.hear(alba)
    assert borea.verify().steps[8].failed == [("ALBA 1", "claims a time after BOREA had received it")]


def test_records_released_in_bulk_get_the_time_of_their_receipt_not_the_one_they_claim() -> None:
    """Back-dated without seeing anybody: the claim cannot be disproved, but counts for nothing; the receipt counts."""
    alba, borea = world(2)
    for number in range(5):
        alba.clock = NOON + number * DAY
        alba.file(number)
    borea.clock = NOON + 90 * DAY
    borea.hear(alba)
    for number in range(1, 6):
        standing = borea.standing("ALBA", number)
        assert standing.not_after == (NOON + 90 * DAY, "BOREA")
        assert standing.record.time == NOON + (number - 1) * DAY


def test_clocks_that_differ_by_minutes_accuse_nobody() -> None:
    alba, borea = world(2)
    alba.clock, borea.clock = NOON + 900, NOON - 900
    alba.file(1)
    exchange(alba, borea)
    borea.file(2)
    exchange(alba, borea)
    assert borea.outcomes()[9] == "PASS"


def test_a_record_replayed_into_another_agreement_counts_for_nothing() -> None:
    """Same parties, same keys, same place in the log; only the agreement differs."""
    elsewhere = world(2, place="elsewhere")[0]
    entry = signed(elsewhere, payload(elsewhere, 1))
    alba, borea = world(2)
    append_raw(alba, entry)
    result = borea.hear(alba)
    assert result.told == [("ALBA 1", "counts for nothing: was made under another agreement")]
    assert borea.outcomes()[8] == "FAIL"
    assert borea.verify().standings == []


def test_a_head_replayed_from_another_agreement_is_refused() -> None:
    elsewhere = world(2, place="elsewhere")[0]
    elsewhere.file(1)
    stolen = {
        path.replace(folder_of("elsewhere/ALBA"), folder_of("treaty/ALBA")): data
        for path, data in collect(elsewhere.disk).files.items()
        if path.startswith("logs/")
    }
    _, borea = world(2)
    result = receive(borea.registry, Bundle(stolen), NOON)
    assert result.new == []
    assert {text for _, text in result.told} == {"refused: is a head of elsewhere/ALBA"}


@pytest.mark.parametrize("kind", ["application/vnd.in-toto+json", "application/vnd.servanda.record+json; v=2"])
def test_an_envelope_of_another_type_is_no_record(kind: str) -> None:
    alba, borea = world(2)
    entry = signed(alba, payload(alba, 1)).replace(b"application/vnd.servanda.record+json", kind.encode())
    append_raw(alba, entry)
    assert "is an envelope of another type" in borea.hear(alba).told[0][1]


def test_a_record_replayed_as_another_type_breaks_its_signature() -> None:
    alba, borea = world(2)
    body = payload(alba, 1)
    genuine = signed(alba, body)
    changed = signed(alba, body | {"type": "request"})
    signature = genuine[genuine.index(b'"signatures"') :]
    append_raw(alba, changed[: changed.index(b'"signatures"')] + signature)
    assert "the signature by key" in borea.hear(alba).told[0][1]


def test_a_record_of_one_party_is_no_record_of_another() -> None:
    alba, borea = world(2)
    append_raw(borea, signed(alba, payload(alba, 1)))
    assert "stands as number 1 in the log of BOREA" in alba.hear(borea).told[0][1]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}',
        b'{"agreement":NaN}',
        b"not json",
        b"",
        b'{"payload":"e30=","payloadType":"application/vnd.servanda.record+json","signatures":[]}',
    ],
)
def test_an_ambiguous_or_empty_entry_is_mirrored_told_and_counts_for_nothing(data: bytes) -> None:
    alba, borea = world(2)
    append_raw(alba, data)
    alba.file(2)
    result = borea.hear(alba)
    assert [place for place, text in result.told if text.startswith("counts for nothing")] == ["ALBA 1"]
    assert entries_of(borea, "ALBA")[0] == data
    report = borea.verify()
    assert [place for place, _ in report.steps[7].failed] == ["ALBA 1"]
    assert [s.record.number for s in report.standings if s.record.party == "ALBA"] == [2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time", "2026-01-01"),
        ("time", "2026-01-01T00:00:00+00:00"),
        ("number", "1"),
        ("refs", [{"party": "BOREA"}]),
        ("seen", {"BOREA": 3}),
        ("agreement", "treaty"),
        ("extra", 1),
    ],
)
def test_a_record_of_another_shape_counts_for_nothing(name: str, value: Any) -> None:
    alba, borea = world(2)
    append_raw(alba, signed(alba, payload(alba, 1) | {name: value}))
    assert borea.hear(alba).told[0][1].startswith("counts for nothing")
    assert borea.outcomes()[8] == "FAIL"


def test_freezing_a_party_at_an_old_head_is_noticed_through_what_others_had_seen() -> None:
    """Cora's carrier withholds Alba's newer entries; Borea's record says that it had seen them."""
    alba, borea, cora = world(3)
    alba.file(1)
    exchange(alba, borea, cora)
    alba.file(2)
    borea.hear(alba)
    borea.file(3)
    content = collect(borea.disk)
    frozen = {path: data for path, data in content.files.items() if not path.startswith(folder_of("treaty/ALBA"))}
    receive(cora.registry, Bundle(frozen), NOON)
    places = cora.verify().steps[8].unchecked
    assert places == [("BOREA 1", "had seen 2 entries of ALBA, which are not here")]


def test_a_head_whose_entries_are_withheld_is_kept_and_told() -> None:
    alba, borea = world(2)
    alba.file(1)
    content = collect(alba.disk)
    bare = {path: data for path, data in content.files.items() if "/tile/" not in path}
    result = receive(borea.registry, Bundle(bare), NOON)
    assert any("of which not all came" in text for _, text in result.told)
    assert borea.outcomes()[6] == "NOT CHECKED"
    assert borea.hear(alba).new == [("ALBA", 1, 1)]
    assert borea.outcomes()[6] == "PASS"


def test_refusal_of_service_by_any_one_party_stops_nobody_else() -> None:
    """Four parties, one of them faulty: whoever refuses to give receipts, the others settle."""
    for silent in range(1, 4):
        parties = world(4, faulty=1)
        parties[0].file(1)
        willing = [party for number, party in enumerate(parties) if number != silent]
        exchange(*willing)
        standing = parties[0].standing("ALBA", 1)
        assert standing.state == ("settled" if len(standing.served) >= 3 else "served")
        assert len(standing.served) == 2
        assert set(standing.served) == {party.name for party in willing[1:]}


def test_a_restored_backup_cannot_sign_until_a_peer_was_asked() -> None:
    alba, borea = world(2)
    alba.file(1)
    backup = alba.disk.copy()
    lost = alba.file(2)
    borea.hear(alba)
    restored = Party("ALBA", backup)
    with pytest.raises(Refused, match="was restored from a copy"):
        restored.file(3)
    told = restored.hear(borea).told
    assert any("a peer holds 2 of our entries, we hold 1" in text for _, text in told)
    restored.get(borea.send(), recover=True)
    assert restored.file(3).number == 3
    borea.hear(restored)
    assert borea.outcomes()[11] == "PASS"
    assert borea.standing("ALBA", 2).record.leaf == lost.leaf


def test_a_machine_rolled_back_whole_is_stopped_by_asking_a_peer() -> None:
    """A rolled back virtual machine keeps its inode numbers: only a peer knows better, and says so."""
    alba, borea = world(2)
    alba.file(1)
    rolled_back = Party("ALBA", alba.disk.copy(same_inodes=True))
    alba.file(2)
    borea.hear(alba)
    assert any("was this replica restored?" in text for _, text in rolled_back.hear(borea).told)
    rolled_back.get(borea.send(), recover=True)
    assert rolled_back.file(3).number == 3
    assert borea.hear(rolled_back).contradictions == []


def test_a_lost_memory_is_not_taken_for_a_new_log() -> None:
    alba, _ = world(2)
    alba.file(1)
    del alba.disk.files[SignerState(alba.disk, "treaty/ALBA").path]
    with pytest.raises(Refused, match="is missing; a signature now could fork the log"):
        alba.file(2)


@pytest.mark.parametrize("at", range(0, 230, 7))
def test_a_damaged_memory_is_refused(at: int) -> None:
    alba, _ = world(2)
    alba.file(1)
    inode = alba.disk.files[SignerState(alba.disk, "treaty/ALBA").path]
    inode.now = inode.now[: at % len(inode.now)] + b"~" + inode.now[at % len(inode.now) + 1 :]
    with pytest.raises(Refused, match=r"damaged|restored"):
        alba.file(2)


def test_a_witness_rolled_back_by_a_crash_does_not_cosign_a_smaller_head() -> None:
    """Its mirror is older than its memory: it cosigns neither the smaller head nor another history."""
    alba, borea = world(2)
    alba.file(1)
    liar = Party("ALBA", alba.disk.copy(same_inodes=True))
    old = alba.send()
    alba.file(2)
    borea.hear(alba)
    for path in files(borea, "ALBA"):
        del borea.disk.files[path]
    result = borea.get(old)
    assert result.receipts == []
    assert any("does not continue the head of size 2" in text for _, text in result.told)
    liar.file(3)
    liar.file(4)
    assert borea.hear(liar).receipts == []
    assert borea.hear(alba).contradictions
    assert borea.standing("ALBA", 2).state == "disputed"


def test_a_witness_that_hears_two_carriers_at_once_cosigns_one_after_the_other() -> None:
    """One writer at a time: the second waits or fails; it never sees a half-taken bundle."""
    alba, borea = world(2)
    alba.file(1)
    bundle = alba.send()
    with borea.registry.lock(), pytest.raises(AssertionError, match="two writers at once"):
        borea.get(bundle)
    assert borea.get(bundle).receipts == [("treaty/ALBA", 1)]


def test_an_entry_that_is_too_long_is_refused_before_anything_is_signed() -> None:
    alba, _ = world(2)
    draft = Draft("request", {"text": "x" * 50_000})
    with pytest.raises(Refused, match="an entry has at most 65535"):
        file(alba.registry, [draft], NOON, BOOK)
    assert alba.file(1).number == 1


def test_an_envelope_signed_twice_by_one_key_counts_for_nothing() -> None:
    from servanda.verify.keychain import RECORDS

    alba, borea = world(2)
    signer = ring("ALBA").of(RECORDS)[0]
    append_raw(alba, envelope_of(canonical(payload(alba, 1)), [signer, signer]))
    assert "signed twice" in borea.hear(alba).told[0][1]


def test_a_reference_to_a_record_that_was_exchanged_for_another_is_noticed() -> None:
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    false = {"as": "answers", "number": 1, "party": "ALBA", "record": leaf_hash(b"other").hex()}
    append_raw(borea, signed(borea, payload(borea, 1, refs=[false])))
    alba.hear(borea)
    assert alba.verify().steps[8].failed == [("BOREA 1", "refers to another record than the ALBA 1 that is here")]
    assert instant(NOON).endswith("Z")
