"""What there is to look at: the gaps, each with its size, then the breaches beside them.

Rules it keeps:

- each gap stands with both values and the bound on one scale, and with the same numbers in words;
- a gap without a known size says so;
- parties that bear one gap alike share a line, and each finding can be reached from it;
- where it is known which questions were put, each gap says how far it has come and whose turn it is.
"""

from collections.abc import Mapping

from servanda.findings.model import WORLDS, Finding
from servanda.institution.gaps import GapLife
from servanda.report import words
from servanda.report.html.element import Html, el, header_row, joined, safe, table
from servanda.report.html.marks import gap, strip_svg, verdict
from servanda.report.institution.gaps import stands
from servanda.report.rows import ArticleRows, GapRows, breaches, gaps


def _links(one: GapRows) -> Html:
    """A link to each finding, named by what tells it from the others."""
    several = len(set(one.bearers.split(", "))) > 1, len({f.occasion for f in one.findings}) > 1, len(one.assessors) > 1
    made = []
    for finding in one.findings:
        parts = (finding.bearer, finding.occasion, f"“{finding.assessor}”")
        told = ", ".join(part for part, needed in zip(parts, several, strict=True) if needed) or "why"
        made.append(el("li", el("a", told, href=f"#f-{finding.id}")))
    return el("ul", made, class_="links")


def _what(one: GapRows, several: bool) -> Html:
    row, first = one.rows[0], one.rows[0].first
    lines = [el("b", one.occasions), safe(words.title(first.norm))]
    lines += [el("i", f"read as “{reading}”") for reading in row.readings if len(row.readings) == 1]
    if several and len(one.assessors) == 1:  # of several, the links beside name each
        lines.append(safe(f"under “{first.assessor}”"))
    lines += [el("i", held) for held in row.attributes if held.startswith((*words.APART, "partly", "cured"))]
    return joined(lines, Html("<br>"))


def _values(finding: Finding) -> Html:
    declared = words.value(finding.declared, "") or "nothing"
    observed = words.value(finding.observed, "") or "nothing"
    bound = f" · bound {words.number(finding.bound)}" if finding.bound is not None else ""
    return el("p", "declared ", el("b", declared), " · observed ", el("b", observed), bound)


def _since(one: GapRows, lives: Mapping[str, GapLife]) -> Html:
    """Since when it is known, how far it has come and whose turn it is; of several findings each that is not alike."""
    found = [lives[finding.id] for finding in one.findings if finding.id in lives]
    alike = dict.fromkeys((life.stage, life.owner, life.next, life.closed) for life in found)
    said = [
        stands([life for life in found if (life.stage, life.owner, life.next, life.closed) == kind]) for kind in alike
    ]
    return joined([safe((one.opened or "not known")[:10]), *(el("i", text) for text in said)], Html("<br>"))


def _gap_row(one: GapRows, several: bool, lives: Mapping[str, GapLife]) -> Html:
    first = one.rows[0].first
    return el(
        "tr",
        el("td", gap(first.gap)),
        el("td", one.bearers),
        el("td", _what(one, several), class_="why"),
        el("td", _values(first), strip_svg(first, 300), class_="values"),
        el("td", words.size(first) or "without a size", class_="number"),
        el("td", _since(one, lives), class_="since"),
        el("td", _links(one)),
    )


def _breach_row(one: GapRows, several: bool) -> Html:
    first = one.rows[0].first
    return el(
        "tr",
        el("td", one.bearers),
        el("td", _what(one, several), class_="why"),
        el("td", first.due or "–", class_="date"),
        (el("td", verdict(first.side(world).verdict)) for world in WORLDS),
        el(
            "td", first.observed.reason if first.observed.verdict == "breached" else first.declared.reason, class_="why"
        ),
        el("td", _links(one)),
    )


def _gaps(found: tuple[ArticleRows, ...], several: bool, lives: Mapping[str, GapLife]) -> Html:
    listed = gaps(found)
    if not listed:
        told = "On this evidence no finding has two worlds that disagree. What nobody observed is not in this list."
        return el("p", told, class_="remark")
    since = "Since, and stage" if lives else "Known since"
    head = ["Kind", "Bearer", "Occasion and norm", "Values", "Difference", since, "Findings"]
    caption = "Where the two worlds disagree. To scale, from zero: diamond declared, line the bound, bar observed."
    rows = [_gap_row(one, several, lives) for one in listed]
    return table(caption, [header_row(head)], rows, class_="gaps", label="List of gaps")


def gap_section(found: tuple[ArticleRows, ...], several: bool, lives: Mapping[str, GapLife]) -> Html:
    """The list of gaps, and of the breaches that are no disagreement of the worlds. `lives`: by the id of a finding."""
    listed = breaches(found)
    if not listed:
        return _gaps(found, several, lives)
    head = ["Bearer", "Occasion and norm", "Due", "Declared", "Observed", "Why", "Findings"]
    caption = "Broken in both worlds, or in one while the other is open"
    rows = [_breach_row(one, several) for one in listed]
    heading = el("h3", "Breaches beside these")
    return joined([_gaps(found, several, lives), heading, table(caption, [header_row(head)], rows, class_="gaps")])
