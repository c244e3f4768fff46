"""Very many findings at the terminal: counted by norm, bearer and verdict; the largest listed; all on demand."""

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from servanda.findings.model import Assessment, Quarantined
from servanda.report.changes import Changes, only_alike
from servanda.report.rows import GapRows, articles, gaps
from servanda.report.terminal.assessment import render
from servanda.report.terminal.brief import NAMED, foremost, when, who
from servanda.report.terminal.summary import BEARERS, LARGEST, MANY, MOST, largest, many, most, shortened
from tests.report.sample import assessment


def crowd(bearers: int = 24) -> Assessment:
    """Each finding of the sample, once for each of many bearers; the number of a bearer makes its gaps larger."""
    made = []
    for one in assessment().findings:
        for number in range(bearers):
            name = f"P{number:02}"
            size = None if one.gap_high is None else one.gap_high + number
            made.append(replace(one, bearer=name, id=one.id.replace(one.bearer, name, 1), gap_high=size))
    return assessment(findings=made)


def test_few_rows_are_listed_as_ever() -> None:
    assert not many(articles(assessment()))
    assert "--all" not in render(assessment())
    assert render(assessment(), everything=True) == render(assessment())


def test_many_rows_are_counted_and_listed_only_on_demand() -> None:
    whole = crowd()
    assert many(articles(whole))
    short, full = render(whole), render(whole, everything=True)
    assert len(short.splitlines()) < MANY < len(full.splitlines())
    assert "`--all` lists them" in short
    assert "`--all`" not in full
    for finding in whole.findings:
        assert finding.norm in short


def test_the_counts_of_a_norm_are_those_of_its_findings() -> None:
    """Bearers with the most breaches first; what is cut is counted in one line, and all in another."""
    whole = crowd()
    name = whole.assessors[0].name
    mine = [one for one in whole.findings if one.norm == "answer" and one.assessor == name]
    assert mine
    lines = render(whole).splitlines()
    start = next(at for at, line in enumerate(lines) if "answer ·" in line)
    block = lines[start + 1 :]
    block = block[: next(at for at, line in enumerate(block) if line.startswith("─"))]
    head = re.split(r" {2,}", block[1].strip())
    total = dict(zip(head, re.split(r" {2,}", block[-1].strip())[1:], strict=True))
    assert block[-1].split()[0] == "all"
    for verdict in head:
        amount = sum((one.declared.verdict == verdict) + (one.observed.verdict == verdict) for one in mine)
        if head.count(verdict) == 1:
            assert int(total[verdict].replace(",", "").replace("-", "0")) == amount
    rest = len({one.bearer for one in mine}) - BEARERS
    assert any(line.startswith(f" {rest} more") for line in block)


def test_the_largest_gaps_come_first() -> None:
    listed = gaps(articles(crowd()))
    sizes = [max(one.gap_high or 0 for one in gap.findings) for gap in largest(listed)]
    assert len(sizes) == LARGEST
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == max(one.gap_high or 0 for gap in listed for one in gap.findings)
    assert f"The {LARGEST} largest of {len(listed)} lines, then the {MOST} of the others" in render(crowd())


def test_beside_the_largest_stand_those_that_most_findings_have_alike() -> None:
    listed = gaps(articles(crowd()))
    shown = shortened(listed)
    assert shown == (*largest(listed), *most(listed))
    left = [one for one in listed if one not in shown]
    assert min(len(one.findings) for one in most(listed)) >= max(len(one.findings) for one in left)
    findings = sum(len(one.findings) for one in left)
    assert f"{len(left)} more with {findings} findings" in " ".join(render(crowd()).split())


def test_of_many_bearers_those_with_most_findings_are_named_and_the_others_counted() -> None:
    one = assessment().findings[0]
    found = [replace(one, bearer=f"P{at:02}", occasion=f"x{at}") for at in range(30)]
    found += [replace(one, bearer="P29", occasion="y")]
    assert who(found) == f"P29, {', '.join(f'P{at:02}' for at in range(NAMED - 1))} and {30 - NAMED} more"
    assert who(found[:NAMED]) == ", ".join(f"P{at:02}" for at in range(NAMED))


def test_many_findings_are_dated_by_their_span_and_few_named() -> None:
    one = assessment().findings[0]
    found = [replace(one, occasion=f"{9 - at}-0-1", occasion_date=f"201{at}-03-02") for at in range(4)]
    assert when(found[:2]) == "9-0-1, 8-0-1"
    assert when(found) == "4 findings, 2010-03-02 to 2013-03-02"
    assert when([*found, replace(one, occasion="2009", occasion_date="2009-01-01")]) == "5 findings, 2009 to 2013-03-02"
    assert when([found[0]] * 4) == "4 findings, 9-0-1"


def test_what_is_named_first_is_cited_first() -> None:
    listed = max(gaps(articles(crowd())), key=lambda one: len(one.findings))
    more = GapRows((*listed.rows, listed.rows[-1]))
    assert foremost(more).rows[:2] == (listed.rows[-1],) * 2
    assert sorted(one.id for one in foremost(more).findings) == sorted(one.id for one in more.findings)


def test_everything_that_is_cut_is_counted() -> None:
    """Rows set aside, links, watches, patterns and what changed: so many, then how many more."""
    base = assessment()
    bad = Quarantined("evidence/a.csv", 1, "", "It is no date.", "Mend it.")
    rows = tuple(replace(bad, line=line) for line in range(1, 51))
    whole = replace(crowd(), quarantined=rows)
    assert f"and {50 - LARGEST} more: `--all`" in render(whole)
    assert render(whole, everything=True).count("It is no date.") == 50
    assert render(replace(base, quarantined=rows)).count("It is no date.") == 50
    changes = Changes("2020-01-01", whole.findings, (), ())
    lines = len(only_alike([one for one in whole.findings if one.assessor == whole.assessors[0].name]))
    assert lines > LARGEST
    assert f"and {lines - LARGEST} lines more that are new: `--all`" in render(whole, changes)
    assert "lines more that are new" not in render(whole, changes, everything=True)


def test_only_the_short_page_leaves_bearers_out() -> None:
    full = render(crowd(), width=400, everything=True)
    assert ", ".join(f"P{at:02}" for at in range(24)) in full
    short = render(crowd(), width=400)
    assert ", ".join(f"P{at:02}" for at in range(NAMED + 1)) not in short
    assert f"P07 and {24 - NAMED} more" in short


@pytest.mark.parametrize("width", [40, 60, 88, 100])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    for plain in (False, True):
        text = render(crowd(), width=width, ascii_only=plain)
        assert [line for line in text.splitlines() if cell_len(line) > width] == []
        assert not plain or text.isascii()


def test_one_line_says_nothing_of_all_that_is_true_of_one() -> None:
    """Breaches alike but for when they were due, and of which one was cured."""
    base = next(one for one in assessment().findings if one.norm == "prior_notification")
    silent = replace(base.observed, verdict="breached", low=None, high=None)
    found = [
        replace(base, id=f"n.P.{year}", kind="duty", occasion=str(year), occasion_date=f"{year}-01-01",
                due=f"{year + 1}-01-31", declared=silent, observed=silent, gap="agreed", gap_low=None, gap_high=None,
                attributes={"cured": "yes"} if year == 2012 else {})
        for year in range(2010, 2014)
    ]  # fmt: skip
    text = " ".join(render(assessment(findings=found)).split())
    assert "due 2011-01-31 to 2014-01-31" in text
    assert "cured (1 of 4)" in text
    one = " ".join(render(assessment(findings=found[2:3])).split())
    assert "due 2013-01-31 · " in one
    assert "cured (" not in one
