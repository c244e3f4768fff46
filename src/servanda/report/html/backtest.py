"""A trial of a draft on history as one self-contained page: the plot, the same as tables, the inputs.

Rules it keeps:

- every number of the plot stands in a table, too;
- long lists are cut after `MOST` rows and say so: JSON has all;
- the same trial, the same bytes.

It leaves to others: the plot (`plot`), the frame (`frame`), the numbers (`servanda.findings.backtest`).
"""

from servanda.findings.backtest import Backtest
from servanda.findings.model import Finding
from servanda.report import words
from servanda.report.data import agreement_hash
from servanda.report.html import foundation, marks
from servanda.report.html.element import Html, el, header_row, joined, table
from servanda.report.html.frame import Section, framed, masthead
from servanda.report.html.plot import plot

MOST = 1000


def _cut(rows: list[Html]) -> list[Html]:
    return rows[:MOST]


def _more(rows: list[Html]) -> Html:
    more = len(rows) - MOST
    said = f"{more:,} more rows are not shown here: `servanda backtest --format json` lists them."
    return el("p", said, class_="remark") if more > 0 else Html("")


def _named(item: Finding) -> list[Html]:
    return [
        el("th", item.norm.replace("_", " "), scope="row"),
        el("td", item.bearer),
        el("td", item.occasion, el("br"), el("i", f"read as “{item.reading}”"))
        if item.reading
        else el("td", item.occasion),
    ]


def _caught(found: Backtest) -> Html:
    if not found.breaches:
        return el("p", "Nothing: no finding of this trial is a breach in either world.", class_="remark")
    rows = [
        el(
            "tr",
            _named(one.finding),
            el("td", marks.verdict(one.finding.declared.verdict)),
            el("td", marks.verdict(one.finding.observed.verdict)),
            el("td", one.finding.occasion_date, class_="date"),
            el("td", one.known, class_="date"),
            el("td", "; ".join(one.rests_on) or "no single origin"),
        )
        for one in found.breaches
    ]
    head = ["Norm", "Bearer", "Occasion", "Declared", "Observed", "Date", "First known", "Vanishes without any of"]
    caption = f"{len(found.breaches):,} of {len(found.assessment.findings):,} findings"
    return joined([table(caption, [header_row(head)], _cut(rows)), _more(rows)])


def _open(found: Backtest) -> Html:
    if not found.open:
        return el("p", "Nothing was left open.", class_="remark")

    def missing(item: Finding) -> str:
        return (item.observed if item.observed.verdict == "undetermined" else item.declared).reason

    rows = [el("tr", _named(item), el("td", missing(item))) for item in found.open]
    head = header_row(["Norm", "Bearer", "Occasion", "What is missing"])
    return joined([table(f"{len(rows):,} findings", [head], _cut(rows)), _more(rows)])


def _exposure(found: Backtest) -> Html:
    if not found.without:
        return el("p", "No breach rests on an origin.", class_="remark")
    ranked = sorted(found.without.items(), key=lambda pair: (-pair[1][0], pair[0]))
    rows = [
        el("tr", el("th", name, scope="row"), *(el("td", f"{count:,}", class_="number") for count in counts))
        for name, counts in ranked
    ]
    caption = "Breaches that vanish, and that appear, when all that an origin says is left out"
    return table(caption, [header_row(["Origin", "Vanish", "Appear"])], rows)


def _thresholds(found: Backtest) -> Html:
    rows = [
        el(
            "tr",
            el("th", item.name.replace("_", " "), scope="row"),
            *(el("td", f"{one:,}", class_="number") for one in (item.value, item.findings)),
            *(el("td", f"{one:,}", class_="number") for one in (item.breached, item.undetermined)),
        )
        for item in found.variants
    ]
    head = header_row(["Number", "Value", "Findings", "Breached", "Undetermined"])
    return table("The same trial with one number changed, everywhere, and nothing else", [head], rows)


def _sections(found: Backtest) -> list[Section]:
    one = found.assessment
    thresholds: list[Section] = [("thresholds", "Other thresholds", _thresholds(found))] if found.variants else []
    return [
        ("plot", "At a glance", el("div", plot(found), class_="scroll", tabindex=0, role="region", aria_label="Plot")),
        ("caught", "What the text would have caught", _caught(found)),
        ("open", "What nobody could decide", _open(found)),
        ("exposure", "Exposure to each origin", _exposure(found)),
        *thresholds,
        (
            "foundation",
            "What this page rests on",
            joined(
                [
                    foundation.standards(one),
                    foundation.inputs(one),
                    el("h3", "Rows set aside"),
                    foundation.quarantined(one),
                ]
            ),
        ),
    ]


def page(found: Backtest) -> str:
    """The whole page as text. Raises ModuleNotFoundError where the extra `plot` is not installed."""
    one = found.assessment
    facts = [
        ("As if in force", f"{found.first} to {found.last}"),
        ("Known by", one.known_by),
        ("Standard of proof", f"“{one.assessors[0].name}”"),
        ("Text", f"{one.agreement_file}, SHA-256 {words.short(agreement_hash(one))}…"),
    ]
    header = masthead("A draft tried on history", one.agreement, facts)
    title = f"{one.agreement}: tried on {found.first} to {found.last}"
    return framed(title, marks.symbols(), header, _sections(found))
