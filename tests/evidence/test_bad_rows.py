# ruff: noqa: E501 (tables of cases, one a line, are read across)
"""A bad row is set aside with its file, its line and a remedy; the others count, and so does the number of bad ones."""

from pathlib import Path

import pytest

from tests.evidence.folders import DECLARED, NOTIFICATIONS, OBSERVED, judged, quarantined, write

GOOD = "X9,BOREA,9500,2020-08-01,paper,agency,B2,2020-08-05"


@pytest.mark.parametrize(
    ("row", "column", "reason", "remedy"),
    [
        ("X9,BOREA,9500,2020-02-30,paper,agency,B2,2020-08-05", "start", "day is out of range for month", "Write 2017-09-14"),
        ("X9,BOREA,9500,1.8.2020,paper,agency,B2,2020-08-05", "start", "is not a date such as 2017-09-14", "Write 2017"),
        ("X9,BOREA,9500,2020-08-05..2020-08-01,paper,agency,B2,2020-08-05", "start", "ends before it begins", "Write 2017"),
        ("X9,CORA,9500,2020-08-01,paper,agency,B2,2020-08-05", "host", "no party or country is called `CORA`", "Declare it"),
        ("X9,DANA,9500,2020-08-01,paper,agency,B2,2020-08-05", "host", "`DANA` is a country, not a party", "Name a party"),
        ('X9,BOREA,"9,500",2020-08-01,paper,agency,B2,2020-08-05', "personnel", "`9,500` is not a whole number", "Write 12700"),
        ("X9,BOREA,9.500,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "`9.500` is not a whole number", "Write 12700"),
        ("X9,BOREA,9500 troops,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "is not a whole number", "Write 12700"),
        ("X9,BOREA,95 tanks,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "is not a whole number", "Write 12700"),
        ("X9,BOREA,NaN,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "`NaN` is not a whole number", "Write 12700"),
        ("X9,BOREA,-5,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "`-5` is not a whole number", "Write 12700"),
        ("X9,BOREA,1e9,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "`1e9` is not a whole number", "Write 12700"),
        ("X9,BOREA,9..5,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "ends below its beginning", "Exchange"),
        (f"X9,BOREA,{'9' * 30},2020-08-01,paper,agency,B2,2020-08-05", "personnel", "too large", "Check the number"),
        (f"X9,BOREA,1..{'9' * 30},2020-08-01,paper,agency,B2,2020-08-05", "personnel", "too large", "Check the number"),
        (f"X9,BOREA,{'9' * 5000},2020-08-01,paper,agency,B2,2020-08-05", "personnel", "too large", "Check the number"),
        ("X9,BOREA,٩٥٠٠,2020-08-01,paper,agency,B2,2020-08-05", "personnel", "is not a whole number", "Write 12700"),
        ("X9,BOREA,9500,9999-12-31,paper,agency,B2,2020-08-05", "start", "year", "Write 2017"),
        ("X9,BOREA,9500,0001-01-01,paper,agency,B2,2020-08-05", "start", "year", "Write 2017"),
        ("X9,BOREA,9500,2020-08-01,,agency,B2,2020-08-05", "source", "the row names no source", "Say where it comes from"),
        ("X9,BOREA,9500,2020-08-01,paper,agency,G7,2020-08-05", "grade", "`G7` is not an Admiralty grade", "such as C3"),
        ("X9,BOREA,9500,2020-08-01,paper,agency,B2,", "known", "nothing says when this became known", "day of publication"),
        (",BOREA,9500,2020-08-01,paper,agency,B2,2020-08-05", "id", "the key `id` is empty", "Fill it in"),
        ("X9,BOREA,9500,,paper,agency,B2,2020-08-05", "", "nothing says when this exercise was", "at least one date"),
        ("X9,BOREA,9500,2020-08-01,paper", "", "the row has 5 of 8 columns", "Complete the row"),
        (GOOD + ",more", "", "the row has 9 of 8 columns", "Complete the row"),
        (OBSERVED.splitlines()[1], "", "the same exercise `X1` from the same source stands in the files twice", "Keep one"),
    ],
)  # fmt: skip
def test_a_bad_row_is_set_aside_and_the_next_one_counts(
    tmp_path: Path, row: str, column: str, reason: str, remedy: str
) -> None:
    root = write(tmp_path, evidence__seen_dot_csv=OBSERVED + row + "\n" + GOOD + "\n")
    ((file, line, where, why, what),) = quarantined(root)
    assert (file, line, where) == ("evidence/seen.csv", 4, column), why
    assert reason in why
    assert remedy in what
    found = judged(root)
    assert [(i.rows, i.quarantined) for i in found.inputs if i.file == "evidence/seen.csv"] == [(3, 1)]
    assert "notify.BOREA.x9" in [f.id for f in found.findings]


def test_half_a_line_at_the_end(tmp_path: Path) -> None:
    root = write(tmp_path, evidence__seen_dot_csv=OBSERVED + GOOD[:20])
    ((_, line, _, why, _),) = quarantined(root)
    assert (line, why) == (4, "the row has 4 of 8 columns")


def test_a_quotation_mark_that_never_closes_names_the_lines_it_swallows(tmp_path: Path) -> None:
    text = OBSERVED + 'X8,BOREA,9500,2020-08-01,"paper,agency,B2,2020-08-05\n' + GOOD + "\n"
    ((_, line, _, why, what),) = quarantined(write(tmp_path, evidence__seen_dot_csv=text))
    assert line == 4
    assert "line 5" in why
    assert "Close every quotation mark" in what


def test_a_stray_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    text = OBSERVED + 'X8,BOREA,9500,2020-08-01,"paper"x,agency,B2,2020-08-05\n' + GOOD + "\n"
    root = write(tmp_path, evidence__seen_dot_csv=text)
    ((_, line, _, why, _),) = quarantined(root)
    assert (line, "the row cannot be read" in why) == (4, True)
    assert "notify.BOREA.x9" in [f.id for f in judged(root).findings]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("X9,BOREA,9500,2020-08-01,ALBA,2020-02-01,note", "filer", "ALBA may not declare this exercise: only host may"),
        ("X9,BOREA,9500,2020-08-01,DANA,2020-02-01,note", "filer", "no party is called `DANA`"),
        ("X9,BOREA,9500,2020-08-01,,2020-02-01,note", "filer", "nothing says who filed it"),
        ("X9,BOREA,9500,2020-08-01,BOREA,,note", "known", "nothing says when this became known"),
        ("X9,,9500,2020-08-01,BOREA,2020-02-01,note", "filer", "BOREA may not declare this exercise"),
    ],
)
def test_only_who_may_declare_does(tmp_path: Path, row: str, column: str, reason: str) -> None:
    ((file, line, where, why, what),) = quarantined(write(tmp_path, declared__exercises_dot_csv=DECLARED + row + "\n"))
    assert (file, line, where) == ("declared/exercises.csv", 4, column)
    assert reason in why
    assert what


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("N1,ALBA,2020-04-02,X1,no,note", "", "the same notification `N1`"),
        (",ALBA,2020-04-02,X1,no,note", "id", "the act has no number"),
        ("N2,CORA,2020-04-02,X1,no,note", "by", "no party is called `CORA`"),
        ("N2,ALBA,2020-04-02,,no,note", "exercise", "nothing says which exercise it is filed of"),
        ("N2,ALBA,2020-04-02,X1,perhaps,note", "alerted", "`perhaps` is none of no, yes"),
        ("N2,ALBA,,X1,no,note", "known", "nothing says when this became known"),
    ],
)
def test_acts_have_a_number_a_filer_a_day_and_what_they_answer(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    root = write(tmp_path, declared__notifications_dot_csv=NOTIFICATIONS + row + "\n")
    ((_, line, where, why, _),) = quarantined(root)
    assert (line, where) == (3, column)
    assert reason in why


def test_json_lines_and_parquet_say_the_same_as_csv(tmp_path: Path) -> None:
    import csv
    import io
    import json

    import duckdb

    plain = judged(write(tmp_path / "csv"))
    rows = list(csv.DictReader(io.StringIO(OBSERVED)))
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    as_lines = write(tmp_path / "lines", evidence__seen_dot_jsonl=lines)
    (as_lines / "evidence/seen.csv").unlink()
    as_parquet = write(tmp_path / "parquet")
    (as_parquet / "evidence/seen.csv").unlink()
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE seen AS SELECT * FROM read_csv($file, all_varchar = true)",
                           {"file": str(tmp_path / "csv/evidence/seen.csv")})  # fmt: skip
        connection.execute(f"COPY seen TO '{as_parquet / 'evidence/seen.parquet'}' (FORMAT parquet)")
    verdicts = [(f.id, f.declared.verdict, f.observed.verdict) for f in plain.findings]
    for root in (as_lines, as_parquet):
        found = judged(root)
        assert [(f.id, f.declared.verdict, f.observed.verdict) for f in found.findings] == verdicts
        assert found.quarantined == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "X9", "host": "BOREA"', "the line is not JSON"),
        ("[1, 2]", "the line is not a JSON object"),
        ('{"id": "X9", "host": "BOREA", "personnel": NaN, "start": "2020-08-01", "source": "p", "known": "2020-08-05"}', "nan"),
        ('{"id": "X9", "host": "BOREA", "personnel": 9500.5, "start": "2020-08-01", "source": "p", "known": "2020-08-05"}', "9500.5"),
        ('{"id": "X9", "host": "BOREA", "personnel": 1e400, "start": "2020-08-01", "source": "p", "known": "2020-08-05"}', "inf"),
        ('{"id": "\\ud800", "host": "BOREA", "start": "2020-08-01", "source": "p", "known": "2020-08-05"}', "character"),
        ('{"id": "X9", "id": "X8", "host": "BOREA", "start": "2020-08-01", "source": "p", "known": "2020-08-05"}', "twice"),
        ("[" * 100_000, "the line is not JSON"),
    ],
)  # fmt: skip
def test_bad_lines_of_json(tmp_path: Path, line: str, reason: str) -> None:
    good = (
        '{"id": "X1", "host": "ALBA", "personnel": 12000, "start": "2020-06-01", "source": "p", "known": "2020-08-05"}'
    )
    root = write(tmp_path, evidence__more_dot_jsonl=good + "\n" + line + "\n",
                 evidence__more_dot_toml='record = "exercise"\ntitle = "more"\nlicence = "CC0-1.0"\n')  # fmt: skip
    ((file, number, _, why, what),) = quarantined(root)
    assert (file, number) == ("evidence/more.jsonl", 2)
    assert reason in why
    assert what
