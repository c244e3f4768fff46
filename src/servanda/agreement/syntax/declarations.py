"""Who is bound and when; record types, parameters and definitions."""

from dataclasses import dataclass
from typing import Literal

from servanda.agreement.syntax.terms import Condition, Date, Name, Number, Path, Term
from servanda.dates import Duration
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True)
class Membership:
    """A party in a side, `start` inclusive and `end` inclusive; None for ever."""

    party: Name
    start: Date | None
    end: Date | None


@dataclass(frozen=True, slots=True)
class Party:
    name: Name
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Country:
    """A state that is not bound but can be spoken of."""

    name: Name
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Side:
    name: Name
    label: str
    members: tuple[Membership, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """`30 days after every party has filed ratification`, or `… 3 parties, ALBA and BOREA among them, have filed …`.

    `count` None: every party; `among`: who must be among those who have filed.
    """

    act: Name
    count: int | None
    among: tuple[Name, ...]
    after: Duration | None
    place: Place


@dataclass(frozen=True, slots=True)
class InForce:
    """`in force from DATE [to DATE]`, both inclusive; or by acts: then `start` is None until these are looked at.

    `provisional`: applied from that day on, whether in force or not.
    """

    start: Date | None
    end: Date | None
    place: Place
    entry: Entry | None = None
    provisional: Date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    kind: Literal["native", "reconstructed"]
    place: Place


@dataclass(frozen=True, slots=True)
class Complete:
    """Every `act` (by `party`, if named) filed or due from `start` to `end`, both inclusive, is in the record."""

    act: Name
    party: Name | None
    start: Date
    end: Date
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class NilReturn:
    """`nil return of incident by filing calm_year, each year by 31 January`: who files `act` for a year states that
    no `record` was its own. `due`: month and day by which it must be filed in the year after, where that is a duty.
    """

    record: Name
    act: Name
    place: Place
    due: tuple[int, int] | None = None
    article: str = ""


@dataclass(frozen=True, slots=True)
class TimeZone:
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """`working days "Geneva" except 2024-01-01, 2024-05-01`: Monday to Friday less the dates named."""

    name: str
    free: tuple[Date, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class FieldType:
    """The type of a field: `kind`, with the unit of a count or the options of a choice in rising order."""

    kind: Literal[
        "text", "party", "country", "party or country", "body", "count", "yes or no", "place", "date", "year", "one of"
    ]
    unit: str | None = None
    options: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """`released to ALBA, BOREA`: who may read a field besides its filer; no `readers`: every party."""

    readers: tuple[Name, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Field:
    """`release` None: everybody may read it."""

    name: Name
    type: FieldType
    key: bool
    release: Release | None
    place: Place


@dataclass(frozen=True, slots=True)
class Hold:
    """`declared holds at most 7 months`: how long a stated value stands if nothing replaces it."""

    world: Literal["declared", "observed"]
    duration: Duration
    place: Place


@dataclass(frozen=True, slots=True)
class EventType:
    """`declarer` names the field whose party may declare it; None: nobody."""

    name: Name
    declarer: Name | None
    fields: tuple[Field, ...]
    same_when: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class StateType:
    name: Name
    declarer: Name | None
    fields: tuple[Field, ...]
    holds: tuple[Hold, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ActType:
    """`act reply to request`: `link` is `of`, `to` or None, `target` the record type that it answers or describes."""

    name: Name
    link: Literal["of", "to"] | None
    target: Name | None
    fields: tuple[Field, ...]
    filed_by: Path | None
    place: Place


@dataclass(frozen=True, slots=True)
class Relation:
    """`relation borders between countries`: symmetric; the pairs and their dates come from evidence."""

    name: Name
    place: Place


RecordType = EventType | StateType | ActType


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """`start` None: the value before the first date, or from the entry into force of an amendment (`since`)."""

    value: Number
    start: Date | None
    since: Name | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    name: Name
    values: tuple[ParameterValue, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Reading:
    label: str
    holders: tuple[Name, ...]
    body: "Term | Condition"
    place: Place


@dataclass(frozen=True, slots=True)
class Definition:
    """`define launchers of p = TERM`, `define notifiable e as CONDITION`, or several readings of either."""

    name: Name
    variable: Name
    is_condition: bool
    readings: tuple[Reading, ...]
    place: Place
