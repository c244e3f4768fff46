"""What a text looks at: the scopes that it names, the zones outside of which a condition never holds."""

from dataclasses import fields, is_dataclass
from functools import lru_cache

from servanda.agreement.parse import Document
from servanda.agreement.syntax import Both, Condition, Name, Scoped, Within
from servanda.diagnostics import Place


@lru_cache(maxsize=16)
def named_scopes(document: Document) -> tuple[str, ...]:
    """Each scope once, in the order of the text."""
    found: dict[str, None] = {}
    ahead: list[object] = list(reversed(document.statements))
    while ahead:
        node = ahead.pop()
        if isinstance(node, Scoped):
            found[node.scope.value] = None
        elif isinstance(node, tuple):
            ahead.extend(reversed(node))
        elif is_dataclass(node) and not isinstance(node, Name | Place):
            ahead.extend(getattr(node, item.name) for item in reversed(fields(node)))
    return tuple(found)


def zones_named(condition: Condition | None) -> list[Within]:
    """The zones in which a place must lie for the condition to hold: those that `and` joins to all the rest."""
    match condition:
        case Both(left, right):
            return [*zones_named(left), *zones_named(right)]
        case Within():
            return [condition]
    return []
