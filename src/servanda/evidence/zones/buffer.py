"""All points within a distance of a line on the earth, as land in longitude and latitude.

Rules it keeps:

- distances are those of the WGS 84 ellipsoid: the line is cut into pieces of at most about 100 km, each buffered in an
  azimuthal equidistant projection around its own middle;
- two shapes are given: one that lies wholly within the distance, and one that wholly contains what does. Between them
  lies what the projection and the rounding of curves by polygons cannot tell: `error(km)`;
- shapes that cross the meridian of 180° are cut there; a shape that reaches a pole is refused.

The projection stretches what lies across the radius by `c / sin(c)`, about `1 + c²/6`, at the angle `c` from its middle
(Snyder, *Map Projections: A Working Manual*, USGS 1987, chapter 25), so a distance measured in it is never too short.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.diagnostics import Place, refuse

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

EARTH = 6371.0
_QUARTER = 64  # segments of a quarter circle
_STEP = 0.05  # degrees between two points of a line
_POINTS = 16  # of a piece
_EDGE = 5_000.0  # metres between two points of an outline
_ROUNDING = 0.01  # km: straight edges between projected points; measured in tests/evidence/test_buffer.py
_PIECE = 70.0  # km from the middle of a piece to its ends, at most


@dataclass(frozen=True, slots=True)
class Reach:
    """What is certainly within a distance of a line, and what possibly is."""

    sure: "BaseGeometry"
    maybe: "BaseGeometry"


def error(km: float) -> float:
    """By how much, in km, a point may be further from or nearer to a line than its zone says; for a zone of `km`."""
    angle = (km + _PIECE) / EARTH
    return km * angle**2 / 6 + km * (1 - math.cos(math.pi / (4 * _QUARTER))) + 2 * _ROUNDING


def within(line: "BaseGeometry", km: float) -> Reach:
    """The land and sea within `km` of a line in degrees (longitude, latitude)."""
    import shapely

    sure, maybe = [], []
    for piece in _pieces(line):
        inner, outer = _around(piece, km)
        sure.append(inner)
        maybe.append(outer)
    return Reach(shapely.union_all(sure), shapely.union_all(maybe))


def around(lat: float, lon: float, km: float) -> "BaseGeometry":
    """All points that may lie within `km` of a point."""
    import shapely

    return _around(shapely.Point(lon, lat), km)[1]


def _pieces(line: "BaseGeometry") -> Iterator["BaseGeometry"]:
    import shapely

    parts = [line] if line.geom_type == "LineString" else list(getattr(line, "geoms", []))
    for part in parts:
        dense = shapely.get_coordinates(shapely.segmentize(part, _STEP))
        for start in range(0, max(len(dense) - 1, 1), _POINTS):
            yield shapely.LineString(dense[start : start + _POINTS + 1])


def _around(piece: "BaseGeometry", km: float) -> tuple["BaseGeometry", "BaseGeometry"]:
    import shapely
    from pyproj import Proj

    west, south, east, north = piece.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    if abs(lat) + (km + _PIECE) / 110 > 89.5:
        message = "A zone that reaches a pole cannot be drawn."
        raise refuse("zone-at-a-pole", message, Place("boundaries", 1, 1, 1, 2), "Limit the zone to a sector.")
    plane = Proj(proj="aeqd", lat_0=lat, lon_0=lon, ellps="WGS84")
    flat = shapely.transform(piece, lambda xy: _stack(plane(xy[:, 0], xy[:, 1])))
    half = max(math.dist((0, 0), point) for point in shapely.get_coordinates(flat)) / 1000
    angle = (km + half) / EARTH
    outer = (km * (1 + angle**2 / 6) / math.cos(math.pi / (4 * _QUARTER)) + _ROUNDING) * 1000
    found = []
    for metres in (max(km - _ROUNDING, 0) * 1000, outer):
        shape = shapely.segmentize(flat.buffer(metres, quad_segs=_QUARTER), _EDGE)
        found.append(wrapped(shapely.transform(shape, lambda xy: _near(_stack(plane(xy[:, 0], xy[:, 1], True)), lon))))
    return found[0], found[1]


def _stack(pair: object) -> "object":
    import numpy

    return numpy.column_stack(pair)  # type: ignore[call-overload]


def _near(points: "object", lon: float) -> "object":
    """Longitudes as they follow from the middle, without a jump at 180°."""
    points[:, 0] = (points[:, 0] - lon + 180) % 360 - 180 + lon  # type: ignore[index]
    return points


def wrapped(shape: "BaseGeometry") -> "BaseGeometry":
    """A shape that goes beyond 180° E or W, cut there and brought back."""
    import shapely
    from shapely import affinity

    west, _, east, _ = shape.bounds
    if west >= -180 and east <= 180:
        return shape
    parts = []
    for turn in (-360, 0, 360):
        part = shapely.intersection(shape, shapely.box(turn - 180, -90, turn + 180, 90))
        if not part.is_empty:
            parts.append(affinity.translate(part, -turn, 0))
    return shapely.union_all(parts)
