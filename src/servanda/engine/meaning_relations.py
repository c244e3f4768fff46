"""The relation that each operator of the safe form denotes: part of `meaning`, one method an operator.

Rules it keeps: those of `meaning`. Every method is the definition of its operator written over sets of rows, with
no cleverness, as though the log's end were the end of time; which of it is final is for `finality` to say.

It leaves to others: values (`meaning_values`) and what is returned (`meaning`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from servanda.engine.database import Database, Row
from servanda.engine.meaning_values import (
    Valuation,
    aggregate,
    captured,
    comparison_holds,
    substring_holds,
    term_value,
)
from servanda.logic import syntax as s
from servanda.logic.monitorable import Prepared
from servanda.logic.schema import ColumnType
from servanda.logic.syntax import Value

Test = s.Comparison | s.Substring | s.Matches


@dataclass(frozen=True, slots=True)
class Relation:
    """`rows[i]` are the satisfying valuations at time point i, as values of `columns`."""

    columns: tuple[str, ...]
    rows: list[set[Row]]

    def reordered(self, columns: tuple[str, ...]) -> "Relation":
        """The projection on `columns`, which are among its own."""
        positions = [self.columns.index(name) for name in columns]
        return Relation(columns, [{tuple(row[at] for at in positions) for row in rows} for rows in self.rows])

    def valuations(self, point: int) -> list[dict[str, Value]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows[point]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The evaluation of one prepared formula over one database."""

    prepared: Prepared
    database: Database

    @property
    def stamps(self) -> tuple[int, ...]:
        return self.database.time_points

    @property
    def count(self) -> int:
        return len(self.database.time_points)

    def denote(self, formula: s.Formula, defined: dict[str, Relation] | None = None) -> Relation:
        """The relation of `formula`; `defined` are the relations of enclosing LETs, columns in parameters' order."""
        defined = defined or {}
        match formula:
            case s.Predicate():
                return self.predicate(formula, defined)
            case s.Comparison() | s.Substring() | s.Matches():
                return self.extended(self.truth(), formula)
            case s.Not(s.Comparison() | s.Substring() | s.Matches() as test):
                return self.filtered(self.truth(), test, False)
            case s.Not(body):
                inner = self.denote(body, defined)
                return Relation((), [set() if rows else {()} for rows in inner.rows])
            case s.And():
                return self.both(formula, defined)
            case s.Or(left, right):
                return self.either(self.denote(left, defined), self.denote(right, defined))
            case s.Exists(variables, body):
                inner = self.denote(body, defined)
                return inner.reordered(tuple(name for name in inner.columns if name not in variables))
            case s.Previous() | s.Next() | s.Once() | s.Eventually():
                return self.moved(formula, self.denote(formula.body, defined))
            case s.Since() | s.Until():
                return self.bound(formula, defined)
            case s.Aggregate():
                return self.aggregated(formula, self.denote(formula.body, defined))
            case s.Let(name, parameters, definition, body):
                known = self.denote(definition, defined).reordered(parameters)
                return self.denote(body, {**defined, name: known})
            case _:
                raise AssertionError(f"not in safe form: {formula}")

    # -- at one time point --------------------------------------------------------------------------------------------

    def truth(self) -> Relation:
        return Relation((), [{()} for _ in self.stamps])

    def predicate(self, formula: s.Predicate, defined: dict[str, Relation]) -> Relation:
        names = [term.name for term in formula.arguments if isinstance(term, s.Variable)]
        columns = tuple(dict.fromkeys(names))
        source = self.source(formula.name, defined)
        rows: list[set[Row]] = []
        for point in range(self.count):
            found = set()
            for row in source(point):
                valuation: dict[str, Value] = {}
                if all(_agrees(term, value, valuation) for term, value in zip(formula.arguments, row, strict=True)):
                    found.add(tuple(valuation[name] for name in columns))
            rows.append(found)
        return Relation(columns, rows)

    def source(self, name: str, defined: dict[str, Relation]) -> Callable[[int], set[Row]]:
        """The rows of a predicate at each time point."""
        if name in defined:
            return lambda point: defined[name].rows[point]
        if name in self.database.signature:
            return lambda point: self.database.at(name, point)
        built_in: dict[str, Callable[[int], set[Row]]] = {
            "tp": lambda point: {(point,)},
            "ts": lambda point: {(self.stamps[point],)},
            "tpts": lambda point: {(point, self.stamps[point])},
        }
        return built_in[name]

    def filtered(self, relation: Relation, test: Test, wanted: bool) -> Relation:
        def kept(point: int) -> set[Row]:
            pairs = zip(relation.rows[point], relation.valuations(point), strict=True)
            return {row for row, valuation in pairs if _holds(test, valuation) is wanted}

        return Relation(relation.columns, [kept(point) for point in range(self.count)])

    def extended(self, relation: Relation, test: Test) -> Relation:
        """`relation` AND `test`, which filters, or extends by one equality or by captured parts."""
        new = tuple(name for name in s.ordered_free_variables(test) if name not in relation.columns)
        if not new:
            return self.filtered(relation, test, True)
        rows: list[set[Row]] = []
        for point in range(self.count):
            found = set()
            for row, valuation in zip(relation.rows[point], relation.valuations(point), strict=True):
                added = _solution(test, valuation)
                if added is not None:
                    found.add(row + tuple(added[name] for name in new))
            rows.append(found)
        return Relation(relation.columns + new, rows)

    def both(self, formula: s.And, defined: dict[str, Relation]) -> Relation:
        left = self.denote(formula.left, defined)
        match formula.right:
            case s.Comparison() | s.Substring() | s.Matches() as test:
                return self.extended(left, test)
            case s.Not(s.Comparison() | s.Substring() | s.Matches() as test):
                return self.filtered(left, test, False)
            case s.Not(body):
                right = self.denote(body, defined)
                keys = left.reordered(right.columns)
                positions = [left.columns.index(name) for name in keys.columns]
                rows = [
                    {row for row in mine if tuple(row[at] for at in positions) not in denied}
                    for mine, denied in zip(left.rows, right.rows, strict=True)
                ]
                return Relation(left.columns, rows)
            case right_formula:
                return self.joined(left, self.denote(right_formula, defined))

    def joined(self, left: Relation, right: Relation) -> Relation:
        new = tuple(name for name in right.columns if name not in left.columns)
        rows: list[set[Row]] = []
        for point in range(self.count):
            found = set()
            for mine in left.valuations(point):
                for other in right.valuations(point):
                    if all(mine.get(name, value) == value for name, value in other.items()):
                        together = {**mine, **other}
                        found.add(tuple(together[name] for name in left.columns + new))
            rows.append(found)
        return Relation(left.columns + new, rows)

    def either(self, left: Relation, right: Relation) -> Relation:
        other = right.reordered(left.columns)
        rows = [mine | theirs for mine, theirs in zip(left.rows, other.rows, strict=True)]
        return Relation(left.columns, rows)

    def aggregated(self, formula: s.Aggregate, body: Relation) -> Relation:
        kind = term_kind(formula.operand, self.prepared.kinds)
        rows: list[set[Row]] = []
        for point in range(self.count):
            groups: dict[Row, list[Value]] = {} if formula.groups else {(): []}
            for valuation in body.valuations(point):
                operand = term_value(formula.operand, valuation)
                if operand is not None:
                    groups.setdefault(tuple(valuation[name] for name in formula.groups), []).append(operand)
            rows.append({(aggregate(formula.operator, of, kind), *group) for group, of in groups.items()})
        return Relation((formula.result, *formula.groups), rows)

    # -- across time points -------------------------------------------------------------------------------------------

    def within(self, interval: s.Interval, distance: int) -> bool:
        return interval.low <= distance and (interval.high is None or distance <= interval.high)

    def looked_at(self, formula: s.Formula, point: int) -> Sequence[int]:
        """The time points whose stamps lie in the formula's window, seen from `point`."""
        now = self.stamps[point]
        match formula:
            case s.Previous(interval):
                return [j for j in (point - 1,) if j >= 0 and self.within(interval, now - self.stamps[j])]
            case s.Next(interval):
                return [j for j in (point + 1,) if j < self.count and self.within(interval, self.stamps[j] - now)]
            case s.Once(interval) | s.Since(interval):
                return [j for j in range(point + 1) if self.within(interval, now - self.stamps[j])]
            case s.Eventually(interval) | s.Until(interval):
                return [j for j in range(point, self.count) if self.within(interval, self.stamps[j] - now)]
            case _:
                raise AssertionError(formula)

    def moved(self, formula: s.Previous | s.Next | s.Once | s.Eventually, body: Relation) -> Relation:
        """Some time point in the window satisfies."""
        rows: list[set[Row]] = []
        for point in range(self.count):
            rows.append(set().union(*(body.rows[j] for j in self.looked_at(formula, point))))
        return Relation(body.columns, rows)

    def bound(self, formula: s.Since | s.Until, defined: dict[str, Relation]) -> Relation:
        """Some time point in the window satisfies the right side, and all from there to here the left."""
        right = self.denote(formula.right, defined)
        wanted = not isinstance(formula.left, s.Not)
        left = self.denote(formula.left if wanted else formula.left.body, defined)  # type: ignore[union-attr]
        positions = [right.columns.index(name) for name in left.columns]
        rows: list[set[Row]] = []
        for point in range(self.count):
            found = set()
            for j in self.looked_at(formula, point):
                between = range(j + 1, point + 1) if isinstance(formula, s.Since) else range(point, j)
                for row in right.rows[j]:
                    key = tuple(row[at] for at in positions)
                    if all((key in left.rows[k]) is wanted for k in between):
                        found.add(row)
            rows.append(found)
        return Relation(right.columns, rows)


def _agrees(term: s.Term, value: Value, valuation: dict[str, Value]) -> bool:
    """Whether an argument can have `value`, given the variables bound so far; binds a new one."""
    match term:
        case s.Constant(constant):
            return constant == value
        case s.Variable(name):
            return valuation.setdefault(name, value) == value
        case _:
            raise AssertionError(f"not in safe form: {term}")


def _holds(test: Test, valuation: Valuation) -> bool:
    match test:
        case s.Comparison():
            return comparison_holds(test, valuation)
        case s.Substring():
            return substring_holds(test, valuation)
        case s.Matches():
            parts = captured(test, valuation)
            return parts is not None and _captures(test, parts, dict(valuation)) is not None


def _captures(test: s.Matches, parts: tuple[str, ...], valuation: dict[str, Value]) -> dict[str, Value] | None:
    """`valuation` with the captured parts, unless one differs from a value that it must equal."""
    if len(test.groups) > len(parts):
        return None
    for group, part in zip(test.groups, parts, strict=False):
        if group is not None and not _agrees(group, part, valuation):
            return None
    return valuation


def _solution(test: Test, valuation: dict[str, Value]) -> dict[str, Value] | None:
    """`valuation` with what `test` adds to it."""
    match test:
        case s.Comparison("=", s.Variable(name), term):
            value = term_value(term, valuation)
            return None if value is None else {**valuation, name: value}
        case s.Matches():
            parts = captured(test, valuation)
            return None if parts is None else _captures(test, parts, dict(valuation))
        case _:
            raise AssertionError(f"not in safe form: {test}")


def term_kind(term: s.Term, kinds: dict[str, ColumnType]) -> ColumnType:
    """The kind of a term, given those of the variables."""
    match term:
        case s.Variable(name):
            return kinds[name]
        case s.Constant(value):
            return "string" if isinstance(value, str) else "int" if isinstance(value, int) else "float"
        case s.Negative(inner):
            return term_kind(inner, kinds)
        case s.Arithmetic(_, left):
            return term_kind(left, kinds)
        case s.Convert(function):
            from servanda.logic.kinds import CONVERSION_KINDS

            return CONVERSION_KINDS[function][1]
