"""Very many findings at the terminal: counted by norm, bearer and verdict; the largest listed; all on demand."""

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from servanda.findings.model import Assessment
from servanda.report.rows import articles, gaps
from servanda.report.terminal.assessment import render
from servanda.report.terminal.summary import BEARERS, LARGEST, MANY, largest, many
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
    assert f"the {LARGEST} largest of {len(listed)}; `--all` lists each" in render(crowd())


@pytest.mark.parametrize("width", [40, 60, 88, 100])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    for plain in (False, True):
        text = render(crowd(), width=width, ascii_only=plain)
        assert [line for line in text.splitlines() if cell_len(line) > width] == []
        assert not plain or text.isascii()
