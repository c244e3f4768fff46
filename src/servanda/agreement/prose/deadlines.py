"""Deadlines in plain English: how they are said, and what exactly keeps them at the very edge."""

from servanda.agreement.parse import Document
from servanda.agreement.prose.effects import first_day
from servanda.agreement.prose.terms import Speech, day, ordinal, span
from servanda.agreement.syntax import Anchor, Deadline, InForce
from servanda.dates import Duration


def entry(document: Document) -> str:
    force = next((item for item in document.statements if isinstance(item, InForce)), None)
    return first_day(force) if force is not None else "a day that the text does not give"


def _anchor(anchor: Anchor, speech: Speech) -> str:
    if anchor.path is None:
        return f"the entry into force ({entry(speech.document)})"
    path = speech.path(anchor.path)
    if anchor.kind == "filed":
        return f"the filing of {path}"
    if anchor.kind == "received":
        if anchor.deemed is None:
            return f"the receipt of {path}"
        return f"the receipt of {path} (without a recorded receipt, {span(anchor.deemed)} after its filing)"
    if len(anchor.path.parts) == 1:
        return f"the moment of {path}"
    return path


def read_deadline(deadline: Deadline, speech: Speech) -> tuple[str, str]:
    """The deadline as it is said, and what exactly keeps it."""
    if deadline.date is not None:
        return f"by {day(deadline.date.value)}", f"by the end of {day(deadline.date.value)}"
    assert deadline.anchor is not None
    anchor = _anchor(deadline.anchor, speech)
    if deadline.duration is None:
        return f"not later than on the day of {anchor}", f"by the end of the day of {anchor}"
    if deadline.kind == "before":
        return f"{span(deadline.duration)} or more before {anchor}", before(deadline.duration)
    return f"within {span(deadline.duration)} after {anchor}", after(deadline.duration)


def before(duration: Duration) -> str:
    count = duration.count
    match duration.unit:
        case "hours":
            return f"{count:,} hours or more before that moment"
        case "days":
            late = f"{count - 1:,} day{'' if count == 2 else 's'} before is too late"
            return f"on a date that lies {count:,} or more days before that date; {late}"
        case "clear days":
            return f"with {count:,} or more days between the two dates, neither of them counted"
        case "working days":
            return f"not later than the end of the {ordinal(count)} working day before that date"
        case "weeks":
            return f"on a date that lies {7 * count:,} or more days before that date"
        case _:
            return f"not later than the end of the day {span(duration)} before that date{_CLAMPED}"


def after(duration: Duration) -> str:
    count = duration.count
    match duration.unit:
        case "hours":
            return f"not later than {count:,} hours after that moment, counted to the second"
        case "days":
            return f"not later than the end of the {ordinal(count)} day after that date"
        case "clear days":
            return (
                f"not later than the end of the {ordinal(count + 1)} day after that date, so that {count:,} lie between"
            )
        case "working days":
            return f"not later than the end of the {ordinal(count)} working day after that date"
        case "weeks":
            return f"not later than the end of the {ordinal(7 * count)} day after that date"
        case _:
            return f"not later than the end of the day {span(duration)} after that date{_CLAMPED}"


_CLAMPED = " (where the month has no such day, its last day)"
