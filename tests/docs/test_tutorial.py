"""The tutorials can be followed: their files are written, their commands run, and print what the page shows."""

from pathlib import Path

import pytest

from tests.docs.session import blocks, clone, commands, perform
from tests.outside import ROOT

PAGES = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
LONGER = [ROOT / "docs" / "how-to" / name for name in ("backtest-a-draft.md", "run-the-two-treaties.md")]


def test_there_is_a_tutorial() -> None:
    assert [page.name for page in PAGES] == ["first-assessment.md"]


@pytest.mark.parametrize(
    "page", [*PAGES, *(pytest.param(page, marks=pytest.mark.long) for page in LONGER)], ids=lambda page: page.name
)
def test_a_tutorial_prints_what_it_shows(page: Path, tmp_path: Path, record: bool) -> None:
    text = page.read_text(encoding="utf-8")
    now = perform(text, clone(tmp_path))
    if record:
        page.write_text(now, encoding="utf-8")
        text = now
    assert now == text, "./dev test --record writes it anew; read the difference before you commit it"
    assert sum(len(commands(block.body)) for block in blocks(text)) >= (3 if page in LONGER else 8)


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ended with 2"):
        perform("```console\n$ exit 2\n```\n", tmp_path)


def test_files_and_commands_are_told_apart(tmp_path: Path) -> None:
    page = "````text file=a/b.txt\n```inner\nx\n```\n````\n\n```console\n$ cat a/b.txt\nold\n$ true\n```\n\nend\n"
    assert perform(page, tmp_path) == page.replace("old\n", "```inner\nx\n```\n")
