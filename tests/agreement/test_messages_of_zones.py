"""Messages about boundary sets, territories and zones: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

MAP = 'boundaries "Natural Earth 4.1.0, 1:50m"\n'
STRIP = MAP + "zone strip = land within 50 km of the border between ALBA and BOREA, on each side\n"
CAMP = STRIP + "event sighting declared by owner\n  id key text\n  owner party\n  at place\n  on date\n"
LINES = MAP + 'zone belt = land within 50 km of line "A" for ALBA, of line "B" for BOREA, on each side\n'


def norm(condition: str) -> str:
    return f"prohibition nothing_near\n  no sighting s where {condition}, by s.owner\n  assessed each calendar year\n"


CASES = {
    "a zone without a map": (
        "zone strip = land within 50 km of the border between ALBA and BOREA, on each side",
        Told(
            "zone-without-boundaries",
            "The zone `strip` lies on land, and no map says whose land is where.",
            1,
            "strip",
            'Add `boundaries "Natural Earth 4.1.0, 1:50m"`, or another set of the workspace.',
        ),
    ),
    "a distance without a unit": (
        MAP + "zone strip = land within 50 of the border between ALBA and BOREA, on each side",
        Told("distance-without-unit", "50 has no unit of distance.", 2, "50", "Write `50 km`."),
    ),
    "a distance of half the world": (
        MAP + "zone strip = land within 20000 km of the border between ALBA and BOREA, on each side",
        Told("distance-too-large", "A zone of 20,000 km cannot be drawn.", 2, "20000 km", "Write 1 to 1,000 km."),
    ),
    "total width or per side": (
        MAP + "zone strip = land within 25 km of the border between ALBA and BOREA",
        Told(
            "width-in-two-ways",
            "25 km can be read as the distance on each side of the line, or as the whole width.",
            2,
            "¶",
            "Add `, on each side`, `, in all, half on each side` or `, on the side of ALBA`.",
        ),
    ),
    "neither border nor line": (
        MAP + "zone strip = land within 25 km of the coast, on each side",
        Told(
            "unexpected",
            "A border or a line was expected here, not `the`.",
            2,
            "the",
            'Write `a border between two sides`, `the border between ALBA and BOREA` or `line "…"`.',
        ),
    ),
    "two lines for nobody in particular": (
        MAP + 'zone belt = land within 50 km of line "A" for ALBA, of line "B", on each side',
        Told(
            "line-for-whom",
            "Several lines are named, and not for each of them whom it binds.",
            2,
            'line "B"',
            'Write `line "…" for ALBA` each time.',
        ),
    ),
    "a border of somebody unknown": (
        MAP + "zone strip = land within 50 km of the border between ALBA and BORIA, on each side",
        Told(
            "unknown-party", "There is no party, country or side called `BORIA`.", 2, "BORIA", "Did you mean `BOREA`?"
        ),
    ),
    "a border with itself": (
        MAP + "zone strip = land within 50 km of the border between ALBA and ALBA, on each side",
        Told(
            "no-common-border",
            "`ALBA` has no border with itself.",
            2,
            "the border between ALBA and ALBA",
            "Name two parties, countries or sides.",
        ),
    ),
    "a sector of a meridian and a place": (
        MAP + 'zone belt = land within 50 km of line "A", on each side, between 30 E and "Narva"',
        Told(
            "uneven-sector",
            "A sector lies between two meridians, two parallels or two named places.",
            2,
            'between 30 E and "Narva"',
            'Write `between 30 E and 40 E` or `between "…" and "…"`.',
        ),
    ),
    "a sector from east to west": (
        MAP + 'zone belt = land within 50 km of line "A", on each side, between 40 E and 30 E',
        Told(
            "uneven-sector",
            "The sector ends where it begins, or before.",
            2,
            "between 40 E and 30 E",
            "Name the western or southern end first.",
        ),
    ),
    "a meridian that there is not": (
        MAP + 'zone belt = land within 50 km of line "A", on each side, between 30 E and 190 E',
        Told("uneven-sector", "There is no meridian 190 E.", 2, "190 E", "Write degrees up to 180 E or W, 90 N or S."),
    ),
    "a zone that ends before it begins": (
        MAP + 'zone belt = land within 50 km of line "A", on each side from 2021-01-01 to 2020-01-01',
        Told("dates-reversed", "The zone ends before it begins.", 2, "2021-01-01", "Exchange the dates."),
    ),
    "a map that ends before it begins": (
        'boundaries "A" from 2021-01-01 to 2020-01-01',
        Told("dates-reversed", "The boundary set ends before it begins.", 1, "2021-01-01", "Exchange the dates."),
    ),
    "two maps at once": (
        'boundaries "A"\nboundaries "B" from 2021-01-01',
        Told(
            "boundaries-twice",
            "Two boundary sets hold at the same time.",
            2,
            'boundaries "B" from 2021-01-01',
            'Give the sets dates that do not overlap, or readings: `reading "…" held by ALBA`.',
        ),
    ),
    "a map held by somebody unknown": (
        'boundaries "A" reading "as administered" held by ALBO',
        Told("unknown-party", "There is no party or country called `ALBO`.", 1, "ALBO", "Did you mean `ALBA`?"),
    ),
    "the territory of somebody unknown": (
        MAP + 'territory of ALBO = "PRT"',
        Told("unknown-party", "There is no party or country called `ALBO`.", 2, "ALBO", "Did you mean `ALBA`?"),
    ),
    "the territory twice": (
        MAP + 'territory of ALBA = "PRT"\nterritory of ALBA = "ESP"',
        Told(
            "said-twice",
            "The territory of `ALBA` is already named.",
            3,
            "ALBA",
            "Name all of its countries in one statement.",
        ),
    ),
    "an unknown zone": (
        CAMP + norm("s.at in stripe"),
        Told("unknown-zone", "There is no zone called `stripe`.", 9, "stripe", "Did you mean `strip`?"),
    ),
    "a party in a zone": (
        CAMP + norm("s.owner in strip"),
        Told(
            "kind-mismatch",
            "`s.owner` is a party; only a place lies in a zone.",
            9,
            "s.owner",
            "Name a field that holds a place.",
        ),
    ),
    "a zone of a date": (
        CAMP + norm("s.at in strip of s.on"),
        Told(
            "kind-mismatch",
            "`s.on` is a date; a zone is of a party, a country or a side.",
            9,
            "s.on",
            "Name a field that holds a party.",
        ),
    ),
    "a zone of each party, of nobody": (
        CAMP + LINES.removeprefix(MAP) + norm("s.at in belt"),
        Told(
            "zone-of-whom",
            "`belt` is another zone for each party, so a place alone is not in it.",
            10,
            "s.at in belt",
            "Say whose: `s.at in belt of s.owner`.",
        ),
    ),
}


@pytest.mark.parametrize(("block", "expected"), CASES.values(), ids=CASES)
def test_message(block: str, expected: Told) -> None:
    assert told_in_frame(block) == expected
