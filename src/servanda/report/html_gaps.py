"""The list of gaps, each with its size.

Rules it keeps:

- each gap stands with both values and the bound on one scale, and with the same numbers in words;
- a gap without a known size says so;
- parties that bear one gap alike share a line, and each finding can be reached from it.
"""

from servanda.findings.model import Assessment, Finding
from servanda.report import words
from servanda.report.html_element import Html, el, header_row, joined, table
from servanda.report.html_marks import gap, strip_svg
from servanda.report.html_matrix import assessors
from servanda.report.rows import ArticleRows, GapRows, gaps


def _links(one: GapRows) -> Html:
    made = (el("a", finding.id, href=f"#f-{finding.id}") for row in one.rows for finding in row.findings)
    return el("span", joined(made, " "), class_="ids")


def _values(finding: Finding) -> Html:
    declared = words.value(finding.declared, "") or "nothing"
    observed = words.value(finding.observed, "") or "nothing"
    bound = f" · bound {words.number(finding.bound)}" if finding.bound is not None else ""
    return el("p", "declared ", el("b", declared), " · observed ", el("b", observed), bound)


def _row(one: GapRows, several: bool) -> Html:
    row, first = one.rows[0], one.rows[0].first
    what = [el("b", first.occasion), Html("<br>"), words.title(first.norm)]
    for reading in row.readings if len(row.readings) == 1 else ():
        what += [Html("<br>"), el("i", f"read as “{reading}”")]
    if several:
        what += [Html("<br>"), f"assessor “{first.assessor}”"]
    return el(
        "tr",
        el("td", gap(first.gap)),
        el("td", one.bearers),
        el("td", what),
        el("td", _values(first), strip_svg(first, 300), class_="values"),
        el("td", words.size(first) or "without a size", class_="number"),
        el("td", (first.opened or "not known")[:10], class_="date"),
        el("td", _links(one)),
    )


def gap_section(assessment: Assessment, found: tuple[ArticleRows, ...]) -> Html:
    """The list of gaps."""
    listed = gaps(found)
    if not listed:
        told = "On this evidence no finding has two worlds that disagree. What nobody observed is not in this list."
        return el("p", told, class_="remark")
    several = len(assessors(assessment)) > 1
    head = ["Kind", "Bearer", "Occasion and norm", "Values", "Difference", "Known since", "Findings"]
    caption = "Where the two worlds disagree. To scale, from zero: diamond declared, line the bound, bar observed."
    rows = [_row(one, several) for one in listed]
    return table(caption, [header_row(head)], rows, class_="gaps", label="List of gaps")
