"""The page on setting up a council is an agreement, and finds what it says."""

from servanda.agreement.check import check
from servanda.agreement.format import format_document
from servanda.agreement.parse import parse
from servanda.findings.traces import run
from tests.outside import ROOT

PAGE = ROOT / "docs" / "how-to" / "set-up-a-council.md"


def test_the_page_finds_what_it_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    found, messages = check(parse(text, PAGE.name))
    assert found is not None
    assert [item.headline() for item in messages if item.severity != "note"] == []
    results = run(found)
    assert [item.found for item in results if not item.ok] == []
    assert len(results) == 6
    assert format_document(text, PAGE.name) == text
