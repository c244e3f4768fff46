"""Every public data set at hand goes through whole: rows in, out, quarantined, duplicates, years, codes not known."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.evidence.importing.workspaces import BORDERS, INCIDENT, adds_up, bring, workspace
from tests.outside import outside

TYPES = (
    INCIDENT
    + BORDERS
    + """\
relation allied between countries
state statehood declared by nobody
  state key party or country
  member yes or no
state armed_forces declared by party
  party key party
  number count of troops
event conflict declared by nobody
  id key text
  side_a party, one or more
  side_b party, one or more
  intensity one of minor, war
  start date
event exercise declared by host
  id key text
  host party, one or more
  start date
  end date
  at place
state deployment declared by owner
  owner key party
  region key country
  number count of troops
state holding declared by party
  party key party
  category key one of "warheads", "launchers"
  number count of items
"""
)


class Case(NamedTuple):
    """`rows` to `copies`: as the summary counts them; `strangers`: how many codes stand for no state."""

    source: str
    path: str
    asked: dict[str, object]
    rows: int
    bad: int
    made: int
    used: int
    copies: int
    years: tuple[int, int]
    strangers: int


ALLIED: dict[str, object] = {"record": "allied"}
CASES = (
    Case(
        "cow-mid",
        "mid5/MIDB-5.0.csv",
        {"shape": "dispute", "record": "incident"},
        5883,
        0,
        6136,
        5678,
        34,
        (1816, 2014),
        0,
    ),
    Case(
        "mid-dyads",
        "peacesciencer/gml_dirdisp.parquet",
        {"record": "incident"},
        10276,
        0,
        8692,
        8082,
        0,
        (1816, 2010),
        0,
    ),
    Case(
        "mid-dyads",
        "peacesciencer/cow_mid_dirdisps.parquet",
        {"record": "incident"},
        11390,
        0,
        9505,
        8898,
        0,
        (1816, 2014),
        0,
    ),
    Case(
        "mid-dyads",
        "peacesciencer/cow_mid_ddydisps.parquet",
        {"record": "incident"},
        10234,
        0,
        8556,
        7970,
        0,
        (1816, 2014),
        0,
    ),
    Case("cow-states", "peacesciencer/cow_states.parquet", {}, 243, 0, 291, 247, 0, (1816, 2011), 0),
    Case("cow-nmc", "peacesciencer/cow_nmc.parquet", {}, 17121, 0, 16665, 15809, 0, (1816, 2022), 0),
    Case("cow-alliances", "peacesciencer/cow_alliance.parquet", ALLIED, 120784, 0, 1979, 1829, 0, (1816, 2012), 0),
    Case("atop", "peacesciencer/atop_alliance.parquet", ALLIED, 273296, 0, 5933, 5538, 0, (1815, 2018), 0),
    Case("ucdp-prio", "ucdp/UcdpPrioConflict_v24_1.csv", {}, 2686, 0, 2686, 2656, 0, (1946, 2023), 0),
    Case("ucdp-prio", "peacesciencer/ucdp_acd.parquet", {}, 5652, 0, 5652, 2736, 2886, (1946, 2024), 0),
    Case("gdelt-1", "gdelt/gdelt1_sample_20160728.csv", {}, 710, 0, 6, 6, 0, (1982, 2016), 0),
    Case("gdelt-2", "gdelt/20191024143000.export.CSV", {}, 2111, 0, 36, 24, 12, (2019, 2019), 0),
    Case("icews", "icews/events.2018.sample.tab", {}, 3705, 0, 62, 55, 7, (2018, 2018), 0),
    Case("mme", "exercises/mme_v7.csv", {}, 3707, 0, 3616, 3615, 1, (1980, 2010), 2),
    Case(
        "mme",
        "exercises/mme-v7-long.csv",
        {"shape": "exercise_by_participant", "record": "exercise"},
        13818,
        0,
        3615,
        3615,
        0,
        (1980, 2010),
        2,
    ),
    Case("jme", "exercises/jme_v3.xls", {}, 1790, 4, 1475, 1464, 10, (1974, 2010), 2),
    Case("troops", "troopdata/troopdata-rebuild-country-year.csv", {}, 13135, 0, 13060, 11997, 0, (1950, 2024), 15),
    Case(
        "holdings",
        "nuclear/nuclearStockpiles.csv",
        {"values": {("category", "Warhead Stockpiles"): "warheads"}},
        1414,
        0,
        1414,
        790,
        0,
        (1945, 2023),
        0,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}:{Path(case.path).name}")
def test_a_real_file_goes_through_whole(case: Case, tmp_path: Path) -> None:
    root = workspace(tmp_path, TYPES)
    summary = bring(root, case.source, outside(f"data/{case.path}"), keep_good=True, **case.asked)
    counted = (summary.rows, summary.quarantined, summary.statements, summary.used, summary.copies)
    assert counted == (case.rows, case.bad, case.made, case.used, case.copies)
    assert summary.years == case.years
    assert len(summary.unrecognised) == case.strangers
    assert adds_up(summary)
