"""The statements of one document gathered into an agreement, each under its name.

Rules it keeps:

- a name is given once, and what can be said once is said once; the other place is told beside the first;
- an agreement comes out whatever is wrong with it, so that everything else can be looked at in the same run.

It leaves to others: whether what the statements say makes sense (`check` and those that it asks).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from servanda.agreement.bodies import Organ, organs
from servanda.agreement.checks.zone import BOUNDARIES
from servanda.agreement.expand import expand
from servanda.agreement.model import Agreement
from servanda.agreement.names import unknown
from servanda.agreement.parse import Document
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
from servanda.dates import ALWAYS, NEVER, UTC, WorkingDays, time_zone
from servanda.diagnostics import Diagnostic, Place, Refused

Found = TypeVar("Found")
NORM_TYPES = (Obligation, Quota, Duty, Recurrence, Limit, Prohibition)


def error(code: str, message: str, place: Place, remedy: str, also: tuple[tuple[Place, str], ...] = ()) -> Diagnostic:
    """A message of severity error; `also`: further places, each with what is there."""
    return Diagnostic(code, "error", message, place, remedy, also)


@dataclass(frozen=True, slots=True)
class _Named:
    """One of several names that a statement gives."""

    name: Name


class Gathering:
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
                    error("duplicate-name", message, name.place, "Give one of them another name.", also)
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
            self.messages.append(error("said-twice", f"The agreement already says {what}.", place, "Keep one.", also))
        return items[0] if items else None


def assemble(gathering: Gathering) -> Agreement:
    """The agreement that the statements of the document make; what is wrong with it is added to the messages."""
    taken: dict[str, Place] = {}
    parties = gathering.named(gathering.of(Party), taken)
    countries = gathering.named(gathering.of(Country), taken)
    sides = gathering.named(gathering.of(Side), taken)
    records: dict[str, RecordType] = gathering.named(gathering.of((EventType, StateType, ActType)), taken)
    relations = gathering.named(gathering.of(Relation), taken)
    boundaries = gathering.of(Boundaries)
    if boundaries:
        taken[BOUNDARIES] = boundaries[0].place
    definitions = gathering.named(gathering.of(Definition), taken)
    parameters = gathering.named(gathering.of(Parameter), taken)
    zones = gathering.named(gathering.of(Zone), taken)
    procedures, found, generated = _institution(gathering, records, taken)
    written: list[Norm] = gathering.of(NORM_TYPES)
    norms = gathering.named([*written, *generated], {})
    gathering.named(gathering.of(Amendment), {})
    acceding = _acceding(gathering, parties, countries)
    _somebody(gathering, parties)
    zone, zone_name = _zone(gathering)
    return Agreement(
        gathering.document,
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
        tuple(gathering.of(Territory)),
        _complete(gathering, records, parties),
        tuple(gathering.of(Suspendable)),
        tuple(gathering.of(Trace)),
        _force(gathering),
        _is_native(gathering),
        zone,
        zone_name,
        _calendars(gathering),
        dict.fromkeys(acceding, (NEVER, ALWAYS)),
        tuple(gathering.of((Withdrawal, Accession, Amendment, Reservable))),
        frozenset(acceding),
        procedures=procedures,
        organs=found,
        generated=frozenset(norm.name.text for norm in generated),
    )


def _calendars(gathering: Gathering) -> dict[str, WorkingDays]:
    items = gathering.of(WorkingCalendar)
    return {item.name: WorkingDays(free=frozenset(day.value for day in item.free)) for item in items}


def _institution(
    gathering: Gathering, records: dict[str, RecordType], taken: dict[str, Place]
) -> tuple[dict[str, Procedure], dict[str, Organ], list[Norm]]:
    """Procedures, bodies of every kind, and the norms that follow from them."""
    gathering.named([_Named(name) for item in gathering.of(Body) for name in item.names], taken)
    gathering.named(gathering.of((Mission, Programme)), taken)
    procedures = gathering.named(gathering.of(Procedure), taken)
    found = organs(gathering.document.statements)
    generated, faults = expand(gathering.document.statements, found, cast(procedures), records)
    gathering.messages.extend(faults)
    return procedures, found, generated


def _acceding(gathering: Gathering, parties: dict[str, Party], countries: dict[str, Country]) -> list[str]:
    """The countries that may accede; from here on they are parties that are not bound yet."""
    found: list[str] = []
    for item in gathering.of(Accession):
        for name in item.open_to:
            if name.text in countries and name.text not in parties:
                country = countries[name.text]
                parties[name.text] = Party(country.name, country.label, country.place)
                found.append(name.text)
    return found


def _somebody(gathering: Gathering, parties: dict[str, Party]) -> None:
    if not parties:
        remedy = 'Add `party ALBA "Republic of Alba"` for each of them.'
        _missing(gathering, "no-party", "The agreement names no party.", remedy)


def _missing(gathering: Gathering, code: str, message: str, remedy: str) -> None:
    """What the agreement does not say at all; told only where all of it could be read."""
    if not gathering.document.diagnostics:
        gathering.messages.append(error(code, message, Place(gathering.document.file, 1, 1, 1, 2), remedy))


def _force(gathering: Gathering) -> InForce:
    force = gathering.single(InForce, "when it is in force")
    if force is None:
        message = "Nothing says when the agreement is in force."
        _missing(gathering, "no-entry-into-force", message, "Add `in force from 1997-05-27`.")
        start = Place(gathering.document.file, 1, 1, 1, 2)
        return InForce(Date(dt.date(1, 1, 2), start), None, start)
    begins = force.start or force.provisional
    if force.end is not None and begins is not None and force.end.value < begins.value:
        message = "The agreement ends before it begins."
        gathering.messages.append(error("dates-reversed", message, force.place, "Exchange the dates."))
    return force


def _is_native(gathering: Gathering) -> bool:
    record = gathering.single(Record, "what kind of record it has")
    if record is None:
        remedy = "Add `record native` (kept and signed from the start) or `record reconstructed` (from sources)."
        _missing(gathering, "no-record", "Nothing says what kind of record there is.", remedy)
    return record is not None and record.kind == "native"


def _zone(gathering: Gathering) -> tuple[dt.tzinfo, str]:
    named = gathering.single(TimeZone, "its time zone")
    if named is None:
        return UTC, "UTC"
    try:
        return time_zone(named.name), named.name
    except ValueError:
        message = f"No time zone is called `{named.name}`."
        remedy = "Use an IANA name such as `Europe/Vienna`, or `UTC`."
        gathering.messages.append(error("unknown-time-zone", message, named.place, remedy))
        return UTC, "UTC"


def _complete(gathering: Gathering, records: dict[str, RecordType], parties: dict[str, Party]) -> tuple[Complete, ...]:
    items = gathering.of(Complete)
    for item in items:
        acts = {name: record for name, record in records.items() if isinstance(record, ActType)}
        if item.act.text not in acts:
            gathering.messages.extend(unknown("unknown-act", "act", item.act, acts).diagnostics)
        if item.party is not None and item.party.text not in parties:
            gathering.messages.extend(unknown("unknown-party", "party", item.party, parties).diagnostics)
        if item.end.value < item.start.value:
            gathering.messages.append(
                error("dates-reversed", "The span ends before it begins.", item.place, "Exchange the dates.")
            )
    return tuple(items)
