"""The treaty between neighbours over the disputes of the Correlates of War, which users import themselves."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from servanda.cli.assess import assess as assess_command
from servanda.findings.assess import assess
from tests.evidence.importing.workspaces import bring
from tests.outside import ROOT, outside

TREATY = ROOT / "agreements/non-threat"


def imported(tmp_path: Path) -> Path:
    root = tmp_path / "neighbours"
    shutil.copytree(TREATY, root)
    acts = bring(root, "cow-mid", outside("data/mid5/MIDIP-5.0.csv"))
    assert (acts.used, acts.elsewhere, acts.unrecognised) == (5863, {}, {})
    bring(root, "cow-contiguity", outside("data/peacesciencer/cow_contdir.parquet"))
    return root


@pytest.mark.long
def test_acts_against_neighbours_come_to_the_figures_of_a_query_written_apart(tmp_path: Path) -> None:
    """Borders on the day; one act of use fewer than the earlier run, as the README says."""
    root = imported(tmp_path)
    with (root / "evidence/cow-mid.csv").open(encoding="utf-8", newline="") as file:
        level = {row["id"]: row["level"] for row in csv.DictReader(file)}
    found = assess(root, assessors=["every pair"]).findings
    acts = [item for item in found if item.occasion in level]
    assert {item.observed.verdict for item in acts} == {"breached"}
    assert Counter(level[item.occasion] for item in acts) == {"threat": 98, "display": 1616, "use": 2147, "war": 6}
    assert len({item.occasion.partition("-")[0] for item in acts}) == 3293
    assert "3551002-350-345" not in {item.occasion for item in acts}
    periods = Counter(item.observed.verdict for item in found if item.occasion not in level)
    assert periods == {"not observed": 3803, "breached": 728}
    assert {item.declared.verdict for item in found} == {"not declared"}


@pytest.mark.long
def test_the_days_of_the_other_file_give_the_one_act_more_of_the_earlier_run(tmp_path: Path) -> None:
    """MIDI has incident 3551002 begin in 1992, MIDIP in 1993; the border of Greece and Yugoslavia ends between."""
    root = imported(tmp_path)
    database = duckdb.connect()
    database.execute(
        "CREATE TABLE acts AS SELECT id, split_part(id, '-', 1) AS incident, split_part(id, '-', 2)::INT AS a, "
        "split_part(id, '-', 3)::INT AS b, level, left(\"on\", 10)::DATE AS mine, make_date(styear::INT, "
        "greatest(stmon::INT, 1), greatest(stday::INT, 1)) AS theirs FROM read_csv(?, all_varchar=true) "
        "JOIN read_csv(?, all_varchar=true) ON incidnum = split_part(id, '-', 1)",
        [str(root / "evidence/cow-mid.csv"), str(outside("data/mid5/MIDI-5.0.csv"))],
    )
    borders = str(outside("data/peacesciencer/cow_contdir.parquet"))
    database.execute(
        f"CREATE TABLE borders AS SELECT ccode1::INT AS a, ccode2::INT AS b, stdate::DATE AS first, "
        f"enddate::DATE AS last FROM '{borders}' WHERE conttype = 1"
    )
    found = {}
    for day in ("mine", "theirs"):
        met = f"SELECT DISTINCT id, incident, level FROM acts JOIN borders USING (a, b) WHERE {day} BETWEEN first AND "
        rows = database.execute(met + "last").fetchall()
        found[day] = {identity: (incident, level) for identity, incident, level in rows}
    assert {day: (len(held), len({one for one, _ in held.values()})) for day, held in found.items()} == {
        "mine": (3867, 3293),
        "theirs": (3868, 3294),
    }
    levels = Counter(level for _, level in found["theirs"].values())
    assert levels == {"threat": 98, "display": 1616, "use": 2148, "war": 6}
    assert set(found["theirs"]) ^ set(found["mine"]) == {"3551002-350-345"}


def test_without_the_data_nothing_is_kept_and_the_user_is_told_what_to_do() -> None:
    done = CliRunner().invoke(assess_command, [str(TREATY), "--assessor", "every pair"])
    assert done.exit_code == 0
    assert "✓ kept" not in done.stdout
    assert "✗ breached" not in done.stdout
    assert done.stderr == (
        f"Nothing is declared and nothing observed in {TREATY}. Its README.md may say what to import; "
        "`servanda import --list` names the sources.\n"
    )
