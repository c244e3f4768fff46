"""What acts do to the agreement itself: its entry into force, and the suspension of its norms.

An act is named with what it says in which of its fields: `by filing suspension with towards to, norms concerns`.
"""

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.syntax import Entry, InForce, Name, Suspendable


def in_force(cursor: Cursor) -> InForce:
    """`in force from 1997-05-27`, or `in force 30 days after every party has filed ratification`."""
    start = cursor.expect("in", "force").place
    since = entry = provisional = None
    if cursor.accept("from"):
        since = cursor.date()
    else:
        entry = _entry(cursor)
        if cursor.accept("provisionally"):
            cursor.expect("from")
            provisional = cursor.date()
    until = cursor.date() if cursor.accept("to") else None
    return InForce(since, until, cursor.since(start), entry, provisional)


def _entry(cursor: Cursor) -> Entry:
    """`when every party has filed A`, `30 days after 3 parties, ALBA and BOREA among them, have filed A`."""
    start, after = cursor.place, None
    if not cursor.accept("when"):
        if not cursor.at_kind("number"):
            remedy = "Write `in force from 1997-05-27`, or `in force 30 days after every party has filed …`."
            raise cursor.fail("`from`, `when`, or a time after which it is in force", remedy)
        after = cursor.duration()
        cursor.expect("after")
    count: int | None = None
    among: list[Name] = []
    if cursor.accept("every"):
        cursor.expect("party", "has")
    else:
        count = cursor.integer("`every party`, or a number of parties")
        cursor.expect("parties")
        if cursor.accept(","):
            among.append(cursor.name("a party"))
            while cursor.accept("and"):
                among.append(cursor.name("a party"))
            cursor.expect("among", "them", ",")
        cursor.expect("have")
    cursor.expect("filed")
    return Entry(cursor.name("an act"), count, tuple(among), after, cursor.since(start))


def parts(cursor: Cursor) -> tuple[tuple[Name, Name], ...]:
    """`with towards to, norms concerns`: what an act says, and in which of its fields; perhaps nothing."""
    found: list[tuple[Name, Name]] = []
    more = cursor.accept("with")
    while more:
        found.append((cursor.name("what the act says"), cursor.name("the name of a field", field=True)))
        more = not cursor.at(",", "ended") and cursor.accept(",")
    return tuple(found)


def suspendable(cursor: Cursor) -> Suspendable:
    """`suspendable exchange by filing suspension with towards to after 30 days`, or `never suspendable threats`."""
    start = cursor.place
    never = cursor.accept("never")
    cursor.expect("suspendable")
    norms = cursor.names("the name of a norm")
    if never:
        return Suspendable(norms, None, None, cursor.since(start))
    cursor.expect("by", "filing")
    act = cursor.name("an act")
    said = parts(cursor)
    notice = cursor.duration() if cursor.accept("after") else None
    ended: Name | None = None
    if cursor.accept(","):
        cursor.expect("ended", "by", "filing")
        ended = cursor.name("an act")
    return Suspendable(norms, act, notice, cursor.since(start), said, ended)
