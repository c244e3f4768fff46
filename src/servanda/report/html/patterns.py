"""Patterns to ask about, links between the two worlds, and who looked where: what stands beside the findings.

Rules it keeps:

- a pattern has a heading of its own, before it the sentence that it is none of a verdict, and beside it how often it
  arises by chance; no colour or mark of a verdict is used;
- where nobody looked, that is said as plainly as where somebody did.
"""

from servanda.findings.model import Assessment, Pattern, Watch
from servanda.report import words
from servanda.report.html.element import Html, el, header_row, joined, table
from servanda.report.html.watch import strip
from servanda.report.sources import sources

NO_VERDICT = (
    "These are not findings. Nobody is said to have broken anything or to have meant anything by it. Each of them also "
    "arises without any purpose; how often stands beside it, as far as it can be counted."
)


def patterns(assessment: Assessment) -> Html:
    """What may be worth a question; empty without any."""
    if not assessment.patterns:
        return Html("")
    rows = (
        el(
            "tr",
            el("th", one.kind, scope="row"),
            el("td", words.title(one.norm)),
            el("td", one.says),
            el("td", one.chance),
            el("td", _places(one)),
        )
        for one in assessment.patterns
    )
    head = header_row(["What", "Article’s norm", "What the rows have in common", "How often by chance", "Rows"])
    return joined([el("p", NO_VERDICT, class_="remark"), table("Patterns, not findings", [head], rows)])


def _places(one: Pattern) -> Html:
    return joined([el("code", place) for place in dict.fromkeys(row.place for row in sources(one.rows))], ", ")


def links(assessment: Assessment) -> Html:
    """Observed events that have an id of their own, and what they are or may be; empty without any."""
    mine = [one for one in assessment.links if one.kind != "id"]
    if not mine:
        return Html("")
    rows = (
        el(
            "tr",
            el("th", el("code", one.observed), scope="row"),
            el("td", "is" if one.kind in ("same when", "stated") else "may be, or may not be"),
            el("td", el("code", one.declared)),
            el("td", one.why),
        )
        for one in mine
    )
    head = header_row(["Observed", "", "Declared", "By what, or why not"])
    note = (
        "A certain match counts as one occasion. An ambiguous one leaves the finding undetermined; nothing is added up."
    )
    return joined(
        [el("p", note, class_="remark"), table("Matched by rule or by who states it, not by id", [head], rows)]
    )


def coverage(assessment: Assessment) -> Html:
    """Who looked at what, when and where; and the kinds of fact at which nobody looked."""
    looked = {one.record for one in assessment.watches if one.access == "looked"}
    unseen = [name for name in assessment.observable if name not in looked]
    parts: list[Html] = []
    if assessment.watches:
        head = header_row(["At what", "From", "To", "Where", "About", "Access", "Who", "Grade", "Row"])
        parts.append(strip(assessment))
        parts.append(table("Looks, and denied access", [head], (_watch(one) for one in assessment.watches)))
    if unseen:
        said = (
            f"Nobody states to have looked for: {', '.join(unseen)}. Silence about these is not observed, never kept."
        )
        parts.append(el("p", said, class_="remark"))
    return joined(parts)


def _watch(one: Watch) -> Html:
    access = "looked" if one.access == "looked" else "denied" + (f" by {one.denied_by}" if one.denied_by else "")
    counted = "" if one.admitted else " (does not count under the standard)"
    return el(
        "tr",
        el("th", one.record, scope="row"),
        el("td", one.start),
        el("td", one.end),
        el("td", one.where or "everywhere"),
        el("td", one.about or "everybody"),
        el("td", access + counted),
        el("td", one.origin),
        el("td", one.grade),
        el("td", el("code", f"{one.file}:{one.line}")),
    )
