"""Files and functions stay small enough to read at one sitting, and each file says what it is for."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.outside import ROOT

LINES_A_FILE = 400
LINES_A_FUNCTION = 50

# What may be longer, with the reason. An entry that no longer needs to be here fails the test too.
LONGER: dict[str, str] = {
    "tests/report/sample.py": "one assessment written out as data, to be read from top to bottom",
    "tests/report/sample.py:zapad": "data",
    "tests/report/sample.py:launchers": "data",
    "tests/report/sample.py:others": "data",
}

FOLDERS = ("src", "tests", "benchmarks", "docs")


def sources() -> list[Path]:
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*found, ROOT / "dev"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@cache
def excess() -> Mapping[str, int]:
    """What is longer than the house allows, as `file` or `file:function`, with its length."""
    files = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    long = {file: lines for file, lines in files.items() if lines > LINES_A_FILE}
    for path in sources():
        long.update({place: lines for place, lines in functions(path) if lines > LINES_A_FUNCTION})
    return long


def test_no_file_and_no_function_is_longer_than_the_house_allows() -> None:
    unexplained = {place: lines for place, lines in excess().items() if place not in LONGER}
    assert unexplained == {}, "divide these, or give a reason in LONGER"


def test_every_exception_is_still_needed() -> None:
    assert set(LONGER) <= set(excess())


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in sources() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "src" / "servanda").rglob("*.py")}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_no_module_is_named_after_nothing_in_particular() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert [name(path) for path in sources() if path.stem in vague] == []
