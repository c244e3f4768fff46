"""The formula syntax: what binds how tightly, what is refused and where, and that writing and reading are inverse."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given

from servanda.diagnostics import Refused
from servanda.logic import syntax as s
from servanda.logic.monitorable import prepare
from servanda.logic.parse import parse_formula
from servanda.logic.schema import schema, signature
from servanda.logic.write import write_formula
from tests.logic.formulas import formulas


@given(formulas)
def test_what_is_written_is_read_again(formula: s.Formula) -> None:
    assert parse_formula(write_formula(formula)) == formula


@given(formulas)
def test_a_narrow_page_changes_nothing(formula: s.Formula) -> None:
    assert parse_formula(write_formula(formula, width=20)) == formula


@pytest.mark.parametrize(
    ("text", "explicit"),
    [
        ("NOT a() AND b()", "(NOT a()) AND b()"),
        ("a() OR b() AND c()", "a() OR (b() AND c())"),
        ("a() AND b() AND c()", "(a() AND b()) AND c()"),
        ("a() IMPLIES b() IMPLIES c()", "a() IMPLIES (b() IMPLIES c())"),
        ("a() IMPLIES b() OR c()", "a() IMPLIES (b() OR c())"),
        ("a() EQUIV b() IMPLIES c()", "a() EQUIV (b() IMPLIES c())"),
        ("a() EQUIV b() EQUIV c()", "(a() EQUIV b()) EQUIV c()"),
        ("ONCE a() AND b()", "ONCE (a() AND b())"),
        ("a() AND ONCE b() OR c()", "a() AND (ONCE (b() OR c()))"),
        ("NOT ONCE a() AND b()", "NOT (ONCE (a() AND b()))"),
        ("EXISTS x. p(x) AND q(x)", "EXISTS x. (p(x) AND q(x))"),
        ("EXISTS x. p(x) SINCE q(x)", "(EXISTS x. p(x)) SINCE q(x)"),
        ("a() SINCE b() SINCE c()", "a() SINCE (b() SINCE c())"),
        ("a() AND b() SINCE c() OR d()", "(a() AND b()) SINCE (c() OR d())"),
        ("ONCE a() UNTIL b()", "(ONCE a()) UNTIL b()"),
        ("c <- CNT x p(x) SINCE q(x)", "c <- CNT x (p(x) SINCE q(x))"),
        ("LET p() = a() SINCE b() IN p() SINCE c()", "LET p() = (a() SINCE b()) IN (p() SINCE c())"),
        ("x = 1 + 2 * 3 - 4", "x = ((1 + (2 * 3)) - 4)"),
        ("x = a / b - c", "x = (a / b) - c"),
        ("x = a / b / c", "x = (a / b) / c"),
        ("x = a MOD b * c", "x = (a MOD b) * c"),
        ("(x + 1) * 2 = y", "((x + 1) * 2) = y"),
        ("((p(x)))", "p(x)"),
        ("PREV a()", "PREVIOUS a()"),
        ("SOMETIMES[0,1] a()", "EVENTUALLY[0,1] a()"),
        ("PAST_ALWAYS a()", "HISTORICALLY a()"),
        ("x = r2s(y)", "x = f2s(y)"),
        ("TRUE", "0 = 0"),
        ("FALSE", "0 = 1"),
    ],
)
def test_precedence(text: str, explicit: str) -> None:
    assert parse_formula(text) == parse_formula(explicit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("[0,5]", 0, 5),
        ("(0,5]", 1, 5),
        ("[0,5)", 0, 4),
        ("(2,5)", 3, 4),
        ("[42d,*)", 42 * 86400, None),
        ("(0,48h]", 1, 48 * 3600),
        ("[1m,90s]", 60, 90),
        ("[3,*]", 3, None),
        ("", 0, None),
    ],
)
def test_intervals(text: str, low: int, high: int | None) -> None:
    formula = parse_formula(f"ONCE{text} p(x)")
    assert isinstance(formula, s.Once)
    assert formula.interval == s.Interval(low, high)


def test_comments_and_blanks_mean_nothing() -> None:
    text = "p(x) # here\n  AND (* not\n q(x) *) NOT\tr(x)"
    assert parse_formula(text) == parse_formula("p(x) AND NOT r(x)")


def test_an_underscore_is_any_value() -> None:
    assert write_formula(parse_formula("p(_, x, _)")) == "EXISTS _1, _2. p(_1, x, _2)"
    assert write_formula(parse_formula("p(_, _1)")) == "EXISTS _2. p(_2, _1)"


def test_a_sign_belongs_to_the_number_after_it() -> None:
    assert parse_formula("x = -5") == s.Comparison("=", s.Variable("x"), s.Constant(-5))
    assert parse_formula("x = -(5)") == s.Comparison("=", s.Variable("x"), s.Negative(s.Constant(5)))
    lowest = s.Comparison("=", s.Variable("x"), s.Constant(-(2**63)))
    assert parse_formula("x = -9223372036854775808") == lowest


def test_strings_keep_what_stands_in_them() -> None:
    values = {
        '"a b"': "a b",
        "'say \"no\"'": 'say "no"',
        '"say ""no"""': 'say "no"',
        '"# no comment (*"': "# no comment (*",
    }
    for written, value in values.items():
        assert parse_formula(f"x = {written}") == s.Comparison("=", s.Variable("x"), s.Constant(value))


def test_places_are_those_of_the_source() -> None:
    text = "p(x) AND\n  NOT ONCE q(x)"
    formula = parse_formula(text)
    assert isinstance(formula, s.And)
    place = formula.right.place
    assert place is not None
    assert text[place.start : place.end] == "NOT ONCE q(x)"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("p(x) AND", 1, 9, "Here should stand a term, not the end of the formula."),
        ("p(x AND q(x)", 1, 5, "Here should stand `,`, not `AND`."),
        ("p(x) q(x)", 1, 6, "The formula is complete before `q`."),
        ("(p(x)", 1, 1, "This parenthesis has no end."),
        ("p(x)\nAND x", 2, 6, "Here should stand a comparison, not the end of the formula."),
        ("ONCE[5,2] p(x)", 1, 5, "No whole number lies in the interval `[5,2]`."),
        ("ONCE(1,2) p(x)", 1, 5, "No whole number lies in the interval `(1,2)`."),
        ("ONCE[a,2] p(x)", 1, 6, "Here should stand the bound of an interval, not `a`."),
        ("ONCE[1w,2w] p(x)", 1, 6, "`w` is no unit of time."),
        ("ONCE[0,5 p(x)", 1, 10, "The interval is not closed before `p`."),
        ("ONCE[0,99999999999999999999] p(x)", 1, 8, "This bound is out of range."),
        ("x = 99999999999999999999", 1, 5, "This number is out of range."),
        ("x = 1e999", 1, 5, "This number is out of range."),
        ('x = "abc', 1, 5, "This string has no end."),
        ("p(x) (* comment", 1, 6, "This comment has no end."),
        ("p(x) AND §", 1, 10, "The sign `§` has no meaning here."),
        ("x = 12abc", 1, 5, "This is neither a number nor a time."),
        ("EXISTS AND. p(x)", 1, 8, "Here should stand a variable, not `AND`."),
        ("EXISTS x p(x)", 1, 10, "Here should stand `.`, not `p`."),
        ("y <- COUNT x p(x)", 1, 6, "Here should stand an aggregate, not `COUNT`."),
        ("LET p(x, x) = q(x) IN p(x)", 1, 5, "A parameter of `p` stands twice."),
        ("LET p(x) = q(x)", 1, 16, "Here should stand `IN`, not the end of the formula."),
        ("LETPAST p(x) = q(x) IN p(x)", 1, 1, "`LETPAST` is not part of this language."),
        ("", 1, 1, "Here should stand a term, not the end of the formula."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_formula(text, source="f.mfotl")
    (found,) = caught.value.diagnostics
    assert (found.place.file, found.place.line, found.place.column) == ("f.mfotl", line, column)
    assert found.message == message
    assert found.remedy.endswith(".")


@pytest.mark.parametrize("text", ["(" * 5000 + "p()" + ")" * 5000, "NOT " * 5000 + "p()", "x = " + "-" * 5000 + "x"])
def test_no_depth_of_nesting_exhausts_the_stack(text: str) -> None:
    with pytest.raises(Refused, match="nested deeper"):
        parse_formula(text)


@pytest.mark.parametrize("word", ["AND", "OR"])
def test_no_length_of_a_chain_exhausts_the_stack(word: str) -> None:
    with pytest.raises(Refused, match=f"parts are joined by {word} here"):
        parse_formula(f" {word} ".join(["p()"] * 2000))


@pytest.mark.parametrize(
    "text", ["ONCE " * 48 + "p(x)", "(" * 48 + "p(x)" + ")" * 48, "NOT " * 48 + "p(x)", " AND ".join(["p(x)"] * 150)]
)
def test_the_deepest_that_is_read_is_written_and_prepared(text: str) -> None:
    formula = parse_formula(text)
    assert parse_formula(write_formula(formula, width=60)) == formula
    assert prepare(s.And(parse_formula("p(x)"), formula), signature(schema("p", "a:int"))).order == ("x",)


def test_a_broad_page_breaks_lines_where_the_formula_does() -> None:
    text = "exercise(i, p, n) AND n >= 9000 AND NOT (ONCE[42d,*) EXISTS m. notify(i, p, m))"
    assert write_formula(parse_formula(text), width=40).splitlines() == [
        "exercise(i, p, n)",
        "AND n >= 9000",
        "AND NOT (ONCE[42d,*)",
        "           EXISTS m. notify(i, p, m))",
    ]


def test_constructs_of_the_same_parts_differ() -> None:
    left, right = s.Predicate("p", ()), s.Predicate("q", ())
    made: list[s.Formula] = [kind(left, right) for kind in (s.And, s.Or, s.Implies, s.Equivalent)]
    made += [kind(s.ALL_PAST, left) for kind in (s.Previous, s.Next, s.Once, s.Historically, s.Eventually, s.Always)]
    made += [kind(s.ALL_PAST, left, right) for kind in (s.Since, s.Until)]
    assert len(set(made)) == len(made) == len({repr(one) for one in made})
    with pytest.raises(FrozenInstanceError):
        s.And(left, right).left = right  # type: ignore[misc]
