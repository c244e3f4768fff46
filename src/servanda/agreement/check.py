"""From a document to a checked agreement, or to messages that say what is wrong.

Rules it keeps:

- every message that can be found in one run is found: a fault in one statement does not hide those in others, and is
  not told again wherever its name is used;
- an agreement is given only when there is no error; warnings and notes do not stop it.

It leaves to others: reading (`parse`), kinds of values (`typing`), single norms (`norm_check`), advice (`lint`).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from servanda.agreement.bodies import Organ, organs
from servanda.agreement.body_check import check_institution
from servanda.agreement.definitions import circles
from servanda.agreement.duration_check import check_durations
from servanda.agreement.effects_check import checks_of_effects
from servanda.agreement.expand import expand
from servanda.agreement.lint import advise
from servanda.agreement.model import Agreement
from servanda.agreement.names import Book, Bound, unknown
from servanda.agreement.norm_check import check_norm
from servanda.agreement.parse import Document
from servanda.agreement.prelude import Library, join
from servanda.agreement.record_check import check_record
from servanda.agreement.release_check import restricted
from servanda.agreement.roles import cast
from servanda.agreement.syntax import (
    Accession,
    ActType,
    Amendment,
    Body,
    Boundaries,
    Complete,
    Country,
    Date,
    Definition,
    Duty,
    EventType,
    InForce,
    Limit,
    Mission,
    Name,
    Norm,
    Obligation,
    Parameter,
    Party,
    Procedure,
    Programme,
    Prohibition,
    Quota,
    Record,
    RecordType,
    Recurrence,
    Relation,
    Reservable,
    Side,
    StateType,
    Suspendable,
    Territory,
    TimeZone,
    Trace,
    Withdrawal,
    WorkingCalendar,
    Zone,
)
from servanda.agreement.trace_check import check_trace
from servanda.agreement.typing import check_condition, term_kind
from servanda.agreement.zone_check import BOUNDARIES, check_zones
from servanda.dates import ALWAYS, NEVER, UTC, WorkingDays, time_zone
from servanda.diagnostics import Diagnostic, Place, Refused

Found = TypeVar("Found")
NORM_TYPES = (Obligation, Quota, Duty, Recurrence, Limit, Prohibition)


def _error(code: str, message: str, place: Place, remedy: str, also: tuple[tuple[Place, str], ...] = ()) -> Diagnostic:
    return Diagnostic(code, "error", message, place, remedy, also)


@dataclass(frozen=True, slots=True)
class _Named:
    """One of several names that a statement gives."""

    name: Name


class _Checker:
    """Collects messages while the parts of one document are checked."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.messages: list[Diagnostic] = list(document.diagnostics)

    def guard(self, work: Callable[[], object]) -> None:
        """Do a piece of work; keep the messages of a refusal."""
        try:
            work()
        except Refused as refusal:
            self.messages.extend(refusal.diagnostics)

    def of(self, kind: type[Found] | tuple[type[Found], ...]) -> list[Found]:
        return [item for item in self.document.statements if isinstance(item, kind)]

    def named(self, items: Iterable[Found], taken: dict[str, Place]) -> dict[str, Found]:
        """Items by name; a name given twice is an error at both places."""
        found: dict[str, Found] = {}
        for item in items:
            name: Name = item.name  # type: ignore[attr-defined]
            if name.text in taken:
                message = f"`{name.text}` is already the name of something else."
                also = ((taken[name.text], "first here"),)
                self.messages.append(
                    _error("duplicate-name", message, name.place, "Give one of them another name.", also)
                )
                continue
            taken[name.text] = name.place
            found[name.text] = item
        return found

    def single(self, kind: type[Found], what: str) -> Found | None:
        """The one statement of a kind; a second one is an error."""
        items = self.of(kind)
        for extra in items[1:]:
            also = ((items[0].place, "first here"),)  # type: ignore[attr-defined]
            place = extra.place  # type: ignore[attr-defined]
            self.messages.append(_error("said-twice", f"The agreement already says {what}.", place, "Keep one.", also))
        return items[0] if items else None


def check(document: Document, find: Library | None = None) -> tuple[Agreement | None, list[Diagnostic]]:
    """The checked agreement (None if there is an error) and all messages, in the order of the text.

    `find`: where preludes come from; without it, from those that ship with servanda.
    """
    checker = _Checker(join(document, find))
    document = checker.document
    agreement = _assemble(checker)
    for record in agreement.records.values():
        checker.guard(lambda record=record: check_record(record, agreement))  # type: ignore[misc]
    book = _book(agreement)
    checker.messages.extend(check_institution(agreement))
    _check_sides(checker, agreement)
    checker.messages.extend(check_zones(agreement))
    _check_definitions(checker, agreement, book)
    if not any(item.code == "circular-definition" for item in checker.messages):
        for norm in agreement.norms.values():
            checker.guard(lambda norm=norm: check_norm(norm, agreement, book))  # type: ignore[misc]
        for trace in agreement.traces:
            checker.guard(lambda trace=trace: check_trace(trace, agreement))  # type: ignore[misc]
    for statement in document.statements:
        checker.messages.extend(check_durations(statement, dict(agreement.calendars)))
    for work in checks_of_effects(agreement):
        checker.guard(work)
    failed = any(item.severity == "error" for item in checker.messages)
    if not failed:
        checker.messages.extend(advise(agreement))
        checker.messages.extend(restricted(agreement))
    told = [item for item in dict.fromkeys(checker.messages) if not _follows(item, document)]
    messages = sorted(told, key=lambda item: (item.place, item.code))
    return (None if failed else agreement), messages


def _follows(item: Diagnostic, document: Document) -> bool:
    """Whether a message only says that something is missing which is there, but could not be read."""
    missing = re.search(r"called `(\w+)`\.\Z", item.message) if item.code.startswith("unknown-") else None
    return missing is not None and missing[1] in document.unread


def _book(agreement: Agreement) -> Book:
    return Book(
        agreement.parties,
        agreement.countries,
        agreement.sides,
        agreement.records,
        agreement.relations,
        agreement.parameters,
        agreement.definitions,
        agreement.zones,
        agreement.organs,
    )


def _assemble(checker: _Checker) -> Agreement:
    taken: dict[str, Place] = {}
    parties = checker.named(checker.of(Party), taken)
    countries = checker.named(checker.of(Country), taken)
    sides = checker.named(checker.of(Side), taken)
    records: dict[str, RecordType] = checker.named(checker.of((EventType, StateType, ActType)), taken)
    relations = checker.named(checker.of(Relation), taken)
    boundaries = checker.of(Boundaries)
    if boundaries:
        taken[BOUNDARIES] = boundaries[0].place
    definitions = checker.named(checker.of(Definition), taken)
    parameters = checker.named(checker.of(Parameter), taken)
    zones = checker.named(checker.of(Zone), taken)
    procedures, found, generated = _institution(checker, records, taken)
    written: list[Norm] = checker.of(NORM_TYPES)
    norms = checker.named([*written, *generated], {})
    checker.named(checker.of(Amendment), {})
    acceding = _acceding(checker, parties, countries)
    if not parties:
        remedy = 'Add `party ALBA "Republic of Alba"` for each of them.'
        _missing(checker, "no-party", "The agreement names no party.", remedy)
    zone, zone_name = _zone(checker)
    return Agreement(
        checker.document,
        parties,
        countries,
        sides,
        records,
        relations,
        parameters,
        definitions,
        norms,
        zones,
        tuple(boundaries),
        tuple(checker.of(Territory)),
        _complete(checker, records, parties),
        tuple(checker.of(Suspendable)),
        tuple(checker.of(Trace)),
        _force(checker),
        _is_native(checker),
        zone,
        zone_name,
        _calendars(checker),
        dict.fromkeys(acceding, (NEVER, ALWAYS)),
        tuple(checker.of((Withdrawal, Accession, Amendment, Reservable))),
        frozenset(acceding),
        procedures=procedures,
        organs=found,
        generated=frozenset(norm.name.text for norm in generated),
    )


def _calendars(checker: _Checker) -> dict[str, WorkingDays]:
    items = checker.of(WorkingCalendar)
    return {item.name: WorkingDays(free=frozenset(day.value for day in item.free)) for item in items}


def _institution(
    checker: _Checker, records: dict[str, RecordType], taken: dict[str, Place]
) -> tuple[dict[str, Procedure], dict[str, Organ], list[Norm]]:
    """Procedures, bodies of every kind, and the norms that follow from them."""
    checker.named([_Named(name) for item in checker.of(Body) for name in item.names], taken)
    checker.named(checker.of((Mission, Programme)), taken)
    procedures = checker.named(checker.of(Procedure), taken)
    found = organs(checker.document.statements)
    generated, faults = expand(checker.document.statements, found, cast(procedures), records)
    checker.messages.extend(faults)
    return procedures, found, generated


def _acceding(checker: _Checker, parties: dict[str, Party], countries: dict[str, Country]) -> list[str]:
    """The countries that may accede; from here on they are parties that are not bound yet."""
    found: list[str] = []
    for item in checker.of(Accession):
        for name in item.open_to:
            if name.text in countries and name.text not in parties:
                country = countries[name.text]
                parties[name.text] = Party(country.name, country.label, country.place)
                found.append(name.text)
    return found


def _missing(checker: _Checker, code: str, message: str, remedy: str) -> None:
    """What the agreement does not say at all; told only where all of it could be read."""
    if not checker.document.diagnostics:
        checker.messages.append(_error(code, message, Place(checker.document.file, 1, 1, 1, 2), remedy))


def _force(checker: _Checker) -> InForce:
    force = checker.single(InForce, "when it is in force")
    if force is None:
        message = "Nothing says when the agreement is in force."
        _missing(checker, "no-entry-into-force", message, "Add `in force from 1997-05-27`.")
        start = Place(checker.document.file, 1, 1, 1, 2)
        return InForce(Date(dt.date(1, 1, 2), start), None, start)
    begins = force.start or force.provisional
    if force.end is not None and begins is not None and force.end.value < begins.value:
        message = "The agreement ends before it begins."
        checker.messages.append(_error("dates-reversed", message, force.place, "Exchange the dates."))
    return force


def _is_native(checker: _Checker) -> bool:
    record = checker.single(Record, "what kind of record it has")
    if record is None:
        remedy = "Add `record native` (kept and signed from the start) or `record reconstructed` (from sources)."
        _missing(checker, "no-record", "Nothing says what kind of record there is.", remedy)
    return record is not None and record.kind == "native"


def _zone(checker: _Checker) -> tuple[dt.tzinfo, str]:
    named = checker.single(TimeZone, "its time zone")
    if named is None:
        return UTC, "UTC"
    try:
        return time_zone(named.name), named.name
    except ValueError:
        message = f"No time zone is called `{named.name}`."
        remedy = "Use an IANA name such as `Europe/Vienna`, or `UTC`."
        checker.messages.append(_error("unknown-time-zone", message, named.place, remedy))
        return UTC, "UTC"


def _complete(checker: _Checker, records: dict[str, RecordType], parties: dict[str, Party]) -> tuple[Complete, ...]:
    items = checker.of(Complete)
    for item in items:
        acts = {name: record for name, record in records.items() if isinstance(record, ActType)}
        if item.act.text not in acts:
            checker.messages.extend(unknown("unknown-act", "act", item.act, acts).diagnostics)
        if item.party is not None and item.party.text not in parties:
            checker.messages.extend(unknown("unknown-party", "party", item.party, parties).diagnostics)
        if item.end.value < item.start.value:
            checker.messages.append(
                _error("dates-reversed", "The span ends before it begins.", item.place, "Exchange the dates.")
            )
    return tuple(items)


def _check_sides(checker: _Checker, agreement: Agreement) -> None:
    for side in agreement.sides.values():
        for member in side.members:
            if member.party.text not in agreement.parties:
                checker.messages.extend(unknown("unknown-party", "party", member.party, agreement.parties).diagnostics)
            if member.start and member.end and member.end.value < member.start.value:
                message = f"`{member.party}` leaves the side before it joins."
                checker.messages.append(_error("dates-reversed", message, member.start.place, "Exchange the dates."))


def _check_parameter(parameter: Parameter) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    starts = [value.start.value if value.start else value.since and str(value.since) for value in parameter.values]
    for index, value in enumerate(parameter.values):
        if starts.index(starts[index]) != index:
            day = (
                f"amendment {value.since}"
                if value.since
                else str(value.start.value)
                if value.start
                else "the time before"
            )
            message = f"`{parameter.name}` has two values from {day}."
            also = ((parameter.values[starts.index(starts[index])].value.place, "first here"),)
            found.append(_error("parameter-twice", message, value.value.place, "Keep one value for each date.", also))
    units = {value.value.unit for value in parameter.values}
    if len(units) > 1:
        shown = ", ".join(sorted(unit or "no unit" for unit in units))
        message = f"The values of `{parameter.name}` have different units: {shown}."
        found.append(_error("unit-mismatch", message, parameter.place, "Give all of them one unit."))
    return found


def _check_definitions(checker: _Checker, agreement: Agreement, book: Book) -> None:
    for parameter in agreement.parameters.values():
        checker.messages.extend(_check_parameter(parameter))
    circular = circles(agreement.definitions)
    checker.messages.extend(circular)
    people = {**agreement.parties, **agreement.countries, **agreement.sides}
    for definition in agreement.definitions.values():
        labels = [reading.label for reading in definition.readings]
        for index, reading in enumerate(definition.readings):
            if labels.index(reading.label) != index:
                message = f"Two readings of `{definition.name}` are called “{reading.label}”."
                also = ((definition.readings[labels.index(reading.label)].place, "first here"),)
                remedy = "Give each its own name."
                checker.messages.append(_error("reading-twice", message, reading.place, remedy, also))
            for holder in reading.holders:
                if holder.text not in people:
                    checker.messages.extend(unknown("unknown-party", "party or country", holder, people).diagnostics)
        if not circular:
            _check_unused_variable(checker, definition, agreement, book)


def _check_unused_variable(checker: _Checker, definition: Definition, agreement: Agreement, book: Book) -> None:
    """Try a definition on what it can be said of: a party, or the one record type whose fields it uses."""
    candidates = [Bound("party")] + [Bound("record", record) for record in agreement.records.values()]
    first: Refused | None = None
    for candidate in candidates:
        scope = {definition.variable.text: candidate}
        try:
            for reading in definition.readings:
                if definition.is_condition:
                    check_condition(reading.body, scope, book)  # type: ignore[arg-type]
                else:
                    term_kind(reading.body, scope, book)  # type: ignore[arg-type]
        except Refused as refusal:
            first = first or refusal
            best = refusal.diagnostics[0].code in ("unit-mismatch", "unknown-option", "vague-term", "unknown-name")
            first = refusal if best else first
        else:
            return
    if first is not None and not any(item.code == "circular-definition" for item in checker.messages):
        checker.messages.extend(first.diagnostics)
