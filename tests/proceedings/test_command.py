"""`servanda decision`, and decisions as occasions of norms, on a workspace on disk."""

import json
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from servanda.cli.main import main
from servanda.findings.assess import assess
from servanda.report.data_schema import as_text
from servanda.report.institution.decision import schema
from tests.outside import ROOT
from tests.proceedings.workspace import ACTS, build

PUBLISHED = ROOT / "docs" / "reference" / "decision.schema.json"


def ran(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["servanda", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_published_schema_is_the_one_that_is_kept(record: bool) -> None:
    if record:
        PUBLISHED.write_text(as_text(schema()), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(schema())


def test_one_decision_is_told_with_who_can_still_change_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    space = build(tmp_path / "space")
    assert ran(monkeypatch, "decision", str(space), "M2", "--at", "2024-03-02T09:00Z") == 0
    told = capsys.readouterr().out
    assert "motion M2 of BOREA: ◷ under silence" in told
    assert "BOREA: withdraw it before 2024-03-04 12:00 UTC" in told
    assert ran(monkeypatch, "decision", str(space), "M2", "--at", "2024-03-05") == 1
    told = capsys.readouterr().out
    assert "motion M2 of BOREA: ✓ adopted" in told
    assert "declared/objection.csv:3: the objection of CORA has no effect: the proposal was settled on" in told


def test_the_list_conforms_to_the_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    space = build(tmp_path / "space")
    assert ran(monkeypatch, "decision", str(space), "--at", "2024-06-01", "--format", "json") == 1
    data = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema()).validate(data)
    assert {item["proposal"]: item["state"] for item in data["decisions"]} == {
        "M1": "adopted",
        "M2": "adopted",
        "M3": "proposed",
    }
    assert [item["fault"] for item in data["without_effect"]] == ["too late", "not a member", "too late"]
    assert "servanda:institutions.md" in [item["file"] for item in data["inputs"]]


def test_an_unknown_proposal_is_refused_with_the_known_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    space = build(tmp_path / "space")
    assert ran(monkeypatch, "decision", str(space), "M9x", "--at", "2024-06-01") == 2
    told = capsys.readouterr().err
    assert "error[unknown-proposal]: Nothing called `M9x` was proposed." in told
    assert "Proposals: M1, M2, M3." in told


def test_norms_are_owed_on_a_decision_by_those_who_joined_it(tmp_path: Path) -> None:
    space = build(tmp_path / "space")
    found = assess(space, as_of="2024-06-01")
    owed = {(item.norm, item.bearer, item.occasion): item.declared.verdict for item in found.findings}
    assert owed[("carry_out", "ALBA", "M1")] == "breached"
    assert owed[("carry_out", "BOREA", "M2")] == "breached"
    assert {key for key in owed if key[0] == "carry_out" and key[2] == "M3"} == set()
    assert {who for norm, who, _ in owed if norm == "all_report"} == {"ALBA", "BOREA", "CORA", "DANA", "ELAM"}
    reasons = [item.reason for item in found.quarantined]
    assert reasons[1] == "the objection of FARO has no effect: FARO is no member of council"
    assert len(reasons) == 3


def test_before_the_silence_ends_nothing_is_owed_on_it(tmp_path: Path) -> None:
    found = assess(build(tmp_path / "space"), as_of="2024-03-03")
    assert [item.occasion for item in found.findings if item.norm == "all_report"] == []


def test_what_is_known_later_decides_nothing_before(tmp_path: Path) -> None:
    acts = {name: [dict(row) for row in rows] for name, rows in ACTS.items()}
    acts["objection"] = [{"id": "O1", "by": "CORA", "filed": "2024-03-02", "motion": "M2", "known": "2025-01-01"}]
    space = build(tmp_path / "space", acts)
    early = assess(space, as_of="2024-06-01", known_by="2024-06-01")
    late = assess(space, as_of="2024-06-01", known_by="2025-06-01")
    assert [len([f for f in one.findings if f.norm == "all_report"]) for one in (early, late)] == [5, 0]


def test_where_the_record_may_lack_an_objection_what_follows_is_open(tmp_path: Path) -> None:
    space = build(tmp_path / "space")
    text = (space / "agreement.md").read_text(encoding="utf-8")
    (space / "agreement.md").write_text(text.replace("record native", "record reconstructed"), encoding="utf-8")
    found = assess(space, as_of="2024-06-01")
    verdicts = {item.declared.verdict for item in found.findings if item.norm == "carry_out"}
    assert verdicts == {"undetermined"}


def test_nobody_files_a_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    acts = {**ACTS, "decision": [{"id": "D1", "by": "ALBA", "filed": "2024-03-01", "motion": "M3"}]}
    space = build(tmp_path / "space", acts)
    assert ran(monkeypatch, "assess", str(space), "--as-of", "2024-06-01") == 2
    assert "error[computed-act]: Nobody files `decision`: it follows from other acts." in capsys.readouterr().err
