"""Variables are renamed apart; what is equal in the same surroundings stays equal, so that plans hold it once."""

from servanda.logic import syntax as s
from servanda.logic.names import resolve
from servanda.logic.parse import parse_formula
from servanda.logic.schema import schema, signature
from servanda.logic.write import write_formula

SHAPES = signature(schema("p", "a:int", "b:int"), schema("q", "a:int"))


def test_different_binders_are_renamed_apart() -> None:
    formula = parse_formula("(EXISTS x. p(x, y)) AND (EXISTS x. p(y, x))")
    assert write_formula(resolve(formula, SHAPES)) == "(EXISTS x. p(x, y)) AND (EXISTS x_1. p(y, x_1))"


def test_equal_parts_of_the_same_surroundings_stay_equal() -> None:
    part = s.Exists(("x",), s.Predicate("p", (s.Variable("x"), s.Variable("y"))))
    found = resolve(s.And(part, s.Once(s.ALL_PAST, part)), SHAPES)
    assert isinstance(found, s.And)
    assert isinstance(found.right, s.Once)
    assert found.left == found.right.body


def test_equal_parts_whose_variables_stand_for_others_are_apart() -> None:
    part = s.Exists(("x",), s.Predicate("p", (s.Variable("x"), s.Variable("y"))))
    one = s.Exists(("y",), s.And(part, s.Predicate("q", (s.Variable("y"),))))
    other = s.Exists(("y",), s.And(part, s.Not(s.Predicate("q", (s.Variable("y"),)))))
    assert write_formula(resolve(s.And(one, other), SHAPES)) == (
        "(EXISTS y. (EXISTS x. p(x, y)) AND q(y)) AND (EXISTS y_1. (EXISTS x_1. p(x_1, y_1)) AND NOT q(y_1))"
    )
