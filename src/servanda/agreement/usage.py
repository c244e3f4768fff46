"""Which fields of which record types a norm looks at, under one choice of readings or under all of them.

Rules it keeps:

- a cell that no norm looks at is nobody's witness; a column at which one looks has to be there (`evidence.files`);
- a field at which a norm looks in one world only is not looked at in the other.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass

from servanda.agreement.core.terms import Readings
from servanda.agreement.kept import kept
from servanda.agreement.model import Agreement, fields_of, first_date, last_date, value_fields
from servanda.agreement.syntax import (
    ActType,
    Aggregate,
    Changed,
    Definition,
    EventType,
    InWorld,
    Is,
    Name,
    Norm,
    Obligation,
    Of,
    OnBreach,
    OnChange,
    OnRecord,
    Path,
    Prohibition,
    Quota,
    Raw,
    Recurrence,
    Scoped,
    Standing,
    StateType,
)
from servanda.diagnostics import Place
from servanda.logic.parse import parse_formula
from servanda.logic.syntax import Predicate, children


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A field of a record type, in a scope; `world` where the text fixes one; `keys` the values of a state's key."""

    record: str
    field: str
    scope: str = ""
    world: str = ""
    keys: tuple[str, ...] = ()


def reading_body(definition: Definition, readings: Readings) -> object:
    """What a definition says under the chosen reading."""
    label = readings.get(definition.name.text, definition.readings[0].label)
    return next(reading.body for reading in definition.readings if reading.label == label)


class _Collector:
    def __init__(self, agreement: Agreement, readings: Readings | None) -> None:
        self.agreement = agreement
        self.readings = readings
        self.found: set[Use] = set()
        self.world = ""
        self.turns: set[str] = set()

    def bodies(self, definition: Definition) -> tuple[object, ...]:
        """What a definition says: under the chosen reading, or under each of them where none is chosen."""
        if self.readings is None:
            return tuple(reading.body for reading in definition.readings)
        return (reading_body(definition, self.readings),)

    def path(self, path: Path, scope: Mapping[str, str], within: str = "") -> None:
        """A path from a variable that stands for a record type."""
        record = scope.get(path.parts[0].text)
        for part in path.parts[1:]:
            declared = self.agreement.records.get(record or "")
            if declared is None:
                return
            if isinstance(declared, ActType) and declared.target is not None and declared.target.text == part.text:
                self.found.add(Use(declared.name.text, "", "", self.world))
                record = part.text
                continue
            self.found.add(Use(declared.name.text, part.text, within, self.world))
            return

    def walk(self, node: object, scope: Mapping[str, str]) -> None:
        match node:
            case Scoped(path, label):
                self.path(path, scope, label.value)
            case Path():
                self.path(node, scope)
            case InWorld(world, inner):
                before, self.world = self.world, world
                self.walk(inner, scope)
                self.world = before
            case Of():
                self._of(node, scope)
            case Is(subject, options) if len(subject.parts) == 1:
                definition = self.agreement.definitions.get(str(getattr(options[0], "text", "")))
                if definition is not None:
                    known = {definition.variable.text: scope.get(subject.parts[0].text, "")}
                    self.walk(self.bodies(definition), known)
            case Standing():
                self._standing(node, scope)
            case Raw():
                self._raw(node)
            case Changed(path, _, act, by):
                self.turns.add(act.text)
                self.found |= {Use(act.text, "filed"), Use(act.text, "by")}
                self.walk((path, by), scope)
            case Aggregate():
                self._aggregate(node, scope)
            case tuple():
                for item in node:
                    self.walk(item, scope)
            case Place() | Name():
                return
            case _ if is_dataclass(node):
                for item in fields(node):
                    self.walk(getattr(node, item.name), scope)

    def _raw(self, node: Raw) -> None:
        """Whatever fields the predicates of a formula speak of, in the world that their names fix."""
        ahead = [parse_formula(node.text(sure)) for sure in (True, False)]
        while ahead:
            formula = ahead.pop()
            ahead.extend(children(formula))
            if not isinstance(formula, Predicate):
                continue
            world, _, rest = formula.name.partition("_")
            world, name = (world, rest) if world in ("declared", "observed") else ("", formula.name)
            for record in self.agreement.records.values():
                for field in fields_of(record):
                    if name.startswith((f"{record.name}_{field}", f"{record.name}_change_{field}")):
                        self.found.add(Use(record.name.text, field, "", world))

    def _of(self, node: Of, scope: Mapping[str, str]) -> None:
        definition = self.agreement.definitions.get(node.name.text)
        if definition is not None:
            head = str(node.subject) if isinstance(node.subject, Path) else ""
            self.walk(self.bodies(definition), {definition.variable.text: scope.get(head, "")})
            return
        record = self.agreement.records.get(node.name.text)
        if isinstance(record, StateType):
            keys = tuple(key.value for key in node.keys)
            for field in value_fields(record):
                if field.type.kind == "count":
                    self.found.add(Use(record.name.text, field.name.text, "", self.world, keys))

    def _aggregate(self, node: Aggregate, scope: Mapping[str, str]) -> None:
        record = self.agreement.records[node.record.text]
        inner = {**scope, node.variable.text: node.record.text}
        self.found.add(Use(record.name.text, "", "", self.world))
        if isinstance(record, EventType) and (date := first_date(record)) is not None:
            self.found.add(Use(record.name.text, date.name.text, "", self.world))
            kind = node.window.kind if node.window is not None else ""
            last = last_date(record) if kind in ("at once", "beside") else None
            if last is not None:
                self.found.add(Use(record.name.text, last.name.text, "", self.world))
            for field in record.fields if node.window is not None and node.window.km is not None else ():
                if field.type.kind == "place":
                    self.found.add(Use(record.name.text, field.name.text, "", self.world))
        for part in (node.operand, node.where):
            self.walk(part, inner)

    def _standing(self, node: Standing, scope: Mapping[str, str]) -> None:
        for turn in (node.opened, node.closed):
            if turn is None:
                continue
            record = self.agreement.records[turn.record.text]
            scope = {**scope, turn.variable.text: turn.record.text}
            moment = first_date(record) if isinstance(record, EventType) else None
            self.turns.add(turn.record.text)
            self.found.add(Use(turn.record.text, moment.name.text if moment else "filed", "", self.world))
            self.walk(turn.where, scope)


def uses(norm: Norm, agreement: Agreement, readings: Readings) -> AbstractSet[Use]:
    """The fields that a norm looks at."""
    return _collected(norm, agreement, readings).found


def turns(norm: Norm, agreement: Agreement, readings: Readings) -> AbstractSet[str]:
    """The record types that begin or end a standing at which a norm looks."""
    return _collected(norm, agreement, readings).turns


@kept
def _collected(norm: Norm, agreement: Agreement, readings: Readings | None) -> _Collector:
    collector = _Collector(agreement, readings)
    scope: dict[str, str] = {}
    if isinstance(norm, Obligation | Quota) and isinstance(norm.trigger, OnRecord):
        scope = {norm.trigger.variable.text: norm.trigger.record.text}
    if isinstance(norm, Obligation) and isinstance(norm.trigger, OnChange):
        scope = {norm.trigger.variable.text: norm.trigger.state.text}
    if isinstance(norm, Prohibition | Recurrence):
        scope = {norm.variable.text: norm.record.text}
    for record in scope.values():
        declared = agreement.records[record]
        if isinstance(declared, EventType) and (date := first_date(declared)) is not None:
            collector.found.add(Use(record, date.name.text))
        ended = last_date(declared) if isinstance(declared, EventType) else None
        if isinstance(norm, Prohibition) and norm.tolerance is not None and ended is not None:
            collector.found.add(Use(record, ended.name.text))
    if isinstance(norm, Obligation) and isinstance(norm.trigger, OnBreach):
        scope = {}
    deed = getattr(norm, "deed", None)
    if deed is not None and deed.variable is not None:
        scope = {**scope, deed.variable.text: deed.act.text}
    for item in fields(norm):
        if item.name not in ("place", "name", "article"):
            collector.walk(getattr(norm, item.name), scope)
    return collector


def looked_at(agreement: Agreement) -> dict[tuple[str, str, str], str]:
    """(record type, field, world) → the first norm that looks at it, whichever reading is chosen.

    The world is declared or observed; an act exists in the record, which both worlds look at.
    """
    found: dict[tuple[str, str, str], str] = {}
    for norm in agreement.norms.values():
        for use in sorted(_collected(norm, agreement, None).found):
            both = not use.world or isinstance(agreement.records.get(use.record), ActType)
            for world in ("declared", "observed") if both else (use.world,):
                if use.field:
                    found.setdefault((use.record, use.field, world), norm.name.text)
    return found
