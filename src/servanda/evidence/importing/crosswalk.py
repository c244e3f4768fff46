"""Which state a code stands for: ISO 3166, Correlates of War, Gleditsch–Ward, CAMEO, FIPS 10-4, names.

Rules it keeps:

- a state has one identity for as long as it is the same state: its ISO 3166 alpha-3 code, for former states the
  code of ISO 3166-3, and where there is none a code of our own that begins with X;
- a code is looked up on a day, because codes outlive states: COW 365 is the Soviet Union on one day, Russia on the
  next; names are known in English, French and Russian, without regard to case, accents and punctuation;
- outside the days for which a code is known it stands for the nearest state that had it, and that is said (`exact`);
- what stands for no state is not guessed at.

The table is our own (`crosswalk.csv`, further names in `names.csv`). `continued_by` is set only where the continuity
of the state is undisputed: Russia continues the Soviet Union, Serbia continues Serbia and Montenegro, the Republic of
Yemen continues the Yemen Arab Republic; nobody continues Czechoslovakia or socialist Yugoslavia.

>>> [span.ident for span in lookup("cow", "365")]
['RUS', 'SUN', 'RUS']
>>> identify("cow", "345", "1995-07-11"), identify("name", "Allemagne", "1999-01-01")
('SCG', 'DEU')
>>> identify("cow", "999", "1999-01-01")
"""

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from servanda.evidence.importing.catalogue import System

FIRST, LAST = "0001-01-01", "9999-12-31"
_COLUMNS = ("iso2", "cow", "abb", "gw", "fips", "cameo")
_LANGUAGES = ("en", "fr", "ru")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `first` to `last`, both inclusive, the code stands for `ident`; `exact` False: only for want of another."""

    first: str
    last: str
    ident: str
    exact: bool


@dataclass(frozen=True, slots=True)
class State:
    """A state, territory, former state or region. `name` is English; regions have no identity."""

    ident: str
    kind: str
    name: str
    continued_by: str


def _day(text: str, shift: int) -> str:
    import datetime as dt

    return (dt.date.fromisoformat(text) + dt.timedelta(days=shift)).isoformat()


def plain(name: str) -> str:
    """A name without case, accents, punctuation and article, so that `Côte d’Ivoire` is `cote d ivoire`.

    >>> plain("The Bahamas"), plain("St. Kitts & Nevis"), plain("Côte d’Ivoire")
    ('bahamas', 'saint kitts and nevis', 'cote d ivoire')
    """
    folded = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(one if one.isalnum() else " " for one in folded if not unicodedata.combining(one))
    words = letters.split()
    words = ["saint" if word == "st" else word for word in words]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


@cache
def rows() -> tuple[dict[str, str], ...]:
    """The table as it stands."""
    text = (files(__package__) / "crosswalk.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def further_names() -> tuple[dict[str, str], ...]:
    """Further names that data sets use, each with the state and, where it matters, the days."""
    text = (files(__package__) / "names.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def states() -> dict[str, State]:
    """Every state by identity; of several spans of one state, the latest names it."""
    found: dict[str, State] = {}
    for row in sorted(rows(), key=lambda one: one["from"]):
        if row["ident"]:
            found[row["ident"]] = State(row["ident"], row["kind"], row["en"], row["continued_by"])
    return found


@cache
def regions() -> dict[str, str]:
    """CAMEO's codes for regions: no states, but known."""
    return {row["cameo"]: row["en"] for row in rows() if row["kind"] == "region"}


@cache
def _table() -> dict[tuple[str, str], tuple[Span, ...]]:
    claims: dict[tuple[str, str], list[tuple[str, str, str]]] = {}

    def claim(system: str, code: str, row: dict[str, str]) -> None:
        span = (row["from"] or FIRST, row["to"] or LAST, row["ident"])
        if code and span not in claims.setdefault((system, code), []):
            claims[(system, code)].append(span)

    for row in rows():
        if not row["ident"]:
            continue
        claim("iso3", row["ident"] if row["ident"][0] != "X" or row["iso2"] == "XK" else "", row)
        claim("name", plain(row["ident"]), row)  # files that name states use their codes as well
        for system in _COLUMNS:
            for code in row[system].split(";"):
                claim(system, code, row)
        for language in _LANGUAGES:
            claim("name", plain(row[language]), row)
    for row in further_names():
        claim("name", plain(row["name"]), row)
    return {key: _without_gaps(spans) for key, spans in claims.items()}


def _without_gaps(claims: list[tuple[str, str, str]]) -> tuple[Span, ...]:
    """Spans that cover all time, in order: who has a code keeps it until his end; a gap belongs to who follows."""
    found: list[Span] = []
    free = FIRST
    for first, last, ident in sorted(claims):
        if first > free:
            found.append(Span(free, _day(first, -1), ident, False))
        first = max(first, free)
        if first <= last:
            found.append(Span(first, last, ident, True))
            free = _day(last, 1) if last != LAST else ""
        if not free:
            return tuple(found)
    return (*found, Span(free, LAST, found[-1].ident, False))


def lookup(system: System, code: str) -> tuple[Span, ...]:
    """What the code stands for over all time; nothing if it stands for no state."""
    key = plain(code) if system == "name" else code.strip()
    return _table().get((system, key), ())


def identify(system: System, code: str, day: str) -> str | None:
    """The state for which the code stands on that day (`YYYY-MM-DD`); None if it stands for none."""
    return next((span.ident for span in lookup(system, code) if span.first <= day <= span.last), None)


def unknown(system: System, codes: Iterable[str]) -> list[str]:
    """Those of the codes that stand for no state and no region, in order."""
    return sorted({code for code in codes if not lookup(system, code) and code.strip() not in regions()})
