"""Random cases chosen to be hard: what plain ones meet too seldom to tell a wrong plan from a right one.

Rules it keeps:

- as `generate`, but with values at the edges (64-bit ends, quotes, letters beyond the first plane, floats that no sum
  is exact for), every conversion, operand terms in aggregates, captured groups, constants inside predicates;
- bounds that are large or beyond any log, many time points that bear one stamp, long gaps, empty relations;
- formulas of up to six nested operators, aggregates over temporal operators among them.

It leaves to others: comparing evaluators.
"""

from collections.abc import Mapping
from random import Random

from servanda.engine.database import Database
from servanda.logic import syntax as s
from servanda.logic.schema import ColumnType
from tests.engine.generate import SIGNATURE, Case, Names, Writer
from tests.engine.planting import Planter

EDGES: Mapping[ColumnType, tuple[s.Value, ...]] = {
    "int": (0, 1, -1, 2, 3, -7, 10, 2**62, 2**63 - 1, -(2**63), 2**53 + 1),
    "string": ("", "A", 'say "no"', "it's", "Ænigma\U0001f600", "10", "-3", "+4.50", "1e3", "a,b (c)", "12 "),
    "float": (0.0, -0.0, 0.1, 0.2, 0.3, 2.5, -2.5, 1e16, -1e16, 1e308, 5e-324, 7.0),
}
# Few of each case, so that values still meet.
MEETING = 3
CAPTURING = ("^([A-Z])(.*)$", "(a|b),", "([+-]?)([0-9]+)", "(x)?(.)")
PATTERNS = ("^([A-Z])(.*)$", "[0-9]+", "(a|b),", 'no"$', "^$", "([+-]?)([0-9]+)", ".")
BOUNDS = (0, 0, 1, 2, 5, 30, 10**6, 2**40, 2**61, 2**63, 10**30)
INTO: dict[ColumnType, tuple[tuple[s.Conversion, ColumnType], ...]] = {
    "int": (("f2i", "float"), ("s2i", "string")),
    "float": (("i2f", "int"), ("s2f", "string")),
    "string": (("i2s", "int"),),
}


class HarshWriter(Writer):
    values: Mapping[ColumnType, tuple[s.Value, ...]] = EDGES

    def interval(self, *, bounded: bool = False) -> s.Interval:
        low = self.random.choice((0, 0, 0, 0, 1, 2, 7, self.random.choice(BOUNDS)))
        if not bounded and self.random.random() < 0.3:
            return s.Interval(low, None)
        return s.Interval(low, low + self.random.choice((0, 0, 1, 3, 6, 20, self.random.choice(BOUNDS))))

    def constant(self, kind: ColumnType) -> s.Term:
        return s.Constant(self.random.choice(self.values[kind]))

    def term(self, kind: ColumnType, names: Names) -> s.Term:
        return self.made_term(kind, names, 2)

    def made_term(self, kind: ColumnType, names: Names, depth: int) -> s.Term:
        own = [s.Variable(name) for name, its in names if its == kind]
        chance = self.random.random()
        if depth and chance < 0.2:
            function, given = self.random.choice(INTO[kind])
            return s.Convert(function, self.made_term(given, names, depth - 1))
        if depth and kind != "string" and chance < 0.5:
            operators: tuple[s.ArithmeticOperator, ...] = ("+", "-", "*", "/", "MOD")
            operator = self.random.choice(operators if kind == "int" else operators[:4])
            sides = self.made_term(kind, names, depth - 1), self.made_term(kind, names, depth - 1)
            return s.Arithmetic(operator, *sides)
        if depth and kind != "string" and chance < 0.55:
            return s.Negative(self.made_term(kind, names, depth - 1))
        if own and chance < 0.9:
            return self.random.choice(own)
        return self.constant(kind)

    def test(self, names: Names) -> s.Formula:
        words = [s.Variable(name) for name, its in names if its == "string"]
        if words and self.random.random() < 0.4:
            word = self.random.choice(words)
            pattern: s.Term = s.Constant(self.random.choice(PATTERNS))
            capturing: s.Term = s.Constant(self.random.choice(CAPTURING))
            others: list[s.Term] = [*words, self.constant("string")]
            made: s.Formula = self.random.choice(
                (
                    s.Substring(self.random.choice(others), word),
                    s.Matches(word, pattern),
                    s.Matches(word, capturing, (self.random.choice(others),)),
                )
            )
        else:
            kind = self.random.choice(names)[1] if names else "int"
            operators: tuple[s.ComparisonOperator, ...] = ("=", "<", "<=", ">", ">=")
            made = s.Comparison(self.random.choice(operators), self.term(kind, names), self.term(kind, names))
        return s.Not(made) if self.random.random() < 0.3 else made

    def assigned(self, names: Names, depth: int) -> s.Formula:
        new = self.random.choice([name for name in names if name[1] in ("int", "float")])
        rest = tuple(name for name in names if name != new)
        return s.And(self.formula(rest, depth), s.Comparison("=", s.Variable(new[0]), self.term(new[1], rest)))

    def aggregate(self, names: Names, depth: int) -> s.Formula:
        result = self.random.choice([name for name in names if name[1] in ("int", "float")])
        groups = tuple(name for name in names if name != result)
        operators: tuple[s.AggregateOperator, ...] = ("SUM", "MIN", "MAX", "CNT")
        operand = self.variable(result[1])
        if result[1] == "float" and self.random.random() < 0.6:
            operators, operand = ("AVG", "MED"), self.variable(self.random.choice(("int", "float")))
        elif result[1] == "float":
            operators = ("SUM", "MIN", "MAX")
        extra = tuple(self.variable() for _ in range(self.random.choice((0, 0, 1, 2))))
        inside = (operand, *groups, *extra)
        term: s.Term = s.Variable(operand[0])
        operator = self.random.choice(operators)
        if operator == "CNT":
            term = s.Variable(self.random.choice(inside)[0])
        elif self.random.random() < 0.3:
            term = self.made_term(operand[1], (operand,), 1)
        body = self.formula(inside, depth)
        return s.Aggregate(result[0], operator, term, tuple(name for name, _ in groups), body)


class HarshPlanter(Planter):
    def database(self) -> Database:
        made = super().database()
        stamps = made.time_points
        match self.random.randrange(4):
            case 0:  # all at one stamp, or at two
                there = tuple(stamps[0] if at < self.random.randrange(99) else stamps[-1] for at in range(len(stamps)))
                moved = tuple(sorted(there))
            case 1:  # far apart
                moved = tuple(stamp + at * self.random.choice((0, 30, 10**6)) for at, stamp in enumerate(stamps))
                moved = tuple(sorted(moved))
            case _:
                return made
        return Database(made.signature, moved, made.events, made.spans, made.rigid)


def harsh_case(random: Random) -> Case:
    """A formula and facts; the same state of `random` gives the same case."""
    values: dict[ColumnType, tuple[s.Value, ...]] = {kind: tuple(random.sample(EDGES[kind], MEETING)) for kind in EDGES}
    writer = HarshWriter(random)
    writer.values = values
    wanted = tuple(writer.variable() for _ in range(random.choice((0, 1, 1, 2, 2, 3))))
    formula = writer.formula(wanted, random.choice((1, 2, 3, 3, 4, 5, 6)))
    return Case(formula, HarshPlanter(random, SIGNATURE, values).facts(formula, dict(wanted)))
