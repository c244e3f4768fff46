"""From the relational form to DuckDB's SQL, as text at once.

Rules it keeps: the same text, letter by letter, as `sql` makes by way of a SQLGlot tree; the tests compare them on
every case. Loading SQLGlot takes as long as asking a million events, and one dialect does not need it.

It leaves to others: laid-out text for people, and every other dialect (`sql`).
"""

from collections.abc import Callable

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
    keep,
)

SIDES = {"left": "l", "right": "r"}
JOINS = {"inner": "JOIN", "left": "LEFT JOIN", "anti": "ANTI JOIN"}
LAST_DATE = 253402300799
WHOLE = "[+-]?[0-9]{1,39}"
DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"


class Loose(str):
    """Text that needs parentheses inside other text."""

    __slots__ = ()


def duckdb_text(node: Node, shown: tuple[str, ...], order: tuple[str, ...] = ()) -> str:
    """The SELECT that yields the columns `shown` of the rows of `node`."""
    return _Writer().statement(node, shown, order)


class _Writer:
    """Names each node, writes it once, and remembers the common table expressions in order."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._tables: list[str] = []
        self._nodes: list[Node] = []  # keeps them alive: names go by identity

    def statement(self, node: Node, shown: tuple[str, ...], order: tuple[str, ...]) -> str:
        written = self._select(keep(shown), node, "answer")
        if order:
            written += " ORDER BY " + _columns(order, "answer")
        return f"WITH {', '.join(self._tables)} {written}" if self._tables else written

    def _source(self, node: Node, alias: str) -> str:
        name = node.name if isinstance(node, Table) else self._names.get(id(node), "")
        if not name:
            query = self._query(node)
            name = f"q{len(self._tables) + 1}"
            self._names[id(node)] = name
            self._nodes.append(node)
            self._tables.append(f"{quoted(name)} AS ({query})")
        return f"{quoted(name)} AS {quoted(alias)}"

    def _query(self, node: Node) -> str:
        match node:
            case Unit(outputs):
                return "SELECT " + _outputs(outputs, "")
            case Select(source, outputs, where):
                chosen = " AND ".join(_expression(item, "t") for item in where)
                return self._select(outputs, source, "t") + (f" WHERE {chosen}" if chosen else "")
            case Union(parts):
                return " UNION ALL ".join(self._select(keep(part.columns), part, "t") for part in parts)
            case Group(source, keys, aggregates):
                made = tuple((name, Call(f"aggregate {kind}", (operand,))) for name, kind, operand in aggregates)
                grouped = f" GROUP BY {_columns(keys, 't')}" if keys else ""
                return self._select((*keep(keys), *made), source, "t") + grouped
            case Join(_, _, on, outputs, how, also):
                conditions = [*_equal(on), *(_expression(item, "") for item in also)] or ["1 = 1"]
                return self._joined(node, JOINS[how], conditions)
            case AsOf(_, _, on, left_at, operator, right_at, outputs, outer):
                nearest = f"{_column(left_at, 'l')} {operator} {_column(right_at, 'r')}"
                return self._joined(node, "ASOF LEFT JOIN" if outer else "ASOF JOIN", [*_equal(on), nearest])
            case _:
                raise TypeError(f"no SQL for {type(node).__name__}")

    def _joined(self, node: Join | AsOf, how: str, conditions: list[str]) -> str:
        first = self._select(node.outputs, node.left, "l")
        return f"{first} {how} {self._source(node.right, 'r')} ON {' AND '.join(conditions)}"

    def _select(self, outputs: tuple[tuple[str, Expression], ...], source: Node, alias: str) -> str:
        return f"SELECT {_outputs(outputs, alias)} FROM {self._source(source, alias)}"


def quoted(name: str) -> str:
    return '"' + short(name).replace('"', '""') + '"'


def _column(name: str, table: str) -> str:
    return f"{quoted(table)}.{quoted(name)}" if table else quoted(name)


def _columns(names: tuple[str, ...], table: str) -> str:
    return ", ".join(_column(name, table) for name in names)


def _equal(on: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"{_column(a, 'l')} = {_column(b, 'r')}" for a, b in on]


def _outputs(outputs: tuple[tuple[str, Expression], ...], table: str) -> str:
    return ", ".join(f"{_expression(value, table)} AS {quoted(name)}" for name, value in outputs)


def _expression(value: Expression, table: str) -> str:
    match value:
        case Column(name, side):
            return _column(name, SIDES.get(side, table))
        case Literal(str() as text):
            return string(text)
        case Literal(float() as constant):
            return f"CAST({string(repr(constant))} AS DOUBLE)"
        case Literal(int() as whole):
            return f"CAST({_number(whole)} AS BIGINT)"
        case Number(whole):
            return _number(whole)
        case Call(operator, arguments):
            return FUNCTIONS[operator](*(_expression(item, table) for item in arguments))
        case Window():
            return _window(value, table)
        case _:
            raise TypeError(f"no SQL for {type(value).__name__}")


def _window(value: Window, table: str) -> str:
    function = value.function.removeprefix("distinct ")
    name = "SUM" if function == "total" else function.upper()
    parts = [f"PARTITION BY {_columns(value.partition, table)}"] if value.partition else []
    parts.append(f"ORDER BY {_columns(value.order, table)}")
    if value.frame is not None:
        parts.append(_frame(value.frame))
    each = "DISTINCT " if function != value.function else ""
    window = f"{name}({each}{_expression(value.argument, table)}) OVER ({' '.join(parts)})"
    return f"CAST({window} AS BIGINT)" if function in {"total", "sum"} else Loose(window)


def _frame(frame: str | tuple[int | None, int]) -> str:
    kind, start, end = "ROWS", "UNBOUNDED", "1 PRECEDING" if frame == "before" else "CURRENT ROW"
    if frame == "peers":
        kind = "RANGE"
    elif isinstance(frame, tuple):
        far, near = frame
        kind, start = "RANGE", start if far is None else _number(far)
        end = f"{_number(near)} PRECEDING" if near else end
    return f"{kind} BETWEEN {start} PRECEDING AND {end}"


def _number(value: int) -> str:
    return f"(-{-value})" if value < 0 else str(value)


def string(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# -- operators and functions, as `functions` has them -----------------------------------------------------------------


def _paren(value: str) -> str:
    return f"({value})" if isinstance(value, Loose) else value


def _binary(sign: str) -> Callable[..., str]:
    return lambda first, second: f"({_paren(first)} {sign} {_paren(second)})"


def _cast(to: str) -> Callable[..., str]:
    return lambda value: f"CAST({value} AS {to})"


def _function(name: str) -> Callable[..., str]:
    return lambda *arguments: f"{name}({', '.join(arguments)})"


def _case(condition: str, then: str, otherwise: str) -> str:
    return f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END"


def _when(condition: str, then: str) -> str:
    return f"CASE WHEN {condition} THEN {then} END"


def _floor(value: str, by: str) -> str:
    value, by = _paren(value), _paren(by)
    return f"(({value} - ((({value} % {by}) + {by}) % {by})) // {by})"


def _remainder(first: str, second: str) -> str:
    a, b = _paren(first), _paren(second)
    return _case(f"{b} = (-1)", f"({a} - {a})", f"({a} % {b})")


def _read_number(text: str, pattern: str, to: str) -> str:
    return _when(f"REGEXP_FULL_MATCH({text}, {string(pattern)})", f"TRY_CAST(LTRIM({text}, '+') AS {to})")


def _finite(value: str) -> str:
    return _when(f"ISFINITE({value})", value)


def _in_range(value: str) -> str:
    return _case(f"ISFINITE({value})", value, f"CAST(CAST({value} AS BIGINT) AS DOUBLE)")


def _moment(stamp: str) -> str:
    return _when(f"{stamp} BETWEEN 0 AND {LAST_DATE}", f"MAKE_TIMESTAMP({_paren(stamp)} * 1000000)")


def _negative(value: str) -> str:
    return f"(-{_paren(value)})"


FUNCTIONS: dict[str, Callable[..., str]] = {
    **{f"{kind}{sign}": _binary(sign) for kind in ("", "whole ", "float ") for sign in "+-*"},
    **{sign: _binary(sign) for sign in ("=", "<", "<=", ">", ">=")},
    "or": _binary("OR"),
    "not": lambda a: f"(NOT {_paren(a)})",
    "is null": lambda a: f"({a} IS NULL)",
    "whole negative": _negative,
    "negative": _negative,
    "divide": lambda a, b: f"(CAST({a} AS DOUBLE) / CAST({b} AS DOUBLE))",
    "whole quotient": _binary("//"),
    "remainder": _remainder,
    "floor": _floor,
    "case": _case,
    "latest": lambda: "CAST($latest AS BIGINT)",
    "contains": _function("CONTAINS"),
    "matches": _function("REGEXP_MATCHES"),
    "captured": _function("REGEXP_EXTRACT"),
    "holds": lambda a: _case(a, "TRUE", "FALSE"),
    "try": _function("TRY"),
    "finite": _finite,
    "in range": _in_range,
    "nothing int": lambda: "CAST(NULL AS BIGINT)",
    "nothing float": lambda: "CAST(NULL AS DOUBLE)",
    "nothing string": lambda: "CAST(NULL AS TEXT)",
    "to int": _cast("BIGINT"),
    "to float": _cast("DOUBLE"),
    "i2f": _cast("DOUBLE"),
    "f2i": lambda a: f"CAST(TRUNC({a}) AS BIGINT)",
    "i2s": _cast("TEXT"),
    "f2s": _cast("TEXT"),
    "s2i": lambda a: _read_number(a, WHOLE, "BIGINT"),
    "s2f": lambda a: _finite(_read_number(a, DECIMAL, "DOUBLE")),
    "FORMAT_DATE": lambda a: f"STRFTIME({_moment(a)}, '%Y-%m-%d')",
    "YEAR": lambda a: f"YEAR({_moment(a)})",
    "MONTH": lambda a: f"MONTH({_moment(a)})",
    "DAY_OF_MONTH": lambda a: f"DAY({_moment(a)})",
    "aggregate count": lambda a: "COUNT(*)",
    "aggregate min": _function("MIN"),
    "aggregate max": _function("MAX"),
    "aggregate int sum": lambda a: f"CAST(SUM({a}) AS BIGINT)",
    "aggregate float sum": _function("SUM"),
    "aggregate average": _function("AVG"),
    "aggregate median": _function("MEDIAN"),
}
