"""What the agreement lets a party file about a meeting, a proposal or a question, from the records that it refers to.

Rules it keeps:

- whoever has no seat in the body that is meant, by the text and the day, is refused at filing; a State that may accede
  to a side with a seat is let pass, since whether it has acceded is for findings to say;
- a question is ended and its reply judged by whoever asked, and ended once;
- no act or body is known by its name: the agreement says which plays which role;
- what depends on the acts of others at an instant (too late, out of turn, no quorum) is filed, and told as a finding.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servanda.record.counter import Filing, Objection, Rule
from servanda.verify.envelope import Record

if TYPE_CHECKING:
    from servanda.agreement.bodies import Organ
    from servanda.agreement.model import Agreement
    from servanda.agreement.syntax import ActType

# Roles that only those can play who have a seat, with a vote or with a voice alone.
VOTING = ("objection", "amendment", "vote", "silence", "conclusion", "announcement", "minutes", "opening")
HEARD = ("convening", "item", "attendance", "statement", "proposal", "withdrawal")
_OF_THE_ASKER = ("closure", "judgement")


def rule_of(act: "ActType", agreement: "Agreement") -> Rule | None:
    """What is asked of an entry of this act; None if nothing is."""
    role = agreement.cast.role(act.name.text)
    if role in (*VOTING, *HEARD) and agreement.cast.act("convening"):
        return lambda filing: _seat(filing, act, role, agreement)
    if role in _OF_THE_ASKER:
        return lambda filing: _asker(filing, act, role, agreement)
    return None


def _chain(filing: Filing, act: "ActType", agreement: "Agreement") -> Iterator[Record]:
    """The records on which the entry hangs, one after the other."""
    from servanda.agreement.syntax import ActType

    named = filing.refs.get(act.link or "", ())
    target = act.target.text if act.target is not None else ""
    record = next((one for one in named if one.type == target), None)
    while record is not None:
        yield record
        above = agreement.records.get(record.type)
        if not isinstance(above, ActType) or above.target is None or above.link is None:
            return
        record = filing.above(record, above.link, above.target.text)


def _seat(filing: Filing, act: "ActType", role: str, agreement: "Agreement") -> Objection | None:
    convening = agreement.cast.act("convening")
    fields = filing.fields
    if role != "convening":
        found = next((one for one in _chain(filing, act, agreement) if one.type == convening), None)
        if found is None:
            return None
        fields = found.fields
    body = fields.get(agreement.cast.part("convening", "body"))
    organ = agreement.organs.get(body) if isinstance(body, str) else None
    if organ is None or filing.party in _seats(organ, role, agreement, filing.now):
        return None
    kind = "no vote" if filing.party in _seats(organ, "statement", agreement, filing.now) else "no seat"
    seated = ", ".join(_seats(organ, role, agreement, filing.now))
    return Objection(
        f"{filing.party} has {kind} in {organ.name}, so this would have no effect.", f"It is for {seated}."
    )


def _seats(organ: "Organ", role: str, agreement: "Agreement", now: int) -> tuple[str, ...]:
    """Who may play the role in the body on the day, by the text alone; whoever may accede to a member side, too."""
    from servanda.agreement.syntax import Accession
    from servanda.dates import day_of

    named = set(organ.members or agreement.parties) | (set(organ.participants) if role in HEARD else set())
    joining = {
        name.text
        for item in agreement.effects
        if isinstance(item, Accession) and item.side.text in named
        for name in item.open_to
    }
    day = day_of(now, agreement.zone)
    return tuple(
        party
        for party in agreement.parties
        if party in named or party in joining or (agreement.side_of(party, day) or "") in named
    )


def _asker(filing: Filing, act: "ActType", role: str, agreement: "Agreement") -> Objection | None:
    chain = list(_chain(filing, act, agreement))
    question = next((one for one in chain if one.type == agreement.cast.act("question")), None)
    if question is None:
        return None
    if question.party != filing.party:
        what = "end it" if role == "closure" else "judge the reply"
        message = f"{question.party} put the question {question.place}, so {filing.party} cannot {what}."
        return Objection(message, f"It is for {question.party}.")
    if role == "closure":
        for one in filing.own:
            if one.type == act.name.text and any(_names(ref, question) for ref in one.refs):
                message = f"The question {question.place} was ended by {one.place} already."
                return Objection(message, "Put a new question if there is something left to ask.")
    return None


def _names(reference: dict[str, object], record: Record) -> bool:
    return (reference["party"], reference["number"]) == (record.party, record.number)
