"""The engine as a library: frames in, Arrow out, and the same verdicts as the plain evaluator gives."""

import subprocess
import sys
from random import Random
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from servanda.engine import BadFacts, Refused, check, episodes, explain, verdicts
from servanda.engine.database import Database, Row
from servanda.engine.log import read_signature
from servanda.engine.meaning import evaluate
from servanda.logic.parse import parse_formula

FORMULA = "p(x, s) AND NOT (ONCE[1,4] q(x)) AND EVENTUALLY[0,5] q(x)"
SIGNATURE = "p(a:int, b:string) q(a:int)"


class Capsule:
    """A foreign table: nothing but the PyCapsule interface."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def random_rows(random: Random) -> tuple[list[tuple[int, int, str]], list[tuple[int, int]]]:
    p = [(random.randint(0, 30), random.randint(1, 3), random.choice(("ALBA", "BOREA"))) for _ in range(20)]
    return p, [(random.randint(0, 30), random.randint(1, 3)) for _ in range(12)]


@pytest.mark.parametrize("seed", range(10))
def test_every_form_of_table_gives_the_verdicts_of_the_plain_evaluator(seed: int) -> None:
    p, q = random_rows(Random(seed))
    shapes = read_signature(SIGNATURE)
    events: dict[str, list[tuple[int, Row]]] = {
        "p": [(row[0], row[1:]) for row in p],
        "q": [(row[0], row[1:]) for row in q],
    }
    facts = Database.of_rows(shapes, events=events)
    wanted = [(item.time_stamp, *item.values) for item in evaluate(parse_formula(FORMULA), facts)]
    table = pa.table({"ts": [r[0] for r in p], "a": [r[1] for r in p], "b": [r[2] for r in p]})
    batch = pa.table({"a": pa.array([r[1] for r in q], pa.int8()), "ts": pa.array([r[0] for r in q], pa.uint16())})
    given: list[dict[str, Any]] = [
        {"p": p, "q": q},
        {"p": table, "q": batch},
        {"p": Capsule(table), "q": Capsule(batch)},
    ]
    for relations in given:
        found = verdicts(FORMULA, relations, signature=SIGNATURE)
        assert found.schema == pa.schema([("ts", pa.int64()), ("x", pa.int64()), ("s", pa.string())])
        assert [tuple(row.values()) for row in found.to_pylist()] == wanted
    assert verdicts(FORMULA, {"p": table, "q": batch}).equals(verdicts(FORMULA, given[0], signature=SIGNATURE))


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_frames_of_others_are_taken(library: str) -> None:
    frames = pytest.importorskip(library)
    made = frames.DataFrame({"ts": [1, 2], "who": ["ALBA", "BOREA"]})
    assert verdicts("PREVIOUS seen(w)", {"seen": made}).to_pylist() == [{"ts": 2, "w": "ALBA"}]


def test_floats_dictionaries_and_other_time_columns() -> None:
    table = pa.table({"day": [3], "who": pa.array(["ALBA"]).dictionary_encode(), "much": pa.array([0.5], pa.float32())})
    found = verdicts("r(w, m) AND m < 1.0", {"r": table}, time="day")
    assert found.to_pylist() == [{"day": 3, "w": "ALBA", "m": 0.5}]


def test_time_points_can_be_given() -> None:
    given = {"p": [(3, 1)]}
    found = verdicts("ONCE[0,9] p(x)", given, signature="p(int)", time_points=[1, 3, 5])
    assert found["ts"].to_pylist() == [3, 5]
    with pytest.raises(BadFacts, match="not among the time points"):
        verdicts("p(x)", given, signature="p(int)", time_points=[1, 5])


def test_nothing_found_still_has_its_columns() -> None:
    names = ["ts", "x", "s"]
    assert verdicts(FORMULA, {}, signature=SIGNATURE).column_names == names
    assert episodes("p(x, s)", {}, signature=SIGNATURE).column_names == ["from", "until", "x", "s"]


def test_episodes_and_explanations() -> None:
    given = {"q": [(1, 7), (2, 7), (9, 8)]}
    assert episodes("q(x)", given, signature="q(int)").to_pylist() == [
        {"from": 1, "until": 9, "x": 7},
        {"from": 9, "until": None, "x": 8},
    ]
    found = explain("ONCE[0,3] q(x)", given, at=2, values={"x": 7}, signature="q(int)")
    assert (found.holds, len(found.facts())) == (True, 1)
    assert explain("ONCE[0,3] q(x)", given, at=9, values={"x": 7}, signature="q(int)").holds is False
    with pytest.raises(ValueError, match="no time point has the stamp 4"):
        explain("q(x)", given, at=4, signature="q(int)")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"ts": [1, None], "a": [1, 2]}, "`q.ts` has 1 missing values"),
        ({"ts": [1.0], "a": [1]}, "`q.ts` should be int, but is of type double"),
        ({"t": [1], "a": [1]}, "`q` has no column `ts`"),
        ({"ts": [1], "a": [True]}, "`q.a` is of type bool"),
        ({"ts": [1], "a": pa.array([2**63], pa.uint64())}, "`q.a` does not fit 64 bits"),
        ({"ts": pa.array([1], pa.timestamp("s")), "a": [1]}, "whole numbers of a unit"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(table: dict[str, Any], message: str) -> None:
    with pytest.raises(BadFacts, match=message):
        verdicts("q(x)", {"q": pa.table(table)}, signature="q(a:int)")


@pytest.mark.parametrize("row", [(1,), (1, 2, 3), (1, "2"), (1, True), (1.0, 2), (1, 2**63)])
def test_a_row_that_does_not_fit_is_refused(row: tuple[Any, ...]) -> None:
    with pytest.raises(BadFacts, match="`q`"):
        verdicts("q(x)", {"q": [row]}, signature="q(a:int)")


def test_shapes_must_be_known() -> None:
    with pytest.raises(BadFacts, match="have no types: declare it"):
        verdicts("q(x)", {"q": [(1, 2)]})
    with pytest.raises(BadFacts, match="is not in the signature"):
        verdicts("q(x)", {"q": [(1, 2)]}, signature="p(int)")
    with pytest.raises(BadFacts, match="`ts` is the name of a time column and of a variable"):
        verdicts("q(ts)", {"q": [(1, 2)]}, signature="q(int)")
    with pytest.raises(BadFacts, match="no finite number"):
        verdicts("w(x)", {"w": [(1, float("nan"))]}, signature="w(float)")


def test_formulas_are_checked() -> None:
    assert check(FORMULA, SIGNATURE).variables == {"x": "int", "s": "string"}
    for bad, code in (("q(x", "formula-syntax"), ("NOT q(x)", "not-monitorable"), ("q(y) AND y = 1.5", "formula-kind")):
        with pytest.raises(Refused) as caught:
            check(bad, SIGNATURE)
        assert caught.value.diagnostics[0].code == code
    assert check("EVENTUALLY q(x)", SIGNATURE, closed=True).variables == {"x": "int"}


def test_importing_the_engine_is_cheap() -> None:
    program = "import sys, servanda.engine; print([m for m in ('duckdb', 'sqlglot', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
