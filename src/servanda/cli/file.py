"""`servanda file`: sign a record and put it at the end of the own log.

Rules it keeps: fields are given as name=value and read by the form's kinds; an entry that does not fit its type is
refused before anything is signed; what was filed is printed as it stands in the log.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servanda.cli.record_folder import acting, clock, open_registry

if TYPE_CHECKING:
    from servanda.record.forms import Form
    from servanda.record.registry import Registry


def _reference(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str, int]]:
    found = []
    for value in values:
        word, equals, place = value.partition("=")
        party, slash, number = place.partition("/")
        if not (equals and slash and number.isascii() and number.isdigit()):
            raise click.BadParameter(f"{value!r} is not like answers=BOREA/3")
        found.append((word, party, int(number)))
    return found


def _fields(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            raise click.BadParameter(f"{value!r} is not like personnel=9000")
        fields.setdefault(name, []).append(text)
    return fields


def _typed(fields: dict[str, list[str]], form: "Form | None") -> dict[str, Any]:
    """Values by the form's kinds; a field that holds several may be given several times, or as a JSON list."""
    known = {field.name: field for field in form.fields} if form else {}
    found: dict[str, Any] = {}
    for name, texts in fields.items():
        field = known.get(name)
        words = field is not None and field.kind in ("text", "party", "key", "one of", "date", "instant")
        values = [text if words and not text.startswith("[") else _value(text) for text in texts]
        if field and field.many:
            found[name] = values[0] if len(values) == 1 and isinstance(values[0], list) else values
        elif len(values) > 1:
            raise click.UsageError(f"{name} is given {len(values)} times; it holds one value")
        else:
            found[name] = texts[0] if words else values[0]
    return found


def _value(text: str) -> Any:
    """JSON where the text is a number, yes or no, a list or an object; else the text as it stands."""
    if text in ("yes", "no"):
        return text == "yes"
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if value is None or isinstance(value, bool) else value


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("type_")
@click.argument("fields", nargs=-1, callback=_fields)
@click.option("--refers", multiple=True, callback=_reference, help="Such as answers=BOREA/3 or corrects=ALBA/7.")
@click.option("--document", "documents", multiple=True, metavar="FIELD=FILE", help="Put a file in as a document.")
@click.option("--forms", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Forms, as JSON.")
@acting
def file(
    path: Path,
    type_: str,
    fields: dict[str, list[str]],
    refers: list[tuple[str, str, int]],
    documents: tuple[str, ...],
    forms: Path | None,
    key_file: Path,
    passphrase_file: Path | None,
) -> None:
    """File a record of TYPE with FIELDS (name=value) in the record at PATH."""
    registry = open_registry(path, key_file, passphrase_file)
    click.echo(append(registry, type_, fields, refers, documents, forms))
    click.echo("Signed. It is served once another party has cosigned it: send a bundle.", err=True)


def append(
    registry: "Registry",
    type_: str,
    fields: dict[str, list[str]],
    refers: Sequence[tuple[str, str, int]] = (),
    documents: Sequence[str] = (),
    forms: Path | None = None,
) -> str:
    """File one record at the end of the own log; gives its line: place, type, time, hash."""
    from servanda.cli.record_forms import book_of
    from servanda.record.filing import Draft, instant
    from servanda.record.filing import file as file_record
    from servanda.verify.canonical import sha256

    book = book_of(registry, forms)
    values = _typed(fields, book.form(type_, registry.version.digest) if book else None)
    blobs: list[bytes] = []
    for document in documents:
        name, _, place = document.partition("=")
        try:
            data = Path(place).read_bytes()
        except OSError as error:
            raise click.BadParameter(f"cannot read {place!r}: {error.strerror}.", param_hint="--document") from error
        values[name] = {"blob": sha256(data), "name": Path(place).name}
        blobs.append(data)
    record = file_record(registry, [Draft(type_, values, refers, blobs)], clock(), book)[0]
    return f"{record.place}  {record.type}  {instant(record.time)}  {record.leaf}"
