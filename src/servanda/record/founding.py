"""Versions of an agreement in the record: drafted, signed by every party, chained.

Rules it keeps:

- a version names the text by its hash, the members with their log and key version, the quorum, and the version before;
- the quorum is large enough that, with the stated number of faulty witnesses, two contradictory heads are never both
  settled: k >= floor((w + f) / 2) + 1;
- amendments and accessions make the next version; nothing of an older one changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.record.keys import Signer, log_line
from servanda.verify.canonical import canonical, parse_canonical, sha256
from servanda.verify.note import Note, parse
from servanda.verify.replica import FIRST, Version


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
