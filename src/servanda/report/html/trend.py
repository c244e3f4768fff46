"""How the number and the size of the gaps moved over time, drawn and in numbers.

Rules it keeps:

- amounts are drawn from zero, as steps: a gap is open or it is not;
- an uncertain size is a band from its lower to its upper bound;
- every chart has its numbers in a table beside it.

It leaves to others: what a gap's life is (`trend`).
"""

import datetime as dt
from collections.abc import Callable

from servanda.findings.model import Assessment
from servanda.report import words
from servanda.report.html.element import Html, el, header_row, joined, table
from servanda.report.standards import names
from servanda.report.trend import Point, lives, trend

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 520, 170, 64, 14, 14, 30


class Chart:
    """A step chart over time: days to the right, amounts upwards from zero."""

    def __init__(self, first: dt.date, last: dt.date, top: int) -> None:
        self.first, self.last, self.top = first, max(last, first + dt.timedelta(days=1)), max(top, 1)

    def x(self, day: dt.date) -> float:
        part = (day - self.first).days / (self.last - self.first).days
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(self, amount: int) -> float:
        return HEIGHT - BOTTOM - amount / self.top * (HEIGHT - TOP - BOTTOM)

    def steps(self, points: list[tuple[dt.date, int]]) -> str:
        """A path that holds each amount until the next day."""
        path, level = [f"M{self.x(self.first):.1f} {self.y(0):.1f}"], 0
        for day, amount in points:
            path.append(f"L{self.x(day):.1f} {self.y(level):.1f}L{self.x(day):.1f} {self.y(amount):.1f}")
            level = amount
        path.append(f"L{self.x(self.last):.1f} {self.y(level):.1f}")
        return "".join(path)

    def band(self, points: list[tuple[dt.date, int, int]]) -> str:
        """The area between the lower and the upper bound."""
        upper = self.steps([(day, high) for day, _, high in points])
        corners, level = [], 0
        for day, low, _ in points:
            corners += [(day, level), (day, low)]
            level = low
        corners.append((self.last, level))
        back = "".join(f"L{self.x(day):.1f} {self.y(amount):.1f}" for day, amount in reversed(corners))
        return f"{upper}{back}Z"

    def frame(self) -> list[Html]:
        """Axes: the years along the bottom, zero, half and top at the left."""
        parts = []
        for amount in sorted({0, self.top // 2, self.top}):
            y = self.y(amount)
            parts.append(el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid"))
            parts.append(el("text", words.number(amount), x=LEFT - 8, y=y + 4, class_="tick end"))
        for year, x in year_ticks(self.first, self.last, self.x, 9):
            parts.append(el("line", x1=x, x2=x, y1=HEIGHT - BOTTOM, y2=HEIGHT - BOTTOM + 4, class_="axis"))
            parts.append(el("text", str(year), x=x, y=HEIGHT - BOTTOM + 18, class_="tick middle"))
        return parts


def year_ticks(first: dt.date, last: dt.date, x: Callable[[dt.date], float], most: int) -> list[tuple[int, float]]:
    """(year, place) of at most `most` years between two days, evenly spaced."""
    years = [year for year in range(first.year, last.year + 1) if first <= dt.date(year, 1, 1) <= last]
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(years) <= most * step)
    return [(year, x(dt.date(year, 1, 1))) for year in years if year % step == 0]


def _figure(chart: Chart, drawn: list[Html], title: str) -> Html:
    box = f"0 0 {WIDTH} {HEIGHT}"
    svg = el("svg", el("title", title), chart.frame(), drawn, class_="chart", viewBox=box, role="img")
    return el("figure", el("figcaption", title), svg)


def _number_chart(first: dt.date, last: dt.date, points: list[Point]) -> Html:
    chart = Chart(first, last, max(point.number for point in points))
    path = chart.steps([(point.day, point.number) for point in points])
    return _figure(chart, [el("path", d=path, class_="line")], "Gaps open at the same time")


def _size_chart(first: dt.date, last: dt.date, points: list[Point], unit: str) -> Html:
    found = {
        point.day: next(((low, high) for name, low, high in point.sizes if name == unit), (0, 0)) for point in points
    }
    chart = Chart(first, last, max(high for _, high in found.values()))
    held = [(day, low, high) for day, (low, high) in found.items()]
    upper = chart.steps([(day, high) for day, _, high in held])
    lower = chart.steps([(day, low) for day, low, _ in held])
    drawn = [
        el("path", d=chart.band(held), class_="band"),
        el("path", d=upper, class_="line thin"),
        el("path", d=lower, class_="line"),
    ]
    title = f"Their size together, in {unit}: at least the thick line, at most the thin one"
    return _figure(chart, drawn, title)


def _trend_table(points: list[Point], units: list[str]) -> Html:
    def sizes(point: Point) -> list[Html]:
        held = {unit: words.interval(low, high) for unit, low, high in point.sizes}
        return [el("td", held.get(unit, "–"), class_="number") for unit in units]

    rows = (
        el(
            "tr",
            el("th", point.day.isoformat(), scope="row", class_="date"),
            el("td", words.number(point.number), class_="number"),
            sizes(point),
            el("td", words.number(point.unsized) if point.unsized else "–", class_="number"),
        )
        for point in points
    )
    head = ["From", "Open", *(f"Size, {unit or 'number'}" for unit in units), "Without a size"]
    return table("The same in numbers", [header_row(head)], rows, class_="trend")


def trend_section(assessment: Assessment) -> Html:
    """Number and size of the open gaps over time, under the first assessor that has findings."""
    found = names(assessment)
    held = lives(assessment, found[0]) if found else []
    if not held:
        return el("p", "No gap has a day from which it could be known, so there is nothing to plot.", class_="remark")
    points = trend(held)
    first, last = held[0].opened, max(dt.date.fromisoformat(assessment.known_by[:10]), points[-1].day)
    first -= dt.timedelta(days=max(30, (last - first).days // 20))
    units = sorted({unit for point in points for unit, _, _ in point.sizes})
    charts = [_number_chart(first, last, points), *(_size_chart(first, last, points, unit) for unit in units)]
    told = (
        "A gap is one bearer’s on one occasion under one norm; several readings of it are one gap, and its size "
        "spans them. One measurement that concerns several norms or bearers is summed once. Under a limit the "
        "next period takes the place of the one before. A gap stays open until it is cured or closed."
    )
    return joined([el("p", told, class_="remark"), el("div", charts, class_="charts"), _trend_table(points, units)])
