"""What the text of a place says: a point, a point with a distance, somewhere in a country, or a name.

Rules it keeps:

- latitude comes first: `48.30 N, 38.02 E` and `48.30, 38.02` are the same place; degrees, minutes and seconds are read;
- a coordinate stands for all points that round to it: `48.3 N` is somewhere from 48.25 to 48.35;
- what reads like coordinates and is none is refused; any other text is a name, to be looked up in the gazetteer.

>>> spot("48.30 N, 38.02 E")
Spot(kind='point', name='', lat=48.3, lon=38.02, half=0.005, within=0.0)
>>> spot("somewhere in ALBA").name
'ALBA'
"""

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as it is written. `half`: half of the last digit of a coordinate, in degrees; `within`: km around it."""

    kind: Literal["point", "country", "name"]
    name: str
    lat: float
    lon: float
    half: float
    within: float


class BadSpot(ValueError):
    """A text that reads like coordinates and is none; the message says why."""


_DECIMAL = r"(?P<{0}>[+-]?\d{{1,3}}(?:\.\d+)?)\s*°?\s*(?P<{0}side>[NSEW])?"
_SEXAGESIMAL = (
    r"(?P<{0}>\d{{1,3}})\s*°\s*(?P<{0}min>\d{{1,2}})\s*['′](?:\s*(?P<{0}sec>\d{{1,2}})\s*[\"″])?\s*(?P<{0}side>[NSEW])"
)
_WITHIN = r"(?:\s+within\s+(?P<within>\d+(?:\.\d+)?)\s*km)?"
_SHAPES = tuple(
    re.compile(rf"{form.format('a')}\s*[,; ]\s*{form.format('b')}{_WITHIN}\Z") for form in (_DECIMAL, _SEXAGESIMAL)
)
_LIKE = re.compile(r"[+-]?\d[\d.°'′\"″\s]*[NSEW]?\s*[,;]\s*[+-]?\d")
_SOMEWHERE = re.compile(r"somewhere in (?P<name>\S.*)\Z")


def spot(text: str) -> Spot:
    """The place that a text names. Raises BadSpot."""
    text = text.strip()
    if found := _SOMEWHERE.match(text):
        return Spot("country", found["name"], 0.0, 0.0, 0.0, 0.0)
    for shape in _SHAPES:
        if found := shape.match(text):
            return _point(found)
    if _LIKE.match(text):
        raise BadSpot(f"`{text}` is no pair of coordinates")
    return Spot("name", text, 0.0, 0.0, 0.0, 0.0)


def _point(found: re.Match[str]) -> Spot:
    sides = (found["aside"] or "", found["bside"] or "")
    if any(sides) and not (sides[0] in ("N", "S") and sides[1] in ("E", "W")):
        raise BadSpot("latitude (N or S) comes first, then longitude (E or W)")
    parts = found.groupdict()
    lat, half = _angle(parts, "a")
    lon, other = _angle(parts, "b")
    if abs(lat) > 90:
        raise BadSpot(f"there is no latitude {lat:g}")
    if abs(lon) > 180:
        raise BadSpot(f"there is no longitude {lon:g}")
    within = float(parts["within"] or 0)
    return Spot("point", "", lat, lon, max(half, other), within)


def _angle(parts: dict[str, str | None], which: str) -> tuple[float, float]:
    """Degrees, and half of the last digit, in degrees."""
    number = parts[which] or ""
    sign = -1 if (parts[f"{which}side"] or "") in ("S", "W") else 1
    if f"{which}min" not in parts:
        digits = len(number.partition(".")[2])
        return sign * float(number), 0.5 * 10.0**-digits
    minutes, seconds = parts[f"{which}min"] or "0", parts[f"{which}sec"]
    if int(minutes) > 59 or int(seconds or 0) > 59:
        raise BadSpot("minutes and seconds go up to 59")
    degrees = int(number) + int(minutes) / 60 + int(seconds or 0) / 3600
    return sign * degrees, 0.5 / (60 if seconds is None else 3600)
