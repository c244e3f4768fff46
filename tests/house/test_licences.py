"""What servanda needs to run may be used by anyone: no dependency binds its user to the GPL or AGPL."""

import re
from importlib.metadata import metadata

import pytest

from tests.outside import ROOT

COPYLEFT = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
ON_WINDOWS_ONLY = {"colorama"}


def needed() -> list[str]:
    """Names of everything pinned for running, the record included."""
    text = (ROOT / "requirements" / "servanda.txt").read_text(encoding="utf-8")
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE)
    return [name for name in names if name not in ON_WINDOWS_ONLY]


def licence(name: str) -> str:
    """What a package says of its licence: the SPDX expression, the free field when short, the classifiers."""
    said = metadata(name).json  # one name for each header, in lower case
    free = str(said.get("license", ""))
    stated = [str(said.get("license_expression", "")), *said.get("classifier", []), free if len(free) < 100 else ""]
    return "; ".join(line for line in stated if line and ("License" in line or "::" not in line))


@pytest.mark.parametrize("name", needed())
def test_a_dependency_states_a_licence_and_it_is_not_copyleft(name: str) -> None:
    stated = licence(name)
    assert stated, f"{name} states no licence"
    assert not COPYLEFT.search(stated), f"{name}: {stated}"


@pytest.mark.parametrize("text", ["GPL-3.0-only", "GNU Affero General Public License v3", "AGPLv3"])
def test_a_copyleft_licence_would_be_noticed(text: str) -> None:
    assert COPYLEFT.search(text)
