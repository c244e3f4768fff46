# ruff: noqa: E501 (tables of cases, one a line, are read across)
"""A file of links: read beside the other evidence, and each row that would do nothing set aside with a sentence."""

from pathlib import Path

import pytest

from servanda.diagnostics import Refused
from tests.evidence.folders import OBSERVED, judged, quarantined, write

HEADER = "record,declared,observed,source,grade,known\n"
LINK = "exercise,X2,O2,analyst,B2,2020-08-05\n"
TOML = 'table = "links"\ntitle = "Links"\nlicence = "CC0-1.0"\n'
SEEN = OBSERVED.replace("X2,BOREA", "O2,BOREA")


def linked(root: Path, rows: str, folder: str = "evidence", header: str = HEADER) -> Path:
    write(root, evidence__seen_dot_csv=SEEN)
    (root / folder / "links.csv").write_text(header + rows, encoding="utf-8")
    (root / folder / "links.toml").write_text(TOML, encoding="utf-8")
    return root


def test_a_link_is_read_and_counts(tmp_path: Path) -> None:
    found = judged(linked(tmp_path, LINK))
    assert [(one.declared, one.observed, one.kind) for one in found.links] == [
        ("X1", "X1", "id"),
        ("X2", "O2", "stated"),
    ]
    assert {one.occasion for one in found.findings if one.norm == "notify"} == {"X1", "X2"}


@pytest.mark.parametrize(
    ("row", "column", "reason", "remedy"),
    [
        ("exercise,X3,O2,analyst,B2,2020-08-05", "declared", "no exercise is declared with the id `X3`", "Correct the id, or add the exercise"),
        ("exercise,X2,07,analyst,B2,2020-08-05", "observed", "no exercise is observed with the id `07`", "Correct the id"),
        ("exercise,X2,X1,analyst,B2,2020-08-05", "observed", "`X1` is declared too, and a shared id decides", "Delete the"),
        ("holding,X2,O2,analyst,B2,2020-08-05", "record", "no event is called `holding`", "Name the type of both"),
        ("exercise,,O2,analyst,B2,2020-08-05", "declared", "nothing says which declared exercise it is", "Give its id"),
        ("exercise,X2,O2,,B2,2020-08-05", "source", "the row names no source", "Say where it comes from"),
        ("exercise,X2,O2,analyst,9,2020-08-05", "grade", "`9` is not an Admiralty grade", "Write a letter"),
        ("exercise,X2,O2,analyst,B2,", "known", "nothing says when this became known", "Give the day of publication"),
    ],
)  # fmt: skip
def test_a_link_that_would_do_nothing_is_set_aside(
    tmp_path: Path, row: str, column: str, reason: str, remedy: str
) -> None:
    ((file, line, where, why, what),) = quarantined(linked(tmp_path, LINK + row + "\n"))
    assert (file, line, where, why) == ("evidence/links.csv", 3, column, reason)
    assert what.startswith(remedy)


def test_the_same_link_twice_is_set_aside(tmp_path: Path) -> None:
    ((_, line, _, why, what),) = quarantined(linked(tmp_path, LINK + LINK))
    assert (line, what) == (3, "Keep one.")
    assert why == "the same link of exercise `X2, O2` from the same source stands in the files twice"


def test_nobody_declares_a_link(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        judged(linked(tmp_path, LINK, "declared"))
    (told,) = refusal.value.diagnostics
    assert told.message == "A link is evidence: nobody declares which observation is whose declaration."
    assert told.remedy == "Put the file into evidence/."


def test_a_column_without_meaning_is_refused(tmp_path: Path) -> None:
    """A link has no time of its own, and no scope."""
    with pytest.raises(Refused) as refusal:
        judged(linked(tmp_path, LINK.strip() + ",2020-01-01\n", header=HEADER.strip() + ",from\n"))
    assert refusal.value.diagnostics[0].message == "Nothing explains the column `from`."
