"""Which columns a file of facts must have, and which it may have.

Rules it keeps:

- what a norm or `same when` looks at must have a column: without one every row would be silent on it, and nobody told;
- a source that says nothing of it says so: with an empty column, or under [defaults] of the manifest;
- a column that nothing explains is refused, since it may be a misspelt one that is needed.
"""

from collections.abc import Mapping

from servanda.agreement.model import fields_of, first_date, key_fields, last_date, value_fields
from servanda.agreement.syntax import ActType, EventType, RecordType, StateType
from servanda.diagnostics import Place, nearest, refuse
from servanda.evidence.manifest import TABLES, Manifest

_SOURCING = ("source", "origin", "grade", "known", "mark", "scope", "note")

# (record type, field, world) → a norm that looks at it; see `servanda.agreement.usage.looked_at`.
Looked = Mapping[tuple[str, str, str], str]


def check_columns(
    looked: Looked, manifest: Manifest, record: RecordType | None, header: list[str], shown: str, world: str
) -> None:
    """Refuse a file that lacks a column it needs, or has one that nothing explains. `world`: declared or observed."""
    place = Place(shown, 1, 1, 1, max(len(",".join(header)), 1) + 1)
    have = {ours: theirs for ours, theirs in manifest.columns.items()}
    known = {have.get(name, name) for name in known_columns(manifest, record)}
    present = set(header) | set(manifest.defaults)
    for name in needed(manifest, record, world):
        if have.get(name, name) not in present:
            remedy = f"Add the column, map another to it under [columns], or give it under [defaults]: `{name}`."
            raise refuse("missing-column", f"The column `{have.get(name, name)}` is missing.", place, remedy)
    for name in header:
        if name not in known:
            near = nearest(name, known)
            remedy = f"Did you mean `{near}`?" if near else "Delete it, or map it under [columns] of the manifest."
            raise refuse("unknown-column", f"Nothing explains the column `{name}`.", place, remedy)
    compared = _compared(record) if isinstance(record, EventType) else set()
    for item in record.fields if record is not None else ():
        ours = item.name.text
        norm = looked.get((manifest.record or "", ours, world)) or ("same when" if ours in compared else None)
        if norm is not None and have.get(ours, ours) not in present:
            message = f"The column `{have.get(ours, ours)}` is missing, and `{norm}` looks at it."
            silent = f'write `{ours} = ""` under [defaults] where the source says nothing of it'
            remedy = f"Add it, map another to it under [columns], or {silent}."
            raise refuse("missing-column", message, place, remedy)


def _compared(record: EventType) -> set[str]:
    """The fields by which `same when` tells whether an observed event is a declared one."""
    found: set[str] = set()
    for part in record.same_when:
        name = part.split()[0]
        ends = (first_date(record), last_date(record)) if name == "period" else ()
        found |= {field.name.text for field in ends if field is not None} or {name}
    return found


def needed(manifest: Manifest, record: RecordType | None, world: str) -> list[str]:
    """The columns without which no row can be read."""
    if record is None:
        return list(TABLES[manifest.table or ""]) + (["source"] if manifest.table != "relation" else [])
    found = [item.name.text for item in key_fields(record)] + ["source"]
    if isinstance(record, ActType):
        found += ["id", "by", "filed"] + ([record.target.text] if record.target else [])
    elif world == "declared":
        found += ["filer", "filed"]
    if isinstance(record, StateType):
        found.append("on")
        values = [item.name.text for item in value_fields(record)]
        # A state with one value says nothing without it.
        found += values if len(values) == 1 else []
    return found


def known_columns(manifest: Manifest, record: RecordType | None) -> list[str]:
    """The columns that a file may have, under our own names."""
    if record is None:
        if manifest.table == "links":
            return [*TABLES["links"], "source", "origin", "grade", "known", "note"]
        more = ["where", "denied_by"] if manifest.table == "coverage" else []
        return [*TABLES[manifest.table or ""], "from", "to", *more, *_SOURCING]
    found = [*fields_of(record), *_SOURCING, "filer", "filed", "received", "on", "id"]
    return found + ([record.target.text] if isinstance(record, ActType) and record.target else [])
