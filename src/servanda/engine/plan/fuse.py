"""Second pass: one SELECT instead of several on top of each other. Short statements parse and plan faster.

Rules it keeps:

- the rows are the same: nothing moves across a window function or a grouping;
- an expression that costs is not written twice; a join that others use too stays theirs.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal as OneOf

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
    Table,
    Union,
    Window,
)


def fuse(node: Node) -> Node:
    """The same rows by fewer nodes."""
    return _Fusing(reads(node)).node(node)


def reads(node: Node) -> Counter[int]:
    """How often each node is read, by identity."""
    uses: Counter[int] = Counter()
    pending = [node]
    while pending:
        item = pending.pop()
        uses[id(item)] += 1
        if uses[id(item)] > 1:
            continue
        match item:
            case Select(source, _, _) | Group(source, _, _):
                pending.append(source)
            case Join() | AsOf():
                pending += [item.left, item.right]
            case Union(parts):
                pending += parts
            case _:
                pass
    return uses


def tables_of(node: Node) -> Iterator[str]:
    """The names of the tables that a node reads, each once."""
    seen: set[int] = set()
    names: set[str] = set()
    pending: list[Node] = [node]
    while pending:
        item = pending.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        match item:
            case Table(name, _):
                if name not in names:
                    names.add(name)
                    yield name
            case Select(source, _, _) | Group(source, _, _):
                pending.append(source)
            case Join() | AsOf():
                pending += [item.left, item.right]
            case Union(parts):
                pending += parts
            case _:
                pass


class _Fusing:
    def __init__(self, uses: Counter[int]) -> None:
        self._uses = uses
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
                made = _fused(replace(node, source=self.node(source)))
                if isinstance(made, Select) and isinstance(made.source, Join | AsOf) and self._uses[id(source)] == 1:
                    return _into_join(made, made.source)
                return made
            case Group(source, _, _):
                return replace(node, source=self.node(source))
            case Join() | AsOf():
                joined = replace(node, left=self.node(node.left), right=self.node(node.right))
                return _without_renaming(_without_renaming(joined, "left"), "right")
            case Union(parts):
                flat = [
                    inner
                    for part in map(self.node, parts)
                    for inner in (part.parts if isinstance(part, Union) else (part,))
                ]
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
    if any(windowed(value) for value in values.values()):
        return outer
    used = Counter(name for value in (*(v for _, v in outer.outputs), *outer.where) for name in _columns(value))
    if any(count > 1 and not isinstance(values[name], Column | Literal | Number) for name, count in used.items()):
        return outer
    if inner.where and any(windowed(value) for _, value in outer.outputs):
        return outer
    outputs = tuple((name, _substituted(value, values)) for name, value in outer.outputs)
    if any(not _orders_by_columns(value, values) for _, value in outer.outputs):
        return outer
    where = inner.where + tuple(_substituted(value, values) for value in outer.where)
    return Select(inner.source, outputs, where)


def _into_join(outer: Select, inner: Join | AsOf) -> Node:
    """A projection of a join's rows (and of an inner join a filter too), done by the join."""
    if outer.where and not (isinstance(inner, Join) and inner.how == "inner"):
        return outer
    values = dict(inner.outputs)
    expressions = (*(value for _, value in outer.outputs), *outer.where)
    used = Counter(name for value in expressions for name in _columns(value))
    twice = any(count > 1 and not isinstance(values[name], Column) for name, count in used.items())
    if twice or any(windowed(value) for value in expressions):
        return outer
    outputs = tuple((name, _substituted(value, values)) for name, value in outer.outputs)
    if isinstance(inner, AsOf):
        return replace(inner, outputs=outputs)
    return replace(inner, outputs=outputs, also=inner.also + tuple(_substituted(v, values) for v in outer.where))


def _without_renaming(node: Join | AsOf, side: OneOf["left", "right"]) -> Join | AsOf:
    """A join that reads from under a projection which only picks and renames columns."""
    under = node.left if side == "left" else node.right
    if not isinstance(under, Select) or under.where:
        return node
    names = {name: value.name for name, value in under.outputs if isinstance(value, Column)}
    if len(names) < len(under.outputs):
        return node
    place = 0 if side == "left" else 1

    def renamed(value: Expression) -> Expression:
        match value:
            case Column(name, where) if where == side:
                return Column(names[name], where)
            case Call(operator, arguments):
                return Call(operator, tuple(renamed(argument) for argument in arguments))
            case _:
                return value

    on = tuple((names[a], b) if place == 0 else (a, names[b]) for a, b in node.on)
    outputs = tuple((name, renamed(value)) for name, value in node.outputs)
    if isinstance(node, Join):
        also = tuple(renamed(value) for value in node.also)
        if side == "left":
            return replace(node, left=under.source, on=on, outputs=outputs, also=also)
        return replace(node, right=under.source, on=on, outputs=outputs, also=also)
    if side == "left":
        return replace(node, left=under.source, on=on, outputs=outputs, left_at=names[node.left_at])
    return replace(node, right=under.source, on=on, outputs=outputs, right_at=names[node.right_at])


def windowed(value: Expression) -> bool:
    match value:
        case Window():
            return True
        case Call(_, arguments):
            return any(windowed(argument) for argument in arguments)
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
