"""The forms that an entry is checked against: from a JSON file, or from the agreement in the record itself.

Rules it keeps:

- the text whose hash every party signed is the one that is read, and must pass `servanda check`;
- an act names what it is of: an event by its key, in a field called as the event; another act by a reference, with the
  word of the declaration (`to`, `of`);
- a state says from when it holds: the field `on`;
- who may read a field is what the text says of it (`released to …`); without a word, everybody;
- a prelude that the agreement takes over is signed by its hash, which stands in the text;
- a JSON file of forms is for records whose agreement has no blocks; with neither, only the record's own types can be
  filed.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement
    from servanda.agreement.syntax import ActType, Field, RecordType
    from servanda.record.forms import FieldForm, Form, FormBook, Kind
    from servanda.record.registry import Registry
    from servanda.verify.steps import Report


def book_of(registry: "Registry", file: Path | None) -> "FormBook | None":
    """The form book for this record."""
    from servanda.record.forms import Forms, forms_from

    if file is not None:
        return Forms(forms_from(json.loads(file.read_text(encoding="utf-8")), str(file)))
    agreement = _agreement(registry.blob(registry.version.text), registry.version.number, registry.blob)
    return (
        Forms({name: form_of(record, agreement) for name, record in agreement.records.items()}) if agreement else None
    )


def act_types(report: "Report") -> set[str] | None:
    """The record types that are acts by the newest version of the agreement; None if its text has no blocks."""
    from servanda.agreement.syntax import ActType

    if not report.replica.versions:
        return None
    version = report.replica.versions[-1]

    def blob(name: str) -> bytes:
        return report.replica.folder.read(f"blobs/sha256/{name[:2]}/{name[2:]}")

    agreement = _agreement(blob(version.text), version.number, blob)
    return {name for name, kind in agreement.records.items() if isinstance(kind, ActType)} if agreement else None


def _agreement(data: bytes, number: int, blob: Callable[[str], bytes]) -> "Agreement | None":
    from servanda.agreement.check import check
    from servanda.agreement.parse import parse
    from servanda.agreement.prelude import Source, library
    from servanda.agreement.syntax import Use
    from servanda.diagnostics import Refused

    text = data.decode("utf-8")
    if "```servanda" not in text:
        return None
    document = parse(text, f"agreement, version {number}")
    pinned = {item.name.text: item.digest.value for item in document.own if isinstance(item, Use) and item.digest}

    def find(name: str) -> Source | None:
        """The prelude that was signed, from the record; else the one of that name that ships with servanda."""
        if name in pinned:
            with suppress(OSError):
                return Source(f"{name}.md", blob(pinned[name]).decode("utf-8"), pinned[name])
        return library()(name)

    agreement, messages = check(document, find)
    if agreement is None:
        raise Refused(messages)
    return agreement


def preludes_of(text: bytes, file: Path) -> list[bytes]:
    """The preludes that the agreement takes over, each by the hash that its text names. Raises Refused without one."""
    from servanda.agreement.parse import parse
    from servanda.agreement.prelude import library
    from servanda.agreement.syntax import Use
    from servanda.diagnostics import refuse

    found = []
    for item in parse(text.decode("utf-8", errors="replace"), str(file)).own:
        source = library(file.parent)(item.name.text) if isinstance(item, Use) else None
        if not isinstance(item, Use) or source is None:
            continue
        if item.digest is None or item.digest.value != source.digest:
            message = f"What is signed must say which text of `{item.name}` it takes over."
            raise refuse("prelude-not-pinned", message, item.place, f'Write `use {item.name} "{source.digest}"`.')
        found.append(source.text.encode())
    return found


def form_of(record: "RecordType", agreement: "Agreement") -> "Form":
    """The form that a record type declares."""
    from servanda.agreement.syntax import ActType, StateType
    from servanda.cli.record_rules import rule_of
    from servanda.record.forms import FieldForm, Form

    fields = [_field(field, agreement) for field in record.fields]
    refers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    filers: tuple[str, ...] | None = None
    if isinstance(record, ActType):
        if record.target is not None and record.link is not None:
            target = record.target.text
            if isinstance(agreement.records[target], ActType):
                refers = ((record.link, (target,)),)
            else:
                fields.insert(0, FieldForm(target, "key"))
        filers = _seated(record, agreement)
    elif record.declarer is None:
        filers = ()
    if isinstance(record, StateType):
        fields.append(FieldForm("on", "date"))
    rule = rule_of(record, agreement) if isinstance(record, ActType) else None
    return Form(record.name.text, tuple(fields), filers, refers, rule)


def _seated(record: "ActType", agreement: "Agreement") -> tuple[str, ...] | None:
    """Who may file an act of a body at all: nobody what follows from other acts; else who has a seat in some body."""
    from servanda.agreement.syntax import Accession
    from servanda.cli.record_rules import HEARD, VOTING

    role = agreement.cast.role(record.name.text)
    if agreement.computed(record.name.text):
        return ()
    if role not in (*VOTING, *HEARD):
        return None
    seats: set[str] = set()
    for organ in agreement.organs.values():
        if organ.kind in ("body", "commission"):
            seats |= set(organ.members or agreement.parties)
            seats |= set(organ.participants) if role in HEARD else set()
    members = {m.party.text for side, one in agreement.sides.items() if side in seats for m in one.members}
    # Whoever may accede to a side with a seat may have acceded: that is for findings to say.
    members |= {
        name.text
        for item in agreement.effects
        if isinstance(item, Accession) and item.side.text in seats
        for name in item.open_to
    }
    return tuple(party for party in agreement.parties if party in seats or party in members)


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
    "body": "one of",
}


def _field(field: "Field", agreement: "Agreement") -> "FieldForm":
    """Only keys are required: what a declaration leaves out is not stated, and never zero."""
    from servanda.record.forms import FieldForm

    kind = KINDS[field.type.kind]
    choices = tuple(agreement.organs) if field.type.kind == "body" else field.type.options
    return FieldForm(field.name.text, kind, field.key, field.type.several, choices, _release(field))


def _release(field: "Field") -> str | tuple[str, ...]:
    from servanda.record.forms import ALL_PARTIES, PUBLIC

    if field.release is None:
        return PUBLIC
    return tuple(name.text for name in field.release.readers) or ALL_PARTIES
