"""The relations of plans in terms of loaded tables, and the time points, in the kernel's own form.

Rules it keeps: what a plan reads as `rows_NAME` is `loaded_NAME` with positions for time stamps, computed within the
statement; nothing but the kernel is used, so that facts may stay where the engine has them.

It leaves to others: which tables there are (`session`).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from servanda.engine.plan.fuse import reads, windowed
from servanda.engine.plan.ir import (
    AsOf,
    Expression,
    Group,
    Join,
    Node,
    Number,
    Outputs,
    Select,
    Table,
    Union,
    Window,
    call,
    column,
    keep,
    left,
    right,
)
from servanda.engine.plan.kernel import without
from servanda.engine.plan.relation import FOREVER, TIME_POINTS, at_least, at_most, encoded, or_else
from servanda.engine.plan.timeline import UNBOUNDED
from servanda.logic.schema import Kind, Schema

BY_NUMBER = "number"


def loaded(schema: Schema, *, by_number: bool = False) -> Table:
    """The table that a relation's rows are brought to."""
    times = {
        Kind.EVENT: (BY_NUMBER,) if by_number else ("stamp",),
        Kind.SPAN: ("from", "until"),
        Kind.RIGID: () if schema.columns else ("always",),
    }[schema.kind]
    return Table(f"loaded_{encoded(schema.name)}", times + tuple(f"c{index}" for index in range(len(schema.columns))))


def placed(schema: Schema, width: int, *, by_number: bool = False) -> Node:
    """`rows_NAME`: the relation with positions."""
    table = loaded(schema, by_number=by_number)
    values = tuple(name for name in table.columns if name.startswith("c"))
    match schema.kind:
        case Kind.RIGID:
            return table
        case Kind.SPAN:
            return Select(table, (*keep(values), *_ends(width)))
        case _ if by_number:
            outputs: Outputs = (*keep(values, "left"), ("here", right("position")))
            return Join(table, TIME_POINTS, ((BY_NUMBER, BY_NUMBER),), outputs)
        case _ if width > 1:
            last = Group(TIME_POINTS, ("stamp",), (("here", "max", column("position")),))
            return Join(table, last, (("stamp", "stamp"),), (*keep(values, "left"), ("here", right("here"))))
        case _:
            return Select(table, (*keep(values), ("here", column("stamp"))))


def _ends(width: int) -> Outputs:
    limit = FOREVER // width
    start = at_least(column("from"), Number(-limit))
    stop = at_most(or_else(column("until"), limit), Number(limit))
    return ("start", call("*", start, width)), ("stop", call("*", stop, width))


def stamps(schema: Schema) -> tuple[Node, ...]:
    """The time stamps that a loaded relation bears."""
    table = loaded(schema)
    match schema.kind:
        case Kind.EVENT:
            return (Select(table, keep(("stamp",))),)
        case Kind.SPAN:
            inside = [
                (
                    call("not", call("is null", column(end))),
                    call("<=", column(end), UNBOUNDED),
                    call(">=", column(end), -UNBOUNDED),
                )
                for end in ("from", "until")
            ]
            ends = zip(("from", "until"), inside, strict=True)
            return tuple(Select(table, (("stamp", column(end)),), where) for end, where in ends)
        case Kind.RIGID:
            return ()


def time_points(sources: tuple[Node, ...]) -> Node:
    """The table of time points: every distinct stamp of the sources."""
    distinct = Group(Union(sources) if len(sources) > 1 else sources[0], ("stamp",))
    following = Window("lead", column("stamp"), (), ("stamp",))
    ranked = Window("sum", Number(1), (), ("stamp",), "to here")
    windowed = Select(distinct, (*keep(("stamp",)), ("following", following), ("rank", ranked)))
    return Select(
        windowed,
        (
            ("position", column("stamp")),
            ("next", or_else(column("following"), FOREVER)),
            ("stamp", column("stamp")),
            ("number", call("-", column("rank"), 1)),
        ),
    )


def misplaced(schema: Schema) -> Node:
    """The stamps of a loaded relation at which there is no time point."""
    found: Outputs = (("stamp", left("stamp")),)
    return without(Join(loaded(schema), TIME_POINTS, (("stamp", "stamp"),), found, how="anti"))


def unfit(schema: Schema) -> Node:
    """How many rows of a loaded relation have a missing value or a float that is not finite."""
    table = loaded(schema)
    floats = {f"c{index}" for index, kind in enumerate(schema.types) if kind == "float"}
    required = [name for name in table.columns if name != "until"]
    checks = [call("finite", column(name)) if name in floats else column(name) for name in required]
    wrong: Expression = call("is null", checks[0])
    for value in checks[1:]:
        wrong = call("or", wrong, call("is null", value))
    return Group(Select(table, (("row", Number(1)),), (wrong,)), (), (("rows", "count", column("row")),))


def with_tables(node: Node, tables: Mapping[str, Node]) -> Node:
    """The node with other nodes in the place of tables."""
    done: dict[int, tuple[Node, Node]] = {}

    shared: dict[str, Node] = {}

    def changed(item: Node) -> Node:
        found = done.get(id(item))
        if found is None:
            made = shared.setdefault(item.name, tables.get(item.name, item)) if isinstance(item, Table) else None
            found = done[id(item)] = item, made or over(item, changed)
        return found[1]

    return changed(node)


def over(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node over changed sources."""
    match node:
        case Select(source, _, _) | Group(source, _, _):
            return replace(node, source=change(source))
        case Join() | AsOf():
            return replace(node, left=change(node.left), right=change(node.right))
        case Union(parts):
            return Union(tuple(map(change, parts)))
        case _:
            return node


def divided(node: Node, *, products: bool = False) -> tuple[list[tuple[Table, Node]], Node]:
    """The node without what it reads twice, and before it those parts as tables of their own, in the order of making.

    Engines that write a common table expression out wherever it is read would compute it again each time, and what it
    reads again too: a deep plan would grow without bound. `products`: joins by inequalities alone are parts too.
    """
    uses = reads(node)
    apart: list[tuple[Table, Node]] = []
    done: dict[int, tuple[Node, Node]] = {}

    def changed(item: Node) -> Node:
        found = done.get(id(item))
        if found is None:
            made = over(item, changed)
            product = isinstance(item, Join) and not item.on and bool(item.also)
            if (uses[id(item)] > 1 and not plain(item)) or (products and product and item is not node):
                table = Table(f"shared_{len(apart)}", item.columns)
                apart.append((table, made))
                made = table
            found = done[id(item)] = item, made
        return found[1]

    return apart, changed(node)


def plain(node: Node) -> bool:
    """A table, or some of its rows and columns: as quick to read twice as to keep."""
    match node:
        case Table():
            return True
        case Select(Table(), outputs, _):
            return not any(windowed(value) for _, value in outputs)
        case _:
            return False
