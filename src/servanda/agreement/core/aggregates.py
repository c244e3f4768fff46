"""Sums, numbers and extremes over records, as bounds.

Rules it keeps (LANGUAGE §4):

- events are a bag with identity: the record's key is part of what is counted;
- over nothing, number and sum are 0; the greatest and the least have no value;
- the low bound counts what certainly is so, the high bound what possibly is so; where the world is not watched, what
  was seen is only a floor: the high bound is then unknown.
"""

from servanda.agreement.core.conditions import Bounds, Held, Scope, Translator, conjunction, exists, record_scope
from servanda.agreement.syntax import Aggregate, EventType, StateType, Window
from servanda.dates import NEVER, Duration
from servanda.logic import syntax as logic
from servanda.logic.syntax import (
    And,
    Comparison,
    Constant,
    Formula,
    Interval,
    Not,
    Once,
    Or,
    Predicate,
    Term,
    Variable,
)

_SECONDS = {"hours": 3600, "days": 86_400, "weeks": 604_800, "months": 30 * 86_400, "years": 365 * 86_400}


def seconds(duration: Duration) -> int:
    """The length of a rolling window. A month is 30 days and a year 365, as the language reference says."""
    return duration.count * _SECONDS.get(duration.unit, 86_400)


def _window(window: Window | None) -> Interval:
    if window is None or window.duration is None:
        return logic.ALL_PAST
    # A window of n days ends now and holds n dates: it looks back less than n days.
    return Interval(0, seconds(window.duration) - 1)


def _member(translator: Translator, term: Aggregate, held: Held, sure: bool) -> Formula:
    """The record exists and lies in the window, certainly or possibly."""
    how = "sure" if sure else "maybe"
    record, name = held.record, f"{translator.prefix}{held.predicate}"
    if isinstance(record, StateType):
        return Predicate(f"{name}_{how}", held.key)
    if term.window is not None and term.window.kind == "at once" and isinstance(record, EventType):
        return Predicate(f"{name}_under_way_{how}", held.key)
    happened: Formula = Once(_window(term.window), Predicate(f"{name}_{how}", held.key))
    if term.window is not None and term.window.kind == "calendar year":
        year = Variable(translator.fresh("year"))
        same = And(Predicate("calendar_year", (year,)), Predicate(f"{name}_in_year", (*held.key, year)))
        happened = And(happened, exists([year.name], same))
    return happened


def _watched(translator: Translator, term: Aggregate, held: Held) -> Formula:
    """The facts of this type are all there are, for the whole window."""
    now = Predicate(f"{translator.prefix}{held.predicate}_watched", ())
    if term.window is None or isinstance(held.record, StateType) or term.window.kind == "at once":
        return now
    if term.window.kind == "calendar year":
        return Not(Once(Interval(0, 366 * 86_400), Not(now)))
    return Not(Once(_window(term.window), Not(now)))


def _guarded(translator: Translator, scope: Scope) -> tuple[Formula | None, tuple[str, ...]]:
    """The outer variables, by which the aggregate is grouped, and a formula that binds them."""
    names: list[str] = []
    parts: list[Formula] = []
    for held in scope.values():
        for item in held.key:
            if isinstance(item, Variable) and item.name not in names:
                names.append(item.name)
        if held.record is None and held.key and isinstance(held.key[0], Variable):
            kind = "side" if held.predicate == "side" else "party"
            parts.append(Predicate(kind, held.key))
        elif held.record is not None:
            parts.append(Predicate(f"{translator.prefix}{held.predicate}_maybe", held.key))
    return (conjunction(*parts) if parts else None), tuple(names)


def aggregate(translator: Translator, term: Aggregate, scope: Scope) -> Bounds:
    """The bounds of an aggregate at an instant, for each valuation of the outer variables."""
    record = translator.agreement.records[term.record.text]
    held = record_scope(record, term.variable.text)
    inner = {**scope, term.variable.text: held}
    guard, outer = _guarded(translator, scope)
    bodies: list[Formula] = []
    operands: list[Term] = []
    for sure in (True, False):
        start = _member(translator, term, held, sure)
        start = And(guard, start) if guard is not None else start
        body = translator.holds(term.where, inner, sure, start) if term.where is not None else start
        operand: Term = Constant(1)
        if term.operand is not None:
            bounds = translator.bounds(term.operand, inner)
            operand = bounds.low if sure == (term.function != "least") else bounds.high
            body = conjunction(body, *bounds.atoms)
        bodies.append(body)
        operands.append(operand)
    if term.function in ("number", "sum"):
        return _total(translator, term, held, guard, outer, bodies, operands)
    return _extreme(translator, term, held, guard, outer, bodies, operands)


def _aggregated(result: str, operator: str, operand: Term, outer: tuple[str, ...], body: Formula, key: Term) -> Formula:
    """`result <- OPERATOR operand; outer body`, over what the body leaves free."""
    if operator == "CNT":
        operand = key
    groups = tuple(name for name in outer if name in logic.free_variables(body))
    return logic.Aggregate(result, operator, operand, groups, body)  # type: ignore[arg-type]


def _or_zero(result: str, found: Formula, guard: Formula | None, outer: tuple[str, ...], body: Formula) -> Formula:
    """The aggregate, or 0 where it is over nothing."""
    if guard is None:
        return found
    inner = [name for name in sorted(logic.free_variables(body)) if name not in outer]
    nothing = conjunction(guard, Not(exists(inner, body)), Comparison("=", Variable(result), Constant(0)))
    return Or(And(guard, found), nothing)


def _only_watched(translator: Translator, high: str, raw: str, found: Formula, watched: Formula) -> Formula:
    """`found` binds `raw`; `high` is `raw` where the world is watched, else unknown."""
    known = conjunction(found, watched, Comparison("=", Variable(high), Variable(raw)))
    floor = conjunction(found, Not(watched), Comparison("=", Variable(high), Constant(NEVER)))
    return exists([raw], Or(known, floor))


def _total(
    translator: Translator,
    term: Aggregate,
    held: Held,
    guard: Formula | None,
    outer: tuple[str, ...],
    bodies: list[Formula],
    operands: list[Term],
) -> Bounds:
    operator = "CNT" if term.function == "number" else "SUM"
    low, raw, high = (translator.fresh(stem) for stem in ("low", "raw", "high"))
    lower = _aggregated(low, operator, operands[0], outer, bodies[0], held.key[0])
    upper = _aggregated(raw, operator, operands[1], outer, bodies[1], held.key[0])
    lower = _or_zero(low, lower, guard, outer, bodies[0])
    upper = _or_zero(raw, upper, guard, outer, bodies[1])
    upper = _only_watched(translator, high, raw, upper, _watched(translator, term, held))
    return Bounds((low, high), (lower, upper), Variable(low), Variable(high))


def _extreme(
    translator: Translator,
    term: Aggregate,
    held: Held,
    guard: Formula | None,
    outer: tuple[str, ...],
    bodies: list[Formula],
    operands: list[Term],
) -> Bounds:
    """The greatest: from the greatest certain low bound to the greatest possible high bound; the least alike."""
    greatest = term.function == "greatest"
    operator = "MAX" if greatest else "MIN"
    known, other, raw = (translator.fresh(stem) for stem in ("known", "other", "raw"))
    sure_side = _aggregated(known, operator, operands[0], outer, bodies[0], held.key[0])
    any_side = _aggregated(raw, operator, operands[1], outer, bodies[1], held.key[0])
    watched = _watched(translator, term, held)
    limit = Constant(NEVER if greatest else -NEVER)
    open_end = exists(
        [raw],
        Or(
            conjunction(any_side, watched, Comparison("=", Variable(other), Variable(raw))),
            conjunction(any_side, Not(watched), Comparison("=", Variable(other), limit)),
        ),
    )
    low, high = (known, other) if greatest else (other, known)
    return Bounds((known, other), (sure_side, open_end), Variable(low), Variable(high))
