"""Which places lie in which zone, when, on which map: what the engine joins with.

Rules it keeps:

- a point counts as its H3 cell: certainly inside only if the whole cell is, possibly inside if any of it is;
- an area, or somewhere in a country, counts as a whole: certainly inside only if all of it is;
- a name that no gazetteer has, and a place that nobody stated, may be anywhere: possibly inside every zone;
- several sources of one place are counted as the standard of proof counts them: k that place it inside make it so.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from servanda.agreement.model import Agreement
from servanda.dates import ALWAYS, end_of_day, start_of_day
from servanda.diagnostics import Place, refuse
from servanda.evidence.zones.drawing import EVER, Drawn, draw, no_map, readings
from servanda.evidence.zones.map_files import MapFile, Maps, read_maps
from servanda.evidence.zones.spot import BadSpot, Spot, spot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Lies = Literal["inside", "possibly", "outside"]
SEPARATOR = " ‖ "
# A cell's edge is at most this part of the zone's distance.
_FINENESS = 2000
_FINEST = 12
_COUNTED = re.compile(r"(\d+) of: ")
# The mean edge length of H3 cells by resolution, in km (https://h3geo.org/docs/core-library/restable).
_EDGES = (1281.256, 483.057, 182.513, 68.979, 26.072, 9.854, 3.725, 1.406, 0.531, 0.201, 0.0759, 0.0287, 0.0108)
# Both worlds ask at once, and GEOS prepares a shape in place: two threads that do so together end the process.
_ONE_AT_A_TIME = Lock()
Row = tuple[int, int | None, tuple[str, str, str]]


def resolution(km: float) -> int:
    """The H3 resolution at which points are compared with a zone that reaches `km` from its line."""
    return next((number for number, edge in enumerate(_EDGES) if edge <= km / _FINENESS), _FINEST)


def together(texts: Iterable[str], sources: int) -> str:
    """What all sources say of one place, as one text: `A`, or `2 of: A ‖ B` where two must agree; "" for nothing."""
    found = SEPARATOR.join(sorted(texts))
    return f"{sources} of: {found}" if found and sources > 1 else found


def apart(said: str) -> tuple[list[str], int]:
    """What each source says, and how many must agree."""
    counted = _COUNTED.match(said)
    texts = said[counted.end() :] if counted else said
    return texts.split(SEPARATOR) if texts else [], int(counted[1]) if counted else 1


@dataclass
class Geography:
    """The zones of one agreement as drawn, and where places lie. `unknown`: names that no gazetteer has."""

    agreement: Agreement
    maps: Maps
    drawn: list[Drawn]
    unknown: set[str] = field(default_factory=set)
    _lies: dict[tuple[int, str], dict[str, Lies]] = field(default_factory=dict, repr=False)
    _shapes: dict[tuple[str, float, str], "BaseGeometry | None"] = field(default_factory=dict, repr=False)

    def under(self, agreement: Agreement) -> "Geography":
        """The same places with the zones of an agreement whose sides may have changed: members join and leave."""
        before = self.agreement
        if agreement.sides == before.sides and agreement.bound_for == before.bound_for:
            return self
        return Geography(agreement, self.maps, draw(agreement, self.maps), self.unknown)

    @property
    def files(self) -> list[MapFile]:
        """Every map that was read, and the shipped one where it is used."""
        used = {item.boundaries.title: item.boundaries for item in self.drawn}
        own = {item.file for item in self.maps.files}
        found = [
            MapFile(one.file, one.sha256, one.title, one.licence, len(one.shapes))
            for one in used.values()
            if one.file not in own
        ]
        return [*found, *self.maps.files]

    @property
    def points(self) -> dict[str, Spot]:
        """Where the named places of the gazetteer are: their middles, and how far they reach."""
        found = {}
        for name, shape in self.maps.places.items():
            middle = shape.centroid
            west, south, east, north = shape.bounds
            reach = 111.2 * math.hypot(east - west, north - south)
            found[name] = Spot("point", name, middle.y, middle.x, 0.0, reach)
        return found

    def rows(self, zone: str, said: Iterable[str]) -> tuple[list[Row], list[Row]]:
        """Of each place, as `together` has it: when, whose and on which map it certainly, and possibly, lies in it."""
        sure: list[Row] = []
        maybe: list[Row] = []
        here = [(number, item) for number, item in enumerate(self.drawn) if item.zone.name.text == zone]
        for one in sorted(set(said)):
            texts, sources = apart(one)
            for number, item in here:
                start, until = self._span(item)
                counts = [self.lies(number, text) for text in texts]
                for whose in item.parts:
                    inside = sum(count[whose] == "inside" for count in counts)
                    outside = sum(count[whose] == "outside" for count in counts)
                    row = (start, until, (one, whose, item.reading))
                    if inside >= sources > outside:
                        sure.append(row)
                    if not outside >= sources > inside:
                        maybe.append(row)
        return sure, maybe

    def ready(self, starts: dt.date) -> None:
        """Refuse where a zone has no map on the day on which the agreement, or the zone, begins."""
        for zone in self.agreement.zones.values():
            day = max(starts, zone.start.value if zone.start else starts)
            for reading in readings(self.agreement):
                here = [item for item in self.drawn if item.zone is zone and item.reading == reading]
                if here and min(item.start for item in here) > day:
                    raise no_map(zone, day, reading)

    def _span(self, item: Drawn) -> tuple[int, int | None]:
        zone = self.agreement.zone
        start = ALWAYS if item.start == EVER else start_of_day(item.start, zone)
        return start, None if item.end is None else end_of_day(item.end, zone) + 1

    def lies(self, number: int, text: str) -> dict[str, Lies]:
        """Where a place lies, for the whole zone and for each part of it."""
        key = (number, text)
        with _ONE_AT_A_TIME:
            if key not in self._lies:
                item = self.drawn[number]
                # A country is another shape on another map; all other places are the same on each.
                what = (text, item.zone.reach, item.boundaries.title)
                if what not in self._shapes:
                    self._shapes[what] = self._shape(text, item)
                shape = self._shapes[what]
                self._lies[key] = {whose: _lies(shape, land.sure, land.maybe) for whose, land in item.parts.items()}
            return self._lies[key]

    def _shape(self, text: str, item: Drawn) -> "BaseGeometry | None":
        """What a place covers; None where nobody knows."""
        if not text:
            return None
        try:
            found = spot(text)
        except BadSpot:
            return None
        if found.kind == "point":
            return _around(found, item.zone.reach)
        if found.kind == "country":
            return self._country(found.name, item)
        named = self.maps.places.get(found.name)
        if named is None:
            self.unknown.add(found.name)
            return None
        if named.geom_type == "Point":
            return cell(named.y, named.x, resolution(item.zone.reach))
        return named

    def _country(self, name: str, item: Drawn) -> "BaseGeometry | None":
        import shapely

        owned = {one.owner.text: [c.value for c in one.countries] for one in self.agreement.territories}
        names = owned.get(name, [name])
        if all(item.boundaries.has(one) for one in names):
            return shapely.union_all([item.boundaries.land(one) for one in names])
        self.unknown.add(name)
        return None


def _lies(shape: "BaseGeometry | None", sure: "BaseGeometry", maybe: "BaseGeometry") -> Lies:
    import shapely

    if shape is None:
        return "possibly"
    west, south, east, north = maybe.bounds
    left, bottom, right, top = shape.bounds
    if right < west or left > east or top < south or bottom > north:
        return "outside"
    shapely.prepare(sure)
    shapely.prepare(maybe)
    if shapely.covers(sure, shape):
        return "inside"
    return "possibly" if shapely.intersects(maybe, shape) else "outside"


def _around(found: Spot, reach: float) -> "BaseGeometry":
    """The cells of a point; the area, where it is not known as exactly as that."""
    import shapely

    from servanda.evidence.zones.buffer import around, wrapped

    size = resolution(reach)
    if found.within:
        return around(found.lat, found.lon, found.within + found.half * 111.2)
    corners = [(found.lat + a * found.half, found.lon + b * found.half) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    if found.half * 111.2 > _EDGES[size]:
        south, north = max(corners[0][0], -90), min(corners[-1][0], 90)
        return wrapped(shapely.box(corners[0][1], south, corners[-1][1], north))
    import h3

    cells = dict.fromkeys(h3.latlng_to_cell(lat, lon, size) for lat, lon in corners)
    shapes = [_of_cell(one, found.lon) for one in cells]
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def cell(lat: float, lon: float, size: int) -> "BaseGeometry":
    """The H3 cell of a point, as land in longitude and latitude."""
    import h3

    return _of_cell(h3.latlng_to_cell(lat, lon, size), lon)


def _of_cell(name: str, lon: float) -> "BaseGeometry":
    import h3
    import shapely

    from servanda.evidence.zones.buffer import wrapped

    edge = h3.cell_to_boundary(name)
    near = [((east - lon + 180) % 360 - 180 + lon, north) for north, east in edge]
    return wrapped(shapely.Polygon(near))


def geography(agreement: Agreement, root: Path | None) -> Geography | None:
    """The zones of an agreement, with the maps of the workspace `root`; None where it has none. Raises Refused."""
    if not agreement.zones:
        return None
    needed()
    maps = read_maps(root)
    return Geography(agreement, maps, draw(agreement, maps))


def needed() -> None:
    """Refuse where the packages that draw are not installed."""
    try:
        import h3  # noqa: F401
        import pyproj  # noqa: F401
        import shapely  # noqa: F401
    except ImportError as error:
        message = f"The agreement has zones, and `{error.name}` is not installed."
        remedy = "Install servanda with its extra for geography: pip install 'servanda[geo]'."
        raise refuse("no-geography", message, Place("agreement", 1, 1, 1, 2), remedy) from None


def day_of_drawing(items: Sequence[Drawn], day: dt.date) -> list[Drawn]:
    """Those that hold on a day."""
    return [one for one in items if one.start <= day and (one.end is None or day <= one.end)]
