"""Bodies, missions, programmes and procedures in plain English: who sits, when it meets, how it decides.

It keeps the rules of `terms` and leaves what bodies oblige to, as norms, to `norms`.
"""

from servanda.agreement.parse import Document
from servanda.agreement.prose.terms import Speech, a, listed, spaced, span
from servanda.agreement.roles import ROLES
from servanda.agreement.syntax import (
    Activity,
    Body,
    Chair,
    Consultation,
    Decides,
    Mission,
    Procedure,
    Programme,
    Quorum,
    Rhythm,
    Role,
    Rule,
    Statement,
    Use,
)

PERIOD = {1: "calendar month", 3: "calendar quarter", 6: "half of a calendar year", 12: "calendar year"}


def read_institution(statement: Statement, document: Document) -> str | None:
    """A statement on the institution as sentences; None for any other."""
    speech = Speech(document, {})
    match statement:
        case Use(name, digest):
            pinned = f", in the text whose SHA-256 is {digest.value}" if digest is not None else ""
            return f"All that “{name}” says{pinned} is part of this agreement, except what is declared here instead."
        case Procedure():
            return _procedure(statement)
        case Body():
            return _body(statement, speech)
        case Consultation():
            return _consultation(statement)
        case Mission():
            return _mission(statement, speech)
        case Programme():
            return _programme(statement, document)
    return None


def _procedure(item: Procedure) -> str:
    lines = [f"The acts of the procedure “{spaced(item.name)}”:"]
    return "\n".join([*lines, *(f"  {_role(role)}." for role in item.roles)])


def _role(item: Role) -> str:
    said = f"{a(spaced(item.act)).capitalize()} is what servanda calls the {spaced(item.role)}"
    asked = ROLES.get(item.role.text)
    if asked is not None and asked.computed:
        said += "; nobody files it, it follows from the others"
    parts = [f"its {spaced(name)} is the {spaced(part)}" for part, name in item.parts]
    return said + (f"; {listed(parts)}" if parts else "")


# --- bodies ---------------------------------------------------------------------------------------------------------


def _body(item: Body, speech: Speech) -> str:
    names = listed([spaced(name) for name in item.names])
    called = f"The {item.label} ({item.names[0]})" if item.label else f"The {names}"
    several = len(item.names) > 1
    kind = "commissions" if several else item.kind
    said = f"{called} {'are' if several else 'is a'} {kind}"
    said += f" under {item.under}" if item.under is not None else ""
    lines = [said + "."]
    if item.members is not None:
        who = listed([speech.who(name) for name in item.members]) if item.members else "every party"
        lines.append(f"  Members: {who}.")
    if item.participants:
        who = listed([speech.who(name) for name in item.participants])
        lines.append(f"  With a voice and no vote: {who}.")
    lines += [f"  Meets: {_rhythm(rhythm)}." for rhythm in item.rhythms]
    if item.chair is not None:
        lines.append(f"  Chair: {_chair(item.chair, speech)}.")
    if item.quorum is not None:
        lines.append(f"  Quorum: {_quorum(item.quorum)}.")
    lines += [f"  Decides{_matters(decides)}: {_rule(decides.rule, speech)}." for decides in item.decides]
    if item.under is not None:
        lines.append(f"  What is not said here is as for {item.under}, except when it meets.")
    return "\n".join(lines)


def _rhythm(item: Rhythm) -> str:
    level = f", at the level “{item.level.value}”" if item.level is not None else ""
    times = "once" if item.times == 1 else f"{item.times} times"
    return f"{times} or more in each {PERIOD[item.months]}{level}"


def _chair(item: Chair, speech: Speech) -> str:
    if item.kind == "one":
        return f"always {speech.who(item.who or '')}"
    if item.kind == "sides":
        return (
            "one of each side and one member in rotation, meeting by meeting; they preside in turn, changing after "
            "each item of the agenda"
        )
    each = "for one meeting each" if item.months is None else f"for one {PERIOD[item.months]} each"
    return f"the members in rotation, in the order of the text, {each}"


def _quorum(item: Quorum) -> str:
    if item.count is None:
        return "more than half of the members must be present"
    return f"{item.count} member{'s' if item.count != 1 else ''} or more must be present"


def _matters(item: Decides) -> str:
    return f" on {listed([f'“{text.value}”' for text in item.matters])}" if item.matters else ""


_RULES = {
    "consensus": "adopted when no member present has objected by the time the chair concludes",
    "consensus minus one": (
        "adopted when no member present has objected by the time the chair concludes; an objection of the one party "
        "that the proposal names as concerned does not count"
    ),
    "consensus minus two": (
        "adopted when no member present has objected by the time the chair concludes; objections of up to two parties "
        "that the proposal names as concerned do not count"
    ),
    "majority of members": "adopted when more than half of all members have voted for it",
    "majority of votes": "adopted when more votes are for it than against it; abstentions do not count",
    "majority within each side": "adopted when within each side more than half of its members have voted for it",
}


def _rule(item: Rule, speech: Speech) -> str:
    if item.kind == "silence":
        assert item.silence is not None
        return f"adopted when nobody objects to it or amends it, in writing, for {span(item.silence)} or longer"
    if item.kind == "unanimity":
        said = f"adopted when every member of {speech.who(item.who or '')} has voted for it; the others have a voice"
    else:
        said = _RULES[item.kind]
    if item.silence is not None:
        said += f"; or, instead, when nobody objects to it or amends it, in writing, for {span(item.silence)} or longer"
    return said


_SAID = {"consensus minus one": "consensus minus the party concerned"}


def rule_said(item: Rule) -> str:
    """The rule in the words of the text: `consensus minus two, or silence of 72 hours`."""
    if item.kind == "silence":
        return f"silence of {item.silence}"
    said = f"unanimity of {item.who}" if item.kind == "unanimity" else _SAID.get(item.kind, item.kind)
    return f"{said}, or silence of {item.silence}" if item.silence is not None else said


def _consultation(item: Consultation) -> str:
    on = "decision of a body" if item.on == "decision" else "measure outside any agenda"
    lines = [
        f"“{spaced(item.name)}” gives a voice and no veto, on each {on} that a party has claimed, before it is taken, "
        "to touch its vital interests.",
        f"  Owed: an invitation {span(item.notice)} or more before it is taken; a hearing; an answer, after which "
        f"{span(item.waiting)} or more pass before it is taken.",
    ]
    if item.emergency is not None:
        notice, waiting = item.emergency
        lines.append(f"  In an emergency that is stated: {span(notice)} and {span(waiting)} instead.")
    if item.late is not None:
        late = (
            f"  A claim filed later than {span(item.late)} after the item is late: it is owed a hearing and an answer, "
        )
        lines.append(late + "but not the times.")
    lines.append("  Nothing in it blocks: whoever was invited and stayed away has been heard.")
    return "\n".join(lines)


def _mission(item: Mission, speech: Speech) -> str:
    said = f"“{spaced(item.name)}” is a mission of {speech.who(item.sender)} at {item.at.value}"
    if item.host is not None and item.within is not None:
        said += f"; {speech.who(item.host)} opens it within {span(item.within)} after the entry into force"
    return said + "."


def _programme(item: Programme, document: Document) -> str:
    lines = [f"The {item.label} ({item.name}) is a programme under {item.under}."]
    return "\n".join([*lines, *(f"  {_activity(activity, document)}." for activity in item.activities)])


def _activity(item: Activity, document: Document) -> str:
    speech = Speech(document, {item.variable.text: item.record.text})
    times = "once" if item.times == 1 else f"{item.times} times"
    who = "Each member" if item.each else "The members together"
    said = f"{who} hold{'s' if item.each else ''} {a(spaced(item.record))} {item.variable} {times} or more a year"
    if item.where is not None:
        said += f", such that {speech.condition(item.where)}"
    if item.taking_part is not None:
        said += f"; only one counts in which every side takes part ({speech.path(item.taking_part)})"
    return said
