"""The page on findings knows every word and every key that the output can hold."""

import pytest

from servanda.findings.model import DISAGREEMENTS, GAPS, VERDICTS
from servanda.report.data_schema import schema
from servanda.report.words import GAP_MARKS, VERDICT_MARKS
from tests.outside import ROOT

PAGE = (ROOT / "docs/reference/findings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", VERDICTS)
def test_every_verdict_is_explained(word: str) -> None:
    assert f"\n| {word} | " in PAGE
    assert word in VERDICT_MARKS


@pytest.mark.parametrize("word", GAPS)
def test_every_gap_is_explained_in_the_words_of_the_report(word: str) -> None:
    meaning = next(mark.meaning for gap, mark in GAP_MARKS.items() if gap == word)
    assert f"\n| {word} | {meaning} |\n" in PAGE


@pytest.mark.parametrize("key", sorted(schema()["$defs"]["finding"]["properties"]))
def test_every_key_of_a_finding_is_explained(key: str) -> None:
    assert f"`{key}`" in PAGE


@pytest.mark.parametrize("key", sorted(schema()["properties"]))
def test_every_key_at_the_top_is_named(key: str) -> None:
    assert f"`{key}`" in PAGE


def test_the_first_gaps_are_the_disagreements() -> None:
    table = [
        line.split("|")[1].strip() for line in PAGE[PAGE.index("### Gaps") :].splitlines() if line.startswith("| ")
    ]
    assert set(table[1:6]) == DISAGREEMENTS
