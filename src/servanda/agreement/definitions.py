"""What definitions rest on: themselves, one another, parameters and states."""

from collections.abc import Mapping

from servanda.agreement.kept import kept
from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Aggregate, Definition, Is, Name, Norm, Of, Path, Turn, Within, Zone
from servanda.diagnostics import Diagnostic, Place


def circles(definitions: Mapping[str, Definition]) -> list[Diagnostic]:
    """A message for each definition that rests on itself."""
    uses = {name: set(names_in(definition)) & set(definitions) for name, definition in definitions.items()}
    found = []
    for name, definition in definitions.items():
        seen: set[str] = set()
        ahead = list(uses[name])
        while ahead:
            step = ahead.pop()
            if step not in seen:
                seen.add(step)
                ahead.extend(uses[step])
        if name in seen:
            message = f"`{name}` is defined by itself."
            found.append(
                Diagnostic("circular-definition", "error", message, definition.name.place, "Say what it is without it.")
            )
    return found


def names_in(node: object) -> list[str]:
    """The names of definitions, states and parameters that occur anywhere in a node, in order of the text."""
    from dataclasses import fields, is_dataclass

    found: list[str] = []
    if isinstance(node, Of):
        found.append(node.name.text)
    if isinstance(node, Is):
        found.extend(option.text for option in node.options if isinstance(option, Name))
    if isinstance(node, Path) and len(node.parts) == 1:
        found.append(node.parts[0].text)
    if isinstance(node, Aggregate | Turn):
        found.append(node.record.text)
    if isinstance(node, Within):
        found.append(node.zone.text)
    if isinstance(node, tuple):
        for item in node:
            found.extend(names_in(item))
    elif is_dataclass(node) and not isinstance(node, Place | Name):
        for item in fields(node):
            found.extend(names_in(getattr(node, item.name)))
    return found


def used_definitions(norm: Norm, agreement: Agreement) -> list[Definition]:
    """The definitions on which a norm rests, directly or through others, in the order of the text."""
    seen = _reached(norm, agreement, None)
    return [definition for name, definition in agreement.definitions.items() if name in seen]


def used_zones(norm: Norm, agreement: Agreement) -> list[Zone]:
    """The zones on which a norm rests, directly or through definitions, in the order of the text."""
    seen = _reached(norm, agreement, None)
    return [zone for name, zone in agreement.zones.items() if name in seen]


@kept
def _reached(norm: Norm, agreement: Agreement, readings: Mapping[str, str] | None) -> set[str]:
    seen: set[str] = set()
    ahead = names_in(norm)
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            if name in agreement.definitions:
                ahead.extend(names_in(agreement.definitions[name]))
    return seen
