"""First pass: from a formula in safe form to a timed relation.

Every rule takes a *guard*, a relation known to hold, and returns the guard's rows extended by the formula's
variables, at the time points where both hold. A formula that denotes a finite relation by itself is lowered alone
and joined to the guard; one that does not (a comparison, NOT, an operator over NOT) filters the guard.

Rules it keeps:

- one rule for each operator, in `RULES`, so that a test can put a wrong one in its place;
- conjuncts are taken in an order in which each can be evaluated: comparisons as soon as they are bound, then
  relations by time points first and shared variables, then the rest;
- equal subformulas under the same guard become one node;
- inside a temporal operator the guard is only the set of its valuations, at every time point (`domain`).

It leaves to others: each operator's rule (`lower_boolean`, `lower_temporal`, `lower_aggregate`), the algebra.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from servanda.engine.plan import algebra
from servanda.engine.plan.relation import FOREVER, TRUE, Timed
from servanda.logic.schema import Schema
from servanda.logic.syntax import (
    BUILT_IN_PREDICATES,
    Aggregate,
    And,
    Comparison,
    Exists,
    Formula,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Since,
    Substring,
    Term,
    Until,
    Variable,
    children,
    free_variables,
    term_variables,
)


class NotCompilable(ValueError):
    """The formula denotes no finite relation, or uses what the plans cannot express; the message says what."""

    def __init__(self, reason: str, subformula: Formula) -> None:
        super().__init__(reason)
        self.subformula = subformula


Columns = tuple[str, tuple[int, ...]]
"""A relation, and indices of columns whose values no two of its rows share."""


@dataclass(frozen=True)
class Lowering:
    """What the rules need to know beside the formula: the relations' schemas, which of them have no row twice at one
    time point (`distinct`), what comes only once in all (`unrepeated`), the width of a position, LETs."""

    schemas: Mapping[str, Schema]
    distinct: frozenset[str]
    unrepeated: frozenset[Columns]
    width: int
    peepholes: bool = True
    lets: Mapping[str, Timed] = field(default_factory=dict)
    known: dict[tuple[Formula, int], tuple[Timed, Timed]] = field(default_factory=dict)

    def lower(self, formula: Formula, guard: Timed = TRUE) -> Timed:
        """`guard` extended by the variables of `formula`, where both hold."""
        rule = RULES.get(type(formula))
        if rule is None:
            raise NotCompilable(f"no plan for {type(formula).__name__}", formula)
        # By the guard's identity, so it is kept alive.
        found = self.known.get((formula, id(guard)))
        if found is None:
            found = self.known[formula, id(guard)] = guard, rule(self, formula, guard)
        return found[1]

    def operand(self, formula: Formula, guard: Timed) -> Timed:
        """The relation of a subformula that is evaluated at other times than the guard holds."""
        if ready(formula, frozenset()):
            return algebra.project(self.lower(formula), tuple(sorted(free_variables(formula))))
        free = tuple(name for name in guard.names if name in free_variables(formula))
        domain = algebra.rigid(guard, free)
        return algebra.project(self.lower(formula, domain), tuple(sorted(free_variables(formula))))

    def with_let(self, name: str, definition: Timed) -> "Lowering":
        return replace(self, lets={**self.lets, name: definition}, known={})

    @property
    def reach(self) -> int:
        """The longest time a bound can move: longer ones are without end."""
        return int(FOREVER // 4) // self.width


Rule = Callable[[Lowering, Formula, Timed], Timed]
RULES: dict[type, Rule] = {}


def rule(kind: type) -> Callable[[Callable[..., Timed]], Callable[..., Timed]]:
    """Enter a rule for the operator `kind` in `RULES`."""

    def enter(function: Callable[..., Timed]) -> Callable[..., Timed]:
        RULES[kind] = function
        return function

    return enter


def ready(formula: Formula, bound: frozenset[str]) -> bool:
    """Whether `formula` can be lowered under a guard that binds `bound`."""
    free = free_variables(formula)
    match formula:
        case Predicate():
            return True
        case Comparison(operator, left, right):
            return free <= bound or (operator == "=" and _assigned(left, right, bound) is not None)
        case Substring():
            return free <= bound
        case Matches(text, pattern, _):
            return term_variables(text) | term_variables(pattern) <= bound
        case Not():
            return free <= bound
        case And():
            return ordered(conjuncts(formula), bound) is not None
        case Or(left, right):
            same = free_variables(left) | bound == free_variables(right) | bound
            return same and ready(left, bound) and ready(right, bound)
        case Exists(variables, body):
            return ready(body, bound - frozenset(variables))
        case Since(_, left, right) | Until(_, left, right):
            alone = ready(right, frozenset()) and free_variables(left) <= free_variables(right)
            return alone or free <= bound
        case Aggregate(_, _, _, groups, body):
            inner = free_variables(body)
            return ready(body, frozenset()) or (frozenset(groups) <= bound and ready(body, bound & inner))
        case Let(_, _, definition, body):
            return ready(definition, frozenset()) and ready(body, bound)
        case _:
            return free <= bound or all(ready(child, frozenset()) for child in children(formula))


def event_key(formula: Formula) -> Columns | None:
    """Of an event, some of whose columns may be anything: the relation and the columns that are compared."""
    hidden: set[str] = set()
    while isinstance(formula, Exists):
        hidden |= set(formula.variables)
        formula = formula.body
    if not isinstance(formula, Predicate) or formula.name in BUILT_IN_PREDICATES:
        return None
    used = Counter(term.name for term in formula.arguments if isinstance(term, Variable))
    key = [
        at
        for at, term in enumerate(formula.arguments)
        if not (isinstance(term, Variable) and term.name in hidden and used[term.name] == 1)
    ]
    return formula.name, tuple(key)


def assignment(formula: Formula, bound: frozenset[str]) -> tuple[str, Term] | None:
    """For `x = term` with only x unbound: the variable and the term."""
    if isinstance(formula, Comparison) and formula.operator == "=":
        return _assigned(formula.left, formula.right, bound)
    return None


def _assigned(left: Term, right: Term, bound: frozenset[str]) -> tuple[str, Term] | None:
    for target, source in ((left, right), (right, left)):
        known = term_variables(source) <= bound
        if isinstance(target, Variable) and target.name not in bound and known:
            return target.name, source
    return None


def conjuncts(formula: Formula) -> list[Formula]:
    """The parts of nested ANDs, left to right."""
    if isinstance(formula, And):
        return conjuncts(formula.left) + conjuncts(formula.right)
    return [formula]


def ordered(parts: list[Formula], bound: frozenset[str]) -> list[Formula] | None:
    """The conjuncts in an order in which each is ready, or None."""
    pending, order = list(parts), []
    while pending:
        following = next((part for part in pending if ready(part, bound)), None)
        if following is None:
            return None
        pending.remove(following)
        order.append(following)
        bound |= free_variables(following)
    return order
