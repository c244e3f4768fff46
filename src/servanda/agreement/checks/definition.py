"""Whether parameters and definitions can be used: one value a date, one unit, no circle, readings apart.

It leaves to others: the circles themselves (`definitions`), kinds of values (`typing`).
"""

from servanda.agreement.assemble import Gathering, error
from servanda.agreement.definitions import circles
from servanda.agreement.model import Agreement
from servanda.agreement.names import Book, Bound, unknown
from servanda.agreement.syntax import Definition, Parameter
from servanda.agreement.typing import check_condition, term_kind
from servanda.diagnostics import Diagnostic, Refused

# What is wrong whatever the variable stands for, rather than for want of the right record type.
_OF_THE_BODY = ("unit-mismatch", "unknown-option", "vague-term", "unknown-name", "wrong-unit-of-time")


def _check_parameter(parameter: Parameter) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    starts = [value.start.value if value.start else value.since and str(value.since) for value in parameter.values]
    for index, value in enumerate(parameter.values):
        if starts.index(starts[index]) != index:
            day = (
                f"amendment {value.since}"
                if value.since
                else str(value.start.value)
                if value.start
                else "the time before"
            )
            message = f"`{parameter.name}` has two values from {day}."
            also = ((parameter.values[starts.index(starts[index])].value.place, "first here"),)
            found.append(error("parameter-twice", message, value.value.place, "Keep one value for each date.", also))
    units = {value.value.unit for value in parameter.values}
    if len(units) > 1:
        shown = ", ".join(sorted(unit or "no unit" for unit in units))
        message = f"The values of `{parameter.name}` have different units: {shown}."
        found.append(error("unit-mismatch", message, parameter.place, "Give all of them one unit."))
    return found


def check_definitions(gathering: Gathering, agreement: Agreement, book: Book) -> None:
    """Add what is wrong with parameters, definitions and their readings."""
    for parameter in agreement.parameters.values():
        gathering.messages.extend(_check_parameter(parameter))
    circular = circles(agreement.definitions)
    gathering.messages.extend(circular)
    people = {**agreement.parties, **agreement.countries, **agreement.sides}
    for definition in agreement.definitions.values():
        labels = [reading.label for reading in definition.readings]
        for index, reading in enumerate(definition.readings):
            if labels.index(reading.label) != index:
                message = f"Two readings of `{definition.name}` are called “{reading.label}”."
                also = ((definition.readings[labels.index(reading.label)].place, "first here"),)
                remedy = "Give each its own name."
                gathering.messages.append(error("reading-twice", message, reading.place, remedy, also))
            for holder in reading.holders:
                if holder.text not in people:
                    gathering.messages.extend(unknown("unknown-party", "party or country", holder, people).diagnostics)
        if not circular:
            _check_unused_variable(gathering, definition, agreement, book)


def _check_unused_variable(gathering: Gathering, definition: Definition, agreement: Agreement, book: Book) -> None:
    """Try a definition on what it can be said of: a party, or the one record type whose fields it uses."""
    candidates = [Bound("party")] + [Bound("record", record) for record in agreement.records.values()]
    first: Refused | None = None
    for candidate in candidates:
        scope = {definition.variable.text: candidate}
        try:
            for reading in definition.readings:
                if definition.is_condition:
                    check_condition(reading.body, scope, book)  # type: ignore[arg-type]
                else:
                    term_kind(reading.body, scope, book)  # type: ignore[arg-type]
        except Refused as refusal:
            first = first or refusal
            best = refusal.diagnostics[0].code in _OF_THE_BODY
            first = refusal if best else first
        else:
            return
    if first is not None and not any(item.code == "circular-definition" for item in gathering.messages):
        gathering.messages.extend(first.diagnostics)
