"""The JSON Schemas (2020-12) of what `servanda assess` and `servanda explain` print with `--format json`.

Rules it keeps:

- generated from the words of `servanda.findings.model`, so that a new verdict cannot be forgotten here;
- closed: a key that is not described is an error, so that the description stays complete;
- `docs/reference/findings.schema.json` and `explanation.schema.json` are these, byte for byte (a test compares them).
"""

import json
from typing import Any, get_args

from servanda.findings.model import GAPS, VERDICTS, WORLDS, Finding, Role, Witness
from servanda.report.beside import beside_schema
from servanda.report.data import FORMAT

EXPLANATION = "servanda-explanation-1"

TEXT: dict[str, Any] = {"type": "string"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
NUMBER: dict[str, Any] = {"type": ["integer", "null"]}
OPTIONAL: dict[str, Any] = {"type": ["string", "null"]}
HASH: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DATE: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}
DATE_OR_NULL: dict[str, Any] = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}


BEYOND = "Observed less declared (or less the bound, where nothing is declared)"


def _says(shape: dict[str, Any], description: str) -> dict[str, Any]:
    return {**shape, "description": description}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _counts(words: tuple[str, ...]) -> dict[str, Any]:
    return _object({word: COUNT for word in words})


def _kinds() -> list[str]:
    return list(get_args(Finding.__annotations__["kind"]))


def _witness() -> dict[str, Any]:
    special: dict[str, dict[str, Any]] = {
        "world": {"enum": list(WORLDS)},
        "role": {"enum": list(get_args(Role))},
        "file": _says(TEXT, "Path inside the workspace."),
        "line": _says(COUNT, "Line in that file, from 1; 0 where the file has none."),
        "value": _says(TEXT, "What the row itself says."),
        "scope": _says(TEXT, "What the value speaks of; empty: the whole occasion."),
        "origin": _says(TEXT, "Independent origin: several rows of one origin are one source."),
        "grade": _says(TEXT, "Admiralty grade, such as C3."),
        "known": _says(TEXT, "When it became known."),
        "admitted": _says({"type": "boolean"}, "Whether the row counts under the assessor's standard of proof."),
        "why": _says(TEXT, "Why it was not admitted; empty if it was."),
    }
    return _object({name: special.get(name, TEXT) for name in Witness.__dataclass_fields__})


def _side(world: str) -> dict[str, Any]:
    value = "The number that the norm measures in this world, where it is exactly known."
    return {
        world: _says({"enum": list(VERDICTS)}, f"The verdict in the {world} world."),
        f"{world}_reason": _says(TEXT, "Why, in one or two sentences."),
        f"{world}_value": _says(NUMBER, value),
        f"{world}_low": _says(NUMBER, "Its lower bound; null: none is known."),
        f"{world}_high": _says(NUMBER, "Its upper bound; null: none is known."),
        f"{world}_scope": _says(TEXT, "What the value speaks of."),
    }


def _finding() -> dict[str, Any]:
    return _object(
        {
            "id": _says(TEXT, "The same in every run in which the same occasion is judged."),
            "norm": TEXT,
            "kind": {"enum": _kinds()},
            "article": _says(TEXT, "Key of an entry of `articles`."),
            "bearer": _says(TEXT, "Who owes."),
            "owed_to": _says(TEXT, "To whom."),
            "occasion": _says(TEXT, "A record's key, a due date or a period."),
            "occasion_date": _says(TEXT, "When it was; empty: not known."),
            "due": _says(DATE_OR_NULL, "Deadline, in the agreement's time zone; null: the norm has none."),
            **_side("declared"),
            **_side("observed"),
            "gap": _says({"enum": list(GAPS)}, "How the two worlds differ."),
            "gap_low": _says(NUMBER, f"{BEYOND}: at least this."),
            "gap_high": _says(NUMBER, f"{BEYOND}: at most this."),
            "unit": _says(TEXT, "What the numbers count."),
            "bound": _says(NUMBER, "The threshold or ceiling that the value is measured against."),
            "reading": _says(OPTIONAL, "The reading of the text; null: the text has one only."),
            "assessor": _says(TEXT, "Name of an entry of `assessors`."),
            "opened": _says(DATE_OR_NULL, "From when the disagreement could be known."),
            "attributes": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
            "witnesses": _list({"$ref": "#/$defs/witness"}),
        }
    )


def _summary() -> dict[str, Any]:
    counts = {
        "assessor": TEXT,
        "findings": COUNT,
        "breached": _says(COUNT, "Findings breached in at least one world."),
        "disagreements": _says(COUNT, "Findings in which the worlds say different things."),
        "verdicts": _object({world: _counts(VERDICTS) for world in WORLDS}),
        "gaps": _counts(GAPS),
        "watched": _says(COUNT, "Findings resting on a statement of who looked where and when."),
        "denied": _says(COUNT, "Findings resting on a statement that access was denied."),
        "norms_without_finding": _says(_list(TEXT), "Norms for which nobody stated an occasion."),
    }
    return _object(
        {
            "articles": _says(COUNT, "Articles of the text, without its title."),
            "articles_with_norms": _says(COUNT, "Articles of which something can be checked."),
            "norms": COUNT,
            "quarantined": COUNT,
            "by_assessor": _list(_object(counts)),
        }
    )


def _article() -> dict[str, Any]:
    refers = _object({"treaty": TEXT, "article": TEXT, "norms": _list(TEXT)})
    return {
        "key": TEXT,
        "title": TEXT,
        "level": COUNT,
        "norms": _list(TEXT),
        "refers": _says(_list(refers), "Articles of other agreements of which it speaks, for which norms; empty: all."),
    }


def _changes() -> dict[str, Any]:
    difference = {"type": "array", "items": TEXT, "minItems": 3, "maxItems": 3, "description": "What, before, after."}
    return _object(
        {
            "since": TEXT,
            "new": _says(_list(TEXT), "Ids of findings that were not there then."),
            "gone": _says(_list({"$ref": "#/$defs/finding"}), "Findings that were there then and are no more."),
            "changed": _list(_object({"id": TEXT, "differences": _list(difference)})),
        }
    )


def _assessor() -> dict[str, Any]:
    readings = {"type": "object", "additionalProperties": TEXT}
    return _object({"name": TEXT, "sources": COUNT, "grade": TEXT, "marks": _list(TEXT), "readings": readings})


def explanation_schema() -> dict[str, Any]:
    """The schema of what `servanda explain --format json` prints."""
    place = {"file": TEXT, "line": COUNT, "column": COUNT, "end_line": COUNT, "end_column": COUNT}
    world, verdict = {"enum": list(WORLDS)}, {"enum": list(VERDICTS)}
    searched = {
        "world": world,
        "records": _says(_list(TEXT), "Types of record that were looked through."),
        "from": TEXT,
        "to": TEXT,
        "verdict": verdict,
        "reason": TEXT,
        "witnesses": _list({"$ref": "#/$defs/witness"}),
    }
    turned = _says({"enum": [*VERDICTS, "no finding"]}, "`no finding`: nothing would be owed in either world.")
    turn = {"world": world, "sources": COUNT, "grade": TEXT, "verdict": turned, "laxer": {"type": "boolean"}}
    top = {
        "format": {"const": EXPLANATION},
        "as_of": DATE,
        "known_by": DATE,
        "assessor": _assessor(),
        "finding": {"$ref": "#/$defs/finding"},
        "article": TEXT,
        "place": _says(_object(place), "Where the norm stands in the agreement."),
        "clause": _says(TEXT, "The norm as it is written."),
        "prose": _says(TEXT, "The norm read back in plain English."),
        "occasion": TEXT,
        "searched": _list(_object(searched)),
        "settling": _says(_list(TEXT), "Evidence that would settle what is open."),
        "turns": _says(_list(_object(turn)), "Standards of proof under which a verdict would be another."),
        "readings": _list(_object({"reading": TEXT, "declared": verdict, "observed": verdict})),
        "formulas": _list(_object({"name": TEXT, "formula": TEXT})),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:servanda:{EXPLANATION}",
        "title": "Why a finding of servanda came out as it did",
        "description": "What `servanda explain WORKSPACE FINDING --format json` prints.",
        **_object(top),
        "$defs": {"finding": _finding(), "witness": _witness()},
    }


def schema() -> dict[str, Any]:
    """The schema as plain data."""
    one_input = {"file": TEXT, "sha256": HASH, "rows": COUNT, "quarantined": COUNT, "title": TEXT, "licence": TEXT}
    aside = {"file": TEXT, "line": COUNT, "column": TEXT, "reason": TEXT, "remedy": TEXT}
    aside["without_effect"] = _says({"type": "boolean"}, "Read, and an act by which nothing came about.")
    top = {
        "format": {"const": FORMAT},
        "agreement": _object({"title": TEXT, "file": TEXT, "sha256": HASH}),
        "as_of": _says(DATE, "What was in force and happening by the end of this day."),
        "known_by": _says(DATE, "What was known by the end of this day."),
        "time_zone": TEXT,
        "inputs": _list(_object(one_input)),
        "assessors": _list(_assessor()),
        "parties": _list(_object({"name": TEXT, "label": TEXT, "side": OPTIONAL})),
        "articles": _list(_object(_article())),
        "standing": _says(_list(TEXT), "What acts have made of the text, a sentence each."),
        "summary": _summary(),
        **beside_schema(),
        "quarantined": _list(_object(aside)),
        "findings": _list({"$ref": "#/$defs/finding"}),
        "changes": _says(_changes(), "Only with `--since`."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:servanda:{FORMAT}",
        "title": "Findings of servanda",
        "description": "What `servanda assess WORKSPACE --format json` prints.",
        **_object(top, optional=("changes",)),
        "$defs": {"finding": _finding(), "witness": _witness()},
    }


def as_text(shape: dict[str, Any]) -> str:
    """A schema as the published file holds it."""
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
