"""What acts do to the agreement, in plain English: entry into force, accession, withdrawal, suspension and the like.

It keeps the rules of `terms`.
"""

from servanda.agreement.prose.terms import Speech, a, day, listed, spaced, span
from servanda.agreement.syntax import (
    Accession,
    Amendment,
    Effect,
    Entry,
    InForce,
    Name,
    Reservable,
    Suspendable,
    Withdrawal,
)

_SAYS = {
    "towards": "towards whom",
    "norms": "which of these norms",
    "grounds": "on what grounds",
    "effect": "from which day",
    "finding": "which breach it answers",
}


def read_force(force: InForce, speech: Speech) -> str:
    """From when to when the agreement is in force."""
    until = f" to {day(force.end.value)}, both days included" if force.end is not None else " on, without an end"
    if force.entry is None:
        return f"The agreement is in force from {first_day(force)}{until}."
    said = f"The agreement is in force from {_entry_day(force.entry, speech)}{until}. Before that, nothing is owed"
    if force.provisional is None:
        return said + "."
    return f"{said}, except that the agreement is applied provisionally from {day(force.provisional.value)} on."


def first_day(force: InForce) -> str:
    """The day of the entry into force, as it is said beside every clause that counts from it."""
    if force.start is not None:
        return day(force.start.value)
    assert force.entry is not None
    entry = force.entry
    whose = "every party" if entry.count is None else f"{entry.count} parties"
    after = f"{span(entry.after)} after " if entry.after is not None else "when "
    return f"{after}{whose} {'has' if entry.count is None else 'have'} filed {a(spaced(entry.act))}"


def _entry_day(entry: Entry, speech: Speech) -> str:
    act = a(spaced(entry.act))
    if entry.count is None:
        whose = f"the last of all parties has filed {act}"
    else:
        whose = f"{entry.count} parties have filed {act}"
        if entry.among:
            whose = f"{entry.count} parties, {listed([speech.who(name) for name in entry.among])} among them, have"
            whose += f" filed {act}"
        whose += f" (for a party that files later, from {_later(entry)})"
    if entry.after is None:
        return f"the day on which {whose}"
    return f"the day that lies {span(entry.after)} after the day on which {whose}"


def _later(entry: Entry) -> str:
    return f"{span(entry.after)} after its own filing" if entry.after is not None else "the day of its own filing"


def read_suspendable(item: Suspendable) -> str:
    """Which norms can be suspended, or left aside as a countermeasure, how, and what ends it."""
    norms = listed([str(name) for name in item.norms])
    if item.act is None:
        return f"Nobody can suspend {norms}."
    notice = f"from {span(item.notice)} after the filing on" if item.notice is not None else "at once"
    what = f"suspend {norms} towards another"
    if item.countermeasure:
        what = f"leave {norms} aside towards another, to answer a breach by it,"
    said = f"A party can {what} by filing {a(spaced(item.act))}, {notice}."
    said += says(item.parts, spaced(item.act))
    if not any(part.text == "towards" for part, _ in item.parts):
        said += " It is said towards every other party."
    if item.countermeasure:
        said += " Whether it is proportionate is not judged."
    if item.ended is not None:
        said += f" It ends when the party that filed it files {a(spaced(item.ended))} of it."
    return said


def read_effect(item: Effect, speech: Speech) -> str:
    """Who may join and leave and how, what amends the text, what a party may except itself from."""
    match item:
        case Withdrawal():
            notice = f"{span(item.notice)} after the filing" if item.notice is not None else "on the day of the filing"
            said = f"A party can withdraw by filing {a(spaced(item.act))}; it takes effect {notice}, and the day before"
            said += f" is the last on which it is bound.{says(item.parts, spaced(item.act))}"
            if item.ended is not None:
                said += f" Before that, it can take it back by filing {a(spaced(item.ended))} of it."
            return said + " What was owed before stays owed."
        case Accession():
            return _accession(item, speech)
        case Amendment():
            return f"The amendment “{item.name}” is in force from {_entry_day(item.entry, speech)} on."
        case Reservable():
            norms = listed([str(name) for name in item.norms])
            said = f"A party can except itself from {norms} by filing {a(spaced(item.act))}, by the day on which it "
            said += "becomes bound; the others need not keep it towards that party either."
            said += says(item.parts, spaced(item.act))
            if item.objected is not None:
                said += f" Another party objects to it by filing {a(spaced(item.objected))} of it."
            return said


def _accession(item: Accession, speech: Speech) -> str:
    who = listed([speech.who(name) for name in item.open_to], "or")
    said = f"{who} can accede, as a member of {speech.who(item.side)}, by filing {a(spaced(item.act))}."
    last = "of the filing"
    if item.accepting is not None:
        whose = "Every party bound" if item.accepting == "party" else "Every member of the side"
        said += f" {whose} on that day accepts it by filing {a(spaced(item.consent or ''))} of it."
        last = "of the last of these acts"
    later = (
        f"the day that lies {span(item.after)} after the day {last}" if item.after is not None else f"the day {last}"
    )
    return f"{said} It is a party, and a member, from {later} on."


def says(parts: tuple[tuple[Name, Name], ...], act: str) -> str:
    """Which field of an act says what: ` The suspension says towards whom (“to”) and on what grounds (“why”).`"""
    if not parts:
        return ""
    said = listed([f"{_SAYS[part.text]} (“{field}”)" for part, field in parts])
    need = " Without its grounds it has no effect." if any(part.text == "grounds" for part, _ in parts) else ""
    return f" The {act} says {said}.{need}"
