"""From a formula to the text of one SQL statement: the passes in order.

Rules it keeps: the answer's columns are the time and then the variables in the asked order; with an open end of
time, answers stop at the horizon (the statement's parameter `latest`).
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum, auto

from servanda.engine.plan import algebra, lower_aggregate, lower_boolean, lower_temporal, lower_window
from servanda.engine.plan.duckdb_text import duckdb_text
from servanda.engine.plan.fuse import fuse, tables_of
from servanda.engine.plan.horizon import looks_ahead
from servanda.engine.plan.ir import Join, Node, Outputs, Select, call, column, keep, left, right
from servanda.engine.plan.kernel import kernel_form
from servanda.engine.plan.lower import RULES, Columns, Lowering
from servanda.engine.plan.relation import TIME_POINTS, Shape, Timed, at_most
from servanda.logic.monitorable import prepare
from servanda.logic.schema import Signature
from servanda.logic.syntax import Formula

PASSES = (lower_boolean, lower_temporal, lower_aggregate, lower_window)
"""The modules whose rules fill `RULES`."""


class Question(Enum):
    SATISFACTIONS = auto()
    EPISODES = auto()
    STAMPS = auto()
    POSITIONS = auto()


@dataclass(frozen=True)
class Compiled:
    """A statement and what must be at hand to run it; `windows` says how far verdicts are final."""

    windows: Formula
    sql: str
    node: Node
    shown: tuple[str, ...]
    order: tuple[str, ...]
    tables: frozenset[str]
    bounded: bool

    def text(self, *, pretty: bool = False, kernel: bool = False) -> str:
        """The same by way of a tree, which can be laid out; `kernel`: in DuckDB's form of the kernel."""
        from servanda.engine.plan.dialect import DUCKDB, KERNEL
        from servanda.engine.plan.sql import statement, text

        dialect = KERNEL if kernel else DUCKDB
        return text(statement(self.node, self.shown, self.order, dialect), dialect, pretty=pretty)


def compile_formula(
    formula: Formula,
    signature: Signature,
    distinct: Set[str],
    unrepeated: Set[Columns],
    width: int,
    order: Sequence[str] | None,
    question: Question,
    *,
    closed: bool,
    kernel: bool = False,
) -> Compiled:
    """The statement for `formula` over relations of these shapes; `kernel`: in what every engine has."""
    if not RULES:
        raise RuntimeError("no lowering is registered")
    prepared = prepare(formula, signature, closed=closed)
    names = prepared.order if order is None else tuple(order)
    if sorted(names) != sorted(prepared.order):
        raise ValueError(f"the order names {names}, but the free variables are {prepared.order}")
    relation = Lowering(signature, frozenset(distinct), frozenset(unrepeated), width, peepholes=not kernel).lower(
        prepared.formula
    )
    bounded = not closed and looks_ahead(prepared.windows)
    if bounded:
        relation = _decided(relation)
    relation = algebra.project(relation, names)
    answer = {
        Question.SATISFACTIONS: _satisfactions,
        Question.EPISODES: _episodes,
        Question.POSITIONS: _positions,
        Question.STAMPS: _satisfactions if width > 1 or relation.shape is not Shape.POINTS else _stamps,
    }[question]
    node = answer(relation)
    if bounded and question is Question.EPISODES:
        node = _left_open(node)
    node = fuse(kernel_form(node) if kernel else node)
    shown = tuple(name for name in node.columns if name != "stop")
    sorting = {
        Question.SATISFACTIONS: ("number", *relation.keys),
        Question.EPISODES: (*relation.keys, "from", "stop"),  # time points of one stamp: their runs in order
        Question.STAMPS: (),
        Question.POSITIONS: (),
    }[question]
    tables = frozenset(tables_of(node))
    written = "" if kernel else duckdb_text(node, shown, sorting)
    made = Compiled(prepared.windows, written, node, shown, sorting, tables, bounded)
    return replace(made, sql=made.text(kernel=True)) if kernel else made


def _decided(relation: Timed) -> Timed:
    """What holds before the horizon."""
    latest = call("latest")
    if relation.shape is Shape.POINTS:
        return algebra.restrict(relation, call("<", column("here"), latest))
    spans = algebra.as_spans(relation)
    outputs: Outputs = (*keep((*spans.keys, "start")), ("stop", at_most(column("stop"), latest)))
    return Timed(
        Select(spans.node, outputs, (call("<", column("start"), latest),)),
        spans.variables,
        Shape.SPANS,
        distinct=spans.distinct,
        monotone=spans.monotone,
    )


def _satisfactions(relation: Timed) -> Node:
    """Each valuation at each time point: number, stamp, values."""
    spots = algebra.points(algebra.make_distinct(relation))
    outputs = (("number", right("number")), ("stamp", right("stamp")), *keep(spots.keys, "left"))
    return Join(spots.node, TIME_POINTS, (("here", "position"),), outputs)


def _stamps(relation: Timed) -> Node:
    """Stamp and values, where a position is a stamp."""
    spots = algebra.make_distinct(relation)
    return Select(spots.node, (("stamp", column("here")), *keep(spots.keys)))


def _positions(relation: Timed) -> Node:
    """Position and values."""
    spots = algebra.points(algebra.make_distinct(relation))
    return Select(spots.node, (("position", column("here")), *keep(spots.keys)))


def _episodes(relation: Timed) -> Node:
    """Each run: the stamp at which it starts, the stamp at which it is over (NULL: it lasts), values."""
    runs = algebra.merge(algebra.snap(relation))
    begun = (*keep((*runs.keys, "start", "stop"), "left"), ("from", right("stamp")))
    first = Join(runs.node, TIME_POINTS, (("start", "position"),), begun)
    outputs = (("from", left("from")), ("until", right("stamp")), *keep((*runs.keys, "stop"), "left"))
    return Join(first, TIME_POINTS, (("stop", "position"),), outputs, how="left")


def _left_open(node: Node) -> Node:
    """A run that lasts to the horizon has no end yet."""
    ended = call("case", call("<", column("stop"), call("latest")), column("until"), call("nothing int"))
    outputs = tuple((name, ended if name == "until" else column(name)) for name in node.columns)
    return Select(node, outputs)
