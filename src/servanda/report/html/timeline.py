"""A timeline for each party: every finding on its day, the declared world above the observed one.

Rules it keeps:

- a line for each norm; marks that would cover each other step down, so that none is hidden;
- the same findings stand in a table below the drawing, folded as at the terminal;
- a finding without a day stands in the table only.
"""

import datetime as dt
from dataclasses import dataclass

from servanda.findings.model import WORLDS, Assessment, Finding
from servanda.report import words
from servanda.report.html.element import Html, el, header_row, joined, table
from servanda.report.html.marks import GRAVITY, gap, verdict
from servanda.report.html.matrix import bearers
from servanda.report.html.trend import year_ticks
from servanda.report.rows import ArticleRows, Row
from servanda.report.trend import a_day

WIDTH, LEFT, RIGHT = 1080, 190, 22
LANE, MARK, AXIS = 34, 14, 26


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to places from left to right."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        part = (day - self.first).days / max((self.last - self.first).days, 1)
        return LEFT + 14 + part * (WIDTH - LEFT - RIGHT - 28)


def scale(assessment: Assessment) -> Scale:
    """One scale for all parties, so that their lines can be compared."""
    days = [day for one in assessment.findings if (day := a_day(one.occasion_date)) is not None]
    last = a_day(assessment.as_of)
    days += [last] if last is not None else []
    return Scale(min(days), max(days)) if days else Scale(dt.date(2000, 1, 1), dt.date(2000, 1, 2))


def _gravest(findings: list[Finding]) -> list[Finding]:
    """The same occasion under several readings or assessors: one mark for each pair of verdicts."""
    pairs = {(one.declared.verdict, one.observed.verdict): one for one in reversed(findings)}

    def rank(finding: Finding) -> tuple[int, int]:
        return GRAVITY.index(finding.observed.verdict), GRAVITY.index(finding.declared.verdict)

    return sorted(pairs.values(), key=rank)


def _placed(found: list[Finding], at: Scale) -> list[tuple[Finding, float, int]]:
    """(finding, x, lane): each mark in the first lane in which it has room."""
    occasions: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        occasions.setdefault((finding.occasion_date, finding.occasion), []).append(finding)
    ends: list[float] = []
    placed = []
    for (date, _), group in sorted(occasions.items()):
        day = a_day(date)
        if day is None:
            continue
        x = at.x(day)
        for finding in _gravest(group):
            lane = next((number for number, end in enumerate(ends) if end <= x), len(ends))
            ends[lane:] = [x + MARK + 2, *ends[lane + 1 :]]
            placed.append((finding, x, lane))
    return placed


def _mark(finding: Finding, x: float, y: float) -> Html:
    told = (
        f"{finding.occasion}: declared {finding.declared.verdict}, observed {finding.observed.verdict}; {finding.gap}"
    )
    if finding.reading:
        told += f", read as “{finding.reading}”"
    parts = [el("title", told)]
    if words.disagrees(finding):
        parts.append(el("rect", x=x - 9, y=y - 1, width=18, height=LANE - 2, rx=3, class_="differs"))
    for number, world in enumerate(WORLDS):
        style = words.VERDICT_MARKS[finding.side(world).verdict].style
        place = {"x": x - MARK / 2, "y": y + 1 + number * (MARK + 2), "width": MARK, "height": MARK}
        parts.append(el("use", href=f"#m-{style}", class_=style, **place))
    return el("a", parts, href=f"#f-{finding.id}", aria_label=told)


def _axis(at: Scale, assessment: Assessment, height: float) -> list[Html]:
    parts = []
    for year, x in year_ticks(at.first, at.last, at.x, 18):
        parts.append(el("line", x1=x, x2=x, y1=AXIS - 4, y2=height, class_="grid"))
        parts.append(el("text", str(year), x=x, y=AXIS - 10, class_="tick middle"))
    day = a_day(assessment.as_of)
    if day is not None:
        x = at.x(day)
        parts.append(el("line", x1=x, x2=x, y1=AXIS - 4, y2=height, class_="today"))
    return parts


def _drawing(assessment: Assessment, party: str, lines: list[tuple[str, list[Finding]]], at: Scale) -> Html:
    placed = [(norm, _placed(found, at)) for norm, found in lines]
    lanes = [max([lane for _, _, lane in marks] + [0]) + 1 for _, marks in placed]
    height = AXIS + sum(lanes) * LANE + 8 * len(lanes)
    parts = _axis(at, assessment, height)
    y = float(AXIS)
    for (norm, marks), count in zip(placed, lanes, strict=True):
        parts.append(el("line", x1=0, x2=WIDTH - RIGHT, y1=y, y2=y, class_="rule"))
        parts.append(el("text", words.title(norm), x=0, y=y + 16, class_="label"))
        parts += [_mark(finding, x, y + 3 + lane * LANE) for finding, x, lane in marks]
        y += count * LANE + 8
    title = el("title", f"Findings on {party} over time, a line for each norm")
    box = f"0 0 {WIDTH} {height:.0f}"
    return el("svg", title, parts, class_="timeline", viewBox=box, role="group")


def _table_row(norm: str, row: Row) -> Html:
    first, last = row.occasions[0], row.occasions[-1]
    occasion = first if first == last else f"{first} … {last} ({len(row.occasions)} in a row)"
    remarks = [f"read as “{row.readings[0]}”"] if len(row.readings) == 1 else []
    remarks += [f"the same under {len(row.readings)} readings"] if len(row.readings) > 1 else []
    return el(
        "tr",
        el("td", row.first.occasion_date[:10] or "not known", class_="date"),
        el("td", words.title(norm)),
        el("th", el("a", occasion, href=f"#f-{row.first.id}"), scope="row"),
        el("td", verdict(row.first.declared.verdict)),
        el("td", verdict(row.first.observed.verdict)),
        el("td", gap(row.first.gap)),
        el("td", "; ".join([*remarks, *row.attributes])),
    )


def _party(assessment: Assessment, name: str, label: str, found: tuple[ArticleRows, ...], at: Scale) -> Html:
    held = [one for one in assessment.findings if one.bearer == name]
    heading = el("h3", name, el("small", f" {label}") if label and label != name else "", id=f"t-{name}")
    if not held:
        return el("section", heading, el("p", "No finding: nobody stated an occasion that binds it.", class_="remark"))
    order = list(dict.fromkeys(norm.norm for article in found for norm in article.norms))
    lines = [(norm, ours) for norm in order if (ours := [one for one in held if one.norm == norm])]
    rows = [
        (row.first.occasion_date, _table_row(norm.norm, row))
        for article in found
        for norm in article.norms
        for row in norm.rows
        if row.first.bearer == name
    ]
    rows.sort(key=lambda item: item[0])
    head = header_row(["From", "Norm", "Occasion", "Declared", "Observed", "Gap", "Remarks"])
    caption = f"Findings on {name}, in the order of their occasions"
    drawing = el(
        "div",
        _drawing(assessment, name, lines, at),
        class_="scroll",
        tabindex=0,
        role="region",
        aria_label=f"Timeline of {name}",
    )
    return el("section", heading, drawing, table(caption, [head], (row for _, row in rows), class_="dates"))


def timelines(assessment: Assessment, found: tuple[ArticleRows, ...]) -> Html:
    """A section for every party."""
    at = scale(assessment)
    told = (
        "Each pair of marks is one finding: above what was declared, below what was observed. A frame: the two differ. "
        f"The dotted line: {assessment.as_of}."
    )
    made = (_party(assessment, name, label, found, at) for name, label in bearers(assessment))
    return joined([el("p", told, class_="remark"), *made])
