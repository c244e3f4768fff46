"""What is wrong with a stretch of time: a unit that does not fit its use, a calendar that nobody declared.

Rules it keeps:

- working days need a calendar, and the calendar must be declared;
- a tolerance is counted in days; a window and a deemed receipt in units that need no calendar.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from servanda.agreement.names import unknown
from servanda.agreement.syntax import Anchor, Name, Standing, Statement, Tolerance, Window
from servanda.dates import Duration, WorkingDays
from servanda.diagnostics import Diagnostic, Place, Refused, refuse


def check_durations(statement: Statement, calendars: dict[str, WorkingDays]) -> list[Diagnostic]:
    """A message for each stretch of time in a statement that cannot be counted."""
    found: list[Diagnostic] = []
    for node, duration, place in _durations(statement, statement.place):
        try:
            _check(node, duration, place, calendars)
        except Refused as refusal:
            found.extend(refusal.diagnostics)
    return found


def _durations(node: object, place: Place) -> Iterator[tuple[object, Duration, Place]]:
    """Every duration with the node that holds it and the nearest place."""
    if isinstance(node, tuple):
        for item in node:
            yield from _durations(item, place)
    elif is_dataclass(node) and not isinstance(node, Name | Place | Duration):
        here = getattr(node, "place", place)
        for item in fields(node):
            value = getattr(node, item.name)
            if isinstance(value, Duration):
                yield node, value, here
            else:
                yield from _durations(value, here)


def _check(node: object, duration: Duration, place: Place, calendars: dict[str, WorkingDays]) -> None:
    if isinstance(node, Tolerance) and duration.unit != "days":
        message = f"A tolerance is counted in days, not in {duration.unit}."
        raise refuse(
            "wrong-unit-of-time", message, place, "Say how many days: `30 days in a row`, `90 days in any 365 days`."
        )
    if isinstance(node, Window | Anchor | Standing) and duration.unit in ("clear days", "working days"):
        what = {Window: "A window", Anchor: "A deemed receipt", Standing: "A lapse"}[type(node)]
        message = f"{what} cannot be counted in {duration.unit}."
        raise refuse("wrong-unit-of-time", message, place, "Use hours, days, weeks, months or years.")
    if duration.calendar is not None and duration.calendar not in calendars:
        raise unknown("unknown-calendar", "calendar of working days", Name(duration.calendar, place), calendars)
    if duration.unit == "working days" and duration.calendar is None:
        message = "Working days differ from place to place."
        remedy = 'Name a calendar: `10 working days of "Geneva"`, declared by `working days "Geneva" except …`.'
        raise refuse("working-days-without-calendar", message, place, remedy)
