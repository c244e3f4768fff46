"""The relational form that a formula is compiled to, before it becomes SQL.

Rules it keeps:

- a few kinds of node, each a plain table function: projection with filter, equi-join with a further condition,
  as-of join, UNION ALL, GROUP BY; expressions are columns, literals, calls and window functions;
- every node knows its output columns; a node used twice is the same object twice and becomes one CTE;
- nothing of formulas, intervals or SQL dialects.

It leaves to others: what the rows mean (`relation`), which nodes a formula needs (`lower…`), text (`sql`).

>>> table = Table("log", ("moment", "party"))
>>> Select(table, (("party", Column("party")),)).columns
('party',)
"""

from dataclasses import dataclass
from typing import Literal as OneOf

from servanda.logic.syntax import Value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the source; in a join `side` says of which one."""

    name: str
    side: OneOf["", "left", "right"] = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value of the logic: written with its type, since engines guess narrow ones."""

    value: Value


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number in the arithmetic of positions, where the other side has the type."""

    value: int


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function of the kernel; `sql` lists their names."""

    operator: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A window function over rows. `total` is a sum of the facts' own numbers, which may go beyond 64 bits; the
    `distinct` ones take each value once.

    `frame`: None (LAG, LEAD), up to the row, up to the one before, up to the row and its peers; or (far, near): the
    rows whose order key is `far` to `near` less than the row's (far None: without end).
    """

    function: OneOf["max", "min", "sum", "total", "count", "distinct total", "distinct count", "lag", "lead"]
    argument: "Expression"
    partition: tuple[str, ...]
    order: tuple[str, ...]
    frame: OneOf["to here", "before", "peers"] | tuple[int | None, int] | None = None


Expression = Column | Literal | Number | Call | Window
Outputs = tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A loaded table or view."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Unit:
    """One row of constants: what holds whatever the facts."""

    outputs: Outputs

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.outputs)


@dataclass(frozen=True, eq=False)
class Select:
    """Projection and filter. `where` sees the source's columns, not the outputs."""

    source: "Node"
    outputs: Outputs
    where: tuple[Expression, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.outputs)


@dataclass(frozen=True, eq=False)
class Join:
    """Equi-join on pairs of columns, with a further condition; `anti` keeps the left rows without a partner."""

    left: "Node"
    right: "Node"
    on: tuple[tuple[str, str], ...]
    outputs: Outputs
    how: OneOf["inner", "left", "anti"] = "inner"
    also: tuple[Expression, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.outputs)


@dataclass(frozen=True, eq=False)
class AsOf:
    """For each left row the one right row with the same keys that is nearest in `left_at` `operator` `right_at`.

    `>=` and `>` find the last at or before; `<=` and `<` the first at or after. `outer` keeps left rows without one.
    """

    left: "Node"
    right: "Node"
    on: tuple[tuple[str, str], ...]
    left_at: str
    operator: OneOf[">=", ">", "<=", "<"]
    right_at: str
    outputs: Outputs
    outer: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.outputs)


@dataclass(frozen=True, eq=False)
class Union:
    """UNION ALL of nodes with the same columns, matched by position."""

    parts: tuple["Node", ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.parts[0].columns


@dataclass(frozen=True, eq=False)
class Group:
    """GROUP BY `keys`; each aggregate is (output, function, operand). Without aggregates: the distinct rows."""

    source: "Node"
    keys: tuple[str, ...]
    aggregates: tuple[tuple[str, str, Expression], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.keys + tuple(name for name, _, _ in self.aggregates)


Node = Table | Unit | Select | Join | AsOf | Union | Group


def column(name: str) -> Column:
    return Column(name)


def left(name: str) -> Column:
    return Column(name, "left")


def right(name: str) -> Column:
    return Column(name, "right")


def call(operator: str, *arguments: Expression | int) -> Call:
    """A call over expressions and plain whole numbers."""
    return Call(operator, tuple(Number(item) if isinstance(item, int) else item for item in arguments))


def keep(names: tuple[str, ...], side: OneOf["", "left", "right"] = "") -> Outputs:
    """Outputs that pass columns through under their own names."""
    return tuple((name, Column(name, side)) for name in names)
