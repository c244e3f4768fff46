"""Who sits in a body on a day: every party means the parties of that day, by a count by hand.

Alba, Borea and Elva are parties from the start. Cora asks to accede on 1 January 2025 and is a party from 31 January
2025. Elva gives notice on 1 July 2025 and is bound to 31 December 2025. So there are three parties in 2024, four from
31 January 2025, three from 2026 on.
"""

import pytest

from servanda.agreement.model import Agreement
from servanda.dates import UTC, stamp
from servanda.evidence.files import MARKS
from servanda.findings.model import Assessor
from servanda.findings.world.standing import stand
from servanda.proceedings import meetings
from servanda.proceedings.decisions import Docket, State, decision_state
from servanda.proceedings.outcomes import outcomes
from tests.findings.small import Small
from tests.proceedings.council import treaty

TEXT = """\
# Treaty

```servanda
party ALBA "Alba"
party BOREA "Borea"
party ELVA "Elva"
country CORA "Cora"
side West "The West" = ALBA, ELVA
side East "The East" = BOREA
in force from 2024-01-01
record native
use institutions

act accession
act denunciation
accession to West open to CORA by filing accession after 30 days
withdrawal by filing denunciation after 6 months

body council "Council"
  members every party
  participants CORA with voice
  chaired by rotation each meeting
  quorum majority of members
  decides by consensus
  decides "members" by majority of members
  decides "sides" by majority within each side
  decides "west" by unanimity of West

body named "Council of those named"
  members ALBA, CORA, BOREA
  decides by consensus
```
"""
WRITTEN = treaty(TEXT)


class Case:
    """Acts on record, and what they had made of a proposal on a day."""

    def __init__(self) -> None:
        self.small = Small(WRITTEN)
        self.small.act("accession", "CORA", "2025-01-01", id="JOIN")
        self.small.act("denunciation", "ELVA", "2025-07-01", id="LEAVE")

    def meeting(self, day: str, *present: str, matter: str = "", by: str = "ALBA", body: str = "council") -> "Case":
        self.small.act("convocation", by, f"{day}T06:00:00Z", id=f"C{day}", body=body, on=day)
        self.small.act("agenda_item", by, f"{day}T06:10:00Z", id=f"I{day}", convocation=f"C{day}")
        for who in present:
            self.small.act("attendance", who, f"{day}T07:00:00Z", id=f"A{who}{day}", convocation=f"C{day}")
        cells = {"matter": matter} if matter else {}
        self.small.act("motion", by, f"{day}T08:00:00Z", id=f"M{day}", agenda_item=f"I{day}", **cells)
        return self

    def vote(self, day: str, *voters: str) -> "Case":
        for who in voters:
            self.small.act("ballot", who, f"{day}T09:00:00Z", id=f"B{who}{day}", motion=f"M{day}", choice="in_favour")
        return self

    def conclude(self, day: str, by: str) -> "Case":
        self.small.act("conclusion", by, f"{day}T10:00:00Z", id=f"K{day}", motion=f"M{day}")
        return self

    def agreement(self, as_of: str = "2026-12-31") -> Agreement:
        last = stamp(as_of, UTC).high
        return stand(WRITTEN, self.small.facts, Assessor("j", 1, "any", MARKS), last, last).agreement

    def state(self, day: str, as_of: str = "2026-12-31") -> State:
        docket = Docket.of(self.agreement(as_of), self.small.statements)
        found = decision_state(docket, f"M{day}", stamp(f"{day}T23:00:00Z", UTC).low)
        assert found is not None
        return found

    def faults(self) -> list[tuple[str, str, str]]:
        found = outcomes(self.agreement(), self.small.statements, stamp("2026-12-31", UTC).high)
        return [(one.record, one.by, one.fault) for one in found.irregular]


@pytest.mark.parametrize(
    ("day", "members", "quorum"),
    [
        ("2024-03-01", ("ALBA", "BOREA", "ELVA"), 2),
        ("2025-01-30", ("ALBA", "BOREA", "ELVA"), 2),
        ("2025-01-31", ("ALBA", "BOREA", "ELVA", "CORA"), 3),
        ("2025-12-31", ("ALBA", "BOREA", "ELVA", "CORA"), 3),
        ("2026-01-01", ("ALBA", "BOREA", "CORA"), 2),
    ],
)
def test_every_party_means_the_parties_of_the_day(day: str, members: tuple[str, ...], quorum: int) -> None:
    state = Case().meeting(day, "ALBA", "BOREA", "CORA").state(day)
    assert (sorted(state.members), state.quorum) == (sorted(members), quorum)


def test_the_day_counts_and_not_the_day_of_the_question() -> None:
    case = Case().meeting("2024-03-01", "ALBA", "BOREA").conclude("2024-03-01", "ALBA")
    for as_of in ("2024-12-31", "2026-12-31"):
        state = case.state("2024-03-01", as_of)
        assert (state.kind, len(state.members), state.quorum) == ("adopted", 3, 2)


def test_whoever_has_not_acceded_has_a_voice_where_the_text_gives_one_and_neither_vote_nor_objection() -> None:
    case = Case().meeting("2024-03-01", "ALBA", "BOREA", "CORA", by="CORA")
    case.small.act("objection", "CORA", "2024-03-01T09:00:00Z", id="O1", motion="M2024-03-01")
    case.conclude("2024-03-01", "ALBA")
    state = case.state("2024-03-01")
    assert (state.kind, state.present) == ("adopted", ("ALBA", "BOREA"))
    assert ("objection", "CORA", "not a member") in case.faults()
    assert ("motion", "CORA", "no voice") not in case.faults()


def test_whoever_has_left_has_neither_seat_nor_voice() -> None:
    case = Case().meeting("2026-03-01", "ALBA", "BOREA", "ELVA", by="ELVA")
    assert case.state("2026-03-01").kind == "void"
    assert ("attendance", "ELVA", "no voice") in case.faults()


def test_votes_are_counted_against_the_members_of_the_day() -> None:
    # Two of three are a majority in 2024; two of four are none in 2025; two of three are one again in 2026.
    kinds = {}
    for day in ("2024-03-01", "2025-03-01", "2026-03-01"):
        case = Case().meeting(day, "ALBA", "BOREA", "CORA", "ELVA", matter="members").vote(day, "ALBA", "BOREA")
        kinds[day[:4]] = case.conclude(day, "ALBA").state(day).kind
    assert kinds == {"2024": "adopted", "2025": "failed", "2026": "adopted"}


def test_a_side_is_its_members_of_the_day() -> None:
    # West is Alba and Elva in 2024; Alba, Elva and Cora in 2025; Alba and Cora in 2026.
    voters = {"2024-03-01": ("ALBA", "ELVA"), "2025-03-01": ("ALBA", "ELVA"), "2026-03-01": ("ALBA", "ELVA")}
    for matter, wanted in (("west", ["adopted", "failed", "failed"]), ("sides", ["adopted", "adopted", "failed"])):
        kinds = []
        for day, whose in voters.items():
            case = Case().meeting(day, "ALBA", "BOREA", "CORA", "ELVA", matter=matter).vote(day, *whose, "BOREA")
            kinds.append(case.conclude(day, "ALBA").state(day).kind)
        assert kinds == wanted, matter


def test_a_party_named_as_a_member_is_one_only_while_it_is_a_party() -> None:
    agreement = Case().agreement()
    organ = agreement.organs["named"]
    days = ("2024-03-01", "2025-03-01")
    found = [meetings.members(organ, agreement, stamp(day, UTC).low) for day in days]
    assert [sorted(one) for one in found] == [["ALBA", "BOREA"], ["ALBA", "BOREA", "CORA"]]
