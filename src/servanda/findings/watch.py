"""Who looked where and when, and where the zones lie: what stands beside the findings, for people to see.

Rules it keeps:

- every row of coverage is told, those that do not count under the standard of proof too;
- a zone is shown as it lies on the day of the assessment, once for each map.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from servanda.agreement.prose.zones import zone_in_words
from servanda.dates import day_of
from servanda.evidence.statement import Facts, Names
from servanda.evidence.zones import buffer
from servanda.evidence.zones.drawing import ANY, EVER, WHOLE, Drawn
from servanda.evidence.zones.geography import Geography, day_of_drawing, resolution
from servanda.evidence.zones.spot import BadSpot, spot
from servanda.findings.model import Rings, Site, Watch, World, ZoneMap
from servanda.findings.world.places import fields_with_places
from servanda.findings.world.worldview import Worldview, counts

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# An outline is drawn to this part of the map's width.
_FINE = 1500


def watches(facts: Facts, view: Worldview) -> tuple[Watch, ...]:
    """Every row of coverage, in order; dates in the agreement's time zone."""
    zone = view.agreement.zone
    return tuple(
        sorted(
            Watch(
                item.record,
                item.about,
                item.where,
                day_of(item.start, zone).isoformat(),
                day_of(item.end, zone).isoformat(),
                "looked" if item.looked else "denied",
                item.denied_by,
                item.source,
                item.origin,
                item.grade,
                counts(item, view.assessor, view.known_by),
                item.file,
                item.line,
            )
            for item in facts.coverage
        )
    )


def zone_maps(geography: Geography | None, views: Mapping[World, Worldview], as_of: int) -> tuple[ZoneMap, ...]:
    """The zones of the day, each with the places of the facts."""
    if geography is None:
        return ()
    day = day_of(as_of, geography.agreement.zone)
    chosen = day_of_drawing(geography.drawn, day)
    return tuple(_map(geography, item, views) for item in chosen if item.parts)


def _map(geography: Geography, item: Drawn, views: Mapping[World, Worldview]) -> ZoneMap:
    import shapely

    land = item.parts.get(WHOLE, item.parts[ANY])
    west, south, east, north = land.maybe.bounds
    margin = 0.15 * max(east - west, north - south)
    bounds = (max(west - margin, -180), max(south - margin, -90), min(east + margin, 180), min(north + margin, 90))
    frame = shapely.box(*bounds)
    fine = (bounds[2] - bounds[0]) / _FINE
    zone, chosen = item.zone, item.boundaries
    return ZoneMap(
        zone.name.text,
        zone_in_words(zone),
        item.reading,
        "" if item.start == EVER else item.start.isoformat(),
        "" if item.end is None else item.end.isoformat(),
        chosen.title,
        chosen.sha256,
        chosen.licence,
        round(buffer.error(zone.reach), 3),
        resolution(zone.reach),
        tuple(sorted(set(_sites(geography, item, views)))),
        bounds,
        _rings(shapely.intersection(chosen.land_near(frame), frame), fine),
        _rings(land.sure, fine),
        _rings(land.maybe, fine),
        _rings(item.lines, fine),
    )


def _rings(shape: "BaseGeometry", fine: float) -> Rings:
    """The outlines of a shape, simplified, to three decimals of a degree."""
    import shapely

    found: list[tuple[tuple[float, float], ...]] = []
    ahead = [shapely.simplify(shape, fine)]
    while ahead:
        one = ahead.pop(0)
        if one.geom_type == "Polygon":
            found += [_points(ring) for ring in (one.exterior, *one.interiors)]
        elif one.geom_type == "LineString":
            found.append(_points(one))
        else:
            ahead = [*getattr(one, "geoms", []), *ahead]
    return tuple(ring for ring in found if len(ring) > 1)


def _points(line: "BaseGeometry") -> tuple[tuple[float, float], ...]:
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in line.coords)


def _sites(geography: Geography, item: Drawn, views: Mapping[World, Worldview]) -> Iterator[Site]:
    number = next(index for index, one in enumerate(geography.drawn) if one is item)
    whose = WHOLE if WHOLE in item.parts else ANY
    for world, view in views.items():
        for record, key, place in _places(view):
            where = _middle(geography, place)
            lat, lon = where if where is not None else (None, None)
            yield Site(world, record, key, place, geography.lies(number, place)[whose], lat, lon)


def _places(view: Worldview) -> Iterator[tuple[str, str, str]]:
    """Every place that a fact of the world names: the record type, the key, the text."""
    for name, record in view.agreement.records.items():
        fields = fields_with_places(record)
        facts: Iterable[object] = [*view.facts.get(name, {}).values(), *view.states.get(name, [])] if fields else []
        for fact in facts:
            for statement in fact.statements:  # type: ignore[attr-defined]
                for field in fields:
                    value = statement.fields.get(field)
                    if isinstance(value, Names):
                        yield name, ", ".join(statement.key), value.values[0]


def _middle(geography: Geography, place: str) -> tuple[float, float] | None:
    try:
        found = spot(place)
    except BadSpot:
        return None
    if found.kind == "point":
        return round(found.lat, 5), round(found.lon, 5)
    known = geography.points.get(found.name)
    return (round(known.lat, 5), round(known.lon, 5)) if known is not None else None
