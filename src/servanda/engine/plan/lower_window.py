"""A rule for two conjuncts at once: an event, and the aggregate over events in a window behind it.

`transfer(i, p, n) AND s <- SUM m; p ONCE[0,365d] transfer(j, p, m)` asks for the sum only where its own summands
stand: one window function over the rows, no difference stream and no join. Every norm that limits what a party does
in any N days has this form. `exercise(i, p, n) AND m <- MAX k; p ONCE[0,30d] transfer(j, p, k)` asks elsewhere: one
window function over both relations' rows.

Rules it keeps:

- only where a position is a time stamp;
- the aggregate is over distinct valuations and a window function over rows: they are the same where no row of the
  relation ever comes again (`unrepeated`), for extremes, and where a group's valuations differ in the operand alone,
  each value of which is then taken once;
- anything else is left to the rules of the operators.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from servanda.engine.plan import algebra
from servanda.engine.plan.ir import (
    Expression,
    Literal,
    Node,
    Outputs,
    Select,
    Table,
    Union,
    Window,
    call,
    column,
    keep,
)
from servanda.engine.plan.lower import Columns, Lowering
from servanda.engine.plan.lower_aggregate import result_type
from servanda.engine.plan.lower_boolean import TOGETHER, select_arguments
from servanda.engine.plan.relation import Shape, Timed, column_of, encoded
from servanda.logic.schema import ColumnType, Kind
from servanda.logic.syntax import Aggregate, Exists, Formula, Once, Predicate, Variable, children, free_variables

SUMS = {"CNT", "SUM", "AVG"}
EXTREMES: dict[str, OneOf["min", "max"]] = {"MIN": "min", "MAX": "max"}


@dataclass(frozen=True)
class WindowSum:
    """An aggregate of this form: which events it sums, and over which of their columns."""

    aggregate: Aggregate
    window: Once
    events: Predicate
    operand: int
    groups: tuple[int, ...]

    @property
    def alone(self) -> bool:
        """Whether a group's valuations differ in the operand alone."""
        return len({*self.groups, self.operand}) == len(self.events.arguments)


def window_sum(formula: Formula, operators: Collection[str] = SUMS) -> WindowSum | None:
    """The formula as an aggregate over a window of events, each of whose columns is a variable of its own."""
    match formula:
        case Aggregate(
            _, operator, Variable(name), groups, Once(interval, Predicate(_, arguments) as events) as window
        ):
            names = [term.name for term in arguments if isinstance(term, Variable)]
            plain = len(names) == len(arguments) == len(set(names)) and set(groups) <= set(names)
            if operator in operators and plain and name in names and (groups or interval.low == 0):
                places = tuple(names.index(group) for group in groups)
                return WindowSum(formula, window, events, names.index(name), places)
    return None


def summed_events(formula: Formula) -> Iterator[Columns]:
    """The relations over which the formula has such sums, with all their columns."""
    found = window_sum(formula)
    if found is not None:
        yield whole_rows(found.events)
    for child in children(formula):
        yield from summed_events(child)


def whole_rows(events: Predicate) -> Columns:
    return events.name, tuple(range(len(events.arguments)))


def summands(formula: Formula) -> Predicate | None:
    """The predicate of a conjunct that is one, perhaps with variables hidden."""
    match formula:
        case Exists(_, body):
            return summands(body)
        case Predicate():
            return formula
        case _:
            return None


def lower_window_sums(lowering: Lowering, pending: list[Formula], guard: Timed) -> Timed:
    """Take each pair of such conjuncts out of `pending` and join it to the guard."""
    for part in list(pending):
        found = window_sum(part)
        if found is None:
            continue
        partner = next((item for item in pending if _stands_among(found, summands(item))), None)
        if partner is None or not _fits(lowering, found):
            continue
        predicate = summands(partner)
        assert predicate is not None
        pending.remove(part)
        pending.remove(partner)
        made = _lowered(lowering, found, predicate)
        names = [name for name in made.names if name not in _hidden(partner)]
        guard = algebra.join(guard, algebra.project(made, tuple(names)))
    return guard


def _stands_among(found: WindowSum, predicate: Predicate | None) -> bool:
    """Whether the predicate's rows are rows of the sum's own group."""
    if predicate is None or predicate.name != found.events.name:
        return False
    return all(predicate.arguments[place] == found.events.arguments[place] for place in found.groups)


def _fits(lowering: Lowering, found: WindowSum) -> bool:
    schema, name = lowering.schemas.get(found.events.name), found.events.name
    if lowering.width > 1 or schema is None or schema.kind is not Kind.EVENT or name in lowering.lets:
        return False
    if found.aggregate.operator in SUMS and not (
        schema.types[found.operand] == "int" and (whole_rows(found.events) in lowering.unrepeated or found.alone)
    ):
        return False
    return found.window.interval.low < lowering.reach


def _hidden(formula: Formula) -> set[str]:
    return set(formula.variables) | _hidden(formula.body) if isinstance(formula, Exists) else set()


def _lowered(lowering: Lowering, found: WindowSum, predicate: Predicate) -> Timed:
    """The events with the sum as one column more, under the predicate's arguments."""
    schema = lowering.schemas[predicate.name]
    columns = tuple(f"c{index}" for index in range(len(schema.columns)))
    groups = tuple(columns[place] for place in found.groups)
    table = Table(f"rows_{encoded(predicate.name)}", (*columns, "here"))
    valued = _aggregated(lowering, found, table, column(columns[found.operand]), groups)
    source = Timed(valued, (), Shape.POINTS, distinct=predicate.name in lowering.distinct)
    named = replace(predicate, arguments=(*predicate.arguments, Variable(found.aggregate.result)))
    typed = (*zip(columns, schema.types, strict=True), ("result", _kind(lowering, found)))
    return select_arguments(source, typed, named)


def _kind(lowering: Lowering, found: WindowSum) -> ColumnType:
    return result_type(found.aggregate.operator, lowering.schemas[found.events.name].types[found.operand])


def _aggregated(
    lowering: Lowering,
    found: WindowSum,
    rows: Node,
    value: Expression,
    groups: tuple[str, ...],
    *,
    elsewhere: bool = False,
) -> Node:
    """`rows` with `result`, where there is one; `elsewhere`: some of them are no events, and their `value` is NULL."""
    interval, operator = found.window.interval, found.aggregate.operator
    high = interval.high if interval.high is not None and interval.high < lowering.reach else None
    once = operator in SUMS and whole_rows(found.events) not in lowering.unrepeated

    def window(function: OneOf["min", "max", "total", "count", "distinct total", "distinct count"]) -> Window:
        return Window(function, value, groups, ("here",), (high, interval.low))

    total = window("distinct total" if once else "total")
    counted = window("distinct count" if once else "count")
    results: dict[str, Expression] = {
        "CNT": column("rows"),
        "SUM": column("total"),
        "AVG": call("divide", column("total"), column("rows")),
        "MIN": column("extreme"),
        "MAX": column("extreme"),
    }
    some: tuple[Expression, ...] = ()
    outputs: Outputs
    if operator in EXTREMES:
        outputs = (("extreme", window(EXTREMES[operator])),)
        some = (call("not", call("is null", column("extreme"))),)
    else:
        outputs = () if operator == "CNT" else (("total", total),)
        if operator != "SUM" or interval.low or elsewhere:
            outputs = (*outputs, ("rows", counted))
        if interval.low or elsewhere:
            some = (call(">", column("rows"), 0),)
    windowed = Select(rows, (*keep(rows.columns), *outputs))
    return Select(windowed, (*keep(rows.columns), ("result", results[operator])), some)


def lower_windows_elsewhere(lowering: Lowering, pending: list[Formula], guard: Timed) -> Timed:
    """Take each aggregate over a window of events that another conjunct's events ask for out of `pending`."""
    for part in list(pending):
        found = window_sum(part, {*SUMS, *EXTREMES})
        if found is None or not found.groups or not _fits(lowering, found):
            continue
        groups = set(found.aggregate.groups)
        if not (guard.shape is Shape.POINTS and groups <= set(guard.names)):
            partner = next((item for item in pending if _asks(lowering, item, groups)), None)
            if partner is None:
                continue
            asking = lowering.lower(partner, guard)
            if asking.shape is not Shape.POINTS:
                continue
            pending.remove(partner)
            guard = asking
        if found.aggregate.result in guard.types:
            continue
        pending.remove(part)
        guard = _asked(lowering, found, guard)
    return guard


def _asks(lowering: Lowering, formula: Formula, groups: set[str]) -> bool:
    """Whether the conjunct is of events that name every group."""
    if not isinstance(formula, Predicate) or formula.name in lowering.lets:
        return False
    schema = lowering.schemas.get(formula.name)
    return schema is not None and schema.kind is Kind.EVENT and groups <= free_variables(formula)


def _asked(lowering: Lowering, found: WindowSum, guard: Timed) -> Timed:
    """The guard with the aggregate at its own time points."""
    schema = lowering.schemas[found.events.name]
    operand = f"c{found.operand}"
    keys = {column_of(name): f"c{place}" for name, place in zip(found.aggregate.groups, found.groups, strict=True)}
    others = [name for name in guard.names if column_of(name) not in keys]
    table = Table(
        f"rows_{encoded(found.events.name)}", (*(f"c{index}" for index in range(len(schema.columns))), "here")
    )
    events: Outputs = (
        *((key, column(own)) for key, own in keys.items()),
        ("here", column("here")),
        ("value", column(operand)),
        *((column_of(name), call(f"nothing {guard.types[name]}")) for name in others),
        ("asked", call("nothing int")),
    )
    asking: Outputs = (
        *keep((*keys, "here")),
        ("value", call(f"nothing {schema.types[found.operand]}")),
        *keep(tuple(map(column_of, others))),
        ("asked", Literal(1)),
    )
    both = Union((Select(table, events), Select(guard.node, asking)))
    valued = _aggregated(lowering, found, both, column("value"), tuple(keys), elsewhere=True)
    result = found.aggregate.result
    node = Select(
        valued,
        (*keep(guard.keys), (column_of(result), column("result")), ("here", column("here"))),
        (call("not", call("is null", column("asked"))),),
    )
    kind = _kind(lowering, found)
    return Timed(node, (*guard.variables, (result, kind)), Shape.POINTS, distinct=guard.distinct)


TOGETHER.extend((lower_window_sums, lower_windows_elsewhere))
