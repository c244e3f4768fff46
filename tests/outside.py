"""Data that tests read but the repository does not carry: other projects' cases, vectors, published data sets.

Rules it keeps:

- the folder is named by `SERVANDA_TEST_DATA`; without it, `../shared` beside the repository, when it is there;
- where a file is missing the test is skipped with the reason and the remedy, never passed;
- a variable that names no folder is an error, so that a typing slip cannot skip every test in silence.

What it leaves to others: counting. A test that reads a file from here asserts how many cases it held.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VARIABLE = "SERVANDA_TEST_DATA"


def folder() -> Path | None:
    """The folder with outside data, or None where there is none."""
    named = os.environ.get(VARIABLE)
    if named is None:
        beside = ROOT.parent / "shared"
        return beside if beside.is_dir() else None
    if not Path(named).is_dir():
        raise FileNotFoundError(f"{VARIABLE} names {named!r}, which is not a folder")
    return Path(named)


def outside(path: str) -> Path:
    """The outside file or folder at `path`, say `cases/mfotl.jsonl`; skips the test where there is none."""
    top = folder()
    if top is None:
        pytest.skip(f"needs {path}: set {VARIABLE} to the folder that holds it")
    if not (top / path).exists():
        pytest.skip(f"needs {path}, which is not in the folder of outside data")
    return top / path
