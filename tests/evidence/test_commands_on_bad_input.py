"""What a person sees who runs `servanda assess` and `explain` on bad input: a message or a count, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evidence.folders import AGREEMENT, DECLARED, MANIFEST, NOTIFICATIONS, OBSERVED, SETTINGS, write

# Everything kept and agreed, so that nothing but a quarantined row can keep the exit code from 0.
CALM = {
    "agreement_dot_md": AGREEMENT.split("limit ceiling")[0] + "```\n",
    "declared__exercises_dot_csv": "\n".join(DECLARED.splitlines()[:2]) + "\n",
    "evidence__seen_dot_csv": "\n".join(OBSERVED.splitlines()[:2]).replace("12000..13000", "12000") + "\n",
}
BAD_ROW = "X3,CORA,9500,2020-08-01,paper,agency,B2,2020-08-05\n"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "servanda", *map(str, arguments)],
        env={**os.environ, "PYTHONWARNINGS": "default"}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


def test_a_calm_workspace_exits_0(tmp_path: Path) -> None:
    done = run("assess", write(tmp_path, **CALM))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_row_set_aside_stands_in_table_json_and_page_and_blocks_exit_0(tmp_path: Path) -> None:
    calm = {**CALM, "evidence__seen_dot_csv": CALM["evidence__seen_dot_csv"] + BAD_ROW}
    root, page = write(tmp_path / "bad", **calm), tmp_path / "page.html"
    table = run("assess", root, "--report", page)
    assert table.returncode == 1
    assert "evidence/seen.csv:3" in table.stdout
    assert "no party or country is called `CORA`" in " ".join(table.stdout.split())
    assert "1 row set aside" in table.stderr
    data = run("assess", root, "--format", "json")
    assert data.returncode == 1
    found = json.loads(data.stdout)
    assert [(q["file"], q["line"], q["column"]) for q in found["quarantined"]] == [("evidence/seen.csv", 3, "host")]
    assert {i["file"]: i["quarantined"] for i in found["inputs"]}["evidence/seen.csv"] == 1
    html = page.read_text("utf-8")
    assert "evidence/seen.csv" in html
    assert "no party or country is called" in html
    assert "set aside" in html


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"agreement_dot_md": AGREEMENT.replace("e.personnel", "e.personel")},
         ["agreement.md:25:", "error[unknown-field]", "Did you mean `personnel`?"]),
        ({"servanda_dot_toml": SETTINGS.replace("C3", "F3")},
         ["servanda.toml:1:1", "error[bad-settings]", "`F3` of “one source” is not a least grade", "such as C3"]),
        ({"servanda_dot_toml": SETTINGS.replace("sources = 1", "sources = 0")},
         ["servanda.toml:1:1", "`sources` of “one source” is not a number from 1 on", "Write `sources = 2`."]),
        ({"evidence__seen_dot_csv": OBSERVED.encode("utf-16")},
         ["evidence/seen.csv:1:1", "error[wrong-encoding]", "Save the file as UTF-8"]),
        ({"evidence__seen_dot_csv": ""}, ["evidence/seen.csv:1:1", "The file is empty.", "Give it a header line"]),
        ({"evidence__seen_dot_toml": MANIFEST.format(record="exercize")},
         ["evidence/seen", "error[unknown-record]", "Did you mean `exercise`?"]),
    ],
)  # fmt: skip
def test_a_refusal_names_file_line_and_remedy(
    tmp_path: Path, changed: dict[str, str | bytes], words: list[str]
) -> None:
    done = run("assess", write(tmp_path, **changed))
    assert done.returncode == 2
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr


def test_explain_is_refused_in_the_same_words(tmp_path: Path) -> None:
    done = run("explain", write(tmp_path, evidence__seen_dot_csv=""), "notify.ALBA.x1")
    assert done.returncode == 2
    assert "error[empty-file]: The file is empty." in done.stderr


def test_a_workspace_that_is_missing_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(NOTIFICATIONS)
    (tmp_path / "empty").mkdir()
    for name, words in (("nowhere", "does not exist"), ("file", "is a file"), ("empty", "error[no-workspace]")):
        done = run("assess", tmp_path / name)
        assert done.returncode == 2, name
        assert words in done.stderr


@pytest.mark.parametrize("day", ["2020-02-30", "9999-12-31", "0001-01-01", "tomorrow", "2021-01-01..2020-01-01"])
def test_a_date_of_the_command_line_that_cannot_be(tmp_path: Path, day: str) -> None:
    done = run("assess", write(tmp_path), "--as-of", day)
    assert done.returncode == 2, done.stdout
    assert day in done.stderr
