"""Ctrl-C during an import: the workspace is as it was, and the command says that it stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from servanda.evidence.importing.sources import SOURCES
from tests.evidence.importing.made_up import rows, write
from tests.evidence.importing.workspaces import INCIDENT, bring, workspace

PARTIES = 'party RUS "Russian Federation"\nparty UKR "Ukraine"\n'


def held(root: Path) -> dict[str, bytes]:
    """Every file of the workspace, hidden ones too."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def large(path: Path, lines: int) -> Path:
    """A made-up GDELT file, its second row again and again under another number."""
    write(path, SOURCES["gdelt-2"])
    *_, last = path.read_text(encoding="utf-8").splitlines()
    _, rest = last.split("\t", 1)
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{number}\t{rest}\n" for number in range(10_000_000, 10_000_000 + lines))
    return path


def stopped(root: Path, path: Path, *more: str, after: float) -> subprocess.CompletedProcess[str]:
    """The import as a process of its own, sent SIGINT so long after it has begun to write."""
    command = [sys.executable, "-m", "servanda", "import", "gdelt-2", str(path), "--into", str(root), *more]
    environment = {**os.environ, "PYTHONPATH": "src"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as process:
        until = time.monotonic() + 60
        while not list(root.glob(".importing-*")) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@pytest.mark.long
@pytest.mark.parametrize("after", [0.0, 0.3, 1.0, 2.0])
@pytest.mark.parametrize("again", [False, True])
def test_a_stop_leaves_the_workspace_as_it_was(tmp_path: Path, after: float, again: bool) -> None:
    root = workspace(tmp_path / "here", INCIDENT, PARTIES)
    if again:
        bring(root, "gdelt-2", write(tmp_path / "small.csv", SOURCES["gdelt-2"]))
    before = held(root)
    assert again == ("evidence/gdelt-2.toml" in before)
    done = stopped(root, large(tmp_path / "large.csv", 400_000), *(["--replace"] if again else []), after=after)
    assert (done.returncode, done.stdout) == (130, ""), done.stderr
    assert done.stderr.strip().endswith("Stopped.")
    assert held(root) == before
    assert list(root.glob(".importing-*")) == []


@pytest.mark.parametrize("fails_at", range(4))
def test_a_stop_between_two_moves_takes_back_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    """An earlier import is put aside by two moves and the new one in its place by two more."""
    root = workspace(tmp_path / "here", INCIDENT, PARTIES)
    source = SOURCES["gdelt-2"]
    bring(root, "gdelt-2", write(tmp_path / "first.csv", source))
    before = held(root)
    moves, true = iter(range(100)), os.replace

    def replace(path: Path, target: Path) -> None:
        if next(moves) == fails_at:
            raise KeyboardInterrupt
        true(path, target)

    monkeypatch.setattr(os, "replace", replace)
    other = write(
        tmp_path / "second.csv", source, [{**row, "GLOBALEVENTID": f"9{at}"} for at, row in enumerate(rows(source))]
    )
    with pytest.raises(KeyboardInterrupt):
        bring(root, "gdelt-2", other, replace=True)
    assert held(root) == before
    monkeypatch.undo()
    bring(root, "gdelt-2", other, replace=True)
    assert held(root) != before
