"""The page on the calendar can be followed: its commands print what it shows."""

from pathlib import Path

from tests.docs.session import blocks, clone, commands, perform
from tests.outside import ROOT

PAGE = ROOT / "docs" / "how-to" / "plan-with-the-calendar.md"


def test_the_page_prints_what_it_shows(tmp_path: Path, record: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    now = perform(text, clone(tmp_path))
    if record:
        PAGE.write_text(now, encoding="utf-8")
        text = now
    assert now == text, "./dev test --record writes it anew; read the difference before you commit it"
    assert sum(len(commands(block.body)) for block in blocks(text)) == 3
