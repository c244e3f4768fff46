"""Which number a norm measures, in which unit, and against which threshold.

It leaves to others: which fields a norm looks at at all (`servanda.agreement.usage`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from servanda.agreement.core.terms import Readings
from servanda.agreement.model import Agreement
from servanda.agreement.syntax import (
    Aggregate,
    Both,
    Compare,
    Either,
    Is,
    Limit,
    Norm,
    Number,
    Obligation,
    Of,
    OnRecord,
    Path,
    Quota,
    Recurrence,
    Scoped,
)
from servanda.agreement.usage import reading_body, uses
from servanda.dates import day_of


@dataclass(frozen=True, slots=True)
class Measure:
    """The number that a trigger compares with a threshold."""

    field: str
    scope: str
    bound: int | None
    unit: str


def measure(norm: Norm, agreement: Agreement, readings: Readings, instant: int) -> Measure | None:
    """The first number that the trigger of an obligation compares with a number or a parameter."""
    for node in _comparisons(norm, agreement, readings):
        found = _measured(node, agreement, readings, norm.trigger.record.text, instant)  # type: ignore[union-attr]
        if found is not None:
            return found
    return None


def summed(norm: Norm, agreement: Agreement, readings: Readings, instant: int) -> tuple[Aggregate | None, int | None]:
    """The first aggregate that the trigger of an obligation compares with a number or a parameter, and that number."""
    for node in _comparisons(norm, agreement, readings):
        left: object = node.left
        if isinstance(left, Of) and (definition := agreement.definitions.get(left.name.text)) is not None:
            left = reading_body(definition, readings)
        if isinstance(left, Aggregate):
            return left, _bound(node.right, agreement, instant)
    return None, None


def _comparisons(norm: Norm, agreement: Agreement, readings: Readings) -> Iterator[Compare]:
    """Every comparison of the trigger of an obligation or quota, in the order of the text."""
    if not isinstance(norm, Obligation | Quota) or not isinstance(norm.trigger, OnRecord) or norm.trigger.where is None:
        return
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
            yield node


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
    if isinstance(norm.measure, Aggregate) and norm.measure.function == "number":
        return norm.measure.record.text
    for use in sorted(uses(norm, agreement, readings)):
        record = agreement.records.get(use.record)
        field = next((f for f in record.fields if f.name.text == use.field), None) if record else None
        if field is not None and field.type.unit:
            return field.type.unit
    return ""
