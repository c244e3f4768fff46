"""The commands of the record as people run them: the page of the first set-up, and when things go wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servanda.agreement.example import SMALL_TEXT
from servanda.cli.main import servanda
from servanda.record import jwe
from tests.outside import ROOT

PAGE = ROOT / "docs/how-to/first-bilateral-set-up.md"


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(servanda, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two folders with a founded record each, as the page does it, with few rounds for the passphrase."""
    monkeypatch.setenv("SERVANDA_PASSPHRASE", "test")
    monkeypatch.setattr(jwe, "ROUNDS", 1000)
    text = tmp_path / "treaty.md"
    text.write_text(SMALL_TEXT, encoding="utf-8")
    keys = tmp_path / "keys"
    members: list[str | Path] = []
    for party in ("ALBA", "BOREA"):
        run("key", "new", party, "--out", keys)
        members += ["--member", keys / f"{party}.1.root.json"]
    alba, borea = tmp_path / "alba", tmp_path / "borea"
    run("init", alba / "record", "--text", text, "--name", "t", *members, "--root", keys / "ALBA.root.jwe")
    draft = alba / "record/agreement/0001.draft"
    run("init", borea / "record", "--text", text, "--draft", draft, *members, "--root", keys / "BOREA.root.jwe")
    carry(borea, alba)
    return alba, borea


def work(folder: Path) -> list[str | Path]:
    return ["--keys", folder.parent / "keys" / f"{folder.name.upper()}.work.jwe"]


def carry(source: Path, target: Path, *options: str, code: int = 0) -> Result:
    bundle = source.parent / "courier.bundle"
    run("bundle", source, "-o", bundle)
    return run("receive", target, bundle, *options, *work(target), code=code)


@pytest.mark.long
def test_the_page_of_the_first_set_up_runs_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "treaty.md").write_text(SMALL_TEXT, encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 10
    script = "set -e\n" + "\n".join(blocks)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path), "NO_COLOR": "1", "COLUMNS": "100"}
    result = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("PASS") == 22
    assert "ALBA 2     notification         settled" in result.stdout
    assert "ALBA       same           2 here, 2 there" in result.stdout
    assert "✓ kept" in result.stdout


def test_verify_prints_eleven_numbered_steps_and_their_places(pair: tuple[Path, Path]) -> None:
    alba, borea = pair
    run("file", alba, "exercise", "id=Z", "host=ALBA", "personnel=1", *work(alba))
    carry(alba, borea)
    good = run("verify", borea).output.splitlines()
    assert [line[:4].strip() for line in good] == [str(n) for n in range(1, 12)]
    assert all("  PASS  " in line for line in good)
    anchor = good[0].split()[-1]
    run("verify", borea, "--anchor", anchor)
    assert "not the agreement " + "0" * 64 in run("verify", borea, "--anchor", "0" * 64, code=1).output
    tile = next((borea / "record").rglob("tile/entries/000.p/1"))
    tile.write_bytes(tile.read_bytes()[:-2] + b"x}")
    result = run("verify", borea, "--format", "json", code=1)
    steps = {step["number"]: step for step in json.loads(result.output)["steps"]}
    assert steps[5]["outcome"] == "FAIL"
    assert "do not lead to the root that ALBA signed" in steps[5]["failed"][0]["text"]


def test_what_does_not_fit_the_agreement_is_refused_with_exit_2(pair: tuple[Path, Path]) -> None:
    from servanda.diagnostics import Refused

    alba, _ = pair
    for arguments, message in (
        (["threat"], "declares no record type `threat`"),
        (["exercise", "host=ALBA"], "`exercise` needs `id`"),
        (["exercise", "id=Z", "personnel=many"], "`personnel` of `exercise` is 'many', which is no count"),
        (["notification"], "`notification` needs `exercise`"),
    ):
        result = CliRunner().invoke(servanda, ["file", str(alba), *arguments, *map(str, work(alba))])
        assert isinstance(result.exception, Refused)
        assert message in str(result.exception)


def test_the_agreements_own_forms_are_the_forms(pair: tuple[Path, Path]) -> None:
    alba, _ = pair
    run("file", alba, "exercise", "id=Z", "host=ALBA", 'personnel={"low":60000,"high":70000}', *work(alba))
    result = CliRunner().invoke(servanda, ["log", str(alba), "--format", "json"])
    entries = json.loads(result.stdout)
    assert entries[0]["fields"]["personnel"] == {"high": 70000, "low": 60000}
    assert entries[0]["state"] == "signed"


def test_proofs_are_made_and_checked(pair: tuple[Path, Path], tmp_path: Path) -> None:
    alba, borea = pair
    for number in range(3):
        run("file", alba, "exercise", f"id=Z-{number}", "host=ALBA", *work(alba))
    carry(alba, borea)
    carry(borea, alba)
    proof = tmp_path / "x.tlog-proof"
    proof.write_bytes(run("prove", "inclusion", alba, "ALBA/2").stdout_bytes)
    assert "ALBA 2 stands in t/ALBA of 3 entries, received by BOREA" in run("prove", "check", borea, proof).output
    proof.write_bytes(proof.read_bytes().replace(b"index 1", b"index 2"))
    run("prove", "check", borea, proof, code=1)
    assert len(run("prove", "consistency", alba, "ALBA", "2").output.splitlines()) == 1
    assert run("prove", "contradiction", alba).output == ""


def test_a_rotated_key_signs_and_the_old_one_is_refused(pair: tuple[Path, Path]) -> None:
    alba, borea = pair
    keys = alba.parent / "keys"
    run("file", alba, "exercise", "id=Z", "host=ALBA", *work(alba))
    output = run("key", "rotate", alba, "--root", keys / "ALBA.root.jwe", "--out", keys).output
    assert "ALBA 2 announces the new keys." in output
    result = CliRunner().invoke(servanda, ["file", str(alba), "exercise", "id=Y", *map(str, work(alba))])
    assert "need 1 of its present keys; here are 0" in str(result.exception)
    run("file", alba, "exercise", "id=Y", "host=ALBA", "--keys", keys / "ALBA.work-2.jwe")
    carry(alba, borea)
    run("verify", borea)


def test_escrow_from_commitment_to_opening(pair: tuple[Path, Path], tmp_path: Path) -> None:
    alba, borea = pair
    items = tmp_path / "items.json"
    items.write_text('{"/sites/1": {"warheads": 12}}', encoding="utf-8")
    options = ["--subject", "holdings", "--capacity", "16"]
    assert run("escrow", "commit", alba, items, *options, *work(alba)).output.startswith("ALBA 1  ")
    run("escrow", "reveal", alba, "1", "/sites/1", *work(alba))
    run("escrow", "open", alba, "1", *work(alba))
    carry(alba, borea)
    run("verify", borea)
    assert not (borea / "record/escrow").exists()
    assert len(list((alba / "record/escrow/private").iterdir())) == 1


def test_an_amendment_is_signed_by_both_and_binds_what_is_filed_after_it(pair: tuple[Path, Path]) -> None:
    alba, borea = pair
    keys = alba.parent / "keys"
    run("file", alba, "exercise", "id=A", "host=ALBA", *work(alba))
    carry(alba, borea)
    text = alba.parent / "amended.md"
    text.write_text(SMALL_TEXT.replace("id key text", "id key text\n  tanks count of tanks"), encoding="utf-8")
    options: list[str | Path] = ["--amend", "--text", text]
    first = run("init", alba / "record", *options, "--root", keys / "ALBA.root.jwe").output
    assert "signed by ALBA; BOREA still to sign" in first
    draft = alba / "record/agreement/0002.draft"
    second = run("init", borea / "record", *options, "--draft", draft, "--root", keys / "BOREA.root.jwe").output
    assert "signed by every party" in second
    carry(borea, alba)
    run("file", alba, "exercise", "id=B", "host=ALBA", "tanks=250", *work(alba))
    carry(alba, borea)
    assert "2 versions" in run("verify", borea).output
    borea_text = borea.parent / "other.md"
    borea_text.write_text(SMALL_TEXT + "changed", encoding="utf-8")
    other = ["--amend", "--text", str(borea_text), "--draft", str(draft), "--root", str(keys / "BOREA.root.jwe")]
    result = CliRunner().invoke(servanda, ["init", str(borea / "record"), *other])
    assert "The draft has another text" in str(result.exception)


def test_a_sealed_field_is_opened_with_its_readers_keys(pair: tuple[Path, Path], tmp_path: Path) -> None:
    alba, borea = pair
    forms = tmp_path / "forms.json"
    fields = '"id": {"kind": "key"}, "personnel": {"kind": "count", "release": "all parties"}'
    forms.write_text(f'{{"exercise": {{"fields": {{{fields}}}}}}}', encoding="utf-8")
    run("file", alba, "exercise", "id=Z", "personnel=98765", "--forms", forms, *work(alba))
    carry(alba, borea)
    assert "98765" not in run("log", borea, "--format", "json").output
    assert '"personnel": 98765' in run("log", borea, "--format", "json", *work(borea)).output
    run("log", borea, "--declared", tmp_path / "declared", *work(borea))
    assert "98765" in (tmp_path / "declared/exercise.csv").read_text(encoding="utf-8")


def test_a_restored_backup_is_stopped_and_recovers_from_a_peer(pair: tuple[Path, Path]) -> None:
    import shutil

    alba, borea = pair
    run("file", alba, "exercise", "id=A", "host=ALBA", *work(alba))
    shutil.copytree(alba, alba.parent / "backup")
    run("file", alba, "exercise", "id=B", "host=ALBA", *work(alba))
    carry(alba, borea)
    shutil.rmtree(alba)
    (alba.parent / "backup").rename(alba)
    result = CliRunner().invoke(servanda, ["file", str(alba), "exercise", "id=C", "host=ALBA", *map(str, work(alba))])
    assert "was restored from a copy" in str(result.exception)
    assert "was this replica restored?" in carry(borea, alba, code=1).output
    carry(borea, alba, "--recover")
    assert run("file", alba, "exercise", "id=C", "host=ALBA", *work(alba)).output.startswith("ALBA 3  ")
    carry(alba, borea)
    run("verify", borea)


def test_fsck_rebuilds_tiles_and_index_and_compare_finds_forks(pair: tuple[Path, Path]) -> None:
    import shutil
    import sqlite3

    alba, borea = pair
    run("file", alba, "exercise", "id=A", "host=ALBA", *work(alba))
    carry(alba, borea)
    tile = next((borea / "record").rglob("tile/0/000.p/1"))
    tile.unlink()
    assert "NOT CHECKED" in run("verify", borea, code=1).output
    assert "anew" in run("fsck", borea, "--rebuild-index").output
    run("verify", borea)
    with sqlite3.connect(borea / "record/index.sqlite") as index:
        assert index.execute("select party, number, type, state from records").fetchall() == [
            ("ALBA", 1, "exercise", "settled")
        ]
    index.close()
    fork = alba.parent / "fork"
    shutil.copytree(alba, fork)
    own = alba.parent / "courier.bundle"
    assert "not recovered" in run("receive", fork, own, "--recover", *work(alba), code=1).output
    run("bundle", borea, "-o", own)
    run("receive", fork, own, "--recover", *work(alba))
    run("file", alba, "exercise", "id=B", "host=ALBA", *work(alba))
    run("file", fork, "exercise", "id=C", "host=ALBA", *work(alba))
    evidence = alba.parent / "found"
    output = run("compare", alba, fork, "--evidence", evidence, code=1).output
    assert "ALBA       contradiction  2 here, 2 there" in output
    said = run("prove", "check", borea, evidence / "ALBA.contradiction").output
    assert "t/ALBA signed two histories" in said
    carry(alba, borea)
    assert "CONTRADICTION" in carry(fork, borea, code=1).output
    assert "11  FAIL" in run("verify", borea, code=1).output
    assert run("prove", "contradiction", borea, code=1).output.startswith("servanda/contradiction@v1")


def test_a_registry_that_listens_takes_in_and_gives_receipts(pair: tuple[Path, Path]) -> None:
    """Borea's registry listens; Alba sends a bundle and fetches one with the receipt in it."""
    from servanda.cli.receive import listening

    alba, borea = pair
    run("file", alba, "exercise", "id=A", "host=ALBA", *work(alba))
    keys = work(borea)[1]
    assert isinstance(keys, Path)
    with listening(borea, ("127.0.0.1", 0), keys, None) as address:
        run("bundle", alba, "-o", address)
        run("receive", alba, address, *work(alba))
    assert "settled" in run("log", alba).output


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(servanda, ["verify", str(tmp_path)])
    assert "There is no record here." in str(result.exception)


def test_assess_does_not_judge_by_an_old_copy_of_the_record(pair: tuple[Path, Path]) -> None:
    """A notification that was served, but not among the rows, would be called a breach."""
    alba, borea = pair
    (alba / "agreement.md").write_text(SMALL_TEXT, encoding="utf-8")
    assess = ["assess", str(alba), "--as-of", "2030-12-31", "--known-by", "2030-12-31"]
    fields = ["id=Z", "host=ALBA", "personnel=9500", "start=2030-09-14"]
    run("file", alba, "exercise", *fields, *work(alba))
    carry(alba, borea)
    carry(borea, alba)
    result = CliRunner().invoke(servanda, assess)
    assert "Nothing of the signed record is in `declared/`." in str(result.exception)
    run("log", alba, "--declared", alba / "declared")
    assert "✗ breached" in run(*assess, code=1).output
    run("file", alba, "notification", "exercise=Z", *work(alba))
    result = CliRunner().invoke(servanda, assess)
    assert "The signed record has grown since `declared/` was written from it." in str(result.exception)
    carry(alba, borea)
    carry(borea, alba)
    run("log", alba, "--declared", alba / "declared")
    assert "✓ kept" in run(*assess).output


def test_rows_from_the_record_replace_their_own_and_nothing_else(pair: tuple[Path, Path]) -> None:
    alba, borea = pair
    run("file", alba, "exercise", "id=Z", "host=ALBA", *work(alba))
    carry(alba, borea)
    carry(borea, alba)
    folder = alba / "declared"
    run("log", alba, "--declared", folder)
    (folder / "old.csv").write_text("id\n", encoding="utf-8")
    (folder / "old.toml").write_text('title = "old, from the signed record"\n', encoding="utf-8")
    run("log", alba, "--declared", folder)
    assert sorted(path.name for path in folder.iterdir()) == [".record", "exercise.csv", "exercise.toml"]
    (folder / "exercise.toml").write_text('title = "by hand"\n', encoding="utf-8")
    result = CliRunner().invoke(servanda, ["log", str(alba), "--declared", str(folder)])
    assert "`exercise.csv` was not written from the record" in str(result.exception)
    assert (folder / "exercise.csv").read_text(encoding="utf-8").startswith("filed,")


def test_a_third_party_accedes_by_courier(pair: tuple[Path, Path]) -> None:
    alba, borea = pair
    home, keys = alba.parent, alba.parent / "keys"
    run("file", alba, "exercise", "id=Z", "host=ALBA", *work(alba))
    carry(alba, borea)
    run("key", "new", "CORA", "--out", keys)
    text = home / "amended.md"
    text.write_text(SMALL_TEXT.replace("\nin force", '\nparty CORA "Cora"\nin force'), encoding="utf-8")
    step: list[str | Path] = ["--amend", "--text", text, "--member", keys / "CORA.1.root.json"]
    run("init", alba / "record", *step, "--root", keys / "ALBA.root.jwe")
    draft = alba / "record/agreement/0002.draft"
    run("init", borea / "record", *step, "--root", keys / "BOREA.root.jwe", "--draft", draft)
    draft, cora, bundle = borea / "record/agreement/0002.draft", home / "cora", home / "courier.bundle"
    joining: list[str | Path] = ["init", cora / "record", *step, "--root", keys / "CORA.root.jwe", "--draft", draft]
    result = CliRunner().invoke(servanda, [str(word) for word in joining])
    assert "There is no agreement in this record that could be amended." in str(result.exception)
    run("bundle", borea, "-o", bundle)
    first = run("verify", borea).output.splitlines()[0].split()[-1]
    output = run(*joining, "--join", bundle).output
    assert f"joined {first}" in output
    assert "signed by every party" in output
    run("file", cora, "exercise", "id=C", "host=CORA", *work(cora))
    for source, target in ((cora, alba), (cora, borea), (alba, borea), (borea, cora), (alba, cora)):
        carry(source, target)
    carry(cora, alba)
    lines = run("log", alba).output.splitlines()
    assert [line.split()[:4] for line in lines] == [
        ["ALBA", "1", "exercise", "settled"],
        ["CORA", "1", "exercise", "settled"],
    ]
