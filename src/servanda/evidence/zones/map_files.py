"""The folder `places` of a workspace: boundary sets, reference lines and the gazetteer, each with a manifest.

Rules it keeps:

- a file is GeoJSON or TopoJSON; a gazetteer may be a CSV file with columns name, latitude, longitude and within_km;
- a manifest says what a file is (`kind`), what it is called (`title`) and on what terms it may be used (`licence`);
- what cannot be read is refused with its place, never skipped; every file is an input with a hash.
"""

import csv
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.diagnostics import Place, Refused, nearest, refuse
from servanda.evidence.manifest import where
from servanda.evidence.zones.boundaries import NAMES, BoundarySet, Move, boundary_set, moved, shipped
from servanda.evidence.zones.spot import BadSpot, spot
from servanda.evidence.zones.topojson import BadMap, Feature, features, shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FOLDER = "places"
KINDS = ("boundaries", "lines", "places")
_KNOWN = ("kind", "title", "licence", "citation", "retrieved", "note", "object", "name", "coast_km", "base", "move")
_FILES = (".geojson", ".json", ".topojson", ".csv")


@dataclass(frozen=True, slots=True)
class MapFile:
    """A file that was read: its path in the workspace, its hash, its title and licence, and how many shapes it has."""

    file: str
    sha256: str
    title: str
    licence: str
    count: int


@dataclass
class Maps:
    """All that is known of places. `places`: a shape by name; a point stays a point."""

    sets: dict[str, BoundarySet] = field(default_factory=dict)
    lines: dict[str, "BaseGeometry"] = field(default_factory=dict)
    places: dict[str, "BaseGeometry"] = field(default_factory=dict)
    files: list[MapFile] = field(default_factory=list)


def read_maps(root: Path | None) -> Maps:
    """The shipped boundary set and what the folder `places` of the workspace `root` holds. Raises Refused."""
    maps = Maps()
    first = shipped()
    maps.sets[first.title] = first
    folder = root / FOLDER if root is not None else None
    if folder is None or not folder.is_dir():
        return maps
    faults: list[Refused] = []
    manifests = []
    for path in sorted(folder.iterdir()):
        shown = f"{FOLDER}/{path.name}"
        if path.name.startswith(".") or not path.is_file():
            continue
        try:
            if path.suffix == ".toml":
                manifests.append((path, shown, _manifest(path, shown)))
            elif path.suffix not in _FILES:
                remedy = "Use GeoJSON (.geojson), TopoJSON (.topojson) or, for a gazetteer, CSV (.csv)."
                raise refuse("unknown-format", f"`{path.suffix}` files are not read.", _at(shown), remedy)
            elif not path.with_suffix(".toml").is_file():
                remedy = 'Write it beside the file: `kind = "boundaries"`, `title = "…"` and `licence = "…"`.'
                raise refuse("no-manifest", "The file has no manifest.", _at(shown), remedy)
        except Refused as refusal:
            faults.append(refusal)
    # A set made from another needs the other first.
    for path, shown, manifest in sorted(manifests, key=lambda item: "base" in item[2]):
        try:
            _read(maps, path, shown, manifest)
        except Refused as refusal:
            faults.append(refusal)
    if faults:
        raise Refused(item for refusal in faults for item in refusal.diagnostics)
    return maps


def _at(shown: str) -> Place:
    return Place(shown, 1, 1, 1, 2)


def _manifest(path: Path, shown: str) -> Mapping[str, Any]:
    try:
        found = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError) as error:
        message = f"The manifest is not TOML: {error}."
        raise refuse("bad-manifest", message, where(shown, error), "Correct it.") from None
    for key in found:
        if key not in _KNOWN:
            near = nearest(key, _KNOWN)
            remedy = f"Did you mean `{near}`?" if near else "A manifest of a map may have: " + ", ".join(_KNOWN) + "."
            raise refuse("bad-manifest", f"A manifest of a map has no `{key}`.", _at(shown), remedy)
    if found.get("kind") not in KINDS:
        remedy = 'Write `kind = "boundaries"`, `kind = "lines"` or `kind = "places"`.'
        raise refuse("bad-manifest", "The manifest does not say what kind of map this is.", _at(shown), remedy)
    if not isinstance(found.get("title"), str) or not found["title"]:
        remedy = 'Write `title = "…"`: reports name it.'
        raise refuse("bad-manifest", "The map has no title.", _at(shown), remedy)
    return found


def _read(maps: Maps, path: Path, shown: str, manifest: Mapping[str, Any]) -> None:
    kind, title = manifest["kind"], manifest["title"]
    licence = str(manifest.get("licence", ""))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if "base" in manifest:
        maps.sets[title] = _moved(maps, shown, manifest)
        maps.files.append(MapFile(shown, digest, title, licence, len(manifest.get("move", []))))
        return
    beside = next((path.with_suffix(ending) for ending in _FILES if path.with_suffix(ending).is_file()), None)
    if beside is None:
        remedy = f"Add {shown.removesuffix('.toml')}.geojson, or remove the manifest."
        raise refuse("no-facts", "There is no file to this manifest.", _at(shown), remedy)
    name, raw = f"{FOLDER}/{beside.name}", beside.read_bytes()
    names = _properties(manifest)
    if beside.suffix == ".csv":
        count = _gazetteer(maps, raw, name, kind)
    else:
        found = _features(raw, name, str(manifest.get("object", "")))
        count = len(found)
        sha256 = hashlib.sha256(raw).hexdigest()
        if kind == "boundaries":
            coast = float(manifest.get("coast_km", 5))
            maps.sets[title] = boundary_set(title, name, sha256, licence, found, names, coast)
        else:
            _named(maps.lines if kind == "lines" else maps.places, found, names, name)
    maps.files.append(MapFile(name, hashlib.sha256(raw).hexdigest(), title, licence, count))
    maps.files.append(MapFile(shown, digest, "", "", 0))


def _properties(manifest: Mapping[str, Any]) -> Sequence[str]:
    given = manifest.get("name", [])
    return [given] if isinstance(given, str) else list(given) or [*NAMES, "id"]


def _features(raw: bytes, shown: str, name: str) -> list[Feature]:
    try:
        found = features(json.loads(raw.decode("utf-8-sig")), name)
        shapes(found)
    except (BadMap, ValueError, RecursionError) as error:
        message = f"The file cannot be read as a map: {error}."
        raise refuse("bad-map", message, _at(shown), "Write it anew as GeoJSON (RFC 7946) in UTF-8.") from None
    return found


def _named(into: dict[str, "BaseGeometry"], found: Sequence[Feature], names: Sequence[str], shown: str) -> None:
    import shapely

    for number, (item, one) in enumerate(zip(found, shapes(found), strict=True), 1):
        name = next((str(item.properties[key]) for key in names if item.properties.get(key)), "")
        if not name:
            message = f"Feature {number} of the map has no name."
            raise refuse("bad-map", message, _at(shown), 'Give it a property `name`, or say which: `name = "…"`.')
        into[name] = shapely.union(into[name], one) if name in into else one


def _gazetteer(maps: Maps, raw: bytes, shown: str, kind: str) -> int:
    import shapely

    from servanda.evidence.zones.buffer import around

    rows = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    needed = {"name", "latitude", "longitude"}
    if kind != "places" or not needed <= set(rows.fieldnames or ()):
        message = "A CSV file of places has the columns name, latitude and longitude."
        raise refuse("bad-map", message, _at(shown), 'Correct the header; its manifest says `kind = "places"`.')
    count = 0
    for line, row in enumerate(rows, 2):
        try:
            point = spot(f"{row['latitude']}, {row['longitude']}")
            within = float(row.get("within_km") or 0)
        except (BadSpot, ValueError) as error:
            place = Place(shown, line, 1, line, 2)
            remedy = "Write decimal degrees, latitude first, and a distance in km."
            raise refuse("bad-map", f"The place is nowhere: {error}.", place, remedy) from None
        near = around(point.lat, point.lon, within) if within else shapely.Point(point.lon, point.lat)
        maps.places[row["name"]] = near
        count += 1
    return count


def _moved(maps: Maps, shown: str, manifest: Mapping[str, Any]) -> BoundarySet:
    base = maps.sets.get(str(manifest["base"]))
    if base is None:
        raise unknown_set(str(manifest["base"]), maps, _at(shown))
    moves = []
    for item in manifest.get("move", []):
        try:
            moves.append(Move(float(item["lat"]), float(item["lon"]), str(item["from"]), str(item["to"])))
        except (KeyError, TypeError, ValueError):
            remedy = 'Write `[[move]]`, then `lat = 45.3`, `lon = 34.4`, `from = "RUS"` and `to = "UKR"`.'
            raise refuse("bad-manifest", "A `move` does not say which land goes where.", _at(shown), remedy) from None
    return moved(base, moves, str(manifest["title"]), shown)


def unknown_set(title: str, maps: Maps, place: Place) -> Refused:
    """The refusal for a boundary set that is not at hand."""
    near = nearest(title, maps.sets)
    known = ", ".join(f"“{one}”" for one in maps.sets)
    remedy = f"Did you mean “{near}”?" if near else f"At hand: {known}. Put others into {FOLDER}/ with a manifest."
    return refuse("unknown-boundaries", f"There is no boundary set “{title}”.", place, remedy)
