"""Why a valuation satisfies a formula at a time point, or why it does not: a tree of the facts that decided it.

Rules it keeps:

- the tree follows the safe form of the formula; each node says what holds or fails, when, for which values, and which
  time points were looked at; a leaf that a fact decides names the fact, one that its absence decides names none;
- of several ways in which something holds, one is shown: the nearest in time; what fails is shown to fail in each way,
  but of the time points in a window only those where a fact can be pointed at;
- the facts that the tree names are enough: over these alone, at the same time points, the formula has the same verdict.
  Where the tree alone would not be enough, all facts in reach are added to the root.

It leaves to others: what holds (`meaning`), showing the tree (`explain_text`).

>>> from servanda.logic.parse import parse_formula
>>> from servanda.logic.schema import schema, signature
>>> facts = Database.of_rows(signature(schema("p", "a:int")), events={"p": [(10, (1,)), (20, (2,))]})
>>> explain(parse_formula("ONCE p(x)"), facts, 1, {"x": 1}).facts()
frozenset({Fact(name='p', row=(1,), time_point=0, span=None)})
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from servanda.engine.database import Database, Row
from servanda.engine.explain_reach import Reach
from servanda.engine.explain_relations import Fact, Remembered, facts_at, narrowed, restricted
from servanda.logic import syntax as s
from servanda.logic.monitorable import Prepared, prepare
from servanda.logic.syntax import Value

Valuation = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Explanation:
    """That `formula` holds or fails at a time point for `valuation` (of fewer variables: for all others).

    `looked_at`: of a window in which nothing was found, the first and the last time point; empty where it has none.
    """

    formula: s.Formula
    holds: bool
    time_point: int
    valuation: dict[str, Value]
    fact: Fact | None = None
    looked_at: tuple[int, ...] | None = None
    parts: tuple["Explanation", ...] = ()
    beside: frozenset[Fact] = field(default_factory=frozenset)

    def facts(self) -> frozenset[Fact]:
        """All facts that the tree names."""
        own = frozenset() if self.fact is None else frozenset((self.fact,))
        return (own | self.beside).union(*(part.facts() for part in self.parts))


def explain(
    formula: s.Formula, database: Database, time_point: int, valuation: Valuation, *, closed: bool = False
) -> Explanation:
    """Why `formula` holds or fails at `time_point` for `valuation`, which names its free variables, or fewer: then
    some satisfying valuation is explained, or why there is none."""
    prepared = prepare(formula, database.signature, closed=closed)
    unknown = set(valuation) - set(prepared.order)
    if unknown:
        raise ValueError(f"{sorted(unknown)} are not free variables of the formula; these are {prepared.order}")
    if not 0 <= time_point < len(database.time_points):
        raise ValueError(f"there is no time point {time_point}: the log has {len(database.time_points)}")
    database = narrowed(database, prepared.formula, valuation)
    explainer = _Explainer(prepared, database, time_point)
    found = explainer.why(prepared.formula, valuation, time_point)
    if _holds(prepared, restricted(database, found.facts()), time_point, found) == found.holds:
        return found
    reach = Reach(explainer.known).of(prepared.formula, found.valuation, time_point)
    return replace(found, beside=reach - found.facts())


def _holds(prepared: Prepared, database: Database, point: int, found: Explanation) -> bool:
    return bool(Remembered(prepared, database).of(prepared, point).matching(prepared.formula, found.valuation, point))


class _Explainer:
    def __init__(self, prepared: Prepared, database: Database, point: int) -> None:
        self.known = Remembered(prepared, database).of(prepared, point)
        self.database = database
        self.lets: dict[str, s.Let] = {}

    def why(self, formula: s.Formula, valuation: Valuation, point: int) -> Explanation:
        rows = self.known.matching(formula, valuation, point)
        return self.held(formula, rows[0], point) if rows else self.failed(formula, valuation, point)

    def own(self, formula: s.Formula, valuation: Valuation) -> dict[str, Value]:
        return {name: valuation[name] for name in s.ordered_free_variables(formula) if name in valuation}

    def node(
        self,
        formula: s.Formula,
        holds: bool,
        valuation: Valuation,
        point: int,
        parts: Iterable[Explanation] = (),
        looked_at: Sequence[int] | None = None,
    ) -> Explanation:
        """A node; of the time points that a failing one looked at, only those where facts can be named,
        and what breaks a chain after what holds at its anchor."""
        kept = tuple(parts)
        if looked_at is not None:
            holding = {at for at, part in enumerate(kept) if part.holds}
            kept = tuple(part for at, part in enumerate(kept) if part.facts() or at in holding or at - 1 in holding)
        seen = None if looked_at is None else tuple(sorted({*looked_at[:1], *looked_at[-1:]}))
        return Explanation(formula, holds, point, self.own(formula, valuation), None, seen, kept)

    # -- what holds ------------------------------------------------------------------------------------------

    def held(self, formula: s.Formula, row: Valuation, point: int) -> Explanation:
        """`row` binds all free variables and satisfies."""
        match formula:
            case s.Predicate():
                return self.held_predicate(formula, row, point)
            case s.Not(body):
                return self.node(formula, True, row, point, [self.denied(body, row, point)])
            case s.And(left, right):
                return self.node(formula, True, row, point, [self.held(left, row, point), self.held(right, row, point)])
            case s.Or(left, right):
                side = left if self.known.matching(left, self.own(left, row), point) else right
                return self.node(formula, True, row, point, [self.held(side, row, point)])
            case s.Exists(_, body):
                inner = self.known.matching(body, self.own(formula, row), point)[0]
                return self.node(formula, True, row, point, [self.held(body, inner, point)])
            case s.Let(name, _, _, body):
                self.lets[name] = formula
                return self.node(formula, True, row, point, [self.held(body, row, point)])
            case s.Aggregate(_, _, _, groups, body):
                group = {name: row[name] for name in groups}
                rows = self.known.matching(body, group, point)
                return self.node(formula, True, row, point, [self.held(body, inner, point) for inner in rows])
            case s.Previous(_, body) | s.Next(_, body) | s.Once(_, body) | s.Eventually(_, body):
                at = self.nearest(formula, point, lambda j: bool(self.known.matching(body, self.own(body, row), j)))
                return self.node(formula, True, row, point, [self.held(body, row, at)])
            case s.Since(_, left, right) | s.Until(_, left, right):
                at = self.nearest(formula, point, lambda j: self.anchored(formula, row, point, j))
                between = [self.held(left, row, k) for k in self.known.between(formula, point, at)]
                return self.node(formula, True, row, point, [self.held(right, row, at), *between])
            case _:
                return self.node(formula, True, row, point)

    def denied(self, body: s.Formula, row: Valuation, point: int) -> Explanation:
        """What stands under a NOT that holds."""
        if isinstance(body, s.Comparison | s.Substring | s.Matches):
            return self.node(body, False, row, point)
        return self.failed(body, self.own(body, row), point)

    def held_predicate(self, formula: s.Predicate, row: Valuation, point: int) -> Explanation:
        values = tuple(_value(term, row) for term in formula.arguments)
        known: Row = tuple(value for value in values if value is not None)
        if formula.name in self.lets:
            let = self.lets[formula.name]
            inner = self.held(let.definition, dict(zip(let.parameters, known, strict=True)), point)
            return self.node(formula, True, row, point, [inner])
        fact = next(iter(facts_at(self.database, formula.name, known, point)), None)
        return replace(self.node(formula, True, row, point), fact=fact)

    def nearest(self, formula: s.Formula, point: int, wanted: Callable[[int], bool]) -> int:
        return min((j for j in self.known.looked_at(formula, point) if wanted(j)), key=lambda j: abs(j - point))

    def anchored(self, formula: s.Since | s.Until, row: Valuation, point: int, at: int) -> bool:
        if not self.known.matching(formula.right, self.own(formula.right, row), at):
            return False
        return all(self.left_holds(formula.left, row, k) for k in self.known.between(formula, point, at))

    def left_holds(self, left: s.Formula, row: Valuation, point: int) -> bool:
        body = left.body if isinstance(left, s.Not) else left
        return bool(self.known.matching(body, self.own(body, row), point)) is not isinstance(left, s.Not)

    # -- what fails ------------------------------------------------------------------------------------------

    def failed(self, formula: s.Formula, valuation: Valuation, point: int) -> Explanation:
        """No valuation that agrees with `valuation` satisfies."""
        own = self.own(formula, valuation)
        match formula:
            case s.Predicate(name) if name in self.lets:
                let = self.lets[name]
                inner = {}
                for parameter, term in zip(let.parameters, formula.arguments, strict=True):
                    value = _value(term, own)
                    if value is not None:
                        inner[parameter] = value
                # A row of the definition may be there, and yet not fit an argument that occurs twice.
                return self.node(formula, False, own, point, [self.why(let.definition, inner, point)])
            case s.Not(body) if not isinstance(body, s.Comparison | s.Substring | s.Matches):
                return self.node(formula, False, own, point, [self.why(body, own, point)])
            case s.And(left, right):
                return self.failed_both(formula, left, right, own, point)
            case s.Or(left, right):
                sides = [self.failed(side, own, point) for side in (left, right)]
                return self.node(formula, False, own, point, sides)
            case s.Exists(_, body):
                return self.node(formula, False, own, point, [self.failed(body, own, point)])
            case s.Let(name, _, _, body):
                self.lets[name] = formula
                return self.node(formula, False, own, point, [self.failed(body, own, point)])
            case s.Aggregate(_, _, _, groups, body):
                group = {name: own[name] for name in groups if name in own}
                actual = self.known.matching(formula, group, point)
                parts = [self.held(formula, row, point) for row in actual] or [self.failed(body, group, point)]
                return self.node(formula, False, own, point, parts)
            case s.Previous(_, body) | s.Next(_, body) | s.Once(_, body) | s.Eventually(_, body):
                window = self.known.looked_at(formula, point)
                return self.node(formula, False, own, point, [self.failed(body, own, j) for j in window], window)
            case s.Since() | s.Until():
                return self.failed_chain(formula, own, point)
            case _:
                return self.node(formula, False, own, point)

    def failed_both(
        self, formula: s.Formula, left: s.Formula, right: s.Formula, own: dict[str, Value], point: int
    ) -> Explanation:
        rows = self.known.matching(left, self.own(left, own), point)
        if not rows:
            return self.node(formula, False, own, point, [self.failed(left, own, point)])
        parts = []
        for row in rows:
            parts.append(self.held(left, row, point))
            parts.append(self.failed(right, {**own, **row}, point))
        return self.node(formula, False, own, point, parts)

    def failed_chain(self, formula: s.Since | s.Until, own: dict[str, Value], point: int) -> Explanation:
        """Each anchor in the window is missing, or the chain from it is broken."""
        parts = []
        window = self.known.looked_at(formula, point)
        for at in window:
            rows = self.known.matching(formula.right, self.own(formula.right, own), at)
            if not rows:
                parts.append(self.failed(formula.right, own, at))
            for row in rows:
                between = self.known.between(formula, point, at)
                broken = next(k for k in between if not self.left_holds(formula.left, row, k))
                parts += [self.held(formula.right, row, at), self.failed(formula.left, row, broken)]
        return self.node(formula, False, own, point, parts, window)


def _value(term: s.Term, valuation: Valuation) -> Value | None:
    match term:
        case s.Constant(value):
            return value
        case s.Variable(name):
            return valuation.get(name)
        case _:
            raise AssertionError(f"not in safe form: {term}")
