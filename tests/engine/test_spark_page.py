"""The page on Spark can be followed: its command prints what it shows, over real Parquet files."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.docs.session import blocks, clone, commands, perform
from tests.outside import ROOT

PAGE = ROOT / "docs" / "how-to" / "run-on-spark.md"


@pytest.mark.usefixtures("in_depth")
def test_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    pyarrow, write = import_module("pyarrow"), import_module("pyarrow.parquet").write_table
    (tmp_path / "facts").mkdir()
    parties, troops = ["ALBA", "BOREA", "ALBA", "BOREA", "ALBA"], [9000, 1200, 9001, 10000, 12000]
    filed = pyarrow.table({"time_stamp": [1, 1, 5, 20, 60], "party": parties, "troops": troops})
    write(filed, tmp_path / "facts" / "filed.parquet")
    write(pyarrow.table({"time_stamp": [3, 58], "party": ["ALBA", "CORA"]}), tmp_path / "facts" / "seen.parquet")
    text = PAGE.read_text(encoding="utf-8")
    assert perform(text, clone(tmp_path)) == text
    assert sum(len(commands(block.body)) for block in blocks(text)) == 1
