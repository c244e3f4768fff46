"""All facts that a verdict can depend on.

Rules it keeps: with any set of facts between these and all facts, the formula has the same satisfying valuations that
agree with the given one, at the given time point.

It leaves to others: smaller answers (`explanation`).
"""

from collections.abc import Mapping

from servanda.engine.explain_relations import Fact, Remembered, facts_at
from servanda.logic import syntax as s
from servanda.logic.syntax import Value

Valuation = Mapping[str, Value]
NOTHING: frozenset[Fact] = frozenset()


class Reach:
    def __init__(self, known: Remembered) -> None:
        self.known = known
        self.lets: dict[str, s.Let] = {}

    def of(self, formula: s.Formula, valuation: Valuation, point: int) -> frozenset[Fact]:
        own = {name: valuation[name] for name in s.free_variables(formula) if name in valuation}
        match formula:
            case s.Predicate():
                return self.predicate(formula, own, point)
            case s.Comparison() | s.Substring() | s.Matches():
                return NOTHING
            case s.Not(body) | s.Exists(_, body):
                return self.of(body, own, point)
            case s.And(left, right):
                rows = self.known.matching(left, own, point)
                return self.of(left, own, point).union(*(self.of(right, {**own, **row}, point) for row in rows))
            case s.Or(left, right):
                return self.of(left, own, point) | self.of(right, own, point)
            case s.Aggregate(_, _, _, groups, body):
                return self.of(body, {name: own[name] for name in groups if name in own}, point)
            case s.Let(name, _, _, body):
                self.lets[name] = formula
                return self.of(body, own, point)
            case s.Since(_, left, right) | s.Until(_, left, right):
                found = NOTHING
                for at in self.known.looked_at(formula, point):
                    found |= self.of(right, own, at)
                    for row in self.known.matching(right, own, at):
                        found = found.union(*(self.of(left, row, k) for k in self.known.between(formula, point, at)))
                return found
            case s.Previous(_, body) | s.Next(_, body) | s.Once(_, body) | s.Eventually(_, body):
                return NOTHING.union(*(self.of(body, own, at) for at in self.known.looked_at(formula, point)))
            case _:
                raise AssertionError(f"not in safe form: {formula}")

    def predicate(self, formula: s.Predicate, own: Valuation, point: int) -> frozenset[Fact]:
        given: dict[int, Value] = {}
        for at, term in enumerate(formula.arguments):
            if isinstance(term, s.Constant):
                given[at] = term.value
            elif isinstance(term, s.Variable) and term.name in own:
                given[at] = own[term.name]
        if formula.name in self.lets:
            let = self.lets[formula.name]
            inner = {name: given[at] for at, name in enumerate(let.parameters) if at in given}
            return self.of(let.definition, inner, point)
        database = self.known.database
        if formula.name not in database.signature:
            return NOTHING
        rows = [row for row in database.at(formula.name, point) if all(row[at] == value for at, value in given.items())]
        return frozenset(fact for row in rows for fact in facts_at(database, formula.name, row, point))
