"""The same plans on other engines: own cases, outside cases, generated ones and planted bugs, each on each engine.

Rules it keeps:

- what the table of engines marks as a gap is refused, and nothing else is; the meaning decides;
- how many cases ran is what docs/reference/engines.md says of the engine.
"""

import json
from collections import OrderedDict
from itertools import product
from typing import TypeVar

import pytest

from servanda.engine.availability import Lacking
from servanda.engine.database import Database
from servanda.engine.drivers import ENGINES
from servanda.engine.drivers.driver import Driver
from servanda.engine.drivers.session import EngineSession
from servanda.engine.log import read_log, read_signature
from servanda.engine.plan import cache
from servanda.engine.plan.dialect import KERNEL
from servanda.engine.plan.session import Session
from servanda.logic import syntax as s
from servanda.logic.monitorable import NotMonitorable
from servanda.logic.parse import parse_formula
from tests.engine.aimed import TURNS, aimed_case
from tests.engine.engine_traps import TRAPS
from tests.engine.plan_cases import CASES, DATABASE
from tests.engine.plan_comparison import difference_in, relevant
from tests.engine.test_conformance import ACCEPTED
from tests.engine.test_plan_planted import BUGS
from tests.outside import ROOT, outside

PAGE = ROOT / "docs" / "reference" / "engines.md"
Case = TypeVar("Case")


def told(
    engine: Driver, formula: s.Formula, database: Database, *, closed: bool = False, episodes: bool = True
) -> str | None:
    """What differs from the meaning; or the function that the engine lacks, which must be marked as a gap."""
    session = EngineSession(engine)
    session.load_database(relevant(formula, database))
    try:
        return difference_in(session, formula, database, closed=closed, episodes=episodes)
    except Lacking as error:
        if error.function not in gaps(engine):
            raise
        return f"lacks {error.function}"


def sampled(engine: Driver, cases: list[Case]) -> list[Case]:
    """Every case; of a slow engine each seventh, and at least one."""
    return cases[::7] if is_slow(engine) else cases


def is_slow(engine: Driver) -> bool:
    """Where a question takes a second and more."""
    return engine.dialect.engine == "spark"


def as_told(engine: Driver, what: str) -> int:
    """How many cases of a sort the page says that this engine is compared on."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    table = lines[next(index for index, line in enumerate(lines) if line.startswith("| compared on |")) :]
    names, rows = cells(table[0]), [cells(line) for line in table[2:]]
    mine = next(row for row in rows if row[0] == f"`{engine.dialect.engine}`")
    return int(mine[names.index(what)])


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def gaps(engine: Driver) -> set[str]:
    return {function for gap in ENGINES[engine.dialect.engine].gaps for function in gap.functions}


def wrong(found: list[str | None]) -> list[str]:
    """What is not just a gap; gaps are few."""
    lacking = [item for item in found if item and item.startswith("lacks ")]
    assert len(lacking) <= max(3, len(found) // 10)
    return [item for item in found if item and not item.startswith("lacks ")]


@pytest.mark.usefixtures("in_depth")
@pytest.mark.parametrize("operator", CASES)
def test_own_cases_agree(engine: Driver, operator: str) -> None:
    """Every hand-made formula of the operator, open and closed, satisfactions and episodes (half of them if slow)."""
    found = [
        told(engine, parse_formula(text), DATABASE, closed=closed, episodes=closed or not is_slow(engine))
        for text, closed in sampled(engine, list(product(CASES[operator], (False, True))))
    ]
    assert wrong(found) == []


def test_the_page_says_how_many_own_cases(engine: Driver) -> None:
    """Of each operator the sample by itself."""
    assert as_told(engine, "own cases") == sum(len(sampled(engine, 2 * list(texts))) for texts in CASES.values())
    assert as_told(engine, "traps") == len(TRAPS)
    kernel = [bug for bug in sampled(engine, list(BUGS)) if BUGS[bug][0] != "TERM"]
    assert as_told(engine, "planted bugs") == len(kernel)


@pytest.mark.usefixtures("in_depth")
def test_outside_cases_agree(engine: Driver) -> None:
    """The 150 cases with verdicts that MonPoly's authors wrote."""
    path = outside("cases/mfotl.jsonl")
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    verdicts = [case for case in cases if case["kind"] == "verdicts"]
    assert len(verdicts) == 150
    found = []
    for case in sampled(engine, verdicts):
        database = read_log(case["log"], read_signature(case["signature"]))
        closed = case["id"] == "m001"
        found.append(told(engine, parse_formula(case["formula"]), database, closed=closed, episodes=False))
    assert wrong(found) == []
    assert as_told(engine, "outside cases") == len(found)


@pytest.mark.usefixtures("in_depth")
def test_refusals_are_the_same(engine: Driver) -> None:
    """The 15 formulas that MonPoly refuses: refused before the engine is asked, but for the one that has an answer."""
    lines = outside("cases/mfotl.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for line in lines if (case := json.loads(line))["kind"] == "not-monitorable"]
    assert as_told(engine, "refusals") == len(cases) == 15
    for case in cases:
        formula, shapes = parse_formula(case["formula"]), read_signature(case["signature"])
        if case["id"] in ACCEPTED:
            assert told(engine, formula, read_log(case["log"], shapes)) is None
            continue
        session = EngineSession(engine)
        session.load_database(read_log(case["log"], shapes))
        with pytest.raises(NotMonitorable):
            session.satisfactions(formula)


@pytest.mark.usefixtures("in_depth")
def test_generated_cases_agree(engine: Driver, request: pytest.FixtureRequest) -> None:
    """Random formulas with facts made for them: each operator's turn comes once or twice, many times with `--long`."""
    long = bool(request.config.getoption("--long"))
    count = len(TURNS) * (1 if is_slow(engine) else 2) * (10 if long else 1)
    found = []
    for turn in range(count):
        case = aimed_case(turn)
        found.append(told(engine, case.formula, case.database, closed=turn % 5 in (0, 3), episodes=turn % 2 == 0))
    assert wrong(found) == []
    if not long:
        assert as_told(engine, "generated pairs") == len(found)


@pytest.mark.usefixtures("in_depth")
@pytest.mark.parametrize("bug", BUGS)
def test_planted_bugs_are_caught(engine: Driver, bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in a lowering is found on each engine: the comparison there is no formality."""
    operator, plant = BUGS[bug]
    if bug not in sampled(engine, list(BUGS)):
        pytest.skip("a sample on Spark")
    monkeypatch.setattr(cache, "_KEPT", OrderedDict())
    plant(monkeypatch)
    if operator == "TERM":
        pytest.skip("the kernel has functions of its own: their traps are tested")
    texts = [text for text in CASES[operator] if "f2s" not in text]
    assert any(told(engine, parse_formula(text), DATABASE, episodes=not is_slow(engine)) for text in texts)


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_changes_nothing(engine: Driver, trap: str) -> None:
    """What is known to change verdicts in silence does not, here."""
    case = TRAPS[trap]
    assert told(engine, parse_formula(case.formula), case.database, closed=True, episodes=not is_slow(engine)) is None


@pytest.mark.parametrize("trap", TRAPS)
def test_the_traps_on_duckdb(trap: str) -> None:
    """The same with DuckDB's quick plans and with the kernel."""
    case = TRAPS[trap]
    for kernel in (False, True):
        with Session(kernel=kernel) as session:
            session.load_database(case.database)
            assert difference_in(session, parse_formula(case.formula), case.database, closed=True) is None


def test_every_gap_is_marked_and_every_mark_is_a_gap(engine: Driver) -> None:
    """Strictly: a gap that has closed fails here until it is struck from the table."""
    marked = ENGINES[engine.dialect.engine].gaps
    for gap in marked:
        session = EngineSession(engine)
        session.load_database(DATABASE)
        with pytest.raises(Lacking, match=f"not available on {engine.dialect.engine}"):
            session.satisfactions(parse_formula(gap.example))
        assert gap.when in ("not yet", "never")
    assert set(KERNEL.functions) - set(engine.dialect.functions) == gaps(engine)
