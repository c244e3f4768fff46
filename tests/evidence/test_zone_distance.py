"""A zone of 100 km ends at 100 km: compared with geodesics on the ellipsoid, which know no projection."""

import math

import pytest
import shapely
from pyproj import Geod

from servanda.evidence.zones import buffer
from servanda.evidence.zones.boundaries import shipped
from servanda.evidence.zones.geography import cell, resolution

GEOD = Geod(ellps="WGS84")


def distance(lat: float, lon: float, line: shapely.LineString) -> float:
    """The geodesic distance in km from a point to a line, by points on the line that are 20 m apart or less."""
    points = shapely.get_coordinates(shapely.segmentize(line, 0.01))
    metres = GEOD.inv([lon] * len(points), [lat] * len(points), points[:, 0], points[:, 1])[2]
    nearest = min(range(len(points)), key=metres.__getitem__)
    near = shapely.LineString(points[max(nearest - 2, 0) : nearest + 3])
    fine = shapely.get_coordinates(shapely.segmentize(near, 0.0002))
    return float(min(GEOD.inv([lon] * len(fine), [lat] * len(fine), fine[:, 0], fine[:, 1])[2])) / 1000


LINES = {
    "a meridian": shapely.LineString([(10, 45), (10, 50)]),
    "a parallel in the far north": shapely.LineString([(20, 69), (30, 69)]),
    "across the equator": shapely.LineString([(30, -1), (31, 2)]),
    "across the meridian of 180°": shapely.LineString([(178.5, 51.0), (180, 52.0)]),
    "bent": shapely.LineString([(36, 46.5), (37, 47.5), (38.5, 47.4), (39, 49.5)]),
}


@pytest.mark.parametrize(
    "km", [pytest.param(5, marks=pytest.mark.long), 100, pytest.param(300, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_the_outline_lies_at_the_distance_within_the_stated_error(line: shapely.LineString, km: int) -> None:
    reach = buffer.within(line, km)
    bound = buffer.error(km)
    assert bound < km * 0.01
    count = 0
    for shape, least, most in ((reach.sure, km - bound, km), (reach.maybe, km, km + bound)):
        points = shapely.get_coordinates(shape)
        points = points[abs(points[:, 0]) < 179.99]
        for lon, lat in points[:: max(len(points) // 60, 1)]:
            found = distance(lat, lon, line)
            assert least - 0.001 <= found <= most + 0.001, (lat, lon, found)
            count += 1
    assert count >= 40


def beside(km: float) -> tuple[float, float]:
    """The point that lies so far to the east of a meridian, at 47.5 N, as it counts from the nearest point of it."""
    lon, lat, _ = GEOD.fwd(10, 47.5, 90, km * 1000)
    return lat, lon


@pytest.mark.parametrize(("km", "verdict"), [(99.9, "inside"), (100.0, "possibly"), (100.1, "outside")])
def test_a_hundred_metres_decide(km: float, verdict: str) -> None:
    line = LINES["a meridian"]
    lat, lon = beside(km)
    assert math.isclose(distance(lat, lon, line), km, abs_tol=0.002)
    reach, one = buffer.within(line, 100), cell(lat, lon, resolution(100))
    inside, touched = shapely.covers(reach.sure, one), shapely.intersects(reach.maybe, one)
    assert ("inside" if inside else "possibly" if touched else "outside") == verdict


def test_cells_are_fine_enough_for_the_distance() -> None:
    assert [resolution(km) for km in (5, 50, 100, 1000)] == [12, 12, 11, 9]


def test_a_border_is_the_line_that_two_countries_share() -> None:
    atlas = shipped()
    assert atlas.border("PRT", "ESP").length == pytest.approx(9.7, abs=0.1)
    assert atlas.border("PRT", "FRA").is_empty
    assert atlas.border("RUS", "UKR").length == pytest.approx(17.6, abs=0.3)
    assert len(atlas.shapes) == 241
