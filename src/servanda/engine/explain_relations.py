"""What explanations look up: facts one by one, and the relation of each part of a formula.

Rules it keeps: a relation is computed once, by `meaning`; a fact is one row of an event at a time point, of a span with
its stamps, or of a rigid relation.

It leaves to others: choosing what to show (`explanation`), and what is in reach (`explain_reach`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Remembered(Evaluation):
    """An evaluation that keeps the relation of every part, by identity."""

    relations: dict[int, tuple[s.Formula, Relation]] = field(default_factory=dict)
    defined: dict[str, Relation] = field(default_factory=dict)

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

    def with_definitions(self, prepared: Prepared) -> "Remembered":
        """Evaluate the whole once, so that every definition is known."""
        self.denote(prepared.formula)
        return self
