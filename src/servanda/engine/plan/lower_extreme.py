"""MIN and MAX over windows: what is greatest or least over all that is in force, without meeting each with each.

Rules it keeps:

- over stretches that never end: a running extreme over their starts;
- over spans of one length (events in a window): at each moment at which one starts or stops, the extreme of those that
  started within that length, by a window function;
- equal values count once for an extreme, so that the body need not be made distinct first;
- anything else is left to `lower_aggregate.by_segments`.
"""

from typing import Literal as OneOf

from servanda.engine.plan.ir import Expression, Group, Node, Outputs, Select, Union, Window, call, column, keep
from servanda.engine.plan.relation import FOREVER, Shape, Timed, column_of, or_else
from servanda.logic.schema import ColumnType
from servanda.logic.syntax import Aggregate


def by_extremes(
    valued: Timed, formula: Aggregate, groups: tuple[str, ...], kind: ColumnType, *, peepholes: bool
) -> Node | None:
    """Rows (groups, result, start, stop) for a body with `value`; None where this way does not fit."""
    if formula.operator not in {"MIN", "MAX"}:
        return None
    function: OneOf["max", "min"] = "max" if formula.operator == "MAX" else "min"
    keys = tuple(map(column_of, groups))
    if valued.shape is Shape.RISING:
        first = (("value", function, column("value")),)
        moments: Node = Group(
            Select(valued.node, (*keep((*keys, "value")), ("moment", column("start")))), (*keys, "moment"), first
        )
        extreme = Window(function, column("value"), keys, ("moment",), "to here")
        return _between(Select(moments, (*keep((*keys, "moment")), ("result", extreme))), keys)
    if valued.shape is not Shape.SPANS or valued.length is None or not peepholes:
        return None
    begun: Outputs = (*keep(keys), ("moment", column("start")), ("value", column("value")))
    ended: Outputs = (*keep(keys), ("moment", column("stop")), ("value", call(f"nothing {kind}")))
    events = Union((Select(valued.node, begun), Select(valued.node, ended)))
    window = Window(function, column("value"), keys, ("moment",), (valued.length - 1, 0))
    windowed = Select(events, (*keep((*keys, "moment")), ("result", window)))
    # Peers have one window, and so one result.
    return _between(Group(windowed, (*keys, "moment"), (("result", function, column("result")),)), keys)


def _between(moments: Node, keys: tuple[str, ...]) -> Node:
    """Each result lasts to the next moment of its group; none where nothing is in force."""
    following = Window("lead", column("moment"), keys, ("moment",))
    running = Select(moments, (*keep((*keys, "moment", "result")), ("following", following)))
    stop: Expression = or_else(column("following"), FOREVER)
    outputs: Outputs = (*keep((*keys, "result")), ("start", column("moment")), ("stop", stop))
    return Select(running, outputs, (call("not", call("is null", column("result"))),))
