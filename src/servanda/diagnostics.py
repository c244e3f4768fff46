"""All that a person is told: messages with a code, a place, a remedy and a page.

Rules it keeps:

- a message is one sentence with the values in it, at least one place, and what to do about it;
- a code is a lower-case name, stable across versions, with a section of that name in `docs/reference/messages.md`;
- three severities: an `error` stops the work, a `warning` is likely a mistake, a `note` is worth knowing;
- the same messages as text with a caret, as JSON and as SARIF 2.1.0.

It leaves to others: deciding what is wrong, and exit codes (`servanda.cli`).

>>> place = Place("treaty.md", 3, 5, 3, 10)
>>> Diagnostic("unknown-name", "error", "There is no party `BLR`.", place, "Declare it.").headline()
'treaty.md:3:5: error[unknown-name]: There is no party `BLR`.'
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
PAGE = "docs/reference/messages.md"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file. Lines and columns count from 1; the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: "Place") -> "Place":
        """From the start of this place to the end of the other."""
        return Place(self.file, self.line, self.column, other.end_line, other.end_column)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message. `also` are further places, each with what stands there."""

    code: str
    severity: Severity
    message: str
    place: Place
    remedy: str
    also: tuple[tuple[Place, str], ...] = ()

    @property
    def page(self) -> str:
        return f"{PAGE}#{self.code}"

    def headline(self) -> str:
        return f"{self.place}: {self.severity}[{self.code}]: {self.message}"


class Refused(Exception):
    """The work cannot go on; `diagnostics` say why, at least one of them an error."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(item.headline() for item in self.diagnostics))


def refuse(code: str, message: str, place: Place, remedy: str) -> Refused:
    """A refusal with a single error."""
    return Refused([Diagnostic(code, "error", message, place, remedy)])


LONGEST_SHOWN = 240
"""Characters: of a longer line only the part around what is meant is shown."""


def _excerpt(place: Place, lines: list[str], label: str) -> list[str]:
    if not 1 <= place.line <= len(lines) or place.file.endswith(".parquet"):  # whose bytes are no text
        return []
    text = lines[place.line - 1].replace("\t", " ")
    width = place.end_column - place.column if place.end_line == place.line else len(text) - place.column + 1
    number, before = str(place.line), place.column - 1
    if len(text) > LONGEST_SHOWN:
        text, before, width = _clipped(text, before, width)
    caret = " " * before + "^" * max(width, 1)
    return [f"  {number} | {text}", f"  {' ' * len(number)} | {caret}{' ' + label if label else ''}"]


def _clipped(text: str, before: int, width: int) -> tuple[str, int, int]:
    """The part of a long line around what is meant, where that now begins, and how much of it is shown."""
    start = max(0, before - LONGEST_SHOWN // 4)
    end = start + LONGEST_SHOWN // 2
    shown = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    begins = before - start + (1 if start else 0)
    return shown, begins, min(width, max(1, end - before))


def human(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> str:
    """The messages as text: headline, the line with a caret, the remedy, the page."""
    blocks = []
    for item in diagnostics:
        lines = [item.headline(), *_excerpt(item.place, sources.get(item.place.file, "").splitlines(), "")]
        for place, label in item.also:
            if place.file != item.place.file:
                lines.append(f"  {place}")
            lines.extend(_excerpt(place, sources.get(place.file, "").splitlines(), label))
        lines.append(f"  = to do: {item.remedy}")
        lines.append(f"  = see: {item.page}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning, 3 notes`, or `no messages`."""
    counts = {"error": 0, "warning": 0, "note": 0}
    for item in diagnostics:
        counts[item.severity] += 1
    return ", ".join(plural(n, word) for word, n in counts.items() if n) or "no messages"


def _place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def as_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """The messages as plain data, keys in a fixed order."""
    return [
        {
            "code": item.code,
            "severity": item.severity,
            "message": item.message,
            "place": _place(item.place),
            "also": [{"place": _place(place), "label": label} for place, label in item.also],
            "remedy": item.remedy,
            "page": item.page,
        }
        for item in diagnostics
    ]


def _region(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": place.file},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }
    }


def sarif(diagnostics: Iterable[Diagnostic], version: str) -> str:
    """The messages as a SARIF 2.1.0 log (OASIS standard), for code hosts and editors."""
    items = list(diagnostics)
    rules = sorted({item.code for item in items})
    results = [
        {
            "ruleId": item.code,
            "ruleIndex": rules.index(item.code),
            "level": item.severity,
            "message": {"text": f"{item.message} {item.remedy}"},
            "locations": [_region(item.place)],
            "relatedLocations": [{**_region(place), "message": {"text": label}} for place, label in item.also],
        }
        for item in items
    ]
    driver = {
        "name": "servanda",
        "version": version,
        "rules": [{"id": code, "helpUri": f"{PAGE}#{code}"} for code in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 finding`, `3,000 findings`, `2 entries`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@lru_cache(1024)  # findings of a year have its name for each party
def slug(text: str) -> str:
    """A text as it stands in ids: small letters and digits, with `-` for whatever stands between them.

    >>> slug("MID 3551001, USA against YUG")
    'mid-3551001-usa-against-yug'
    """
    return "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, if one is near enough to be a slip of the pen."""
    import difflib

    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    if found:
        return found[0]
    folded = {item.casefold(): item for item in known}
    return folded.get(name.casefold())
