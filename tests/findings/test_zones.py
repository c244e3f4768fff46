"""What lies in a zone, certainly or possibly: distances, parts, members, lines for each party, disputed land."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
import shapely
from pyproj import Geod

from servanda.diagnostics import Refused
from servanda.evidence.zones import geography as places
from servanda.evidence.zones.boundaries import ATLAS, shipped
from servanda.evidence.zones.geography import geography
from servanda.findings.assess import findings_of
from servanda.findings.model import Assessor
from servanda.findings.verdicts.court import Court
from tests.findings.small import Small
from tests.findings.zoned import MAPS, failing, treaty

BORDER = "zone border_territory = land within 100 km of a border between two sides, on each side\n"
DRILLS = """\
prohibition drills
  no drill d where {where}, by d.host
  assessed each calendar year
"""
SAID = """\
trace "t" for drills
  2021-05-01 declared drill D1 with host {host}, at "{at}"
  as of 2022-01-31
  expect {expect}
"""


def drill(at: str, expect: str, *, host: str = "BOREA", where: str = "d.at in border_territory") -> str:
    return BORDER + DRILLS.format(where=where) + SAID.format(host=host, at=at, expect=expect)


@cache
def from_the_border(km: float) -> str:
    """A point of Borea so far from the border with Alba, due east of it, to five decimals."""
    line = shipped().border("PRT", "ESP")
    geod = Geod(ellps="WGS84")
    points = shapely.get_coordinates(shapely.segmentize(line, 0.001))
    points = points[abs(points[:, 1] - 39.8) < 1.2]  # what is further north or south is further than 100 km
    low, high = -7.4, -5.0  # at 39.8 N the border runs near 7 W
    for _ in range(40):
        middle = (low + high) / 2
        nearest = min(geod.inv([middle] * len(points), [39.8] * len(points), points[:, 0], points[:, 1])[2]) / 1000
        low, high = (middle, high) if nearest < km else (low, middle)
    return f"39.80000 N, {-low:.5f} W"


@pytest.mark.parametrize(
    ("km", "expect"),
    [(99.9, "breached by BOREA on D1"), (100.1, "no finding by BOREA on D1"), (100.0, "undetermined by BOREA on D1")],
)
def test_a_hundred_metres_decide(km: float, expect: str) -> None:
    """99.9 km from the border is inside, 100.1 km outside; a cell on the edge is only possibly inside."""
    assert failing(drill(from_the_border(km), expect)) == []


PLACES = {
    "somewhere in BOREA": "undetermined",
    "somewhere in CORA": "no finding",
    "a camp that no gazetteer has": "undetermined",
    "38.88 N, 6.97 W": "breached",
    "38°52' N 6°58' W": "breached",
    "40.42 N, 3.70 W": "no finding",
    "40.42 N, 3.70 W within 300 km": "undetermined",
}


def test_a_place_is_as_exact_as_it_is_written() -> None:
    said = [f'  2021-05-01 declared drill D{n} with host BOREA, at "{at}"\n' for n, at in enumerate(PLACES)]
    said += ["  2021-05-01 declared drill D7 with host BOREA\n"]  # nobody states where: it may be anywhere
    expected = [
        f"  expect {verdict} by BOREA on D{n}\n" for n, verdict in enumerate([*PLACES.values(), "undetermined"])
    ]
    block = (
        BORDER
        + DRILLS.format(where="d.at in border_territory")
        + (f'trace "t" for drills\n{"".join(said)}  as of 2022-01-31\n{"".join(expected)}')
    )
    assert failing(block) == []


@pytest.mark.parametrize(("digits", "expect"), [(1, "undetermined"), (2, "undetermined"), (4, "breached")])
def test_few_digits_do_not_decide_near_the_edge(digits: int, expect: str) -> None:
    """A point 99.7 km from the border, written with one, two and four decimals."""
    lat, lon = (part.split() for part in from_the_border(99.7).split(", "))
    at = f"{float(lat[0]):.{digits}f} N, {float(lon[0]):.{digits}f} W"
    assert failing(drill(at, f"{expect} by BOREA on D1")) == []


@pytest.mark.parametrize(("whose", "expect"), [("BOREA", "breached"), ("South", "breached"), ("ALBA", "no finding")])
def test_each_side_has_its_own_part(whose: str, expect: str) -> None:
    block = drill("38.88 N, 6.97 W", f"{expect} by BOREA on D1", where=f"d.at in border_territory of {whose}")
    assert failing(block) == []


def test_land_of_a_third_country_is_in_no_border_zone_of_others() -> None:
    """Near the border of Borea and Cora, which is no border between two sides."""
    assert failing(drill("42.70 N, 0.70 W", "no finding by BOREA on D1")) == []


def test_a_zone_moves_on_the_day_when_a_member_joins() -> None:
    maps = MAPS.replace('DANA = "ITA"', 'DANA = "FRA"').replace('CORA = "FRA"', 'CORA = "ITA"')
    sides = 'side North "North" = ALBA, DANA from 2015-01-01\nside South "South" = BOREA, DANA to 2014-12-31'
    block = (
        BORDER
        + DRILLS.format(where="d.at in border_territory")
        + (
            'trace "t" for drills\n'
            '  2014-12-31 declared drill D1 with host BOREA, at "42.70 N, 0.70 W"\n'
            '  2015-01-01 declared drill D2 with host BOREA, at "42.70 N, 0.70 W"\n'
            "  as of 2016-01-31\n  expect no finding by BOREA on D1\n  expect breached by BOREA on D2\n"
        )
    )
    assert failing(block, maps=maps, sides=sides) == []


@pytest.mark.parametrize(
    ("width", "expect"),
    [
        ("on each side", "breached"),
        ("in all, half on each side", "no finding"),
        ("on the side of BOREA", "breached"),
        ("on the side of ALBA", "no finding"),
    ],
)
def test_the_whole_width_is_not_the_distance_on_each_side(width: str, expect: str) -> None:
    """A place 60 km from the border, and 80 km of width."""
    zone = f"zone strip = land within 80 km of the border between ALBA and BOREA, {width}\n"
    at = from_the_border(60)
    block = (
        zone
        + DRILLS.format(where="d.at in strip")
        + SAID.format(host="BOREA", at=at, expect=f"{expect} by BOREA on D1")
    )
    assert failing(block) == []


@pytest.mark.parametrize(
    ("sector", "expect"), [("between 38 N and 40 N", "breached"), ("between 40 N and 42 N", "no finding")]
)
def test_a_sector_cuts_the_zone(sector: str, expect: str) -> None:
    zone = f"zone strip = land within 80 km of the border between ALBA and BOREA, on each side, {sector}\n"
    said = SAID.format(host="BOREA", at="38.88 N, 6.97 W", expect=f"{expect} by BOREA on D1")
    assert failing(zone + DRILLS.format(where="d.at in strip") + said) == []


@pytest.mark.parametrize(("dates", "expect"), [("from 2021-05-02", "no finding"), ("to 2021-05-01", "breached")])
def test_a_zone_is_there_between_its_dates_both_included(dates: str, expect: str) -> None:
    zone = BORDER.replace("on each side", f"on each side {dates}")
    said = SAID.format(host="BOREA", at="38.88 N, 6.97 W", expect=f"{expect} by BOREA on D1")
    assert failing(zone + DRILLS.format(where="d.at in border_territory") + said) == []


def test_a_forbidden_force_is_counted_by_side_inside_the_zone_only() -> None:
    block = BORDER + (
        "limit forces\n  for each side s, borne jointly: the sum of g.number over garrison g\n"
        "    where g.owner is of s and g.at in border_territory of s is at most 5000 troops\n"
        "  assessed each calendar year\n"
        'trace "t" for forces\n'
        '  2020-01-01 declared garrison with owner ALBA, name "A", number 9000, at "38.722 N, 9.139 W"\n'
        '  2020-01-01 declared garrison with owner BOREA, name "B", number 3000, at "38.879 N, 6.970 W"\n'
        '  2020-01-01 declared garrison with owner BOREA, name "C", number 2001, at "39.472 N, 6.372 W"\n'
        "  as of 2021-01-31\n  expect kept by North on 2020 as declared\n"
        "  expect breached by South on 2020 as declared, by 1\n"
    )
    assert failing(block) == []


LINES = """\
{"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {"name": "first line"},
   "geometry": {"type": "LineString", "coordinates": [[-6.0, 38.0], [-6.0, 41.0]]}},
  {"type": "Feature", "properties": {"name": "contact line"},
   "geometry": {"type": "LineString", "coordinates": [[-4.0, 38.0], [-4.0, 41.0]]}}]}
"""


def lines(root: Path) -> Path:
    (root / "places").mkdir()
    (root / "places" / "lines.geojson").write_text(LINES)
    (root / "places" / "lines.toml").write_text('kind = "lines"\ntitle = "Lines"\nlicence = "ours"\n')
    return root


def test_each_party_has_its_own_reference_line(tmp_path: Path) -> None:
    zone = (
        'zone withdrawal = land within 50 km of line "first line" for ALBA, of line "contact line" for BOREA, '
        "on each side\n"
    )
    first, contact = "39.50 N, 6.20 W", "39.50 N, 4.20 W"
    block = (
        zone
        + DRILLS.format(where="d.at in withdrawal of d.host")
        + (
            'trace "t" for drills\n'
            f'  2021-05-01 declared drill D1 with host ALBA, at "{first}"\n'
            f'  2021-05-01 declared drill D2 with host BOREA, at "{first}"\n'
            f'  2021-05-01 declared drill D3 with host BOREA, at "{contact}"\n'
            f'  2021-05-01 declared drill D4 with host ALBA, at "{contact}"\n'
            "  as of 2022-01-31\n  expect breached by ALBA on D1\n  expect no finding by BOREA on D2\n"
            "  expect breached by BOREA on D3\n  expect no finding by ALBA on D4\n"
        )
    )
    assert failing(block, lines(tmp_path)) == []


DISPUTED = """\
boundaries "Natural Earth 4.1.0, 1:50m" to 2014-03-17
boundaries "Natural Earth 4.1.0, 1:50m" reading "as administered" held by ALBA from 2014-03-18
boundaries "Crimea in Ukraine" reading "as recognised" held by BOREA from 2014-03-18
territory of ALBA = "RUS"
territory of BOREA = "UKR"
territory of DANA = "ITA"
territory of CORA = "FRA"
"""
MOVED = """\
kind = "boundaries"
title = "Crimea in Ukraine"
licence = "public domain"
base = "Natural Earth 4.1.0, 1:50m"
[[move]]
lat = 45.2
lon = 34.4
from = "RUS"
to = "UKR"
"""


def test_crimea_lies_where_the_map_of_the_reading_puts_it(tmp_path: Path) -> None:
    """Simferopol is 150 km from the nearest border of either map's mainland; only whose land it is differs."""
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "recognised.toml").write_text(MOVED)
    zone = "zone strip = land within 150 km of the border between ALBA and BOREA, on each side\n"
    block = (
        zone
        + DRILLS.format(where="d.at in strip of ALBA")
        + (
            'trace "t" for drills\n'
            '  2021-05-01 declared drill D1 with host ALBA, at "45.70 N, 34.40 E"\n'
            "  as of 2022-01-31\n"
            '  expect breached by ALBA on D1 under "as administered"\n'
            '  expect no finding by ALBA on D1 under "as recognised"\n'
        )
    )
    assert failing(block, tmp_path, maps=DISPUTED) == []


def test_the_map_that_decides_is_an_input_with_its_hash(tmp_path: Path) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "recognised.toml").write_text(MOVED)
    zone = "zone strip = land within 150 km of the border between ALBA and BOREA, on each side\n"
    found = geography(treaty(zone, maps=DISPUTED), tmp_path)
    assert found is not None
    named = {item.title: item.sha256 for item in found.files}
    assert set(named) == {ATLAS, "Crimea in Ukraine"}
    assert named[ATLAS] == shipped().sha256
    assert len({item.boundaries.sha256 for item in found.drawn}) == 2


REFUSED = {
    "no border between them": (
        "zone strip = land within 50 km of the border between ALBA and DANA, on each side",
        "no-common-border",
        f"The zone `strip` has no border to be drawn from: “{ATLAS}” shows none between them.",
    ),
    "no such line": (
        'zone strip = land within 50 km of line "contact line", on each side',
        "unknown-line",
        "No line of the workspace is called “contact line”.",
    ),
}


@pytest.mark.parametrize(("zone", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_drawn_is_refused(zone: str, code: str, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        geography(treaty(zone), None)
    (told,) = refusal.value.diagnostics
    assert (told.code, told.message) == (code, message)


@pytest.mark.parametrize(
    ("dates", "day"), [("from 2010-01-02", "2010-01-01"), ("to 2012-12-31", "2013-01-01")], ids=["too late", "too soon"]
)
def test_a_day_without_a_map_is_refused(dates: str, day: str) -> None:
    """Without land, nothing would lie in the zone, and every norm about it would be kept."""
    maps = MAPS.replace('1:50m"', f'1:50m" {dates}')
    with pytest.raises(Refused) as refusal:
        failing(drill("38.88 N, 6.97 W", "breached by BOREA on D1"), maps=maps)
    (told,) = refusal.value.diagnostics
    assert told.message == f"The zone `border_territory` has no map on {day}."


def test_two_sources_that_place_it_differently_and_both_inside_agree() -> None:
    text = BORDER + DRILLS.format(where="d.at in border_territory")
    small = Small(treaty(text))
    for source, at in (("one", "38.88 N, 6.97 W"), ("two", "38.90 N, 6.90 W")):
        small.observed("drill", source, id="D1", host="BOREA", at=at, start="2011-05-01", known="2011-05-02")
    small.observed("drill", "one", id="D2", host="BOREA", at="38.88 N, 6.97 W", start="2011-06-01", known="2011-06-02")
    small.observed("drill", "two", id="D2", host="BOREA", at="40.42 N, 3.70 W", start="2011-06-01", known="2011-06-02")
    last = 1_325_375_999  # the end of 2011
    judge = Assessor("judge", 2, "C3", ("confirmed",))
    places = geography(small.agreement, None)
    court = Court(small.agreement, small.facts, judge, last, last, "meaning", geography=places)
    found = {item.occasion: item.observed.verdict for item in findings_of(court) if item.bearer == "BOREA"}
    assert (found["D1"], found["D2"]) == ("breached", "undetermined")


def test_a_sector_runs_between_two_named_places(tmp_path: Path) -> None:
    root = lines(tmp_path)
    names = "name,latitude,longitude\nSouth camp,38.5,-6.0\nNorth camp,39.5,-6.0\n"
    (root / "places" / "names.csv").write_text(names)
    (root / "places" / "names.toml").write_text('kind = "places"\ntitle = "Names"\nlicence = "ours"\n')
    zone = 'zone belt = land within 20 km of line "first line", on each side, between "South camp" and "North camp"\n'
    block = (
        zone
        + DRILLS.format(where="d.at in belt")
        + (
            'trace "t" for drills\n'
            '  2021-05-01 declared drill D1 with host BOREA, at "39.00 N, 6.10 W"\n'
            '  2021-05-01 declared drill D2 with host BOREA, at "40.00 N, 6.10 W"\n'
            '  2021-05-01 declared drill D3 with host BOREA, at "North camp"\n'
            "  as of 2022-01-31\n  expect breached by BOREA on D1\n  expect no finding by BOREA on D2\n"
            "  expect breached by BOREA on D3\n"
        )
    )
    assert failing(block, root) == []
    with pytest.raises(Refused) as refusal:
        failing(block.replace("South camp", "Sout camp"), root)
    (told,) = refusal.value.diagnostics
    assert (told.code, told.message) == ("unknown-place", "No place of the workspace is called “Sout camp”.")
    assert told.remedy == "Did you mean “South camp”?"


def test_a_map_that_is_not_at_hand_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        geography(treaty(BORDER, maps=MAPS.replace("1:50m", "1:10m")), None)
    (told,) = refusal.value.diagnostics
    assert told.message == "There is no boundary set “Natural Earth 4.1.0, 1:10m”."
    assert told.remedy == "Did you mean “Natural Earth 4.1.0, 1:50m”?"


def test_a_party_that_the_map_does_not_have_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        geography(treaty(BORDER, maps=MAPS.replace('territory of ALBA = "PRT"\n', "")), None)
    (told,) = refusal.value.diagnostics
    assert (told.code, told.message) == ("unknown-territory", f"“{ATLAS}” has no country `ALBA`.")


def test_an_agreement_without_zones_needs_no_geography() -> None:
    assert geography(treaty('unchecked because "nothing"'), None) is None


def test_no_two_threads_ask_about_shapes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both worlds are judged at once, and GEOS prepares a shape in place: two threads that do so together crash."""
    agreement = Small(treaty(BORDER)).agreement
    known = geography(agreement, None)
    assert known is not None
    inside, most = 0, 0

    def slow(*_: object) -> str:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.002)
        inside -= 1
        return "possibly"

    monkeypatch.setattr(places, "_lies", slow)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: known.lies(0, f"{number}.00 N, 7.00 W"), range(30, 42)))
    assert most == 1
