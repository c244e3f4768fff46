"""Findings folded into rows for reading, without losing one.

Rules it keeps:

- readings that come out alike stand in one row; readings that differ stand side by side, one row each;
- of duties, limits, quotas and prohibitions, dates in a row that come out alike are one row with its number;
- a breach or a disagreement is never folded over dates: each one is seen;
- bearers of such a norm that come out alike throughout can stand together (`alike`);
- findings under a claimed suspension stand apart from the others;
- the order is that of the agreement's text, then of the norm's own occasions.

It leaves to others: what a row looks like.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from servanda.findings.model import GAPS, ArticleState, Assessment, Finding, Side
from servanda.report.standards import names
from servanda.report.words import APART, MARKED, attribute, breached, disagrees, suspended

PERIODIC = frozenset({"duty", "limit", "quota", "prohibition"})


@dataclass(frozen=True, slots=True)
class Row:
    """One or several findings that come out alike. `findings` are never empty; `readings` is empty without any."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def last(self) -> Finding:
        return self.findings[-1]

    @property
    def readings(self) -> tuple[str, ...]:
        named = [finding.reading for finding in self.findings if finding.reading is not None]
        return tuple(dict.fromkeys(named))

    @property
    def occasions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.occasion for finding in self.findings))

    @property
    def attributes(self) -> tuple[str, ...]:
        """What else is true, with how often where it is not true of every finding of the row; marks in one phrase."""
        counts = Counter(attribute(key, one.attributes[key]) for one in self.findings for key in one.attributes)
        whole = len(self.findings)
        told = [(text, "" if counts[text] == whole else f" ({counts[text]} of {whole})") for text in sorted(counts)]
        marks = [text.removeprefix(MARKED) + often for text, often in told if text.startswith(MARKED)]
        others = [text + often for text, often in told if not text.startswith(MARKED)]
        return (*others, f"rests on figures marked {', '.join(marks)}") if marks else tuple(others)

    def values(self, world: str) -> tuple[int | None, int | None]:
        """The least and the greatest value over all findings of the row; None where any of them is unbounded."""
        sides: list[Side] = [one.declared if world == "declared" else one.observed for one in self.findings]
        lows, highs = [side.low for side in sides], [side.high for side in sides]
        low = None if None in lows else min(low for low in lows if low is not None)
        high = None if None in highs else max(high for high in highs if high is not None)
        return low, high


@dataclass(frozen=True, slots=True)
class NormRows:
    """A norm's rows under one assessor. `suspended`: under which claim they stand apart, "" where under none."""

    norm: str
    kind: str
    assessor: str
    suspended: str
    rows: tuple[Row, ...]


def _look(row: Row) -> tuple[object, ...]:
    """All that a reader sees of a row but its bearer."""
    return (
        *_verdicts(row.first),
        row.occasions,
        row.readings,
        row.attributes,
        row.values("declared"),
        row.values("observed"),
    )


def alike(norm: NormRows) -> tuple[tuple[tuple[str, ...], tuple[Row, ...]], ...]:
    """(bearers, rows) of a norm with periods: bearers whose rows look the same throughout stand together."""
    lines: dict[str, list[Row]] = {}
    for row in norm.rows:
        lines.setdefault(row.first.bearer, []).append(row)
    groups: dict[tuple[object, ...], list[str]] = {}
    for bearer, rows in lines.items():
        grave = any(breached(one) or disagrees(one) for row in rows for one in row.findings)
        key = (bearer,) if grave else tuple(map(_look, rows))
        groups.setdefault(key, []).append(bearer)
    return tuple((tuple(bearers), tuple(lines[bearers[0]])) for bearers in groups.values())


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """An article with its norms' rows; `article` is None for findings whose article the assessment does not list."""

    article: ArticleState | None
    norms: tuple[NormRows, ...]


def _verdicts(finding: Finding) -> tuple[object, ...]:
    return (finding.declared.verdict, finding.observed.verdict, finding.gap)


def _outcome(finding: Finding) -> tuple[object, ...]:
    return (*_verdicts(finding), *sorted((key, str(held)) for key, held in finding.attributes.items()))


def _measure(finding: Finding) -> tuple[object, ...]:
    declared, observed = finding.declared, finding.observed
    return (declared.low, declared.high, observed.low, observed.high, finding.gap_low, finding.gap_high)


def _merge_readings(findings: list[Finding]) -> list[Row]:
    """Of one bearer and occasion: one row for all readings that come out alike, to the number."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((_outcome(finding), _measure(finding)), []).append(finding)
    return [Row(tuple(group)) for group in alike.values()]


def _foldable(row: Row) -> bool:
    return row.first.kind in PERIODIC and not any(breached(one) or disagrees(one) for one in row.findings)


def _merge_dates(rows: list[Row]) -> list[Row]:
    merged: list[Row] = []
    for row in rows:
        before = merged[-1] if merged else None
        if (
            before is not None
            and _foldable(row)
            and _foldable(before)
            and before.first.bearer == row.first.bearer
            and before.readings == row.readings
            and _verdicts(before.first) == _verdicts(row.first)
        ):
            merged[-1] = Row(before.findings + row.findings)
        else:
            merged.append(row)
    return merged


def _periodic(findings: list[Finding]) -> list[Row]:
    """Of one bearer: readings in one line if they never differ, else each reading as a line of its own."""
    ordered = sorted(findings, key=lambda finding: (finding.occasion_date, finding.occasion))
    occasions: dict[str, list[Finding]] = {}
    for finding in ordered:
        occasions.setdefault(finding.occasion, []).append(finding)
    rows = [row for group in occasions.values() for row in _merge_readings(group)]
    if len(rows) == len(occasions) and len({frozenset(row.readings) for row in rows}) == 1:
        return _merge_dates(rows)
    lines: dict[str | None, list[Row]] = {}
    for finding in ordered:
        lines.setdefault(finding.reading, []).append(Row((finding,)))
    return [row for line in lines.values() for row in _merge_dates(line)]


def fold(findings: Iterable[Finding]) -> tuple[Row, ...]:
    """The rows of one norm under one assessor."""
    held = list(findings)
    if held and held[0].kind in PERIODIC:
        of: dict[str, list[Finding]] = {}
        for finding in held:
            of.setdefault(finding.bearer, []).append(finding)
        return tuple(row for bearer in sorted(of) for row in _periodic(of[bearer]))

    def order(finding: Finding) -> tuple[str, ...]:
        return (finding.occasion_date, finding.occasion, finding.bearer)

    groups = groupby(sorted(held, key=order), key=order)
    return tuple(row for _, group in groups for row in _merge_readings(list(group)))


def _norm_rows(findings: Iterable[Finding], norms: Iterable[str], assessors: Iterable[str]) -> tuple[NormRows, ...]:
    held: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        held.setdefault((finding.norm, finding.assessor, suspended(finding)), []).append(finding)
    keys = [
        key
        for norm in norms
        for who in assessors
        for apart in ("", *APART.values())
        if (key := (norm, who, apart)) in held
    ]
    return tuple(NormRows(key[0], held[key][0].kind, key[1], key[2], fold(held[key])) for key in keys)


def articles(assessment: Assessment) -> tuple[ArticleRows, ...]:
    """Every article that has findings, in the order of the text."""
    assessors = names(assessment)
    found: list[ArticleRows] = []
    listed: set[str] = set()
    for article in assessment.articles:
        listed.update(article.norms)
        norms = _norm_rows(assessment.findings, article.norms, assessors)
        if norms:
            found.append(ArticleRows(article, norms))
    others = list(dict.fromkeys(f.norm for f in assessment.findings if f.norm not in listed))
    if others:
        found.append(ArticleRows(None, _norm_rows(assessment.findings, others, assessors)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class GapRows:
    """A gap that several bearers or assessors have alike, a row each."""

    rows: tuple[Row, ...]

    @property
    def assessors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.first.assessor for row in self.rows))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for row in self.rows for finding in row.findings)

    @property
    def occasions(self) -> str:
        """`2018`, `2018, 2019`, or `2018 … 2023 (6)`."""
        found = list(dict.fromkeys(occasion for row in self.rows for occasion in row.occasions))
        return ", ".join(found) if len(found) < 4 else f"{found[0]} … {found[-1]} ({len(found)})"

    @property
    def opened(self) -> str | None:
        """The first day from which any of them could be known."""
        return min((one.opened for one in self.findings if one.opened), default=None)

    @property
    def bearers(self) -> str:
        return ", ".join(dict.fromkeys(row.first.bearer for row in self.rows))


def _gap_key(row: Row) -> tuple[object, ...]:
    first = row.first
    # Of a norm that falls due again and again, the same gap year after year is one line.
    when = () if first.kind in PERIODIC else (row.occasions, first.opened)
    return (*_verdicts(first), first.norm, row.readings, suspended(first), _measure(first), *when)


def _alike(rows: Iterable[Row]) -> tuple[GapRows, ...]:
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda row: GAPS.index(row.first.gap)):
        groups.setdefault(_gap_key(row), []).append(row)
    return tuple(GapRows(tuple(group)) for group in groups.values())


def gaps(found: Iterable[ArticleRows]) -> tuple[GapRows, ...]:
    """Where the two worlds disagree, the gravest kinds first; rows that differ in the bearer only are one gap."""
    return _alike(row for article in found for norm in article.norms for row in norm.rows if disagrees(row.first))


def breaches(found: Iterable[ArticleRows]) -> tuple[GapRows, ...]:
    """The breaches that are no disagreement of the worlds: both say so, or the other world is open."""
    rows = (row for article in found for norm in article.norms for row in norm.rows)
    return _alike(row for row in rows if breached(row.first) and not disagrees(row.first))
