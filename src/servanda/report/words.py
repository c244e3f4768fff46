"""The words, marks and numbers that every report shares.

Rules it keeps:

- a verdict or a gap is always a mark *and* a word; each mark has a plain ASCII stand-in;
- numbers are exact, with a comma between thousands; an unknown bound is said, never filled in;
- a difference carries its sign: `+` where observers saw more than was declared.

It leaves to others: where the words are put (`terminal`, `html`).

>>> interval(60000, 70000)
'60,000 to 70,000'
>>> difference(47300, 57300, "troops")
'+47,300 to +57,300 troops'
"""

from dataclasses import dataclass

from servanda.diagnostics import plural as plural
from servanda.findings.model import DISAGREEMENTS, Finding, Gap, Side, Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict or a gap is shown: a glyph, its ASCII stand-in, what it means, and a style name."""

    glyph: str
    ascii: str
    meaning: str
    style: str


VERDICT_MARKS: dict[Verdict, Mark] = {
    "kept": Mark("✓", "+", "the admissible evidence says that the norm was kept", "kept"),
    "breached": Mark("✗", "x", "the admissible evidence says that the norm was broken", "breached"),
    "pending": Mark("◷", ":", "not yet due, or the period has not ended", "pending"),
    "undetermined": Mark("?", "?", "the admissible evidence is open or contested", "undetermined"),
    "not observed": Mark("–", "-", "nothing admissible speaks in the observed world", "silent"),
    "not declared": Mark("–", "-", "nothing admissible speaks in the declared world", "silent"),
    "not owed": Mark("○", "o", "in this world there was no occasion", "free"),
}
GAP_MARKS: dict[Gap, Mark] = {
    "contradicted": Mark("≠", "!", "declared as kept or not owed, observed as breached", "breached"),
    "undeclared": Mark("≠", "!", "observers saw an occasion that the record does not know", "breached"),
    "below threshold": Mark("≠", "!", "not owed by what was declared, owed by what was observed", "breached"),
    "understated": Mark("≠", "!", "the declared value lies below what was observed", "breached"),
    "overstated": Mark("≠", "!", "the declared value lies above what was observed", "breached"),
    "open": Mark("?", "?", "the two worlds cannot be compared on this evidence", "undetermined"),
    "unobserved": Mark("–", "-", "declared only; nobody admissible has seen it", "silent"),
    "agreed": Mark("=", "=", "both worlds say the same", "kept"),
}
KINDS: dict[str, str] = {
    "obligation": "obligation",
    "milestone": "milestone",
    "duty": "recurring duty",
    "quota": "quota",
    "limit": "limit",
    "prohibition": "prohibition",
}


def number(value: int) -> str:
    """`12,700`, with a true minus sign for negative values."""
    return f"{value:,}".replace("-", "−")


def interval(low: int | None, high: int | None) -> str:
    """`12,700`, `60,000 to 70,000`, `at most 12,999`, or nothing where no side is bounded."""
    if low is None and high is None:
        return ""
    if low is None or (low == 0 and high):
        return f"at most {number(high or 0)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def value(side: Side, unit: str) -> str:
    """The value that a norm measures in one world, with its unit."""
    text = interval(side.low, side.high)
    return f"{text} {unit}".strip() if text else ""


def _signed(amount: int) -> str:
    return f"+{number(amount)}" if amount > 0 else number(amount)


def difference(low: int | None, high: int | None, unit: str) -> str:
    """By how much the observed value differs from the declared one, or nothing where that is not known."""
    if low is None and high is None:
        return ""
    if low is None:
        text = f"at most {_signed(high or 0)}"
    elif high is None:
        text = f"at least {_signed(low)}"
    else:
        text = _signed(low) if low == high else f"{_signed(low)} to {_signed(high)}"
    return f"{text} {unit}".strip()


def size(finding: Finding) -> str:
    """The size of a finding's gap in words."""
    return difference(finding.gap_low, finding.gap_high, finding.unit)


def title(norm: str) -> str:
    """A norm's name as a person reads it.

    >>> title("prior_notification")
    'prior notification'
    """
    return norm.replace("_", " ")


def attributes(finding: Finding) -> list[str]:
    """What else is true of a finding, one phrase each, in a fixed order.

    >>> attribute("days_late", 20), attribute("contested", "yes"), attribute("recalled", "rests on a recalled figure")
    ('days late: 20', 'contested', 'rests on a recalled figure')
    """
    return [attribute(key, finding.attributes[key]) for key in sorted(finding.attributes)]


def attribute(key: str, held: str | int) -> str:
    """One attribute as a phrase."""
    name = key.replace("_", " ")
    if held == "yes":
        return name
    if isinstance(held, str) and name in held:
        return held
    return f"{name}: {number(held) if isinstance(held, int) else held}"


MARKED = "rests on a figure marked "


# Under what findings stand that are shown apart, by the beginning of the attribute that says so.
APART = {
    "suspended": "under a claimed suspension",
    "reserved": "under a reservation",
    "countermeasure": "under a claimed countermeasure",
}


def suspended(finding: Finding) -> str:
    """Under which claim the finding stands, and is shown apart; "" where there is none."""
    if not finding.attributes:  # nearly all of a large assessment
        return ""
    return next((said for name, said in APART.items() if any(key.startswith(name) for key in finding.attributes)), "")


def disagrees(finding: Finding) -> bool:
    """Whether the two worlds say different things."""
    return finding.gap in DISAGREEMENTS


def breached(finding: Finding) -> bool:
    """Whether the norm was broken in at least one world."""
    return "breached" in (finding.declared.verdict, finding.observed.verdict)


def short(sha256: str) -> str:
    """The first twelve digits of a hash: enough to tell files apart, the whole stands in the data."""
    return sha256[:12]
