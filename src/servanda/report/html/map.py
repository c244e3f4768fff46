"""Zones as maps: a picture that needs nothing from outside, and a table beside it that says the same.

Rules it keeps:

- the boundary set is named with its hash under every map, because it decides cases;
- inside, possibly inside and outside differ by shape, not by colour alone;
- the scale is true along the middle parallel of the map; the picture decides nothing, the table does.
"""

import math
from collections.abc import Iterable

from servanda.findings.model import Assessment, Rings, Site, ZoneMap
from servanda.report.html.element import Html, el, header_row, joined, table

WIDTH, HEIGHT = 640.0, 520.0
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def maps(assessment: Assessment) -> Html:
    """Every zone of the day; empty without any."""
    return joined([el("article", _zone(one), class_="zone") for one in assessment.maps])


def _zone(one: ZoneMap) -> Iterable[Html]:
    read = f", read as “{one.reading}”" if one.reading else ""
    yield el("h3", f"{one.zone}{read}")
    yield el("p", f"{one.says}.{_dates(one)}")
    yield _picture(one)
    yield el(
        "p",
        f"Boundary set: “{one.boundaries}”, SHA-256 ",
        el("code", one.sha256, class_="hash"),
        f", {one.licence}. The edge may be off by {one.error:g} km; a point counts as its H3 cell of resolution "
        f"{one.cells}.",
        class_="remark",
    )
    yield _sites(one)


def _dates(one: ZoneMap) -> str:
    since = f" From {one.start}" if one.start else ""
    return (since + (f" to {one.end}" if one.end else "") + ".") if since or one.end else ""


class _Frame:
    """Degrees to pixels: equal scale along the middle parallel and the meridians."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self.west, self.north = west, north
        self.shrink = max(math.cos(math.radians((south + north) / 2)), 0.05)
        self.pixels = min(WIDTH / ((east - west) * self.shrink), HEIGHT / (north - south))
        self.width = (east - west) * self.shrink * self.pixels
        self.height = (north - south) * self.pixels

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.shrink * self.pixels, (self.north - lat) * self.pixels

    def path(self, rings: Rings, closed: bool) -> str:
        parts = []
        for ring in rings:
            points = [f"{x:.1f} {y:.1f}" for x, y in (self.at(lon, lat) for lon, lat in ring)]
            parts.append("M" + "L".join(points) + ("Z" if closed else ""))
        return "".join(parts)

    def bar(self) -> tuple[int, float]:
        """A round number of km that is about a quarter of the map, and its length."""
        length = self.pixels / 111.2
        km = max((step for step in _STEPS if step * length <= self.width / 3), default=1)
        return km, km * length


def _picture(one: ZoneMap) -> Html:
    frame = _Frame(one.bounds)
    km, length = frame.bar()
    shapes = [
        el("rect", width=frame.width, height=frame.height, class_="sea"),
        el("path", d=frame.path(one.land, True), class_="land"),
        el("path", d=frame.path(one.maybe, True), class_="zone-maybe"),
        el("path", d=frame.path(one.sure, True), class_="zone-sure"),
        el("path", d=frame.path(one.lines, False), class_="zone-line"),
        *(_site(site, frame) for site in one.sites if site.lat is not None and site.lon is not None),
        el("path", d=f"M10 {frame.height - 12:.1f}h{length:.1f}", class_="scale"),
        el("text", f"{km} km", x=12.0, y=frame.height - 18, class_="scale-text"),
    ]
    inside = sum(site.lies == "inside" for site in one.sites)
    label = (
        f"Map of the zone {one.zone}: {inside} of {len(one.sites)} places certainly inside. The table says the same."
    )
    box = f"0 0 {frame.width:.0f} {frame.height:.0f}"
    return el(
        "svg", shapes, viewBox=box, width=frame.width, height=frame.height, role="img", aria_label=label, class_="map"
    )


def _site(site: Site, frame: _Frame) -> Html:
    assert site.lat is not None
    assert site.lon is not None
    x, y = frame.at(site.lon, site.lat)
    if not (0 <= x <= frame.width and 0 <= y <= frame.height):
        return Html("")
    named = el("title", f"{site.record} {site.key}: {site.place}, {site.lies}")
    shape = {
        "inside": f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8Z",
        "possibly": f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5Z",
        "outside": f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    }[site.lies]
    return el("path", named, d=shape, class_=f"site {site.lies}")


_SAID = {"inside": "■ inside", "possibly": "◆ possibly inside", "outside": "● outside"}


def _sites(one: ZoneMap) -> Html:
    if not one.sites:
        return el("p", "No fact names a place.", class_="remark")
    rows = (
        el(
            "tr",
            el("th", f"{site.record} {site.key}", scope="row"),
            el("td", site.world),
            el("td", site.place),
            el("td", _SAID[site.lies] + ("" if site.lat is not None else " (not on the map: no point)")),
        )
        for site in one.sites
    )
    head = header_row(["What", "World", "Place", "Lies"])
    return table(f"Places and the zone {one.zone}", [head], rows)
