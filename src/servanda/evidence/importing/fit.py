"""Whether the agreement has a place for what a shape offers, and which column fills which field.

Rules it keeps:

- a field is filled by the column of its name, or by the one that the user names with `--field`; the key text of an
  event by the source's own id;
- refused: a record type that there is not, or of another kind; a key, or the date of an event, that nothing fills; a
  column without which the rows would say something else; a field of another type or unit; a choice that lacks an
  option;
- a field that nothing fills stays silent, and the summary says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.agreement.model import Agreement, fields_of, first_date, key_fields
from servanda.agreement.names import unknown
from servanda.agreement.syntax import ActType, EventType, Field, Name, RecordType
from servanda.diagnostics import Place, Refused, nearest, refuse
from servanda.evidence.importing.catalogue import Offer, Shape, Source


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user says: the record type or relation, field → column, and (field, their option) → our option."""

    record: str = ""
    fields: Mapping[str, str] = ()  # type: ignore[assignment]
    values: Mapping[tuple[str, str], str] = ()  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Fit:
    """`filled`: field → offer. `empty`: fields that stay silent. `unused`: offers without a field."""

    record: str
    filled: Mapping[str, Offer]
    types: Mapping[str, Field]
    values: Mapping[tuple[str, str], str]
    empty: tuple[str, ...]
    unused: tuple[str, ...]


RELATION = ("a", "b", "from", "to")


def fit(agreement: Agreement, source: Source, shape: Shape, wish: Wish) -> Fit:
    """Which column fills which field. Raises Refused."""
    wanted = wish.record or shape.name
    if shape.kind == "relation":
        if wanted not in agreement.relations:
            raise _lacking(agreement, f"relation `{wanted}`", tuple(agreement.relations), _declared(wanted))
        return Fit(wanted, {offer.name: offer for offer in shape.offers if offer.name in RELATION}, {}, {}, (), ())
    record = agreement.records.get(wanted)
    if record is None:
        remedy = f"`event {wanted} …`" if shape.kind == "event" else f"`state {wanted} …`"
        same = tuple(name for name, one in agreement.records.items() if _kind(one) == shape.kind)
        raise _lacking(agreement, f"record type `{wanted}`", same, remedy)
    if _kind(record) != shape.kind:
        message = f"`{wanted}` is {_article(_kind(record))}; {source.name} tells of {shape.kind}s."
        remedy = f"Choose {_article(shape.kind)} with --as, or another shape with --shape."
        raise refuse("import-record", message, record.place, remedy)
    filled = _filled(record, source, shape, wish)
    values = _values(record, filled, dict(wish.values))
    types = fields_of(record)
    empty = tuple(name for name in types if name not in filled)
    unused = tuple(offer.name for offer in shape.offers if offer not in filled.values())
    return Fit(wanted, filled, types, values, empty, unused)


def _kind(record: RecordType) -> str:
    return "act" if isinstance(record, ActType) else "event" if isinstance(record, EventType) else "state"


def _article(kind: str) -> str:
    return f"a{'n' if kind[0] in 'ae' else ''} {kind}"


def _declared(name: str) -> str:
    return f"`relation {name} between countries`"


def _lacking(agreement: Agreement, what: str, known: tuple[str, ...], example: str) -> Refused:
    place = agreement.in_force.place
    choice = f", or choose with --as: {', '.join(known)}" if known else ""
    return refuse("import-record", f"The agreement has no {what}.", place, f"Declare it ({example}){choice}.")


def _filled(record: RecordType, source: Source, shape: Shape, wish: Wish) -> dict[str, Offer]:
    offers = {offer.name: offer for offer in shape.offers}
    explicit = dict(wish.fields)
    types = fields_of(record)
    place = record.place
    for name, column in explicit.items():
        if name not in types and not (name == "on" and shape.kind == "state"):
            raise unknown("import-field", f"field of `{record.name}`", Name(name, place), types)
        if column not in offers:
            near = nearest(column, offers)
            remedy = f"Did you mean `{near}`?" if near else f"Columns: {', '.join(offers)}."
            raise refuse("import-field", f"{source.name} offers no column `{column}`.", place, remedy)
    filled = {name: offers[column] for name, column in explicit.items()}
    for name, declared in types.items():
        offer = filled.get(name) or _natural(name, declared, record, shape, explicit)
        if offer is None:
            continue
        _same_type(record, declared, offer, source, told=name in explicit)
        filled[name] = offer
    if shape.kind == "state":
        filled["on"] = filled.get("on") or offers["on"]
    _complete(record, source, shape, filled)
    return filled


def _natural(name: str, field: Field, record: RecordType, shape: Shape, explicit: Mapping[str, str]) -> Offer | None:
    """The offer that fills a field without being told."""
    taken = set(explicit.values())
    for offer in shape.offers:
        if offer.name not in taken and (offer.name == name or name in offer.also):
            return offer
    if isinstance(record, EventType) and field.key:
        return next((offer for offer in shape.offers if offer.name == "id"), None)
    return None


def _same_type(record: RecordType, field: Field, offer: Offer, source: Source, told: bool) -> None:
    """Refuse a field that cannot hold what the column says."""
    kind = field.type.kind
    fits = {
        "party": ("party", "country", "party or country"),
        "text": ("text", "place", "one of"),
        "place": ("place", "text"),
        "one of": ("one of", "text"),
        "count": ("count",),
        "date": ("date",),
        "year": ("year",),
        "yes or no": ("yes or no",),
    }[offer.kind]
    name = f"`{record.name}.{field.name}`"
    if kind not in fits:
        message = f"{name} is of the type `{kind}`; {source.name} offers `{offer.name}`, which is `{offer.kind}`."
        remedy = f"Change the type, or take another column: --field {field.name}=COLUMN."
        raise refuse("import-field", message, field.place, remedy)
    if offer.several and not field.type.several:
        message = f"{name} holds one party; `{offer.name}` of {source.name} names several."
        raise refuse("import-field", message, field.place, f"Write `{field.name} party, one or more`.")
    if kind == "count" and offer.unit and field.type.unit != offer.unit and not told:
        message = f"{name} counts {field.type.unit or 'things'}; `{offer.name}` of {source.name} counts {offer.unit}."
        remedy = f"If that is the same here, say so: --field {field.name}={offer.name}."
        raise refuse("import-field", message, field.place, remedy)


def _complete(record: RecordType, source: Source, shape: Shape, filled: Mapping[str, Offer]) -> None:
    """Refuse a type with a key, declarer or date that nothing fills, and one without a field for what is essential."""
    needed = [item.name.text for item in key_fields(record)]
    date = first_date(record) if isinstance(record, EventType) else None
    needed += [date.name.text] if date is not None else []
    for name in needed:
        if name not in filled:
            message = f"Nothing that {source.name} offers fills `{record.name}.{name}`."
            columns = ", ".join(offer.name for offer in shape.offers)
            raise refuse(
                "import-field",
                message,
                fields_of(record)[name].place,
                f"Say which of these does: --field {name}=COLUMN, with COLUMN one of {columns}.",
            )
    for offer in shape.offers:
        if offer.essential and offer not in filled.values():
            message = f"The record type `{record.name}` has no field for `{offer.name}`: {offer.says}."
            written = (
                f"{offer.name} one of {', '.join(offer.options)}" if offer.options else f"{offer.name} {offer.kind}"
            )
            remedy = f"Add `{written}` to the type, or say which field takes it: --field FIELD={offer.name}."
            raise refuse("import-field", message, record.place, remedy)


def _values(
    record: RecordType, filled: Mapping[str, Offer], told: dict[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """Our option for each of theirs. Raises Refused where ours lack one."""
    types, found = fields_of(record), {}
    for name, offer in filled.items():
        field = types.get(name)
        if field is None or field.type.kind != "one of":
            continue
        said = tuple(theirs for one, theirs in told if one == name)
        for theirs in offer.options or said:
            ours = told.pop((name, theirs), theirs)
            if ours not in field.type.options:
                message = f"`{record.name}.{name}` has no option `{ours}`."
                options = ", ".join(field.type.options)
                remedy = (
                    f"Add it, or say what it is called here: --value {name}:{theirs}=OURS, with OURS one of {options}."
                )
                raise refuse("import-option", message, field.place, remedy)
            found[(name, theirs)] = ours
    if told:
        (name, theirs), _ = next(iter(told.items()))
        known = ", ".join(filled[name].options) if name in filled else ""
        place = types[name].place if name in types else Place(record.place.file, 1, 1, 1, 2)
        remedy = f"Values of that column: {known}." if known else "Give the name of a field that a choice fills."
        raise refuse("import-option", f"No row says `{theirs}` in `{name}`.", place, remedy)
    return found
