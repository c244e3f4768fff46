"""When a deed is due: the earliest and the latest instant at which the deadline may fall.

Rules it keeps:

- calendars are resolved here, before the engine runs: hours, days, working days, months (`servanda.dates`);
- a deadline that counts from an uncertain date is itself uncertain; one that counts from an unknown date is open;
- a breach is dated at the deadline.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import ActType, Deadline, Duty, Path
from servanda.dates import ALWAYS, DAY, NEVER, add, day_of, end_of_day, start_of_day
from servanda.findings.world.proof import OPEN, Settled
from servanda.findings.world.worldview import Worldview


@dataclass(frozen=True, slots=True)
class Due:
    """The last second that keeps the deadline, at the earliest and latest; a remark where the month clamped it."""

    early: int
    late: int
    remark: str | None = None

    @property
    def open(self) -> bool:
        return self.late >= NEVER or self.early <= ALWAYS


@dataclass(frozen=True, slots=True)
class Origin:
    """What a deadline may count from, besides fields: the occasion's record and key, a breach, a change.

    `entry`: the entry into force for the bearer, where it is later than that of the agreement.
    """

    record: str = ""
    key: str = ""
    instant: tuple[int, int] | None = None
    entry: int | None = None


def number_at(view: Worldview, record: str, key: str, parts: tuple[str, ...]) -> Settled:
    """A numeric field at the end of a path: `m.request.filed` from the act `m`, in this world."""
    for part in parts:
        fact = view.fact(record, key)
        if fact is None:
            return OPEN
        declared = view.agreement.records[record]
        if isinstance(declared, ActType) and declared.target is not None and declared.target.text == part:
            record, key = part, fact.links[part]
            continue
        return fact.number(part)
    fact = view.fact(record, key)
    return Settled(fact.when.low, fact.when.high, False) if fact is not None else OPEN


def names_at(view: Worldview, record: str, key: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parties or texts at the end of a path, sorted."""
    for part in parts:
        fact = view.fact(record, key)
        if fact is None:
            return ()
        declared = view.agreement.records[record]
        if isinstance(declared, ActType) and declared.target is not None and declared.target.text == part:
            record, key = part, fact.links[part]
            continue
        found = fact.names.get(part)
        return tuple(sorted(found.maybe)) if found is not None else ()
    return ()


def _anchor(deadline: Deadline, view: Worldview, origin: Origin) -> tuple[int, int]:
    anchor = deadline.anchor
    assert anchor is not None
    if anchor.kind == "entry into force":
        start = origin.entry if origin.entry is not None else view.agreement.entry()
        return (start, start) if start < NEVER else (ALWAYS, NEVER)
    path: Path | None = anchor.path
    assert path is not None
    parts = tuple(part.text for part in path.parts[1:])
    if origin.instant is not None and not parts:
        return origin.instant
    if anchor.kind in ("filed", "received"):
        settled = number_at(view, origin.record, origin.key, (*parts, anchor.kind))
        if anchor.kind == "received" and settled.high >= NEVER:
            filed = number_at(view, origin.record, origin.key, (*parts, "filed"))
            if anchor.deemed is None:
                return filed.low, NEVER
            later = [add(end, anchor.deemed, 1, view.agreement.zone)[0] for end in (filed.low, filed.high)]
            return later[0], later[1]
        return settled.low, settled.high
    settled = number_at(view, origin.record, origin.key, parts)
    return settled.low, settled.high


def due(deadline: Deadline, view: Worldview, origin: Origin) -> Due:
    """The deadline of one occasion in one world."""
    zone, calendars = view.agreement.zone, dict(view.agreement.calendars)
    if deadline.kind == "date":
        assert deadline.date is not None
        last = end_of_day(deadline.date.value, zone)
        return Due(last, last)
    low, high = _anchor(deadline, view, origin)
    if low <= ALWAYS or (high >= NEVER and deadline.kind == "at"):
        return Due(ALWAYS, NEVER)
    if deadline.kind == "at":
        # A day that is known as a day ends the deadline with its last second; a known hour ends it then.
        if high - low < DAY - 1:
            return Due(low, high)
        return Due(end_of_day(day_of(low, zone), zone), end_of_day(day_of(high, zone), zone))
    assert deadline.duration is not None
    sign = -1 if deadline.kind == "before" else 1
    early, remark = add(low, deadline.duration, sign, zone, calendars)
    late = NEVER if high >= NEVER else add(high, deadline.duration, sign, zone, calendars)[0]
    return Due(early, late, remark)


@dataclass(frozen=True, slots=True)
class Period:
    """One due date of a duty: its day, the deadline, the value that a deed must be for, the due date before."""

    day: date
    due: Due
    match: int
    since: int


def periods(duty: Duty, agreement: Agreement, as_of: int) -> Iterator[Period]:
    """The due dates of a duty while it binds, up to the first one that lies ahead of `as_of`."""
    zone = agreement.zone
    first, last = agreement.starts, agreement.in_force.end
    start = max(first, duty.binding.start.value) if duty.binding.start else first
    ends = [item.value for item in (last, duty.binding.end) if item is not None]
    stop = min(ends) if ends else date.max
    before = ALWAYS
    for year in range(start.year, min(stop.year, day_of(as_of, zone).year + 1) + 1):
        for month, number in duty.schedule.days:
            clamped = min(number, _days_in(year, month))
            day = date(year, month, clamped)
            if not start <= day <= stop:
                continue
            within = duty.schedule.within
            end, remark = (
                (end_of_day(day, zone), None)
                if within is None
                else add(start_of_day(day, zone), within, 1, zone, dict(agreement.calendars))
            )
            yield Period(day, Due(end, end, remark), _match(duty, agreement, day), before)
            before = end
            if start_of_day(day, zone) > as_of:
                return


def _days_in(year: int, month: int) -> int:
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - timedelta(days=1)).day


def _match(duty: Duty, agreement: Agreement, day: date) -> int:
    match duty.deed.occasion:
        case "that date":
            return start_of_day(day, agreement.zone)
        case "that year":
            return day.year
        case "the next year":
            return day.year + 1
        case "the year before":
            return day.year - 1
    return 0
