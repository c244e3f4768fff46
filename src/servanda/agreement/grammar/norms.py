"""Norms: obligation, milestone, quota, duty, limit, prohibition, and what may be suspended.

The clauses of a norm stand in one order only, the order in which a treaty article says them: when, who, what, by when,
unless, owed to whom, from when to when.
"""

from typing import Literal

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.grammar.terms import condition, term
from servanda.agreement.syntax import (
    Allowance,
    Anchor,
    Bearer,
    Binding,
    Date,
    Deadline,
    Deed,
    Duty,
    EachBearer,
    ExceptionClause,
    Limit,
    Name,
    Obligation,
    OnBreach,
    OnChange,
    OnEntryIntoForce,
    OnRecord,
    Path,
    PathBearer,
    Prohibition,
    Quota,
    Related,
    Schedule,
    Stating,
    Suspendable,
    Tolerance,
    Trigger,
)
from servanda.diagnostics import refuse

_PERIODS = "Say `assessed at all times`, `assessed each calendar year` or `assessed each calendar month`."


def obligation(cursor: Cursor) -> Obligation:
    """On a trigger, a bearer must file an act by a deadline."""
    start = cursor.expect("obligation").place
    name = cursor.name("the norm's name")
    trigger = _trigger(cursor)
    bearer = _bearer(cursor)
    deed = _deed(cursor)
    deadline = _deadline(cursor)
    exception = _exception(cursor) if cursor.at("unless") else None
    owed_to = _owed_to(cursor)
    binding = _binding(cursor)
    place = cursor.since(start)
    return Obligation(name, trigger, bearer, deed, deadline, exception, owed_to, binding, False, place)


def milestone(cursor: Cursor) -> Obligation:
    """`milestone first_summit`, `within 12 months after entry into force`, `each party must file summit`."""
    start = cursor.expect("milestone").place
    name = cursor.name("the norm's name")
    deadline = _deadline(cursor)
    bearer = _bearer(cursor)
    deed = _deed(cursor)
    owed_to = _owed_to(cursor)
    binding = _binding(cursor)
    place = cursor.since(start)
    trigger = OnEntryIntoForce(place)
    return Obligation(name, trigger, bearer, deed, deadline, None, owed_to, binding, True, place)


def quota(cursor: Cursor) -> Quota:
    """An obligation to accept, `up to 3 in a calendar year, at most 1 from one requester`."""
    start = cursor.expect("quota").place
    name = cursor.name("the norm's name")
    trigger = _on_record(cursor)
    bearer = _bearer(cursor)
    deed = _deed(cursor)
    deadline = _deadline(cursor)
    allowances = _allowances(cursor)
    owed_to = _owed_to(cursor)
    binding = _binding(cursor)
    return Quota(name, trigger, bearer, deed, deadline, allowances, owed_to, binding, cursor.since(start))


def _allowances(cursor: Cursor) -> tuple[Allowance, ...]:
    start = cursor.expect("up", "to").place
    count = term(cursor)
    cursor.expect("in", "a", "calendar", "year")
    found = [Allowance(count, False, cursor.since(start))]
    if cursor.accept(","):
        start = cursor.expect("at", "most").place
        each = term(cursor)
        cursor.expect("from", "one", "requester")
        found.append(Allowance(each, True, cursor.since(start)))
    return tuple(found)


def duty(cursor: Cursor) -> Duty:
    """`every year by 15 December` or `every 6 months as of 1 March and 1 September within 30 days`."""
    start = cursor.expect("duty").place
    name = cursor.name("the norm's name")
    schedule = _schedule(cursor)
    bearer = _bearer(cursor)
    deed = _deed(cursor)
    owed_to = _owed_to(cursor)
    binding = _binding(cursor)
    return Duty(name, schedule, bearer, deed, owed_to, binding, cursor.since(start))


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
    binding = _binding(cursor)
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
    binding = _binding(cursor)
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
    )


def suspendable(cursor: Cursor) -> Suspendable:
    """`suspendable exchange, limits by filing suspension after 30 days`, or `never suspendable threats`."""
    start = cursor.place
    never = cursor.accept("never")
    cursor.expect("suspendable")
    norms = cursor.names("the name of a norm")
    if never:
        return Suspendable(norms, None, None, cursor.since(start))
    cursor.expect("by", "filing")
    act = cursor.name("an act")
    notice = cursor.duration() if cursor.accept("after") else None
    return Suspendable(norms, act, notice, cursor.since(start))


# --- the clauses that several norms share ---------------------------------------------------------------------------


def _trigger(cursor: Cursor) -> Trigger:
    start = cursor.place
    if cursor.accept("on", "entry", "into", "force"):
        return OnEntryIntoForce(cursor.since(start))
    if cursor.accept("on", "each", "breach"):
        variable = cursor.name("a name for the breach")
        cursor.expect("of")
        return OnBreach(variable, cursor.name("the name of a norm"), cursor.since(start))
    if cursor.accept("on", "each", "change"):
        variable = cursor.name("a name for the change")
        cursor.expect("of")
        state = cursor.name("a state")
        where = condition(cursor) if cursor.accept("where") else None
        return OnChange(variable, state, where, cursor.since(start))
    return _on_record(cursor)


def _on_record(cursor: Cursor) -> OnRecord:
    start = cursor.expect("on", "each", remedy="Begin with `on each exercise e`, or `on entry into force`.").place
    record = cursor.name("a record type")
    variable = cursor.name("a name for it")
    where = condition(cursor) if cursor.accept("where") else None
    return OnRecord(record, variable, where, cursor.since(start))


def _bearer(cursor: Cursor) -> Bearer:
    start = cursor.place
    if not cursor.accept("each"):
        if cursor.at("must"):
            message = "Nobody bears this norm."
            raise refuse("no-bearer", message, cursor.place, "Say who must: `e.host must …`, `each party must …`.")
        path = cursor.path("who must do it")
        return PathBearer(path, path.place)
    kind = cursor.choose({("party",): "party", ("side",): "side"}, "`party` or `side`")
    other = None
    if cursor.accept("other", "than"):
        other = cursor.path("who is left out")
    jointly = False
    if cursor.accept(","):
        cursor.expect("borne", "jointly")
        cursor.expect(",")
        jointly = True
    return EachBearer(kind, other, jointly, cursor.since(start))  # type: ignore[arg-type]


def _deed(cursor: Cursor) -> Deed:
    start = cursor.expect("must", "file").place
    act = cursor.name("an act")
    link: Literal["of", "to"] | None = None
    target: Name | None = None
    if cursor.at("of") or cursor.at("to"):
        link = "of" if cursor.take().text == "of" else "to"
        target = cursor.name("what it is filed of or to")
    occasion: str | None = None
    if cursor.accept("for"):
        occasion = str(
            cursor.choose(
                {
                    ("that", "date"): "that date",
                    ("that", "year"): "that year",
                    ("the", "next", "year"): "the next year",
                },
                "`that date`, `that year` or `the next year`",
            )
        )
    stating: list[Stating] = []
    if cursor.accept("stating"):
        stating.append(_stating(cursor))
        while cursor.accept("and"):
            stating.append(_stating(cursor))
    return Deed(act, link, target, occasion, tuple(stating), cursor.since(start))  # type: ignore[arg-type]


def _stating(cursor: Cursor) -> Stating:
    start = cursor.place
    state = cursor.name("a state")
    cursor.expect("for", "every")
    return Stating(state, cursor.name("a field of its key", field=True), cursor.since(start))


def _deadline(cursor: Cursor) -> Deadline:
    start = cursor.place
    if cursor.accept("at", "least"):
        duration = cursor.duration()
        cursor.expect("before")
        return Deadline("before", duration, _anchor(cursor), None, cursor.since(start))
    if cursor.accept("within"):
        duration = cursor.duration()
        cursor.expect("after")
        return Deadline("after", duration, _anchor(cursor), None, cursor.since(start))
    if cursor.accept("at", "the", "latest", "at"):
        return Deadline("at", None, _anchor(cursor), None, cursor.since(start))
    if cursor.accept("by"):
        date: Date = cursor.date()
        return Deadline("date", None, None, date, cursor.since(start))
    if cursor.token.text in ("some", "once", "one", "ever", "eventually", "promptly", "soon"):
        message = f"`{cursor.token.text}` sets no end: such a norm can never be shown to be breached."
        raise refuse(
            "no-deadline", message, cursor.place, "Give a deadline: `within 30 days after …`, `by 2001-12-31`."
        )
    remedy = "Write `at least 42 days before …`, `within 48 hours after …`, `at the latest at …` or `by 2001-12-31`."
    raise cursor.fail("a deadline", remedy)


def _anchor(cursor: Cursor) -> Anchor:
    start = cursor.place
    if cursor.accept("entry", "into", "force"):
        return Anchor("entry into force", None, None, cursor.since(start))
    path = cursor.path("a date to count from")
    if not cursor.accept("is"):
        return Anchor("field", path, None, path.place)
    if cursor.accept("filed"):
        return Anchor("filed", path, None, cursor.since(start))
    cursor.expect("received")
    deemed = None
    if cursor.accept(","):
        cursor.expect("deemed")
        deemed = cursor.duration()
        cursor.expect("after", "filing")
    return Anchor("received", path, deemed, cursor.since(start))


def _exception(cursor: Cursor) -> ExceptionClause:
    start = cursor.expect("unless").place
    what = condition(cursor)
    by: Path | None = None
    act: Name | None = None
    if cursor.accept(","):
        cursor.expect("claimed", "by")
        by = cursor.path("who must claim it")
        cursor.expect("in")
        act = cursor.name("the act that claims it")
    instead = None
    if cursor.accept(";"):
        cursor.expect("instead")
        instead = _deadline(cursor)
    return ExceptionClause(what, by, act, instead, cursor.since(start))


def _owed_to(cursor: Cursor) -> Path | None:
    if cursor.accept("owed", "to"):
        return cursor.path("to whom it is owed")
    return None


def _binding(cursor: Cursor) -> Binding:
    only: tuple[Name, ...] = ()
    if cursor.accept("binding", "only"):
        only = cursor.names("a party")
    start = cursor.date() if cursor.accept("from") else None
    end = cursor.date() if cursor.accept("to") else None
    return Binding(start, end, only)
