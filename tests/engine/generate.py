"""Random monitorable formulas, each with facts made for it.

`generate_case(random)` gives a formula and a database; the same state of `random` gives the same case.

Rules it keeps:

- every formula can be monitored, and together they use every operator, kind, and kind of relation;
- facts are *planted*: for some valuations and times, what would make the formula true there is put in, part by part;
  then noise is added and some facts are taken out again. Purely random facts almost never satisfy a deep formula,
  and planted ones alone almost never violate it;
- values are small and floats are halves, so that values meet, and sums of floats are exact.

It leaves to others: comparing evaluators, and how many cases were any good (`statistics`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from servanda.engine.database import Database
from servanda.logic import syntax as s
from servanda.logic.schema import ColumnType, Kind, Schema, schema, signature
from tests.engine.planting import Planter

SIGNATURE = signature(
    schema("p", "a:int"),
    schema("q", "a:int"),
    schema("r", "a:int", "b:int"),
    schema("n", "a:string"),
    schema("m", "a:string", "b:int"),
    schema("w", "a:int", "b:float"),
    schema("t"),
    schema("held", "a:int", kind=Kind.SPAN),
    schema("stood", "a:string", "b:int", kind=Kind.SPAN),
    schema("near", "a:int", "b:int", kind=Kind.RIGID),
    schema("member", "a:string", kind=Kind.RIGID),
)
INTEGERS = (0, 1, 2, 3)
STRINGS = ("ALBA", "BOREA", "CORA")
FLOATS = (0.5, 1.0, 2.5)
VALUES: dict[ColumnType, tuple[s.Value, ...]] = {"int": INTEGERS, "string": STRINGS, "float": FLOATS}
KINDS: tuple[ColumnType, ...] = ("int", "int", "int", "string", "float")
# A variable and its kind.
Names = tuple[tuple[str, ColumnType], ...]


class Case(NamedTuple):
    formula: s.Formula
    database: Database


def generate_case(random: Random, *, depth: int | None = None) -> Case:
    """A formula of at most `depth` nested operators (1 to 4 by default), and facts made for it."""
    return case_of(random, Writer(random), depth)


def case_of(random: Random, writer: "Writer", depth: int | None = None) -> Case:
    """The same with a formula of this writer's."""
    count = random.choice((0, 1, 1, 1, 2, 2))
    wanted = tuple(writer.variable() for _ in range(count))
    formula = writer.formula(wanted, random.choice((1, 2, 2, 3, 3, 4)) if depth is None else depth)
    return Case(formula, Planter(random, SIGNATURE, VALUES).facts(formula, dict(wanted)))


@dataclass
class Writer:
    """Writes formulas with exactly the wanted free variables."""

    random: Random
    count: int = 0
    defined: list[Schema] = field(default_factory=list)

    def variable(self, kind: ColumnType | None = None) -> tuple[str, ColumnType]:
        self.count += 1
        chosen: ColumnType = self.random.choice(KINDS) if kind is None else kind
        return f"v{self.count}", chosen

    def some(self, names: Names) -> Names:
        return tuple(name for name in names if self.random.random() < 0.6)

    def interval(self, *, bounded: bool = False) -> s.Interval:
        low = self.random.choice((0, 0, 0, 1, 2))
        if not bounded and self.random.random() < 0.3:
            return s.Interval(low, None)
        return s.Interval(low, low + self.random.choice((0, 1, 2, 3, 5)))

    # -- atoms --------------------------------------------------------------------------------------------------------

    def atom(self, names: Names) -> s.Formula:
        """Predicates that bind all of `names`, joined."""
        if not names:
            return self.closed_atom()
        left = list(names)
        self.random.shuffle(left)
        made: s.Formula | None = None
        while left:
            part, used = self.predicate(left)
            left = [name for name in left if name not in used]
            made = part if made is None else s.And(made, part)
        assert made is not None
        return made

    def closed_atom(self) -> s.Formula:
        match self.random.randrange(6):
            case 0 | 1:
                return s.Predicate("t", ())
            case 2:
                return s.Comparison("=", s.Constant(0), s.Constant(self.random.choice((0, 0, 1))))
            case 3:
                return s.Predicate("p", (s.Constant(self.random.choice(INTEGERS)),))
            case _:
                name = self.variable()
                return s.Exists((name[0],), self.atom((name,)))

    def predicate(self, names: list[tuple[str, ColumnType]]) -> tuple[s.Formula, list[tuple[str, ColumnType]]]:
        """A predicate that binds the first of `names`, perhaps more, and which it binds."""
        first = names[0]
        if self.random.random() < 0.06:
            equal = s.Comparison("=", s.Variable(first[0]), s.Constant(self.random.choice(VALUES[first[1]])))
            return equal, [first]
        if first[1] == "int" and self.random.random() < 0.08:
            return s.Predicate(self.random.choice(("tp", "ts")), (s.Variable(first[0]),)), [first]
        shapes = [shape for shape in (*SIGNATURE.values(), *self.defined * 4) if first[1] in shape.types]
        shape = self.random.choice(shapes)
        place = self.random.choice([at for at, kind in enumerate(shape.types) if kind == first[1]])
        arguments: list[s.Term] = []
        used, hidden = [first], []
        for at, kind in enumerate(shape.types):
            others = [name for name in names if name[1] == kind]
            chance = self.random.random()
            if at == place:
                arguments.append(s.Variable(first[0]))
            elif others and chance < 0.6:
                used.append(self.random.choice(others))
                arguments.append(s.Variable(used[-1][0]))
            elif chance < 0.75:
                arguments.append(s.Constant(self.random.choice(VALUES[kind])))
            else:
                hidden.append(self.variable(kind)[0])
                arguments.append(s.Variable(hidden[-1]))
        made: s.Formula = s.Predicate(shape.name, tuple(arguments))
        return (s.Exists(tuple(hidden), made) if hidden else made), used

    # -- tests --------------------------------------------------------------------------------------------------------

    def term(self, kind: ColumnType, names: Names) -> s.Term:
        """A term of `kind` over some of `names`."""
        own = [s.Variable(name) for name, its in names if its == kind]
        chance = self.random.random()
        if not own or chance < 0.3:
            floats = [name for name, its in names if its == "float"]
            if kind == "int" and floats and chance < 0.1:
                return s.Convert("f2i", s.Variable(floats[0]))
            return s.Constant(self.random.choice(VALUES[kind]))
        first = self.random.choice(own)
        if kind == "string" or chance < 0.75:
            return first
        others: list[s.Term] = [*own, s.Constant(self.random.choice(VALUES[kind]))]
        second = self.random.choice(others)
        operators: tuple[s.ArithmeticOperator, ...] = ("+", "-", "*", "/", "MOD") if kind == "int" else ("+", "-")
        return s.Arithmetic(self.random.choice(operators), first, second)

    def test(self, names: Names) -> s.Formula:
        kind = self.random.choice(names)[1] if names else "int"
        if kind == "string" and self.random.random() < 0.4:
            word = s.Variable(next(name for name, its in names if its == "string"))
            return self.substring(word) if self.random.random() < 0.5 else self.matches(word)
        operators: tuple[s.ComparisonOperator, ...] = ("=", "<", "<=", ">", ">=")
        test: s.Formula = s.Comparison(self.random.choice(operators), self.term(kind, names), self.term(kind, names))
        return self.perhaps_not(test)

    def perhaps_not(self, test: s.Formula) -> s.Formula:
        return s.Not(test) if self.random.random() < 0.3 else test

    def substring(self, word: s.Variable) -> s.Formula:
        return s.Substring(s.Constant(self.random.choice(("A", "OR", "BA"))), word)

    def matches(self, word: s.Variable) -> s.Formula:
        return s.Matches(word, s.Constant(self.random.choice(("^[AB]", "OR.$", "R"))))

    # -- formulas -----------------------------------------------------------------------------------------------------

    def formula(self, names: Names, depth: int) -> s.Formula:
        """A monitorable formula whose free variables are `names`."""
        if depth == 0 or self.random.random() < 0.05:
            return self.atom(names)
        makers: list[Callable[[Names, int], s.Formula]] = [
            self.joined,
            self.without,
            self.tested,
            self.either,
            self.exists,
            self.past,
            self.past,
            self.future,
            self.future,
            self.since,
            self.since,
            self.until,
            self.throughout,
            self.guarded_rule,
            self.let,
        ]
        if any(kind in ("int", "float") for _, kind in names):
            makers += [self.assigned, self.aggregate, self.aggregate]
        return self.random.choice(makers)(names, depth - 1)

    def joined(self, names: Names, depth: int) -> s.Formula:
        left = self.some(names)
        right = tuple(name for name in names if name not in left or self.random.random() < 0.5)
        return s.And(self.formula(left, depth), self.formula(right, depth))

    def without(self, names: Names, depth: int) -> s.Formula:
        return s.And(self.formula(names, depth), s.Not(self.formula(self.some(names), depth)))

    def tested(self, names: Names, depth: int) -> s.Formula:
        return s.And(self.formula(names, depth), self.test(names))

    def assigned(self, names: Names, depth: int) -> s.Formula:
        new = self.random.choice([name for name in names if name[1] in ("int", "float")])
        rest = tuple(name for name in names if name != new)
        if new[1] == "float" and any(kind == "int" for _, kind in rest) and self.random.random() < 0.5:
            given = next(name for name, kind in rest if kind == "int")
            term: s.Term = s.Convert("i2f", s.Variable(given))
        else:
            term = self.term(new[1], rest)
        return s.And(self.formula(rest, depth), s.Comparison("=", s.Variable(new[0]), term))

    def either(self, names: Names, depth: int) -> s.Formula:
        return s.Or(self.formula(names, depth), self.formula(names, depth))

    def exists(self, names: Names, depth: int) -> s.Formula:
        new = self.variable()
        return s.Exists((new[0],), self.formula((*names, new), depth))

    def past(self, names: Names, depth: int) -> s.Formula:
        make = self.random.choice((s.Once, s.Once, s.Previous))
        return make(self.interval(), self.formula(names, depth))

    def future(self, names: Names, depth: int) -> s.Formula:
        if self.random.random() < 0.3:
            return s.Next(self.interval(), self.formula(names, depth))
        return s.Eventually(self.interval(bounded=True), self.formula(names, depth))

    def left_side(self, names: Names, depth: int) -> s.Formula:
        made = self.formula(self.some(names), depth)
        return s.Not(made) if self.random.random() < 0.5 else made

    def since(self, names: Names, depth: int) -> s.Formula:
        return s.Since(self.interval(), self.left_side(names, depth), self.formula(names, depth))

    def until(self, names: Names, depth: int) -> s.Formula:
        return s.Until(self.interval(bounded=True), self.left_side(names, depth), self.formula(names, depth))

    def throughout(self, names: Names, depth: int) -> s.Formula:
        return self.throughout_by(s.Historically if self.random.random() < 0.5 else s.Always, names, depth)

    def throughout_by(self, make: type[s.Historically] | type[s.Always], names: Names, depth: int) -> s.Formula:
        past = make is s.Historically
        if self.random.random() < 0.5:
            high = None if past and self.random.random() < 0.3 else self.random.choice((0, 1, 3))
            return make(s.Interval(0, high), self.formula(names, depth))
        inner: s.Formula = self.formula(self.some(names), depth)
        if self.random.random() < 0.5:
            inner = s.Not(inner)
        return s.And(self.formula(names, depth), make(self.interval(bounded=True), inner))

    def guarded_rule(self, names: Names, depth: int, inner: str | None = None) -> s.Formula:
        """A guard AND something that is not safe alone: FORALL, IMPLIES, EQUIVALENT, OR."""
        guard = self.formula(names, depth)
        inside = self.some(names)
        match inner or self.random.choice(("FORALL", "IMPLIES", "EQUIVALENT", "OR")):
            case "FORALL":
                new = self.variable()
                condition = self.formula((*inside, new), depth)
                consequence = self.formula(self.some((*inside, new)), depth)
                return s.And(guard, s.Forall((new[0],), s.Implies(condition, consequence)))
            case "IMPLIES":
                return s.And(guard, s.Implies(self.formula(inside, depth), self.formula(self.some(names), depth)))
            case "EQUIVALENT":
                return s.And(guard, s.Equivalent(self.formula(inside, depth), self.formula(self.some(names), depth)))
            case _:
                return s.And(guard, s.Or(self.test(names), self.formula(inside, depth)))

    def aggregate(self, names: Names, depth: int) -> s.Formula:
        result = self.random.choice([name for name in names if name[1] in ("int", "float")])
        operators: tuple[s.AggregateOperator, ...] = ("SUM", "MIN", "MAX")
        if result[1] == "int":
            operators = ("CNT", "CNT", "SUM", "MIN", "MAX")
        elif self.random.random() < 0.6:
            operators = ("AVG", "MED")
        return self.aggregated(operators, result, names, depth)

    def aggregated(
        self, operators: tuple[s.AggregateOperator, ...], result: tuple[str, ColumnType], names: Names, depth: int
    ) -> s.Formula:
        """One of these operators gives `result`, grouped by the other names."""
        groups = tuple(name for name in names if name != result)
        operand = self.variable("int" if "AVG" in operators or "MED" in operators else result[1])
        extra = (self.variable(),) if self.random.random() < 0.3 else ()
        body = self.formula((operand, *groups, *extra), depth)
        grouped = tuple(name for name, _ in groups)
        return s.Aggregate(result[0], self.random.choice(operators), s.Variable(operand[0]), grouped, body)

    def let(self, names: Names, depth: int) -> s.Formula:
        parameters = tuple(self.variable() for _ in range(self.random.choice((1, 1, 2))))
        name = f"defined{self.count}"
        definition = self.formula(parameters, depth)
        columns = tuple(f"{parameter}:{kind}" for parameter, kind in parameters)
        self.defined.append(schema(name, *columns))
        body = self.formula(names, depth)
        self.defined.pop()
        return s.Let(name, tuple(parameter for parameter, _ in parameters), definition, body)
