"""Any table through a mapping file: a TOML file that says of each field which column fills it, and of what kind it is.

    record = "holding"
    kind = "state"
    title = "Forces by system"
    licence = "…"
    citation = "…"
    grade = "C3"
    [columns]
    category = "System"
    number = { column = "Number", kind = "count", missing = ["NA"] }
    party = { constant = "USA", kind = "party", system = "iso3" }
    on = { column = "Year", kind = "year" }

Rules it keeps: what it does not know is refused, not skipped; a state and an event need a date or a year (`on`,
`start`, `date`), by which codes of parties are looked up.
"""

import tomllib
from pathlib import Path
from typing import Any

from servanda.diagnostics import Place, Refused, nearest, refuse
from servanda.evidence.grade import is_grade
from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table
from servanda.evidence.sql import named, quoted

TOP = ("record", "kind", "title", "licence", "citation", "grade", "origin", "version", "separator", "columns")
PARTS = ("column", "constant", "kind", "system", "several", "options", "form", "missing")
KINDS = ("text", "party", "count", "one of", "date", "year", "yes or no", "place")
SYSTEMS = ("iso2", "iso3", "cow", "abb", "gw", "fips", "cameo", "name")
DATES = ("on", "start", "date", "day", "year")


def read(path: Path) -> Source:
    """The source that the mapping file at `path` describes. Raises Refused."""
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
    except ValueError as error:
        raise _bad(path, f"The mapping is not TOML: {error}", "Correct it.") from None
    _known(path, data, TOP, "A mapping")
    for name in ("record", "kind", "title", "licence"):
        if not isinstance(data.get(name), str):
            raise _bad(path, f"The mapping has no `{name}`", f'Add `{name} = "…"`.')
    if data["kind"] not in ("event", "state"):
        raise _bad(path, f"`{data['kind']}` is no kind of record", 'Write `kind = "event"` or `kind = "state"`.')
    if not is_grade(str(data.get("grade", "C3"))):
        raise _bad(path, f"`{data['grade']}` is no Admiralty grade", "Write a letter A–F and a number 1–6.")
    given = data.get("columns")
    if not isinstance(given, dict) or not given:
        raise _bad(path, "The mapping has no `[columns]`", "Say there which column fills which field.")
    fields = {name: _part(path, name, part) for name, part in given.items()}
    return _source(path, data, fields)


def _bad(path: Path, message: str, remedy: str) -> Refused:
    return refuse("import-mapping", f"{message}.", Place(str(path), 1, 1, 1, 2), remedy)


def _known(path: Path, found: dict[str, Any], names: tuple[str, ...], what: str) -> None:
    for name in found:
        if name not in names:
            near = nearest(name, names)
            remedy = f"Did you mean `{near}`?" if near else f"There may be: {', '.join(names)}."
            raise _bad(path, f"{what} has no `{name}`", remedy)


def _part(path: Path, name: str, part: object) -> dict[str, Any]:
    found = {"column": part} if isinstance(part, str) else part
    if not isinstance(found, dict) or ("column" in found) == ("constant" in found):
        raise _bad(path, f"`{name}` names neither a column nor a constant", f'Write `{name} = "COLUMN"`.')
    _known(path, found, PARTS, f"The field `{name}`")
    kind = found.setdefault("kind", "year" if name == "year" else "date" if name in DATES else "text")
    if kind not in KINDS:
        raise _bad(path, f"`{kind}` of `{name}` is no kind of field", f"Kinds: {', '.join(KINDS)}.")
    if found.setdefault("system", "name") not in SYSTEMS:
        raise _bad(path, f"`{found['system']}` of `{name}` is no code system", f"Systems: {', '.join(SYSTEMS)}.")
    return found


def _column(part: dict[str, Any]) -> Column:
    kinds = {"count": "whole", "date": "date", "year": "year"}
    kind = kinds.get(part["kind"], "text")
    options = tuple(map(str, part.get("options", ())))
    return Column(
        str(part["column"]),
        kind,  # type: ignore[arg-type]
        missing=tuple(map(str, part.get("missing", ()))),
        among=options,
        least=0 if part["kind"] == "count" else None,
        form=str(part.get("form", "%Y-%m-%d")),
    )


def _cell(part: dict[str, Any]) -> str:
    if "constant" in part:
        return quoted(str(part["constant"]))
    cell = named(str(part["column"]))
    if part["kind"] == "date":
        return f"CAST(CAST(TRY_STRPTIME({cell}, {quoted(str(part.get('form', '%Y-%m-%d')))}) AS DATE) AS VARCHAR)"
    return cell


def _offer(name: str, part: dict[str, Any]) -> Offer:
    return Offer(
        name,
        "date" if part["kind"] == "year" and name != "year" else part["kind"],
        f"column {part['column']}" if "column" in part else "the same in every row",
        system=part["system"] if part["kind"] == "party" else None,
        several=bool(part.get("several")),
        options=tuple(map(str, part.get("options", ()))) if part["kind"] == "one of" else (),
        essential=part["kind"] == "party",
    )


def _source(path: Path, data: dict[str, Any], fields: dict[str, dict[str, Any]]) -> Source:
    dated = next((name for name in DATES if name in fields and fields[name]["kind"] in ("date", "year")), None)
    if dated is None:
        raise _bad(path, "No field of the mapping is a date", f"Map one of: {', '.join(DATES)}.")
    cells = {name: _cell(part) for name, part in fields.items()}
    when = f"CAST({cells[dated]} AS DATE)"
    if fields[dated]["kind"] == "year":
        when = f"first_day({cells[dated]}, NULL, NULL)"
        if dated != "year":
            cells[dated] = f"day_span({cells[dated]}, NULL, NULL)"
    columns = {str(part["column"]): _column(part) for part in fields.values() if "column" in part}
    made = ", ".join(f"{cell} AS {named(name)}" for name, cell in cells.items())
    title = str(data["title"])
    number = "" if "id" in fields or data["kind"] == "state" else f", {quoted(data['record'] + '-')} || row_ AS id"
    offers = tuple(_offer(name, part) for name, part in fields.items())
    offers = (Offer("id", "text", "number of the row"), *offers) if number else offers
    return Source(
        name="mapping",
        title=title,
        version=quoted(str(data.get("version", ""))),
        licence=str(data["licence"]),
        citation=str(data.get("citation", "")),
        where=str(path),
        grade=str(data.get("grade", "C3")),
        grade_why="as the mapping says",
        origin=str(data.get("origin", title)),
        tables=(Table("mapped", tuple(columns.values()), separator=str(data.get("separator", ","))),),
        shapes=(
            Shape(
                str(data["record"]),
                data["kind"],
                "mapped",
                f"SELECT row_, {when} AS when_, {made}{number}, {quoted(title)} || ', row ' || row_ AS source_ "
                f"FROM mapped WHERE {when} IS NOT NULL",
                offers,
                "as the mapping says",
                same=("id",) if data["kind"] == "event" else tuple(fields),
                otherwise="has no date",
            ),
        ),
        tried="",
    )
