"""Laying the two worlds side by side: what kind of gap there is between them, and how wide.

The kinds are those of LANGUAGE §4, asked in this order: contradicted, undeclared, below threshold, understated,
overstated, unobserved, open, agreed.
"""

from collections.abc import Iterable

from servanda.dates import NEVER
from servanda.findings.model import Gap, Witness
from servanda.findings.verdicts.verdict import Answer

_DONE = ("kept", "breached", "pending")


def distance(declared: Answer, observed: Answer) -> tuple[int | None, int | None]:
    """By how much the observed value lies above (or below, negative) the declared one, at least and at most.

    None for an end that is not bounded; both None where the two overlap or speak of different scopes.
    """
    if declared.scope != observed.scope:
        return None, None
    least = _difference(observed.low, declared.high)
    most = _difference(observed.high, declared.low)
    apart = (least is not None and least > 0) or (most is not None and most < 0)
    return (least, most) if apart else (None, None)


def excess(observed: Answer) -> tuple[int | None, int | None]:
    """By how much an observed value certainly lies beyond its bound: the size of a gap where nothing is declared."""
    least, most = _difference(observed.low, observed.bound), _difference(observed.high, observed.bound)
    apart = (least is not None and least > 0) or (most is not None and most < 0)
    return (least, most) if apart else (None, None)


def magnitude(low: int, high: int) -> tuple[int, int]:
    """The bounds of the size of a difference, whichever its sign.

    >>> magnitude(-2800, -1800), magnitude(-5, 3)
    ((1800, 2800), (0, 5))
    """
    if low <= 0 <= high:
        return 0, max(-low, high)
    return min(abs(low), abs(high)), max(abs(low), abs(high))


def _difference(one: int | None, other: int | None) -> int | None:
    if one is None or other is None or abs(one) >= NEVER // 2 or abs(other) >= NEVER // 2:
        return None
    return one - other


def kind(declared: Answer, observed: Answer) -> Gap:
    """The kind of gap between two answers on the same norm, bearer and occasion."""
    if observed.verdict == "breached" and declared.verdict in ("kept", "not owed"):
        return "contradicted"
    if declared.verdict == "not declared":
        if observed.verdict == "not observed":
            return "open"
        if observed.owed and observed.verdict in ("breached", "undetermined", "kept"):
            return "undeclared" if observed.verdict != "undetermined" else "open"
        return "open"
    if declared.verdict == "not owed" and observed.owed and observed.verdict in (*_DONE, "undetermined"):
        return "below threshold"
    low, high = distance(declared, observed)
    if low is not None or high is not None:
        return "understated" if low is not None and low > 0 else "overstated"
    if observed.verdict == "not observed":
        return "unobserved"
    if "undetermined" in (declared.verdict, observed.verdict):
        return "open"
    return "agreed" if declared.verdict == observed.verdict else "open"


def opened(due: str, witnesses: Iterable[Witness], sources: int) -> str:
    """The first day on which the gap could be known: the day of the occasion or deadline, or when enough was known.

    For the declared world the earliest admitted row counts, for the observed one the row that made `sources` origins.
    That somebody looked says nothing of what was seen: rows of coverage do not count.
    """
    declared = sorted(w.known for w in witnesses if w.world == "declared" and w.admitted and w.known)
    first: dict[str, str] = {}
    for witness in witnesses:
        if witness.world == "observed" and witness.role != "coverage" and witness.admitted and witness.known:
            first[witness.origin] = min(first.get(witness.origin, witness.known), witness.known)
    observed = sorted(first.values())
    days = [due] if due else []
    days += declared[:1]
    if observed:
        days.append(observed[min(sources, len(observed)) - 1])
    return max(days) if days else ""
