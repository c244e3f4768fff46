"""Norms, the clauses they are made of, and what may be suspended."""

from dataclasses import dataclass
from typing import Literal

from servanda.agreement.syntax.terms import Condition, Date, Name, Path, Related, Term
from servanda.dates import Duration
from servanda.diagnostics import Place


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
    """`e.host`, `r.to`, `b.bearer`, or a party by name.

    `jointly`: a deed of any party but the one to whom it is owed discharges all whom the path names.
    """

    path: Path
    place: Place
    jointly: bool = False


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
    """`must file notification of e`, `must file reply to r`, `must file exchange for that date stating …`.

    `variable` and `where`: `must file opening o where o.at is liaison`, only such an act counts. `along`: the links
    that lead on from the target, `must file reply to k.request`.
    """

    act: Name
    link: Literal["of", "to"] | None
    target: Name | None
    occasion: Literal["that date", "that year", "the next year", "the year before"] | None
    stating: tuple[Stating, ...]
    place: Place
    variable: Name | None = None
    where: Condition | None = None
    along: tuple[Name, ...] = ()


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
    """From and to when a norm binds, both inclusive, and whom, where it does not bind all.

    `since`, `until`: the amendment by which it begins to bind, or ends; their days are those of its entry into force.
    """

    start: Date | None = None
    end: Date | None = None
    only: tuple[Name, ...] = ()
    since: Name | None = None
    until: Name | None = None


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
    """A duty to accept requests, up to a number; beyond it a refusal keeps the norm.

    `recorded`: of requests of one day, the one that is recorded first came first: `, in the order recorded`.
    """

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
    recorded: bool = False


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
    """`unless_declared`: not owed by a bearer of whose own one such event of that year was declared."""

    name: Name
    schedule: Schedule
    bearer: Bearer
    deed: Deed
    owed_to: Path | None
    binding: Binding
    place: Place
    article: str = ""
    unless_declared: Name | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A duty to do something so many times: `in each calendar year, … must hold at least 2 exercise e where …`.

    What has a date of its own counts on its first date, other acts on the day of filing. `months`: 1, 3, 6 or 12.
    `taking_part`: only what every side took part in counts.
    """

    name: Name
    months: int
    bearer: EachBearer
    times: int
    record: Name
    variable: Name
    where: Condition | None
    taking_part: Path | None
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
    """`no incident i where …, by i.actor [against i.target that borders i.actor]; assessed each calendar year`.

    `tolerance`: what lasts, from its first to its last date, is forbidden only where it lasts longer.
    """

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
    tolerance: Tolerance | None = None


Norm = Obligation | Quota | Duty | Recurrence | Limit | Prohibition


@dataclass(frozen=True, slots=True)
class Suspendable:
    """`suspendable exchange, limits by filing suspension after 30 days`; or `never suspendable threats`.

    `parts`: what the act says in which field: (`towards`, `to`), (`norms`, `concerns`), (`grounds`, `why`),
    (`effect`, `on`), (`finding`, `answers`). `ended`: the act that resumes what was suspended. `countermeasure`: the
    act answers a breach by those towards whom it is aimed.
    """

    norms: tuple[Name, ...]
    act: Name | None
    notice: Duration | None
    place: Place
    parts: tuple[tuple[Name, Name], ...] = ()
    ended: Name | None = None
    countermeasure: bool = False
