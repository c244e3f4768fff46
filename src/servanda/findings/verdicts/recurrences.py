"""Verdicts on what is to be held so many times in each calendar period: meetings, exercises, seminars.

Rules it keeps:

- a period is owed only if the norm binds for the whole of it: nobody owes a year's meetings for its last weeks;
- what has a date of its own counts on its first date, other acts on the day of filing; what certainly counts and
  certainly lies in the period is enough to keep the norm, and keeps it at once;
- too few are a breach only where all there were would be known: the record is complete, or the world was watched;
- nobody declares its own breach: where nothing was declared, events are *not declared*.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.syntax import ActType, Recurrence
from servanda.dates import Stamp, day_of
from servanda.findings.model import Verdict
from servanda.findings.verdicts.deadline import Due
from servanda.findings.verdicts.deeds import on_every_day
from servanda.findings.verdicts.periods import day, whole, whole_from
from servanda.findings.verdicts.verdict import Answer, Case
from servanda.findings.world.evaluator import Evaluator
from servanda.findings.world.proof import covers
from servanda.findings.world.worldview import Fact, Worldview

ANYONE = ""


@dataclass(frozen=True)
class Counted:
    """What one world holds: (key, bearer) certainly and possibly counting; the bearer is ANYONE where all bear it."""

    sure: frozenset[tuple[str, str]]
    maybe: frozenset[tuple[str, str]]

    def keys(self, bearer: str) -> list[str]:
        """What possibly counts for this bearer, in order."""
        return sorted(key for key, who in self.sure | self.maybe if who in (ANYONE, bearer))


def counted(core: CoreNorm, view: Worldview, evaluator: Evaluator) -> Counted:
    """All that counts in one world, whenever it was."""
    norm = core.norm
    assert isinstance(norm, Recurrence)
    certain = evaluator.holds(core.formulas["counted_sure"])
    possible = evaluator.holds(core.formulas["counted_maybe"]) | certain
    certain = on_every_day(certain, view.facts[norm.record.text], core, "counted_earliest", view, evaluator)

    def pairs(rows: Iterable[tuple[object, ...]]) -> frozenset[tuple[str, str]]:
        return frozenset((str(row[0]), str(row[1]) if len(row) > 1 else ANYONE) for row in rows)

    return Counted(pairs(certain), pairs(possible))


def when(norm: Recurrence, fact: Fact, view: Worldview) -> Stamp:
    """When it was held: an act's own first date, if it has one; else its filing, or the first date of an event."""
    record = view.agreement.records[norm.record.text]
    if isinstance(record, ActType):
        own = next((field.name.text for field in record.fields if field.type.kind == "date"), None)
        if own is not None:
            said = fact.number(own)
            return Stamp(said.low, said.high)
    return fact.when


def cases(core: CoreNorm, view: Worldview) -> list[Case]:
    """One case for each bearer and period that it owes in full."""
    norm, agreement = core.norm, view.agreement
    assert isinstance(norm, Recurrence)
    found = []
    for who in agreement.parties if norm.bearer.kind == "party" else agreement.sides:
        for span in whole(norm, agreement, view.as_of, who):
            if _bound(norm, who, span.start, view) and _bound(norm, who, span.end, view):
                shown = day(span.start, agreement)
                found.append(Case(norm.name.text, who, span.label, shown, span.start, min(span.end, view.as_of)))
    return sorted(found)


def _bound(norm: Recurrence, who: str, instant: int, view: Worldview) -> bool:
    only = {name.text for name in norm.binding.only}
    if norm.bearer.other_than is not None and str(norm.bearer.other_than) == who:
        return False
    return not only or who in only or view.agreement.side_of(who, day_of(instant, view.agreement.zone)) in only


def answer(core: CoreNorm, case: Case, found: Counted, view: Worldview) -> Answer:
    """The verdict on one bearer and period in one world."""
    norm = core.norm
    assert isinstance(norm, Recurrence)
    span = whole_from(case.start, norm, view.agreement, view.as_of)
    facts = view.facts[norm.record.text]

    def inside(pairs: frozenset[tuple[str, str]]) -> list[Stamp]:
        return [when(norm, facts[key], view) for key, who in pairs if who in (ANYONE, case.bearer)]

    certain = sum(1 for at in inside(found.sure) if span.start <= at.low and at.high <= span.end)
    possible = sum(1 for at in inside(found.maybe) if at.low <= span.end and at.high >= span.start)
    # What is filed within a period that runs has been held, however many may follow.
    seen = covers(view.watched_for(norm.record.text, ""), span.start, min(span.end, view.as_of))
    shown = f"{certain}" if certain == possible else f"{certain} certain and {possible - certain} possible"
    most = possible if seen else None
    due = Due(span.end, span.end)
    if certain >= norm.times:
        return Answer("kept", f"Held in this period: {shown}.", True, due, certain, most, bound=norm.times)
    if not span.over:
        reason = f"Held so far: {shown}, of {norm.times}; the period is running."
        return Answer("pending", reason, True, due, certain, most, bound=norm.times)
    is_event = not isinstance(view.agreement.records[norm.record.text], ActType)
    if is_event and not possible and (view.world == "declared" or not seen):
        silent: Verdict = "not declared" if view.world == "declared" else "not observed"
        return Answer(silent, f"Nothing {view.world} speaks of any in this period.", True)
    if possible >= norm.times:
        reason = f"Held in this period: {shown}; whether they count is open."
        return Answer("undetermined", reason, True, due, certain, most, bound=norm.times)
    if not seen:
        silence = "nobody watched throughout" if is_event else "the record is not known to be complete for it"
        reason = f"Held in this period: {shown}, of {norm.times}, but {silence}."
        return Answer("undetermined", reason, True, due, certain, None, bound=norm.times)
    reason = f"Held in this period: {shown}, of {norm.times}."
    return Answer("breached", reason, True, due, certain, possible, bound=norm.times)
