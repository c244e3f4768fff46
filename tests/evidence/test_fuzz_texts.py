"""Bytes changed by lot in an agreement, in JSON Lines and in Parquet: read, set aside or refused, and nothing else."""

import shutil
from collections import Counter
from pathlib import Path
from random import Random

import duckdb
import pytest

from servanda.diagnostics import Refused
from servanda.findings.assess import assess
from servanda.findings.workspace import load
from tests.evidence.folders import MANIFEST, OBSERVED, judged, write
from tests.evidence.test_fuzz import SHIPPED, complete, mutated
from tests.outside import ROOT


def tried(root: Path, path: Path, seeds: range, *, whole: bool) -> Counter[str]:
    """How often the workspace with a mutated file was refused, read, or read with rows set aside."""
    counted, raw, curt = Counter[str](), path.read_bytes(), []
    for seed in seeds:
        path.write_bytes(mutated(raw, Random(seed)))
        try:
            found = judged(root) if whole else load(root)
        except Refused as refusal:
            curt += [] if complete(refusal) else [seed]
            counted["refused"] += 1
        else:
            assert sum(item.quarantined for item in found.inputs) == len(found.quarantined)
            counted["set aside" if found.quarantined else "read"] += 1
    path.write_bytes(raw)
    assert curt == [], "these seeds are refused without a place or a remedy"
    return counted


def test_an_agreement_with_bad_bytes_is_judged_or_refused(tmp_path: Path) -> None:
    root = write(tmp_path)
    counted = tried(root, root / "agreement.md", range(120), whole=True)
    assert counted["refused"] >= 30
    assert counted["read"] >= 2


@pytest.mark.long
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_agreement_with_bad_bytes_is_read_or_refused(name: str, tmp_path: Path) -> None:
    root = tmp_path / name
    shutil.copytree(ROOT / "agreements" / name, root)
    counted = tried(root, root / "agreement.md", range(400), whole=False)
    assert counted["refused"] >= 50
    assert counted["read"] >= 10


@pytest.mark.long
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_agreement_with_bad_bytes_is_judged_or_refused(name: str, tmp_path: Path) -> None:
    root, judged_ones, curt = tmp_path / name, 0, []
    shutil.copytree(ROOT / "agreements" / name, root)
    path = root / "agreement.md"
    raw = path.read_bytes()
    for seed in range(1000, 1040):
        path.write_bytes(mutated(raw, Random(seed)))
        try:
            judged_ones += bool(assess(root, which="meaning").findings)
        except Refused as refusal:
            curt += [] if complete(refusal) else [seed]
    assert curt == []
    assert judged_ones >= 2


def test_json_lines_with_bad_bytes(tmp_path: Path) -> None:
    names, *rows = [line.split(",") for line in OBSERVED.splitlines()]
    lines = ["{" + ", ".join(f'"{n}": "{v}"' for n, v in zip(names, row, strict=True)) + "}" for row in rows]
    root = write(tmp_path, evidence__more_dot_jsonl="\n".join(lines) + "\n",
                 evidence__more_dot_toml=MANIFEST.format(record="exercise"))  # fmt: skip
    (root / "evidence/seen.csv").unlink()
    (root / "evidence/seen.toml").unlink()
    counted = tried(root, root / "evidence/more.jsonl", range(150), whole=False)
    assert min(counted["refused"], counted["set aside"]) >= 20, counted
    assert counted["read"] >= 1, counted


def test_parquet_with_bad_bytes(tmp_path: Path) -> None:
    root = write(tmp_path / "workspace [1]")  # brackets are wildcards to some readers of Parquet
    made = tmp_path / "seen.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE seen AS SELECT * FROM read_csv($file, all_varchar = true)",
                           {"file": str(shutil.copy(root / "evidence/seen.csv", tmp_path))})  # fmt: skip
        connection.execute(f"COPY seen TO '{made}' (FORMAT parquet)")
    shutil.move(made, root / "evidence/seen.parquet")
    (root / "evidence/seen.csv").unlink()
    assert [i.rows for i in load(root).inputs if i.file == "evidence/seen.parquet"] == [2]
    counted = tried(root, root / "evidence/seen.parquet", range(60), whole=False)
    assert counted["refused"] >= 10, counted
