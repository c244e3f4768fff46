"""The forms that an entry is checked against: from a JSON file, or from the agreement in the record itself.

Rules it keeps:

- the text whose hash every party signed is the one that is read, and must pass `servanda check`;
- an act names what it is of: an event by its key, in a field called as the event; another act by a reference, with the
  word of the declaration (`to`, `of`);
- a state says from when it holds: the field `on`;
- who may read a field is what the text says of it (`released to …`); without a word, everybody;
- a JSON file of forms is for records whose agreement has no blocks; with neither, only the record's own types can be
  filed.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement
    from servanda.agreement.syntax import Field, RecordType
    from servanda.record.forms import FieldForm, Form, FormBook, Kind
    from servanda.record.registry import Registry
    from servanda.verify.steps import Report


def book_of(registry: "Registry", file: Path | None) -> "FormBook | None":
    """The form book for this record."""
    from servanda.record.forms import Forms, forms_from

    if file is not None:
        return Forms(forms_from(json.loads(file.read_text(encoding="utf-8")), str(file)))
    agreement = _agreement(registry.blob(registry.version.text), registry.version.number)
    return (
        Forms({name: form_of(record, agreement) for name, record in agreement.records.items()}) if agreement else None
    )


def act_types(report: "Report") -> set[str] | None:
    """The record types that are acts by the newest version of the agreement; None if its text has no blocks."""
    from servanda.agreement.syntax import ActType

    if not report.replica.versions:
        return None
    version = report.replica.versions[-1]
    text = report.replica.folder.read(f"blobs/sha256/{version.text[:2]}/{version.text[2:]}")
    agreement = _agreement(text, version.number)
    return {name for name, kind in agreement.records.items() if isinstance(kind, ActType)} if agreement else None


def _agreement(data: bytes, number: int) -> "Agreement | None":
    from servanda.agreement.check import check
    from servanda.agreement.parse import parse
    from servanda.diagnostics import Refused

    text = data.decode("utf-8")
    if "```servanda" not in text:
        return None
    agreement, messages = check(parse(text, f"agreement, version {number}"))
    if agreement is None:
        raise Refused(messages)
    return agreement


def form_of(record: "RecordType", agreement: "Agreement") -> "Form":
    """The form that a record type declares."""
    from servanda.agreement.syntax import ActType, StateType
    from servanda.record.forms import FieldForm, Form

    fields = [_field(field) for field in record.fields]
    refers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    filers: tuple[str, ...] | None = None
    if isinstance(record, ActType):
        if record.target is not None and record.link is not None:
            target = record.target.text
            if isinstance(agreement.records[target], ActType):
                refers = ((record.link, (target,)),)
            else:
                fields.insert(0, FieldForm(target, "key"))
    elif record.declarer is None:
        filers = ()
    if isinstance(record, StateType):
        fields.append(FieldForm("on", "date"))
    return Form(record.name.text, tuple(fields), filers, refers)


KINDS: "dict[str, Kind]" = {
    "text": "text",
    "party": "party",
    "country": "party",
    "party or country": "party",
    "count": "count",
    "yes or no": "yes or no",
    "place": "text",
    "date": "date",
    "year": "count",
    "one of": "one of",
}


def _field(field: "Field") -> "FieldForm":
    """Only keys are required: what a declaration leaves out is not stated, and never zero."""
    from servanda.record.forms import FieldForm

    kind = KINDS[field.type.kind]
    return FieldForm(field.name.text, kind, field.key, field.type.several, field.type.options, _release(field))


def _release(field: "Field") -> str | tuple[str, ...]:
    from servanda.record.forms import ALL_PARTIES, PUBLIC

    if field.release is None:
        return PUBLIC
    return tuple(name.text for name in field.release.readers) or ALL_PARTIES
