"""What is due and what is overdue, for whom, and by when the work on it has to begin.

Rules it keeps:

- an entry is what would be owed if nobody did anything more: the norms are asked as of the end of the span, with what
  is known now; so a calendar and an assessment never disagree about a deadline;
- what follows only from a breach that has not happened yet is not in it;
- whether something is owed may be open: then the entry says *perhaps*;
- without a preparation time, the work has to begin at the latest when it is due.

It leaves to others: deadlines (`findings.deadline`), how it is shown (`report.calendar`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from servanda.agreement.model import Agreement
from servanda.agreement.prose.norms import deadline_said
from servanda.agreement.prose.terms import spaced
from servanda.agreement.syntax import Obligation, OnBreach, Quota, Recurrence
from servanda.dates import NEVER, day_of, show_instant
from servanda.findings.assess import finding_id, owed_to
from servanda.findings.model import WORLDS, Assessor, Verdict
from servanda.findings.verdicts.court import Court
from servanda.findings.verdicts.discharge import DeedNorm
from servanda.findings.verdicts.owed import Judged
from servanda.findings.workspace import Workspace

State = Literal["overdue", "perhaps overdue", "due", "perhaps due", "done"]
STATES: tuple[State, ...] = ("overdue", "perhaps overdue", "due", "perhaps due", "done")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do. `due`: the last second that keeps it; `days_left`: whole days from today, negative when late.

    `latest_start`: the last day on which the work can begin, `preparation` days before the due day. `finding`: its id.
    """

    due: int
    due_shown: str
    whole_day: bool
    days_left: int
    bearer: str
    act: str
    norm: str
    article: str
    occasion: str
    owed_to: str
    lead: str
    preparation: int
    latest_start: date
    state: State
    finding: str
    reading: str

    @property
    def late_to_start(self) -> bool:
        return self.state in ("due", "perhaps due") and self.days_left < self.preparation


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when the calendar goes, both inclusive; `now` is the instant from which it is seen."""

    now: int
    start: int
    end: int


def calendar(space: Workspace, assessor: Assessor, span: Span, parties: Iterable[str] = ()) -> list[Entry]:
    """Everything due from `span.start` to `span.end`, and all that is overdue, earliest first.

    `parties`: only what these bear (or a side to which they belong); all if none is named.
    """
    agreement = space.agreement
    deeds = {name for name, norm in agreement.norms.items() if isinstance(norm, DeedNorm | Recurrence)}
    if not deeds:
        return []
    court = Court(agreement, space.facts, assessor, max(span.end, span.now), span.now, geography=space.geography)
    default = assessor is space.assessors[0]
    found = [_entry(item, court, space.preparation, span, default) for item in court.judge((), deeds)]
    # Who has acceded belongs to its side by the acts alone.
    wanted = _bearers(parties, court.agreement, day_of(span.now, agreement.zone))
    entries = [one for one in found if one is not None and (not wanted or one.bearer in wanted)]
    return sorted(entries, key=lambda one: (one.due, one.bearer, one.finding))


def _bearers(parties: Iterable[str], agreement: Agreement, day: date) -> set[str]:
    """The parties named, and the sides to which they belong today."""
    named = set(parties)
    return named | {side for party in named if (side := agreement.side_of(party, day)) is not None}


def _entry(item: Judged, court: Court, prepared: Mapping[str, int], span: Span, default: bool) -> Entry | None:
    norm = item.core.norm
    if isinstance(norm, Recurrence):
        return _held(item, norm, court, prepared, span, default)
    assert isinstance(norm, DeedNorm)
    world = next((world for world in WORLDS if world in item.owed), None)
    if world is None or _only_if_missed(norm, item, span.now):
        return None
    answer, owed = item.answers[world], item.owed[world]
    due = (answer.due or owed.due).late
    if due >= NEVER:
        return None
    state = _state(answer.verdict, "cured" in answer.attributes, any(one.sure for one in item.owed.values()), due, span)
    if state is None:
        return None
    act, article = norm.deed.act.text, norm.article
    return _made(item, act, article, _lead(norm, court.agreement), due, state, court, prepared, span, default)


def _held(
    item: Judged, norm: Recurrence, court: Court, prepared: Mapping[str, int], span: Span, default: bool
) -> Entry | None:
    """What is to be held so often, due at the end of its period; a period that is over cannot be made good."""
    due = next((answer.due.late for answer in item.answers.values() if answer.due is not None), None)
    if due is None or not span.start <= due <= span.end:
        return None
    kept = "kept" in [answer.verdict for answer in item.answers.values()]
    if not kept and due <= span.now:
        return None
    period = {1: "calendar month", 3: "calendar quarter", 6: "half year"}.get(norm.months, "calendar year")
    lead = f"{norm.times} or more in each {period}"
    state: State = "done" if kept else "due"
    return _made(item, norm.record.text, norm.article, lead, due, state, court, prepared, span, default)


def _made(
    item: Judged,
    act: str,
    article: str,
    lead: str,
    due: int,
    state: State,
    court: Court,
    prepared: Mapping[str, int],
    span: Span,
    default: bool,
) -> Entry:
    zone = court.agreement.zone
    last, today = day_of(due, zone), day_of(span.now, zone)
    preparation = prepared.get(act, 0)
    whole = day_of(due + 1, zone) != last
    return Entry(
        due,
        last.isoformat() if whole else show_instant(due, zone),
        whole,
        (last - today).days,
        item.case.bearer,
        spaced(act),
        item.core.norm.name.text,
        article,
        item.case.occasion,
        owed_to(item, court),
        lead,
        preparation,
        last - timedelta(days=preparation),
        state,
        finding_id(item, court, default),
        "; ".join(item.core.readings.values()),
    )


def _only_if_missed(norm: DeedNorm, item: Judged, now: int) -> bool:
    """Whether it would follow from a breach that lies ahead."""
    return isinstance(norm, Obligation) and isinstance(norm.trigger, OnBreach) and item.case.start > now


def _state(verdict: Verdict, cured: bool, sure: bool, due: int, span: Span) -> State | None:
    """What to call it; None where it lies outside the span, or was done too late and is over."""
    if verdict in ("kept", "not owed") or cured:
        return "done" if verdict == "kept" and span.start <= due <= span.end else None
    if due > span.end:
        return None
    if due > span.now:
        return ("due" if sure else "perhaps due") if due >= span.start else None
    return "overdue" if sure and verdict == "breached" else "perhaps overdue"


def _lead(norm: DeedNorm, agreement: Agreement) -> str:
    """The deadline in words: `42 days or more before the start of e`; of a duty, how often it returns."""
    if isinstance(norm, Obligation | Quota):
        return deadline_said(norm, agreement.document)
    every = norm.schedule.months
    return "every year" if every == 12 else f"every {every} months" if every > 1 else "every month"
