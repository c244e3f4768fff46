"""At a glance: articles × parties with both worlds in each cell, the counts, and what they do not say.

Rules it keeps:

- every article of the text has its line, also one of which nothing can be checked: it says so;
- a cell without a finding is empty and says so to a screen reader; it is never shown as kept;
- a party of which there is no finding at all has no column, and is named beneath: that is silence, not compliance;
- this is the first assessor's; the others have a matrix of their own (`standards`).
"""

from collections.abc import Iterable

from servanda.findings.model import VERDICTS, WORLDS, ArticleState, Assessment, Finding
from servanda.report import words
from servanda.report.html.element import Html, el, header_row, joined, table
from servanda.report.html.marks import chips, verdict
from servanda.report.standards import names
from servanda.report.tally import sentences, tally

# From here on the columns are set closer, so that seven of them fit into 1280 pixels.
MANY = 5


def bearers(assessment: Assessment) -> list[tuple[str, str]]:
    """(name, label) of whoever bears a finding: the parties in the agreement's order, then the others."""
    bearing = {finding.bearer for finding in assessment.findings}
    known = [(one.name, one.label) for one in assessment.parties]
    others = sorted(bearing - {name for name, _ in known})
    return [(name, label) for name, label in known if name in bearing] + [(name, "") for name in others]


def _silent(assessment: Assessment) -> Html:
    """The parties of which there is no finding at all."""
    bearing = {finding.bearer for finding in assessment.findings}
    named = [one.label or one.name for one in assessment.parties if one.name not in bearing]
    said = f"No finding of {', '.join(named)}: no norm was owed by them alone, or nobody stated an occasion."
    return el("p", said, class_="remark") if named else Html("")


def _head(parties: list[tuple[str, str]]) -> Iterable[Html]:
    named = (
        el("th", el("abbr", name, title=label) if label and label != name else name, scope="colgroup", colspan=2)
        for name, label in parties
    )
    yield el("tr", el("td", rowspan=2, class_="corner"), named)
    worlds = (el("th", world, scope="col", class_=world) for _ in parties for world in WORLDS)
    yield el("tr", worlds)


def cell(findings: list[Finding], world: str) -> Html:
    """One world of one party under one article."""
    if not findings:
        return el("td", el("span", "no finding", class_="unseen"), class_=f"{world} none")
    return el("td", chips(findings, "declared" if world == "declared" else "observed"), class_=world)


def _line(article: ArticleState, parties: list[tuple[str, str]], found: list[Finding]) -> Html:
    name = el("a", article.title, href=f"#a-{article.key}")
    head = el("th", name, scope="row", class_=f"level-{min(article.level, 4)}")
    if not article.norms:
        return el(
            "tr", head, el("td", "no norm: nothing is checked here", colspan=2 * len(parties), class_="unchecked")
        )
    cells = []
    for party, _ in parties:
        held = [one for one in found if one.norm in article.norms and one.bearer == party]
        cells += [cell(held, world) for world in WORLDS]
    return el("tr", head, cells)


def opens(assessment: Assessment, article: ArticleState) -> bool:
    """Whether the heading opens an article at all, and not only a part that others stand under."""
    following = [
        one for one, before in zip(assessment.articles[1:], assessment.articles, strict=False) if before == article
    ]
    return bool(article.norms) or all(one.level <= article.level for one in following)


def matrix(assessment: Assessment, assessor: str, several: bool) -> Html:
    """The matrix of one assessor."""
    parties = bearers(assessment)
    found = [one for one in assessment.findings if one.assessor == assessor]
    lines = (
        _line(article, parties, found)
        if opens(assessment, article)
        else el("tr", el("th", article.title, scope="rowgroup", colspan=1 + 2 * len(parties), class_="part"))
        for article in assessment.articles
        if article.level > 1 or article.norms
    )
    caption = "Articles and parties" + (f", under the standard “{assessor}”" if several else "")
    caption += ": what was declared, and what was observed. A number counts findings; it leads to the first of them."
    class_ = "matrix many" if len(parties) > MANY else "matrix"
    return table(caption, _head(parties), lines, class_=class_, label="Matrix of articles and parties")


def _counts(assessment: Assessment) -> Html:
    counts = tally(assessment).verdicts

    def amount(number: int) -> Html:
        return el("td", words.number(number) if number else "–", class_="number")

    rows = (
        el("tr", el("th", verdict(one), scope="row"), (amount(counts[world][one]) for world in WORLDS))
        for one in VERDICTS
        if any(counts[world][one] for world in WORLDS)
    )
    head = header_row(["Verdict", "Declared", "Observed"])
    return table("Findings by verdict", [head], rows, class_="counts")


def glance(assessment: Assessment) -> Html:
    """The first section: what this says and cannot say, the counts, and the first assessor's matrix."""
    said = (el("div", el("dt", label), el("dd", sentence)) for label, sentence in sentences(tally(assessment)))
    found = names(assessment)
    nothing = el("p", "There are no findings: nobody stated an occasion.", class_="remark")
    return joined(
        [
            el("div", el("dl", said, class_="said"), _counts(assessment), class_="beside"),
            joined([matrix(assessment, found[0], len(found) > 1), _silent(assessment)]) if found else nothing,
        ]
    )
