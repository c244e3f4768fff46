# ruff: noqa: E501 (tables of cases, one a line, are read across)
"""A file that cannot be used as a whole is refused, with its name, a line and a remedy; nothing is skipped in silence."""

from pathlib import Path

import pytest

from tests.evidence.folders import AGREEMENT, DECLARED, MANIFEST, OBSERVED, SETTINGS, judged, told, write


@pytest.mark.parametrize(
    ("changed", "code", "file", "line", "message", "remedy"),
    [
        ({"evidence__seen_dot_csv": ""}, "empty-file", "evidence/seen.csv", 1, "The file is empty.", "Give it a header line"),
        ({"evidence__seen_dot_csv": "\n\n"}, "empty-file", "evidence/seen.csv", 1, "The file is empty.", "Give it a header"),
        ({"evidence__seen_dot_csv": b"\xef\xbb\xbf"}, "empty-file", "evidence/seen.csv", 1, "empty", "Give it a header"),
        ({"evidence__seen_dot_csv": OBSERVED.replace("paper", "Gaz\xe9ta").encode("latin-1")}, "wrong-encoding",
         "evidence/seen.csv", 2, "not UTF-8: byte 0xe9", "Save the file as UTF-8"),
        ({"evidence__seen_dot_csv": OBSERVED.encode("utf-16")}, "wrong-encoding", "evidence/seen.csv", 1, "not UTF-8", "UTF-8"),
        ({"evidence__seen_dot_csv": OBSERVED.replace(",", ";")}, "wrong-separator", "evidence/seen.csv", 1,
         "not separated by commas", "Save the file with commas"),
        ({"evidence__seen_dot_csv": OBSERVED.replace(",", "\t")}, "wrong-separator", "evidence/seen.csv", 1, "commas", "commas"),
        ({"evidence__seen_dot_csv": '"id,host\nX1,ALBA\n'}, "bad-header", "evidence/seen.csv", 1, "header", "quotation mark"),
        ({"evidence__seen_dot_csv": OBSERVED.replace("source,", "", 1)}, "missing-column", "evidence/seen.csv", 1,
         "The column `source` is missing.", "Add the column"),
        ({"evidence__seen_dot_csv": OBSERVED.replace("personnel", "personel", 1)}, "unknown-column", "evidence/seen.csv", 1,
         "Nothing explains the column `personel`.", "Did you mean `personnel`?"),
        ({"evidence__seen_dot_csv": OBSERVED.replace("origin", "source", 1)}, "column-twice", "evidence/seen.csv", 1,
         "The column `source` stands in the header twice.", "Rename one"),
        ({"declared__exercises_dot_csv": DECLARED.replace("filer", "note", 1)}, "missing-column", "declared/exercises.csv",
         1, "The column `filer` is missing.", "Add the column"),
        ({"evidence__more_dot_csv": OBSERVED}, "no-manifest", "evidence/more.toml", 1, "The file has no manifest.", "Write it"),
        ({"evidence__seen_dot_toml": "record = "}, "bad-manifest", "evidence/seen.toml", 1, "not TOML", "Correct it"),
        ({"evidence__seen_dot_toml": b"\xff\xfe"}, "bad-manifest", "evidence/seen.toml", 1, "not TOML", "Correct it"),
        ({"evidence__seen_dot_toml": "title = 'x'"}, "bad-manifest", "evidence/seen.toml", 1, "name a record type", "Write"),
        ({"evidence__seen_dot_toml": 'table = "covrage"'}, "bad-manifest", "evidence/seen.toml", 1, "covrage", "Known tables"),
        ({"evidence__seen_dot_toml": 'record = "exercises"'}, "unknown-record", "evidence/seen.csv", 1, "exercises", "exercise"),
        ({"evidence__seen_dot_toml": 'record = ["exercise"]'}, "bad-manifest", "evidence/seen.toml", 1, "record", "Write"),
        ({"evidence__seen_dot_toml": 'record = "exercise"\ndefaults = 3'}, "bad-manifest", "evidence/seen.toml", 1, "defaults",
         "table"),
        ({"evidence__seen_dot_toml": 'record = "exercise"\n[colums]\nid = "x"'}, "bad-manifest", "evidence/seen.toml", 1,
         "colums", "Did you mean `columns`?"),
        ({"evidence__seen_dot_toml": 'record = "exercise"\ncomplete = 3'}, "bad-manifest", "evidence/seen.toml", 1, "complete",
         "[[complete]]"),
        ({"declared__exercises_dot_toml": MANIFEST.format(record="exercise") + '[[complete]]\nact = "notificaton"\n'},
         "bad-manifest", "declared/exercises.toml", 1, "names no record type", "Correct `act`"),
        ({"declared__exercises_dot_toml": MANIFEST.format(record="exercise")
          + '[[complete]]\nact = "notification"\nfrom = "2020-02-30"\nto = "2020-12-31"\n'},
         "bad-manifest", "declared/exercises.toml", 1, "number 1", "2017-09-14"),
        ({"evidence__seen_dot_parquet": "no parquet"}, "not-parquet", "evidence/seen.parquet", 1, "Parquet", "Write it again"),
        ({"evidence__seen_dot_CSV": OBSERVED}, "unknown-format", "evidence/seen.CSV", 1, "not read", "Use CSV"),
        ({"evidence__seen_dot_xlsx": "x"}, "unknown-format", "evidence/seen.xlsx", 1, "not read", "Use CSV"),
        ({"evidence__lost_dot_toml": MANIFEST.format(record="exercise")}, "no-facts", "evidence/lost.toml", 1, "no file", "lost.csv"),
        ({"evidence__acts_dot_csv": "id,by,filed,exercise,source\nN9,ALBA,2020-01-01,X1,rumour\n",
          "evidence__acts_dot_toml": MANIFEST.format(record="notification")}, "act-in-evidence", "evidence/acts.csv", 1,
         "an act exists in the record only", "declared/"),
        ({"servanda_dot_toml": "as_of = "}, "bad-settings", "servanda.toml", 1, "not TOML", "Correct them"),
        ({"servanda_dot_toml": 'asof = "2020-01-01"'}, "unknown-setting", "servanda.toml", 1, "asof", "Did you mean `as_of`?"),
        ({"servanda_dot_toml": 'as_of = "2020-02-30"'}, "no-date", "servanda.toml", 1, "day is out of range", "--as-of"),
        ({"servanda_dot_toml": 'as_of = "9999-12-31"'}, "no-date", "servanda.toml", 1, "year", "--as-of"),
        ({"servanda_dot_toml": "assessor = 3"}, "bad-settings", "servanda.toml", 1, "assessor", "[[assessor]]"),
        ({"servanda_dot_toml": "[assessor]\nname = 'x'"}, "bad-settings", "servanda.toml", 1, "assessor", "[[assessor]]"),
        ({"servanda_dot_toml": SETTINGS.replace("sources = 1", "sources = 0")}, "bad-settings", "servanda.toml", 1,
         "not a number from 1 on", "Write `sources = 2`."),
        ({"servanda_dot_toml": SETTINGS.replace('"C3"', '"F6"')}, "bad-settings", "servanda.toml", 1, "not a least grade", "such as C3"),
        ({"servanda_dot_toml": SETTINGS + 'marks = "confirmed"'}, "bad-settings", "servanda.toml", 1, "marks", "list"),
        ({"servanda_dot_toml": SETTINGS + 'sorces = 3'}, "bad-settings", "servanda.toml", 1, "sorces", "Did you mean `sources`?"),
        ({"servanda_dot_toml": SETTINGS + SETTINGS[SETTINGS.index("[["):]}, "bad-settings", "servanda.toml", 1, "twice", "Rename"),
        ({"servanda_dot_toml": 'agreement = "treaty.md"'}, "no-such-file", "treaty.md", 1, "There is no file", "Write it"),
        ({"servanda_dot_toml": "agreement = 3"}, "bad-settings", "servanda.toml", 1, "agreement", "agreement.md"),
        ({"agreement_dot_md": b"# \xff"}, "wrong-encoding", "agreement.md", 1, "not UTF-8", "Save the file as UTF-8"),
        ({"agreement_dot_md": AGREEMENT.replace("e.personnel", "e.personel")}, "unknown-field", "agreement.md", 25, "personel",
         "personnel"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_whole_file_is_said(
    tmp_path: Path, changed: dict[str, str | bytes], code: str, file: str, line: int, message: str, remedy: str
) -> None:
    first, *_ = told(write(tmp_path, **changed))
    assert (first[0], first[1]) == (code, file), first
    assert first[2] == line, first
    assert message in first[3], first
    assert remedy in first[4], first


def test_all_files_that_are_wrong_are_named_at_once(tmp_path: Path) -> None:
    found = told(write(tmp_path, evidence__seen_dot_csv="", declared__exercises_dot_csv=""))
    assert [item[1] for item in found] == ["declared/exercises.csv", "evidence/seen.csv"]


def test_the_sound_workspace_is_sound(tmp_path: Path) -> None:
    found = judged(write(tmp_path))
    verdicts = {f.id: (f.declared.verdict, f.observed.verdict) for f in found.findings if f.norm == "notify"}
    assert verdicts == {"notify.ALBA.x1": ("kept", "kept"), "notify.BOREA.x2": ("not owed", "undetermined")}
    assert found.quarantined == ()
    assert [item.file for item in found.inputs] == sorted(item.file for item in found.inputs)
    assert all(len(item.sha256) == 64 for item in found.inputs)


def test_columns_may_have_other_names_and_defaults(tmp_path: Path) -> None:
    text = OBSERVED.replace("personnel", "troops", 1).replace(",grade", "").replace(",B2", "")
    manifest = MANIFEST.format(record="exercise") + '[defaults]\ngrade = "B2"\n[columns]\npersonnel = "troops"\n'
    found = judged(write(tmp_path, evidence__seen_dot_csv=text, evidence__seen_dot_toml=manifest))
    assert {f.id: f.observed.verdict for f in found.findings if f.norm == "notify"} == {
        "notify.ALBA.x1": "kept", "notify.BOREA.x2": "undetermined",
    }  # fmt: skip
