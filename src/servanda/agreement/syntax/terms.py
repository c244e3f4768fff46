"""Names, terms (things with a value) and conditions (things that are so or not)."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from servanda.dates import Duration
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True)
class Name:
    text: str
    place: Place

    def __str__(self) -> str:
        return self.text


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
    """What an aggregate looks at: `in any 365 days`, `in any 3 years`, `in each calendar year`, `under way at once`.

    `within 14 days and 200 km of e`: the kind *beside*; `km` None: wherever they are.
    """

    kind: Literal["rolling", "calendar year", "at once", "beside"]
    duration: Duration | None
    place: Place
    km: int | None = None
    beside: Name | None = None


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
class Within:
    """`d.at in border_territory`, `d.at in withdrawal of d.owner`: a place lies in a zone, or in one party's part."""

    subject: Path
    zone: Name
    whose: Path | None
    place: Place


@dataclass(frozen=True, slots=True)
class Turn:
    """`any opening o where o.by = e.host`: an act or event with which a standing begins or ends."""

    record: Name
    variable: Name
    where: "Condition | None"
    place: Place


@dataclass(frozen=True, slots=True)
class Standing:
    """`from any opening o … until any closing c …, lapsing after 1 year`: one of the last two may be missing.

    `recorded`: of acts of one day, the one that is recorded first came first: `, in the order recorded`.
    """

    opened: Turn
    closed: Turn | None
    lapse: Duration | None
    place: Place
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """`c.number changed by 10 percent or more since the last notice by c.party`: against the value that held when the
    party last filed such an act."""

    path: Path
    percent: int
    act: Name
    by: Path
    place: Place


@dataclass(frozen=True, slots=True)
class Raw:
    """`formula certainly "…", possibly "…"`: the core logic itself; a long one as several texts in a row."""

    certainly: tuple[Text, ...]
    possibly: tuple[Text, ...]
    place: Place

    def parts(self, sure: bool) -> tuple[Text, ...]:
        return self.certainly if sure else self.possibly

    def text(self, sure: bool) -> str:
        """The formula, its parts joined by a blank."""
        return " ".join(part.value for part in self.parts(sure))


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


Condition = Compare | Is | Holds | Related | Within | Standing | Changed | Raw | Negation | Both | Either
