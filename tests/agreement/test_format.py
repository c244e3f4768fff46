"""Laying out: only white space changes, and only once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreement.format import WIDTH, format_document
from servanda.agreement.grammar.lexer import Token, tokens
from servanda.agreement.parse import parse
from servanda.diagnostics import Refused
from tests.agreement import test_grammar_declarations, test_grammar_norms, test_grammar_terms, test_grammar_traces
from tests.agreement.blocks import FILE, bare
from tests.agreement.shipped import SHIPPED

EXAMPLES = [
    block
    for module in (test_grammar_declarations, test_grammar_norms, test_grammar_terms, test_grammar_traces)
    for block, _ in module.EXAMPLES.values()
]


def around(block: str) -> str:
    return f"# Treaty\n\nSome  prose,   as it is.  \n\n```servanda\n{block}\n```\n\nMore prose.\n"


def tidy(block: str) -> str:
    """The block of a formatted file."""
    text = format_document(around(block), FILE)
    start, end = around("|").split("|")
    assert text.startswith(start)
    assert text.endswith(end)
    return text.removeprefix(start).removesuffix(end)


def words(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text, FILE, 1)[0]]


def trees(text: str) -> list[str]:
    found = parse(text, FILE)
    assert found.diagnostics == ()
    return [bare(statement) for statement in found.statements]


@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_shipped_agreements_are_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_document(text, path.name) == text


@pytest.mark.parametrize("block", EXAMPLES)
def test_an_example_keeps_its_words_and_its_tree(block: str) -> None:
    laid = tidy(block)
    assert words(laid) == words(block)
    assert trees(around(laid)) == trees(around(block))
    assert tidy(laid) == laid
    assert max(map(len, laid.splitlines())) <= WIDTH


LINES_MATTER = ("event", "state", "act", "trace")


def gap(draw: st.DrawFn, before: Token, token: Token, breaks: bool) -> str:
    """White space, and perhaps a comment, that may stand between two tokens."""
    new_line = token.place.line > before.place.line
    kinds = ["\n  ", "\n\t", "\n\n    ", " -- why\n  ", "\n-- why\n ", "\n    -- why\n    -- more\n "]
    if new_line:
        return draw(st.sampled_from(kinds))
    glued = {before.kind, token.kind} <= {"word", "number", "date", "clock"} or "text" in (before.kind, token.kind)
    glued = glued or (before.kind, token.kind) == ("symbol", "symbol") or "." in (before.text, token.text)
    narrow = [" ", "   ", "\t"] if glued else ["", " ", "  "]
    return draw(st.sampled_from([*narrow, *narrow, *kinds] if breaks else narrow))


@st.composite
def untidy(draw: st.DrawFn) -> tuple[str, str]:
    """Some statements as they stand in the tests, and the same with other white space and comments."""
    chosen = draw(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3))
    scrambled = []
    for block in chosen:
        found = tokens(block, FILE, 1)[0]
        breaks = found[0].text not in LINES_MATTER
        text = ""
        for number, token in enumerate(found):
            text += gap(draw, found[number - 1], token, breaks) if number else ""
            text += f'"{token.text}"' if token.kind == "text" else token.text
        scrambled.append(text)
    between = draw(st.sampled_from(["\n", "\n\n", "\n\n\n-- lead\n", "\n  -- last word\n\n", "  -- beside\n"]))
    return "\n".join(chosen), between.join(scrambled)


@given(untidy())
def test_any_layout_becomes_tidy_without_losing_a_word(pair: tuple[str, str]) -> None:
    plain, scrambled = pair
    laid = tidy(scrambled)
    assert words(laid) == words(plain)
    assert trees(around(laid)) == trees(around(plain))
    assert tidy(laid) == laid
    assert laid.count("--") == scrambled.count("--")


@given(untidy())
def test_layout_depends_on_the_words_alone(pair: tuple[str, str]) -> None:
    """Without comments, and blank lines apart, two layouts of the same words come out alike."""
    plain, scrambled = pair
    bare_words = "\n".join(line for line in scrambled.split("\n") if "--" not in line)
    if words(bare_words) == words(plain):
        assert tidy(bare_words).replace("\n\n", "\n") == tidy(plain).replace("\n\n", "\n")


def test_comments_stay_where_they_stand() -> None:
    block = """\
-- the parties
party   ALBA "Alba"   -- in the east
  -- a second word on Alba


-- the duty
duty report every year by 31 March   -- each spring
     each party must
      file report for that year
-- the end"""
    assert (
        tidy(block)
        == """\
-- the parties
party ALBA "Alba"  -- in the east
  -- a second word on Alba

-- the duty
duty report
  every year by 31 March  -- each spring
  each party must file report for that year
-- the end"""
    )


def test_a_long_line_goes_on_four_columns_in() -> None:
    condition = " or ".join(f"x.field_{number} >= {number}" for number in range(9))
    laid = tidy(f"define large x as {condition}")
    assert len(laid.splitlines()) == 2
    assert laid.splitlines()[1].startswith("    or x.field_")


def test_line_ends_of_the_file_are_kept() -> None:
    text = around('party  ALBA "Alba"\nparty BOREA  "Borea"').replace("\n", "\r\n")
    assert format_document(text, FILE) == around('party ALBA "Alba"\nparty BOREA "Borea"').replace("\n", "\r\n")


def test_a_text_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        format_document(around("party ALBA"), FILE)
    assert [item.code for item in refused.value.diagnostics] == ["unfinished-statement"]
