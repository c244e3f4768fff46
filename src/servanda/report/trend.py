"""How the gaps between the two worlds moved over time: how many were open, and how large they were together.

Rules it keeps:

- a gap opens on the day from which it could be known, and stays open until it was cured or closed;
- under a limit, a bearer has one gap at a time: the next period's gap takes its place, and a period that was kept in
  both worlds and under every reading ends it; a period of which nobody knows does not;
- one gap is one bearer's on one occasion under one norm, however many readings show it: its size then spans them;
- sizes are summed only within one unit; one measurement that concerns several norms or bearers is summed once;
- a size that nobody knows is counted as a gap without a size, never as zero.

It leaves to others: charts and tables.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from servanda.findings.gaps import magnitude
from servanda.findings.model import Assessment, Finding
from servanda.report.words import disagrees

ENDS = ("cured", "closed")


@dataclass(frozen=True, slots=True)
class Life:
    """One gap from its opening to its end, with the bounds of its size where they are known."""

    norm: str
    bearer: str
    occasion: str
    opened: dt.date
    closed: dt.date | None
    unit: str
    low: int | None
    high: int | None
    measurement: tuple[object, ...]

    def open_on(self, day: dt.date) -> bool:
        return self.opened <= day and (self.closed is None or day < self.closed)


@dataclass(frozen=True, slots=True)
class Point:
    """One day on which something changed: the gaps open from then on, and their size by unit."""

    day: dt.date
    number: int
    sizes: tuple[tuple[str, int, int], ...]
    unsized: int


def a_day(text: str | None) -> dt.date | None:
    """The date that a text begins with, if it does."""
    try:
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _life(findings: list[Finding]) -> Life | None:
    first = findings[0]
    days = [day for day in (a_day(one.opened) for one in findings) if day is not None]
    if not days:
        return None
    ends = [a_day(str(one.attributes[key])) for one in findings for key in ENDS if key in one.attributes]
    closed = None if None in ends or len(ends) < len(findings) else max(day for day in ends if day is not None)
    sizes = [
        magnitude(one.gap_low, one.gap_high) for one in findings if one.gap_low is not None and one.gap_high is not None
    ]
    low = min(size[0] for size in sizes) if sizes else None
    high = max(size[1] for size in sizes) if sizes else None
    # Two hosts of one exercise, or two norms on it, show the same measurement: it is summed once.
    shared = () if first.kind == "obligation" else (first.bearer, first.norm)
    measurement = (first.occasion, first.unit, low, high, *shared)
    return Life(first.norm, first.bearer, first.occasion, min(days), closed, first.unit, low, high, measurement)


def _one_at_a_time(held: list[Life], agreed: Iterable[dt.date]) -> list[Life]:
    """The gaps of one bearer under one limit, each ended by the next one or by a period in which the worlds agree."""
    starts = sorted(held, key=lambda life: (life.opened, life.occasion))
    ended = []
    for place, life in enumerate(starts):
        after = [other.opened for other in starts[place + 1 :]] + [day for day in agreed if day > life.opened]
        ends = [day for day in (life.closed, min(after, default=None)) if day is not None]
        ended.append(replace(life, closed=min(ends, default=None)))
    return [life for life in ended if life.closed is None or life.closed > life.opened]


def _kept(findings: Iterable[Finding]) -> list[dt.date]:
    """The first days of the periods that were kept in both worlds and under every reading."""
    periods: dict[str, list[Finding]] = {}
    for finding in findings:
        periods.setdefault(finding.occasion, []).append(finding)
    kept = [
        a_day(group[0].occasion_date)
        for group in periods.values()
        if all(one.declared.verdict == one.observed.verdict == "kept" and not disagrees(one) for one in group)
    ]
    return [day for day in kept if day is not None]


def lives(assessment: Assessment, assessor: str) -> list[Life]:
    """Every gap that opened, under one assessor, in the order of opening."""
    held: dict[tuple[str, str], list[Finding]] = {}
    for finding in assessment.findings:
        if finding.assessor == assessor:
            held.setdefault((finding.norm, finding.bearer), []).append(finding)
    found: list[Life] = []
    for group in held.values():
        occasions: dict[str, list[Finding]] = {}
        for finding in group:
            if disagrees(finding):
                occasions.setdefault(finding.occasion, []).append(finding)
        opened = [life for life in map(_life, occasions.values()) if life is not None]
        found += _one_at_a_time(opened, _kept(group)) if group[0].kind == "limit" else opened
    return sorted(found, key=lambda life: (life.opened, life.norm, life.bearer, life.occasion))


def _sizes(open_now: list[Life]) -> tuple[tuple[str, int, int], ...]:
    measured = {life.measurement: life for life in open_now if life.low is not None and life.high is not None}
    sums: dict[str, tuple[int, int]] = {}
    for life in measured.values():
        low, high = sums.get(life.unit, (0, 0))
        sums[life.unit] = (low + (life.low or 0), high + (life.high or 0))
    return tuple((unit, *sums[unit]) for unit in sorted(sums))


def trend(found: Iterable[Life]) -> list[Point]:
    """A point for each day on which a gap opened or ended."""
    held = list(found)
    days = sorted({life.opened for life in held} | {life.closed for life in held if life.closed is not None})
    points = []
    for day in days:
        open_now = [life for life in held if life.open_on(day)]
        unsized = sum(1 for life in open_now if life.low is None)
        points.append(Point(day, len(open_now), _sizes(open_now), unsized))
    return points
