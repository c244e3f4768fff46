"""Every example on the page about the logic gives the verdicts that stand beside it, from both evaluators."""

import re

from servanda.engine.log import read_log, read_signature
from servanda.engine.meaning import evaluate
from servanda.engine.plan.session import Session
from servanda.engine.verdict_formats import verdict_lines
from servanda.logic.parse import parse_formula
from tests.outside import ROOT

SIGNATURE = read_signature("p(int) q(int) r(int, int) t()")
ROW = re.compile(r"^\| `(?P<formula>[^`]+)` \| `(?P<log>@[^`]+)` \| (?P<verdicts>.*?)\s*\|$", re.MULTILINE)


def test_the_examples_on_the_page() -> None:
    page = (ROOT / "docs/explanation/logic.md").read_text(encoding="utf-8")
    rows = list(ROW.finditer(page))
    assert len(rows) == 23
    for row in rows:
        expected = re.findall(r"`([^`]+)`", row["verdicts"])
        formula, facts = parse_formula(row["formula"]), read_log(row["log"], SIGNATURE)
        assert list(verdict_lines(evaluate(formula, facts))) == expected, row["formula"]
        with Session() as session:
            session.load_database(facts)
            assert list(verdict_lines(session.satisfactions(formula))) == expected, row["formula"]
