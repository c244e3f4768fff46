"""Norms: obligation, milestone, quota, duty, limit, prohibition.

The clauses of a norm stand in one order only, the order in which a treaty article says them: when, who, what, by when,
unless, owed to whom, from when to when.
"""

from servanda.agreement.grammar import clauses
from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.grammar.institutions import PERIODS, taking_part
from servanda.agreement.grammar.terms import condition, recorded, term
from servanda.agreement.syntax import (
    Allowance,
    Duty,
    EachBearer,
    Limit,
    Name,
    Obligation,
    OnEntryIntoForce,
    Path,
    Prohibition,
    Quota,
    Recurrence,
    Related,
    Schedule,
    Tolerance,
)
from servanda.diagnostics import Place, refuse

_PERIODS = "Say `assessed at all times`, `assessed each calendar year` or `assessed each calendar month`."


def obligation(cursor: Cursor) -> Obligation:
    """On a trigger, a bearer must file an act by a deadline."""
    start = cursor.expect("obligation").place
    name = cursor.name("the norm's name")
    trigger = clauses.trigger(cursor)
    bearer = clauses.bearer(cursor)
    deed = clauses.deed(cursor)
    deadline = clauses.deadline(cursor)
    exception = clauses.exception(cursor) if cursor.at("unless") else None
    owed_to = clauses.owed_to(cursor)
    binding = clauses.binding(cursor)
    place = cursor.since(start)
    return Obligation(name, trigger, bearer, deed, deadline, exception, owed_to, binding, False, place)


def milestone(cursor: Cursor) -> Obligation:
    """`milestone first_summit`, `within 12 months after entry into force`, `each party must file summit`."""
    start = cursor.expect("milestone").place
    name = cursor.name("the norm's name")
    deadline = clauses.deadline(cursor)
    bearer = clauses.bearer(cursor)
    deed = clauses.deed(cursor)
    owed_to = clauses.owed_to(cursor)
    binding = clauses.binding(cursor)
    place = cursor.since(start)
    trigger = OnEntryIntoForce(place)
    return Obligation(name, trigger, bearer, deed, deadline, None, owed_to, binding, True, place)


def quota(cursor: Cursor) -> Quota:
    """An obligation to accept, `up to 3 in a calendar year, at most 1 from one requester`."""
    start = cursor.expect("quota").place
    name = cursor.name("the norm's name")
    trigger = clauses.on_record(cursor)
    bearer = clauses.bearer(cursor)
    deed = clauses.deed(cursor)
    deadline = clauses.deadline(cursor)
    allowances = _allowances(cursor)
    ordered = recorded(cursor)
    owed_to = clauses.owed_to(cursor)
    binding = clauses.binding(cursor)
    place = cursor.since(start)
    return Quota(name, trigger, bearer, deed, deadline, allowances, owed_to, binding, place, recorded=ordered)


def _allowances(cursor: Cursor) -> tuple[Allowance, ...]:
    start = cursor.expect("up", "to").place
    count = term(cursor)
    cursor.expect("in", "a", "calendar", "year")
    found = [Allowance(count, False, cursor.since(start))]
    if not cursor.at(",", "in") and cursor.accept(","):
        start = cursor.expect("at", "most").place
        each = term(cursor)
        cursor.expect("from", "one", "requester")
        found.append(Allowance(each, True, cursor.since(start)))
    return tuple(found)


def duty(cursor: Cursor) -> Duty | Recurrence:
    """`every year by 15 December`, `every 6 months as of 1 March and 1 September within 30 days`, or
    `in each calendar year`."""
    start = cursor.expect("duty").place
    name = cursor.name("the norm's name")
    if cursor.at("in"):
        return _recurrence(cursor, name, start)
    schedule = _schedule(cursor)
    bearer = clauses.bearer(cursor)
    deed = clauses.deed(cursor)
    owed_to = clauses.owed_to(cursor)
    binding = clauses.binding(cursor)
    return Duty(name, schedule, bearer, deed, owed_to, binding, cursor.since(start))


def _recurrence(cursor: Cursor, name: Name, start: Place) -> Recurrence:
    """`in each calendar year each party must hold at least 2 exercise e where …`."""
    cursor.expect("in", "each", "calendar")
    months = int(str(cursor.choose(PERIODS, "a calendar period")))
    bearer = clauses.bearer(cursor)
    if not isinstance(bearer, EachBearer):
        message = "What is to be held so many times is borne by `each party` or `each side`."
        raise refuse("bearer-not-each", message, bearer.place, "Write `each party`, and `binding only …` at the end.")
    cursor.expect("must", "hold", "at", "least")
    at = cursor.place
    times = cursor.integer("how many times")
    if times < 1:
        raise refuse("never-owed", "0 times asks for nothing.", at, "Write a number from 1 on.")
    record, variable = cursor.name("a record type"), cursor.name("a name for it")
    where = condition(cursor) if cursor.accept("where") else None
    part = taking_part(cursor)
    owed_to = clauses.owed_to(cursor)
    binding = clauses.binding(cursor)
    place = cursor.since(start)
    return Recurrence(name, months, bearer, times, record, variable, where, part, owed_to, binding, place)


def _schedule(cursor: Cursor) -> Schedule:
    start = cursor.expect("every").place
    if cursor.accept("year"):
        months = 12
    else:
        months = cursor.integer("`year`, or a number of months")
        cursor.expect("months")
    if months not in (1, 2, 3, 4, 6, 12):
        message = f"{months} months do not divide the year."
        raise refuse("uneven-rhythm", message, cursor.since(start), "Use 1, 2, 3, 4, 6 or 12 months.")
    if cursor.accept("by"):
        days, within = _days(cursor), None
    else:
        cursor.expect("as", "of", remedy="Write `by 15 December`, or `as of 1 March … within 30 days`.")
        days = _days(cursor)
        cursor.expect("within")
        within = cursor.duration()
    place = cursor.since(start)
    if len(days) != 12 // months:
        named = f"{len(days)} {'is' if len(days) == 1 else 'are'} named"
        message = f"Every {months} months makes {12 // months} dates a year, but {named}."
        raise refuse("wrong-number-of-dates", message, place, f"Name {12 // months} dates, or change the rhythm.")
    return Schedule(days, within, months, place)


def _days(cursor: Cursor) -> tuple[tuple[int, int], ...]:
    found = [cursor.day_of_year()]
    while cursor.accept("and"):
        start = cursor.place
        found.append(cursor.day_of_year())
        if found[-1] <= found[-2]:
            message = "This date does not come after the one before it."
            remedy = "Name each date once, in the order of the calendar year."
            raise refuse("dates-out-of-order", message, cursor.since(start), remedy)
    return tuple(found)


def limit(cursor: Cursor) -> Limit:
    """`for each party p: MEASURE is at most BOUND`, perhaps with a tolerance, assessed at all times or by period."""
    start = cursor.expect("limit").place
    name = cursor.name("the norm's name")
    cursor.expect("for", "each")
    kind = cursor.choose({("party",): "party", ("side",): "side"}, "who is bound")
    variable = cursor.name("a name for who is bound")
    jointly = False
    if cursor.accept(","):
        cursor.expect("borne", "jointly")
        jointly = True
    cursor.expect(":")
    measure = term(cursor)
    cursor.expect("is", "at", remedy="Write `is at most` or `is at least`.")
    operator = cursor.choose({("most",): "<=", ("least",): ">="}, "`most` or `least`")
    bound = term(cursor)
    tolerance = _tolerance(cursor) if cursor.at("tolerating") else None
    binding = clauses.binding(cursor)
    assessed = _assessed(cursor)
    place = cursor.since(start)
    return Limit(
        name,
        kind,  # type: ignore[arg-type]
        variable,
        jointly,
        measure,
        operator,  # type: ignore[arg-type]
        bound,
        tolerance,
        assessed,  # type: ignore[arg-type]
        binding,
        place,
    )


def _tolerance(cursor: Cursor) -> Tolerance:
    start = cursor.expect("tolerating", "up", "to").place
    in_a_row = cursor.duration()
    cursor.expect("in", "a", "row")
    total = window = None
    if cursor.accept("and"):
        total = cursor.duration()
        cursor.expect("in", "any")
        window = cursor.duration()
    cursor.expect(";")
    cursor.expect("beyond", "that", "the", "whole", "period", "counts")
    return Tolerance(in_a_row, total, window, cursor.since(start))


def _assessed(cursor: Cursor) -> object:
    cursor.expect("assessed", remedy=_PERIODS)
    return cursor.choose(
        {
            ("at", "all", "times"): "at all times",
            ("each", "calendar", "year"): "each calendar year",
            ("each", "calendar", "month"): "each calendar month",
        },
        "when the norm is assessed",
    )


def prohibition(cursor: Cursor) -> Prohibition:
    """`no incident i where …, by i.actor against i.target that borders i.actor`, `assessed each calendar year`."""
    start = cursor.expect("prohibition").place
    name = cursor.name("the norm's name")
    cursor.expect("no")
    record, variable = cursor.name("a record type"), cursor.name("a name for it")
    where = condition(cursor) if cursor.accept("where") else None
    cursor.expect(",")
    cursor.expect("by")
    by = cursor.path("the field that names who did it")
    against: Path | None = None
    related: Related | None = None
    if cursor.accept("against"):
        against = cursor.path("the field that names whom it was done to")
        if cursor.accept("that"):
            relation = cursor.name("the name of a relation")
            related = Related(relation, against, cursor.path("a field"), against.place)
    tolerance = _tolerance(cursor) if cursor.at("tolerating") else None
    binding = clauses.binding(cursor)
    period = cursor.place
    assessed = _assessed(cursor)
    if assessed == "at all times":
        message = "A prohibition is found kept or breached for a period, not for all times."
        remedy = "Write `assessed each calendar year` or `assessed each calendar month`."
        raise refuse("prohibition-period", message, cursor.since(period), remedy)
    place = cursor.since(start)
    return Prohibition(
        name,
        record,
        variable,
        where,
        by,
        against,
        related,
        assessed,  # type: ignore[arg-type]
        binding,
        place,
        tolerance=tolerance,
    )
