"""Small workspaces in which an incident might be taken for another, one of its class or a period: both ways agree."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from servanda.evidence.rows import parquet
from tests.findings import crowd
from tests.findings.test_alike import compared, read

INCIDENT = """\
event incident declared by nobody
  id key text
  actor party
  level one of threat, use
  on date
"""
PEACE = """\
prohibition peace
  no incident i where i.level is use, by i.actor
  assessed each calendar year
"""
RAID = """\
event raid declared by nobody
  id key text
  actor party
  on date
"""
NO_RAID = """\
prohibition no_raid
  no raid r, by r.actor
  assessed each calendar year
"""
GRAVE = PEACE.replace("i.level is use", "i is grave")
COVERAGE = (
    "record,about,from,to,access,source,grade,known\nincident,ALBA,2021-01-01,2021-12-31,looked,o,B2,2022-01-01\n"
)
ROW = {
    "id": "I",
    "actor": "ALBA",
    "level": "use",
    "on": "2021-03-01",
    "source": "s",
    "known": "2021-04-01",
    "grade": "B2",
}
Rows = Sequence[Mapping[str, str]]


def incidents(*more: dict[str, str]) -> Rows:
    """Nine incidents that are alike, and others."""
    return [*(ROW | {"id": f"I{number}"} for number in range(9)), *(ROW | one for one in more)]


def written(
    folder: Path,
    block: str,
    files: Mapping[str, Rows],
    sources: int = 1,
    other: Mapping[str, tuple[str, str]] | None = None,
) -> Path:
    """A workspace: `files` of incidents by name, `other` files as manifest and text."""
    (folder / "evidence").mkdir(parents=True)
    head = '# Treaty\n\n## Article 1\n\n```servanda\nparty ALBA "Alba"\nparty BOREA "Borea"\nin force from 2020-01-01\n'
    (folder / "agreement.md").write_text(f"{head}record reconstructed\n{block}```\n", encoding="utf-8")
    judge = f'[[assessor]]\nname = "one"\nsources = {sources}\ngrade = "C3"\n'
    (folder / "servanda.toml").write_text(f'as_of = "2022-03-31"\n{judge}', encoding="utf-8")
    for name, rows in files.items():
        crowd.put(folder / "evidence", name, rows)
        (folder / f"evidence/{name}.toml").write_text('record = "incident"\n')
    for name, (manifest, text) in (other or {}).items():
        (folder / f"evidence/{name}.csv").write_text(text)
        (folder / f"evidence/{name}.toml").write_text(manifest)
    return folder


@pytest.mark.parametrize("sources", [1, 2])
def test_two_events_may_have_one_key(sources: int, tmp_path: Path) -> None:
    raids = "".join(f"I0,ALBA,2020-05-05,{one},2020-06-01,B2\n" for one in "ab")
    other = {"raids": ('record = "raid"\n', "id,actor,on,source,known,grade\n" + raids)}
    folder = written(tmp_path, INCIDENT + RAID + PEACE + NO_RAID, {"a": incidents()}, sources, other)
    assert compared(folder) == (1, 9)


@pytest.mark.parametrize("more", [["2021", "2021-incident"], ["2021", "2021-03", "2021-03-incident"], ["i 1", "I.2"]])
def test_an_incident_may_be_called_like_another_or_a_period(more: list[str], tmp_path: Path) -> None:
    assert compared(written(tmp_path, INCIDENT + PEACE, {"a": incidents(*({"id": one} for one in more))})) is not None


def test_a_reading_may_be_called_like_the_event(tmp_path: Path) -> None:
    define = 'define grave i\n  reading "pre-incident" held by ALBA as i.level is use\n'
    define += '  reading "all" held by BOREA as i.level is threat or more\n'
    folder = written(tmp_path, INCIDENT + define + GRAVE, {"a": incidents({"id": "2021"})})
    assert compared(folder) == (2, 18)


def test_an_incident_may_be_called_like_a_party_at_which_somebody_looked(tmp_path: Path) -> None:
    twice = [{"id": "X 1", "known": f"2021-07-0{day}", "source": f"s{day}"} for day in (1, 2)]
    rows = incidents({"id": "ALBA", "level": "threat", "source": "z", "known": "2021-03-02"}, *twice)
    other = {"coverage": ('table = "coverage"\n', COVERAGE)}
    assert compared(written(tmp_path, INCIDENT + PEACE, {"a": rows}, 2, other)) is not None


def test_a_file_is_read_once_whatever_its_name_and_folder(tmp_path: Path) -> None:
    files = {"a*": incidents(), "ab": [ROW | {"id": f"J{number}"} for number in range(9)], "a[1]": [ROW], "a1": [ROW]}
    files["a1"] = [ROW | {"id": "K"}]
    assert compared(written(tmp_path / "it is=so", INCIDENT + PEACE, files)) == (1, 20)


def test_a_file_is_read_as_it_is_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "of=all").mkdir()
    for name in ("a*", "a1", "a[1]"):
        duckdb.execute(f"COPY (SELECT '{name}' AS name) TO '{tmp_path}/of=all/{name}.parquet' (FORMAT parquet)")
    for name in ("a*", "a1", "a[1]"):
        assert duckdb.execute(f"FROM {parquet(tmp_path / f'of=all/{name}.parquet')}").fetchall() == [(name,)]


def test_an_empty_file_is_read_row_by_row(tmp_path: Path) -> None:
    folder = written(tmp_path, INCIDENT + PEACE, {"a": [ROW]})
    path = folder / "evidence/a.parquet"
    duckdb.execute(f"COPY (FROM {parquet(path)} LIMIT 0) TO '{path}.new' (FORMAT parquet)")
    path.with_name("a.parquet.new").rename(path)
    assert compared(folder) is None


@pytest.mark.parametrize("late", ["2021-05-02", "2022-02-02"])
def test_a_gap_on_a_period_opens_with_the_second_origin_whoever_it_is(late: str, tmp_path: Path) -> None:
    """One incident has two origins and is read by itself; the others of the year have one each, known at any time."""
    twice = [{"id": "X", "source": f"s{day}", "known": f"2021-06-0{day}"} for day in (1, 2)]
    known = [{"id": f"Y{day}", "source": f"t{day}", "known": f"{late[:-1]}{day}"} for day in range(3, 8)]
    same = [{"id": f"Z{day}", "source": "t3", "known": "2021-04-02"} for day in range(3)]
    other = [{"id": f"W{day}", "on": "2020-12-30", "source": f"u{day}", "known": "2021-01-02"} for day in range(3)]
    folder = written(tmp_path, INCIDENT + PEACE, {"a": incidents(*twice, *known, *same, *other)}, 2)
    assert compared(folder) is not None
    rows, _ = read(folder / "classes.parquet")
    year = next(row for row in rows if row["occasion"] == "2021" and row["bearer"] == "ALBA")
    assert (year["observed"], year["opened"]) == ("breached", "2021-04-02")
