"""How far two places are from each other, at least and at most, without a map: for telling one thing from another.

Rules it keeps:

- distances are taken on a sphere and widened by 0.6 %, which is more than the ellipsoid differs from it;
- a coordinate stands for all points that round to it; a place that has no coordinates is nowhere in particular;
- the same words name the same place.

>>> least, most = apart("38.72 N, 9.14 W", "41.15 N, 8.61 W") or (0, 0)
>>> 270 < least < most < 280
True
>>> apart("Narva", "Narva"), apart("Narva", "Pskov")
((0.0, 0.0), None)
"""

import math
from collections.abc import Mapping

from servanda.evidence.zones.spot import BadSpot, Spot, spot

_RADIUS = 6371.0088
_FLATTENING = 0.006
_DEGREE = 111.2


def apart(first: str, second: str, known: Mapping[str, Spot] | None = None) -> tuple[float, float] | None:
    """The least and the greatest distance in km; None where nothing says where one of the two is."""
    if first == second:
        # A place with room in it may hold two things far from each other, but they were told by the same words.
        return 0.0, 0.0
    one, other = _found(first, known or {}), _found(second, known or {})
    if one is None or other is None:
        return None
    middle = _sphere(one, other)
    slack = sum(item.within + math.sqrt(2) * item.half * _DEGREE for item in (one, other))
    return max(middle * (1 - _FLATTENING) - slack, 0.0), middle * (1 + _FLATTENING) + slack


def _found(text: str, known: Mapping[str, Spot]) -> Spot | None:
    try:
        found = spot(text)
    except BadSpot:
        return None
    return found if found.kind == "point" else known.get(found.name)


def _sphere(one: Spot, other: Spot) -> float:
    """The great-circle distance in km, by the haversine formula."""
    north, south = math.radians(one.lat), math.radians(other.lat)
    turn = math.radians(other.lon - one.lon) / 2
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(turn) ** 2
    return 2 * _RADIUS * math.asin(math.sqrt(min(half, 1.0)))
