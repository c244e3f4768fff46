"""A picture of `benchmarks/logic.py`'s results: a panel a rule, CPU seconds of the whole process over events.

Rules it keeps: both axes are logarithmic and the same in all panels; the plan is a solid line, the hand-written SQL
a dashed one; the same results give the same bytes.
"""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

ACROSS, WIDE, HIGH, INSET = 5, 210, 170, 34
PLAN, HAND, GRID = "#1b4f8a", "#b3541e", "#d8d8d8"


def draw(rows: Sequence[Mapping[str, Any]], order: Sequence[str]) -> str:
    """SVG text."""
    rules = [rule for rule in order if any(item["rule"] == rule for item in rows)]
    sizes = sorted({item["events"] for item in rows})
    times = [item[side] for item in rows for side in ("plan_whole", "hand_whole")]
    left, right = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 1)
    low, high = int(log10(min(times)) - 1), int(log10(max(times)) + 1)
    height = -(-len(rules) // ACROSS) * HIGH + 60
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{ACROSS * WIDE}" height="{height}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{ACROSS * WIDE}" height="{height}" fill="white"/>',
        '<text x="12" y="20" font-size="14">CPU seconds of the whole process over events in the log</text>',
        f'<text x="12" y="38"><tspan fill="{PLAN}">solid: formula through the engine</tspan> '
        f'<tspan dx="12" fill="{HAND}">dashed: DuckDB SQL written by hand</tspan> '
        '<tspan dx="12" fill="#555">×: their ratio at the largest size; ↗ growth to it (1 is linear)</tspan>'
        "</text>",
    ]
    for at, rule in enumerate(rules):
        x0, y0 = at % ACROSS * WIDE + INSET, at // ACROSS * HIGH + 66

        def spot(events: int, seconds: float, x0: int = x0, y0: int = y0) -> tuple[float, float]:
            x = x0 + (log10(events) - left) / (right - left) * (WIDE - INSET - 12)
            y = y0 + (high - log10(max(seconds, 1e-9))) / (high - low) * (HIGH - 56)
            return round(x, 1), round(y, 1)

        own = sorted((item for item in rows if item["rule"] == rule), key=lambda item: item["events"])
        made += _grid(sizes, range(low, high + 1), spot)
        made.append(_line(own, "hand_whole", spot, f'stroke="{HAND}" stroke-dasharray="4 3"'))
        made.append(_line(own, "plan_whole", spot, f'stroke="{PLAN}"'))
        ratio = f"{own[-1]['whole_ratio']:.2f}"
        made.append(f'<text x="{x0}" y="{y0 - 6}" font-weight="bold">{rule}<tspan font-weight="normal" fill="#555"')
        growth = f" ↗ {grown(own[-2], own[-1]):.2f}" if len(own) > 1 else ""
        made.append(f"> × {ratio}{growth}</tspan></text>")
    return "\n".join([*made, "</svg>", ""])


def grown(less: Mapping[str, Any], more: Mapping[str, Any], what: str = "plan_whole") -> float:
    """How much more an event takes in the larger log."""
    return float(more[what] / less[what] / (more["events"] / less["events"]))


def _grid(sizes: Sequence[int], decades: range, spot: Any) -> list[str]:
    """A line and a label for each decade of seconds; a label for each size."""
    made = []
    for decade in decades:
        (x, y), (x2, _) = spot(sizes[0], 10.0**decade), spot(sizes[-1], 10.0**decade)
        label = f"{10.0**decade:g}"
        made.append(f'<line x1="{x}" y1="{y}" x2="{x2}" y2="{y}" stroke="{GRID}"/>')
        made.append(f'<text x="{x - 4}" y="{y + 4}" text-anchor="end" fill="#555" font-size="9">{label}</text>')
    for events in sizes:
        x, y = spot(events, 10.0 ** decades[0])
        power = str(round(log10(events))).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        made.append(f'<text x="{x}" y="{y + 12}" text-anchor="middle" fill="#555" font-size="9">10{power}</text>')
    return made


def _line(rows: Sequence[Mapping[str, Any]], side: str, spot: Any, style: str) -> str:
    places = [spot(item["events"], item[side]) for item in rows]
    points = " ".join(f"{x},{y}" for x, y in places)
    return f'<polyline points="{points}" fill="none" stroke-width="1.6" {style}/>'
