"""Rules for the aggregates CNT, SUM, AVG, MIN, MAX and MED.

Rules it keeps:

- an aggregate ranges over the distinct valuations of its body that agree on the groups;
- a sum of floats beyond 64 bits is an error, as is an average whose sum is;
- an empty group gives no row; without groups, an empty relation gives the operator's value of nothing (0 or "");
- over time points: GROUP BY. Over spans: CNT, SUM and AVG of whole numbers are a stream of differences (+ at the
  start, - at the stop, running sum), whose cost follows the number of changes; MIN and MAX over windows go by window
  functions (`lower_extreme`); MED, sums of floats (whose running sum would not return to where it was), and MIN and
  MAX over spans of several lengths group each span under the segments that it covers.
"""

from dataclasses import replace

from servanda.engine.plan import algebra
from servanda.engine.plan.ir import (
    Expression,
    Group,
    Join,
    Literal,
    Node,
    Number,
    Outputs,
    Select,
    Union,
    Window,
    call,
    column,
    keep,
    left,
    right,
)
from servanda.engine.plan.lower import Lowering, NotCompilable, ready, rule
from servanda.engine.plan.lower_extreme import by_extremes
from servanda.engine.plan.relation import (
    FOREVER,
    TRUE,
    Shape,
    Timed,
    column_of,
    or_else,
    start_of,
    stop_of,
)
from servanda.engine.plan.terms import expression, partial, type_of
from servanda.logic.schema import ColumnType
from servanda.logic.syntax import Aggregate, free_variables


def result_type(operator: str, operand: ColumnType) -> ColumnType:
    """CNT counts; AVG and MED are floats; the others keep their operand's type."""
    if operator == "CNT":
        return "int"
    return "float" if operator in {"AVG", "MED"} else operand


@rule(Aggregate)
def lower_aggregate(lowering: Lowering, formula: Aggregate, guard: Timed) -> Timed:
    """One row for each group and each stretch over which its value is the same."""
    groups = tuple(dict.fromkeys(formula.groups))
    if ready(formula.body, frozenset()):
        body = lowering.lower(formula.body)
    else:
        known = tuple(name for name in guard.names if name in groups)
        body = lowering.lower(formula.body, algebra.rigid(guard, known))
    free = free_variables(formula.body)
    body = algebra.project(body, tuple(name for name in body.names if name in free))
    if not set(groups) <= free:
        raise NotCompilable("an aggregate's group does not occur in its body", formula)
    if formula.result in body.types:
        raise NotCompilable(f"`{formula.result}` is both the result and a variable of the body", formula)
    kind = result_type(formula.operator, type_of(formula.operand, body.types))
    value = _of_rows(lowering, body, formula, groups, kind)
    if not groups:
        value = _with_nothing(value, formula, kind)
    if formula.result in guard.types:
        hidden = "result'"
        value = replace(value, variables=((hidden, kind), *value.variables[1:]), node=_renamed(value, hidden))
        joined = algebra.join(guard, value)
        same = call("=", column(column_of(hidden)), column(column_of(formula.result)))
        return algebra.project(algebra.restrict(joined, same), tuple(n for n in joined.names if n != hidden))
    return algebra.join(guard, value)


def _of_rows(lowering: Lowering, body: Timed, formula: Aggregate, groups: tuple[str, ...], kind: ColumnType) -> Timed:
    """The aggregate of each group that has rows."""
    loose = replace(body, node=_with_value(body, formula, groups))
    extremes = by_extremes(loose, formula, groups, kind, peepholes=lowering.peepholes)
    if extremes is not None:
        return _result(formula, groups, kind, extremes, loose, Shape.SPANS)
    body = algebra.make_distinct(body)
    valued = replace(body, node=_with_value(body, formula, groups))
    if body.shape in {Shape.RIGID, Shape.POINTS}:
        return _over_points(valued, formula, groups, kind)
    if formula.operator in {"CNT", "SUM", "AVG"} and type_of(formula.operand, body.types) == "int":
        return by_differences(valued, formula, groups, kind)
    return by_segments(valued, formula, groups, kind)


def _renamed(value: Timed, name: str) -> Node:
    outputs = tuple((column_of(name) if key == value.keys[0] else key, column(key)) for key in value.keys)
    return Select(value.node, outputs + keep(value.times))


def _with_value(body: Timed, formula: Aggregate, groups: tuple[str, ...]) -> Node:
    """The body's rows as groups, time and the operand's value."""
    keys = keep(tuple(map(column_of, groups)))
    outputs = (*keys, ("value", expression(formula.operand, body.types)), *keep(body.times))
    node = Select(body.node, outputs)
    if not partial(formula.operand):
        return node
    return Select(node, keep(node.columns), (call("not", call("is null", column("value"))),))


def _result(
    formula: Aggregate, groups: tuple[str, ...], kind: ColumnType, node: Node, like: Timed, shape: Shape
) -> Timed:
    variables = ((formula.result, kind), *((name, like.types[name]) for name in groups))
    outputs = (
        (column_of(formula.result), column("result")),
        *keep(tuple(map(column_of, groups))),
        *keep(Timed(node, (), shape).times),
    )
    made = Timed(Select(node, outputs), variables, shape, distinct=True)
    return replace(made, determined=frozenset(groups))


FUNCTIONS = {"CNT": "count", "SUM": "sum", "AVG": "average", "MIN": "min", "MAX": "max", "MED": "median"}


def grouped(formula: Aggregate, kind: ColumnType, node: Node, keys: tuple[str, ...]) -> Node:
    """GROUP BY with the operator's function; no row for no rows."""
    function = FUNCTIONS[formula.operator]
    if function == "sum":
        function = f"{kind} sum"
    aggregates = (("result", function, column("value")), ("rows", "count", column("value")))
    group = Group(node, keys, aggregates)
    result: Expression = column("result")
    if kind == "float" and function not in {"min", "max"}:
        result = call("in range", result)
    return Select(group, (*keep(keys), ("result", result)), (call(">", column("rows"), 0),))


def _over_points(valued: Timed, formula: Aggregate, groups: tuple[str, ...], kind: ColumnType) -> Timed:
    keys = (*map(column_of, groups), *valued.times)
    return _result(formula, groups, kind, grouped(formula, kind, valued.node, keys), valued, valued.shape)


def by_differences(valued: Timed, formula: Aggregate, groups: tuple[str, ...], kind: ColumnType) -> Timed:
    """Running sums over the changes of each group."""
    keys = tuple(map(column_of, groups))
    begun: Outputs = (
        *keep(keys),
        ("moment", start_of(valued.shape)),
        ("change", column("value")),
        ("rows", Number(1)),
    )
    ended: Outputs = (
        *keep(keys),
        ("moment", stop_of(valued.shape)),
        ("change", call("negative", column("value"))),
        ("rows", Number(-1)),
    )
    changes: Node = Select(valued.node, begun)
    if valued.shape is Shape.SPANS:
        changes = Union((changes, Select(valued.node, ended)))
    sums = (("change", "int sum", column("change")), ("rows", "int sum", column("rows")))
    net = Group(changes, (*keys, "moment"), sums)
    running = Select(
        net,
        (
            *keep(keys),
            ("start", column("moment")),
            ("total", Window("total", column("change"), keys, ("moment",), "to here")),
            ("rows", Window("sum", column("rows"), keys, ("moment",), "to here")),
            ("following", Window("lead", column("moment"), keys, ("moment",))),
        ),
    )
    results: dict[str, Expression] = {
        "CNT": column("rows"),
        "SUM": column("total"),
        "AVG": call("divide", column("total"), column("rows")),
    }
    result = call(f"to {kind}", results[formula.operator])
    outputs: Outputs = (
        *keep(keys),
        ("result", result),
        ("start", column("start")),
        ("stop", or_else(column("following"), FOREVER)),
    )
    node = Select(running, outputs, (call(">", column("rows"), 0),))
    return _result(formula, groups, kind, node, valued, Shape.SPANS)


def by_segments(valued: Timed, formula: Aggregate, groups: tuple[str, ...], kind: ColumnType) -> Timed:
    """The spans between neighbouring changes of each group, each aggregated over the rows that cover it."""
    keys = tuple(map(column_of, groups))
    starts = Select(valued.node, (*keep(keys), ("moment", start_of(valued.shape))))
    stops = Select(valued.node, (*keep(keys), ("moment", stop_of(valued.shape))))
    moments = Group(Union((starts, stops)), (*keys, "moment"))
    following = Window("lead", column("moment"), keys, ("moment",))
    segments = Select(moments, (*keep(keys), ("start", column("moment")), ("following", following)))
    bounded = Select(
        segments, (*keep(keys), ("start", column("start")), ("stop", or_else(column("following"), FOREVER)))
    )
    covering = Join(
        bounded,
        valued.node,
        tuple((key, key) for key in keys),
        (*keep((*keys, "start", "stop"), "left"), ("value", right("value"))),
        also=(
            call("<=", start_of(valued.shape, "right"), left("start")),
            call("<", left("start"), stop_of(valued.shape, "right")),
        ),
    )
    node = grouped(formula, kind, covering, (*keys, "start", "stop"))
    return _result(formula, groups, kind, node, valued, Shape.SPANS)


def _with_nothing(value: Timed, formula: Aggregate, kind: ColumnType) -> Timed:
    """Without groups: at all other time points, the value of the empty relation."""
    covered = algebra.project(value, ())
    free = algebra.minus(TRUE, covered)
    nothing: dict[ColumnType, Expression] = {"int": Literal(0), "float": Literal(0.0), "string": Literal("")}
    empty = algebra.extend(free, formula.result, kind, nothing[kind])
    return replace(algebra.union(value, empty), distinct=True, determined=frozenset[str]())
