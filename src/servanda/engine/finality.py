"""How many leading time points have final verdicts, from the formula's windows and the time stamps alone.

Rules it keeps:

- a verdict is final when no time point that may still come, at the last stamp or later, lies in a window that it
  looks at, nor in a window of what it finds there; values are not looked at;
- so EVENTUALLY, ALWAYS and UNTIL are final once a stamp lies beyond their window, NEXT once there is a next time point,
  and operators of the past as soon as what they look back at is;
- the plain definition, which this equals in a few bisections, stands in `tests/engine/test_finality.py`.

It leaves to others: what the verdicts are.

>>> from servanda.logic.parse import parse_formula
>>> final_count(parse_formula("EVENTUALLY[0,5] p(x)"), [1, 2, 5, 7])
1
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from servanda.logic import syntax as s


def final_count(formula: s.Formula, stamps: Sequence[int], defined: Mapping[str, int] | None = None) -> int:
    """The number of leading time points at which `formula` (names resolved) is final. `defined`: of enclosing LETs."""
    defined = defined or {}
    count = len(stamps)
    match formula:
        case s.Predicate(name):
            return defined.get(name, count)
        case s.Let(name, _, definition, body):
            return final_count(body, stamps, {**defined, name: final_count(definition, stamps, defined)})
        case s.Previous(_, body):
            return min(count, final_count(body, stamps, defined) + 1)
        case s.Next(_, body):
            return max(0, final_count(body, stamps, defined) - 1)
        case s.Once(interval, body) | s.Historically(interval, body):
            return _behind(interval, final_count(body, stamps, defined), stamps)
        case s.Since(interval, left, right):
            anchors = _behind(interval, final_count(right, stamps, defined), stamps)
            return min(final_count(left, stamps, defined), anchors)
    inner = min((final_count(child, stamps, defined) for child in s.children(formula)), default=count)
    match formula:
        case s.Eventually(interval) | s.Always(interval) | s.Until(interval):
            return _ahead(interval, inner, stamps)
        case _:
            return inner


def _behind(interval: s.Interval, inner: int, stamps: Sequence[int]) -> int:
    """Until the first open time point comes into the window behind."""
    if inner >= len(stamps):
        return len(stamps)
    return max(inner, bisect_left(stamps, stamps[inner] + interval.low))


def _ahead(interval: s.Interval, inner: int, stamps: Sequence[int]) -> int:
    """As long as the window ahead ends before the last stamp, and before the first open time point."""
    if interval.high is None or not stamps:
        return 0
    first_open = stamps[-1] if inner >= len(stamps) else min(stamps[inner], stamps[-1])
    return bisect_left(stamps, first_open - interval.high)
