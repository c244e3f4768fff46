"""The syntax tree of the agreement language.

Rules it keeps:

- one class for each construct of `docs/reference/language.md`; what is read is kept as it was written: names are not
  yet resolved, units not yet checked;
- every node that can be wrong carries its place; nodes are frozen;
- lists keep the order of the source.

It leaves to others: reading (`parse`), what names mean (`resolve`, `check`), what norms mean (`core`).
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from servanda.dates import Duration
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True)
class Name:
    text: str
    place: Place

    def __str__(self) -> str:
        return self.text


# --- terms and conditions -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    value: int
    unit: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Date:
    value: dt.date
    place: Place


@dataclass(frozen=True, slots=True)
class Path:
    """`e`, `e.personnel`, `reply.request.by`, the name of a parameter, a party, or an option such as `threat`."""

    parts: tuple[Name, ...]
    place: Place

    def __str__(self) -> str:
        return ".".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Scoped:
    """`e.personnel in scope "all manoeuvres"`."""

    path: Path
    scope: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Of:
    """`launchers of p`, `holding("warheads") of p`: a definition or the value of a state."""

    name: Name
    keys: tuple[Text, ...]
    subject: "Term"
    place: Place


@dataclass(frozen=True, slots=True)
class InWorld:
    """`declared launchers of p`: looked up in the named world, whichever world is being judged."""

    world: Literal["declared", "observed"]
    term: "Term"
    place: Place


@dataclass(frozen=True, slots=True)
class Window:
    """What an aggregate looks at: `in any 365 days`, `in any 3 years`, `in each calendar year`, `under way at once`."""

    kind: Literal["rolling", "calendar year", "at once"]
    duration: Duration | None
    place: Place


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`the sum of t.number over transfer t where …`, `the number of exercise e where … under way at once`."""

    function: Literal["sum", "number", "greatest", "least"]
    operand: "Term | None"
    record: Name
    variable: Name
    where: "Condition | None"
    window: Window | None
    place: Place


@dataclass(frozen=True, slots=True)
class YearlyMaximum:
    """`the yearly maximum of holding("warheads") of p`."""

    term: "Term"
    place: Place


@dataclass(frozen=True, slots=True)
class LeastEarlier:
    """`its least earlier yearly maximum`: only as the bound of a limit on a yearly maximum."""

    place: Place


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: Literal["+", "-", "*", "/"]
    left: "Term"
    right: "Term"
    place: Place


@dataclass(frozen=True, slots=True)
class Call:
    """`min(a, b)`, `max(a, b)`, `ceil(a / b)`, `floor(a / b)`: the only places where division may stand."""

    function: Literal["min", "max", "ceil", "floor"]
    arguments: tuple["Term", ...]
    place: Place


Term = (
    Number | Text | Date | Path | Scoped | Of | InWorld | Aggregate | YearlyMaximum | LeastEarlier | Arithmetic | Call
)


@dataclass(frozen=True, slots=True)
class Compare:
    operator: Literal["=", "<", "<=", ">", ">="]
    left: Term
    right: Term
    place: Place


@dataclass(frozen=True, slots=True)
class Is:
    """`e is notifiable` (a definition), `i.level is threat or more`, `c.kind is "x" or "y"`, `e.alerted is yes`."""

    subject: Path
    options: tuple[Name | Text, ...]
    or_more: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Holds:
    """`e.alerted`: a field that is yes."""

    path: Path
    place: Place


@dataclass(frozen=True, slots=True)
class Related:
    """`i.target borders i.actor`: a relation between two countries, or `p is of s` as the relation `member`."""

    relation: Name
    left: Path
    right: Path
    place: Place


@dataclass(frozen=True, slots=True)
class Negation:
    body: "Condition"
    place: Place


@dataclass(frozen=True, slots=True)
class Both:
    left: "Condition"
    right: "Condition"
    place: Place


@dataclass(frozen=True, slots=True)
class Either:
    left: "Condition"
    right: "Condition"
    place: Place


Condition = Compare | Is | Holds | Related | Negation | Both | Either


# --- declarations ---------------------------------------------------------------------------------------------------


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
class InForce:
    """`in force from DATE [to DATE]`, both inclusive."""

    start: Date
    end: Date | None
    place: Place


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
        "text", "party", "country", "party or country", "count", "yes or no", "place", "date", "year", "one of"
    ]
    unit: str | None = None
    options: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    name: Name
    type: FieldType
    key: bool
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
    """`start` None: the value before the first date."""

    value: Number
    start: Date | None


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


# --- norms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnRecord:
    """`on each exercise e where …`."""

    record: Name
    variable: Name
    where: Condition | None
    place: Place


@dataclass(frozen=True, slots=True)
class OnEntryIntoForce:
    place: Place


@dataclass(frozen=True, slots=True)
class OnBreach:
    """`on each breach b of answer`."""

    variable: Name
    norm: Name
    place: Place


@dataclass(frozen=True, slots=True)
class OnChange:
    """`on each change c of deployment where …`: a statement whose value differs from the one before."""

    variable: Name
    state: Name
    where: Condition | None
    place: Place


Trigger = OnRecord | OnEntryIntoForce | OnBreach | OnChange


@dataclass(frozen=True, slots=True)
class PathBearer:
    """`e.host`, `r.to`, `b.bearer`, or a party by name."""

    path: Path
    place: Place


@dataclass(frozen=True, slots=True)
class EachBearer:
    """`each party`, `each party other than r.by`, `each side`; `jointly`: one deed by any of them discharges all."""

    kind: Literal["party", "side"]
    other_than: Path | None
    jointly: bool
    place: Place


Bearer = PathBearer | EachBearer


@dataclass(frozen=True, slots=True)
class Stating:
    """`stating holding for every category`: the act counts only if these values were stated for its date too."""

    state: Name
    every: Name
    place: Place


@dataclass(frozen=True, slots=True)
class Deed:
    """`must file notification of e`, `must file reply to r`, `must file exchange for that date stating …`."""

    act: Name
    link: Literal["of", "to"] | None
    target: Name | None
    occasion: Literal["that date", "that year", "the next year"] | None
    stating: tuple[Stating, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a deadline counts from.

    `field`: a date of the trigger; `filed`, `received`: the trigger's own filing; `entry into force`; `breach`: the
    instant of the breach that triggers; `change`: the date of the changed statement.
    """

    kind: Literal["field", "filed", "received", "entry into force", "breach", "change"]
    path: Path | None
    deemed: Duration | None
    place: Place


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at least 42 days before e.start` (before), `within 48 hours after …` (after), `at the latest at e.start` (at),
    `by 2020-04-01` (date)."""

    kind: Literal["before", "after", "at", "date"]
    duration: Duration | None
    anchor: Anchor | None
    date: Date | None
    place: Place


@dataclass(frozen=True, slots=True)
class ExceptionClause:
    """`unless e.alerted, claimed by e.host in notification; instead at the latest at e.start`."""

    condition: Condition
    claimed_by: Path | None
    claimed_in: Name | None
    instead: Deadline | None
    place: Place


@dataclass(frozen=True, slots=True)
class Binding:
    """From and to when a norm binds, both inclusive, and whom, where it does not bind all."""

    start: Date | None = None
    end: Date | None = None
    only: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Obligation:
    """Also a milestone: an obligation on entry into force."""

    name: Name
    trigger: Trigger
    bearer: Bearer
    deed: Deed
    deadline: Deadline
    exception: ExceptionClause | None
    owed_to: Path | None
    binding: Binding
    milestone: bool
    place: Place
    article: str = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`up to 3 in a calendar year`, `at most 1 from one requester`."""

    count: Term
    per_requester: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Quota:
    """A duty to accept requests, up to a number; beyond it a refusal keeps the norm."""

    name: Name
    trigger: OnRecord
    bearer: Bearer
    deed: Deed
    deadline: Deadline
    allowances: tuple[Allowance, ...]
    owed_to: Path | None
    binding: Binding
    place: Place
    article: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`every year by 15 December`, or `every 6 months as of 1 March and 1 September within 30 days`.

    `days` are (month, day) in the order of the year; `within` None: due on those days themselves.
    """

    days: tuple[tuple[int, int], ...]
    within: Duration | None
    months: int
    place: Place


@dataclass(frozen=True, slots=True)
class Duty:
    name: Name
    schedule: Schedule
    bearer: Bearer
    deed: Deed
    owed_to: Path | None
    binding: Binding
    place: Place
    article: str = ""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """`tolerating up to 30 days in a row and 90 in any 365; beyond that the whole period counts`."""

    in_a_row: Duration
    in_window: Duration | None
    window: Duration | None
    place: Place


@dataclass(frozen=True, slots=True)
class Limit:
    """`for each party p: MEASURE is at most BOUND`; `assessed` says which periods get a finding of their own."""

    name: Name
    kind: Literal["party", "side"]
    variable: Name
    jointly: bool
    measure: Term
    operator: Literal["<=", ">="]
    bound: Term
    tolerance: Tolerance | None
    assessed: Literal["at all times", "each calendar year", "each calendar month"]
    binding: Binding
    place: Place
    article: str = ""


@dataclass(frozen=True, slots=True)
class Prohibition:
    """`no incident i where …, by i.actor [against i.target that borders i.actor]; assessed each calendar year`."""

    name: Name
    record: Name
    variable: Name
    where: Condition | None
    by: Path
    against: Path | None
    relation: Related | None
    assessed: Literal["each calendar year", "each calendar month"]
    binding: Binding
    place: Place
    article: str = ""


Norm = Obligation | Quota | Duty | Limit | Prohibition


@dataclass(frozen=True, slots=True)
class Suspendable:
    """`suspendable exchange, limits by filing suspension after 30 days`; or `never suspendable threats`."""

    norms: tuple[Name, ...]
    act: Name | None
    notice: Duration | None
    place: Place


# --- traces ---------------------------------------------------------------------------------------------------------


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
    """`DATE [HH:MM] PARTY files act [of|to ID] as ID FIELDS` or `DATE declared|observed record ID FIELDS`."""

    when: Date
    clock: str | None
    kind: Literal["files", "declared", "observed"]
    party: Name | None
    record: Name
    identity: Name | None
    target: Name | None
    values: tuple[TraceValue, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class TraceExpectation:
    """`expect VERDICT by BEARER [on ID] [as declared|as observed] [under "reading"] [, 20 days late|, by 101]`."""

    norm: Name
    verdict: str
    bearer: Name
    occasion: Name | Date | Number | Text | None
    world: Literal["declared", "observed"] | None
    reading: str | None
    days_late: int | None
    size: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Trace:
    label: str
    norm: Name
    facts: tuple[TraceFact, ...]
    as_of: Date | None
    watched: bool
    expectations: tuple[TraceExpectation, ...]
    place: Place


Statement = (
    Party
    | Country
    | Side
    | InForce
    | Record
    | Complete
    | TimeZone
    | WorkingCalendar
    | EventType
    | StateType
    | ActType
    | Relation
    | Parameter
    | Definition
    | Obligation
    | Quota
    | Duty
    | Limit
    | Prohibition
    | Suspendable
    | Trace
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the file's lines from `line` on (its first line of content), and what it says."""

    article: str
    line: int
    text: str
    statements: tuple[Statement, ...] = field(default=())
