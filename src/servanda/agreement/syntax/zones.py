"""Where things may be: boundary sets, what they give to whom, and zones drawn from borders and reference lines."""

from dataclasses import dataclass
from typing import Literal

from servanda.agreement.syntax.terms import Date, Name, Text
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True)
class Boundaries:
    """`boundaries "Natural Earth 4.1.0, 1:50m" reading "as administered" held by BOREA from 2014-03-18`.

    `title` names the set, `reading` is "" where nobody disputes it; `start` and `end` are inclusive, None for ever.
    """

    title: Text
    reading: str
    holders: tuple[Name, ...]
    start: Date | None
    end: Date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Territory:
    """`territory of ALBA = "PRT"`: the countries of the boundary set that are the party's land, by code or name."""

    owner: Name
    countries: tuple[Text, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class BorderLine:
    """`a border between two sides`, `a border between two parties`, `the border between ALBA and BOREA`."""

    kind: Literal["sides", "parties", "named"]
    ends: tuple[Name, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """`line "contact line" for BOREA`: a line of the workspace, for one party or side, or for all (None)."""

    line: Text
    party: Name | None
    place: Place


@dataclass(frozen=True, slots=True)
class Degree:
    """`30 E`, `46 N`: a meridian or a parallel, in whole degrees, positive to the east and north."""

    value: int
    axis: Literal["meridian", "parallel"]
    place: Place


@dataclass(frozen=True, slots=True)
class Sector:
    """`between 30 E and 40 E`, `between "Narva" and "Pskov"`: the part of the line that counts."""

    first: Degree | Text
    last: Degree | Text
    place: Place


@dataclass(frozen=True, slots=True)
class Zone:
    """`zone border_territory = land within 100 km of a border between two sides, on each side`.

    `distance` is in km. `width` says what it is: the distance on each side of the line, the whole width of which half
    lies on each side, or the distance on the land of `side` alone. `start` and `end` are inclusive, None for ever.
    """

    name: Name
    distance: int
    lines: BorderLine | tuple[ReferenceLine, ...]
    width: Literal["each side", "in all", "one side"]
    side: Name | None
    sector: Sector | None
    start: Date | None
    end: Date | None
    place: Place

    @property
    def by_party(self) -> bool:
        """Whether the zone is another one for each party."""
        return isinstance(self.lines, tuple) and any(line.party is not None for line in self.lines)

    @property
    def reach(self) -> float:
        """How far the zone reaches from its line, in km."""
        return self.distance / 2 if self.width == "in all" else float(self.distance)
