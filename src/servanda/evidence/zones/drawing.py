"""Zones of an agreement as land: over time, on each map, whole and in each party's part.

Rules it keeps:

- a zone of a border is the land of those whose border it is, within the distance; a zone of a line is all land within
  it, or the land of the side that the text names;
- when a member joins or leaves a side, or another boundary set comes into use, the zone moves on that day;
- land that a map draws with a coarse coast reaches as far as the coast may be off, possibly; other land never does.

It leaves to others: distances (`buffer`), what lies in the zones (`geography`).
"""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import BorderLine, Boundaries, Degree, Name, Sector, Text, Zone
from servanda.diagnostics import Place, Refused, nearest, refuse
from servanda.evidence.zones import buffer
from servanda.evidence.zones.boundaries import BoundarySet
from servanda.evidence.zones.map_files import Maps, unknown_set

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WHOLE, ANY = "", "*"
EVER = dt.date(1, 1, 2)


@dataclass(frozen=True, slots=True)
class Land:
    """What certainly belongs to a zone, and what possibly does."""

    sure: "BaseGeometry"
    maybe: "BaseGeometry"


@dataclass
class Drawn:
    """A zone on one map from `start` to `end` (both inclusive; None for ever), whole and for each party."""

    zone: Zone
    reading: str
    start: dt.date
    end: dt.date | None
    boundaries: BoundarySet
    lines: "BaseGeometry"
    parts: dict[str, Land] = field(default_factory=dict)


def draw(agreement: Agreement, maps: Maps) -> list[Drawn]:
    """Every zone, each map, each stretch of time in which nothing changes. Raises Refused."""
    return [drawn for zone in agreement.zones.values() for drawn in _Artist(agreement, maps, zone).all()]


def readings(agreement: Agreement) -> list[str]:
    """The labels under which maps are chosen; only "" where there is nothing to choose."""
    found = agreement.readings().get("boundaries", [])
    return found if len(found) > 1 else [""]


def _holds(item: Boundaries, day: dt.date) -> bool:
    return (item.start is None or item.start.value <= day) and (item.end is None or day <= item.end.value)


def no_map(zone: Zone, day: dt.date, reading: str) -> Refused:
    """The refusal for a zone that would have no land because no map holds."""
    under = f" under the reading “{reading}”" if reading else ""
    message = f"The zone `{zone.name}` has no map on {day.isoformat()}{under}."
    remedy = "Give a boundary set dates that hold then, or the zone a later `from`."
    return refuse("zone-without-boundaries", message, zone.name.place, remedy)


class _Artist:
    """Draws one zone."""

    def __init__(self, agreement: Agreement, maps: Maps, zone: Zone) -> None:
        self.agreement = agreement
        self.maps = maps
        self.zone = zone
        self.territory = {item.owner.text: [c.value for c in item.countries] for item in agreement.territories}
        for item in agreement.boundaries:
            if item.title.value not in maps.sets:
                raise unknown_set(item.title.value, maps, item.title.place)

    def all(self) -> Iterator[Drawn]:
        some = False
        for reading in readings(self.agreement):
            for start, end in self._stretches():
                chosen = self._boundaries(reading, start)
                if chosen is None:
                    continue
                drawn = Drawn(self.zone, reading, start, end, chosen, self._nothing())
                self._border(drawn) if isinstance(self.zone.lines, BorderLine) else self._lines(drawn)
                some = some or bool(drawn.parts)
                yield drawn
        if not some and isinstance(self.zone.lines, BorderLine):
            titles = " and ".join(dict.fromkeys(f"“{item.title.value}”" for item in self.agreement.boundaries))
            message = f"The zone `{self.zone.name}` has no border to be drawn from: {titles} shows none between them."
            remedy = "Name two that border each other by land, or another boundary set."
            raise refuse("no-common-border", message, self.zone.lines.place, remedy)

    @staticmethod
    def _nothing() -> "BaseGeometry":
        import shapely

        return shapely.MultiLineString([])

    # --- time ------------------------------------------------------------------------------------------------------

    def _stretches(self) -> Iterator[tuple[dt.date, dt.date | None]]:
        """The times in which neither maps nor members change, while the zone is there, up to the agreement's end."""
        force = self.agreement.in_force
        first = self.zone.start.value if self.zone.start else EVER
        ends = [item.value for item in (force.end, self.zone.end) if item is not None]
        last = min(ends) if ends else None
        spans: list[tuple[dt.date | None, dt.date | None]] = []
        for item in self.agreement.boundaries:
            spans.append((item.start.value if item.start else None, item.end.value if item.end else None))
        for side in self.agreement.sides.values():
            for member in side.members:
                spans.append((member.start.value if member.start else None, member.end.value if member.end else None))
        days = {first} | {start for start, _ in spans if start is not None}
        days |= {end + dt.timedelta(days=1) for _, end in spans if end is not None}
        edges = sorted(day for day in days if day >= first and (last is None or day <= last))
        for number, start in enumerate(edges):
            yield start, edges[number + 1] - dt.timedelta(days=1) if number + 1 < len(edges) else last

    def _boundaries(self, reading: str, day: dt.date) -> BoundarySet | None:
        """The map of a day; None before the first one. A gap between maps, or after them, is refused."""

        mine = [item for item in self.agreement.boundaries if not reading or item.reading in ("", reading)]
        found = [item for item in mine if _holds(item, day)]
        if found:
            # A map under the reading goes before one that nobody disputes.
            found.sort(key=lambda item: bool(item.reading), reverse=True)
            return self.maps.sets[found[0].title.value]
        if all(item.start is not None and item.start.value > day for item in mine):
            return None
        raise no_map(self.zone, day, reading)

    # --- land ------------------------------------------------------------------------------------------------------

    def countries(self, owner: str) -> list[str]:
        """The countries of the boundary set that a party's or country's land is."""
        return self.territory.get(owner, [owner])

    def land(self, owner: str, chosen: BoundarySet) -> "BaseGeometry":
        """The land of a party or country."""
        import shapely

        return shapely.union_all([chosen.land(name) for name in self.countries(owner)])

    def members(self, name: str, day: dt.date) -> list[str]:
        """The parties that a name stands for on a day."""
        side = self.agreement.sides.get(name)
        if side is None:
            return [name]
        return [
            member.party.text
            for member in side.members
            if (member.start is None or member.start.value <= day) and (member.end is None or day <= member.end.value)
        ]

    def groups(self, line: BorderLine, day: dt.date) -> list[tuple[list[str], list[str]]]:
        """The pairs of those whose borders count."""
        if line.kind == "named":
            return [(self.members(line.ends[0].text, day), self.members(line.ends[1].text, day))]
        parties = self.agreement.parties_on(day)
        every = [[party] for party in parties]
        if line.kind == "sides":
            joined = [self.members(side, day) for side in self.agreement.sides]
            alone = [[p] for p in parties if not any(p in members for members in joined)]
            every = [*joined, *alone]
        return [(one, other) for number, one in enumerate(every) for other in every[number + 1 :]]

    def _border(self, drawn: Drawn) -> None:
        import shapely

        assert isinstance(self.zone.lines, BorderLine)
        allowed = None if self.zone.side is None else self.members(self.zone.side.text, drawn.start)
        found: dict[str, list[Land]] = {}
        lines = []
        for one, other in self.groups(self.zone.lines, drawn.start):
            border = self._shared(one, other, drawn.boundaries)
            if border.is_empty:
                continue
            border = self.sector(border)
            lines.append(border)
            reach = buffer.within(border, self.zone.reach)
            for owner in dict.fromkeys([*one, *other]):
                if allowed is None or owner in allowed:
                    found.setdefault(owner, []).append(self.part(reach, owner, drawn.boundaries))
        drawn.lines = shapely.union_all(lines) if lines else drawn.lines
        drawn.parts = {owner: joined(parts) for owner, parts in found.items()}
        self._sides(drawn)
        if found:
            drawn.parts[WHOLE] = drawn.parts[ANY] = joined([land for parts in found.values() for land in parts])

    def _shared(self, one: Sequence[str], other: Sequence[str], chosen: BoundarySet) -> "BaseGeometry":
        import shapely

        pairs = [
            (a, b) for first in one for second in other for a in self.countries(first) for b in self.countries(second)
        ]
        return shapely.line_merge(shapely.union_all([chosen.border(a, b) for a, b in pairs if a != b]))

    def part(self, reach: buffer.Reach, owner: str, chosen: BoundarySet) -> Land:
        """The land of one owner within reach, and what may belong to it beyond a coarse coast."""
        import shapely

        land = self.land(owner, chosen)
        outer = self.clip(reach.maybe)
        near = shapely.intersection(land, outer)
        fringe = _fringe(land, outer, chosen)
        others = shapely.difference(chosen.land_near(outer), land)
        maybe = shapely.union(near, shapely.difference(fringe, others))
        return Land(shapely.intersection(land, self.clip(reach.sure)), maybe)

    def _sides(self, drawn: Drawn) -> None:
        for side in self.agreement.sides:
            parts = [drawn.parts[name] for name in self.members(side, drawn.start) if name in drawn.parts]
            if parts:
                drawn.parts[side] = joined(parts)

    # --- reference lines -------------------------------------------------------------------------------------------

    def _lines(self, drawn: Drawn) -> None:
        import shapely

        assert not isinstance(self.zone.lines, BorderLine)
        lines = []
        for item in self.zone.lines:
            line = self.sector(self._named(item.line))
            lines.append(line)
            reach = buffer.within(line, self.zone.reach)
            if item.party is not None:
                land = self._all_land(reach, drawn.boundaries, drawn.start)
                for name in {item.party.text, *self.members(item.party.text, drawn.start)}:
                    drawn.parts[name] = land
                continue
            people = [self.zone.side] if self.zone.side is not None else []
            owners = [name for side in people for name in self.members(side.text, drawn.start)]
            for owner in owners or self.agreement.parties_on(drawn.start):
                drawn.parts[owner] = self.part(reach, owner, drawn.boundaries)
            self._sides(drawn)
            if owners:
                drawn.parts[WHOLE] = joined([drawn.parts[owner] for owner in owners])
            else:
                drawn.parts[WHOLE] = self._all_land(reach, drawn.boundaries, drawn.start)
        drawn.lines = shapely.union_all(lines)
        drawn.parts[ANY] = joined(list(drawn.parts.values()))

    def _all_land(self, reach: buffer.Reach, chosen: BoundarySet, day: dt.date) -> Land:
        import shapely

        outer = self.clip(reach.maybe)
        land = chosen.land_near(outer)
        if self.zone.side is not None:
            owners = self.members(self.zone.side.text, day)
            land = shapely.union_all([self.land(owner, chosen) for owner in owners])
        return Land(shapely.intersection(land, self.clip(reach.sure)), _fringe(land, outer, chosen))

    def _named(self, name: Text) -> "BaseGeometry":
        found = self.maps.lines.get(name.value)
        if found is None:
            message = f"No line of the workspace is called “{name.value}”."
            raise refuse("unknown-line", message, name.place, _remedy(name, self.maps.lines, "lines"))
        return found

    # --- sectors ---------------------------------------------------------------------------------------------------

    def sector(self, line: "BaseGeometry") -> "BaseGeometry":
        """The part of a line between two named places."""
        sector = self.zone.sector
        if sector is None or isinstance(sector.first, Degree) or isinstance(sector.last, Degree):
            return line
        return between(line, self._place(sector.first), self._place(sector.last), sector.place)

    def _place(self, name: Text) -> "BaseGeometry":
        found = self.maps.places.get(name.value)
        if found is None:
            message = f"No place of the workspace is called “{name.value}”."
            raise refuse("unknown-place", message, name.place, _remedy(name, self.maps.places, "places"))
        return found.centroid

    def clip(self, shape: "BaseGeometry") -> "BaseGeometry":
        """The part of a shape between two meridians or parallels."""
        import shapely

        sector = self.zone.sector
        return shape if sector is None or isinstance(sector.first, Text) else shapely.intersection(shape, _box(sector))


def _fringe(land: "BaseGeometry", outer: "BaseGeometry", chosen: BoundarySet) -> "BaseGeometry":
    """The land within `outer` and as far beyond its coast as the map may be off; further where degrees are short."""
    import shapely

    _, south, _, north = outer.bounds
    degree = 111.0 * max(math.cos(math.radians(max(abs(south), abs(north)))), 0.1)
    near = shapely.intersection(land, outer.envelope)
    return shapely.intersection(shapely.buffer(near, chosen.coast / degree), outer)


def _box(sector: Sector) -> "BaseGeometry":
    import shapely

    assert isinstance(sector.first, Degree)
    assert isinstance(sector.last, Degree)
    first, last = sector.first.value, sector.last.value
    return shapely.box(first, -90, last, 90) if sector.first.axis == "meridian" else shapely.box(-180, first, 180, last)


def _remedy(name: Text, known: dict[str, "BaseGeometry"], kind: str) -> str:
    near = nearest(name.value, known)
    return f"Did you mean “{near}”?" if near else f'Put a map of it into places/, with the manifest `kind = "{kind}"`.'


def between(line: "BaseGeometry", first: "BaseGeometry", last: "BaseGeometry", place: Place) -> "BaseGeometry":
    """The stretch of a line between the points of it that are nearest to two places. Raises Refused."""
    import shapely
    from shapely.ops import substring

    parts = [part for part in shapely.get_parts(line) if part.geom_type == "LineString"]
    part = min(parts, key=lambda one: one.distance(first) + one.distance(last))
    ends = sorted((part.project(first), part.project(last)))
    if ends[0] == ends[1]:
        message = "The sector has no length: both places are nearest to the same point of the line."
        raise refuse("uneven-sector", message, place, "Name two places that lie along one stretch of the line.")
    return substring(part, *ends)


def joined(parts: Sequence[Land]) -> Land:
    """Several pieces of land as one."""
    import shapely

    return Land(shapely.union_all([part.sure for part in parts]), shapely.union_all([part.maybe for part in parts]))


__all__ = ["ANY", "WHOLE", "Drawn", "Land", "Name", "between", "draw", "joined", "readings"]
