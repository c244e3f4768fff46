"""The marks of verdicts and gaps in the page, each a shape and a word, and the strip that shows a gap's size.

Rules it keeps:

- every mark has a shape of its own, so that it can be told without colour and in black-and-white print;
- shapes are drawn once, as symbols, and need no font;
- where room is short the word is hidden from the eye only; the legend gives it, and so does a screen reader.
"""

from collections import Counter
from collections.abc import Iterable

from servanda.findings.model import GAPS, VERDICTS, Finding, Gap, Verdict, World
from servanda.report import words
from servanda.report.html.element import Html, el, joined
from servanda.report.strip import strip

GRAVITY: tuple[Verdict, ...] = (
    "breached",
    "undetermined",
    "pending",
    "not observed",
    "not declared",
    "kept",
    "not owed",
)
SHAPES: dict[str, str] = {
    "kept": '<circle cx="8" cy="8" r="6.6" fill="none"/><path d="M4.9 8.4l2.2 2.2 4.1-4.9" fill="none"/>',
    "breached": '<rect x="1.6" y="1.6" width="12.8" height="12.8" rx="1.5" class="solid"/>'
    '<path d="M5 5l6 6M11 5l-6 6" class="cut"/>',
    "pending": '<circle cx="8" cy="8" r="6.6" fill="none"/><path d="M8 4.2V8l2.6 1.7" fill="none"/>',
    "undetermined": '<path d="M8 1l7 7-7 7-7-7z" fill="none"/>'
    '<path d="M6.3 6.5a1.7 1.7 0 1 1 2.4 1.6c-.5.2-.7.5-.7 1" fill="none"/><path d="M8 11v.4" fill="none"/>',
    "silent": '<circle cx="8" cy="8" r="6.6" fill="none" stroke-dasharray="2 2.1"/><path d="M5.4 8h5.2" fill="none"/>',
    "free": '<circle cx="8" cy="8" r="3" fill="none"/>',
    "unequal": '<path d="M3 6h10M3 10h10M10.4 2.6L5.6 13.4" fill="none"/>',
    "equal": '<path d="M3.5 6h9M3.5 10h9" fill="none"/>',
}
GAP_SHAPES: dict[str, str] = {"breached": "unequal", "kept": "equal"}


def symbols() -> Html:
    """All shapes, once at the top of the page."""
    drawn = "".join(f'<symbol id="m-{name}" viewBox="0 0 16 16">{shape}</symbol>' for name, shape in SHAPES.items())
    return Html(f'<svg class="symbols" aria-hidden="true" focusable="false">{drawn}</svg>')


def icon(shape: str) -> Html:
    """A shape in a line of text; the word stands beside it."""
    return el("svg", el("use", href=f"#m-{shape}"), class_="icon", viewBox="0 0 16 16", aria_hidden="true")


def verdict(found: Verdict) -> Html:
    """A verdict: its shape and its word."""
    style = words.VERDICT_MARKS[found].style
    return el("span", icon(style), found, class_=f"mark {style}")


def word(found: str) -> Html:
    """A verdict where it is one, and the text as it stands where it says that there is no finding."""
    return next((verdict(one) for one in VERDICTS if one == found), el("span", found, class_="mark silent"))


def gap(found: Gap) -> Html:
    """A kind of gap: its shape and its word."""
    style = words.GAP_MARKS[found].style
    return el("span", icon(GAP_SHAPES.get(style, style)), found, class_=f"mark {style}")


def chips(findings: Iterable[Finding], world: World) -> Html:
    """What the findings say in one world: each verdict once, the gravest first, with its number."""
    held = list(findings)
    counts = Counter(one.side(world).verdict for one in held)
    made = []
    for found in GRAVITY:
        if counts[found]:
            style = words.VERDICT_MARKS[found].style
            target = next(one for one in held if one.side(world).verdict == found)
            word = el("span", f" {found}", class_="unseen")
            number = words.number(counts[found])
            link = el("a", icon(style), number, word, href=f"#f-{target.id}", title=f"{number} {found}")
            made.append(el("span", link, class_=f"chip {style}"))
    return joined(made, " ")


def legend() -> Html:
    """What every mark means."""
    verdicts = (
        el("div", el("dt", verdict(one)), el("dd", words.VERDICT_MARKS[one].meaning))
        for one in VERDICTS
        if one != "not declared"
    )
    gaps = (el("div", el("dt", gap(one)), el("dd", words.GAP_MARKS[one].meaning)) for one in GAPS)
    return el(
        "div",
        el("h3", "Verdicts, in each world"),
        el("dl", verdicts, class_="legend"),
        el("h3", "Gaps, between the two"),
        el("dl", gaps, class_="legend"),
    )


def strip_svg(finding: Finding, width: int = 260) -> Html:
    """The declared value, the bound and the observed interval to one scale from zero; empty where values lack."""
    drawn = strip(finding)
    if drawn is None:
        return Html("")
    span = width - 12

    def at(part: float) -> float:
        return 6 + part * span

    parts = [el("line", x1=6, x2=width - 6, y1=11, y2=11, class_="axis")]
    for name, low, high in drawn.spans():
        if name == "observed":
            size = max(at(high) - at(low), 4.0)
            parts.append(el("rect", x=at(high) - size, y=6, width=size, height=10, class_="observed"))
        elif name == "declared" and low != high:
            parts.append(el("rect", x=at(low), y=8, width=at(high) - at(low), height=6, class_="declared"))
        elif name == "declared":
            x = at(low)
            points = f"{x:.1f},5 {x + 5:.1f},11 {x:.1f},17 {x - 5:.1f},11"
            parts.append(el("polygon", points=points, class_="declared"))
        else:
            parts.append(el("line", x1=at(low), x2=at(low), y1=1, y2=21, class_="bound"))
    declared = words.value(finding.declared, finding.unit)
    observed = words.value(finding.observed, finding.unit)
    told = f"Declared {declared}; observed {observed}"
    told += f"; bound {words.number(finding.bound)}" if finding.bound is not None else ""
    title = el("title", told)
    return el("svg", title, parts, class_="strip", viewBox=f"0 0 {width} 22", role="img", width=width, height=22)
