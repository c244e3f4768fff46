"""Who and when, of very many findings, in a few words: the bearers with the most findings, a number and a span of days.

Rules it keeps:

- whoever is not named is counted: “and 122 more”;
- a finding on a period is dated by the period, any other by its day, since ids of incidents mean little to a reader;
- three findings or fewer are named by their occasions.

It leaves to others: which findings stand in one line (`servanda.report.rows`, `standards`, `changes`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from servanda.findings.model import Finding
from servanda.report import words
from servanda.report.rows import GapRows

NAMED = 8  # bearers in one line
FEW = 3  # findings that are named by their occasions


def _ranks(findings: Sequence[Finding]) -> dict[str, int]:
    """The bearers in the order in which they are named: those with the most findings first."""
    counts = Counter(one.bearer for one in findings)
    return {bearer: at for at, bearer in enumerate(sorted(counts, key=lambda bearer: (-counts[bearer], bearer)))}


def who(findings: Sequence[Finding]) -> str:
    """The bearers with the most findings, and how many more there are."""
    bearers = list(_ranks(findings))
    named = ", ".join(bearers[:NAMED])
    return f"{named} and {words.number(len(bearers) - NAMED)} more" if len(bearers) > NAMED else named


def when(findings: Sequence[Finding]) -> str:
    """`2018`, `2018, 2019`, or `1,023 findings, 1992 to 2014-03-02`."""
    ordered = sorted(findings, key=lambda one: (one.occasion_date, one.occasion))
    occasions = list(dict.fromkeys(one.occasion for one in ordered))
    if len(findings) <= FEW:
        return ", ".join(occasions)
    ends = [_day(ordered[0]), _day(ordered[-1])] if len(occasions) > 1 else occasions
    return f"{words.number(len(findings))} findings, {' to '.join(dict.fromkeys(ends))}"


def _day(finding: Finding) -> str:
    return finding.occasion if finding.occasion_date.startswith(finding.occasion) else finding.occasion_date


def foremost(gap: GapRows) -> GapRows:
    """The same, with the rows of those first who are named first."""
    ranks = _ranks(gap.findings)
    return replace(gap, rows=tuple(sorted(gap.rows, key=lambda row: ranks[row.first.bearer])))
