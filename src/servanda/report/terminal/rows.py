"""The body of the terminal page: each norm's findings in both worlds, and the list of gaps.

Rules it keeps:

- both worlds stand side by side; below 88 columns under each other;
- an occasion that is read in several ways is named once, its readings under it;
- what there is to look at (gaps, then breaches) is listed once more with its ids; parties that bear it alike share a
  line. Every other finding's id is NORM.BEARER.OCCASION as it stands in the rows.

It leaves to others: what goes into a row (`rows`), the words (`words`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.text import Text

from servanda.findings.model import WORLDS, Assessment, World
from servanda.report import words
from servanda.report.rows import PERIODIC, ArticleRows, GapRows, NormRows, Row, alike
from servanda.report.strip import strip
from servanda.report.terminal import brief
from servanda.report.terminal.layout import QUIET, STYLES, WIDE, Lines, Page, columns

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


def _read(row: Row) -> str:
    """Under which reading the row stands, where there is a choice."""
    if len(row.readings) == 1:
        return f"read as “{row.readings[0]}”"
    return f"the same under {len(row.readings)} readings" if row.readings else ""


def _remarks(row: Row, read: str) -> str:
    found = [read] if read else []
    found += row.attributes
    if row.first.owed_to and not row.first.owed_to.startswith("every other"):
        found.append(f"owed to {row.first.owed_to}")
    return "; ".join(found)


def _wide_row(page: Page, row: Row, widths: list[int], named: tuple[bool, bool], read: str) -> Lines:
    """`named`: whether bearer and occasion stand above already."""
    first = row.first
    bound = f" of {words.number(first.bound)}" if first.bound is not None and first.kind == "limit" else ""
    cells: list[list[Text]] = [[], []]
    if not named[0]:
        cells[0] = page.wrap(Text(first.bearer, "bold"), widths[0])
    if not named[1]:
        occasion = page.wrap(Text(page.plain(_occasion(row))), widths[1])
        cells[1] = occasion + page.wrap(page.quiet(_when(row)), widths[1])
    for world, width in zip(WORLDS, widths[2:4], strict=True):
        value = _value(row, world)
        cells.append(
            [page.verdict(first.side(world).verdict)] + page.wrap(page.quiet(f"{value}{bound}" if value else ""), width)
        )
    sizes = {words.size(finding) for finding in row.findings}
    size = sizes.pop() if len(sizes) == 1 else ""
    cells.append([page.gap(first.gap), *page.wrap(page.quiet(size), widths[4])])
    yield from columns(cells, widths)
    remarks = _remarks(row, read)
    if remarks:
        yield from page.filled(Text(), page.quiet(remarks), widths[0] + 2, 0)


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
    remarks = _remarks(row, _read(row))
    if remarks:
        yield from page.filled(Text(), page.quiet(remarks), 3, 0)


# --- articles --------------------------------------------------------------------------------------------------------


def _widths(page: Page, assessment: Assessment) -> list[int]:
    """Bearer, occasion, declared, observed, gap: what the page has, shared out."""
    bearer = min(max([len(one.bearer) for one in assessment.findings] + [6]), 10)
    rest = page.width - 1 - bearer - 5
    gap, world = min(28, rest * 30 // 100), min(22, rest * 22 // 100)
    return [bearer, rest - gap - 2 * world, world, world, gap]


def _about(norm: NormRows) -> str:
    return f"{norm.norm} · {words.KINDS[norm.kind]}" + (f" · {norm.suspended}" if norm.suspended else "")


def _occasions(page: Page, rows: Iterable[Row], widths: list[int]) -> Lines:
    """Rows of a norm that is owed on occasions: an occasion is named once, its readings under it."""
    before: tuple[str, tuple[str, ...]] = ("", ())
    for row in rows:
        same = row.first.bearer == before[0]
        yield from _wide_row(page, row, widths, (same, same and row.occasions == before[1]), _read(row))
        before = (row.first.bearer, row.occasions)


def _periods(page: Page, bearers: str, rows: Iterable[Row], widths: list[int]) -> Lines:
    """Rows of a norm that is owed again and again: bearers and reading are named once, the periods under them."""
    short = len(bearers) <= widths[0]
    if not short:
        yield from page.filled(Text(), Text(page.plain(bearers), "bold"), 1, 0)
    label, reading = Text(bearers if short else "", "bold"), ""
    for row in rows:
        if _read(row) != reading:
            reading = _read(row)
            yield from page.filled(label, page.quiet(reading), 1, widths[0] + 1)
            label = Text()
        yield from _wide_row(page, row, widths, (not label.plain, False), "")
        label = Text()


def _norm(page: Page, norm: NormRows, widths: list[int]) -> Lines:
    if page.width < WIDE:
        for row in norm.rows:
            yield from _narrow_row(page, row)
    elif norm.kind in PERIODIC:
        for bearers, rows in alike(norm):
            yield from _periods(page, ", ".join(bearers), rows, widths)
    else:
        yield from _occasions(page, norm.rows, widths)


def head(page: Page, article: ArticleRows, norm: NormRows, first: bool) -> Lines:
    """What stands above the rows of a norm: the title of its article before the first one, its name and kind."""
    title = article.article.title if article.article else "Elsewhere"
    lead = Text() + Text(page.plain(title) + "  ", "bold") if first else Text()
    yield from page.filled(Text(), lead + page.quiet(_about(norm)), 1, 0)


def article_lines(page: Page, assessment: Assessment, found: Iterable[ArticleRows]) -> Lines:
    """Every article that has findings: its title, and each norm's rows."""
    widths = _widths(page, assessment)
    if page.width >= WIDE:
        names = ("Bearer", "Occasion", "Declared", "Observed", "Gap")
        yield from columns([[Text(name, QUIET)] for name in names], widths)
    for article in found:
        yield rule(page)
        for number, norm in enumerate(article.norms):
            yield from head(page, article, norm, number == 0)
            yield from _norm(page, norm, widths)


def rule(page: Page) -> Text:
    return Text(("-" if page.ascii_only else "─") * page.width, QUIET)


# --- gaps ------------------------------------------------------------------------------------------------------------


def _held(gap: GapRows) -> list[str]:
    """What else is true, with of how many rows where it is not true of all."""
    counts, whole = Counter(held for row in gap.rows for held in row.attributes), len(gap.rows)
    return [held if count == whole else f"{held} ({count:,} of {whole:,})" for held, count in counts.items()]


def _entry(page: Page, lead: Text, listed: GapRows, short: bool) -> Lines:
    """One thing to look at: what, who, when; how large, since when; to scale; its ids."""
    gap = brief.foremost(listed) if short else listed
    row, first = gap.rows[0], gap.rows[0].first
    bearers, occasions = (f(gap.findings) for f in (brief.who, brief.when)) if short else (gap.bearers, gap.occasions)
    lead = lead + Text(page.plain(f"  {bearers} · {words.title(first.norm)} · {occasions}"))
    yield from page.filled(Text(), lead, 1, 0)
    facts = [words.size(first)] if words.size(first) else []
    if first.declared.low is not None or first.observed.low is not None:
        values = (words.value(side, first.unit) or "nothing" for side in (first.declared, first.observed))
        facts.append("declared {}, observed {}".format(*values))
    dues = sorted(one.due for one in gap.findings if one.due and one.due != one.occasion and not words.disagrees(one))
    facts += ["due " + " to ".join(dict.fromkeys((dues[0], dues[-1])))] if dues else []
    facts += [f"read as “{row.readings[0]}”"] if len(row.readings) == 1 else []
    facts += [f"known since {gap.opened}"] if gap.opened else []
    facts += [held for held in _held(gap) if held.startswith((*words.APART, "partly", "cured"))]
    if facts:
        yield from page.filled(Text(), page.quiet(" · ".join(facts)), 3, 0)
    drawn = strip(first) if words.disagrees(first) else None
    if drawn is not None:
        width = min(60, page.width - 4)
        yield Text("   ") + Text(drawn.text(width, page.ascii_only), STYLES["breached"])
    for finding in gap.findings[:2]:
        yield from page.filled(Text(), page.quiet(f"id {finding.id}"), 3, 0)
    if len(gap.findings) > 2:
        yield from page.filled(Text(), page.quiet(f"and {words.number(len(gap.findings) - 2)} more"), 3, 0)


def gap_lines(page: Page, listed: Sequence[GapRows], short: bool = False) -> Lines:
    """The findings in which the two worlds disagree, in the order in which they are given; `short`: not all named."""
    if not listed:
        yield from page.filled(Text(), page.quiet("On this evidence no finding has two worlds that disagree."), 1, 0)
        return
    for one in listed:
        yield from _entry(page, page.gap(one.rows[0].first.gap), one, short)
    if any(strip(one.rows[0].first) for one in listed):
        legend = "< declared  | bound  # observed" if page.ascii_only else "◆ declared  │ bound  █ observed"
        yield from page.filled(Text(), page.quiet(f"{legend}; each line is a scale from zero"), 3, 0)


def breach_lines(page: Page, listed: Iterable[GapRows], short: bool = False) -> Lines:
    """The breaches that both worlds agree on, or on which one of them is open; `short`: not all are named."""
    for one in listed:
        first = one.rows[0].first
        both = first.declared.verdict == first.observed.verdict
        lead = page.verdict("breached")
        if not both:
            world = "declared" if first.declared.verdict == "breached" else "observed"
            other = first.observed.verdict if world == "declared" else first.declared.verdict
            lead += page.quiet(f" as {world} ({'observed' if world == 'declared' else 'declared'}: {other})")
        yield from _entry(page, lead, one, short)
