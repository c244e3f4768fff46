"""An assessment at the terminal.

Rules it keeps:

- both worlds stand side by side, each verdict as a mark and a word; colour only repeats what the words say;
- no line is wider than asked for; below 88 columns the worlds stand under each other;
- the first assessor's findings stand at length; of the others, what comes out differently;
- what there is to look at stands with its ids; any other id can be read off its row;
- very many rows are counted, and of what there is to look at only the largest stand, with the bearers that have the
  most findings, unless all are asked for; each cut says how much more there is;
- it ends with what was not checked, not watched and not stated, and with what the result rests on.

It leaves to others: the rows (`rows`), the counts in place of very many (`summary`), what goes into a row
(`rows`), the words (`words`), the counts (`tally`).
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.text import Text

from servanda.findings.model import VERDICTS, WORLDS, Assessment, Assessor, Finding
from servanda.report import standards, words
from servanda.report.changes import Alike, Changes, changed_alike, only_alike, under
from servanda.report.rows import ArticleRows, articles, breaches, gaps
from servanda.report.tally import sentences, tally
from servanda.report.terminal import beside, brief
from servanda.report.terminal.layout import Lines, Page, more, output, right, section
from servanda.report.terminal.rows import article_lines, breach_lines, gap_lines, rule
from servanda.report.terminal.summary import LARGEST, many, shortened, summary_lines, told

HANG = 18
Many = TypeVar("Many", Alike, standards.Difference)


def _counts(page: Page, assessment: Assessment) -> Lines:
    counts = tally(assessment).verdicts
    shown = [verdict for verdict in VERDICTS if any(counts[world][verdict] for world in WORLDS)]
    if shown:
        yield Text(" " * HANG) + Text(" ").join(right(page.quiet(world), 10) for world in WORLDS)
    for verdict in shown:
        amounts = (
            right(Text(words.number(counts[world][verdict]) if counts[world][verdict] else "-"), 10) for world in WORLDS
        )
        yield from page.filled(page.verdict(verdict), Text(" ").join(amounts), 1, HANG - 1)


def _standing(page: Page, assessment: Assessment) -> Lines:
    """What acts have made of the text: its entry into force, suspensions."""
    for sentence in assessment.standing:
        yield from page.filled(Text(), Text(page.plain(sentence)), 1, 0)


def standard(assessor: Assessor) -> str:
    """A standard of proof in a sentence."""
    grade = "any grade" if assessor.grade == "any" else f"grade {assessor.grade} or better"
    origins = words.plural(assessor.sources, "independent origin")
    text = f"{origins} of {grade}; rows marked {', '.join(assessor.marks)}"
    held = [f"{name} read as “{reading}”" for name, reading in sorted(assessor.readings.items())]
    return "; ".join([text, *held]) + "."


def _foundation(page: Page, assessment: Assessment) -> Lines:
    dates = f"as of {assessment.as_of}, known by {assessment.known_by} ({assessment.time_zone})"
    yield from page.filled(page.quiet("Dates"), Text(page.plain(dates)), 1, HANG)
    for assessor in assessment.assessors:
        text = Text(page.plain(f"“{assessor.name}”: {standard(assessor)}"))
        yield from page.filled(page.quiet("Standard"), text, 1, HANG)
    for number, one in enumerate(assessment.inputs):
        rows = f"  {words.plural(one.rows, 'row')}" if one.rows else ""
        aside = f", {words.number(one.quarantined)} set aside" if one.quarantined else ""
        label = page.quiet("Inputs" if number == 0 else "")
        text = page.quiet(f"{words.short(one.sha256)}  ") + Text(page.plain(one.file)) + page.quiet(rows + aside)
        yield from page.filled(label, text, 1, HANG)


def _quarantined(page: Page, assessment: Assessment, most: int | None) -> Lines:
    for one in assessment.quarantined[:most]:
        place = f"{one.file}:{one.line}" + (f", column {one.column}" if one.column else "")
        yield from page.filled(Text(), Text(page.plain(f"{place}: {one.reason}")), 1, 0)
        yield from page.filled(Text(), page.quiet(one.remedy), 3, 0)
    yield from more(page, len(assessment.quarantined), most)


def _named(findings: Sequence[Finding], norm: str, readings: Iterable[str], short: bool) -> str:
    """Who, what and when of findings that stand in one line; `short`: not all of them by name."""
    if short:
        bearers, when = brief.who(findings), brief.when(findings)
    else:
        found = list(dict.fromkeys(finding.occasion for finding in findings))
        when = ", ".join(found) if len(found) < 4 else f"{found[0]} … {found[-1]} ({len(found)})"
        bearers = ", ".join(dict.fromkeys(finding.bearer for finding in findings))
    return f"{bearers} · {words.title(norm)} · {when}" + "".join(f" · read as “{reading}”" for reading in readings)


def _alike(page: Page, label: str, found: Alike, short: bool) -> Lines:
    head = _named(found.findings, found.norm, found.readings, short)
    yield from page.filled(Text(label, "bold"), Text(page.plain(head)), 1, 9)
    for line in found.lines:
        yield from page.filled(Text(), page.quiet(line), 10, 0)


def _changes(page: Page, changes: Changes, most: int | None) -> Lines:
    """What came out differently; at most so many lines of each kind, those for most findings."""
    if not changes:
        yield Text(" ") + page.quiet("Nothing came out differently.")
    kinds = (("changed", changed_alike(changes)), ("new", only_alike(changes.new)), ("gone", only_alike(changes.gone)))
    for label, found in kinds:
        for one in _most(found, most):
            yield from _alike(page, label, one, most is not None)
        yield from more(page, len(found), most, f"lines more that are {label}")


def _most(found: Sequence[Many], most: int | None) -> Sequence[Many]:
    """Those for most findings where there are to be at most so many, else all as they are."""
    return found if most is None else sorted(found, key=lambda one: -len(one.findings))[:most]


def _others(page: Page, assessment: Assessment, most: int | None) -> Lines:
    """What the other assessors find differently; of each at most so many lines."""
    spoken = standards.names(assessment)
    for assessor in assessment.assessors:
        if assessor.name not in spoken:
            yield from page.filled(Text(), Text(page.plain(f"“{assessor.name}”: no finding at all.")), 1, 0)
    for name in spoken[1:]:
        found = standards.differences(assessment, name)
        number = sum(len(one.findings) for one in found)
        told = f"“{name}”: {words.plural(number, 'finding')} {'comes' if number == 1 else 'come'} out differently"
        yield from page.filled(Text(), Text(page.plain(told + (":" if found else "."))), 1, 0)
        for one in _most(found, most):
            head = _named(one.findings, one.norm, [one.reading] if one.reading else [], most is not None)
            text = Text(page.plain(f"{head}: "))
            pairs = zip(WORLDS, one.usual, one.other, strict=True)
            parts = [f"{world}: {after} instead of {before}" for world, before, after in pairs if before != after]
            yield from page.filled(Text(), text + page.quiet("; ".join(parts)), 3, 0)
        yield from more(page, len(found), most, "lines more", 3)


def _look(page: Page, found: tuple[ArticleRows, ...], short: bool) -> Lines:
    """What there is to look at: where the worlds disagree, and the breaches beside that."""
    for title, listed, lines in (
        ("Gaps between the two worlds", gaps(found), gap_lines),
        ("Breaches beside these", breaches(found), breach_lines),
    ):
        shown = shortened(listed) if short else listed
        cut = page.quiet(told(listed)) if len(shown) < len(listed) else Text()
        yield from section(title, [*(page.filled(Text(), cut, 1, 0) if cut else ()), *lines(page, shown, short)])


def _page(page: Page, whole: Assessment, changes: Changes | None, everything: bool) -> Lines:
    assessment = standards.first(whole)
    found = articles(assessment)
    short = many(found) and not everything
    most = LARGEST if short else None
    yield from page.filled(Text(), Text(page.plain(assessment.agreement), "bold"), 1, 0)
    dates = f"as of {assessment.as_of} · known by {assessment.known_by} · {assessment.time_zone}"
    names = standards.names(whole)
    standard_line = f" · under the standard “{names[0]}”" if names else ""
    yield from page.filled(Text(), page.quiet(dates + standard_line), 1, 0)
    yield from section("Where the agreement stands", _standing(page, assessment))
    yield Text()
    yield from summary_lines(page, found) if short else article_lines(page, assessment, found)
    yield rule(page)
    yield from _look(page, found, short)
    yield from section("Under other standards of proof", _others(page, whole, most))
    if changes is not None:
        mine = under(changes, names[0]) if names else changes
        yield from section(f"Changed since {changes.since}", _changes(page, mine, most))
    yield from section("Where the zones lie", beside.zones(page, whole))
    yield from section("Which observation is which declaration", beside.links(page, whole, most))
    yield from section("Who looked, and where nobody did", beside.coverage(page, whole, most))
    yield from section("Worth a question, and no finding", beside.patterns(page, whole, most))
    yield from section("Verdicts", _counts(page, assessment))
    lines = (
        line
        for label, sentence in sentences(tally(assessment))
        for line in page.filled(page.quiet(label), Text(page.plain(sentence)), 1, HANG)
    )
    yield from section("What this says, and what it cannot say", lines)
    yield from section("Rows set aside", _quarantined(page, assessment, most))
    yield from section("What it rests on", _foundation(page, assessment))


def render(
    assessment: Assessment,
    changes: Changes | None = None,
    *,
    width: int = 100,
    colour: bool = False,
    ascii_only: bool = False,
    everything: bool = False,
) -> str:
    """The whole assessment as text, at most `width` cells wide, with colours where they are wanted.

    `everything`: each finding in its row, however many there are.
    """
    page = Page(max(width, 40), ascii_only)
    return output(_page(page, assessment, changes, everything), page.width, colour)
