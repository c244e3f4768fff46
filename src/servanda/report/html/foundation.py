"""What the page rests on: inputs with their hashes, standards of proof, rows set aside; and what changed since a date.

Rules it keeps:

- hashes stand in full, so that anyone can tell whether they hold the same files;
- a row that was set aside stands with its place, the reason and the remedy.
"""

from servanda.findings.model import Assessment, Finding
from servanda.report import words
from servanda.report.changes import Change, Changes
from servanda.report.html.element import Html, el, header_row, joined, table
from servanda.report.html.marks import verdict


def inputs(assessment: Assessment) -> Html:
    """Every file that was read."""
    rows = (
        el(
            "tr",
            el("th", el("code", one.file), scope="row"),
            el("td", one.title),
            el("td", one.licence),
            el("td", words.number(one.rows) if one.rows else "–", class_="number"),
            el("td", words.number(one.quarantined) if one.quarantined else "–", class_="number"),
            el("td", el("code", one.sha256, class_="hash")),
        )
        for one in assessment.inputs
    )
    head = header_row(["File", "What it is", "Terms of use", "Rows", "Set aside", "SHA-256"])
    return table("Files that were read", [head], rows, class_="inputs")


def standards(assessment: Assessment) -> Html:
    """Under which standard of proof each assessor judged."""
    rows = (
        el(
            "tr",
            el("th", f"“{one.name}”", scope="row"),
            el("td", words.plural(one.sources, "independent origin")),
            el("td", "any" if one.grade == "any" else f"{one.grade} or better"),
            el("td", ", ".join(one.marks)),
            el("td", "; ".join(f"{name}: “{held}”" for name, held in sorted(one.readings.items())) or "side by side"),
        )
        for one in assessment.assessors
    )
    head = header_row(["Assessor", "An observed fact needs", "Of grade", "Rows marked", "Readings"])
    return table("Standards of proof", [head], rows, class_="standards")


def quarantined(assessment: Assessment) -> Html:
    """The rows that were set aside; empty without any."""
    if not assessment.quarantined:
        return el("p", "No row was set aside: every row of every file was read.", class_="remark")
    rows = (
        el(
            "tr",
            el("th", el("code", f"{one.file}:{one.line}"), scope="row"),
            el("td", one.column),
            el("td", one.reason),
            el("td", one.remedy),
        )
        for one in assessment.quarantined
    )
    head = header_row(["Where", "Column", "What is wrong", "What to do"])
    return table("Rows that could not be read, and acts without effect", [head], rows)


def _name(finding: Finding, linked: bool) -> Html:
    text = f"{finding.bearer} · {words.title(finding.norm)} · {finding.occasion}"
    text += f" · read as “{finding.reading}”" if finding.reading else ""
    return el("a", text, href=f"#f-{finding.id}") if linked else el("span", text)


def _changed(change: Change) -> Html:
    parts = (el("li", f"{what}: {old}, now ", el("b", new)) for what, old, new in change.parts)
    return el("tr", el("td", "changed"), el("th", _name(change.after, True), scope="row"), el("td", el("ul", parts)))


def _only(kind: str, finding: Finding) -> Html:
    verdicts = joined([verdict(finding.declared.verdict), verdict(finding.observed.verdict)], " / ")
    return el("tr", el("td", kind), el("th", _name(finding, kind == "new"), scope="row"), el("td", verdicts))


def changed(changes: Changes) -> Html:
    """What came out differently since a date."""
    if not changes:
        return el("p", f"Nothing came out differently since {changes.since}.", class_="remark")
    rows = [_changed(change) for change in changes.changed]
    rows += [_only("new", finding) for finding in changes.new] + [_only("gone", finding) for finding in changes.gone]
    head = header_row(["What", "Finding", "How"])
    return table(f"Against the assessment as of and known by {changes.since}", [head], rows, class_="changes")
