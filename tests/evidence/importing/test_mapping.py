"""Any table through a mapping file, and archives; a mapping that says what it cannot say is refused."""

import json
import zipfile
from pathlib import Path

import jsonschema
import pytest

from servanda.diagnostics import Refused
from servanda.evidence.importing import mapping
from servanda.evidence.importing.passes import Request, run
from servanda.evidence.importing.sources import SOURCES
from servanda.evidence.importing.statements import Choices
from servanda.findings.workspace import agreement_and_parties, load
from tests.evidence.importing.made_up import write
from tests.evidence.importing.test_real_files import TYPES
from tests.evidence.importing.workspaces import TODAY, bring, rows, workspace
from tests.outside import ROOT

MAPPING = """\
record = "holding"
kind = "state"
title = "Made up"
licence = "CC0-1.0"
[columns]
category = "System"
number = { column = "Number", kind = "count", missing = ["NA"] }
party = { constant = "USA", kind = "party", system = "iso3" }
on = { column = "Year", kind = "year" }
"""


def test_a_table_is_imported_through_a_mapping(tmp_path: Path) -> None:
    root = workspace(tmp_path / "workspace", TYPES)
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "file.csv").write_text("Year,System,Number\n2001,warheads,5\n2002,warheads,NA\n", encoding="utf-8")
    request = Request([tmp_path / "file.csv"], root, Choices(TODAY), name="forces")
    summary = run(mapping.read(tmp_path / "map.toml"), request, agreement_and_parties(root)[0])
    assert (summary.rows, summary.used) == (2, 2)
    first = rows(root / "evidence/forces.csv")[0]
    assert (first["party"], first["number"], first["on"]) == ("USA", "5", "2001-01-01..2001-12-31")
    assert load(root).quarantined == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "state"', 'kind = "act"', "`act` is no kind of record."),
        ("[columns]", "colour = 1\n[columns]", "A mapping has no `colour`."),
        ('kind = "count"', 'kind = "cuont"', "`cuont` of `number` is no kind of field."),
        ('system = "iso3"', 'system = "iso4"', "`iso4` of `party` is no code system."),
        ('on = { column = "Year", kind = "year" }', "", "No field of the mapping is a date."),
    ],
)
def test_a_bad_mapping_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING.replace(old, new), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        mapping.read(tmp_path / "map.toml")
    assert [one.message for one in refusal.value.diagnostics] == [message]


def test_the_summary_is_as_the_schema_says(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs/reference/import.schema.json").read_text(encoding="utf-8"))
    root = workspace(tmp_path / "workspace", TYPES)
    summary = bring(root, "gdelt-2", write(tmp_path / "file.csv", SOURCES["gdelt-2"]))
    jsonschema.validate(json.loads(json.dumps(summary.as_data())), schema)
    assert summary.as_data()["statements"]["used"] == 1


def test_an_archive_is_read_as_it_is_downloaded(tmp_path: Path) -> None:
    root = workspace(tmp_path / "workspace", TYPES)
    with zipfile.ZipFile(tmp_path / "file.zip", "w") as archive:
        archive.write(write(tmp_path / "file.csv", SOURCES["gdelt-2"]), "file.csv")
    assert bring(root, "gdelt-2", tmp_path / "file.zip").used == 1
