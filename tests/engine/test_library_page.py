"""The page on the engine from Python runs, block after block, and prints what it shows."""

import contextlib
import io
from typing import Any

from tests.docs.session import blocks
from tests.outside import ROOT

PAGE = ROOT / "docs" / "how-to" / "engine-from-python.md"


def performed(text: str) -> tuple[str, int]:
    """The page with what its blocks print now, and how many outputs it has."""
    space: dict[str, Any] = {"__name__": "page"}
    made, last, shown, printed = [], 0, 0, ""
    for block in blocks(text):
        if block.info == "python":
            with contextlib.redirect_stdout(io.StringIO()) as caught:
                exec(compile(block.body, str(PAGE), "exec"), space)
            assert printed == "", "a block prints something that the page does not show"
            printed = caught.getvalue()
        elif block.info == "output":
            made += [text[last : block.start], printed]
            last, shown, printed = block.end, shown + 1, ""
    assert printed == ""
    return "".join(made) + text[last:], shown


def test_the_page_prints_what_it_shows(record: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    now, shown = performed(text)
    if record:
        PAGE.write_text(now, encoding="utf-8")
        text = now
    assert now == text, "./dev test --record writes it anew; read the difference before you commit it"
    assert shown == 8
