"""What the record of the Founding Act must come to, worked out by hand from the rows and the text, case by case."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pytest

from servanda.findings.assess import assess
from servanda.findings.model import Finding
from tests.outside import ROOT

TWO, ONE = "two sources", "single source"
ROTATION, RELIEF = "rotation is not stationing", "units that relieve each other are stationed"
SIDES = ("Alliance", "Russia")

pytestmark = pytest.mark.long  # 1,900 findings take some seconds


@cache
def found() -> Mapping[tuple[str, str, str, str | None, str], Finding]:
    """Findings by norm, bearer, occasion, reading, assessor; the episodes of limits apart, under `OCCASION…`."""
    table = {}
    for item in assess(ROOT / "agreements" / "founding-act-1997").findings:
        occasion = item.occasion + ("…" if "-episode" in item.id else "")
        table[(item.norm, item.bearer, occasion, item.reading, item.assessor)] = item
    return table


def verdicts(norm: str, bearer: str, occasion: str, assessor: str, reading: str | None = None) -> tuple[str, str]:
    finding = found()[(norm, bearer, occasion, reading, assessor)]
    return finding.declared.verdict, finding.observed.verdict


@pytest.mark.parametrize("side", SIDES)
def test_the_first_meeting_was_held_in_time(side: str) -> None:
    """Signed on 27 May, due by 27 September, held on 18 July 1997."""
    (finding,) = [one for key, one in found().items() if key[0] == "first_meeting" and key[1] == side and key[4] == TWO]
    assert (finding.declared.verdict, finding.observed.verdict, finding.due) == ("kept", "kept", "1997-09-27")


@pytest.mark.parametrize("side", SIDES)
def test_august_1997_rests_on_one_origin(side: str) -> None:
    """The meeting of 11 September is called the second after that of 18 July, by both sides together: one origin."""
    assert verdicts("ambassadors", side, "1997-08", TWO) == ("undetermined", "undetermined")
    assert verdicts("ambassadors", side, "1997-08", ONE) == ("undetermined", "breached")


@pytest.mark.parametrize("side", SIDES)
def test_spring_1999(side: str) -> None:
    """Two origins for April and May, one for June. March had its meeting on the 17th, July on the 23rd."""
    strict = [verdicts("ambassadors", side, f"1999-0{month}", TWO)[1] for month in range(3, 8)]
    assert strict == ["kept", "breached", "breached", "undetermined", "kept"]
    lax = [verdicts("ambassadors", side, f"1999-0{month}", ONE)[1] for month in range(3, 8)]
    assert lax == ["kept", "breached", "breached", "breached", "kept"]


def test_a_month_of_which_nothing_is_published_is_undetermined() -> None:
    """Of 57 months 18 have a page for a meeting of ambassadors; silence in the others is no breach, but for April and
    May 1999, of which somebody speaks."""
    months = [one for key, one in found().items() if key[0] == "ambassadors" and key[1] == "Russia" and key[4] == TWO]
    assert Counter(one.observed.verdict for one in months) == {"kept": 18, "breached": 2, "undetermined": 37}
    assert Counter(one.declared.verdict for one in months) == {"kept": 18, "undetermined": 39}


@pytest.mark.parametrize("side", SIDES)
def test_the_years_without_a_council(side: str) -> None:
    """NATO and TASS to 4 December 2015, NATO and the Russian mission for all of 2015; January to March 2016 NATO
    alone; 2016 had three meetings, so both say that there was none in the months between."""
    months = [*(f"2015-{month:02}" for month in range(1, 13)), *(f"2016-{month:02}" for month in range(1, 13))]
    strict = [verdicts("council_ambassadors", side, month, TWO)[1] for month in months]
    assert strict[:12] == ["breached"] * 12
    assert strict[12:15] == ["undetermined"] * 3
    assert strict[15:] == ["kept", *["breached"] * 2, "kept", *["breached"] * 4, "kept"]
    assert verdicts("council_foreign_ministers", side, "2015", TWO) == ("undetermined", "breached")
    assert verdicts("council_foreign_ministers", side, "2009", TWO) == ("kept", "kept")


@pytest.mark.parametrize("assessor", [TWO, ONE])
def test_a_suspension_of_formal_meetings_is_no_proof_of_none(assessor: str) -> None:
    """B4: below C3, whoever counts how many."""
    for month in ("2008-09", "2008-10", "2008-11"):
        assert verdicts("council_ambassadors", "Alliance", month, assessor) == ("undetermined", "undetermined")


def test_a_meeting_of_unknown_level_keeps_nothing() -> None:
    """12 January 2022: the page has the day only. The year has it as a meeting of nobody's level, so it is open."""
    assert verdicts("council_ambassadors", "Russia", "2022-01", ONE) == ("undetermined", "undetermined")


@pytest.mark.parametrize("assessor", [TWO, ONE])
def test_87_tanks_are_stationed_under_one_reading_only(assessor: str) -> None:
    """87 by the owner's own word, 46 above 41, if units that relieve each other are stationed; else there is nothing
    to count, and nobody vouches for nothing else: open, not kept. As observed it has one origin."""
    relief = found()[("stationing", "Alliance", "2017-09-13…", RELIEF, assessor)]
    assert (relief.declared.verdict, relief.declared.low, relief.bound) == ("breached", 87, 41)
    assert relief.observed.verdict == ("breached" if assessor == ONE else "undetermined")
    assert verdicts("stationing", "Alliance", "2017", assessor, ROTATION) == ("undetermined", "undetermined")


def test_of_nuclear_weapons_nothing_is_known() -> None:
    years = [one for key, one in found().items() if key[0] == "no_nuclear_deployment" and key[4] == ONE]
    assert len(years) == 26
    assert {(one.declared.verdict, one.observed.verdict) for one in years} == {("not declared", "undetermined")}


@pytest.mark.parametrize(
    ("incident", "who", "strict", "lax"),
    [
        ("ukraine-2022", "RUS", "breached", "breached"),  # two organs; the denial is graded C5
        ("crimea-2014", "RUS", "undetermined", "breached"),  # one organ
        ("kosovo-1999", "NATO", "undetermined", "undetermined"),  # no organ has found either
    ],
)
def test_force_is_unlawful_where_an_organ_has_said_so(incident: str, who: str, strict: str, lax: str) -> None:
    assert verdicts("no_unlawful_force", who, incident, TWO) == ("not declared", strict)
    assert verdicts("no_unlawful_force", who, incident, ONE) == ("not declared", lax)
