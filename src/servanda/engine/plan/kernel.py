"""A pass for engines without ASOF and ANTI joins: the same rows by grouping, running maxima and equi-joins.

Rules it keeps:

- an as-of join is a union of both sides' moments, the running maximum of the right one's, and two equi-joins;
- an anti-join is a left join with the keys that occur, and the rows that found none;
- ORDER BY keys are total, for each side's moments are grouped first;
- a running maximum up to the row before is that up to the row, one row later; a running sum over peers is one over
  grouped rows.

It leaves to others: joins with a further condition, which are still there (an overlap of spans, the time points
inside a span).
"""

from dataclasses import replace

from servanda.engine.plan.ir import (
    AsOf,
    Column,
    Expression,
    Group,
    Join,
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
)

NEVER = -(2**63) + 1
"""Before every position, and before the negative of every one."""


def kernel_form(node: Node) -> Node:
    """The same rows without AsOf nodes and anti-joins."""
    return _Rewriting().node(node)


class _Rewriting:
    def __init__(self) -> None:
        self._done: dict[int, tuple[Node, Node]] = {}

    def node(self, node: Node) -> Node:
        found = self._done.get(id(node))
        if found is None:
            found = self._done[id(node)] = node, self._made(node)
        return found[1]

    def _made(self, node: Node) -> Node:
        match node:
            case Select(source, outputs, _) if any(_peers(value) for _, value in outputs):
                return over_peers(replace(node, source=self.node(source)))
            case Select(source, outputs, _) if any(_before(value) for _, value in outputs):
                return one_later(replace(node, source=self.node(source)))
            case Select(source, _, _) | Group(source, _, _):
                return replace(node, source=self.node(source))
            case Union(parts):
                return Union(tuple(map(self.node, parts)))
            case Join() | AsOf():
                joined = replace(node, left=self.node(node.left), right=self.node(node.right))
                if isinstance(joined, AsOf):
                    return as_of(joined)
                return without(joined) if joined.how == "anti" else joined
            case _:
                return node


def _before(value: Expression) -> bool:
    return isinstance(value, Window) and value.frame == "before"


def _peers(value: Expression) -> bool:
    return isinstance(value, Window) and value.frame == "peers"


def one_later(node: Select) -> Node:
    """Windows up to the row before: LAG of the windows up to the row. Rows that tie in the order are equal in both."""
    assert not node.where
    running: list[tuple[str, Expression]] = []
    later: list[tuple[str, Expression]] = []
    for name, value in node.outputs:
        if isinstance(value, Window) and value.frame == "before":
            running.append((name, replace(value, frame="to here")))
            later.append((name, Window("lag", column(name), value.partition, value.order)))
        else:
            running.append((name, value))
            later.append((name, column(name)))
    return Select(Select(node.source, tuple(running)), tuple(later))


def over_peers(node: Select) -> Node:
    """A running sum with peers: of each group of peers first, then one row after the other, then back to the rows."""
    assert not node.where
    found = [(name, value) for name, value in node.outputs if isinstance(value, Window) and value.frame == "peers"]
    assert len(found) == 1
    name, window = found[0]
    keys = (*window.partition, *window.order)
    together = Group(node.source, keys, (("sum", "int sum", window.argument),))
    running = Select(
        together,
        (*keep(keys), (name, Window("sum", column("sum"), window.partition, window.order, "to here"))),
    )
    outputs = tuple((item, Column(name, "right") if item == name else left_of(value)) for item, value in node.outputs)
    return Join(node.source, running, tuple((key, key) for key in keys), outputs)


def left_of(value: Expression) -> Expression:
    assert isinstance(value, Column)
    return Column(value.name, "left")


def without(node: Join) -> Node:
    """The left rows whose keys do not occur on the right."""
    keys = tuple(right for _, right in node.on)
    occurring = Group(node.right, keys, (("occurs", "count", Number(1)),))
    there = Select(occurring, (*keep(keys), ("occurs", column("occurs"))), (call(">", column("occurs"), 0),))
    outputs = (*node.outputs, ("occurs", Column("occurs", "right")))
    tried = Join(node.left, there, node.on, outputs, how="left")
    return Select(tried, keep(node.columns), (call("is null", column("occurs")),))


def as_of(node: AsOf) -> Node:
    """The nearest right row for each left row, by a running maximum over the moments of both."""
    behind, strict = node.operator in {">=", ">"}, node.operator in {">", "<"}
    left_keys, right_keys = tuple(a for a, _ in node.on), tuple(b for _, b in node.on)
    shared = tuple(f"key{index}" for index in range(len(node.on)))
    carried = tuple(name for name in node.right.columns if name not in {*right_keys, node.right_at})
    one = Group(node.right, (*right_keys, node.right_at), tuple((name, "max", column(name)) for name in carried))

    def signed(name: str) -> Expression:
        """Looking ahead is looking behind with the signs changed."""
        return column(name) if behind else call("negative", column(name))

    def moments(source: Node, keys: tuple[str, ...], at: str, rank: int, reach: Expression) -> Node:
        named: Outputs = tuple((new, column(old)) for new, old in zip(shared, keys, strict=True))
        return Select(source, (*named, ("moment", signed(at)), ("rank", Number(rank)), ("reach", reach)))

    asked, given = (0, 1) if strict else (1, 0)
    both = Union(
        (
            moments(one, right_keys, node.right_at, given, signed(node.right_at)),
            moments(Group(node.left, (*left_keys, node.left_at)), left_keys, node.left_at, asked, Number(NEVER)),
        )
    )
    nearest = Window("max", column("reach"), shared, ("moment", "rank"), "to here")
    running = Select(both, (*keep((*shared, "moment", "rank")), ("nearest", nearest)))
    reached = Select(
        running,
        (*keep(shared), ("moment", signed("moment")), ("nearest", column("nearest"))),
        (call("=", column("rank"), asked),),
    )
    on = (*zip(left_keys, shared, strict=True), (node.left_at, "moment"))
    placed: Outputs = (*((name, left(name)) for name in node.left.columns), ("nearest", Column("nearest", "right")))
    found = Join(node.left, reached, on, placed)
    signed_right = Select(one, (*keep(one.columns), ("nearest", signed(node.right_at))))
    return Join(
        found,
        signed_right,
        (*node.on, ("nearest", "nearest")),
        node.outputs,
        how="left" if node.outer else "inner",
    )
