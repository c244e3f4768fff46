"""JSON and Parquet: complete, the same every time, as the published schema says."""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from jsonschema import Draft202012Validator

from servanda.findings.model import GAPS, VERDICTS, Finding, Witness
from servanda.report import data_schema
from servanda.report.changes import changes
from servanda.report.data import as_json, data
from servanda.report.parquet.table import as_bytes, columns, write
from tests.outside import ROOT
from tests.report.sample import TEXT, assessment

PUBLISHED = ROOT / "docs/reference/findings.schema.json"
DEMANDED = {
    *("id", "norm", "article", "bearer", "owed_to", "occasion", "due", "declared", "observed", "gap"),
    *("declared_value", "observed_low", "observed_high", "reading", "assessor", "attributes", "witnesses"),
}


def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))


def test_the_sample_holds_every_verdict_and_every_gap() -> None:
    findings = assessment().findings
    assert {side.verdict for one in findings for side in (one.declared, one.observed)} == set(VERDICTS)
    assert {one.gap for one in findings} == set(GAPS)
    assert len({one.id for one in findings}) == len(findings)


@pytest.mark.parametrize("name", ["findings", "explanation"])
def test_the_published_schemas_are_those_in_the_code(name: str, record: bool) -> None:
    made = data_schema.schema() if name == "findings" else data_schema.explanation_schema()
    published = PUBLISHED.with_name(f"{name}.schema.json")
    if record:
        published.write_text(data_schema.as_text(made), encoding="utf-8")
    assert published.read_text(encoding="utf-8") == data_schema.as_text(made)
    Draft202012Validator.check_schema(made)


def test_json_conforms_to_the_published_schema() -> None:
    now = assessment()
    then = assessment(findings=list(now.findings[3:]), as_of="2022-12-31")
    for text in (as_json(now), as_json(now, changes(then, now, "2022-12-31")), as_json(assessment(findings=[]))):
        assert list(validator().iter_errors(json.loads(text))) == []


@pytest.mark.parametrize("key", sorted(DEMANDED))
def test_a_finding_without_a_demanded_key_is_refused(key: str) -> None:
    found = data(assessment())
    del found["findings"][0][key]
    assert [error.validator for error in validator().iter_errors(found)] == ["required"]


def test_a_word_that_is_no_verdict_is_refused() -> None:
    found = data(assessment())
    found["findings"][0]["observed"] = "fine"
    assert [list(error.path) for error in validator().iter_errors(found)] == [["findings", 0, "observed"]]


def test_nothing_of_the_model_is_left_out() -> None:
    """Every field of a finding and of a witness stands in the JSON, sides flattened."""
    keys = set(data(assessment())["findings"][0])
    assert {field.name for field in dataclasses.fields(Finding)} <= keys
    witness = data(assessment())["findings"][0]["witnesses"][0]
    assert list(witness) == [field.name for field in dataclasses.fields(Witness)]


def test_json_says_what_it_rests_on() -> None:
    found = data(assessment())
    assert found["agreement"] == {
        "title": "A sample of real commitments",
        "file": "agreement.md",
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    assert (found["as_of"], found["known_by"], found["time_zone"]) == ("2023-10-31", "2023-10-31", "UTC")
    assert [one["file"] for one in found["inputs"]] == [
        "agreement.md",
        "declared/exercises.csv",
        "evidence/exercises.csv",
    ]
    assert found["quarantined"][0]["line"] == 17


def test_the_value_stands_alone_only_where_it_is_exact() -> None:
    by = {(one["norm"], one["bearer"], one["reading"]): one for one in data(assessment())["findings"]}
    zapad = by["observation", "BLR", "all manoeuvres are one activity"]
    assert (zapad["declared"], zapad["observed"], zapad["gap"]) == ("not owed", "breached", "below threshold")
    assert (zapad["declared_value"], zapad["observed_value"]) == (12700, None)
    assert (zapad["observed_low"], zapad["observed_high"]) == (60000, 70000)
    assert (zapad["gap_low"], zapad["gap_high"], zapad["unit"]) == (47300, 57300, "troops")


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert as_json(assessment()) == as_json(assessment())
    assert as_bytes(assessment()) == as_bytes(assessment())


def query(text: str) -> list[dict[str, Any]]:
    with duckdb.connect() as database:
        rows = database.execute(text)
        names = [column[0] for column in rows.description or []]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def test_parquet_holds_what_the_json_holds(tmp_path: Path) -> None:
    path = tmp_path / "it's findings.parquet"
    write(assessment(), path)
    quoted = str(path).replace("'", "''")
    found = query(f"SELECT * FROM '{quoted}'")
    for one in found:
        one["attributes"] = json.loads(one["attributes"])
        said = [{**row, **what} for row in one["witnesses"] for what in row["says"]]
        one["witnesses"] = [{name: row[name] for name in Witness.__dataclass_fields__} for row in said]
    wanted = data(assessment())["findings"]
    for one in (*found, *wanted):
        one["witnesses"].sort(key=lambda row: tuple(row.values()))
    assert found == wanted
    about = query(f"SELECT value FROM parquet_kv_metadata('{quoted}') WHERE key = 'servanda'")
    assert json.loads(about[0]["value"])["inputs"] == data(assessment())["inputs"]


def test_a_row_of_evidence_stands_once_in_parquet(tmp_path: Path) -> None:
    path, row = tmp_path / "findings.parquet", assessment().findings[0].witnesses[0]
    rows = [dataclasses.replace(row, field=name, value=name.upper()) for name in ("a", "b")]
    rows.append(dataclasses.replace(row, field="c", admitted=False, why="speaks of something else"))
    write(assessment(findings=[dataclasses.replace(assessment().findings[0], witnesses=tuple(rows))]), path)
    (found,) = query(f"SELECT witnesses FROM '{path}'")
    assert [row["says"] for row in found["witnesses"]] == [
        [{"field": "a", "value": "A"}, {"field": "b", "value": "B"}],
        [{"field": "c", "value": row.value}],
    ]


def test_rows_of_an_incident_stand_under_the_incident_and_not_again_under_its_period(tmp_path: Path) -> None:
    row = Witness("observed", "occasion", "evidence/a.csv", 2, "incident", "I1", "level", "use", "", "a source",
                  "a source", "B2", "confirmed", "2020-02-01", True, "")  # fmt: skip
    other = dataclasses.replace(row, key="I2", line=3)
    look = dataclasses.replace(row, role="coverage", key="", line=4)
    period = dataclasses.replace(
        assessment().findings[0], kind="prohibition", norm="peace", occasion="2020", id="peace.A.2020"
    )
    period = dataclasses.replace(period, witnesses=(look, row, other))
    incident = dataclasses.replace(period, occasion="I1", id="peace.A.i1", witnesses=(row,))
    path = tmp_path / "findings.parquet"
    write(assessment(findings=[period, incident]), path)
    keys = [[one["key"] for one in found["witnesses"]] for found in query(f"SELECT witnesses FROM '{path}'")]
    assert keys == [["", "I2"], ["I1"]]


def test_parquet_of_nothing_still_has_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    path.write_bytes(as_bytes(assessment(findings=[])))
    assert [row["column_name"] for row in query(f"DESCRIBE SELECT * FROM '{path}'")] == columns()


@pytest.mark.parametrize("many", [0, 1, 5])
def test_json_is_written_as_if_all_at_once(many: int) -> None:
    found = assessment(findings=list(assessment().findings[:many]))
    before = changes(assessment(), found, "2023-01-31")
    for said in (None, before):
        assert as_json(found, said) == json.dumps(data(found, said), ensure_ascii=False, indent=2) + "\n"
