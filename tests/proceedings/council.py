"""A council of five with every kind of decision rule, and a short way to say what its members file."""

from dataclasses import dataclass, field

from servanda.agreement.check import check
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.agreement.prelude import Library
from servanda.dates import UTC, stamp
from servanda.proceedings.decisions import Docket, State, decision_state
from servanda.proceedings.outcomes import Outcomes, outcomes
from tests.findings.small import Small

PARTIES = {"ALBA": "West", "CORA": "West", "DANA": "West", "BOREA": "East", "ELAM": "East"}
TEXT = """\
# Treaty

```servanda
party ALBA "Alba"
party BOREA "Borea"
party CORA "Cora"
party DANA "Dana"
party ELAM "Elam"
party FARO "Faro"
side West "The West" = ALBA, CORA, DANA
side East "The East" = BOREA, ELAM
in force from 2024-01-01
record native
use institutions

body council "Council"
  members West, East
  participants FARO with voice
  decides by consensus
  decides "minus one" by consensus minus the party concerned
  decides "minus two" by consensus minus two
  decides "members" by majority of members
  decides "votes" by majority of votes
  decides "sides" by majority within each side
  decides "west" by unanimity of West
  decides "silence" by silence of 24 hours
  decides "either" by consensus or silence of 24 hours

body chaired "Chaired Council" under council
  chaired by one of each side and one rotating
  quorum majority of members

body turning "Turning Council" under council
  chaired by rotation each meeting
  quorum 2
```
"""
MATTERS = {
    "": "consensus",
    "minus one": "consensus minus one",
    "minus two": "consensus minus two",
    "members": "majority of members",
    "votes": "majority of votes",
    "sides": "majority within each side",
    "west": "unanimity",
}


def treaty(text: str = TEXT, find: Library | None = None) -> Agreement:
    found, messages = check(parse(text, "agreement.md"), find)
    assert found is not None, [item.headline() for item in messages]
    return found


AGREEMENT = treaty()


def at(when: str) -> int:
    """`09:30` on the day of the meeting, or a whole instant."""
    return stamp(when if "-" in when else f"2024-03-01T{when}:00Z", UTC).low


@dataclass
class Meeting:
    """A meeting of a body on 1 March 2024, convened and attended; acts are filed at times of that day."""

    body: str = "council"
    agreement: Agreement = field(default_factory=lambda: AGREEMENT)
    present: tuple[str, ...] = ("ALBA", "BOREA", "CORA", "DANA", "ELAM")
    small: Small = field(init=False)

    def __post_init__(self) -> None:
        self.small = Small(self.agreement)
        self.file("convocation", "ALBA", "2024-02-20", id="C1", body=self.body, on="2024-03-01")
        self.file("agenda_item", "ALBA", "2024-02-20", id="I1", convocation="C1")
        for who in self.present:
            self.file("attendance", who, "08:00", id=f"A{who}", convocation="C1")

    def file(self, act: str, by: str, when: str, **cells: str) -> "Meeting":
        whole = when if "-" in when else f"2024-03-01T{when}:00Z"
        self.small.act(act, by, whole, **cells)
        return self

    def propose(self, matter: str = "", by: str = "ALBA", when: str = "09:00", concerned: str = "") -> "Meeting":
        cells = {"matter": matter, "concerned": concerned}
        return self.file("motion", by, when, id="M1", agenda_item="I1", **{k: v for k, v in cells.items() if v})

    def on(self, act: str, by: str, when: str, **cells: str) -> "Meeting":
        """An act on the proposal."""
        return self.file(act, by, when, motion="M1", **cells)

    def state(self, when: str = "2024-12-31") -> State:
        found = decision_state(Docket.of(self.agreement, self.small.statements), "M1", at(when))
        assert found is not None
        return found

    def all(self, when: str = "2024-12-31") -> Outcomes:
        return outcomes(self.agreement, self.small.statements, at(when))

    def faults(self, when: str = "2024-12-31") -> list[tuple[str, str, str]]:
        """(act, party, fault) of everything without effect."""
        return [(item.record, item.by, item.fault) for item in self.all(when).irregular]
