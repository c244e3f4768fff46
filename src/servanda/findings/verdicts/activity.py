"""One activity that is declared in parts and observed as one: compared as a sum, under a reading that says so.

Rules it keeps (LANGUAGE §4, *Links*):

- only where the norm, under this reading, adds up what lies beside an event (`within 14 days and 200 km of e`), and
  all of this is certain: each of the declared satisfies `same when` with the observed event, they lie beside each
  other, nobody else's is among them, and nothing else declared or observed may belong to it;
- then the declared sum stands against what was observed, once, on the observed occasion; the declared verdict is the
  one that all parts have;
- as observed it is kept if every part was notified in time for the observed dates, and breached only if none of them
  was notified at all and the record speaks for itself of each; else it is undetermined;
- on the occasions of the parts nothing changes: which of them was seen, nobody can say.

It leaves to others: what is open without such a reading (`doubt`), what lies beside what (`beside`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import Agreement
from servanda.agreement.prose.terms import spaced
from servanda.agreement.scopes import Beside, beside
from servanda.agreement.syntax import Aggregate, Both, Compare, Condition, EventType, Obligation, OnRecord, Path, Scoped
from servanda.dates import ALWAYS, NEVER
from servanda.findings.model import World
from servanda.findings.verdicts.discharge import Occasion, deeds_of
from servanda.findings.verdicts.usage import summed
from servanda.findings.verdicts.verdict import Answer, Case
from servanda.findings.world.beside import close, unseen
from servanda.findings.world.matching import same
from servanda.findings.world.worlds import Worlds
from servanda.findings.world.worldview import Fact, Worldview

Answers = Mapping[tuple[str, str], Mapping[World, Answer]]


@dataclass(frozen=True)
class Sum:
    """What a reading adds up: the field in its scope, of events so close, with the same parties in `alike`."""

    kind: Beside
    field: str
    scope: str
    alike: frozenset[str]
    bound: int | None


@dataclass(frozen=True)
class Whole:
    """What was observed as one: the declared parts, and the answers on it in both worlds."""

    parts: tuple[str, ...]
    answers: dict[World, Answer]


def as_one(seen: Worlds, core: CoreNorm, case: Case, owed: Occasion | None, raw: Answers) -> Whole | None:
    """The answers on an occasion that was observed as one and declared in parts; None where it is no such occasion.

    `raw`: the answers of both worlds on every occasion of the norm, before matching. `owed`: what is as observed.
    """
    found = _sum(core, seen.agreement, case.start)
    if found is None or owed is None or not owed.sure:
        return None
    parts = _parts(seen, found, case.occasion)
    if not parts:
        return None
    said = f"{', '.join(parts)}: declared in {len(parts)} parts, {found.field} added up"
    declared, observed = seen.views["declared"], seen.views["observed"]
    known = _observed(core, case, owed, parts, raw[(case.occasion, case.bearer)]["observed"], observed)
    mine = [declared.facts[found.kind.record][one] for one in parts]
    answers: dict[World, Answer] = {
        "declared": _valued(_declared(case, parts, raw), found, mine, declared, said),
        "observed": _valued(known, found, [observed.facts[found.kind.record][case.occasion]], observed, said),
    }
    return Whole(tuple(parts), answers)


def _sum(core: CoreNorm, agreement: Agreement, instant: int) -> Sum | None:
    """What the trigger of an obligation adds up, where it is of the kind that can be compared part by part."""
    norm = core.norm
    if not isinstance(norm, Obligation) or not isinstance(norm.trigger, OnRecord):
        return None
    if norm.deed.target is None or norm.deed.along or norm.deed.stating:
        return None
    term, bound = summed(norm, agreement, core.readings, instant)
    kind = beside(term) if term is not None else None
    if term is None or kind is None or kind.record != norm.trigger.record.text or term.function != "sum":
        return None
    alike, path = _alike(term), term.operand
    scope = path.scope.value if isinstance(path, Scoped) else ""
    path = path.path if isinstance(path, Scoped) else path
    if alike is None or not isinstance(path, Path) or len(path.parts) != 2:
        return None
    return Sum(kind, path.parts[1].text, scope, alike, bound)


def _alike(term: Aggregate) -> frozenset[str] | None:
    """The fields that have to be equal for an event to be counted; None where something else is asked, too."""
    found: set[str] = set()
    ahead: list[Condition] = [term.where] if term.where is not None else []
    while ahead:
        match ahead.pop():
            case Both(left, right):
                ahead += [left, right]
            case Compare("=", Path(one), Path(other)) if len(one) == len(other) == 2 and one[1].text == other[1].text:
                found.add(one[1].text)
            case _:
                return None
    return frozenset(found)


def _parts(seen: Worlds, found: Sum, occasion: str) -> list[str]:
    """The declared events that certainly are, together, what was observed; none where anything about it is open."""
    record = seen.agreement.records[found.kind.record]
    assert isinstance(record, EventType)
    links = [link for link in seen.links if link.record == found.kind.record]
    parts = sorted(link.declared for link in links if link.observed == occasion)
    if len(parts) < 2 or any(link.declared in parts and link.observed != occasion for link in links):
        return []
    known = {} if seen.geography is None else seen.geography.points
    said, looked = (seen.views[world].facts[found.kind.record] for world in ("declared", "observed"))
    whole, mine = looked[occasion], [said[one] for one in parts]

    def possibly(one: Fact, others: Iterable[Fact], here: Worldview) -> bool:
        return any(close(one, other, found.kind, here, known)[1] for other in others)

    certain = all(
        close(one, other, found.kind, seen.views["declared"], known)[0]
        for one in mine
        for other in mine
        if one != other
    )
    rest = [fact for key, fact in said.items() if key not in parts]
    beyond = any(possibly(one, rest, seen.views["declared"]) for one in mine)
    others = [fact for key, fact in looked.items() if key != occasion]
    beyond = beyond or possibly(whole, others, seen.views["observed"])
    fits = all(one.sure and same(record, one, whole, known) == "yes" for one in mine) and whole.sure
    return parts if certain and fits and not beyond and _same_parties([whole, *mine], found.alike) else []


def _same_parties(facts: Sequence[Fact], fields: Iterable[str]) -> bool:
    """Whether all of them certainly have the same names in each field."""
    for field in fields:
        said = {(one.names[field].sure, one.names[field].maybe) if field in one.names else None for one in facts}
        only = said.pop()
        if said or only is None or only[0] != only[1]:
            return False
    return True


def _declared(case: Case, parts: Sequence[str], raw: Answers) -> Answer:
    """The answer that all parts have; nothing was owed on a part of which the world has no occasion."""
    nothing = Answer("not owed", "In this world there was no occasion.", False)
    given = [raw.get((one, case.bearer), {}).get("declared", nothing) for one in parts]
    if len({one.verdict for one in given}) == 1:
        return replace(given[0], reason=f"So it is on each of its parts. {given[0].reason}")
    told = ", ".join(f"{name} {answer.verdict}" for name, answer in zip(parts, given, strict=True))
    return Answer("undetermined", f"Its parts come out differently: {told}.", all(one.owed for one in given))


def _observed(
    core: CoreNorm, case: Case, owed: Occasion, parts: Sequence[str], answer: Answer, here: Worldview
) -> Answer:
    """What is filed of the parts is filed of the whole: kept if of each in time, breached if of none and ever."""
    norm = core.norm
    assert isinstance(norm, Obligation)
    if answer.verdict not in ("breached", "undetermined") or owed.due.open:
        return answer
    of_each = [deeds_of(norm, replace(owed, case=replace(case, occasion=one)), here) for one in parts]
    act = spaced(norm.deed.act.text)
    in_time = [any(fact.sure and fact.when.high <= owed.due.early and _surely_by(fact, case) for fact in one)
               for one in of_each]  # fmt: skip
    if all(in_time):
        return replace(answer, verdict="kept", reason=f"Of each of its parts a {act} was filed in time.")
    silent = all(here.silence(norm.deed.act.text, case.bearer, one, owed.due.early, owed.due.late) for one in parts)
    if answer.verdict == "breached" and silent and not any(of_each):
        return replace(answer, reason=f"{answer.reason} Nor was one of any of its parts.")
    filed = sum(map(bool, of_each))
    reason = f"Of {filed} of its {len(parts)} parts a {act} is on record; whether that will do for the whole is open."
    return replace(answer, verdict="undetermined", reason=reason)


def _surely_by(fact: Fact, case: Case) -> bool:
    return case.bearer in fact.names["by"].sure


def _valued(answer: Answer, found: Sum, facts: Sequence[Fact], here: Worldview, said: str) -> Answer:
    """The answer with the sum of what the facts say; without an upper end where more may have been, unseen."""
    values = [fact.number(found.field, found.scope) for fact in facts]
    low = sum(one.low for one in values) if all(one.low > ALWAYS // 2 for one in values) else None
    known = all(one.high < NEVER // 2 for one in values) and not any(unseen(one, found.kind, here) for one in facts)
    high = sum(one.high for one in values) if known else None
    attributes = {**answer.attributes, "one activity": said}
    return replace(answer, low=low, high=high, scope=found.scope, bound=found.bound, attributes=attributes)
