"""A checked agreement: every name resolved, ready for its norms to be translated.

Rules it keeps:

- it is built by `check` alone, from a document without errors;
- names are unique across parties, countries and sides, across record types and relations, and across norms.

>>> from servanda.agreement.example import small
>>> sorted(small().parties)
['ALBA', 'BOREA']
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from servanda.agreement.bodies import Organ
from servanda.agreement.parse import Document
from servanda.agreement.roles import ROLES, Cast, cast
from servanda.agreement.syntax import (
    Accession,
    ActType,
    Amendment,
    Boundaries,
    Complete,
    Consultation,
    Country,
    Definition,
    Effect,
    EventType,
    Field,
    FieldType,
    InForce,
    Name,
    NilReturn,
    Norm,
    Obligation,
    OnEntryIntoForce,
    Parameter,
    Party,
    Procedure,
    RecordType,
    Reference,
    Relation,
    Reservable,
    Side,
    StateType,
    Suspendable,
    Territory,
    Trace,
    Withdrawal,
    Zone,
)
from servanda.dates import ALWAYS, NEVER, WorkingDays, end_of_day, start_of_day
from servanda.diagnostics import Place

NOWHERE = Place("", 0, 0, 0, 0)
# The first day of an agreement that no act has brought into force yet: beyond every date that a source could mean.
NOT_YET = dt.date(9000, 1, 1)


def _implied(name: str, kind: str) -> Field:
    return Field(Name(name, NOWHERE), FieldType(kind), False, None, NOWHERE)  # type: ignore[arg-type]


# Every act has a filer and the instants of its filing and receipt; they are not declared in the text.
ACT_FIELDS = {
    "by": _implied("by", "party"),
    "filed": _implied("filed", "date"),
    "received": _implied("received", "date"),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """The checked agreement. Mappings keep the order of the text."""

    document: Document
    parties: Mapping[str, Party]
    countries: Mapping[str, Country]
    sides: Mapping[str, Side]
    records: Mapping[str, RecordType]
    relations: Mapping[str, Relation]
    parameters: Mapping[str, Parameter]
    definitions: Mapping[str, Definition]
    norms: Mapping[str, Norm]
    zones: Mapping[str, Zone]
    boundaries: tuple[Boundaries, ...]
    territories: tuple[Territory, ...]
    complete: tuple[Complete, ...]
    suspendable: tuple[Suspendable, ...]
    traces: tuple[Trace, ...]
    in_force: InForce
    native: bool
    zone: dt.tzinfo
    zone_name: str
    calendars: Mapping[str, WorkingDays]
    # From the first to the last second for which a party is bound, where that is not as long as the agreement is.
    bound_for: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    # Countries that may accede; they are among `parties` too, and bound only once they have.
    acceding: frozenset[str] = frozenset()
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    organs: Mapping[str, Organ] = field(default_factory=dict)
    # Norms that follow from declarations of bodies, missions and programmes; they are among `norms` too.
    generated: frozenset[str] = frozenset()

    def consultations(self) -> Iterator[Consultation]:
        return (item for item in self.document.statements if isinstance(item, Consultation))

    def computed(self, record: str) -> bool:
        """Whether records of the type follow from other acts, so that nobody can file one."""
        role = ROLES.get(self.cast.role(record))
        return (role is not None and role.computed) or any(item.name.text == record for item in self.consultations())

    @property
    def nil_returns(self) -> tuple[NilReturn, ...]:
        """Which act states that there was nothing of a kind."""
        return self.document.nil_returns

    @property
    def references(self) -> tuple[Reference, ...]:
        """Where the text speaks of other agreements, in its order."""
        return tuple(item for item in self.document.statements if isinstance(item, Reference))

    @property
    def cast(self) -> Cast:
        """Which acts play which roles."""
        return cast(self.procedures)

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def amendments(self) -> Mapping[str, Amendment]:
        return {item.name.text: item for item in self.effects if isinstance(item, Amendment)}

    @property
    def founders(self) -> tuple[str, ...]:
        """The parties that need not accede."""
        return tuple(name for name in self.parties if name not in self.acceding)

    def parties_on(self, day: dt.date) -> tuple[str, ...]:
        """The parties without those that have not acceded by that day, or have left."""
        return self.parties_between(day, day)

    def parties_between(self, start: dt.date, end: dt.date) -> tuple[str, ...]:
        """The parties on any day of a period, both ends included."""
        first, last = start_of_day(start, self.zone), end_of_day(end, self.zone)
        spans = {name: self.bound_for.get(name, (ALWAYS, NEVER)) for name in self.parties}
        return tuple(name for name, (since, until) in spans.items() if since <= last and until >= first)

    @property
    def role_acts(self) -> frozenset[str]:
        """The acts that do something to the agreement itself."""
        named = [name for item in self.suspendable for name in (item.act, item.ended)]
        for item in self.effects:
            match item:
                case Withdrawal():
                    named += [item.act, item.ended]
                case Accession():
                    named += [item.act, item.consent]
                case Amendment():
                    named.append(item.entry.act)
                case Reservable():
                    named += [item.act, item.objected]
        if self.in_force.entry is not None:
            named.append(self.in_force.entry.act)
        return frozenset(name.text for name in named if name is not None)

    def states(self) -> Iterator[StateType]:
        return (record for record in self.records.values() if isinstance(record, StateType))

    def events(self) -> Iterator[EventType]:
        return (record for record in self.records.values() if isinstance(record, EventType))

    def acts(self) -> Iterator[ActType]:
        return (record for record in self.records.values() if isinstance(record, ActType))

    @property
    def starts(self) -> dt.date:
        """The first day on which the agreement applies; `NOT_YET` while no act has brought it into force."""
        days = [item.value for item in (self.in_force.start, self.in_force.provisional) if item is not None]
        return min(days, default=NOT_YET)

    def readings(self) -> dict[str, list[str]]:
        """The labels of the readings of every term that has several; those of the boundary sets as `boundaries`."""
        found = {name: [r.label for r in item.readings] for name, item in self.definitions.items()}
        maps = list(dict.fromkeys(item.reading for item in self.boundaries if item.reading))
        if maps:
            found["boundaries"] = maps
        return {name: labels for name, labels in found.items() if any(labels)}

    def entry(self) -> int:
        """The second of the entry into force; 2**52 while there is none."""
        start = self.in_force.start
        return start_of_day(start.value, self.zone) if start is not None else NEVER

    def force(self) -> tuple[int, int]:
        """The first and last second in which the agreement applies; 2**52 where it does not begin, or not end."""
        end = self.in_force.end
        start = NEVER if self.starts == NOT_YET else start_of_day(self.starts, self.zone)
        return start, end_of_day(end.value, self.zone) if end is not None else NEVER

    def bound(self, party: str) -> tuple[int, int]:
        """The first and last second for which the agreement binds a party; a side is bound while it is in force."""
        start, end = self.force()
        first, last = self.bound_for.get(party, (start, end))
        return max(start, first), min(end, last)

    def sides_between(self, party: str, start: dt.date, end: dt.date) -> set[str]:
        """The sides to which `party` belongs on any day of a period, both ends included."""
        return {
            side.name.text
            for side in self.sides.values()
            for member in side.members
            if member.party.text == party
            and (member.start is None or member.start.value <= end)
            and (member.end is None or start <= member.end.value)
        }

    def side_of(self, party: str, day: dt.date) -> str | None:
        """The side to which `party` belongs on `day`, if any."""
        for side in self.sides.values():
            for member in side.members:
                if (
                    member.party.text == party
                    and (member.start is None or member.start.value <= day)
                    and (member.end is None or day <= member.end.value)
                ):
                    return side.name.text
        return None


def answers_what_was(norm: Norm) -> bool:
    """Whether only a deed from the occasion on can discharge the norm: one after it, that names nothing it is filed of.

    A report within 30 days after a breach is none of those filed before. What is filed of the occasion names it.
    """
    return (
        isinstance(norm, Obligation)
        and not isinstance(norm.trigger, OnEntryIntoForce)
        and norm.deadline.kind == "after"
        and norm.deed.target is None
    )


def fields_of(record: RecordType) -> dict[str, Field]:
    """The fields of a record type by name, those implied for every act included (not the link)."""
    declared = {field.name.text: field for field in record.fields}
    return {**ACT_FIELDS, **declared} if isinstance(record, ActType) else declared


def key_fields(record: RecordType) -> tuple[Field, ...]:
    return tuple(field for field in record.fields if field.key)


def value_fields(record: RecordType) -> tuple[Field, ...]:
    return tuple(field for field in record.fields if not field.key)


def first_date(record: EventType) -> Field | None:
    """The field that says when an event happened: its first date."""
    return next((field for field in record.fields if field.type.kind == "date"), None)


def last_date(record: EventType) -> Field | None:
    """The field that says when an event ended: its last date, which may be its first."""
    return next((field for field in reversed(record.fields) if field.type.kind == "date"), None)
