"""What stands from one act or event until another: the readable form of SINCE.

Rules it keeps (LANGUAGE §4):

- it certainly stands where an opening certainly was, has certainly not lapsed, and nothing that may have ended it may
  have come at or after it; where closings may be missing from the record since then, that is not certain;
- it possibly stands where an opening may have been, may not have lapsed, and nothing certainly ended it later; where an
  opening may be missing from the record, it is possible;
- two instants that may be the same settle no order.

It leaves to others: what is said of the openings and closings (`conditions`).
"""

import datetime as dt
from functools import lru_cache

from servanda.agreement.core.terms import Held, Scope, Terms, conjunction, exists, record_scope
from servanda.agreement.model import first_date
from servanda.agreement.syntax import EventType, Standing, Turn
from servanda.dates import DAY, NEVER, UTC, Duration, add, day_of, start_of_day
from servanda.logic import syntax as logic
from servanda.logic.syntax import (
    And,
    Comparison,
    Constant,
    Formula,
    Interval,
    Not,
    Once,
    Or,
    Predicate,
    Since,
    Variable,
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
    opened = _Moment(translator, said.opened)
    inner = {**scope, said.opened.variable.text: opened.held}
    shortest, longest = lapse(said.lapse) if said.lapse is not None else (0, 0)
    if sure:
        body = And(guard, Once(_before(opened), opened.at("sure")))
        if said.lapse is not None:
            body = And(body, Once(Interval(0, shortest), opened.at("earliest")))
    else:
        body = And(guard, _by_now(opened, scope))
        if said.lapse is not None:
            body = And(body, Not(And(body, Once(Interval(longest + 1, None), opened.at("latest")))))
    found: Formula = body
    if said.opened.where is not None:
        found = translator.holds(said.opened.where, inner, sure, body)
    if said.closed is not None:
        found = _not_closed(translator, said.closed, opened, inner, sure, body, found)
    found = exists([opened.held.key[0].name], found)  # type: ignore[union-attr]
    if not sure:
        back = Interval(0, longest) if said.lapse is not None else logic.ALL_PAST
        found = Or(found, And(guard, Once(back, opened.unseen(NEVER))))
    return found


def _by_now(moment: "_Moment", scope: Scope) -> Formula:
    """It may have happened by now. An event stands where its day begins: what comes later that day may be first."""
    within_a_day = any(isinstance(held.record, EventType) for held in scope.values())
    return Once(logic.ALL_PAST, moment.at("day" if within_a_day else "earliest"))


def _before(moment: "_Moment") -> Interval:
    """How long ago it was, at least, if it certainly is over: an event, its whole day."""
    return Interval(DAY, None) if isinstance(moment.record, EventType) else logic.ALL_PAST


def _not_closed(
    translator: Terms, turn: Turn, opened: "_Moment", scope: Scope, sure: bool, guard: Formula, found: Formula
) -> Formula:
    """`found`, and nothing that possibly (for what is certain) or certainly (for what is possible) closes it."""
    closed = _Moment(translator, turn)
    inner = {**scope, turn.variable.text: closed.held}
    until = _by_now(closed, scope) if sure else Once(_before(closed), closed.at("sure"))
    body: Formula = And(guard, until)
    if turn.where is not None:
        body = translator.holds(turn.where, inner, not sure, body)
    first, last = opened.bounds(), closed.bounds()
    order = Comparison(">=", last[2], first[1]) if sure else Comparison(">", last[1], first[2])
    names = [item.name for item in (*first[1:], *last[1:])]
    body = exists(names, conjunction(body, first[0], last[0], order))
    body = And(found, Not(exists([closed.held.key[0].name], body)))  # type: ignore[union-attr]
    if sure:
        seen = closed.unseen(0)
        body = And(body, Since(logic.ALL_PAST, seen, And(opened.at("earliest"), seen)))
    return body


class _Moment:
    """The predicates of an act or event with which a standing begins or ends."""

    def __init__(self, translator: Terms, turn: Turn) -> None:
        self.translator = translator
        self.record = translator.agreement.records[turn.record.text]
        self.held: Held = record_scope(self.record, turn.variable.text)
        self.stem = f"{translator.prefix}{turn.record}"

    def at(self, how: str) -> Formula:
        return Predicate(f"{self.stem}_{how}", self.held.key)

    def unseen(self, value: int) -> Formula:
        return Predicate(f"{self.stem}_unseen", (Constant(value),))

    def bounds(self) -> tuple[Formula, Variable, Variable]:
        """The earliest and the latest second at which it may have been."""
        low, high = Variable(self.translator.fresh("low")), Variable(self.translator.fresh("high"))
        field = "filed"
        if isinstance(self.record, EventType):
            date = first_date(self.record)
            assert date is not None
            field = date.name.text
        return Predicate(f"{self.stem}_{field}", (*self.held.key, Constant(""), low, high)), low, high
