"""Take a formula apart into formulas whose conjunction it is.

Rules it keeps:

- the meaning stays; what comes out holds no AND, IMPLIES, EQUIV, FORALL or doubled NOT at its top;
- NOT goes through OR, IMPLIES, EQUIV and FORALL, and through an AND of negations only: other negated conjunctions
  stay whole, for they can be subtracted as they are.

It leaves to others: putting the parts together again in a safe order (`rewrite`).

>>> from servanda.logic.parse import parse_formula
>>> from servanda.logic.write import write_formula
>>> [write_formula(part) for part in conjuncts(parse_formula("p(x) AND NOT (q(x) OR NOT r(x))"))]
['p(x)', 'NOT q(x)', 'r(x)']
"""

from servanda.logic import syntax as s


def conjuncts(formula: s.Formula) -> list[s.Formula]:
    """Formulas whose conjunction is `formula`; none of them AND, IMPLIES, EQUIV, FORALL or a doubled NOT."""
    match formula:
        case s.And(left, right):
            return [*conjuncts(left), *conjuncts(right)]
        case s.Not(body):
            return _negated(body, formula)
        case s.Implies(left, right, place):
            return [s.Or(s.Not(left, left.place), right, place)]
        case s.Equivalent(left, right, place):
            forth = s.Or(s.Not(left, left.place), right, place)
            return [forth, s.Or(s.Not(right, right.place), left, place)]
        case s.Forall(variables, body, place):
            return [s.Not(s.Exists(variables, s.Not(body, body.place), place), place)]
        case _:
            return [formula]


def _negated(body: s.Formula, whole: s.Formula) -> list[s.Formula]:
    """Conjuncts of NOT `body`, where `whole` is that NOT."""
    match body:
        case s.Not(inner):
            return conjuncts(inner)
        case s.Or(left, right):
            return [*conjuncts(s.Not(left, left.place)), *conjuncts(s.Not(right, right.place))]
        case s.Implies(left, right):
            return [*conjuncts(left), *conjuncts(s.Not(right, right.place))]
        case s.Equivalent(left, right, place):
            one = s.And(left, s.Not(right, right.place), place)
            return [s.Or(one, s.And(right, s.Not(left, left.place), place), place)]
        case s.Forall(variables, inner, place):
            return [s.Exists(variables, s.Not(inner, inner.place), place)]
        case s.And(_, _, place):
            denied = [part.body for part in conjuncts(body) if isinstance(part, s.Not)]
            if len(denied) < len(conjuncts(body)):
                return [whole]
            some = denied[0]
            for other in denied[1:]:
                some = s.Or(some, other, place)
            return [some]
        case _:
            return [whole]
