"""Release rules: what of an agreement rests on a restricted field, and how the rule is read back and shown."""

from pathlib import Path

import pytest

from servanda.agreement.check import check
from servanda.agreement.core.show import fixed
from servanda.agreement.example import SMALL_TEXT
from servanda.agreement.format import format_document
from servanda.agreement.parse import parse
from servanda.agreement.prose.agreement import read_agreement
from servanda.diagnostics import Diagnostic
from tests.agreement.test_mutation import unnoticed

STATE = """
```servanda
state holding declared by owner
  owner key party
  number count of items
  remark text
```
"""


def restricted(text: str) -> list[Diagnostic]:
    agreement, messages = check(parse(text, "treaty.md"))
    assert agreement is not None, [item.headline() for item in messages]
    return [item for item in messages if item.code == "restricted-in-norm"]


def sealing(text: str, field: str, readers: str = "ALBA") -> str:
    assert text.count(f"  {field}\n") == 1
    return text.replace(f"  {field}\n", f"  {field} released to {readers}\n")


def said(text: str) -> str:
    """What the only message says rests on the field."""
    (item,) = restricted(text)
    assert item.severity == "warning"
    return item.message.removesuffix(", which BOREA cannot read.")


LIMIT = "\n```servanda\nlimit few\n  for each party p: {}\n  assessed at all times\n```\n"
RESTING = {
    "a key": ("id key text", "", "What tells one record from another rests on `id` of `exercise`"),
    "declarer, filer and bearer": (
        "host party",
        "",
        "Who declares it, who files it and `notify` rest on `host` of `exercise`",
    ),
    "a trigger": ("personnel count of troops", "", "`notify` rests on `personnel` of `exercise`"),
    "a date": ("start date", "", "When it happens and `notify` rest on `start` of `exercise`"),
    "the value of a state": (
        "number count of items",
        LIMIT.format("holding of p is at most 5 items"),
        "`few` rests on `number` of `holding`",
    ),
    "an aggregate": (
        "number count of items",
        LIMIT.format("the sum of h.number over holding h where h.owner = p is at most 5 items"),
        "`few` rests on `number` of `holding`",
    ),
    "a definition": (
        "remark text",
        '\n```servanda\ndefine odd h as h.remark is "odd"\n```\n',
        "`odd` rests on `remark` of `holding`",
    ),
}


@pytest.mark.parametrize("name", RESTING)
def test_a_field_that_something_rests_on_is_told(name: str) -> None:
    field, more, expected = RESTING[name]
    assert said(sealing(SMALL_TEXT + STATE + more, field)) == expected


def test_what_nothing_rests_on_may_be_restricted_without_a_word() -> None:
    assert restricted(sealing(SMALL_TEXT + STATE, "remark text")) == []


@pytest.mark.parametrize("readers", ["every party", "ALBA, BOREA"])
def test_what_every_party_can_read_is_a_note_for_outsiders(readers: str) -> None:
    (item,) = restricted(sealing(SMALL_TEXT, "personnel count of troops", readers))
    assert item.severity == "note"
    assert item.message == "`notify` rests on `personnel` of `exercise`, which outsiders cannot read."


def test_the_rule_is_read_back_laid_out_and_shown_in_the_core() -> None:
    text = sealing(sealing(SMALL_TEXT + STATE, "remark text"), "number count of items", "every party")
    prose = " ".join(read_agreement(parse(text, "treaty.md")).split())
    assert "number: a count of items, which only the parties can read;" in prose
    assert "remark: a text, which only Republic of Alba (ALBA) and whoever files it can read." in prose
    assert format_document(text.replace("released to ALBA", "released   to\tALBA"), "treaty.md") == text
    agreement, _ = check(parse(text, "treaty.md"))
    assert agreement is not None
    assert "release=Release(readers=[ALBA])" in fixed(agreement)
    other, _ = check(parse(text.replace("released to ALBA", "released to BOREA"), "treaty.md"))
    assert other is not None
    assert fixed(other) != fixed(agreement)


def test_a_long_list_of_readers_is_broken_after_a_comma_and_means_the_same() -> None:
    names = [f"PARTY_{number:02}" for number in range(20)]
    parties = "".join(f'party {name} "{name}"\n' for name in names)
    text = f"# T\n\n```servanda\n{parties}in force from 2020-01-01\nrecord native\n\n"
    text += f"act report\n  about text released to {', '.join(names)}\n```\n"
    laid = format_document(text, "treaty.md")
    assert laid != text
    assert format_document(laid, "treaty.md") == laid
    first, second = check(parse(text, "treaty.md"))[0], check(parse(laid, "treaty.md"))[0]
    assert first is not None
    assert second is not None
    assert fixed(first) == fixed(second)


def test_every_slip_of_the_pen_in_a_release_rule_is_noticed(tmp_path: Path) -> None:
    """Each token left out, doubled, or exchanged with its neighbour, as `test_mutation` does to shipped agreements."""
    text = sealing(sealing(SMALL_TEXT, "personnel count of troops", "BOREA, ALBA"), "host party", "every party")
    path = tmp_path / "treaty.md"
    path.write_text(sealing(text, "id key text", "BOREA"), encoding="utf-8")
    count, missed = unnoticed(path, None)
    assert missed == []
    assert count >= 200
