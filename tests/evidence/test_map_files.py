"""The folder `places`: maps, lines and names that are read, and what is said of those that cannot be."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from servanda.diagnostics import Refused
from servanda.evidence.zones.boundaries import ATLAS
from servanda.evidence.zones.map_files import read_maps
from servanda.evidence.zones.spot import BadSpot, Spot, spot
from tests.outside import ROOT, outside

SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"ADM0_A3": code, "name": name},
            "geometry": {"type": "Polygon", "coordinates": [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]},
        }
        for code, name, x in (("AAA", "Alba", 0), ("BBB", "Borea", 1))
    ],
}
TOPOLOGY = {
    "type": "Topology",
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Alba"}},
                {"type": "MultiPolygon", "arcs": [[[-1, 2]]], "properties": {"name": "Borea"}},
            ],
        }
    },
    "arcs": [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 0], [2, 0], [2, 1], [1, 1]]],
}


def folder(root: Path, **files: str) -> Path:
    (root / "places").mkdir()
    for name, text in files.items():
        (root / "places" / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return root


def manifest(kind: str, more: str = "") -> str:
    return f'kind = "{kind}"\ntitle = "Ours"\nlicence = "ours"\n{more}'


def refused(root: Path) -> tuple[str, str, str, int]:
    with pytest.raises(Refused) as refusal:
        read_maps(root)
    (told,) = refusal.value.diagnostics
    return told.code, told.message, told.place.file, told.place.line


@pytest.mark.parametrize("data", [SQUARES, TOPOLOGY], ids=["GeoJSON", "TopoJSON"])
def test_neighbours_share_their_border(data: object, tmp_path: Path) -> None:
    found = read_maps(folder(tmp_path, ours__json=json.dumps(data), ours__toml=manifest("boundaries")))
    ours = found.sets["Ours"]
    assert ours.border("Alba", "Borea").equals(shapely.LineString([(1, 0), (1, 1)]))
    assert ours.land("Alba").area == ours.land("Borea").area == 1
    assert [(item.file, item.title, item.count) for item in found.files] == [
        ("places/ours.json", "Ours", 2),
        ("places/ours.toml", "", 0),
    ]
    assert set(found.sets) == {ATLAS, "Ours"}


def test_a_country_is_found_by_its_code_too(tmp_path: Path) -> None:
    root = folder(tmp_path, ours__geojson=json.dumps(SQUARES), ours__toml=manifest("boundaries"))
    ours = read_maps(root).sets["Ours"]
    assert ours.land("AAA").equals(ours.land("Alba"))
    with pytest.raises(Refused) as refusal:
        ours.land("Alpa")
    assert refusal.value.diagnostics[0].message == "“Ours” has no country `Alpa`."


def test_a_gazetteer_has_points_and_areas(tmp_path: Path) -> None:
    rows = "name,latitude,longitude,within_km\nNarva,59.377,28.190,\nRange,59.0,28.0,20\n"
    found = read_maps(folder(tmp_path, names__csv=rows, names__toml=manifest("places"))).places
    assert (found["Narva"].x, found["Narva"].y) == (28.190, 59.377)
    assert found["Range"].bounds[3] - found["Range"].bounds[1] == pytest.approx(40 / 111.4, rel=0.01)


def test_land_moves_with_a_manifest_alone_and_gives_another_hash(tmp_path: Path) -> None:
    more = f'base = "{ATLAS}"\n[[move]]\nlat = 45.2\nlon = 34.4\nfrom = "RUS"\nto = "UKR"\n'
    found = read_maps(folder(tmp_path, crimea__toml=manifest("boundaries", more)))
    point = shapely.Point(34.4, 45.2)
    assert found.sets[ATLAS].land("RUS").covers(point)
    assert found.sets["Ours"].land("UKR").covers(point)
    assert not found.sets["Ours"].land("RUS").covers(point)
    assert found.sets["Ours"].sha256 != found.sets[ATLAS].sha256


BAD = {
    "no manifest": ({"a__geojson": "{}"}, "no-manifest", "The file has no manifest.", "places/a.geojson", 1),
    "no file": ({"a__toml": manifest("lines")}, "no-facts", "There is no file to this manifest.", "places/a.toml", 1),
    "no kind": (
        {"a__toml": 'title = "A"\n'},
        "bad-manifest",
        "The manifest does not say what kind of map this is.",
        "places/a.toml",
        1,
    ),
    "an unknown key": (
        {"a__toml": manifest("lines", 'tile = "A"\n')},
        "bad-manifest",
        "A manifest of a map has no `tile`.",
        "places/a.toml",
        1,
    ),
    "no map": (
        {"a__toml": manifest("lines"), "a__geojson": '{"type": "Point"}'},
        "bad-map",
        "The file cannot be read as a map: it is neither a GeoJSON feature collection nor a TopoJSON topology.",
        "places/a.geojson",
        1,
    ),
    "metres": (
        {"a__toml": manifest("boundaries"), "a__geojson": json.dumps(SQUARES).replace("[2, 1]", "[500000, 1]")},
        "bad-map",
        "The file cannot be read as a map: a point lies outside of longitude -180 to 180 and latitude -90 to 90.",
        "places/a.geojson",
        1,
    ),
    "nameless": (
        {
            "a__toml": manifest("lines"),
            "a__geojson": json.dumps(SQUARES).replace('"name"', '"x"').replace("ADM0_A3", "y"),
        },
        "bad-map",
        "Feature 1 of the map has no name.",
        "places/a.geojson",
        1,
    ),
    "a place nowhere": (
        {"a__toml": manifest("places"), "a__csv": "name,latitude,longitude\nA,1.0,2.0\nB,91.0,2.0\n"},
        "bad-map",
        "The place is nowhere: there is no latitude 91.",
        "places/a.csv",
        3,
    ),
    "moved from a map that is not there": (
        {"a__toml": manifest("boundaries", 'base = "Natural Earth"\n')},
        "unknown-boundaries",
        "There is no boundary set “Natural Earth”.",
        "places/a.toml",
        1,
    ),
    "moved from the sea": (
        {
            "a__toml": manifest(
                "boundaries", f'base = "{ATLAS}"\n[[move]]\nlat = 0\nlon = 0\nfrom = "RUS"\nto = "UKR"\n'
            )
        },
        "bad-map",
        f"“{ATLAS}” has no land of RUS at 0, 0.",
        "places/a.toml",
        1,
    ),
}


@pytest.mark.parametrize(("files", "code", "message", "file", "line"), BAD.values(), ids=BAD)
def test_a_bad_map_is_refused(
    files: dict[str, str], code: str, message: str, file: str, line: int, tmp_path: Path
) -> None:
    assert refused(folder(tmp_path, **files)) == (code, message, file, line)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("48.30 N, 38.02 E", (48.3, 38.02, 0.005)),
        ("48.30, 38.02", (48.3, 38.02, 0.005)),
        ("-33.9 151", (-33.9, 151.0, 0.5)),
        ("33°54' S 18°25' E", (-33.9, 18 + 25 / 60, 0.5 / 60)),
        ("33°54'00\" S, 18°25'12\" E", (-33.9, 18.42, 0.5 / 3600)),
    ],
)
def test_coordinates_are_read_with_what_their_digits_leave_open(text: str, place: tuple[float, float, float]) -> None:
    found = spot(text)
    assert (found.lat, found.lon, found.half) == pytest.approx(place)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("91.0 N, 10.0 E", "there is no latitude 91"),
        ("10.0 N, 181.0 E", "there is no longitude 181"),
        ("10.0 E, 48.0 N", "latitude (N or S) comes first, then longitude (E or W)"),
        ("48°70' N 10°00' E", "minutes and seconds go up to 59"),
        ("48.3 N, 38", "latitude (N or S) comes first, then longitude (E or W)"),
        ("48.3.1 N, 38.2 E", "`48.3.1 N, 38.2 E` is no pair of coordinates"),
    ],
)
def test_what_reads_like_coordinates_and_is_none_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadSpot) as bad:
        spot(text)
    assert str(bad.value) == why


def test_names_stay_names() -> None:
    assert spot("Camp 7, north of the river") == Spot("name", "Camp 7, north of the river", 0.0, 0.0, 0.0, 0.0)


def test_an_agreement_without_zones_imports_no_geography() -> None:
    code = (
        "import sys; from pathlib import Path; from servanda.findings.assess import assess; "
        f"assess(Path({str(ROOT / 'agreements/new-start')!r})); "
        "print(sorted({'shapely', 'h3', 'pyproj', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_whole_of_another_boundary_set_is_read(tmp_path: Path) -> None:
    """Natural Earth's own GeoJSON of countries at 1:50m, in the layout in which people have it."""
    source = outside("data/natural_earth/ne_50m_admin_0_countries.json")
    root = folder(tmp_path, ours__geojson=source.read_text(encoding="utf-8"), ours__toml=manifest("boundaries"))
    ours = read_maps(root).sets["Ours"]
    assert len(ours.shapes) == 241
    assert ours.border("PRT", "ESP").length == pytest.approx(9.7, abs=0.2)
    assert ours.has("Ukraine")
