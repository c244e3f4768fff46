"""Rewrite a formula into the safe form that `monitorable` describes.

Every step keeps the meaning (at every time point, for every valuation):

- IMPLIES, EQUIV, FORALL, HISTORICALLY, ALWAYS and doubled NOT are written by the other operators; a conjunction is
  taken apart, through NOT over OR as well, and put together in an order in which each part can be evaluated;
- a part that is not safe alone gets what stands beside it (the *guard*, a safe formula) pushed into it: through OR,
  EXISTS, NOT and aggregates by their groups as it is; through a temporal operator as its mirror, for
  `G AND ONCE[a,b] φ` is `G AND ONCE[a,b] ((EVENTUALLY[a,b] G) AND φ)`;
- left of SINCE[a,b], where the right side ψ has held within the last b, ONCE[0,b] ψ may be added; likewise EVENTUALLY
  left of UNTIL;
- HISTORICALLY[0,b] φ over a safe φ needs no guard: either φ has held since the first time point, or since some time
  point more than b ago.

It leaves to others: which formulas are refused for their future (`monitorable`).
"""

from collections.abc import Callable

from servanda.logic import syntax as s
from servanda.logic.conjuncts import conjuncts
from servanda.logic.refusals import NotMonitorable
from servanda.logic.syntax import free_variables as free
from servanda.logic.write import write_formula

TRUE = s.Comparison("=", s.Constant(0), s.Constant(0))
Temporal = s.Previous | s.Next | s.Once | s.Eventually
_MIRROR: dict[type, type[s.Previous] | type[s.Next] | type[s.Once] | type[s.Eventually]] = {
    s.Previous: s.Next,
    s.Next: s.Previous,
    s.Once: s.Eventually,
    s.Eventually: s.Once,
    s.Since: s.Eventually,
    s.Until: s.Once,
}
ADD_GUARD = "Add a predicate that binds it, joined by AND."


def safe_form(formula: s.Formula, *, closed: bool = False) -> s.Formula:
    """`formula` (names apart) in safe form; raises `NotMonitorable`."""
    return _Rewriter(formula, closed).safe(formula)


def _is_test(formula: s.Formula) -> bool:
    """Whether it only looks at values: a comparison, SUBSTRING, MATCHES, or NOT over one."""
    inner = formula.body if isinstance(formula, s.Not) else formula
    return isinstance(inner, s.Comparison | s.Substring | s.Matches)


def _names(variables: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(variables))


class _Rewriter:
    def __init__(self, formula: s.Formula, closed: bool) -> None:
        self.closed = closed
        self.names = _all_names(formula)
        # Results by identity: a part is tried alone once for each guard that might be pushed into it.
        self.tried: dict[int, tuple[s.Formula, s.Formula | NotMonitorable]] = {}
        # Predicates with terms for arguments: their fresh variables stay the same however often they are tried.
        self.plain: dict[int, tuple[s.Predicate, tuple[tuple[str, ...], s.Predicate, list[s.Formula]]]] = {}

    # -- alone ----------------------------------------------------------------------------------------------------

    def safe(self, formula: s.Formula) -> s.Formula:
        """A safe formula that means the same, without any guard."""
        known = self.tried.get(id(formula))
        if known is None:
            try:
                known = formula, self.conjunction(None, conjuncts(formula))
            except NotMonitorable as refusal:
                known = formula, refusal
            self.tried[id(formula)] = known
        if isinstance(known[1], NotMonitorable):
            raise known[1]
        return known[1]

    def attempt(self, make: Callable[[], s.Formula]) -> s.Formula | None:
        try:
            return make()
        except NotMonitorable:
            return None

    def conjunction(self, guard: s.Formula | None, parts: list[s.Formula]) -> s.Formula:
        """A safe formula for `guard` AND all `parts`, in the first order that works."""
        current = guard
        pending = list(parts)
        while pending:
            reasons: list[NotMonitorable] = []
            for attach in (self.attach, self.push):
                reasons.clear()
                for index, part in enumerate(pending):
                    try:
                        current = attach(current, part)
                    except NotMonitorable as refusal:
                        reasons.append(refusal)
                        continue
                    del pending[index]
                    break
                else:
                    continue
                break
            else:
                # Why the first part cannot stand here even with the guard inside it.
                raise reasons[0]
        assert current is not None
        return current

    def attach(self, guard: s.Formula | None, part: s.Formula) -> s.Formula:
        """`guard` AND `part`, where `part` is evaluated alone or only looks at values that the guard binds."""
        if guard is None:
            return self.alone(part)
        bound = free(guard)
        if _is_test(part):
            return self.test(guard, bound, part)
        match part:
            case s.Not(s.Historically() | s.Always() as denied, place):
                failing = self.safe_failing(denied)
                if failing is not None:
                    return s.And(guard, failing, place)
        match part:
            case s.Not(body, place):
                inner = self.safe(body)
                self.require_bound(free(inner), bound, part)
                return s.And(guard, s.Not(inner, place), place)
            case s.Historically() | s.Always():
                failing = self.safe_failing(part)
                if failing is not None and free(failing) <= bound:
                    return s.And(guard, s.Not(failing, part.place), part.place)
        return s.And(guard, self.alone(part), part.place)

    def some_failing(self, part: s.Historically | s.Always) -> s.Formula:
        """That the body fails somewhere in the window: what HISTORICALLY and ALWAYS deny."""
        make = s.Once if isinstance(part, s.Historically) else s.Eventually
        return make(part.interval, s.Not(part.body, part.body.place), part.place)

    def safe_failing(self, part: s.Historically | s.Always) -> s.Formula | None:
        return self.attempt(lambda: self.safe(self.some_failing(part)))

    def require_bound(self, needed: frozenset[str], bound: frozenset[str], part: s.Formula) -> None:
        if not needed <= bound:
            reason = f"This negation leaves {_names(needed - bound)} unbound: infinitely many values satisfy it."
            raise NotMonitorable(reason, part, ADD_GUARD)

    def test(self, guard: s.Formula, bound: frozenset[str], part: s.Formula) -> s.Formula:
        """`guard` filtered, or extended by an equality or by captured parts."""
        match part:
            case s.Comparison("=", s.Variable(name), term, place) if (
                name not in bound and s.term_variables(term) <= bound
            ):
                return s.And(guard, s.Comparison("=", s.Variable(name), term, place), place)
            case s.Comparison("=", term, s.Variable(name), place) if (
                name not in bound and s.term_variables(term) <= bound
            ):
                return s.And(guard, s.Comparison("=", s.Variable(name), term, place), place)
            case s.Matches(text, pattern):
                if s.term_variables(text) | s.term_variables(pattern) <= bound:
                    return self.matches(guard, part)
        if free(part) <= bound:
            return s.And(guard, part, part.place)
        raise self.unbound_test(part, free(part) - bound)

    def unbound_test(self, part: s.Formula, unbound: frozenset[str]) -> NotMonitorable:
        reason = f"Infinitely many values satisfy `{write_formula(part)}`: nothing beside it binds {_names(unbound)}."
        return NotMonitorable(reason, part, ADD_GUARD)

    def matches(self, guard: s.Formula | None, part: s.Matches) -> s.Formula:
        """MATCHES whose captured parts are variables: others are compared afterwards."""
        fresh: list[str] = []
        groups: list[s.Term | None] = []
        made: s.Formula
        compared: list[s.Formula] = []
        for group in part.groups:
            if group is None or isinstance(group, s.Variable):
                groups.append(group)
                continue
            fresh.append(self.fresh_name())
            groups.append(s.Variable(fresh[-1]))
            compared.append(s.Comparison("=", s.Variable(fresh[-1]), group, part.place))
        plain = s.Matches(part.text, part.pattern, tuple(groups), part.place)
        made = plain if guard is None else s.And(guard, plain, part.place)
        if not fresh:
            return made
        return s.Exists(tuple(fresh), self.conjunction(made, compared), part.place)

    # -- one part alone ---------------------------------------------------------------------------------------------

    def alone(self, part: s.Formula) -> s.Formula:
        """A safe formula for a single conjunct."""
        match part:
            case s.Predicate():
                return self.predicate(None, part)
            case s.Comparison() | s.Substring() | s.Matches():
                return self.lone_test(part)
            case s.Not(body, place):
                if _is_test(body) and not free(body):
                    return part
                if isinstance(body, s.Historically | s.Always):
                    failing = self.safe_failing(body)
                    if failing is not None:
                        return failing
                inner = self.safe(body)
                self.require_bound(free(inner), frozenset(), part)
                return s.Not(inner, place)
            case s.Or(left, right, place):
                return self.either(self.safe(left), self.safe(right), place, part)
            case s.Exists(variables, body, place):
                return self.exists(variables, self.safe(body), place)
            case s.Previous(interval, body, place) | s.Next(interval, body, place):
                return type(part)(interval, self.safe(body), place)
            case s.Once(interval, body, place) | s.Eventually(interval, body, place):
                return type(part)(interval, self.safe(body), place)
            case s.Historically() | s.Always():
                return self.throughout(part)
            case s.Since(interval, left, right) | s.Until(interval, left, right):
                return self.binary(part, left, self.safe(right))
            case s.Aggregate(result, operator, operand, groups, body, place):
                return s.Aggregate(result, operator, operand, groups, self.safe(body), place)
            case s.Let(name, parameters, definition, body, place):
                return s.Let(name, parameters, self.safe(definition), self.safe(body), place)
            case _:
                return self.safe(part)

    def lone_test(self, part: s.Comparison | s.Substring | s.Matches) -> s.Formula:
        match part:
            case s.Comparison("=", s.Variable(name), term, place) if not s.term_variables(term):
                return s.Comparison("=", s.Variable(name), term, place)
            case s.Comparison("=", term, s.Variable(name), place) if not s.term_variables(term):
                return s.Comparison("=", s.Variable(name), term, place)
            case s.Matches(text, pattern) if not s.term_variables(text) | s.term_variables(pattern):
                return self.matches(None, part)
        if free(part):
            raise self.unbound_test(part, free(part))
        return part

    def either(self, left: s.Formula, right: s.Formula, place: s.Place | None, whole: s.Formula) -> s.Formula:
        if free(left) != free(right):
            only = _names(free(left) ^ free(right))
            reason = f"The two sides of OR bind different variables: {only} is bound on one side only."
            raise NotMonitorable(reason, whole, "Bind the same variables on both sides.")
        return s.Or(left, right, place)

    def exists(self, variables: tuple[str, ...], body: s.Formula, place: s.Place | None) -> s.Formula:
        kept = tuple(name for name in dict.fromkeys(variables) if name in free(body))
        return s.Exists(kept, body, place) if kept else body

    def throughout(self, part: s.Historically | s.Always) -> s.Formula:
        """HISTORICALLY or ALWAYS without a guard."""
        place, interval, body = part.place, part.interval, part.body
        if not free(body):
            return s.Not(self.safe(self.some_failing(part)), place)
        if interval.low > 0:
            reason = "The window may be empty, and then infinitely many values satisfy this."
            raise NotMonitorable(reason, part, ADD_GUARD)
        held = self.safe(body)
        if isinstance(part, s.Always):
            # The present lies in the window, so that the body is its own guard.
            return self.push(held, part)
        first = s.Not(s.Previous(s.ALL_PAST, TRUE, place), place)
        always = s.Since(s.ALL_PAST, held, s.And(held, first, place), place)
        if interval.high is None:
            return always
        longer = s.Interval(interval.high + 1, None)
        return s.Or(always, s.Since(longer, held, s.Next(s.ALL_PAST, held, place), place), place)

    def binary(self, part: s.Since | s.Until, left: s.Formula, right: s.Formula) -> s.Formula:
        """SINCE or UNTIL over a safe right side."""
        word = type(part).__name__.upper()
        if not free(left) <= free(right):
            reason = (
                f"The left side of {word} has {_names(free(left) - free(right))}, which the right side does not bind."
            )
            raise NotMonitorable(reason, part, f"Bind it on the right side of {word}, or beside it.")
        make = type(part)
        negated = self.attempt(lambda: s.Not(self.safe(s.Not(left, left.place)), left.place))
        plain = self.attempt(lambda: self.safe(left))
        chosen = (negated or plain) if isinstance(left, s.Not) else (plain or negated)
        if chosen is None:
            window = s.Interval(0, part.interval.high)
            within = (s.Once if isinstance(part, s.Since) else s.Eventually)(window, right, part.place)
            chosen = self.attempt(lambda: self.conjunction(within, conjuncts(left)))
            if chosen is None:
                chosen = s.Not(self.conjunction(within, conjuncts(s.Not(left, left.place))), left.place)
        return make(part.interval, chosen, right, part.place)

    # -- with a guard pushed in ---------------------------------------------------------------------------------------

    def push(self, guard: s.Formula | None, part: s.Formula) -> s.Formula:
        """`guard` AND `part`, where `part` is safe only with the guard inside it."""
        if guard is None:
            return self.alone(part)
        place = part.place
        match part:
            case s.Predicate():
                return self.predicate(guard, part)
            case s.Or(left, right):
                one = self.conjunction(guard, conjuncts(left))
                return self.either(one, self.conjunction(guard, conjuncts(right)), place, part)
            case s.Exists(variables, body):
                return self.exists(variables, self.conjunction(guard, conjuncts(body)), place)
            case s.Not(s.Historically() | s.Always() as body):
                return self.push(guard, self.some_failing(body))
            case s.Not(body):
                inner = self.conjunction(self.narrow(guard, part), conjuncts(body))
                self.require_bound(free(inner), free(guard), part)
                return s.And(guard, s.Not(inner, place), place)
            case s.Historically() | s.Always():
                return self.push(guard, s.Not(self.some_failing(part), place))
            case (
                s.Previous(interval, body)
                | s.Next(interval, body)
                | s.Once(interval, body)
                | s.Eventually(interval, body)
            ):
                inner = self.conjunction(self.mirror(guard, part), conjuncts(body))
                return s.And(guard, type(part)(interval, inner, place), place)
            case s.Since(interval, left, right) | s.Until(interval, left, right):
                anchor = self.conjunction(self.mirror(guard, part), conjuncts(right))
                return s.And(guard, self.binary(part, left, anchor), place)
            case s.Aggregate(result, operator, operand, groups, body):
                shared = free(guard) & frozenset(groups)
                if shared:
                    inner = self.conjunction(self.project(guard, shared), conjuncts(body))
                    return s.And(guard, s.Aggregate(result, operator, operand, groups, inner, place), place)
        # Nothing can be pushed into it: say why it does not stand alone.
        return self.attach(guard, part)

    def project(self, guard: s.Formula, kept: frozenset[str]) -> s.Formula:
        rest = tuple(sorted(free(guard) - kept))
        return s.Exists(rest, guard, guard.place) if rest else guard

    def narrow(self, guard: s.Formula, part: s.Formula) -> s.Formula:
        return self.project(guard, free(guard) & free(part))

    def mirror(self, guard: s.Formula, part: s.Formula) -> s.Formula:
        """What of the guard holds at every time point that `part` looks at from where the guard holds."""
        match part:
            case s.Once(interval) | s.Since(interval) if interval.high is None and not self.closed:
                # The mirror would be an unbounded future.
                return self.attach(None, part)
            case s.Previous(interval) | s.Next(interval) | s.Once(interval) | s.Eventually(interval):
                return _MIRROR[type(part)](interval, self.narrow(guard, part), part.place)
            case s.Since(interval) | s.Until(interval):
                return _MIRROR[type(part)](interval, self.narrow(guard, part), part.place)
            case _:
                raise AssertionError(part)

    def predicate(self, guard: s.Formula | None, part: s.Predicate) -> s.Formula:
        """A predicate whose arguments are variables and constants: others are compared afterwards."""
        if id(part) not in self.plain:
            self.plain[id(part)] = part, self.plain_predicate(part)
        fresh, plain, compared = self.plain[id(part)][1]
        made = plain if guard is None else s.And(guard, plain, part.place)
        return s.Exists(fresh, self.conjunction(made, compared), part.place) if fresh else made

    def plain_predicate(self, part: s.Predicate) -> tuple[tuple[str, ...], s.Predicate, list[s.Formula]]:
        fresh: list[str] = []
        arguments: list[s.Term] = []
        compared: list[s.Formula] = []
        for argument in part.arguments:
            if isinstance(argument, s.Variable | s.Constant):
                arguments.append(argument)
                continue
            fresh.append(self.fresh_name())
            arguments.append(s.Variable(fresh[-1]))
            compared.append(s.Comparison("=", s.Variable(fresh[-1]), argument, part.place))
        return tuple(fresh), s.Predicate(part.name, tuple(arguments), part.place), compared

    def fresh_name(self) -> str:
        count = 1
        while f"_{count}" in self.names:
            count += 1
        self.names.add(f"_{count}")
        return f"_{count}"


def _all_names(formula: s.Formula) -> set[str]:
    found = set(free(formula))
    match formula:
        case s.Exists(variables) | s.Forall(variables):
            found |= set(variables)
        case s.Let(_, parameters):
            found |= set(parameters)
    for child in s.children(formula):
        found |= _all_names(child)
    return found
