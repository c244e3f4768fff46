"""The files of the Correlates of War go through whole; every row of them is accounted for."""

from collections import Counter
from pathlib import Path

from servanda.findings.workspace import load
from tests.evidence.importing.workspaces import BORDERS, INCIDENT, adds_up, bring, rows, workspace
from tests.outside import outside


def by_hand(path: Path) -> Counter[str]:
    """Acts by level, paired without the importer: all but those of and against Yugoslavia before 27 April 1992."""
    participants = rows(path)
    sides: dict[tuple[str, str], list[str]] = {}
    for one in participants:
        sides.setdefault((one["incidnum"], one["insidea"]), []).append(one["ccode"])
    found: Counter[str] = Counter()
    for one in participants:
        early = (int(one["styear"]), max(int(one["stmon"]), 1), max(int(one["stday"]), 1)) < (1992, 4, 27)
        for other in sides.get((one["incidnum"], "1" if one["insidea"] == "0" else "0"), []):
            if int(one["hostlev"]) >= 2 and not (early and "345" in (one["ccode"], other)):
                found[["threat", "display", "use", "war"][int(one["hostlev"]) - 2]] += 1
    return found


def test_every_act_of_an_incident_is_a_statement(tmp_path: Path) -> None:
    root = workspace(tmp_path, INCIDENT)
    summary = bring(root, "cow-mid", outside("data/mid5/MIDIP-5.0.csv"))
    assert (summary.rows, summary.quarantined) == (9619, 0)
    assert summary.silent == {"took part without a militarized action": 3807}
    assert (summary.statements, summary.copies, summary.used) == (5863, 0, 5844)
    assert summary.unrecognised == {}
    assert summary.elsewhere == {"YUG (Yugoslavia)": 19}
    assert summary.continued == {"SCG as SRB": 599}
    assert (summary.version, summary.years) == ("5", (1992, 2014))
    assert adds_up(summary)
    assert not summary.to_look_at
    made = rows(root / "evidence/cow-mid.csv")
    assert Counter(row["level"] for row in made) == by_hand(outside("data/mid5/MIDIP-5.0.csv"))


def test_the_pairs_of_an_incident_with_many_are_marked(tmp_path: Path) -> None:
    block = INCIDENT + "  clash yes or no\n  opponents count of pairs\n"
    root = workspace(tmp_path, block)
    bring(root, "cow-mid", outside("data/mid5/MIDIP-5.0.csv"))
    made = rows(root / "evidence/cow-mid.csv")
    assert all((row["mark"] == "inferred") == (int(row["opponents"]) > 1) for row in made)
    assert sum(row["mark"] == "inferred" for row in made) == 936
    assert sum(row["clash"] == "yes" for row in made) == 1397
    assert all("does not say who began" in row["note"] for row in made if row["clash"] == "yes")


def test_what_is_imported_is_read_without_a_fault(tmp_path: Path) -> None:
    root = workspace(tmp_path, INCIDENT + BORDERS)
    bring(root, "cow-mid", outside("data/mid5/MIDIP-5.0.csv"))
    bring(root, "cow-contiguity", outside("data/peacesciencer/cow_contdir.parquet"))
    read = load(root)
    assert read.quarantined == ()
    assert (len(read.facts.statements), len(read.facts.pairs)) == (5844, 440)
    some = next(one for one in read.facts.statements if one.key == ("3551001-2-345",))
    assert (some.origin, some.grade, some.mark) == ("Correlates of War MID", "B3", "inferred")


def test_disputes_reach_back_to_1816(tmp_path: Path) -> None:
    root = workspace(tmp_path, INCIDENT)
    summary = bring(root, "cow-mid", outside("data/mid5/MIDB-5.0.csv"), shape="dispute", record="incident")
    assert (summary.rows, summary.quarantined, summary.years) == (5883, 0, (1816, 2014))
    assert adds_up(summary)
    assert summary.unrecognised == {}


def test_borders_have_their_dates_and_pass_from_state_to_state(tmp_path: Path) -> None:
    root = workspace(tmp_path, BORDERS)
    summary = bring(root, "cow-contiguity", outside("data/peacesciencer/cow_contdir.parquet"))
    assert (summary.rows, summary.quarantined) == (1874, 0)
    assert summary.silent == {"is a pair that is not contiguous": 180, "is contiguous across water only": 746}
    assert adds_up(summary)
    made = {(row["a"], row["b"], row["from"], row["to"]) for row in rows(root / "evidence/cow-contiguity.csv")}
    assert ("SRB", "BGR", "1992-04-27", "2006-06-04") in made
    assert ("SRB", "BGR", "2006-06-05", "2016-12-31") in made
    assert ("RUS", "UKR", "1991-12-26", "2016-12-31") in made
    assert ("DEU", "POL", "1990-10-01", "2016-12-31") in made
