"""What very much work will take: said before it begins, once, and only where it is much."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from servanda.cli import outlook
from servanda.cli.assess import assess
from servanda.findings.workspace import load

ROWS = 40
QUICKER = "`--format parquet --output findings.parquet`"
# Incidents that are alike can be judged once; against a limit they are counted, each by itself.
PROHIBITION = "prohibition peace\n  no incident i where i.level is use, by i.actor"
LIMIT = "limit few\n  for each party p: the number of incident i where i.actor = p is at most 3"
TEXT = """# Treaty

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
time zone "UTC"
in force from 2020-01-01
record reconstructed
event incident declared by nobody
  id key text
  actor party
  level one of threat, use
  on date
{norm}
  assessed each calendar year
```
"""


def workspace(folder: Path, norm: str = PROHIBITION, rows: int = ROWS) -> Path:
    """So many incidents in a Parquet file."""
    (folder / "evidence").mkdir(parents=True)
    (folder / "agreement.md").write_text(TEXT.format(norm=norm), encoding="utf-8")
    (folder / "servanda.toml").write_text('as_of = "2021-12-31"\nknown_by = "2021-12-31"\n', encoding="utf-8")
    (folder / "evidence/incidents.toml").write_text('record = "incident"\n', encoding="utf-8")
    duckdb.execute(
        "COPY (SELECT 'I' || n AS id, CASE n % 2 WHEN 0 THEN 'ALBA' ELSE 'BOREA' END AS actor, 'use' AS level, "
        f"'2020-03-0' || (1 + n % 9) AS on, 'a log' AS source, 'B2' AS grade, '2020-04-01' AS known "
        f"FROM range({rows}) AS t(n)) TO '{folder}/evidence/incidents.parquet' (FORMAT parquet)"
    )
    return folder


def said(folder: Path, classes: outlook.Classes = "not wanted", as_json: bool = False) -> str:
    heard: list[str] = []
    load(folder, before=lambda reader: heard.append(outlook.outlook(reader, classes, as_json)))
    return heard[0]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "MANY", ROWS - 1)


def test_nothing_is_said_of_a_small_workspace(tmp_path: Path) -> None:
    assert outlook.MANY > ROWS
    assert said(workspace(tmp_path / "small")) == ""


def test_rows_up_to_the_limit_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path / "small")
    monkeypatch.setattr(outlook, "MANY", ROWS)
    assert said(folder) == ""
    monkeypatch.setattr(outlook, "MANY", ROWS - 1)
    assert said(folder).startswith(f"{ROWS} rows of events")


@pytest.mark.usefixtures("few")
def test_the_quicker_way_is_named_only_where_there_is_one(tmp_path: Path) -> None:
    closed, other = workspace(tmp_path / "closed"), workspace(tmp_path / "open", LIMIT)
    assert QUICKER in said(closed)
    assert said(closed, "tried") == ""
    for text in (said(closed, "could not be"), said(other), said(other, "tried")):
        assert "one by one" in text
        assert "parquet" not in text


@pytest.mark.usefixtures("few")
def test_rows_of_other_files_count_and_have_no_quicker_way(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "lines")
    path = folder / "evidence/incidents.parquet"
    duckdb.execute(f"COPY (FROM '{path}') TO '{path.with_suffix('.csv')}' (HEADER)")
    path.unlink()
    assert "parquet" not in said(folder)
    assert said(folder).startswith(f"{ROWS + 1} rows of events")  # its header among them: it counts ends of lines


@pytest.mark.usefixtures("few")
def test_the_time_and_the_memory_grow_with_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path / "large")
    assert "roughly a minute and 1 GB" in said(folder)
    monkeypatch.setattr(outlook, "rows_of_events", lambda reader: 1_000_000)
    assert said(folder).startswith("1,000,000 rows of events")
    assert "roughly 7 minutes and 18 GB of memory" in said(folder)
    assert "roughly 13 minutes and 80 GB of memory" in said(folder, as_json=True)


def test_the_command_says_it_on_stderr_before_its_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(workspace(tmp_path / "large"))
    assert "one by one" not in CliRunner().invoke(assess, [folder]).stderr
    monkeypatch.setattr(outlook, "MANY", ROWS - 1)
    done = CliRunner().invoke(assess, [folder])
    assert done.exit_code in (0, 1)
    assert done.stderr.startswith(f"{ROWS} rows of events")
    assert done.stderr.count("one by one") == 1
    assert "one by one" not in done.stdout
    monkeypatch.setattr("servanda.cli.assess.MANY", 1)
    parquet = ["--format", "parquet", "--output", str(tmp_path / "f.parquet")]
    assert CliRunner().invoke(assess, [folder, *parquet]).stderr == ""
