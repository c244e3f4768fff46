"""What one world holds under one standard of proof: facts, states over time, how complete the record is, who watched.

Rules it keeps:

- acts come from the record in both worlds; events and states are declared or observed;
- a state's value holds from its date until the next statement of the same origin, or until its type says it lapses;
- the record is silent only where it vouches for being complete; in the observed world sourced statements of absence
  count too, under the standard of proof;
- nothing that lies after the date of the assessment, or was not known by then, is seen.
"""

import itertools
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import ActType, EventType, StateType
from servanda.dates import NEVER, Stamp, add, day_of, end_of_day, start_of_day
from servanda.evidence.grade import meets
from servanda.evidence.statement import Bounds, Completeness, Coverage, Facts, Statement
from servanda.findings.model import Assessor, World
from servanda.findings.world import proof
from servanda.findings.world.proof import OPEN, Settled, SettledNames


@dataclass(frozen=True)
class Fact:
    """An event or an act in one world. `when`: first date of an event, filing of an act."""

    record: str
    key: tuple[str, ...]
    sure: bool
    when: Stamp
    numbers: Mapping[tuple[str, str], Settled]
    names: Mapping[str, SettledNames]
    links: Mapping[str, str]
    statements: tuple[Statement, ...]

    def number(self, name: str, scope: str = "") -> Settled:
        return self.numbers.get((name, scope), OPEN)


@dataclass(frozen=True)
class StateSpan:
    """The value of a state from `start` to `end`, both inclusive, with the statements that are current."""

    key: tuple[str, ...]
    start: int
    end: int
    sure: bool
    numbers: Mapping[tuple[str, str], Settled]
    names: Mapping[str, SettledNames]
    statements: tuple[Statement, ...]


@dataclass
class Worldview:
    """One world as seen by one assessor."""

    world: World
    agreement: Agreement
    assessor: Assessor
    as_of: int
    known_by: int
    facts: dict[str, dict[str, Fact]] = field(default_factory=dict)
    states: dict[str, list[StateSpan]] = field(default_factory=dict)
    completeness: tuple[Completeness, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    watched: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    @property
    def sources(self) -> int:
        return 1 if self.world == "declared" else self.assessor.sources

    def fact(self, record: str, key: str) -> Fact | None:
        return self.facts.get(record, {}).get(key)

    def recorded(self, act: str, party: str, target: str, early: int, late: int) -> bool:
        """Whether the record speaks for itself about such an act, whenever from `early` to `late` it fell due."""
        return bool(self.silence(act, party, target, early, late))

    def silence(self, act: str, party: str, target: str, early: int, late: int) -> str:
        """What makes the silence of the record a fact, as the end of a sentence; "" where nothing does."""
        complete = "and the record is complete for it"
        if self.agreement.native:
            return complete
        vouching: set[str] = set()
        for item in self.completeness:
            if (
                item.record == act
                and item.party in ("", party)
                and item.target in ("", target)
                and item.start <= early
                and late <= item.end
            ):
                if item.vouched:
                    return complete
                vouching.add(item.origin)
        if len(vouching) < self.sources:
            return ""
        return "as one source says" if len(vouching) == 1 else f"as {len(vouching)} independent sources say"

    def watched_for(self, record: str, party: str, places: AbstractSet[str] = frozenset()) -> list[tuple[int, int]]:
        """When this kind of fact was watched, for this party or for all, by enough origins; disjoint, inclusive.

        `places`: a look that was limited to one of these zones or countries counts too.
        """
        if places and self.world == "observed" and not isinstance(self.agreement.records[record], ActType):
            mine = [c for c in self.coverage if c.record == record and c.about in ("", party) and c.looked]
            looked = [(c.start, c.end, c.origin) for c in mine if not c.where or c.where in places]
            return proof.spans(looked, self.sources, -NEVER, self.as_of)
        return self.watched.get((record, party), self.watched.get((record, ""), []))

    def denied_for(self, record: str, party: str) -> list[tuple[int, int]]:
        """When access to this kind of fact about the party was denied; inclusive."""
        mine = [c for c in self.coverage if c.record in ("", record) and c.about in ("", party) and not c.looked]
        return [(c.start, c.end) for c in mine]


def view(agreement: Agreement, facts: Facts, world: World, assessor: Assessor, as_of: int, known_by: int) -> Worldview:
    """The world as this assessor may see it."""
    found = Worldview(world, agreement, assessor, as_of, known_by)
    grouped: dict[str, dict[tuple[str, ...], list[Statement]]] = {}
    for item in facts.statements:
        if item.world in (world, "record") and not proof.inadmissible(item, assessor, known_by):
            grouped.setdefault(item.record, {}).setdefault(item.key, []).append(item)
    for name, record in agreement.records.items():
        mine = grouped.get(name, {})
        if isinstance(record, StateType):
            found.states[name] = [s for key, items in mine.items() for s in _state(found, record, key, items)]
        else:
            made = [_fact(found, record, key, items) for key, items in mine.items()]
            found.facts[name] = {fact.key[0]: fact for fact in made if fact is not None}
    found.completeness = _completeness(agreement, facts, found)
    _watch(found, facts)
    return found


def acts_on_record(
    agreement: Agreement, facts: Facts, names: frozenset[str], assessor: Assessor, as_of: int, known_by: int
) -> dict[str, tuple[Fact, ...]]:
    """The acts of these types that an assessor may see, and that were certainly filed by `as_of`."""
    seen = Worldview("declared", agreement, assessor, as_of, known_by)
    grouped: dict[tuple[str, tuple[str, ...]], list[Statement]] = {}
    for item in facts.statements if names else ():
        if item.record in names and item.world == "record" and not proof.inadmissible(item, assessor, known_by):
            grouped.setdefault((item.record, item.key), []).append(item)
    found: dict[str, list[Fact]] = {}
    for (name, key), items in grouped.items():
        record = agreement.records[name]
        assert isinstance(record, ActType)
        fact = _fact(seen, record, key, items)
        if fact is not None and fact.when.high <= as_of:
            found.setdefault(name, []).append(fact)
    return {name: tuple(sorted(made, key=lambda fact: (fact.when, fact.key))) for name, made in found.items()}


def _fact(view_: Worldview, record: EventType | ActType, key: tuple[str, ...], items: list[Statement]) -> Fact | None:
    sources = 1 if isinstance(record, ActType) else view_.sources
    numbers, names = proof.numbers(items, sources), proof.names(items, sources)
    if isinstance(record, ActType):
        first = items[0]
        assert first.filed is not None
        if first.filed.low > view_.as_of:
            return None
        received = first.received or Stamp(first.filed.low, NEVER)
        numbers[("filed", "")] = Settled(first.filed.low, first.filed.high, False)
        numbers[("received", "")] = Settled(received.low, received.high, False)
        by = frozenset(first.joined or (first.filer,))
        names["by"] = SettledNames(by, by, False)
        return Fact(record.name.text, key, first.certain, first.filed, numbers, names, first.links, tuple(items))
    sure = proof.origins(items) >= sources
    return Fact(record.name.text, key, sure, _when(record, items, numbers), numbers, names, {}, tuple(items))


def _when(record: EventType, items: list[Statement], numbers: Mapping[tuple[str, str], Settled]) -> Stamp:
    """When an event began, as settled; else the hull of what anyone says of any of its dates."""
    dates = [field.name.text for field in record.fields if field.type.kind == "date"]
    settled = numbers.get((dates[0], ""), OPEN)
    if settled.low > -NEVER and settled.high < NEVER:
        return Stamp(settled.low, settled.high)
    said = [v for item in items for name in dates[:1] if isinstance(v := item.fields.get(name), Bounds)]
    said = said or [v for item in items for name in dates if isinstance(v := item.fields.get(name), Bounds)]
    return Stamp(min(v.low for v in said), max(v.high for v in said))


# --- states ---------------------------------------------------------------------------------------------------------


def _lapse(view_: Worldview, record: StateType, start: int) -> int:
    for hold in record.holds:
        if hold.world == view_.world:
            return add(start, hold.duration, 1, view_.agreement.zone, dict(view_.agreement.calendars))[0]
    return NEVER


def _last_day(when: Stamp, view_: Worldview) -> int:
    """The instant from which the value certainly holds: the last possible day counts from its beginning."""
    zone = view_.agreement.zone
    return max(when.low, start_of_day(day_of(when.high, zone), zone))


def _state(view_: Worldview, record: StateType, key: tuple[str, ...], items: list[Statement]) -> list[StateSpan]:
    """The spans over which the set of current statements about one key does not change."""
    current: list[tuple[int, int, Statement]] = []
    by_origin: dict[str, list[Statement]] = {}
    for item in items:
        by_origin.setdefault(item.origin, []).append(item)
    for said in by_origin.values():
        stamps = sorted({item.when for item in said if item.when is not None})
        for item in said:
            assert item.when is not None
            # A value that began some day from `low` to `high` replaces the one before only when it certainly has begun;
            # until then the two stand side by side. Without one before, nothing is known of these days.
            first = item.when == stamps[0]
            start = _last_day(item.when, view_) if first else item.when.low
            following = next((_last_day(when, view_) for when in stamps if when.low > item.when.low), NEVER)
            end = min(following - 1, _lapse(view_, record, item.when.low), view_.as_of)
            if start <= end:
                current.append((start, end, item))
    edges = sorted({start for start, _, _ in current} | {end + 1 for _, end, _ in current})
    found: list[StateSpan] = []
    for low, after in itertools.pairwise(edges):
        here = [item for start, end, item in current if start <= low and end >= after - 1]
        if here:
            sure = proof.origins(here) >= view_.sources
            numbers, names = proof.numbers(here, view_.sources), proof.names(here, view_.sources)
            found.append(StateSpan(key, low, after - 1, sure, numbers, names, tuple(here)))
    return found


# --- silence and watching -------------------------------------------------------------------------------------------


def _completeness(agreement: Agreement, facts: Facts, view_: Worldview) -> tuple[Completeness, ...]:
    """Where the record vouches for itself; in the observed world also admissible statements of absence."""
    found = [
        Completeness(
            item.place.file,
            item.place.line,
            item.act.text,
            item.party.text if item.party else "",
            "",
            start_of_day(item.start.value, agreement.zone),
            end_of_day(item.end.value, agreement.zone),
            item.source,
            item.source,
            "",
            -NEVER,
            True,
        )
        for item in agreement.complete
    ]
    for said in facts.completeness:
        counts = said.known <= view_.known_by and meets(said.grade, view_.assessor.grade)
        if said.vouched or (view_.world == "observed" and counts):
            found.append(said)
    return tuple(found)


def counts(said: Coverage, assessor: Assessor, known_by: int) -> bool:
    """Whether a row of coverage was known by then, and counts under the standard of proof."""
    return said.known <= known_by and (said.filed or meets(said.grade, assessor.grade))


def _watch(view_: Worldview, facts: Facts) -> None:
    """When each kind of fact was watched (observed) or declared in full (declared)."""
    start, end = -NEVER, view_.as_of
    for name, record in view_.agreement.records.items():
        # Acts exist in the record only, so the record knows of them in either world.
        if view_.world == "observed" and not isinstance(record, ActType):
            continue
        whole = [c for c in view_.completeness if c.record == name and not c.party and not c.target]
        vouched = [(c.start, c.end, "record") for c in whole if c.vouched]
        sourced = [(c.start, c.end, c.origin) for c in whole]
        spans = proof.spans(vouched, 1, start, end) or proof.spans(sourced, view_.sources, start, end)
        view_.watched[(name, "")] = [(start, end)] if view_.agreement.native else spans
    if view_.world == "declared":
        return
    said = [c for c in facts.coverage if counts(c, view_.assessor, view_.known_by)]
    view_.coverage = tuple(said)
    for key in {(c.record, about) for c in said for about in ("", c.about)}:
        name, about = key
        mine = [c for c in said if c.record == name and c.about in ("", about) and not c.where]
        looked = [(c.start, c.end, c.origin) for c in mine if c.looked]
        view_.watched[key] = proof.spans(looked, view_.sources, start, end)


def why_open(fact: Fact, field_name: str, scope: str, here: Worldview) -> str:
    """What the sources do and do not say of the number in question."""
    mine = {item.origin for item in fact.statements if field_name in item.fields and item.scope == scope}
    others = sorted(
        {
            item.scope or "the whole occasion"
            for item in fact.statements
            if field_name in item.fields and item.scope != scope
        }
    )
    speaks = f"“{scope}”" if scope else "the whole occasion"
    sources = f"{len(mine)} independent source{'s' if len(mine) != 1 else ''}"
    text = f"{sources} state the {field_name} of {speaks}; {here.sources} needed."
    if others:
        text += " Others speak of " + ", ".join(f"“{name}”" for name in others) + " and are not compared."
    return text
