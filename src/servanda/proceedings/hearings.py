"""Who must be heard on what: a case for each claim that a decision or a measure touches, as statements for norms.

Rules it keeps:

- a claim counts if it was filed before the decision was adopted, or the measure taken; a claim that its claimant has
  released, or that comes afterwards, makes no case;
- the case is borne by the members that joined the decision, or by those who took the measure, the claimant left out;
- a disputed link to the claimant's interest leaves the case open until whoever disputes it recognises it;
- whoever was invited, for a day before the decision, and neither appeared nor was heard, stayed away; where the record
  is not known to be complete, that is open.

It leaves to others: what is owed in a case (`servanda.agreement.consultation`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from servanda.agreement.consultation import role
from servanda.agreement.model import Agreement, first_date
from servanda.agreement.syntax import Consultation, EventType
from servanda.dates import Stamp, add
from servanda.evidence.statement import Bounds, Names, Statement, Value
from servanda.proceedings.acts import Act, Ledger
from servanda.proceedings.decisions import State


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision or a measure: by whom and when it was taken, and whether for certain; `key`: the item or the event."""

    id: str
    key: str
    by: tuple[str, ...]
    when: Stamp
    certain: bool
    world: str


def cases(
    here: Ledger,
    states: Iterable[State],
    statements: Iterable[Statement],
    rows: Mapping[tuple[str, str], Statement],
    sources: int,
) -> Iterator[Statement]:
    """A statement for each claim that each decision and measure touches."""
    agreement = here.agreement
    for item in agreement.consultations():
        taken = _decisions(here, states) if item.on == "decision" else _measures(agreement, item, statements, sources)
        for one in taken:
            for claim in here.of(role(item, "claim"), one.key):
                if claim.at < one.when.low and not _released(here, item, claim, one.when.low):
                    made = _case(here, item, one, claim, rows[(claim.record, claim.id)])
                    if made is not None:
                        yield made


def _decisions(here: Ledger, states: Iterable[State]) -> Iterator[Taken]:
    for state in states:
        act = here.find("proposal", state.proposal)
        if act is not None and state.kind == "adopted":
            when = Stamp(state.since, state.since)
            yield Taken(state.proposal, act.of, state.joined, when, state.certain, "record")


def _measures(
    agreement: Agreement, item: Consultation, statements: Iterable[Statement], sources: int
) -> Iterator[Taken]:
    """Measures by world: as declared by whoever took them, as observed by enough independent sources."""
    claim = agreement.records.get(agreement.cast.act(role(item, "claim")))
    event = agreement.records.get(str(getattr(claim, "target", "")))
    if not isinstance(event, EventType) or event.declarer is None:
        return
    date = first_date(event)
    assert date is not None
    found: dict[tuple[str, str], list[Statement]] = {}
    for one in statements:
        if one.record == event.name.text and one.world in ("declared", "observed"):
            found.setdefault((one.world, one.key[0]), []).append(one)
    for (world, key), said in sorted(found.items()):
        days = [value for one in said if isinstance(value := one.fields.get(date.name.text), Bounds)]
        takers = [value.values for one in said if isinstance(value := one.fields.get(event.declarer.text), Names)]
        if not days or not takers:
            continue
        when = Stamp(min(day.low for day in days), max(day.high for day in days))
        enough = len({one.origin for one in said}) >= (sources if world == "observed" else 1)
        agreed = len(set(takers)) == 1
        yield Taken(key, key, tuple(sorted({who for by in takers for who in by})), when, enough and agreed, world)


def _released(here: Ledger, item: Consultation, claim: Act, taken: int) -> bool:
    return any(act.by == claim.by and act.at < taken for act in here.of(role(item, "release"), claim.id))


def _case(here: Ledger, item: Consultation, taken: Taken, claim: Act, row: Statement) -> Statement | None:
    agreement = here.agreement
    bearers = tuple(who for who in taken.by if who != claim.by and who in agreement.parties)
    if not bearers:
        return None
    fields: dict[str, Value] = {
        "to": Names((claim.by,), claim.by),
        "taken": Bounds(taken.when.low, taken.when.high, ""),
        "emergency": _yes(bool(_before(here, item, "emergency", claim, taken))),
        "late": _yes(_late(here, item, claim)),
        "stayed_away": _stayed_away(here, item, claim, taken),
    }
    return replace(
        row,
        world=taken.world,  # type: ignore[arg-type]
        record=item.name.text,
        key=(f"{taken.id} {claim.id}",),
        fields=fields,
        when=taken.when,
        filer=bearers[0],
        filed=taken.when,
        received=taken.when,
        scope="",
        links={claim.record: claim.id},
        joined=bearers,
        certain=taken.certain and not _disputed(here, item, claim),
    )


def _yes(value: bool) -> Bounds:
    return Bounds(int(value), int(value), "yes" if value else "no")


def _before(here: Ledger, item: Consultation, name: str, claim: Act, taken: Taken) -> list[Act]:
    """The acts of a role on the claim that were filed before it was taken, by others than the claimant."""
    acts = here.of(role(item, name), claim.id)
    return [act for act in acts if act.at < taken.when.low and act.by != claim.by]


def _late(here: Ledger, item: Consultation, claim: Act) -> bool:
    put = here.find("item", claim.of) if item.on == "decision" else None
    if item.late is None or put is None:
        return False
    agreement = here.agreement
    return claim.at > add(put.at, item.late, 1, agreement.zone, dict(agreement.calendars))[0]


def _disputed(here: Ledger, item: Consultation, claim: Act) -> bool:
    """Whether somebody disputes that it touches the claimant's interests, and has not recognised it since."""
    disputes = {act.by for act in here.of(role(item, "dispute"), claim.id) if act.by != claim.by}
    return bool(disputes - {act.by for act in here.of(role(item, "recognition"), claim.id)})


def _stayed_away(here: Ledger, item: Consultation, claim: Act, taken: Taken) -> Bounds:
    """Invited for a day before it was taken, and did not appear; open where the record may lack the appearance."""
    invited = [
        act for act in _before(here, item, "invitation", claim, taken) if act.at < act.instants["day"] <= taken.when.low
    ]
    came = any(act.by == claim.by for act in here.of(role(item, "presence"), claim.id))
    if not invited or came or _before(here, item, "hearing", claim, taken):
        return _yes(False)
    native = here.agreement.native or not here.agreement.cast.act(role(item, "presence"))
    return _yes(True) if native else Bounds(0, 1, "")
