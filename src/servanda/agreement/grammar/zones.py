"""Boundary sets, territories and zones.

    boundaries "Natural Earth 4.1.0, 1:50m" from 1997-01-01
    territory of ALBA = "PRT"
    zone border_territory = land within 100 km of a border between two sides, on each side
    zone withdrawal = land within 50 km of line "19 Sep 2014" for A, of line "contact line" for B, on each side

A distance that could be read as the whole width or as that of one side is refused.
"""

from typing import Literal

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.syntax import (
    BorderLine,
    Boundaries,
    Date,
    Degree,
    Name,
    ReferenceLine,
    Sector,
    Territory,
    Text,
    Zone,
)
from servanda.diagnostics import Refused, refuse

_FARTHEST = 1000  # km: beyond that no map projection that we use keeps its promise


def boundaries(cursor: Cursor) -> Boundaries:
    """`boundaries "SET" reading "…" held by ALBA from 2014-03-18`."""
    start = cursor.expect("boundaries").place
    title = cursor.text("the name of a boundary set")
    reading = ""
    holders: tuple[Name, ...] = ()
    if cursor.accept("reading"):
        reading = cursor.text("the reading's name").value
        cursor.expect("held", "by")
        holders = cursor.names("a party or country")
    return Boundaries(title, reading, holders, *_dates(cursor), cursor.since(start))


def _dates(cursor: Cursor) -> tuple[Date | None, Date | None]:
    since = cursor.date() if cursor.accept("from") else None
    until = cursor.date() if cursor.accept("to") else None
    return since, until


def territory(cursor: Cursor) -> Territory:
    """`territory of ALBA = "PRT", "Azores"`."""
    start = cursor.expect("territory", "of").place
    owner = cursor.name("a party or country")
    cursor.expect("=")
    countries = [cursor.text("a country of the boundary set")]
    while cursor.accept(","):
        countries.append(cursor.text("a country of the boundary set"))
    return Territory(owner, tuple(countries), cursor.since(start))


def zone(cursor: Cursor) -> Zone:
    """`zone NAME = land within 100 km of LINE, WIDTH [, between A and B] [from DATE] [to DATE]`."""
    start = cursor.expect("zone").place
    name = cursor.name("the name of the zone")
    cursor.expect("=")
    cursor.expect("land", "within")
    distance = _distance(cursor)
    lines = _lines(cursor)
    width, side = _width(cursor, distance)
    sector = _sector(cursor) if cursor.accept(",") else None
    return Zone(name, distance, lines, width, side, sector, *_dates(cursor), cursor.since(start))


def _distance(cursor: Cursor) -> int:
    start = cursor.place
    distance = cursor.integer("a distance in km")
    if not cursor.accept("km"):
        message = f"{distance} has no unit of distance."
        raise refuse("distance-without-unit", message, cursor.since(start), f"Write `{distance} km`.")
    if not 1 <= distance <= _FARTHEST:
        message = f"A zone of {distance:,} km cannot be drawn."
        raise refuse("distance-too-large", message, cursor.since(start), f"Write 1 to {_FARTHEST:,} km.")
    return distance


def _lines(cursor: Cursor) -> BorderLine | tuple[ReferenceLine, ...]:
    cursor.expect("of")
    if cursor.at("a", "border") or cursor.at("the", "border"):
        return _border(cursor)
    if not cursor.at("line"):
        remedy = 'Write `a border between two sides`, `the border between ALBA and BOREA` or `line "…"`.'
        raise cursor.fail("a border or a line", remedy)
    found = [_line(cursor)]
    while cursor.accept(",", "of"):
        found.append(_line(cursor))
    if len(found) > 1 and any(line.party is None for line in found):
        message = "Several lines are named, and not for each of them whom it binds."
        place = next(line.place for line in found if line.party is None)
        raise refuse("line-for-whom", message, place, 'Write `line "…" for ALBA` each time.')
    return tuple(found)


def _border(cursor: Cursor) -> BorderLine:
    start = cursor.take().place
    cursor.expect("border", "between")
    if cursor.accept("two", "sides"):
        return BorderLine("sides", (), cursor.since(start))
    if cursor.accept("two", "parties"):
        return BorderLine("parties", (), cursor.since(start))
    first = cursor.name("a party, country or side, `two sides` or `two parties`")
    cursor.expect("and")
    return BorderLine("named", (first, cursor.name("a party, country or side")), cursor.since(start))


def _line(cursor: Cursor) -> ReferenceLine:
    start = cursor.expect("line").place
    line = cursor.text("the name of a line")
    party = cursor.name("a party or side") if cursor.accept("for") else None
    return ReferenceLine(line, party, cursor.since(start))


def _width(cursor: Cursor, distance: int) -> tuple[Literal["each side", "in all", "one side"], Name | None]:
    if cursor.accept(",", "on", "each", "side"):
        return "each side", None
    if cursor.accept(",", "in", "all", ",", "half", "on", "each", "side"):
        return "in all", None
    if cursor.accept(",", "on", "the", "side", "of"):
        return "one side", cursor.name("a party, country or side")
    raise _ambiguous(cursor, distance)


def _ambiguous(cursor: Cursor, distance: int) -> Refused:
    message = f"{distance} km can be read as the distance on each side of the line, or as the whole width."
    remedy = "Add `, on each side`, `, in all, half on each side` or `, on the side of ALBA`."
    return refuse("width-in-two-ways", message, cursor.place, remedy)


def _sector(cursor: Cursor) -> Sector:
    start = cursor.expect("between").place
    first = _end(cursor)
    cursor.expect("and")
    last = _end(cursor)
    place = cursor.since(start)
    kinds = [end.axis if isinstance(end, Degree) else "point" for end in (first, last)]
    if kinds[0] != kinds[1]:
        message = "A sector lies between two meridians, two parallels or two named places."
        raise refuse("uneven-sector", message, place, 'Write `between 30 E and 40 E` or `between "…" and "…"`.')
    if first == last or (isinstance(first, Degree) and isinstance(last, Degree) and first.value >= last.value):
        message = "The sector ends where it begins, or before."
        raise refuse("uneven-sector", message, place, "Name the western or southern end first.")
    return Sector(first, last, place)


_AXES: dict[tuple[str, ...], object] = {("E",): "E", ("W",): "W", ("N",): "N", ("S",): "S"}


def _end(cursor: Cursor) -> Degree | Text:
    if cursor.at_kind("text"):
        return cursor.text("a named place")
    start = cursor.place
    value = cursor.integer('a meridian such as `30 E`, a parallel such as `46 N`, or a place such as `"Narva"`')
    point = str(cursor.choose(_AXES, "`E`, `W`, `N` or `S`"))
    axis: Literal["meridian", "parallel"] = "meridian" if point in "EW" else "parallel"
    if value > (180 if axis == "meridian" else 90):
        message = f"There is no {axis} {value} {point}."
        raise refuse("uneven-sector", message, cursor.since(start), "Write degrees up to 180 E or W, 90 N or S.")
    return Degree(-value if point in "WS" else value, axis, cursor.since(start))
