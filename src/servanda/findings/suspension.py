"""What a claimed suspension means for a finding: verdicts stay as they are, and are shown apart.

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
from servanda.findings.claims import Claim, about
from servanda.findings.court import Judged

EVERYBODY = "every other party"


@dataclass(frozen=True, slots=True)
class Touched:
    """A claim about a finding; `wholly`: for all of its time, and towards all to whom it is owed."""

    claim: Claim
    wholly: bool


def touching(item: Judged, owed_to: str, claims: Iterable[Claim], agreement: Agreement) -> list[Touched]:
    """The claims that touch a finding, the earliest first."""
    case = item.case
    mine = [claim for claim in about(claims, case.norm) if _bears(claim.by, case.bearer, case.start, agreement)]
    found = []
    for claim in mine:
        addressed = _addressed(claim, owed_to, agreement, case.start)
        if not addressed:
            continue
        start, end = _decides(item)
        if claim.since <= end and claim.until >= start:
            found.append(Touched(claim, addressed == "wholly" and claim.since <= start and claim.until >= end))
    return found


def attributes(found: Iterable[Touched], agreement: Agreement) -> dict[str, str | int]:
    """`suspended` where a claim covers the finding wholly, else `suspended in part`."""
    for name, wholly in (("suspended", True), ("partly suspended", False)):
        for touched in found:
            if touched.wholly == wholly:
                return {name: _said(touched.claim, agreement)}
    return {}


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
    said = f"claimed by {claim.by} towards {', '.join(claim.towards) or EVERYBODY}"
    said += f" since {day_of(claim.since, zone).isoformat()}"
    return said if claim.until >= NEVER else f"{said} until {day_of(claim.until, zone).isoformat()}"
