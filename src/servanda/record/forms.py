"""Forms: what an entry of a record type must look like before it may be filed.

Rules it keeps:

- the record knows no agreement: whoever has one hands over a `FormBook`, which says which types exist;
- a type that does not exist, a field that is missing, unknown or of another kind, a filer who may not, a reference that
  the type demands: each refused with the place and the remedy;
- a restricted field is checked like any other before it is sealed;
- a correction refers to the filer's own record of the same type; it stands beside it and never replaces it.

It leaves to others: what a declared value means (`servanda.findings`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from servanda.diagnostics import Refused
from servanda.record.counter import Rule
from servanda.record.refusal import refusal
from servanda.verify.canonical import LARGEST, Malformed
from servanda.verify.envelope import Record, seconds

Kind = Literal["text", "count", "number", "date", "instant", "yes or no", "one of", "party", "place", "document", "key"]
PUBLIC, ALL_PARTIES = "public", "all parties"
CORRECTS, WITHDRAWS = "corrects", "withdraws"


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One field. `release`: public, all parties, or the parties that may read it (the filer always may)."""

    name: str
    kind: Kind
    required: bool = True
    many: bool = False
    choices: tuple[str, ...] = ()
    release: str | tuple[str, ...] = PUBLIC


@dataclass(frozen=True, slots=True)
class Form:
    """A record type. `filers`: who may file it (None: every party). `refers`: words with the types they must name.

    `rule`: what else is asked at filing, from the records that an entry refers to.
    """

    type: str
    fields: tuple[FieldForm, ...]
    filers: tuple[str, ...] | None = None
    refers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rule: Rule | None = None


class FormBook(Protocol):
    """Which record types exist under a version of the agreement (its hash)."""

    def form(self, record_type: str, agreement: str) -> Form | None: ...
    def types(self, agreement: str) -> tuple[str, ...]: ...


class Forms:
    """A form book from a plain table, the same for every version."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self._forms = dict(forms)

    def form(self, record_type: str, agreement: str) -> Form | None:
        return self._forms.get(record_type)

    def types(self, agreement: str) -> tuple[str, ...]:
        return tuple(self._forms)


def check(form: Form, filer: str, fields: Mapping[str, Any], refs: Mapping[str, list[Record]], where: str) -> None:
    """Refuses fields and references that do not fit the form. `refs`: the records referred to, by word."""
    if form.filers is not None and filer not in form.filers:
        raise refusal(
            "form-filer",
            f"{filer} may not file `{form.type}`; it is for {', '.join(form.filers) or 'nobody'}.",
            where,
            "File it from the log of a party that the agreement names for this type.",
        )
    known = {field.name: field for field in form.fields}
    if unknown := sorted(set(fields) - set(known)):
        raise refusal(
            "form-field-unknown",
            f"`{form.type}` has no field `{unknown[0]}`.",
            where,
            f"Its fields are {', '.join(known)}.",
        )
    for field in form.fields:
        if field.name not in fields:
            if field.required:
                raise refusal(
                    "form-field-missing", f"`{form.type}` needs `{field.name}`.", where, f"Give a {field.kind}."
                )
            continue
        _check_value(field, fields[field.name], form.type, where)
    _check_references(form, filer, refs, where)


def misfit(form: Form, record: Record, refs: Mapping[str, list[Record]] | None) -> str | None:
    """Why a received record does not fit its form, if it does not. What is sealed or not here is let pass."""
    hidden = {name for name, value in record.fields.items() if isinstance(value, dict) and value.keys() == {"sealed"}}
    seen = tuple(field for field in form.fields if field.name not in hidden)
    fields = {name: value for name, value in record.fields.items() if name not in hidden}
    readable = replace(form, fields=seen, refers=form.refers if refs is not None else ())
    try:
        check(readable, record.party, fields, refs or {}, record.place)
    except Refused as refused:
        return refused.diagnostics[0].message
    return None


def _check_value(field: FieldForm, value: Any, record_type: str, where: str) -> None:
    values = value if field.many else [value]
    if not isinstance(values, list) or (field.many and not values):
        raise _wrong(field, value, record_type, where)
    for item in values:
        if not _fits(field, item):
            raise _wrong(field, item, record_type, where)


def _wrong(field: FieldForm, value: Any, record_type: str, where: str) -> Refused:
    wanted = f"one of {', '.join(field.choices)}" if field.choices else field.kind
    return refusal(
        "form-field-kind",
        f"`{field.name}` of `{record_type}` is {value!r}, which is no {wanted}.",
        where,
        f"Give {'a list of values, each ' if field.many else ''}a {wanted}.",
    )


def _whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= LARGEST


def _interval(value: Any) -> bool:
    """At least, at most, or both: `{"low": 60000, "high": 70000}`."""
    return (
        isinstance(value, dict)
        and bool(value)
        and value.keys() <= {"low", "high"}
        and all(map(_whole, value.values()))
        and value.get("low", -LARGEST) <= value.get("high", LARGEST)
    )


def _fits(field: FieldForm, value: Any) -> bool:
    if field.kind in ("text", "party", "key", "one of"):
        return isinstance(value, str) and bool(value.strip()) and (not field.choices or value in field.choices)
    if field.kind == "count":
        return (_whole(value) and value >= 0) or _interval(value)
    if field.kind == "number":
        return _whole(value) or type(value) is float or _interval(value)
    if field.kind == "yes or no":
        return isinstance(value, bool)
    if field.kind == "document":
        return isinstance(value, dict) and value.keys() == {"blob", "name"}
    if field.kind == "place":
        return (
            isinstance(value, list)
            and len(value) == 2
            and all(type(part) in (int, float) for part in value)
            and -90 <= value[0] <= 90
            and -180 <= value[1] <= 180
        )
    return isinstance(value, str) and _instant(value, field.kind)


def _instant(value: str, kind: str) -> bool:
    try:
        seconds(value + "T00:00:00Z" if kind == "date" and len(value) == 10 else value)
    except Malformed:
        return False
    return True


def _check_references(form: Form, filer: str, refs: Mapping[str, list[Record]], where: str) -> None:
    for word, types in form.refers:
        if not any(record.type in types for record in refs.get(word, [])):
            raise refusal(
                "form-reference-missing",
                f"`{form.type}` must say which {' or '.join(types)} it {word}.",
                where,
                f"Refer to it by party and number, such as `{word}=ALBA/3`.",
            )
    for word in (CORRECTS, WITHDRAWS):
        for record in refs.get(word, []):
            if record.party != filer or record.type != form.type:
                raise refusal(
                    "form-correction",
                    f"A `{form.type}` of {filer} cannot correct {record.place}, which is a `{record.type}`.",
                    where,
                    "A correction refers to an own earlier record of the same type.",
                )


def forms_from(table: Any, where: str) -> dict[str, Form]:
    """Forms from plain data: by type its `fields` (by name: kind, required, release ...), `filers` and `refers`."""
    result = {}
    try:
        for record_type, entry in table.items():
            fields = tuple(_field_from(name, content) for name, content in entry["fields"].items())
            filers = tuple(entry["filers"]) if "filers" in entry else None
            refers = tuple((word, tuple(types)) for word, types in entry.get("refers", {}).items())
            result[record_type] = Form(record_type, fields, filers, refers)
    except (AttributeError, KeyError, TypeError) as error:
        raise refusal(
            "forms-malformed",
            f"The forms are not as they should be: {error!r}.",
            where,
            "See docs/reference/record-formats.md for the form of a form.",
        ) from error
    return result


def _field_from(name: str, content: Mapping[str, Any]) -> FieldForm:
    release = content.get("release", PUBLIC)
    return FieldForm(
        name,
        content["kind"],
        content.get("required", True),
        content.get("many", False),
        tuple(content.get("choices", ())),
        release if isinstance(release, str) else tuple(release),
    )
