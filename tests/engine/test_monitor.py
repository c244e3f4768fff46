"""`servanda monitor`: MonPoly's files in, its verdict lines out, and both evaluators alike."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servanda.cli.monitor import monitor
from servanda.diagnostics import Refused

SIGNATURE = "filed(party:string, troops:int)\nseen(party:string)\n"
FORMULA = "filed(p, n) AND n >= 9000 AND NOT (ONCE[42,*) seen(p)) AND EVENTUALLY[0,10] seen(p)"
LOG = '@1 filed("ALBA",9000)(BOREA,12)\n@5 seen(ALBA) filed("ALBA",9001)\n@20 filed("ALBA", 10000)\n'
LINES = '@1 (time point 0): ("ALBA",9000)\n@5 (time point 1): ("ALBA",9001)\n'


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "s.sig").write_text(SIGNATURE)
    (tmp_path / "f.mfotl").write_text(FORMULA)
    (tmp_path / "a.log").write_text(LOG)
    return tmp_path


def run(files: Path, *arguments: str, log: str | None = "a.log", piped: str | None = None) -> Result:
    command = ["-sig", str(files / "s.sig"), "-formula", str(files / "f.mfotl")]
    if log is not None:
        command += ["-log", str(files / log)]
    return CliRunner().invoke(monitor, [*command, *arguments], input=piped)


@pytest.mark.parametrize("evaluator", ["plan", "meaning"])
def test_verdicts_are_printed_as_monpoly_prints_them(files: Path, evaluator: str) -> None:
    done = run(files, "--evaluator", evaluator)
    assert (done.stdout, done.exit_code) == (LINES, 1)


def test_a_log_comes_on_standard_input(files: Path) -> None:
    assert run(files, log=None, piped=LOG).stdout == LINES
    assert run(files, "-log", "-", log=None, piped=LOG).stdout == LINES


def test_nothing_found_ends_with_0(files: Path) -> None:
    done = run(files, log=None, piped="@1 filed(ALBA,9000)\n@99\n")
    assert (done.stdout, done.exit_code) == ("", 0)


@pytest.mark.parametrize("evaluator", ["plan", "meaning"])
def test_pending_verdicts_are_told_on_request(files: Path, evaluator: str) -> None:
    done = run(files, "--pending", "--evaluator", evaluator, log=None, piped=f"{LOG}@21 seen(ALBA)\n")
    assert done.stdout == (
        f'{LINES}@20 (time point 2) pending: ("ALBA",10000)\n@21 (time point 3) pending: nothing so far\n'
    )


def test_the_end_of_the_log_can_be_the_end_of_time(files: Path) -> None:
    done = run(files, "--closed", log=None, piped=f"{LOG}@21 seen(ALBA)\n")
    assert done.stdout == f'{LINES}@20 (time point 2): ("ALBA",10000)\n'


def test_json_holds_all(files: Path) -> None:
    document = json.loads(run(files, "--format", "json", "--pending").stdout)
    assert document["variables"] == ["p", "n"]
    assert document["verdicts"] == [
        {"time_point": 0, "time_stamp": 1, "tuples": [["ALBA", 9000]]},
        {"time_point": 1, "time_stamp": 5, "tuples": [["ALBA", 9001]]},
    ]
    assert document["pending"] == [{"time_point": 2, "time_stamp": 20, "so_far": []}]


def test_parquet_goes_to_a_file_that_appears_whole(files: Path) -> None:
    import duckdb

    done = run(files, "--format", "parquet", "-o", str(files / "v.parquet"))
    assert (done.stdout, done.exit_code) == ("", 1)
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT * FROM read_parquet(?)", [str(files / "v.parquet")]).fetchall()
    assert rows == [(0, 1, "ALBA", 9000), (1, 5, "ALBA", 9001)]
    assert sorted(path.name for path in files.iterdir()) == ["a.log", "f.mfotl", "s.sig", "v.parquet"]


def test_logs_can_be_tables(files: Path) -> None:
    (files / "tables").mkdir()
    (files / "tables/filed.csv").write_text("ts,party,troops\n1,ALBA,9000\n5,ALBA,9001\n20,ALBA,10000\n")
    (files / "tables/seen.csv").write_text("ts,party\n5,ALBA\n")
    assert run(files, log="tables").stdout == LINES


def test_check_says_how_a_formula_is_evaluated(files: Path) -> None:
    (files / "f.mfotl").write_text("NOT seen(p) AND filed(p, n)")
    done = run(files, "--check", log=None)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "The formula is:",
        "  NOT seen(p) AND filed(p, n)",
        "It is evaluated as:",
        "  filed(p, n) AND NOT seen(p)",
        "The sequence of free variables is: (p:string, n:int)",
        "The formula can be monitored.",
    ]


def test_the_negation_can_be_monitored(files: Path) -> None:
    (files / "f.mfotl").write_text("filed(p, n) IMPLIES seen(p)")
    assert run(files, "-negate").stdout.splitlines()[0] == '@1 (time point 0): ("ALBA",9000) ("BOREA",12)'


@pytest.mark.parametrize(
    ("file", "text", "code", "place"),
    [
        ("s.sig", "filed(", "signature-syntax", "s.sig:1:1"),
        ("f.mfotl", "seen(p", "formula-syntax", "f.mfotl:1:7"),
        ("f.mfotl", "\n filed(p)", "formula-name", "f.mfotl:2:2"),
        ("f.mfotl", "filed(p, p)", "formula-kind", "f.mfotl:1:1"),
        ("f.mfotl", "NOT seen(p)", "not-monitorable", "f.mfotl:1:1"),
        ("f.mfotl", "EVENTUALLY seen(p)", "not-monitorable", "f.mfotl:1:1"),
        ("a.log", "@1 seen(ALBA)\n@0", "log-time", "a.log:2:1"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(files: Path, file: str, text: str, code: str, place: str) -> None:
    (files / file).write_text(text)
    done = run(files, "-o", str(files / "out.txt"))
    assert isinstance(done.exception, Refused)
    (found,) = done.exception.diagnostics
    assert (found.code, str(found.place)) == (code, f"{files}/{place}")
    assert done.stdout == ""
    assert not (files / "out.txt").exists()


def test_a_log_that_is_not_text_is_refused(files: Path) -> None:
    (files / "a.log").write_bytes(b"@1 seen(ALBA)\n@2 seen(\xff)\n")
    done = run(files)
    assert isinstance(done.exception, Refused)
    (found,) = done.exception.diagnostics
    assert (found.code, found.place.line) == ("file-encoding", 2)


def test_verdicts_are_explained_on_request(files: Path) -> None:
    done = run(files, "--explain", "0")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == '@1 (time point 0): (p = "ALBA", n = 9000) satisfies, evaluated as:'
    assert '      at @5 (time point 1): seen(p) holds for p = "ALBA": seen("ALBA") at @5' in done.stdout.splitlines()
    done = run(files, "--explain", "0 (BOREA,12)")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "    n >= 9000 fails for n = 12"
    (found,) = json.loads(run(files, "--explain", "0 (BOREA,12)", "--format", "json").stdout)
    assert (found["holds"], found["values"]) == (False, {"p": "BOREA", "n": 12})
    assert "is pending" in run(files, "--explain", "2").stderr
    assert run(files, "--explain", "7").exit_code == 2
    assert run(files, "--explain", "(BOREA)").exit_code == 2


@pytest.mark.parametrize(("evaluator", "what"), [("plan", "a sum"), ("meaning", "a sum of integers")])
def test_a_sum_that_does_not_fit_is_told_and_nothing_is_written(files: Path, evaluator: str, what: str) -> None:
    (files / "f.mfotl").write_text("s <- SUM n filed(p, n)")
    done = run(files, "--evaluator", evaluator, log=None, piped="@1 filed(ALBA,9223372036854775807)(BOREA,1)\n")
    assert (done.stdout, done.exit_code) == ("", 2)
    assert f"{what} goes beyond 64 bits" in done.stderr
