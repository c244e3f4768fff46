"""`servanda assess` and `servanda explain`: data on stdout, talk on stderr, honest codes, no traceback on bad input."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from jsonschema import Draft202012Validator

from servanda.cli.main import main
from servanda.cli.terminal import write
from tests.outside import ROOT
from tests.report.snapshot import same
from tests.report.treaty import lay_out

DECLARED = "declared/exercises.csv"
ALBA = "prior_notification.ALBA.e1"


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: bytes
    told: str

    @property
    def text(self) -> str:
        return self.out.decode()


Run = Callable[..., Done]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "treaty")


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line as a shell would, in this process."""

    def command(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["servanda", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        written = capsysbinary.readouterr()
        assert isinstance(stop.value.code, int)
        told = written.err.decode()
        assert "Traceback" not in told
        return Done(stop.value.code, written.out, told)

    return command


def refused(done: Done) -> str:
    """What a refusal says; nothing goes to stdout."""
    assert done.code == 2, done.told
    assert done.out == b""
    return done.told


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / f"docs/reference/{name}.schema.json").read_text(encoding="utf-8")))


def test_the_page_goes_to_stdout_and_the_talk_to_stderr(run: Run, workspace: Path, record: bool) -> None:
    done = run("assess", workspace)
    assert done.code == 1
    assert done.told == (
        "To look at: 1 finding with a breach, 2 disagreements of the worlds.\n"
        f"Why: servanda explain {workspace} {ALBA}\n"
    )
    same(done.text, "treaty.txt", record)


def test_nothing_to_look_at_ends_with_0(run: Run, workspace: Path) -> None:
    (workspace / "evidence/exercises.csv").write_text("id,host,personnel,start,source,known\n", encoding="utf-8")
    done = run("assess", workspace)
    assert (done.code, done.told) == (0, "")
    assert "– not observed" in done.text


def test_json_conforms_is_the_same_each_time_and_names_no_machine(run: Run, workspace: Path) -> None:
    done = run("assess", workspace, "--format", "json")
    assert (done.code, done.told) == (1, "")
    assert list(schema("findings").iter_errors(json.loads(done.out))) == []
    assert run("assess", workspace, "--format", "json").out == done.out
    assert str(workspace).encode() not in done.out


def test_parquet_holds_every_finding(run: Run, workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "findings.parquet"
    done = run("assess", workspace, "--format", "parquet", "--output", path)
    assert (done.code, done.out) == (1, b"")
    with duckdb.connect() as database:
        ids = [row[0] for row in database.execute(f"SELECT id FROM '{path}'").fetchall()]
    assert ids == [one["id"] for one in json.loads(run("assess", workspace, "--format", "json").out)["findings"]]
    assert run("assess", workspace, "--format", "parquet").out == path.read_bytes()


def test_parquet_is_kept_from_a_terminal(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "Parquet is not for a terminal: add --output FILE" in refused(
        run("assess", workspace, "--format", "parquet")
    )


def test_the_report_and_the_store_are_written(run: Run, workspace: Path, tmp_path: Path) -> None:
    done = run("assess", workspace, "--report", tmp_path / "r.html", "--store", "--output", tmp_path / "t.txt")
    assert (done.code, done.out) == (1, b"")
    assert f"Stored in {workspace / 'findings'}" in done.told
    assert (tmp_path / "t.txt").read_text(encoding="utf-8").startswith(" A treaty of two\n")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    stored = sorted(path.name for path in (workspace / "findings").iterdir())
    assert stored == ["findings.json", "findings.parquet", "report.html"]
    assert (workspace / "findings/report.html").read_text(encoding="utf-8") == page
    run("assess", workspace, "--report", tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_another_standard_is_chosen_by_name(run: Run, workspace: Path) -> None:
    findings = json.loads(run("assess", workspace, "--assessor", "strict", "--format", "json").out)["findings"]
    assert {one["assessor"] for one in findings} == {"strict"}
    assert "breached" not in {one["observed"] for one in findings}


def test_an_earlier_date_knows_less(run: Run, workspace: Path) -> None:
    done = run("assess", workspace, "--known-by", "2020-06-11", "--format", "json")
    found = json.loads(done.out)
    assert (found["as_of"], found["known_by"]) == ("2021-12-31", "2020-06-11")
    alba = next(one for one in found["findings"] if one["id"] == ALBA)
    assert alba["observed"] == "undetermined"
    known = [one["known"] for one in alba["witnesses"] if one["admitted"] and one["known"]]
    assert [day for day in known if day > "2020-06-11"] == []


def test_since_lists_what_came_out_differently(run: Run, workspace: Path) -> None:
    done = run("assess", workspace, "--since", "2020-06-11", "--assessor", "two sources", "--format", "json")
    changes = json.loads(done.out)["changes"]
    assert list(schema("findings").iter_errors(json.loads(done.out))) == []
    assert (changes["since"], changes["gone"]) == ("2020-06-11", [])
    changed = {one["id"]: one["differences"] for one in changes["changed"]}
    assert ["observed", "undetermined", "breached"] in changed[ALBA]
    page = run("assess", workspace, "--since", "2020-06-11").text
    assert "Changed since 2020-06-11" in page
    assert "observed: undetermined, now breached" in page


def test_since_after_what_was_known_is_refused(run: Run, workspace: Path) -> None:
    done = run("assess", workspace, "--known-by", "2020-01-01", "--since", "2021-01-01")
    assert "--since 2021-01-01 lies after what was known by 2020-01-01" in refused(done)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as-of", "2017-02-30"], "Invalid value for '--as-of': '2017-02-30' is not a date: day is out of range"),
        (["--as-of", "soon"], "'soon' is not a date such as 2017-09-14"),
        (["--assessor", "two source"], "Did you mean “two sources”?"),
        (["--reading", "none"], "The agreement has no reading “none”."),
        (["--format", "html"], "is not one of 'human', 'json', 'parquet'"),
        (["--report", "no/such/folder/r.html"], "Cannot write no/such/folder/r.html: No such file or directory."),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, workspace: Path, arguments: list[str], message: str) -> None:
    assert message in refused(run("assess", workspace, *arguments))


def test_what_is_written_to_a_pipe_is_sent_and_the_pipe_stays(tmp_path: Path) -> None:
    """As it is with a device: a command run by root put a file in the place of `/dev/null`."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(pipe, b"a page")
    assert os.read(reader, 100) == b"a page"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_workspace_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    assert "does not exist" in refused(run("assess", tmp_path / "none"))


def test_a_folder_without_an_agreement_is_refused(run: Run, tmp_path: Path) -> None:
    assert "servanda.toml" in refused(run("assess", tmp_path))


def test_a_broken_agreement_is_refused_with_its_place(run: Run, workspace: Path) -> None:
    path = workspace / "agreement.md"
    path.write_text(path.read_text(encoding="utf-8").replace("e.host must", "e.hots must"), encoding="utf-8")
    told = refused(run("assess", workspace))
    assert f"{path}:26:5: error[unknown-field]: There is no field of `exercise` called `hots`." in told
    assert "  26 |   e.hots must file notification of e\n     |     ^^^^" in told


def test_a_bad_row_is_set_aside_counted_and_shown(run: Run, workspace: Path) -> None:
    with (workspace / DECLARED).open("a", encoding="utf-8") as target:
        target.write("E3,BOREA,9000,2020-02-30,BOREA,2020-01-01,Note 4\n")
    done = run("assess", workspace, "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)
    assert found["summary"]["quarantined"] == 1
    aside = found["quarantined"]
    assert [(one["file"], one["line"]) for one in aside] == [(DECLARED, 4)]
    assert "2020-02-30" in aside[0]["reason"]
    page = run("assess", workspace, "--report", workspace / "r.html")
    assert "1 row set aside" in page.told
    assert "declared/exercises.csv:4" in page.text
    assert aside[0]["remedy"] in " ".join(page.text.split())
    assert "declared/exercises.csv:4" in (workspace / "r.html").read_text(encoding="utf-8")


def test_a_row_set_aside_alone_blocks_0(run: Run, workspace: Path) -> None:
    (workspace / "evidence/exercises.csv").write_text(
        "id,host,personnel,start,source,known\nE1,NOBODY,1,2020-06-01,Dana,2020-06-10\n", encoding="utf-8"
    )
    assert run("assess", workspace).code == 1


@pytest.mark.parametrize("line", [b'"half a li', b"\xff\xfe\x00", b"a,b\n", b",,,,,,,,,,,,,,,,,\n"])
def test_odd_bytes_are_refused_or_set_aside(run: Run, workspace: Path, line: bytes) -> None:
    with (workspace / DECLARED).open("ab") as target:
        target.write(line)
    done = run("assess", workspace, "--format", "json")
    if done.code == 1:
        assert json.loads(done.out)["summary"]["quarantined"] >= 1
    else:
        assert DECLARED in refused(done)


def test_a_missing_column_is_named(run: Run, workspace: Path) -> None:
    path = workspace / DECLARED
    path.write_text(path.read_text(encoding="utf-8").replace("personnel", "soldiers", 1), encoding="utf-8")
    done = run("assess", workspace)
    assert done.code in (1, 2)
    assert "soldiers" in done.told + done.text


# --- explain ---------------------------------------------------------------------------------------------------------


def test_an_explanation(run: Run, workspace: Path, record: bool) -> None:
    done = run("explain", workspace, ALBA)
    assert (done.code, done.told) == (0, "")
    same(done.text, "treaty-explained.txt", record)


def test_an_explanation_as_json_conforms_and_agrees_with_the_assessment(run: Run, workspace: Path) -> None:
    explained = json.loads(run("explain", workspace, ALBA, "--format", "json").out)
    assert list(schema("explanation").iter_errors(explained)) == []
    findings = json.loads(run("assess", workspace, "--format", "json").out)["findings"]
    assert explained["finding"] == next(one for one in findings if one["id"] == ALBA)
    assert [one["verdict"] for one in explained["searched"]] == ["not owed", "breached"]


def test_the_formulas_stand_in_the_page_when_asked_for(run: Run, workspace: Path) -> None:
    assert "In the core logic" not in run("explain", workspace, ALBA).text
    assert "In the core logic" in run("explain", workspace, ALBA, "--core").text


def test_an_id_that_is_nearly_right_is_answered_with_the_right_one(run: Run, workspace: Path) -> None:
    assert f"Did you mean `{ALBA}`?" in refused(run("explain", workspace, "prior_notification.ALBA.e11"))


def test_an_id_of_nothing_is_refused(run: Run, workspace: Path) -> None:
    assert "There is no finding `nonsense`." in refused(run("explain", workspace, "nonsense"))
