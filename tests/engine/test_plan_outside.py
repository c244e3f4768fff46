"""The cases that MonPoly's authors wrote, through the plans. That the meaning agrees with them: test_conformance."""

import json

from servanda.engine.log import read_log, read_signature
from servanda.logic.parse import parse_formula
from tests.engine.plan_comparison import difference
from tests.outside import outside


def test_every_outside_case_agrees() -> None:
    """150 logs and formulas with verdicts: the plan gives what the meaning gives."""
    path = outside("cases/mfotl.jsonl")
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    verdicts = [case for case in cases if case["kind"] == "verdicts"]
    assert len(verdicts) == 150
    told = []
    for case in verdicts:
        signature = read_signature(case["signature"])
        database = read_log(case["log"], signature)
        told.append(difference(parse_formula(case["formula"]), database, closed=case["id"] == "m001"))
    assert [item for item in told if item] == []
