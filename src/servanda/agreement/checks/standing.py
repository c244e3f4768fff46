"""What makes a standing (`from any … until any …`) unusable: what begins or ends it is no moment, or rests on a time of
its own.

It leaves to others: conditions in general (`typing`, which hands its check in).
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

from servanda.agreement.names import Book, Bound, Scope, unknown
from servanda.agreement.syntax import ActType, Aggregate, Condition, Is, Name, Of, Standing, StateType, Turn
from servanda.diagnostics import Place, refuse


def check_standing(
    condition: Standing, scope: Scope, book: Book, check: Callable[[Condition, Scope, Book], None]
) -> None:
    """Raise where the standing makes no sense."""
    inner = dict(scope)
    for turn in (condition.opened, condition.closed):
        if turn is None:
            continue
        record = book.records.get(turn.record.text)
        if record is None:
            raise unknown("unknown-record", "record type", turn.record, book.records)
        if isinstance(record, StateType):
            message = f"`{record.name}` is a state: it holds over a time, and is no moment that begins or ends one."
            raise refuse("wrong-use", message, turn.record.place, "Name an act or an event.")
        if turn.variable.text in inner:
            message = f"`{turn.variable}` already stands for something else."
            raise refuse("duplicate-name", message, turn.variable.place, "Choose another name.")
        inner[turn.variable.text] = Bound("record", record)
        if turn.where is not None:
            _settled(turn, book)
            check(turn.where, inner, book)
    if condition.recorded:
        _ordered(condition, scope, book)


def _ordered(condition: Standing, scope: Scope, book: Book) -> None:
    """Refuse an order of the record where it orders nothing."""
    remedy = "Leave out `, in the order recorded`, or name acts."
    for turn in (condition.opened, condition.closed):
        if turn is not None and not isinstance(book.records[turn.record.text], ActType):
            message = f"`{turn.record}` is an event, and the record says in which order acts were filed."
            raise refuse("no-recorded-order", message, turn.record.place, remedy)
    if condition.closed is None and not any(_in_record(bound) for bound in scope.values()):
        message = f"Nothing that is compared with `{condition.opened.record}` here is an act too."
        raise refuse("no-recorded-order", message, condition.place, remedy)


def _in_record(bound: Bound) -> bool:
    return bound.kind == "record" and isinstance(bound.record, ActType | None)


def _settled(turn: Turn, book: Book) -> None:
    """Refuse what has a time of its own within the time of the opening or closing."""
    for node in _nodes(turn.where, book, frozenset()):
        if isinstance(node, Aggregate | Standing) or (isinstance(node, Of) and node.name.text in book.records):
            what = "a standing" if isinstance(node, Standing) else "what is counted or holds over a time"
            message = f"Which `{turn.record}` counts rests on {what}, so two times would be meant at once."
            raise refuse("nested-time", message, turn.place, "Say it by the fields of the act or event alone.")


def _nodes(node: object, book: Book, seen: frozenset[str]) -> Iterator[object]:
    if isinstance(node, tuple):
        for item in node:
            yield from _nodes(item, book, seen)
    elif is_dataclass(node) and not isinstance(node, Place | Name):
        yield node
        name = node.name.text if isinstance(node, Of) else str(node.options[0]) if isinstance(node, Is) else ""
        definition = book.definitions.get(name)
        if definition is not None and name not in seen:
            yield from _nodes(tuple(item.body for item in definition.readings), book, seen | {name})
        for item in fields(node):
            yield from _nodes(getattr(node, item.name), book, seen)
