"""Further real files go through whole, and what comes of them is counted a second time, without the importer."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from servanda.cli.importing import import_evidence
from servanda.diagnostics import Refused
from servanda.evidence.importing.sources import SOURCES
from servanda.evidence.importing.told import how
from servanda.findings.workspace import load
from tests.evidence.importing.made_up import rows as made_rows
from tests.evidence.importing.made_up import write
from tests.evidence.importing.workspaces import INCIDENT, adds_up, bring, rows, workspace
from tests.outside import outside

CLASH = "event clash declared by nobody\n  id key text\n  level one of threat, display, use, war\n  on date\n"
STATEHOOD = "state statehood declared by nobody\n  state key party or country\n  member yes or no\n"
FORCE = """\
state nuclear_force declared by party
  party key party
  system key text
  kind key one of "delivery vehicle", "warhead"
  number count of items
"""


def asked(query: str) -> list[tuple[object, ...]]:
    return duckdb.connect().execute(query).fetchall()


def test_the_corrected_disputes_by_participant(tmp_path: Path) -> None:
    """5,217 participants, 1,272 of them without a militarized action; the others are paired with the other side."""
    path = outside("data/peacesciencer/gml_part.parquet")
    root = workspace(tmp_path, INCIDENT)
    summary = bring(root, "gml-mid", path, record="incident")
    assert (summary.rows, summary.quarantined, summary.statements, summary.copies) == (5217, 0, 5451, 22)
    assert summary.silent == {"took part without a militarized action": 1272}
    assert (summary.used, sum(summary.aside.values()), summary.unrecognised) == (5020, 409, {})
    assert adds_up(summary)
    pairs = (
        f"SELECT sum(theirs.many) FROM '{path}' mine JOIN (SELECT dispnum, sidea, count(*) AS many FROM '{path}' "
        "GROUP BY ALL) theirs ON theirs.dispnum = mine.dispnum AND theirs.sidea <> mine.sidea WHERE mine.hiact > 0"
    )
    assert asked(pairs) == [(5451,)]
    read = load(root)
    assert read.quarantined == ()
    assert {one.origin for one in read.facts.statements} == {SOURCES["cow-mid"].origin}


def test_the_level_of_an_action_is_that_of_mid() -> None:
    """GML has no level; in MID every action has the level by which it is told here."""
    path = outside("data/mid5/MIDB-5.0.csv")
    levels = asked(f"SELECT DISTINCT hiact::INT, hostlev::INT FROM '{path}' WHERE hiact::INT > 0 ORDER BY 1")
    edges = {2: range(1, 7), 3: range(7, 13), 4: range(13, 20), 5: range(20, 22)}
    assert len(levels) == 17
    assert all(int(str(action)) in edges[int(str(level))] for action, level in levels)


def test_the_independent_states_of_gleditsch_and_ward(tmp_path: Path) -> None:
    """216 spells; 42 of them end before the end of the list."""
    root = workspace(tmp_path, STATEHOOD)
    summary = bring(root, "gw-states", outside("data/peacesciencer/gw_states.parquet"))
    assert (summary.rows, summary.quarantined, summary.statements) == (216, 0, 216 + 42)
    assert (summary.used, summary.unrecognised) == (205, {})
    assert adds_up(summary)
    made = {(row["state"], row["member"], row["on"]) for row in rows(root / "evidence/gw-states.csv")}
    assert ("POL", "yes", "1918-11-11") in made


@pytest.mark.parametrize(
    ("file", "shape", "number"), [("MIDI", "incident_itself", 4483), ("MIDA", "dispute_itself", 2436)]
)
def test_incidents_and_disputes_themselves(tmp_path: Path, file: str, shape: str, number: int) -> None:
    path = outside(f"data/mid5/{file}-5.0.csv")
    root = workspace(tmp_path, CLASH)
    summary = bring(root, "cow-mid", path, shape=shape, record="clash")
    assert (summary.rows, summary.quarantined, summary.statements, summary.used) == (number, 0, number, number)
    assert adds_up(summary)
    names = dict(zip("2345", ("threat", "display", "use", "war"), strict=True))
    by_hand = Counter(names[one["hostlev"]] for one in rows(path))
    assert Counter(row["level"] for row in rows(root / "evidence/cow-mid.csv")) == by_hand


def test_nuclear_forces_by_system(tmp_path: Path) -> None:
    """3,792 rows, 2,823 of them NA: a system that is not there states nothing."""
    path = outside("data/nuclear/us_nuclearForces.csv")
    root = workspace(tmp_path, FORCE)
    summary = bring(root, "us-nuclear-forces", path)
    assert (summary.rows, summary.quarantined, summary.used) == (3792, 0, 969)
    assert summary.silent == {"does not know the number": 2823}
    assert (summary.years, adds_up(summary)) == ((1945, 2023), True)
    by_hand = sum(int(one["Number"]) for one in rows(path) if one["Number"] != "NA")
    assert sum(int(row["number"]) for row in rows(root / "evidence/us-nuclear-forces.csv")) == by_hand


def test_coverage_is_written_only_when_asked_for(tmp_path: Path) -> None:
    """The makers of MID say that they looked everywhere from 1993 to 2014: a row a year, each of the years alone."""
    path = outside("data/mid5/MIDIP-5.0.csv")
    root = workspace(tmp_path, INCIDENT)
    bring(root, "cow-mid", path)
    assert load(root).facts.coverage == ()
    summary = bring(root, "cow-mid", path, replace=True, coverage=True, first=2000, known="event")
    assert "evidence/cow-mid-coverage.csv" in summary.written
    found = load(root)
    assert found.quarantined == ()
    assert len(found.facts.coverage) == 15
    made = rows(root / "evidence/cow-mid-coverage.csv")
    assert made[0] == {
        "record": "incident", "about": "", "from": "2000-01-01", "to": "2000-12-31", "access": "looked",
        "source": "Correlates of War, Militarized Interstate Disputes", "origin": "Correlates of War MID",
        "grade": "B3", "known": "2000-12-31",
    }  # fmt: skip
    bring(root, "cow-mid", path, replace=True)
    assert load(root).facts.coverage == ()  # an import in its place takes it back


def test_how_says_what_is_covered_and_that_it_must_be_asked_for() -> None:
    told = " ".join(how(SOURCES["cow-mid"], 100).split())
    assert "looked everywhere from 1993-01-01 to 2014-12-31; `--coverage` writes that down" in told
    assert "Covers" not in how(SOURCES["troops"], 100)


def test_what_is_said_to_be_tried_has_a_shape_for_every_file_that_is_named() -> None:
    """`--how` names the files that went through: each table of a tried source is what some shape is made of."""
    for source in SOURCES.values():
        unused = {table.name for table in source.tables} - {shape.main for shape in source.shapes}
        assert not source.tried or unused == set(), source.name


def test_coverage_that_the_makers_do_not_state_is_refused(tmp_path: Path) -> None:
    root = workspace(tmp_path / "here", INCIDENT)
    path = write(tmp_path / "file.csv", SOURCES["gdelt-2"])
    done = CliRunner().invoke(import_evidence, ["gdelt-2", str(path), "--into", str(root), "--coverage"])
    assert done.exit_code == 2
    assert done.stderr.endswith("Error: The makers of gdelt-2 do not say for which years they looked everywhere.\n")


def test_coverage_ends_where_the_file_ends(tmp_path: Path) -> None:
    """The makers of MID cover 1993 to 2014; a file that ends in 2001 says nothing of later years."""
    source = SOURCES["cow-mid"]
    root = workspace(tmp_path / "here", INCIDENT)
    older = [{**row, "incidnum": "8", "styear": "1999", "endyear": "1999"} for row in made_rows(source)]
    newer = [{**row, "styear": "2001", "endyear": "2001"} for row in made_rows(source)]
    bring(root, "cow-mid", write(tmp_path / "file.csv", source, [*older, *newer]), coverage=True)
    made = rows(root / "evidence/cow-mid-coverage.csv")
    assert [(row["from"], row["to"]) for row in made] == [
        (f"{year}-01-01", f"{year}-12-31") for year in (1999, 2000, 2001)
    ]


@pytest.mark.parametrize(("column", "value"), [("styear", "x"), ("ccode", "998")])
def test_no_coverage_where_something_is_set_aside(tmp_path: Path, column: str, value: str) -> None:
    source = SOURCES["cow-mid"]
    root = workspace(tmp_path / "here", INCIDENT)
    path = write(
        tmp_path / "file.csv",
        source,
        [*made_rows(source), {"incidnum": "8", column: value}, {"incidnum": "8", "ccode": "369", "insidea": "0"}],
    )
    bring(root, "cow-mid", path, keep_good=True)
    with pytest.raises(Refused) as refusal:
        bring(root, "cow-mid", path, keep_good=True, replace=True, coverage=True)
    (told,) = refusal.value.diagnostics
    assert (told.code, told.remedy) == ("import-coverage", "Mend the file, or leave out --coverage.")
    assert told.message.endswith("set aside, so silence in this import is no proof of absence.")
    assert load(root).facts.coverage == ()
