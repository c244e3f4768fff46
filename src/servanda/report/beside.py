"""What stands beside the findings, as plain data: links, coverage, zones, patterns; and its part of the schema.

Rules it keeps:

- every row is there; of a zone what decides it, not its outline;
- a pattern stands under a key of its own, with how often it arises by chance, and is never a finding.
"""

from typing import Any, get_args

from servanda.findings.model import Assessment, Link, Pattern, Site, Watch, ZoneMap

TEXT: dict[str, Any] = {"type": "string"}
_SHAPES = ("bounds", "land", "sure", "maybe", "lines")


def _plain(item: object, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    names = type(item).__dataclass_fields__  # type: ignore[attr-defined]
    return {name: getattr(item, name) for name in names if name not in leave}


def beside(assessment: Assessment) -> dict[str, Any]:
    """The keys `links`, `coverage`, `zones` and `patterns`."""
    return {
        "links": [_plain(one) for one in assessment.links],
        "coverage": [_plain(one) for one in assessment.watches],
        "zones": [
            {**_plain(one, (*_SHAPES, "sites")), "sites": [_plain(site) for site in one.sites]}
            for one in assessment.maps
        ],
        "patterns": [
            {
                **_plain(one, ("rows",)),
                "parties": list(one.parties),
                "occasions": list(one.occasions),
                "rows": [_plain(row) for row in one.rows],
            }
            for one in assessment.patterns
        ],
    }


def _closed(kind: type, special: dict[str, dict[str, Any]], leave: tuple[str, ...] = ()) -> dict[str, Any]:
    fields = [name for name in kind.__dataclass_fields__ if name not in leave]  # type: ignore[attr-defined]
    properties = {name: special.get(name, TEXT) for name in fields}
    return {"type": "object", "properties": properties, "required": fields, "additionalProperties": False}


def _choice(kind: type, name: str) -> dict[str, Any]:
    return {"enum": list(get_args(kind.__annotations__[name]))}


def _says(shape: dict[str, Any], description: str) -> dict[str, Any]:
    return {**shape, "description": description}


def _list(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": shape}


def beside_schema() -> dict[str, Any]:
    """The shapes of the four keys."""
    degree = {"type": ["number", "null"]}
    watch = {
        "about": _says(TEXT, "Whom the look was about; empty: everybody."),
        "where": _says(TEXT, "The zone or country to which it was limited; empty: everywhere."),
        "access": _choice(Watch, "access"),
        "denied_by": _says(TEXT, "Who denied access; empty: nobody says."),
        "admitted": _says({"type": "boolean"}, "Whether it counts under the first standard of proof."),
        "line": {"type": "integer", "minimum": 0},
    }
    site = {
        "world": {"enum": ["declared", "observed"]},
        "lies": _choice(Site, "lies"),
        "lat": degree,
        "lon": degree,
    }
    zone = {
        "reading": _says(TEXT, "The reading under which this boundary set counts; empty: nobody disputes it."),
        "boundaries": _says(TEXT, "The boundary set from which the zone is drawn: it decides cases."),
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "error": _says({"type": "number"}, "The edge may be off by this much, in km."),
        "cells": _says({"type": "integer"}, "The H3 resolution at which a point counts."),
        "sites": _list(_closed(Site, site)),
    }
    pattern = {
        "kind": _choice(Pattern, "kind"),
        "parties": _list(TEXT),
        "occasions": _list(TEXT),
        "chance": _says(TEXT, "How often such a thing arises without any purpose."),
        "rows": _list({"$ref": "#/$defs/witness"}),
    }
    return {
        "links": _says(
            _list(_closed(Link, {"kind": _choice(Link, "kind")})), "Which observed event is which declared."
        ),
        "coverage": _says(_list(_closed(Watch, watch)), "Who looked, where and when, and where access was denied."),
        "zones": _says(_list(_closed(ZoneMap, zone, _SHAPES)), "The zones as they lie on the day of the assessment."),
        "patterns": _says(
            _list(_closed(Pattern, pattern)), "Worth a question, never a verdict; each also arises by chance."
        ),
    }
