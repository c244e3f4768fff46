"""What a name or a path of names stands for: a record, a party, a field of a kind and unit.

Rules it keeps:

- every name in a term or condition is introduced by an event, a state, an act or `for each`;
- an unknown name is told with the nearest known one.

It leaves to others: terms and conditions (`typing`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from servanda.agreement.model import fields_of
from servanda.agreement.syntax import (
    ActType,
    Definition,
    Field,
    Name,
    Parameter,
    Path,
    RecordType,
    Zone,
)
from servanda.diagnostics import Refused, nearest, refuse
from servanda.logic.schema import Signature

# Words that sound like a measure and are none. Named in messages when no definition gives them one.
VAGUE = frozenset(
    [
        "substantial",
        "significant",
        "considerable",
        "appropriate",
        "adequate",
        "reasonable",
        "sufficient",
        "major",
        "minor",
        "permanent",
        "timely",
        "prompt",
        "necessary",
        "serious",
        "large",
        "small",
    ]
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name stands for: a record of a type, a party, a side, the breach of a norm."""

    kind: Literal["record", "party", "side", "breach", "change"]
    record: RecordType | None = None
    norm: str = ""


Scope = Mapping[str, Bound]


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value. `field` is where it comes from, if it is one field of one record."""

    kind: str
    unit: str | None = None
    options: tuple[str, ...] = ()
    field: Field | None = None
    record: RecordType | None = None


NUMBER = Kind("number")
_NUMERIC = {"count": "number", "number": "number", "date": "date", "year": "year"}


@dataclass(frozen=True, slots=True)
class Book:
    """The names that conditions may use, while the agreement is being checked."""

    parties: Mapping[str, object]
    countries: Mapping[str, object]
    sides: Mapping[str, object]
    records: Mapping[str, RecordType]
    relations: Mapping[str, object]
    parameters: Mapping[str, Parameter]
    definitions: Mapping[str, Definition]
    zones: Mapping[str, Zone]
    bodies: Mapping[str, object]
    # The predicates that a raw formula may use; computed only where there is one.
    predicates: Callable[[], Signature] = dict


def unknown(code: str, what: str, name: Name, known: Mapping[str, object] | list[str]) -> Refused:
    """The refusal for a name that nothing introduces, with a near miss if there is one."""
    near = nearest(name.text, known)
    if near:
        remedy = f"Did you mean `{near}`?"
    elif known:
        remedy = "Known here: " + ", ".join(sorted(known)) + "."
    else:
        remedy = f"There is none yet: add `{name.text}` first."
    return refuse(code, f"There is no {what} called `{name.text}`.", name.place, remedy)


def field_in(record: RecordType, name: Name) -> Kind:
    """The kind of `name` in `record`: a field, an implied field of an act, or the link of an act to its target."""
    found = fields_of(record).get(name.text)
    if found is not None:
        kind = found.type
        return Kind(_NUMERIC.get(kind.kind, kind.kind), kind.unit, kind.options, found, record)
    if isinstance(record, ActType) and record.target is not None and record.target.text == name.text:
        return Kind("record", record=record)
    known = list(fields_of(record))
    if isinstance(record, ActType) and record.target is not None:
        known.append(record.target.text)
    raise unknown("unknown-field", f"field of `{record.name}`", name, known)


def path_kind(path: Path, scope: Scope, book: Book) -> Kind:
    """The kind of a path. A lone name may be a variable, a parameter, a party, a country or a side."""
    head = path.parts[0]
    bound = scope.get(head.text)
    if bound is None:
        if len(path.parts) == 1:
            return lone_kind(head, scope, book)
        raise unknown("unknown-name", "record or party in this norm", head, list(scope))
    if len(path.parts) == 1:
        return Kind("record", record=bound.record) if bound.kind in ("record", "change") else Kind(bound.kind)
    if bound.kind == "breach":
        return _of_breach(path)
    if bound.record is None:
        message = f"`{head}` is a {bound.kind}; it has no fields."
        raise refuse("unknown-field", message, path.parts[1].place, f"Write `{head}` alone.")
    return _along(path, bound.record, book)


def _of_breach(path: Path) -> Kind:
    if len(path.parts) == 2 and path.parts[1].text == "bearer":
        return Kind("party")
    remedy = f"Write `{path.parts[0]}.bearer`: who broke the norm."
    raise refuse("unknown-field", f"A breach has no field `{path.parts[1]}`.", path.parts[1].place, remedy)


def _along(path: Path, record: RecordType, book: Book) -> Kind:
    for index, part in enumerate(path.parts[1:], 1):
        kind = field_in(record, part)
        if kind.kind == "record" and isinstance(record, ActType) and record.target is not None:
            target = book.records.get(record.target.text)
            if target is None:
                raise unknown("unknown-record", "record type", record.target, book.records)
            record, kind = target, Kind("record", record=target)
        elif index < len(path.parts) - 1:
            message = f"`{part}` is a {kind.kind}; nothing can be said after its dot."
            raise refuse("unknown-field", message, path.parts[index + 1].place, "End the path there.")
    return kind


def lone_kind(name: Name, scope: Scope, book: Book) -> Kind:
    if name.text in book.parameters:
        return Kind("number", book.parameters[name.text].values[0].value.unit)
    if name.text in book.parties:
        return Kind("party")
    if name.text in book.countries:
        return Kind("country")
    if name.text in book.sides:
        return Kind("side")
    if name.text in book.bodies:
        return Kind("body")
    if name.text in VAGUE:
        message = f"`{name.text}` has no number: no definition in force says how much it is."
        remedy = f"Define it (`parameter {name.text} = 5000 troops`) or leave the sentence to the prose."
        raise refuse("vague-term", message, name.place, remedy)
    known = [*scope, *book.parameters, *book.parties, *book.countries, *book.sides, *book.bodies]
    raise unknown("unknown-name", "name", name, known)
