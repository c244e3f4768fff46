"""The page of messages has a section for every code, each with the same headings and a true example."""

import re

from servanda.diagnostics import PAGE
from tests.agreement.message_examples import examples
from tests.outside import ROOT

PATH = ROOT / PAGE
SECTION = re.compile(r"^### (\S+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
SHAPE = re.compile(
    r"\n\*\*What happened\.\*\* (?P<happened>[^*]+)\n\n\*\*Why it matters\.\*\* (?P<matters>[^*]+)\n\n"
    r"\*\*What to do\.\*\* (?P<todo>[^*]+)\n\n"
    r"\*\*Example\.\*\*\n\n(?P<fence>`{3,})text\n(?P<example>.*)\n(?P=fence)\n+\Z",
    re.DOTALL,
)


def sections() -> dict[str, str]:
    found = SECTION.findall(PATH.read_text(encoding="utf-8"))
    assert len(found) == len({code for code, _ in found}), "a code has two sections"
    return dict(found)


def test_every_code_has_a_section_and_every_section_a_code() -> None:
    assert set(examples()) - set(sections()) == set(), "write a section for these codes"
    assert set(sections()) - set(examples()) == set(), "no message has these codes any more"


def test_every_section_has_the_same_headings() -> None:
    assert [code for code, text in sections().items() if SHAPE.match(text) is None] == []


def test_no_two_sections_say_the_same_of_what_happened() -> None:
    said = [shape["happened"] for text in sections().values() if (shape := SHAPE.match(text))]
    assert len(said) == len(set(said)) >= 140


def test_every_example_is_what_servanda_says(record: bool) -> None:
    page, true = PATH.read_text(encoding="utf-8"), examples()

    def renewed(section: re.Match[str]) -> str:
        shape = SHAPE.match(section[2])
        if shape is None or section[1] not in true:
            return section[0]
        return section[0].replace(f"text\n{shape['example']}\n", f"text\n{true[section[1]]}\n")

    told = SECTION.sub(renewed, page)
    if record:
        PATH.write_text(told, encoding="utf-8")
    assert told == PATH.read_text(encoding="utf-8"), "./dev test --record writes the examples anew"
