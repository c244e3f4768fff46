"""Operators on timed relations: join, subtraction, union, distinctness, gaps, alignment with the time points.

Rules it keeps:

- each returns exactly the time points that the operator's definition gives, whatever the operands' shapes;
- no join pairs all time points with all time points: where one side decides, an as-of join or a grouped bound
  does; SPANS meet SPANS by key and overlap, whose pairs are all in the result.

It leaves to others: which operator a formula needs (`lower…`).
"""

from dataclasses import replace

from servanda.engine.plan.ir import (
    AsOf,
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
from servanda.engine.plan.relation import (
    FOREVER,
    TIME_POINTS,
    TRUE,
    Shape,
    Timed,
    all_outputs,
    at_least,
    at_most,
    column_of,
    or_else,
    start_of,
    stop_of,
    time_outputs,
)
from servanda.logic.schema import ColumnType


def project(relation: Timed, names: tuple[str, ...]) -> Timed:
    """Keep only the variables `names`, in that order."""
    if names == relation.names:
        return relation
    variables = tuple((name, relation.types[name]) for name in names)
    distinct = relation.distinct and set(names) == set(relation.names)
    outputs = keep(tuple(map(column_of, names))) + time_outputs(relation)
    if not names and relation.shape is Shape.RIGID:
        outputs = (("always", Literal(1)),)
    node = Select(relation.node, outputs)
    unended = unended_of(relation)
    known = relation.determined is not None and relation.determined <= set(names)
    determined = relation.determined if known else None
    # Spans of several valuations become one's: only where all are as long do they stay in order.
    even = relation.shape is not Shape.SPANS or relation.length is not None or set(names) == set(relation.names)
    return replace(
        relation,
        node=node,
        variables=variables,
        distinct=distinct,
        monotone=relation.monotone and even,
        determined=determined,
        aligned=relation.aligned if relation.aligned is not None and relation.aligned <= set(names) else None,
        unended=(node, Select(unended, outputs)) if unended is not None else None,
    )


def unended_of(relation: Timed) -> Node | None:
    """The node of `unended`, where it still belongs to the relation's own."""
    return relation.unended[1] if relation.unended is not None and relation.unended[0] is relation.node else None


def rigid(relation: Timed, names: tuple[str, ...]) -> Timed:
    """The valuations of `names` that ever occur, at every time point."""
    if not names:
        return TRUE
    keys = tuple(column_of(name) for name in names)
    variables = tuple((name, relation.types[name]) for name in names)
    return Timed(Group(Select(relation.node, keep(keys)), keys), variables, Shape.RIGID, distinct=True)


def as_spans(relation: Timed) -> Timed:
    """The same relation in the shape SPANS."""
    if relation.shape is Shape.SPANS:
        return relation
    outputs = keep(relation.keys) + (("start", start_of(relation.shape)), ("stop", stop_of(relation.shape)))
    return replace(
        relation,
        node=Select(relation.node, outputs),
        shape=Shape.SPANS,
        monotone=True,
        snapped=False,
    )


def make_distinct(relation: Timed) -> Timed:
    """The same relation, the rows of each valuation without overlap."""
    if relation.distinct:
        return relation
    keys = relation.keys
    match relation.shape:
        case Shape.RIGID:
            if not keys:
                grouped = Group(relation.node, (), (("always", "min", column("always")),))
                occurs = (call("not", call("is null", column("always"))),)
                return relation.on(Select(grouped, keep(("always",)), occurs), distinct=True)
            return relation.on(Group(relation.node, keys), distinct=True)
        case Shape.POINTS:
            return relation.on(Group(relation.node, (*keys, "here")), distinct=True)
        case Shape.RISING:
            return relation.on(_earliest(relation), distinct=True)
        case Shape.SPANS:
            return relation.on(_without_overlap(relation), distinct=True, monotone=False)


def _earliest(relation: Timed) -> Node:
    grouped: Node = Group(relation.node, relation.keys, (("start", "min", column("start")),))
    if not relation.keys:  # MIN over no rows gives one row of NULL
        grouped = Select(grouped, keep(("start",)), (call("not", call("is null", column("start"))),))
    return grouped


def _without_overlap(relation: Timed) -> Node:
    """Each row gives up what an earlier row covers (monotone: what the next one will)."""
    keys, order = relation.keys, ("start", "stop")
    if relation.monotone:
        other = Window("lead", column("start"), keys, order)
        start: Expression = column("start")
        stop: Expression = at_most(column("stop"), or_else(column("other"), FOREVER))
    else:
        other = Window("max", column("stop"), keys, order, "before")
        start = at_least(column("start"), or_else(column("other"), -FOREVER))
        stop = column("stop")
    windowed = Select(relation.node, (*all_outputs(relation), ("other", other)))
    cut = Select(windowed, (*keep(keys), ("start", start), ("stop", stop)))
    return Select(cut, all_outputs(relation), (call("<", column("start"), column("stop")),))


def merge(relation: Timed) -> Timed:
    """SPANS with overlapping and touching rows of one valuation made one (islands by running maximum)."""
    keys, order = relation.keys, ("start", "stop")
    reach = Window("max", column("stop"), keys, order, "before")
    reached = Select(relation.node, (*all_outputs(relation), ("reach", reach)))
    new = call("case", call("<=", column("start"), or_else(column("reach"), -FOREVER)), 0, 1)
    flagged = Select(reached, (*all_outputs(relation), ("new", new)))
    # Peers count: of two equal rows only one is new, and the order of the two is anybody's.
    island = Window("sum", column("new"), keys, order, "peers")
    numbered = Select(flagged, (*all_outputs(relation), ("island", island)))
    ends = (("start", "min", column("start")), ("stop", "max", column("stop")))
    grouped = Group(numbered, (*keys, "island"), ends)
    return relation.on(Select(grouped, all_outputs(relation)), distinct=True, monotone=False)


def snap(relation: Timed) -> Timed:
    """SPANS that start at their first time point and stop at the first one after them."""
    if relation.snapped:
        return relation
    if relation.shape is Shape.POINTS:
        outputs = (*keep(relation.keys, "left"), ("start", left("here")), ("stop", right("next")))
        node: Node = Join(relation.node, TIME_POINTS, (("here", "position"),), outputs)
        return replace(relation, node=node, shape=Shape.SPANS, monotone=True, snapped=True)
    spans = as_spans(relation)
    first = (*keep(spans.keys, "left"), ("start", right("position")), ("stop", left("stop")))
    begun = AsOf(spans.node, TIME_POINTS, (), "start", "<=", "position", first)
    last = (*keep((*spans.keys, "start"), "left"), ("stop", or_else(right("position"), FOREVER)))
    ended = AsOf(begun, TIME_POINTS, (), "stop", "<=", "position", last, outer=True)
    filled = Select(ended, all_outputs(spans), (call("<", column("start"), column("stop")),))
    return spans.on(filled, snapped=True)


def points(relation: Timed) -> Timed:
    """One row for each time point that the relation covers."""
    if relation.shape is Shape.POINTS:
        return relation
    also = (
        call("<=", start_of(relation.shape, "left"), right("position")),
        call("<", right("position"), stop_of(relation.shape, "left")),
    )
    outputs = (*keep(relation.keys, "left"), ("here", right("position")))
    node = Join(relation.node, TIME_POINTS, (), outputs, also=also)
    return replace(relation, node=node, shape=Shape.POINTS, monotone=True, snapped=False, length=None)


def shared_keys(first: Timed, second: Timed) -> tuple[tuple[str, str], ...]:
    return tuple((column_of(name), column_of(name)) for name in first.names if name in second.types)


def join(first: Timed, second: Timed) -> Timed:
    """AND: the valuations that agree, while both hold."""
    if first is TRUE:
        return second
    if second is TRUE:
        return first
    if second.shape is Shape.POINTS and first.shape is not Shape.POINTS:
        joined = join(second, first)
        return project(joined, first.names + tuple(name for name in second.names if name not in first.types))
    on = shared_keys(first, second)
    variables = first.variables + tuple(item for item in second.variables if item[0] not in first.types)
    added = tuple(column_of(name) for name in second.names if name not in first.types)
    keys = (*keep(first.keys, "left"), *keep(added, "right"))
    both_distinct = first.distinct and second.distinct
    if first.shape is Shape.POINTS:
        node, once = _join_points(first, second, on, keys, added)
        return Timed(node, variables, Shape.POINTS, distinct=both_distinct or (first.distinct and once))
    shape, outputs, also = _overlap(first, second)
    if shape is Shape.RIGID and not keys:
        outputs = (("always", Literal(1)),)
    node = Join(first.node, second.node, on, (*keys, *outputs), also=also)
    snapped = all(part.snapped or part.shape is Shape.RIGID for part in (first, second)) and shape is Shape.SPANS
    return Timed(node, variables, shape, distinct=both_distinct, snapped=snapped)


def _join_points(
    first: Timed, second: Timed, on: tuple[tuple[str, str], ...], keys: Outputs, added: tuple[str, ...]
) -> tuple[Node, bool]:
    """The node, and whether it yields at most one row for each row of `first`."""
    here: Outputs = (("here", left("here")),)
    match second.shape:
        case Shape.RIGID:
            return Join(first.node, second.node, on, (*keys, *here)), False
        case Shape.POINTS:
            return Join(first.node, second.node, (*on, ("here", "here")), (*keys, *here)), False
        case Shape.RISING:
            if not added:
                second = make_distinct(second)
            started = call("<=", right("start"), left("here"))
            return Join(first.node, second.node, on, (*keys, *here), also=(started,)), not added
        case Shape.SPANS:
            one = second.distinct and second.determined is not None and second.determined <= set(first.names)
            if added and not one and second.aligned is not None and second.aligned <= set(first.names):
                return _join_aligned(first, second, on, keys), False
            if added and not one:
                inside = (call("<=", right("start"), left("here")), call("<", left("here"), right("stop")))
                return Join(first.node, second.node, on, (*keys, *here), also=inside), False
            spans = second if second.monotone or one else make_distinct(second)
            ending, stop = _ending(spans)
            latest = AsOf(first.node, spans.node, on, "here", ">=", "start", (*keys, *here, ending))
            running = call("<", column("here"), stop)
            return Select(latest, keep((*first.keys, *added, "here")), (running,)), True


def _join_aligned(first: Timed, second: Timed, on: tuple[tuple[str, str], ...], keys: Outputs) -> Node:
    """Find the one stretch that is in force, then the rows of `second` that are all of it."""
    assert second.aligned is not None
    source = unended_of(second) or second.node
    common = tuple(sorted(map(column_of, second.aligned)))
    stretches = Group(Select(source, keep((*common, "start", "stop"))), (*common, "start", "stop"))
    found: Outputs = (*all_outputs(first, "left"), ("start", right("start")), ("stop", right("stop")))
    pairs = tuple((name, name) for name in common)
    latest = AsOf(first.node, stretches, pairs, "here", ">=", "start", found)
    running = Select(latest, keep((*first.keys, "here", "start")), (call("<", column("here"), column("stop")),))
    return Join(running, source, (*on, ("start", "start")), (*keys, ("here", left("here"))))


def _ending(spans: Timed) -> tuple[tuple[str, Expression], Expression]:
    """What to carry from the right side of a join to know where its span stops, and the expression that says so.

    Of spans with one length only the start is carried: one column less to sort.
    """
    if spans.length is not None:
        return ("start", right("start")), call("+", column("start"), spans.length)
    return ("stop", right("stop")), column("stop")


def _overlap(first: Timed, second: Timed) -> tuple[Shape, Outputs, tuple[Expression, ...]]:
    """Shape, time columns and condition of the overlap of two stretches, neither a point."""
    shapes = {first.shape, second.shape}
    if shapes == {Shape.RIGID}:
        return Shape.RIGID, (), ()
    start = at_least(start_of(first.shape, "left"), start_of(second.shape, "right"))
    if Shape.RIGID in shapes:
        side: Outputs = time_outputs(first, "left") or time_outputs(second, "right")
        return (first if first.times else second).shape, side, ()
    if shapes == {Shape.RISING}:
        return Shape.RISING, (("start", start),), ()
    stop = at_most(stop_of(first.shape, "left"), stop_of(second.shape, "right"))
    also = (
        call("<", start_of(first.shape, "left"), stop_of(second.shape, "right")),
        call("<", start_of(second.shape, "right"), stop_of(first.shape, "left")),
    )
    return Shape.SPANS, (("start", start), ("stop", stop)), also


def union(first: Timed, second: Timed) -> Timed:
    """OR: both bind the same variables."""
    second = project(second, first.names)
    if first.shape is not second.shape:
        first, second = as_spans(first), as_spans(second)
    variables = tuple(
        (name, "float" if "float" in {kind, second.types[name]} else kind) for name, kind in first.variables
    )
    return Timed(
        Union((_tidy(first), _tidy(second))),
        variables,
        first.shape,
        snapped=first.snapped and second.snapped,
    )


def _tidy(relation: Timed) -> Node:
    """The node with its columns in the order that UNION ALL matches by."""
    outputs = all_outputs(relation) or keep(("always",))
    if relation.node.columns == tuple(name for name, _ in outputs):
        return relation.node
    return Select(relation.node, outputs)


def gaps(relation: Timed) -> Timed:
    """SPANS when a valuation that occurs in `relation` (distinct SPANS) does not hold."""
    keys = relation.keys
    following = Window("lead", column("start"), keys, ("start", "stop"))
    windowed = Select(relation.node, (*keep(keys), ("stop", column("stop")), ("following", following)))
    after: Outputs = (*keep(keys), ("start", column("stop")), ("stop", or_else(column("following"), FOREVER)))
    first = _earliest(relation)
    before: Outputs = (*keep(keys), ("start", Number(-FOREVER)), ("stop", column("start")))
    both = Union((Select(windowed, after), Select(first, before)))
    node = Select(both, all_outputs(relation), (call("<", column("start"), column("stop")),))
    return relation.on(node, distinct=True, monotone=False, snapped=False)


def minus(kept: Timed, removed: Timed) -> Timed:
    """AND NOT: `kept` while no row of `removed` (whose variables are all in `kept`) with the same keys holds."""
    on = tuple((column, column) for column in removed.keys)
    whole = all_outputs(kept, "left") or (("always", left("always")),)
    if removed.shape is Shape.RIGID:
        return kept.on(Join(kept.node, removed.node, on, whole, how="anti"))
    if kept.shape is Shape.POINTS:
        return kept.on(_points_minus(kept, removed, on, whole))
    if removed.shape is Shape.RISING:
        ends = make_distinct(removed)
        stop = at_most(stop_of(kept.shape, "left"), or_else(right("start"), FOREVER))
        start = start_of(kept.shape, "left")
        outputs = (*keep(kept.keys, "left"), ("start", start), ("stop", stop))
        cut = Join(kept.node, ends.node, on, outputs, how="left")
        spans = replace(kept, shape=Shape.SPANS, monotone=False, snapped=False)
        return spans.on(Select(cut, all_outputs(spans), (call("<", column("start"), column("stop")),)))
    spans = as_spans(kept)
    covered = make_distinct(as_spans(removed))
    free = join(spans, gaps(covered))
    untouched = spans.on(Join(spans.node, covered.node, on, all_outputs(spans, "left"), how="anti"))
    return replace(union(project(free, kept.names), untouched), distinct=kept.distinct)


def _points_minus(kept: Timed, removed: Timed, on: tuple[tuple[str, str], ...], whole: Outputs) -> Node:
    match removed.shape:
        case Shape.POINTS:
            return Join(kept.node, removed.node, (*on, ("here", "here")), whole, how="anti")
        case Shape.RISING:
            ends = make_distinct(removed)
            found: Outputs = (*whole, ("start", right("start")))
            bounded = Join(kept.node, ends.node, on, found, how="left")
            before = call("<", column("here"), or_else(column("start"), FOREVER))
            return Select(bounded, all_outputs(kept), (before,))
        case _:
            spans = removed if removed.monotone else make_distinct(removed)
            ending, stop = _ending(spans)
            latest = AsOf(kept.node, spans.node, on, "here", ">=", "start", (*whole, ending), outer=True)
            never = call("is null", column(ending[0]))
            over = call("or", never, call("<=", stop, column("here")))
            return Select(latest, all_outputs(kept), (over,))


def restrict(relation: Timed, *conditions: Expression) -> Timed:
    """The rows that meet conditions on their columns."""
    outputs = all_outputs(relation) or (("always", column("always")),)
    return relation.on(Select(relation.node, outputs, conditions))


def extend(relation: Timed, name: str, kind: ColumnType, value: Expression) -> Timed:
    """One variable more, computed from the others."""
    outputs = (*keep(relation.keys), (column_of(name), value), *time_outputs(relation))
    return replace(relation, node=Select(relation.node, outputs), variables=(*relation.variables, (name, kind)))
