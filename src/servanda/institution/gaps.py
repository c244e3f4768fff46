"""The life of a gap: opened, put to the party, answered, judged, closed; whose turn it is, its age, how it moved.

    findings in which the worlds disagree ─┐
    threads of questions about them ───────┼──life──▶ stage, owner, age
    the same findings, day by day ─────────┴──────▶ trend of the size

Rules it keeps:

- all follows from facts and instant: what is asked as of a day is what anybody would have seen on that day, and a later
  day only adds to it;
- a gap is closed by whoever asked, by a deed that was late and is done, or by knowledge in which the worlds agree;
  doubt about what was known closes nothing;
- of several questions about one gap, it stands where the furthest open one stands, and each of those whose turn it is
  is its owner; it is closed when all are;
- a size grew or shrank only where its bounds then and now lie apart; else it is the same, or open.

It leaves to others: what a gap is (`findings.gaps`), how it is shown (`report.gaps`).
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from servanda.agreement.roles import Cast
from servanda.dates import day_of, end_of_day
from servanda.findings.assess import Dates, findings_of
from servanda.findings.explain import before
from servanda.findings.gaps import magnitude
from servanda.findings.model import DISAGREEMENTS, Assessor, Finding, Gap
from servanda.findings.verdicts.court import Court
from servanda.findings.workspace import Workspace
from servanda.institution.clarification import Step, Thread, threads

Stage = Literal["opened", "put", "answered", "judged", "closed"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Direction = Literal["grew", "shrank", "same", "open", "without a size"]
# On how many days at most the assessment is made anew for the trend.
DAYS = 16


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A step in the life: on which day, by whom ("" where knowledge made it), and what it was."""

    day: str
    stage: Stage
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Size:
    """What the gap was as known by a day. `low`, `high`: bounds of its size, in the unit of the finding; `high` None:
    at least so large.
    """

    known_by: str
    gap: Gap
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class GapLife:
    """One gap. `owner`: who must act next, `next`: how; both empty once it is closed. `age`: whole days to `closed`,
    else to the day of the assessment. `trend`: what it was on each day on which that changed.
    """

    finding: Finding
    stage: Stage
    owner: str
    next: str
    opened: str
    closed: str | None
    age: int
    moments: tuple[Moment, ...]
    threads: tuple[str, ...]
    trend: tuple[Size, ...] = ()
    direction: Direction = "without a size"

    @property
    def open(self) -> bool:
        return self.stage != "closed"


@dataclass(frozen=True, slots=True)
class Gaps:
    """All lives in the order of opening, and on how many of the days on which something became known it was looked."""

    lives: tuple[GapLife, ...]
    looked: int
    days: int


def gaps(space: Workspace, assessor: Assessor, dates: Dates, days: int = DAYS) -> Gaps:
    """Every gap that is open at the date, or was and is closed. `days`: at most so many are looked at for the trend."""
    asked = [one for one in threads(space, assessor, dates) if one.kind == "question"]
    now = _findings(space, assessor, dates.as_of, dates.known_by, None)
    zone = space.agreement.zone
    last, told = day_of(dates.as_of, zone), day_of(dates.known_by, zone)
    held = {one.id: one for one in now if _is_gap(one, asked)}
    # A finding changes on days on which something became known of it; on each, only its norm is asked anew.
    news = _news([one for one in now if one.id in held or _could_have_been(one)], told)
    chosen = _thinned(sorted(news), set(_news(held.values(), told)), days)
    seen: dict[str, dict[str, Finding]] = {}
    for day in chosen:
        instant = end_of_day(dt.date.fromisoformat(day), zone)
        there = _findings(space, assessor, min(instant, dates.as_of), instant, news[day])
        seen[day] = {one.id: one for one in there}
    seen[told.isoformat()] = {one.id: one for one in now}
    for one in now:
        if any(one.id in then and disagrees(then[one.id]) for then in seen.values()):
            held.setdefault(one.id, one)
    cast = space.agreement.cast
    lives = [life(one, asked, last, cast, _sizes(one.id, seen)) for one in held.values()]
    return Gaps(tuple(sorted(lives, key=lambda one: (one.opened, one.finding.id))), len(chosen), len(news))


def standing(space: Workspace, findings: Iterable[Finding], dates: Dates) -> dict[str, GapLife]:
    """By the id of each finding in which the worlds disagree: where its gap stands, without what it was earlier."""
    held = [one for one in findings if disagrees(one)]
    asked: dict[str, list[Thread]] = {}
    for assessor in space.assessors:
        if any(one.assessor == assessor.name for one in held):
            asked[assessor.name] = threads(space, assessor, dates)
    last, cast = day_of(dates.as_of, space.agreement.zone), space.agreement.cast
    return {one.id: life(one, asked[one.assessor], last, cast) for one in held}


def _news(findings: Iterable[Finding], last: dt.date) -> dict[str, set[str]]:
    """Day, before the last → the norms of the findings of which something became known on it."""
    found: dict[str, set[str]] = {}
    for one in findings:
        for row in one.witnesses:
            if row.known and row.known[:10] < last.isoformat():
                found.setdefault(row.known[:10], set()).add(one.norm)
    return found


def disagrees(finding: Finding) -> bool:
    return finding.gap in DISAGREEMENTS


def _is_gap(finding: Finding, asked: Iterable[Thread]) -> bool:
    return disagrees(finding) or any(one.concerns(finding.id) for one in asked)


def _could_have_been(finding: Finding) -> bool:
    """Whether both worlds speak of it and did not begin to on one day, so that they may have disagreed between."""
    mine = [row for row in finding.witnesses if row.admitted and row.known]
    return len({row.world for row in mine}) > 1 and len({row.known for row in mine}) > 1


def _findings(
    space: Workspace, assessor: Assessor, as_of: int, known_by: int, norms: Iterable[str] | None
) -> list[Finding]:
    wanted = None
    if norms is not None:
        wanted = {name for norm in norms for name in (norm, *before(norm, space.agreement))}
    court = Court(space.agreement, space.facts, assessor, as_of, known_by, geography=space.geography)
    return findings_of(court, default=assessor is space.assessors[0], norms=wanted)


def _thinned(known: Sequence[str], must: set[str], most: int) -> list[str]:
    """At most so many of the days: those on which something of a gap became known first, the others evenly spread."""
    first = [day for day in known if day in must]
    others = [day for day in known if day not in must]
    if len(first) >= most:
        return _spread(first, most)
    return sorted([*first, *_spread(others, most - len(first))])


def _spread(days: Sequence[str], most: int) -> list[str]:
    if len(days) <= most or most < 2:
        return list(days[:most] if most < 2 else days)
    return [days[round(number * (len(days) - 1) / (most - 1))] for number in range(most)]


def _sizes(finding: str, seen: Mapping[str, Mapping[str, Finding]]) -> tuple[Size, ...]:
    """What the gap was on each day on which that changed, from the one on which the worlds first disagreed."""
    found: list[Size] = []
    for day, there in sorted(seen.items()):
        one = there.get(finding)
        if one is None or (not found and not disagrees(one)):
            continue
        low, high = one.gap_low, one.gap_high
        size = Size(day, one.gap, *_bounds(low, high))
        if not found or (size.gap, size.low, size.high) != (found[-1].gap, found[-1].low, found[-1].high):
            found.append(size)
    return tuple(found)


# --- one life -------------------------------------------------------------------------------------------------------


def life(finding: Finding, asked: Iterable[Thread], last: dt.date, cast: Cast, sizes: tuple[Size, ...] = ()) -> GapLife:
    """The life of one gap to the day `last`, from the questions about it and its sizes over time."""
    mine = [one for one in asked if one.kind == "question" and one.concerns(finding.id)]
    moments = sorted({moment for one in mine for moment in _moments(one, cast)})
    opened = _opened(finding, moments, sizes) or last.isoformat()
    began = "the two worlds disagree" if sizes or disagrees(finding) else "asked about"
    moments.insert(0, Moment(opened, "opened", "", began))
    ended = _ended(finding, mine, opened, sizes, cast)
    if ended is not None:
        moments.append(ended)
    acting = [_acting(one, cast) for one in mine if not _over(one, cast)]
    owner = ", ".join(sorted({who for who, _ in acting})) if mine else finding.owed_to
    todo = "; ".join(sorted({how for _, how in acting})) if mine else "ask for clarification"
    stages: list[Stage] = [_stage(one, cast) for one in mine if not _over(one, cast)]
    reached: Stage = max(stages, key=STAGES.index) if stages else "opened"
    closed = ended.day if ended is not None else None
    until = dt.date.fromisoformat(closed) if closed is not None else last
    return GapLife(
        finding,
        "closed" if ended is not None else reached,
        "" if ended is not None else owner,
        "" if ended is not None else todo,
        opened,
        closed,
        max((until - dt.date.fromisoformat(opened)).days, 0),
        tuple(moments),
        tuple(one.id for one in mine),
        sizes,
        _direction(sizes),
    )


def _opened(finding: Finding, moments: Sequence[Moment], sizes: Sequence[Size]) -> str:
    """The first day on which it could be known; of what never was a disagreement, the day of the question."""
    days = [day[:10] for day in (finding.opened, *(one.known_by for one in sizes[:1])) if day]
    return min(days, default=moments[0].day if moments else "")


def _moments(thread: Thread, cast: Cast) -> Iterable[Moment]:
    for step in thread.steps:
        match step.role:
            case "question":
                yield Moment(step.day, "put", step.by, f"{step.id} to {thread.to}")
            case "reply":
                yield Moment(step.day, "answered", step.by, step.id)
            case "escalation" | "appearance":
                said = "escalated" if step.role == "escalation" else "attended"
                yield Moment(step.day, "put", step.by, f"{said}: {step.id}")
            case "judgement" if step.by == thread.by:
                said = step.says.get(cast.part("judgement", "sufficient"), "")
                yield Moment(step.day, "judged", step.by, {"yes": "sufficient", "no": "insufficient"}.get(said, said))


def _ended(finding: Finding, mine: Sequence[Thread], opened: str, sizes: tuple[Size, ...], cast: Cast) -> Moment | None:
    """What closed it, if anything did: the last closure, a deed done late, or knowledge in which the worlds agree."""
    if mine and all(_over(one, cast) for one in mine):
        day, by, what = max(_end(one, cast) for one in mine)
        return Moment(day, "closed", by, what)
    cured = str(finding.attributes.get("cured", ""))[:10]
    # A deed that is done late mends its omission, not a number that is said wrongly.
    if cured >= opened and finding.gap == "contradicted":
        return Moment(cured, "closed", finding.bearer, "done, late")
    if sizes and sizes[-1].gap == "agreed" and not mine:
        return Moment(sizes[-1].known_by, "closed", "", f"the two worlds agree: {finding.declared.verdict}")
    return None


def _over(thread: Thread, cast: Cast) -> bool:
    """Closed or, where the agreement has no act that closes, judged sufficient."""
    return thread.state == "closed" or (not cast.act("closure") and thread.state == "answered, judged sufficient")


def _end(thread: Thread, cast: Cast) -> tuple[str, str, str]:
    role = "closure" if thread.state == "closed" else "judgement"
    step = next(step for step in thread.steps if step.role == role and step.by == thread.by)
    reason = step.says.get(cast.part("closure", "reason"), "") if role == "closure" else "judged sufficient"
    return step.day, step.by, f"{step.id}: {reason}" if reason else step.id


def _stage(thread: Thread, cast: Cast) -> Stage:
    return max((moment.stage for moment in _moments(thread, cast)), key=STAGES.index)


def _acting(thread: Thread, cast: Cast) -> tuple[str, str]:
    """Who must act next in a thread that is open, and how."""
    steps: dict[str, Step] = {step.role: step for step in thread.steps if step.role != "judgement"}
    judged = thread.state.startswith("answered, judged")
    if "escalation" in steps and "appearance" not in steps and cast.act("appearance"):
        return thread.to, "attend the meeting"
    if "reply" not in steps and ("escalation" not in steps or not cast.act("appearance")):
        return thread.to, "reply"
    if "reply" in steps and not judged and cast.act("judgement"):
        return thread.by, "judge the reply"
    if thread.state == "answered, judged insufficient" and cast.act("escalation"):
        return thread.by, "escalate or close"
    return thread.by, "close"


# --- how it moved ---------------------------------------------------------------------------------------------------


def _bounds(low: int | None, high: int | None) -> tuple[int | None, int | None]:
    """How large a difference is whose bounds are known, or only the one that lies nearer to nothing.

    >>> _bounds(2200, None), _bounds(None, -5), _bounds(-3, None), _bounds(-5, 3)
    ((2200, None), (5, None), (None, None), (0, 5))
    """
    if low is not None and high is not None:
        return magnitude(low, high)
    if low is not None and low >= 0:
        return low, None
    if high is not None and high <= 0:
        return -high, None
    return None, None


def _direction(sizes: Sequence[Size]) -> Direction:
    """From the first size that is known to the last; a gap that the worlds have closed has none any more.

    >>> first, last = Size("2025-01-01", "understated", 100, 200), Size("2025-02-01", "understated", 300, None)
    >>> _direction([first, last]), _direction([last, first]), _direction([last, last])
    ('grew', 'shrank', 'open')
    """
    known = [(one.low, math.inf if one.high is None else one.high) for one in sizes if one.low is not None]
    if not known:
        return "without a size"
    (low, high), (least, most) = known[0], known[-1]
    if sizes[-1].gap not in DISAGREEMENTS or most < low:
        return "shrank"
    if least > high:
        return "grew"
    return "same" if (low, high) == (least, most) and most < math.inf else "open"
