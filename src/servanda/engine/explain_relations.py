"""What explanations look up: facts one by one, and the relation of each part of a formula.

Rules it keeps:

- a relation is computed once, by `meaning`, and what looks at other time points only where the asked one depends on
  it: elsewhere it finds nothing, and is never looked at;
- rows that differ from the asked valuation where the formula's own variables stand are left out before (`narrowed`):
  no verdict on that valuation depends on them;
- a fact is one row of an event at a time point, of a span with its stamps, or of a rigid relation.

It leaves to others: choosing what to show (`explanation`), and what is in reach (`explain_reach`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from servanda.engine.database import Database, Row
from servanda.engine.meaning_relations import Evaluation, Relation
from servanda.logic import syntax as s
from servanda.logic.monitorable import Prepared
from servanda.logic.schema import Kind
from servanda.logic.syntax import Value

Valuation = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of an event (with its time point), of a span (with its stamps), or of a rigid relation (with neither)."""

    name: str
    row: Row
    time_point: int | None = None
    span: tuple[int, int | None] | None = None


def facts_at(database: Database, name: str, row: Row, point: int) -> Iterator[Fact]:
    """The facts by which `row` is in the relation at a time point: none for built-in predicates."""
    if name not in database.signature:
        return
    match database.signature[name].kind:
        case Kind.EVENT:
            if (point, row) in database.events.get(name, ()):
                yield Fact(name, row, point)
        case Kind.SPAN:
            now = database.time_points[point]
            for start, end, known in database.spans.get(name, ()):
                if known == row and start <= now and (end is None or now < end):
                    yield Fact(name, row, span=(start, end))
        case Kind.RIGID:
            if row in database.rigid.get(name, ()):
                yield Fact(name, row)


def restricted(database: Database, facts: Iterable[Fact]) -> Database:
    """The same time points with these facts alone."""
    events: dict[str, list[tuple[int, Row]]] = {}
    spans: dict[str, list[tuple[int, int | None, Row]]] = {}
    rigid: dict[str, list[Row]] = {}
    for fact in facts:
        if fact.time_point is not None:
            events.setdefault(fact.name, []).append((fact.time_point, fact.row))
        elif fact.span is not None:
            spans.setdefault(fact.name, []).append((*fact.span, fact.row))
        else:
            rigid.setdefault(fact.name, []).append(fact.row)
    return Database(database.signature, database.time_points, events, spans, rigid)


def narrowed(database: Database, formula: s.Formula, valuation: Valuation) -> Database:
    """The rows that may bear on this valuation: those that agree with it in some place where the formula names them."""
    asked: dict[str, list[list[tuple[int, Value]]]] = {}

    def visit(part: s.Formula, bound: Valuation) -> None:
        match part:
            case s.Predicate(name, arguments):
                places = [(at, term.name) for at, term in enumerate(arguments) if isinstance(term, s.Variable)]
                asked.setdefault(name, []).append([(at, bound[own]) for at, own in places if own in bound])
            case s.Exists(variables, body):
                visit(body, {name: value for name, value in bound.items() if name not in variables})
            case s.Aggregate(_, _, _, groups, body):
                visit(body, {name: bound[name] for name in groups if name in bound})
            case s.Let(_, _, definition, body):
                visit(definition, {})
                visit(body, bound)
            case _:
                for child in s.children(part):
                    visit(child, bound)

    def kept(name: str, row: Row) -> bool:
        return any(all(row[at] == value for at, value in places) for places in asked.get(name, ()))

    visit(formula, valuation)
    return Database(
        database.signature,
        database.time_points,
        {name: [item for item in rows if kept(name, item[1])] for name, rows in database.events.items()},
        {name: [item for item in rows if kept(name, item[2])] for name, rows in database.spans.items()},
        {name: [row for row in rows if kept(name, row)] for name, rows in database.rigid.items()},
    )


@dataclass(frozen=True, slots=True)
class Remembered(Evaluation):
    """An evaluation that keeps the relation of every part, by identity, at the time points that are `needed`."""

    relations: dict[int, tuple[s.Formula, Relation]] = field(default_factory=dict)
    defined: dict[str, Relation] = field(default_factory=dict)
    needed: dict[int, set[int]] = field(default_factory=dict)

    def denote(self, formula: s.Formula, defined: dict[str, Relation] | None = None) -> Relation:
        # Names of LETs are unique, so that one dictionary serves all scopes.
        self.defined.update(defined or {})
        if id(formula) not in self.relations:
            self.relations[id(formula)] = formula, Evaluation.denote(self, formula, self.defined)
        return self.relations[id(formula)][1]

    def matching(self, formula: s.Formula, valuation: Valuation, point: int) -> list[dict[str, Value]]:
        """The satisfying valuations that agree with `valuation` where it speaks of the formula's variables, sorted.

        A test whose variables `valuation` binds is decided by it alone.
        """
        if isinstance(formula, s.Comparison | s.Substring | s.Matches) and s.free_variables(formula) <= set(valuation):
            single = Relation(tuple(valuation), [{tuple(valuation.values())} for _ in self.stamps])
            return [dict(valuation)] if self.filtered(single, formula, True).rows[point] else []
        relation = self.denote(formula)
        found = (dict(zip(relation.columns, row, strict=True)) for row in sorted(relation.rows[point]))
        return [row for row in found if all(valuation.get(name, value) == value for name, value in row.items())]

    def between(self, formula: s.Since | s.Until, point: int, anchor: int) -> Sequence[int]:
        """The time points at which the left side must hold."""
        return range(anchor + 1, point + 1) if isinstance(formula, s.Since) else range(point, anchor)

    def of(self, prepared: Prepared, point: int) -> "Remembered":
        """Evaluate the whole at `point`, so that every definition is known."""
        self.need(prepared.formula, {point}, {})
        self.denote(prepared.formula)
        return self

    # -- only where it is needed --------------------------------------------------------------------------------------

    def need(self, formula: s.Formula, points: set[int], lets: dict[str, set[int]]) -> None:
        """Note that `formula` is looked at there, and what that takes; `lets` gathers it for definitions."""
        self.needed.setdefault(id(formula), set()).update(points)
        match formula:
            case s.Predicate(name) if name in lets:
                lets[name] |= points
            case s.Let(name, _, definition, body):
                lets[name] = set()
                self.need(body, points, lets)
                self.need(definition, lets[name], lets)
            case s.Previous(_, body) | s.Next(_, body) | s.Once(_, body) | s.Eventually(_, body):
                self.need(body, self.seen(formula, points), lets)
            case s.Since(_, left, right) | s.Until(_, left, right):
                seen = self.seen(formula, points)
                self.need(right, seen, lets)
                whole = seen | points
                self.need(left, set(range(min(whole), max(whole) + 1)) if whole else set(), lets)
            case _:
                for child in s.children(formula):
                    self.need(child, points, lets)

    def seen(self, formula: s.Formula, points: set[int]) -> set[int]:
        return set().union(*(self.looked_at(formula, point) for point in points))

    def looked_at(self, formula: s.Formula, point: int) -> Sequence[int]:
        """The same by bisection, for stamps are in order; nothing from where nobody needs it."""
        if point not in self.needed[id(formula)]:
            return ()
        now, stamps = self.stamps[point], self.stamps
        match formula:
            case s.Once(interval) | s.Since(interval):
                first = 0 if interval.high is None else bisect_left(stamps, now - interval.high, 0, point + 1)
                return range(first, bisect_right(stamps, now - interval.low, first, point + 1))
            case s.Eventually(interval) | s.Until(interval):
                last = self.count if interval.high is None else bisect_right(stamps, now + interval.high, point)
                return range(bisect_left(stamps, now + interval.low, point, last), last)
            case _:
                return Evaluation.looked_at(self, formula, point)

    def source(self, name: str, defined: dict[str, Relation]) -> Callable[[int], set[Row]]:
        """The same, events by their time point."""
        if name in defined or name not in self.database.events:
            return Evaluation.source(self, name, defined)
        found: dict[int, set[Row]] = {}
        for point, row in self.database.events[name]:
            found.setdefault(point, set()).add(row)
        return lambda point: found.get(point, set())
