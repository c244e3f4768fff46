"""A release rule of the signed agreement, from its text to the log: named readers read, all others verify only."""

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from servanda.agreement.example import SMALL_TEXT, small
from servanda.agreement.syntax import Name, Release
from servanda.cli.main import servanda
from servanda.cli.record_forms import form_of
from servanda.diagnostics import Place
from servanda.record import jwe
from tests.record.test_commands import carry, run, work

RULE = SMALL_TEXT.replace(
    'party BOREA "Kingdom of Borea"', 'party BOREA "Kingdom of Borea"\nparty CORA "Cora"'
).replace("  start date\n", "  start date\n  staff text released to BOREA\n  route text released to every party\n")
SECRET, SHARED = "Brigade 17 of Alba", "Along the northern road"


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, Path]:
    """ALBA, BOREA and CORA with a record of an agreement whose text restricts two fields."""
    monkeypatch.setenv("SERVANDA_PASSPHRASE", "test")
    monkeypatch.setattr(jwe, "ROUNDS", 1000)
    text = tmp_path / "treaty.md"
    text.write_text(RULE, encoding="utf-8")
    keys, members = tmp_path / "keys", list[str | Path]()
    for party in ("ALBA", "BOREA", "CORA"):
        run("key", "new", party, "--out", keys)
        members += ["--member", keys / f"{party}.1.root.json"]
    alba, borea, cora = (tmp_path / name for name in ("alba", "borea", "cora"))
    draft = list[str | Path]()
    for folder in (alba, borea, cora):
        root = keys / f"{folder.name.upper()}.root.jwe"
        run("init", folder / "record", "--text", text, "--name", "t", *draft, *members, "--root", root)
        draft = ["--draft", folder / "record/agreement/0001.draft"]
    carry(cora, alba)
    carry(cora, borea)
    return alba, borea, cora


def everywhere(three: tuple[Path, ...]) -> None:
    """Twice around, so that each holds the heads and receipts of all."""
    for source, target in [*itertools.permutations(three, 2)] * 2:
        carry(source, target)


def fields(folder: Path, *keys: str | Path) -> dict[str, Any]:
    (entry,) = json.loads(run("log", folder, "--format", "json", *keys).output)
    assert isinstance(entry["fields"], dict)
    return entry["fields"]


def test_a_field_that_the_agreement_restricts_is_read_by_its_readers_only(three: tuple[Path, Path, Path]) -> None:
    alba, borea, cora = three
    given = ["id=Z", "host=ALBA", "start=2026-03-01", f"staff={SECRET}", f"route={SHARED}"]
    run("file", alba, "exercise", *given, *work(alba))
    everywhere(three)

    opened = fields(borea, *work(borea))
    assert (opened["staff"], opened["route"]) == (SECRET, SHARED)
    assert fields(alba, *work(alba))["staff"] == SECRET, "the filer can always read"

    shut = fields(cora, *work(cora))
    assert shut["route"] == SHARED
    assert shut["staff"].keys() == {"sealed"}
    assert shut["staff"]["sealed"]["to"] == ["ALBA", "BOREA"]
    assert "1 settled" in run("verify", cora).output


def test_a_stranger_verifies_what_it_cannot_read_and_the_log_has_only_hashes(
    three: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    alba, borea, _ = three
    run("file", alba, "exercise", "id=Z", "host=ALBA", f"staff={SECRET}", f"route={SHARED}", *work(alba))
    everywhere(three)
    stranger = tmp_path / "stranger"
    shutil.copytree(borea, stranger)
    assert "1 settled" in run("verify", stranger).output

    shut = fields(stranger)
    assert {name for name, value in shut.items() if isinstance(value, dict)} == {"staff", "route"}
    for name in ("staff", "route"):
        assert shut[name]["sealed"].keys() == {"blob", "digest", "to"}
        assert len(shut[name]["sealed"]["digest"]) == 64
    files = [path.read_bytes() for path in (stranger / "record").rglob("*") if path.is_file()]
    assert len(files) > 10
    assert not any(word.encode() in data for data in files for word in (SECRET, SHARED))
    run("log", stranger, "--declared", tmp_path / "declared")
    assert SECRET not in (tmp_path / "declared/exercise.csv").read_text(encoding="utf-8")


def test_a_restricted_field_is_checked_by_its_form_before_it_is_sealed(three: tuple[Path, Path, Path]) -> None:
    alba, _, _ = three
    arguments = ["file", str(alba), "exercise", "id=Z", "host=ALBA", "staff= ", *map(str, work(alba))]
    result = CliRunner().invoke(servanda, arguments)
    assert "`staff` of `exercise` is ' ', which is no text" in str(result.exception)
    everywhere(three)
    assert json.loads(run("log", alba, "--format", "json").output) == []


NOWHERE = Place("", 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        (None, "public"),
        (Release((), NOWHERE), "all parties"),
        (Release((Name("ALBA", NOWHERE), Name("BOREA", NOWHERE)), NOWHERE), ("ALBA", "BOREA")),
    ],
)
def test_the_form_says_what_the_text_says(release: Release | None, expected: object) -> None:
    import dataclasses

    record = small().records["exercise"]
    changed = dataclasses.replace(record.fields[2], release=release)
    form = form_of(dataclasses.replace(record, fields=(*record.fields[:2], changed)), small())
    assert [field.release for field in form.fields] == ["public", "public", expected]
