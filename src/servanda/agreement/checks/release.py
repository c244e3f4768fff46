"""Advice on restricted fields that the agreement itself rests on: who cannot read them cannot judge.

Rules it keeps:

- a field is spoken of where it is a key, a date of an event, what `declared by`, `filed by` or `same when` names, or
  where a norm or definition reads it; where a name could be of several record types, all of them count;
- released to some parties only: a warning, for a party that is bound cannot judge; released to every party: a note, for
  only outsiders cannot.

It leaves to others: whether the readers named are parties (`record`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from servanda.agreement.model import Agreement, key_fields
from servanda.agreement.syntax import (
    ActType,
    Aggregate,
    Deed,
    Definition,
    EventType,
    Field,
    Name,
    Of,
    OnChange,
    OnRecord,
    Path,
    Prohibition,
    RecordType,
    Recurrence,
    StateType,
    Stating,
    Turn,
)
from servanda.diagnostics import Diagnostic, Place

# A field by its record type and name, and what rests on it.
Use = tuple[str, str, str]


def restricted(agreement: Agreement) -> list[Diagnostic]:
    """A message for each restricted field that something rests on."""
    held = [(record, field) for record in agreement.records.values() for field in record.fields if field.release]
    uses: dict[tuple[str, str], dict[str, None]] = {}
    for record, name, what in _uses(agreement) if held else ():
        uses.setdefault((record, name), {})[what] = None
    found = []
    for kind, field in held:
        if by := list(uses.get((kind.name.text, field.name.text), ())):
            found.append(_message(kind, field, by, agreement))
    return found


def _message(record: RecordType, field: Field, uses: list[str], agreement: Agreement) -> Diagnostic:
    assert field.release is not None
    readers = {name.text for name in field.release.readers}
    others = [party for party in agreement.parties if readers and party not in readers]
    what = ", ".join(uses[:-1]) + f" and {uses[-1]}" if len(uses) > 1 else uses[0]
    rests = f"{what} rest{'' if len(uses) > 1 else 's'} on `{field.name}` of `{record.name}`"
    message = f"{rests[0].upper()}{rests[1:]}, which {', '.join(others) or 'outsiders'} cannot read."
    remedy = "Leave out `released to …`, or accept that they cannot judge it."
    if others:
        remedy = "Write `released to every party`, or accept that they cannot judge it."
    return Diagnostic("restricted-in-norm", "warning" if others else "note", message, field.release.place, remedy)


def _uses(agreement: Agreement) -> Iterator[Use]:
    for record in agreement.records.values():
        yield from _of_record(record, agreement)
    for definition in agreement.definitions.values():
        yield from _of_statement(definition, f"`{definition.name}`", agreement)
    for nil in agreement.nil_returns:
        for field in agreement.records[nil.act.text].fields:
            if field.type.kind == "year":
                yield nil.act.text, field.name.text, f"the nil return of `{nil.record}`"
    for name, norm in agreement.norms.items():
        yield from _of_statement(norm, f"`{name}`", agreement)


def _of_record(record: RecordType, agreement: Agreement) -> Iterator[Use]:
    kind = record.name.text
    for field in key_fields(record):
        yield kind, field.name.text, "what tells one record from another"
    if isinstance(record, ActType):
        if record.filed_by is not None:
            path = (Name("", record.place), *record.filed_by.parts)
            yield from _along(path, {kind}, "who files it", agreement)
        return
    if record.declarer is not None:
        yield kind, record.declarer.text, "who declares it"
    if isinstance(record, EventType):
        dates = [field.name.text for field in record.fields if field.type.kind == "date"]
        for name in {dates[0]: None, dates[-1]: None} if dates else ():
            yield kind, name, "when it happens"
        for part in record.same_when:
            yield kind, part.split()[0], "which are the same"


def _of_statement(statement: object, what: str, agreement: Agreement) -> Iterator[Use]:
    nodes = list(_nodes(statement))
    bound: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, OnRecord | Aggregate | Turn | Prohibition | Recurrence):
            bound.setdefault(node.variable.text, set()).add(node.record.text)
        if isinstance(node, Deed) and node.variable is not None:
            bound.setdefault(node.variable.text, set()).add(node.act.text)
        if isinstance(node, OnChange):
            bound.setdefault(node.variable.text, set()).add(node.state.text)
        if isinstance(node, Definition):
            bound.setdefault(node.variable.text, set()).update(agreement.records)
    for node in nodes:
        yield from _of_node(node, bound, what, agreement)


def _of_node(node: object, bound: Mapping[str, set[str]], what: str, agreement: Agreement) -> Iterator[Use]:
    match node:
        case Path(parts) if parts[0].text in bound:
            yield from _along(parts, bound[parts[0].text], what, agreement)
        case Of(name) | Stating(name) | OnChange(_, name):
            state = agreement.records.get(name.text)
            if isinstance(state, StateType):
                yield from ((name.text, field.name.text, what) for field in state.fields)
        case Deed(act, occasion=str()):
            days = agreement.records[act.text].fields
            yield from ((act.text, day.name.text, what) for day in days if day.type.kind in ("date", "year"))


def _along(parts: tuple[Name, ...], heads: set[str], what: str, agreement: Agreement) -> Iterator[Use]:
    """The fields that a path can mean, along the links of acts."""
    for head in heads:
        record = agreement.records[head]
        for part in parts[1:]:
            if any(field.name.text == part.text for field in record.fields):
                yield record.name.text, part.text, what
            elif isinstance(record, ActType) and record.target is not None and record.target.text == part.text:
                record = agreement.records[part.text]
                continue
            break


def _nodes(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        for item in node:
            yield from _nodes(item)
    elif is_dataclass(node) and not isinstance(node, Name | Place):
        yield node
        for item in fields(node):
            yield from _nodes(getattr(node, item.name))
