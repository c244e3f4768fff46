"""Features of GeoJSON (RFC 7946) and TopoJSON files, and their shapes.

Rules it keeps:

- coordinates are longitude and latitude in degrees on WGS 84, as RFC 7946 requires; others are refused;
- a TopoJSON arc that two countries share gives both the same points, so that their border is exact;
- a shape that crosses itself is mended, never dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass
class Feature:
    """A feature: its properties, and its geometry as in GeoJSON."""

    properties: dict[str, Any]
    geometry: Mapping[str, Any]


class BadMap(ValueError):
    """A file that is no map; the message says why."""


def features(data: object, name: str = "") -> list[Feature]:
    """The features of a parsed file; `name`: which object of a TopoJSON file, or else the only one. Raises BadMap."""
    if not isinstance(data, dict) or data.get("type") not in ("FeatureCollection", "Feature", "Topology"):
        raise BadMap("it is neither a GeoJSON feature collection nor a TopoJSON topology")
    try:
        if data["type"] == "Topology":
            return _of_topology(data, name)
        found = data["features"] if data["type"] == "FeatureCollection" else [data]
        return [Feature(_named(item), item["geometry"]) for item in found if item.get("geometry")]
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadMap(f"it is broken: {type(error).__name__} {error}") from None


def _named(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": item.get("id"), **(item.get("properties") or {})}


def _of_topology(data: Mapping[str, Any], name: str) -> list[Feature]:
    objects = data["objects"]
    if name not in objects and len(objects) != 1:
        raise BadMap(f'it has the objects {", ".join(objects)}; say which: `object = "…"`')
    chosen = objects[name] if name in objects else next(iter(objects.values()))
    arcs = _arcs(data)
    found = []
    for item in chosen["geometries"] if chosen["type"] == "GeometryCollection" else [chosen]:
        if item["type"] is not None:
            found.append(Feature(_named(item), _geometry(item, arcs)))
    return found


def _arcs(data: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    transform = data.get("transform")
    if transform is None:
        return [[(point[0], point[1]) for point in arc] for arc in data["arcs"]]
    (east, north), (west, south) = transform["scale"], transform["translate"]
    found = []
    for arc in data["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * east + west, y * north + south))
        found.append(points)
    return found


def _geometry(item: Mapping[str, Any], arcs: Sequence[Sequence[tuple[float, float]]]) -> Mapping[str, Any]:
    def line(numbers: Sequence[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc if not points else arc[1:]
        return points

    kind = item["type"]
    if kind in ("Point", "MultiPoint"):
        return {"type": kind, "coordinates": item["coordinates"]}
    depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}[kind]
    parts: Any = item["arcs"]
    if depth == 0:
        coordinates: Any = line(parts)
    elif depth == 1:
        coordinates = [line(ring) for ring in parts]
    else:
        coordinates = [[line(ring) for ring in polygon] for polygon in parts]
    return {"type": kind, "coordinates": coordinates}


def shapes(found: Sequence[Feature]) -> list["BaseGeometry"]:
    """The shapes of features, mended where they cross themselves. Raises BadMap for points that are not on earth."""
    import shapely
    from shapely.geometry import shape

    made = []
    for item in found:
        try:
            one = shape(item.geometry)
        except (ValueError, TypeError, KeyError, shapely.errors.ShapelyError) as error:
            raise BadMap(f"a shape is broken: {error}") from None
        west, south, east, north = one.bounds if not one.is_empty else (0, 0, 0, 0)
        if west < -180.001 or east > 180.001 or south < -90.001 or north > 90.001:
            raise BadMap("a point lies outside of longitude -180 to 180 and latitude -90 to 90")
        made.append(one if one.is_valid else _mended(one))
    return made


def _mended(shape: "BaseGeometry") -> "BaseGeometry":
    """A valid shape; of land that crosses itself, only the land: no spikes and no single points."""
    import shapely

    valid = shapely.make_valid(shape)
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return valid
    ahead, found = [valid], []
    while ahead:
        one = ahead.pop()
        if one.geom_type == "Polygon":
            found.append(one)
        else:
            ahead.extend(getattr(one, "geoms", []))
    return shapely.MultiPolygon(found)
