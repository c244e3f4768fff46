"""What was owed and whether it was done: obligations, quotas and duties, one wave after another.

Rules it keeps:

- a wave holds norms of which none is owed on the breach of another of the same wave;
- a breach is certain only if it is one under every reading; it is dated at the deadline;
- an occasion in either world gives an answer in both;
- what was declared in parts is compared as one only under a reading that says so (`activity`).

It leaves to others: the single occasion and its deadline (`deeds`), waves (`waves`), what a match leaves open
(`matching`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.syntax import (
    EventType,
    Obligation,
    OnBreach,
    OnRecord,
    Quota,
)
from servanda.dates import ALWAYS, NEVER
from servanda.findings.model import WORLDS, Verdict, World
from servanda.findings.verdicts import deeds
from servanda.findings.verdicts.activity import as_one
from servanda.findings.verdicts.deeds import Breach
from servanda.findings.verdicts.discharge import DeedNorm, Occasion
from servanda.findings.verdicts.doubt import matched
from servanda.findings.verdicts.usage import measure
from servanda.findings.verdicts.verdict import Answer, Case
from servanda.findings.world.proof import OPEN
from servanda.findings.world.relations import Rows
from servanda.findings.world.worlds import Worlds, in_both
from servanda.findings.world.worldview import Worldview, why_open


@dataclass
class Judged:
    """A case under one choice of readings: the answers of both worlds, and what was owed in each.

    `parts`: the declared events that, under this reading, were observed as one on this occasion.
    """

    core: CoreNorm
    case: Case
    answers: dict[World, Answer] = field(default_factory=dict)
    owed: dict[World, Occasion] = field(default_factory=dict)
    counted: dict[World, list[str]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


def deeds_of(seen: Worlds, wave: list[tuple[int, CoreNorm]], found: dict[int, list[Judged]]) -> None:
    """Add the verdicts on one wave to those on the waves before, in both worlds."""
    answered = in_both(lambda world: _answers(seen, wave, found, world))
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
                    one.answers[world] = _not_owed(seen, core, one.case, seen.views[world])
        raw = {key: one.answers for key, one in judged.items()}
        for one in found[index]:
            whole = as_one(seen, core, one.case, one.owed.get("observed"), raw)
            one.answers = whole.answers if whole else matched(core, one.case, one.answers, seen.links)
            one.parts = whole.parts if whole else ()


def _answers(
    seen: Worlds, wave: list[tuple[int, CoreNorm]], found: Mapping[int, list[Judged]], world: World
) -> dict[int, list[tuple[Occasion, Answer]]]:
    """What was owed in one world under each norm of a wave, and whether it was done."""
    here, engine = seen.views[world], seen.evaluators[world]
    owed: dict[int, list[Occasion]] = {}
    breaches: dict[int, dict[str, Breach]] = {}
    for index, core in wave:
        breaches[index] = _breaches(seen, core, world, found)
        _load_breaches(seen, core, world, breaches[index])
    for index, core in wave:
        owed[index] = deeds.occasions(core, here, engine, breaches[index])
    for index, core in wave:
        assert isinstance(core.norm, DeedNorm)
        seen.add(world, core, deeds.due_rows(core.norm, owed[index], seen.as_of))
    answered: dict[int, list[tuple[Occasion, Answer]]] = {}
    for index, core in wave:
        holds = deeds.Answers(core, engine)
        answered[index] = [
            (item, _measured(seen, core, item.case, here, deeds.judge(core, item, holds, here))) for item in owed[index]
        ]
    return answered


def _not_owed(seen: Worlds, core: CoreNorm, case: Case, here: Worldview) -> Answer:
    """The answer of a world in which nothing was owed: it knows the occasion, or it is silent."""
    norm = core.norm
    if isinstance(norm, Obligation | Quota) and isinstance(norm.trigger, OnRecord):
        record = seen.agreement.records[norm.trigger.record.text]
        fact = here.fact(record.name.text, case.occasion)
        if fact is None and isinstance(record, EventType):
            silent: Verdict = "not declared" if here.world == "declared" else "not observed"
            return Answer(silent, f"Nothing {here.world} speaks of this {record.name}.", False)
    if isinstance(norm, Obligation) and isinstance(norm.trigger, OnBreach):
        return Answer("not owed", f"In this world {norm.trigger.norm} was not breached.", False)
    return _measured(seen, core, case, here, Answer("not owed", "In this world there was no occasion.", False))


def _measured(seen: Worlds, core: CoreNorm, case: Case, here: Worldview, answer: Answer) -> Answer:
    """Add the number that the trigger compares with its threshold, and say what leaves it open."""
    norm = core.norm
    found = measure(norm, seen.agreement, core.readings, case.start)
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


def _breaches(seen: Worlds, core: CoreNorm, world: World, found: Mapping[int, list[Judged]]) -> dict[str, Breach]:
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
        if late > seen.as_of:
            continue
        breaches[name] = Breach(case, (early, late), verdicts == {"breached"})
    return breaches


def _load_breaches(seen: Worlds, core: CoreNorm, world: World, breaches: Mapping[str, Breach]) -> None:
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
    seen.add(world, core, rows)
