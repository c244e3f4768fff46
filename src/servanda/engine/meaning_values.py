"""The meaning of terms, tests and aggregates, over single values.

Rules it keeps (decisions where the field's tools differ or are silent):

- integers have 64 bits; `/` between integers drops the fraction (-7 / 2 is -3), MOD has the sign of the left side;
- a term may have *no value*: division by zero, a result beyond 64 bits or not finite, a string that is no number.
  A test over a term without value does not hold (so that NOT of it does), and `x = t` gives no row;
- floats are never infinite and never NaN; strings are ordered by code points;
- AVG and MED are floats; MED of an even number is the mean of the middle two;
- over an empty relation without groups CNT, SUM, AVG, MED, MIN and MAX give 0, 0.0 or the empty string;
- a sum of integers beyond 64 bits is an error, not a verdict.

It leaves to others: which valuations are aggregated (`meaning`).
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from servanda.engine.database import OutOfRange as OutOfRange
from servanda.logic import syntax as s
from servanda.logic.schema import ColumnType
from servanda.logic.syntax import Value

INT_LOW, INT_HIGH = -(2**63), 2**63 - 1
EMPTY: dict[ColumnType, Value] = {"int": 0, "float": 0.0, "string": ""}
Valuation = Mapping[str, Value]
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\Z")
_LAST_DATE = 253402300799


def term_value(term: s.Term, valuation: Valuation) -> Value | None:
    """The value of `term`; None where it has none."""
    match term:
        case s.Constant(value):
            return value
        case s.Variable(name):
            return valuation[name]
        case s.Negative(inner):
            negated = term_value(inner, valuation)
            return None if negated is None or isinstance(negated, str) else _bounded(-negated)
        case s.Arithmetic(operator, left, right):
            first, second = term_value(left, valuation), term_value(right, valuation)
            if first is None or second is None or isinstance(first, str) or isinstance(second, str):
                return None
            return _arithmetic(operator, first, second)
        case s.Convert(function, inner):
            given = term_value(inner, valuation)
            return None if given is None else _convert(function, given)


def _bounded(value: int | float) -> int | float | None:
    if isinstance(value, int):
        return value if INT_LOW <= value <= INT_HIGH else None
    return value if math.isfinite(value) else None


def _arithmetic(operator: s.ArithmeticOperator, left: int | float, right: int | float) -> int | float | None:
    match operator:
        case "+":
            return _bounded(left + right)
        case "-":
            return _bounded(left - right)
        case "*":
            return _bounded(left * right)
        case "/":
            if right == 0:
                return None
            if isinstance(left, int) and isinstance(right, int):
                return _bounded(_quotient(left, right))
            return _bounded(left / right)
        case "MOD":
            if right == 0 or not (isinstance(left, int) and isinstance(right, int)):
                return None
            return left - right * _quotient(left, right)


def _quotient(left: int, right: int) -> int:
    whole = abs(left) // abs(right)
    return whole if (left < 0) == (right < 0) else -whole


def _convert(function: s.Conversion, value: Value) -> Value | None:
    match function, value:
        case "i2f", int():
            return float(value)
        case "f2i", float():
            return _bounded(math.trunc(value))
        case "i2s", int():
            return str(value)
        case "f2s", float():
            return repr(value)
        case "s2i", str():
            return _bounded(int(value)) if _INTEGER.match(value) and len(value) < 40 else None
        case "s2f", str():
            return _bounded(float(value)) if _FLOAT.match(value) else None
        case (("FORMAT_DATE" | "YEAR" | "MONTH" | "DAY_OF_MONTH"), int()):
            if not 0 <= value <= _LAST_DATE:
                return None
            day = datetime.fromtimestamp(value, UTC)
            parts: dict[str, Value] = {"YEAR": day.year, "MONTH": day.month, "DAY_OF_MONTH": day.day}
            return parts.get(function, day.strftime("%Y-%m-%d"))
        case _:
            raise AssertionError((function, value))


def comparison_holds(test: s.Comparison, valuation: Valuation) -> bool:
    """Whether a comparison holds; not, where a side has no value."""
    left, right = term_value(test.left, valuation), term_value(test.right, valuation)
    if left is None or right is None:
        return False
    match test.operator:
        case "=":
            return left == right
        case "<":
            return left < right  # type: ignore[operator]  # kinds are equal: `servanda.logic.kinds`
        case "<=":
            return left <= right  # type: ignore[operator]
        case ">":
            return left > right  # type: ignore[operator]
        case ">=":
            return left >= right  # type: ignore[operator]


def substring_holds(test: s.Substring, valuation: Valuation) -> bool:
    left, right = term_value(test.left, valuation), term_value(test.right, valuation)
    return isinstance(left, str) and isinstance(right, str) and left in right


def captured(test: s.Matches, valuation: Valuation) -> tuple[str, ...] | None:
    """The captured parts of the first match in the text, or None without a match; unused parts are empty."""
    text, pattern = term_value(test.text, valuation), term_value(test.pattern, valuation)
    if not isinstance(text, str) or not isinstance(pattern, str):
        return None
    match = re.search(pattern, text)
    if match is None:
        return None
    return tuple(part or "" for part in match.groups())


def aggregate(operator: s.AggregateOperator, values: list[Value], kind: ColumnType) -> Value:
    """The aggregate of the operands of distinct valuations; `kind` is the operand's."""
    if operator == "CNT":
        return len(values)
    if operator in ("MIN", "MAX"):
        if not values:
            return EMPTY[kind]
        return min(values) if operator == "MIN" else max(values)
    numbers = [value for value in values if not isinstance(value, str)]
    if operator == "SUM":
        return _sum(numbers, kind)
    if not numbers:
        return 0.0
    if operator == "AVG":
        return float(_exact(numbers) / len(numbers))
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return float(_exact(ordered[middle - 1 : middle + 1]) / 2)


def _exact(numbers: Iterable[int | float]) -> Fraction:
    return sum((Fraction(number) for number in numbers), Fraction(0))


def _sum(numbers: list[int | float], kind: ColumnType) -> int | float:
    total = _exact(numbers)
    if kind == "int":
        if not INT_LOW <= total <= INT_HIGH:
            raise OutOfRange(f"a sum of integers goes beyond 64 bits: {total}")
        return int(total)
    try:
        return float(total)
    except OverflowError as error:
        raise OutOfRange("a sum of floats goes beyond 64 bits") from error
