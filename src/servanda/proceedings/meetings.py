"""Who sits in a body on a day, who is present at a meeting, and who presides.

Rules it keeps:

- members are the parties that the body names, and those that belong to a side it names, on the day; who has not
  acceded by then, or has left, is none, though the body has every party as its members;
- a member is present once it has filed its attendance of the meeting, until the end of it; where no act plays that
  role, all members are;
- rotation follows the order of the text: meeting by meeting (meetings that were opened before), or by calendar period
  since the entry into force;
- with one of each side and one rotating, who presides changes after each item of the agenda, in the order in which
  items were put on it.
"""

from collections.abc import Iterable

from servanda.agreement.bodies import Organ
from servanda.agreement.model import Agreement
from servanda.dates import ALWAYS, NEVER, day_of
from servanda.proceedings.acts import Act, Ledger


def parties_of(names: Iterable[str], agreement: Agreement, instant: int) -> tuple[str, ...]:
    """The parties of the day of the instant that are named, or belong to a side that is; in the order of the text."""
    day = day_of(instant, agreement.zone)
    named = set(names)
    bound = agreement.parties_on(day)
    return tuple(party for party in bound if party in named or (agreement.side_of(party, day) or "") in named)


def members(organ: Organ, agreement: Agreement, instant: int) -> tuple[str, ...]:
    """The members on the day, in the order of the text."""
    if organ.members:
        return parties_of(organ.members, agreement, instant)
    return agreement.parties_on(day_of(instant, agreement.zone))


def voices(organ: Organ, agreement: Agreement, instant: int) -> tuple[str, ...]:
    """Those who take part with a voice and no vote, on the day; a State that may accede has the voice it is given."""
    inside = members(organ, agreement, instant)
    heard = parties_of(organ.participants, agreement, instant)
    invited = [
        who for who in organ.participants if who in agreement.acceding and not _has_left(agreement, who, instant)
    ]
    return tuple(who for who in agreement.parties if who not in inside and (who in heard or who in invited))


def _has_left(agreement: Agreement, party: str, instant: int) -> bool:
    first, last = agreement.bound_for.get(party, (ALWAYS, NEVER))
    return first <= last < instant


def organ_of(ledger: Ledger, convening: Act) -> Organ | None:
    """The body that is convened."""
    return ledger.agreement.organs.get(convening.said.get("body", ""))


def present(ledger: Ledger, convening: Act, organ: Organ, at: int, by: int | None = None) -> tuple[str, ...]:
    """The members on the day of `at` that have attended the meeting by `by` (without it, by `at`)."""
    inside = members(organ, ledger.agreement, at)
    by = at if by is None else by
    if not ledger.agreement.cast.act("attendance"):
        return inside
    there = {act.by for act in ledger.of("attendance", convening.id) if act.at <= by}
    return tuple(who for who in inside if who in there)


def quorum(organ: Organ, inside: tuple[str, ...]) -> int:
    """How many members must be present; without a word of the text, one."""
    if organ.quorum is None:
        return 1
    return organ.quorum.count if organ.quorum.count is not None else len(inside) // 2 + 1


def _opened_before(ledger: Ledger, convening: Act, organ: Organ) -> int:
    """How many meetings of the body were opened for an earlier day; of one day, by the order of their convening."""
    mine = (convening.instants.get("day", convening.at), convening.order)
    count = 0
    for other in ledger.all("convening"):
        if other.id != convening.id and other.said.get("body") == organ.name.text:
            theirs = (other.instants.get("day", other.at), other.order)
            count += theirs < mine and bool(ledger.of("opening", other.id))
    return count


def _turn(ledger: Ledger, convening: Act, organ: Organ, months: int | None) -> int:
    if months is None:
        return _opened_before(ledger, convening, organ)
    agreement = ledger.agreement
    first = agreement.starts
    day = day_of(convening.instants.get("day", convening.at + 1) - 1, agreement.zone)
    return (day.year * 12 + day.month - 1) // months - (first.year * 12 + first.month - 1) // months


def presiding(ledger: Ledger, convening: Act, organ: Organ, item: Act | None = None) -> tuple[str, ...]:
    """Who may preside: over the item, or at the opening. Any one of them may; without a chair, any member."""
    agreement, chair = ledger.agreement, organ.chair
    inside = members(organ, agreement, convening.instants.get("day", convening.at + 1) - 1)
    if chair is None or not inside:
        return inside
    if chair.kind == "one":
        return parties_of((str(chair.who),), agreement, convening.at)
    turn = inside[_turn(ledger, convening, organ, chair.months) % len(inside)]
    if chair.kind == "rotation":
        return (turn,)
    slots: list[tuple[str, ...]] = []
    for side in agreement.sides:
        ours = tuple(who for who in parties_of((side,), agreement, convening.at) if who in inside)
        slots += [ours] if ours else []
    slots.append((turn,))
    number = 0 if item is None else [one.id for one in ledger.of("item", convening.id)].index(item.id)
    return slots[number % len(slots)]
