"""A workspace on disk: its agreement, its assessors, its files of facts.

Rules it keeps:

- everything that a run rests on is an input with a hash, the agreement, the settings and the manifests included;
- a broken setting is refused with its place; a default is used only where this page says so: one assessor *two
  independent sources* (2 sources, C3), as of and known by the day given by the caller.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from servanda.agreement.check import check
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.agreement.prelude import library
from servanda.agreement.source import read_source
from servanda.agreement.syntax import ActType
from servanda.diagnostics import Diagnostic, Place, Refused, nearest, refuse
from servanda.evidence.columnar.table import PlainRows
from servanda.evidence.files import MARKS, Reader
from servanda.evidence.folder import buried, lonely, paths
from servanda.evidence.grade import is_grade
from servanda.evidence.links import set_aside
from servanda.evidence.manifest import where
from servanda.evidence.source import Source, gather
from servanda.evidence.statement import Facts
from servanda.evidence.zones.geography import Geography, geography
from servanda.findings.alike.closed import in_columns
from servanda.findings.model import Assessor, Input, Quarantined
from servanda.record.fingerprint import fingerprint

SETTINGS = "servanda.toml"
FED = "declared/.record"  # fingerprint of the record that the rows beside it were written from
_ASSESSOR = ("name", "sources", "grade", "marks", "readings")
DEFAULT_ASSESSOR = Assessor("two independent sources", 2, "C3", MARKS)


@dataclass(frozen=True)
class Workspace:
    """A workspace after reading. `as_of` and `known_by` are the texts of the settings, None where they say nothing."""

    root: Path
    agreement: Agreement
    text: str
    messages: tuple[Diagnostic, ...]
    assessors: tuple[Assessor, ...]
    as_of: str | None
    known_by: str | None
    facts: Facts
    inputs: tuple[Input, ...]
    quarantined: tuple[Quarantined, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    preparation: Mapping[str, int] = field(default_factory=dict)
    geography: Geography | None = None
    plain: PlainRows | None = None


def load(
    root: Path,
    draft: Path | None = None,
    *,
    many: int | None = None,
    before: Callable[[Reader], None] | None = None,
) -> Workspace:
    """Read a workspace, its facts under the text of `draft` where one is given.

    A draft is known by the name of its file, not by where it lies: same inputs, same bytes out, on any machine. `many`:
    events of which there are so many rows are read in columns, where that can be (`Workspace.plain`); None: none are.
    `before` is called when the agreement is read, and no fact yet.
    Raises Refused with all that is wrong with the agreement, the settings or a whole file.
    """
    settings, hashes = _settings(root)
    if draft is not None:
        settings = {**settings, "agreement": draft.name}
    name, text, agreement, messages = _agreement(root if draft is None else draft.parent, settings)
    _parties(settings)
    assessors = _assessors(settings.get("assessor", []), agreement)
    _fed(root)
    reader = Reader(agreement, root)
    if before is not None:
        before(reader)
    plain = None if many is None else in_columns(reader, many)
    sources = _sources(reader, plain)
    places = geography(agreement, root)
    hashes[name] = hashlib.sha256((draft or root / name).read_bytes()).hexdigest()
    preludes = agreement.document.preludes
    hashes |= {prelude.file: prelude.sha256 for prelude in preludes}
    return Workspace(
        root,
        agreement,
        text,
        tuple(messages),
        assessors,
        _optional(settings, "as_of"),
        _optional(settings, "known_by"),
        gather(sources),
        _inputs(root, hashes, sources, places),
        _quarantined(sources),
        {name: text} | {prelude.file: prelude.text for prelude in preludes},
        _preparation(settings.get("preparation", {}), agreement),
        places,
        plain,
    )


def _sources(reader: Reader, plain: PlainRows | None) -> list[Source]:
    """All files of facts; those of the plain rows without them. Raises Refused with all that is wrong with any file."""
    root = reader.root
    faults: list[Diagnostic] = []
    sources: list[Source] = []
    for folder, world in (("declared", "declared"), ("evidence", "observed")):
        for refusal in (*lonely(root, folder), *buried(root, folder)):
            faults += refusal.diagnostics
        for path in paths(root, folder):
            try:
                columns = plain if plain is not None and path.relative_to(root).as_posix() in plain.files else None
                sources.append(reader.read(path, world, columns))  # type: ignore[arg-type]
            except Refused as refusal:
                faults.extend(refusal.diagnostics)
    if faults:
        raise Refused(faults)
    set_aside(sources)
    return sources


def _quarantined(sources: Iterable[Source]) -> tuple[Quarantined, ...]:
    return tuple(
        Quarantined(source.file, fault.line, fault.column, fault.reason, fault.remedy)
        for source in sources
        for fault in source.faults
    )


def _fed(root: Path) -> None:
    """Refuses a signed record that `declared/` was not written from, or that has grown since.

    A notification that was served, but is not among the rows, would make a wrong "breached".
    """
    record, stamp = root / "record", root / FED
    if not (record / "agreement/0001.note").is_file():
        return
    if stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == fingerprint(record):
        return
    message = "The signed record has grown since" if stamp.is_file() else "Nothing of the signed record is in"
    raise refuse(
        "record-not-fed",
        f"{message} `declared/`{' was written from it' if stamp.is_file() else ''}.",
        Place("record", 1, 1, 1, 2),
        "Run `servanda log WORKSPACE --declared WORKSPACE/declared`, with `--keys` to open the fields sealed to you.",
    )


def _preparation(days: object, agreement: Agreement) -> dict[str, int]:
    """How many days the work on an act takes before it can be filed, by act: the table `[preparation]`."""
    place = Place(SETTINGS, 1, 1, 1, 2)
    if not isinstance(days, dict):
        raise refuse("bad-settings", "`preparation` is not a table.", place, "Begin it with `[preparation]`.")
    acts = {name: item for name, item in agreement.records.items() if isinstance(item, ActType)}
    for act, count in days.items():
        if act not in acts:
            near = nearest(act, acts)
            remedy = f"Did you mean `{near}`?" if near else "Acts: " + ", ".join(acts) + "."
            raise refuse("bad-settings", f"The agreement has no act `{act}` to prepare.", place, remedy)
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= 3660:
            remedy = f"Write a whole number of days, such as `{act} = 10`."
            raise refuse("bad-settings", f"The preparation of `{act}` is not a number of days.", place, remedy)
    return dict(days)


def agreement_and_parties(root: Path) -> tuple[Agreement, dict[str, str]]:
    """The agreement of a workspace, and `[parties]` of its settings: name in the agreement → code of the state.

    Reads no facts. Raises Refused.
    """
    settings, _ = _settings(root)
    return _agreement(root, settings)[2], _parties(settings)


def _agreement(root: Path, settings: Mapping[str, Any]) -> tuple[str, str, Agreement, list[Diagnostic]]:
    """The name of the file, its text, the checked agreement and the messages."""
    name = settings.get("agreement", "agreement.md")
    if not isinstance(name, str) or "\0" in name:
        place = Place(SETTINGS, 1, 1, 1, 2)
        raise refuse(
            "bad-settings", "`agreement` is not the name of a file.", place, 'Write `agreement = "agreement.md"`.'
        )
    text = _read(root / name, name)
    agreement, messages = check(parse(text, name), library((root / name).parent))
    if agreement is None:
        raise Refused(messages)
    return name, text, agreement, list(messages)


def _parties(settings: Mapping[str, Any]) -> dict[str, str]:
    found = settings.get("parties", {})
    if not isinstance(found, dict) or not all(isinstance(code, str) for code in found.values()):
        message = "`parties` is no table of names."
        raise refuse("bad-settings", message, Place(SETTINGS, 1, 1, 1, 2), 'Write `[parties]`, then `BOREA = "RUS"`.')
    return dict(found)


def _optional(settings: Mapping[str, Any], name: str) -> str | None:
    found = settings.get(name)
    return None if found is None else str(found)


def _read(path: Path, shown: str) -> str:
    place = Place(shown, 1, 1, 1, 2)
    if len(path.name) > 255 or not path.is_file():
        remedy = f'Write it, or name another file in {SETTINGS}: `agreement = "…"`.'
        raise refuse("no-such-file", f"There is no file `{shown[:60]}` in the workspace.", place, remedy)
    try:
        return read_source(path)
    except Refused as refusal:
        raise Refused(replace(one, place=replace(one.place, file=shown)) for one in refusal.diagnostics) from None


def _settings(root: Path) -> tuple[dict[str, Any], dict[str, str]]:
    place = Place(SETTINGS, 1, 1, 1, 2)
    if not root.is_dir():
        message = f"There is no folder `{root.name}`."
        raise refuse("no-such-folder", message, Place(str(root.name), 1, 1, 1, 2), "Name the folder of a workspace.")
    path = root / SETTINGS
    if not path.is_file():
        if not (root / "agreement.md").is_file():
            message = "The folder is no workspace: it has neither servanda.toml nor agreement.md."
            raise refuse("no-workspace", message, place, "Name a folder that has them.")
        return {}, {}
    raw = path.read_bytes()
    try:
        found = tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise refuse(
            "bad-settings", f"The settings are not TOML: {error}.", where(SETTINGS, error), "Correct them."
        ) from None
    known = ("agreement", "as_of", "known_by", "assessor", "preparation", "parties")
    for name in found:
        if name not in known:
            near = nearest(name, known)
            remedy = f"Did you mean `{near}`?" if near else "Known settings: " + ", ".join(known) + "."
            raise refuse("unknown-setting", f"No setting is called `{name}`.", place, remedy)
    return found, {SETTINGS: hashlib.sha256(raw).hexdigest()}


def _assessors(items: object, agreement: Agreement) -> tuple[Assessor, ...]:
    place = Place(SETTINGS, 1, 1, 1, 2)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        message = "`assessor` is not a list of assessors."
        raise refuse("bad-settings", message, place, "Begin each assessor with `[[assessor]]`.")
    found = tuple(_assessor(item, agreement) for item in items)
    names = [item.name for item in found]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise refuse("bad-settings", f"The assessor “{double}” stands there twice.", place, "Rename one of them.")
    return found or (DEFAULT_ASSESSOR,)


def _assessor(item: Mapping[str, Any], agreement: Agreement) -> Assessor:
    place = Place(SETTINGS, 1, 1, 1, 2)
    name = str(item.get("name", ""))
    for key in item:
        if key not in _ASSESSOR:
            near = nearest(key, _ASSESSOR)
            remedy = f"Did you mean `{near}`?" if near else "An assessor may have: " + ", ".join(_ASSESSOR) + "."
            raise refuse("bad-settings", f"An assessor has no `{key}`.", place, remedy)
    if not name:
        raise refuse("bad-settings", "An assessor has no name.", place, 'Add `name = "…"`.')
    sources = item.get("sources", 2)
    if not isinstance(sources, int) or isinstance(sources, bool) or sources < 1:
        raise refuse("bad-settings", f"`sources` of “{name}” is not a number from 1 on.", place, "Write `sources = 2`.")
    grade = str(item.get("grade", "C3"))
    if grade != "any" and (not is_grade(grade) or grade[0] == "F" or grade[1] == "6"):
        remedy = "Write a letter A–E and a number 1–5 such as C3, or `any`."
        raise refuse("bad-settings", f"`{grade}` of “{name}” is not a least grade.", place, remedy)
    for key, kind, example in (
        ("marks", list, '`marks = ["confirmed"]`, a list'),
        ("readings", dict, "`[assessor.readings]`"),
    ):
        if key in item and not isinstance(item[key], kind):
            raise refuse("bad-settings", f"`{key}` of “{name}” is of the wrong kind.", place, f"Write {example}.")
    marks = tuple(str(mark) for mark in item.get("marks", MARKS))
    for mark in marks:
        if mark not in MARKS:
            raise refuse("bad-settings", f"`{mark}` of “{name}” is not a mark.", place, "Use " + ", ".join(MARKS) + ".")
    readings = {str(key): str(value) for key, value in item.get("readings", {}).items()}
    for term, label in readings.items():
        labels = agreement.readings().get(term, [])
        if label not in labels:
            known = ", ".join(f"“{one}”" for one in labels) or "none"
            message = f"“{name}” holds a reading of `{term}` that the agreement does not have: “{label}”."
            raise refuse("unknown-reading", message, place, f"Readings of `{term}`: {known}.")
    return Assessor(name, sources, grade, marks, readings)


def _inputs(
    root: Path, hashes: Mapping[str, str], sources: list[Source], places: Geography | None
) -> tuple[Input, ...]:
    found = [Input(name, digest, 0, 0) for name, digest in hashes.items()]
    for source in sources:
        found.append(Input(source.file, source.sha256, source.rows, len(source.faults), source.title, source.licence))
        beside = Path(source.file).with_suffix(".toml").as_posix()
        found.append(Input(beside, hashlib.sha256((root / beside).read_bytes()).hexdigest(), 0, 0))
    if places is not None:
        found += [Input(one.file, one.sha256, one.count, 0, one.title, one.licence) for one in places.files]
    return tuple(sorted(found))
