"""The state of decisions for people and programs: one in full, or a list of all; and acts that had no effect.

Rules it keeps:

- every state says since when, why, and who can still change it until when;
- an act without effect is told with its place, why it has none, and what would have had one;
- the JSON conforms to `docs/reference/decision.schema.json`.

It leaves to others: what became of a proposal (`servanda.proceedings`).
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from servanda.agreement.prose.terms import spaced
from servanda.dates import show_instant
from servanda.proceedings.decisions import KINDS, Kind, State
from servanda.proceedings.irregular import Irregularity
from servanda.report import words
from servanda.report.frame import closed
from servanda.report.terminal.layout import STYLES, Lines, Page, output, section

FORMAT = "servanda-decision-1"
MARKS: dict[Kind, words.Mark] = {
    "adopted": words.Mark("✓", "+", "it is decided", "kept"),
    "failed": words.Mark("✗", "x", "put to the question and not adopted", "breached"),
    "broken": words.Mark("✗", "x", "the silence was broken", "breached"),
    "under silence": words.Mark("◷", ":", "adopted at the end of the silence, unless it is broken", "pending"),
    "proposed": words.Mark("◷", ":", "the question has not been put", "pending"),
    "withdrawn": words.Mark("–", "-", "its proposer withdrew it", "silent"),
    "lapsed": words.Mark("–", "-", "the meeting ended before it was put", "silent"),
    "void": words.Mark("–", "-", "proposed by one without a voice, or on no agenda", "silent"),
    "open": words.Mark("?", "?", "what is known does not settle it", "undetermined"),
}
LABEL = 19


@dataclass(frozen=True, slots=True)
class Frame:
    """What the states are of: the agreement, the instant that is asked about, what was known by when."""

    agreement: str
    at: str
    known_by: str
    zone: dt.tzinfo
    zone_name: str
    inputs: Sequence[tuple[str, str]]


def _title(state: State) -> str:
    return f"{spaced(state.record)} {state.proposal} of {state.by}"


def _kind(page: Page, kind: Kind) -> Text:
    mark = MARKS[kind]
    return Text(f"{mark.ascii if page.ascii_only else mark.glyph} {kind}", STYLES[mark.style])


def _line(page: Page, label: str, text: str) -> Lines:
    if text:
        yield from page.filled(page.quiet(label), Text(page.plain(text)), 1, LABEL)


def one(frame: Frame, state: State, *, width: int, colour: bool, ascii_only: bool) -> str:
    """A decision in full."""
    page = Page(width, ascii_only)
    return output(_full(page, frame, state), width, colour)


def _full(page: Page, frame: Frame, state: State) -> Lines:
    zone = frame.zone
    yield Text(f" {page.plain(frame.agreement)}", "bold")
    yield from page.filled(Text(page.plain(f"{_title(state)}: "), "bold"), _kind(page, state.kind), 1, 0)
    yield from _line(page, "asked at", frame.at)
    yield from _line(page, "since", show_instant(state.since, zone))
    for number, why in enumerate(state.why):
        yield from _line(page, "" if number else "why", why)
    if state.kind == "adopted" and not state.certain:
        missing = "The record is not known to be complete, so an objection may be missing: not certain."
        yield from _line(page, "", missing)
    until = "nobody can change it any more" if not state.can_change else state.can_change[0]
    yield from _line(page, "who can change it", until)
    for who in state.can_change[1:]:
        yield from _line(page, "", who)
    yield from _line(page, "body", state.body)
    yield from _line(page, "matter", state.matter)
    yield from _line(page, "rule", state.rule)
    yield from _line(page, "members", ", ".join(state.members))
    if state.present:
        there = f"{', '.join(state.present)} ({len(state.present)} of {len(state.members)}, quorum {state.quorum})"
        yield from _line(page, "present", there)
    yield from _line(page, "left out", f"{', '.join(state.left_out)}, as concerned" if state.left_out else "")
    yield from _line(page, "joined by", ", ".join(state.joined))
    for item in state.attached:
        yield from _line(page, item.role, f"{item.by}, {show_instant(item.at, zone)}")
    yield from section("Without effect", _faults(page, state.irregular))


def _faults(page: Page, found: Sequence[Irregularity]) -> Lines:
    for item in found:
        place = f"{item.file}:{item.line}"
        said = f"{place}: the {spaced(item.record)} of {item.by} has no effect: {item.reason}"
        yield from page.filled(Text(), Text(page.plain(f"{said}.")), 1, 0)
        yield from page.filled(Text(), page.quiet(item.remedy), 3, 0)


def listing(
    frame: Frame,
    states: Sequence[State],
    faults: Sequence[Irregularity],
    *,
    width: int,
    colour: bool,
    ascii_only: bool,
) -> str:
    """All proposals, and all acts without effect."""
    page = Page(width, ascii_only)

    def lines() -> Lines:
        yield Text(f" {page.plain(frame.agreement)}", "bold")
        yield from _line(page, "asked at", frame.at)
        if not states:
            yield from page.filled(Text(), page.quiet("Nothing has been proposed."), 1, 0)
        for state in states:
            until = f", until {show_instant(state.until, frame.zone)}" if state.until is not None else ""
            head = Text(page.plain(f"{state.proposal}  ")) + _kind(page, state.kind) + Text(page.plain(until))
            yield from page.filled(Text(), head, 1, 0)
            matter = f" · {state.matter}" if state.matter else ""
            about = f"{_title(state)} · {state.body}{matter} · {' '.join(state.why)}"
            yield from page.filled(Text(), page.quiet(about), 3, 0)
        yield from section("Without effect", _faults(page, faults))

    return output(lines(), width, colour)


# --- for programs ----------------------------------------------------------------------------------------------------


def as_json(frame: Frame, states: Sequence[State], faults: Sequence[Irregularity]) -> str:
    """The states and the acts without effect, as the published schema has them."""
    whole = {
        "format": FORMAT,
        "agreement": frame.agreement,
        "at": frame.at,
        "known_by": frame.known_by,
        "time_zone": frame.zone_name,
        "inputs": [{"file": file, "sha256": digest} for file, digest in frame.inputs],
        "decisions": [_as_data(frame, state) for state in states],
        "without_effect": [_fault_data(item) for item in faults],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _as_data(frame: Frame, state: State) -> dict[str, Any]:
    def shown(instant: int | None) -> str | None:
        return None if instant is None else show_instant(instant, frame.zone)

    return {
        "proposal": state.proposal,
        "act": state.record,
        "by": state.by,
        "body": state.body,
        "matter": state.matter,
        "rule": state.rule,
        "state": state.kind,
        "certain": state.certain,
        "may_be": list(state.may_be),
        "since": shown(state.since),
        "until": shown(state.until),
        "why": list(state.why),
        "against": list(state.against),
        "joined": list(state.joined),
        "left_out": list(state.left_out),
        "members": list(state.members),
        "present": list(state.present),
        "quorum": state.quorum,
        "can_change": list(state.can_change),
        "attached": [
            {"role": item.role, "act": item.record, "id": item.act, "by": item.by, "filed": shown(item.at)}
            for item in state.attached
        ],
        "without_effect": [_fault_data(item) for item in state.irregular],
    }


def _fault_data(item: Irregularity) -> dict[str, Any]:
    return {
        "file": item.file,
        "line": item.line,
        "id": item.act,
        "act": item.record,
        "by": item.by,
        "fault": item.fault,
        "reason": item.reason,
        "remedy": item.remedy,
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `servanda decision --format json`."""
    text, number = {"type": "string"}, {"type": "integer"}
    texts = {"type": "array", "items": text}
    maybe = {"type": ["string", "null"]}
    fault = closed(
        {
            "file": text,
            "line": number,
            "id": text,
            "act": text,
            "by": text,
            "fault": text,
            "reason": text,
            "remedy": text,
        }
    )
    faults = {"type": "array", "items": fault}
    attached = {"type": "array", "items": closed({"role": text, "act": text, "id": text, "by": text, "filed": maybe})}
    lists = ("why", "against", "joined", "left_out", "members", "present", "can_change")
    decision = closed(
        {
            **{name: text for name in ("proposal", "act", "by", "body", "matter", "rule")},
            "state": {"enum": list(KINDS)},
            "certain": {"type": "boolean"},
            "may_be": {"type": "array", "items": {"enum": list(KINDS)}},
            "since": maybe,
            "until": {**maybe, "description": "When it changes if nobody acts: the end of a silence."},
            **{name: texts for name in lists},
            "quorum": number,
            "attached": attached,
            "without_effect": faults,
        }
    )
    whole = {
        "format": {"const": FORMAT},
        "agreement": text,
        "at": text,
        "known_by": text,
        "time_zone": text,
        "inputs": {"type": "array", "items": closed({"file": text, "sha256": text})},
        "decisions": {"type": "array", "items": decision},
        "without_effect": faults,
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "servanda decision", **closed(whole)}
