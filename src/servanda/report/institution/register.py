"""Registers for people and programs: positions by subject and party, expectations beside the text, declarations; JSON.

Rules it keeps:

- same registers, same bytes; the JSON conforms to `docs/reference/register.schema.json`;
- what nobody has stated is said, in the same place in which it would stand.

It leaves to others: what was stated (`servanda.institution.registers`).
"""

import json
from collections.abc import Mapping
from typing import Any

from rich.text import Text

from servanda.institution.registers import Expected, Register, Stated
from servanda.report import words
from servanda.report.frame import Frame, closed
from servanda.report.terminal.layout import Lines, Page, output, section

FORMAT = "servanda-register-1"


def _stated(one: Stated) -> dict[str, Any]:
    found = {name: getattr(one, name) for name in Stated.__dataclass_fields__}
    return {**found, "sources": list(one.sources)}


def _expected(one: Expected) -> dict[str, Any]:
    found = {name: getattr(one, name) for name in Expected.__dataclass_fields__}
    return {**found, "stated": _stated(one.stated), "norms": list(one.norms)}


def data(frame: Frame, found: Register) -> dict[str, Any]:
    """Plain data, key by key; a position is null where it is unstated."""
    return {
        "format": FORMAT,
        **{name: getattr(frame, name) for name in Frame.__dataclass_fields__},
        "parties": list(found.parties),
        "complete": found.complete,
        "positions": {
            subject: {who: None if one is None else _stated(one) for who, one in held.items()}
            for subject, held in found.positions.items()
        },
        "expectations": [_expected(one) for one in found.expectations],
        "parties_without_expectation": list(found.silent),
        "articles_without_expectation": list(found.unnamed),
        "declarations": [_stated(one) for one in found.declarations],
    }


def as_json(frame: Frame, found: Register) -> str:
    return json.dumps(data(frame, found), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The schema of the JSON."""
    text: dict[str, Any] = {"type": "string"}
    texts: dict[str, Any] = {"type": "array", "items": text}

    stated = closed(
        {
            **dict.fromkeys(("by", "act", "filed", "text"), text),
            "sources": texts,
            "earlier": {"type": "integer", "minimum": 0},
        }
    )
    names = dict.fromkeys(("towards", "article", "title", "offer"), text)
    expected = closed({"stated": stated, **names, "norms": texts})
    perhaps = {"anyOf": [stated, {"type": "null", "description": "unstated"}]}
    by_party = {"type": "object", "additionalProperties": perhaps}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:servanda:{FORMAT}",
        "title": "The registers of servanda",
        "description": "What `servanda register WORKSPACE --format json` prints.",
        **closed(
            {
                "format": {"const": FORMAT},
                **{name: text for name in Frame.__dataclass_fields__},
                "parties": texts,
                "complete": {"type": "boolean", "description": "Whether the record vouches for itself."},
                "positions": {"type": "object", "additionalProperties": by_party},
                "expectations": {"type": "array", "items": expected},
                "parties_without_expectation": texts,
                "articles_without_expectation": texts,
                "declarations": {"type": "array", "items": stated},
            }
        ),
    }


# --- for people -----------------------------------------------------------------------------------------------------


def _position(page: Page, who: str, one: Stated | None, silence: str) -> Lines:
    if one is None:
        yield from page.filled(Text(page.plain(who)), page.quiet(silence), 1, 18)
        return
    earlier = f"; {words.plural(one.earlier, 'earlier statement')}" if one.earlier else ""
    told = Text(page.plain(one.text)) + page.quiet(f"  ({one.act}, {one.filed}{earlier})")
    yield from page.filled(Text(page.plain(who)), told, 1, 18)


def _beside(page: Page, one: Expected) -> Lines:
    whom = f" of {one.towards}" if one.towards else ""
    earlier = f"; {words.plural(one.stated.earlier, 'earlier statement')}" if one.stated.earlier else ""
    told = Text(page.plain(one.stated.text)) + page.quiet(f"  ({one.stated.act}, {one.stated.filed}{earlier})")
    head = Text(page.plain(f"{one.stated.by} expects{whom}"), "bold")
    yield from page.filled(head, told, 1, max(30, head.cell_len + 2))
    if not one.article:
        yield from page.filled(page.quiet("on offer"), page.quiet("it names no article"), 4, 27)
        return
    if not one.title:
        said = f"the text has no article “{one.article}”"
        yield from page.filled(page.quiet("on offer"), page.quiet(said), 4, 27)
        return
    offer = Text(page.plain(f"{one.title}: {one.offer}"))
    yield from page.filled(page.quiet("on offer"), offer, 4, 27)
    norms = ", ".join(words.title(name) for name in one.norms)
    yield from page.filled(page.quiet("norms"), page.quiet(norms or "none: nothing is checked there"), 4, 27)


def render(frame: Frame, found: Register, *, width: int, colour: bool, ascii_only: bool) -> str:
    """The registers as text, at most `width` cells wide."""
    page = Page(max(width, 60), ascii_only)
    silence = "unstated" if found.complete else "unstated, as far as the record says"

    def positions(held: Mapping[str, Stated | None]) -> Lines:
        for who, one in held.items():
            yield from _position(page, who, one, silence)

    def expectations() -> Lines:
        for one in found.expectations:
            yield from _beside(page, one)
        for who in found.silent:
            yield from page.filled(Text(page.plain(f"{who} expects"), "bold"), page.quiet(silence), 1, 30)
        if found.unnamed:
            named = "; ".join(found.unnamed)
            yield from page.filled(page.quiet("no expectation names"), page.quiet(named), 1, 30)

    def declarations() -> Lines:
        note = "These bind nobody: no norm looks at them, and nothing can be kept or breached by them."
        yield from page.filled(Text(), page.quiet(note), 1, 0)
        for one in found.declarations:
            yield from _position(page, one.by, one, silence)

    def lines() -> Lines:
        yield from page.filled(Text(), Text(page.plain(frame.agreement), "bold"), 1, 0)
        dates = f"as of {frame.as_of} · known by {frame.known_by} · {frame.time_zone}"
        yield from page.filled(Text(), page.quiet(f"{dates} · under the standard “{frame.assessor}”"), 1, 0)
        for subject, held in found.positions.items():
            yield from section(f"Position: {words.title(subject)}", positions(held))
        yield from section("Expectations, beside the text on offer", expectations())
        if found.declarations:
            yield from section("Political declarations", declarations())

    return output(lines(), page.width, colour)
