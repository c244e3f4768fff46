"""Second pass: one SELECT instead of several on top of each other. Short statements parse and plan faster.

Rules it keeps:

- the rows are the same: nothing moves across a window function or a grouping;
- an expression that costs is not written twice; a node that others use too stays theirs.
"""

from collections import Counter
from dataclasses import replace

from servanda.engine.plan.ir import (
    AsOf,
    Call,
    Column,
    Expression,
    Group,
    Join,
    Literal,
    Node,
    Number,
    Select,
    Union,
    Window,
)


def fuse(node: Node) -> Node:
    """The same rows by fewer nodes."""
    return _Fusing().node(node)


class _Fusing:
    def __init__(self) -> None:
        self._done: dict[int, Node] = {}
        self._kept: list[Node] = []  # alive, since `_done` goes by identity

    def node(self, node: Node) -> Node:
        found = self._done.get(id(node))
        if found is None:
            found = self._done[id(node)] = self._made(node)
            self._kept.append(node)
        return found

    def _made(self, node: Node) -> Node:
        match node:
            case Select(source, _, _):
                return _fused(replace(node, source=self.node(source)))
            case Group(source, _, _):
                return replace(node, source=self.node(source))
            case Join() | AsOf():
                return replace(node, left=self.node(node.left), right=self.node(node.right))
            case Union(parts):
                made = [self.node(part) for part in parts]
                flat = [inner for part in made for inner in (part.parts if isinstance(part, Union) else (part,))]
                return Union(tuple(flat))
            case _:
                return node


def _fused(outer: Select) -> Node:
    """`outer` over its source's source, where that is the same."""
    inner = outer.source
    identical = not outer.where and all(value == Column(name) for name, value in outer.outputs)
    if identical and outer.columns == inner.columns:
        return inner
    if not isinstance(inner, Select):
        return outer
    values = dict(inner.outputs)
    if any(_windowed(value) for value in values.values()):
        return outer
    used = Counter(name for value in (*(v for _, v in outer.outputs), *outer.where) for name in _columns(value))
    if any(count > 1 and not isinstance(values[name], Column | Literal | Number) for name, count in used.items()):
        return outer
    if inner.where and any(_windowed(value) for _, value in outer.outputs):
        return outer
    outputs = tuple((name, _substituted(value, values)) for name, value in outer.outputs)
    if any(not _orders_by_columns(value, values) for _, value in outer.outputs):
        return outer
    where = inner.where + tuple(_substituted(value, values) for value in outer.where)
    return Select(inner.source, outputs, where)


def _windowed(value: Expression) -> bool:
    match value:
        case Window():
            return True
        case Call(_, arguments):
            return any(_windowed(argument) for argument in arguments)
        case _:
            return False


def _columns(value: Expression) -> list[str]:
    match value:
        case Column(name):
            return [name]
        case Call(_, arguments):
            return [name for argument in arguments for name in _columns(argument)]
        case Window(_, argument, partition, order):
            return [*_columns(argument), *partition, *order]
        case _:
            return []


def _orders_by_columns(value: Expression, values: dict[str, Expression]) -> bool:
    """A window's keys are column names: they can only be renamed."""
    match value:
        case Window(_, _, partition, order):
            return all(isinstance(values[name], Column) for name in (*partition, *order))
        case Call(_, arguments):
            return all(_orders_by_columns(argument, values) for argument in arguments)
        case _:
            return True


def _substituted(value: Expression, values: dict[str, Expression]) -> Expression:
    match value:
        case Column(name):
            return values[name]
        case Call(operator, arguments):
            return Call(operator, tuple(_substituted(argument, values) for argument in arguments))
        case Window(_, argument, partition, order):
            renamed = [
                tuple(found.name if isinstance(found := values[name], Column) else name for name in names)
                for names in (partition, order)
            ]
            return replace(value, argument=_substituted(argument, values), partition=renamed[0], order=renamed[1])
        case _:
            return value
