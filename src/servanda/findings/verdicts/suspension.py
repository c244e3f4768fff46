"""What claims of suspension, countermeasure and reservation mean for a finding: its verdict stays, and is shown apart.

Rules it keeps:

- a claim counts for the party that made it, and only towards those to whom it is made: a finding owed to somebody else
  is not touched, one owed to all others is touched in part;
- what decides is the time at which the norm had to be kept: the deadline, the day of the incident, the beginning of an
  excess; a period that is suspended only for a while is suspended in part;
- a finding on a side is touched by the claim of each member.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Limit, Prohibition
from servanda.dates import NEVER, day_of
from servanda.findings.verdicts.owed import Judged
from servanda.findings.world.claims import Claim, about

EVERYBODY = "every other party"


@dataclass(frozen=True, slots=True)
class Touched:
    """A claim about a finding; `wholly`: for all of its time, and towards all to whom it is owed."""

    claim: Claim
    wholly: bool


def touching(item: Judged, owed_to: str, claims: Iterable[Claim], agreement: Agreement) -> list[Touched]:
    """The claims that touch a finding, the earliest first."""
    case = item.case
    start, end = _decides(item)
    found = []
    for claim in about(claims, case.norm):
        if _bears(claim.by, case.bearer, case.start, agreement):
            addressed = _addressed(claim, owed_to, agreement, case.start)
        elif claim.kind == "reservation" and owed_to == claim.by:
            # What a party is excepted from, the others need not keep towards it (Vienna Convention, article 21).
            addressed = "wholly"
        else:
            continue
        if addressed and claim.since <= end and claim.until >= start:
            found.append(Touched(claim, addressed == "wholly" and claim.since <= start and claim.until >= end))
    return found


# What the finding carries, by kind of claim: where it is touched wholly, and where in part.
_NAMES = {
    "suspension": ("suspended", "partly suspended"),
    "countermeasure": ("countermeasure", "partly under a countermeasure"),
    "reservation": ("reserved", "partly reserved"),
}


def attributes(found: Iterable[Touched], agreement: Agreement) -> dict[str, str | int]:
    """One attribute for each kind of claim: the first that covers the finding wholly, else the first of all."""
    said: dict[str, str | int] = {}
    touched = list(found)
    for kind, (whole, part) in _NAMES.items():
        mine = sorted((one for one in touched if one.claim.kind == kind), key=lambda one: not one.wholly)
        if mine:
            said[whole if mine[0].wholly else part] = _said(mine[0].claim, agreement)
    return said


def _bears(by: str, bearer: str, instant: int, agreement: Agreement) -> bool:
    return bearer in (by, agreement.side_of(by, day_of(instant, agreement.zone)))


def _addressed(claim: Claim, owed_to: str, agreement: Agreement, instant: int) -> str:
    """`wholly` if it is made to all to whom the norm is owed, `partly` if to some, "" if to none."""
    if not claim.towards:
        return "wholly"
    towards = set(claim.towards)
    if owed_to == EVERYBODY:
        owed = {name for name in agreement.parties if _is_bound(name, instant, agreement)} - {claim.by}
    else:
        owed = {name for one in owed_to.split(", ") for name in _members(one, instant, agreement)}
    return "wholly" if owed <= towards else "partly" if owed & towards else ""


def _is_bound(party: str, instant: int, agreement: Agreement) -> bool:
    first, last = agreement.bound(party)
    return first <= instant <= last


def _members(name: str, instant: int, agreement: Agreement) -> set[str]:
    if name not in agreement.sides:
        return {name}
    day = day_of(instant, agreement.zone)
    return {party for party in agreement.parties if agreement.side_of(party, day) == name}


def _decides(item: Judged) -> tuple[int, int]:
    """The time at which the norm had to be kept, from its first to its last second."""
    case = item.case
    if isinstance(item.core.norm, Limit | Prohibition):
        return (case.start, case.start) if case.episode else (case.start, case.end)
    late = [answer.due.late for answer in item.answers.values() if answer.due is not None and answer.due.late < NEVER]
    at = max(late) if late else case.end
    return at, at


def _said(claim: Claim, agreement: Agreement) -> str:
    zone = agreement.zone
    if claim.kind == "reservation":
        said = f"by {claim.by}, filed {day_of(claim.fact.when.high, zone).isoformat()}"
        return said + (f", objected to by {', '.join(claim.objected)}" if claim.objected else "")
    said = f"claimed by {claim.by} towards {', '.join(claim.towards) or EVERYBODY}"
    said += f" since {day_of(claim.since, zone).isoformat()}"
    if claim.until < NEVER:
        said += f" until {day_of(claim.until, zone).isoformat()}"
    if claim.answers:
        said += f", to answer {claim.answers}"
    return f"{said}; whether it is proportionate is not judged" if claim.kind == "countermeasure" else said
