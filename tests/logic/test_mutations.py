"""Slips of the pen: a token deleted, doubled or swapped gives a formula or a message with a place, never a crash."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from servanda.diagnostics import Refused
from servanda.logic.monitorable import BadFormula, prepare
from servanda.logic.parse import parse_formula
from servanda.logic.refusals import diagnostic
from servanda.logic.schema import schema, signature
from servanda.logic.tokens import tokenize
from servanda.logic.write import write_formula

SIGNATURE = signature(
    schema("exercise", "i:int", "p:string", "n:int"),
    schema("notify", "i:int", "p:string", "m:float"),
    schema("quiet"),
)
FORMULAS = (
    "exercise(i, p, n) AND n >= 9000 AND NOT (ONCE[42d,*) EXISTS m. notify(i, p, m))",
    "(s <- SUM n; p ONCE[0,365d] exercise(i, p, n)) AND s > 29920 AND p MATCHES r'^A(.)' (x)",
    "LET late(i) = (EXISTS n. exercise(i, _, n) AND n MOD 7 = -2) IN late(i) AND (NOT quiet() SINCE(0,48h] late(i))",
    "(FORALL i. exercise(i, 'ALBA', n) IMPLIES EVENTUALLY[0,3] notify(i, 'ALBA', 1.5)) AND exercise(_, _, n)",
)


def mutants(text: str) -> list[str]:
    """Every token left out, every token doubled, neighbours and next neighbours swapped."""
    tokens = [text[token.start : token.end] for token in tokenize(text, "f")][:-1]
    found = []
    for at in range(len(tokens)):
        found.append([*tokens[:at], *tokens[at + 1 :]])
        found.append([*tokens[: at + 1], *tokens[at:]])
        for far in (1, 2):
            if at >= far:
                swapped = list(tokens)
                swapped[at - far], swapped[at] = tokens[at], tokens[at - far]
                found.append(swapped)
    return [" ".join(words) for words in found]


def outcome(text: str) -> str:
    """What became of `text`; fails on anything but a formula or a refusal with a place in it."""
    try:
        formula = parse_formula(text, source="f")
    except Refused as refused:
        (found,) = refused.diagnostics
        assert found.place.file == "f"
        assert found.message.endswith(".")
        assert found.remedy.endswith(".")
        return found.code
    assert parse_formula(write_formula(formula)) == formula
    try:
        prepare(formula, SIGNATURE)
    except BadFormula as error:
        message = diagnostic(error, text, "f")
        assert 1 <= message.place.column <= len(text) + 1
        return error.code
    return "formula"


def test_every_slip_is_a_formula_or_a_message_with_a_place() -> None:
    outcomes: Counter[str] = Counter()
    for text in FORMULAS:
        assert outcome(text) == "formula"
        outcomes.update(outcome(mutant) for mutant in mutants(text))
    assert outcomes["formula-syntax"] >= 200
    assert outcomes["formula"] >= 10
    assert {"formula-kind", "not-monitorable", "formula-name", "formula"} <= set(outcomes)


def test_several_slips_at_once() -> None:
    random = Random(5)
    for text in FORMULAS:
        for _ in range(60):
            mutant = text
            for _ in range(3):
                mutant = random.choice(mutants(mutant) or [text])
            outcome(mutant)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_a_message_with_a_place(text: str) -> None:
    assert outcome(text)
