"""What is owed on an occasion, and which acts on record answer it, whenever they were filed.

For lateness and for witnesses; whether the norm was kept, the engine says (`deeds`).
"""

from dataclasses import dataclass

from servanda.agreement.syntax import Duty, Obligation, OnRecord, PathBearer, Quota
from servanda.dates import ALWAYS, day_of
from servanda.findings.verdicts.deadline import Due, names_at
from servanda.findings.verdicts.verdict import Case
from servanda.findings.world.worldview import Fact, Worldview

DeedNorm = Obligation | Quota | Duty


@dataclass(frozen=True)
class Occasion:
    """Something owed, certainly (`sure`) or possibly, by a bearer; `instead` is the deadline of a met exception."""

    case: Case
    sure: bool
    due: Due
    instead: Due | None
    match: int = 0
    since: int = ALWAYS
    # The acts that possibly are such as the norm asks for; None where any act of its type is.
    such: frozenset[str] | None = None

    @property
    def valuation(self) -> tuple[object, ...]:
        return self.case.occasion, self.case.bearer, self.match, self.since


def late_by(norm: DeedNorm, item: Occasion, view: Worldview, deadline: Due) -> tuple[str, int] | None:
    """When the deed was done after all, and how many days after the deadline's last day."""
    zone = view.agreement.zone
    filed = [fact.when.high for fact in deeds_of(norm, item, view) if fact.when.high > deadline.late]
    if not filed:
        return None
    first = min(filed)
    days = (day_of(first, zone) - day_of(deadline.late, zone)).days
    return day_of(first, zone).isoformat(), max(days, 1)


def deeds_of(norm: DeedNorm, item: Occasion, view: Worldview) -> list[Fact]:
    """The acts on record that answer this occasion, whenever they were filed; for witnesses and lateness."""
    found = []
    for fact in view.facts.get(norm.deed.act.text, {}).values():
        if norm.deed.target is not None and target_of(norm, item.case.occasion, view) not in fact.links.values():
            continue
        if item.such is not None and fact.key[0] not in item.such:
            continue
        if not _may_discharge(norm, item, fact, view):
            continue
        if isinstance(norm, Duty) and norm.deed.occasion is not None:
            record = view.agreement.records[norm.deed.act.text]
            wanted = "date" if norm.deed.occasion == "that date" else "year"
            field = next(entry.name.text for entry in record.fields if entry.type.kind == wanted)
            value = fact.number(field)
            if not value.low <= item.match + (86_399 if wanted == "date" else 0) or not value.high >= item.match:
                continue
        elif isinstance(norm, Duty) and not item.since < fact.when.low:
            continue
        if isinstance(norm, Obligation) and fact.when.high < item.since:
            continue
        found.append(fact)
    return sorted(found, key=lambda fact: (fact.when, fact.key))


def target_of(norm: DeedNorm, occasion: str, view: Worldview) -> str:
    """The id of what the deed is filed of: the occasion, or where its links lead on from there."""
    if norm.deed.target is None:
        return ""
    trigger = getattr(norm, "trigger", None)
    record, key = getattr(getattr(trigger, "record", None), "text", ""), occasion
    for part in norm.deed.along:
        fact = view.fact(record, key)
        if fact is None:
            return ""
        record, key = part.text, fact.links[part.text]
    return key


def _owed_to(norm: DeedNorm, occasion: str, view: Worldview) -> tuple[str, ...]:
    path, trigger = getattr(norm, "owed_to", None), getattr(norm, "trigger", None)
    if path is None or not isinstance(trigger, OnRecord):
        return ()
    return names_at(view, trigger.record.text, occasion, tuple(part.text for part in path.parts[1:]))


def _may_discharge(norm: DeedNorm, item: Occasion, fact: Fact, view: Worldview) -> bool:
    filers = fact.names["by"].maybe
    if norm.bearer.jointly:
        owed = getattr(norm, "owed_to", None) if isinstance(norm.bearer, PathBearer) else None
        return owed is None or not filers <= set(_owed_to(norm, item.case.occasion, view))
    day = day_of(fact.when.low, view.agreement.zone)
    return item.case.bearer in filers or item.case.bearer in {view.agreement.side_of(name, day) for name in filers}
