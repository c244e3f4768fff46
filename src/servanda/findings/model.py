"""What an assessment says: findings, their witnesses, and all that is needed to cite and rerun it.

Rules it keeps:

- a finding is one norm × bearer × occasion × reading × assessor, with one verdict in each world;
- verdicts are exactly those of DESIGN §3; cured, excepted, suspended, contested and the like are attributes;
- every value is plain data; dates are ISO 8601 texts in the agreement's time zone; numbers carry their unit;
- the order of findings is fixed, and ids are the same in every run on the same occasions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

World = Literal["declared", "observed"]
WORLDS: tuple[World, World] = ("declared", "observed")
Verdict = Literal["kept", "breached", "pending", "undetermined", "not observed", "not declared", "not owed"]
VERDICTS: tuple[Verdict, ...] = (
    "kept",
    "breached",
    "pending",
    "undetermined",
    "not observed",
    "not declared",
    "not owed",
)
Gap = Literal[
    "agreed",
    "contradicted",
    "below threshold",
    "understated",
    "overstated",
    "undeclared",
    "unobserved",
    "open",
]
GAPS: tuple[Gap, ...] = (
    "contradicted",
    "undeclared",
    "below threshold",
    "understated",
    "overstated",
    "open",
    "unobserved",
    "agreed",
)
# The kinds in which the two worlds disagree; `open` and `unobserved` are doubts, not disagreements.
DISAGREEMENTS: frozenset[Gap] = frozenset(
    {"contradicted", "undeclared", "below threshold", "understated", "overstated"}
)
Role = Literal["occasion", "requirement", "value", "absence", "coverage", "exception", "suspension"]


@dataclass(frozen=True, slots=True, order=True)
class Witness:
    """One row on which a finding rests, or which was looked at and not admitted.

    `value` is the row's own text for the field; `low` and `high` its bounds where it is a number.
    `admitted` is False for a row below the standard of proof, of another scope or not yet known; `why` says which.
    """

    world: World
    role: Role
    file: str
    line: int
    record: str
    key: str
    field: str
    value: str
    scope: str
    source: str
    origin: str
    grade: str
    mark: str
    known: str
    admitted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Side:
    """One world's half of a finding: the verdict and, in one or two sentences, why."""

    verdict: Verdict
    reason: str
    low: int | None = None
    high: int | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `occasion` is the id of what occasioned it: a record's key, a due date, or a period.

    `low`/`high` of each side: bounds of the value that the norm measures (declared 12,700; observed 60,000 to 70,000),
    None where nothing admissible bounds it. `bound`: the threshold or ceiling it is measured against.
    `gap_low`/`gap_high`: by how much the observed value differs from the declared one, in `unit`; from the bound where
    it breaks a limit and nothing is declared.
    `opened`: the day from which the gap could be known, for findings with a disagreement.
    """

    id: str
    norm: str
    kind: Literal["obligation", "milestone", "duty", "quota", "limit", "prohibition"]
    article: str
    bearer: str
    owed_to: str
    occasion: str
    occasion_date: str
    due: str | None
    declared: Side
    observed: Side
    gap: Gap
    gap_low: int | None
    gap_high: int | None
    unit: str
    bound: int | None
    reading: str | None
    assessor: str
    opened: str | None
    attributes: Mapping[str, str | int] = field(default_factory=dict)
    witnesses: tuple[Witness, ...] = ()

    def side(self, world: World) -> Side:
        return self.declared if world == "declared" else self.observed


@dataclass(frozen=True, slots=True, order=True)
class Input:
    """An input file, by its path inside the workspace, with its SHA-256 and the number of rows read from it."""

    file: str
    sha256: str
    rows: int
    quarantined: int
    title: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Quarantined:
    """A row that was set aside: where, why, and what to do about it.

    `without_effect`: it was read, and is an act by which nothing came about.
    """

    file: str
    line: int
    column: str
    reason: str
    remedy: str
    without_effect: bool = False


@dataclass(frozen=True, slots=True)
class Assessor:
    """A standard of proof with a name, and the readings chosen, if any.

    `sources`: how many independent origins must support an observed fact; `grade`: the least admissible Admiralty
    grade such as `C3` (F and 6 never meet it), or `any`; `marks`: which marks of declared and observed rows are
    admitted; `readings`: definition → reading, where this assessor holds one.
    """

    name: str
    sources: int
    grade: str
    marks: tuple[str, ...]
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cited:
    """An article of another agreement to which an article refers, "" for all of it; `norms`: for which, if any."""

    treaty: str
    article: str
    norms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleState:
    """An article of the text and the norms under it; an article without norms says what is not checked.

    `refers`: the articles of other agreements of which it speaks.
    """

    key: str
    title: str
    level: int
    norms: tuple[str, ...]
    refers: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyState:
    name: str
    label: str
    side: str | None


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """An observed event and the declared event that it is, or may be, and by what."""

    record: str
    declared: str
    observed: str
    kind: Literal["id", "same when", "stated", "ambiguous"]
    why: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Watch:
    """Who looked at a kind of fact, or was denied access, from `start` to `end`, both inclusive.

    `about`: whom the look was about, "" for everybody; `where`: the zone or country to which it was limited, "" for
    everywhere; `admitted`: whether it counts under the first standard of proof.
    """

    record: str
    about: str
    where: str
    start: str
    end: str
    access: Literal["looked", "denied"]
    denied_by: str
    source: str
    origin: str
    grade: str
    admitted: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A place that a fact names, and whether it lies in a zone; `lat` and `lon` its middle, None where it has none."""

    world: World
    record: str
    key: str
    place: str
    lies: Literal["inside", "possibly", "outside"]
    lat: float | None
    lon: float | None


Rings = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """A zone as it lies on the day of the assessment, on one boundary set.

    Shapes are rings of (longitude, latitude): `land` whosever it is, `sure` and `maybe` the zone, `lines` from which it
    is drawn. `error` is the bound on the error of its edge, in km; `cells` the H3 resolution at which points count.
    """

    zone: str
    says: str
    reading: str
    start: str
    end: str
    boundaries: str
    sha256: str
    licence: str
    error: float
    cells: int
    sites: tuple[Site, ...]
    bounds: tuple[float, float, float, float]
    land: Rings
    sure: Rings
    maybe: Rings
    lines: Rings


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something that may be worth a question, and that also arises by chance. Never a verdict, and no part of one.

    `says`: what the rows have in common; `chance`: how often such a thing arises without any purpose.
    """

    kind: Literal["just under a threshold", "several close together", "exception claimed"]
    norm: str
    parties: tuple[str, ...]
    occasions: tuple[str, ...]
    says: str
    chance: str
    rows: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that one run of `servanda assess` says. `standing`: what acts made of the text, a sentence each.

    `observable`: the record types of which the observed world can speak. `stands_for`: how many findings, itself among
    them, a finding stands for that differ in the row they rest on only, by id; others stand for themselves.
    """

    agreement: str
    agreement_file: str
    agreement_text: str
    as_of: str
    known_by: str
    time_zone: str
    inputs: tuple[Input, ...]
    assessors: tuple[Assessor, ...]
    parties: tuple[PartyState, ...]
    articles: tuple[ArticleState, ...]
    findings: tuple[Finding, ...]
    quarantined: tuple[Quarantined, ...]
    standing: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    watches: tuple[Watch, ...] = ()
    maps: tuple[ZoneMap, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    observable: tuple[str, ...] = ()
    stands_for: Mapping[str, int] = field(default_factory=dict)

    def count(self, finding: Finding) -> int:
        """How many findings it stands for."""
        return self.stands_for.get(finding.id, 1)
