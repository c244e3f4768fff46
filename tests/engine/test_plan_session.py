"""Loading facts into a session and asking: time points, kinds of source, order of values, refusals."""

from importlib import import_module
from pathlib import Path

import duckdb
import pytest

from servanda.engine import meaning
from servanda.engine.answers import Episode, Satisfaction
from servanda.engine.database import BadFacts, Database
from servanda.engine.meaning_values import OutOfRange
from servanda.engine.plan.session import Session
from servanda.logic.monitorable import NotMonitorable
from servanda.logic.parse import parse_formula
from servanda.logic.schema import Kind, schema, signature
from servanda.logic.syntax import Interval, Once, Predicate, Variable
from tests.engine.plan_comparison import session

SEEN = schema("seen", "who:string", "count:int")
MEMBER = schema("member", "who:string", kind=Kind.SPAN)
SIDE = schema("side", "who:string", kind=Kind.RIGID)


def test_time_points_are_the_stamps_of_events_and_both_ends_of_spans() -> None:
    with Session() as session:
        session.load(SEEN, [(30, ("ALBA", 1)), (10, ("BOREA", 2))])
        session.load(MEMBER, [(5, 20, ("ALBA",)), (20, None, ("BOREA",))])
        session.time_points(None, extra=[99, 10])
        found = session.satisfactions(parse_formula("tpts(i, t)"))
    assert [item.values for item in found] == [(0, 5), (1, 10), (2, 20), (3, 30), (4, 99)]


def test_an_event_goes_to_the_last_time_point_of_its_stamp() -> None:
    with Session() as session:
        session.time_points([10, 10, 11])
        session.load(SEEN, [(10, ("ALBA", 1))])
        assert session.satisfactions(parse_formula("seen(w, c)")) == [Satisfaction(1, 10, ("ALBA", 1))]


def test_an_event_outside_the_time_points_is_refused() -> None:
    with Session() as session:
        session.time_points([10, 12])
        session.load(SEEN, [(11, ("ALBA", 1))])
        with pytest.raises(BadFacts, match="`seen` has a row at 11, which is not among the time points"):
            session.satisfactions(parse_formula("seen(w, c)"))


def test_time_that_goes_back_is_refused() -> None:
    with Session() as session, pytest.raises(BadFacts, match="time goes back: 9 after 10"):
        session.time_points([10, 9])


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with Session() as session:
        with pytest.raises(BadFacts, match=r"`seen\.count` is int, but a row has 'many'"):
            session.load(SEEN, [(1, ("ALBA", "many"))])
        session.load(SEEN, [(1, ("ALBA", 1))])
        with pytest.raises(BadFacts, match="`seen` is loaded already with other columns"):
            session.load(schema("seen", "who:string"), [(1, ("ALBA",))])


def test_bounds_beyond_any_time_are_bounds_without_end() -> None:
    """Findings use plus and minus 2**62 where there is no bound, in spans and in values."""
    with Session() as session:
        session.load(MEMBER, [(-(2**62), 2**62, ("ALBA",)), (0, 7, ("BOREA",))])
        session.load(SEEN, [(3, ("ALBA", 2**62)), (9, ("BOREA", -(2**62)))])
        held = session.episodes(Once(Interval(0, 2**62), Predicate("member", (Variable("w"),))))
        assert [(item.values, item.until_ts) for item in held] == [(("ALBA",), None), (("BOREA",), None)]
        sums = session.satisfactions(parse_formula("s <- SUM c (ONCE seen(w, c))"))
        assert [item.values for item in sums if item.time_stamp in (3, 9)] == [(2**62,), (0,)]


def test_values_come_in_the_order_asked_for() -> None:
    formula = parse_formula("seen(w, c) AND side(w)")
    with Session() as session:
        session.load(SEEN, [(1, ("ALBA", 4))])
        session.load(SIDE, [("ALBA",), ("CORA",)])
        assert session.satisfactions(formula) == [Satisfaction(0, 1, ("ALBA", 4))]
        assert session.satisfactions(formula, ["c", "w"]) == [Satisfaction(0, 1, (4, "ALBA"))]
        assert session.episodes(formula, ["c", "w"]) == [Episode((4, "ALBA"), 1, None)]
        with pytest.raises(ValueError, match="the order names"):
            session.satisfactions(formula, ["w"])


def test_a_closed_formula_gives_the_empty_tuple() -> None:
    with Session() as session:
        session.load(SEEN, [(1, ("ALBA", 4)), (5, ("ALBA", 9))])
        found = session.satisfactions(parse_formula("NOT EXISTS w, c. seen(w, c) AND c > 4"))
    assert found == [Satisfaction(0, 1, ())]


def test_a_relation_without_rows_has_none() -> None:
    with Session() as session:
        session.load(SEEN, [])
        session.load(SIDE, [("ALBA",)])
        session.time_points(None, extra=[7])
        found = session.satisfactions(parse_formula("side(w) AND NOT EXISTS c. ONCE seen(w, c)"))
    assert found == [Satisfaction(0, 7, ("ALBA",))]


def test_no_time_points_no_answers() -> None:
    with Session() as session:
        session.load(SIDE, [("ALBA",)])
        assert session.satisfactions(parse_formula("side(w)")) == []
        assert session.episodes(parse_formula("side(w)")) == []
        assert session.satisfactions(parse_formula("side(w) AND NOT EVENTUALLY[0,5] side(w)")) == []


def test_a_formula_that_cannot_be_monitored_is_refused_with_the_reason() -> None:
    with Session() as session:
        session.load(SEEN, [(1, ("ALBA", 4))])
        with pytest.raises(NotMonitorable, match="leaves `c` unbound"):
            session.satisfactions(parse_formula('NOT seen("ALBA", c)'))


def test_arrow_parquet_and_rows_answer_alike(tmp_path: Path) -> None:
    rows = [(3, ("ALBA", 1)), (3, ("ALBA", 1)), (8, ("BOREA", 2)), (9, ("ALBA", 1))]
    table = import_module("pyarrow").table(
        {"ts": [3, 3, 8, 9], "who": ["ALBA", "ALBA", "BOREA", "ALBA"], "count": [1, 1, 2, 1]}
    )
    import_module("pyarrow.parquet").write_table(table, tmp_path / "seen.parquet")
    formula = parse_formula("s <- SUM c; w ONCE[0,6] seen(w, c)")
    with Session() as by_rows, Session() as by_arrow, Session() as by_parquet:
        by_rows.load(SEEN, rows)
        by_arrow.load_arrow(SEEN, table)
        by_parquet.load_parquet(SEEN, str(tmp_path / "seen.parquet"))
        wanted = [(3, (1, "ALBA")), (8, (1, "ALBA")), (8, (2, "BOREA")), (9, (1, "ALBA")), (9, (2, "BOREA"))]
        for session in (by_rows, by_arrow, by_parquet):
            assert [(item.time_stamp, item.values) for item in session.satisfactions(formula)] == wanted
            stamped = session.verdicts(parse_formula("seen(w, c)")).fetchall()
            assert sorted(stamped) == [(3, "ALBA", 1), (8, "BOREA", 2), (9, "ALBA", 1)]


def test_a_sum_beyond_64_bits_is_an_error() -> None:
    with Session() as session:
        session.load(SEEN, [(1, ("ALBA", 2**62)), (1, ("BOREA", 2**62))])
        with pytest.raises(OutOfRange, match="a sum goes beyond 64 bits"):
            session.satisfactions(parse_formula("s <- SUM c (seen(w, c))"))


@pytest.mark.parametrize("text", ["s <- SUM x (half(x))", "s <- AVG x (half(x))", "s <- AVG x (ONCE half(x))"])
def test_a_sum_of_floats_beyond_64_bits_is_an_error(text: str) -> None:
    """It is neither infinite nor left out, even where a comparison is all that sees it."""
    for formula in (text, f"EXISTS s. ({text}) AND s > 1.0"):
        with Session() as session:
            session.load(schema("half", "of:float"), [(1, (1e308,)), (1, (1.1e308,))])
            with pytest.raises(OutOfRange, match="a sum goes beyond 64 bits"):
                session.satisfactions(parse_formula(formula))


def test_the_middle_of_large_floats_is_between_them() -> None:
    with Session() as session:
        session.load(schema("half", "of:float"), [(1, (1e308,)), (1, (1.5e308,)), (2, (-1.5e308,)), (2, (1.5e308,))])
        found = session.satisfactions(parse_formula("m <- MED x (half(x))"))
    assert [item.values for item in found] == [(1.25e308,), (0.0,)]


def test_floats_are_written_as_python_writes_them() -> None:
    values = [0.1, 1.0, -2.5, 1e15, 1e16, 1e22, 1e-4, 1e-5, 123456789.0, 5e-324, 1.7976931348623157e308]
    with Session() as session:
        session.load(schema("value", "of:float"), [(1, (value,)) for value in values])
        found = session.satisfactions(parse_formula("value(x) AND s = f2s(x)"))
    assert [item.values for item in found] == [(value, repr(value)) for value in sorted(values)]


def test_the_callers_connection_stays_open() -> None:
    connection = duckdb.connect()
    with Session(connection) as session:
        session.load(SEEN, [(1, ("ALBA", 4))])
    assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_the_statement_can_be_read() -> None:
    with Session() as session:
        session.load(SEEN, [(1, ("ALBA", 4))])
        text = session.sql(parse_formula("seen(w, c) AND c > 3"))
    assert "WITH" in text
    assert 'FROM "rows_seen" AS "t"' in text


def test_runs_within_one_stamp_come_in_order() -> None:
    """Two runs of a valuation that begin at time points of one stamp: the one that ends first is the first."""
    shape = schema("p", "a:int")
    rows = [(point, (value,)) for value in range(40) for point in (0, 2)]
    database = Database(signature(shape), (1, 1, 1, 2), {"p": rows})
    with session(database) as asked:
        found = asked.episodes(parse_formula("p(x)"))
    assert [(run.values[0], run.until_ts) for run in found] == [(value, end) for value in range(40) for end in (1, 2)]
    assert found == meaning.episodes(parse_formula("p(x)"), database)
