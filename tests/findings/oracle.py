"""A second opinion, written from LANGUAGE §4 alone: source by source, day by day, with nothing of the product's logic.

Rules it keeps:

- *true* when at least k origins support a comparison over their whole interval and fewer than k exclude it, *false* the
  other way round, else *open*; conditions combine by Kleene's strong logic;
- a day is an integer; a stamp is a range of days; a verdict is certain when it is the same for every choice of days;
- a value holds from its day until the same source states another, or until it lapses.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Truth = Literal["true", "false", "open"]
Interval = tuple[int, int]


def settled(votes: Sequence[bool | None], k: int) -> Truth:
    """What k-of-n says of a comparison: each origin supports (True), excludes (False) or leaves open (None)."""
    supporting, excluding = sum(1 for v in votes if v is True), sum(1 for v in votes if v is False)
    if supporting >= k and excluding < k:
        return "true"
    if excluding >= k and supporting < k:
        return "false"
    return "open"


def vote(interval: Interval, test: Callable[[int], bool], top: int) -> bool | None:
    """Whether one origin supports a test: over its whole interval, tried out number by number."""
    answers = {test(number) for number in range(interval[0], min(interval[1], top) + 1)}
    return answers.pop() if len(answers) == 1 else None


def both(left: Truth, right: Truth) -> Truth:
    return "false" if "false" in (left, right) else "true" if left == right == "true" else "open"


def either(left: Truth, right: Truth) -> Truth:
    return "true" if "true" in (left, right) else "false" if left == right == "false" else "open"


def contrary(one: Truth) -> Truth:
    return {"true": "false", "false": "true", "open": "open"}[one]  # type: ignore[return-value]


# --- obligations ----------------------------------------------------------------------------------------------------


def days_of(stamp: Interval) -> range:
    return range(stamp[0], stamp[1] + 1)


def obligation(
    owed: Truth,
    start: Interval,
    filings: Sequence[Interval],
    in_time: Callable[[int, int], bool],
    today: int,
    silence: Callable[[int], bool],
    due: Callable[[int], int],
) -> str:
    """The verdict on one occasion. `in_time(start, filed)`; `due(start)` its deadline; `silence(due)` whether the
    record is known to be complete for a deed that fell due then."""
    if owed == "false":
        return "not owed"
    if owed == "open":
        return "undetermined"
    seen = [stamp for stamp in filings if stamp[0] <= today]
    if any(all(in_time(s, f) and f <= today for s in days_of(start) for f in days_of(stamp)) for stamp in seen):
        return "kept"
    if any(today < due(s) for s in days_of(start)):
        return "pending"
    if any(in_time(s, f) for stamp in seen for s in days_of(start) for f in days_of(stamp)):
        return "undetermined"
    return "breached" if all(silence(due(s)) for s in days_of(start)) else "undetermined"


# --- limits on a value ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """A source's value from a day on; None where the row is silent on it."""

    source: str
    day: int
    value: Interval | None


def value_days(
    said: Sequence[Said], first: int, last: int, holds: int, k: int, test: Callable[[int], bool], top: int
) -> list[Truth | None]:
    """For each day: whether the value passes, as k sources settle it; None when nobody speaks."""
    found: list[Truth | None] = []
    for day in range(first, last + 1):
        votes: list[bool | None] = []
        speaking = False
        for source in sorted({item.source for item in said}):
            mine = [item for item in said if item.source == source and item.day <= day]
            latest = max((item.day for item in mine), default=None)
            current = [item for item in mine if item.day == latest and day <= item.day + holds]
            speaking = speaking or bool(current)
            values = [item.value for item in current if item.value is not None]
            if values:
                hull = (min(v[0] for v in values), max(v[1] for v in values))
                votes.append(vote(hull, test, top))
        found.append(settled(votes, k) if speaking else None)
    return found


def limit(days: Sequence[Truth | None], over: bool, silent: str) -> str:
    """The verdict on a period."""
    if "false" in days:
        return "breached"
    if not over:
        return "pending"
    if all(day is None for day in days):
        return silent
    return "kept" if all(day == "true" for day in days) else "undetermined"


def episodes(days: Sequence[Truth | None], first: int) -> list[int]:
    """The days on which an excess begins."""
    return [
        first + index for index, day in enumerate(days) if day == "false" and (index == 0 or days[index - 1] != "false")
    ]


# --- sums in windows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Happened:
    """Something that certainly happened, on some day of `on`, of a size from `size[0]` to `size[1]`."""

    on: Interval
    size: Interval


def sum_days(events: Sequence[Happened], first: int, last: int, window: int | None, bound: int) -> list[Truth | None]:
    """For each day: whether the sum over the last `window` dates (None: all up to now) is at most the bound."""
    found: list[Truth | None] = []
    for day in range(first, last + 1):
        since = -(10**9) if window is None else day - window + 1
        inside = [event for event in events if event.on[0] >= since and event.on[1] <= day]
        perhaps = [event for event in events if event.on[1] >= since and event.on[0] <= day]
        low, high = sum(event.size[0] for event in inside), sum(event.size[1] for event in perhaps)
        found.append("true" if high <= bound else "false" if low > bound else "open")
    return found
