"""The monitorable fragment: what is rewritten into it and how, what is refused and why."""

import pytest

from servanda.logic.monitorable import BadFormula, KindMismatch, NotMonitorable, UnknownName, prepare
from servanda.logic.parse import parse_formula
from servanda.logic.refusals import diagnostic
from servanda.logic.schema import schema, signature
from servanda.logic.write import write_formula

SIGNATURE = signature(
    schema("p", "a:int"),
    schema("q", "a:int"),
    schema("r", "a:int", "b:int"),
    schema("n", "a:string"),
    schema("f", "a:float"),
    schema("t"),
)


def safe(text: str, *, closed: bool = False) -> str:
    return write_formula(prepare(parse_formula(text), SIGNATURE, closed=closed).formula)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("NOT q(x) AND p(x)", "p(x) AND NOT q(x)"),
        ("x > 3 AND p(x)", "p(x) AND x > 3"),
        ("y = x + 1 AND p(x)", "p(x) AND y = x + 1"),
        ("p(x) AND 3 = y", "p(x) AND y = 3"),
        ("NOT NOT p(x)", "p(x)"),
        ("NOT (NOT p(x) OR q(x))", "p(x) AND NOT q(x)"),
        ("NOT (NOT p(x) AND NOT q(x))", "p(x) OR q(x)"),
        ("NOT (p(x) IMPLIES q(x))", "p(x) AND NOT q(x)"),
        ("p(x) AND (q(x) IMPLIES t())", "p(x) AND NOT q(x) OR p(x) AND t()"),
        ("p(x) AND (x < 3 OR q(x))", "p(x) AND x < 3 OR p(x) AND q(x)"),
        ("p(x) AND FORALL y. r(x, y) IMPLIES q(y)", "p(x) AND NOT (EXISTS y. r(x, y) AND NOT q(y))"),
        ("FORALL x. p(x) IMPLIES q(x)", "NOT (EXISTS x. p(x) AND NOT q(x))"),
        ("NOT FORALL x. NOT p(x)", "EXISTS x. p(x)"),
        ("p(x) AND EXISTS y. x < y AND y = 4", "EXISTS y. p(x) AND y = 4 AND x < y"),
        ("ALWAYS[0,3] t()", "NOT (EVENTUALLY[0,3] NOT t())"),
        ("HISTORICALLY t()", "NOT (ONCE NOT t())"),
        ("p(x) AND HISTORICALLY NOT q(x)", "p(x) AND NOT (ONCE q(x))"),
        ("NOT HISTORICALLY NOT q(x)", "ONCE q(x)"),
        ("p(x) AND ALWAYS[0,3] (q(x) IMPLIES t())", "p(x) AND NOT (EVENTUALLY[0,3] q(x) AND NOT t())"),
        ("p(x) AND ONCE[1,3] x < 2", "p(x) AND (ONCE[1,3] (EVENTUALLY[1,3] p(x)) AND x < 2)"),
        ("p(x) AND EVENTUALLY[1,3] NOT q(x)", "p(x) AND (EVENTUALLY[1,3] (ONCE[1,3] p(x)) AND NOT q(x))"),
        ("p(x) AND PREVIOUS NOT q(x)", "p(x) AND (PREVIOUS (NEXT p(x)) AND NOT q(x))"),
        ("(p(x) IMPLIES q(x)) SINCE r(x, y)", "NOT (p(x) AND NOT q(x)) SINCE r(x, y)"),
        ("(x < 3) UNTIL[0,5] p(x)", "(EVENTUALLY[0,5] p(x)) AND x < 3 UNTIL[0,5] p(x)"),
        ("HISTORICALLY[0,5] p(x)", "(p(x) SINCE p(x) AND NOT (PREVIOUS TRUE)) OR (p(x) SINCE[6,*) NEXT p(x))"),
        ("HISTORICALLY p(x)", "p(x) SINCE p(x) AND NOT (PREVIOUS TRUE)"),
        ("p(x) AND (c <- CNT y; x (r(x, y) AND x < 3))", "p(x) AND (c <- CNT y; x r(x, y) AND x < 3)"),
        ("p(x) AND (c <- CNT y; x (y = 1 AND x < 3))", "p(x) AND (c <- CNT y; x p(x) AND y = 1 AND x < 3)"),
        ("p(x + 1) AND q(x)", "EXISTS _1. q(x) AND p(_1) AND _1 = x + 1"),
        ("NOT x = 3 AND p(x)", "p(x) AND NOT x = 3"),
        ("n(s) AND s MATCHES r'(.)(.)' (a, _)", 'n(s) AND s MATCHES r"(.)(.)" (a, _)'),
        ("1 < 2", "1 < 2"),
        ("NOT 1 < 2", "NOT 1 < 2"),
    ],
)
def test_rewriting(text: str, form: str) -> None:
    assert safe(text) == form


@pytest.mark.parametrize(
    ("text", "subformula", "reason"),
    [
        ("NOT p(x)", "NOT p(x)", "This negation leaves `x` unbound"),
        ("t() AND NOT p(x)", "NOT p(x)", "This negation leaves `x` unbound"),
        ("p(y) AND x < 3", "x < 3", "Infinitely many values satisfy `x < 3`: nothing beside it binds `x`."),
        ("p(y) AND NOT x = 3", "NOT x = 3", "This negation leaves `x` unbound"),
        ("x = y", "x = y", "Infinitely many values satisfy"),
        ("p(x) OR q(y)", "p(x) OR q(y)", "The two sides of OR bind different variables: `x`, `y`"),
        ("p(x) OR t()", "p(x) OR t()", "The two sides of OR bind different variables: `x`"),
        ("p(x) AND (x < 3 OR r(x, y))", "x < 3 OR r(x, y)", "The two sides of OR bind different variables: `y`"),
        ("p(x) SINCE q(y)", "p(x) SINCE q(y)", "The left side of SINCE has `x`, which the right side does not bind."),
        ("p(x) UNTIL[0,3] t()", "p(x) UNTIL[0,3] t()", "The left side of UNTIL has `x`"),
        ("EVENTUALLY p(x)", "EVENTUALLY p(x)", "EVENTUALLY looks into the future without end"),
        ("p(x) AND ALWAYS[3,*) q(x)", "ALWAYS[3,*) q(x)", "ALWAYS looks into the future without end"),
        ("t() UNTIL p(x)", "t() UNTIL p(x)", "UNTIL looks into the future without end"),
        ("HISTORICALLY[1,5] p(x)", "HISTORICALLY[1,5] p(x)", "The window may be empty"),
        ("ALWAYS[1,5] p(x)", "ALWAYS[1,5] p(x)", "The window may be empty"),
        ("p(x) AND ONCE x < 3", "x < 3", "Infinitely many values satisfy"),
        ("FORALL x. p(x)", "NOT p(x)", "This negation leaves `x` unbound"),
        ("c <- CNT x (x < 3)", "x < 3", "Infinitely many values satisfy"),
        ("n(s) AND NOT s MATCHES r'(.)' (a)", 'NOT s MATCHES r"(.)" (a)', "This negation leaves `a` unbound"),
    ],
)
def test_what_is_refused_names_the_subformula_and_the_reason(text: str, subformula: str, reason: str) -> None:
    with pytest.raises(NotMonitorable) as caught:
        prepare(parse_formula(text), SIGNATURE)
    assert write_formula(caught.value.subformula) == subformula
    assert caught.value.reason.startswith(reason)
    assert caught.value.remedy.endswith(".")
    assert caught.value.place is not None


def test_a_refusal_points_into_the_source() -> None:
    text = "p(x)\n  AND NOT r(x, y)"
    with pytest.raises(NotMonitorable) as caught:
        prepare(parse_formula(text), SIGNATURE)
    found = diagnostic(caught.value, text, "f.mfotl")
    assert (found.code, str(found.place)) == ("not-monitorable", "f.mfotl:2:7")


def test_a_closed_log_needs_no_bound() -> None:
    assert safe("EVENTUALLY p(x)", closed=True) == "EVENTUALLY p(x)"


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("pp(x)", UnknownName, "There is no predicate `pp` in the signature."),
        ("p(x, y)", UnknownName, "`p` has 1 argument, but here 2 are given."),
        ("r(x)", UnknownName, "`r` has 2 arguments, but here 1 is given."),
        ("t(x)", UnknownName, "`t` has no arguments, but here 1 is given."),
        ("tp(x, y)", UnknownName, "`tp` has 1 argument, but here 2 are given."),
        ("LET d(x) = d(x) IN d(x)", UnknownName, "There is no predicate `d` in the signature."),
        ("p(x) AND n(x)", KindMismatch, "`n` has a string as `a`: a string meets an integer."),
        ("p(x) AND x < 1.5", KindMismatch, "In `x < 1.5`: an integer meets a float."),
        ("p(x) AND f(y) AND x + y = 3", KindMismatch, "In `x + y`: an integer meets a float."),
        ("n(x) AND x + x = x", KindMismatch, "A string stands where a number is needed."),
        ("f(x) AND y = x MOD x", KindMismatch, "In `x MOD x`, MOD is between integers: an integer meets a float."),
        ("p(x) AND x MATCHES r'a'", KindMismatch, "MATCHES is between strings: a string meets an integer."),
        ("p(x) AND 'a' SUBSTRING x", KindMismatch, "SUBSTRING is between strings: a string meets an integer."),
        ("n(x) AND y = i2f(x)", KindMismatch, "`i2f(x)` converts an integer: an integer meets a string."),
        ("(y <- AVG x p(x)) AND y = 2", KindMismatch, "In `y = 2`: a float meets an integer."),
        ("y <- SUM x n(x)", KindMismatch, "A string stands where a number is needed."),
        ("LET d(x) = n(x) IN d(1)", KindMismatch, "`d`, parameter `x`: a string meets an integer."),
        ("LET d(x) = r(x, y) IN d(1)", BadFormula, "In the definition of `d`, `y` is not a parameter."),
        ("LET d(x, y) = p(x) IN d(1, 2)", BadFormula, "In the definition of `d`, `y` is a parameter that does not"),
        ("y <- CNT z p(x)", BadFormula, "The aggregated variable `z` does not occur in the aggregated formula."),
        ("y <- CNT x; z p(x)", BadFormula, "The group variable `z` does not occur in the aggregated formula."),
        ("n(x) AND x MATCHES r'('", BadFormula, "The pattern is no regular expression: missing ), unterminated"),
        ("n(x) AND x MATCHES r'a' (y)", BadFormula, "1 captured parts are asked for, but the pattern captures 0."),
        ("n(x) AND x MATCHES r'(a)\\1'", BadFormula, "The pattern looks around itself or back at what it captured"),
        ("n(x) AND x MATCHES r'a(?=b)'", BadFormula, "The pattern looks around itself or back at what it captured"),
        ("n(x) AND x MATCHES x", BadFormula, "The pattern of MATCHES is no constant string."),
        ("x <- CNT y; x r(x, y)", BadFormula, "`x` is both the result and a group."),
    ],
)
def test_names_and_kinds_that_do_not_fit(text: str, kind: type[BadFormula], reason: str) -> None:
    with pytest.raises(kind) as caught:
        prepare(parse_formula(text), SIGNATURE)
    assert caught.value.reason.startswith(reason)


def test_a_near_name_is_proposed() -> None:
    with pytest.raises(UnknownName) as caught:
        prepare(parse_formula("fild(x)"), signature(schema("filed", "a:int")))
    assert caught.value.remedy == "Did you mean `filed`?"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("p(x) AND y = i2f(x)", {"x": "int", "y": "float"}),
        ("x = 3.5", {"x": "float"}),
        ("(y <- AVG x p(x))", {"x": "int", "y": "float"}),
        ("(y <- MAX x n(x))", {"x": "string", "y": "string"}),
        ("(y <- CNT x n(x))", {"x": "string", "y": "int"}),
        ("LET d(x, y) = n(x) AND p(y) IN d(u, v)", {"x": "string", "y": "int", "u": "string", "v": "int"}),
        ("tp(x) AND ts(y)", {"x": "int", "y": "int"}),
        ("n(x) AND x MATCHES r'(.)' (y) AND z = y", {"x": "string", "y": "string", "z": "string"}),
    ],
)
def test_kinds(text: str, kinds: dict[str, str]) -> None:
    assert prepare(parse_formula(text), SIGNATURE).kinds == kinds


def test_free_variables_come_in_the_order_of_first_occurrence() -> None:
    assert prepare(parse_formula("r(y, x) AND x = 3 AND p(z)"), SIGNATURE).order == ("y", "x", "z")
    assert prepare(parse_formula("(c <- SUM x; y r(x, y)) AND p(x)"), SIGNATURE).order == ("c", "y", "x")
    assert prepare(parse_formula("NOT q(x) AND r(y, x)"), SIGNATURE).order == ("x", "y")


def test_bound_variables_are_renamed_apart() -> None:
    text = "p(x) AND (EXISTS x. q(x)) AND (EXISTS x. q(x)) AND (LET p(x) = q(x) IN p(x))"
    assert safe(text) == (
        "p(x) AND (EXISTS x_1. q(x_1)) AND (EXISTS x_2. q(x_2)) AND (LET p_1(x_3) = q(x_3) IN p_1(x))"
    )
