"""The operators and functions of plans, each as the SQLGlot tree that means it on DuckDB.

Rules it keeps: one name, one meaning on every engine; what is here with DuckDB's own functions (`try`, `strftime`),
`kernel_functions` spells out in what all engines have.
"""

from collections.abc import Callable

from sqlglot import exp

Build = Callable[..., exp.Expr]

BIGINT = exp.DataType.build("bigint")
DOUBLE = exp.DataType.build("double")
TEXT = exp.DataType.build("text")


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _paren(value: exp.Expr) -> exp.Expr:
    plain = exp.Column | exp.Literal | exp.Cast | exp.Case | exp.Paren | exp.Func
    return value if isinstance(value, plain) else exp.Paren(this=value)


def _binary(kind: type[exp.Expr]) -> Build:
    def build(first: exp.Expr, second: exp.Expr) -> exp.Expr:
        return exp.Paren(this=kind(this=_paren(first), expression=_paren(second)))

    return build


def _cast(value: exp.Expr, to: exp.DataType) -> exp.Expr:
    return exp.Cast(this=value, to=to.copy())


def _case(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)


def _floor(value: exp.Expr, by: exp.Expr) -> exp.Expr:
    """The quotient rounded down, whatever the sign (and whatever the engine's own `%` does)."""
    add, subtract, remainder, quotient = (_binary(kind) for kind in (exp.Add, exp.Sub, exp.Mod, exp.IntDiv))
    rest = remainder(add(remainder(value, by), by.copy()), by.copy())
    return quotient(subtract(value.copy(), rest), by.copy())


def _function(name: str) -> Build:
    def build(*arguments: exp.Expr) -> exp.Expr:
        return exp.Anonymous(this=name, expressions=list(arguments))

    return build


def _when(condition: exp.Expr, then: exp.Expr) -> exp.Expr:
    """`then`, or NULL."""
    return exp.Case(ifs=[exp.If(this=condition, true=then)])


def _read_number(text: exp.Expr, pattern: str, to: exp.DataType) -> exp.Expr:
    """The number that a string is, or NULL: engines accept more than one syntax, or less."""
    fits = exp.Anonymous(this="regexp_full_match", expressions=[text, exp.Literal.string(pattern)])
    plain = exp.Anonymous(this="ltrim", expressions=[text.copy(), exp.Literal.string("+")])
    return _when(fits, exp.TryCast(this=plain, to=to.copy()))


LAST_DATE = 253402300799


def _remainder(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    """Of the lowest integer by -1 too, where the engine's quotient has no value."""
    minus_one = exp.EQ(this=_paren(second.copy()), expression=exp.Paren(this=exp.Neg(this=_number(1))))
    return _case(minus_one, _binary(exp.Sub)(first.copy(), first.copy()), _binary(exp.Mod)(first, second))


def _finite(value: exp.Expr) -> exp.Expr:
    return _when(exp.Anonymous(this="isfinite", expressions=[value]), value.copy())


def _in_range(value: exp.Expr) -> exp.Expr:
    """A float as it is, and an error where it is not finite: of such a one there is no whole number."""
    failing = _cast(_cast(value.copy(), BIGINT), DOUBLE)
    return _case(exp.Anonymous(this="isfinite", expressions=[value]), value.copy(), failing)


def _moment(stamp: exp.Expr) -> exp.Expr:
    """The time in UTC that a number of seconds since 1970 stands for, or NULL outside the years 1970 to 9999."""
    inside = exp.Between(this=stamp, low=_number(0), high=_number(LAST_DATE))
    micros = exp.Mul(this=_paren(stamp.copy()), expression=_number(1_000_000))
    return _when(inside, exp.Anonymous(this="make_timestamp", expressions=[micros]))


def _part(name: str, stamp: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[_moment(stamp)])


def _captured(text: exp.Expr, pattern: exp.Expr, number: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="regexp_extract", expressions=[text, pattern, number])


FUNCTIONS: dict[str, Build] = {
    "+": _binary(exp.Add),
    "-": _binary(exp.Sub),
    "*": _binary(exp.Mul),
    "whole +": _binary(exp.Add),
    "whole -": _binary(exp.Sub),
    "whole *": _binary(exp.Mul),
    "whole negative": lambda a: exp.Paren(this=exp.Neg(this=_paren(a))),
    "float +": _binary(exp.Add),
    "float -": _binary(exp.Sub),
    "float *": _binary(exp.Mul),
    "divide": lambda a, b: exp.Paren(this=exp.Div(this=_cast(a, DOUBLE), expression=_cast(b, DOUBLE))),
    "whole quotient": _binary(exp.IntDiv),
    "remainder": _remainder,
    "negative": lambda a: exp.Paren(this=exp.Neg(this=_paren(a))),
    "floor": _floor,
    "=": _binary(exp.EQ),
    "<": _binary(exp.LT),
    "<=": _binary(exp.LTE),
    ">": _binary(exp.GT),
    ">=": _binary(exp.GTE),
    "or": _binary(exp.Or),
    "not": lambda a: exp.Paren(this=exp.Not(this=_paren(a))),
    "is null": lambda a: exp.Paren(this=exp.Is(this=a, expression=exp.Null())),
    "case": _case,
    "latest": lambda: _cast(exp.Parameter(this=exp.Var(this="latest")), BIGINT),
    "contains": _function("contains"),
    "matches": _function("regexp_matches"),
    "captured": _captured,
    "holds": lambda a: _case(a, exp.true(), exp.false()),
    "try": _function("try"),
    "finite": _finite,
    "in range": _in_range,
    "nothing int": lambda: _cast(exp.Null(), BIGINT),
    "nothing float": lambda: _cast(exp.Null(), DOUBLE),
    "nothing string": lambda: _cast(exp.Null(), TEXT),
    "to int": lambda a: _cast(a, BIGINT),
    "to float": lambda a: _cast(a, DOUBLE),
    "i2f": lambda a: _cast(a, DOUBLE),
    "f2i": lambda a: _cast(exp.Anonymous(this="trunc", expressions=[a]), BIGINT),
    "i2s": lambda a: _cast(a, TEXT),
    "f2s": lambda a: _cast(a, TEXT),
    "s2i": lambda a: _read_number(a, r"[+-]?[0-9]{1,39}", BIGINT),
    "s2f": lambda a: _finite(_read_number(a, r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", DOUBLE)),
    "FORMAT_DATE": lambda a: exp.Anonymous(this="strftime", expressions=[_moment(a), exp.Literal.string("%Y-%m-%d")]),
    "YEAR": lambda a: _part("year", a),
    "MONTH": lambda a: _part("month", a),
    "DAY_OF_MONTH": lambda a: _part("day", a),
    "widened": lambda a: a,
    "exact": lambda a: _cast(a, BIGINT),
    "lag": lambda a: exp.Lag(this=a),
    "lead": lambda a: exp.Lead(this=a),
    "number": lambda a: a,
    "text": lambda a: a,
    "aggregate count": lambda a: exp.Count(this=exp.Star()),
    "aggregate min": lambda a: exp.Min(this=a),
    "aggregate max": lambda a: exp.Max(this=a),
    "aggregate int sum": lambda a: _cast(exp.Sum(this=a), BIGINT),
    "aggregate float sum": lambda a: exp.Sum(this=a),
    "aggregate average": lambda a: exp.Avg(this=a),
    "aggregate median": lambda a: exp.Anonymous(this="median", expressions=[a]),
}
