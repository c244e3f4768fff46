"""Which forbidden incidents last longer than is tolerated.

Rules it keeps (LANGUAGE §3):

- an incident lasts from its first to its last date, both included; where it still lasts, until the day of assessment;
- it counts, the whole of it, if it lasts more days in a row than tolerated, or if with it the bearer has had more such
  days in the window that ends with it; days on which several last are counted once;
- certainly beyond what is tolerated only by the days that are certain, of incidents that are certain.

It leaves to others: which incidents are of the forbidden kind (`incidents`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from servanda.agreement.model import last_date
from servanda.agreement.syntax import EventType, Prohibition, Tolerance
from servanda.dates import NEVER, Stamp, day_of
from servanda.findings.verdicts.lots import LotsOfOne
from servanda.findings.world.worldview import Fact, Worldview

Days = tuple[int, int]


def _begin(one: tuple[Stamp, int]) -> int:
    return one[0].low


@dataclass(frozen=True, slots=True)
class _Counted:
    """Instants in order, and how much was counted before each of them and after the last."""

    at: Sequence[int]
    below: Sequence[int]

    @classmethod
    def of(cls, items: Iterable[tuple[int, int]]) -> "_Counted":
        found = sorted(items)
        return cls([at for at, _ in found], list(accumulate((count for _, count in found), initial=0)))


_NONE = _Counted((), (0,))


@dataclass(frozen=True)
class Incidents:
    """What one world holds: the incidents with their bearers, certainly and possibly forbidden, and when each was.

    `counted`: those by which it was told how long incidents last, where some are tolerated; else None. `lots`: for how
    many others an incident stands.
    """

    sure: frozenset[tuple[str, str]]
    maybe: frozenset[tuple[str, str]]
    when: Mapping[str, Stamp]
    counted: frozenset[tuple[str, str]] | None = None
    lots: LotsOfOne = field(default_factory=dict)

    def certain(self, who: str, start: int, end: int) -> int:
        """How many certain incidents of the bearer lie wholly from `start` to `end`, both inclusive."""
        begun = self._sure_begun.get(who, [])
        mine = begun[bisect_left(begun, start, key=_begin) : bisect_right(begun, end, key=_begin)]
        return sum(count for when, count in mine if when.high <= end)

    def possible(self, who: str, start: int, end: int) -> int:
        """How many possible incidents of the bearer may lie at least in part from `start` to `end`."""
        begun, ended = self._maybe_begun.get(who, _NONE), self._maybe_ended.get(who, _NONE)
        return begun.below[bisect_right(begun.at, end)] - ended.below[bisect_left(ended.at, start)]

    def keys(self, who: str, start: int, end: int) -> list[str]:
        """The incidents on which a finding on the bearer rests that speaks of `start` to `end`, both inclusive."""
        return [key for key in self._looked_at.get(who, ()) if self._lies(key, start, end)]

    def _lies(self, key: str, start: int, end: int) -> bool:
        """Whether an incident, or one of those for which it stands, may lie in this time."""
        if key in self.lots:
            return bool(self.lots[key].within(start, end))
        return self.when[key].low <= end and self.when[key].high >= start

    def _often(self, key: str) -> Sequence[tuple[Stamp, int]]:
        """When it happened what an incident stands for, and how often."""
        if key not in self.lots:
            return ((self.when[key], 1),)
        return [(lot.when, lot.count) for lot in self.lots[key].all]

    @cached_property
    def _looked_at(self) -> dict[str, list[str]]:
        return self.perhaps_by if self.counted is None else _by_bearer(self.counted)

    @cached_property
    def _sure_begun(self) -> dict[str, list[tuple[Stamp, int]]]:
        return {
            who: sorted((one for key in keys for one in self._often(key)), key=_begin)
            for who, keys in self.surely_by.items()
        }

    @cached_property
    def _maybe_begun(self) -> dict[str, "_Counted"]:
        return {
            who: _Counted.of((when.low, count) for key in keys for when, count in self._often(key))
            for who, keys in self.perhaps_by.items()
        }

    @cached_property
    def _maybe_ended(self) -> dict[str, "_Counted"]:
        return {
            who: _Counted.of((when.high, count) for key in keys for when, count in self._often(key))
            for who, keys in self.perhaps_by.items()
        }

    @cached_property
    def surely_by(self) -> dict[str, list[str]]:
        """Bearer → incidents that are certainly forbidden and certainly this bearer's."""
        return _by_bearer(self.sure)

    @cached_property
    def perhaps_by(self) -> dict[str, list[str]]:
        """Bearer → incidents that are possibly forbidden and possibly this bearer's."""
        return _by_bearer(self.maybe)


def _by_bearer(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, who in pairs:
        found.setdefault(who, []).append(key)
    return found


def beyond(norm: Prohibition, tolerance: Tolerance, found: Incidents, view: Worldview) -> Incidents:
    """Those of the incidents that certainly, and those that possibly, last longer than is tolerated."""
    record = view.agreement.records[norm.record.text]
    assert isinstance(record, EventType)
    ended = last_date(record)
    assert ended is not None
    facts = view.facts[norm.record.text]
    least = {key: _certain(facts[key], ended.name.text, view) for key, _ in found.maybe | found.sure}
    most = {key: _possible(facts[key], ended.name.text, view) for key, _ in found.maybe | found.sure}
    sure, maybe = set(), set()
    for who, keys in found.perhaps_by.items():
        mine = found.surely_by.get(who, [])
        for key in keys:
            # Where the end is open, the window may end on any of the days on which it may have ended.
            ends = range((least[key] or most[key])[-1 if least[key] else 0], most[key][1] + 1)
            others = [most[one] for one in keys]
            if any(_counts(tolerance, (most[key][0], end), others) for end in ends):
                maybe.add((key, who))
        for key in mine:
            days = least[key]
            if days is not None and _counts(tolerance, days, [d for one in mine if (d := least[one]) is not None]):
                sure.add((key, who))
    return Incidents(frozenset(sure), frozenset(maybe | sure), found.when, found.maybe | found.sure)


def _certain(fact: Fact, ended: str, view: Worldview) -> Days | None:
    """The first and last day on which it certainly lasted."""
    first = _day(fact.when.high, view)
    last = _day(min(fact.number(ended).low, view.as_of), view)
    return (first, last) if first <= last else None


def _possible(fact: Fact, ended: str, view: Worldview) -> Days:
    """The first and last day on which it possibly lasted."""
    first = _day(fact.when.low, view)
    end = fact.number(ended).high
    return first, max(first, _day(min(end, view.as_of) if end < NEVER else view.as_of, view))


def _day(instant: int, view: Worldview) -> int:
    # An end that nobody states is before every day.
    return day_of(instant, view.agreement.zone).toordinal() if abs(instant) < NEVER // 2 else 0


def _counts(tolerance: Tolerance, days: Days, others: Iterable[Days]) -> bool:
    if days[1] - days[0] + 1 > tolerance.in_a_row.count:
        return True
    if tolerance.in_window is None or tolerance.window is None:
        return False
    first = days[1] - tolerance.window.count + 1
    covered: set[int] = set()
    for low, high in others:
        covered.update(range(max(low, first), min(high, days[1]) + 1))
    return len(covered) > tolerance.in_window.count
