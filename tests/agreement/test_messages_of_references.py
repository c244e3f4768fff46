"""References to other agreements: what is wrong with one, and where it is shown."""

import json
from pathlib import Path

import pytest

from servanda.agreement.check import check
from servanda.agreement.format import format_document
from servanda.agreement.parse import parse
from servanda.agreement.prose.agreement import read_agreement
from servanda.findings.assess import assess
from servanda.report.data import as_json
from servanda.report.html.assessment import page
from tests.agreement.blocks import Told
from tests.agreement.framed import FRAME, told_in_frame

NORM = """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
"""
CASES = {
    "a reference to no agreement": (
        'refers to " " article "IV"',
        Told(
            "empty-reference",
            "The reference names no agreement.",
            1,
            '" "',
            "Write its title between the quotation marks.",
        ),
    ),
    "a reference to an article without a number": (
        'refers to "Old Treaty" article "IV", ""',
        Told(
            "empty-reference",
            "The reference to “Old Treaty” names an article without a number.",
            1,
            '""',
            "Write its number or title, or leave `article` out to mean all of it.",
        ),
    ),
    "a reference for a norm that is not there": (
        f'{NORM}refers to "Old Treaty" article "IV" for notifi',
        Told("unknown-norm", "There is no norm called `notifi`.", 5, "notifi", "Did you mean `notify`?"),
    ),
    "a reference made twice": (
        f'{NORM}refers to "Old Treaty" article "IV", "V" for notify\nrefers to "Old Treaty" article "V" for notify',
        Told(
            "said-twice",
            "The article refers to article V of “Old Treaty” already.",
            6,
            '"V"',
            "Keep one.",
        ),
    ),
    "a reference without a title": (
        "refers to old_treaty",
        Told(
            "unexpected",
            "The title of an agreement in quotation marks was expected here, not `old_treaty`.",
            1,
            "old_treaty",
            "Write the title of an agreement in quotation marks here.",
        ),
    ),
}
TEXT = """\
# Treaty

```servanda
party ALBA "Alba"
party BOREA "Borea"
in force from 2024-01-01
record native
act report
```

## Article 1. Older treaties

The Parties bring them up to date.

```servanda
duty brought_up_to_date
  every year by 1 July
  each party must file report

refers to "Treaty on Old Forces" article "IV","V" for brought_up_to_date
refers to "Charter of the Rivers"
```
"""


@pytest.mark.parametrize("name", CASES)
def test_the_words_the_place_and_the_remedy(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected


def test_the_same_article_of_another_agreement_or_for_another_norm_is_no_repetition() -> None:
    lines = [
        'refers to "A" article "IV" for notify',
        'refers to "B" article "IV" for notify',
        'refers to "A" article "IV"',
    ]
    _, messages = check(parse(f"{FRAME}{NORM}{chr(10).join(lines)}\n```\n", "agreement.md"))
    assert [item.code for item in messages if item.severity != "note"] == []


def test_it_is_read_back_and_laid_out() -> None:
    said = read_agreement(parse(TEXT, "agreement.md"))
    assert "This article refers to articles IV and V of “Treaty on Old Forces”, for “brought up to date”." in said
    assert "This article refers to “Charter of the Rivers”." in said
    assert 'refers to "Treaty on Old Forces" article "IV", "V" for brought_up_to_date\n' in format_document(
        TEXT, "agreement.md"
    )


def test_it_stands_beside_its_article_in_the_report_and_in_the_json(tmp_path: Path) -> None:
    (tmp_path / "agreement.md").write_text(TEXT, encoding="utf-8")
    found = assess(tmp_path, as_of="2024-12-31")
    (article,) = [one for one in json.loads(as_json(found))["articles"] if one["refers"]]
    assert article["title"] == "Article 1. Older treaties"
    assert article["refers"] == [
        {"treaty": "Treaty on Old Forces", "article": "IV", "norms": ["brought_up_to_date"]},
        {"treaty": "Treaty on Old Forces", "article": "V", "norms": ["brought_up_to_date"]},
        {"treaty": "Charter of the Rivers", "article": "", "norms": []},
    ]
    written = page(found)
    assert "<li>“Treaty on Old Forces”, article IV, for brought up to date</li>" in written
    assert "<li>“Charter of the Rivers”</li>" in written
    assert {one.declared.verdict for one in found.findings} == {"breached", "pending"}
