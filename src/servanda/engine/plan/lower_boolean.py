"""Rules for predicates, comparisons, AND, OR, NOT, EXISTS and LET.

Rules it keeps: a predicate's arguments select (constants, repeated variables) and name; a comparison filters its
guard or assigns one new variable; NOT subtracts from its guard.
"""

import re
from collections.abc import Callable

from servanda.diagnostics import plural
from servanda.engine.plan import algebra
from servanda.engine.plan.ir import Column, Expression, Literal, Number, Outputs, Select, Table, call
from servanda.engine.plan.lower import Lowering, NotCompilable, assignment, conjuncts, ready, rule
from servanda.engine.plan.relation import (
    TIME_COLUMNS,
    TIME_POINTS,
    TRUE,
    Shape,
    Timed,
    column_of,
    encoded,
)
from servanda.engine.plan.terms import expression, partial, type_of
from servanda.logic.schema import ColumnType, Kind
from servanda.logic.syntax import (
    BUILT_IN_PREDICATES,
    And,
    Comparison,
    Constant,
    Exists,
    Formula,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Substring,
    Term,
    Variable,
    free_variables,
)

SHAPES = {Kind.EVENT: Shape.POINTS, Kind.SPAN: Shape.SPANS, Kind.RIGID: Shape.RIGID}


TOGETHER: list[Callable[[Lowering, list[Formula], Timed], Timed]] = []
"""Rules for several conjuncts at once: each takes out those it knows and joins what they mean to the guard."""


@rule(Predicate)
def lower_predicate(lowering: Lowering, formula: Predicate, guard: Timed) -> Timed:
    """A relation's rows, an argument for each column; or a built-in over the time points."""
    name = formula.name
    if name in lowering.lets:
        source = lowering.lets[name]
        columns = tuple(zip(source.keys, (kind for _, kind in source.variables), strict=True))
    elif name in BUILT_IN_PREDICATES and name not in lowering.schemas:
        return _built_in(lowering, formula, guard)
    else:
        schema = lowering.schemas.get(name)
        if schema is None:
            raise NotCompilable(f"the relation `{name}` is not in the signature", formula)
        shape = SHAPES[schema.kind]
        columns = tuple((f"c{index}", kind) for index, kind in enumerate(schema.types))
        names = tuple(column for column, _ in columns) + TIME_COLUMNS[shape]
        table = Table(f"rows_{encoded(name)}", names if names else ("always",))
        source = Timed(table, (), shape, distinct=name in lowering.distinct)
    if len(columns) != len(formula.arguments):
        reason = f"`{name}` has {plural(len(columns), 'column')}, but is used with {len(formula.arguments)}"
        raise NotCompilable(reason, formula)
    return algebra.join(guard, select_arguments(source, columns, formula))


def select_arguments(source: Timed, columns: tuple[tuple[str, ColumnType], ...], formula: Predicate) -> Timed:
    """The rows of `source` that fit the arguments, under the arguments' names."""
    outputs: dict[str, Expression] = {}
    variables: list[tuple[str, ColumnType]] = []
    where: list[Expression] = []
    for (column, kind), argument in zip(columns, formula.arguments, strict=True):
        match argument:
            case Variable(name) if column_of(name) in outputs:
                where.append(call("=", Column(column), outputs[column_of(name)]))
            case Variable(name):
                outputs[column_of(name)] = Column(column)
                variables.append((name, kind))
            case _ if not _mentions_variables(argument):
                where.append(call("=", Column(column), expression(argument, {})))
            case _:
                reason = f"an argument of `{formula.name}` is neither a variable nor a constant"
                raise NotCompilable(reason, formula)
    made: Outputs = (*outputs.items(), *((name, Column(name)) for name in source.times))
    if not made:
        made = (("always", Column("always") if not columns else Literal(1)),)
    node = Select(source.node, made, tuple(where))
    return Timed(node, tuple(variables), source.shape, source.distinct, source.monotone, source.snapped)


def _mentions_variables(term: Term) -> bool:
    return bool(free_variables(Comparison("=", term, term)))


def stamp_of(lowering: Lowering, position: Expression) -> Expression:
    """The time stamp of a position."""
    return position if lowering.width == 1 else call("floor", position, lowering.width)


def _built_in(lowering: Lowering, formula: Predicate, guard: Timed) -> Timed:
    """`tp(i)`, `ts(t)`, `tpts(i, t)`: a time stamp is computed where the guard already is at time points."""
    if formula.name == "ts" and guard.shape is Shape.POINTS:
        stamp = stamp_of(lowering, Column("here"))
        return bind(guard, formula.arguments[0], "int", stamp)
    parts = {"tp": ("number",), "ts": ("stamp",), "tpts": ("number", "stamp")}[formula.name]
    columns: tuple[tuple[str, ColumnType], ...] = tuple((part, "int") for part in parts)
    outputs = (*((part, Column(part)) for part in parts), ("here", Column("position")))
    source = Timed(Select(TIME_POINTS, outputs), (), Shape.POINTS, distinct=True)
    return algebra.join(guard, select_arguments(source, columns, formula))


def bind(guard: Timed, target: Term, kind: ColumnType, value: Expression) -> Timed:
    """The guard where `target` is `value`: a new variable is assigned, anything else compared."""
    if isinstance(target, Variable) and target.name not in guard.types:
        return algebra.extend(guard, target.name, kind, value)
    return algebra.restrict(guard, call("=", expression(target, guard.types), value))


@rule(Comparison)
def lower_comparison(lowering: Lowering, formula: Comparison, guard: Timed) -> Timed:
    """A filter on bound variables, or the assignment of one more."""
    bound = frozenset(guard.names)
    found = assignment(formula, bound)
    if found is not None:
        name, term = found
        extended = algebra.extend(guard, name, type_of(term, guard.types), expression(term, guard.types))
        if not partial(term):
            return extended
        return algebra.restrict(extended, call("not", call("is null", Column(column_of(name)))))
    if not free_variables(formula) <= bound:
        missing = ", ".join(sorted(free_variables(formula) - bound))
        raise NotCompilable(f"nothing binds {missing} in the comparison", formula)
    sides = expression(formula.left, guard.types), expression(formula.right, guard.types)
    return algebra.restrict(guard, call(formula.operator, *sides))


@rule(Substring)
def lower_substring(lowering: Lowering, formula: Substring, guard: Timed) -> Timed:
    """`left` occurs in `right`."""
    sides = expression(formula.right, guard.types), expression(formula.left, guard.types)
    return algebra.restrict(guard, call("contains", *sides))


@rule(Matches)
def lower_matches(lowering: Lowering, formula: Matches, guard: Timed) -> Timed:
    """The text matches the pattern somewhere; a group that is a new variable is bound."""
    text, pattern = expression(formula.text, guard.types), expression(formula.pattern, guard.types)
    if isinstance(formula.pattern, Constant) and len(formula.groups) > re.compile(str(formula.pattern.value)).groups:
        return algebra.restrict(_with_groups(formula, guard), call("=", Number(0), 1))
    found = algebra.restrict(guard, call("matches", text, pattern))
    for number, group in enumerate(formula.groups, start=1):
        if group is not None:
            found = bind(found, group, "string", call("captured", text, pattern, number))
    return found


def _with_groups(formula: Matches, guard: Timed) -> Timed:
    """The guard with empty strings for the captured parts that it does not bind."""
    for group in formula.groups:
        if isinstance(group, Variable) and group.name not in guard.types:
            guard = algebra.extend(guard, group.name, "string", Literal(""))
    return guard


@rule(And)
def lower_and(lowering: Lowering, formula: And, guard: Timed) -> Timed:
    """The conjuncts in a good order: see the rules of `lower`."""
    pending = conjuncts(formula)
    for taking in TOGETHER if lowering.peepholes else ():
        guard = taking(lowering, pending, guard)
    while pending:
        following = _cheapest(lowering, pending, guard)
        if following is None:
            raise NotCompilable("no order of these conjuncts binds each variable before it is used", pending[0])
        pending.remove(following)
        guard = lowering.lower(following, guard)
    return guard


def _cheapest(lowering: Lowering, pending: list[Formula], guard: Timed) -> Formula | None:
    """The conjunct to take next: filter or assign, join, built-in, then whatever the guard decides."""
    bound = frozenset(guard.names)

    def rank(part: Formula) -> tuple[int, int, int]:
        free = free_variables(part)
        if isinstance(part, Comparison | Substring | Matches):
            return 0, 0, 0
        if isinstance(part, Predicate) and part.name in BUILT_IN_PREDICATES and part.name not in lowering.schemas:
            return 2 if guard.shape is Shape.POINTS else 1, 1, 0
        if ready(part, frozenset()):
            at_points = not _only_points(lowering, part)
            return 1, -len(free & bound) if guard is not TRUE else int(at_points), int(at_points)
        return 3, 0, 0

    candidates = [part for part in pending if ready(part, bound)]
    return min(candidates, key=rank, default=None)


def _only_points(lowering: Lowering, formula: Formula) -> bool:
    """Whether a conjunct plainly denotes time points: an event, or one with variables hidden."""
    match formula:
        case Predicate(name):
            schema = lowering.schemas.get(name)
            return schema is not None and schema.kind is Kind.EVENT
        case Exists(_, body):
            return _only_points(lowering, body)
        case And(left, right):
            return _only_points(lowering, left) or _only_points(lowering, right)
        case _:
            return False


@rule(Or)
def lower_or(lowering: Lowering, formula: Or, guard: Timed) -> Timed:
    """Both sides under the same guard."""
    return algebra.union(lowering.lower(formula.left, guard), lowering.lower(formula.right, guard))


@rule(Not)
def lower_not(lowering: Lowering, formula: Not, guard: Timed) -> Timed:
    """The guard without the rows where the body holds."""
    free = free_variables(formula.body)
    if not free <= frozenset(guard.names):
        missing = ", ".join(sorted(free - frozenset(guard.names)))
        raise NotCompilable(f"NOT leaves {missing} unbound", formula)
    if isinstance(formula.body, Comparison):
        sides = (expression(side, guard.types) for side in (formula.body.left, formula.body.right))
        holds = call("holds", call(formula.body.operator, *sides))  # a side without value: does not hold
        return algebra.restrict(guard, call("not", holds))
    alone = ready(formula.body, frozenset())
    removed = lowering.lower(formula.body, TRUE if alone else guard)
    names = tuple(name for name in guard.names if name in removed.types)
    return algebra.minus(guard, algebra.project(removed, names))


@rule(Exists)
def lower_exists(lowering: Lowering, formula: Exists, guard: Timed) -> Timed:
    """The body with the bound variables dropped."""
    hidden = frozenset(formula.variables)
    body = lowering.lower(formula.body, guard)
    return algebra.project(body, tuple(name for name in body.names if name not in hidden))


@rule(Let)
def lower_let(lowering: Lowering, formula: Let, guard: Timed) -> Timed:
    """The definition as a relation, whose columns are the parameters."""
    definition = algebra.project(lowering.lower(formula.definition), formula.parameters)
    return lowering.with_let(formula.name, definition).lower(formula.body, guard)
