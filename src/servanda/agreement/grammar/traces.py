"""Traces: worked examples inside the text, which pin a norm down by what it must say of them.

    trace "late notice" for prior_notification
      2012-01-10 BLR files notification of X1 as N1 with personnel 12000
      2012-02-01 declared exercise X1 with host BLR, personnel 12000, start 2012-02-01, end 2012-02-03
      as of 2012-03-01
      expect breached by BLR on X1, 20 days late

`in force from DATE` may stand before the facts. Each fact, `as of`, `watched`, `record` and expectation stands on a
line of its own.
"""

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.syntax import (
    Date,
    Name,
    Number,
    Reference,
    Text,
    Trace,
    TraceExpectation,
    TraceFact,
    TraceValue,
    Unchecked,
)
from servanda.diagnostics import refuse

VERDICTS: dict[tuple[str, ...], object] = {
    (word,): word for word in ("kept", "breached", "pending", "undetermined")
} | {
    ("not", "observed"): "not observed",
    ("not", "declared"): "not declared",
    ("not", "owed"): "not owed",
    ("no", "finding"): "no finding",
}


def trace(cursor: Cursor) -> Trace:
    """A trace: facts, then `as of`, then what is expected."""
    start = cursor.expect("trace").place
    label = cursor.text("the trace's name").value
    cursor.expect("for")
    norm = cursor.name("the name of a norm")
    in_force: Date | None = None
    if cursor.at("in"):
        _own_line(cursor)
        cursor.expect("in", "force", "from")
        in_force = cursor.date()
    facts: list[TraceFact] = []
    while cursor.at_kind("date"):
        _own_line(cursor)
        facts.append(_fact(cursor))
    watched = False
    if cursor.at("watched"):
        _own_line(cursor)
        cursor.expect("watched", "throughout")
        watched = True
    incomplete = False
    if cursor.at("record"):
        _own_line(cursor)
        cursor.expect("record", "incomplete")
        incomplete = True
    as_of: Date | None = None
    if cursor.at("as"):
        _own_line(cursor)
        cursor.expect("as", "of")
        as_of = cursor.date()
    expectations: list[TraceExpectation] = []
    while cursor.at("expect"):
        _own_line(cursor)
        expectations.append(_expectation(cursor, norm))
    if not expectations:
        raise cursor.fail("a line that begins with `expect`", "Say what the norm must find: `expect breached by …`.")
    place = cursor.since(start)
    return Trace(label, norm, tuple(facts), as_of, watched, incomplete, tuple(expectations), place, in_force)


def unchecked(cursor: Cursor) -> Unchecked:
    """`unchecked because "…"`: an article says why nothing in it can be checked."""
    start = cursor.expect("unchecked", "because").place
    return Unchecked(cursor.text("the reason"), cursor.since(start))


def reference(cursor: Cursor) -> Reference:
    """`refers to "Treaty" article "IV", "V" for keep_up`: articles of another agreement, and for which norms here."""
    start = cursor.expect("refers", "to").place
    treaty = cursor.text("the title of an agreement")
    articles: list[Text] = []
    if cursor.accept("article"):
        articles.append(cursor.text("the number of an article"))
        while cursor.accept(","):
            articles.append(cursor.text("the number of an article"))
    norms = cursor.names("a norm") if cursor.accept("for") else ()
    return Reference(treaty, tuple(articles), norms, cursor.since(start))


def _own_line(cursor: Cursor) -> None:
    if not cursor.token.first:
        message = f"{cursor.token.shown} stands on the line of something else."
        raise refuse("one-fact-a-line", message, cursor.place, "Begin a new, indented line for it.")


def _fact(cursor: Cursor) -> TraceFact:
    start = cursor.place
    when = cursor.date()
    clock = cursor.take().text if cursor.at_kind("clock") else None
    if clock is None and cursor.at_kind("number") and cursor.tokens[cursor.index + 1].text == ":":
        message = f"`{cursor.token.text}:` does not begin a time of day."
        raise refuse("no-such-time", message, cursor.place, "Write hours and minutes with two digits each: 09:30.")
    if clock is not None and not (int(clock[:2]) < 24 and int(clock[3:]) < 60):
        raise refuse(
            "no-such-time", f"{clock} is not a time of day.", start, "Write hours and minutes, 00:00 to 23:59."
        )
    target: Name | None = None
    identity: Name | None = None
    party: Name | None = None
    if cursor.at("declared") or cursor.at("observed"):
        kind = cursor.take().text
        record = cursor.name("a record type")
        if cursor.token.kind == "word" and not cursor.at("with"):
            identity = cursor.name("its name in this trace")
    else:
        kind = "files"
        party = cursor.name("a party, `declared` or `observed`")
        if clock is None and cursor.token.kind == "word" and not cursor.at("files"):
            record, target = cursor.name("`files`, or a relation"), cursor.name("a party or country")
            return TraceFact(when, clock, "stands in", party, record, None, target, (), cursor.since(start))
        cursor.expect("files")
        record = cursor.name("an act")
        if cursor.accept("of") or cursor.accept("to"):
            target = cursor.name("what it is filed of or to")
        if not cursor.at("as", "of") and cursor.accept("as"):
            identity = cursor.name("its name in this trace")
    values: list[TraceValue] = []
    if cursor.accept("with"):
        values.append(_value(cursor))
        while cursor.accept(","):
            values.append(_value(cursor))
    place = cursor.since(start)
    return TraceFact(when, clock, kind, party, record, identity, target, tuple(values), place)  # type: ignore[arg-type]


def _single(cursor: Cursor) -> Number | Text | Date | Name:
    if cursor.at_kind("number"):
        return cursor.number()
    if cursor.at_kind("text"):
        return cursor.text("a value")
    if cursor.at_kind("date"):
        return cursor.date()
    if cursor.at("no"):
        token = cursor.take()
        return Name(token.text, token.place)
    return cursor.name("a value")


def _value(cursor: Cursor) -> TraceValue:
    start = cursor.place
    field = cursor.name("the name of a field", field=True)
    low = _single(cursor)
    high: Number | Date | None = None
    more: list[Name] = []
    if isinstance(low, Number) and cursor.accept("to"):
        high = cursor.number()
    elif isinstance(low, Date) and cursor.accept("to"):
        high = cursor.date()
    elif isinstance(low, Name):
        while cursor.accept("and"):
            more.append(cursor.name("a party"))
    return TraceValue(field, low, high, tuple(more), cursor.since(start))


def _expectation(cursor: Cursor, norm: Name) -> TraceExpectation:
    start = cursor.expect("expect").place
    verdict = str(cursor.choose(VERDICTS, "a verdict"))
    cursor.expect("by")
    bearer = cursor.name("who bears it")
    occasion: Name | Date | Number | Text | None = None
    if cursor.accept("on"):
        if cursor.at_kind("date"):
            occasion = cursor.date()
        elif cursor.at_kind("number"):
            occasion = cursor.number()
        elif cursor.at_kind("text"):
            occasion = cursor.text("the period")
        else:
            occasion = cursor.name("what occasioned it")
    world = None
    if cursor.accept("as"):
        world = cursor.choose({("declared",): "declared", ("observed",): "observed"}, "`declared` or `observed`")
    reading = cursor.text("the reading").value if cursor.accept("under") else None
    days_late: int | None = None
    size: int | None = None
    if not cursor.at(",", "suspended") and not cursor.at(",", "not") and cursor.accept(","):
        if cursor.accept("by"):
            size = cursor.integer("by how much")
        else:
            days_late = cursor.integer("how many days late")
            if not cursor.accept("day", "late"):
                cursor.expect("days", "late")
    suspended: bool | None = None
    if cursor.accept(","):
        suspended = not cursor.accept("not")
        cursor.expect("suspended")
    place = cursor.since(start)
    return TraceExpectation(
        norm,
        verdict,
        bearer,
        occasion,
        world,  # type: ignore[arg-type]
        reading,
        days_late,
        size,
        place,
        suspended,
    )
