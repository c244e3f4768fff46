"""The calendar for people and programs: a table, JSON, and iCalendar (RFC 5545).

Rules it keeps:

- same calendar, same bytes: identifiers come from the findings, stamps from the day on which it is seen, no clock;
- a deadline that is a day is a whole-day event on that day; one that is an hour stands at that instant, in UTC;
- the state is a word; colour only repeats it;
- the JSON conforms to `docs/reference/calendar.schema.json`.

It leaves to others: what is due (`institution.calendar`).
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from servanda.institution.calendar import STATES, Entry, State
from servanda.report import words
from servanda.report.frame import closed
from servanda.report.terminal.layout import STYLES, Lines, Page, columns, output, right, section

FORMAT = "servanda-calendar-1"
OLD = 365  # days after which what is only perhaps overdue is no longer listed at a terminal
MARKS: dict[State, words.Mark] = {
    "overdue": words.Mark("✗", "x", "not done, and the deadline has passed", "breached"),
    "perhaps overdue": words.Mark(
        "?", "?", "the deadline has passed; whether it was owed or done is open", "undetermined"
    ),
    "due": words.Mark("◷", ":", "owed, and the deadline lies ahead", "pending"),
    "perhaps due": words.Mark("?", "?", "whether it is owed is open", "undetermined"),
    "done": words.Mark("✓", "+", "done in time", "kept"),
}
UTC = dt.UTC


@dataclass(frozen=True, slots=True)
class Frame:
    """What a calendar is of: the agreement, the day on which it is seen, its first and last day, both inclusive."""

    agreement: str
    as_of: str
    first: str
    last: str
    time_zone: str
    assessor: str
    inputs: Sequence[tuple[str, str]]


def _old(entry: Entry) -> bool:
    return entry.state == "perhaps overdue" and entry.days_left < -OLD


def _days(entry: Entry) -> str:
    if entry.state == "done":
        return ""
    if entry.days_left < 0:
        return f"{words.plural(-entry.days_left, 'day')} late"
    return "today" if entry.days_left == 0 else words.plural(entry.days_left, "day")


# --- the terminal ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that differ in the bearer or the reading only, on one line."""

    first: Entry
    bearers: tuple[str, ...]
    readings: tuple[str, ...]


def groups(entries: Iterable[Entry]) -> list[Group]:
    """The entries, those alike together, in the order of their deadlines."""
    found: dict[tuple[object, ...], list[Entry]] = {}
    for one in entries:
        key = (one.due, one.state, one.norm, one.occasion, one.owed_to, one.preparation)
        found.setdefault(key, []).append(one)
    return [
        Group(alike[0], tuple(dict.fromkeys(one.bearer for one in alike)), _readings(alike)) for alike in found.values()
    ]


def _readings(alike: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.reading for one in alike if one.reading))


def _details(group: Group) -> str:
    entry = group.first
    details = [entry.occasion] if entry.occasion not in (entry.due_shown, entry.due_shown[:10]) else []
    details += [entry.lead]
    if not entry.owed_to.startswith("every other"):
        details.append(f"owed to {entry.owed_to}")
    if len(group.readings) == 1:
        details.append(f"read as “{group.readings[0]}”")
    return "; ".join(details)


def _row(page: Page, group: Group, widths: list[int]) -> Lines:
    entry = group.first
    start = f"begin by {entry.latest_start.isoformat()}" if entry.preparation and entry.state != "done" else ""
    what = Text(page.plain(words.title(entry.norm) + ": ")) + Text(page.plain(entry.act))
    cells = [
        page.wrap(Text(entry.due_shown), widths[0]),
        [right(Text(_days(entry)), widths[1])],
        page.wrap(Text(", ".join(group.bearers), "bold"), widths[2]),
        page.wrap(what, widths[3]) + page.wrap(page.quiet(_details(group)), widths[3]),
        page.wrap(page.mark(MARKS[entry.state], entry.state), widths[4])
        + page.wrap(Text(start, STYLES["breached"] if entry.late_to_start else STYLES["silent"]), widths[4]),
    ]
    yield from columns(cells, widths)


def render(
    frame: Frame, entries: Sequence[Entry], *, width: int = 100, colour: bool = False, ascii_only: bool = False
) -> str:
    """The calendar as text, at most `width` cells wide: what is overdue first, then month by month.

    What is only perhaps overdue, and since more than a year, is counted, not listed.
    """
    page = Page(max(width, 80), ascii_only)
    return output(_page(page, frame, entries), page.width, colour)


def _page(page: Page, frame: Frame, entries: Sequence[Entry]) -> Lines:
    yield from page.filled(Text(), Text(page.plain(frame.agreement), "bold"), 1, 0)
    said = f"seen on {frame.as_of} · from {frame.first} to {frame.last}, both included · {frame.time_zone}"
    yield from page.filled(Text(), page.quiet(f"{said} · under the standard “{frame.assessor}”"), 1, 0)
    widths = [10, 15, 15, page.width - 10 - 15 - 15 - 20 - 6, 20]
    old = [one for one in entries if _old(one)]
    late = [one for one in entries if one.state in ("overdue", "perhaps overdue") and one not in old]
    yield from section("Overdue", (line for one in groups(late) for line in _row(page, one, widths)))
    months: dict[str, list[Entry]] = {}
    for one in entries:
        if one not in late and one not in old:
            months.setdefault(one.due_shown[:7], []).append(one)
    for month, found in months.items():
        title = dt.date.fromisoformat(f"{month}-01").strftime("%B %Y")
        yield from section(title, (line for one in groups(found) for line in _row(page, one, widths)))
    yield Text()
    if not entries:
        yield Text(" ") + page.quiet("Nothing is due in this time, and nothing is overdue.")
    counts = [(state, sum(one.state == state for one in entries)) for state in STATES]
    said = ", ".join(f"{words.number(count)} {state}" for state, count in counts if count)
    if old:
        said += f"; {words.number(len(old))} of these perhaps overdue since more than a year, and not listed"
    yield from page.filled(Text(), page.quiet(said), 1, 0)


# --- programs ---------------------------------------------------------------------------------------------------------


def entry_data(entry: Entry) -> dict[str, Any]:
    """One entry, key by key."""
    return {
        "finding": entry.finding,
        "norm": entry.norm,
        "article": entry.article,
        "bearer": entry.bearer,
        "owed_to": entry.owed_to,
        "act": entry.act,
        "occasion": entry.occasion,
        "due": entry.due_shown,
        "days_left": entry.days_left,
        "lead": entry.lead,
        "preparation_days": entry.preparation,
        "latest_start": entry.latest_start.isoformat(),
        "late_to_start": entry.late_to_start,
        "state": entry.state,
        "reading": entry.reading or None,
    }


def as_json(frame: Frame, entries: Iterable[Entry]) -> str:
    """The calendar as JSON."""
    data = {
        "format": FORMAT,
        "agreement": frame.agreement,
        "as_of": frame.as_of,
        "from": frame.first,
        "to": frame.last,
        "time_zone": frame.time_zone,
        "assessor": frame.assessor,
        "inputs": [{"file": name, "sha256": digest} for name, digest in frame.inputs],
        "entries": [entry_data(one) for one in entries],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_ics(frame: Frame, entries: Iterable[Entry], now: int) -> bytes:
    """The calendar as an iCalendar object (RFC 5545); what is done, or only perhaps
    overdue since more than a year, is left out. `now`: the instant of every stamp."""
    from icalendar import Alarm, Calendar, Event

    whole = Calendar()
    whole.add("prodid", "-//servanda//calendar//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", frame.agreement)
    for one in entries:
        if one.state == "done" or _old(one):
            continue
        event = Event()
        event.add("uid", f"{one.finding}@{_slug(frame.agreement)}.servanda")
        event.add("dtstamp", dt.datetime.fromtimestamp(now, UTC))
        if one.whole_day:
            event.add("dtstart", dt.date.fromisoformat(one.due_shown))
            event.add("dtend", dt.date.fromisoformat(one.due_shown) + dt.timedelta(days=1))
        else:
            event.add("dtstart", dt.datetime.fromtimestamp(one.due, UTC).replace(second=0))
        event.add("summary", f"{one.bearer}: {one.act} ({one.occasion})")
        event.add("description", _description(one))
        event.add("categories", [one.bearer, one.state])
        event.add("transp", "TRANSPARENT")
        if one.preparation:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"Begin: {one.bearer}: {one.act}")
            alarm.add("trigger", -dt.timedelta(days=one.preparation))
            event.add_component(alarm)
        whole.add_component(event)
    made: bytes = whole.to_ical()
    return made


def _description(entry: Entry) -> str:
    lines = [
        f"{words.title(entry.norm)}: {entry.lead}.",
        f"Owed to {entry.owed_to}. State on the day of this calendar: {entry.state}.",
    ]
    if entry.preparation:
        lines.append(f"Begin by {entry.latest_start.isoformat()}: it takes {words.plural(entry.preparation, 'day')}.")
    return "\n".join([*lines, f"Finding: {entry.finding}"])


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.casefold()).split()) or "agreement"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the calendar."""
    text = {"type": "string"}
    day = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}
    number = {"type": "integer"}
    special = {
        "due": {**day, "description": "The last day, or the last moment, that keeps it."},
        "days_left": {**number, "description": "Whole days from `as_of`; negative when late."},
        "preparation_days": {**number, "minimum": 0, "description": "From `[preparation]` in servanda.toml."},
        "latest_start": {**day, "description": "The due day less the days of preparation."},
        "late_to_start": {"type": "boolean", "description": "Whether fewer days are left than it takes."},
        "state": {"enum": list(STATES)},
        "reading": {"type": ["string", "null"]},
    }
    names = ("finding", "norm", "article", "bearer", "owed_to", "act", "occasion", "due", "days_left", "lead",
             "preparation_days", "latest_start", "late_to_start", "state", "reading")  # fmt: skip
    entry = closed({name: special.get(name, text) for name in names})
    sha256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    inputs = {"type": "array", "items": closed({"file": text, "sha256": sha256})}
    whole = {
        "format": {"const": FORMAT},
        "agreement": text,
        "as_of": day,
        "from": day,
        "to": day,
        "time_zone": text,
        "assessor": text,
        "inputs": inputs,
        "entries": {"type": "array", "items": entry},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "servanda calendar", **closed(whole)}
