"""How far around a time stamp a formula looks: what may be forgotten, and what can no longer change.

Rules it keeps:

- a verdict at stamp s depends on nothing before s - `back` and on nothing after s + `ahead`; None: there is no such
  bound, or it cannot be told from the windows alone;
- `tp` counts from the first time point, so a formula with it forgets nothing; PREVIOUS and NEXT have the reach of their
  window, and none without one.

It leaves to others: when a verdict is final (`finality`), and what is done about it (`incremental`).

>>> from servanda.logic.parse import parse_formula
>>> reach(parse_formula("p(x) AND NOT ONCE[2,9] (EVENTUALLY[0,3] q(x))"))
Reach(back=9, ahead=3)
>>> reach(parse_formula("p(x) AND ONCE[2,*) q(x)"))
Reach(back=None, ahead=0)
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from servanda.logic import syntax as s


class Reach(NamedTuple):
    back: int | None
    ahead: int | None


HERE = Reach(0, 0)


def reach(formula: s.Formula, lets: Mapping[str, Reach] | None = None) -> Reach:
    """The reach of `formula`, names resolved. `lets`: of the enclosing definitions."""
    lets = lets or {}
    match formula:
        case s.Predicate(name):
            if name in lets:
                return lets[name]
            return Reach(None, 0) if name in ("tp", "tpts") else HERE
        case s.Let(name, _, definition, body):
            return reach(body, {**lets, name: reach(definition, lets)})
    inner = _widest(reach(child, lets) for child in s.children(formula))
    match formula:
        case s.Previous(window) | s.Once(window) | s.Historically(window) | s.Since(window):
            return Reach(_sum(window.high, inner.back), inner.ahead)
        case s.Next(window) | s.Eventually(window) | s.Always(window) | s.Until(window):
            return Reach(inner.back, _sum(window.high, inner.ahead))
        case _:
            return inner


def _widest(parts: Iterable[Reach]) -> Reach:
    found = list(parts) or [HERE]
    backs = [part.back for part in found if part.back is not None]
    aheads = [part.ahead for part in found if part.ahead is not None]
    return Reach(
        max(backs) if len(backs) == len(found) else None,
        max(aheads) if len(aheads) == len(found) else None,
    )


def _sum(bound: int | None, inner: int | None) -> int | None:
    return None if bound is None or inner is None else bound + inner
