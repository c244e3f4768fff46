"""What stands from one act or event until another: the readable form of SINCE.

Rules it keeps (LANGUAGE §4):

- it certainly stands where an opening certainly was, has certainly not lapsed, and nothing that may have ended it may
  have come at or after it; where closings may be missing from the record since then, that is not certain;
- it possibly stands where an opening may have been, may not have lapsed, and nothing certainly ended it later; where an
  opening may be missing from the record, it is possible;
- two instants that may be the same settle no order, unless the text counts acts in the order recorded: neither of an
  opening and a closing, nor of either and the act on whose occasion it is asked whether it stands.

It leaves to others: what is said of the openings and closings (`conditions`), which came first (`order`).
"""

import datetime as dt
from functools import lru_cache

from servanda.agreement.core.order import When, by_number, first, when
from servanda.agreement.core.terms import Held, Scope, Terms, exists, record_scope
from servanda.agreement.syntax import ActType, EventType, Standing, Turn
from servanda.dates import DAY, NEVER, UTC, Duration, add, day_of, start_of_day
from servanda.logic import syntax as logic
from servanda.logic.syntax import (
    And,
    Constant,
    Formula,
    Interval,
    Not,
    Once,
    Or,
    Predicate,
    Since,
)

_CYCLE = 1461


@lru_cache(maxsize=64)
def lapse(duration: Duration) -> tuple[int, int]:
    """The seconds after which a standing may have lapsed, and those after which it certainly has.

    A month and a year have the days that the calendar gives them; the last day counts as a whole, and the hour that a
    change of the clock adds or takes is allowed for.
    """
    if duration.unit == "hours":
        return duration.count * 3600, duration.count * 3600
    days = set()
    for offset in range(_CYCLE):
        first = dt.date(2000, 1, 1) + dt.timedelta(offset)
        last, _ = add(start_of_day(first, UTC), duration, 1, UTC)
        days.add((day_of(last, UTC) - first).days)
    return min(days) * DAY - 3600, (max(days) + 1) * DAY + 3600


def standing(translator: Terms, said: Standing, scope: Scope, sure: bool, guard: Formula) -> Formula:
    """`guard`, and it stands at this time, certainly or possibly."""
    opened = _Moment(translator, said.opened, recorded=said.recorded)
    inner = {**scope, said.opened.variable.text: opened.held}
    shortest, longest = lapse(said.lapse) if said.lapse is not None else (0, 0)
    if sure:
        body = _certainly_by_now(opened, scope, guard)
        if said.lapse is not None:
            body = And(body, Once(Interval(0, shortest), opened.at("earliest")))
    else:
        body = And(guard, _by_now(opened, scope))
        if said.lapse is not None:
            body = And(body, Not(And(body, Once(Interval(longest + 1, None), opened.at("latest")))))
    body = _before_acts(opened, scope, sure, body)
    found: Formula = body
    if said.opened.where is not None:
        found = translator.holds(said.opened.where, inner, sure, body)
    if said.closed is not None:
        found = _not_closed(translator, said, opened, scope, sure, body, found)
    found = exists([opened.held.key[0].name], found)  # type: ignore[union-attr]
    if not sure:
        back = Interval(0, longest) if said.lapse is not None else logic.ALL_PAST
        found = Or(found, And(guard, Once(back, opened.unseen(NEVER))))
    return found


def _by_now(moment: "_Moment", scope: Scope) -> Formula:
    """It may have happened by now. An event stands where its day begins: what comes later that day may be first."""
    within_a_day = any(isinstance(held.record, EventType) for held in scope.values())
    return Once(logic.ALL_PAST, moment.at("day" if within_a_day else "earliest"))


def _certainly_by_now(moment: "_Moment", scope: Scope, guard: Formula) -> Formula:
    """`guard`, and it certainly has happened by now: its latest instant is over, or it has a lower number in the record
    than the act on whose occasion it is asked of."""
    over: Formula = Once(_before(moment, scope), moment.at("sure"))
    begun = Once(logic.ALL_PAST, moment.at("earliest"))
    for held in scope.values():
        if moment.recorded and isinstance(held.record, ActType):
            asked = when(moment.translator, held, recorded=True)
            filed = exists([item.name for item in (asked.low, asked.high)], asked.atom)
            numbered = And(begun, by_number(moment.translator, moment.when(), asked))
            return And(guard, Or(And(over, filed), numbered))
    return And(guard, over)


def _before(moment: "_Moment", scope: Scope) -> Interval:
    """How long ago it was, at least, if it certainly is over: an event, its whole day; an act, if an event is asked of,
    not the same second (of acts the order is compared, `_before_acts`)."""
    if isinstance(moment.record, EventType):
        return Interval(DAY, None)
    return Interval(1, None) if any(isinstance(held.record, EventType) for held in scope.values()) else logic.ALL_PAST


def _before_acts(moment: "_Moment", scope: Scope, sure: bool, guard: Formula) -> Formula:
    """`guard`, and an act that begins or ends it came before the act on whose occasion it is asked of."""
    if isinstance(moment.record, ActType):
        for held in scope.values():
            if isinstance(held.record, ActType):
                asked = when(moment.translator, held, recorded=moment.recorded)
                guard = first(moment.translator, guard, moment.when(), asked, sure=sure)
    return guard


def _not_closed(
    translator: Terms, said: Standing, opened: "_Moment", scope: Scope, sure: bool, guard: Formula, found: Formula
) -> Formula:
    """`found`, and nothing that possibly (for what is certain) or certainly (for what is possible) closes it."""
    assert said.closed is not None
    closed = _Moment(translator, said.closed, recorded=said.recorded)
    within = {**scope, said.opened.variable.text: opened.held}
    by_now = And(guard, _by_now(closed, within)) if sure else _certainly_by_now(closed, scope, guard)
    body = _before_acts(closed, scope, not sure, by_now)
    if said.closed.where is not None:
        inner = {**within, said.closed.variable.text: closed.held}
        body = translator.holds(said.closed.where, inner, not sure, body)
    body = first(translator, body, opened.when(), closed.when(), sure=not sure)
    body = And(found, Not(exists([closed.held.key[0].name], body)))  # type: ignore[union-attr]
    if sure:
        seen = closed.unseen(0)
        body = And(body, Since(logic.ALL_PAST, seen, And(opened.at("earliest"), seen)))
    return body


class _Moment:
    """The predicates of an act or event with which a standing begins or ends."""

    def __init__(self, translator: Terms, turn: Turn, *, recorded: bool) -> None:
        self.translator = translator
        self.recorded = recorded
        self.record = translator.agreement.records[turn.record.text]
        self.held: Held = record_scope(self.record, turn.variable.text)
        self.stem = f"{translator.prefix}{turn.record}"

    def at(self, how: str) -> Formula:
        return Predicate(f"{self.stem}_{how}", self.held.key)

    def unseen(self, value: int) -> Formula:
        return Predicate(f"{self.stem}_unseen", (Constant(value),))

    def when(self) -> When:
        """The earliest and the latest second at which it may have been."""
        return when(self.translator, self.held, recorded=self.recorded)
