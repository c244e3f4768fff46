"""Pages cannot lie: what follows from the code is compared with it, and links lead somewhere."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.outside import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anew(name: str) -> str:
    """The page, written in a process of its own: click keeps a command's help option from whoever asked first."""
    code = "import runpy, sys; sys.stdout.write(runpy.run_path('docs/generate.py')['PAGES'][sys.argv[1]]())"
    done = subprocess.run(
        [sys.executable, "-c", code, name], cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize("name", generator().PAGES)
def test_a_generated_page_is_what_the_code_gives(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == anew(name), "./dev docs writes it anew"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_reachable_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [page for page in sorted((ROOT / "docs").rglob("*.md")) if page.name != "README.md"]
    listed = {(ROOT / "docs" / link).resolve() for link in LINK.findall(index)}
    unlisted = [
        page.relative_to(ROOT).as_posix() for page in pages if page not in listed and "decisions" not in page.parts
    ]
    assert unlisted == []


def test_the_readme_shows_the_two_commands_that_the_dev_script_has() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n./dev demo" in readme
    assert "\n./dev test" in readme
