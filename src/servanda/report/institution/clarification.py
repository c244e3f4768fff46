"""Clarifications for people and programs: a list, a thread with its clocks, JSON.

Rules it keeps:

- same threads, same bytes; the JSON conforms to `docs/reference/clarification.schema.json`;
- what a reply is worth is said in the words of the one who judged it.

It leaves to others: what happened (`servanda.institution.clarification`).
"""

import json
from collections.abc import Iterable
from typing import Any

from rich.text import Text

from servanda.institution.clarification import Clock, Thread
from servanda.report.frame import Frame, closed
from servanda.report.terminal.layout import Lines, Page, output, section

FORMAT = "servanda-clarification-1"


def data(frame: Frame, threads: Iterable[Thread]) -> dict[str, Any]:
    """Plain data, key by key."""
    return {
        "format": FORMAT,
        "agreement": frame.agreement,
        "as_of": frame.as_of,
        "known_by": frame.known_by,
        "time_zone": frame.time_zone,
        "assessor": frame.assessor,
        "threads": [
            {
                "id": one.id,
                "kind": one.kind,
                "by": one.by,
                "to": one.to,
                "about": one.about,
                "filed": one.filed,
                "state": one.state,
                "open": one.open,
                "steps": [
                    {
                        "role": step.role,
                        "act": step.act,
                        "id": step.id,
                        "by": step.by,
                        "filed": step.filed,
                        "says": dict(step.says),
                        "sources": list(step.sources),
                    }
                    for step in one.steps
                ],
                "clocks": [{name: getattr(clock, name) for name in Clock.__dataclass_fields__} for clock in one.clocks],
            }
            for one in threads
        ],
    }


def as_json(frame: Frame, threads: Iterable[Thread]) -> str:
    return json.dumps(data(frame, threads), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The schema of the JSON."""
    text: dict[str, Any] = {"type": "string"}
    texts: dict[str, Any] = {"type": "array", "items": text}

    step = {name: text for name in ("role", "act", "id", "by", "filed")}
    says = {"type": "object", "additionalProperties": text}
    clock = {name: text for name in ("finding", "norm", "bearer", "due", "verdict", "reason")}
    thread = {
        **{name: text for name in ("id", "kind", "by", "to", "about", "filed", "state")},
        "open": {"type": "boolean"},
        "steps": {"type": "array", "items": closed({**step, "says": says, "sources": texts})},
        "clocks": {"type": "array", "items": closed({**clock, "left": {"type": "integer"}})},
    }
    top = {"format": {"const": FORMAT}, **{n: text for n in Frame.__dataclass_fields__}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:servanda:{FORMAT}",
        "title": "Clarifications of servanda",
        "description": "What `servanda clarification WORKSPACE --format json` prints.",
        **closed({**top, "threads": {"type": "array", "items": closed(thread)}}),
    }


# --- for people -----------------------------------------------------------------------------------------------------


def _lines(page: Page, thread: Thread) -> Lines:
    head = f"{thread.by} to {thread.to}, {thread.filed}: {thread.state}"
    yield from page.filled(Text(), Text(page.plain(head), "bold"), 1, 0)
    if thread.about:
        yield from page.filled(Text(), Text(page.plain(f"about {thread.about}")), 3, 0)
    for step in thread.steps:
        said = "; ".join(f"{name} {value}" for name, value in step.says.items())
        text = f"{step.role.replace('_', ' ')} by {step.by}" + (f": {said}" if said else "")
        yield from page.filled(page.quiet(step.filed), Text(page.plain(text)), 3, 46)
    for clock in thread.clocks:
        when = f"due {clock.due}" if clock.due else "no deadline is certain"
        mark = page.verdict(clock.verdict)
        told = Text(page.plain(f"{clock.norm.replace('_', ' ')} by {clock.bearer}, {when}: ")) + mark
        yield from page.filled(page.quiet("clock"), told, 3, 46)
        yield from page.filled(Text(), page.quiet(clock.reason), 49, 0)


def render(frame: Frame, threads: Iterable[Thread], *, width: int, colour: bool, ascii_only: bool) -> str:
    """The threads as text, at most `width` cells wide."""
    page = Page(max(width, 60), ascii_only)
    found = list(threads)

    def lines() -> Lines:
        yield from page.filled(Text(), Text(page.plain(frame.agreement), "bold"), 1, 0)
        dates = f"as of {frame.as_of} · known by {frame.known_by} · {frame.time_zone}"
        yield from page.filled(Text(), page.quiet(f"{dates} · under the standard “{frame.assessor}”"), 1, 0)
        if not found:
            yield Text()
            yield from page.filled(Text(), Text("Nobody has asked anybody for clarification."), 1, 0)
        for thread in found:
            yield from section(f"{thread.kind.capitalize()} {thread.id}", _lines(page, thread))

    return output(lines(), page.width, colour)
