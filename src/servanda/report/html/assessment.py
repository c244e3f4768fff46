"""An assessment as one self-contained page: to be mailed, printed, archived, and read without a network.

Rules it keeps:

- one file: no script, no picture, no font, no address is loaded, and the page's own policy forbids it all;
- plain structure: one `h1`, sections with headings in order, tables with captions and scopes, a link past the contents;
- the same assessment, the same bytes.

It leaves to others: the frame (`frame`), each section (a module of its name), the looks (`report.css`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from servanda.findings.model import Assessment
from servanda.institution.gaps import GapLife
from servanda.report import standards
from servanda.report.changes import Changes
from servanda.report.data import agreement_hash
from servanda.report.html import foundation, patterns
from servanda.report.html.element import Html, el, joined
from servanda.report.html.findings import findings
from servanda.report.html.frame import Section, framed, masthead
from servanda.report.html.gaps import gap_section
from servanda.report.html.map import maps
from servanda.report.html.marks import legend, symbols
from servanda.report.html.matrix import glance
from servanda.report.html.standards import others as other_standards
from servanda.report.html.text import text
from servanda.report.html.timeline import timelines
from servanda.report.html.trend import trend_section
from servanda.report.rows import articles
from servanda.report.words import short


def _masthead(assessment: Assessment) -> Html:
    found = standards.names(assessment)
    facts = [
        ("As of", assessment.as_of),
        ("Known by", assessment.known_by),
        ("Time zone", assessment.time_zone),
        (
            "Standard of proof",
            f"“{found[0]}”" + (" and others beside it" if len(found) > 1 else "") if found else "none",
        ),
        ("Text", f"{assessment.agreement_file}, SHA-256 {short(agreement_hash(assessment))}…"),
    ]
    return masthead("Findings on an agreement", assessment.agreement, facts)


def _sections(assessment: Assessment, changes: Changes | None, lives: Mapping[str, GapLife]) -> list[Section]:
    found = articles(assessment)
    gaps = gap_section(found, len(standards.names(assessment)) > 1, lives)
    usual = standards.first(assessment)
    beside = other_standards(assessment)
    others: list[Section] = [("standards", "Under other standards of proof", beside)] if beside else []
    made: list[Section] = []
    if assessment.standing:
        said = el("ul", (el("li", sentence) for sentence in assessment.standing))
        made.append(("standing", "Where the agreement stands", said))
    made += [("glance", "At a glance", glance(assessment))]
    if changes is not None:
        made.append(("changes", f"Changed since {changes.since}", foundation.changed(changes)))
    made += [
        ("gaps", "Gaps between the two worlds", gaps),
        *others,
        ("trend", "How the gaps moved", trend_section(assessment)),
        ("time", "Party by party, over time", timelines(usual, articles(usual))),
        *_beside(assessment),
        ("text", "The text and its state", text(usual)),
        ("findings", "Every finding and what it rests on", findings(found)),
        (
            "foundation",
            "What this page rests on",
            joined(
                [
                    foundation.standards(assessment),
                    foundation.inputs(assessment),
                    el("h3", "Rows set aside"),
                    foundation.quarantined(assessment),
                ]
            ),
        ),
        ("marks", "What the marks mean", legend()),
    ]
    return made


def _beside(assessment: Assessment) -> list[Section]:
    """What stands beside the findings, as far as there is any."""
    made = [
        ("zones", "Where the zones lie", maps(assessment)),
        ("links", "Which observation is which declaration", patterns.links(assessment)),
        ("coverage", "Who looked, and where nobody did", patterns.coverage(assessment)),
        ("patterns", "Worth a question, and no finding", patterns.patterns(assessment)),
    ]
    return [section for section in made if section[2]]


def page(
    assessment: Assessment, changes: Changes | None = None, lives: Mapping[str, GapLife] = MappingProxyType({})
) -> str:
    """The whole page as text. `lives`: the life of the gap in a finding, by the id of the finding."""
    title = f"{assessment.agreement}: findings as of {assessment.as_of}"
    return framed(title, symbols(), _masthead(assessment), _sections(assessment, changes, lives))
