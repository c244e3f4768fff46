"""`--engine` and `engine=`: another engine gives the same, reads Parquet itself, and says what it lacks."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from servanda.cli import monitor_engine
from servanda.cli.monitor import monitor
from servanda.diagnostics import Refused
from servanda.engine import Lacking, Unavailable, episodes, verdicts
from servanda.engine.database import BadFacts
from servanda.engine.drivers.driver import Driver
from servanda.engine.drivers.session import EngineSession
from servanda.engine.meaning_values import OutOfRange
from servanda.engine.plan.session import Session
from servanda.logic.parse import parse_formula
from servanda.logic.schema import Kind, schema
from tests.engine.test_monitor import FORMULA, LINES, LOG, SIGNATURE

SEEN = schema("seen", "who:string", "count:int")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "s.sig").write_text(SIGNATURE)
    (tmp_path / "f.mfotl").write_text(FORMULA)
    (tmp_path / "a.log").write_text(LOG)
    return tmp_path


@pytest.fixture
def name(engine: Driver) -> str:
    return engine.dialect.engine


def run(files: Path, name: str, *arguments: str, log: str = "a.log") -> Result:
    command = ["-sig", str(files / "s.sig"), "-formula", str(files / "f.mfotl"), "-log", str(files / log)]
    return CliRunner().invoke(monitor, [*command, "--engine", name, *arguments])


def tables(folder: Path, **filed: list[object]) -> None:
    pyarrow = import_module("pyarrow")
    write = import_module("pyarrow.parquet").write_table
    kept = {"time_stamp": [1, 1, 5, 20], "party": ["ALBA", "BOREA", "ALBA", "ALBA"], "troops": [9000, 12, 9001, 10000]}
    (folder / "tables").mkdir()
    write(pyarrow.table(kept | filed), folder / "tables" / "filed.parquet")
    write(pyarrow.table({"party": ["ALBA"], "time_stamp": [5]}), folder / "tables" / "seen.parquet")


def test_the_lines_are_the_same(files: Path, name: str) -> None:
    done = run(files, name, "--pending")
    assert done.stdout == f"{LINES}@20 (time point 2) pending: nothing so far\n"
    assert done.exit_code == 1


def test_parquet_is_read_by_the_engine(files: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(files)
    monkeypatch.setattr(monitor_engine, "ask_engine", counted := Counted(monitor_engine.ask_engine))
    done = run(files, name, log="tables")
    assert (done.stdout, done.exit_code, counted.facts_read) == (LINES, 1, 0)


def test_a_missing_value_in_parquet_is_refused_with_its_row(files: Path, name: str) -> None:
    tables(files, troops=[9000, None, 9001, 10000])
    done = run(files, name, log="tables")
    assert isinstance(done.exception, Refused)
    found = done.exception.diagnostics[0]
    assert (found.code, found.place.line) == ("log-value", 2)


class Counted:
    """`ask_engine`, counting how often facts were read row by row."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self.ask = ask
        self.facts_read = 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        *before, facts, closed = arguments

        def read() -> object:
            self.facts_read += 1
            return facts()

        return self.ask(*before, read, closed, **named)


def test_the_library_takes_an_engine(name: str) -> None:
    seen = {"seen": [(5, "ALBA", 2), (9, "BOREA", 3)]}
    shape = "seen(who:string, count:int)"
    asked = "c <- SUM n; w ONCE[0,4] seen(w,n)"
    assert verdicts(asked, seen, signature=shape, engine=name) == verdicts(asked, seen, signature=shape)
    assert episodes(asked, seen, signature=shape, engine=name) == episodes(asked, seen, signature=shape)


def test_an_engine_is_asked_from_any_thread(name: str) -> None:
    """As the two worlds of findings ask it, side by side."""
    seen, shape = {"seen": [(5, "ALBA", 2), (9, "BOREA", 3)]}, "seen(who:string, count:int)"
    with ThreadPoolExecutor(1) as pool:
        there = pool.submit(verdicts, "seen(w,n)", seen, signature=shape, engine=name).result()
    assert there == verdicts("seen(w,n)", seen, signature=shape)


def test_loading_piece_by_piece(engine: Driver) -> None:
    """Rows, data frames, spans, given and found time points: as DuckDB has them."""
    pyarrow = import_module("pyarrow")
    member, side = schema("member", "who:string", kind=Kind.SPAN), schema("side", "who:string", kind=Kind.RIGID)
    table = pyarrow.table({"ts": [8, 8], "who": ["BOREA", "BOREA"], "count": [2, 2]})
    formula = parse_formula("(ONCE[0,6] EXISTS c. seen(w, c)) AND member(w) AND NOT side(w)")
    for extra in ([], [11, 2**61]):
        found = []
        for session in (EngineSession(engine), Session()):
            session.load(SEEN, [(3, ("ALBA", 1)), (3, ("ALBA", 1))])
            session.load_arrow(SEEN, table)
            session.load(member, [(0, 9, ("ALBA",)), (7, None, ("BOREA",)), (-(2**62), 2**62, ("CORA",))])
            session.load(side, [("CORA",)])
            session.time_points(None, extra=extra)
            found.append((session.satisfactions(formula), session.episodes(formula)))
        assert found[0] == found[1]
        assert found[0][0]


def test_an_event_outside_the_time_points_is_refused(engine: Driver) -> None:
    pyarrow = import_module("pyarrow")
    session = EngineSession(engine)
    session.time_points([10, 12])
    session.load_arrow(SEEN, pyarrow.table({"ts": [10, 11], "who": ["ALBA", "ALBA"], "count": [1, 1]}))
    with pytest.raises(BadFacts, match="`seen` has a row at 11, which is not among the time points"):
        session.satisfactions(parse_formula("seen(w, c)"))


def test_a_sum_beyond_64_bits_is_an_error(engine: Driver) -> None:
    for text in ("s <- SUM c (seen(w, c))", "s <- SUM c (ONCE seen(w, c))"):
        session = EngineSession(engine)
        session.load(SEEN, [(1, ("ALBA", 2**62)), (1, ("BOREA", 2**62))])
        with pytest.raises(OutOfRange, match="a sum goes beyond 64 bits"):
            session.satisfactions(parse_formula(text))


def test_a_sum_of_floats_beyond_64_bits_is_an_error(engine: Driver) -> None:
    """It is not infinite; what is finite, however large, stays."""
    half = schema("half", "of:float")
    for text in ("s <- SUM x (half(x))", "s <- AVG x (half(x))", "s <- AVG x (ONCE half(x))"):
        session = EngineSession(engine)
        session.load(half, [(1, (1e308,)), (2, (-1e308,))])
        assert session.satisfactions(parse_formula(text))[0].values == (1e308,)
        session.load(half, [(3, (-1.1e308,)), (3, (-1.2e308,))])
        with pytest.raises(OutOfRange, match="a sum goes beyond 64 bits"):
            session.satisfactions(parse_formula(text))


def test_an_engine_that_is_not_installed_is_said_so(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    monkeypatch.delitem(sys.modules, "servanda.engine.drivers.polars", raising=False)
    said = "the engine `polars` is not installed (no module `polars`): pip install 'servanda[polars]'"
    with pytest.raises(Unavailable) as caught:
        verdicts("seen(x)", {}, signature="seen(int)", engine="polars")
    assert str(caught.value) == said
    done = run(files, "polars")
    assert (done.exit_code, done.output) == (2, f"Error: {said}.\n")


def test_an_engine_that_there_is_not_is_said_so() -> None:
    with pytest.raises(Unavailable, match="there is no engine `oracle`; there are: duckdb, "):
        verdicts("seen(x)", {}, signature="seen(int)", engine="oracle")


def test_what_an_engine_lacks_is_said(files: Path) -> None:
    pytest.importorskip("polars")
    said = "MATCHES that binds what a group matched is not available on polars: take another engine for this formula"
    with pytest.raises(Lacking) as caught:
        verdicts('seen(x) AND x MATCHES r"(.)" (y)', {}, signature="seen(string)", engine="polars")
    assert str(caught.value) == said
    (files / "f.mfotl").write_text('seen(x) AND x MATCHES r"(.)" (y)')
    done = run(files, "polars")
    assert (done.exit_code, done.output) == (2, f"Error: {said}.\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--evaluator", "meaning"), "--engine does not go with --evaluator"),
        (("--explain", "0"), "--engine does not go with --explain"),
        (("--state", "s"), "--state does not go with --engine"),
    ],
)
def test_what_does_not_go_together_is_refused(files: Path, options: tuple[str, ...], said: str) -> None:
    done = run(files, "polars", *options)
    assert done.exit_code == 2
    assert said in done.output
