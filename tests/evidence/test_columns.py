"""What a norm looks at must have a column: a file without one is refused, in either world, and the message helps."""

import csv
import io
from functools import cache
from pathlib import Path

import pytest

from servanda.agreement.check import check
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.agreement.syntax import ActType
from servanda.agreement.usage import looked_at
from servanda.diagnostics import Refused
from servanda.evidence.files import Reader
from servanda.evidence.folder import paths
from servanda.evidence.manifest import manifest_of
from servanda.findings.workspace import agreement_and_parties
from tests.outside import ROOT

SHIPPED = ("vienna-document-2011", "new-start")
ALWAYS_OPTIONAL = {"origin", "grade", "known", "mark", "scope", "note", "received"}
FOLDERS = (("declared", "declared"), ("evidence", "observed"))


@cache
def agreement(name: str) -> Agreement:
    return agreement_and_parties(ROOT / "agreements" / name)[0]


def checked(text: str) -> Agreement:
    found, messages = check(parse(text, "treaty.md"))
    assert found is not None, messages
    return found


def without(path: Path, column: str, into: Path, default: str | None = None) -> Path:
    """A copy of a file of facts, its manifest beside it, without one of its columns."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    at = rows[0].index(column)
    made = into / path.name
    with made.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*row[:at], *row[at + 1 :]] for row in rows if row)
    manifest = path.with_suffix(".toml").read_text(encoding="utf-8")
    if default is not None:
        head, found, rest = manifest.partition("[defaults]\n")
        manifest = f'{head}{found or "[defaults]" + chr(10)}{column} = "{default}"\n{rest}'
    made.with_suffix(".toml").write_text(manifest, encoding="utf-8")
    return made


def refusal(name: str, path: Path, world: str, root: Path) -> str:
    try:
        Reader(agreement(name), root).read(path, world)  # type: ignore[arg-type]
    except Refused as refused:
        (one,) = refused.diagnostics
        assert one.code == "missing-column"
        assert (one.place.file, one.place.line) == (path.relative_to(root).as_posix(), 1)
        return one.message
    return ""


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_without_a_column_at_which_a_norm_looks_is_refused(name: str, tmp_path: Path) -> None:
    looked = looked_at(agreement(name))
    tried = read_by_norms = 0
    for folder, world in FOLDERS:
        for path in paths(ROOT / "agreements" / name, folder):
            record = manifest_of(path.with_suffix(".toml"), path.name).record
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            for column in header if record is not None else ():
                tried += 1
                message = refusal(name, without(path, column, tmp_path), world, tmp_path)
                norm = looked.get((record or "", column, world))
                if column not in ALWAYS_OPTIONAL and norm is not None:
                    read_by_norms += 1
                    ending = ("is missing.", f"is missing, and `{norm}` looks at it.")
                    assert message in [f"The column `{column}` {one}" for one in ending], (path.name, column)
                elif column in ALWAYS_OPTIONAL:
                    assert message == "", (path.name, column)
    floor = {"vienna-document-2011": (100, 15), "new-start": (30, 3)}[name]
    assert tried >= floor[0]
    assert read_by_norms >= floor[1]


@pytest.mark.parametrize("column", ["at", "end"])
def test_a_file_without_a_column_at_which_same_when_looks_is_refused(column: str, tmp_path: Path) -> None:
    name, path = "vienna-document-2011", ROOT / "agreements/vienna-document-2011/evidence/exercises.csv"
    assert (
        refusal(name, without(path, column, tmp_path), "observed", tmp_path)
        == f"The column `{column}` is missing, and `same when` looks at it."
    )
    assert refusal(name, without(path, column, tmp_path, ""), "observed", tmp_path) == ""


def test_a_source_that_is_silent_says_so_under_defaults(tmp_path: Path) -> None:
    name, path = "vienna-document-2011", ROOT / "agreements/vienna-document-2011/evidence/exercises.csv"
    assert refusal(name, without(path, "tanks", tmp_path), "observed", tmp_path) == (
        "The column `tanks` is missing, and `prior_notification` looks at it."
    )
    with pytest.raises(Refused) as caught:
        Reader(agreement(name), tmp_path).read(tmp_path / path.name, "observed")
    assert caught.value.diagnostics[0].remedy == (
        'Add it, map another to it under [columns], or write `tanks = ""` under [defaults] where the source says'
        " nothing of it."
    )
    silent = Reader(agreement(name), tmp_path).read(without(path, "tanks", tmp_path, ""), "observed")
    full = Reader(agreement(name), path.parent).read(path, "observed")
    assert len(silent.statements) == len(full.statements) > 10
    assert not any("tanks" in item.fields for item in silent.statements)


SEVERAL = """\
# Treaty

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record reconstructed
state holding declared by party
  party key party
  launchers count of items
  stored count of items
  tested date
limit ceiling
  for each party p: the sum of h.launchers over holding h where h.party = p and h.stored >= 1 is at most 10
  assessed each calendar year
```
"""
HOLDINGS = "party,on,launchers,stored,tested,filer,filed,source\nALBA,2020-02-01,3,4,2020-01-01,ALBA,2020-02-01,note\n"


def test_a_state_with_several_values_needs_those_at_which_a_norm_looks(tmp_path: Path) -> None:
    small = checked(SEVERAL)
    (tmp_path / "holdings.toml").write_text('record = "holding"\ntitle = "x"\nlicence = "x"\n', encoding="utf-8")
    (tmp_path / "holdings.csv").write_text(HOLDINGS, encoding="utf-8")
    found = {}
    for column in ("launchers", "stored", "tested"):
        cut = tmp_path / column
        cut.mkdir()
        try:
            Reader(small, cut).read(without(tmp_path / "holdings.csv", column, cut), "declared")
        except Refused as refused:
            found[column] = refused.diagnostics[0].message
    assert found == {
        "launchers": "The column `launchers` is missing, and `ceiling` looks at it.",
        "stored": "The column `stored` is missing, and `ceiling` looks at it.",
    }


def test_rows_without_a_header_are_held_to_the_same(tmp_path: Path) -> None:
    """JSON Lines name their columns in every row: one that no row has is missing."""
    (tmp_path / "holdings.toml").write_text('record = "holding"\ntitle = "x"\nlicence = "x"\n', encoding="utf-8")
    row = '{"party": "ALBA", "on": "2020-02-01", "launchers": 3, "filer": "ALBA", "filed": "2020-02-01", "source": "n"}'
    (tmp_path / "holdings.jsonl").write_text(row + "\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        Reader(checked(SEVERAL), tmp_path).read(tmp_path / "holdings.jsonl", "declared")
    assert caught.value.diagnostics[0].message == "The column `stored` is missing, and `ceiling` looks at it."


def test_an_act_needs_its_columns_in_either_world(tmp_path: Path) -> None:
    name = "vienna-document-2011"
    read = {(record, world) for record, _, world in looked_at(agreement(name))}
    acts = {item.name.text for item in agreement(name).acts()}
    assert {record for record, world in read if world == "declared"} & acts
    assert {(r, "observed") for r, w in read if w == "declared" and r in acts} <= read
    assert all(isinstance(agreement(name).records[one], ActType) for one in acts)
