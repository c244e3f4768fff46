"""The balance: each line counted by hand on a small record, the same for every column, and no score."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from servanda.report.data_schema import as_text
from servanda.report.institution.balance import schema
from tests.institution.test_calendar import FILES, TEXT
from tests.outside import ROOT
from tests.report.test_commands import Done, Run, run  # noqa: F401  (a fixture)

PUBLISHED = ROOT / "docs/reference/balance.schema.json"
SIDES = 'side Union "The Union" = ALBA\nside Crown "The Crown" = BOREA\nparty CORA "Republic of Cora"\n'
ONLY = """
milestone alban_report
  within 3 months after entry into force
  each party must file report
  binding only ALBA

milestone borean_report
  within 3 months after entry into force
  each party must file report
  binding only BOREA

duty alban_book
  every year by 1 February
  each party must file yearbook
  binding only ALBA
```
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """On 10 May 2024: ALBA filed the report of 31 March in time, BOREA eleven days late; nobody else filed one."""
    root = tmp_path / "treaty"
    text = TEXT.replace("in force", SIDES + "in force").rstrip().removesuffix("```") + ONLY
    files = FILES | {
        "agreement.md": text,
        "declared/reports.csv": "id,by,filed,source\nA1,ALBA,2024-03-31,register\nB1,BOREA,2024-04-12,register\n",
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        if path.suffix == ".csv":
            manifest = f'record = "{path.stem.removesuffix("s")}"\ntitle = "{path.stem}"\nlicence = "worked example"\n'
            path.with_suffix(".toml").write_text(manifest, encoding="utf-8")
    return root


def lines(done: Done) -> dict[str, dict[str, int]]:
    assert done.code == 0, done.told
    return {one["label"]: one["values"] for one in json.loads(done.out)["lines"]}


def test_each_line_is_counted_by_hand(workspace: Path, run: Run) -> None:  # noqa: F811
    found = lines(run("balance", workspace, "--format", "json"))
    assert found["norms that bind it"] == {"Union": 7, "Crown": 6, "CORA": 5}
    # ALBA: notify X6 is due in June; what fell due by 10 May: alban_report, alban_book. BOREA: notify X4, its report.
    assert found["deeds that fell due"] == {"Union": 2, "Crown": 2, "CORA": 0}
    assert found["done in time"] == {"Union": 1, "Crown": 0, "CORA": 0}
    assert found["done late"] == {"Union": 0, "Crown": 1, "CORA": 0}
    assert found["days late, of those done late"] == {"Union": 0, "Crown": 11, "CORA": 0}
    assert found["not done"] == {"Union": 1, "Crown": 1, "CORA": 0}


def test_what_became_of_the_deeds_is_all_of_them(workspace: Path, run: Run) -> None:  # noqa: F811
    found = lines(run("balance", workspace, "--format", "json", "--to", "2024-12-31"))
    parts = ("done in time", "done late", "not done", "open whether done, or owed", "the two worlds disagree on it",
             "not yet due")  # fmt: skip
    for column, total in found["deeds that fell due"].items():
        assert sum(found[part][column] for part in parts) == total
    assert found["deeds owed to it in particular"] == {"Union": 0, "Crown": 1, "CORA": 0}  # the reply to BOREA's R1


def test_by_party_each_stands_for_itself(workspace: Path, run: Run) -> None:  # noqa: F811
    data = json.loads(run("balance", workspace, "--format", "json", "--by", "party").out)
    assert [one["name"] for one in data["columns"]] == ["ALBA", "BOREA", "CORA"]


def test_norms_that_bind_some_only_have_their_counterpart_or_none(workspace: Path, run: Run) -> None:  # noqa: F811
    data = json.loads(run("balance", workspace, "--format", "json").out)
    assert [(one["norm"], one["binds_only"], one["counterpart"]) for one in data["one_sided"]] == [
        ("alban_report", ["ALBA"], "borean_report"),
        ("borean_report", ["BOREA"], "alban_report"),
        ("alban_book", ["ALBA"], None),
    ]


def test_json_conforms_to_the_published_schema(workspace: Path, run: Run, record: bool) -> None:  # noqa: F811
    if record:
        PUBLISHED.write_text(as_text(schema()), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(schema())
    data = json.loads(run("balance", workspace, "--format", "json").out)
    assert list(Draft202012Validator(schema()).iter_errors(data)) == []


def test_the_page_fits_its_width_and_gives_no_score(workspace: Path, run: Run) -> None:  # noqa: F811
    text = run("balance", workspace).text
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "There is no sum" in text
    assert "alban book" in text
    assert "it has no counterpart" in text


def test_a_period_that_ends_before_it_begins_is_refused(workspace: Path, run: Run) -> None:  # noqa: F811
    done = run("balance", workspace, "--from", "2024-05-01", "--to", "2024-04-01")
    assert (done.code, done.out) == (2, b"")
    assert "--to 2024-04-01 lies before --from 2024-05-01." in done.told
