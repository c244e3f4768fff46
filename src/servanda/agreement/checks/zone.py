"""What is wrong with boundary sets, territories and zones, as far as the text alone can tell.

It leaves to others: the maps themselves, which a workspace has (`servanda.evidence.zones`).
"""

from collections.abc import Iterable

from servanda.agreement.model import Agreement, fields_of
from servanda.agreement.names import Book, Scope, path_kind, unknown
from servanda.agreement.syntax import BorderLine, Boundaries, Date, Name, Path, Within, Zone
from servanda.diagnostics import Diagnostic, Place, refuse

# The term under which the readings of boundary sets are chosen, as those of a definition are under its name.
BOUNDARIES = "boundaries"


def _error(code: str, message: str, place: Place, remedy: str) -> Diagnostic:
    return Diagnostic(code, "error", message, place, remedy)


def check_zones(agreement: Agreement) -> list[Diagnostic]:
    """Every message about the maps and zones of an agreement."""
    people = {**agreement.parties, **agreement.countries, **agreement.sides}
    found = [*_boundaries(agreement), *_territories(agreement)]
    for zone in agreement.zones.values():
        found += _reversed(zone.start, zone.end, "zone")
        if not agreement.boundaries:
            message = f"The zone `{zone.name}` lies on land, and no map says whose land is where."
            remedy = 'Add `boundaries "Natural Earth 4.1.0, 1:50m"`, or another set of the workspace.'
            found.append(_error("zone-without-boundaries", message, zone.name.place, remedy))
        for name in _names(zone):
            if name.text not in people:
                found += unknown("unknown-party", "party, country or side", name, people).diagnostics
        if isinstance(zone.lines, BorderLine):
            found += _border(zone, zone.lines, agreement)
    return found


def _names(zone: Zone) -> Iterable[Name]:
    if isinstance(zone.lines, BorderLine):
        yield from zone.lines.ends
    else:
        yield from (line.party for line in zone.lines if line.party is not None)
    if zone.side is not None:
        yield zone.side


def _border(zone: Zone, line: BorderLine, agreement: Agreement) -> Iterable[Diagnostic]:
    if line.kind == "sides" and len(agreement.sides) + len(_alone(agreement)) < 2:
        message = "There are no two sides that could have a border."
        yield _error("no-side", message, line.place, "Declare sides (`side North …`), or name two parties.")
    if line.kind == "named" and line.ends[0].text == line.ends[1].text:
        message = f"`{line.ends[0]}` has no border with itself."
        yield _error("no-common-border", message, line.place, "Name two parties, countries or sides.")


def _alone(agreement: Agreement) -> list[str]:
    """The parties of no side: each is a side of its own."""
    joined = {member.party.text for side in agreement.sides.values() for member in side.members}
    return [party for party in agreement.parties if party not in joined]


def _reversed(start: Date | None, end: Date | None, what: str) -> Iterable[Diagnostic]:
    if start is not None and end is not None and end.value < start.value:
        yield _error("dates-reversed", f"The {what} ends before it begins.", start.place, "Exchange the dates.")


def _boundaries(agreement: Agreement) -> Iterable[Diagnostic]:
    people = {**agreement.parties, **agreement.countries, **agreement.sides}
    for number, item in enumerate(agreement.boundaries):
        yield from _reversed(item.start, item.end, "boundary set")
        for holder in item.holders:
            if holder.text not in people:
                yield from unknown("unknown-party", "party or country", holder, people).diagnostics
        for before in agreement.boundaries[:number]:
            if before.reading == item.reading and _overlap(before, item):
                message = "Two boundary sets hold at the same time" + (
                    f" under the reading “{item.reading}”." if item.reading else "."
                )
                remedy = 'Give the sets dates that do not overlap, or readings: `reading "…" held by ALBA`.'
                also = ((before.place, "the other one"),)
                yield Diagnostic("boundaries-twice", "error", message, item.place, remedy, also)


def _overlap(one: Boundaries, other: Boundaries) -> bool:
    def starts_late(a: Boundaries, b: Boundaries) -> bool:
        return a.end is not None and b.start is not None and a.end.value < b.start.value

    return not (starts_late(one, other) or starts_late(other, one))


def _territories(agreement: Agreement) -> Iterable[Diagnostic]:
    people = {**agreement.parties, **agreement.countries}
    seen: dict[str, Place] = {}
    for item in agreement.territories:
        if item.owner.text not in people:
            yield from unknown("unknown-party", "party or country", item.owner, people).diagnostics
        if item.owner.text in seen:
            also = ((seen[item.owner.text], "first here"),)
            message = f"The territory of `{item.owner}` is already named."
            remedy = "Name all of its countries in one statement."
            yield Diagnostic("said-twice", "error", message, item.owner.place, remedy, also)
        seen.setdefault(item.owner.text, item.place)


def _somebody(path: Path, scope: Scope) -> str:
    """A field of the same record that holds a party, as an example."""
    head = path.parts[0].text
    record = scope[head].record if head in scope else None
    fields = fields_of(record) if record is not None else {}
    field = next((name for name, item in fields.items() if item.type.kind in ("party", "party or country")), None)
    return f"{head}.{field}" if field is not None else "…"


def check_within(condition: Within, scope: Scope, book: Book) -> None:
    """Raise where `d.at in zone of p` makes no sense."""
    kind = path_kind(condition.subject, scope, book)
    if kind.kind != "place":
        message = f"`{condition.subject}` is a {kind.kind}; only a place lies in a zone."
        raise refuse("kind-mismatch", message, condition.subject.place, "Name a field that holds a place.")
    zone = book.zones.get(condition.zone.text)
    if zone is None:
        raise unknown("unknown-zone", "zone", condition.zone, book.zones)
    if condition.whose is None:
        if zone.by_party:
            message = f"`{zone.name}` is another zone for each party, so a place alone is not in it."
            remedy = f"Say whose: `{condition.subject} in {zone.name} of {_somebody(condition.subject, scope)}`."
            raise refuse("zone-of-whom", message, condition.place, remedy)
        return
    whose = path_kind(condition.whose, scope, book)
    if whose.kind not in ("party", "country", "party or country", "side"):
        message = f"`{condition.whose}` is a {whose.kind}; a zone is of a party, a country or a side."
        raise refuse("kind-mismatch", message, condition.whose.place, "Name a field that holds a party.")
