"""Worked examples inside the text; what a statement is, and the block it stands in."""

from dataclasses import dataclass, field
from typing import Literal

from servanda.agreement.syntax.declarations import (
    ActType,
    Complete,
    Country,
    Definition,
    EventType,
    InForce,
    NilReturn,
    Parameter,
    Party,
    Record,
    Relation,
    Side,
    StateType,
    TimeZone,
    WorkingCalendar,
)
from servanda.agreement.syntax.effects import Accession, Amendment, Reservable, Withdrawal
from servanda.agreement.syntax.institutions import Body, Consultation, Mission, Procedure, Programme, Use
from servanda.agreement.syntax.norms import Duty, Limit, Obligation, Prohibition, Quota, Recurrence, Suspendable
from servanda.agreement.syntax.terms import Date, Name, Number, Text
from servanda.agreement.syntax.zones import Boundaries, Territory, Zone
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True)
class TraceValue:
    """A field of a fact in a trace: `personnel 12000 to 12500`, `host BLR, RUS`, `level threat`, `alerted yes`."""

    field: Name
    low: Number | Text | Date | Name
    high: Number | Date | None
    more: tuple[Name, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class TraceFact:
    """A line of facts; for a relation, `party` and `target` are the two that stand in it from that date on.

    `DATE [HH:MM] PARTY files act [of|to ID] as ID FIELDS`, `DATE declared|observed record ID FIELDS`, or
    `DATE COUNTRY relation COUNTRY`.
    """

    when: Date
    clock: str | None
    kind: Literal["files", "declared", "observed", "stands in"]
    party: Name | None
    record: Name
    identity: Name | None
    target: Name | None
    values: tuple[TraceValue, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class TraceExpectation:
    """`expect VERDICT by BEARER [on ID] [as declared|as observed] [under "reading"] [, 20 days late|, by 101]`.

    `suspended`: whether the finding must be touched wholly by a claimed suspension; None where it does not matter.
    """

    norm: Name
    verdict: str
    bearer: Name
    occasion: Name | Date | Number | Text | None
    world: Literal["declared", "observed"] | None
    reading: str | None
    days_late: int | None
    size: int | None
    place: Place
    suspended: bool | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """`in_force`: the day from which the agreement is in force in this example, whatever the acts in it."""

    label: str
    norm: Name
    facts: tuple[TraceFact, ...]
    as_of: Date | None
    watched: bool
    incomplete: bool
    expectations: tuple[TraceExpectation, ...]
    place: Place
    in_force: Date | None = None


@dataclass(frozen=True, slots=True)
class Unchecked:
    """`unchecked because "…"`: why nothing in this article can be checked."""

    reason: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Reference:
    """`refers to "Treaty" article "IV", "V" for keep_up`: articles of another agreement that this article speaks of.

    `articles` (): all of it. `norms`: of which norms here; () for the article as a whole.
    """

    treaty: Text
    articles: tuple[Text, ...]
    norms: tuple[Name, ...]
    place: Place
    article: str = ""


Statement = (
    Party
    | Country
    | Side
    | InForce
    | Record
    | Complete
    | NilReturn
    | TimeZone
    | WorkingCalendar
    | EventType
    | StateType
    | ActType
    | Relation
    | Boundaries
    | Territory
    | Zone
    | Parameter
    | Definition
    | Obligation
    | Quota
    | Duty
    | Recurrence
    | Limit
    | Prohibition
    | Suspendable
    | Withdrawal
    | Accession
    | Amendment
    | Reservable
    | Trace
    | Unchecked
    | Reference
    | Use
    | Procedure
    | Body
    | Mission
    | Consultation
    | Programme
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the file's lines from `line` on (its first line of content), and what it says."""

    article: str
    line: int
    text: str
    statements: tuple[Statement, ...] = field(default=())
