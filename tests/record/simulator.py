"""Parties in memory: each with a disk, keys and a clock of its own; what crosses between them are bundles.

Rules it keeps: nobody shares state; a partition is simply a bundle that is not carried; keys are made once for a
whole test run, because making them is slow and nothing depends on which they are.
"""

from dataclasses import dataclass, field
from functools import cache, cached_property

from servanda.record import bundle, founding, keys
from servanda.record.disk import put
from servanda.record.filing import Draft, file
from servanda.record.forms import FieldForm, Form, Forms
from servanda.record.keys import Ring
from servanda.record.receiving import Received, receive
from servanda.record.registry import Registry
from servanda.verify import steps
from servanda.verify.canonical import sha256
from servanda.verify.envelope import Record
from servanda.verify.keychain import KEYS
from servanda.verify.standing import Standing
from tests.record.memory_disk import MemoryDisk

NAMES = ("ALBA", "BOREA", "CORA", "DELA", "ERDA", "FARO", "GADA", "HELA", *(f"PARTY-{n}" for n in range(9, 61)))
NOON = 1_780_000_000
TEXT = b"# Treaty of the test\n"
BOOK = Forms(
    {
        "notification": Form(
            "notification",
            (
                FieldForm("personnel", "count"),
                FieldForm("start", "date", required=False),
                FieldForm("staff", "text", required=False, release=("BOREA",)),
                FieldForm("route", "text", required=False, release="all parties"),
            ),
        ),
        "request": Form("request", (FieldForm("text", "text"),)),
        "reply": Form("reply", (FieldForm("text", "text"),), refers=(("answers", ("request",)),)),
    }
)


@cache
def ring(party: str, generation: int = 1) -> Ring:
    return keys.generate(party, dict.fromkeys(keys.ROLES, 1))


@cache
def key_file(party: str) -> bytes:
    own = ring(party)
    return keys.sign(keys.first_draft(own), own.every())


@cache
def founded(names: tuple[str, ...], faulty: int, place: str = "treaty") -> bytes:
    members = {name: founding.Member(f"{place}/{name}", sha256(key_file(name))) for name in names}
    note = founding.draft(TEXT, members, faulty)
    for name in names:
        note = founding.sign(note, name, ring(name).of(KEYS))
    return note


@dataclass
class Party:
    name: str
    disk: MemoryDisk
    clock: int = NOON
    received: list[Received] = field(default_factory=list)

    @cached_property
    def registry(self) -> Registry:
        return Registry(self.disk, self.name, ring(self.name))

    def file(self, personnel: int = 9000, **more: object) -> Record:
        draft = Draft("notification", {"personnel": personnel, **more})
        return file(self.registry, [draft], self.clock, BOOK)[0]

    def send(self) -> bytes:
        return bundle.pack(bundle.collect(self.disk))

    def get(self, data: bytes, recover: bool = False) -> Received:
        result = receive(self.registry, bundle.unpack(data, "test")[0], self.clock, recover)
        self.received.append(result)
        return result

    def hear(self, other: "Party") -> Received:
        return self.get(other.send())

    def verify(self) -> steps.Report:
        return steps.verify(self.disk)

    def outcomes(self) -> dict[int, str]:
        return {step.number: step.outcome for step in self.verify().steps}

    def standing(self, party: str, number: int) -> Standing:
        found = self.verify().standings
        return next(s for s in found if (s.record.party, s.record.number) == (party, number))


def world(count: int, faulty: int = 0, place: str = "treaty") -> list[Party]:
    """So many parties, each with the agreement, all keys, and an empty log of its own."""
    names = NAMES[:count]
    parties = []
    for name in names:
        disk = MemoryDisk()
        for other in names:
            put(disk, f"keys/{other}/1.root.json", key_file(other))
        put(disk, "agreement/0001.note", founded(names, faulty, place))
        digest = sha256(TEXT)
        put(disk, f"blobs/sha256/{digest[:2]}/{digest[2:]}", TEXT)
        party = Party(name, disk)
        party.registry.begin()
        parties.append(party)
    return parties


def exchange(*parties: Party, rounds: int = 2) -> None:
    """Everybody hears everybody, so often that receipts come back too."""
    for _ in range(rounds):
        for party in parties:
            for other in parties:
                if party is not other:
                    party.hear(other)
