"""The body of the terminal page: each norm's findings in both worlds, and the list of gaps.

Rules it keeps:

- both worlds stand side by side; below 88 columns under each other;
- an occasion that is read in several ways is named once, its readings under it;
- a gap that several parties bear alike is listed once, with all its ids.

It leaves to others: what goes into a row (`rows`), the words (`words`).
"""

from collections.abc import Iterable

from rich.text import Text

from servanda.findings.model import WORLDS, Assessment, World
from servanda.report import words
from servanda.report.rows import ArticleRows, GapRows, NormRows, Row, gaps
from servanda.report.strip import strip
from servanda.report.terminal import QUIET, STYLES, WIDE, Lines, Page, columns

# --- one row ---------------------------------------------------------------------------------------------------------


def _occasion(row: Row) -> str:
    first, last = row.occasions[0], row.occasions[-1]
    return first if len(row.occasions) == 1 else f"{first} … {last}"


def _when(row: Row) -> str:
    if len(row.occasions) > 1:
        return f"{len(row.occasions)} in a row"
    due = row.first.due
    return f"due {due}" if due and due != row.first.occasion else ""


def _value(row: Row, world: World) -> str:
    low, high = row.values(world)
    return words.interval(low, high)


def _ids(row: Row) -> str:
    return row.first.id if len(row.findings) == 1 else f"{row.first.id} …"


def _remarks(row: Row) -> list[str]:
    found = []
    if len(row.readings) == 1:
        found.append(f"read as “{row.readings[0]}”")
    elif row.readings:
        found.append(f"the same under {len(row.readings)} readings")
    found += words.attributes(row.first)
    if row.first.owed_to and not row.first.owed_to.startswith("every other"):
        found.append(f"owed to {row.first.owed_to}")
    return found


def _wide_row(page: Page, row: Row, widths: list[int], named: bool) -> Lines:
    first = row.first
    bound = f" of {words.number(first.bound)}" if first.bound is not None and first.kind == "limit" else ""
    cells: list[list[Text]] = [[], []]
    if not named:
        occasion = page.wrap(Text(page.plain(_occasion(row))), widths[1])
        cells = [
            page.wrap(Text(first.bearer, "bold"), widths[0]),
            occasion + page.wrap(page.quiet(_when(row)), widths[1]),
        ]
    for world, width in zip(WORLDS, widths[2:4], strict=True):
        value = _value(row, world)
        cells.append(
            [page.verdict(first.side(world).verdict)] + page.wrap(page.quiet(f"{value}{bound}" if value else ""), width)
        )
    sizes = {words.size(finding) for finding in row.findings}
    size = sizes.pop() if len(sizes) == 1 else ""
    cells.append([page.gap(first.gap), *page.wrap(page.quiet(size), widths[4])])
    cells.append(page.wrap(page.quiet(_ids(row)), widths[5]))
    yield from columns(cells, widths)
    remarks = _remarks(row)
    if remarks:
        yield from page.filled(Text(), page.quiet("; ".join(remarks)), widths[0] + 2, 0)


def _narrow_row(page: Page, row: Row) -> Lines:
    first = row.first
    head = " · ".join(part for part in (first.bearer, _occasion(row), _when(row)) if part)
    yield from page.filled(Text(), Text(page.plain(head), "bold"), 1, 0)
    for world in WORLDS:
        value = _value(row, world)
        text = page.verdict(first.side(world).verdict)
        text += page.quiet(f" · {value} {first.unit}".rstrip() if value else "")
        yield from page.filled(page.quiet(world), text, 3, 10)
    text = page.gap(first.gap)
    text += page.quiet(f" · {words.size(first)}" if words.size(first) else "")
    yield from page.filled(page.quiet("gap"), text, 3, 10)
    remarks = _remarks(row)
    if remarks:
        yield from page.filled(Text(), page.quiet("; ".join(remarks)), 3, 0)
    yield from page.filled(page.quiet("id"), page.quiet(_ids(row)), 3, 10)


# --- articles --------------------------------------------------------------------------------------------------------


def _widths(page: Page, assessment: Assessment) -> list[int]:
    """Bearer, occasion, declared, observed, gap, id: what the page has, shared out."""
    bearer = min(max([len(one.bearer) for one in assessment.findings] + [6]), 10)
    ids = min(max([len(one.id) for one in assessment.findings] + [2]) + 2, 16)
    rest = page.width - 1 - bearer - ids - 6
    gap = min(26, rest * 33 // 100)
    world = min(18, rest * 23 // 100)
    return [bearer, rest - gap - 2 * world, world, world, gap, ids]


def _about(norm: NormRows, title: str, several: bool) -> str:
    name = words.title(norm.norm)
    parts = [] if name.casefold() == title.casefold() else [name]
    parts.append(words.KINDS[norm.kind])
    return ", ".join(parts) + (f" · assessor “{norm.assessor}”" if several else "")


def _norm(page: Page, norm: NormRows, widths: list[int]) -> Lines:
    before: tuple[str, ...] = ()
    for row in norm.rows:
        here = (row.first.bearer, *row.occasions)
        yield from _wide_row(page, row, widths, here == before) if page.width >= WIDE else _narrow_row(page, row)
        before = here


def article_lines(page: Page, assessment: Assessment, found: Iterable[ArticleRows]) -> Lines:
    """Every article that has findings: its title, and each norm's rows."""
    widths = _widths(page, assessment)
    several = len({finding.assessor for finding in assessment.findings}) > 1
    if page.width >= WIDE:
        names = ("Bearer", "Occasion", "Declared", "Observed", "Gap", "Id")
        yield from columns([[Text(name, QUIET)] for name in names], widths)
    for article in found:
        title = article.article.title if article.article else "Elsewhere"
        yield rule(page)
        for number, norm in enumerate(article.norms):
            head = Text(page.plain(title) + "  ", "bold") if number == 0 else Text()
            yield from page.filled(Text(), head + page.quiet(_about(norm, title, several)), 1, 0)
            yield from _norm(page, norm, widths)


def rule(page: Page) -> Text:
    return Text(("-" if page.ascii_only else "─") * page.width, QUIET)


# --- gaps ------------------------------------------------------------------------------------------------------------


def _gap(page: Page, gap: GapRows) -> Lines:
    row, first = gap.rows[0], gap.rows[0].first
    head = page.gap(first.gap)
    head += Text(page.plain(f"  {gap.bearers} · {words.title(first.norm)} · {_occasion(row)}"))
    head += page.quiet(f"  {', '.join(map(_ids, gap.rows))}")
    yield from page.filled(Text(), head, 1, 0)
    facts = [words.size(first)] if words.size(first) else []
    if first.declared.low is not None or first.observed.low is not None:
        declared = _value(row, "declared") or "nothing"
        observed = _value(row, "observed") or "nothing"
        facts.append(f"declared {declared}, observed {observed}")
    facts += [f"read as “{row.readings[0]}”"] if len(row.readings) == 1 else []
    facts += [f"known since {first.opened}"] if first.opened else []
    yield from page.filled(Text(), page.quiet(" · ".join(facts)), 3, 0)
    drawn = strip(first)
    if drawn is not None:
        width = min(60, page.width - 4)
        yield Text("   ") + Text(drawn.text(width, page.ascii_only), STYLES["breached"])


def gap_lines(page: Page, found: Iterable[ArticleRows]) -> Lines:
    """The findings in which the two worlds disagree, the gravest kinds first."""
    listed = gaps(found)
    if not listed:
        yield from page.filled(Text(), page.quiet("On this evidence no finding has two worlds that disagree."), 1, 0)
        return
    for one in listed:
        yield from _gap(page, one)
    if any(strip(one.rows[0].first) for one in listed):
        legend = "< declared  | bound  # observed" if page.ascii_only else "◆ declared  │ bound  █ observed"
        yield from page.filled(Text(), page.quiet(f"{legend}; each line is a scale from zero"), 3, 0)
