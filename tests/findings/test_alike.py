"""Occasions that are alike, judged once for all: the same table as when each of them is judged by itself."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from servanda.cli.main import servanda
from servanda.evidence.rows import parquet
from servanda.findings.alike.spread import NotSo, assess_alike
from servanda.findings.assess import assess
from servanda.findings.workspace import load
from servanda.report.parquet import alike, query, table
from tests.findings import crowd

ROWS = 40


def read(path: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of a table, and what its metadata say."""
    with duckdb.connect() as database:
        found = database.execute(f"FROM {parquet(path)}")
        names = [item[0] for item in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        said = parquet(path).partition(",")[0].replace("read_parquet", "parquet_kv_metadata")
        held = database.execute(f"SELECT value FROM {said}) WHERE key = 'servanda'").fetchall()
        return rows, json.loads(held[0][0])


def in_classes(folder: Path) -> tuple[int, int] | None:
    """Writes classes.parquet; how many findings were judged, and for how many they stand. None: cannot be."""
    space = load(folder, many=0)
    if space.plain is None:
        return None
    try:
        found = assess_alike(space)
    except NotSo:
        return None
    alike.write(found, folder / "classes.parquet")
    return len(found.assessment.stands_for), sum(found.assessment.stands_for.values())


def compared(folder: Path) -> tuple[int, int] | None:
    """Asserts that both ways come to the same; None where there is one way only."""
    told = in_classes(folder)
    if told is None:
        return None
    table.write(assess(load(folder)), folder / "rows.parquet")
    one, other = read(folder / "classes.parquet"), read(folder / "rows.parquet")
    assert one[1] == other[1]
    assert [row["id"] for row in one[0]] == [row["id"] for row in other[0]]
    for left, right in zip(one[0], other[0], strict=True):
        assert left == right
    return told


@pytest.mark.parametrize("seed", [0, 2, 3, 4])
def test_both_ways_come_to_the_same(seed: int, tmp_path: Path) -> None:
    assert compared(crowd.write(tmp_path / "space", seed, ROWS)) is not None


def test_the_command_goes_by_classes_where_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, output = crowd.write(tmp_path / "space", 2, ROWS), tmp_path / "findings.parquet"
    assert compared(folder) is not None
    monkeypatch.setattr("servanda.cli.assess.MANY", 0)
    words = ["assess", str(folder), "--format", "parquet", "--output", str(output)]
    monkeypatch.setattr("servanda.report.parquet.table.write", None)  # row by row it would fail
    for _ in range(2):
        assert CliRunner().invoke(servanda, words).exit_code == 1  # there are breaches
        assert output.read_bytes() == (folder / "classes.parquet").read_bytes()


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_both_ways_come_to_the_same_very_often(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if block % 4 == 3:  # as if there were very many parties, sources, reasons and dates
        monkeypatch.setattr(query, "SEVERAL", 3)
        monkeypatch.setattr(query.Query._enum, "__defaults__", (8,))  # all grades are fewer
    told = []
    for seed in range(1000 + 25 * block, 1025 + 25 * block):
        told.append(compared(crowd.write(tmp_path / str(seed), seed, 100 + 30 * block)))
    judged = [one for one in told if one is not None]
    assert len(judged) >= 10
    assert sum(many for _, many in judged) > sum(one for one, _ in judged)


@pytest.mark.long
def test_everything_that_can_be_drawn_is_judged_by_classes(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(1000, 1250):
        folder = crowd.write(tmp_path / str(seed), seed, 100)
        if in_classes(folder) is not None:
            seen.update(crowd.drawn(folder))
    assert {one: seen[one] for one in crowd.EVERY if seen[one] < 5} == {}
