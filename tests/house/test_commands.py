"""Every command in the table exists and explains itself, and asking for help stays cheap."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from servanda.cli import main as command_line
from servanda.cli.main import COMMANDS
from servanda.diagnostics import Place, refuse
from tests.outside import ROOT

HEAVY = ("duckdb", "sqlglot", "rich", "markdown_it", "cryptography", "tuf", "pyarrow")


def servanda(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "servanda", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_in_the_table_exists_and_explains_itself(name: str) -> None:
    command = command_line.servanda.get_command(click.Context(command_line.servanda), name)
    assert command is not None
    assert command.help
    under = list(command.commands.values()) if isinstance(command, click.Group) else []
    assert [one.name for one in under if not one.help] == []
    options = [option for one in (command, *under) for option in one.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_every_command_file_is_in_the_table() -> None:
    listed = {entry.place.partition(":")[0].rpartition(".")[2] for entry in COMMANDS.values()}
    with_command = {
        path.stem
        for path in (ROOT / "src/servanda/cli").glob("*.py")
        if path.stem != "main" and "@click.command" in path.read_text(encoding="utf-8")
    }
    assert with_command <= listed


def test_help_lists_every_command() -> None:
    done = servanda("--help")
    assert done.returncode == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in done.stdout] == []


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import json, sys\n"
        "from servanda.cli.main import servanda\n"
        "servanda(['--help'], standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert "click" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_an_unknown_command_is_refused_with_2() -> None:
    done = servanda("asess")
    assert done.returncode == 2
    assert "No such command 'asess'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_the_first_one_in_the_changelog() -> None:
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line[:3] == "## "]
    done = servanda("--version")
    assert done.stdout == f"servanda {headings[0].split()[1]}\n"


def test_a_refusal_is_told_with_line_and_caret_and_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "treaty.md"
    file.write_text("one\nparty ALBA\n", encoding="utf-8")

    def refused(**_: object) -> None:
        raise refuse("unknown-name", "There is no party `ALBA`.", Place(str(file), 2, 7, 2, 11), "Declare it.")

    monkeypatch.setattr(command_line, "servanda", refused)
    with pytest.raises(SystemExit) as stop:
        command_line.main()
    assert stop.value.code == 2
    told = capsys.readouterr().err
    assert "error[unknown-name]: There is no party `ALBA`." in told
    assert "  2 | party ALBA\n    |       ^^^^" in told
    assert "Declare it." in told


def test_a_crash_ends_with_2_and_is_owned(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(command_line, "servanda", broken)
    with pytest.raises(SystemExit) as stop:
        command_line.main()
    assert stop.value.code == 2
    told = capsys.readouterr().err
    assert "ZeroDivisionError: planted" in told
    assert "a defect in servanda, not in your files" in told


def test_a_missing_extra_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(**_: object) -> None:
        raise ModuleNotFoundError("No module named 'nacl'", name="nacl.bindings")

    monkeypatch.setattr(command_line, "servanda", lacking)
    with pytest.raises(SystemExit) as stop:
        command_line.main()
    assert stop.value.code == 2
    told = capsys.readouterr().err
    assert told == "Error: this needs servanda's `record` extra: pip install 'servanda[record]'.\n"


def test_a_reader_who_leaves_early_sees_no_traceback() -> None:
    command = f"{sys.executable} -m servanda --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""


def test_dev_lists_its_chores_without_setting_anything_up(tmp_path: Path) -> None:
    copy = tmp_path / "dev"
    copy.write_bytes((ROOT / "dev").read_bytes())
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, str(copy), "--help"], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    for chore in ("demo", "test", "check", "benchmark", "docs", "run"):
        assert f"\n    {chore}" in done.stdout
    assert not (tmp_path / ".venv").exists()
