"""Random cases in turns: each has an operator that is its turn, and valuations that satisfy it and that violate it.

`aimed_case(turn)` gives the same case for the same turn, everywhere. As many turns as `TURNS` has bring every operator
once, and three cases as `generate_case` makes them.

Rules it keeps:

- the operator stands anywhere in the formula, with a variable of its own where there is none of the kind it needs;
  within it, or around it, stands another of those that have the most ways to go wrong (`BESIDE`);
- cases are drawn until one has both operators and both satisfying and violating valuations, by the meaning. What that
  leaves out, formulas that nothing or everything satisfies, comes by the three.

It leaves to others: operators that every third formula has anyway (AND, EXISTS, `=`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random

from servanda.logic import syntax as s
from servanda.logic.schema import ColumnType
from tests.engine.generate import VALUES, Case, Names, Writer, case_of, generate_case
from tests.engine.plan_comparison import operators, told_apart

AGGREGATES: tuple[s.AggregateOperator, ...] = ("CNT", "SUM", "MIN", "MAX", "AVG", "MED")
COMPARISONS: tuple[s.ComparisonOperator, ...] = ("<", "<=", ">", ">=")
ARITHMETIC: tuple[s.ArithmeticOperator, ...] = ("+", "-", "*", "/", "MOD")
DRAWS = 200
Maker = Callable[[Names, int], s.Formula]


@dataclass
class AimedWriter(Writer):
    """Writes formulas with the operators `aims`, each in one of the first places where a formula is asked for."""

    aims: list[str] = field(default_factory=list)

    def formula(self, names: Names, depth: int) -> s.Formula:
        if not self.aims or (depth > len(self.aims) and self.random.random() < 0.5):
            return super().formula(names, depth)
        return self.makers()[self.aims.pop()](names, max(depth - 1, 0))

    def makers(self) -> Mapping[str, Maker]:
        """What writes a formula with an operator on top, or nearly so."""
        return {
            "AND NOT": self.without,
            "OR": self.either,
            "LET": self.let,
            "SINCE": self.since,
            "UNTIL": self.until,
            "ONCE": lambda names, depth: s.Once(self.interval(), self.formula(names, depth)),
            "PREVIOUS": lambda names, depth: s.Previous(self.interval(), self.formula(names, depth)),
            "EVENTUALLY": lambda names, depth: s.Eventually(self.interval(bounded=True), self.formula(names, depth)),
            "NEXT": lambda names, depth: s.Next(self.interval(), self.formula(names, depth)),
            "HISTORICALLY": partial(self.throughout_by, s.Historically),
            "ALWAYS": partial(self.throughout_by, s.Always),
            **{rule: partial(self.guarded_rule, inner=rule) for rule in ("FORALL", "IMPLIES", "EQUIVALENT")},
            **{operator: partial(self.with_aggregate, operator) for operator in AGGREGATES},
            **{f"COMPARISON {sign}": partial(self.with_comparison, sign) for sign in COMPARISONS},
            **{f"TERM {symbol}": partial(self.with_arithmetic, symbol) for symbol in ARITHMETIC},
            "TERM f2i": partial(self.with_conversion, "f2i", "float", "int"),
            "TERM i2f": partial(self.with_conversion, "i2f", "int", "float"),
            "SUBSTRING": partial(self.with_text, self.substring),
            "MATCHES": partial(self.with_text, self.matches),
        }

    def own(self, kind: ColumnType, names: Names) -> tuple[tuple[str, ColumnType], Names]:
        """A variable of `kind`, one of `names` or a new one that is to be hidden; and what is to be bound."""
        there = [name for name in names if name[1] == kind]
        if there and self.random.random() < 0.7:
            return self.random.choice(there), names
        new = self.variable(kind)
        return new, (*names, new)

    def constant(self, kind: ColumnType) -> s.Term:
        return s.Constant(self.random.choice(VALUES[kind]))

    def with_text(self, test: Callable[[s.Variable], s.Formula], names: Names, depth: int) -> s.Formula:
        (word, _), inside = self.own("string", names)
        tested = self.perhaps_not(test(s.Variable(word)))
        return hiding(inside, names, s.And(self.formula(inside, depth), tested))

    def with_comparison(self, sign: s.ComparisonOperator, names: Names, depth: int) -> s.Formula:
        kind: ColumnType = self.random.choice(("int", "int", "float", "string"))
        own, inside = self.own(kind, names)
        sides = s.Variable(own[0]), self.term(kind, tuple(name for name in inside if name != own))
        left, right = sides if self.random.random() < 0.7 else sides[::-1]
        test = self.perhaps_not(s.Comparison(sign, left, right))
        return hiding(inside, names, s.And(self.formula(inside, depth), test))

    def with_arithmetic(self, symbol: s.ArithmeticOperator, names: Names, depth: int) -> s.Formula:
        exact = symbol in ("+", "-") and self.random.random() < 0.3  # halves: their products are not halves
        kind: ColumnType = "float" if exact else "int"

        def term(own: s.Variable, inside: Names) -> s.Term:
            others = [s.Variable(name) for name, its in inside if its == kind and name != own.name]
            second = self.random.choice(others) if others and self.random.random() < 0.5 else self.constant(kind)
            return s.Arithmetic(symbol, *((own, second) if self.random.random() < 0.7 else (second, own)))

        return self.with_term(term, kind, kind, names, depth)

    def with_conversion(
        self, function: s.Conversion, kind: ColumnType, gives: ColumnType, names: Names, depth: int
    ) -> s.Formula:
        return self.with_term(lambda own, _: s.Convert(function, own), kind, gives, names, depth)

    def with_term(
        self,
        term: Callable[[s.Variable, Names], s.Term],
        kind: ColumnType,
        gives: ColumnType,
        names: Names,
        depth: int,
    ) -> s.Formula:
        """A term over a variable of `kind` is the value of one of `names`, or else compared with a constant."""
        targets = [name for name in names if name[1] == gives]
        target = self.random.choice(targets) if targets and self.random.random() < 0.7 else None
        rest = tuple(name for name in names if name != target)
        own, inside = self.own(kind, rest)
        value = term(s.Variable(own[0]), inside)
        if target:
            test: s.Formula = s.Comparison("=", s.Variable(target[0]), value)
        else:
            test = self.perhaps_not(s.Comparison(self.random.choice(("=", *COMPARISONS)), value, self.constant(gives)))
        return hiding(inside, rest, s.And(self.formula(inside, depth), test))

    def with_aggregate(self, operator: s.AggregateOperator, names: Names, depth: int) -> s.Formula:
        kind: ColumnType = self.random.choice(("int", "float"))
        if operator in ("CNT", "AVG", "MED"):
            kind = "int" if operator == "CNT" else "float"
        result, inside = self.own(kind, names)
        return hiding(inside, names, self.aggregated((operator,), result, inside, depth))


def hiding(inside: Names, names: Names, formula: s.Formula) -> s.Formula:
    """Only `names` are free."""
    hidden = tuple(name for name, _ in inside if name not in dict(names))
    return s.Exists(hidden, formula) if hidden else formula


AIMS = tuple(AimedWriter(Random()).makers())
TURNS = (*AIMS, None, None, None)
# What a formula has besides the operator whose turn it is; their number and that of the turns have no common divisor.
BESIDE = (
    *("SINCE", "ONCE", "OR", "EVENTUALLY", "LET", "CNT", "SINCE", "OR", "UNTIL", "EVENTUALLY"),
    *("PREVIOUS", "ONCE", "SINCE", "EVENTUALLY", "NEXT", "OR", "LET", "EQUIVALENT", "EVENTUALLY"),
)


def aimed_case(turn: int) -> Case:
    """The case of this turn: a formula with `TURNS[turn % len(TURNS)]` and one of `BESIDE`, and facts made for it."""
    random = Random(f"turn {turn}")
    aim, beside = TURNS[turn % len(TURNS)], BESIDE[turn % len(BESIDE)]
    if aim is None:
        return generate_case(random)
    for _ in range(DRAWS):
        case = case_of(random, AimedWriter(random, aims=random.sample((aim, beside), 2)))
        if {aim, beside} <= operators(case.formula) and all(told_apart(case.formula, case.database)):
            return case
    raise AssertionError(f"turn {turn}: no case with {aim} and {beside} was both satisfied and violated")
