"""The language reference cannot lie: its grammar is the parser's, its examples check, its translations are the core."""

import ast
import re
from pathlib import Path

import servanda.agreement.grammar
from servanda.agreement.check import check
from servanda.agreement.core.show import core_norms
from servanda.agreement.grammar.cursor import _UNITS, MONTHS
from servanda.agreement.grammar.terms import _AGGREGATES, _COMPARISONS
from servanda.agreement.grammar.traces import VERDICTS
from servanda.agreement.grammar.types import _TYPES
from servanda.agreement.model import Agreement
from servanda.agreement.parse import RULES, parse
from servanda.findings.traces import run
from servanda.logic.write import write_formula
from tests.agreement.shipped import REFERENCE

PAGE = REFERENCE.read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w[^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEPS = ("accept", "expect", "at")


def grammar() -> str:
    (text,) = (body for info, body in FENCE.findall(PAGE) if info == "ebnf")
    return str(text)


def keywords_of_the_page() -> set[str]:
    return set(re.findall(r'"([^"]+)"', grammar()))


def keywords_of_the_parser() -> set[str]:
    """Every word and sign that a rule of the grammar asks for."""
    found = {*RULES, *MONTHS, *_UNITS, *_UNITS.values(), *_COMPARISONS}
    for options in (_AGGREGATES, VERDICTS, _TYPES):
        found.update(word for words in options for word in words)
    for path in Path(servanda.agreement.grammar.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STEPS:
                found.update(item.value for item in node.args if _is_text(item))  # type: ignore[attr-defined]
            if isinstance(node, ast.Dict):  # what `choose` chooses from
                tuples = [key for key in node.keys if isinstance(key, ast.Tuple)]
                found.update(item.value for key in tuples for item in key.elts if _is_text(item))  # type: ignore[attr-defined]
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
                found.update(item.value for item in node.iter.elts if _is_text(item))  # type: ignore[attr-defined]
    return {str(word) for word in found}


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def agreement() -> Agreement:
    found, messages = check(parse(PAGE, "language.md"))
    assert [item.headline() for item in messages if item.severity != "note"] == []
    assert found is not None
    return found


def test_the_grammar_of_the_page_has_the_words_of_the_parser() -> None:
    page, parser = keywords_of_the_page(), keywords_of_the_parser()
    assert page - parser == set(), "the page has words that the parser never asks for"
    assert parser - page == set(), "the parser asks for words that the page does not have"
    assert len(page) > 150


def test_every_rule_of_the_grammar_is_defined_and_used() -> None:
    text = re.sub(r'"[^"]+"', "", grammar())
    defined = re.findall(r"^(\w+)\s+=", text, re.MULTILINE)
    used = set(re.findall(r"\b[a-z_]+\b", re.sub(r"^\w+\s+=", "", text, flags=re.MULTILINE)))
    given = {"name", "text", "date", "time", "integer", "unit"}
    assert len(defined) == len(set(defined))
    assert used - set(defined) == given
    assert set(defined) - used == {"statement"}


def test_the_page_is_a_sound_agreement_with_every_kind_of_statement() -> None:
    found = agreement()
    kinds = {type(statement).__name__ for statement in found.document.statements}
    assert kinds == {
        "NilReturn",
        "Reference",
        "Party",
        "Country",
        "Side",
        "InForce",
        "Record",
        "Complete",
        "TimeZone",
        "WorkingCalendar",
        "Relation",
        "Boundaries",
        "Territory",
        "Zone",
        "EventType",
        "StateType",
        "ActType",
        "Parameter",
        "Definition",
        "Obligation",
        "Quota",
        "Duty",
        "Limit",
        "Prohibition",
        "Unchecked",
        "Suspendable",
        "Withdrawal",
        "Accession",
        "Amendment",
        "Reservable",
        "Trace",
        "Recurrence",
        "Use",
        "Procedure",
        "Body",
        "Mission",
        "Programme",
        "Consultation",
    }


def test_every_worked_example_of_the_page_finds_what_it_expects() -> None:
    results = run(agreement())
    assert [f"{item.trace.label}: found {item.found}" for item in results if not item.ok] == []
    assert len(results) >= 28


def core_of(found: Agreement, norm: str, formula: str) -> str:
    (first, *_) = core_norms(found.norms[norm], found)
    named = first.formulas[formula]
    return f"{named.name}({', '.join(named.order)}) =\n{write_formula(named.formula, width=100)}\n"


def test_the_translations_of_the_page_are_those_of_the_core(record: bool) -> None:
    found = agreement()

    def translated(match: re.Match[str]) -> str:
        info = match[1].split()
        return match[0] if info[0] != "core" else f"```{match[1]}\n{core_of(found, info[1], info[2])}```"

    page = FENCE.sub(translated, PAGE)
    if record:
        REFERENCE.write_text(page, encoding="utf-8")
        return
    assert page == PAGE, "./dev test --record writes them anew"
    assert sum(info.startswith("core ") for info, _ in FENCE.findall(PAGE)) >= 6


def test_every_example_in_the_tables_of_terms_and_conditions_has_a_home_in_the_grammar() -> None:
    """The words in the left columns are words of the language, names apart."""
    known = keywords_of_the_parser() | set(
        re.findall(r"[a-z_]+", " ".join(b for i, b in FENCE.findall(PAGE) if i == "servanda"))
    )
    rows = [line.split("|")[1] for line in PAGE.split("\n") if line.startswith("| `")]
    words = {word for row in rows for code in re.findall(r"`([^`]+)`", row) for word in re.findall(r"[a-z_]{2,}", code)}
    assert len(rows) >= 30
    assert words - known == set()
