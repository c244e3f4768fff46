"""The scopes that an agreement's text names: `e.personnel in scope "all manoeuvres"`."""

from dataclasses import fields, is_dataclass

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Name, Scoped
from servanda.diagnostics import Place


def named_scopes(agreement: Agreement) -> tuple[str, ...]:
    """Each scope once, in the order of the text."""
    found: dict[str, None] = {}
    ahead: list[object] = list(reversed(agreement.document.statements))
    while ahead:
        node = ahead.pop()
        if isinstance(node, Scoped):
            found[node.scope.value] = None
        elif isinstance(node, tuple):
            ahead.extend(reversed(node))
        elif is_dataclass(node) and not isinstance(node, Name | Place):
            ahead.extend(getattr(node, item.name) for item in reversed(fields(node)))
    return tuple(found)
