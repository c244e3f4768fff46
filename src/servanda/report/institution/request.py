"""A request for clarification for people and programs: a page of text with the entry to file, JSON.

Rules it keeps:

- same request, same bytes; the JSON conforms to `docs/reference/clarify.schema.json`;
- what it says of the finding is what `servanda explain` says.

It leaves to others: what is asked, of whom, by when (`servanda.institution.request`).
"""

import json
import shlex
from typing import Any

from rich.text import Text

from servanda.findings.model import WORLDS
from servanda.institution.request import Request
from servanda.report.frame import closed
from servanda.report.terminal.layout import Lines, Page, output, section

FORMAT = "servanda-clarify-1"


def data(made: Request) -> dict[str, Any]:
    """Plain data, key by key."""
    said = made.explanation
    item = said.finding
    return {
        "format": FORMAT,
        "as_of": said.as_of,
        "known_by": said.known_by,
        "assessor": said.assessor.name,
        "by": made.by,
        "to": made.to,
        "filed": made.filed,
        "finding": item.id,
        "article": said.article,
        "clause": said.clause,
        "occasion": said.occasion,
        "gap": item.gap,
        "worlds": {world: {"verdict": item.side(world).verdict, "reason": item.side(world).reason} for world in WORLDS},
        "asked": made.asked,
        "settles": list(made.settles),
        "record": made.act,
        "reply": made.reply,
        "fields": dict(made.fields),
        "due": [{"by": by, "deadline": words, "norm": norm} for by, words, norm in made.due],
        "asked_already": list(made.others),
    }


def as_json(made: Request) -> str:
    return json.dumps(data(made), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The schema of the JSON."""
    text: dict[str, Any] = {"type": "string"}
    texts: dict[str, Any] = {"type": "array", "items": text}

    names = ("as_of", "known_by", "assessor", "by", "to", "filed", "finding", "article", "clause", "occasion", "gap")
    world = closed({"verdict": text, "reason": text})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:servanda:{FORMAT}",
        "title": "A request for clarification of servanda",
        "description": "What `servanda clarify WORKSPACE FINDING --format json` prints: the finding, what is asked, "
        "and the entry to file (`record` with `fields`).",
        **closed(
            {
                "format": {"const": FORMAT},
                **dict.fromkeys(names, text),
                "worlds": closed(dict.fromkeys(WORLDS, world)),
                "asked": text,
                "settles": texts,
                "record": text,
                "reply": text,
                "fields": {"type": "object", "additionalProperties": text},
                "due": {"type": "array", "items": closed(dict.fromkeys(("by", "deadline", "norm"), text))},
                "asked_already": texts,
            }
        ),
    }


# --- for people -----------------------------------------------------------------------------------------------------


def entry(made: Request, workspace: str) -> str:
    """The command that files it."""
    cells = [shlex.quote(f"{name}={text}") for name, text in made.fields.items()]
    return " ".join(["servanda file", shlex.quote(workspace), made.act, *cells])


def _row(page: Page, label: str, text: str) -> Lines:
    yield from page.filled(page.quiet(label), Text(page.plain(text)), 1, 18)


def _finding(page: Page, made: Request) -> Lines:
    said = made.explanation
    yield from _row(page, "id", said.finding.id)
    yield from _row(page, "occasion", said.occasion)
    for world in WORLDS:
        side = said.finding.side(world)
        told = page.verdict(side.verdict) + Text(page.plain(f": {side.reason}"))
        yield from page.filled(page.quiet(world), told, 1, 18)
    yield from _row(page, "clause", said.article)
    for line in said.clause.splitlines():
        indent = len(line) - len(line.lstrip())
        yield from page.filled(Text(), page.quiet(line.strip()), 19 + indent, 0)


def _reply(page: Page, made: Request) -> Lines:
    for by, words, norm in made.due:
        until = f"by {by}" if by else "no day is certain"
        yield from _row(page, "due", f"{until}: {words} ({norm.replace('_', ' ')})")
    if not made.due:
        yield from _row(page, "due", "the agreement sets no clock")
    if made.reply:
        yield from _row(page, "as", f"{made.reply.replace('_', ' ')} of {made.to}")
    for one in made.others:
        yield from _row(page, "asked already", f"{one}, a thread that is open")


def render(made: Request, workspace: str, *, width: int, colour: bool, ascii_only: bool) -> str:
    """The request as text, at most `width` cells wide; the command at the end stands on a line of its own."""
    page = Page(max(width, 60), ascii_only)
    said = made.explanation

    def settling() -> Lines:
        for sentence in made.settles:
            yield from page.filled(page.quiet("·"), Text(page.plain(sentence)), 1, 3)

    def lines() -> Lines:
        head = f"Request for clarification: {made.by} to {made.to}, {made.filed}"
        yield from page.filled(Text(), Text(page.plain(head), "bold"), 1, 0)
        dates = f"as of {said.as_of} · known by {said.known_by} · under the standard “{said.assessor.name}”"
        yield from page.filled(Text(), page.quiet(dates), 1, 0)
        yield from section("What is asked", page.filled(Text(), Text(page.plain(made.asked)), 1, 0))
        yield from section("The finding", _finding(page, made))
        yield from section("What would settle it", settling())
        yield from section("The reply", _reply(page, made))
        yield Text()
        yield Text(" To file it:")

    # The command is to be copied, so it is not broken into lines.
    return output(lines(), page.width, colour) + f" {entry(made, workspace)}\n"
