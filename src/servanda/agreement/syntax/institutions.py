"""What a text takes over from a prelude, and the institution it sets up: bodies, their acts, missions, programmes."""

from dataclasses import dataclass
from typing import Literal

from servanda.agreement.syntax.terms import Condition, Name, Path, Text
from servanda.dates import Duration
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True)
class Use:
    """`use institutions`, perhaps with the SHA-256 of the text that is meant: then no other text will do."""

    name: Name
    digest: Text | None
    place: Place


@dataclass(frozen=True, slots=True)
class Role:
    """`vote is ballot with choice cast`: which act plays a part in how a body works, and which of its fields say what.

    `parts`: part → field, in the order of the text.
    """

    role: Name
    act: Name
    parts: tuple[tuple[Name, Name], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Procedure:
    """`procedure meeting`: the acts by which bodies work, each in its role."""

    name: Name
    roles: tuple[Role, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Rhythm:
    """At least `times` meetings, of `level` if named, in each calendar period of `months` months."""

    level: Text | None
    times: int
    months: int
    place: Place


@dataclass(frozen=True, slots=True)
class Chair:
    """Who presides.

    `one`: always `who`; `rotation`: the members in the order of the text, for `months` months each or, without, for one
    meeting each; `sides`: one of each side and one rotating, in turn after each item of the agenda.
    """

    kind: Literal["one", "rotation", "sides"]
    who: Name | None
    months: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members must be present; `count` None: more than half."""

    count: int | None
    place: Place


RuleKind = Literal[
    "consensus",
    "consensus minus one",
    "consensus minus two",
    "majority of members",
    "majority of votes",
    "majority within each side",
    "unanimity",
    "silence",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a decision comes about. `who`: whose unanimity; `silence`: for how long at least nobody may object.

    With another rule, `silence` is the procedure that may be used instead.
    """

    kind: RuleKind
    who: Name | None
    silence: Duration | None
    place: Place


@dataclass(frozen=True, slots=True)
class Decides:
    """The rule for some kinds of matter, or, without any, for all that have none of their own."""

    matters: tuple[Text, ...]
    rule: Rule
    place: Place


@dataclass(frozen=True, slots=True)
class Body:
    """A council, summit or committee; `names` has several for commissions declared together.

    `members` None: those of the body that it stands under; (): every party. Members may be parties or sides.
    """

    kind: Literal["body", "commission"]
    names: tuple[Name, ...]
    label: str
    under: Name | None
    members: tuple[Name, ...] | None
    participants: tuple[Name, ...]
    rhythms: tuple[Rhythm, ...]
    chair: Chair | None
    quorum: Quorum | None
    decides: tuple[Decides, ...]
    place: Place
    article: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """`consultation voice on each decision`: what is owed to whoever claims that it touches its vital interests.

    `emergency`: notice and waiting time where an emergency is stated; `late`: how long after an item was put on the
    agenda a claim is late.
    """

    name: Name
    on: Literal["decision", "measure"]
    notice: Duration
    waiting: Duration
    emergency: tuple[Duration, Duration] | None
    late: Duration | None
    place: Place
    article: str = ""


@dataclass(frozen=True, slots=True)
class Mission:
    """`mission liaison of Borea at "General Staff", opened by Alba within 6 months after entry into force`."""

    name: Name
    sender: Name
    at: Text
    host: Name | None
    within: Duration | None
    place: Place
    article: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """`holds exercise e where … at least 2 times a year, every side taking part in e.host`.

    `each`: `each member holds …`.
    """

    each: bool
    record: Name
    variable: Name
    where: Condition | None
    times: int
    taking_part: Path | None
    place: Place


@dataclass(frozen=True, slots=True)
class Programme:
    """What the members of a body do together, counted by calendar year."""

    name: Name
    label: str
    under: Name
    activities: tuple[Activity, ...]
    place: Place
    article: str = ""
