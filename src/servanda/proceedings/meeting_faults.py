"""Acts around a meeting that had no effect: by those who have no seat, or out of turn."""

from collections.abc import Iterator

from servanda.agreement.bodies import Organ
from servanda.proceedings import meetings
from servanda.proceedings.acts import Act, Ledger
from servanda.proceedings.irregular import Irregularity, irregular


def meeting_faults(here: Ledger) -> Iterator[Irregularity]:
    """Everything irregular around every meeting, decisions apart."""
    for convening in here.all("convening"):
        organ = meetings.organ_of(here, convening)
        if organ is None:
            continue
        heard = _heard(here, organ, convening)
        if convening.by not in heard:
            yield _no_seat(convening, organ)
        for act in here.of("opening", convening.id):
            chair = meetings.presiding(here, convening, organ)
            if act.by not in chair:
                who = " or ".join(chair) or "nobody"
                reason = f"{act.by} does not preside over this meeting; {who} does"
                yield irregular(act, "out of turn", reason, f"{who} can file it.")
        for act in here.of("minutes", convening.id):
            if act.by not in meetings.members(organ, here.agreement, act.at):
                yield _no_seat(act, organ)
        items = here.of("item", convening.id)
        acts = [*here.of("attendance", convening.id), *items]
        acts += [act for item in items for act in here.of("statement", item.id)]
        for act in acts:
            if act.by not in _heard(here, organ, act):
                yield _no_seat(act, organ)


def _heard(here: Ledger, organ: Organ, act: Act) -> tuple[str, ...]:
    agreement = here.agreement
    return (*meetings.members(organ, agreement, act.at), *meetings.voices(organ, agreement, act.at))


def _no_seat(act: Act, organ: Organ) -> Irregularity:
    reason = f"{act.by} has no seat in {organ.name}"
    return irregular(act, "no voice", reason, f"A member of {organ.name} can file it.")
