"""A rule for two conjuncts at once: an event, and the sum over the same events in a window behind it.

`transfer(i, p, n) AND s <- SUM m; p ONCE[0,365d] transfer(j, p, m)` asks for the sum only where its own summands
stand: one window function over the rows, no difference stream and no join. Every norm that limits what a party does
in any N days has this form.

Rules it keeps:

- only where a position is a time stamp and no row of the relation ever comes again (`unrepeated`), for the window
  function counts rows and the aggregate distinct valuations;
- anything else is left to the rules of the operators.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from servanda.engine.plan import algebra
from servanda.engine.plan.ir import Expression, Select, Table, Window, call, column, keep
from servanda.engine.plan.lower import Lowering
from servanda.engine.plan.lower_aggregate import result_type
from servanda.engine.plan.lower_boolean import TOGETHER, select_arguments
from servanda.engine.plan.relation import Shape, Timed, encoded
from servanda.logic.schema import Kind
from servanda.logic.syntax import Aggregate, Exists, Formula, Once, Predicate, Variable, children

SUMS = {"CNT", "SUM", "AVG"}


@dataclass(frozen=True)
class WindowSum:
    """An aggregate of this form: which events it sums, and over which of their columns."""

    aggregate: Aggregate
    window: Once
    events: Predicate
    operand: int
    groups: tuple[int, ...]


def window_sum(formula: Formula) -> WindowSum | None:
    """The formula as a sum over a window of events, each of whose columns is a variable of its own."""
    match formula:
        case Aggregate(
            _, operator, Variable(name), groups, Once(interval, Predicate(_, arguments) as events) as window
        ):
            names = [term.name for term in arguments if isinstance(term, Variable)]
            plain = len(names) == len(arguments) == len(set(names)) and set(groups) <= set(names)
            if operator in SUMS and plain and name in names and (groups or interval.low == 0):
                places = tuple(names.index(group) for group in groups)
                return WindowSum(formula, window, events, names.index(name), places)
    return None


def summed_events(formula: Formula) -> Iterator[str]:
    """The names of the relations over which the formula has such sums."""
    found = window_sum(formula)
    if found is not None:
        yield found.events.name
    for child in children(formula):
        yield from summed_events(child)


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
    schema = lowering.schemas.get(found.events.name)
    return (
        lowering.width == 1
        and schema is not None
        and schema.kind is Kind.EVENT
        and schema.types[found.operand] == "int"
        and found.events.name in lowering.unrepeated
        and found.events.name not in lowering.lets
        and found.window.interval.low < lowering.reach
    )


def _hidden(formula: Formula) -> set[str]:
    return set(formula.variables) | _hidden(formula.body) if isinstance(formula, Exists) else set()


def _lowered(lowering: Lowering, found: WindowSum, predicate: Predicate) -> Timed:
    """The events with the sum as one column more, under the predicate's arguments."""
    schema, interval = lowering.schemas[predicate.name], found.window.interval
    columns = tuple(f"c{index}" for index in range(len(schema.columns)))
    high = interval.high if interval.high is not None and interval.high < lowering.reach else None
    groups = tuple(columns[place] for place in found.groups)
    kind = result_type(found.aggregate.operator, "int")
    total = Window("sum", column(columns[found.operand]), groups, ("here",), (high, interval.low))
    rows = Window("count", column(columns[found.operand]), groups, ("here",), (high, interval.low))
    table = Table(f"rows_{encoded(predicate.name)}", (*columns, "here"))
    sums: dict[str, tuple[tuple[str, Window], ...]] = {
        "CNT": (("rows", rows),),
        "SUM": (("total", total), *((("rows", rows),) if interval.low else ())),
        "AVG": (("total", total), ("rows", rows)),
    }
    results: dict[str, Expression] = {
        "CNT": column("rows"),
        "SUM": column("total"),
        "AVG": call("divide", column("total"), column("rows")),
    }
    operator = found.aggregate.operator
    windowed = Select(table, (*keep((*columns, "here")), *sums[operator]))
    some = (call(">", column("rows"), 0),) if interval.low else ()
    valued = Select(windowed, (*keep((*columns, "here")), ("result", results[operator])), some)
    source = Timed(valued, (), Shape.POINTS, distinct=predicate.name in lowering.distinct)
    named = replace(predicate, arguments=(*predicate.arguments, Variable(found.aggregate.result)))
    typed = (*zip(columns, schema.types, strict=True), ("result", kind))
    return select_arguments(source, typed, named)


TOGETHER.append(lower_window_sums)
