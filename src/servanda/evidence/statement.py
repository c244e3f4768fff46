"""One row of a file as a statement: who says what of which occasion, since when it is known, how good the source is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from servanda.dates import Stamp


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number, date, choice or yes-or-no between two whole numbers, both inclusive. `text` is as the row has it."""

    low: int
    high: int
    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """A text, or one or several parties."""

    values: tuple[str, ...]
    text: str


Value = Bounds | Names


@dataclass(frozen=True, slots=True)
class Statement:
    """A row. `world`: `declared`, `observed`, or `record` for an act, which exists in the record only.

    `key`: the id of an event or act, the key of a state. `fields`: what the row says, by field; silent fields are
    absent. `when`: the filing of an act or the date from which a state's value holds; None for an event.
    `known`: the last second of the day on which it became known. `links`: target record type → its id. `joined`: of
    what follows from other acts, all who brought it about; `certain`: False where it may not have come about.
    """

    world: Literal["declared", "observed", "record"]
    file: str
    line: int
    record: str
    key: tuple[str, ...]
    fields: Mapping[str, Value]
    when: Stamp | None
    filer: str
    filed: Stamp | None
    received: Stamp | None
    scope: str
    source: str
    origin: str
    grade: str
    mark: str
    known: int
    links: Mapping[str, str] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """Somebody looked at a kind of fact over a time, or was denied access to it. `about` "" means every party.

    `record` "" means every kind of fact. `where`: the zone, country or site to which the look was limited, "" for
    everywhere; `denied_by`: who denied access; `filed`: an act says so, which counts as acts do, whatever its grade.
    """

    file: str
    line: int
    record: str
    about: str
    start: int
    end: int
    looked: bool
    source: str
    origin: str
    grade: str
    known: int
    where: str = ""
    denied_by: str = ""
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """Every such act (by `party`, on `target`; "" for any) filed or falling due from `start` to `end` is in the record.

    `vouched`: the record's own statement, taken as it is; otherwise evidence under the standard of proof.
    """

    file: str
    line: int
    record: str
    party: str
    target: str
    start: int
    end: int
    source: str
    origin: str
    grade: str
    known: int
    vouched: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two countries that stand in a relation from `start` to `end`, both inclusive."""

    file: str
    line: int
    relation: str
    first: str
    second: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Linked:
    """Somebody holds that the event observed as `observed` is the one declared as `declared`; `source`: who."""

    file: str
    line: int
    record: str
    declared: str
    observed: str
    source: str
    origin: str
    grade: str
    known: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the files of a workspace say."""

    statements: tuple[Statement, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    completeness: tuple[Completeness, ...] = ()
    pairs: tuple[Pair, ...] = ()
    links: tuple[Linked, ...] = ()
