"""The standard of proof: from what sources say to what is certain, possible, open or contested.

Rules it keeps (LANGUAGE §4):

- only admissible statements count: known by the date, of an admitted mark and, for observations, of the least grade;
- independence is by declared origin: all rows of one origin are one source, and say no more than their hull;
- a comparison with a number is true when at least k origins support it over their whole interval and fewer than k
  exclude it, false the other way round, else open; k on both sides is open and contested;
- the declared world has the standard of one declaration: k is 1 and every declarer is an origin.

For comparisons with a threshold this needs two numbers only. Let L be the k-th greatest low bound and H the k-th least
high bound over the origins. At least k origins support `x >= c` iff L >= c; at least k exclude it iff H < c. So the
comparison is true iff min(L, H) >= c and false iff max(L, H) < c: the pair (min, max) stands for all the sources.

>>> settle([(60000, 70000), (70000, 70000), (12400, 12400)], 2)
Settled(low=60000, high=70000, contested=False, exact=None)
>>> settle([(70000, 70000), (70000, 70000)], 2).exact
70000
>>> settle([(60000, 70000)], 2) == OPEN
True
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servanda.dates import NEVER
from servanda.evidence.grade import meets
from servanda.evidence.statement import Bounds, Names, Statement
from servanda.findings.model import Assessor


@dataclass(frozen=True, slots=True)
class Settled:
    """A number as settled by the sources. `contested`: k origins support what k others exclude.

    `exact`: the number that k origins state exactly and fewer than k exclude; None if there is none. Where three
    sources say 3, 5 and 7, no comparison with a threshold is open for two of them, but nobody has proved *5*.
    """

    low: int
    high: int
    contested: bool
    exact: int | None = None


OPEN = Settled(-NEVER, NEVER, False)


@dataclass(frozen=True, slots=True)
class SettledNames:
    """A text or parties: what is certainly among them, what may be; `open` while fewer than k origins speak at all."""

    sure: frozenset[str]
    maybe: frozenset[str]
    open: bool = True


def settle(intervals: Sequence[tuple[int, int]], sources: int) -> Settled:
    """The bounds that stand for one interval from each origin, at a standard of `sources` origins."""
    if len(intervals) < sources:
        return OPEN
    if len(intervals) == 1:  # most occasions have one origin
        ((only, last),) = intervals
        return Settled(only, last, False, only if only == last else None)
    low = sorted((item[0] for item in intervals), reverse=True)[sources - 1]
    high = sorted(item[1] for item in intervals)[sources - 1]
    exact = None
    if low == high and sum(1 for item in intervals if item == (low, low)) >= sources:
        against = sum(1 for first, last in intervals if not first <= low <= last)
        exact = low if against < sources else None
    return Settled(min(low, high), max(low, high), high < low, exact)


def inadmissible(statement: Statement, assessor: Assessor, known_by: int) -> str:
    """Why a statement does not count under this standard; "" if it counts."""
    if statement.known > known_by:
        return "not yet known"
    if statement.mark not in assessor.marks:
        return f"marked {statement.mark}, which this standard does not admit"
    if statement.world == "observed" and not meets(statement.grade, assessor.grade):
        return f"graded {statement.grade}, below {assessor.grade}"
    return ""


def _by_origin(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for item in statements:
        found.setdefault(item.origin, []).append(item)
    return found


def numbers(statements: Sequence[Statement], sources: int) -> dict[tuple[str, str], Settled]:
    """Each (field, scope) that any statement speaks of, as settled."""
    if len(statements) == 1:  # so it is in most of a large assessment
        (one,) = statements
        said_once = ((name, value) for name, value in one.fields.items() if isinstance(value, Bounds))
        return {(name, one.scope): settle([(value.low, value.high)], sources) for name, value in said_once}
    said: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for item in statements:
        for name, value in item.fields.items():
            if not isinstance(value, Bounds):
                continue
            origins = said.setdefault((name, item.scope), {})
            before = origins.get(item.origin, (value.low, value.high))
            origins[item.origin] = (min(before[0], value.low), max(before[1], value.high))
    return {key: settle(list(origins.values()), sources) for key, origins in said.items()}


def names(statements: Sequence[Statement], sources: int) -> dict[str, SettledNames]:
    """Each text or party field that any statement speaks of, as settled.

    An origin supports a name that each of its rows gives, and excludes one that none of them gives: who lists the
    hosts lists all of them.
    """
    if len(statements) == 1:
        named = ((name, value) for name, value in statements[0].fields.items() if isinstance(value, Names))
        return {name: _settled_names([[frozenset(value.values)]], sources) for name, value in named}
    said: dict[str, dict[str, list[frozenset[str]]]] = {}
    for item in statements:
        for name, value in item.fields.items():
            if isinstance(value, Names):
                said.setdefault(name, {}).setdefault(item.origin, []).append(frozenset(value.values))
    return {field: _settled_names(list(by_origin.values()), sources) for field, by_origin in said.items()}


def _settled_names(rows: Sequence[Sequence[frozenset[str]]], sources: int) -> SettledNames:
    """`rows`: for each origin, the names in each of its rows."""
    if len(rows) == len(rows[0]) == 1:  # most occasions have one origin, which speaks once
        only = rows[0][0]
        return SettledNames(only if sources <= 1 else frozenset(), only, sources > 1)
    sure, maybe = set(), set()
    for name in frozenset[str]().union(*(row for one in rows for row in one)):
        supporting = sum(1 for one in rows if all(name in row for row in one))
        excluding = sum(1 for one in rows if not any(name in row for row in one))
        if supporting >= sources > excluding:
            sure.add(name)
        if not excluding >= sources > supporting:
            maybe.add(name)
    return SettledNames(frozenset(sure), frozenset(maybe), len(rows) < sources)


def origins(statements: Iterable[Statement]) -> int:
    """How many independent origins the statements have."""
    return len(_by_origin(statements))


def spans(items: Iterable[tuple[int, int, str]], sources: int, start: int, end: int) -> list[tuple[int, int]]:
    """The times from `start` to `end`, both inclusive, for which at least `sources` origins vouch.

    `items` are (from, to, origin), both inclusive. The result is disjoint, in order, both inclusive.
    """
    edges: dict[int, None] = {}
    known = [(max(low, start), min(high, end), origin) for low, high, origin in items if low <= end and high >= start]
    for low, high, _ in known:
        edges[low] = edges[high + 1] = None
    found: list[tuple[int, int]] = []
    marks = sorted(edges)
    for low, after in itertools.pairwise(marks):
        here = {origin for first, last, origin in known if first <= low and last >= after - 1}
        if len(here) >= sources:
            if found and found[-1][1] == low - 1:
                found[-1] = (found[-1][0], after - 1)
            else:
                found.append((low, after - 1))
    return found


def covers(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the disjoint stretches contains all of `start` to `end`."""
    return any(low <= start and end <= high for low, high in stretches)


def values_of(settled: Mapping[str, SettledNames], field: str) -> SettledNames:
    return settled.get(field, SettledNames(frozenset(), frozenset()))
