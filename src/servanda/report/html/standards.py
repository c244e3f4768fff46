"""What comes out differently under the other assessors' standards of proof.

Rules it keeps:

- every other assessor is compared with the first; what does not differ is not repeated;
- each assessor's matrix stands below its differences, so that the whole can be laid side by side;
- nothing says which standard is right.
"""

from collections.abc import Iterable

from servanda.findings.model import WORLDS, Assessment
from servanda.report import standards, words
from servanda.report.html.element import Html, el, header_row, joined, table
from servanda.report.html.marks import word
from servanda.report.html.matrix import matrix
from servanda.report.standards import Difference


def _occasions(one: Difference) -> Html:
    several = ", " in one.bearers
    named = (
        (f"{finding.bearer} {finding.occasion}" if several else finding.occasion, finding) for finding in one.findings
    )
    links = (el("a", told, href=f"#f-{finding.id}") for told, finding in named)
    return joined(links, ", ")


def _row(one: Difference) -> Html:
    read = [Html("<br>"), el("i", f"read as “{one.reading}”")] if one.reading else []
    pairs = zip(one.usual, one.other, strict=True)
    cells: Iterable[Html] = (
        el("td", joined([word(before), word(after)], ", here ") if before != after else "the same")
        for before, after in pairs
    )
    return el(
        "tr",
        el("td", one.bearers),
        el("th", words.title(one.norm), read, scope="row"),
        el("td", _occasions(one)),
        cells,
    )


def _assessor(assessment: Assessment, name: str) -> Html:
    found = standards.differences(assessment, name)
    number = sum(len(one.findings) for one in found)
    heading = el("h3", f"“{name}”", el("small", f" {words.plural(number, 'difference')}"))
    if not found:
        return joined([heading, matrix(assessment, name, True)])
    head = header_row(["Bearer", "Norm", "Occasions", *(f"As {world}" for world in WORLDS)])
    caption = f"Where “{name}” comes out differently from “{standards.names(assessment)[0]}”"
    return joined([heading, table(caption, [head], map(_row, found), class_="gaps"), matrix(assessment, name, True)])


def others(assessment: Assessment) -> Html:
    """A part for every assessor but the first; empty where there is one only."""
    return joined(_assessor(assessment, name) for name in standards.names(assessment)[1:])
