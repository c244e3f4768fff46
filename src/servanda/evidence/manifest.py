"""The TOML file beside a file of facts: what the file holds, where it comes from, how its columns are called.

Rules it keeps:

- it is read whole or refused: what it does not know is not skipped;
- it names a record type of the agreement or one of the tables.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.diagnostics import Place, Refused, nearest, refuse

TABLES = {
    "coverage": ("record", "about", "from", "to", "access"),
    "completeness": ("act", "by", "target", "from", "to"),
    "relation": ("a", "b"),
    "links": ("record", "declared", "observed"),
}
_KNOWN = ("record", "table", "relation", "title", "licence", "citation", "retrieved", "note", "defaults", "columns",
          "complete", "imported")  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """What the TOML file beside a file of facts says."""

    record: str | None
    table: str | None
    relation: str
    title: str
    licence: str
    defaults: Mapping[str, str]
    columns: Mapping[str, str]
    complete: tuple[Mapping[str, Any], ...]


def where(shown: str, error: Exception) -> Place:
    """The place that a reader of TOML names in its message; the beginning of the file if it names none."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    return Place(shown, line, column, line, column + 1)


def manifest_of(path: Path, shown: str) -> Manifest:
    """The manifest at `path`. Raises Refused."""
    place = Place(shown, 1, 1, 1, 2)
    if not path.is_file():
        message = "The file has no manifest."
        remedy = 'Write it beside the file: at least `record = "…"`, `title = "…"` and `licence = "…"`.'
        raise refuse("no-manifest", message, place, remedy)
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise refuse(
            "bad-manifest", f"The manifest is not TOML: {error}.", where(shown, error), "Correct it."
        ) from None
    for name in data:
        if name not in _KNOWN:
            near = nearest(name, _KNOWN)
            remedy = f"Did you mean `{near}`?" if near else "A manifest may have: " + ", ".join(_KNOWN) + "."
            raise refuse("bad-manifest", f"A manifest has no `{name}`.", place, remedy)
    for name in ("record", "table", "relation"):
        if not isinstance(data.get(name, ""), str):
            raise refuse("bad-manifest", f"`{name}` is not a text.", place, f'Write `{name} = "…"`.')
    complete = data.get("complete", [])
    if not isinstance(complete, list) or not all(isinstance(item, dict) for item in complete):
        raise refuse(
            "bad-manifest", "`complete` is not a list of spans.", place, "Begin each span with `[[complete]]`."
        )
    found = Manifest(
        data.get("record"),
        data.get("table"),
        data.get("relation", ""),
        str(data.get("title", "")),
        str(data.get("licence", "")),
        _texts(data, "defaults", place),
        _texts(data, "columns", place),
        tuple(complete),
    )
    if (found.record is None) == (found.table is None):
        remedy = 'Write `record = "exercise"` or `table = "coverage"`.'
        raise refuse("bad-manifest", "The manifest must name a record type or a table.", place, remedy)
    if found.table is not None and found.table not in TABLES:
        remedy = "Known tables: " + ", ".join(TABLES) + "."
        raise refuse("bad-manifest", f"No table is called `{found.table}`.", place, remedy)
    return found


def _texts(data: Mapping[str, Any], name: str, place: Place) -> Mapping[str, str]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise _no_table(name, place)
    for key, value in found.items():
        if isinstance(value, list | dict):
            raise refuse("bad-manifest", f"`{key}` under [{name}] is not one value.", place, f'Write `{key} = "…"`.')
    return {key: ("yes" if value else "no") if isinstance(value, bool) else str(value) for key, value in found.items()}


def check_names(manifest: Manifest, known: Iterable[str], shown: str) -> None:
    """Refuse a default or a mapping of a column that the file cannot have: it would be without effect."""
    place, known = Place(shown, 1, 1, 1, 2), list(known)
    for table, names in (("defaults", manifest.defaults), ("columns", manifest.columns)):
        for name in names:
            if name not in known:
                near = nearest(name, known)
                remedy = f"Did you mean `{near}`?" if near else "Columns: " + ", ".join(dict.fromkeys(known)) + "."
                raise refuse("bad-manifest", f"[{table}] has a column that there is not: `{name}`.", place, remedy)
    theirs = list(manifest.columns.values())
    double = next((name for name in theirs if theirs.count(name) > 1), None)
    if double is not None:
        message = f"[columns] gives the column `{double}` two names."
        raise refuse("bad-manifest", message, place, "Keep one of the two.")


def check_world(manifest: Manifest, world: str, shown: str) -> None:
    """Refuse a declaration of what can only be observed. `world`: declared or observed."""
    if world == "declared" and manifest.table == "links":
        message = "A link is evidence: nobody declares which observation is whose declaration."
        raise refuse("bad-manifest", message, Place(shown, 1, 1, 1, 2), "Put the file into evidence/.")


def _no_table(name: str, place: Place) -> Refused:
    return refuse("bad-manifest", f"`{name}` is not a table.", place, f"Write the table `[{name}]`, a name a line.")
