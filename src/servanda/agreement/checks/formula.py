"""Whether a formula in the core logic, written in a norm itself, can be evaluated: its names, kinds, and variables.

Rules it keeps:

- its free variables are the records and parties of the norm, so that it says something of the occasion;
- it is in the monitorable fragment beside what introduces them, and never looks ahead: what is still to come would be
  taken for what did not happen, and by when something must be done is for a deadline to say;
- a message points into the text of the formula, at the part that is wrong.

It leaves to others: what it means (`core.conditions`), what the predicates hold (`core.vocabulary`).
"""

from collections.abc import Iterator

from servanda.agreement.names import Book, Bound, Scope
from servanda.agreement.syntax import Raw, StateType, Text
from servanda.diagnostics import Diagnostic, Place, Refused, refuse
from servanda.logic import syntax as logic
from servanda.logic.monitorable import prepare
from servanda.logic.parse import parse_formula
from servanda.logic.refusals import BadFormula, diagnostic
from servanda.logic.syntax import And, Formula, Predicate, Variable

_AHEAD = (logic.Next, logic.Eventually, logic.Always, logic.Until)


def check_formula(condition: Raw, scope: Scope, book: Book) -> None:
    """Raise where one of the two formulas cannot be used."""
    shapes = book.predicates()
    guards = dict(_guards(scope))
    for sure in (True, False):
        text, parts = condition.text(sure), condition.parts(sure)
        try:
            formula = parse_formula(text)
        except Refused as refusal:
            item = refusal.diagnostics[0]
            found = _within(parts, item.place.column - 1, item.place.end_column - 1)
            raise Refused([Diagnostic(item.code, item.severity, item.message, found, item.remedy)]) from None
        _check_names(formula, guards, condition, parts)
        whole: Formula = formula
        for name in sorted(logic.free_variables(formula)):
            whole = And(guards[name], whole)
        try:
            prepare(whole, shapes)
        except BadFormula as error:
            told = diagnostic(error, text, "")
            place = error.place
            found = _within(parts, place.start, place.end) if place is not None else condition.place
            raise Refused([Diagnostic(told.code, told.severity, told.message, found, told.remedy)]) from None


def _check_names(formula: Formula, guards: dict[str, Formula], condition: Raw, parts: tuple[Text, ...]) -> None:
    for name in logic.ordered_free_variables(formula):
        if name not in guards:
            known = ", ".join(f"`{one}`" for one in sorted(guards)) or "nothing"
            message = f"`{name}` is free in the formula and stands for nothing in this norm."
            raise refuse("free-variable", message, parts[0].place, f"Bind it with EXISTS; known here: {known}.")
    for node in _nodes(formula):
        if isinstance(node, _AHEAD):
            message = f"{type(node).__name__.upper()} looks ahead, where nothing is settled yet."
            found = _within(parts, node.place.start, node.place.end) if node.place is not None else condition.place
            raise refuse("formula-ahead", message, found, "Look back, with ONCE or SINCE, or say it by a deadline.")


def _guards(scope: Scope) -> Iterator[tuple[str, Formula]]:
    """What introduces each name of which a formula can speak; a state has several parts and none of these."""
    for name, bound in scope.items():
        guard = _guard(bound, name)
        if guard is not None:
            yield name, guard


def _guard(bound: Bound, name: str) -> Formula | None:
    if bound.kind in ("party", "side"):
        return Predicate(bound.kind, (Variable(name),))
    if bound.record is None or (isinstance(bound.record, StateType) and bound.kind != "change"):
        return None
    stem = f"{bound.record.name}_change" if bound.kind == "change" else bound.record.name.text
    return Predicate(f"{stem}_maybe", (Variable(name),))


def _nodes(formula: Formula) -> Iterator[Formula]:
    yield formula
    for child in logic.children(formula):
        yield from _nodes(child)


def _within(parts: tuple[Text, ...], start: int, end: int) -> Place:
    """The stretch of the file where the characters from `start` to `end` of the joined formula stand.

    A stretch that runs over several texts is told by its part in the first of them.
    """
    for part in parts:
        length = len(part.value)
        if start <= length:
            first = part.place.column + 1 + start
            last = max(part.place.column + 1 + min(end, length), first + 1)
            return Place(part.place.file, part.place.line, first, part.place.line, last)
        start, end = start - length - 1, end - length - 1
    return parts[-1].place


__all__ = ["check_formula"]
