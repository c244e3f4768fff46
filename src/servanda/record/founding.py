"""Versions of an agreement in the record: drafted, signed by every party, chained.

Rules it keeps:

- a version names the text by its hash, the members with their log and key version, the quorum, and the version before;
- the quorum is large enough that, with the stated number of faulty witnesses, two contradictory heads are never both
  settled: k >= floor((w + f) / 2) + 1;
- amendments and accessions make the next version; nothing of an older one changes.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.record.disk import Disk, exists, put
from servanda.record.keys import Signer, log_line
from servanda.record.refusal import refusal
from servanda.record.restore import SignerState
from servanda.verify import keychain
from servanda.verify.canonical import Malformed, canonical, parse_canonical, sha256
from servanda.verify.keychain import KEYS, Chain, Root
from servanda.verify.merkle import EMPTY
from servanda.verify.note import LOG, Note, parse, verifies
from servanda.verify.replica import FIRST, Version, load_frame, read_version


@dataclass(frozen=True, slots=True)
class Member:
    """A party, or a witness that only mirrors and cosigns. `keys`: hash of its key file."""

    origin: str
    keys: str
    part: str = "party"


def quorum(witnesses: int, faulty: int) -> int:
    """The least number of receipts that settles a record.

    >>> quorum(1, 0), quorum(2, 0), quorum(3, 1), quorum(59, 19)
    (1, 2, 3, 40)
    """
    return (witnesses + faulty) // 2 + 1


def draft(text: bytes, members: Mapping[str, Member], faulty: int = 0, before: Version | None = None) -> bytes:
    """The version's note, unsigned."""
    body = {
        "faulty": faulty,
        "members": {
            party: {"keys": member.keys, "origin": member.origin, "part": member.part}
            for party, member in members.items()
        },
        "previous": before.digest if before else "",
        "quorum": quorum(len(members) - 1, faulty),
        "text": sha256(text),
        "version": before.number + 1 if before else 1,
    }
    return (FIRST + canonical(body).decode() + "\n\n").encode()


def sign(data: bytes, party: str, signers: Iterable[Signer]) -> bytes:
    """Adds a party's signatures; each party does so in turn."""
    text = data.decode("utf-8")[: data.decode("utf-8").rfind("\n\n") + 1]
    lines = list(parse(data).lines) if not data.endswith(b"\n\n") else []
    origin = parse_canonical(text[len(FIRST) : -1].encode())["members"][party]["origin"]
    known = {(line.name, line.key_id) for line in lines}
    new = [log_line(origin, text, signer) for signer in signers]
    lines += [line for line in new if (line.name, line.key_id) not in known]
    return bytes(Note(text, tuple(lines)))


def found(
    disk: Disk,
    party: str,
    signers: Iterable[Signer],
    *,
    text: bytes,
    key_files: Iterable[bytes],
    witness_files: Iterable[bytes] = (),
    name: str | None = None,
    faulty: int = 0,
    draft_note: bytes | None = None,
) -> tuple[str, list[str]]:
    """Lays out a record and signs its first version; returns the version's hash and the parties still to sign."""
    members: dict[str, Member] = {}
    chains: dict[str, Chain] = {}
    prefix = name or f"agreement-{os.urandom(4).hex()}"
    for part, files in (("party", key_files), ("witness", witness_files)):
        for data in files:
            root = keychain.read(data, None)
            chains[root.party] = Chain([root])
            members[root.party] = Member(f"{prefix}/{root.party}", root.digest, part)
    _foundable(disk, party, members)
    unsigned = _agreed(draft_note, text, members, faulty)
    note = sign(unsigned, party, signers)
    missing = sorted(p for p, member in members.items() if member.part == "party" and not _signed_by(note, p, chains))
    if party in missing:
        raise refusal(
            "key-missing", f"The root keys given are not those of {party}.", party, "Give its root key files."
        )
    for data in (*key_files, *witness_files):
        root = keychain.read(data, None)
        put(disk, f"keys/{root.party}/1.root.json", data)
    digest = sha256(text)
    put(disk, f"blobs/sha256/{digest[:2]}/{digest[2:]}", text)
    put(disk, "agreement/0001.draft" if missing else "agreement/0001.note", note)
    origin = parse_canonical(parse(note).text[len(FIRST) : -1].encode())["members"][party]["origin"]
    state = SignerState(disk, origin)
    if state.last() is None:
        state.begin(0, EMPTY)
    return sha256(parse(note).text.encode()), missing


def _foundable(disk: Disk, party: str, members: Mapping[str, Member]) -> None:
    """Refuses a second founding, an agreement of one, and a signer who is not in it."""
    if exists(disk, "agreement/0001.note"):
        raise refusal(
            "record-founded",
            "This record has an agreement already; nothing was signed.",
            "agreement/0001.note",
            "Use another folder for another agreement; `--amend` makes the next version of this one.",
        )
    if len(members) < 2 or party not in members:
        raise refusal(
            "founding-members",
            f"The members would be {', '.join(members) or 'nobody'}; {party} and at least one other are needed.",
            "agreement/0001.draft",
            "Name every party's public key file with `--member`, the own one too.",
        )


def amend(
    disk: Disk,
    party: str,
    signers: Iterable[Signer],
    *,
    text: bytes,
    joining: Iterable[bytes] = (),
    leaving: Iterable[str] = (),
    faulty: int = 0,
    draft_note: bytes | None = None,
) -> tuple[str, list[str]]:
    """Drafts or signs the next version: a new text, new members, or both; returns its hash and who is still to sign.

    Members stay with the newest version of their keys. Those who leave sign too: a version binds whoever it concerns.
    """
    frame = load_frame(disk, _refuse)
    if not frame.versions:
        raise refusal(
            "record-unfounded",
            "There is no agreement in this record that could be amended.",
            "agreement/0001.note",
            "To accede to one, add `--join` with a bundle of a party's record.",
        )
    before = frame.versions[-1]
    roots = _registered(disk, joining)
    gone = set(leaving)
    members = {
        name: Member(origin, frame.chains[name].roots[-1].digest, part)
        for name, (origin, part) in before.members.items()
        if name not in gone
    }
    prefix = next(iter(before.members.values()))[0].rpartition("/")[0]
    members |= {root.party: Member(f"{prefix}/{root.party}", root.digest) for root in roots}
    note = sign(_agreed(draft_note, text, members, faulty, before), party, signers)
    chains = frame.chains | {root.party: Chain([root]) for root in roots}
    digest = sha256(text)
    put(disk, f"blobs/sha256/{digest[:2]}/{digest[2:]}", text)
    path = f"agreement/{before.number + 1:04d}"
    try:
        version = read_version(note, before, chains)
    except Malformed:
        put(disk, f"{path}.draft", note)
        _open_log(disk, party, before, members)
        bound = {*before.members, *members}
        return sha256(parse(note).text.encode()), sorted(p for p in bound if not _signed_by(note, p, chains))
    put(disk, f"{path}.note", note)
    _open_log(disk, party, before, members)
    return version.digest, []


def _registered(disk: Disk, joining: Iterable[bytes]) -> list[Root]:
    """The first keys of those who join, put into the record; refuses others than it has already."""
    roots = []
    for data in joining:
        root = keychain.read(data, None)
        place = f"keys/{root.party}/1.root.json"
        if exists(disk, place) and disk.read(place) != data:
            raise refusal(
                "founding-other",
                f"The record has other first keys of {root.party}.",
                place,
                "Compare the fingerprints (`servanda key show`); nothing was signed.",
            )
        put(disk, place, data)
        roots.append(root)
    return roots


def _open_log(disk: Disk, party: str, before: Version, members: Mapping[str, Member]) -> None:
    """A party that accedes begins its log here; one that was a member has begun, and a missing memory is a lost one."""
    if party in members and party not in before.members:
        state = SignerState(disk, members[party].origin)
        if state.last() is None:
            state.begin(0, EMPTY)


def _refuse(_: int, place: str, text: str) -> None:
    raise refusal(
        "record-frame", f"Keys or agreement of this record are not in order: the file {text}.", place, "Verify."
    )


def _signed_by(note: bytes, party: str, chains: Mapping[str, Chain]) -> bool:
    """Whether any version of the party's root keys signed, enough of them."""
    found_note = parse(note)
    for root in chains[party].roots:
        role = root.roles[KEYS]
        good = [k for k in role.keys if any(verifies(found_note, line, LOG, k) for line in found_note.lines)]
        if len(good) >= role.threshold:
            return True
    return False


def _agreed(
    draft_note: bytes | None, text: bytes, members: Mapping[str, Member], faulty: int, before: Version | None = None
) -> bytes:
    """The draft to sign: a new one, or the given one if it says what this party was asked to sign."""
    if draft_note is None:
        return draft(text, members, faulty, before)
    body = parse_canonical(parse(draft_note).text[len(FIRST) : -1].encode())
    same = body["text"] == sha256(text) and body["faulty"] == faulty
    same = same and body["previous"] == (before.digest if before else "")
    theirs = {party: (member["keys"], member["part"]) for party, member in body["members"].items()}
    if not same or theirs != {party: (member.keys, member.part) for party, member in members.items()}:
        raise refusal(
            "founding-other",
            "The draft has another text, other members, other keys or another number of faulty witnesses.",
            "agreement/0001.draft",
            "Compare the text's hash and the keys' fingerprints with the other party before signing.",
        )
    return draft_note
