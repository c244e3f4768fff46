"""The plot of a trial on history: what was caught and when it could be known, on whose word, under which thresholds.

Rules it keeps:

- matplotlib (the extra `plot`) is imported here only, and only when a plot is drawn;
- the same trial, the same bytes: no date, no random name, nothing that the machine's own settings could change;
- what comes out is markup for the page: text stays text, and looks are attributes, since the page's policy forbids
  style in the markup.

It leaves to others: the numbers (`servanda.findings.backtest`), the same numbers as tables (`backtest`).
"""

import datetime as dt
import io
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from servanda.report import words
from servanda.report.html.element import Html

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servanda.findings.backtest import Backtest

BREACHED, OPEN, SOFT, HAIR, INK = "#a3171f", "#7a4f00", "#55585c", "#e4dfd3", "#1d1f21"
NORMS, ORIGINS = 14, 10  # rows that are drawn; the tables have all
LINES = 200  # more breaches than this are drawn as dots by month, without the way to the day they could be known
SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "servanda",
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.facecolor": "none",
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": INK,
}
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"


def ready() -> None:
    """Raises ModuleNotFoundError where the extra `plot` is not installed."""
    import matplotlib.figure  # noqa: F401


def plot(found: "Backtest") -> Html:
    """The plot as one `svg` element, with a title for those who cannot see it."""
    import matplotlib
    from matplotlib.figure import Figure

    norms = _norms(found)
    thresholds = list(dict.fromkeys(item.name for item in found.variants))
    heights = [0.45 + 0.3 * len(norms), 0.45 + 0.26 * len(_origins(found)), *([1.9] if thresholds else [])]
    settings: Any = SETTINGS
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(settings)
        figure = Figure(figsize=(10, sum(heights) + 0.75 * len(heights)), layout="constrained")
        parts = figure.subfigures(len(heights), 1, height_ratios=[height + 0.75 for height in heights], squeeze=False)
        _over_time(parts[0, 0].subplots(), found, norms)
        _exposure(parts[1, 0].subplots(), found)
        if thresholds:
            axes = parts[2, 0].subplots(1, len(thresholds), squeeze=False)
            for at, name in enumerate(thresholds):
                _threshold(axes[0, at], found, name)
        made = io.BytesIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(made, format="svg", metadata=nothing, facecolor="none")
    return _markup(made.getvalue().decode(), _told(found))


def _told(found: "Backtest") -> str:
    caught = words.plural(len(found.breaches), "breach", "breaches")
    return f"{caught} caught from {found.first} to {found.last}, {len(found.open):,} undetermined; tables below"


def _norms(found: "Backtest") -> list[str]:
    """The norms that are drawn, those with the most to tell kept, in the order of the text."""
    items = [*(one.finding for one in found.breaches), *found.open]
    most = {name for name, _ in Counter(item.norm for item in items).most_common(NORMS)}
    return list(dict.fromkeys(item.norm for item in found.assessment.findings if item.norm in most))


def _origins(found: "Backtest") -> list[tuple[str, int]]:
    """The origins on which breaches rest alone, those with the most first."""
    alone = [(name, gone) for name, (gone, _) in found.without.items() if gone]
    return sorted(alone, key=lambda pair: (-pair[1], pair[0]))[:ORIGINS]


def _day(text: str, found: "Backtest") -> dt.date:
    """The day that begins with this text; what lies before the trial is drawn at its first day."""
    return max(dt.date.fromisoformat(text[:10]), dt.date.fromisoformat(found.first))


def _number(day: dt.date) -> float:
    """A day as matplotlib counts them: days since 1970."""
    return float((day - dt.date(1970, 1, 1)).days)


def _over_time(axes: "Axes", found: "Backtest", norms: list[str]) -> None:
    row = {name: len(norms) - 1 - at for at, name in enumerate(norms)}
    dots: dict[tuple[str, str, dt.date], int] = defaultdict(int)
    for item in found.open:
        if item.norm in row:
            dots["undetermined", item.norm, _day(item.occasion_date, found).replace(day=15)] += 1
    many = len(found.breaches) > LINES
    for one in found.breaches:
        if one.finding.norm in row:
            day = _day(one.finding.occasion_date, found)
            dots["breached", one.finding.norm, day.replace(day=15) if many else day] += 1
            if not many:
                at, known = row[one.finding.norm], _number(_day(one.known, found))
                axes.plot([_number(day), known], [at, at], color=BREACHED, linewidth=0.8, zorder=2)
                axes.plot([known], [at], "|", color=BREACHED, markersize=9, zorder=2)
    for kind, colour, marker, lift in (("undetermined", OPEN, "D", 0.2), ("breached", BREACHED, "s", 0.0)):
        held = [(key, count) for key, count in dots.items() if key[0] == kind]
        axes.scatter(
            [_number(key[2]) for key, _ in held],
            [row[key[1]] + lift for key, _ in held],
            s=[min(18 + 6 * (count - 1), 120) for _, count in held],
            facecolors="none" if kind == "undetermined" else colour,
            edgecolors=colour,
            marker=marker,
            linewidths=0.8,
            zorder=3,
            label=kind,
        )
    axes.set_yticks(list(row.values()), [name.replace("_", " ") for name in row])
    axes.set_ylim(-0.6, len(norms) - 0.2)
    axes.set_xlim(left=_number(dt.date.fromisoformat(found.first)))
    axes.xaxis_date()
    axes.grid(axis="y", color=HAIR, linewidth=0.8, zorder=0)
    axes.tick_params(axis="y", length=0)
    way = "by month" if many else "a line leads to the day on which it could first be known"
    axes.set_title(f"When it happened: breached (filled; {way}), undetermined (hollow)")


def _exposure(axes: "Axes", found: "Backtest") -> None:
    from matplotlib.ticker import MaxNLocator

    held = _origins(found)[::-1]
    names = [name if len(name) <= 44 else name[:43] + "…" for name, _ in held]
    axes.barh(range(len(held)), [gone for _, gone in held], height=0.62, color=BREACHED)
    axes.set_yticks(range(len(held)), names)
    axes.set_ylim(-0.6, max(len(held), 1) - 0.4)
    for at, (_, gone) in enumerate(held):
        axes.annotate(f"{gone:,}", (gone, at), (3, 0), textcoords="offset points", va="center", color=SOFT)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    none = "" if held else ": none rests on a single one"
    axes.set_title(f"On whose word: breaches that vanish without this origin{none}")


def _threshold(axes: "Axes", found: "Backtest", name: str) -> None:
    from matplotlib.ticker import MaxNLocator

    held = sorted((item for item in found.variants if item.name == name), key=lambda item: item.value)
    at = range(len(held))
    axes.plot(at, [item.breached for item in held], "s-", color=BREACHED, markersize=5)
    axes.plot(at, [item.undetermined for item in held], "D--", color=OPEN, markersize=5, fillstyle="none")
    axes.set_xticks(at, [f"{item.value:,}" for item in held])
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_title(f"{name.replace('_', ' ')}: breached (filled), undetermined (hollow)")


def _markup(drawn: str, told: str) -> Html:
    """The drawing as an element of the page: no style, no namespace prefixes, no size of its own."""
    root = ElementTree.fromstring(drawn)
    for parent in root.iter():
        for child in list(parent):
            if child.tag in (f"{_SVG}metadata", f"{_SVG}style"):
                parent.remove(child)
    for node in root.iter():
        node.tag = node.tag.removeprefix(_SVG)
        if _LINK in node.attrib:
            node.set("href", node.attrib.pop(_LINK))
        for key, held in re.findall(r"([\w-]+):\s*([^;]+)", node.attrib.pop("style", "")):
            # Of the font of a text only its size is kept; the family is the page's.
            size = re.search(r"[\d.]+px", held) if key == "font" else None
            node.attrib |= {"font-size": size[0]} if size else {key: held.strip()}
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"class": "chart plot", "role": "img", "stroke-linejoin": "round", "stroke-linecap": "butt"}
    title = ElementTree.Element("title")
    title.text, title.tail = told, "\n"
    root.insert(0, title)
    return Html(ElementTree.tostring(root, encoding="unicode", short_empty_elements=False))
