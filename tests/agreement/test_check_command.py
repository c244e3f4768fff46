"""`servanda check` and `servanda format` on the command line: exit codes, outputs, bad files."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from servanda.agreement.example import SMALL_TEXT
from servanda.agreement.format import format_document
from servanda.cli.check import check
from servanda.cli.format import format_agreement
from tests.outside import ROOT

SUSPENDED = """
```servanda
act suspension
suspendable notify by filing suspension
never suspendable notify
```
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the command runs in, so that messages name files as a person would."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(check, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def lay(*arguments: str) -> Result:
    result = CliRunner().invoke(format_agreement, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_an_agreement_with_notes_only_ends_with_0(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("treaty.md")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "treaty.md: 1 norm, 2 notes"
    assert "note[no-trace-kept]: No trace shows when `notify` is kept." in result.stdout


def test_a_warning_ends_with_1(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT + SUSPENDED, encoding="utf-8")
    result = run("treaty.md")
    assert result.exit_code == 1
    assert "warning[suspension-clash]" in result.stdout


def test_an_error_ends_with_2_and_shows_line_caret_remedy_and_page(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT.replace("e.start", "e.begin"), encoding="utf-8")
    result = run("treaty.md")
    assert result.exit_code == 2
    assert (
        result.stdout
        == """\
treaty.md:26:29: error[unknown-field]: There is no field of `exercise` called `begin`.
  26 |   at least 42 days before e.begin
     |                             ^^^^^
  = to do: Known here: host, id, personnel, start.
  = see: docs/reference/messages.md#unknown-field

treaty.md: 1 error
"""
    )


def test_one_bad_file_does_not_hide_the_next(folder: Path) -> None:
    (folder / "good.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("missing.md", "good.md")
    assert result.exit_code == 2
    assert "missing.md:1:1: error[no-such-file]: There is no such file." in result.stdout
    assert "good.md: 1 norm, 2 notes" in result.stdout


def test_json_holds_every_message_with_its_place(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT.replace("9000", "9,000"), encoding="utf-8")
    result = run("treaty.md", "--format", "json")
    assert result.exit_code == 2
    (file,) = json.loads(result.stdout)["files"]
    assert file["file"] == "treaty.md"
    (message,) = file["messages"]
    assert message == {
        "code": "grouped-number",
        "severity": "error",
        "message": "`9,000` can be read in two ways.",
        "place": {"file": "treaty.md", "line": 24, "column": 43, "end_line": 24, "end_column": 48},
        "also": [],
        "remedy": "Write `9000` if that is the number, or put a space after each comma of a list.",
        "page": "docs/reference/messages.md#grouped-number",
    }


def test_sarif_holds_every_message_with_its_rule(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("treaty.md", "--format", "sarif")
    assert result.exit_code == 0
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    (sarif,) = log["runs"]
    assert [item["ruleId"] for item in sarif["results"]] == ["no-trace-breached", "no-trace-kept"]
    assert [rule["id"] for rule in sarif["tool"]["driver"]["rules"]] == ["no-trace-breached", "no-trace-kept"]
    assert sarif["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 23


def test_read_goes_to_stdout_and_messages_to_stderr(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("treaty.md", "--read")
    assert result.exit_code == 0
    assert "the personnel of e is 9,000 troops or more" in " ".join(result.stdout.split())
    assert "note[" not in result.stdout
    assert "note[no-trace-kept]" in result.stderr


def test_core_shows_the_norm_in_the_core_logic(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("treaty.md", "--core")
    assert result.exit_code == 0
    assert "## notify" in result.stdout
    assert "owed_sure(occasion, bearer):" in result.stdout


TRACE = """
```servanda
trace "in time" for notify
  2020-03-01 ALBA files notification of X1
  2020-05-01 declared exercise X1 with host ALBA, personnel {personnel}
  expect kept by ALBA on X1
```
"""


def test_a_trace_that_finds_what_it_expects_ends_with_0(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT + TRACE.format(personnel=9000), encoding="utf-8")
    result = run("treaty.md", "--traces")
    assert result.exit_code == 0
    assert result.stdout == "ok    notify: “in time”: kept by ALBA for X1\n"


def test_a_trace_that_fails_ends_with_1_and_says_what_was_found(folder: Path) -> None:
    (folder / "treaty.md").write_text(SMALL_TEXT + TRACE.format(personnel=8999), encoding="utf-8")
    result = run("treaty.md", "--traces")
    assert result.exit_code == 1
    assert result.stdout.startswith("FAIL  notify: “in time”: kept by ALBA for X1\n      found: ")
    assert "treaty.md:33:3: warning[trace-fails]: The trace “in time” expects kept by ALBA for X1" in result.stderr
    assert "= to do: Correct the norm `notify`, the facts of the trace, or what it expects." in result.stderr


def test_json_keeps_to_its_published_schema(folder: Path) -> None:
    schema = json.loads((ROOT / "docs" / "reference" / "check.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    (folder / "treaty.md").write_text(SMALL_TEXT + TRACE.format(personnel=8999) + SUSPENDED, encoding="utf-8")
    result = run("treaty.md", "missing.md", "--format", "json", "--core", "--read", "--traces")
    found = json.loads(result.stdout)
    jsonschema.validate(found, schema)
    treaty, missing = found["files"]
    assert [item["ok"] for item in treaty["traces"]] == [False]
    assert treaty["core"].startswith("# Treaty of Alba and Borea\n")
    assert treaty["read"].startswith("# Treaty of Alba and Borea\n")
    assert missing["title"] is None


BAD_FILES = {
    "a missing file": (None, "no-such-file", "There is no such file."),
    "an empty file": (b"", "empty-file", "The file is empty."),
    "a file of blanks": (b" \n\n", "empty-file", "The file is empty."),
    "UTF-16": ("# Treaty".encode("utf-16"), "wrong-encoding", "The file is written in UTF-16, not UTF-8."),
    "Latin-1": ("# Traité\n".encode("latin-1"), "wrong-encoding", "The byte 0xE9 here is not UTF-8."),
    "half a character": ("# Treaty\n\né".encode()[:-1], "wrong-encoding", "The byte 0xC3 here is not UTF-8."),
    "prose alone": (b"# Treaty\n", "no-block", "The file has no block that servanda reads."),
    "zeros": (b"\x00\x01\x02", "no-block", "The file has no block that servanda reads."),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", [run, lay], ids=["check", "format"])
def test_a_bad_file_is_told_and_never_a_traceback(folder: Path, name: str, command: object) -> None:
    content, code, message = BAD_FILES[name]
    if content is not None:
        (folder / "treaty.md").write_bytes(content)
    result = run("treaty.md") if command is run else lay("treaty.md")
    assert result.exit_code == 2
    assert f"error[{code}]: {message}" in result.output


def test_the_place_of_a_wrong_byte_is_named(folder: Path) -> None:
    (folder / "treaty.md").write_bytes("# Treaty\n\nÉté".encode() + "é".encode("latin-1") + b" end\n")
    assert "treaty.md:3:4: error[wrong-encoding]" in run("treaty.md").stdout


def test_a_folder_is_told_with_the_file_in_it(folder: Path) -> None:
    (folder / "pact").mkdir()
    (folder / "pact" / "agreement.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("pact")
    assert result.exit_code == 2
    assert "pact:1:1: error[is-a-folder]: This is a folder, not a file." in result.stdout
    assert "= to do: Name the file: pact/agreement.md." in result.stdout


def test_a_byte_order_mark_is_no_part_of_the_text(folder: Path) -> None:
    (folder / "treaty.md").write_bytes(b"\xef\xbb\xbf" + SMALL_TEXT.encode())
    assert run("treaty.md").exit_code == 0


# --- servanda format -------------------------------------------------------------------------------------------------

UNTIDY = SMALL_TEXT.replace("e.host must", "   e.host   must")


def test_format_prints_and_changes_nothing(folder: Path) -> None:
    (folder / "treaty.md").write_text(UNTIDY, encoding="utf-8")
    result = lay("treaty.md")
    assert result.exit_code == 0
    assert result.stdout == format_document(UNTIDY, "treaty.md")
    assert (folder / "treaty.md").read_text(encoding="utf-8") == UNTIDY


def test_format_check_names_what_is_not_tidy(folder: Path) -> None:
    (folder / "untidy.md").write_text(UNTIDY, encoding="utf-8")
    (folder / "tidy.md").write_text(format_document(UNTIDY, "tidy.md"), encoding="utf-8")
    result = lay("--check", "tidy.md", "untidy.md")
    assert result.exit_code == 1
    assert result.stdout == "untidy.md: not tidy; `servanda format --write untidy.md` makes it so\n"
    assert lay("--check", "tidy.md").exit_code == 0


def test_format_write_keeps_the_byte_order_mark_and_line_ends(folder: Path) -> None:
    mark = b"\xef\xbb\xbf"
    (folder / "treaty.md").write_bytes(mark + UNTIDY.replace("\n", "\r\n").encode())
    assert lay("--write", "treaty.md").exit_code == 0
    tidy = format_document(UNTIDY, "treaty.md")
    assert (folder / "treaty.md").read_bytes() == mark + tidy.replace("\n", "\r\n").encode()
    assert lay("--check", "treaty.md").exit_code == 0


def test_format_refuses_what_it_cannot_read(folder: Path) -> None:
    broken = SMALL_TEXT.replace("must file", "must")
    (folder / "treaty.md").write_text(broken, encoding="utf-8")
    result = lay("--write", "treaty.md")
    assert result.exit_code == 2
    assert "error[unexpected]: `file` was expected here, not `notification`." in result.stderr
    assert (folder / "treaty.md").read_text(encoding="utf-8") == broken


def test_format_does_one_thing_at_a_time(folder: Path) -> None:
    result = lay("--check", "--write", "treaty.md")
    assert result.exit_code == 2
    assert "Choose one: `--check` changes nothing, `--write` changes the files." in result.stderr
