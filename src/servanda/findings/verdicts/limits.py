"""Verdicts on limits: each longest episode of certain excess, and each bearer and period with its extreme value.

Rules it keeps (LANGUAGE §4):

- an excess is certain when the value's low bound is beyond the bound's high one;
- kept only when the value was certainly within for the whole of a period that is over; a running one is pending;
- a time without a value is neither kept nor breached: it leaves the period undetermined, or *not declared* /
  *not observed* when nothing speaks in the whole of it;
- a tolerated excess is no breach; beyond the tolerance the whole episode counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from servanda.agreement.core.writer import CoreNorm, reading_label
from servanda.agreement.syntax import LeastEarlier, Limit, Tolerance, YearlyMaximum
from servanda.dates import DAY, NEVER, day_of, start_of_day
from servanda.engine.answers import Episode
from servanda.findings.model import Verdict, World
from servanda.findings.verdicts.declared_nothing import aggregates, declared_nothing
from servanda.findings.verdicts.nil_returns import no_nil_return, over_nothing, stated_nothing
from servanda.findings.verdicts.periods import Span, assessed, binding, day
from servanda.findings.verdicts.verdict import Answer, Case
from servanda.findings.world.evaluator import Evaluator
from servanda.findings.world.worldview import Worldview

_OPEN = NEVER // 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """A value from `start` to `end`, both inclusive, between `low` and `high`; likewise the bound."""

    start: int
    end: int
    low: int
    high: int
    bound_low: int = 0
    bound_high: int = 0


@dataclass(frozen=True)
class Course:
    """The course of one bearer's value in one world: all values, where certainly exceeded, where certainly within.

    `doubtful`: the times for which it may be beyond the limit for longer than is tolerated.
    """

    values: tuple[Stretch, ...]
    exceeded: tuple[tuple[int, int], ...]
    within: tuple[tuple[int, int], ...]
    doubtful: tuple[tuple[int, int], ...] = ()


def values(core: CoreNorm, evaluator: Evaluator) -> list[Episode]:
    """The course of every bearer's value and bound."""
    return evaluator.episodes(core.formulas["value"])


def value_rows(core: CoreNorm, found: Iterable[Episode]) -> list[tuple[object, ...]]:
    """`NORM_value`: the course of the value under this reading, for the comparison with its bound."""
    label = reading_label(core.readings) or ""
    return [(item.from_ts, item.until_ts, (label, *item.values)) for item in found]


def courses(core: CoreNorm, found: Iterable[Episode], view: Worldview, evaluator: Evaluator) -> dict[str, Course]:
    """The course of every bearer, clipped to the time for which the norm binds and to the day of assessment."""
    norm = core.norm
    assert isinstance(norm, Limit)
    ends: dict[str, tuple[int, int]] = {}

    def bound(who: str) -> tuple[int, int]:
        if who not in ends:
            first, last = binding(norm, view.agreement, who)
            ends[who] = first, min(last, view.as_of)
        return ends[who]

    def clipped(who: str, low: int, until: int | None) -> tuple[int, int] | None:
        start, end = bound(who)
        first, last = max(low, start), min((until - 1) if until is not None else end, end)
        return (first, last) if first <= last else None

    stretches: dict[str, list[Stretch]] = {}
    for item in found:
        who, *numbers = item.values
        span = clipped(str(who), item.from_ts, item.until_ts)
        if span is not None:
            stretches.setdefault(str(who), []).append(Stretch(*span, *(int(n) for n in numbers)))
    spans: dict[str, dict[str, list[tuple[int, int]]]] = {"exceeded": {}, "within": {}}
    for name, by_bearer in spans.items():
        if name in core.formulas:
            for item in evaluator.episodes(core.formulas[name]):
                who = str(item.values[0])
                span = clipped(who, item.from_ts, item.until_ts)
                if span is not None:
                    by_bearer.setdefault(who, []).append(span)
    bearers = set(stretches) | set(spans["exceeded"]) | set(spans["within"])
    return {
        who: Course(
            tuple(sorted(stretches.get(who, ()), key=lambda s: (s.start, s.end))),
            tuple(_beyond_tolerance(spans["exceeded"].get(who, []), norm.tolerance)),
            tuple(sorted(spans["within"].get(who, []))),
            tuple(_beyond_tolerance(_gaps(spans["within"].get(who, []), *bound(who)), norm.tolerance)),
        )
        for who in sorted(bearers)
    }


def _beyond_tolerance(episodes: Iterable[tuple[int, int]], tolerance: Tolerance | None) -> list[tuple[int, int]]:
    """The episodes that count: those longer than tolerated in a row, or that make too many days in a window."""
    found = sorted(episodes)
    if tolerance is None:
        return found
    counted = []
    for start, end in found:
        if _days(start, end) > tolerance.in_a_row.count:
            counted.append((start, end))
        elif tolerance.in_window is not None and tolerance.window is not None:
            first = end - tolerance.window.count * DAY + 1
            total = sum(_days(max(s, first), e) for s, e in found if e >= first and s <= end)
            if total > tolerance.in_window.count:
                counted.append((start, end))
    return counted


def _gaps(within: Iterable[tuple[int, int]], start: int, end: int) -> Iterable[tuple[int, int]]:
    """The times from `start` to `end` that none of the stretches covers."""
    reached = start
    for low, high in sorted(within):
        if low > reached:
            yield reached, low - 1
        reached = max(reached, high + 1)
    if reached <= end:
        yield reached, end


def _days(start: int, end: int) -> int:
    return -(-(end + 1 - start) // DAY)


def cases(core: CoreNorm, course: Mapping[World, Mapping[str, Course]], view: Worldview) -> list[Case]:
    """One case for each episode of excess in either world, and one for each bearer and period."""
    norm, agreement = core.norm, view.agreement
    assert isinstance(norm, Limit)
    found: set[Case] = set()
    for by_bearer in course.values():
        for who, one in by_bearer.items():
            for start, end in one.exceeded:
                shown = day(start, agreement)
                found.add(Case(norm.name.text, who, shown, shown, start, end, True))
    bearers = agreement.parties if norm.kind == "party" else agreement.sides
    only = {name.text for name in norm.binding.only}
    for who in bearers:
        for span in assessed(norm, agreement, view.as_of, who):
            days = day_of(span.start, agreement.zone), day_of(span.end, agreement.zone)
            if only and who not in only and not agreement.sides_between(who, *days) & only:
                continue
            found.add(Case(norm.name.text, who, span.label, day(span.start, agreement), span.start, span.end))
    return sorted(_merged(found))


def _merged(found: Iterable[Case]) -> list[Case]:
    """Episodes that begin on one day in both worlds are one occasion, as long as the longer of them."""
    kept: dict[tuple[str, str, str, bool], Case] = {}
    for item in sorted(found):
        key = (item.norm, item.bearer, item.occasion, item.episode)
        before = kept.get(key)
        if before is None or item.end > before.end:
            kept[key] = item
    return list(kept.values())


def answer(core: CoreNorm, case: Case, course: Course | None, view: Worldview) -> Answer:
    """The verdict on an episode or a period in one world."""
    norm = core.norm
    assert isinstance(norm, Limit)
    silent: Verdict = "not declared" if view.world == "declared" else "not observed"
    if course is None:
        return Answer(silent, f"Nothing {view.world} speaks of this value.", False)
    span = _span(norm, case, view)
    inside = [item for item in course.values if item.start <= case.end and item.end >= case.start]
    low, high, bound = _extreme(norm, inside)
    if any(start <= case.end and end >= case.start for start, end in course.exceeded):
        return Answer("breached", _beyond(norm, low, high, bound), True, None, low, high, "", bound)
    if not inside:
        if not span.over:
            return Answer("pending", "The period is running, and nothing has been stated for it yet.", True)
        return Answer(silent, f"Nothing {view.world} speaks of this value in this time.", False)
    if is_yearly(norm):
        # Over nothing the least has no value, and what is compared with it is open (LANGUAGE §4).
        reason = "There is no earlier year with which to compare this one."
        return Answer("undetermined" if span.over else "pending", reason, True, None, low, high)
    if declared_nothing(core, case, view):
        return _nothing_declared(core, case, inside, view)
    if not span.over:
        return Answer("pending", "The period is still running.", True, None, low, high, "", bound)
    if _covered(course.within, case.start, case.end):
        return Answer("kept", "The value was within the limit all the time.", True, None, low, high, "", bound)
    doubtful = any(start <= case.end and end >= case.start for start, end in course.doubtful)
    if norm.tolerance is not None and _covered_by_values(inside, case) and not doubtful:
        return Answer(
            "kept", "The value was beyond the limit only as long as is tolerated.", True, None, low, high, "", bound
        )
    reason = "For part of the time the value is open, or nobody stated it."
    return Answer("undetermined", reason, True, None, low, high, "", bound)


def _nothing_declared(core: CoreNorm, case: Case, inside: Sequence[Stretch], view: Worldview) -> Answer:
    """Silence is no declaration; a nil return declares that there was nothing, over which sums and numbers are 0."""
    norm = core.norm
    assert isinstance(norm, Limit)
    said = stated_nothing(core, case, view)
    values = [over_nothing(norm.measure, core, view, item.start) for item in inside]
    known = [value for value in values if value is not None]
    if not said or len(known) < len(values) or not _covered([(s.start, s.end) for s in inside], case.start, case.end):
        counted = sorted({item.record.text for item in aggregates(norm.measure, core, view.agreement)})
        reason = f"{case.bearer} declared nothing of what is counted{no_nil_return(view, case, counted)}."
        return Answer("not declared", reason, False)
    names = ", ".join(fact.key[0] for fact in said)
    if any(not item.low <= value <= item.high for item, value in zip(inside, known, strict=True)):
        reason = f"{case.bearer} stated that there was nothing ({names}), but others declared some of what is counted."
        return Answer("undetermined", reason, False)
    stated = [replace(item, low=value, high=value) for item, value in zip(inside, known, strict=True)]
    low, high, bound = _extreme(norm, stated)
    reason = f"{case.bearer} stated in a nil return that there was nothing to count ({names})."
    at_most = norm.operator == "<="
    verdict: Verdict = "undetermined"
    if any(item.low > item.bound_high if at_most else item.high < item.bound_low for item in stated):
        verdict, reason = "breached", f"{reason} {_beyond(norm, low, high, bound)}"
    elif all(item.high <= item.bound_low if at_most else item.low >= item.bound_high for item in stated):
        verdict = "kept"
    return Answer(verdict, reason, True, None, low, high, "", bound)


def _span(norm: Limit, case: Case, view: Worldview) -> Span:
    for span in assessed(norm, view.agreement, view.as_of, case.bearer):
        if span.label == case.occasion and not case.episode:
            return span
    return Span(case.occasion, case.start, case.end, True)


def _covered(stretches: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    reached = start
    for low, high in sorted(stretches):
        if low > reached:
            break
        reached = max(reached, high + 1)
    return reached > end


def _covered_by_values(values: Iterable[Stretch], case: Case) -> bool:
    """Whether a value that is not open is stated for the whole time."""
    known = [(item.start, item.end) for item in values if abs(item.low) < _OPEN and abs(item.high) < _OPEN]
    return _covered(known, case.start, case.end)


def _extreme(norm: Limit, inside: Iterable[Stretch]) -> tuple[int | None, int | None, int | None]:
    """The most extreme value as bounds, and the bound that it is measured against (None where open)."""
    items = list(inside)
    if not items:
        return None, None, None
    pick = max if norm.operator == "<=" else min
    low, high = pick(item.low for item in items), pick(item.high for item in items)
    strict = (
        min(items, key=lambda item: item.bound_low) if norm.operator == "<=" else max(items, key=lambda s: s.bound_high)
    )
    bound = strict.bound_low if abs(strict.bound_low) < _OPEN else None
    return (low if abs(low) < _OPEN else None), (high if abs(high) < _OPEN else None), bound


def _beyond(norm: Limit, low: int | None, high: int | None, bound: int | None) -> str:
    side = "above" if norm.operator == "<=" else "below"
    value = low if norm.operator == "<=" else high
    if value is None or bound is None:
        return f"The value was certainly {side} the limit."
    floor = "" if low == high else "at least "
    return f"The value was certainly {side} the limit of {bound:,}, by {floor}{abs(value - bound):,}."


# --- yearly maxima --------------------------------------------------------------------------------------------------


def is_yearly(norm: Limit) -> bool:
    """Whether the limit compares each year's maximum with the years before."""
    return isinstance(norm.measure, YearlyMaximum) and isinstance(norm.bound, LeastEarlier)


def yearly_rows(norm: Limit, course: Mapping[str, Course], view: Worldview) -> list[tuple[object, ...]]:
    """`NORM_yearly`: each year's highest value; a year not stated in full has no upper bound, one not at all none."""
    zone = view.agreement.zone
    rows: list[tuple[object, ...]] = []
    for who, one in course.items():
        start, end = binding(norm, view.agreement, who)
        if start > min(end, view.as_of):
            continue
        first, last = day_of(start, zone).year, day_of(min(end, view.as_of), zone).year
        for year in range(first, last + 1):
            low = max(start, start_of_day(date(year, 1, 1), zone))
            high = min(end, start_of_day(date(year + 1, 1, 1), zone) - 1)
            inside = [item for item in one.values if item.start <= high and item.end >= low]
            whole = high <= view.as_of and _covered([(item.start, item.end) for item in inside], low, high)
            least = max((item.low for item in inside), default=-NEVER)
            most = max((item.high for item in inside), default=NEVER) if whole else NEVER
            rows.append((who, year, least, most))
    return rows


def yearly_answers(
    core: CoreNorm, found: Iterable[tuple[object, ...]], view: Worldview
) -> dict[tuple[str, str], Answer]:
    """The verdict for each bearer and year: a rise is certain only if the later low exceeds the earlier high."""
    answers: dict[tuple[str, str], Answer] = {}
    zone = view.agreement.zone
    for row in sorted(found, key=str):
        who, year = str(row[0]), int(str(row[1]))
        low, high, bound_low, bound_high = (int(str(item)) for item in row[2:])
        shown_low = low if abs(low) < _OPEN else None
        shown_high = high if abs(high) < _OPEN else None
        bound = bound_high if abs(bound_high) < _OPEN else None
        verdict: Verdict = "undetermined"
        reason = "A year is open, so a rise can be neither shown nor excluded."
        if low > bound_high:
            floor = "" if low == high and bound_low == bound_high else "at least "
            verdict, reason = (
                "breached",
                f"The year's highest value is above that of an earlier year, by {floor}{low - bound_high:,}.",
            )
        elif start_of_day(date(year + 1, 1, 1), zone) - 1 > view.as_of:
            verdict, reason = "pending", "The year is still running."
        elif high <= bound_low:
            verdict, reason = "kept", "The year's highest value is not above that of any earlier year."
        answers[(who, str(year))] = Answer(verdict, reason, True, None, shown_low, shown_high, "", bound)
    return answers
