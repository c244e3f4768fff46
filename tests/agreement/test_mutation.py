"""No slip of the pen goes unseen: whatever single token is left out, written twice or exchanged with its neighbour,
a message with a place appears, or what the agreement means changes.

Everyday runs try a fixed sample of the tokens; `./dev test --long` tries every one of the shipped agreements.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servanda.agreement.check import check
from servanda.agreement.core.show import fixed
from servanda.agreement.grammar.lexer import Token, tokens
from servanda.agreement.parse import parse
from tests.agreement.shipped import REFERENCE, SHIPPED

FILE = "agreement.md"
# About how many tokens of an agreement an everyday run tries.
SAMPLE = 6


def spelled(token: Token) -> str:
    return f'"{token.text}"' if token.kind == "text" else token.text


def put(text: str, token: Token, other: str) -> str:
    """The text with something else in the token's place."""
    lines = text.split("\n")
    line, place = lines[token.place.line - 1], token.place
    lines[place.line - 1] = line[: place.column - 1] + other + line[place.end_column - 1 :]
    return "\n".join(lines)


def mutants(text: str, sample: int | None) -> Iterator[tuple[str, str]]:
    """What was done to which token, and the text with it done; evenly over the text, or to every token (None)."""
    document = parse(text, FILE)
    blocks = [block for article in document.articles for block in article.blocks]
    found = [token for block in blocks for token in tokens(block.text, FILE, block.line)[0]]
    step = len(found) // sample if sample is not None else 1
    for number, token in list(enumerate(found))[::step]:
        where = f"{token.place.line}:{token.place.column}"
        yield f"{where} without {spelled(token)}", put(text, token, "")
        yield f"{where} twice {spelled(token)}", put(text, token, f"{spelled(token)} {spelled(token)}")
        if number + 1 < len(found) and spelled(found[number + 1]) != spelled(token):
            after = found[number + 1]
            swapped = put(put(text, after, spelled(token)), token, spelled(after))
            yield f"{where} {spelled(token)} exchanged with {spelled(after)}", swapped


def verdict(text: str, core: str) -> str | None:
    """What is wrong with how a mutant is dealt with; None where it is noticed."""
    agreement, messages = check(parse(text, FILE))
    lines = text.count("\n") + 1
    errors = [item for item in messages if item.severity == "error"]
    if any(not 1 <= item.place.line <= lines for item in messages):
        return "a message has no place"
    if agreement is None:
        return None if errors else "refused without an error"
    return None if fixed(agreement) != core else "nothing is said and nothing changes"


def unnoticed(path: Path, sample: int | None) -> tuple[int, list[str]]:
    """How many mutants there were, and what is wrong with those that nobody would notice."""
    text = path.read_text(encoding="utf-8")
    agreement, _ = check(parse(text, FILE))
    assert agreement is not None
    core = fixed(agreement)
    count, missed = 0, []
    for name, mutant in mutants(text, sample):
        count += 1
        try:
            fault = verdict(mutant, core)
        except Exception as error:  # noqa: BLE001 (every traceback is a fault to be listed, whatever its kind)
            fault = f"a traceback, {type(error).__name__}: {error}"
        if fault is not None:
            missed.append(f"{name}: {fault}")
    return count, missed


@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_a_slip_of_the_pen_is_noticed(path: Path) -> None:
    count, missed = unnoticed(path, SAMPLE)
    assert missed == []
    assert count >= 15


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_every_slip_of_the_pen_is_noticed(path: Path) -> None:
    count, missed = unnoticed(path, 300 if path == REFERENCE else None)
    assert missed == []
    assert count >= 900
