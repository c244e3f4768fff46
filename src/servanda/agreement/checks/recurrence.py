"""What is wrong with a duty to hold something so many times: what is counted, by whom, who takes part."""

from servanda.agreement.checks.clause import PEOPLE, check_bearer, never
from servanda.agreement.model import Agreement
from servanda.agreement.names import Book, Bound, path_kind, unknown
from servanda.agreement.syntax import EventType, Recurrence, StateType
from servanda.agreement.typing import check_condition
from servanda.diagnostics import refuse


def check_recurrence(norm: Recurrence, agreement: Agreement, book: Book) -> None:
    """Raise with the first fault of what is to be held so many times."""
    record = book.records.get(norm.record.text)
    if record is None:
        raise unknown("unknown-record", "record type", norm.record, book.records)
    if isinstance(record, StateType):
        message = f"`{record.name}` is a state: it cannot be held so many times."
        raise refuse("not-an-event", message, norm.record.place, "Name an event or an act.")
    check_bearer(norm.bearer, {}, book)
    scope = {norm.variable.text: Bound("record", record)}
    if norm.where is not None:
        check_condition(norm.where, scope, book)
        never(norm.where, scope)
    if norm.taking_part is not None:
        if path_kind(norm.taking_part, scope, book).kind not in PEOPLE:
            message = f"`{norm.taking_part}` is no party."
            raise refuse("bearer-not-a-party", message, norm.taking_part.place, "Name a field that holds parties.")
        if not agreement.sides:
            raise refuse("no-side", "The agreement has no sides.", norm.taking_part.place, "Declare `side …`.")
    if isinstance(record, EventType) and record.declarer is None and not norm.bearer.jointly:
        message = f"Nobody declares `{record.name}`, so nothing says which party held it."
        raise refuse("nobody-holds", message, norm.record.place, "Write `each party, borne jointly, must hold …`.")
