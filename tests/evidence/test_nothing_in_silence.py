"""What would be without effect, or read as something else, is refused or set aside: nothing is dropped in silence."""

from pathlib import Path

import pytest

from tests.evidence.folders import MANIFEST, OBSERVED, quarantined, told, write

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
