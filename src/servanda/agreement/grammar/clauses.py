"""The clauses that norms share: when, who, what, by when, unless, owed to whom, binding whom and from when."""

from typing import Literal

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.grammar.terms import condition
from servanda.agreement.syntax import (
    Anchor,
    Bearer,
    Binding,
    Condition,
    Date,
    Deadline,
    Deed,
    EachBearer,
    ExceptionClause,
    Name,
    OnBreach,
    OnChange,
    OnEntryIntoForce,
    OnRecord,
    Path,
    PathBearer,
    Stating,
    Trigger,
)
from servanda.diagnostics import refuse


def trigger(cursor: Cursor) -> Trigger:
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
    return on_record(cursor)


def on_record(cursor: Cursor) -> OnRecord:
    start = cursor.expect("on", "each", remedy="Begin with `on each exercise e`, or `on entry into force`.").place
    record = cursor.name("a record type")
    variable = cursor.name("a name for it")
    where = condition(cursor) if cursor.accept("where") else None
    return OnRecord(record, variable, where, cursor.since(start))


def bearer(cursor: Cursor) -> Bearer:
    start = cursor.place
    if not cursor.accept("each"):
        if cursor.at("must"):
            message = "Nobody bears this norm."
            raise refuse("no-bearer", message, cursor.place, "Say who must: `e.host must …`, `each party must …`.")
        path = cursor.path("who must do it")
        return PathBearer(path, path.place, _jointly(cursor))
    kind = cursor.choose({("party",): "party", ("side",): "side"}, "`party` or `side`")
    other = None
    if cursor.accept("other", "than"):
        other = cursor.path("who is left out")
    jointly = _jointly(cursor)
    return EachBearer(kind, other, jointly, cursor.since(start))  # type: ignore[arg-type]


def _jointly(cursor: Cursor) -> bool:
    if not cursor.accept(","):
        return False
    cursor.expect("borne", "jointly")
    cursor.expect(",")
    return True


def deed(cursor: Cursor) -> Deed:
    start = cursor.expect("must", "file").place
    act = cursor.name("an act")
    link: Literal["of", "to"] | None = None
    target: Name | None = None
    ends = cursor.token.first and cursor.at("to", "amendment")  # `to amendment first`, a clause of its own
    if cursor.at("of") or (cursor.at("to") and not ends):
        link = "of" if cursor.take().text == "of" else "to"
        target = cursor.name("what it is filed of or to")
    along: list[Name] = []
    while target is not None and cursor.accept("."):
        along.append(cursor.name("what it is filed of or to", field=True))
    variable: Name | None = None
    where: Condition | None = None
    if cursor.tokens[min(cursor.index + 1, len(cursor.tokens) - 1)].text == "where" and not cursor.at("where"):
        variable = cursor.name("a name for the act")
        cursor.expect("where")
        where = condition(cursor)
    occasion: str | None = None
    if cursor.accept("for"):
        occasion = str(
            cursor.choose(
                {
                    ("that", "date"): "that date",
                    ("that", "year"): "that year",
                    ("the", "next", "year"): "the next year",
                    ("the", "year", "before"): "the year before",
                },
                "`that date`, `that year`, `the next year` or `the year before`",
            )
        )
    stating: list[Stating] = []
    if cursor.accept("stating"):
        stating.append(_stating(cursor))
        while cursor.accept("and"):
            stating.append(_stating(cursor))
    return Deed(
        act,
        link,
        target,
        occasion,  # type: ignore[arg-type]
        tuple(stating),
        cursor.since(start),
        variable,
        where,
        tuple(along),
    )


def _stating(cursor: Cursor) -> Stating:
    start = cursor.place
    state = cursor.name("a state")
    cursor.expect("for", "every")
    return Stating(state, cursor.name("a field of its key", field=True), cursor.since(start))


def deadline(cursor: Cursor) -> Deadline:
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


def exception(cursor: Cursor) -> ExceptionClause:
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
        instead = deadline(cursor)
    return ExceptionClause(what, by, act, instead, cursor.since(start))


def owed_to(cursor: Cursor) -> Path | None:
    if cursor.accept("owed", "to"):
        return cursor.path("to whom it is owed")
    return None


def binding(cursor: Cursor) -> Binding:
    only: tuple[Name, ...] = ()
    if cursor.accept("binding", "only"):
        only = cursor.names("a party")
    start, since = _day_or_amendment(cursor) if cursor.accept("from") else (None, None)
    end, until = _day_or_amendment(cursor) if cursor.accept("to") else (None, None)
    return Binding(start, end, only, since, until)


def _day_or_amendment(cursor: Cursor) -> tuple[Date | None, Name | None]:
    """`2020-01-01`, or `amendment first`."""
    if cursor.accept("amendment"):
        return None, cursor.name("the name of an amendment")
    return cursor.date("a date such as 1999-03-12"), None
