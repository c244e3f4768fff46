"""Occasions that are alike, judged once for all: the same table as when each of them is judged by itself."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from servanda.findings.alike.spread import NotSo, assess_alike
from servanda.findings.assess import assess
from servanda.findings.workspace import load
from servanda.report.parquet import alike, table
from tests.findings import crowd

ROWS = 120


def read(path: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of a table, and what its metadata say."""
    with duckdb.connect() as database:
        found = database.execute(f"FROM '{path}'")
        names = [item[0] for item in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        said = f"SELECT value FROM parquet_kv_metadata('{path}') WHERE key = 'servanda'"
        return rows, json.loads(database.execute(said).fetchall()[0][0])


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


@pytest.mark.parametrize("block", range(3))
def test_both_ways_come_to_the_same(block: int, tmp_path: Path) -> None:
    seen = [compared(crowd.write(tmp_path / str(seed), seed, ROWS)) for seed in range(4 * block, 4 * block + 4)]
    assert any(seen)


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_both_ways_come_to_the_same_very_often(block: int, tmp_path: Path) -> None:
    told = []
    for seed in range(1000 + 25 * block, 1025 + 25 * block):
        told.append(compared(crowd.write(tmp_path / str(seed), seed, 6 * ROWS)))
    judged = [one for one in told if one is not None]
    assert len(judged) >= 10
    assert sum(many for _, many in judged) > sum(one for one, _ in judged)
