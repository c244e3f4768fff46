"""What an agreement takes over by `use`: from where, what stands instead of it, and that its names mean nothing."""

import re
from pathlib import Path

from servanda.agreement.check import check
from servanda.agreement.core.show import show
from servanda.agreement.format import format_document
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.agreement.prelude import Source, library, shipped
from servanda.agreement.prose.agreement import read_agreement
from servanda.diagnostics import Diagnostic
from tests.agreement.blocks import FILE

TEXT = shipped()["institutions"].read_text(encoding="utf-8")
TREATY = """\
# Treaty

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
side West "The West" = ALBA
side East "The East" = BOREA
in force from 2024-01-01
record native
use institutions

body council "Permanent Council"
  members West, East
  meets every month; "ministers" 2 times a year
  decides by consensus

mission liaison of BOREA at "General Staff", opened by ALBA within 6 months after entry into force
```
"""


def checked(text: str, beside: Path | None = None) -> tuple[Agreement, list[Diagnostic]]:
    found, messages = check(parse(text, FILE), library(beside))
    assert found is not None, [item.headline() for item in messages]
    return found, messages


def test_the_shipped_preludes_are_sound_and_tidy() -> None:
    for name, path in shipped().items():
        text = path.read_text(encoding="utf-8")
        assert parse(text, path.name).diagnostics == ()
        assert format_document(text, path.name) == text, name
    found, messages = checked(TREATY)
    assert [item.code for item in messages] == []
    assert [record for record in found.records if record not in TEXT] == []
    assert len(found.records) >= 20


def test_the_file_beside_the_agreement_comes_first(tmp_path: Path) -> None:
    (tmp_path / "institutions.md").write_text(TEXT.replace("act task ", "act chore ").replace("task", "chore"))
    found, _ = checked(TREATY, tmp_path)
    assert "chore" in found.records
    assert "task" not in found.records
    assert [prelude.file for prelude in found.document.preludes] == ["institutions.md"]


def test_what_is_taken_over_keeps_its_places() -> None:
    found, _ = checked(TREATY)
    norm = found.norms["task_done"]
    lines = TEXT.split("\n")
    assert norm.place.file == "servanda:institutions.md"
    assert lines[norm.place.line - 1] == "obligation task_done"


def test_only_the_text_that_is_meant_is_taken() -> None:
    other = Source("institutions.md", TEXT, "00" * 32)
    pinned = TREATY.replace("use institutions", f'use institutions "{"0" * 64}"')
    assert check(parse(pinned, FILE), lambda _: other)[0] is not None
    assert "prelude-changed" in [item.code for item in check(parse(pinned, FILE))[1]]


def test_the_agreement_overrides_a_norm_and_says_so() -> None:
    own = """
obligation task_done
  on each task t
  t.owner must file completion of t
  within 30 days after t.due
```
"""
    found, messages = checked(TREATY.rstrip().removesuffix("```") + own)
    (item,) = (message for message in messages if message.code == "overrides-prelude")
    assert item.also[0][0].file == "servanda:institutions.md"
    assert found.norms["task_done"].place.file == FILE
    assert "  |   within 30 days after t.due" in show(found)
    said = read_agreement(found.document)
    assert said.count("task_done (obligation)") == 1
    assert "(Taken over from servanda:institutions.md:)" in said


def test_bodies_and_missions_oblige_by_norms_of_the_known_kinds() -> None:
    found, _ = checked(TREATY)
    assert set(found.generated) == {"council_meets", "council_meets_ministers", "liaison_opened"}
    assert [norm.binding.only[0].text for name, norm in found.norms.items() if name == "council_meets"] == ["West"]


# --- no name of the prelude is known to servanda ---------------------------------------------------------------------


def renamed(text: str) -> tuple[str, dict[str, str]]:
    """The prelude with every record type and procedure under another name."""
    found = re.findall(r"^(?:act|event|state|procedure|obligation|outcome) (\w+)", text, re.MULTILINE)
    names = {name: f"zz_{number}" for number, name in enumerate(found)}
    lines = []
    for line in text.split("\n"):
        role = re.match(r"  (\w+) is (\w+)(.*)", line)
        if role:
            lines.append(f"  {role[1]} is {names[role[2]]}{role[3]}")
        elif re.match(r"  \w+ (text|date|body|party|one of|count|yes)", line):
            lines.append(line)
        else:
            lines.append(re.sub(r"\w+", lambda word: names.get(word[0], word[0]), line))
    return "\n".join(lines), names


def test_every_name_of_the_prelude_can_be_another_one() -> None:
    other, names = renamed(TEXT)
    source = Source("institutions.md", other, "")
    plain, _ = checked(TREATY)
    found, messages = check(parse(TREATY, FILE), lambda _: source)
    assert found is not None, [item.headline() for item in messages]
    assert [names[name] for name in plain.records] == list(found.records)
    assert found.generated == plain.generated


def test_no_name_of_the_prelude_stands_in_the_source() -> None:
    """Words that are names of acts only; others, such as `vote` and `silence`, are roles too."""
    root = Path(__file__).parents[2] / "src" / "servanda"
    _, names = renamed(TEXT)
    own = {"convocation", "agenda_item", "intervention", "motion", "ballot", "silence_procedure"}
    assert own <= set(names)
    for path in root.rglob("*.py"):
        code = re.sub(r'"""(.|\n)*?"""|#.*', "", path.read_text(encoding="utf-8"))
        assert set(re.findall(r'"(\w+)"', code)) & own == set(), path
