"""What would be without effect, or read as something else, is refused or set aside: nothing is dropped in silence."""

import hashlib
from pathlib import Path

import pytest

from tests.evidence.folders import (
    AGREEMENT,
    DECLARED,
    MANIFEST,
    NOTIFICATIONS,
    OBSERVED,
    judged,
    quarantined,
    told,
    write,
)

EXERCISE = MANIFEST.format(record="exercise")
LINE = '{"id": "X7", "host": %s, "personnel": 5, "start": "2020-06-01", "source": %s, "known": "2020-06-01"}\n'


@pytest.mark.parametrize(
    ("changed", "code", "file", "message", "remedy"),
    [
        ({"evidence__seen_dot_csv": OBSERVED.encode("utf-16-le")}, "wrong-encoding", "evidence/seen.csv",
         "it looks like UTF-16", "UTF-8"),
        ({"evidence__seen_dot_csv": OBSERVED.encode("utf-16-be")}, "wrong-encoding", "evidence/seen.csv",
         "it looks like UTF-16", "UTF-8"),
        ({"evidence__seen_dot_csv": "\n" + OBSERVED}, "bad-header", "evidence/seen.csv",
         "The first line is empty.", "names of the columns"),
        ({"evidence__seen_dot_csv": OBSERVED.replace(",", "|")}, "wrong-separator", "evidence/seen.csv",
         "not separated by commas", "commas"),
        ({"evidence__m_dot_jsonl": '{"a": \n[1]\n', "evidence__m_dot_toml": EXERCISE}, "bad-header", "evidence/m.jsonl",
         "No line of the file is a JSON object.", "Write one JSON object on each line."),
        ({"evidence__seen_dot_toml": EXERCISE + '[defaults]\ngrade = ["B2"]\n'}, "bad-manifest", "evidence/seen.toml",
         "`grade` under [defaults] is not one value.", 'Write `grade = "…"`.'),
    ],
)  # fmt: skip
def test_a_file_that_would_be_read_as_something_else_is_refused(
    tmp_path: Path, changed: dict[str, str | bytes], code: str, file: str, message: str, remedy: str
) -> None:
    (found,) = told(write(tmp_path, **changed))
    assert found[:3] == (code, file, 1)
    assert message in found[3]
    assert remedy in found[4]


@pytest.mark.parametrize(
    ("host", "source", "column"), [('"ALBA"', '{"a": 1}', "source"), ('[["ALBA"]]', '"s"', "host")]
)
def test_nested_values_are_no_cells(tmp_path: Path, host: str, source: str, column: str) -> None:
    changed = {"evidence__m_dot_jsonl": LINE % ('["ALBA", "BOREA"]', '"s"') + LINE % (host, source)}
    ((file, line, where, why, what),) = quarantined(write(tmp_path, **changed, evidence__m_dot_toml=EXERCISE))
    assert (file, line, where, why) == ("evidence/m.jsonl", 2, column, "the value has parts of its own")
    assert "Write one value" in what


def test_a_default_of_yes_or_no_may_be_written_as_toml_has_it(tmp_path: Path) -> None:
    assert quarantined(write(tmp_path, evidence__seen_dot_toml=EXERCISE + "[defaults]\nalerted = true\n")) == []


SPAN = '[[complete]]\nact = "notification"\nfrom = "2020-01-01"\nto = "2020-12-31"\nsource = "gazette"\n'


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ('[defaults]\ngrad = "B2"\n', "[defaults] has a column that there is not: `grad`", "Did you mean `grade`?"),
        ('[columns]\npersonel = "troops"\n', "[columns] has a column that there is not: `personel`", "`personnel`?"),
        ('[columns]\nlevel = "x"\nalerted = "x"\n', "[columns] gives the column `x` two names", "Keep one"),
        (SPAN.replace('"notification"', '"exercise"'), "names no act: `exercise`", "Only of acts"),
        (SPAN + 'by = "CORA"\n', "names no party: `CORA`", "Correct `by`"),
        (SPAN + 'form = "2020-01-01"\n', "has no `form`", "Did you mean `from`?"),
        (SPAN + 'grade = "Z9"\n', "has no Admiralty grade: `Z9`", "a number 1–6"),
        (SPAN.replace("source", "note"), "names no source", "Say who vouches for it"),
        (SPAN.replace("2020-12-31", "2019-12-31"), "ends before it begins", "Exchange"),
        (SPAN.replace("2020-12-31", "2020-02-30"), "has no date `to`", 'Write `to = "2017-09-14"`.'),
    ],
)
def test_what_a_manifest_says_in_vain_is_refused(tmp_path: Path, text: str, message: str, remedy: str) -> None:
    (found,) = told(write(tmp_path, declared__exercises_dot_toml=EXERCISE + text))
    assert found[:3] == ("bad-manifest", "declared/exercises.toml", 1)
    assert message in found[3]
    assert remedy in found[4]


def test_only_the_record_vouches_for_itself(tmp_path: Path) -> None:
    """Otherwise a rumour could make silence speak without meeting any standard of proof."""
    assert judged(write(tmp_path / "declared", declared__exercises_dot_toml=EXERCISE + SPAN)).quarantined == ()
    (found,) = told(write(tmp_path / "evidence", evidence__seen_dot_toml=EXERCISE + SPAN))
    assert found[:4] == ("bad-manifest", "evidence/seen.toml", 1, "Only a declared record may vouch for itself.")
    assert 'table = "completeness"' in found[4]


def test_the_line_of_broken_toml_is_named(tmp_path: Path) -> None:
    (found,) = told(write(tmp_path, evidence__seen_dot_toml=EXERCISE + "[defaults\n"))
    assert found[:3] == ("bad-manifest", "evidence/seen.toml", 4)
    (found,) = told(write(tmp_path, servanda_dot_toml='agreement = "agreement.md"\nas_of = 2020-02-30\n'))
    assert found[:3] == ("bad-settings", "servanda.toml", 2)


def test_a_relation_that_there_is_not_is_refused(tmp_path: Path) -> None:
    pairs = {
        "evidence__b_dot_csv": "a,b\nALBA,DANA\n",
        "evidence__b_dot_toml": 'table = "relation"\nrelation = "border"\n',
    }
    (found,) = told(write(tmp_path, **pairs))
    assert found == ("unknown-relation", "evidence/b.toml", 1, "There is no relation called `border`.",
                     "Did you mean `borders`?")  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code", "file", "remedy"),
    [
        (
            {"evidence__2020__seen_dot_csv": OBSERVED},
            "buried-file",
            "evidence/2020/seen.csv",
            "Move the file to evidence/",
        ),
        ({"evidence__README_dot_md": "notes"}, "unknown-format", "evidence/README.md", "move the file elsewhere"),
        ({"evidence__seen_dot_CSV": OBSERVED}, "unknown-format", "evidence/seen.CSV", "Use CSV (.csv)"),
    ],
)
def test_no_file_is_passed_over(
    tmp_path: Path, changed: dict[str, str | bytes], code: str, file: str, remedy: str
) -> None:
    (found,) = told(write(tmp_path, **changed))
    assert found[:3] == (code, file, 1)
    assert remedy in found[4]


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path)
    for path in (root / "evidence").iterdir():
        path.unlink()
    (root / "evidence").rmdir()
    (root / "evidence").write_text("x")
    (found,) = told(root)
    assert found[:4] == ("buried-file", "evidence", 1, "`evidence` is a file.")


# --- rows -------------------------------------------------------------------------------------------------------------


def test_an_act_that_answers_nothing_is_set_aside_with_the_nearest_id(tmp_path: Path) -> None:
    root = write(tmp_path, declared__notifications_dot_csv=NOTIFICATIONS + "N2,BOREA,2020-04-01,X-2,no,note 4\n")
    ((file, line, column, why, what),) = quarantined(root)
    assert (file, line, column) == ("declared/notifications.csv", 3, "exercise")
    assert (why, what) == ("no exercise with the id `X-2` stands in the files", "Did you mean `X2`?")
    assert [i.rows for i in judged(root).inputs if i.file == file] == [1]


def test_an_act_whose_occasion_is_set_aside_is_set_aside_too(tmp_path: Path) -> None:
    """It says so twice rather than let the notification hang in the air."""
    bad = {"declared__exercises_dot_csv": DECLARED.replace("12000", '"12,000"'),
           "evidence__seen_dot_csv": OBSERVED.replace("12000..13000", "many")}  # fmt: skip
    found = [(file, line, column) for file, line, column, *_ in quarantined(write(tmp_path, **bad))]
    assert found == [
        ("declared/exercises.csv", 2, "personnel"),
        ("declared/notifications.csv", 2, "exercise"),
        ("evidence/seen.csv", 2, "personnel"),
    ]


def test_a_bad_row_does_not_make_its_correction_a_double(tmp_path: Path) -> None:
    text = NOTIFICATIONS.replace("X1", "") + NOTIFICATIONS.splitlines()[1] + "\n"
    ((_, line, column, why, _),) = quarantined(write(tmp_path, declared__notifications_dot_csv=text))
    assert (line, column, why) == (2, "exercise", "nothing says which exercise it is filed of")


def test_nothing_is_received_before_it_is_filed(tmp_path: Path) -> None:
    text = "id,by,filed,received,exercise,source\nN1,ALBA,2020-04-02,2020-04-01,X1,note\n"
    ((_, line, column, why, what),) = quarantined(write(tmp_path, declared__notifications_dot_csv=text))
    assert (line, column, why) == (2, "received", "it was received before it was filed")
    assert what == "Correct one of the two dates."


def test_a_party_is_named_once(tmp_path: Path) -> None:
    root = write(tmp_path, declared__exercises_dot_csv=DECLARED.replace("X1,ALBA", "X1,ALBA; ALBA"))
    ((_, line, column, why, what),) = quarantined(root)
    assert (line, column, why, what) == (2, "host", "`ALBA` is named twice", "Name it once.")


@pytest.mark.parametrize("raw", [AGREEMENT.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + AGREEMENT.encode()])
def test_the_hash_of_the_agreement_is_that_of_its_file(tmp_path: Path, raw: bytes) -> None:
    found = judged(write(tmp_path, agreement_dot_md=raw))
    (digest,) = [item.sha256 for item in found.inputs if item.file == "agreement.md"]
    assert digest == hashlib.sha256(raw).hexdigest()
