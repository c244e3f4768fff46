"""What stands at the terminal instead of very many rows: counts by norm, bearer and verdict, and what is largest.

Rules it keeps:

- nothing is left out in silence: each cut says how many more there are, and how to see them;
- bearers with the most breaches come first, then those with the most that is undetermined; the last line counts all;
- every finding is counted once, also where several readings of one occasion differ.

It leaves to others: the rows themselves (`rows`), what is counted over all norms (`tally`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.text import Text

from servanda.findings.model import WORLDS, Finding, Verdict, World
from servanda.report import words
from servanda.report.rows import ArticleRows, GapRows, NormRows
from servanda.report.terminal.layout import STYLES, Lines, Page, right
from servanda.report.terminal.rows import head, rule

MANY = 400  # rows; more of them are counted, unless all are asked for
BEARERS = 20
LARGEST = 10
MOST = 3  # beside the largest, those that most findings have alike
GRAVITY: tuple[Verdict, ...] = (
    "breached",
    "undetermined",
    "kept",
    "pending",
    "not owed",
    "not declared",
    "not observed",
)
Column = tuple[World, Verdict]


def many(found: Iterable[ArticleRows]) -> bool:
    """Whether there are more rows than a person reads at a terminal."""
    return sum(len(norm.rows) for article in found for norm in article.norms) > MANY


def largest(listed: Sequence[GapRows]) -> tuple[GapRows, ...]:
    """Those with the greatest number by which a bound or a declaration is missed; the others in their order."""
    return tuple(sorted(listed, key=lambda one: -max(map(_size, one.findings)))[:LARGEST])


def most(listed: Sequence[GapRows]) -> tuple[GapRows, ...]:
    """Those beside the largest that most findings have alike: many small ones weigh too."""
    shown = {id(one) for one in largest(listed)}
    rest = [one for one in listed if id(one) not in shown]
    return tuple(sorted(rest, key=lambda one: -len(one.findings))[:MOST])


def shortened(listed: Sequence[GapRows]) -> tuple[GapRows, ...]:
    """The largest, then the most frequent of the others."""
    return (*largest(listed), *most(listed))


def told(listed: Sequence[GapRows]) -> str:
    """What of the list stands there, and how much does not."""
    shown, others = shortened(listed), len(most(listed))
    rest = len(listed) - len(shown)
    findings = sum(len(one.findings) for one in listed) - sum(len(one.findings) for one in shown)
    return (
        f"The {len(shown) - others} largest of {words.number(len(listed))} lines, then the {others} of the others with "
        f"the most findings; {words.number(rest)} more with {words.plural(findings, 'finding')}: `--all` lists each."
    )


def _size(finding: Finding) -> int:
    """By how much: of the gap, else of the value over its bound, at least."""
    sizes = [abs(size) for size in (finding.gap_low, finding.gap_high) if size is not None]
    if sizes:
        return max(sizes)
    sides = (finding.declared, finding.observed)
    values = [side.low for side in sides if side.verdict == "breached" and side.low is not None]
    return max((abs(value - (finding.bound or 0)) for value in values), default=0)


def summary_lines(page: Page, found: Iterable[ArticleRows]) -> Lines:
    """Every article that has findings: its title, and each norm's counts."""
    told = "Too many rows to read one by one, so they are counted. `--all` lists them; so does the page of `--report`."
    yield from page.filled(Text(), page.quiet(told), 1, 0)
    for article in found:
        yield rule(page)
        for number, norm in enumerate(article.norms):
            yield from head(page, article, norm, number == 0)
            yield from _norm(page, norm)


def _norm(page: Page, norm: NormRows) -> Lines:
    findings = [finding for row in norm.rows for finding in row.findings]
    counts: dict[str, Counter[Column]] = {}
    for finding in findings:
        mine = counts.setdefault(finding.bearer, Counter())
        mine.update((world, finding.side(world).verdict) for world in WORLDS)
    total: Counter[Column] = sum(counts.values(), Counter())
    shown = [(world, verdict) for world in WORLDS for verdict in GRAVITY if total[(world, verdict)]]

    def gravity(bearer: str) -> tuple[int, ...]:
        return tuple(-sum(counts[bearer][(world, verdict)] for world in WORLDS) for verdict in GRAVITY[:2])

    ordered = sorted(counts, key=lambda bearer: (*gravity(bearer), bearer))
    lines = [(bearer, counts[bearer]) for bearer in ordered[:BEARERS]]
    rest = ordered[BEARERS:]
    if rest:
        lines.append((f"{len(rest)} more", sum((counts[bearer] for bearer in rest), Counter())))
    if len(counts) > 1:
        lines.append(("all", total))
    widths = [max(len(verdict), len(world), 6) + 2 for world, verdict in shown]
    label = min(max(len(name) for name, _ in lines), 20) + 1
    if 1 + label + sum(widths) > page.width:
        yield from _told(page, lines, shown, label)
        return
    first = {world: next(column for column in shown if column[0] == world) for world in WORLDS}
    for line in (
        [page.quiet(world if (world, verdict) == first[world] else "") for world, verdict in shown],
        [Text(verdict, STYLES[words.VERDICT_MARKS[verdict].style]) for _, verdict in shown],
    ):
        yield _row(Text(), line, label, widths)
    for name, counted in lines:
        cells = [Text(words.number(counted[column]) if counted[column] else "-") for column in shown]
        yield _row(Text(page.plain(name), "bold"), cells, label, widths)


def _row(name: Text, cells: list[Text], label: int, widths: list[int]) -> Text:
    name.truncate(label)
    name.pad_right(label - name.cell_len)
    return Text(" ") + name + Text().join(right(cell, width) for cell, width in zip(cells, widths, strict=True))


def _told(page: Page, lines: Iterable[tuple[str, Counter[Column]]], shown: list[Column], label: int) -> Lines:
    """The same in words, where the columns are too many for the page."""
    for name, counted in lines:
        parts = []
        for world in WORLDS:
            held = [f"{words.number(counted[c])} {c[1]}" for c in shown if c[0] == world and counted[c]]
            parts.append(f"{world}: {', '.join(held)}")
        lead = Text(page.plain(name), "bold")
        lead.truncate(label)
        yield from page.filled(lead, Text(page.plain(" · ".join(parts))), 1, label)
