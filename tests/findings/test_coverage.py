"""Who looked where: a look that was limited counts only there, and silence without one is not observed."""

from dataclasses import replace
from pathlib import Path

import pytest

from servanda.evidence.zones.geography import geography
from servanda.findings.assess import assess, findings_of
from servanda.findings.model import Assessor, Finding
from servanda.findings.verdicts.court import Court
from tests.evidence.folders import write
from tests.findings.small import Small
from tests.findings.zoned import treaty

BLOCK = """\
zone strip = land within 50 km of the border between ALBA and BOREA, on each side

prohibition drills
  no drill d where d.at in strip, by d.host
  assessed each calendar year

prohibition drills_at_home
  no drill d where d.at in strip of d.host, by d.host
  assessed each calendar year

limit forces
  for each side s, borne jointly: the sum of g.number over garrison g
    where g.owner is of s and g.at in strip is at most 5000 troops
  assessed each calendar year
"""


def found(small: Small) -> dict[tuple[str, str], Finding]:
    last = 1_293_839_999 + 365 * 86_400  # the end of 2011
    judge = Assessor("judge", 1, "C3", ("confirmed",))
    places = geography(small.agreement, None)
    court = Court(small.agreement, small.facts, judge, last, last, "meaning", geography=places)
    return {(item.norm, item.bearer): item for item in findings_of(court) if item.occasion == "2011"}


def looked(record: str, where: str, **more: str) -> Small:
    small = Small(treaty(BLOCK)).looked(record, "2010-01-01", "2011-12-31", known="2010-01-01", **more)
    small.coverage[-1] = replace(small.coverage[-1], where=where)
    return small


def verdicts(small: Small, norm: str) -> dict[str, str]:
    return {bearer: item.observed.verdict for (name, bearer), item in found(small).items() if name == norm}


def test_silence_without_a_look_is_not_observed() -> None:
    assert set(verdicts(Small(treaty(BLOCK)), "drills").values()) == {"not observed"}


def test_a_look_at_the_whole_world_counts() -> None:
    assert set(verdicts(looked("drill", ""), "drills").values()) == {"kept"}


def test_a_look_at_the_zone_counts_for_what_is_forbidden_in_it() -> None:
    assert set(verdicts(looked("drill", "strip"), "drills").values()) == {"kept"}


def test_a_look_at_another_country_counts_for_nobody_else() -> None:
    assert set(verdicts(looked("drill", "CORA"), "drills").values()) == {"not observed"}


def test_a_look_at_ones_own_land_counts_for_what_is_forbidden_there() -> None:
    assert verdicts(looked("drill", "ALBA"), "drills_at_home") == {
        "ALBA": "kept",
        "BOREA": "not observed",
        "DANA": "not observed",
    }


def test_denied_access_is_told_and_is_no_look() -> None:
    small = looked("drill", "strip", access="denied")
    assert set(verdicts(small, "drills").values()) == {"not observed"}
    assert {item.attributes.get("denied access") for key, item in found(small).items() if key[0] == "drills"} == {"yes"}


def test_a_sum_in_a_zone_is_whole_where_the_zone_was_watched() -> None:
    said = {"owner": "BOREA", "name": "Badajoz", "number": "3000", "at": "38.879 N, 6.970 W", "on": "2010-01-01"}
    for where, verdict in (("strip", "kept"), ("CORA", "undetermined"), ("", "kept")):
        small = looked("garrison", where).observed("garrison", known="2010-01-01", **said)
        assert verdicts(small, "forces")["South"] == verdict, where


ROWS = """\
record,about,from,to,access,where,denied_by,source,grade,known
exercise,,2020-01-01,2020-12-31,looked,{where},{denier},us,B2,2021-01-01
"""


@pytest.mark.parametrize(
    ("where", "denier", "fault"),
    [
        ("nowhere", "", ("where", "no zone, party or country is called `nowhere`")),
        ("DANA", "", None),
        ("", "ALBA", ("denied_by", "access was denied and given")),
    ],
)
def test_a_row_of_coverage_is_set_aside_where_it_makes_no_sense(
    where: str, denier: str, fault: tuple[str, str] | None, tmp_path: Path
) -> None:
    write(tmp_path, **{"evidence/coverage.csv": ROWS.format(where=where, denier=denier)})
    found = assess(tmp_path)
    aside = [(item.column, item.reason) for item in found.quarantined if item.file == "evidence/coverage.csv"]
    assert aside == ([fault] if fault else [])
    assert [item.where for item in found.watches] == ([] if fault else [where])
