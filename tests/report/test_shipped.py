"""What a person sees of the shipped agreements, word for word, and the page made of them.

`./dev test --record` rewrites the snapshots; review is the gate.
"""

from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from servanda.findings.assess import assess
from servanda.findings.explain import explain
from servanda.findings.model import Assessment
from servanda.report import data_schema, reasons
from servanda.report.data import data
from servanda.report.html.assessment import page
from servanda.report.terminal.assessment import render
from tests.outside import ROOT
from tests.report.snapshot import same
from tests.report.test_html import Tree

ASKED = {
    "new-start": "launchers.USA.2022~conversion-not-shown-irreversible",
    "vienna-document-2011": "observation.RUS.zapad-2017~all-manoeuvres-are-one-activity",
}


def place(name: str) -> Path:
    return ROOT / "agreements" / name


@cache
def assessed(name: str) -> Assessment:
    """Each agreement is assessed once for all tests: that is the slow part."""
    return assess(place(name))


@pytest.fixture(params=sorted(ASKED))
def named(request: pytest.FixtureRequest) -> tuple[str, Assessment]:
    return request.param, assessed(request.param)


def test_the_terminal(named: tuple[str, Assessment], record: bool) -> None:
    text = render(named[1])
    assert max(map(cell_len, text.splitlines())) <= 100
    same(text, f"{named[0]}.txt", record)


@pytest.mark.long
def test_the_terminal_on_the_founding_act(record: bool) -> None:
    text = render(assessed("founding-act-1997"))
    assert max(map(cell_len, text.splitlines())) <= 100
    same(text, "founding-act-1997.txt", record)


def test_the_data_conform_to_the_schema(named: tuple[str, Assessment]) -> None:
    assert list(Draft202012Validator(data_schema.schema()).iter_errors(data(named[1]))) == []


def test_the_page_is_whole(named: tuple[str, Assessment]) -> None:
    text = page(named[1])
    tree = Tree(text)
    assert tree.open == []
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {one["href"] for one in tree.every("a", "use")} <= {f"#{one}" for one in ids}
    assert {f"f-{one.id}" for one in named[1].findings} <= set(ids)
    assert len(text.encode()) < 3_000_000


def test_new_start_counts_800_and_901() -> None:
    """One declaration, two lawful readings: kept under one, observed above the limit under the other."""
    findings = {one.id: one for one in assessed("new-start").findings}
    counted = findings["launchers.USA.2022~conversion-not-shown-irreversible@as-the-russian-federation-counts"]
    assert (counted.observed.verdict, counted.observed.low, counted.bound) == ("breached", 901, 800)
    removed = findings["launchers.USA.2022~conversion-removes-an-item"]
    assert (removed.declared.verdict, removed.declared.low, removed.declared.high) == ("kept", 800, 800)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(ASKED))
def test_an_explanation(name: str, record: bool) -> None:
    explained = explain(place(name), ASKED[name])
    text = reasons.render(explained)
    assert max(map(cell_len, text.splitlines())) <= 100
    for section in ("The clause", "In plain words", "The occasion", "As declared", "As observed", "Standard of proof"):
        assert f"\n {section}\n" in text
    assert list(Draft202012Validator(data_schema.explanation_schema()).iter_errors(reasons.data(explained))) == []
    same(text, f"explain-{name}.txt", record)
