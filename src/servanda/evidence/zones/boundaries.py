"""Boundary sets: which land is whose, and where two countries border.

Rules it keeps:

- a country is found by its code or its name, whatever property of the file holds it; an unknown one is told with the
  nearest known;
- the border of two countries is the line that both have as their edge; land that only nearly meets has none;
- a set made from another by moving land from one country to another has a title and a hash of its own.
"""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from servanda.diagnostics import Place, nearest, refuse
from servanda.evidence.zones.topojson import features, shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

ATLAS = "Natural Earth 4.1.0, 1:50m"
ATLAS_LICENCE = "public domain (Natural Earth); redistribution by world-atlas 2.0.2 under the ISC licence"
# Properties that name a country, in the files that people have.
NAMES = ("code", "iso_a3", "ISO_A3", "ISO_A3_EH", "ADM0_A3", "adm0_a3", "SOV_A3", "name", "NAME", "NAME_LONG", "ADMIN")


@dataclass
class BoundarySet:
    """A boundary set. `shape_of`: the shapes of each code and name; `coast`: km by which its coast may be off."""

    title: str
    file: str
    sha256: str
    licence: str
    shapes: Sequence["BaseGeometry"]
    shape_of: Mapping[str, tuple[int, ...]]
    coast: float = 5.0
    place: Place = field(default=Place("places", 1, 1, 1, 2))
    _borders: dict[tuple[str, str], "BaseGeometry"] = field(default_factory=dict, repr=False)

    @cached_property
    def tree(self) -> Any:
        import shapely

        return shapely.STRtree(self.shapes)

    def has(self, name: str) -> bool:
        return name in self.shape_of

    def land(self, name: str) -> "BaseGeometry":
        """The land of a country. Raises Refused where the set does not have it."""
        import shapely

        if name not in self.shape_of:
            near = nearest(name, self.shape_of)
            remedy = f'Did you mean "{near}"? ' if near else ""
            remedy += f'Say which land it is: `territory of … = "…"`, a code or a name of “{self.title}”.'
            message = f"“{self.title}” has no country `{name}`."
            raise refuse("unknown-territory", message, self.place, remedy)
        found = [self.shapes[number] for number in self.shape_of[name]]
        return found[0] if len(found) == 1 else shapely.union_all(found)

    def border(self, first: str, second: str) -> "BaseGeometry":
        """The line that two countries share; empty where they have none."""
        import shapely

        key = (min(first, second), max(first, second))
        if key not in self._borders:
            one, other = self.land(first), self.land(second)
            shared = shapely.intersection(one.boundary, other.boundary)
            parts = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString" and not part.is_empty]
            merged = shapely.line_merge(shapely.MultiLineString(parts))
            self._borders[key] = merged
        return self._borders[key]

    def land_near(self, shape: "BaseGeometry") -> "BaseGeometry":
        """All land, whosever, that a shape meets."""
        import shapely

        return shapely.union_all([self.shapes[number] for number in self.tree.query(shape, predicate="intersects")])


@cache
def shipped() -> BoundarySet:
    """The boundary set that comes with servanda: countries of Natural Earth 4.1.0 at 1:50m."""
    folder = files("servanda.evidence.zones") / "atlas"
    raw = (folder / "countries-50m.json").read_bytes()
    codes = csv.DictReader((folder / "countries.csv").read_text(encoding="utf-8").splitlines())
    code_of = {row["name"]: row["code"] for row in codes}
    found = features(json.loads(raw), "countries")
    for item in found:
        item.properties["code"] = code_of[item.properties["name"]]
    sha256 = hashlib.sha256(raw).hexdigest()
    return boundary_set(ATLAS, "servanda: countries-50m.json", sha256, ATLAS_LICENCE, found, NAMES)


def boundary_set(
    title: str, file: str, sha256: str, licence: str, found: Sequence[Any], names: Sequence[str], coast: float = 5.0
) -> BoundarySet:
    """A boundary set from the features of a file, each under every one of the properties `names` that it has."""
    shape_of: dict[str, tuple[int, ...]] = {}
    for number, item in enumerate(found):
        for name in dict.fromkeys(str(item.properties[key]) for key in names if item.properties.get(key)):
            if name not in ("-99", "None"):
                shape_of[name] = (*shape_of.get(name, ()), number)
    return BoundarySet(title, file, sha256, licence, shapes(found), shape_of, coast, Place(file, 1, 1, 1, 2))


@dataclass(frozen=True, slots=True)
class Move:
    """A piece of land, around the point `lat`, `lon`, that another set gives to another country."""

    lat: float
    lon: float
    giver: str
    taker: str


def moved(base: BoundarySet, moves: Sequence[Move], title: str, file: str) -> BoundarySet:
    """The set `base` with pieces of land moved: each the polygon of the giver that holds the point."""
    import shapely

    found = list(base.shapes)
    place = Place(file, 1, 1, 1, 2)
    for move in moves:
        base.land(move.giver), base.land(move.taker)
        point = shapely.Point(move.lon, move.lat)
        for number in base.shape_of[move.giver]:
            parts = list(shapely.get_parts(found[number]))
            piece = next((part for part in parts if shapely.covers(part, point)), None)
            if piece is not None:
                break
        else:
            message = f"“{base.title}” has no land of {move.giver} at {move.lat:g}, {move.lon:g}."
            raise refuse("bad-map", message, place, "Name a point on the land that is to be moved.")
        found[number] = shapely.MultiPolygon([part for part in parts if part is not piece])
        taker = base.shape_of[move.taker][0]
        found[taker] = shapely.union(found[taker], piece)
    said = ";".join(f"{move.lat},{move.lon},{move.giver},{move.taker}" for move in moves)
    sha256 = hashlib.sha256(f"{base.sha256};{said}".encode()).hexdigest()
    return BoundarySet(title, file, sha256, base.licence, found, base.shape_of, base.coast, place)


__all__ = ["ATLAS", "NAMES", "BoundarySet", "Move", "boundary_set", "moved", "shipped"]
