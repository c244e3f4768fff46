"""A trial on history as a page: whole, without network, the same bytes each time; refused without a plot."""

import re
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from servanda.cli.backtest import backtest as command
from servanda.cli.main import explain_crash
from servanda.findings.backtest import Backtest, Breach, Variant
from servanda.report.html.backtest import MOST, page
from servanda.report.html.plot import LINES, plot
from tests.outside import ROOT
from tests.report.sample import assessment
from tests.report.test_html import HOSTILE, Tree

VIENNA = ROOT / "agreements" / "vienna-document-2011"


def trial(times: int = 1) -> Backtest:
    """A trial made up around an assessment: its breaches, so many times, its open findings, two thresholds."""
    one = assessment()
    caught = [item for item in one.findings if "breached" in (item.declared.verdict, item.observed.verdict)]
    left = tuple(item for item in one.findings if item.observed.verdict == "undetermined")
    assert caught
    assert left
    return Backtest(
        one,
        "2012-01-01",
        "2019-12-31",
        tuple(Breach(item, "2018-12-01", (HOSTILE,)) for item in caught * times),
        left,
        {HOSTILE: (len(caught), 0), "Atlantic <Imagery>": (0, 1)},
        (Variant("personnel", 9000, 5, 2, 1), Variant("personnel", 13000, 5, 1, 2)),
    )


@pytest.mark.long
def test_the_page_is_whole_and_loads_nothing() -> None:
    text = page(trial())
    tree = Tree(text)
    assert tree.open == []
    assert "style=" not in text.partition("</head>")[2]
    assert not tree.every("script", "img", "link", "iframe", "image", "object")
    assert not re.search(r'(href|src)="(?!#)', text)
    assert {one["href"] for one in tree.every("a", "use")} <= {
        f"#{one['id']}" for _, one in tree.elements if "id" in one
    }
    assert len(tree.every("h1")) == 1
    ids = [one["id"] for _, one in tree.elements if "id" in one]
    assert len(ids) == len(set(ids))


@pytest.mark.long
def test_every_number_of_the_plot_stands_in_a_table() -> None:
    found = trial()
    words = Tree(page(found)).text
    for said in ("9,000", "13,000", "Atlantic <Imagery>", HOSTILE, found.breaches[0].finding.bearer):
        assert said in words
    drawn = Tree(plot(found))
    assert drawn.every("svg")[0]["role"] == "img"
    counts = f"{len(found.breaches)} breaches caught from 2012-01-01 to 2019-12-31, {len(found.open)} undetermined"
    assert f"{counts}; tables below" in drawn.text


@pytest.mark.long
def test_the_same_trial_gives_the_same_bytes_whatever_the_settings_of_the_machine() -> None:
    import matplotlib

    first = page(trial())
    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red"}):
        assert page(trial()) == first


@pytest.mark.long
def test_many_breaches_are_drawn_by_month_and_cut_in_the_table() -> None:
    times = MOST  # and more than LINES
    found = trial(times)
    assert len(found.breaches) > max(MOST, LINES)
    text = page(found)
    assert f"{len(found.breaches) - MOST:,} more rows are not shown here" in text
    assert len(plot(found)) < 100_000


@pytest.mark.long
def test_a_trial_that_catches_nothing_says_so() -> None:
    text = page(replace(trial(), breaches=(), open=(), without={}, variants=()))
    assert "Nothing: no finding of this trial is a breach in either world." in text
    assert "Nothing was left open." in text
    assert "none rests on a single one" in text


def test_without_matplotlib_the_page_is_refused_before_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    asked = ["--evidence", str(VIENNA), "--from", "2012-01-01", "--to", "2012-12-31", "--report", "out.html"]
    done = CliRunner().invoke(command, [str(VIENNA), *asked])
    assert isinstance(done.exception, ModuleNotFoundError)
    explain_crash(done.exception)
    assert capsys.readouterr().err == "Error: this needs servanda's `plot` extra: pip install 'servanda[plot]'.\n"
