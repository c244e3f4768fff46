"""The syntax tree of the core logic: metric first-order temporal logic with aggregations.

Rules it keeps:

- one class for each construct of MFOTL as the field's monitors write it (MonPoly, VeriMon); nothing of treaties;
- every node is frozen and compares by value; the place in the source is carried but never compared;
- constructs of the same parts share the class that holds them: making a class is what loading this takes;
- metric bounds are whole numbers of the log's time unit (seconds for agreements).

It leaves to others: reading text (`parse`), writing text (`write`), kinds and the monitorable fragment
(`monitorable`), and the meaning (`servanda.engine`).

>>> formula = And(Predicate("filed", (Variable("a"),)), Not(Once(ALL_PAST, Predicate("seen", (Variable("a"),)))))
>>> sorted(free_variables(formula))
['a']
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Literal

Value = int | float | str
ArithmeticOperator = Literal["+", "-", "*", "/", "MOD"]
ComparisonOperator = Literal["=", "<", "<=", ">", ">="]
AggregateOperator = Literal["CNT", "SUM", "AVG", "MIN", "MAX", "MED"]
Conversion = Literal["f2i", "i2f", "i2s", "s2i", "f2s", "s2f", "FORMAT_DATE", "YEAR", "MONTH", "DAY_OF_MONTH"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in the source: character offsets, `start` inclusive, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Interval:
    """The times from `low` to `high`, both inclusive, in the log's unit; `high` None means without end.

    Open bounds over whole numbers are written as closed ones by the parser: `(0,48]` is `[1,48]`.
    """

    low: int
    high: int | None


ALL_PAST = Interval(0, None)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A value as it is written."""

    value: Value


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right`, of numbers."""

    operator: ArithmeticOperator
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Negative:
    """The number with the other sign."""

    term: "Term"


@dataclass(frozen=True, slots=True)
class Convert:
    """`function(term)`: another kind of value, or a part of a date."""

    function: Conversion
    term: "Term"


Term = Variable | Constant | Arithmetic | Negative | Convert


@dataclass(frozen=True, slots=True)
class Predicate:
    """`name(arguments)`. The built-in predicates are `tp(i)`, `ts(t)` and `tpts(i, t)`."""

    name: str
    arguments: tuple[Term, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, of values of one kind."""

    operator: ComparisonOperator
    left: Term
    right: Term
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Substring:
    """`left` occurs in `right`."""

    left: Term
    right: Term
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Matches:
    """`text` matches the regular expression; `groups` are the captured parts (None: not bound)."""

    text: Term
    pattern: Term
    groups: tuple[Term | None, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`body` does not hold."""

    body: "Formula"
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Connective:
    """What joins two formulas at one time point."""

    left: "Formula"
    right: "Formula"
    place: Place | None = field(default=None, compare=False)


class And(Connective):
    __slots__ = ()


class Or(Connective):
    __slots__ = ()


class Implies(Connective):
    __slots__ = ()


class Equivalent(Connective):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Quantified:
    """What binds variables."""

    variables: tuple[str, ...]
    body: "Formula"
    place: Place | None = field(default=None, compare=False)


class Exists(Quantified):
    __slots__ = ()


class Forall(Quantified):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Shifted:
    """What looks at one formula at other time points."""

    interval: Interval
    body: "Formula"
    place: Place | None = field(default=None, compare=False)


class Previous(Shifted):
    __slots__ = ()


class Next(Shifted):
    __slots__ = ()


class Once(Shifted):
    __slots__ = ()


class Historically(Shifted):
    __slots__ = ()


class Eventually(Shifted):
    __slots__ = ()


class Always(Shifted):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Lasting:
    """`left` holds from or to a time point at which `right` does."""

    interval: Interval
    left: "Formula"
    right: "Formula"
    place: Place | None = field(default=None, compare=False)


class Since(Lasting):
    __slots__ = ()


class Until(Lasting):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`result <- OPERATOR operand; groups body`: over the distinct valuations of `body` that agree on `groups`."""

    result: str
    operator: AggregateOperator
    operand: Term
    groups: tuple[str, ...]
    body: "Formula"
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Let:
    """`LET name(parameters) = definition IN body`; not recursive."""

    name: str
    parameters: tuple[str, ...]
    definition: "Formula"
    body: "Formula"
    place: Place | None = field(default=None, compare=False)


Formula = (
    Predicate
    | Comparison
    | Substring
    | Matches
    | Not
    | And
    | Or
    | Implies
    | Equivalent
    | Exists
    | Forall
    | Previous
    | Next
    | Once
    | Historically
    | Eventually
    | Always
    | Since
    | Until
    | Aggregate
    | Let
)

BUILT_IN_PREDICATES = {"tp": 1, "ts": 1, "tpts": 2}


def term_variables(term: Term | None) -> frozenset[str]:
    """The variables that occur in `term`."""
    match term:
        case Variable(name):
            return frozenset((name,))
        case Arithmetic(_, left, right):
            return term_variables(left) | term_variables(right)
        case Negative(inner) | Convert(_, inner):
            return term_variables(inner)
        case _:
            return frozenset()


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a kind of formula that hold subformulas."""
    return tuple(item.name for item in fields(kind) if item.type == "Formula")


def children(formula: Formula) -> Iterator[Formula]:
    """The direct subformulas, left to right; of a LET the definition, then the body."""
    kind: type = type(formula)
    for name in _parts(kind):
        yield getattr(formula, name)


def free_variables(formula: Formula) -> frozenset[str]:
    """The variables that `formula` leaves free."""
    match formula:
        case Predicate(_, arguments):
            return frozenset().union(*(term_variables(argument) for argument in arguments))
        case Comparison(_, left, right) | Substring(left, right):
            return term_variables(left) | term_variables(right)
        case Matches(text, pattern, groups):
            bound = frozenset().union(*(term_variables(group) for group in groups))
            return term_variables(text) | term_variables(pattern) | bound
        case Exists(variables, body) | Forall(variables, body):
            return free_variables(body) - frozenset(variables)
        case Aggregate(result, _, _, groups, _):
            return frozenset(groups) | {result}
        case Let(_, _, _, body):
            return free_variables(body)
        case _:
            return frozenset().union(*(free_variables(child) for child in children(formula)))


def ordered_free_variables(formula: Formula) -> tuple[str, ...]:
    """The free variables in the order of their first occurrence: the order in which MonPoly prints values."""
    return tuple(dict.fromkeys(_occurrences(formula)))


def _term_occurrences(term: Term | None) -> Iterator[str]:
    match term:
        case Variable(name):
            yield name
        case Arithmetic(_, left, right):
            yield from _term_occurrences(left)
            yield from _term_occurrences(right)
        case Negative(inner) | Convert(_, inner):
            yield from _term_occurrences(inner)


def _occurrences(formula: Formula) -> Iterator[str]:
    match formula:
        case Predicate(_, arguments):
            for argument in arguments:
                yield from _term_occurrences(argument)
        case Comparison(_, left, right) | Substring(left, right):
            yield from _term_occurrences(left)
            yield from _term_occurrences(right)
        case Matches(text, pattern, groups):
            for part in (text, pattern, *groups):
                yield from _term_occurrences(part)
        case Exists(variables, body) | Forall(variables, body):
            yield from (name for name in _occurrences(body) if name not in variables)
        case Aggregate(result, _, _, groups, _):
            yield result
            yield from groups
        case Let(_, _, _, body):
            yield from _occurrences(body)
        case _:
            for child in children(formula):
                yield from _occurrences(child)


def with_children(formula: Formula, new: Iterable[Formula]) -> Formula:
    """The same node over other subformulas, given in the order of `children`."""
    replacing = iter(new)
    kind: type = type(formula)
    changed: dict[str, Any] = {name: next(replacing) for name in _parts(kind)}
    made: Formula = replace(formula, **changed) if changed else formula
    return made
