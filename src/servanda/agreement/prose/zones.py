"""Boundary sets, territories and zones in plain English; it keeps the rules of `terms`."""

from servanda.agreement.prose.terms import Speech, day, listed
from servanda.agreement.syntax import BorderLine, Boundaries, Date, Degree, ReferenceLine, Sector, Territory, Text, Zone


def read_map(statement: Boundaries | Territory | Zone, speech: Speech) -> str:
    """What decides where a zone lies, as sentences."""
    match statement:
        case Boundaries():
            return _boundaries(statement, speech)
        case Territory(owner, countries):
            lands = listed([f"“{country.value}”" for country in countries])
            return f"On the map, the land of {speech.who(owner)} is {lands}."
        case Zone():
            return _zone(statement, speech)


def _dates(start: Date | None, end: Date | None) -> str:
    since = f" from {day(start.value)} on" if start is not None and end is None else ""
    if start is not None and end is not None:
        since = f" from {day(start.value)} to {day(end.value)}, both days included"
    if start is None and end is not None:
        since = f" until {day(end.value)}, that day included"
    return since


def _boundaries(item: Boundaries, speech: Speech) -> str:
    when = _dates(item.start, item.end)
    said = f"Which land is whose, and where borders run, is read from the boundary set “{item.title.value}”{when}"
    if not item.reading:
        return f"{said}."
    holders = listed([speech.who(name) for name in item.holders])
    return f"{said}: so reads “{item.reading}”, held by {holders}."


def _zone(zone: Zone, speech: Speech) -> str:
    sides = {
        "each side": f"up to {zone.distance:,} km on each side of it, {2 * zone.distance:,} km wide in all",
        "in all": f"{zone.distance:,} km wide in all, that is {zone.reach:,g} km on each side of it",
        "one side": f"up to {zone.distance:,} km from it on the land of {speech.who(zone.side or '')} only",
    }
    along = _border(zone.lines, speech) if isinstance(zone.lines, BorderLine) else _lines(zone.lines, speech)
    said = f"The zone “{zone.name}” is the land along {along}: {sides[zone.width]}"
    if zone.sector is not None:
        said += f", {_sector(zone.sector)}"
    if isinstance(zone.lines, BorderLine):
        said += ", as far as it belongs to those whose border it is"
    return said + (f"; it is there{_dates(zone.start, zone.end)}." if zone.start or zone.end else ".")


def zone_in_words(zone: Zone) -> str:
    """What a zone reaches to, in short: `100 km on each side of a border between two sides`."""
    width = {
        "each side": f"{zone.distance:,} km on each side",
        "in all": f"{zone.distance:,} km in all, half on each side",
        "one side": f"{zone.distance:,} km on the side of {zone.side}",
    }[zone.width]
    if isinstance(zone.lines, BorderLine):
        ends = " and ".join(name.text for name in zone.lines.ends)
        along = {"sides": "every border between two sides", "parties": "every border between two parties"}.get(
            zone.lines.kind, f"the border between {ends}"
        )
    else:
        along = "; ".join(
            f"the line “{item.line.value}”" + (f" for {item.party}" if item.party is not None else "")
            for item in zone.lines
        )
    return f"{width} of {along}"


def _border(line: BorderLine, speech: Speech) -> str:
    if line.kind == "sides":
        return "every border between two sides"
    if line.kind == "parties":
        return "every border between two parties"
    return f"the border between {speech.who(line.ends[0])} and {speech.who(line.ends[1])}"


def _lines(lines: tuple[ReferenceLine, ...], speech: Speech) -> str:
    said = [
        f"the line “{item.line.value}”" + (f" for {speech.who(item.party)}" if item.party is not None else "")
        for item in lines
    ]
    return listed(said, "or")


def _sector(sector: Sector) -> str:
    return f"only between {_end(sector.first)} and {_end(sector.last)}"


def _end(end: Degree | Text) -> str:
    if isinstance(end, Text):
        return f"“{end.value}”"
    point = ("E" if end.value >= 0 else "W") if end.axis == "meridian" else ("N" if end.value >= 0 else "S")
    return f"the {end.axis} {abs(end.value)}° {point}"
