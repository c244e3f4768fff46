"""Lots: how often something happened that one occasion stands for (`servanda.findings.alike`)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.dates import Stamp


@dataclass(frozen=True, slots=True)
class Lot:
    """`count` occasions alike, no boundary of a period between them: `when` is that of one of them.

    `mark`: that of their rows; `known`: the first day on which one of them was known.
    """

    when: Stamp
    count: int
    mark: str
    known: str


class Many:
    """The lots of one occasion, in the order of time."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        self.all = sorted(lots, key=lambda lot: (lot.when.low, lot.when.high))
        self._begun = [lot.when.low for lot in self.all]
        self._longest = max(lot.when.high - lot.when.low for lot in self.all)

    def within(self, start: int, end: int) -> list[Lot]:
        """The lots that lie at least in part from `start` to `end`, both inclusive."""
        first, last = bisect_left(self._begun, start - self._longest), bisect_right(self._begun, end)
        return [lot for lot in self.all[first:last] if lot.when.high >= start]


# The key of the occasion that stands for others → the lots of them all, its own among them.
LotsOfOne = Mapping[str, Many]
Lots = Mapping[str, LotsOfOne]  # by record type: events of two types may have one key
