"""The periods for which limits, prohibitions and what is to be held so many times get a finding of their own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Limit, Norm, Prohibition, Recurrence
from servanda.dates import day_of, end_of_day, start_of_day

_LABEL = re.compile("[0-9]{4}(-[0-9]{2})?|all times")


@dataclass(frozen=True, slots=True)
class Span:
    """A period from its first to its last second, both inclusive; `label` is the id of the occasion.

    `over`: whether it lies wholly in the past; a running period is pending unless already decided.
    """

    label: str
    start: int
    end: int
    over: bool


def is_label(text: str) -> bool:
    """Whether a text is what a period of a limit or a prohibition is called: then an event can hardly be."""
    return _LABEL.fullmatch(text) is not None


def binding(norm: Norm, agreement: Agreement, bearer: str = "") -> tuple[int, int]:
    """The first and last second for which the norm binds, whomever or the bearer named."""
    start, end = agreement.bound(bearer)
    if norm.binding.start is not None:
        start = max(start, start_of_day(norm.binding.start.value, agreement.zone))
    if norm.binding.end is not None:
        end = min(end, end_of_day(norm.binding.end.value, agreement.zone))
    return start, end


def assessed(norm: Limit | Prohibition, agreement: Agreement, as_of: int, bearer: str = "") -> Iterator[Span]:
    """The periods of a norm that have begun by `as_of`, clipped to the time for which it binds the bearer."""
    zone = agreement.zone
    start, end = binding(norm, agreement, bearer)
    if start > as_of or end < start:
        return
    if norm.assessed == "at all times":
        yield Span("all times", start, min(end, as_of), end <= as_of)
        return
    first, last = day_of(start, zone), day_of(min(end, as_of), zone)
    months = 12 if norm.assessed == "each calendar year" else 1
    index = first.year * 12 + (first.month - 1 if months == 1 else 0)
    while index <= last.year * 12 + last.month - 1:
        here = date(index // 12, index % 12 + 1, 1)
        after = date((index + months) // 12, (index + months) % 12 + 1, 1)
        low = max(start, start_of_day(here, zone))
        high = min(end, start_of_day(after, zone) - 1)
        label = here.isoformat()[: 4 if months == 12 else 7]
        yield Span(label, low, min(high, as_of), high <= as_of)
        index += months


def last_is_over(norm: Limit | Prohibition, agreement: Agreement, as_of: int, bearer: str = "") -> bool:
    """Whether the last of the periods that are assessed lies wholly in the past: it ends with the second `as_of`."""
    if binding(norm, agreement, bearer)[1] <= as_of:
        return True
    today, next_day = day_of(as_of, agreement.zone), day_of(as_of + 1, agreement.zone)
    if norm.assessed == "at all times" or today == next_day:
        return False
    return today.year != next_day.year or (norm.assessed != "each calendar year" and today.month != next_day.month)


def whole(norm: Recurrence, agreement: Agreement, as_of: int, bearer: str = "") -> Iterator[Span]:
    """The calendar periods of a recurrence that have begun by `as_of` and for the whole of which it binds."""
    zone, months = agreement.zone, norm.months
    start, end = binding(norm, agreement, bearer)
    if start > as_of or end < start:
        return
    first, last = day_of(start, zone), day_of(min(end, as_of), zone)
    index = (first.year * 12 + first.month - 1) // months * months
    while index <= last.year * 12 + last.month - 1:
        span = _period(index, norm, agreement, as_of)
        if start <= span.start <= as_of and span.end <= end:
            yield span
        index += months


def whole_from(start: int, norm: Recurrence, agreement: Agreement, as_of: int) -> Span:
    """The calendar period of a recurrence that begins at an instant."""
    first = day_of(start, agreement.zone)
    return _period(first.year * 12 + first.month - 1, norm, agreement, as_of)


def _period(index: int, norm: Recurrence, agreement: Agreement, as_of: int) -> Span:
    after = index + norm.months
    low = start_of_day(date(index // 12, index % 12 + 1, 1), agreement.zone)
    high = start_of_day(date(after // 12, after % 12 + 1, 1), agreement.zone) - 1
    return Span(_label(index, norm.months), low, high, high <= as_of)


def _label(index: int, months: int) -> str:
    """`2024`, `2024-H1`, `2024-Q3`, `2024-03`."""
    year, month = index // 12, index % 12
    match months:
        case 12:
            return f"{year}"
        case 6:
            return f"{year}-H{month // 6 + 1}"
        case 3:
            return f"{year}-Q{month // 3 + 1}"
    return f"{year}-{month + 1:02}"


def day(instant: int, agreement: Agreement) -> str:
    return day_of(instant, agreement.zone).isoformat()


__all__ = ["Span", "assessed", "binding", "day", "end_of_day", "whole"]
