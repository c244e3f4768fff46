"""Norms on other engines: what is found of an agreement is what DuckDB finds, in every part.

They stand here and not beside the other tests of findings, since they need the engines' servers.

Rules it keeps: each world has a session of its own, so that two of an engine run at once.
"""

from collections import Counter
from pathlib import Path

import pytest

from servanda.engine.drivers.driver import Driver
from servanda.findings.assess import assess
from servanda.findings.model import WORLDS
from servanda.findings.world import worlds
from servanda.findings.world.evaluator import Evaluator, PlanEvaluator, Which
from tests.findings.generate import case, options

AGREEMENTS = Path(__file__).resolve().parents[2] / "agreements"


@pytest.fixture
def opened(engine: Driver, in_depth: None, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    return run_on(engine.dialect.engine, monkeypatch)


def run_on(name: str, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Plans are run on this engine; how many sessions were opened, by its name."""
    counts: Counter[str] = Counter()

    def made(which: Which) -> Evaluator:
        assert which == "plan"
        counts[name] += 1
        return PlanEvaluator(name)

    monkeypatch.setattr(worlds, "evaluator", made)
    return counts


def test_every_session_is_opened_where_it_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everywhere, lest the tests below compare DuckDB with itself."""
    counts = run_on("duckdb", monkeypatch)
    assert case(0).findings(which="plan", **options(0))  # type: ignore[arg-type]
    assert counts == {"duckdb": 2}


def test_what_is_found_of_new_start(engine: Driver, opened: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every finding with all that it says: verdicts, numbers, witnesses, dates, attributes."""
    there = assess(AGREEMENTS / "new-start")
    name = engine.dialect.engine
    assert opened[name] >= 2
    monkeypatch.undo()
    here = assess(AGREEMENTS / "new-start")
    assert opened[name] == opened.total()
    assert len(here.findings) > 100
    assert there == here


def test_what_is_found_of_generated_agreements(
    engine: Driver, opened: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every kind of norm at once; of Spark, where a formula takes a second, one case."""
    seeds = range(1) if engine.dialect.engine == "spark" else range(4)
    there = [case(seed).findings(which="plan", **options(seed)) for seed in seeds]  # type: ignore[arg-type]
    assert opened.total() == 2 * len(seeds)
    monkeypatch.undo()
    here = [case(seed).findings(which="plan", **options(seed)) for seed in seeds]  # type: ignore[arg-type]
    assert opened.total() == 2 * len(seeds)
    assert there == here
    verdicts = {item.side(world).verdict for found in here for item in found for world in WORLDS}
    assert {"kept", "breached"} <= verdicts
