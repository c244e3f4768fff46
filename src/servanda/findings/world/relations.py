"""From a worldview to the rows that the engine reads: the vocabulary of the core logic, filled.

It leaves to others: the names and shapes (`servanda.agreement.core.vocabulary`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, tzinfo

from servanda.agreement.core.vocabulary import is_numeric
from servanda.agreement.core.windows import window_lengths
from servanda.agreement.model import Agreement, fields_of, key_fields, last_date, value_fields
from servanda.agreement.syntax import ActType, EventType, FieldType, RecordType, StateType
from servanda.dates import ALWAYS, NEVER, day_of, end_of_day, show_instant, start_of_day
from servanda.evidence.statement import Pair
from servanda.findings.world.proof import OPEN, Settled, SettledNames
from servanda.findings.world.worldview import Fact, StateSpan, Worldview

Rows = dict[str, list[tuple[object, ...]]]
OF_THE_RECORD = "record: "
"""How the source of a row begins that `servanda log --declared` wrote from the signed record."""


def _add(rows: Rows, name: str, row: tuple[object, ...]) -> None:
    rows.setdefault(name, []).append(row)


def scopes_of(agreement: Agreement) -> tuple[str, ...]:
    """Every scope that the text names, and "" for the whole occasion."""
    from servanda.agreement.scopes import named_scopes

    return ("", *named_scopes(agreement.document))


def shared_rows(agreement: Agreement, pairs: tuple[Pair, ...], as_of: int) -> Rows:
    """Parties, sides, members, years, relations and parameters over time, the same in both worlds."""
    rows: Rows = {}
    zone = agreement.zone
    for party in agreement.parties:
        start, last = agreement.bound_for.get(party, (ALWAYS, NEVER))
        if start <= last:
            _add(rows, "party", (start, last + 1 if last < NEVER else None, (party,)))
    for name, side in agreement.sides.items():
        _add(rows, "side", (ALWAYS, None, (name,)))
        for member in side.members:
            start = start_of_day(member.start.value, zone) if member.start else ALWAYS
            end = end_of_day(member.end.value, zone) + 1 if member.end else None
            _add(rows, "member", (start, end, (member.party.text, name)))
    for year in range(agreement.starts.year - 1, day_of(as_of, zone).year + 2):
        first, after = start_of_day(date(year, 1, 1), zone), start_of_day(date(year + 1, 1, 1), zone)
        _add(rows, "calendar_year", (first, after, (year,)))
    for pair in pairs:
        end = pair.end + 1 if pair.end < NEVER else None
        for ends in {(pair.first, pair.second), (pair.second, pair.first)}:
            _add(rows, pair.relation, (pair.start, end, ends))
    for name, parameter in agreement.parameters.items():
        dated = sorted(
            (start_of_day(value.start.value, zone) if value.start else ALWAYS, value.value.value)
            for value in parameter.values
        )
        for index, (start, value) in enumerate(dated):
            until = dated[index + 1][0] if index + 1 < len(dated) else None
            _add(rows, f"parameter_{name}", (start, until, (value,)))
    return rows


def world_rows(view: Worldview, prefix: str = "") -> Rows:
    """The facts of one world. `prefix` as in the vocabulary: "" for the world that is judged."""
    rows: Rows = {}
    scopes = scopes_of(view.agreement)
    for name, record in view.agreement.records.items():
        stem = prefix + name
        watched = view.watched.get((name, ""), [])
        _unseen(rows, f"{stem}_unseen", watched, ticks(view, name, record, watched))
        for zone in view.agreement.zones if any(f.type.kind == "place" for f in fields_of(record).values()) else ():
            there = view.watched_for(name, "", {zone})
            _unseen(rows, f"{stem}_unseen_{zone}", there, ticks(view, name, record, there))
        if isinstance(record, StateType):
            for span in view.states.get(name, []):
                _state(rows, record, stem, span, scopes)
            _stated(rows, view, record, stem)
            continue
        for fact in view.facts.get(name, {}).values():
            _event_like(rows, record, stem, fact, scopes, view.agreement)
            if isinstance(record, EventType):
                _under_way(rows, record, stem, fact)
    return rows


def _unseen(rows: Rows, name: str, watched: list[tuple[int, int]], ticks: set[int]) -> None:
    """0 while this kind of fact is watched, unbounded for all the rest of time; cut where a window lets go of a fact.

    The engine looks at time points only. An excess in a window of 30 days would otherwise last until the next fact.
    """
    edges = sorted({ALWAYS, *ticks, *(edge for start, end in watched for edge in (start, end + 1))})
    for start, until in zip(edges, [*edges[1:], None], strict=True):
        seen = any(low <= start <= high for low, high in watched)
        _add(rows, name, (start, until, (0 if seen else NEVER,)))


def ticks(view: Worldview, name: str, record: RecordType, watched: list[tuple[int, int]]) -> set[int]:
    """The instants at which a rolling window lets go of a fact, or of a time that nobody watched."""
    found: set[int] = set()
    for length in window_lengths(view.agreement.document).get(name, ()):
        for fact in view.facts.get(name, {}).values():
            found |= {at + length for at in _instants(fact, isinstance(record, ActType), view.agreement)}
        found |= {edge + length for start, end in watched for edge in (start, end + 1)}
    return {at for at in found if at <= view.as_of}


def _event_like(
    rows: Rows, record: RecordType, stem: str, fact: Fact, scopes: tuple[str, ...], agreement: Agreement
) -> None:
    key = fact.key[0]
    is_act = isinstance(record, ActType)
    early, late = _instants(fact, is_act, agreement)
    _add(rows, f"{stem}_earliest", (early, (key,)))
    _add(rows, f"{stem}_latest", (late, (key,)))
    _add(rows, f"{stem}_day", (start_of_day(day_of(early, agreement.zone), agreement.zone), (key,)))
    for instant in sorted({early, late}):
        _add(rows, f"{stem}_maybe", (instant, (key,)))
    if fact.sure:
        _add(rows, f"{stem}_sure", (late, (key,)))
    for name, field in fields_of(record).items():
        if is_numeric(field.type):
            for scope in scopes:
                settled = _counted(fact.numbers.get((name, scope), OPEN), field.type)
                for predicate, row in _number(f"{stem}_{name}", (key, scope), settled):
                    _add(rows, predicate, row)
        else:
            for item in _names(stem, name, (key,), fact.names):
                _add(rows, *item)
    page = _page(fact, agreement) if is_act else None
    if page is not None:
        _add(rows, f"{stem}_recorded", (key, *page, fact.when.low, fact.when.high))
    if is_act and isinstance(record, ActType) and record.target is not None:
        _add(rows, f"{stem}_{record.target}", (key, fact.links[record.target.text]))
    first, last = day_of(early, agreement.zone).year, day_of(fact.when.high, agreement.zone).year
    for year in range(first, last + 1):
        _add(rows, f"{stem}_in_year", (key, year))
    if first == last:
        _add(rows, f"{stem}_in_year_sure", (key, first))


def _page(fact: Fact, agreement: Agreement) -> tuple[str, int] | None:
    """The page of the record on which an act stands, and its number there; None where its order is not recorded.

    A page is a party's log, or one day of a file: the lines of a file order what they put on one day only. What stands
    there twice, or follows from other acts, has no number of its own.
    """
    if len(fact.statements) != 1 or not fact.sure or agreement.computed(fact.record):
        return None
    said = fact.statements[0]
    party, _, number = fact.key[0].rpartition("/")
    if said.source.startswith(OF_THE_RECORD) and party == said.filer and number.isdecimal():
        return f"log of {party}", int(number)
    day = day_of(fact.when.low, agreement.zone)
    return (f"{said.file} {day}", said.line) if day == day_of(fact.when.high, agreement.zone) else None


def _instants(fact: Fact, is_act: bool, agreement: Agreement) -> tuple[int, int]:
    """The earliest and the latest instant of a fact; an event whose day is known stands where that day begins."""
    if is_act:
        return fact.when.low, fact.when.high
    last = start_of_day(day_of(fact.when.high, agreement.zone), agreement.zone)
    return fact.when.low, max(fact.when.low, last)


def _counted(settled: Settled, kind: FieldType) -> Settled:
    """Nothing is counted below 0, however little is known of it."""
    return replace(settled, low=max(settled.low, 0)) if kind.kind == "count" else settled


def _number(name: str, key: tuple[str, ...], settled: Settled) -> Iterator[tuple[str, tuple[object, ...]]]:
    yield name, (*key, settled.low, settled.high)
    if settled.exact is not None:
        yield f"{name}_exact", (*key, settled.exact)


def _names(
    stem: str, name: str, key: tuple[str, ...], names: Mapping[str, SettledNames]
) -> Iterator[tuple[str, tuple[object, ...]]]:
    found = names.get(name, SettledNames(frozenset(), frozenset()))
    for value in sorted(found.sure):
        yield f"{stem}_{name}_sure", (*key, value)
    for value in sorted(found.maybe):
        yield f"{stem}_{name}_maybe", (*key, value)
    if found.open:
        yield f"{stem}_{name}_open", key


def _under_way(rows: Rows, record: EventType, stem: str, fact: Fact) -> None:
    last = last_date(record)
    assert last is not None
    end = fact.number(last.name.text)
    start = fact.when
    if fact.sure and start.high <= end.low < NEVER:
        _add(rows, f"{stem}_under_way_sure", (start.high, end.low + 1, (fact.key[0],)))
    until = end.high + 1 if end.high < NEVER else None
    _add(rows, f"{stem}_under_way_maybe", (start.low, until, (fact.key[0],)))


def _state(rows: Rows, record: StateType, stem: str, span: StateSpan, scopes: tuple[str, ...]) -> None:
    start, until = span.start, span.end + 1
    _add(rows, f"{stem}_maybe", (start, until, span.key))
    if span.sure:
        _add(rows, f"{stem}_sure", (start, until, span.key))
    for field in value_fields(record):
        name = field.name.text
        if is_numeric(field.type):
            for scope in scopes:
                settled = _counted(span.numbers.get((name, scope), OPEN), field.type)
                for predicate, row in _number(f"{stem}_{name}", (*span.key, scope), settled):
                    _add(rows, predicate, (start, until, row))
        else:
            for predicate, row in _names(stem, name, span.key, span.names):
                _add(rows, predicate, (start, until, row))


def _stated(rows: Rows, view: Worldview, record: StateType, stem: str) -> None:
    """Each filing of a value, and each change of it, as events."""
    seen: dict[tuple[str, ...], StateSpan] = {}
    filed: set[tuple[str, int, tuple[str, ...], int]] = set()
    for span in sorted(view.states.get(record.name.text, []), key=lambda item: (item.key, item.start)):
        for item in span.statements:
            if item.filed is not None and item.when is not None:
                on = item.when.low
                filed.add(("sure", item.filed.high, item.key, on))
                filed.add(("maybe", item.filed.low, item.key, on))
        before = seen.get(span.key)
        seen[span.key] = span
        if before is not None and (before.numbers != span.numbers or before.names != span.names):
            _change(rows, record, stem, span, view.agreement.zone, before.sure and span.sure and _differs(before, span))
    for how, instant, key, on in sorted(filed):
        _add(rows, f"{stem}_stated_{how}", (instant, (*key, on)))


def change_id(span: StateSpan, zone: tzinfo) -> str:
    """The name of a change: the key and the day, or the instant, from which the new value holds."""
    day = day_of(span.start, zone)
    shown = day.isoformat() if start_of_day(day, zone) == span.start else show_instant(span.start, zone)
    return f"{'/'.join(span.key)}@{shown}"


def _differs(before: StateSpan, after: StateSpan) -> bool:
    """Whether the value is certainly another one: some number that cannot be the same, or some name that is gone."""
    for field, first in before.numbers.items():
        second = after.numbers.get(field, OPEN)
        if first.high < second.low or second.high < first.low:
            return True
    unknown = SettledNames(frozenset(), frozenset())
    return any(
        not value.open and not (other := after.names.get(field, unknown)).open and not value.maybe & other.maybe
        for field, value in before.names.items()
    )


def _change(rows: Rows, record: StateType, stem: str, span: StateSpan, zone: tzinfo, sure: bool) -> None:
    name = f"{stem}_change"
    key = change_id(span, zone)
    _add(rows, f"{name}_earliest", (span.start, (key,)))
    _add(rows, f"{name}_latest", (span.start, (key,)))
    _add(rows, f"{name}_day", (span.start, (key,)))
    _add(rows, f"{name}_maybe", (span.start, (key,)))
    if sure:
        _add(rows, f"{name}_sure", (span.start, (key,)))
    for field, value in zip(key_fields(record), span.key, strict=True):
        if is_numeric(field.type):
            index = field.type.options.index(value) if field.type.options else 0
            for predicate, row in _number(f"{name}_{field.name}", (key, ""), Settled(index, index, False, index)):
                _add(rows, predicate, row)
            continue
        for how in ("sure", "maybe"):
            _add(rows, f"{name}_{field.name}_{how}", (key, value))
    for field in value_fields(record):
        if is_numeric(field.type):
            settled = span.numbers.get((field.name.text, ""), OPEN)
            for predicate, row in _number(f"{name}_{field.name}", (key, ""), settled):
                _add(rows, predicate, row)
        else:
            for predicate, row in _names(name, field.name.text, (key,), span.names):
                _add(rows, predicate, row)
