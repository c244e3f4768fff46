"""Declarations: who is bound, from when, by which record types, parameters and definitions."""

from typing import Literal

from servanda.agreement.grammar.cursor import FIELD_WORDS, RESERVED, Cursor
from servanda.agreement.grammar.terms import condition, term
from servanda.agreement.syntax import (
    ActType,
    Complete,
    Condition,
    Country,
    Definition,
    EventType,
    Field,
    FieldType,
    Hold,
    Membership,
    Name,
    NilReturn,
    Number,
    Parameter,
    ParameterValue,
    Party,
    Path,
    Reading,
    Record,
    Relation,
    Release,
    Side,
    StateType,
    Term,
    TimeZone,
    WorkingCalendar,
)
from servanda.diagnostics import nearest, refuse


def party(cursor: Cursor) -> Party:
    start = cursor.expect("party").place
    return Party(cursor.name("the party's short name"), cursor.text("the party's name").value, cursor.since(start))


def country(cursor: Cursor) -> Country:
    start = cursor.expect("country").place
    return Country(cursor.name("the country's short name"), cursor.text("its name").value, cursor.since(start))


def side(cursor: Cursor) -> Side:
    """`side Alliance "…" = USA, POL from 1999-03-12 to 2010-12-31`."""
    start = cursor.expect("side").place
    name, label = cursor.name("the side's short name"), cursor.text("the side's name").value
    cursor.expect("=")
    members = [_membership(cursor)]
    while cursor.accept(","):
        members.append(_membership(cursor))
    return Side(name, label, tuple(members), cursor.since(start))


def _membership(cursor: Cursor) -> Membership:
    name = cursor.name("a party")
    since = cursor.date() if cursor.accept("from") else None
    until = cursor.date() if cursor.accept("to") else None
    return Membership(name, since, until)


def record(cursor: Cursor) -> Record:
    start = cursor.expect("record").place
    kind = cursor.choose({("native",): "native", ("reconstructed",): "reconstructed"}, "the kind of record")
    return Record(kind, cursor.since(start))  # type: ignore[arg-type]


def complete(cursor: Cursor) -> Complete:
    """`complete for notification by RUS from 2017-01-01 to 2017-12-31 on "source"`."""
    start = cursor.expect("complete", "for").place
    act = cursor.name("an act")
    by = cursor.name("a party") if cursor.accept("by") else None
    cursor.expect("from")
    since = cursor.date()
    cursor.expect("to")
    until = cursor.date()
    cursor.expect("on")
    return Complete(act, by, since, until, cursor.text("the source").value, cursor.since(start))


def nil_return(cursor: Cursor) -> NilReturn:
    """`nil return of incident by filing calm_year, each year by 31 January`."""
    start = cursor.expect("nil", "return", "of").place
    record = cursor.name("an event or a state")
    cursor.expect("by", "filing")
    act, due = cursor.name("an act"), None
    if cursor.accept(","):
        cursor.expect("each", "year", "by", remedy="Write `, each year by 31 January`, or end the statement here.")
        due = cursor.day_of_year()
    return NilReturn(record, act, cursor.since(start), due)


def zone(cursor: Cursor) -> TimeZone:
    start = cursor.expect("time", "zone").place
    return TimeZone(cursor.text("an IANA time zone such as Europe/Vienna").value, cursor.since(start))


def working_days(cursor: Cursor) -> WorkingCalendar:
    start = cursor.expect("working", "days").place
    name = cursor.text("the calendar's name").value
    cursor.expect("except")
    free = [cursor.date("a free day")]
    while cursor.accept(","):
        free.append(cursor.date("a free day"))
    return WorkingCalendar(name, tuple(free), cursor.since(start))


# --- record types ---------------------------------------------------------------------------------------------------


def _declarer(cursor: Cursor) -> Name | None:
    cursor.expect("declared", "by")
    return None if cursor.accept("nobody") else cursor.name("the field whose party declares it", field=True)


def _on_new_line(cursor: Cursor) -> bool:
    token = cursor.token
    if token.kind == "end":
        return False
    if not token.first:
        message = f"{token.shown} stands on the line of something else."
        raise refuse("one-field-a-line", message, token.place, "Begin a new, indented line for each field.")
    return True


def _field(cursor: Cursor) -> Field:
    start = cursor.place
    name = cursor.name("the name of a field", field=True)
    key = cursor.accept("key")
    kind = _field_type(cursor)
    return Field(name, kind, key, _release(cursor), cursor.since(start))


def _release(cursor: Cursor) -> Release | None:
    """`released to every party` or `released to ALBA, BOREA`; on a new line, `released` is the name of a field."""
    if cursor.token.first or not cursor.at("released"):
        return None
    start = cursor.expect("released", "to").place
    readers = () if cursor.accept("every", "party") else cursor.names("a party that may read it, or `every party`")
    return Release(readers, cursor.since(start))


_TYPES: dict[tuple[str, ...], object] = {
    ("text",): FieldType("text"),
    ("party", "or", "country"): FieldType("party or country"),
    ("party",): FieldType("party"),
    ("country",): FieldType("country"),
    ("body",): FieldType("body"),
    ("yes", "or", "no"): FieldType("yes or no"),
    ("place",): FieldType("place"),
    ("date",): FieldType("date"),
    ("year",): FieldType("year"),
    ("count",): FieldType("count"),
    ("one", "of"): FieldType("one of"),
}


def _field_type(cursor: Cursor) -> FieldType:
    kind = cursor.choose(_TYPES, "the type of the field")
    assert isinstance(kind, FieldType)
    if kind.kind == "count":
        if not cursor.accept("of"):
            return kind
        unit = cursor.token
        if unit.kind != "word" or unit.text in RESERVED - FIELD_WORDS:
            raise cursor.fail("a unit such as `troops`")
        cursor.take()
        return FieldType("count", unit.text)
    if kind.kind == "one of":
        return FieldType("one of", options=_options(cursor))
    if kind.kind == "party" and cursor.accept(","):
        cursor.expect("one", "or", "more")
        return FieldType("party", several=True)
    return kind


def _options(cursor: Cursor) -> tuple[str, ...]:
    found: list[str] = []
    while True:
        option = cursor.text("an option") if cursor.at_kind("text") else cursor.name("an option")
        label = option.value if not isinstance(option, Name) else option.text
        if label in found:
            message = f"The option `{label}` is listed twice."
            raise refuse("option-twice", message, option.place, "List each option once, in rising order.")
        found.append(label)
        if not cursor.accept(","):
            return tuple(found)


def event(cursor: Cursor) -> EventType:
    """`event exercise declared by host`, then a field a line, then `same when …`."""
    start = cursor.expect("event").place
    name = cursor.name("the name of the record type")
    declarer = _declarer(cursor)
    fields: list[Field] = []
    same: tuple[str, ...] = ()
    while _on_new_line(cursor):
        if cursor.at("same", "when"):
            same = _same_when(cursor, {field.name.text: field.type.kind for field in fields})
            break
        fields.append(_field(cursor))
    return EventType(name, declarer, tuple(fields), same, cursor.since(start))


def _same_when(cursor: Cursor, fields: dict[str, str]) -> tuple[str, ...]:
    """`same when host equal and period overlaps and at within 200 km`; each part as it stands."""
    cursor.expect("same", "when")
    parts: list[str] = []
    while True:
        subject = cursor.name("a field, or `period`", field=True)
        if cursor.accept("equal"):
            _compared(subject, fields, None)
            parts.append(f"{subject} equal")
        elif cursor.accept("overlaps"):
            _compared(subject, {"period": "date"} if "date" in fields.values() else {}, "date")
            parts.append(f"{subject} overlaps")
        else:
            cursor.expect("within")
            distance = cursor.integer("a distance")
            cursor.expect("km")
            _compared(subject, fields, "place")
            parts.append(f"{subject} within {distance} km")
        if not cursor.accept("and"):
            return tuple(parts)


def _compared(subject: Name, known: dict[str, str], kind: str | None) -> None:
    """Refuse to compare two records by what they do not have: a field, or the `period` from first to last date."""
    if subject.text not in known:
        near = nearest(subject.text, known)
        remedy = f"Did you mean `{near}`?" if near else "Known here: " + (", ".join(known) or "nothing") + "."
        message = f"The event has no `{subject}` to compare it by."
        raise refuse("unknown-field", message, subject.place, remedy)
    if kind is not None and known[subject.text] != kind:
        message = f"`{subject}` is a {known[subject.text]}, not a {kind}."
        raise refuse(
            "kind-mismatch", message, subject.place, f"Name a field that holds a {kind}, or compare by `equal`."
        )


def state(cursor: Cursor) -> StateType:
    """`state holding declared by party`, then a field a line, then `declared holds at most 7 months; …`."""
    start = cursor.expect("state").place
    name = cursor.name("the name of the record type")
    declarer = _declarer(cursor)
    fields: list[Field] = []
    holds: list[Hold] = []
    while _on_new_line(cursor):
        if cursor.at("declared", "holds") or cursor.at("observed", "holds"):
            holds.append(_hold(cursor))
            while cursor.accept(";"):
                holds.append(_hold(cursor))
            break
        fields.append(_field(cursor))
    return StateType(name, declarer, tuple(fields), tuple(holds), cursor.since(start))


def _hold(cursor: Cursor) -> Hold:
    start = cursor.place
    options: dict[tuple[str, ...], object] = {("declared",): "declared", ("observed",): "observed"}
    world = cursor.choose(options, "the world in which the value holds")
    cursor.expect("holds", "at", "most")
    return Hold(world, cursor.duration(), cursor.since(start))  # type: ignore[arg-type]


def act(cursor: Cursor) -> ActType:
    """`act reply to request filed by request.to`, then a field a line."""
    start = cursor.expect("act").place
    name = cursor.name("the name of the act")
    link: Literal["of", "to"] | None = None
    target: Name | None = None
    # On a new line, `of` and `to` are names of fields.
    if not cursor.token.first and (cursor.at("of") or cursor.at("to")):
        link = "of" if cursor.take().text == "of" else "to"
        target = cursor.name("a record type")
    filed_by: Path | None = None
    if cursor.accept("filed", "by"):
        filed_by = cursor.path("who files it")
    fields: list[Field] = []
    while _on_new_line(cursor):
        fields.append(_field(cursor))
    return ActType(name, link, target, tuple(fields), filed_by, cursor.since(start))


def relation(cursor: Cursor) -> Relation:
    start = cursor.expect("relation").place
    name = cursor.name("the name of the relation")
    cursor.expect("between", "countries")
    return Relation(name, cursor.since(start))


# --- parameters and definitions -------------------------------------------------------------------------------------


def parameter(cursor: Cursor) -> Parameter:
    """`parameter notifiable = 9000 troops from 1992-03-04, 13000 troops before`."""
    start = cursor.expect("parameter").place
    name = cursor.name("the name of the parameter")
    cursor.expect("=")
    first = cursor.number()
    values = [_from(first, cursor) if cursor.at("from") else ParameterValue(first, None)]
    while cursor.accept(","):
        number = cursor.number()
        if cursor.accept("before"):
            values.append(ParameterValue(number, None))
            break
        values.append(_from(number, cursor))
    return Parameter(name, tuple(values), cursor.since(start))


def _from(number: Number, cursor: Cursor) -> ParameterValue:
    """`from 1992-03-04`, or `from amendment first`."""
    cursor.expect("from")
    if cursor.accept("amendment"):
        return ParameterValue(number, None, cursor.name("the name of an amendment"))
    return ParameterValue(number, cursor.date())


def definition(cursor: Cursor) -> Definition:
    """`define launchers of p = …`, `define notifiable e as …`, or several readings, each on its line."""
    start = cursor.expect("define").place
    name = cursor.name("the defined term")
    is_condition = not cursor.accept("of")
    variable = cursor.name("a name for what it is said of")
    readings: list[Reading] = []
    if cursor.at("reading"):
        while cursor.at("reading"):
            readings.append(_reading(cursor, is_condition))
    else:
        place = cursor.place
        body = _body(cursor, is_condition)
        readings.append(Reading("", (), body, cursor.since(place)))
    return Definition(name, variable, is_condition, tuple(readings), cursor.since(start))


def _body(cursor: Cursor, is_condition: bool) -> Term | Condition:
    if is_condition:
        cursor.expect("as")
        return condition(cursor)
    cursor.expect("=")
    return term(cursor)


def _reading(cursor: Cursor, is_condition: bool) -> Reading:
    start = cursor.expect("reading").place
    label = cursor.text("the reading's name").value
    cursor.expect("held", "by")
    holders = cursor.names("a party or country")
    return Reading(label, holders, _body(cursor, is_condition), cursor.since(start))
