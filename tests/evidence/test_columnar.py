"""Reading in columns: which rows are plain, that every other is read by itself, and when a file is not read so."""

import json
from pathlib import Path

import duckdb
import pytest

from servanda.diagnostics import Refused, human
from servanda.evidence.columnar.cells import PLAIN
from servanda.findings.alike.closed import closed
from servanda.findings.workspace import Workspace, load
from tests.findings.small import agreement

FRAME = """# Treaty

## Article 1

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record reconstructed
event incident declared by nobody
  id key text
  actor party
  on date
  remark text
```

## Article 2

```servanda
prohibition peace
  no incident i, by i.actor
  assessed each calendar year
```
"""
ROW = {"id": "I1", "actor": "ALBA", "on": "2021-03-01", "remark": "", "source": "a report", "known": "2021-04-01"}


def space(
    folder: Path, *rows: dict[str, object], manifest: str = "", many: int = 0, kind: str = "VARCHAR"
) -> Workspace:
    """A workspace whose only file has these rows; `kind`: the type of the column `remark`."""
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "agreement.md").write_text(FRAME, encoding="utf-8")
    (folder / "servanda.toml").write_text('agreement = "agreement.md"\nas_of = "2021-12-31"\n', encoding="utf-8")
    (folder / "evidence/rows.toml").write_text('record = "incident"\n' + manifest, encoding="utf-8")
    lines = folder / "rows.jsonl"
    lines.write_text("".join(json.dumps({**ROW, **row}) + "\n" for row in rows), encoding="utf-8")
    kinds = ", ".join(f"'{name}': '{kind if name == 'remark' else 'VARCHAR'}'" for name in {**ROW, **rows[0]})
    with duckdb.connect() as database:
        read = f"read_json('{lines}', format='newline_delimited', columns={{{kinds}}})"
        database.execute(f"COPY (FROM {read}) TO '{folder}/evidence/rows.parquet' (FORMAT parquet)")
    return load(folder, many=many)


def parted(found: Workspace) -> tuple[int, list[int], list[int]]:
    """How many rows are plain; the lines of the odd ones that were read; the lines set aside."""
    assert found.plain is not None
    read = [item.line for item in found.facts.statements]
    return found.plain.counts["evidence/rows.parquet"][1], read, [item.line for item in found.quarantined]


FILLER: tuple[dict[str, object], ...] = tuple({"id": f"F{number}"} for number in range(20))


def test_rows_that_can_be_read_are_plain(tmp_path: Path) -> None:
    assert parted(space(tmp_path, *FILLER)) == (20, [], [])


@pytest.mark.parametrize(
    ("row", "set_aside"),
    [
        ({"actor": "NOBODY"}, True),
        ({"on": "2021-02-30"}, True),
        ({"on": ""}, True),
        ({"source": ""}, True),
        ({"known": ""}, True),
        ({"id": ""}, True),
        ({"remark": "a\u0000b"}, True),
        ({"id": "two words"}, False),
        ({"id": "2021"}, False),
        ({"id": "all-times"}, False),
        ({"source": "two  spaces"}, False),
        ({"remark": "\u2067 right to left"}, True),
        ({"remark": "日本"}, False),
    ],
)
def test_other_rows_are_read_by_themselves(row: dict[str, object], set_aside: bool, tmp_path: Path) -> None:
    plain, read, faults = parted(space(tmp_path, *FILLER, row))
    assert (plain, read, faults) == (20, [] if set_aside else [22], [22] if set_aside else [])


def test_rows_with_one_name_are_all_read_by_themselves(tmp_path: Path) -> None:
    rows: list[dict[str, object]]
    rows = [*FILLER, {"id": "A-1", "source": "one"}, {"id": "a-1"}, {"id": "a 1"}, {"id": "A-1", "source": "other"}]
    assert parted(space(tmp_path, *rows)) == (20, [22, 23, 24, 25], [])


def test_a_copy_is_set_aside_as_ever(tmp_path: Path) -> None:
    assert parted(space(tmp_path, *FILLER, {"id": "F3"})) == (19, [5], [22])


def test_a_file_of_mostly_odd_rows_is_read_row_by_row(tmp_path: Path) -> None:
    odd: list[dict[str, object]] = [{"id": f"odd {number}"} for number in range(4)]
    assert space(tmp_path, *FILLER[:3], *odd).plain is None


def test_a_small_file_is_read_row_by_row(tmp_path: Path) -> None:
    assert space(tmp_path, *FILLER, many=21).plain is None
    assert space(tmp_path, *FILLER, many=20).plain is not None


def test_a_number_is_read_as_the_text_that_it_is(tmp_path: Path) -> None:
    rows = [{**row, "remark": number} for number, row in enumerate(FILLER)]
    assert parted(space(tmp_path, *rows, kind="BIGINT")) == (20, [], [])


def test_a_column_that_is_written_in_several_ways_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [{**row, "remark": number + 0.5} for number, row in enumerate(FILLER)]
    assert space(tmp_path, *rows, kind="DOUBLE").plain is None


@pytest.mark.parametrize("start", range(0, 0x10000, 0x4000))
def test_what_is_plain_can_be_shown(start: int) -> None:
    signs = [chr(code) for code in range(max(start, 1), start + 0x4000) if not 0xD800 <= code < 0xE000]
    query = f"SELECT one FROM (SELECT unnest($signs) AS one) WHERE regexp_full_match(one, '{PLAIN}')"
    with duckdb.connect() as database:
        plain = [row[0] for row in database.execute(query, {"signs": signs}).fetchall()]
    assert plain or start
    assert [sign for sign in plain if not sign.isprintable() or sign != sign.strip()] == []


EVENT = """\
event incident declared by nobody
  id key text
  actor party
  helper party
  troops count of troops
  on date
  ended date
"""


@pytest.mark.parametrize(
    ("block", "so"),
    [
        ("prohibition p\n  no incident i, by i.actor\n  assessed each calendar year\n", True),
        ("prohibition p\n  no incident i where i.troops > 5, by i.actor\n  assessed each calendar year\n", True),
        ('prohibition p\n  no incident i where i.id = "X", by i.actor\n  assessed each calendar year\n', False),
        (
            "prohibition p\n  no incident i, by i.actor\n"
            "  tolerating up to 30 days in a row; beyond that the whole period counts\n"
            "  assessed each calendar year\n",
            False,
        ),
        (
            "prohibition p\n  no incident i where the number of incident j where j.actor = i.actor in any 30 days\n"
            "    > 2, by i.actor\n  assessed each calendar year\n",
            False,
        ),
        (
            "prohibition p\n  no incident i, by i.actor\n  assessed each calendar year\n"
            "limit l\n  for each party p: the number of incident i where i.actor = p is at most 3\n"
            "  assessed each calendar year\n",
            False,
        ),
        ("act protest\nprohibition p\n  no incident i, by i.actor\n  assessed each calendar year\n", False),
        (
            "state army declared by owner\n  owner key party\n  number count of troops\n"
            "prohibition p\n  no incident i where army of i.actor > 5, by i.actor\n  assessed each calendar year\n",
            False,
        ),
        (  # another event, forbidden after any such incident
            "event raid declared by nobody\n  id key text\n  actor party\n  on date\n"
            "prohibition p\n  no incident i, by i.actor\n  assessed each calendar year\n"
            'prohibition q\n  no raid r where formula certainly "EXISTS j. ONCE[0,30d] incident_sure(j)",\n'
            '    possibly "EXISTS j. ONCE[0,30d] observed_incident_maybe(j)", by r.actor\n'
            "  assessed each calendar year\n",
            False,
        ),
        (  # two readings with one name in ids
            'define grave i\n  reading "as is" held by ALBA as i.troops > 5\n'
            '  reading "As is" held by BOREA as i.troops > 6\n'
            "prohibition p\n  no incident i where i is grave, by i.actor\n  assessed each calendar year\n",
            False,
        ),
        (  # the party does it at an instant at which any incident, not this one, was
            "prohibition p\n  no incident i where formula certainly \"EXISTS j. incident_actor_sure(j, 'ALBA')\",\n"
            '    possibly "EXISTS j. incident_maybe(j)", by i.actor\n  assessed each calendar year\n',
            False,
        ),
    ],
)
def test_only_what_rests_on_one_event_alone_is_judged_by_classes(block: str, so: bool) -> None:
    assert bool(closed(agreement(EVENT + block, "in force from 2020-01-01\nrecord reconstructed\n"))) is so


@pytest.mark.parametrize("name", ["grade", "mark", "known", "scope", "source", "origin", "note"])
def test_a_field_called_like_what_every_row_says_of_its_source_is_read_row_by_row(name: str) -> None:
    block = (
        f"{EVENT}  {name} one of B2, C3\nprohibition p\n  no incident i, by i.actor\n  assessed each calendar year\n"
    )
    assert bool(closed(agreement(block, "in force from 2020-01-01\nrecord reconstructed\n"))) is (name == "note")


def test_a_message_on_a_parquet_file_shows_none_of_its_bytes(tmp_path: Path) -> None:
    space(tmp_path, *FILLER)
    (tmp_path / "evidence/rows.toml").write_text('record = "incidnt"\n', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load(tmp_path)
    raw = (tmp_path / "evidence/rows.parquet").read_bytes().decode("utf-8", "replace")
    told = human(refused.value.diagnostics, {"evidence/rows.parquet": raw})
    assert "There is no record type called `incidnt`." in told
    assert "Did you mean `incident`?" in told
    assert raw.startswith("PAR1")
    assert "PAR1" not in told
