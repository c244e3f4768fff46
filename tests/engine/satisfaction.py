"""Whether one valuation satisfies a formula at one time point: the textbook definition, top down, without rewriting.

Rules it keeps:

- the formula is taken as it was written: no safe form, no relations; EXISTS tries every value of a finite domain;
- the log is closed: its end is the end of time;
- what a term or an aggregate yields is taken from `meaning_values`, which has tests of its own.

It leaves to others: choosing a domain large enough (`test_meaning`).
"""

from collections.abc import Iterator, Mapping
from itertools import product

from servanda.engine.database import Database
from servanda.engine.meaning_relations import term_kind
from servanda.engine.meaning_values import aggregate, captured, comparison_holds, substring_holds, term_value
from servanda.logic import syntax as s
from servanda.logic.kinds import infer_kinds
from servanda.logic.names import resolve
from servanda.logic.schema import ColumnType

Valuation = dict[str, s.Value]


class Satisfaction:
    """Decides `holds` for one formula over one database, with quantifiers over `domain`."""

    def __init__(
        self, formula: s.Formula, database: Database, domain: Mapping[ColumnType, tuple[s.Value, ...]]
    ) -> None:
        self.database = database
        self.stamps = database.time_points
        self.formula = resolve(formula, database.signature)
        self.kinds = infer_kinds(self.formula, database.signature)
        self.domain = domain
        self.lets: dict[str, s.Let] = {}
        self.known: dict[tuple[int, int, tuple[tuple[str, s.Value], ...]], bool] = {}
        self.free: dict[int, tuple[str, ...]] = {}
        self.steps = 0

    def valuations(self, names: tuple[str, ...]) -> Iterator[Valuation]:
        for values in product(*(self.domain[self.kinds[name]] for name in names)):
            yield dict(zip(names, values, strict=True))

    def holds(self, formula: s.Formula, valuation: Valuation, point: int) -> bool:
        """Remembered by what the formula can see of the valuation."""
        if id(formula) not in self.free:
            self.free[id(formula)] = tuple(sorted(s.free_variables(formula)))
        own = {name: valuation[name] for name in self.free[id(formula)]}
        key = (id(formula), point, tuple(own.items()))
        if key not in self.known:
            self.steps += 1
            self.known[key] = self.decide(formula, own, point)
        return self.known[key]

    def decide(self, formula: s.Formula, valuation: Valuation, point: int) -> bool:
        match formula:
            case s.Comparison():
                return comparison_holds(formula, valuation)
            case s.Substring():
                return substring_holds(formula, valuation)
            case s.Matches(groups=()):
                return captured(formula, valuation) is not None
            case s.Predicate():
                return self.predicate(formula, valuation, point)
            case s.Not(body):
                return not self.holds(body, valuation, point)
            case s.And(left, right):
                return self.holds(left, valuation, point) and self.holds(right, valuation, point)
            case s.Or(left, right):
                return self.holds(left, valuation, point) or self.holds(right, valuation, point)
            case s.Implies(left, right):
                return not self.holds(left, valuation, point) or self.holds(right, valuation, point)
            case s.Equivalent(left, right):
                return self.holds(left, valuation, point) == self.holds(right, valuation, point)
            case s.Exists(names, body):
                return any(self.holds(body, valuation | more, point) for more in self.valuations(names))
            case s.Forall(names, body):
                return all(self.holds(body, valuation | more, point) for more in self.valuations(names))
            case s.Aggregate():
                return self.aggregate(formula, valuation, point)
            case s.Let(name, _, _, body):
                self.lets[name] = formula
                return self.holds(body, valuation, point)
            case _:
                return self.temporal(formula, valuation, point)

    def predicate(self, formula: s.Predicate, valuation: Valuation, point: int) -> bool:
        row = tuple(term_value(term, valuation) for term in formula.arguments)
        match formula.name:
            case name if name in self.lets:
                let = self.lets[name]
                inner = {key: value for key, value in zip(let.parameters, row, strict=True) if value is not None}
                return len(inner) == len(row) and self.holds(let.definition, inner, point)
            case "tp":
                return row == (point,)
            case "ts":
                return row == (self.stamps[point],)
            case name:
                return row in self.database.at(name, point)

    def aggregate(self, formula: s.Aggregate, valuation: Valuation, point: int) -> bool:
        groups = {name: valuation[name] for name in formula.groups}
        others = tuple(name for name in s.ordered_free_variables(formula.body) if name not in groups)
        operands = []
        for more in self.valuations(others):
            if self.holds(formula.body, groups | more, point):
                value = term_value(formula.operand, groups | more)
                if value is not None:
                    operands.append(value)
        if formula.groups and not operands:
            return False
        return (
            aggregate(formula.operator, operands, term_kind(formula.operand, self.kinds)) == valuation[formula.result]
        )

    def temporal(self, formula: s.Formula, valuation: Valuation, point: int) -> bool:
        def near(other: int, interval: s.Interval) -> bool:
            distance = abs(self.stamps[other] - self.stamps[point])
            return interval.low <= distance and (interval.high is None or distance <= interval.high)

        before, after = range(point + 1), range(point, len(self.stamps))
        match formula:
            case s.Previous(interval, body):
                return point > 0 and near(point - 1, interval) and self.holds(body, valuation, point - 1)
            case s.Next(interval, body):
                exists = point + 1 < len(self.stamps)
                return exists and near(point + 1, interval) and self.holds(body, valuation, point + 1)
            case s.Once(interval, body):
                return any(near(j, interval) and self.holds(body, valuation, j) for j in before)
            case s.Eventually(interval, body):
                return any(near(j, interval) and self.holds(body, valuation, j) for j in after)
            case s.Historically(interval, body):
                return all(self.holds(body, valuation, j) for j in before if near(j, interval))
            case s.Always(interval, body):
                return all(self.holds(body, valuation, j) for j in after if near(j, interval))
            case s.Since(interval, left, right):
                return any(
                    near(j, interval)
                    and self.holds(right, valuation, j)
                    and all(self.holds(left, valuation, k) for k in range(j + 1, point + 1))
                    for j in before
                )
            case s.Until(interval, left, right):
                return any(
                    near(j, interval)
                    and self.holds(right, valuation, j)
                    and all(self.holds(left, valuation, k) for k in range(point, j))
                    for j in after
                )
            case _:
                raise AssertionError(formula)
