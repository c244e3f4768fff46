"""One assessor's verdicts: every norm, under every choice of readings, in both worlds.

The passes: load what both worlds hold → who owes what (one wave) → deadlines into the engine → was it done → norms owed
on a breach of those (next wave) → limits → prohibitions.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from servanda.agreement.core.show import core_norms
from servanda.agreement.core.vocabulary import signature
from servanda.agreement.core.writer import CoreNorm, Named
from servanda.agreement.model import NOT_YET, Agreement
from servanda.agreement.syntax import (
    ActType,
    EventType,
    Limit,
    Obligation,
    OnBreach,
    OnRecord,
    Prohibition,
    Quota,
    Recurrence,
)
from servanda.dates import ALWAYS, NEVER
from servanda.evidence.statement import Facts
from servanda.evidence.zones.geography import Geography
from servanda.findings import deeds, incidents, limits, recurrences
from servanda.findings.deeds import Breach
from servanda.findings.discharge import DeedNorm, Occasion
from servanda.findings.evaluator import Evaluator, Which, evaluator, mentioned
from servanda.findings.matching import links, matched, renamed
from servanda.findings.model import WORLDS, Assessor, Link, Verdict, World
from servanda.findings.places import place_rows, zone_rows
from servanda.findings.proof import OPEN, inadmissible
from servanda.findings.relations import Rows, shared_rows, world_rows
from servanda.findings.standing import Standing, stand
from servanda.findings.usage import measure, uses
from servanda.findings.verdict import Answer, Case
from servanda.findings.waves import waves
from servanda.findings.worldview import Worldview, view, why_open
from servanda.logic.schema import Schema
from servanda.proceedings.outcomes import Outcomes, outcomes

Found = TypeVar("Found")


@dataclass
class Judged:
    """A case under one choice of readings: the answers of both worlds, and what was owed in each."""

    core: CoreNorm
    case: Case
    answers: dict[World, Answer] = field(default_factory=dict)
    owed: dict[World, Occasion] = field(default_factory=dict)
    counted: dict[World, list[str]] = field(default_factory=dict)


@dataclass
class Court:
    """Everything that one assessor may see, and the engine that answers for each world."""

    agreement: Agreement
    facts: Facts
    assessor: Assessor
    as_of: int
    known_by: int
    which: Which = "plan"
    geography: Geography | None = None
    views: dict[World, Worldview] = field(default_factory=dict)
    evaluators: dict[World, Evaluator] = field(default_factory=dict)
    signature: dict[str, Schema] = field(default_factory=dict)
    standing: Standing = field(init=False)
    outcomes: Outcomes = field(init=False)
    links: tuple[Link, ...] = ()
    _acts: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """From here on the agreement has the dates that the acts on record give it."""
        self.standing = stand(self.agreement, self.facts, self.assessor, self.as_of, self.known_by)
        self.agreement = self.standing.agreement
        if self.geography is not None:
            self.geography = self.geography.under(self.agreement)
        # Decisions of bodies are facts like others: norms can be owed on them.
        counted = [s for s in self.facts.statements if not inadmissible(s, self.assessor, self.known_by)]
        whole = self.facts.completeness
        self.outcomes = outcomes(self.agreement, counted, self.as_of, whole, self.known_by, self.assessor.sources)
        if self.outcomes.statements:
            self.facts = replace(self.facts, statements=(*self.facts.statements, *self.outcomes.statements))

    def judge(self, readings: Iterable[str] = (), norms: Iterable[str] | None = None) -> list[Judged]:
        """All verdicts, in the order of the text. `readings`: labels to keep; `norms`: only these."""
        if self.geography is not None and self.agreement.starts != NOT_YET:
            self.geography.ready(self.agreement.starts)
        cores = self._cores(tuple(readings), None if norms is None else set(norms))
        self._look()
        try:
            self._load(cores)
            found: dict[int, list[Judged]] = {}
            for wave in waves(cores):
                self._deeds(wave, found)
            found |= self._limits([item for item in cores if isinstance(item[1].norm, Limit)])
            for index, core in cores:
                if isinstance(core.norm, Prohibition):
                    found[index] = self._prohibition(core)
                if isinstance(core.norm, Recurrence):
                    found[index] = self._recurrence(core)
            return [item for index, _ in cores for item in found.get(index, [])]
        finally:
            for one in self.evaluators.values():
                one.close()

    def acts_by(self, record: str, actor: str) -> dict[str, list[tuple[str, int]]]:
        """Who may stand in the field `actor` → key and earliest second of each such event, in either world."""
        if (record, actor) not in self._acts:
            found = self._acts.setdefault((record, actor), {})
            for world in WORLDS:
                for key, fact in self.views[world].facts.get(record, {}).items():
                    for who in fact.names[actor].maybe if actor in fact.names else ():
                        found.setdefault(who, []).append((key, fact.when.low))
        return self._acts[(record, actor)]

    def _look(self) -> None:
        """What both worlds hold, observed events under the ids of the declared ones that they certainly are."""
        for world in WORLDS:
            self.views[world] = self._view(world)
        known = {} if self.geography is None else self.geography.points
        self.links = links(self.views["declared"], self.views["observed"], known)
        if any(link.kind == "same when" for link in self.links):
            self.facts = renamed(self.facts, self.links)
            self.views["observed"] = self._view("observed")

    def _view(self, world: World) -> Worldview:
        return view(self.agreement, self.facts, world, self.assessor, self.as_of, self.known_by)

    def _cores(self, readings: tuple[str, ...], norms: set[str] | None) -> list[tuple[int, CoreNorm]]:
        """Every norm under every choice of readings that this assessor, and the caller, leave open."""
        found: list[CoreNorm] = []
        for norm in self.agreement.norms.values():
            if norms is not None and norm.name.text not in norms:
                continue
            choices = core_norms(norm, self.agreement)
            kept = [core for core in choices if self._holds(core, readings)]
            found += kept or choices
        return list(enumerate(found))

    def _holds(self, core: CoreNorm, readings: tuple[str, ...]) -> bool:
        for definition, label in core.readings.items():
            if self.assessor.readings.get(definition, label) != label:
                return False
            labels = self.agreement.readings()[definition]
            if any(chosen in labels for chosen in readings) and label not in readings:
                return False
        return True

    # --- facts into the engine -------------------------------------------------------------------------------------

    def _load(self, cores: list[tuple[int, CoreNorm]]) -> None:
        self.signature = signature(self.agreement)
        formulas: list[Named] = [item for _, core in cores for item in core.formulas.values()]
        needed = mentioned(formulas, self.signature)

        def load(world: World) -> None:
            rows: Rows = dict(shared_rows(self.agreement, self.facts.pairs, self.as_of))
            rows |= world_rows(self.views[world])
            for other in WORLDS:
                if any(name.startswith(f"{other}_") for name in needed):
                    rows |= world_rows(self.views[other], f"{other}_")
            rows |= self._places(world, needed)
            self.evaluators[world] = evaluator(self.which)
            self.evaluators[world].load(needed, {name: items for name, items in rows.items() if name in needed})

        _in_both(load)

    def _places(self, world: World, needed: Iterable[str]) -> Rows:
        """What is said of places and which zones they lie in; nothing where the agreement has no zone."""
        if self.geography is None:
            # A zone without land would make every norm about it kept.
            assert not self.agreement.zones, "an agreement with zones is judged with its geography"
            return {}
        found: Rows = {}
        zones: Rows = {}
        for other, prefix in ((world, ""), *((one, f"{one}_") for one in WORLDS)):
            if not prefix or any(name.startswith(prefix) for name in needed):
                said = place_rows(self.views[other], prefix)
                found |= said
                for name, items in zone_rows(self.geography, self.views[other], said).items():
                    zones[name] = list(dict.fromkeys([*zones.get(name, []), *items]))
        return found | zones

    def _add(self, world: World, core: CoreNorm, rows: Rows) -> None:
        needed = mentioned(core.formulas.values(), self.signature)
        mine = {name: items for name, items in rows.items() if name in needed}
        self.evaluators[world].load({name: needed[name] for name in mine}, mine)

    # --- deeds -----------------------------------------------------------------------------------------------------

    def _deeds(self, wave: list[tuple[int, CoreNorm]], found: dict[int, list[Judged]]) -> None:
        answered = _in_both(lambda world: self._answers(wave, found, world))
        for index, core in wave:
            judged: dict[tuple[str, str], Judged] = {}
            for world in WORLDS:
                for item, answer in answered[world][index]:
                    one = judged.setdefault((item.case.occasion, item.case.bearer), Judged(core, item.case))
                    one.owed[world], one.answers[world] = item, answer
            found[index] = sorted(judged.values(), key=lambda item: item.case)
            for one in found[index]:
                for world in WORLDS:
                    if world not in one.answers:
                        one.answers[world] = self._not_owed(core, one.case, self.views[world])
                one.answers = matched(core, one.case, one.answers, self.links)

    def _answers(
        self, wave: list[tuple[int, CoreNorm]], found: Mapping[int, list[Judged]], world: World
    ) -> dict[int, list[tuple[Occasion, Answer]]]:
        """What was owed in one world under each norm of a wave, and whether it was done."""
        here, engine = self.views[world], self.evaluators[world]
        owed: dict[int, list[Occasion]] = {}
        breaches: dict[int, dict[str, Breach]] = {}
        for index, core in wave:
            breaches[index] = self._breaches(core, world, found)
            self._load_breaches(core, world, breaches[index])
        for index, core in wave:
            owed[index] = deeds.occasions(core, here, engine, breaches[index])
        for index, core in wave:
            assert isinstance(core.norm, DeedNorm)
            self._add(world, core, deeds.due_rows(core.norm, owed[index], self.as_of))
        answered: dict[int, list[tuple[Occasion, Answer]]] = {}
        for index, core in wave:
            holds = deeds.Answers(core, engine)
            answered[index] = [
                (item, self._measured(core, item.case, here, deeds.judge(core, item, holds, here)))
                for item in owed[index]
            ]
        return answered

    def _not_owed(self, core: CoreNorm, case: Case, here: Worldview) -> Answer:
        """The answer of a world in which nothing was owed: it knows the occasion, or it is silent."""
        norm = core.norm
        if isinstance(norm, Obligation | Quota) and isinstance(norm.trigger, OnRecord):
            record = self.agreement.records[norm.trigger.record.text]
            fact = here.fact(record.name.text, case.occasion)
            if fact is None and isinstance(record, EventType):
                silent: Verdict = "not declared" if here.world == "declared" else "not observed"
                return Answer(silent, f"Nothing {here.world} speaks of this {record.name}.", False)
        if isinstance(norm, Obligation) and isinstance(norm.trigger, OnBreach):
            return Answer("not owed", f"In this world {norm.trigger.norm} was not breached.", False)
        return self._measured(core, case, here, Answer("not owed", "In this world there was no occasion.", False))

    def _measured(self, core: CoreNorm, case: Case, here: Worldview, answer: Answer) -> Answer:
        """Add the number that the trigger compares with its threshold, and say what leaves it open."""
        norm = core.norm
        found = measure(norm, self.agreement, core.readings, case.start)
        if found is None or not isinstance(norm, Obligation | Quota) or not isinstance(norm.trigger, OnRecord):
            return answer
        fact = here.fact(norm.trigger.record.text, case.occasion)
        if fact is None:
            return answer
        value = fact.numbers.get((found.field, found.scope), OPEN)
        reason, attributes = answer.reason, dict(answer.attributes)
        if value.contested:
            attributes["contested"] = f"sources contradict each other on {found.field}"
        if answer.verdict == "undetermined" and not answer.owed:
            reason = f"{reason} {why_open(fact, found.field, found.scope, here)}"
        return replace(
            answer,
            low=value.low if value.low > ALWAYS // 2 else None,
            high=value.high if value.high < NEVER // 2 else None,
            scope=found.scope,
            bound=found.bound,
            reason=reason,
            attributes=attributes,
        )

    def _breaches(self, core: CoreNorm, world: World, found: Mapping[int, list[Judged]]) -> dict[str, Breach]:
        """Breaches, certain or possible, of the norm on whose breach this one is owed.

        Certain only if it is a breach under every reading; possible if it may be one under any.
        """
        norm = core.norm
        if not isinstance(norm, Obligation) or not isinstance(norm.trigger, OnBreach):
            return {}
        by_case: dict[str, list[tuple[Case, Answer]]] = {}
        for items in found.values():
            for item in items:
                if item.core.norm.name.text == norm.trigger.norm.text and world in item.answers:
                    name = f"{item.case.occasion} ({item.case.bearer})"
                    by_case.setdefault(name, []).append((item.case, item.answers[world]))
        breaches = {}
        for name, answers in by_case.items():
            verdicts = {answer.verdict for _, answer in answers}
            if not verdicts & {"breached", "undetermined"}:
                continue
            case, answer = answers[0]
            # A breach is dated at the deadline.
            late = answer.due.late if answer.due is not None else case.start
            early = answer.due.early if answer.due is not None else case.start
            if late > self.as_of:
                continue
            breaches[name] = Breach(case, (early, late), verdicts == {"breached"})
        return breaches

    def _load_breaches(self, core: CoreNorm, world: World, breaches: Mapping[str, Breach]) -> None:
        norm = core.norm
        if not isinstance(norm, Obligation) or not isinstance(norm.trigger, OnBreach):
            return
        rows: Rows = {}
        stem = f"{norm.trigger.norm}_breach"
        for name, breach in breaches.items():
            row = (breach.instant[1], (name, breach.case.bearer))
            rows.setdefault(f"{stem}_maybe", []).append(row)
            if breach.sure:
                rows.setdefault(f"{stem}_sure", []).append(row)
        self._add(world, core, rows)

    # --- limits and prohibitions -----------------------------------------------------------------------------------

    def _limits(self, cores: list[tuple[int, CoreNorm]]) -> dict[int, list[Judged]]:
        """First the course of every value, then its comparison with the bound."""

        def course(world: World) -> dict[int, dict[str, limits.Course]]:
            engine = self.evaluators[world]
            found = {index: limits.values(core, engine) for index, core in cores}
            rows: Rows = {}
            for index, core in cores:
                rows.setdefault(f"{core.norm.name}_value", []).extend(limits.value_rows(core, found[index]))
            for core in {core.norm.name.text: core for _, core in cores}.values():
                self._add(world, core, rows)
            return {index: limits.courses(core, found[index], self.views[world], engine) for index, core in cores}

        courses = _in_both(course)
        return {index: self._limit(core, {world: courses[world][index] for world in WORLDS}) for index, core in cores}

    def _limit(self, core: CoreNorm, course: dict[World, dict[str, limits.Course]]) -> list[Judged]:
        assert isinstance(core.norm, Limit)
        for world in WORLDS:
            if not self._speaks(core, world):
                course[world] = {}
        yearly = {world: self._yearly(core, world, course[world]) for world in WORLDS}
        found = []
        for case in limits.cases(core, course, self.views["declared"]):
            judged = Judged(core, case)
            for world in WORLDS:
                given = yearly[world].get((case.bearer, case.occasion))
                judged.answers[world] = given or limits.answer(
                    core, case, course[world].get(case.bearer), self.views[world]
                )
            found.append(judged)
        return found

    def _yearly(
        self, core: CoreNorm, world: World, course: Mapping[str, limits.Course]
    ) -> dict[tuple[str, str], Answer]:
        norm = core.norm
        assert isinstance(norm, Limit)
        if not limits.is_yearly(norm):
            return {}
        rows = limits.yearly_rows(norm, course, self.views[world])
        self._add(world, core, {f"{norm.name}_yearly": rows})
        # A rigid relation holds at every time point, so there must be one.
        return limits.yearly_answers(core, self.evaluators[world].holds(core.formulas["yearly"]), self.views[world])

    def _speaks(self, core: CoreNorm, world: World) -> bool:
        """Whether this world can speak of everything that the limit measures: nobody declares some record types."""
        if world == "observed":
            return True
        for use in uses(core.norm, self.agreement, core.readings):
            record = self.agreement.records.get(use.record)
            if not use.world and record is not None and not isinstance(record, ActType) and record.declarer is None:
                return False
        return True

    def _recurrence(self, core: CoreNorm) -> list[Judged]:
        found = []
        counted = {world: recurrences.counted(core, self.views[world], self.evaluators[world]) for world in WORLDS}
        for case in recurrences.cases(core, self.views["declared"]):
            judged = Judged(core, case)
            for world in WORLDS:
                judged.answers[world] = recurrences.answer(core, case, counted[world], self.views[world])
            judged.counted = {world: counted[world].keys(case.bearer) for world in WORLDS}
            found.append(judged)
        return found

    def _prohibition(self, core: CoreNorm) -> list[Judged]:
        seen = [incidents.incidents(core, self.views[world], self.evaluators[world]) for world in WORLDS]
        found = []
        for case in incidents.cases(core, seen, [self.views[world] for world in WORLDS]):
            judged = Judged(core, case)
            for world, one in zip(WORLDS, seen, strict=True):
                judged.answers[world] = incidents.answer(core, case, one, self.views[world])
            found.append(judged)
        return found


def _in_both(work: Callable[[World], Found]) -> dict[World, Found]:
    """The work for each world, side by side: their facts and their engines are apart."""
    with ThreadPoolExecutor(len(WORLDS)) as pool:
        return dict(zip(WORLDS, pool.map(work, WORLDS), strict=True))
