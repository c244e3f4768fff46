"""Same inputs, same bytes out, whatever order Python happens to keep its sets in."""

import os
import subprocess
import sys

import pytest

from tests.outside import ROOT

WORKSPACES = ["agreements/new-start", "agreements/vienna-document-2011"]


def printed(seed: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "servanda", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout
    return done.stdout


@pytest.mark.parametrize("workspace", WORKSPACES)
@pytest.mark.parametrize("switch", ["--format=json", "--core", "--read"])
def test_checking_prints_the_same_bytes(workspace: str, switch: str) -> None:
    arguments = ("check", f"{workspace}/agreement.md", switch)
    assert printed("1", *arguments) == printed("2", *arguments)


@pytest.mark.long
@pytest.mark.parametrize("workspace", WORKSPACES)
@pytest.mark.parametrize("form", ["json", "human"])
def test_assessing_prints_the_same_bytes(workspace: str, form: str) -> None:
    arguments = ("assess", workspace, "--format", form)
    assert printed("1", *arguments) == printed("2", *arguments)
