"""Where the facts of a world lie, as rows for the engine: what is said of each place, and which zones it lies in.

Rules it keeps:

- each origin counts once; one that places the same thing in two ways says nothing certain of it;
- a place that nobody states may be anywhere.

It leaves to others: maps and zones (`servanda.evidence.zones`).
"""

from collections.abc import Iterable, Iterator, Mapping

from servanda.agreement.model import fields_of, key_fields
from servanda.agreement.syntax import ActType, RecordType, StateType
from servanda.evidence.statement import Names, Statement
from servanda.evidence.zones.geography import Geography, together
from servanda.findings.world.relations import Rows, change_id
from servanda.findings.world.worldview import StateSpan, Worldview


def fields_with_places(record: RecordType) -> list[str]:
    """The fields of a record type that hold a place."""
    return [name for name, field in fields_of(record).items() if field.type.kind == "place"]


def place_rows(view: Worldview, prefix: str = "") -> Rows:
    """What is said of the place of every fact. `prefix` as in the vocabulary."""
    rows: Rows = {}
    for name, record in view.agreement.records.items():
        for field in fields_with_places(record):
            for predicate, row in _of_field(view, record, field):
                rows.setdefault(f"{prefix}{name}_{predicate}", []).append(row)
    return rows


def _of_field(view: Worldview, record: RecordType, field: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    name = record.name.text
    if not isinstance(record, StateType):
        sources = 1 if isinstance(record, ActType) else view.sources
        for fact in view.facts.get(name, {}).values():
            yield f"{field}_place", (fact.key[0], said_of(fact.statements, field, sources))
        return
    keys = [item.name.text for item in key_fields(record)]
    seen: set[tuple[str, ...]] = set()
    for span in sorted(view.states.get(name, []), key=lambda item: (item.key, item.start)):
        said = _of_state(span, keys, field, view)
        if field not in keys:
            yield f"{field}_place", (span.start, span.end + 1, (*span.key, said))
        if span.key in seen:
            yield f"change_{field}_place", (change_id(span, view.agreement.zone), said)
        seen.add(span.key)


def _of_state(span: StateSpan, keys: list[str], field: str, view: Worldview) -> str:
    return span.key[keys.index(field)] if field in keys else said_of(span.statements, field, view.sources)


def said_of(statements: Iterable[Statement], field: str, sources: int) -> str:
    """All that is said of a place, as `together` has it."""
    by_origin: dict[str, set[str]] = {}
    for item in statements:
        value = item.fields.get(field)
        if isinstance(value, Names):
            by_origin.setdefault(item.origin, set()).add(value.values[0])
    return together((next(iter(texts)) if len(texts) == 1 else "" for texts in by_origin.values()), sources)


def zone_rows(geography: Geography, view: Worldview, rows: Mapping[str, list[tuple[object, ...]]]) -> Rows:
    """Which zones the places lie in: those in the rows of `place_rows`, and those in the keys of states."""
    said = {_place(row) for items in rows.values() for row in items}
    for name, record in view.agreement.records.items():
        keys = [item.name.text for item in key_fields(record)]
        for field in fields_with_places(record):
            if field in keys:
                said |= {span.key[keys.index(field)] for span in view.states.get(name, [])}
    found: Rows = {}
    for zone in geography.agreement.zones:
        sure, maybe = geography.rows(zone, said)
        found[f"{zone}_sure"], found[f"{zone}_maybe"] = list(sure), list(maybe)
    return found


def doubtful(geography: Geography, view: Worldview, record: str, key: str, zones: Iterable[str]) -> dict[str, str]:
    """The zones in which the place of an event may lie and may not, each with what is said of the place."""
    fact = view.fact(record, key)
    found: dict[str, str] = {}
    for field in fields_with_places(view.agreement.records[record]) if fact is not None else ():
        assert fact is not None
        said = said_of(fact.statements, field, view.sources)
        for zone in zones:
            sure, maybe = geography.rows(zone, [said])
            if maybe and len(sure) < len(maybe):
                found[zone] = said or "no place is stated"
    return found


def _place(row: tuple[object, ...]) -> str:
    last = row[-1]
    return str(last[-1]) if isinstance(last, tuple) else str(last)
