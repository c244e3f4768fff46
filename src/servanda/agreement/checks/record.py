"""What is wrong with a record type: its key, its dates, who declares it, what it answers, who may read it."""

from collections import Counter
from dataclasses import replace

from servanda.agreement.core.vocabulary import of_record
from servanda.agreement.model import Agreement, first_date, key_fields, value_fields
from servanda.agreement.names import field_in, unknown
from servanda.agreement.syntax import ActType, EventType, Field, Name, Path, RecordType, StateType
from servanda.diagnostics import Diagnostic, Refused, refuse


def check_record(record: RecordType, agreement: Agreement) -> None:
    """Raise with every message on one record type."""
    faults = [*_twice(record), *_taken(record)]
    for part in (_shape, _declarer, _link, _releases):
        try:
            part(record, agreement)
        except Refused as refusal:
            faults.extend(refusal.diagnostics)
    if faults:
        raise Refused(faults)


def _twice(record: RecordType) -> list[Diagnostic]:
    seen: dict[str, Field] = {}
    found = []
    implied = ("by", "filed", "received") if isinstance(record, ActType) else ()
    for field in record.fields:
        name = field.name.text
        if name in seen or name in implied:
            message = f"`{record.name}` has the field `{name}` already."
            remedy = "Every act has `by`, `filed` and `received`." if name in implied else "Keep one of them."
            also = ((seen[name].name.place, "first here"),) if name in seen else ()
            found.append(Diagnostic("field-twice", "error", message, field.name.place, remedy, also))
        seen.setdefault(name, field)
    return found


def _taken(record: RecordType) -> list[Diagnostic]:
    """Fields that the core logic would call as something else: of a date `day`, `incident_day` would be two things."""
    often, without = _spoken(record), _spoken(replace(record, fields=()))
    found = []
    for field in {field.name.text: field for field in record.fields}.values():
        own = _spoken(replace(record, fields=(field,))) - without
        if any(often[name] > 1 for name in own):
            message = f"`{field.name}` cannot be a field of `{record.name}`: the core logic needs that word for itself."
            remedy = f"Choose another name, such as `{field.name}_stated`."
            found.append(Diagnostic("reserved-word", "error", message, field.name.place, remedy))
    return found


def _spoken(record: RecordType) -> "Counter[str]":
    """The predicates of the core logic that speak of a record type."""
    return Counter(item.name for item in of_record(record))


def _shape(record: RecordType, agreement: Agreement) -> None:
    keys = key_fields(record)
    if isinstance(record, EventType):
        if len(keys) != 1 or keys[0].type.kind != "text":
            message = f"The event `{record.name}` needs exactly one `key text`: its name."
            raise refuse("event-key", message, record.name.place, "Add a field `id key text`.")
        if first_date(record) is None:
            message = f"Nothing says when `{record.name}` happens."
            raise refuse("event-without-date", message, record.name.place, "Add a field such as `start date`.")
    if isinstance(record, StateType):
        if not keys:
            message = f"The state `{record.name}` has no key: it cannot be said of what it is the value."
            raise refuse("state-key", message, record.name.place, "Mark a field as `key`, such as `party key party`.")
        if not value_fields(record):
            message = f"The state `{record.name}` has a key but no value."
            raise refuse(
                "state-without-value", message, record.name.place, "Add a field such as `number count of items`."
            )
    if isinstance(record, ActType) and keys:
        message = "An act is known by its number in the record and needs no key."
        raise refuse("act-key", message, keys[0].place, "Delete `key`.")


def _declarer(record: RecordType, agreement: Agreement) -> None:
    if isinstance(record, ActType) or record.declarer is None:
        return
    fields = {field.name.text: field for field in record.fields}
    found = fields.get(record.declarer.text)
    if found is None:
        raise unknown("unknown-field", f"field of `{record.name}`", record.declarer, fields)
    if found.type.kind not in ("party", "party or country"):
        message = f"`{record.declarer}` is a {found.type.kind}; only a party can declare."
        raise refuse("declarer-not-a-party", message, record.declarer.place, "Name a field that holds a party.")


def _link(record: RecordType, agreement: Agreement) -> None:
    if not isinstance(record, ActType):
        return
    if record.target is not None and record.target.text not in agreement.records:
        raise unknown("unknown-record", "record type", record.target, agreement.records)
    if record.filed_by is not None:
        _filed_by(record, record.filed_by, agreement)


def _releases(record: RecordType, agreement: Agreement) -> None:
    faults: list[Diagnostic] = []
    for field in record.fields:
        readers: dict[str, Name] = {}
        for name in field.release.readers if field.release else ():
            if name.text not in agreement.parties:
                faults.extend(unknown("unknown-party", "party", name, agreement.parties).diagnostics)
            elif name.text in readers:
                message = f"`{name}` is named twice among the readers of `{field.name}`."
                also = ((readers[name.text].place, "first here"),)
                faults.append(Diagnostic("reader-twice", "error", message, name.place, "Name each once.", also))
            readers.setdefault(name.text, name)
    if faults:
        raise Refused(faults)


def _filed_by(act: ActType, path: Path, agreement: Agreement) -> None:
    """`filed by reply.request.by`: from the act along its links to a party."""
    here: RecordType = act
    for index, part in enumerate(path.parts):
        kind = field_in(here, part)
        if kind.kind == "record" and isinstance(here, ActType) and here.target is not None:
            target = agreement.records.get(here.target.text)
            if target is None:
                raise unknown("unknown-record", "record type", here.target, agreement.records)
            here = target
        elif index < len(path.parts) - 1 or kind.kind not in ("party", "party or country"):
            message = f"`{path}` is a {kind.kind}; only a party can file."
            raise refuse("declarer-not-a-party", message, path.place, "Name a field that holds a party.")
        else:
            return
    message = f"`{path}` is a record; only a party can file."
    raise refuse(
        "declarer-not-a-party", message, path.place, f"Write `{path}.by`, or another field that holds a party."
    )
