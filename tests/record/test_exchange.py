"""What crosses between parties: bundles, HTTP, other people's tools, witnesses, new versions of the agreement."""

import io
import tarfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from servanda.diagnostics import Refused
from servanda.record import bundle, founding, keys
from servanda.record.comparison import compare
from servanda.record.disk import put
from servanda.record.exchange import fetch, resource, send, server
from servanda.record.filing import Draft, file
from servanda.record.proof import check_file, inclusion_file
from servanda.verify.canonical import Malformed, canonical, parse_canonical, sha256
from servanda.verify.keychain import KEYS
from servanda.verify.replica import FIRST, folder_of, load, read_version
from tests.record.memory_disk import MemoryDisk
from tests.record.simulator import (
    BOOK,
    NOON,
    TEXT,
    Party,
    exchange,
    founded,
    key_file,
    ring,
    world,
)

ALBA = folder_of("treaty/ALBA")


def joined(name: str, other: Party) -> Party:
    """Someone who starts with nothing but a bundle."""
    party = Party(name, MemoryDisk())
    party.hear(other)
    return party


def tar(*entries: tuple[str, bytes, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, data in entries:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(data), "/etc/passwd"
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../../etc/passwd", tarfile.REGTYPE),
        ("/etc/passwd", tarfile.REGTYPE),
        ("agreement/0002.note", tarfile.SYMTYPE),
        ("keys/ALBA/2.root.json", tarfile.LNKTYPE),
        ("sign/lock", tarfile.REGTYPE),
        ("escrow/private/x.jwe", tarfile.REGTYPE),
        ("keys/../x/2.root.json", tarfile.REGTYPE),
        ("logs/" + "a" * 64 + "/tile/0/../../x", tarfile.REGTYPE),
    ],
)
def test_a_bundle_cannot_write_outside_the_record(name: str, kind: bytes) -> None:
    content, strange = bundle.unpack(tar((name, kind, b"" if kind != tarfile.REGTYPE else b"x")), "test")
    assert (content.files, strange) == ({}, [name])


def test_what_is_no_bundle_is_refused() -> None:
    with pytest.raises(Refused, match="This is not a bundle, or it is cut short"):
        bundle.unpack(b"x" * 3000, "test")


def test_the_same_record_gives_the_same_bundle() -> None:
    alba, borea = world(2)
    alba.file(1)
    borea.hear(alba)
    alba.hear(borea)
    borea.hear(alba)
    assert alba.send() == alba.send() == borea.send()


def test_a_bundle_heard_twice_changes_nothing() -> None:
    alba, borea = world(2)
    alba.file(1)
    borea.hear(alba)
    before = {path: inode.now for path, inode in borea.disk.files.items()}
    result = borea.hear(alba)
    assert (result.new, result.receipts, result.told) == ([], [], [])
    assert {path: inode.now for path, inode in borea.disk.files.items()} == before


@pytest.fixture
def served() -> Iterator[tuple[str, Party, Party]]:
    """Alba's registry behind HTTP on a free port of this machine, and Borea who calls there."""
    alba, borea = world(2)
    alba.file(1)

    def take_in(data: bytes) -> str:
        return f"{len(alba.get(data).new)} logs continued\n"

    http = server(alba.disk, ("127.0.0.1", 0), take_in)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_address[1]}", alba, borea
    http.shutdown()
    thread.join()
    http.server_close()


def test_exchange_over_http_gives_receipts_both_ways(served: tuple[str, Party, Party]) -> None:
    address, alba, borea = served
    borea.get(fetch(address))
    borea.file(2)
    assert send(address, borea.send()) == "1 logs continued\n"
    borea.get(fetch(f"{address}/bundle"))
    for party in (alba, borea):
        assert party.standing("ALBA", 1).state == party.standing("BOREA", 1).state == "settled"


@pytest.mark.long
def test_sixty_parties_settle_a_record_over_http() -> None:
    """One registry listens; everybody sends to it and fetches from it, and nobody meets anybody else."""
    parties = world(60, faulty=19)
    alba, hub, *others = parties
    alba.file(1)

    def take_in(data: bytes) -> str:
        return f"{len(hub.get(data).receipts)} receipts\n"

    http = server(hub.disk, ("127.0.0.1", 0), take_in)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{http.server_address[1]}"
    try:
        assert send(address, alba.send()) == "1 receipts\n"
        for party in others:
            party.get(fetch(address))
            send(address, party.send())
        alba.get(fetch(address))
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
    standing = alba.standing("ALBA", 1)
    assert (standing.state, len(standing.served)) == ("settled", 59)


def test_http_serves_the_c2sp_paths_and_nothing_private(served: tuple[str, Party, Party]) -> None:
    address, alba, _ = served
    for path in (f"{ALBA}/checkpoint", f"{ALBA}/tile/0/000.p/1", f"{ALBA}/tile/entries/000.p/1"):
        with urllib.request.urlopen(f"{address}/{path}") as answer:
            assert answer.read() == alba.disk.read(path)
    for path in ("sign/lock", "../secret", f"{ALBA}/../../sign/lock", f"{ALBA}/tile/0/000.p/2", "keys"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/{path}")


def test_a_smaller_partial_tile_is_cut_from_the_one_that_outgrew_it() -> None:
    alba, _ = world(2)
    small: dict[str, bytes] = {}
    for number in range(1, 4):
        alba.file(number)
        small |= {path: alba.disk.read(path) for path in alba.disk.files if ".p/" in path}
    assert len(small) == 6
    assert {path: resource(alba.disk, path) for path in small} == small
    file(alba.registry, [Draft("request", {"text": "x"})] * 253, NOON, BOOK)
    assert {path: resource(alba.disk, path) for path in small} == small


def test_two_replicas_are_compared_log_by_log() -> None:
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    alba.file(2)
    found, troubles = compare(alba.disk, borea.disk)
    assert troubles == []
    assert [(c.party, c.relation, c.here, c.there) for c in found] == [
        ("ALBA", "longer here", 2, 1),
        ("BOREA", "same", 0, 0),
    ]
    other = world(2)[0]
    other.file(9)
    other.file(9)
    found, _ = compare(alba.disk, other.disk)
    assert found[0].relation == "contradiction"
    assert found[0].evidence is not None
    assert check_file(bytes(found[0].evidence), load(borea.disk, lambda *_: None), None)[0]


def test_an_inclusion_proof_is_checked_without_the_log() -> None:
    alba, borea = world(2)
    for number in range(5):
        alba.file(number)
    exchange(alba, borea)
    known = load(alba.disk, lambda *_: None)
    log = known.logs["ALBA"]
    proof = inclusion_file(2, log.leaves, log.heads[f"{log.path}/checkpoint"])
    entry = alba.registry.own_log()[0].entries()[2]
    assert check_file(proof, known, entry) == (True, "ALBA 3 stands in treaty/ALBA of 5 entries, received by BOREA")
    assert not check_file(proof, known, entry + b" ")[0]
    assert not check_file(proof.replace(b"index 2", b"index 3"), known, entry)[0]
    assert not check_file(proof[:-2], known, entry)[0]


def test_an_accession_makes_the_next_version_signed_by_old_and_new_parties() -> None:
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    before = alba.registry.version
    members = {n: founding.Member(f"treaty/{n}", sha256(key_file(n))) for n in ("ALBA", "BOREA", "CORA")}
    note = founding.draft(TEXT + b"amended\n", members, before=before)
    for name in ("ALBA", "CORA"):
        note = founding.sign(note, name, ring(name).of(KEYS))
    put(alba.disk, "keys/CORA/1.root.json", key_file("CORA"))
    alba.registry.changed()
    with pytest.raises(Malformed, match="is not signed by BOREA"):
        read_version(note, before, alba.registry.frame.chains)
    note = founding.sign(note, "BOREA", ring("BOREA").of(KEYS))
    put(alba.disk, "agreement/0002.note", note)
    digest = sha256(TEXT + b"amended\n")
    put(alba.disk, f"blobs/sha256/{digest[:2]}/{digest[2:]}", TEXT + b"amended\n")
    alba.registry.changed()
    borea.hear(alba)
    cora = joined("CORA", borea)
    cora.registry.begin()
    cora.file(3)
    alba.file(4)
    exchange(alba, borea, cora)
    assert set(borea.outcomes().values()) == {"PASS"}
    assert borea.registry.version.number == 2
    assert borea.standing("ALBA", 1).state == borea.standing("ALBA", 2).state == "settled"
    assert (borea.standing("ALBA", 1).record.agreement, borea.standing("ALBA", 2).record.agreement) == (
        before.digest,
        borea.registry.version.digest,
    )
    assert borea.standing("CORA", 1).served.keys() == {"ALBA", "BOREA"}


def test_keys_planted_for_a_party_that_has_yet_to_accede_are_left_out() -> None:
    """Borea registers keys of her own as Cora's, to block the accession or to sign for Cora."""
    alba, borea = world(2)
    planted = keys.generate("CORA", dict.fromkeys(keys.ROLES, 1))
    put(borea.disk, "keys/CORA/1.root.json", keys.sign(keys.first_draft(planted), planted.every()))
    result = alba.hear(borea)
    assert result.told == [("keys/CORA", "left out: CORA is no member of the agreement")]
    assert alba.disk.names("keys") == ["ALBA", "BOREA"]
    del borea.disk.files["keys/CORA/1.root.json"]
    before = alba.registry.version
    members = {n: founding.Member(f"treaty/{n}", sha256(key_file(n))) for n in ("ALBA", "BOREA", "CORA")}
    note = founding.draft(TEXT, members, before=before)
    for name in members:
        note = founding.sign(note, name, ring(name).of(KEYS))
    put(borea.disk, "keys/CORA/1.root.json", key_file("CORA"))
    put(borea.disk, "agreement/0002.note", note)
    borea.registry.changed()
    assert alba.hear(borea).told == []
    assert alba.disk.read("keys/CORA/1.root.json") == key_file("CORA")
    assert alba.registry.version.number == 2


@pytest.mark.parametrize("change", [{"quorum": 1}, {"quorum": 3}, {"faulty": 2}, {"version": 2}, {"previous": "x"}])
def test_a_version_with_an_unsafe_quorum_or_no_predecessor_is_refused(change: dict[str, object]) -> None:
    """Three parties, two witnesses to each log: only a quorum of two is safe and reachable."""
    chains = world(3)[0].registry.frame.chains
    whole = founded(("ALBA", "BOREA", "CORA"), 0).decode()
    body = parse_canonical(whole[len(FIRST) : whole.rindex("\n\n")].encode())
    note = (FIRST + canonical(body | change).decode() + "\n\n").encode()
    for name in ("ALBA", "BOREA", "CORA"):
        note = founding.sign(note, name, ring(name).of(KEYS))
    with pytest.raises(Malformed, match=r"a quorum of|does not follow"):
        read_version(note, None, chains)


def test_a_witness_counts_for_the_quorum_and_signs_no_agreement() -> None:
    disks = {name: MemoryDisk() for name in ("ALBA", "BOREA", "CORA")}
    for name in ("ALBA", "BOREA"):
        draft = disks["ALBA"].read("agreement/0001.draft") if name == "BOREA" else None
        _, missing = founding.found(
            disks[name],
            name,
            ring(name).of(KEYS),
            text=TEXT,
            key_files=[key_file("ALBA"), key_file("BOREA")],
            witness_files=[key_file("CORA")],
            name="treaty",
            draft_note=draft,
        )
        assert missing == (["BOREA"] if name == "ALBA" else [])
    alba, borea = Party("ALBA", disks["ALBA"]), Party("BOREA", disks["BOREA"])
    alba.hear(borea)
    cora = joined("CORA", borea)
    alba.file(1)
    exchange(alba, cora)
    assert alba.standing("ALBA", 1).served.keys() == {"CORA"}
    assert alba.standing("ALBA", 1).state == "served"
    exchange(alba, borea, cora)
    assert alba.standing("ALBA", 1).state == "settled"
    assert alba.registry.version.members["CORA"][1] == "witness"
    assert keys.ROLES[0] == KEYS


def test_a_draft_with_other_text_or_members_is_not_signed() -> None:
    alba = MemoryDisk()
    files = [key_file("ALBA"), key_file("BOREA")]
    founding.found(alba, "ALBA", ring("ALBA").of(KEYS), text=TEXT, key_files=files, name="treaty")
    draft = alba.read("agreement/0001.draft")
    for text, given in ((b"# Another text\n", files), (TEXT, [*files, key_file("CORA")])):
        with pytest.raises(Refused, match="The draft has another text, other members"):
            founding.found(MemoryDisk(), "BOREA", ring("BOREA").of(KEYS), text=text, key_files=given, draft_note=draft)
