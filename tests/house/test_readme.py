"""What the README tells a newcomer to type runs, and the demo runs what it promises."""

import json
import re
import subprocess
import sys
from functools import cache

import pytest

from tests.outside import ROOT

LINE = re.compile(r"^\./dev run (.+?)\s*(?:#.*)?$", re.MULTILINE)
README = (ROOT / "README.md").read_text(encoding="utf-8")


def servanda(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "servanda", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@cache
def first_finding(workspace: str) -> str:
    done = servanda("assess", workspace, "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    return str(json.loads(done.stdout)["findings"][0]["id"])


# The two agreements with the most findings only with --long: they are assessed in other tests every day.
LARGE = ("founding-act-1997", "treaty-on-cooperation")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=pytest.mark.long if any(name in line for name in LARGE) else ())
        for line in LINE.findall(README)
    ],
)
def test_a_line_of_the_readme_runs(line: str) -> None:
    words = line.split()
    arguments = [first_finding(words[1]) if word == "FINDING" else word for word in words]
    done = servanda(*arguments)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


def test_the_readme_has_lines_to_run() -> None:
    assert len(LINE.findall(README)) >= 3
