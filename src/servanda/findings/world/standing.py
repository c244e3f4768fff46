"""What the acts on record have made of the agreement itself: in force since when, suspended by whom towards whom.

The passes: acts that one assessor may see → entry into force → who has joined and left, which amendments are in force
(`membership`) → the same agreement with dates in place of conditions → claims that norms are suspended (`claims`).

Rules it keeps:

- everything is a function of the text, the acts and the instant; nothing is set by hand;
- an act whose day is not known has its effect on the latest day on which it may have been filed;
- before the entry into force nothing is owed, unless the text is applied provisionally;
- a suspension holds for the norms, the filer and the addressees that it names, from the end of its notice until it is
  resumed; one that the text does not allow is told with what is wrong with it, and has no effect.

It leaves to others: what a claim means for a finding (`suspension`), what is shown (`servanda.report`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Date, Entry
from servanda.dates import ALWAYS, NEVER, day_of, start_of_day
from servanda.evidence.statement import Facts
from servanda.findings.model import Assessor
from servanda.findings.world.claims import Claim, claims_of
from servanda.findings.world.membership import (
    accessions,
    amendments,
    day_after,
    entry_day,
    withdrawals_of_acceding,
    withdrawals_of_founders,
)
from servanda.findings.world.worldview import Fact, acts_on_record


@dataclass(frozen=True)
class Standing:
    """The agreement with its dates, and how it came to them.

    `deposits`: party → the act by which it joined in bringing the agreement into force, None where it has not; empty
    where the text gives the day itself. `said`: what became of accessions, withdrawals and amendments, a sentence each.
    """

    agreement: Agreement
    deposits: Mapping[str, Fact | None]
    claims: tuple[Claim, ...]
    said: tuple[str, ...] = ()


def stand(agreement: Agreement, facts: Facts, assessor: Assessor, as_of: int, known_by: int) -> Standing:
    """The standing of the agreement as this assessor may see it, at `as_of`, on what was known by `known_by`."""
    acts = acts_on_record(agreement, facts, agreement.role_acts, assessor, as_of, known_by)
    deposits: Mapping[str, Fact | None] = {}
    entry = agreement.in_force.entry
    if entry is not None and agreement.in_force.start is None:
        deposits = _deposits(entry, agreement, acts.get(entry.act.text, ()))
        agreement = _in_force(entry, agreement, {who: act for who, act in deposits.items() if act is not None})
    said: list[str] = []
    for change in (withdrawals_of_founders, accessions, withdrawals_of_acceding, amendments):
        agreement, more = change(agreement, acts, as_of)
        said += more
    return Standing(agreement, deposits, tuple(claims_of(agreement, acts, deposits, as_of)), tuple(said))


# --- entry into force -----------------------------------------------------------------------------------------------


def _deposits(entry: Entry, agreement: Agreement, acts: Iterable[Fact]) -> dict[str, Fact | None]:
    """The first such act of every party."""
    found: dict[str, Fact | None] = dict.fromkeys(agreement.founders)
    for act in sorted(acts, key=lambda item: (item.when.high, item.key)):
        for who in act.names["by"].sure:
            if who in found and found[who] is None:
                found[who] = act
    return found


def _in_force(entry: Entry, agreement: Agreement, deposits: Mapping[str, Fact]) -> Agreement:
    """The agreement with the day of its entry into force, if it has come or is certain to come."""
    late = {who: act.when.high for who, act in deposits.items()}
    start = entry_day(entry, agreement, late)
    if start is None:
        return agreement
    force = replace(agreement.in_force, start=Date(day_of(start, agreement.zone), agreement.in_force.place))
    if entry.count is None:
        return replace(agreement, in_force=force)
    bound_for = {**agreement.bound_for, **_each_bound(entry, agreement, late, start)}
    return replace(agreement, in_force=force, bound_for=bound_for)


def _each_bound(entry: Entry, agreement: Agreement, late: Mapping[str, int], start: int) -> dict[str, tuple[int, int]]:
    """Where not all are needed: who filed is bound from the entry into force or, later, from a day of its own."""
    provisional = agreement.in_force.provisional
    found: dict[str, tuple[int, int]] = {}
    for who in agreement.founders:
        if who in late:
            own = day_after(late[who], entry.after, agreement)
            found[who] = (ALWAYS, NEVER) if own <= start else (own, NEVER)
        elif provisional is not None:
            found[who] = (ALWAYS, start - 1)
        else:
            found[who] = (NEVER, ALWAYS)
    return found


# --- in words -------------------------------------------------------------------------------------------------------


def sentences(standing: Standing, as_of: int) -> tuple[str, ...]:
    """The entry into force and all claims, a sentence each; nothing where the text gives the day and nobody acts."""
    return (*_entry_said(standing, as_of), *standing.said, *(claim.said for claim in standing.claims))


def _entry_said(standing: Standing, as_of: int) -> Iterable[str]:
    agreement = standing.agreement
    entry = agreement.in_force.entry
    if entry is None:
        return
    zone = agreement.zone
    start, act = agreement.entry(), entry.act.text.replace("_", " ")
    if start >= NEVER:
        said = "Not in force."
    else:
        day = day_of(start, zone).isoformat()
        said = f"In force since {day}." if start <= as_of else f"Not yet in force: it enters into force on {day}."
    provisional = agreement.in_force.provisional
    if provisional is not None and start > as_of and start_of_day(provisional.value, zone) <= as_of:
        said += f" Applied provisionally since {provisional.value.isoformat()}."
    filed = [
        f"{who} on {day_of(found.when.high, zone).isoformat()}"
        for who, found in sorted(standing.deposits.items(), key=lambda item: item[1].when.high if item[1] else 0)
        if found is not None
    ]
    missing = [who for who, found in standing.deposits.items() if found is None]
    have = f" Filed {act}: {', '.join(filed)}." if filed else f" Nobody has filed {act}."
    yield said + have + (f" Missing: {', '.join(missing)}." if missing and filed else "")
