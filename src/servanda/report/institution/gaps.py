"""The lives of the gaps for people and programs: one block each, with its moments and its trend; JSON.

Rules it keeps:

- same lives, same bytes; the JSON conforms to `docs/reference/gaps.schema.json`;
- the open ones first, the oldest first; a gap without a known size says so.

It leaves to others: what a life is (`servanda.institution.gaps`).
"""

import json
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from servanda.institution.gaps import STAGES, GapLife, Gaps, Moment, Size
from servanda.report import words
from servanda.report.frame import Frame, closed
from servanda.report.terminal.layout import Lines, Page, output, section

FORMAT = "servanda-gaps-1"
_MOVED = {
    "grew": "larger than at first",
    "shrank": "smaller than at first",
    "same": "as large as at first",
    "open": "whether it grew or shrank is open",
    "without a size": "",
}


def data(frame: Frame, found: Gaps) -> dict[str, Any]:
    """Plain data, key by key."""
    return {
        "format": FORMAT,
        **{name: getattr(frame, name) for name in Frame.__dataclass_fields__},
        "days_looked_at": found.looked,
        "days_with_news": found.days,
        "gaps": [_one(life) for life in found.lives],
    }


def _one(life: GapLife) -> dict[str, Any]:
    item = life.finding
    return {
        "finding": item.id,
        "norm": item.norm,
        "article": item.article,
        "bearer": item.bearer,
        "occasion": item.occasion,
        "gap": item.gap,
        "stage": life.stage,
        "owner": life.owner,
        "next": life.next,
        "opened": life.opened,
        "closed": life.closed,
        "age": life.age,
        "unit": item.unit,
        "direction": life.direction,
        "moments": [{name: getattr(one, name) for name in Moment.__dataclass_fields__} for one in life.moments],
        "threads": list(life.threads),
        "trend": [{name: getattr(one, name) for name in Size.__dataclass_fields__} for one in life.trend],
    }


def as_json(frame: Frame, found: Gaps) -> str:
    return json.dumps(data(frame, found), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The schema of the JSON."""
    text: dict[str, Any] = {"type": "string"}
    count: dict[str, Any] = {"type": "integer", "minimum": 0}
    perhaps: dict[str, Any] = {"type": ["integer", "null"]}
    stage = {"enum": list(STAGES)}

    def several(item: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": item}

    gap = {
        **dict.fromkeys(("finding", "norm", "article", "bearer", "occasion", "gap"), text),
        "stage": stage,
        "owner": {**text, "description": "Who must act next; empty once it is closed."},
        "next": {**text, "description": "What the owner is to do."},
        "opened": {**text, "description": "The first day on which it could be known."},
        "closed": {"type": ["string", "null"]},
        "age": {**count, "description": "Whole days from `opened` to `closed`, else to the day of the assessment."},
        "unit": text,
        "direction": {"enum": list(_MOVED)},
        "moments": several(closed({"day": text, "stage": stage, "by": text, "what": text})),
        "threads": several(text),
        "trend": several(closed({"known_by": text, "gap": text, "low": perhaps, "high": perhaps})),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:servanda:{FORMAT}",
        "title": "The lives of gaps in servanda",
        "description": "What `servanda gaps WORKSPACE --format json` prints.",
        **closed(
            {
                "format": {"const": FORMAT},
                **{name: text for name in Frame.__dataclass_fields__},
                "days_looked_at": {**count, "description": "Days on which the findings were asked anew for the trend."},
                "days_with_news": {**count, "description": "Days on which something of these findings became known."},
                "gaps": several(closed(gap)),
            }
        ),
    }


# --- for people -----------------------------------------------------------------------------------------------------


def stands(lives: Sequence[GapLife]) -> str:
    """Where gaps that stand alike stand, in words: `put, 12 days old; next: BOREA (reply)`."""
    life, least, most = lives[0], min(one.age for one in lives), max(one.age for one in lives)
    age = (words.plural(most, "day") if least == most else f"{least} to {most} days") + " old"
    if not life.open:
        return f"closed on {life.closed}, {age}"
    return f"{life.stage}, {age}; next: {life.owner} ({life.next})"


def sized(life: GapLife) -> str:
    """The size then and now, in words."""
    known = [one for one in life.trend if one.low is not None]
    if not known:
        return "without a size"
    unit = life.finding.unit
    first, last = (f"{words.interval(one.low, one.high)} {unit}".strip() for one in (known[0], known[-1]))
    moved = _MOVED[life.direction]
    if len(known) == 1 and known[0].high is None:
        return last
    return f"{last}: {moved}" if first == last else f"{first} at first, {last} now: {moved}"


def _lines(page: Page, life: GapLife) -> Lines:
    item = life.finding
    head = f"{item.bearer} · {item.occasion} · {words.title(item.norm)}"
    yield from page.filled(page.gap(item.gap), Text(page.plain(head), "bold"), 1, 18)
    yield from page.filled(page.quiet("stands"), Text(page.plain(stands([life]))), 1, 18)
    yield from page.filled(page.quiet("size"), Text(page.plain(sized(life))), 1, 18)
    for one in life.moments:
        by = f" by {one.by}" if one.by else ""
        text = f"{one.stage}{by}" + (f": {one.what}" if one.what else "")
        yield from page.filled(page.quiet(one.day), Text(page.plain(text)), 1, 18)
    yield from page.filled(page.quiet("finding"), page.quiet(item.id), 1, 18)


def _blocks(page: Page, lives: Sequence[GapLife]) -> Lines:
    """Each life, with an empty line between two."""
    for number, life in enumerate(lives):
        if number:
            yield Text()
        yield from _lines(page, life)


def render(frame: Frame, found: Gaps, *, width: int, colour: bool, ascii_only: bool) -> str:
    """The lives as text, at most `width` cells wide."""
    page = Page(max(width, 60), ascii_only)
    groups = {
        "Open": [life for life in found.lives if life.open],
        "Closed": [life for life in found.lives if not life.open],
    }

    def lines() -> Lines:
        yield from page.filled(Text(), Text(page.plain(frame.agreement), "bold"), 1, 0)
        dates = f"as of {frame.as_of} · known by {frame.known_by} · {frame.time_zone}"
        yield from page.filled(Text(), page.quiet(f"{dates} · under the standard “{frame.assessor}”"), 1, 0)
        if not found.lives:
            yield Text()
            yield from page.filled(Text(), Text("No finding has, or had, two worlds that disagree."), 1, 0)
        for title, held in groups.items():
            if held:
                yield from section(f"{title} ({len(held)})", _blocks(page, held))
        yield Text()
        looked = f"Sizes are those of {found.looked} of {found.days} earlier days on which something became known."
        yield from page.filled(Text(), page.quiet(looked), 1, 0)

    return output(lines(), page.width, colour)
