"""Laying the two worlds side by side: what kind of gap there is between them, and how wide.

The kinds are those of LANGUAGE §4, asked in this order: contradicted, undeclared, below threshold, understated,
overstated, unobserved, open, agreed.
"""

from collections.abc import Iterable

from servanda.dates import NEVER
from servanda.findings.model import Gap, Witness
from servanda.findings.verdict import Answer

_DONE = ("kept", "breached", "pending")


def distance(declared: Answer, observed: Answer) -> tuple[int | None, int | None]:
    """By how much the observed value lies above (or below, negative) the declared one, at least and at most.

    None where the two speak of different scopes, or one of them is not bounded.
    """
    if declared.scope != observed.scope:
        return None, None
    ends = (declared.low, declared.high, observed.low, observed.high)
    if any(end is None for end in ends):
        return None, None
    low, high = observed.low - declared.high, observed.high - declared.low  # type: ignore[operator]
    if low <= 0 <= high or abs(low) >= NEVER // 2 or abs(high) >= NEVER // 2:
        return None, None
    return low, high


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
    low, _ = distance(declared, observed)
    if low is not None:
        return "understated" if low > 0 else "overstated"
    if observed.verdict == "not observed":
        return "unobserved"
    if "undetermined" in (declared.verdict, observed.verdict):
        return "open"
    return "agreed" if declared.verdict == observed.verdict else "open"


def opened(due: str, witnesses: Iterable[Witness], sources: int) -> str:
    """The first day on which the gap could be known: the day of the occasion or deadline, or when enough was known.

    For the declared world the earliest admitted row counts, for the observed one the row that made `sources` origins.
    """
    declared = sorted(w.known for w in witnesses if w.world == "declared" and w.admitted and w.known)
    first: dict[str, str] = {}
    for witness in witnesses:
        if witness.world == "observed" and witness.admitted and witness.known:
            first[witness.origin] = min(first.get(witness.origin, witness.known), witness.known)
    observed = sorted(first.values())
    days = [due] if due else []
    days += declared[:1]
    if observed:
        days.append(observed[min(sources, len(observed)) - 1])
    return max(days) if days else ""
