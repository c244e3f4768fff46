"""Rules for PREVIOUS, NEXT, ONCE, EVENTUALLY, SINCE and UNTIL.

Rules it keeps:

- ONCE and EVENTUALLY move and widen each stretch; a span is first cut where the time points in it lie too far
  apart for the window to bridge (`_pieces`);
- SINCE runs from its anchor to the first breaker or the window's end; UNTIL is its mirror; where a key has one anchor
  at most, UNTIL asks at each time point of its guard for that one;
- bounds are exact in time stamps, and in the order of time points that bear one stamp.
"""

from collections.abc import Iterator
from dataclasses import replace

from servanda.engine.plan import algebra
from servanda.engine.plan.ir import (
    AsOf,
    Expression,
    Group,
    Join,
    Node,
    Number,
    Outputs,
    Select,
    Window,
    call,
    column,
    keep,
    left,
    right,
)
from servanda.engine.plan.lower import Columns, Lowering, NotCompilable, event_key, ready, rule
from servanda.engine.plan.relation import (
    FOREVER,
    TIME_POINTS,
    Shape,
    Timed,
    all_outputs,
    at_least,
    at_most,
    or_else,
)
from servanda.logic.syntax import (
    Eventually,
    Exists,
    Formula,
    Interval,
    Next,
    Not,
    Once,
    Predicate,
    Previous,
    Since,
    Until,
    Variable,
    children,
    free_variables,
)

NEVER = Interval(1, 0)


def moved(lowering: Lowering, position: Expression, by: int) -> Expression:
    """The first position of the time stamp that lies `by` after that of `position`."""
    if lowering.width == 1:
        return call("+", position, by) if by else position
    return call("*", call("+", call("floor", position, lowering.width), by), lowering.width)


def bounds(lowering: Lowering, interval: Interval) -> Interval:
    """The interval, with bounds longer than any log taken as without end."""
    low, high = interval.low, interval.high
    if high is not None and high >= lowering.reach:
        high = None
    if low >= lowering.reach or (high is not None and high < low):
        return NEVER
    return Interval(low, high)


def nowhere(relation: Timed) -> Timed:
    return algebra.restrict(relation, call("=", Number(0), 1))


@rule(Once)
def lower_once(lowering: Lowering, formula: Once, guard: Timed) -> Timed:
    body = lowering.operand(formula.body, guard)
    return algebra.join(guard, once(lowering, formula.interval, body))


def once(lowering: Lowering, interval: Interval, body: Timed) -> Timed:
    """From `low` after the stretch's first time point to `high` after its last."""
    interval = bounds(lowering, interval)
    if interval is NEVER:
        return nowhere(body)
    if body.shape is Shape.RIGID and interval.low == 0:
        return body
    cut = _pieces(interval, body)
    begun = column("start" if cut.shape is Shape.SPANS else "here")
    last = column("last" if cut.shape is Shape.SPANS else "here")
    start = moved(lowering, begun, interval.low) if interval.low else begun
    outputs: Outputs = (*keep(body.keys), ("start", start))
    if interval.high is None:
        node: Node = Select(cut.node, outputs)
        return Timed(node, body.variables, Shape.RISING, monotone=True)
    node = Select(cut.node, (*outputs, ("stop", moved(lowering, last, interval.high + 1))))
    return _widened(lowering, cut, node, interval.high + 1 - interval.low)


@rule(Eventually)
def lower_eventually(lowering: Lowering, formula: Eventually, guard: Timed) -> Timed:
    body = lowering.operand(formula.body, guard)
    return algebra.join(guard, eventually(lowering, formula.interval, body))


def eventually(lowering: Lowering, interval: Interval, body: Timed) -> Timed:
    """From `high` before the stretch's first time point to `low` before its last."""
    interval = bounds(lowering, interval)
    if interval is NEVER:
        return nowhere(body)
    if body.shape is Shape.RIGID and interval.low == 0:
        return body
    cut = _pieces(interval, body)
    begun = column("start" if cut.shape is Shape.SPANS else "here")
    last = column("last" if cut.shape is Shape.SPANS else "here")
    start: Expression = Number(-FOREVER)
    if interval.high is not None:
        start = moved(lowering, begun, -interval.high)
    stop = moved(lowering, last, 1 - interval.low) if interval.low else call("+", last, 1)
    node = Select(cut.node, (*keep(body.keys), ("start", start), ("stop", stop)))
    length = None if interval.high is None else interval.high - interval.low + 1
    spans = _widened(lowering, cut, node, length)
    # Time points of one stamp start together, and so does all that may start whenever.
    apart = interval.high is not None and (lowering.width == 1 or interval.low > 0)
    return replace(spans, monotone=spans.monotone and apart)


def _widened(lowering: Lowering, cut: Timed, node: Node, length: int | None) -> Timed:
    """SPANS around time points are monotone, and as long as the window; around spans, nothing is known of them."""
    from_points = cut.shape is Shape.POINTS
    spans = Timed(node, cut.variables, Shape.SPANS, monotone=from_points)
    even = from_points and lowering.width == 1
    return replace(spans, length=length if even else None)


def _pieces(interval: Interval, body: Timed) -> Timed:
    """POINTS as they are; else SPANS with `start` their first and `last` their last time point.

    Two neighbours further apart than the window is long leave a hole between their widened stretches, so the
    spans are cut there: cost follows the number of such holes, not the number of time points.
    """
    if body.shape is Shape.POINTS:
        return body
    spans = algebra.snap(body)
    if interval.high is not None:
        runs = _runs(interval.high - interval.low + 1)
        spans = algebra.project(algebra.join(spans, runs), body.names)
    outputs = (*keep((*spans.keys, "start"), "left"), ("last", right("position")))
    return replace(spans, node=Join(spans.node, TIME_POINTS, (("stop", "next"),), outputs), monotone=False)


def _runs(longest: int) -> Timed:
    """The runs of time points whose neighbours are at most `longest` apart, as SPANS of no variable."""
    before = Window("lag", column("stamp"), (), ("position",))
    spaced = Select(TIME_POINTS, (*keep(("position", "stamp")), ("before", before)))
    apart = call("-", column("stamp"), column("before"))
    first = call("or", call("is null", column("before")), call(">", apart, longest))
    starts = Select(spaced, (("start", column("position")),), (first,))
    following = Window("lead", column("start"), (), ("start",))
    ended = Select(starts, (("start", column("start")), ("following", following)))
    node = Select(ended, (("start", column("start")), ("stop", or_else(column("following"), FOREVER))))
    return Timed(node, (), Shape.SPANS, distinct=True, monotone=True, snapped=True)


def breakers(lowering: Lowering, formula: Formula, anchors: Timed) -> Timed:
    """When the left side of SINCE or UNTIL fails, for the valuations of the right side."""
    free = free_variables(formula)
    if not free <= frozenset(anchors.names):
        missing = ", ".join(sorted(free - frozenset(anchors.names)))
        raise NotCompilable(f"{missing} on the left side does not occur on the right side", formula)
    if isinstance(formula, Not) and ready(formula.body, frozenset()):
        failing = lowering.lower(formula.body)
    else:
        domain = algebra.rigid(anchors, tuple(name for name in anchors.names if name in free))
        inverse = formula.body if isinstance(formula, Not) else Not(formula)
        failing = lowering.lower(inverse, domain)
    return algebra.project(failing, tuple(name for name in failing.names if name in free))


@rule(Since)
def lower_since(lowering: Lowering, formula: Since, guard: Timed) -> Timed:
    """From each anchor on: inside the window, before the first breaker after the anchor."""
    anchors = algebra.points(lowering.operand(formula.right, guard))
    interval = bounds(lowering, formula.interval)
    if interval is NEVER:
        return algebra.join(guard, nowhere(anchors))
    broken = _first_break(anchors, breakers(lowering, formula.left, anchors))
    here = column("here")
    start = moved(lowering, here, interval.low) if interval.low else here
    last: Expression = Number(FOREVER) if interval.high is None else moved(lowering, here, interval.high + 1)
    stop = or_else(column("break"), FOREVER)
    if interval.high is not None:
        stop = at_most(last, stop)
    held = _stretches(anchors, broken, start, stop)
    # Later anchors start later and meet the same breaker or a later one.
    held = replace(held, monotone=lowering.width == 1 or interval.low == 0)
    replaced = _replaced_by(formula) if interval.low == 0 else None
    if replaced is not None:
        held = replace(held, aligned=replaced, distinct=anchors.distinct)
    if replaced is not None and _broken_by_anchors_alone(formula, replaced):
        # The latest anchor is in force: when another one breaks it need not be known.
        unended = Select(anchors.node, (*keep(anchors.keys), ("start", here), ("stop", last)))
        held = replace(held, unended=(held.node, unended))
    return algebra.join(guard, held)


def _replaced_by(formula: Since) -> frozenset[str] | None:
    """For `(NOT EXISTS y. r(x, y)) SINCE r(x, z)`, the last value of x: {x}. Every anchor breaks those before it, so
    that all that hold for one x began together."""
    match formula:
        case Since(_, Not(Exists(hidden, Predicate(name, breaking))), Predicate(other, anchoring)) if name == other:
            shared: set[str] = set()
            new: set[str] = set()
            for mine, its in zip(breaking, anchoring, strict=True):
                if isinstance(mine, Variable) and mine.name in hidden and mine.name not in new:
                    new.add(mine.name)
                elif isinstance(mine, Variable) and mine.name not in hidden and mine == its:
                    shared.add(mine.name)
                else:
                    return None
            return frozenset(shared)
    return None


def _broken_by_anchors_alone(formula: Since, shared: frozenset[str]) -> bool:
    """Whether every row that breaks is an anchor too, because anchors may have anything in their other columns."""
    assert isinstance(formula.right, Predicate)
    arguments = formula.right.arguments
    others = [term for term in arguments if not (isinstance(term, Variable) and term.name in shared)]
    assert isinstance(formula.left, Not)
    assert isinstance(formula.left.body, Exists)
    hidden = len(set(formula.left.body.variables))
    return len(others) == hidden and len({term.name for term in others if isinstance(term, Variable)}) == hidden


def _stretches(anchors: Timed, node: Node, start: Expression, stop: Expression) -> Timed:
    """SPANS from computed bounds, without the empty ones."""
    spans = Timed(node, anchors.variables, Shape.SPANS)
    made = Select(node, (*keep(anchors.keys), ("start", start), ("stop", stop)))
    return spans.on(Select(made, all_outputs(spans), (call("<", column("start"), column("stop")),)))


def _first_break(anchors: Timed, failing: Timed) -> Node:
    """Each anchor with `break`: the first position after it at which `failing` holds, or NULL."""
    on = algebra.shared_keys(failing, anchors)
    if failing.shape is Shape.POINTS:
        outputs = (*all_outputs(anchors, "left"), ("break", right("here")))
        return AsOf(anchors.node, failing.node, on, "here", "<", "here", outputs, outer=True)
    failing = algebra.make_distinct(algebra.snap(failing))
    after = (*all_outputs(anchors, "left"), ("next", right("next")))
    followed = Join(anchors.node, TIME_POINTS, (("here", "position"),), after)
    first = at_least(left("next"), right("start"))
    found = call("case", call("is null", right("start")), FOREVER, first)
    outputs = (*all_outputs(anchors, "left"), ("break", found))
    return AsOf(followed, failing.node, on, "next", "<", "stop", outputs, outer=True)


@rule(Until)
def lower_until(lowering: Lowering, formula: Until, guard: Timed) -> Timed:
    """Up to each anchor: inside the window, after the last breaker before the anchor."""
    anchors = algebra.points(lowering.operand(formula.right, guard))
    interval = bounds(lowering, formula.interval)
    if interval is NEVER:
        return algebra.join(guard, nowhere(anchors))
    failing = breakers(lowering, formula.left, anchors)
    if (
        guard.shape is failing.shape is Shape.POINTS
        and _lone(lowering, formula.right)
        and set(anchors.names) <= set(guard.names)
    ):
        return _met(lowering, interval, guard, anchors, failing)
    broken = _last_break(anchors, failing)
    here = column("here")
    start = or_else(column("break"), -FOREVER)
    if interval.high is not None:
        start = at_least(moved(lowering, here, -interval.high), start)
    stop = moved(lowering, here, 1 - interval.low) if interval.low else call("+", here, 1)
    held = _stretches(anchors, broken, start, stop)
    if lowering.width == 1 or interval.low == 0:
        # Later anchors start later or together, and stop later: of those that start together the longest is all.
        longest = Group(held.node, (*held.keys, "start"), (("stop", "max", column("stop")),))
        held = held.on(longest, monotone=True)
    return algebra.join(guard, held)


def lone_events(formula: Formula) -> Iterator[Columns]:
    """The events up to which something lasts, with the columns that are compared: a key may have only one of them."""
    if isinstance(formula, Until):
        key = event_key(formula.right)
        if key is not None:
            yield key
    for child in children(formula):
        yield from lone_events(child)


def _lone(lowering: Lowering, formula: Formula) -> bool:
    """Whether there is one event for a key at most, at whatever time."""
    key = event_key(formula)
    return key is not None and key[0] not in lowering.lets and key in lowering.unrepeated


def _met(lowering: Lowering, interval: Interval, guard: Timed, anchors: Timed, failing: Timed) -> Timed:
    """The guard where its only anchor is in the window, with no breaker before it."""
    here, anchor = left("here"), right("here")
    within = [call("<=", moved(lowering, here, interval.low) if interval.low else here, anchor)]
    if interval.high is not None:
        within.append(call("<", anchor, moved(lowering, here, interval.high + 1)))
    outputs = (*all_outputs(guard, "left"), ("anchor", anchor))
    met = Join(guard.node, anchors.node, algebra.shared_keys(anchors, guard), outputs, also=tuple(within))
    broken = (*keep((*guard.keys, "here", "anchor"), "left"), ("break", right("here")))
    after = AsOf(met, failing.node, algebra.shared_keys(failing, guard), "here", "<=", "here", broken, outer=True)
    before = call("<=", column("anchor"), or_else(column("break"), FOREVER))
    return guard.on(Select(after, all_outputs(guard), (before,)))


def _last_break(anchors: Timed, failing: Timed) -> Node:
    """Each anchor with `break`: just after the last position before it at which `failing` holds, or NULL."""
    on = algebra.shared_keys(failing, anchors)
    if failing.shape is Shape.POINTS:
        outputs: Outputs = (*all_outputs(anchors, "left"), ("break", call("+", right("here"), 1)))
        return AsOf(anchors.node, failing.node, on, "here", ">", "here", outputs, outer=True)
    failing = algebra.make_distinct(algebra.snap(failing))
    until = call("case", call("is null", right("stop")), -FOREVER, at_most(left("here"), right("stop")))
    outputs = (*all_outputs(anchors, "left"), ("break", until))
    return AsOf(anchors.node, failing.node, on, "here", ">", "start", outputs, outer=True)


@rule(Previous)
def lower_previous(lowering: Lowering, formula: Previous, guard: Timed) -> Timed:
    """The body, one time point later, where the step fits the interval."""
    body = lowering.operand(formula.body, guard)
    return algebra.join(guard, step(lowering, formula.interval, body, forward=True))


@rule(Next)
def lower_next(lowering: Lowering, formula: Next, guard: Timed) -> Timed:
    """The body, one time point earlier, where the step fits the interval."""
    body = lowering.operand(formula.body, guard)
    return algebra.join(guard, step(lowering, formula.interval, body, forward=False))


def step(lowering: Lowering, interval: Interval, body: Timed, *, forward: bool) -> Timed:
    """The body moved by one time point: what held at a point holds at the following one, or at the one before."""
    interval = bounds(lowering, interval)
    if interval is NEVER:
        return nowhere(body)
    if interval.low == 0 and interval.high is None and body.shape is not Shape.POINTS:
        return _stepped_spans(algebra.snap(body), forward=forward)
    spots = algebra.points(body)
    here, there = ("position", "next") if forward else ("next", "position")
    pairs = _neighbours(interval)
    outputs = (*keep(spots.keys, "left"), ("here", right(there)))
    return spots.on(Join(spots.node, pairs, (("here", here),), outputs))


def _neighbours(interval: Interval) -> Node:
    """Positions of neighbouring time points whose distance in time fits the interval."""
    following = Window("lead", column("stamp"), (), ("position",))
    paired = Select(TIME_POINTS, (*keep(("position", "next", "stamp")), ("following", following)))
    distance = call("-", column("following"), column("stamp"))
    fits: tuple[Expression, ...] = (call("not", call("is null", column("following"))),)
    if interval.low:
        fits += (call(">=", distance, interval.low),)
    if interval.high is not None:
        fits += (call("<=", distance, interval.high),)
    return Select(paired, keep(("position", "next")), fits)


def _stepped_spans(spans: Timed, *, forward: bool) -> Timed:
    """Snapped SPANS moved by one time point, both ends by equi-joins with the time points."""
    keys = spans.keys
    if forward:
        begun: Outputs = (*keep(keys, "left"), ("start", right("next")), ("stop", left("stop")))
        first = Join(spans.node, TIME_POINTS, (("start", "position"),), begun)
        ended: Outputs = (*keep((*keys, "start"), "left"), ("stop", or_else(right("next"), FOREVER)))
        last = Join(first, TIME_POINTS, (("stop", "position"),), ended, how="left")
    else:
        begun = (*keep(keys, "left"), ("start", or_else(right("position"), left("start"))), ("stop", left("stop")))
        first = Join(spans.node, TIME_POINTS, (("start", "next"),), begun, how="left")
        ended = (*keep((*keys, "start"), "left"), ("stop", right("position")))
        last = Join(first, TIME_POINTS, (("stop", "next"),), ended)
    filled = Select(last, all_outputs(spans), (call("<", column("start"), column("stop")),))
    return spans.on(filled, monotone=False)
