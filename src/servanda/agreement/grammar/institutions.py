"""What a text takes over and the institution it sets up: `use`, `procedure`, `body`, `commission`, `mission`,
`programme`.

The clauses of a body stand in one order: members, who has a voice, when it meets, who presides, how many must be there,
how it decides.
"""

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.grammar.terms import condition
from servanda.agreement.syntax import (
    Activity,
    Body,
    Chair,
    Consultation,
    Decides,
    Mission,
    Name,
    Path,
    Procedure,
    Programme,
    Quorum,
    Rhythm,
    Role,
    Rule,
    Text,
    Use,
)
from servanda.dates import Duration
from servanda.diagnostics import Place, refuse

# The calendar periods in which something is counted, by their length in months.
PERIODS: dict[tuple[str, ...], object] = {("month",): 1, ("quarter",): 3, ("half", "year"): 6, ("year",): 12}
_RULES: dict[tuple[str, ...], object] = {
    ("consensus", "minus", "the", "party", "concerned"): "consensus minus one",
    ("consensus", "minus", "two"): "consensus minus two",
    ("consensus",): "consensus",
    ("majority", "of", "members"): "majority of members",
    ("majority", "of", "votes"): "majority of votes",
    ("majority", "within", "each", "side"): "majority within each side",
    ("unanimity", "of"): "unanimity",
    ("silence", "of"): "silence",
}


def use(cursor: Cursor) -> Use:
    """`use institutions "9f86d0…"`."""
    start = cursor.expect("use").place
    name = cursor.name("the name of a prelude")
    digest = cursor.text("its SHA-256") if cursor.at_kind("text") else None
    return Use(name, digest, cursor.since(start))


def procedure(cursor: Cursor) -> Procedure:
    """`procedure meeting`, then a role a line: `convening is invitation with body to, day on`."""
    start = cursor.expect("procedure").place
    name = cursor.name("the procedure's name")
    roles: list[Role] = []
    while cursor.token.kind != "end":
        if not cursor.token.first:
            message = f"{cursor.token.shown} stands on the line of something else."
            raise refuse("one-role-a-line", message, cursor.place, "Begin a new, indented line for each role.")
        roles.append(_role(cursor))
    if not roles:
        raise cursor.fail("a role", "Add a line such as `proposal is motion`.")
    return Procedure(name, tuple(roles), cursor.since(start))


def _role(cursor: Cursor) -> Role:
    start = cursor.place
    role = cursor.name("a role")
    cursor.expect("is")
    act = cursor.name("an act")
    parts: list[tuple[Name, Name]] = []
    if cursor.accept("with"):
        parts.append(_part(cursor))
        while cursor.accept(","):
            parts.append(_part(cursor))
    return Role(role, act, tuple(parts), cursor.since(start))


def _part(cursor: Cursor) -> tuple[Name, Name]:
    return cursor.name("a part of the role"), cursor.name("a field of the act", field=True)


# --- bodies ---------------------------------------------------------------------------------------------------------


def body(cursor: Cursor) -> Body:
    """`body council "Permanent Council"`, then its clauses."""
    start = cursor.expect("body").place
    name = cursor.name("the body's short name")
    label = cursor.text("the body's name").value
    under = cursor.name("a body") if cursor.accept("under") else None
    members: tuple[Name, ...] | None = None
    if under is None or cursor.at("members"):
        if not cursor.accept("members"):
            raise cursor.fail("`members`", "Say who its members are: `members every party`.")
        members = () if cursor.accept("every", "party") else cursor.names("a party or a side")
    return _clauses(cursor, "body", (name,), label, under, members, start)


def commission(cursor: Cursor) -> Body:
    """`commission doctrine, force_structure under council`; what it does not say is as in the body above it."""
    start = cursor.expect("commission").place
    names = cursor.names("a commission's short name")
    cursor.expect("under")
    under = cursor.name("a body")
    return _clauses(cursor, "commission", names, "", under, None, start)


def _clauses(
    cursor: Cursor,
    kind: str,
    names: tuple[Name, ...],
    label: str,
    under: Name | None,
    members: tuple[Name, ...] | None,
    start: Place,
) -> Body:
    participants: tuple[Name, ...] = ()
    if cursor.accept("participants"):
        participants = cursor.names("a party or a side")
        cursor.expect("with", "voice")
    rhythms: list[Rhythm] = []
    if cursor.accept("meets"):
        rhythms.append(_rhythm(cursor))
        while cursor.accept(";"):
            rhythms.append(_rhythm(cursor))
    chair = _chair(cursor) if cursor.at("chaired") else None
    quorum = _quorum(cursor) if cursor.at("quorum") else None
    decides: list[Decides] = []
    while cursor.at("decides"):
        decides.append(_decides(cursor))
    place = cursor.since(start)
    return Body(
        kind,  # type: ignore[arg-type]
        names,
        label,
        under,
        members,
        participants,
        tuple(rhythms),
        chair,
        quorum,
        tuple(decides),
        place,
    )


def _rhythm(cursor: Cursor) -> Rhythm:
    start = cursor.place
    level = cursor.text("the level of the meeting") if cursor.at_kind("text") else None
    if cursor.at_kind("number"):
        times = _times(cursor)
        return Rhythm(level, times, 12, cursor.since(start))
    cursor.expect("every", remedy="Write `every month`, `every year` or `2 times a year`.")
    months = cursor.choose(PERIODS, "a calendar period")
    return Rhythm(level, 1, int(str(months)), cursor.since(start))


def _times(cursor: Cursor) -> int:
    start = cursor.place
    times = cursor.integer("how many times")
    if times < 1:
        raise refuse("never-owed", "0 times a year asks for nothing.", start, "Write a number from 1 on.")
    cursor.expect("times", "a", "year")
    return times


def _chair(cursor: Cursor) -> Chair:
    start = cursor.expect("chaired", "by").place
    if cursor.accept("one", "of", "each", "side", "and", "one", "rotating"):
        return Chair("sides", None, None, cursor.since(start))
    if cursor.accept("rotation"):
        cursor.expect("each", remedy="Write `each meeting`, `each month`, `each half year` or `each year`.")
        choices = {("meeting",): None, **PERIODS}
        months = cursor.choose(choices, "`meeting` or a calendar period")
        return Chair("rotation", None, None if months is None else int(str(months)), cursor.since(start))
    return Chair("one", cursor.name("a party or a side"), None, cursor.since(start))


def _quorum(cursor: Cursor) -> Quorum:
    start = cursor.expect("quorum").place
    if cursor.accept("majority", "of", "members"):
        return Quorum(None, cursor.since(start))
    at = cursor.place
    count = cursor.integer("`majority of members`, or how many members must be present")
    if count < 1:
        raise refuse("never-owed", "A quorum of 0 asks for nothing.", at, "Leave `quorum` out, or write 1 or more.")
    return Quorum(count, cursor.since(start))


def _decides(cursor: Cursor) -> Decides:
    start = cursor.expect("decides").place
    matters: list[Text] = []
    if cursor.at_kind("text"):
        matters.append(cursor.text("a kind of matter"))
        while cursor.accept(","):
            matters.append(cursor.text("a kind of matter"))
    cursor.expect("by")
    return Decides(tuple(matters), _rule(cursor), cursor.since(start))


def _rule(cursor: Cursor) -> Rule:
    start = cursor.place
    kind = str(cursor.choose(_RULES, "a decision rule"))
    who = cursor.name("a party or a side") if kind == "unanimity" else None
    silence: Duration | None = cursor.duration() if kind == "silence" else None
    if kind != "silence" and cursor.accept("or", "silence", "of"):
        silence = cursor.duration()
    return Rule(kind, who, silence, cursor.since(start))  # type: ignore[arg-type]


def consultation(cursor: Cursor) -> Consultation:
    """`consultation voice on each decision`, then what is owed before it is taken."""
    start = cursor.expect("consultation").place
    name = cursor.name("the consultation's name")
    cursor.expect("on", "each")
    on = cursor.choose({("decision",): "decision", ("measure",): "measure"}, "`decision` or `measure`")
    cursor.expect("notice")
    notice = cursor.duration()
    cursor.expect(",")
    cursor.expect("hearing")
    cursor.expect(",")
    cursor.expect("answer")
    cursor.expect(",")
    cursor.expect("waiting")
    waiting = cursor.duration()
    emergency: tuple[Duration, Duration] | None = None
    if cursor.accept("in", "an", "emergency"):
        cursor.expect("notice")
        shorter = cursor.duration()
        cursor.expect(",")
        cursor.expect("waiting")
        emergency = (shorter, cursor.duration())
    late: Duration | None = None
    if cursor.accept("late", "after"):
        late = cursor.duration()
    return Consultation(name, on, notice, waiting, emergency, late, cursor.since(start))  # type: ignore[arg-type]


# --- missions and programmes ----------------------------------------------------------------------------------------


def mission(cursor: Cursor) -> Mission:
    """`mission liaison of BOREA at "General Staff", opened by ALBA within 6 months after entry into force`."""
    start = cursor.expect("mission").place
    name = cursor.name("the mission's short name")
    cursor.expect("of")
    sender = cursor.name("a party or a side")
    cursor.expect("at")
    place = cursor.text("where it is")
    host: Name | None = None
    within: Duration | None = None
    if cursor.accept(","):
        cursor.expect("opened", "by")
        host = cursor.name("a party or a side")
        cursor.expect("within")
        within = cursor.duration()
        cursor.expect("after", "entry", "into", "force")
    return Mission(name, sender, place, host, within, cursor.since(start))


def programme(cursor: Cursor) -> Programme:
    """`programme training "…" under peacekeeping`, then what is held how often, one a line."""
    start = cursor.expect("programme").place
    name = cursor.name("the programme's short name")
    label = cursor.text("the programme's name").value
    cursor.expect("under")
    under = cursor.name("a body")
    activities: list[Activity] = []
    while cursor.at("holds") or cursor.at("each"):
        activities.append(_activity(cursor))
    if not activities:
        raise cursor.fail("`holds` or `each member holds`", "Say what is held and how often.")
    return Programme(name, label, under, tuple(activities), cursor.since(start))


def _activity(cursor: Cursor) -> Activity:
    start = cursor.place
    each = cursor.accept("each", "member")
    cursor.expect("holds")
    record, variable = cursor.name("a record type"), cursor.name("a name for it")
    where = condition(cursor) if cursor.accept("where") else None
    cursor.expect("at", "least")
    times = _times(cursor)
    part = taking_part(cursor)
    return Activity(each, record, variable, where, times, part, cursor.since(start))


def taking_part(cursor: Cursor) -> Path | None:
    """`, every side taking part in e.host`, or nothing."""
    if not cursor.accept(","):
        return None
    cursor.expect("every", "side", "taking", "part", "in")
    return cursor.path("the field that names who takes part")
