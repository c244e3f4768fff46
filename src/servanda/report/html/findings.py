"""A section for each finding: both verdicts with their reasons, the gap, and every row it rests on.

Rules it keeps:

- the order is that of the agreement's text; each section has its finding's id as its address;
- rows that were looked at and not admitted are listed too, with the reason;
- a finding without a row says so: silence is also a basis.
"""

from servanda.findings.model import WORLDS, Finding, World
from servanda.report import words
from servanda.report.html.element import Html, el, header_row, joined, safe, table
from servanda.report.html.marks import gap, strip_svg, verdict
from servanda.report.rows import ArticleRows
from servanda.report.sources import Source, sources


def _facts(pairs: list[tuple[str, str]]) -> Html:
    return el("dl", (el("div", el("dt", name), el("dd", held)) for name, held in pairs if held), class_="facts")


def _about(finding: Finding) -> Html:
    return _facts(
        [
            ("Owed to", finding.owed_to),
            ("On", finding.occasion_date if finding.occasion_date != finding.occasion else ""),
            ("Due", finding.due or ""),
            ("Read as", f"“{finding.reading}”" if finding.reading else ""),
            ("Measured against", words.interval(finding.bound, finding.bound)),
            ("Also", "; ".join(words.attributes(finding))),
        ]
    )


def _world(finding: Finding, world: World) -> Html:
    side = finding.side(world)
    value = words.value(side, finding.unit)
    parts = [el("h5", world.capitalize()), el("p", verdict(side.verdict), class_="verdict")]
    if value:
        scope = f" ({side.scope})" if side.scope else ""
        parts.append(el("p", el("b", value), scope, class_="value"))
    parts.append(el("p", side.reason))
    return el("div", parts, class_=f"world {world}")


def _gap(finding: Finding) -> Html:
    parts = [el("h5", "Gap"), el("p", gap(finding.gap), class_="verdict")]
    if words.size(finding):
        parts.append(el("p", el("b", words.size(finding)), class_="value"))
    if words.disagrees(finding):
        parts.append(strip_svg(finding, 220))
    if finding.opened:
        parts.append(el("p", f"Known since {finding.opened}."))
    return el("div", parts, class_="world between")


def _source(found: Source) -> Html:
    witness = found.first
    says = [el("span", f"{witness.record} {witness.key}".strip(), class_="key"), *map(safe, found.says)]
    if witness.scope:
        says.append(el("i", f"speaks of: {witness.scope}"))
    source = [safe(witness.source)] + ([safe(f"origin: {found.origin}")] if found.origin else [])
    counts = "yes" if witness.admitted else f"no: {witness.why}" if witness.why else "no"
    return el(
        "tr",
        el("td", witness.world),
        el("td", witness.role),
        el("td", joined(says, Html("<br>"))),
        el("td", joined(source, Html("<br>")), class_="source"),
        el("td", witness.grade, class_="number"),
        el("td", witness.mark),
        el("td", witness.known, class_="date"),
        el("td", el("code", found.place)),
        el("td", counts, class_="admitted" if witness.admitted else "refused"),
        class_=None if witness.admitted else "aside",
    )


def _witnesses(finding: Finding) -> Html:
    if not finding.witnesses:
        return el("p", "No row of any file speaks of this; the verdicts follow from that silence.", class_="remark")
    head = ["World", "As", "What the row says", "Source", "Grade", "Mark", "Known", "Where", "Counts"]
    rows = [_source(one) for one in sources(finding.witnesses)]
    return table(
        "Rows it rests on, and rows that were looked at", [header_row(head)], rows, class_="witnesses", stop=False
    )


def _finding(finding: Finding) -> Html:
    heading = el("h4", finding.bearer, " · ", finding.occasion, " ", el("code", finding.id))
    worlds = el("div", (_world(finding, world) for world in WORLDS), _gap(finding), class_="worlds")
    return el("article", heading, _about(finding), worlds, _witnesses(finding), id=f"f-{finding.id}", class_="finding")


def findings(found: tuple[ArticleRows, ...]) -> Html:
    """Every finding, under its norm, in the order of the text."""
    made = []
    for article in found:
        title = article.article.title if article.article else "Elsewhere"
        for norm in article.norms:
            about = f"{title}: {words.title(norm.norm)}" if words.title(norm.norm) != title.casefold() else title
            apart = f", {norm.suspended}" if norm.suspended else ""
            made.append(el("h3", about, el("small", f" {words.KINDS[norm.kind]}, standard “{norm.assessor}”{apart}")))
            made += [_finding(finding) for row in norm.rows for finding in row.findings]
    return joined(made) if made else el("p", "There is none.", class_="remark")
