"""Bad input to bodies: refused at filing where the text and the records referred to settle it, else filed and found.

The five of them: a vote by no member, an objection after the end, a decision on what stands on no agenda, a chair out
of turn, two ends of one question. What is filed all the same changes no state: `found` asks what came of it.
"""

from typing import Any

import pytest

from servanda.agreement.check import check
from servanda.agreement.parse import parse
from servanda.cli.record_forms import form_of
from servanda.diagnostics import Refused
from servanda.proceedings.decisions import Docket, decision_state
from servanda.proceedings.outcomes import outcomes
from servanda.record.filing import Draft, file
from servanda.record.forms import Forms
from servanda.record.log import Log
from servanda.verify.envelope import Record
from tests.findings.small import Small
from tests.record.simulator import NOON, Party, world

TEXT = """\
# Treaty

```servanda
party ALBA "Alba"
party BOREA "Borea"
party CORA "Cora"
party DELA "Dela"
country ERDA "Erda"
side West "The West" = ALBA, CORA
side East "The East" = BOREA
in force from 2024-01-01
record native
use institutions

act accession
accession to East open to ERDA by filing accession after 30 days

body council "Council"
  members West, East
  participants DELA with voice
  chaired by rotation each meeting
  decides by consensus
  decides "votes" by majority of members
  decides "silence" by silence of 24 hours

body inner "Inner Circle"
  members West
  decides by majority of votes

body forum "Forum"
  members every party
  decides by majority of votes

act ask
  whom party
  why text
act word to ask filed by ask.whom
act mark of word
  good yes or no
act end of ask
  because text

procedure asking
  question is ask with asked whom, finding why
  reply is word
  judgement is mark with sufficient good
  closure is end with reason because
```
"""
AGREEMENT, MESSAGES = check(parse(TEXT, "agreement.md"))
assert AGREEMENT is not None, MESSAGES
BOOK = Forms({name: form_of(record, AGREEMENT) for name, record in AGREEMENT.records.items()})


class Table:
    """Parties in memory around one table: whoever refers to a record has received the log in which it stands."""

    def __init__(self) -> None:
        self.parties = {party.name: party for party in world(5)}

    def file(self, who: str, act: str, to: Record | None = None, **fields: Any) -> Record:
        word = "to" if act == "word" else "of"
        refers = [(word, to.party, to.number)] if to is not None else []
        party: Party = self.parties[who]
        if to is not None and to.party != who:
            party.hear(self.parties[to.party])
        return file(party.registry, [Draft(act, fields, refers)], NOON, BOOK)[0]

    def refused(self, who: str, act: str, to: Record | None = None, **fields: Any) -> tuple[str, str]:
        """The code and the message; nothing was filed."""
        party = self.parties[who]
        before = len(Log(party.registry.disk, party.registry.origin).entries())
        with pytest.raises(Refused) as told:
            self.file(who, act, to, **fields)
        assert len(Log(party.registry.disk, party.registry.origin).entries()) == before
        (item,) = told.value.diagnostics
        return item.code, item.message

    def motion(self, body: str = "council", matter: str = "votes") -> Record:
        meeting = self.file("ALBA", "convocation", body=body, on="2026-06-01")
        item = self.file("ALBA", "agenda_item", meeting, title="Budget")
        return self.file("ALBA", "motion", item, text="A budget", matter=matter)


def test_a_vote_by_whoever_has_no_vote_in_that_body_is_refused() -> None:
    table = Table()
    motion = table.motion("inner")
    assert table.refused("BOREA", "ballot", motion, choice="in_favour") == (
        "form-no-effect", "BOREA has no seat in inner, so this would have no effect."
    )  # fmt: skip
    assert table.file("CORA", "ballot", motion, choice="in_favour").type == "ballot"


def test_whoever_has_a_voice_may_speak_and_not_vote_and_who_may_have_acceded_is_let_pass() -> None:
    table = Table()
    motion = table.motion()
    told = table.refused("DELA", "ballot", motion, choice="against")
    assert told == ("form-no-effect", "DELA has no vote in council, so this would have no effect.")
    item = table.file("DELA", "agenda_item", table.file("DELA", "convocation", body="council", on="2026-07-01"))
    assert table.file("DELA", "intervention", item, said="a word").type == "intervention"
    assert table.file("ERDA", "ballot", motion, choice="against").type == "ballot"


@pytest.mark.parametrize("act", ["objection", "amendment", "conclusion", "silence_procedure"])
def test_so_is_every_other_act_that_takes_a_vote(act: str) -> None:
    table = Table()
    fields = {"expires": "2026-06-09"} if act == "silence_procedure" else {}
    told = table.refused("BOREA", act, table.motion("inner"), **fields)
    assert told == ("form-no-effect", "BOREA has no seat in inner, so this would have no effect.")


def test_a_meeting_is_convened_and_chaired_by_those_who_have_a_seat() -> None:
    table = Table()
    told = table.refused("BOREA", "convocation", body="inner", on="2026-06-01")
    assert told == ("form-no-effect", "BOREA has no seat in inner, so this would have no effect.")
    meeting = table.file("ALBA", "convocation", body="inner", on="2026-06-01")
    assert table.refused("BOREA", "opening", meeting)[0] == "form-no-effect"


def test_a_decision_on_what_stands_on_no_agenda_is_refused() -> None:
    table = Table()
    meeting = table.file("ALBA", "convocation", body="council", on="2026-06-01")
    needed = ("form-reference-missing", "`motion` must say which agenda_item it of.")
    assert table.refused("ALBA", "motion", text="A budget") == needed
    assert table.refused("ALBA", "motion", meeting, text="A budget") == needed
    assert table.refused("ALBA", "conclusion", meeting)[0] == "form-reference-missing"


def test_a_question_has_one_end_and_one_judge() -> None:
    table = Table()
    question = table.file("ALBA", "ask", whom="BOREA", why="x")
    reply = table.file("BOREA", "word", question)
    assert table.refused("CORA", "mark", reply, good=True) == (
        "form-no-effect", "ALBA put the question ALBA 1, so CORA cannot judge the reply."
    )  # fmt: skip
    assert table.refused("BOREA", "end", question, because="enough")[1] == (
        "ALBA put the question ALBA 1, so BOREA cannot end it."
    )
    table.file("ALBA", "end", question, because="explained")
    told = table.refused("ALBA", "end", question, because="explained again")
    assert told == ("form-no-effect", "The question ALBA 1 was ended by ALBA 2 already.")
    assert table.file("ALBA", "end", table.file("ALBA", "ask", whom="BOREA", why="y"), because="other").number == 4


# --- what depends on the acts of others is filed, and found ---------------------------------------------------------


def meeting() -> Small:
    assert AGREEMENT is not None
    small = Small(AGREEMENT)
    small.act("convocation", "ALBA", "2024-02-20", id="C", body="council", on="2024-03-01")
    small.act("agenda_item", "ALBA", "2024-02-20", id="I", convocation="C")
    for who in ("ALBA", "BOREA", "CORA"):
        small.act("attendance", who, "2024-03-01T08:00Z", id=f"A{who}", convocation="C")
    return small


def found(small: Small) -> list[tuple[str, str, str]]:
    made = outcomes(small.agreement, small.statements, 1_720_000_000)
    return [(one.act, one.by, one.fault) for one in made.irregular]


def state(small: Small) -> str:
    made = decision_state(Docket.of(small.agreement, small.statements), "M", 1_720_000_000)
    return made.kind if made is not None else "never proposed"


def test_an_objection_after_the_expiry_of_a_silence_is_found_and_changes_nothing() -> None:
    small = meeting().act("motion", "ALBA", "2024-03-01T09:00Z", id="M", agenda_item="I", matter="silence")
    small.act("silence_procedure", "ALBA", "2024-03-01T10:00Z", id="S", motion="M", expires="2024-03-03T10:00:00Z")
    before = state(small)
    small.act("objection", "BOREA", "2024-03-03T10:00Z", id="O", motion="M")
    assert (before, state(small), found(small)) == ("adopted", "adopted", [("O", "BOREA", "too late")])


def test_a_chair_out_of_turn_is_found_and_concludes_nothing() -> None:
    small = meeting().act("motion", "ALBA", "2024-03-01T09:00Z", id="M", agenda_item="I", matter="")
    small.act("opening", "BOREA", "2024-03-01T08:30Z", id="P", convocation="C")
    small.act("conclusion", "CORA", "2024-03-01T10:00Z", id="K", motion="M")
    assert state(small) == "proposed"
    assert found(small) == [("K", "CORA", "out of turn"), ("P", "BOREA", "out of turn")]


def test_a_vote_by_no_member_is_found_where_it_comes_from_elsewhere() -> None:
    small = meeting().act("motion", "ALBA", "2024-03-01T09:00Z", id="M", agenda_item="I", matter="votes")
    small.act("ballot", "ALBA", "2024-03-01T09:30Z", id="V1", motion="M", choice="in_favour")
    small.act("ballot", "DELA", "2024-03-01T09:30Z", id="V2", motion="M", choice="in_favour")
    small.act("conclusion", "ALBA", "2024-03-01T10:00Z", id="K", motion="M")
    assert (state(small), found(small)) == ("failed", [("V2", "DELA", "not a member")])


def test_a_motion_on_no_agenda_is_void_where_it_comes_from_elsewhere() -> None:
    small = meeting().act("motion", "ALBA", "2024-03-01T09:00Z", id="M", agenda_item="I9", matter="votes")
    small.act("conclusion", "ALBA", "2024-03-01T10:00Z", id="K", motion="M")
    assert state(small) == "void"
