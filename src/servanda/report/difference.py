"""Two agreements side by side, for people and programs.

Rules it keeps:

- every direction is a word; colour only repeats it;
- the wording of either text stands beside what is said of it;
- the JSON conforms to `docs/reference/diff.schema.json`.

It leaves to others: what differs (`agreement.difference`).
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, get_args

from rich.text import Text

from servanda.agreement.difference import Change, Comparison, Item, NormPair
from servanda.agreement.difference.compare import VERDICTS, Direction
from servanda.report import words
from servanda.report.frame import closed
from servanda.report.terminal.layout import STYLES, Lines, Page, columns, output, section

FORMAT = "servanda-diff-1"
MARKS: dict[str, words.Mark] = {
    "added": words.Mark("+", "+", "only the second has it", "pending"),
    "dropped": words.Mark("−", "-", "only the first has it", "undetermined"),
    "tightened": words.Mark("▲", "^", "the second asks for more", "kept"),
    "loosened": words.Mark("▼", "v", "the second asks for less", "breached"),
    "mixed": words.Mark("◆", "*", "more in one respect, less in another", "undetermined"),
    "changed otherwise": words.Mark(
        "≠", "#", "other words; whether more or less is not for a machine to say", "undetermined"
    ),
    "same": words.Mark("=", "=", "both say the same", "free"),
}
WAYS: dict[Direction, str] = {"tighter": "tighter", "looser": "looser", "otherwise": "otherwise"}


def _change(page: Page, change: Change, widths: list[int]) -> Lines:
    style = {"tighter": STYLES["kept"], "looser": STYLES["breached"], "otherwise": STYLES["undetermined"]}
    cells = [
        page.wrap(page.quiet(f"   {change.what}"), widths[0]),
        page.wrap(Text(page.plain(change.first or "nothing")), widths[1]),
        page.wrap(Text(page.plain(change.second or "nothing")), widths[2]),
        page.wrap(Text(WAYS[change.direction], style[change.direction]), widths[3]),
    ]
    yield from columns(cells, widths)


def _norm(page: Page, pair: NormPair, widths: list[int]) -> Lines:
    head = page.mark(MARKS[pair.verdict], "") + Text(page.plain(words.title(pair.name)), "bold")
    whom = f"  {pair.kind}; {pair.verdict}" + (f"; {pair.whom}" if pair.whom else "")
    yield from page.filled(Text(), head + page.quiet(whom), 1, 0)
    for change in pair.changes:
        yield from _change(page, change, widths)


def _items(page: Page, items: Iterable[Item]) -> Lines:
    found: dict[tuple[str, str], list[str]] = {}
    for one in items:
        told = f"{one.name} ({one.detail})" if one.detail else one.name
        found.setdefault((one.verdict, one.kind), []).append(told)
    for (verdict, kind), names in found.items():
        yield from page.filled(page.quiet(f"{verdict} {kind}"), Text(page.plain(", ".join(names))), 1, 20)


def render(found: Comparison, *, width: int = 100, colour: bool = False, ascii_only: bool = False) -> str:
    """The comparison as text, at most `width` cells wide."""
    page = Page(max(width, 80), ascii_only)
    return output(_page(page, found), page.width, colour)


def _page(page: Page, found: Comparison) -> Lines:
    rest = page.width - 26 - 11 - 5
    widths = [26, rest // 2, rest - rest // 2, 11]
    yield from page.filled(page.quiet("First"), Text(page.plain(found.first), "bold"), 1, 8)
    yield from page.filled(page.quiet("Second"), Text(page.plain(found.second), "bold"), 1, 8)
    for verdict in VERDICTS[:-1]:
        pairs = [pair for pair in found.norms if pair.verdict == verdict]
        title = f"{verdict[0].upper()}{verdict[1:]}: {MARKS[verdict].meaning}"
        yield from section(page.plain(title), (line for pair in pairs for line in _norm(page, pair, widths)))
    same = [words.title(pair.name) for pair in found.norms if pair.verdict == "same"]
    yield from section("The same in both", page.filled(Text(), Text(page.plain(", ".join(same))), 1, 0) if same else [])
    yield from section("Declarations", _items(page, found.items))
    counts = Counter(pair.verdict for pair in found.norms)
    yield Text()
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
    yield from page.filled(Text(), page.quiet(f"{words.plural(len(found.norms), 'norm')}: {told}"), 1, 0)


def as_json(found: Comparison, inputs: Iterable[tuple[str, str]]) -> str:
    """The comparison as JSON; `inputs`: each file with its SHA-256."""
    data = {
        "format": FORMAT,
        "first": found.first,
        "second": found.second,
        "inputs": [{"file": name, "sha256": digest} for name, digest in inputs],
        "norms": [
            {
                "norm": pair.name,
                "kind": pair.kind,
                "article_first": pair.article_first or None,
                "article_second": pair.article_second or None,
                "verdict": pair.verdict,
                "whom": pair.whom,
                "changes": [
                    {"what": one.what, "first": one.first, "second": one.second, "direction": one.direction}
                    for one in pair.changes
                ],
            }
            for pair in found.norms
        ],
        "declarations": [
            {"kind": one.kind, "name": one.name, "verdict": one.verdict, "detail": one.detail} for one in found.items
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the comparison."""
    text, optional = {"type": "string"}, {"type": ["string", "null"]}
    sha256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    change = closed({"what": text, "first": text, "second": text, "direction": {"enum": list(get_args(Direction))}})
    norm = closed(
        {
            "norm": text,
            "kind": text,
            "article_first": optional,
            "article_second": optional,
            "verdict": {"enum": list(VERDICTS)},
            "whom": text,
            "changes": {"type": "array", "items": change},
        }
    )
    verdict = {"enum": ["added", "dropped", "changed"]}
    item = closed({"kind": text, "name": text, "verdict": verdict, "detail": text})
    whole = {
        "format": {"const": FORMAT},
        "first": text,
        "second": text,
        "inputs": {"type": "array", "items": closed({"file": text, "sha256": sha256})},
        "norms": {"type": "array", "items": norm},
        "declarations": {"type": "array", "items": item},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "servanda diff", **closed(whole)}
