"""Which fields a norm looks at under a choice of readings, and which number it measures.

It is what decides which rows are witnesses of a finding: a cell that no norm looks at is nobody's witness.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass

from servanda.agreement.core.terms import Readings
from servanda.agreement.model import Agreement, first_date, key_fields, value_fields
from servanda.agreement.syntax import (
    ActType,
    Aggregate,
    Both,
    Compare,
    Definition,
    Either,
    EventType,
    InWorld,
    Is,
    Limit,
    Name,
    Norm,
    Number,
    Obligation,
    Of,
    OnBreach,
    OnChange,
    OnRecord,
    Path,
    Prohibition,
    Quota,
    Recurrence,
    Scoped,
    Standing,
    StateType,
)
from servanda.dates import day_of
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A field of a record type, in a scope; `world` where the text fixes one; `keys` the values of a state's key."""

    record: str
    field: str
    scope: str = ""
    world: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """The number that a trigger compares with a threshold."""

    field: str
    scope: str
    bound: int | None
    unit: str


def reading_body(definition: Definition, readings: Readings) -> object:
    """What a definition says under the chosen reading."""
    label = readings.get(definition.name.text, definition.readings[0].label)
    return next(reading.body for reading in definition.readings if reading.label == label)


class _Collector:
    def __init__(self, agreement: Agreement, readings: Readings) -> None:
        self.agreement = agreement
        self.readings = readings
        self.found: set[Use] = set()
        self.world = ""
        self.turns: set[str] = set()

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
                    self.walk(reading_body(definition, self.readings), known)
            case Standing():
                self._standing(node, scope)
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

    def _of(self, node: Of, scope: Mapping[str, str]) -> None:
        definition = self.agreement.definitions.get(node.name.text)
        if definition is not None:
            head = str(node.subject) if isinstance(node.subject, Path) else ""
            self.walk(reading_body(definition, self.readings), {definition.variable.text: scope.get(head, "")})
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


def uses(norm: Norm, agreement: Agreement, readings: Readings) -> set[Use]:
    """The fields that a norm looks at."""
    return _collected(norm, agreement, readings).found


def turns(norm: Norm, agreement: Agreement, readings: Readings) -> set[str]:
    """The record types that begin or end a standing at which a norm looks."""
    return _collected(norm, agreement, readings).turns


def _collected(norm: Norm, agreement: Agreement, readings: Readings) -> _Collector:
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
    if isinstance(norm, Obligation) and isinstance(norm.trigger, OnBreach):
        scope = {}
    deed = getattr(norm, "deed", None)
    if deed is not None and deed.variable is not None:
        scope = {**scope, deed.variable.text: deed.act.text}
    for item in fields(norm):
        if item.name not in ("place", "name", "article"):
            collector.walk(getattr(norm, item.name), scope)
    return collector


def measure(norm: Norm, agreement: Agreement, readings: Readings, instant: int) -> Measure | None:
    """The first number that the trigger of an obligation compares with a number or a parameter."""
    if not isinstance(norm, Obligation | Quota) or not isinstance(norm.trigger, OnRecord) or norm.trigger.where is None:
        return None
    ahead: list[object] = [norm.trigger.where]
    while ahead:
        node = ahead.pop(0)
        if isinstance(node, Both | Either):
            ahead[:0] = [node.left, node.right]
        elif isinstance(node, Is) and len(node.subject.parts) == 1:
            definition = agreement.definitions.get(str(getattr(node.options[0], "text", "")))
            if definition is not None:
                ahead.insert(0, reading_body(definition, readings))
        elif isinstance(node, Compare):
            found = _measured(node, agreement, readings, norm.trigger.record.text, instant)
            if found is not None:
                return found
    return None


def _measured(node: Compare, agreement: Agreement, readings: Readings, record: str, instant: int) -> Measure | None:
    left: object = node.left
    if isinstance(left, Of) and (definition := agreement.definitions.get(left.name.text)) is not None:
        left = reading_body(definition, readings)
    scope = ""
    if isinstance(left, Scoped):
        scope = left.scope.value
        left = left.path
    if not isinstance(left, Path) or len(left.parts) != 2:
        return None
    field = next((f for f in agreement.records[record].fields if f.name.text == left.parts[1].text), None)
    if field is None or field.type.kind != "count":
        return None
    return Measure(field.name.text, scope, _bound(node.right, agreement, instant), field.type.unit or "")


def _bound(term: object, agreement: Agreement, instant: int) -> int | None:
    if isinstance(term, Number):
        return term.value
    if isinstance(term, Path) and len(term.parts) == 1 and term.parts[0].text in agreement.parameters:
        return parameter_at(agreement, term.parts[0].text, instant)
    return None


def parameter_at(agreement: Agreement, name: str, instant: int) -> int | None:
    """The value of a parameter at an instant."""
    day = day_of(instant, agreement.zone)
    values = agreement.parameters[name].values
    dated = [v for v in values if v.start is not None and v.start.value <= day]
    if dated:
        return max(dated, key=lambda v: v.start.value if v.start else day).value.value
    return next((v.value.value for v in values if v.start is None), None)


def limit_unit(norm: Norm, agreement: Agreement, readings: Readings) -> str:
    """The unit in which a limit measures, or what a recurrence counts."""
    if isinstance(norm, Recurrence):
        return norm.record.text
    if not isinstance(norm, Limit):
        return ""
    for use in sorted(uses(norm, agreement, readings)):
        record = agreement.records.get(use.record)
        field = next((f for f in record.fields if f.name.text == use.field), None) if record else None
        if field is not None and field.type.unit:
            return field.type.unit
    return ""


__all__ = ["Measure", "Use", "key_fields", "limit_unit", "measure", "parameter_at", "reading_body", "turns", "uses"]
