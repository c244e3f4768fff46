"""A figure moves the findings that name its row, and no other: nothing is computed behind the witnesses' backs."""

import csv
import datetime as dt
import io
import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from servanda.findings.assess import assess
from servanda.findings.model import Finding
from tests.outside import ROOT

WORKSPACES = {name: ROOT / "agreements" / name for name in ("new-start", "vienna-document-2011")}
# What a row says of the world, as against when it was said and known.
FIGURES = {"number", "personnel", "tanks"}
DATES = {"on", "as_of", "filed", "start", "end", "known", "from", "to"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Cell:
    """A number or date in a file of a workspace; `line` as witnesses name it."""

    workspace: str
    file: str
    line: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.workspace}/{self.file}:{self.line}:{self.column}"

    def changed(self) -> str:
        """The cell with every number one greater, or every date one day later."""
        if self.column in DATES:
            return DATE.sub(lambda found: str(dt.date.fromisoformat(found[0]) + dt.timedelta(days=1)), self.text)
        return NUMBER.sub(lambda found: str(int(found[0]) + 1), self.text)


def cells(workspace: str) -> Iterator[Cell]:
    root = WORKSPACES[workspace]
    for path in sorted([*root.glob("declared/*.csv"), *root.glob("evidence/*.csv")]):
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                for column, text in row.items():
                    cell = Cell(workspace, path.relative_to(root).as_posix(), line, column, text)
                    if column in FIGURES | DATES and cell.changed() != text:
                        yield cell


ALL = [cell for name in WORKSPACES for cell in cells(name)]


def sample() -> list[Cell]:
    """A figure of each file, or a date where it has no figure, the same in every run."""
    chance = random.Random(20170914)
    files: dict[tuple[str, str], list[Cell]] = {}
    for cell in ALL:
        files.setdefault((cell.workspace, cell.file), []).append(cell)
    figures = {file: [cell for cell in mine if cell.column in FIGURES] for file, mine in files.items()}
    return [chance.choice(figures[file] or mine) for file, mine in files.items()]


def write(cell: Cell, text: str, root: Path) -> None:
    path = root / cell.file
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    rows[cell.line - 1][rows[0].index(cell.column)] = text
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\n").writerows(rows)
    path.write_text(made.getvalue(), encoding="utf-8")


def by_id(root: Path) -> dict[str, Finding]:
    # One standard of proof, and the reference meaning: the plans are compared with it elsewhere, and are slower here.
    assessment = assess(root, assessors=("two sources",), which="meaning")
    found = {finding.id: finding for finding in assessment.findings}
    assert len(found) == len(assessment.findings)
    assert assessment.quarantined == ()
    return found


def plain(finding: Finding | None) -> str:
    return json.dumps(asdict(finding), sort_keys=True) if finding else ""


def names(finding: Finding | None, cell: Cell) -> bool:
    return finding is not None and any((it.file, it.line) == (cell.file, cell.line) for it in finding.witnesses)


@pytest.fixture(scope="module")
def before() -> dict[str, dict[str, Finding]]:
    return {name: by_id(root) for name, root in WORKSPACES.items()}


def check(cell: Cell, before: dict[str, Finding], folder: Path) -> None:
    root = folder / cell.workspace
    folder.mkdir(exist_ok=True)
    shutil.copytree(WORKSPACES[cell.workspace], root, ignore=shutil.ignore_patterns("findings"))
    write(cell, cell.changed(), root)
    after = by_id(root)
    moved = {key for key in before.keys() | after.keys() if plain(before.get(key)) != plain(after.get(key))}
    strangers = {key for key in moved if not names(before.get(key), cell) and not names(after.get(key), cell)}
    assert strangers == set(), f"{cell} moved findings that do not name it"
    admitted = {
        key
        for key, finding in before.items()
        for it in finding.witnesses
        if (it.file, it.line, it.field) == (cell.file, cell.line, cell.column) and it.admitted
    }
    if admitted:
        assert moved & admitted, f"{cell} is admitted as a witness and moves nothing"


@pytest.mark.parametrize("cell", sample(), ids=str)
def test_a_changed_figure_moves_only_the_findings_that_name_its_row(
    cell: Cell, before: dict[str, dict[str, Finding]], tmp_path: Path
) -> None:
    check(cell, before[cell.workspace], tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("file", sorted({(cell.workspace, cell.file) for cell in ALL}), ids="/".join)
def test_every_changed_figure_moves_only_the_findings_that_name_its_row(
    file: tuple[str, str], before: dict[str, dict[str, Finding]], tmp_path: Path
) -> None:
    mine = [cell for cell in ALL if (cell.workspace, cell.file) == file]
    if len(mine) > 200:  # every figure, and of the dates every fifth: the holdings alone have five hundred
        dates = [cell for cell in mine if cell.column in DATES]
        mine = [cell for cell in mine if cell.column in FIGURES] + dates[::5]
    assert mine
    for number, cell in enumerate(mine):
        check(cell, before[cell.workspace], tmp_path / str(number))


def test_the_cells_are_all_there() -> None:
    assert len(ALL) > 1000
    assert sum(cell.column in FIGURES for cell in ALL) == 196
    assert len(sample()) == 18


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("personnel", "<13000", "<13001"),
        ("personnel", "60000..70000", "60001..70001"),
        ("filed", "2018-12-31..2019-02-28", "2019-01-01..2019-03-01"),
        ("filed", "2022-02-11T15:00Z..2022-02-11T22:00Z", "2022-02-12T15:00Z..2022-02-12T22:00Z"),
    ],
)
def test_a_change_stays_a_value(column: str, text: str, expected: str) -> None:
    assert Cell("w", "f", 2, column, text).changed() == expected
