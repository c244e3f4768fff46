"""Timed relations: which valuations satisfy a formula, and over which stretch of time.

Time is encoded as a *position*, one whole number for each time point: `time stamp * width + rank`, where `rank`
counts the time points that bear the same time stamp and `width` is the largest number of them (1 as a rule; then a
position is a time stamp). Moving a bound by `d` units of time is `+ d * width`, with no look-up, and the order of
time points with one time stamp is kept.

Rules it keeps:

- a relation has one of four shapes: RIGID (at every time point), POINTS (at the time point `here`), RISING (from
  `start` on), SPANS (from `start` until just before `stop`);
- a stretch stands for the time points in it; what it covers between time points means nothing;
- `distinct`: the rows of one valuation never overlap; `monotone`: of two rows of one valuation, the one that
  starts later never stops earlier, and two that start together stop together; `snapped`: a span starts at a time
  point and stops at one that it does not hold, so that it is never empty and adjacent spans touch; `length`: all
  spans stop so much after their start; `determined`: at most one row holds at a time for each valuation of these
  variables; `aligned`: two spans with one valuation of these variables are the same stretch, or do not meet;
  `unended`, of aligned ones: `node`, and beside it another whose spans go on where the next of them begins; a join
  with the latest does not notice.

It leaves to others: operators on relations (`algebra`), formulas (`lower…`).
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from typing import Literal as OneOf

from servanda.engine.plan.ir import Call, Column, Expression, Literal, Node, Number, Outputs, Table, Unit, call, keep
from servanda.logic.schema import ColumnType

FOREVER = 2**62
"""The position after all time; `-FOREVER` is before all time."""

TIME_POINTS = Table("time_points", ("position", "next", "stamp", "number"))
"""The time points; `next` is the position of the following one, or FOREVER."""


class Shape(Enum):
    RIGID = auto()
    POINTS = auto()
    RISING = auto()
    SPANS = auto()


TIME_COLUMNS = {
    Shape.RIGID: (),
    Shape.POINTS: ("here",),
    Shape.RISING: ("start",),
    Shape.SPANS: ("start", "stop"),
}


@dataclass(frozen=True)
class Timed:
    """A node with the meaning of its columns: the variables in order with their types, and the time."""

    node: Node
    variables: tuple[tuple[str, ColumnType], ...]
    shape: Shape
    distinct: bool = False
    monotone: bool = False
    snapped: bool = False
    length: int | None = None
    determined: frozenset[str] | None = None
    aligned: frozenset[str] | None = None
    unended: tuple[Node, Node] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.variables)

    @property
    def types(self) -> dict[str, ColumnType]:
        return dict(self.variables)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that hold the valuation."""
        return tuple(column_of(name) for name in self.names)

    @property
    def times(self) -> tuple[str, ...]:
        return TIME_COLUMNS[self.shape]

    def on(
        self, node: Node, *, distinct: bool | None = None, monotone: bool | None = None, snapped: bool | None = None
    ) -> "Timed":
        """The same relation held by another node, with the flags that change; spans may have been cut."""
        return replace(
            self,
            node=node,
            distinct=self.distinct if distinct is None else distinct,
            monotone=self.monotone if monotone is None else monotone,
            snapped=self.snapped if snapped is None else snapped,
            length=None,
            aligned=None,
            unended=None,
        )


TRUE = Timed(Unit((("always", Literal(1)),)), (), Shape.RIGID, distinct=True)


def column_of(variable: str) -> str:
    """The column of a variable; SQL ignores case, the logic does not.

    >>> column_of("party"), column_of("aB_c")
    ('v_party', 'v_a^b_c')
    """
    return "v_" + encoded(variable)


@lru_cache(maxsize=8192)
def encoded(name: str) -> str:
    """A name that stays distinct where case is ignored."""
    return "".join(f"^{letter.lower()}" if letter.isupper() or letter == "^" else letter for letter in name)


def at_least(first: Expression, second: Expression) -> Call:
    """The greater of the two (CASE: every engine has it, with one meaning)."""
    return call("case", call("<", first, second), second, first)


def at_most(first: Expression, second: Expression) -> Call:
    return call("case", call("<", second, first), second, first)


def or_else(value: Expression, default: Expression | int) -> Call:
    """`value`, or `default` where a left join found nothing."""
    return call("case", call("is null", value), default, value)


def start_of(shape: Shape, side: OneOf["", "left", "right"] = "") -> Expression:
    """Where a row's stretch begins."""
    match shape:
        case Shape.RIGID:
            return Number(-FOREVER)
        case Shape.POINTS:
            return Column("here", side)
        case _:
            return Column("start", side)


def stop_of(shape: Shape, side: OneOf["", "left", "right"] = "") -> Expression:
    """Where a row's stretch ends, exclusive."""
    match shape:
        case Shape.RIGID | Shape.RISING:
            return Number(FOREVER)
        case Shape.POINTS:
            return call("+", Column("here", side), 1)
        case Shape.SPANS:
            return Column("stop", side)


def time_outputs(relation: Timed, side: OneOf["", "left", "right"] = "") -> Outputs:
    """The time columns, passed through."""
    return keep(relation.times, side)


def all_outputs(relation: Timed, side: OneOf["", "left", "right"] = "") -> Outputs:
    return keep(relation.keys + relation.times, side)
