"""The kernel's functions in expressions that every engine has, each with one meaning whatever the engine's own.

Rules it keeps:

- an integer result beyond 64 bits is NULL, and a sum beyond 64 bits an error, on engines that wrap around in silence
  too: both are computed in a wider type and brought back; so is a sum of floats that an engine takes for infinite;
- quotients drop the fraction and remainders have the sign of the left side; an engine never divides by zero, nor the
  lowest integer by -1, not even in a branch that is not taken;
- dates are computed from whole numbers (H. Hinnant, "chrono-compatible low-level date algorithms", 2013), so that no
  session's time zone and no calendar type's range comes in;
- what an engine lacks is left out of its functions, and a formula that needs it is refused before it runs.

It leaves to others: what an engine writes differently (`servanda.engine.drivers`), DuckDB's own quicker functions
(`functions`).
"""

from collections.abc import Mapping

from sqlglot import exp

from servanda.engine.plan.functions import BIGINT, DOUBLE, FUNCTIONS, LAST_DATE, TEXT, Build

LARGEST = 1.7976931348623157e308
OWN_TO_DUCKDB = {"try", "contains", "matches", "captured", "f2s"}


def number(value: int) -> exp.Expr:
    """A whole number with its type: engines guess narrow or unsigned ones."""
    plain: exp.Expr = exp.Literal.number(abs(value))
    return cast(exp.Paren(this=exp.Neg(this=plain)) if value < 0 else plain, BIGINT)


def cast(value: exp.Expr, to: exp.DataType) -> exp.Expr:
    return exp.Cast(this=value, to=to.copy())


def named(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of the engine's function of this name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def case(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)


def operator(kind: type[exp.Expr], first: exp.Expr, second: exp.Expr) -> exp.Expr:
    if kind is exp.Div:  # by the operands' types, as they stand
        return exp.Paren(this=exp.Div(this=first, expression=second, typed=True, safe=False))
    return exp.Paren(this=kind(this=first, expression=second))


def equal(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    return operator(exp.EQ, first, second)


def unless(value: exp.Expr, bad: int) -> exp.Expr:
    """The value, or NULL where it is `bad`."""
    return exp.Nullif(this=value, expression=number(bad))


def try_cast(value: exp.Expr, to: exp.DataType) -> exp.Expr:
    return exp.TryCast(this=value, to=to.copy())


class Kernel:
    """What the functions are built from; an engine that writes one of these differently overrides it."""

    wide = exp.DataType.build("decimal(38, 0)")

    def widened(self, value: exp.Expr) -> exp.Expr:
        """A 64-bit integer in a type that holds sums and products of two."""
        return cast(value, self.wide)

    def narrowed(self, value: exp.Expr) -> exp.Expr:
        """Back to 64 bits, or NULL."""
        return try_cast(value, BIGINT)

    def exact(self, value: exp.Expr) -> exp.Expr:
        """Back to 64 bits, or an error."""
        return cast(value, BIGINT)

    def quotient(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        """The quotient of two integers without its fraction; the second is neither 0 nor -1."""
        return operator(exp.IntDiv, first, second)

    def truncated(self, value: exp.Expr) -> exp.Expr:
        """A float without its fraction, as an integer, or NULL."""
        return self.narrowed(named("trunc", value))

    def float_operator(self, kind: type[exp.Expr], first: exp.Expr, second: exp.Expr) -> exp.Expr:
        return operator(kind, cast(first, DOUBLE), cast(second, DOUBLE))

    def fits(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Whether the whole text is of a pattern."""
        return self.matches(text, self.text(exp.Literal.string(rf"^(?:{pattern})$")))

    def matches(self, text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return named("regexp_like", text, pattern)

    def unsigned(self, text: exp.Expr) -> exp.Expr:
        """A text without a plus before it."""
        return named("ltrim", text, exp.Literal.string("+"))

    def read(self, text: exp.Expr, to: exp.DataType) -> exp.Expr:
        """The number that a text of the right pattern is, or NULL where it is beyond the type."""
        return try_cast(text, to)

    def contains(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        return operator(exp.GT, cast(named("strpos", text, part), BIGINT), number(0))

    def part(self, text: exp.Expr, first: int, length: int) -> exp.Expr:
        return named("substr", text, exp.Literal.number(first), exp.Literal.number(length))

    def text(self, literal: exp.Expr) -> exp.Expr:
        """A string constant."""
        return literal

    def joined(self, *texts: exp.Expr) -> exp.Expr:
        return exp.Concat(expressions=list(texts), safe=False)

    def median(self, value: exp.Expr) -> exp.Expr:
        return named("median", cast(value, DOUBLE))

    def neighbour(self, kind: type[exp.Expr], value: exp.Expr) -> exp.Expr:
        """LAG or LEAD: NULL where there is no such row."""
        return kind(this=value)

    # -- what follows from these ------------------------------------------------------------------------------------

    def checked(self, kind: type[exp.Expr]) -> Build:
        return lambda a, b: self.narrowed(operator(kind, self.widened(a), self.widened(b)))

    def whole_negative(self, value: exp.Expr) -> exp.Expr:
        return self.narrowed(exp.Paren(this=exp.Neg(this=self.widened(value))))

    def whole_quotient(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        divided = self.quotient(first, unless(unless(second, 0), -1))
        return case(equal(second.copy(), number(-1)), self.whole_negative(first.copy()), divided)

    def remainder(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        rest = operator(exp.Mod, first, unless(unless(second, 0), -1))
        nothing = operator(exp.Sub, first.copy(), first.copy())
        return case(equal(second.copy(), number(-1)), nothing, rest)

    def floor(self, value: exp.Expr, by: exp.Expr) -> exp.Expr:
        """The quotient rounded down, by a positive number."""
        again = operator(exp.Add, operator(exp.Mod, value, by), by.copy())
        rest = operator(exp.Mod, again, by.copy())
        return self.quotient(operator(exp.Sub, value.copy(), rest), by.copy())

    def finite(self, value: exp.Expr) -> exp.Expr:
        inside = exp.Between(this=value, low=self.float_literal(-LARGEST), high=self.float_literal(LARGEST))
        return case(inside, value.copy())

    def in_range(self, value: exp.Expr) -> exp.Expr:
        """A float as it is, or an error where it is not finite; engines may compute the branch that is not taken."""
        inside = exp.Between(this=value, low=self.float_literal(-LARGEST), high=self.float_literal(LARGEST))
        failing = cast(self.exact(case(inside, self.float_literal(0.0), value.copy())), DOUBLE)
        return case(inside.copy(), value.copy(), failing)

    def float_literal(self, value: float) -> exp.Expr:
        return cast(exp.Literal.string(repr(value)), DOUBLE)

    def divide(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        divisor = exp.Nullif(this=cast(second, DOUBLE), expression=self.float_literal(0.0))
        return self.float_operator(exp.Div, first, divisor)

    def to_integer(self, text: exp.Expr) -> exp.Expr:
        return case(self.fits(text, r"[+-]?[0-9]{1,39}"), self.read(self.unsigned(text.copy()), BIGINT))

    def to_double(self, text: exp.Expr) -> exp.Expr:
        pattern = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
        return case(self.fits(text, pattern), self.finite(self.read(self.unsigned(text.copy()), DOUBLE)))

    def over(self, value: exp.Expr, by: int) -> exp.Expr:
        """The quotient of a number that is not negative."""
        return self.quotient(value, number(by))

    def dated(self, stamp: exp.Expr) -> "Date":
        inside = exp.Between(this=stamp, low=number(0), high=number(LAST_DATE))
        days = self.over(case(inside, stamp.copy()), 86_400)
        return Date(self, operator(exp.Add, days, number(719_468)))

    def date_text(self, stamp: exp.Expr) -> exp.Expr:
        """YYYY-MM-DD."""
        date = self.dated(stamp)
        digits = operator(exp.Add, operator(exp.Mul, date.year, number(10_000)), date.month_times(100))
        eight = cast(operator(exp.Add, digits, date.day), TEXT)
        dash = self.text(exp.Literal.string("-"))
        parts = self.part(eight, 1, 4), self.part(eight.copy(), 5, 2), self.part(eight.copy(), 7, 2)
        return self.joined(parts[0], dash, parts[1], dash.copy(), parts[2])

    def functions(self) -> Mapping[str, Build]:
        """Everything by name; an engine takes away what it lacks."""
        shared = {name: build for name, build in FUNCTIONS.items() if name not in OWN_TO_DUCKDB}
        return shared | {
            "try": lambda a: a,
            "whole +": self.checked(exp.Add),
            "whole -": self.checked(exp.Sub),
            "whole *": self.checked(exp.Mul),
            "whole negative": self.whole_negative,
            "whole quotient": self.whole_quotient,
            "remainder": self.remainder,
            "float +": lambda a, b: self.float_operator(exp.Add, a, b),
            "float -": lambda a, b: self.float_operator(exp.Sub, a, b),
            "float *": lambda a, b: self.float_operator(exp.Mul, a, b),
            "divide": self.divide,
            "floor": self.floor,
            "finite": self.finite,
            "in range": self.in_range,
            "contains": self.contains,
            "matches": self.matches,
            "f2i": self.truncated,
            "s2i": self.to_integer,
            "s2f": self.to_double,
            "FORMAT_DATE": self.date_text,
            "YEAR": lambda a: self.dated(a).year,
            "MONTH": lambda a: self.dated(a).month_times(1),
            "DAY_OF_MONTH": lambda a: self.dated(a).day,
            "aggregate count": lambda a: cast(exp.Count(this=exp.Star()), BIGINT),
            "aggregate int sum": lambda a: self.exact(exp.Sum(this=self.widened(a))),
            "aggregate average": lambda a: exp.Avg(this=cast(a, DOUBLE)),
            "aggregate median": self.median,
            "widened": self.widened,
            "exact": self.exact,
            "lag": lambda a: self.neighbour(exp.Lag, a),
            "lead": lambda a: self.neighbour(exp.Lead, a),
            "number": lambda a: cast(a, BIGINT),
            "text": self.text,
        }


class Date:
    """Year, month and day of a number of days since 1 March of the year 0, by whole numbers alone."""

    def __init__(self, kernel: Kernel, days: exp.Expr) -> None:
        over = kernel.over
        of_era = operator(exp.Mod, days.copy(), number(146_097))
        leaps = _sum(of_era, (-1, over(of_era.copy(), 1_460)), (1, over(of_era.copy(), 36_524)))
        leaps = _sum(leaps, (-1, over(of_era.copy(), 146_096)))
        year_of_era = over(leaps, 365)
        in_year = _sum(
            of_era.copy(),
            (-1, operator(exp.Mul, year_of_era.copy(), number(365))),
            (-1, over(year_of_era.copy(), 4)),
            (1, over(year_of_era.copy(), 100)),
        )
        shifted = over(_sum(operator(exp.Mul, in_year.copy(), number(5)), (1, number(2))), 153)  # 0 is March
        before = over(_sum(operator(exp.Mul, shifted.copy(), number(153)), (1, number(2))), 5)
        self.day = _sum(in_year, (-1, before), (1, number(1)))
        late = operator(exp.GTE, shifted.copy(), number(10))
        eras = operator(exp.Mul, over(days, 146_097), number(400))
        self.year = _sum(year_of_era, (1, eras), (1, case(late, number(1), number(0))))
        self._month = _sum(shifted, (1, case(late.copy(), number(-9), number(3))))

    def month_times(self, factor: int) -> exp.Expr:
        return self._month if factor == 1 else operator(exp.Mul, self._month, number(factor))


def _sum(first: exp.Expr, *others: tuple[int, exp.Expr]) -> exp.Expr:
    for sign, other in others:
        first = operator(exp.Add if sign > 0 else exp.Sub, first, other)
    return first
