"""What a text looks at: scopes that it names, zones outside of which a condition never holds, what counts as beside."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache

from servanda.agreement.parse import Document
from servanda.agreement.syntax import Aggregate, Both, Condition, Name, Scoped, Within
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True, order=True)
class Beside:
    """`within 14 days and 200 km of e`, counting events of the type `record`; `km` -1: wherever they are."""

    record: str
    days: int
    km: int

    @property
    def predicate(self) -> str:
        """What its predicates begin with, in the vocabulary of the core logic."""
        return f"{self.record}_beside_{self.days}" + (f"_{self.km}" if self.km >= 0 else "")


def beside(term: Aggregate) -> Beside | None:
    """What an aggregate counts as beside something, if it does."""
    window = term.window
    if window is None or window.beside is None or window.duration is None:
        return None
    days = window.duration.count * (7 if window.duration.unit == "weeks" else 1)
    return Beside(term.record.text, days, -1 if window.km is None else window.km)


def _nodes(document: Document) -> Iterator[object]:
    """Every part of every statement, in the order of the text."""
    ahead: list[object] = list(reversed(document.statements))
    while ahead:
        node = ahead.pop()
        if isinstance(node, tuple):
            ahead.extend(reversed(node))
        elif is_dataclass(node) and not isinstance(node, Name | Place):
            yield node
            ahead.extend(getattr(node, item.name) for item in reversed(fields(node)))


@lru_cache(maxsize=16)
def named_scopes(document: Document) -> tuple[str, ...]:
    """Each scope once, in the order of the text."""
    return tuple(dict.fromkeys(node.scope.value for node in _nodes(document) if isinstance(node, Scoped)))


@lru_cache(maxsize=16)
def besides(document: Document) -> tuple[Beside, ...]:
    """Each kind of beside that the text counts, once."""
    found = (beside(node) for node in _nodes(document) if isinstance(node, Aggregate))
    return tuple(sorted({item for item in found if item is not None}))


def zones_named(condition: Condition | None) -> list[Within]:
    """The zones in which a place must lie for the condition to hold: those that `and` joins to all the rest."""
    match condition:
        case Both(left, right):
            return [*zones_named(left), *zones_named(right)]
        case Within():
            return [condition]
    return []
