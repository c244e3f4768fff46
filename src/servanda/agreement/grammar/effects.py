"""What acts do to the agreement itself: entry into force, accession and withdrawal, amendment, suspension, reservation.

An act is named with what it says in which of its fields: `by filing suspension with towards to, norms concerns`.
"""

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.syntax import (
    Accession,
    Amendment,
    Entry,
    InForce,
    Name,
    Reservable,
    Suspendable,
    Withdrawal,
)
from servanda.dates import Duration


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
        more = not cursor.at(",", "ended") and not cursor.at(",", "objected") and cursor.accept(",")
    return tuple(found)


def suspendable(cursor: Cursor) -> Suspendable:
    """`suspendable exchange by filing suspension with towards to after 30 days`, or `never suspendable threats`."""
    start = cursor.place
    never = cursor.accept("never")
    cursor.expect("suspendable")
    norms = cursor.names("the name of a norm")
    if never:
        return Suspendable(norms, None, None, cursor.since(start))
    act, said = _filing(cursor)
    notice = _after(cursor)
    ended = _ended(cursor)
    return Suspendable(norms, act, notice, cursor.since(start), said, ended)


def countermeasure(cursor: Cursor) -> Suspendable:
    """`countermeasure on exchange by filing answer with towards to, finding breach after 14 days`."""
    start = cursor.expect("countermeasure", "on").place
    norms = cursor.names("the name of a norm")
    act, said = _filing(cursor)
    notice = _after(cursor)
    ended = _ended(cursor)
    return Suspendable(norms, act, notice, cursor.since(start), said, ended, True)


def reservation(cursor: Cursor) -> Reservable:
    """`reservation to exchange by filing reservation with norms concerns, objected to by filing objection`."""
    start = cursor.expect("reservation", "to").place
    norms = cursor.names("the name of a norm")
    act, said = _filing(cursor)
    objected: Name | None = None
    if cursor.accept(","):
        cursor.expect("objected", "to", "by", "filing")
        objected = cursor.name("an act")
    return Reservable(norms, act, said, objected, cursor.since(start))


def withdrawal(cursor: Cursor) -> Withdrawal:
    """`withdrawal by filing denunciation with grounds why after 6 months, ended by filing revocation`."""
    start = cursor.expect("withdrawal").place
    act, said = _filing(cursor)
    notice = _after(cursor)
    ended = _ended(cursor)
    return Withdrawal(act, said, notice, ended, cursor.since(start))


def accession(cursor: Cursor) -> Accession:
    """`accession to Alliance open to CORA by filing accession, accepted by every member filing consent`."""
    start = cursor.expect("accession", "to").place
    side = cursor.name("a side")
    cursor.expect("open", "to")
    open_to = cursor.names("a country")
    cursor.expect("by", "filing")
    act = cursor.name("an act")
    after = _after(cursor)
    accepting, consent = None, None
    if cursor.accept(","):
        cursor.expect("accepted", "by", "every")
        accepting = cursor.choose({("member",): "member", ("party",): "party"}, "who must accept")
        cursor.expect("filing")
        consent = cursor.name("an act")
    return Accession(side, open_to, act, after, accepting, consent, cursor.since(start))  # type: ignore[arg-type]


def amendment(cursor: Cursor) -> Amendment:
    """`amendment first in force when every party has filed protocol_one`."""
    start = cursor.expect("amendment").place
    name = cursor.name("the amendment's name")
    cursor.expect("in", "force")
    return Amendment(name, _entry(cursor), cursor.since(start))


def _filing(cursor: Cursor) -> tuple[Name, tuple[tuple[Name, Name], ...]]:
    cursor.expect("by", "filing")
    return cursor.name("an act"), parts(cursor)


def _after(cursor: Cursor) -> Duration | None:
    return cursor.duration() if cursor.accept("after") else None


def _ended(cursor: Cursor) -> Name | None:
    if not cursor.accept(","):
        return None
    cursor.expect("ended", "by", "filing")
    return cursor.name("an act")
