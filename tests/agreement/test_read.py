"""Norms read back in plain English: every shipped agreement as a snapshot, every construct in its own words."""

from pathlib import Path

import pytest

from servanda.agreement.grammar.lexer import Token, tokens
from servanda.agreement.parse import parse
from servanda.agreement.prose.agreement import read_agreement
from tests.agreement import test_grammar_declarations, test_grammar_norms, test_grammar_traces
from tests.agreement.blocks import document
from tests.agreement.shipped import SHIPPED

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_agreement_reads_as_recorded(name: str, record: bool) -> None:
    said = read_agreement(parse(SHIPPED[name].read_text(encoding="utf-8"), "agreement.md"))
    snapshot = SNAPSHOTS / f"{name}.read.txt"
    if record:
        snapshot.write_text(said, encoding="utf-8")
    assert said == snapshot.read_text(encoding="utf-8"), "./dev test --record writes it anew"


def test_every_snapshot_belongs_to_a_shipped_agreement() -> None:
    names = {path.name.removesuffix(".read.txt") for path in SNAPSHOTS.glob("*.read.txt")}
    assert names == set(SHIPPED)


# --- what a listener must be able to hear ----------------------------------------------------------------------------

OTHER_WORDS = {
    "least": "most",
    "most": "least",
    "before": "after",
    "after": "before",
    "and": "or",
    "or": "and",
    "declared": "observed",
    "observed": "declared",
    "hours": "days",
    "days": "hours",
    "months": "years",
    "years": "months",
    "sum": "greatest",
    "min": "max",
    "max": "min",
    "ceil": "floor",
    "floor": "ceil",
    "kept": "breached",
    "breached": "kept",
    "March": "April",
    "September": "October",
    "December": "November",
    "year": "month",
    "native": "reconstructed",
    "reconstructed": "native",
    "filed": "received",
}
OTHER_SIGNS = {
    ">=": [">", "<=", "<", "="],
    "<=": ["<", ">=", ">", "="],
    "<": ["<="],
    ">": [">="],
    "+": ["-"],
    "-": ["+"],
}


def others(token: Token) -> list[str]:
    """What could stand in the token's place and change what is meant."""
    match token.kind:
        case "number":
            return [str(int(token.text) + 1), str(int(token.text) + 10)]
        case "date":
            return [
                token.text[:-1] + str((int(token.text[-1]) + 1) % 10),
                str(int(token.text[:4]) + 1) + token.text[4:],
            ]
        case "clock":
            return [token.text[:-1] + str((int(token.text[-1]) + 1) % 10)]
        case "symbol":
            return OTHER_SIGNS.get(token.text, [])
    return [OTHER_WORDS[token.text]] if token.text in OTHER_WORDS else []


def replaced(text: str, token: Token, other: str) -> str:
    lines = text.split("\n")
    line, place = lines[token.place.line - 1], token.place
    lines[place.line - 1] = line[: place.column - 1] + other + line[place.end_column - 1 :]
    return "\n".join(lines)


def unheard(text: str, sample: int | None = None) -> tuple[int, list[str]]:
    """How many changes of a number, sign or word of direction can be read, and which of them nobody would hear."""
    before = parse(text, "agreement.md")
    said = read_agreement(before)
    blocks = [block for article in before.articles for block in article.blocks]
    found = [token for block in blocks for token in tokens(block.text, before.file, block.line)[0]]
    changes = [(token, other) for token in found for other in others(token)]
    count, missed = 0, []
    step = max(1, len(changes) // sample) if sample is not None else 1
    for token, other in changes[::step]:
        after = parse(replaced(text, token, other), "agreement.md")
        if after.diagnostics:
            continue
        count += 1
        if read_agreement(after) == said:
            missed.append(f"{token.place}: {token.text} → {other}")
    return count, missed


@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_no_number_sign_or_direction_changes_unheard(path: Path) -> None:
    """A person who knows only the prose can spot a wrong threshold, direction, deadline, window or period."""
    count, missed = unheard(path.read_text(encoding="utf-8"), sample=6)
    assert missed == []
    assert count >= 4


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_no_number_sign_or_direction_at_all_changes_unheard(path: Path) -> None:
    count, missed = unheard(path.read_text(encoding="utf-8"))
    assert missed == []
    assert count >= 60


EXAMPLES = {
    name: block
    for module in (test_grammar_declarations, test_grammar_norms, test_grammar_traces)
    for name, (block, _) in module.EXAMPLES.items()
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_in_a_construct_changes_unheard(name: str) -> None:
    """As for the shipped agreements, for every construct of the language."""
    _, missed = unheard(document(EXAMPLES[name]).text)
    assert missed == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_in_a_construct_goes_missing_unheard(name: str) -> None:
    """Leaving any one word out gives a message or other prose."""
    text = document(EXAMPLES[name]).text
    before = parse(text, "treaty.md")
    said = read_agreement(before)
    (block,) = before.articles[0].blocks
    for token in tokens(block.text, before.file, block.line)[0]:
        after = parse(replaced(text, token, ""), "treaty.md")
        assert after.diagnostics or read_agreement(after) != said, token
