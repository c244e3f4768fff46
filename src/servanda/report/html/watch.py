"""Coverage over time: for each kind of fact, when somebody looked, when access was denied, and when nobody did.

Rules it keeps:

- looked and denied differ by shape, not by colour alone; what nobody looked at is an empty line, which is drawn too;
- a look that was limited to a zone or country, and one that does not count under the standard, are drawn hollow;
- the table below the drawing says the same.
"""

import datetime as dt

from servanda.findings.model import Assessment, Watch
from servanda.report.html.element import Html, el
from servanda.report.html.timeline import LEFT, RIGHT, WIDTH, Scale, scale
from servanda.report.html.trend import year_ticks

_LANE, _BAR, _TOP = 30, 9, 8


def strip(assessment: Assessment) -> Html:
    """One line for each kind of fact that can be observed; empty where nobody states to have looked."""
    if not assessment.watches:
        return Html("")
    at = scale(assessment)
    records = list(dict.fromkeys([*assessment.observable, *(one.record for one in assessment.watches)]))  # "": every
    drawn: list[Html] = []
    for number, record in enumerate(records):
        top = _TOP + number * _LANE
        drawn.append(el("text", record or "every kind", x=LEFT - 8, y=top + 14, class_="watch-name"))
        drawn.append(el("path", d=f"M{LEFT} {top + _LANE - 4}H{WIDTH - RIGHT}", class_="watch-line"))
        drawn += [_bar(one, at, top) for one in assessment.watches if one.record == record]
    height = _TOP + len(records) * _LANE + 18
    for year, x in year_ticks(at.first, at.last, at.x, 12):
        drawn.append(el("text", str(year), x=x, y=height - 4, class_="watch-year"))
    title = "When somebody looked (upper bars) and when access was denied (lower, cut bars)"
    svg = el("svg", el("title", title), drawn, viewBox=f"0 0 {WIDTH} {height}", role="img", class_="watch")
    return el("figure", el("figcaption", title), svg, class_="wide")


def _bar(one: Watch, at: Scale, top: int) -> Html:
    first, last = (min(max(dt.date.fromisoformat(day), at.first), at.last) for day in (one.start, one.end))
    left, right = at.x(first), max(at.x(last), at.x(first) + 3)
    whole = one.admitted and not one.where
    kind = f"{one.access}{'' if whole else ' part'}"
    said = el("title", f"{one.origin}, {one.start} to {one.end}, {one.where or 'everywhere'}: {one.access}")
    if one.access == "looked":
        return el("rect", said, x=left, y=top, width=right - left, height=_BAR, class_=f"bar {kind}")
    y = top + _BAR + 3
    cuts = f"M{left:.1f} {y}h{right - left:.1f}l-4 {_BAR}h-{max(right - left - 4, 0):.1f}Z"
    return el("path", said, d=cuts, class_=f"bar {kind}")
