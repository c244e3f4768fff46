"""From the syntax tree back to MonPoly's formula syntax.

Rules it keeps:

- `parse_formula(write_formula(f)) == f` for every formula whose names and numbers the syntax can express;
- parentheses only where the tree needs them, except that a prefix operator inside an AND, OR … always has them;
- `[0,*)` is left out; bounds that are whole hours or days are written so.

It leaves to others: plain English (`servanda.agreement`).

>>> from servanda.logic.parse import parse_formula
>>> write_formula(parse_formula("(a(x)) AND (NOT(ONCE [3600,*) (b(x))))"))
'a(x) AND NOT (ONCE[1h,*) b(x))'
"""

from servanda.logic import syntax as s

SINCE, PREFIX, EQUIV, IMPLIES, OR, AND, ATOM = range(7)
DAY, HOUR = 86400, 3600
INDENT = "  "
_PREFIXES: tuple[tuple[type, str], ...] = (
    (s.Previous, "PREVIOUS"),
    (s.Next, "NEXT"),
    (s.Once, "ONCE"),
    (s.Historically, "HISTORICALLY"),
    (s.Eventually, "EVENTUALLY"),
    (s.Always, "ALWAYS"),
)
_PREFIX_WORDS = dict(_PREFIXES)
# Operator, its own level, the levels that its left and right operand need.
_BINARY: dict[type, tuple[str, int, int, int]] = {
    s.And: ("AND", AND, AND, ATOM),
    s.Or: ("OR", OR, OR, AND),
    s.Implies: ("IMPLIES", IMPLIES, OR, IMPLIES),
    s.Equivalent: ("EQUIV", EQUIV, EQUIV, IMPLIES),
    s.Since: ("SINCE", SINCE, PREFIX, SINCE),
    s.Until: ("UNTIL", SINCE, PREFIX, SINCE),
}


def write_formula(formula: s.Formula, *, width: int | None = None) -> str:
    """The text of `formula`, on one line, or broken and indented so as to fit `width` where it can."""
    if width is None:
        return _flat(formula, SINCE)
    return "\n".join(_lines(formula, SINCE, "", width))


def _level(formula: s.Formula) -> int:
    match formula:
        case s.Let() | s.Aggregate():
            return SINCE
        case s.Exists() | s.Forall():
            return PREFIX
        case s.Not() | s.Predicate() | s.Comparison() | s.Substring() | s.Matches():
            return ATOM
        case _:
            return PREFIX if type(formula) in _PREFIX_WORDS else _BINARY[type(formula)][1]


def _flat(formula: s.Formula, needed: int) -> str:
    text = _open(formula)
    return f"({text})" if _level(formula) < needed else text


def _open(formula: s.Formula) -> str:
    match formula:
        case s.Not(body):
            return f"NOT {_flat(body, ATOM)}"
        case s.Exists(_, body) | s.Forall(_, body):
            return f"{_quantifier(formula)} {_flat(body, PREFIX)}"
        case s.Aggregate(_, _, _, _, body):
            return f"{_aggregate(formula)} {_flat(body, SINCE)}"
        case s.Let(_, _, definition, body):
            return f"{_definition(formula)} {_flat(definition, SINCE)} IN {_flat(body, SINCE)}"
        case (
            s.Previous(interval, body)
            | s.Next(interval, body)
            | s.Once(interval, body)
            | s.Historically(interval, body)
            | s.Eventually(interval, body)
            | s.Always(interval, body)
        ):
            return f"{_PREFIX_WORDS[type(formula)]}{write_interval(interval)} {_flat(body, PREFIX)}"
        case s.Since(interval, left, right) | s.Until(interval, left, right):
            word, _, left_level, right_level = _BINARY[type(formula)]
            return f"{_flat(left, left_level)} {word}{write_interval(interval)} {_flat(right, right_level)}"
        case s.And(left, right) | s.Or(left, right) | s.Implies(left, right) | s.Equivalent(left, right):
            word, _, left_level, right_level = _BINARY[type(formula)]
            return f"{_flat(left, left_level)} {word} {_flat(right, right_level)}"
        case _:
            return _atom(formula)


def _quantifier(formula: s.Exists | s.Forall) -> str:
    return f"{'EXISTS' if isinstance(formula, s.Exists) else 'FORALL'} {', '.join(formula.variables)}."


def _aggregate(formula: s.Aggregate) -> str:
    groups = f"; {', '.join(formula.groups)}" if formula.groups else ""
    plain = isinstance(formula.operand, s.Variable | s.Convert)
    operand = write_term(formula.operand) if plain else f"({write_term(formula.operand)})"
    return f"{formula.result} <- {formula.operator} {operand}{groups}"


def _definition(formula: s.Let) -> str:
    return f"LET {formula.name}({', '.join(formula.parameters)}) ="


def _atom(formula: s.Formula) -> str:
    match formula:
        case s.Predicate(name, arguments):
            return f"{name}({', '.join(write_term(argument) for argument in arguments)})"
        case s.Comparison("=", s.Constant(0), s.Constant(0)) if _integers(formula):
            return "TRUE"
        case s.Comparison("=", s.Constant(0), s.Constant(1)) if _integers(formula):
            return "FALSE"
        case s.Comparison(operator, left, right):
            return f"{write_term(left)} {operator} {write_term(right)}"
        case s.Substring(left, right):
            return f"{write_term(left)} SUBSTRING {write_term(right)}"
        case s.Matches(text, pattern, groups):
            written = write_term(pattern)
            if isinstance(pattern, s.Constant) and isinstance(pattern.value, str):
                written = f"r{written}"
            parts = ", ".join("_" if group is None else write_term(group) for group in groups)
            return f"{write_term(text)} MATCHES {written}{f' ({parts})' if groups else ''}"
        case _:
            raise AssertionError(formula)


def _integers(formula: s.Comparison) -> bool:
    """Whether both sides are integers: 0.0 equals 0 in Python, but is not the same constant."""
    return all(isinstance(side, s.Constant) and type(side.value) is int for side in (formula.left, formula.right))


def write_interval(interval: s.Interval) -> str:
    """`[a,b]`, `[a,*)`, or nothing for all time."""
    if interval == s.ALL_PAST:
        return ""
    high = "*)" if interval.high is None else f"{_time(interval.high)}]"
    return f"[{_time(interval.low)},{high}"


def _time(seconds: int) -> str:
    if seconds and seconds % DAY == 0:
        return f"{seconds // DAY}d"
    if seconds and seconds % HOUR == 0:
        return f"{seconds // HOUR}h"
    return str(seconds)


SUM, PRODUCT, SIGN, PRIMARY = range(4)


def write_term(term: s.Term, needed: int = SUM) -> str:
    """The text of a term; in parentheses where it binds less tightly than `needed`."""
    match term:
        case s.Variable(name):
            return name
        case s.Constant(value):
            return write_constant(value)
        case s.Convert(function, inner):
            return f"{function}({write_term(inner)})"
        case s.Negative(s.Constant(int() | float() as value)):
            text, level = f"-({write_constant(value)})", SIGN
        case s.Negative(inner):
            text, level = f"-{write_term(inner, SIGN)}", SIGN
        case s.Arithmetic(operator, left, right):
            level = SUM if operator in ("+", "-") else PRODUCT
            text = f"{write_term(left, level)} {operator} {write_term(right, level + 1)}"
    return f"({text})" if level < needed else text


def write_constant(value: s.Value) -> str:
    """A number as Python writes it; a string in the quotes that it does not contain, else with them doubled."""
    if isinstance(value, str):
        if '"' in value and "'" not in value:
            return f"'{value}'"
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ValueError(f"the formula language has no constant for {value}")
    return repr(value)


def _lines(formula: s.Formula, needed: int, indent: str, width: int) -> list[str]:
    flat = _flat(formula, needed)
    if len(indent) + len(flat) <= width:
        return [indent + flat]
    if _level(formula) < needed:
        inner = _lines(formula, SINCE, indent + " ", width)
        inner[0] = f"{indent}({inner[0][len(indent) + 1 :]}"
        inner[-1] += ")"
        return inner
    match formula:
        case s.Not(body):
            return _hung(indent, "NOT ", body, ATOM, width)
        case s.Exists(_, body) | s.Forall(_, body):
            return [indent + _quantifier(formula), *_lines(body, PREFIX, indent + INDENT, width)]
        case s.Aggregate(_, _, _, _, body):
            return [indent + _aggregate(formula), *_lines(body, SINCE, indent + INDENT, width)]
        case s.Let(_, _, definition, body):
            return [
                indent + _definition(formula),
                *_lines(definition, SINCE, indent + INDENT, width),
                indent + "IN",
                *_lines(body, SINCE, indent, width),
            ]
        case s.Predicate() | s.Comparison() | s.Substring() | s.Matches():
            return [indent + flat]
        case (
            s.Previous(interval, body)
            | s.Next(interval, body)
            | s.Once(interval, body)
            | s.Historically(interval, body)
            | s.Eventually(interval, body)
            | s.Always(interval, body)
        ):
            head = f"{indent}{_PREFIX_WORDS[type(formula)]}{write_interval(interval)}"
            return [head, *_lines(body, PREFIX, indent + INDENT, width)]
        case _:
            return _binary_lines(formula, indent, width)


def _hung(indent: str, head: str, body: s.Formula, needed: int, width: int) -> list[str]:
    """`body` beginning on the line of `head`, the rest indented beneath."""
    inner = _lines(body, needed, indent + " " * len(head), width)
    inner[0] = indent + head + inner[0][len(indent) + len(head) :]
    return inner


def _binary_lines(formula: s.Formula, indent: str, width: int) -> list[str]:
    word, _, left_level, right_level = _BINARY[type(formula)]
    match formula:
        case s.Since(interval, left, right) | s.Until(interval, left, right):
            word += write_interval(interval)
        case s.And(left, right) | s.Or(left, right) | s.Implies(left, right) | s.Equivalent(left, right):
            pass
        case _:
            raise AssertionError(formula)
    if type(left) is type(formula) and isinstance(left, s.And | s.Or):
        # One operand a line, all under each other.
        return [*_binary_lines(left, indent, width), *_hung(indent, f"{word} ", right, right_level, width)]
    return [*_lines(left, left_level, indent, width), *_hung(indent, f"{word} ", right, right_level, width)]
