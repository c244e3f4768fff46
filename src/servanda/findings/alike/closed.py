"""Which events can be judged by classes: those on which only prohibitions look, each of them at one event alone.

Rules it keeps:

- the agreement has no acts and no zones: nothing is filed that could change what a row means;
- nobody declares the event; no other norm and no tolerance looks at it; its key is one text at which nothing looks;
- no field of it is called like what every row says of its source, and no two readings have the same name in ids;
- a formula is closed if it has no operator over time and no aggregate, speaks of the one occasion and of what all
  occasions share (parties, sides, relations, parameters), and is true only at the time of the occasion;
- whatever is in doubt is not closed: it is judged row by row, to the same findings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from servanda.agreement.core.show import core_norms
from servanda.agreement.core.vocabulary import NUMERIC, of_record, shared, signature
from servanda.agreement.core.writer import OCCASION, CoreNorm, reading_label
from servanda.agreement.model import Agreement, first_date, key_fields
from servanda.agreement.syntax import ActType, EventType, Prohibition
from servanda.agreement.usage import uses
from servanda.diagnostics import Refused, slug
from servanda.evidence.columnar.cells import NotSo
from servanda.evidence.columnar.table import SOURCING, PlainRows, plain_rows, rows_in
from servanda.evidence.files import Reader
from servanda.evidence.folder import paths
from servanda.evidence.manifest import Manifest, manifest_of
from servanda.findings.world.evaluator import mentioned
from servanda.logic.syntax import (
    And,
    Comparison,
    Connective,
    Exists,
    Formula,
    Not,
    Or,
    Predicate,
    Quantified,
    children,
    term_variables,
)

# Where an event stands in time: the predicates that hold at one of its own instants.
MOMENTS = ("sure", "maybe", "earliest", "latest", "day")
NAMED = ("sure", "maybe", "open")
OF_THE_ROW = (*SOURCING, "scope", "source", "origin")


@dataclass(frozen=True, slots=True)
class Closed:
    """An event that can be judged by classes.

    `looked`: the fields at which its norms look, its first date among them; `dated`: whether a norm compares that date,
    and does not only ask what held then; `shared`: the predicates over time at which its norms look; `cores`: the
    norms, under each choice of readings.
    """

    record: EventType
    looked: frozenset[str]
    dated: bool
    shared: frozenset[str]
    cores: tuple[CoreNorm, ...]


def closed(agreement: Agreement) -> dict[str, Closed]:
    """The events that can be judged by classes, by name."""
    acts = any(isinstance(item, ActType) for item in agreement.records.values())
    if acts or agreement.zones or agreement.in_force.provisional is not None:
        return {}
    found = {}
    for record in agreement.events():
        one = _closed(record, agreement)
        if one is not None:
            found[record.name.text] = one
    return found


def _closed(record: EventType, agreement: Agreement) -> Closed | None:
    keys, first = key_fields(record), first_date(record)
    if record.declarer is not None or len(keys) != 1 or keys[0].type.kind != "text" or first is None:
        return None
    if any(field.type.kind == "place" or field.name.text in OF_THE_ROW for field in record.fields):
        return None
    cores: list[CoreNorm] = []
    looked: set[str] = set()
    common: set[str] = set()
    dated = False
    known = signature(agreement)
    names = {prefix + item.name for prefix in ("", "declared_", "observed_") for item in of_record(record)}
    for norm in agreement.norms.values():
        choices = core_norms(norm, agreement)
        for core in choices:
            mine = {use.field for use in uses(norm, agreement, core.readings) if use.record == record.name.text}
            if not mine and names.isdisjoint(mentioned(core.formulas.values(), known)):
                continue
            if len({slug(reading_label(one.readings) or "") for one in choices}) < len(choices):
                return None
            if not isinstance(norm, Prohibition) or norm.record.text != record.name.text or norm.tolerance is not None:
                return None
            reader = _Reader(record, agreement)
            if not all(reader.reads(named.formula) for named in core.formulas.values()):
                return None
            cores.append(core)
            looked |= reader.fields | mine
            dated = dated or first.name.text in reader.fields
            common |= reader.common
    if not cores or keys[0].name.text in looked:
        return None
    return Closed(record, frozenset(looked - {""} | {first.name.text}), dated, frozenset(common), tuple(cores))


def in_columns(reader: Reader, many: int) -> PlainRows | None:
    """The plain rows of the event of which there are most, `many` at least; None where no event can be read so."""
    found = closed(reader.agreement) if any(reader.root.glob("evidence/*.parquet")) else {}
    files = in_parquet(reader.root, found)
    for name in sorted(files, key=lambda one: -sum(rows for _, _, rows in files[one])):
        if sum(rows for _, _, rows in files[name]) < many:
            return None
        event = found[name]
        table = plain_rows(event.record, event.looked, partial(reader.means, event.record))
        try:
            for path, manifest, _ in files[name]:
                table.add(path, path.relative_to(reader.root).as_posix(), manifest)
            table.part()
        except NotSo:
            table.close()
        else:
            return table
    return None


def in_parquet(root: Path, found: Mapping[str, Closed]) -> dict[str, list[tuple[Path, Manifest, int]]]:
    """By event its files with their manifests and numbers of rows, where all its files are Parquet."""
    files: dict[str, list[tuple[Path, Manifest, int]]] = {}
    mixed: set[str] = set()
    for path in paths(root, "evidence") if found else ():
        try:
            manifest = manifest_of(path.with_suffix(".toml"), path.name)
        except Refused:
            return {}  # told by who reads the files
        if manifest.table == "links":
            return {}
        name = manifest.record or ""
        if name in found and path.suffix == ".parquet":
            files.setdefault(name, []).append((path, manifest, rows_in(path)))
        else:
            mixed.add(name)
    return {name: items for name, items in files.items() if name not in mixed}


class _Reader:
    """Reads formulas: whether they are closed, and at which fields and shared predicates they look."""

    def __init__(self, record: EventType, agreement: Agreement) -> None:
        stem = record.name.text
        self.moments = {f"{stem}_{how}" for how in MOMENTS}
        self.of_field = {
            name: field.name.text
            for field in record.fields
            for base in (f"{stem}_{field.name}",)
            for name in ([base, f"{base}_exact"] if field.type.kind in NUMERIC else [f"{base}_{how}" for how in NAMED])
        }
        self.shared = set(shared(agreement))
        self.fields: set[str] = set()
        self.common: set[str] = set()

    def reads(self, formula: Formula) -> bool:
        """Whether the formula is closed."""
        return self._only(formula) and self._at_its_time(formula)

    def _only(self, formula: Formula) -> bool:
        """Whether it speaks of the occasion and of what all share, at one time point."""
        match formula:
            case Predicate():
                return self._predicate(formula)
            case Comparison(_, left, right):
                return OCCASION.name not in term_variables(left) | term_variables(right)
            case Quantified():
                return OCCASION.name not in formula.variables and self._only(formula.body)
            case Not() | Connective():
                return all(self._only(part) for part in children(formula))
        return False

    def _predicate(self, formula: Predicate) -> bool:
        of_it = [OCCASION.name in term_variables(term) for term in formula.arguments]
        if formula.name in self.of_field:
            self.fields.add(self.of_field[formula.name])
        if formula.name in self.moments or formula.name in self.of_field:
            return formula.arguments[0] == OCCASION and not any(of_it[1:])
        self.common.add(formula.name)
        return formula.name in self.shared and not any(of_it)

    def _at_its_time(self, formula: Formula) -> bool:
        """Whether it can be true only at an instant at which the occasion stands."""
        match formula:
            case Predicate():
                return formula.name in self.moments
            case And(left, right):
                return self._at_its_time(left) or self._at_its_time(right)
            case Or(left, right):
                return self._at_its_time(left) and self._at_its_time(right)
            case Exists():
                return self._at_its_time(formula.body)
        return False
