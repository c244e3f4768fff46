"""How far a formula is decided: the position from which on the log's end leaves verdicts open.

Rules it keeps, those of `servanda.engine.finality`, but in a few questions to the engine instead of over all stamps:
a window ahead is closed once a time point stands beyond it and every time point in it is decided; NEXT needs the next
time point; operators of the past are decided until an undecided time point comes into their reach.
"""

from typing import Protocol

from servanda.engine.plan.relation import FOREVER
from servanda.logic.syntax import (
    Always,
    Eventually,
    Formula,
    Historically,
    Interval,
    Let,
    Next,
    Once,
    Predicate,
    Previous,
    Since,
    Until,
    children,
)


class Clock(Protocol):
    """What the horizon asks of the time points."""

    @property
    def width(self) -> int: ...

    def last_stamp(self) -> int | None:
        """The time stamp of the last time point."""
        ...

    def stamp_from(self, position: int) -> int | None:
        """The time stamp of the first time point at or after `position`."""
        ...

    def position_before(self, position: int) -> int | None:
        """The position of the last time point before `position`."""
        ...

    def position_after(self, position: int) -> int | None:
        """The position of the second time point from `position` on."""
        ...


def looks_ahead(formula: Formula) -> bool:
    """Whether a verdict may depend on later time points."""
    ahead = isinstance(formula, Next | Eventually | Always | Until)
    return ahead or any(looks_ahead(child) for child in children(formula))


def horizon(formula: Formula, clock: Clock, lets: dict[str, int] | None = None) -> int:
    """The formula is decided at the time points before this position."""
    lets = lets or {}
    if not lets and not looks_ahead(formula):
        return FOREVER
    if isinstance(formula, Predicate):
        return lets.get(formula.name, FOREVER)
    if isinstance(formula, Let):
        definition = horizon(formula.definition, clock, lets)
        return horizon(formula.body, clock, {**lets, formula.name: definition})
    inner = min((horizon(child, clock, lets) for child in children(formula)), default=FOREVER)
    if inner >= FOREVER and not isinstance(formula, Next | Eventually | Always | Until):
        return inner
    match formula:
        case Previous():
            after = clock.position_after(inner)
            return FOREVER if after is None else after
        case Next():
            last = clock.position_before(inner)
            return -FOREVER if last is None else last
        case Once(interval) | Historically(interval):
            return _in_reach(interval, inner, clock)
        case Since(interval, left, right):
            return min(horizon(left, clock, lets), _in_reach(interval, horizon(right, clock, lets), clock))
        case Eventually(interval) | Always(interval) | Until(interval):
            return _window_closed(interval, inner, clock)
        case _:
            return inner


def _in_reach(interval: Interval, inner: int, clock: Clock) -> int:
    """The first position whose window behind reaches an undecided time point."""
    first_open = None if inner >= FOREVER else clock.stamp_from(inner)
    if first_open is None or interval.low == 0:
        return inner
    return (first_open + interval.low) * clock.width


def _window_closed(interval: Interval, inner: int, clock: Clock) -> int:
    """The first position whose window ahead is not closed."""
    last = clock.last_stamp()
    if interval.high is None or last is None:
        return -FOREVER
    first_open = None if inner >= FOREVER else clock.stamp_from(inner)
    open_from = last if first_open is None else min(last, first_open)
    return (open_from - interval.high) * clock.width
