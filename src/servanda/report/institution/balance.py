"""The balance for people and programs: the same lines for every column, on the same scale.

Rules it keeps:

- columns stand in the order of the text; no column is first for being better, and nothing is added up to one figure;
- what is counted is said in full; a column without any has a 0, never a blank;
- the JSON conforms to `docs/reference/balance.schema.json`.

It leaves to others: what is counted (`institution.balance`).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from servanda.institution.balance import PARTS, Balance
from servanda.report import words
from servanda.report.frame import closed
from servanda.report.terminal.layout import Lines, Page, columns, output, right, section

FORMAT = "servanda-balance-1"
NARROW = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """What a balance is of: the agreement, the two dates of the assessment, the standard of proof, the inputs."""

    agreement: str
    as_of: str
    known_by: str
    assessor: str
    inputs: tuple[tuple[str, str], ...]


def render(frame: Frame, found: Balance, *, width: int = 100, colour: bool = False, ascii_only: bool = False) -> str:
    """The balance as text, at most `width` cells wide; more columns than fit stand in several blocks."""
    page = Page(max(width, 80), ascii_only)
    return output(_page(page, frame, found), page.width, colour)


def _page(page: Page, frame: Frame, found: Balance) -> Lines:
    yield from page.filled(Text(), Text(page.plain(frame.agreement), "bold"), 1, 0)
    said = f"from {found.start} to {found.end}, both included · as of {frame.as_of} · known by {frame.known_by}"
    yield from page.filled(Text(), page.quiet(page.plain(f"{said} · under the standard “{frame.assessor}”")), 1, 0)
    names = list(found.columns)
    fit = max((page.width - 36) // (NARROW + 1), 1)
    for first in range(0, len(names), fit):
        yield from _block(page, found, names[first : first + fit])
    yield from section("Norms that bind some only", _one_sided(page, found))
    yield Text()
    told = "Every line counts the same for each column. There is no sum: what a relationship is worth does not add up."
    yield from page.filled(Text(), page.quiet(told), 1, 0)


def _block(page: Page, found: Balance, names: list[str]) -> Lines:
    widths = [page.width - (NARROW + 1) * len(names) - 2, *[NARROW] * len(names)]
    yield Text()
    heads = [[right(Text(name, "bold"), NARROW)] for name in names]
    yield from columns([[Text()], *heads], widths)
    members = [page.wrap(page.quiet(", ".join(found.columns[name])), NARROW) for name in names]
    if any(members):
        yield from columns(
            [[Text()], *[[right(line, NARROW) for line in lines] or [Text()] for lines in members]], widths
        )
    for part in PARTS:
        lines = [line for line in found.lines if line.part == part]
        yield from section(
            part[0].upper() + part[1:], (row for line in lines for row in _line(page, line, names, widths))
        )


def _line(page: Page, line: Any, names: list[str], widths: list[int]) -> Lines:
    values = [[right(Text(words.number(line.values[name])), NARROW)] for name in names]
    yield from columns([page.wrap(Text(page.plain(line.label)), widths[0]), *values], widths)


def _one_sided(page: Page, found: Balance) -> Lines:
    for one in found.one_sided:
        told = f"binds {', '.join(one.bound)} only; " + (
            f"its counterpart is {words.title(one.counterpart)}" if one.counterpart else "it has no counterpart"
        )
        yield from page.filled(Text(page.plain(words.title(one.norm)), "bold"), page.quiet(page.plain(told)), 1, 30)


def as_json(frame: Frame, found: Balance) -> str:
    """The balance as JSON."""
    data = {
        "format": FORMAT,
        "agreement": frame.agreement,
        "as_of": frame.as_of,
        "known_by": frame.known_by,
        "from": found.start,
        "to": found.end,
        "assessor": frame.assessor,
        "inputs": [{"file": name, "sha256": digest} for name, digest in frame.inputs],
        "columns": [{"name": name, "members": list(members)} for name, members in found.columns.items()],
        "lines": [
            {"part": one.part, "label": one.label, "unit": one.unit or "count", "values": dict(one.values)}
            for one in found.lines
        ],
        "one_sided": [
            {
                "norm": one.norm,
                "article": one.article,
                "binds_only": list(one.bound),
                "counterpart": one.counterpart or None,
            }
            for one in found.one_sided
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the balance."""
    text: dict[str, Any] = {"type": "string"}
    day = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}
    texts = {"type": "array", "items": text}
    values = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
    line = closed({"part": {"enum": list(PARTS)}, "label": text, "unit": {"enum": ["count", "days"]}, "values": values})
    one = closed({"norm": text, "article": text, "binds_only": texts, "counterpart": {"type": ["string", "null"]}})
    sha256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    whole = {
        "format": {"const": FORMAT},
        "agreement": text,
        "as_of": day,
        "known_by": day,
        "from": day,
        "to": day,
        "assessor": text,
        "inputs": _list(closed({"file": text, "sha256": sha256})),
        "columns": _list(closed({"name": text, "members": texts})),
        "lines": _list(line),
        "one_sided": _list(one),
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "servanda balance", **closed(whole)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def shown_inputs(inputs: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Files with their hashes, as a frame has them."""
    return tuple((one.file, one.sha256) for one in inputs)
