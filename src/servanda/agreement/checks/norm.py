"""What is wrong with a norm: its trigger, bearer, deed, deadline, exception, measure."""

from servanda.agreement.checks.clause import PEOPLE, check_bearer, never
from servanda.agreement.checks.recurrence import check_recurrence
from servanda.agreement.model import Agreement, fields_of, first_date, key_fields, last_date
from servanda.agreement.names import Book, Bound, Scope, path_kind, unknown
from servanda.agreement.syntax import (
    ActType,
    Anchor,
    Binding,
    Deadline,
    Deed,
    Duty,
    EventType,
    ExceptionClause,
    Holds,
    LeastEarlier,
    Limit,
    Name,
    Norm,
    Obligation,
    OnBreach,
    OnChange,
    OnEntryIntoForce,
    OnRecord,
    Path,
    Prohibition,
    Quota,
    RecordType,
    Recurrence,
    StateType,
    Term,
    Trigger,
    YearlyMaximum,
)
from servanda.agreement.typing import check_condition, term_kind
from servanda.diagnostics import refuse


def check_norm(norm: Norm, agreement: Agreement, book: Book) -> None:
    """Raise with the first fault of one norm."""
    match norm:
        case Obligation():
            _check_obligation(norm, agreement, book)
        case Quota():
            _check_quota(norm, agreement, book)
        case Duty():
            _check_duty(norm, agreement, book)
        case Recurrence():
            check_recurrence(norm, agreement, book)
        case Limit():
            _check_limit(norm, agreement, book)
        case Prohibition():
            _check_prohibition(norm, agreement, book)
    _check_binding(norm.binding, agreement)


def _check_binding(binding: Binding, agreement: Agreement) -> None:
    for name in binding.only:
        if name.text not in agreement.parties and name.text not in agreement.sides:
            raise unknown("unknown-party", "party or side", name, {**agreement.parties, **agreement.sides})
    if binding.start and binding.end and binding.end.value < binding.start.value:
        raise refuse("dates-reversed", "The norm ends before it begins.", binding.end.place, "Exchange the dates.")


# --- triggers, bearers, deeds, deadlines ----------------------------------------------------------------------------


def scope_of(trigger: Trigger, agreement: Agreement, book: Book) -> dict[str, Bound]:
    """What the trigger introduces; raises where it makes no sense."""
    match trigger:
        case OnEntryIntoForce():
            return {}
        case OnBreach(variable, norm, _):
            if norm.text not in agreement.norms:
                raise unknown("unknown-norm", "norm", norm, agreement.norms)
            return {variable.text: Bound("breach", None, norm.text)}
        case OnChange(variable, state, where, _):
            found = book.records.get(state.text)
            if not isinstance(found, StateType):
                states = {name: record for name, record in book.records.items() if isinstance(record, StateType)}
                raise unknown("unknown-record", "state", state, states)
            scope = {variable.text: Bound("change", found)}
        case OnRecord(record, variable, where, _):
            target = book.records.get(record.text)
            if target is None:
                raise unknown("unknown-record", "record type", record, book.records)
            if isinstance(target, StateType):
                message = f"`{record}` is a state: it holds, it does not occur."
                raise refuse("trigger-is-a-state", message, record.place, f"Write `on each change c of {record}`.")
            scope = {variable.text: Bound("record", target)}
    if where is not None:
        check_condition(where, scope, book)
        never(where, scope)
    return scope


def _act(name: Name, book: Book) -> ActType:
    found = book.records.get(name.text)
    if isinstance(found, ActType):
        return found
    if found is not None:
        message = f"`{name}` is not an act: it cannot be filed."
        raise refuse("not-an-act", message, name.place, f"Declare an act, for example `act notice of {name}`.")
    acts = {key: record for key, record in book.records.items() if isinstance(record, ActType)}
    raise unknown("unknown-act", "act", name, acts)


def _check_deed(deed: Deed, scope: Scope, book: Book, recurring: bool) -> None:
    act = _act(deed.act, book)
    if deed.target is not None:
        bound = scope.get(deed.target.text)
        if bound is None:
            raise unknown("unknown-name", "record in this norm", deed.target, dict(scope))
        reached = _reached(deed, bound, book)
        wanted = act.target.text if act.target else None
        given = reached.name.text if reached else None
        if wanted is None or wanted != given:
            answers = f"{act.link} `{wanted}`" if wanted else "of nothing else"
            message = f"`{act.name}` is an act {answers}, not of `{given or bound.kind}`."
            raise refuse(
                "wrong-link", message, deed.target.place, f"Declare `act {act.name} of {given}`, or name another act."
            )
        if deed.link != act.link:
            message = f"`{act.name}` is filed {act.link} `{wanted}`, not {deed.link} it."
            said = ".".join([str(deed.target), *map(str, deed.along)])
            raise refuse("wrong-link", message, deed.place, f"Write `{act.name} {act.link} {said}`.")
    elif act.target is not None and any(b.record and b.record.name.text == act.target.text for b in scope.values()):
        variable = next(n for n, b in scope.items() if b.record and b.record.name.text == act.target.text)
        message = f"Nothing says which {act.target} the {act.name} is filed {act.link}."
        raise refuse("deed-without-link", message, deed.place, f"Write `{act.name} {act.link} {variable}`.")
    _check_occasion(deed, act, recurring)
    if deed.variable is not None and deed.where is not None:
        _new_name(deed.variable, scope)
        check_condition(deed.where, {deed.variable.text: Bound("record", act)}, book)
    for item in deed.stating:
        state = book.records.get(item.state.text)
        if not isinstance(state, StateType):
            states = {name: record for name, record in book.records.items() if isinstance(record, StateType)}
            raise unknown("unknown-record", "state", item.state, states)
        keys = {field.name.text: field for field in key_fields(state)}
        if item.every.text not in keys:
            raise unknown("unknown-field", f"part of the key of `{state.name}`", item.every, keys)
        if not keys[item.every.text].type.options:
            message = f"`{item.every}` is no choice, so `every` has no end."
            raise refuse("endless-every", message, item.every.place, "Name a field that is `one of` several.")


def _reached(deed: Deed, bound: Bound, book: Book) -> RecordType | None:
    """The record type of what a deed is filed of: the target, or where its links lead on."""
    here = bound.record
    for part in deed.along:
        if not isinstance(here, ActType) or here.target is None or here.target.text != part.text:
            known = [here.target.text] if isinstance(here, ActType) and here.target is not None else []
            raise unknown("unknown-field", f"link of `{here.name if here else bound.kind}`", part, known)
        here = book.records.get(part.text)
    return here


def _new_name(variable: Name, scope: Scope) -> None:
    if variable.text in scope:
        message = f"`{variable}` already stands for something else."
        raise refuse("duplicate-name", message, variable.place, "Choose another name.")


def _check_occasion(deed: Deed, act: ActType, recurring: bool) -> None:
    if deed.occasion is None:
        if deed.stating:
            message = "`stating` needs a date for which the values are stated."
            raise refuse("stating-without-date", message, deed.place, "Write `for that date stating …`.")
        return
    if not recurring:
        message = f"`for {deed.occasion}` has a meaning in a duty only."
        raise refuse("wrong-use", message, deed.place, "Delete it, or make the norm a duty.")
    wanted = "date" if deed.occasion == "that date" else "year"
    fields = [field for field in act.fields if field.type.kind == wanted]
    if len(fields) != 1:
        message = f"`for {deed.occasion}` needs exactly one {wanted} in `{act.name}`; it has {len(fields)}."
        raise refuse("occasion-field", message, deed.place, f"Give the act one field of type {wanted}.")


def _check_deadline(deadline: Deadline, scope: Scope, book: Book) -> None:
    anchor = deadline.anchor
    if anchor is None:
        return
    if anchor.path is None:
        return
    _check_anchor(anchor, anchor.path, scope, book)
    if deadline.kind == "before" and anchor.kind in ("filed", "received"):
        message = f"Nothing can be due before `{anchor.path}` is {anchor.kind}: the norm could never be kept."
        raise refuse("never-kept", message, deadline.place, "Write `within … after …`.")


def _check_anchor(anchor: Anchor, path: Path, scope: Scope, book: Book) -> None:
    kind = path_kind(path, scope, book)
    if anchor.kind in ("filed", "received"):
        if not isinstance(kind.record, ActType) or kind.kind != "record":
            message = f"`{path}` is not an act: it is not {anchor.kind}."
            raise refuse("not-an-act", message, anchor.place, "Count from a date field instead, such as `e.start`.")
        return
    bound = scope.get(path.parts[0].text)
    if bound is not None and bound.kind in ("breach", "change") and len(path.parts) == 1:
        return
    if kind.kind == "date":
        return
    if kind.kind == "record" and kind.record is not None:
        dates = [name for name, field in fields_of(kind.record).items() if field.type.kind == "date"]
        remedy = f"Write `{path}.{dates[0]}`." if dates else f"Give `{kind.record.name}` a date."
        if isinstance(kind.record, ActType):
            remedy = f"Write `{path} is filed` or `{path} is received`."
        raise refuse("not-a-date", f"`{path}` is a record, not a date.", anchor.place, remedy)
    message = f"`{path}` is a {kind.kind}, not a date: a deadline cannot count from it."
    raise refuse("not-a-date", message, anchor.place, "Count from a date.")


def _check_exception(clause: ExceptionClause, scope: Scope, book: Book) -> None:
    check_condition(clause.condition, scope, book)
    if clause.instead is not None:
        _check_deadline(clause.instead, scope, book)
    if clause.claimed_in is None:
        return
    act = _act(clause.claimed_in, book)
    if clause.claimed_by is not None and path_kind(clause.claimed_by, scope, book).kind not in PEOPLE:
        message = f"`{clause.claimed_by}` is no party."
        raise refuse("bearer-not-a-party", message, clause.claimed_by.place, "Name a field that holds a party.")
    if not isinstance(clause.condition, Holds):
        message = "An exception that must be claimed is one field that is yes or no."
        raise refuse(
            "claim-not-a-field", message, clause.condition.place, "Use a yes-or-no field, or delete `claimed by`."
        )
    name = clause.condition.path.parts[-1]
    claimed = {field.name.text: field for field in act.fields if field.type.kind == "yes or no"}
    if name.text not in claimed:
        message = f"`{act.name}` has no field `{name}` in which to claim the exception."
        raise refuse(
            "claim-without-field", message, clause.claimed_in.place, f"Add `{name} yes or no` to the act `{act.name}`."
        )


def _check_owed(path: Path | None, scope: Scope, book: Book) -> None:
    if path is not None and path_kind(path, scope, book).kind not in (*PEOPLE, "side"):
        raise refuse("bearer-not-a-party", f"`{path}` is no party.", path.place, "Name a field that holds a party.")


# --- the kinds of norm ----------------------------------------------------------------------------------------------


def _check_obligation(norm: Obligation, agreement: Agreement, book: Book) -> None:
    scope = scope_of(norm.trigger, agreement, book)
    _check_breach_circle(norm, agreement)
    check_bearer(norm.bearer, scope, book)
    _check_deed(norm.deed, scope, book, recurring=False)
    _check_deadline(norm.deadline, scope, book)
    if norm.exception is not None:
        _check_exception(norm.exception, scope, book)
    _check_owed(norm.owed_to, scope, book)


def _check_breach_circle(norm: Obligation, agreement: Agreement) -> None:
    here, seen = norm, {norm.name.text}
    while isinstance(here.trigger, OnBreach):
        following = agreement.norms.get(here.trigger.norm.text)
        if following is None or not isinstance(following, Obligation):
            return
        if following.name.text in seen:
            message = f"`{norm.name}` is owed on its own breach."
            raise refuse("breach-circle", message, norm.trigger.place, "Name another norm after `breach … of`.")
        seen.add(following.name.text)
        here = following


def _check_quota(norm: Quota, agreement: Agreement, book: Book) -> None:
    scope = scope_of(norm.trigger, agreement, book)
    bound = scope[norm.trigger.variable.text]
    if not isinstance(bound.record, ActType):
        message = f"A quota is one of acts; `{norm.trigger.record}` is not an act."
        raise refuse("not-an-act", message, norm.trigger.record.place, "Begin with `on each request r`.")
    check_bearer(norm.bearer, scope, book)
    _check_deed(norm.deed, scope, book, recurring=False)
    _check_deadline(norm.deadline, scope, book)
    for allowance in norm.allowances:
        _need_number(allowance.count, scope, book)
    _check_owed(norm.owed_to, scope, book)


def _check_duty(norm: Duty, agreement: Agreement, book: Book) -> None:
    check_bearer(norm.bearer, {}, book)
    _check_deed(norm.deed, {}, book, recurring=True)


def _need_number(term: Term, scope: Scope, book: Book) -> str | None:
    kind = term_kind(term, scope, book)
    if kind.kind != "number":
        raise refuse(
            "not-a-number", f"A number is needed here, not a {kind.kind}.", term.place, "Use a count or a number."
        )
    return kind.unit


def _check_limit(norm: Limit, agreement: Agreement, book: Book) -> None:
    if norm.kind == "side" and not agreement.sides:
        raise refuse(
            "no-side", "The agreement has no sides.", norm.variable.place, "Declare `side …`, or say `each party`."
        )
    scope = {norm.variable.text: Bound(norm.kind)}
    earlier = isinstance(norm.bound, LeastEarlier)
    measure = norm.measure.term if isinstance(norm.measure, YearlyMaximum) else norm.measure
    left = _need_number(measure, scope, book)
    right = None if earlier else _need_number(norm.bound, scope, book)
    if left and right and left != right:
        message = f"{left} and {right} are different units."
        raise refuse("unit-mismatch", message, norm.bound.place, "Compare values of one unit only.")
    if isinstance(norm.measure, YearlyMaximum) and norm.operator == ">=":
        message = "A yearly maximum can be limited from above only: for most of the year the value is lower."
        raise refuse("wrong-use", message, norm.measure.place, "Write `is at most`, or limit the value itself.")
    if earlier and not isinstance(norm.measure, YearlyMaximum):
        message = "`its least earlier yearly maximum` needs a yearly maximum to look back on."
        raise refuse("wrong-use", message, norm.bound.place, "Begin with `the yearly maximum of …`.")
    if norm.variable.text not in _variables(norm.measure):
        message = f"The measure does not speak of `{norm.variable}`: it would be the same for everyone."
        raise refuse("unused-variable", message, norm.measure.place, f"Say whose: `of {norm.variable}`.")


def _variables(node: object) -> set[str]:
    from dataclasses import fields, is_dataclass

    if isinstance(node, Path):
        return {node.parts[0].text}
    if isinstance(node, tuple):
        return set().union(*(_variables(item) for item in node))
    if is_dataclass(node) and not isinstance(node, Name):
        return set().union(*(_variables(getattr(node, item.name)) for item in fields(node)))
    return set()


def _check_prohibition(norm: Prohibition, agreement: Agreement, book: Book) -> None:
    record = book.records.get(norm.record.text)
    if record is None:
        raise unknown("unknown-record", "record type", norm.record, book.records)
    if not isinstance(record, EventType):
        message = f"`{norm.record}` is not an event: it does not happen."
        raise refuse("not-an-event", message, norm.record.place, "Forbid an event.")
    scope = {norm.variable.text: Bound("record", record)}
    if norm.where is not None:
        check_condition(norm.where, scope, book)
        never(norm.where, scope)
    for path in (norm.by, norm.against):
        if path is not None and path_kind(path, scope, book).kind not in (*PEOPLE, "country"):
            raise refuse("bearer-not-a-party", f"`{path}` is no party.", path.place, "Name a field that holds a party.")
    if norm.tolerance is not None and first_date(record) == last_date(record):
        message = f"`{record.name}` has one date, so it does not last, and all of it would be tolerated."
        remedy = "Leave out `tolerating …`, or give the event the date on which it ended."
        raise refuse("wrong-use", message, norm.tolerance.place, remedy)
    if norm.relation is not None:
        check_condition(norm.relation, scope, book)
