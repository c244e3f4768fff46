"""Which events lie close to each other, as rows for the engine: what `within 14 days and 200 km of e` counts.

Rules it keeps:

- from one event to another run as many dates as lie between the end of the earlier and the start of the later, none
  where they overlap; an end that nobody states may be any day from the start on;
- two places are close if every statement of the one is close to every one of the other; a place that nobody states may
  be anywhere;
- an event is beside itself.

It leaves to others: what is added up (`agreement.core.aggregates`), distances (`evidence.zones.apart`).
"""

from collections.abc import Iterable, Mapping
from datetime import date

from servanda.agreement.model import last_date
from servanda.agreement.scopes import Beside, besides
from servanda.agreement.syntax import EventType
from servanda.dates import ALWAYS, DAY, NEVER, day_of
from servanda.evidence.statement import Names
from servanda.evidence.zones.apart import apart
from servanda.evidence.zones.spot import Spot
from servanda.findings.world.relations import Rows
from servanda.findings.world.worldview import Fact, Worldview


def beside_rows(view: Worldview, prefix: str, known: Mapping[str, Spot]) -> Rows:
    """The rows of every kind of beside that the text counts. `prefix` as in the vocabulary, `known`: the gazetteer."""
    rows: Rows = {}
    for kind in besides(view.agreement.document):
        stem = prefix + kind.predicate
        facts = list(view.facts.get(kind.record, {}).values())
        sure: list[tuple[object, ...]] = []
        maybe: list[tuple[object, ...]] = []
        for other in facts:
            for fact in facts:
                certain, possible = (True, True) if fact is other else close(fact, other, kind, view, known)
                if certain and fact.sure:
                    sure.append((fact.key[0], other.key[0]))
                if possible:
                    maybe.append((fact.key[0], other.key[0]))
        rows[f"{stem}_sure"], rows[f"{stem}_maybe"] = sure, maybe
        rows[f"{stem}_unseen"] = [(other.key[0], unseen(other, kind, view)) for other in facts]
    return rows


def _span(fact: Fact, kind: Beside, view: Worldview) -> tuple[int, int, int, int]:
    """The earliest and latest first second, the earliest and latest last one."""
    record = view.agreement.records[kind.record]
    last = last_date(record) if isinstance(record, EventType) else None
    assert last is not None
    end = fact.number(last.name.text)
    return fact.when.low, fact.when.high, max(end.low, fact.when.low), max(end.high, fact.when.high)


def _day(instant: int, view: Worldview) -> int:
    if instant >= NEVER:
        return date.max.toordinal()
    return date.min.toordinal() if instant <= ALWAYS else day_of(instant, view.agreement.zone).toordinal()


def close(one: Fact, other: Fact, kind: Beside, view: Worldview, known: Mapping[str, Spot]) -> tuple[bool, bool]:
    """Whether two events certainly, and possibly, lie so close."""
    certain = possible = True
    for earlier, later in ((one, other), (other, one)):
        _, _, ends_low, ends_high = _span(earlier, kind, view)
        starts_low, starts_high, _, _ = _span(later, kind, view)
        certain &= _day(starts_high, view) - _day(ends_low, view) <= kind.days
        possible &= _day(starts_low, view) - _day(ends_high, view) <= kind.days
    if kind.km >= 0 and possible:
        record = view.agreement.records[kind.record]
        for field in record.fields:
            if field.type.kind == "place":
                within, perhaps = _near(_said(one, field.name.text), _said(other, field.name.text), kind.km, known)
                certain, possible = certain and within, possible and perhaps
    return certain, possible


def _said(fact: Fact, field: str) -> list[str]:
    values = (item.fields.get(field) for item in fact.statements)
    return sorted({text for value in values if isinstance(value, Names) for text in value.values})


def _near(one: Iterable[str], other: Iterable[str], km: int, known: Mapping[str, Spot]) -> tuple[bool, bool]:
    distances = [apart(first, second, known) for first in one for second in other]
    if not distances:
        return False, True
    certain = all(item is not None and item[1] <= km for item in distances)
    return certain, any(item is None or item[0] <= km for item in distances)


def unseen(other: Fact, kind: Beside, view: Worldview) -> int:
    """0 where this kind of fact was watched from so many days before the event to so many days after it."""
    low, _, _, high = _span(other, kind, view)
    at, until = low - kind.days * DAY, high + kind.days * DAY
    for start, end in sorted(view.watched.get((kind.record, ""), [])):
        if start <= at <= end:
            at = end + 1
    return 0 if at > until else NEVER
