"""Verdicts on norms that ask for a deed: obligations, milestones, quotas, duties.

The passes: who owes what on which occasion (`occasions`) → until when (`deadline`) → was it done in time (`judge`).

Rules it keeps (LANGUAGE §4):

- an open trigger or an open requirement makes the finding undetermined;
- a deadline that has not passed leaves the finding pending, unless it is kept already;
- an absent act is a breach only where the record speaks for itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import Agreement, answers_what_was
from servanda.agreement.prose.terms import a, spaced
from servanda.agreement.syntax import (
    Duty,
    EachBearer,
    Obligation,
    OnBreach,
    OnChange,
    OnEntryIntoForce,
    OnRecord,
    PathBearer,
    Quota,
)
from servanda.dates import ALWAYS, NEVER, day_of, show_instant, start_of_day
from servanda.findings.verdicts.deadline import Due, Origin, due, periods
from servanda.findings.verdicts.discharge import DeedNorm, Occasion, late_by, target_of
from servanda.findings.verdicts.periods import binding
from servanda.findings.verdicts.verdict import Answer, Case
from servanda.findings.world.evaluator import Evaluator
from servanda.findings.world.relations import Rows, change_id
from servanda.findings.world.worldview import Fact, Worldview

ENTRY = "entry into force"


@dataclass(frozen=True)
class Breach:
    """A breach of another norm, as an occasion: when it fell and whether it is certain."""

    case: Case
    instant: tuple[int, int]
    sure: bool


# --- occasions ------------------------------------------------------------------------------------------------------


def occasions(core: CoreNorm, view: Worldview, evaluator: Evaluator, breaches: Mapping[str, Breach]) -> list[Occasion]:
    """Everything owed or possibly owed in this world, in order."""
    norm = core.norm
    assert isinstance(norm, DeedNorm)
    if isinstance(norm, Duty):
        found = _recurring(norm, view)
    elif isinstance(norm.trigger, OnEntryIntoForce):
        assert isinstance(norm, Obligation)
        found = _at_entry(norm, view)
    else:
        found = _triggered(core, norm, view, evaluator, breaches)
    if "deeds" in core.formulas:
        such = frozenset(str(row[0]) for row in evaluator.holds(core.formulas["deeds"]))
        found = [replace(item, such=such) for item in found]
    return sorted(found, key=lambda item: item.case)


def _bearers(bearer: PathBearer | EachBearer, norm: DeedNorm, view: Worldview, instant: int) -> list[str]:
    agreement = view.agreement
    if isinstance(bearer, PathBearer):
        names = [str(bearer.path)]
    else:
        names = list(agreement.parties if bearer.kind == "party" else agreement.sides)
        if bearer.other_than is not None:
            names = [name for name in names if name != str(bearer.other_than)]
    only = {name.text for name in norm.binding.only}
    names = [name for name in names if agreement.bound(name)[0] <= instant <= agreement.bound(name)[1]]
    if not only:
        return names
    day = day_of(instant, agreement.zone)
    return [name for name in names if name in only or agreement.side_of(name, day) in only]


def _recurring(norm: Duty, view: Worldview) -> list[Occasion]:
    found = []
    for period in periods(norm, view.agreement, view.as_of):
        at = start_of_day(period.day, view.agreement.zone)
        for bearer in _bearers(norm.bearer, norm, view, at):
            if norm.deed.occasion == "the year before" and not _bound_in(period.match, norm, bearer, view.agreement):
                continue
            shown = period.day.isoformat()
            case = Case(norm.name.text, bearer, shown, shown, at, period.due.late)
            found.append(Occasion(case, True, period.due, None, period.match, period.since))
    return found


def _bound_in(year: int, norm: Duty, bearer: str, agreement: Agreement) -> bool:
    """Whether the norm bound the bearer on any day of that year: nobody owes an account of a time before."""
    return binding(norm, agreement, bearer)[0] < start_of_day(date(year + 1, 1, 1), agreement.zone)


def _at_entry(norm: Obligation, view: Worldview) -> list[Occasion]:
    """The entry into force; for a party that is bound only later, from the day from which it is."""
    agreement, found = view.agreement, []
    entry = agreement.entry()
    if norm.binding.since is not None:  # a milestone of an amendment counts from its entry into force
        entry = max(entry, binding(norm, agreement)[0])
    days = {max(entry, first) for first, _ in agreement.bound_for.values()} | {entry}
    for start in sorted(day for day in days if day <= view.as_of):
        deadline = due(norm.deadline, view, Origin(entry=start))
        day = day_of(start, agreement.zone).isoformat()
        for bearer in _bearers(norm.bearer, norm, view, start):
            if start != max(entry, agreement.bound_for.get(bearer, (ALWAYS, NEVER))[0]) or deadline.late < start:
                continue
            case = Case(norm.name.text, bearer, ENTRY, day, start, deadline.late)
            found.append(Occasion(case, True, deadline, None))
    return found


def _triggered(
    core: CoreNorm, norm: Obligation | Quota, view: Worldview, evaluator: Evaluator, breaches: Mapping[str, Breach]
) -> list[Occasion]:
    sure = evaluator.holds(core.formulas["owed_sure"])
    possible = evaluator.holds(core.formulas["owed_maybe"]) | sure
    if isinstance(norm.trigger, OnRecord):
        sure = on_every_day(sure, view.facts[norm.trigger.record.text], core, "owed_earliest", view, evaluator)
    found = []
    for key, bearer in sorted(possible, key=str):
        occasion, who = str(key), str(bearer)
        origin, at, last = _origin(norm, view, occasion, breaches)
        if not _filed_by_party(norm, view, occasion):
            continue
        deadline = due(norm.deadline, view, origin)
        instead = None
        if isinstance(norm, Obligation) and norm.exception is not None and norm.exception.instead is not None:
            instead = due(norm.exception.instead, view, origin)
        # What fell due before the norm bound was never owed under it; what may have, was only possibly owed.
        start, end = binding(norm, view.agreement, who)
        if at > end or last < start or deadline.late < start:
            continue
        inside = start <= at and last <= end and (deadline.early >= start or deadline.open)
        day = show_instant(start_of_day(day_of(at, view.agreement.zone), view.agreement.zone), view.agreement.zone)
        case = Case(norm.name.text, who, occasion, day, at, max(last, deadline.late if deadline.late < NEVER else at))
        since = at if answers_what_was(norm) else ALWAYS
        found.append(Occasion(case, inside and (key, bearer) in sure, deadline, instead, since=since))
    return found


def _filed_by_party(norm: Obligation | Quota, view: Worldview, occasion: str) -> bool:
    """Whether an act that occasions something was filed by a party bound then; who is not cannot ask for anything."""
    agreement = view.agreement
    name = norm.trigger.record.text if isinstance(norm.trigger, OnRecord) else ""
    fact = view.fact(name, occasion) if name not in agreement.role_acts else None
    if fact is None or "by" not in fact.names or not agreement.bound_for:
        return True
    spans = [agreement.bound_for.get(who, (ALWAYS, NEVER)) for who in fact.names["by"].maybe]
    return any(first <= fact.when.high and last >= fact.when.low for first, last in spans)


def on_every_day(
    sure: set[tuple[object, ...]],
    facts: Mapping[str, Fact],
    core: CoreNorm,
    earliest: str,
    view: Worldview,
    evaluator: Evaluator,
) -> set[tuple[object, ...]]:
    """What is certain whenever it was: where the day is not known, on the earliest day as on the latest."""
    zone = view.agreement.zone
    spread = {row for row in sure if _spread(facts[str(row[0])], zone)}
    return sure - (spread - evaluator.holds(core.formulas[earliest])) if spread else sure


def _spread(fact: Fact, zone: tzinfo) -> bool:
    return day_of(fact.when.low, zone) != day_of(fact.when.high, zone)


def _origin(
    norm: Obligation | Quota, view: Worldview, occasion: str, breaches: Mapping[str, Breach]
) -> tuple[Origin, int, int]:
    """What the deadline counts from, and when the occasion began and ended."""
    trigger = norm.trigger
    if isinstance(trigger, OnBreach):
        breach = breaches[occasion]
        return Origin(key=occasion, instant=breach.instant), breach.instant[0], breach.instant[1]
    if isinstance(trigger, OnChange):
        zone = view.agreement.zone
        span = next(item for item in view.states[trigger.state.text] if change_id(item, zone) == occasion)
        return Origin(trigger.state.text, occasion, (span.start, span.start)), span.start, span.start
    assert isinstance(trigger, OnRecord)
    fact = view.fact(trigger.record.text, occasion)
    assert fact is not None
    return Origin(trigger.record.text, occasion), fact.when.low, fact.when.high


def due_rows(norm: DeedNorm, found: Iterable[Occasion], as_of: int) -> Rows:
    """The rows by which the engine learns of the deadlines, and of the day of judgement."""
    name, rows = norm.name.text, dict[str, list[tuple[object, ...]]]()
    for item in found:
        for kind, deadline in (("due", item.due), ("instead", item.instead)):
            if deadline is None:
                continue
            # A deadline without a known end leaves the deed open: nothing is certain before it, anything after.
            early = min(max(deadline.early, ALWAYS), as_of)
            late = min(deadline.late, NEVER)
            rows.setdefault(f"{name}_{kind}_early", []).append((early, item.valuation))
            rows.setdefault(f"{name}_{kind}_late", []).append((min(late, as_of), item.valuation))
        rows.setdefault(f"{name}_judged", []).append((as_of, item.valuation))
    return {key: sorted(set(items), key=str) for key, items in rows.items()}


# --- judging --------------------------------------------------------------------------------------------------------


class Answers:
    """What the engine says of the occasions of one norm: for each formula, asked when first needed, its valuations."""

    def __init__(self, core: CoreNorm, evaluator: Evaluator) -> None:
        self._core = core
        self._evaluator = evaluator
        self._holds: dict[str, set[tuple[object, ...]]] = {}

    def of(self, name: str, item: Occasion) -> bool:
        """Whether the formula of that name holds for the occasion; False where the norm has no such formula."""
        if name not in self._core.formulas:
            return False
        if name not in self._holds:
            self._holds[name] = self._evaluator.holds(self._core.formulas[name])
        return item.valuation in self._holds[name]


def judge(core: CoreNorm, item: Occasion, answers: Answers, view: Worldview) -> Answer:
    """The verdict on one occasion in one world."""
    norm = core.norm
    assert isinstance(norm, DeedNorm)
    attributes: dict[str, str | int] = {}
    kind, deadline = "due", item.due
    if isinstance(norm, Obligation) and norm.exception is not None and item.sure:
        excepted = answers.of("excepted_sure", item)
        contested = not excepted and answers.of("excepted_maybe", item)
        if excepted:
            attributes["excepted"] = "claimed" if answers.of("claimed", item) else "certain"
            if item.instead is None:
                reason = "The exception applies, so nothing was owed."
                return Answer("not owed", reason, False, item.due, attributes=attributes)
            kind, deadline = "instead", item.instead
        elif contested:
            return _contested(core, item, answers, view)
    if isinstance(norm, Duty) and norm.unless_declared is not None and answers.of("own_maybe", item):
        return _excused(core, item, answers, view, norm.unless_declared.text)
    if isinstance(norm, Quota):
        used = [name for name in core.formulas if name.startswith("used_up_sure")]
        if any(answers.of(name, item) for name in used) and item.sure:
            attributes["quota used up"] = "yes"
            return Answer(
                "kept",
                "The allowance was used up, so nothing more had to be accepted.",
                True,
                item.due,
                attributes=attributes,
            )
    kept, possible = answers.of(f"{kind}_kept", item), answers.of(f"{kind}_possible", item)
    return _verdict(core, item, view, deadline, kept, possible, attributes, answers)


def _excused(core: CoreNorm, item: Occasion, answers: Answers, view: Worldview, record: str) -> Answer:
    """Who declared something of the year has no nil return to file; who perhaps did, perhaps none."""
    who, what = item.case.bearer, f"{a(spaced(record))} of {item.match}"
    if answers.of("own_sure", item):
        return Answer("not owed", f"{what.capitalize()} was declared of {who}.", False, item.due)
    plain = _by_deadline(core, item, view, "due", item.due, answers)
    if plain.verdict in ("kept", "pending"):
        return plain
    return Answer("undetermined", f"Whether {what} was declared of {who} is open.", item.sure, item.due)


def _contested(core: CoreNorm, item: Occasion, answers: Answers, view: Worldview) -> Answer:
    """An exception that is claimed and doubted, or open: a verdict only if it is the same either way."""
    norm = core.norm
    assert isinstance(norm, Obligation)
    assert norm.exception is not None
    attributes: dict[str, str | int] = {}
    reason = "Whether the exception applies is open."
    if norm.exception.claimed_in is not None:
        attributes["contested"] = "the exception is claimed and doubted"
        reason = "An exception is claimed, and there is evidence against the claim."
    plain = _by_deadline(core, item, view, "due", item.due, answers)
    if plain.verdict in ("kept", "pending"):
        # A deed within the plain time keeps the norm whether or not it was excepted.
        return replace(plain, attributes={**plain.attributes, **attributes})
    if item.instead is not None:
        other = _by_deadline(core, item, view, "instead", item.instead, answers)
        if other.verdict == plain.verdict:
            return replace(other, attributes={**other.attributes, **attributes})
    return Answer("undetermined", reason, item.sure, item.due, attributes=attributes)


def _by_deadline(core: CoreNorm, item: Occasion, view: Worldview, kind: str, deadline: Due, answers: Answers) -> Answer:
    kept, possible = answers.of(f"{kind}_kept", item), answers.of(f"{kind}_possible", item)
    return _verdict(core, item, view, deadline, kept, possible, {}, answers)


def _verdict(
    core: CoreNorm,
    item: Occasion,
    view: Worldview,
    deadline: Due,
    kept: bool,
    possible: bool,
    attributes: dict[str, str | int],
    answers: Answers,
) -> Answer:
    norm = core.norm
    assert isinstance(norm, DeedNorm)
    if deadline.remark:
        attributes["deadline"] = deadline.remark
    act = norm.deed.act.text
    filing = a(spaced(act)).capitalize()
    if not item.sure:
        if kept:
            attributes["done"] = "kept, if it was owed"
        return Answer("undetermined", "Whether anything was owed is open.", False, deadline, attributes=attributes)
    zone = view.agreement.zone
    shown = show_instant(deadline.early if deadline.open else deadline.late, zone)
    if kept:
        return Answer("kept", f"{filing} was filed by {shown}.", True, deadline, attributes=attributes)
    if deadline.open:
        return Answer(
            "undetermined", "The date from which the deadline counts is open.", True, deadline, attributes=attributes
        )
    if view.as_of < deadline.late:
        return Answer("pending", f"{filing} is due by {shown}.", True, deadline, attributes=attributes)
    if possible:
        reason = f"{filing} was filed, but it is not known exactly enough whether by {shown}."
        return Answer("undetermined", reason, True, deadline, attributes=attributes)
    if isinstance(norm, Quota) and _maybe_used_up(core, item, answers):
        reason = "Whether the allowance was used up is open."
        return Answer("undetermined", reason, True, deadline, attributes=attributes)
    return _undone(norm, item, view, deadline, attributes, answers)


def _undone(
    norm: DeedNorm, item: Occasion, view: Worldview, deadline: Due, attributes: dict[str, str | int], answers: Answers
) -> Answer:
    """The verdict where no deed in time is on record: a breach only if the record speaks for itself."""
    act, shown = norm.deed.act.text, show_instant(deadline.late, view.agreement.zone)
    ends = (deadline.early, deadline.late)
    target = target_of(norm, item.case.occasion, view)
    silence = view.silence(act, _filer(norm, item), target, *ends)
    if not silence:
        reason = f"No {spaced(act)} is on record by {shown}, but the record is not known to be complete for it."
        return Answer("undetermined", reason, True, deadline, attributes=attributes)
    unstated = [each.state.text for each in norm.deed.stating]
    # Where the act is there, what is missing are values, and of these the record must speak for itself too.
    if answers.of("due_filed", item) and not all(
        view.recorded(state, _filer(norm, item), "", *ends) for state in unstated
    ):
        filing = a(spaced(act)).capitalize()
        reason = f"{filing} was filed, but values are missing, and the record is not known to be complete for them."
        return Answer("undetermined", reason, True, deadline, attributes=attributes)
    late = late_by(norm, item, view, deadline) if answers.of("done", item) else None
    if late is not None:
        attributes["cured"], attributes["days late"] = late
    reason = f"No {spaced(act)} was filed by {shown}, {silence}."
    return Answer("breached", reason, True, deadline, attributes=attributes)


def _maybe_used_up(core: CoreNorm, item: Occasion, answers: Answers) -> bool:
    return any(answers.of(name, item) for name in core.formulas if name.startswith("used_up_maybe"))


def _filer(norm: DeedNorm, item: Occasion) -> str:
    """Whose silence counts: the bearer's, unless several bear it together."""
    side = isinstance(norm.bearer, EachBearer) and norm.bearer.kind == "side"
    jointly = norm.bearer.jointly or side
    return "" if jointly else item.case.bearer
