"""What each operator means, and each corner that had to be decided, on logs small enough to follow by hand."""

import pytest

from servanda.engine.answers import Episode, Pending
from servanda.engine.database import BadFacts, Database
from servanda.engine.log import read_log, read_signature
from servanda.engine.meaning import episodes, evaluate, pending
from servanda.engine.meaning_values import OutOfRange
from servanda.engine.verdict_formats import verdict_lines
from servanda.logic.parse import parse_formula
from servanda.logic.schema import Kind, schema, signature

SIGNATURE = read_signature("p(int) q(int) r(int, int) n(string) f(float) t()")


def verdicts(formula: str, log: str, *, closed: bool = False) -> list[str]:
    return list(verdict_lines(evaluate(parse_formula(formula), read_log(log, SIGNATURE), closed=closed)))


@pytest.mark.parametrize(
    ("formula", "log", "expected"),
    [
        # Past, with bounds that belong to the window on both sides.
        ("ONCE[2,3] p(x)", "@1 p(1) @2 @3 @4 @5", ["@3 (time point 2): (1)", "@4 (time point 3): (1)"]),
        ("ONCE(2,3] p(x)", "@1 p(1) @2 @3 @4 @5", ["@4 (time point 3): (1)"]),
        ("ONCE[2,*) p(x)", "@1 p(1) @2 @3 @9", ["@3 (time point 2): (1)", "@9 (time point 3): (1)"]),
        ("HISTORICALLY[0,2] p(x)", "@1 p(1)(2) @3 p(1) @9 p(2)", [
            "@1 (time point 0): (1) (2)", "@3 (time point 1): (1)", "@9 (time point 2): (2)",
        ]),
        ("p(x) AND HISTORICALLY[1,2] q(x)", "@1 p(1) @3 q(2) @5 p(1)(2)", [
            "@1 (time point 0): (1)", "@5 (time point 2): (2)",
        ]),
        ("q(x) SINCE p(x)", "@1 p(1) @2 q(1) @3 @4 q(1)", ["@1 (time point 0): (1)", "@2 (time point 1): (1)"]),
        ("NOT q(x) SINCE[1,2] p(x)", "@1 p(1)(2) @2 q(2) @3 @4", ["@2 (time point 1): (1)", "@3 (time point 2): (1)"]),
        ("PREVIOUS[0,1] p(x)", "@1 p(1) @2 p(2) @4", ["@2 (time point 1): (1)"]),
        # Ahead: a verdict comes only once no later time point can change it.
        ("NEXT[0,1] p(x)", "@1 @2 p(2) @4 p(4)", ["@1 (time point 0): (2)"]),
        ("EVENTUALLY[1,2] p(x)", "@1 @3 p(3) @4 @6", ["@1 (time point 0): (3)"]),
        ("EVENTUALLY[0,2] p(x)", "@1 @3 p(3)", []),
        ("EVENTUALLY[0,2] p(x)", "@1 @3 p(3) @4", ["@1 (time point 0): (3)"]),
        ("q(x) UNTIL[1,3] p(x)", "@1 q(1) @2 q(1) @3 p(1) @9", ["@1 (time point 0): (1)", "@2 (time point 1): (1)"]),
        ("NOT t() UNTIL[0,3] p(x)", "@1 @2 t() @3 p(1) @9", ["@3 (time point 2): (1)"]),
        ("p(x) AND ALWAYS[1,2] NOT q(x)", "@1 p(1)(2) @2 q(2) @9", ["@1 (time point 0): (1)"]),
        # Values.
        ("p(x) AND q(y) AND x + y = 3", "@1 p(1)(2) q(1)(2)", ["@1 (time point 0): (1,2) (2,1)"]),
        ("r(x, x)", "@1 r(1,2)(3,3)", ["@1 (time point 0): (3)"]),
        ("r(_, 2)", "@1 r(1,2)(3,3)", ["@1 (time point 0): true"]),
        ("p(x) AND NOT EXISTS y. r(x, y)", "@1 p(1)(2) r(1,5)", ["@1 (time point 0): (2)"]),
        ("p(x) AND FORALL y. r(x, y) IMPLIES q(y)", "@1 p(1)(2)(3) r(1,5)(1,6)(2,5) q(5)", [
            "@1 (time point 0): (2) (3)",
        ]),
        ("p(x) AND (q(x) EQUIV r(x, x))", "@1 p(1)(2)(3) q(1)(2) r(1,1)", ["@1 (time point 0): (1) (3)"]),
        ("LET d(x) = ONCE p(x) IN d(x) AND NOT PREVIOUS d(x)", "@1 p(1) @2 p(2) @3 p(1)", [
            "@1 (time point 0): (1)", "@2 (time point 1): (2)",
        ]),
        ("n(x) AND x MATCHES r'^(.)-(.*)$' (_, y)", '@1 n("a-bc")(abc)', ['@1 (time point 0): ("a-bc","bc")']),
        ("n(x) AND 'b' SUBSTRING x", "@1 n(abc)(acd)", ['@1 (time point 0): ("abc")']),
        ("tp(i) AND ts(t)", "@3 @3 @9", [
            "@3 (time point 0): (0,3)", "@3 (time point 1): (1,3)", "@9 (time point 2): (2,9)",
        ]),
        ("tpts(1, t)", "@3 @4", ["@4 (time point 1): (4)"]),
    ],
)  # fmt: skip
def test_operators(formula: str, log: str, expected: list[str]) -> None:
    assert verdicts(formula, log) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("c <- CNT y r(x, y)", "(3)"),
        ("c <- SUM y r(x, y)", "(7)"),
        ("c <- AVG y r(x, y)", "(2.33333)"),
        ("c <- MIN y; x r(x, y)", "(1,1) (2,2)"),
        ("c <- MAX y; x r(x, y)", "(2,2) (4,1)"),
        ("c <- MED y; x r(x, y)", "(2,2) (2.5,1)"),
        ("c <- SUM y (EXISTS x. r(x, y))", "(7)"),
        ("c <- SUM (x * y) r(x, y)", "(9)"),
        ("c <- SUM x (EXISTS y. r(x, y))", "(3)"),
    ],
)
def test_aggregates_range_over_distinct_valuations(formula: str, expected: str) -> None:
    """In `SUM x` over `EXISTS y. r(x, y)` the 1 counts once; over `r(x, y)` it counts for every y."""
    assert verdicts(formula, "@1 r(1,1)(1,4)(2,2)(2,2)") == [f"@1 (time point 0): {expected}"]


def test_an_aggregate_over_nothing() -> None:
    """Without groups, 0 or the empty string; with groups, no row."""
    for operator in ("CNT", "SUM", "AVG", "MIN", "MAX", "MED"):
        assert verdicts(f"c <- {operator} x p(x)", "@1") == ["@1 (time point 0): (0)"]
        assert verdicts(f"c <- {operator} y; x r(x, y)", "@1") == []
    assert verdicts("c <- MIN x n(x)", "@1") == ['@1 (time point 0): ("")']


def test_empty_time_points_count() -> None:
    """They are seen by PREVIOUS, NEXT, tp, ts, and by windows that begin after 0."""
    assert verdicts("PREVIOUS p(x)", "@1 p(1) @1 @1") == ["@1 (time point 1): (1)"]
    assert verdicts("(ONCE(0,2) p(x)) AND tp(t)", "@1 p(7) @2 @3") == ["@2 (time point 1): (7,1)"]
    assert verdicts("NEXT t()", "@1 @2 @3 t") == ["@2 (time point 1): true"]


def test_time_points_with_one_stamp_are_ordered_by_their_index() -> None:
    log = "@5 p(1) @5 q(1) @5"
    assert verdicts("ONCE[0,0] p(x)", log) == [f"@5 (time point {i}): (1)" for i in (0, 1, 2)]
    assert verdicts("ONCE[1,*) p(x)", log) == []
    assert verdicts("NOT q(x) SINCE p(x)", log) == ["@5 (time point 0): (1)"]
    assert verdicts("EVENTUALLY[0,0] q(x)", log) == []
    assert verdicts("EVENTUALLY[0,0] q(x)", f"{log} @6") == ["@5 (time point 0): (1)", "@5 (time point 1): (1)"]


def test_nothing_is_final_that_another_time_point_could_change() -> None:
    """The last stamp may come once more, so a window that ends there is still open."""
    formula = parse_formula("p(x) AND NOT EVENTUALLY[0,2] q(x)")
    before = read_log("@1 p(1) @3 p(3)", SIGNATURE)
    assert evaluate(formula, before) == []
    assert pending(formula, before) == [Pending(0, 1, ((1,),)), Pending(1, 3, ((3,),))]
    after = read_log("@1 p(1) @3 p(3) @3 q(1) @4", SIGNATURE)
    assert [found.values for found in evaluate(formula, after)] == []
    assert [found.time_point for found in pending(formula, after)] == [1, 2, 3]


def test_a_closed_log_has_no_future() -> None:
    assert verdicts("NEXT p(x)", "@1 @2 p(2)", closed=True) == ["@1 (time point 0): (2)"]
    assert verdicts("EVENTUALLY p(x)", "@1 @2 p(2)", closed=True) == [
        "@1 (time point 0): (2)",
        "@2 (time point 1): (2)",
    ]
    assert verdicts("p(x) AND ALWAYS NOT q(x)", "@1 p(1)(2) @9 q(2)", closed=True) == ["@1 (time point 0): (1)"]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7 / -2", "-3"),
        ("-7 MOD 2", "-1"),
        ("7 MOD -2", "1"),
        ("7.0 / 2.0", "3.5"),
        ("f2i(-2.7)", "-2"),
        ("i2f(3) / 2.0", "1.5"),
        ("i2s(12)", '"12"'),
        ("s2i('+12')", "12"),
        ("s2f('1e3')", "1000"),
        ("f2s(0.5)", '"0.5"'),
        ("FORMAT_DATE(86400)", '"1970-01-02"'),
        ("YEAR(1700000000)", "2023"),
        ("MONTH(1700000000)", "11"),
        ("DAY_OF_MONTH(1700000000)", "14"),
        ("9223372036854775807 - 1", "9223372036854775806"),
    ],
)
def test_terms(term: str, value: str) -> None:
    assert verdicts(f"x = {term}", "@1") == [f"@1 (time point 0): ({value})"]


@pytest.mark.parametrize(
    "term",
    [
        "1 / 0",
        "1 MOD 0",
        "1.0 / 0.0",
        "9223372036854775807 + 1",
        "-9223372036854775807 - 2",
        "9223372036854775807 * 2",
        "-(-9223372036854775808)",
        "1e308 * 10.0",
        "f2i(1e19)",
        "s2i('12a')",
        "s2i('')",
        "s2i(' 12')",
        "s2i('9223372036854775808')",
        "s2f('nan')",
        "s2f('1_0')",
        "YEAR(-1)",
    ],
)
def test_a_term_without_value_satisfies_no_comparison(term: str) -> None:
    assert verdicts(f"x = {term}", "@1") == []
    assert verdicts(f"{term} = {term}", "@1") == []
    assert verdicts(f"NOT {term} = {term}", "@1") == ["@1 (time point 0): true"]


def test_valuations_whose_operand_has_no_value_are_not_aggregated() -> None:
    assert verdicts("c <- SUM (6 / x) p(x)", "@1 p(0)(1)(2)") == ["@1 (time point 0): (9)"]
    assert verdicts("c <- CNT (6 / x); x p(x)", "@1 p(0)(1)") == ["@1 (time point 0): (1,1)"]


def test_a_sum_beyond_64_bits_is_an_error() -> None:
    with pytest.raises(OutOfRange, match="64 bits"):
        verdicts("c <- SUM x p(x)", "@1 p(9223372036854775807)(1)")


def test_sums_of_floats_do_not_depend_on_the_order() -> None:
    assert verdicts("(c <- SUM x f(x)) AND c = 2.0", "@1 f(1e17)(1.0)(-1e17)(1.5)(-0.5)") == ["@1 (time point 0): (2)"]


def test_strings_are_ordered_by_code_points() -> None:
    assert verdicts("n(x) AND x < 'a'", '@1 n("Z")("b")("ä")("")') == ['@1 (time point 0): ("") ("Z")']


def test_spans_hold_from_their_first_stamp_to_before_their_last() -> None:
    shapes = signature(schema("held", "a:int", kind=Kind.SPAN), schema("near", "a:int", kind=Kind.RIGID))
    facts = Database.of_rows(
        shapes, spans={"held": [(2, 5, (1,)), (4, None, (2,)), (4, 4, (3,))]}, rigid={"near": [(2,)]}, extra=[1, 9]
    )
    assert facts.time_points == (1, 2, 4, 5, 9)
    found = [(item.time_stamp, item.values) for item in evaluate(parse_formula("held(x)"), facts)]
    assert found == [(2, (1,)), (4, (1,)), (4, (2,)), (5, (2,)), (9, (2,))]
    assert [item.time_stamp for item in evaluate(parse_formula("near(x)"), facts)] == [1, 2, 4, 5, 9]
    assert episodes(parse_formula("held(x)"), facts) == [Episode((1,), 2, 5), Episode((2,), 4, None)]


def test_episodes_are_the_longest_runs() -> None:
    facts = read_log("@1 p(1) @2 p(1)(2) @3 p(2) @3 @5 p(1)", SIGNATURE)
    assert episodes(parse_formula("p(x)"), facts) == [Episode((1,), 1, 3), Episode((1,), 5, None), Episode((2,), 2, 3)]


def test_the_order_of_values_can_be_chosen() -> None:
    facts = read_log("@1 r(1,2)", SIGNATURE)
    assert [found.values for found in evaluate(parse_formula("r(x, y)"), facts, order=("y", "x"))] == [(2, 1)]
    with pytest.raises(ValueError, match="the free variables are"):
        evaluate(parse_formula("r(x, y)"), facts, order=("y",))


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ({"p": [(1, ("a",))]}, "`p.x1` is int, but a row has 'a'"),
        ({"p": [(1, (1, 2))]}, "`p` has 1 column, but a row has 2 values"),
        ({"p": [(1, (True,))]}, "`p.x1` is int, but a row has True"),
        ({"p": [(1, (2**63,))]}, "does not fit 64 bits"),
        ({"f": [(1, (1,))]}, "`f.x1` is float, but a row has 1"),
        ({"g": [(1, (1,))]}, "the relation `g` is not in the signature"),
    ],
)
def test_facts_that_do_not_fit_the_signature_are_refused(
    events: dict[str, list[tuple[int, tuple[int | float | str, ...]]]], message: str
) -> None:
    with pytest.raises(BadFacts, match=message.replace("(", r"\(")):
        Database.of_rows(SIGNATURE, events=events)
    with pytest.raises(BadFacts, match="time goes back"):
        Database(SIGNATURE, (2, 1))
