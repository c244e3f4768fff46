"""Spans for which a record vouches that it is complete: the `[[complete]]` of a manifest.

Rules it keeps:

- only a record may vouch for itself: a manifest of evidence that has spans is refused;
- a span names an act, a time, a source, and nothing that has no meaning; a bad one is refused, for silence rests on it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import ActType
from servanda.dates import NEVER, stamp
from servanda.diagnostics import Place, Refused, nearest, refuse
from servanda.evidence.grade import is_grade
from servanda.evidence.manifest import Manifest
from servanda.evidence.statement import Completeness

_KNOWN = ("act", "by", "target", "from", "to", "source", "origin", "grade", "note")


def spans_of(manifest: Manifest, agreement: Agreement, shown: str, world: str) -> list[Completeness]:
    """The spans of the manifest `shown`. Raises Refused."""
    if manifest.complete and world != "declared":
        remedy = 'Put it beside a file in declared/, or state it as evidence, in a file with `table = "completeness"`.'
        raise refuse("bad-manifest", "Only a declared record may vouch for itself.", Place(shown, 1, 1, 1, 2), remedy)
    return [_span(span, number, agreement, shown) for number, span in enumerate(manifest.complete, 1)]


def _bad(number: int, shown: str, why: str, remedy: str) -> Refused:
    return refuse("bad-manifest", f"[[complete]] number {number} {why}.", Place(shown, 1, 1, 1, 2), remedy)


def _span(span: Mapping[str, Any], number: int, agreement: Agreement, shown: str) -> Completeness:
    cells = {key: str(value) for key, value in span.items()}
    for name in cells:
        if name not in _KNOWN:
            near = nearest(name, _KNOWN)
            remedy = f"Did you mean `{near}`?" if near else "A span may have: " + ", ".join(_KNOWN) + "."
            raise _bad(number, shown, f"has no `{name}`", remedy)
    act, party = cells.get("act", ""), cells.get("by", "")
    if act not in agreement.records:
        raise _bad(number, shown, f"names no record type: `{act}`", "Correct `act`.")
    if not isinstance(agreement.records[act], ActType):
        raise _bad(number, shown, f"names no act: `{act}`", "Only of acts can a record say that it has them all.")
    if party and party not in agreement.parties:
        raise _bad(number, shown, f"names no party: `{party}`", "Correct `by`, or leave it out for all.")
    low, high = _time(cells, number, agreement.zone, shown)
    source, grade = cells.get("source", ""), cells.get("grade", "") or "F6"
    if not source:
        raise _bad(number, shown, "names no source", 'Say who vouches for it: `source = "…"`.')
    if not is_grade(grade):
        raise _bad(number, shown, f"has no Admiralty grade: `{grade}`", "Write a letter A–F and a number 1–6.")
    target, origin = cells.get("target", ""), cells.get("origin", "") or source
    return Completeness(shown, number, act, party, target, low, high, source, origin, grade, -NEVER, True)


def _time(cells: Mapping[str, str], number: int, zone: dt.tzinfo, shown: str) -> tuple[int, int]:
    found = []
    for name in ("from", "to"):
        try:
            found.append(stamp(cells.get(name, ""), zone))
        except ValueError as error:
            remedy = f'Write `{name} = "2017-09-14"`.'
            raise _bad(number, shown, f"has no date `{name}`: {error}", remedy) from None
    if found[1].high < found[0].low:
        raise _bad(number, shown, "ends before it begins", "Exchange `from` and `to`.")
    return found[0].low, found[1].high
