"""The cases that MonPoly's authors wrote: our verdicts are theirs, or the difference has a reason here."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from servanda.engine.log import read_log, read_signature
from servanda.engine.meaning import denote
from servanda.engine.verdict_formats import write_value
from servanda.logic.monitorable import NotMonitorable, prepare
from servanda.logic.parse import parse_formula
from tests.outside import outside

# The log of the case continues one that is not part of it; with three empty time points before, the verdicts agree.
CONTINUED = {"m160": "@0;\n@1;\n@2;\n", "m161": "@0;\n@1;\n@2;\n", "m162": "@0;\n@1;\n@2;\n"}
# MonPoly stops at a division by zero at time point 1; here the term has no value, and the run goes on.
STOPPED = {"m113": 1}
# Run by its authors with the end of the log taken for the end of time, all others with what is still open left out.
CLOSED = {"m001"}
# The expected lines leave out the time points without satisfactions (so do all cases without named variables).
TERSE = {"m000"}
# Refused by MonPoly for the form of the test; it has no variables, so that it holds everywhere or nowhere.
ACCEPTED = {"m043"}
LINE = re.compile(r"@(\d+) \(time point (\d+)\): (.*)\Z", re.DOTALL)


def cases() -> list[dict[str, Any]]:
    path: Path = outside("cases/mfotl.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def expected(case: dict[str, Any]) -> dict[tuple[int, int], set[str]]:
    """Per time point (index, stamp) the tuples as text; the two styles of the cases read alike."""
    found = {}
    for line in case["verdicts"]:
        match = LINE.match(line)
        assert match, line
        written = match[3].strip()
        if written in ("true", "false", "()"):
            tuples = {"()"} if written == "true" else set()
        else:
            tuples = set(re.findall(r"\([^()]*\)", written))
        found[int(match[2]), int(match[1])] = tuples
    return found


def ours(case: dict[str, Any]) -> dict[tuple[int, int], set[str]]:
    signature = read_signature(case["signature"])
    database = read_log(CONTINUED.get(case["id"], "") + case["log"], signature)
    # The tuples are in the order of first occurrence, whatever the order of `free_variables` in the case.
    found = denote(parse_formula(case["formula"]), database, closed=case["id"] in CLOSED)
    return {
        (point, database.time_points[point]): {
            f"({','.join(write_value(value) for value in row)})" for row in found.rows[point]
        }
        for point in range(found.final)
    }


def disagreement(case: dict[str, Any]) -> str | None:
    theirs, mine = expected(case), ours(case)
    if case["id"] in STOPPED:
        mine = {key: rows for key, rows in mine.items() if key[0] < STOPPED[case["id"]]}
    if case["free_variables"] is None or case["id"] in TERSE:
        mine = {key: rows for key, rows in mine.items() if rows}
    return None if theirs == mine else f"{case['id']} {case['formula']}: {theirs} but here {mine}"


def test_every_verdict_case_agrees() -> None:
    """150 cases with verdicts, each the same at the same time points, final neither sooner nor later."""
    verdicts = [case for case in cases() if case["kind"] == "verdicts"]
    assert len(verdicts) == 150
    assert [wrong for case in verdicts if (wrong := disagreement(case))] == []


def test_every_refused_case_is_refused() -> None:
    """15 formulas that MonPoly refuses: refused here too with a subformula, but for one that can be evaluated."""
    refused = [case for case in cases() if case["kind"] == "not-monitorable"]
    outcome: Counter[str] = Counter()
    for case in refused:
        signature = read_signature(case["signature"])
        formula = parse_formula(case["formula"])
        if case["id"] in ACCEPTED:
            assert ours(case) == {(0, 100): {"()"}, (1, 200): {"()"}}
            outcome["accepted"] += 1
            continue
        with pytest.raises(NotMonitorable) as caught:
            prepare(formula, signature)
        assert caught.value.place is not None
        assert caught.value.reason
        outcome["refused"] += 1
    assert outcome == {"refused": 14, "accepted": 1}
