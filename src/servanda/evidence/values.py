"""Typed values from the text of a cell.

Rules it keeps:

- a number may be a range (`60000..70000`) or one-sided (`<13000`, `>=9000`); nothing is rounded or guessed;
- a digit group (`12,700`) or a unit in the cell is refused, because it can be read in two ways;
- an empty cell is silence, never zero.

>>> bounds("<13000", FieldType("count", "troops"), UTC)
Bounds(low=0, high=12999, text='<13000')
"""

import datetime as dt
import re
from collections.abc import Container

from servanda.agreement.syntax import FieldType
from servanda.dates import NEVER, UTC, stamp
from servanda.evidence.statement import Bounds, Names, Value

__all__ = ["UTC", "BadValue", "FieldType", "bounds", "names", "value"]

_NUMBER = re.compile(r"(<=|>=|<|>)?\s*([0-9]+)(?:\s*\.\.\s*([0-9]+))?\Z")
_DIGITS = 15  # of a number below 2^52


class BadValue(ValueError):
    """A cell that does not fit its field; the message says why, `remedy` what to write."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def _number(text: str) -> tuple[int, int]:
    found = _NUMBER.match(text)
    if not found:
        raise BadValue(f"`{text}` is not a whole number", "Write 12700, 60000..70000, <13000 or >=9000.")
    sign, first, last = found.groups()
    if max(len(first.lstrip("0")), len((last or "").lstrip("0"))) > _DIGITS:
        raise BadValue(f"{text[:40]} is too large", "Check the number.")
    low = int(first)
    if last is not None:
        if sign:
            raise BadValue(f"`{text}` is both a range and one-sided", "Write 60000..70000 or >=60000.")
        if int(last) < low:
            raise BadValue(f"`{text}` ends below its beginning", "Exchange the two numbers.")
        return low, int(last)
    if sign == "<" and low == 0:
        raise BadValue("nothing is counted below 0", "Write 0, or leave the cell empty.")
    match sign:
        case "<":
            return 0, low - 1
        case "<=":
            return 0, low
        case ">":
            return low + 1, NEVER
        case ">=":
            return low, NEVER
    return low, low


def bounds(text: str, kind: FieldType, zone: dt.tzinfo) -> Bounds:
    """A count, date, year, choice or yes-or-no. Raises BadValue."""
    if kind.kind in ("count", "year"):
        low, high = _number(text)
        return Bounds(low, high, text)
    if kind.kind == "date":
        try:
            when = stamp(text, zone)
        except ValueError as error:
            raise BadValue(str(error), "Write 2017-09-14, 2017-09-14T08:00Z or 2017-09-14..2017-09-20.") from None
        return Bounds(when.low, when.high, text)
    options = ("no", "yes") if kind.kind == "yes or no" else kind.options
    if text not in options:
        raise BadValue(f"`{text}` is none of {', '.join(options)}", "Write one of them.")
    index = options.index(text)
    return Bounds(index, index, text)


def names(
    text: str, kind: FieldType, parties: Container[str], countries: Container[str], bodies: Container[str]
) -> Names:
    """A text, a place, a body or parties (several with `;` between). Raises BadValue for what nobody declared."""
    if kind.kind == "body" and text not in bodies:
        raise BadValue(f"no body is called `{text}`", f'Declare it (`body {text} "…"`) or correct it.')
    if kind.kind in ("text", "place", "body"):
        return Names((text,), text)
    parts = tuple(part.strip() for part in text.split(";"))
    if len(parts) > 1 and not kind.several:
        raise BadValue(f"`{text}` names several parties", "Name one.")
    for part in parts:
        if part not in parties and part not in countries:
            raise BadValue(
                f"no party or country is called `{part}`", f'Declare it (`country {part} "…"`) or correct it.'
            )
        if kind.kind == "party" and part not in parties:
            raise BadValue(f"`{part}` is a country, not a party", "Name a party, or make the field `party or country`.")
        if parts.count(part) > 1:
            raise BadValue(f"`{part}` is named twice", "Name it once.")
    return Names(parts, text)


def value(
    text: str,
    kind: FieldType,
    zone: dt.tzinfo,
    parties: Container[str],
    countries: Container[str],
    bodies: Container[str],
) -> Value:
    """The value of a cell that is not empty."""
    if kind.kind in ("count", "year", "date", "one of", "yes or no"):
        return bounds(text, kind, zone)
    return names(text, kind, parties, countries, bodies)
