"""What is committed works anywhere: no path of one machine and no address of a package index stands in it."""

import re
from pathlib import Path

import pytest

from tests.outside import ROOT

# Folders that nobody commits; the rest of the tree is what a clone holds.
UNCOMMITTED = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
UNCOMMITTED |= {".import_linter_cache", "dist", "build"}

MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|root|farm|home/(?!dana\b)\w+)/\w")  # Dana is of the cast
INDEX_ADDRESS = re.compile(
    r"https?://\S+/simple\b|^(?:registry|resolved|index-url|extra-index-url) *=? *\"?https?://|--(?:extra-)?index-url",
    re.MULTILINE,
)


def tracked() -> list[Path]:
    paths = [path for path in ROOT.rglob("*") if not UNCOMMITTED & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file() and path != Path(__file__))


def found(pattern: re.Pattern[str]) -> list[str]:
    hits = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data[:8192]:  # Parquet and the like
            continue
        text = data.decode("utf-8", errors="replace")
        hits += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    return hits


def test_no_path_of_one_machine() -> None:
    assert found(MACHINE_PATH) == []


def test_no_address_of_a_package_index() -> None:
    assert found(INDEX_ADDRESS) == []


@pytest.mark.parametrize("text", ["see {}/home/cora/x", 'open("/{}root/a")'])
def test_a_machine_path_would_be_noticed(text: str) -> None:
    assert MACHINE_PATH.search(text.format(""))  # the braces hide it from other searches


@pytest.mark.parametrize("text", ["https:{}//index.example/simple/", "pip --index-url x", "index-url = https://x"])
def test_an_index_address_would_be_noticed(text: str) -> None:
    assert INDEX_ADDRESS.search(text.format(""))


def test_requirements_are_pinned_by_hash() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        assert pins, path.name
        assert [pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []
