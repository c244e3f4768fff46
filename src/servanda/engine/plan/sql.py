"""Third pass: from the relational form to SQL, as a SQLGlot tree and then as text.

Rules it keeps:

- every node becomes one CTE, in order of use; every column is qualified and quoted; an output never takes the name
  of an input column for another value within the same SELECT's conditions;
- the kernel form of `engine`: projection, filter, equi-joins, UNION ALL, GROUP BY, CASE, LAG/LEAD and running
  sums and maxima; where `peepholes` are on, ASOF JOIN and ANTI JOIN, which DuckDB runs faster, stand for the
  union-and-running-maximum and the LEFT JOIN that they equal;
- in the kernel's text a join has equalities under ON and all else under WHERE;
- the text depends only on the nodes and the dialect, so that it may be kept and run again.

It leaves to others: running it (`session`); DuckDB's own text without a tree (`duckdb_text`).
"""

from typing import cast

from sqlglot import exp

from servanda.engine.plan.dialect import DUCKDB, Dialect
from servanda.engine.plan.identifiers import short
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
    Unit,
    Window,
)

ASOF = {">=": exp.GTE, ">": exp.GT, "<=": exp.LTE, "<": exp.LT}


def statement(node: Node, shown: tuple[str, ...], order: tuple[str, ...] = (), dialect: Dialect = DUCKDB) -> exp.Query:
    """The SELECT that yields the columns `shown` of the rows of `node`. Raises `Lacking`."""
    return _Writer(dialect).statement(node, shown, order)


def text(query: exp.Query, dialect: Dialect = DUCKDB, *, pretty: bool = False) -> str:
    return query.sql(dialect=dialect.writes, pretty=pretty, comments=False, copy=False)


class _Writer:
    """Names each node, writes it once, and remembers the CTEs in order."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._names: dict[int, str] = {}
        self._ctes: list[exp.CTE] = []
        self._nodes: list[Node] = []  # keeps them alive: names go by identity

    def statement(self, node: Node, shown: tuple[str, ...], order: tuple[str, ...]) -> exp.Query:
        source = self._source(node, "answer")
        select = exp.Select(
            expressions=[self._output(Column(name), name, "answer") for name in shown],
            from_=exp.From(this=source),
        )
        if order:
            keys = [exp.Ordered(this=_column(name, "answer")) for name in order]
            select.set("order", exp.Order(expressions=keys))
        if self._ctes:
            select.set("with_", exp.With(expressions=self._ctes))
        return select

    def _source(self, node: Node, alias: str) -> exp.Table:
        if isinstance(node, Table):
            name = node.name
        else:
            name = self._names.get(id(node), "")
            if not name:
                query = self._query(node)
                name = f"q{len(self._ctes) + 1}"
                self._names[id(node)] = name
                self._nodes.append(node)
                self._ctes.append(exp.CTE(this=query, alias=exp.TableAlias(this=_identifier(name))))
        return exp.Table(this=_identifier(name), alias=exp.TableAlias(this=_identifier(alias)))

    def _query(self, node: Node) -> exp.Query:
        match node:
            case Unit(outputs):
                return exp.Select(expressions=[self._output(value, name, "") for name, value in outputs])
            case Select(source, outputs, where):
                select = self._select(outputs, source, "t")
                _where(select, [self._expression(item, "t") for item in where])
                return select
            case Union(parts):
                return self._union(parts)
            case Group(source, keys, aggregates):
                outputs = tuple((key, cast(Expression, Column(key))) for key in keys) + tuple(
                    (name, Call(f"aggregate {function}", (operand,))) for name, function, operand in aggregates
                )
                select = self._select(outputs, source, "t")
                if keys:
                    select.set("group", exp.Group(expressions=[_column(key, "t") for key in keys]))
                return select
            case Join():
                return self._join(node)
            case AsOf():
                return self._as_of(node)
            case _:
                message = f"no SQL for {type(node).__name__}"
                raise TypeError(message)

    def _select(self, outputs: tuple[tuple[str, Expression], ...], source: Node, alias: str) -> exp.Select:
        return exp.Select(
            expressions=[self._output(value, name, alias) for name, value in outputs],
            from_=exp.From(this=self._source(source, alias)),
        )

    def _union(self, parts: tuple[Node, ...]) -> exp.Query:
        queries: list[exp.Query] = []
        for part in parts:
            outputs = tuple((name, cast(Expression, Column(name))) for name in part.columns)
            queries.append(self._select(outputs, part, "t"))
        union = queries[0]
        for query in queries[1:]:
            union = exp.Union(this=union, expression=query, distinct=False)
        return union

    def _join(self, node: Join) -> exp.Select:
        select = self._select(node.outputs, node.left, "l")
        conditions: list[exp.Expr] = [exp.EQ(this=_column(a, "l"), expression=_column(b, "r")) for a, b in node.on]
        further = [self._expression(item, "") for item in node.also]
        apart = node.how == "inner" and self._dialect.equalities
        if apart:
            _where(select, further)
        else:
            conditions += further
        side = {"inner": {}, "left": {"side": "LEFT"}, "anti": {"kind": "ANTI"}}[node.how]
        if apart and not conditions:
            joined = exp.Join(this=self._source(node.right, "r"), kind="CROSS")
        else:
            joined = exp.Join(this=self._source(node.right, "r"), on=_all(conditions), **side)
        select.set("joins", [joined])
        return select

    def _as_of(self, node: AsOf) -> exp.Select:
        select = self._select(node.outputs, node.left, "l")
        conditions: list[exp.Expr] = [exp.EQ(this=_column(a, "l"), expression=_column(b, "r")) for a, b in node.on]
        nearest = ASOF[node.operator](this=_column(node.left_at, "l"), expression=_column(node.right_at, "r"))
        side = {"side": "LEFT"} if node.outer else {}
        source = self._source(node.right, "r")
        joined = exp.Join(this=source, method="ASOF", on=_all([*conditions, nearest]), **side)
        select.set("joins", [joined])
        return select

    def _output(self, value: Expression, name: str, table: str) -> exp.Alias:
        return exp.Alias(this=self._expression(value, table), alias=_identifier(name))

    def _literal(self, value: int | float | str) -> exp.Expr:
        if isinstance(value, str):
            return self._dialect.function("text")(exp.Literal.string(value))
        if isinstance(value, float):
            return exp.Cast(this=exp.Literal.string(repr(value)), to=exp.DataType.build("double"))
        return exp.Cast(this=_number(value), to=exp.DataType.build("bigint"))

    def _expression(self, value: Expression, table: str) -> exp.Expr:
        match value:
            case Column(name, side):
                return _column(name, SIDES.get(side, table))
            case Literal(constant):
                return self._literal(constant)
            case Number(whole):
                return self._dialect.function("number")(_number(whole))
            case Call(operator, arguments):
                build = self._dialect.function(operator)
                return build(*(self._expression(item, table) for item in arguments))
            case Window():
                return self._window(value, table)

    def _window(self, value: Window, table: str) -> exp.Expr:
        argument = self._expression(value.argument, table)
        kind = value.function.removeprefix("distinct ")
        if kind != value.function:
            argument = exp.Distinct(expressions=[argument])
        if kind in {"lag", "lead"}:
            function = self._dialect.function(kind)(argument)
        elif kind == "total":
            function = exp.Sum(this=self._dialect.function("widened")(argument))
        else:
            function = AGGREGATES[kind](this=argument)
        window = exp.Window(
            this=function,
            partition_by=[_column(name, table) for name in value.partition],
            order=exp.Order(expressions=[exp.Ordered(this=_column(name, table)) for name in value.order]),
        )
        if value.frame is not None:
            window.set("spec", _frame(value.frame))
        if kind == "total":
            return self._dialect.function("exact")(window)
        if kind == "sum":
            return exp.Cast(this=window, to=exp.DataType.build("bigint"))
        return window


AGGREGATES: dict[str, type[exp.Expr]] = {"max": exp.Max, "min": exp.Min, "sum": exp.Sum, "count": exp.Count}
SIDES = {"left": "l", "right": "r"}


def _identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=short(name), quoted=True)


def _column(name: str, table: str) -> exp.Column:
    return exp.Column(this=_identifier(name), table=_identifier(table) if table else None)


def _all(conditions: list[exp.Expr]) -> exp.Expr:
    if not conditions:
        return exp.EQ(this=_number(1), expression=_number(1))
    found = conditions[0]
    for condition in conditions[1:]:
        found = exp.And(this=found, expression=condition)
    return found


def _where(select: exp.Select, conditions: list[exp.Expr]) -> None:
    if conditions:
        select.set("where", exp.Where(this=_all(conditions)))


def _number(value: int) -> exp.Expr:
    number = exp.Literal.number(abs(value))
    return exp.Paren(this=exp.Neg(this=number)) if value < 0 else number


def _frame(frame: str | tuple[int | None, int]) -> exp.Expr:
    if isinstance(frame, tuple):
        far, near = frame
        start = "UNBOUNDED" if far is None else _number(far)
        last = {"end": _number(near), "end_side": "PRECEDING"} if near else {"end": "CURRENT ROW"}
        return exp.WindowSpec(kind="RANGE", start=start, start_side="PRECEDING", **last)
    last = {"end": _number(1), "end_side": "PRECEDING"} if frame == "before" else {"end": "CURRENT ROW"}
    kind = "RANGE" if frame == "peers" else "ROWS"
    return exp.WindowSpec(kind=kind, start="UNBOUNDED", start_side="PRECEDING", **last)
