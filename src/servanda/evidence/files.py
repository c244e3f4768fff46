"""From a file and its manifest to statements, coverage, completeness, pairs, links; bad rows are set aside, counted.

Rules it keeps:

- a file without a manifest, or without a column that it needs, is refused; a bad row is quarantined;
- only the party that the record type names may declare; a row by another is quarantined;
- the same statement twice (same record, key, source, scope, date) is quarantined as a duplicate;
- a declared row is known when it was filed, unless it says when it became known.

It leaves to others: which columns a file needs (`columns`), which statements are admissible
(`servanda.findings.world.proof`).
"""

import hashlib
from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from servanda.agreement.model import Agreement, fields_of, key_fields
from servanda.agreement.names import unknown
from servanda.agreement.syntax import ActType, EventType, Name, RecordType, StateType
from servanda.agreement.usage import looked_at
from servanda.dates import NEVER, Stamp, stamp
from servanda.diagnostics import Place, refuse
from servanda.evidence.columnar.table import PlainRows
from servanda.evidence.columns import check_columns, known_columns
from servanda.evidence.grade import is_grade
from servanda.evidence.manifest import Manifest, check_names, check_world, manifest_of
from servanda.evidence.rows import Fault, read, readable
from servanda.evidence.source import BadCell, Source, cells_of
from servanda.evidence.spans import spans_of
from servanda.evidence.statement import Completeness, Coverage, Linked, Names, Pair, Statement, Value
from servanda.evidence.values import BadValue, value
from servanda.evidence.zones.spot import BadSpot, spot

MARKS = ("confirmed", "recalled", "conflicting", "inferred")


def _on_earth(text: str, name: str) -> None:
    """Refuse what reads like coordinates and is none: the row would silently lie nowhere."""
    try:
        spot(text)
    except BadSpot as error:
        remedy = "Write 48.30 N, 38.02 E (latitude first), the name of a place, or `somewhere in` a country."
        raise BadCell(name, str(error), remedy) from None


class Reader:
    """Reads the files of one workspace against its agreement. `world` is the folder: declared or evidence."""

    def __init__(self, agreement: Agreement, root: Path) -> None:
        self.agreement = agreement
        self.root = root
        self.looked = looked_at(agreement)
        self.seen: set[tuple[object, ...]] = set()
        self.read_before: dict[tuple[str, str, str], Value] = {}

    def read(self, path: Path, world: Literal["declared", "observed"], columns: PlainRows | None = None) -> Source:
        """One file with its manifest. Raises Refused where the file as a whole cannot be used.

        `columns`: the table that has its plain rows already; only the odd ones become statements.
        """
        shown = path.relative_to(self.root).as_posix()
        shown_manifest = path.with_suffix(".toml").relative_to(self.root).as_posix()
        readable(path, shown)
        manifest = manifest_of(path.with_suffix(".toml"), shown_manifest)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        source = Source(shown, digest, manifest.title, manifest.licence)
        header, rows = read(path, shown) if columns is None else columns.odd(shown)
        source.rows = 0 if columns is None else columns.counts[shown][1]
        if world == "observed" and isinstance(self.agreement.records.get(manifest.record or ""), ActType):
            message = f"`{manifest.record}` is an act, and an act exists in the record only."
            raise refuse("act-in-evidence", message, Place(shown, 1, 1, 1, 2), "Put the file into declared/.")
        check_world(manifest, world, shown_manifest)
        record = self._record(manifest, shown) if manifest.record is not None else None
        self._filed(record, shown)
        if manifest.table == "relation" and manifest.relation not in self.agreement.relations:
            name = Name(manifest.relation, Place(shown_manifest, 1, 1, 1, 2))
            raise unknown("unknown-relation", "relation", name, self.agreement.relations)
        check_names(manifest, known_columns(manifest, record), shown_manifest)
        check_columns(self.looked, manifest, record, header, shown, world)
        for row in rows:
            if isinstance(row, Fault):
                source.faults.append(row)
                continue
            cells = cells_of(row, manifest)
            try:
                if record is not None:
                    source.statements.append(self._statement(cells, row.line, record, shown, world))
                else:
                    self._table(cells, row.line, manifest, source, world)
            except BadCell as fault:
                source.faults.append(Fault(row.line, fault.column, str(fault), fault.remedy))
            else:
                source.rows += 1
        source.completeness += spans_of(manifest, self.agreement, shown_manifest, world)
        return source

    def _record(self, manifest: Manifest, shown: str) -> RecordType:
        found = self.agreement.records.get(manifest.record or "")
        if found is None:
            name = Name(manifest.record or "", Place(shown, 1, 1, 1, 2))
            raise unknown("unknown-record", "record type", name, self.agreement.records)
        return found

    def _filed(self, record: RecordType | None, shown: str) -> None:
        """Refuse a file of what nobody files: a decision follows from the acts of those who take it."""
        if record is not None and self.agreement.computed(record.name.text):
            message = f"Nobody files `{record.name}`: it follows from other acts."
            remedy = "Delete the file; give the acts from which it follows."
            raise refuse("computed-act", message, Place(shown, 1, 1, 1, 2), remedy)

    # --- one row ---------------------------------------------------------------------------------------------------

    def _value(self, cells: Mapping[str, str], name: str, record: RecordType) -> Value:
        """A cell that is not empty. What is no free text says the same in thousands of rows: it is read once."""
        at = record.name.text, name, cells[name]
        if at in self.read_before:
            return self.read_before[at]
        kind = fields_of(record)[name].type
        if kind.kind == "place" and self.agreement.zones:
            _on_earth(cells[name], name)
        try:
            known = self.agreement
            found = value(cells[name], kind, known.zone, known.parties, known.countries, known.organs)
        except BadValue as error:
            raise BadCell(name, str(error), error.remedy) from None
        if kind.kind != "text":
            self.read_before[at] = found
        return found

    def _stamp(self, cells: Mapping[str, str], name: str) -> Stamp | None:
        if not cells.get(name):
            return None
        try:
            return stamp(cells[name], self.agreement.zone)
        except ValueError as error:
            raise BadCell(name, str(error), "Write 2017-09-14, 2017-09-14T08:00Z or 2022-02-09..2022-02-10.") from None

    def _party(self, cells: Mapping[str, str], name: str, what: str) -> str:
        party = cells.get(name, "")
        if not party:
            raise BadCell(name, f"nothing says {what}", "Name a party.")
        if party not in self.agreement.parties:
            raise BadCell(name, f"no party is called `{party}`", f'Declare it (`party {party} "…"`) or correct it.')
        return party

    def means(self, record: EventType, name: str, text: str) -> Value | Stamp | str | None:
        """What one cell of an observed event says; None where it is silent. Raises BadCell."""
        match name:
            case "mark":
                return _mark({name: text})
            case "grade":
                return _grade({name: text})
            case "known":
                return self._known_since({name: text}, None)
            case "scope" if text:
                raise BadCell(name, "the row speaks of a part of the occasion", "Read it by itself.")
        return self._value({name: text}, name, record) if text else None

    def _sourcing(self, cells: Mapping[str, str]) -> tuple[str, str, str, str]:
        source = cells.get("source", "")
        if not source:
            raise BadCell("source", "the row names no source", "Say where it comes from.")
        return source, cells.get("origin", "") or source, _grade(cells), _mark(cells)

    def _statement(
        self,
        cells: Mapping[str, str],
        line: int,
        record: RecordType,
        shown: str,
        world: Literal["declared", "observed"],
    ) -> Statement:
        source, origin, grade, mark = self._sourcing(cells)
        is_act = isinstance(record, ActType)
        filed = self._stamp(cells, "filed") if is_act or world == "declared" else None
        received = self._received(cells, filed) if is_act else None
        known = self._known_since(cells, filed)
        filer = self._party(cells, "by" if is_act else "filer", "who filed it") if is_act or world == "declared" else ""
        if (is_act or world == "declared") and filed is None:
            raise BadCell(
                "filed", "nothing says when it was filed", "Give a day, or a range such as 2022-02-01..2022-02-03."
            )
        values = {
            name: self._value(cells, name, record)
            for name in fields_of(record)
            if cells.get(name) and not (is_act and name in ("by", "filed", "received"))
        }
        when = self._stamp(cells, "on") if isinstance(record, StateType) else filed
        if isinstance(record, StateType) and when is None:
            raise BadCell("on", "nothing says from when the value holds", "Give the date of the value.")
        key = self._key(cells, record, values)
        if world == "declared" and not is_act:
            self._may_declare(record, values, filer)
        links = self._links(cells, record)
        self._once(record.name.text, key, source, cells, world)  # last: a bad row must not make its correction a double
        return Statement(
            "record" if is_act else world,
            shown,
            line,
            record.name.text,
            key,
            values,
            when,
            filer,
            filed,
            received,
            cells.get("scope", ""),
            source,
            filer if world == "declared" and not is_act else origin,
            grade,
            mark,
            known.high,
            links,
        )

    def _received(self, cells: Mapping[str, str], filed: Stamp | None) -> Stamp | None:
        received = self._stamp(cells, "received")
        if filed is not None and received is not None and received.high < filed.low:
            raise BadCell("received", "it was received before it was filed", "Correct one of the two dates.")
        return received

    def _known_since(self, cells: Mapping[str, str], filed: Stamp | None) -> Stamp:
        known = self._stamp(cells, "known") or filed
        if known is None:
            raise BadCell("known", "nothing says when this became known", "Give the day of publication.")
        return known

    def _links(self, cells: Mapping[str, str], record: RecordType) -> dict[str, str]:
        if not isinstance(record, ActType) or record.target is None:
            return {}
        target = record.target.text
        if not cells.get(target):
            raise BadCell(target, f"nothing says which {target} it is filed of", "Give its id.")
        return {target: cells[target]}

    def _key(self, cells: Mapping[str, str], record: RecordType, values: Mapping[str, Value]) -> tuple[str, ...]:
        if isinstance(record, ActType):
            if not cells.get("id"):
                raise BadCell("id", "the act has no number", "Give each act its own id.")
            return (cells["id"],)
        found = []
        for item in key_fields(record):
            given = values.get(item.name.text)
            if given is None:
                raise BadCell(item.name.text, f"the key `{item.name}` is empty", "Fill it in.")
            found.append(given.values[0] if isinstance(given, Names) else given.text)
        if isinstance(record, EventType) and not any(
            name in values for name, kind in fields_of(record).items() if kind.type.kind == "date"
        ):
            raise BadCell("", f"nothing says when this {record.name} was", "Give at least one date.")
        return tuple(found)

    def _may_declare(self, record: RecordType, values: Mapping[str, Value], filer: str) -> None:
        assert not isinstance(record, ActType)
        if record.declarer is None:
            raise BadCell("filer", f"nobody may declare a `{record.name}`", "Put the row into evidence/.")
        allowed = values.get(record.declarer.text)
        if not isinstance(allowed, Names) or filer not in allowed.values:
            raise BadCell(
                "filer",
                f"{filer} may not declare this {record.name}: only {record.declarer} may",
                "What others state about a party is evidence: put the row into evidence/.",
            )

    def _once(self, record: str, key: tuple[str, ...], source: str, cells: Mapping[str, str], world: str) -> None:
        what = (world, record, key, source, cells.get("scope", ""), cells.get("on", ""), cells.get("known", ""))
        if record in self.agreement.records and isinstance(self.agreement.records[record], ActType):
            what = (record, key)  # type: ignore[assignment]
        if what in self.seen:
            raise BadCell(
                "", f"the same {record} `{', '.join(key)}` from the same source stands in the files twice", "Keep one."
            )
        self.seen.add(what)

    # --- tables ----------------------------------------------------------------------------------------------------

    def _period(self, cells: Mapping[str, str], open_end: bool) -> tuple[int, int]:
        start, end = self._stamp(cells, "from"), self._stamp(cells, "to")
        if not open_end and (start is None or end is None):
            raise BadCell("from" if start is None else "to", "the time has no beginning or no end", "Give both dates.")
        low, high = (start.low if start else -NEVER), (end.high if end else NEVER)
        if high < low:
            raise BadCell("to", "the time ends before it begins", "Exchange the dates.")
        return low, high

    def _table(self, cells: Mapping[str, str], line: int, manifest: Manifest, source: Source, world: str) -> None:
        people = {**self.agreement.parties, **self.agreement.countries}
        if manifest.table == "relation":
            self._related(cells, line, manifest, source, people)
            return
        if manifest.table == "links":
            source.links.append(self._linked(cells, line, source.file))
            return
        start, end = self._period(cells, False)
        text, origin, grade, _ = self._sourcing(cells)
        known = self._stamp(cells, "known")
        if known is None:
            raise BadCell("known", "nothing says when this became known", "Give the day of publication.")
        name, about = ("record", "about") if manifest.table == "coverage" else ("act", "by")
        if cells.get(name) not in self.agreement.records:
            raise BadCell(name, f"no record type is called `{cells.get(name)}`", "Correct it.")
        if cells.get(about) and cells[about] not in people:
            raise BadCell(about, f"no party is called `{cells[about]}`", "Correct it, or leave it empty for all.")
        what, whom, where = cells[name], cells.get(about, ""), (source.file, line)
        if manifest.table == "coverage":
            if cells.get("access") not in ("looked", "denied"):
                raise BadCell("access", f"`{cells.get('access')}` is not known", "Write looked or denied.")
            looked = cells["access"] == "looked"
            found = Coverage(*where, what, whom, start, end, looked, text, origin, grade, known.high)
            source.coverage.append(self._limited(found, cells, people))
            return
        target = cells.get("target", "")
        source.completeness.append(
            Completeness(*where, what, whom, target, start, end, text, origin, grade, known.high, False)
        )

    def _limited(self, found: Coverage, cells: Mapping[str, str], people: Container[str]) -> Coverage:
        """Coverage of one zone or country only, and who denied access to the rest."""
        where, denier = cells.get("where", ""), cells.get("denied_by", "")
        if where and where not in people and where not in self.agreement.zones:
            remedy = "Correct it, or leave it empty for everywhere."
            raise BadCell("where", f"no zone, party or country is called `{where}`", remedy)
        if denier and found.looked:
            raise BadCell("denied_by", "access was denied and given", "Write denied, or leave denied_by empty.")
        if denier and denier not in people:
            raise BadCell("denied_by", f"no party or country is called `{denier}`", "Correct it, or leave it empty.")
        return replace(found, where=where, denied_by=denier)

    def _related(
        self, cells: Mapping[str, str], line: int, manifest: Manifest, source: Source, people: Container[str]
    ) -> None:
        for name in ("a", "b"):
            if cells.get(name) not in people:
                raise BadCell(name, f"no country is called `{cells.get(name)}`", "Declare it in the agreement.")
        start, end = self._period(cells, True)
        source.pairs.append(Pair(source.file, line, manifest.relation, cells["a"], cells["b"], start, end))

    def _linked(self, cells: Mapping[str, str], line: int, file: str) -> Linked:
        """That an observed event is a declared one, as somebody holds. Whether there are such is for `links`."""
        name = cells.get("record", "")
        if not isinstance(self.agreement.records.get(name), EventType):
            raise BadCell("record", f"no event is called `{name}`", "Name the type of both events, such as exercise.")
        for column in ("declared", "observed"):
            if not cells.get(column):
                raise BadCell(column, f"nothing says which {column} {name} it is", "Give its id.")
        pair = cells["declared"], cells["observed"]
        source, origin, grade, _ = self._sourcing(cells)
        known = self._known_since(cells, None)
        self._once(f"link of {name}", pair, source, {}, "observed")
        return Linked(file, line, name, *pair, source, origin, grade, known.high)


def _grade(cells: Mapping[str, str]) -> str:
    grade = cells.get("grade", "") or "F6"
    if not is_grade(grade):
        remedy = "Write a letter A–F and a number 1–6, such as C3."
        raise BadCell("grade", f"`{grade}` is not an Admiralty grade", remedy)
    return grade


def _mark(cells: Mapping[str, str]) -> str:
    mark = cells.get("mark", "") or "confirmed"
    if mark not in MARKS:
        raise BadCell("mark", f"`{mark}` is not a mark", "Write one of: " + ", ".join(MARKS) + ".")
    return mark
