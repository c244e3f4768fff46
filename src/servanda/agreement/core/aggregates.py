"""Sums, numbers and extremes over records, as bounds.

Rules it keeps (LANGUAGE §4):

- events are a bag with identity: the record's key is part of what is counted;
- over nothing, number and sum are 0; the greatest and the least have no value;
- what lies beside an event counts whether it comes before or after it;
- the low bound counts what certainly is so, the high bound what possibly is so; where the world is not watched, what
  was seen is only a floor: the high bound is then unknown.
"""

from dataclasses import replace
from typing import Literal

from servanda.agreement.core.terms import Bounds, Held, Scope, Terms, conjunction, exists, record_scope
from servanda.agreement.scopes import beside, zones_named
from servanda.agreement.syntax import Aggregate, EventType, StateType, Window
from servanda.dates import Duration
from servanda.logic import syntax as logic
from servanda.logic.syntax import (
    And,
    Comparison,
    Constant,
    Formula,
    Interval,
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


def _member(translator: Terms, term: Aggregate, held: Held, scope: Scope, sure: bool, guard: Formula | None) -> Formula:
    """`guard`, and the record exists, is of the kind that is counted and lies in the window, certainly or possibly.

    What happened is of the kind if it was so when it happened: by the threshold and the membership of that day.
    """
    now = _under_way(held, term, translator, sure) or _beside(held, term, translator, scope, sure)
    if now is None and all(outer.record is None for outer in scope.values()):
        return _happened(translator, term, held, scope, sure, guard)
    body = now or _happened(translator, replace(term, where=None), held, scope, sure, None)
    body = And(guard, body) if guard is not None else body
    inner = {**scope, term.variable.text: held}
    return translator.holds(term.where, inner, sure, body) if term.where is not None else body


def _under_way(held: Held, term: Aggregate, translator: Terms, sure: bool) -> Formula | None:
    """What holds over a time rather than happening at an instant: a state, or an event while it is under way."""
    how = "sure" if sure else "maybe"
    record, name = held.record, f"{translator.prefix}{held.predicate}"
    if isinstance(record, StateType):
        return Predicate(f"{name}_{how}", held.key)
    if term.window is not None and term.window.kind == "at once" and isinstance(record, EventType):
        return Predicate(f"{name}_under_way_{how}", held.key)
    return None


def _beside(held: Held, term: Aggregate, translator: Terms, scope: Scope, sure: bool) -> Formula | None:
    """An event close in time and place to another, wherever in time that is: it need not have happened yet."""
    found = beside(term)
    if found is None or term.window is None or term.window.beside is None:
        return None
    name = f"{translator.prefix}{found.predicate}_{'sure' if sure else 'maybe'}"
    return Predicate(name, (*held.key, *scope[term.window.beside.text].key))


def _happened(
    translator: Terms, term: Aggregate, held: Held, scope: Scope, sure: bool, guard: Formula | None
) -> Formula:
    how, name = "sure" if sure else "maybe", f"{translator.prefix}{held.predicate}"
    window = _window(term.window)
    body: Formula = Predicate(f"{name}_{how}", held.key)
    body = And(guard, body) if guard is not None else body
    if term.where is not None:
        body = translator.holds(term.where, {**scope, term.variable.text: held}, sure, body)
    happened: Formula = Once(window, body)
    if sure and term.window is not None and term.window.kind == "rolling":
        # Whatever its true instant is, it lies in the window only if the earliest and the latest do.
        happened = And(happened, Once(window, Predicate(f"{name}_earliest", held.key)))
    if term.window is not None and term.window.kind == "calendar year":
        year = Variable(translator.fresh("year"))
        in_year = Predicate(f"{name}_in_year{'_sure' if sure else ''}", (*held.key, year))
        same = And(Predicate("calendar_year", (year,)), in_year)
        happened = And(happened, exists([year.name], same))
    return happened


def _unseen(translator: Terms, term: Aggregate, held: Held, into: str, scope: Scope) -> Formula:
    """Binds `into` to 0 if the facts of this type are all there are for the whole window, else to 2^52."""
    value = Variable(into)
    found = beside(term)
    if found is not None and term.window is not None and term.window.beside is not None:
        other = scope[term.window.beside.text].key
        return Predicate(f"{translator.prefix}{found.predicate}_unseen", (*other, value))
    name = f"{translator.prefix}{held.predicate}_unseen"
    zones = zones_named(term.where)
    if zones:
        # Who watched the zone saw all that is counted.
        name += f"_{zones[0].zone}"
    window = term.window
    if window is None or isinstance(held.record, StateType) or window.kind == "at once":
        return Predicate(name, (value,))
    interval = Interval(0, 366 * 86_400) if window.kind == "calendar year" else _window(window)
    part = Variable(translator.fresh("part"))
    return logic.Aggregate(into, "MAX", part, (), Once(interval, Predicate(name, (part,))))


def _guarded(translator: Terms, scope: Scope) -> tuple[Formula | None, tuple[str, ...]]:
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


def aggregate(translator: Terms, term: Aggregate, scope: Scope) -> Bounds:
    """The bounds of an aggregate at an instant, for each valuation of the outer variables."""
    record = translator.agreement.records[term.record.text]
    held = record_scope(record, term.variable.text)
    inner = {**scope, term.variable.text: held}
    guard, outer = _guarded(translator, scope)
    bodies: list[Formula] = []
    operands: list[Term] = []
    for sure in (True, False):
        body = _member(translator, term, held, scope, sure, guard)
        operand: Term = Constant(1)
        if term.operand is not None:
            bounds = translator.bounds(term.operand, inner)
            operand = bounds.low if sure == (term.function != "least") else bounds.high
            body = conjunction(body, *bounds.atoms)
        bodies.append(body)
        operands.append(operand)
    if term.function in ("number", "sum"):
        return _total(translator, term, held, scope, guard, outer, bodies, operands)
    return _extreme(translator, term, held, scope, outer, bodies, operands)


def _summed(
    translator: Terms,
    result: str,
    operand: Term,
    held: Held,
    guard: Formula | None,
    outer: tuple[str, ...],
    body: Formula,
) -> Formula:
    """`result <- SUM operand` over the body by the outer variables; 0 over nothing, by one empty record that adds 0."""
    share = Variable(translator.fresh("share"))
    keys = [item for item in held.key if isinstance(item, Variable)]
    kept = {*outer, share.name, *(item.name for item in keys)}
    body = And(body, Comparison("=", share, operand))
    body = exists([name for name in sorted(logic.free_variables(body)) if name not in kept], body)
    nothing: list[Formula] = [Comparison("=", item, Constant("")) for item in keys]
    nothing.append(Comparison("=", share, Constant(0)))
    zero = conjunction(*([guard] if guard is not None else []), *nothing)
    groups = tuple(name for name in outer if name in logic.free_variables(body))
    return logic.Aggregate(result, "SUM", share, groups, Or(body, zero))


def _total(
    translator: Terms,
    term: Aggregate,
    held: Held,
    scope: Scope,
    guard: Formula | None,
    outer: tuple[str, ...],
    bodies: list[Formula],
    operands: list[Term],
) -> Bounds:
    low, raw, unseen = (translator.fresh(stem) for stem in ("low", "raw", "unseen"))
    lower = _summed(translator, low, operands[0], held, guard, outer, bodies[0])
    upper = _summed(translator, raw, operands[1], held, guard, outer, bodies[1])
    rest = _unseen(translator, term, held, unseen, scope)
    high = logic.Arithmetic("+", Variable(raw), Variable(unseen))
    return Bounds((low, raw, unseen), (lower, upper, rest), Variable(low), high)


def _extreme(
    translator: Terms,
    term: Aggregate,
    held: Held,
    scope: Scope,
    outer: tuple[str, ...],
    bodies: list[Formula],
    operands: list[Term],
) -> Bounds:
    """The greatest: from the greatest certain low bound to the greatest possible high bound; the least alike."""
    greatest = term.function == "greatest"
    operator: Literal["MAX", "MIN"] = "MAX" if greatest else "MIN"
    known, raw, unseen = (translator.fresh(stem) for stem in ("known", "raw", "unseen"))

    def extreme(result: str, operand: Term, body: Formula) -> Formula:
        groups = tuple(name for name in outer if name in logic.free_variables(body))
        return logic.Aggregate(result, operator, operand, groups, body)

    atoms = (
        extreme(known, operands[0], bodies[0]),
        extreme(raw, operands[1], bodies[1]),
        _unseen(translator, term, held, unseen, scope),
    )
    sign: Literal["+", "-"] = "+" if greatest else "-"
    end = logic.Arithmetic(sign, Variable(raw), Variable(unseen))
    low, high = (Variable(known), end) if greatest else (end, Variable(known))
    return Bounds((known, raw, unseen), atoms, low, high, partial=True)
