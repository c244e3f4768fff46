"""Messages about a file and its blocks, and whether every code of the grammar has a case."""

import ast
from pathlib import Path

import pytest

import servanda.agreement.grammar
from servanda.agreement import parse as file_reader
from tests.agreement import (
    test_messages_of_bodies,
    test_messages_of_clauses,
    test_messages_of_words,
    test_messages_of_zones,
)
from tests.agreement.blocks import HEAD, Told, document, told_of_file

FILES = {
    "no block": (
        "# Treaty\n\nProse only.\n",
        Told(
            "no-block",
            "The file has no block that servanda reads.",
            1,
            "#",
            "Put statements between ```servanda and ```.",
        ),
    ),
    "empty file": (
        "",
        Told(
            "no-block",
            "The file has no block that servanda reads.",
            1,
            "¶",
            "Put statements between ```servanda and ```.",
        ),
    ),
    "misspelt block": (
        '# Treaty\n\n```servand\nparty ALBA "Alba"\n```\n',
        Told(
            "unread-block",
            "A block marked `servand` is not read.",
            3,
            "```servand",
            "Write ```servanda if it belongs to the agreement.",
        ),
    ),
    "block with something after its name": (
        '# Treaty\n\n```servanda v2\nparty ALBA "Alba"\n```\n',
        Told(
            "unread-block",
            "A block marked `servanda v2` is not read.",
            3,
            "```servanda v2",
            "Write ```servanda if it belongs to the agreement.",
        ),
    ),
    "block in a list": (
        '# Treaty\n\n```servanda\n```\n\n- point\n\n  ```servanda\n  party ALBA "Alba"\n  ```\n',
        Told(
            "misplaced-block",
            "A block inside a list, a quotation, a comment or indented text is not read.",
            8,
            "  ```servanda",
            "Begin its ```servanda line in the first column, outside of them.",
        ),
    ),
    "block in a quotation": (
        '# Treaty\n\n> ```servanda\n> party ALBA "Alba"\n> ```\n',
        Told(
            "misplaced-block",
            "A block inside a list, a quotation, a comment or indented text is not read.",
            3,
            "> ```servanda",
            "Begin its ```servanda line in the first column, outside of them.",
        ),
    ),
    "block in a comment": (
        '# Treaty\n\n<!--\n```servanda\nparty ALBA "Alba"\n```\n-->\n\n```servanda\n```\n',
        Told(
            "misplaced-block",
            "A block inside a list, a quotation, a comment or indented text is not read.",
            4,
            "```servanda",
            "Begin its ```servanda line in the first column, outside of them.",
        ),
    ),
    "block in indented text": (
        '# Treaty\n\n    ```servanda\n    party ALBA "Alba"\n    ```\n\n```servanda\n```\n',
        Told(
            "misplaced-block",
            "A block inside a list, a quotation, a comment or indented text is not read.",
            3,
            "    ```servanda",
            "Begin its ```servanda line in the first column, outside of them.",
        ),
    ),
    "open block": (
        '# Treaty\n\n```servanda\nparty ALBA "Alba"\n',
        Told("open-block", "The block has no end.", 3, "```servanda", "Close it with ``` on a line of its own."),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_the_message_about_the_file_says_what_where_and_what_to_do(name: str) -> None:
    text, expected = FILES[name]
    assert told_of_file(text) == expected


def codes_in_source(*paths: Path) -> set[str]:
    """The codes that these modules can give: the first argument of `refuse`, `Diagnostic`, `_bad`; `code = …`."""
    found: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                named = node.func.id in ("refuse", "Diagnostic", "_bad") and node.args
                if named and isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
    return found


def test_every_code_of_the_grammar_has_a_case() -> None:
    grammar = Path(servanda.agreement.grammar.__path__[0])
    source = codes_in_source(*grammar.glob("*.py"), Path(file_reader.__file__))
    assert len(source) >= 26
    tables = (test_messages_of_words.CASES, test_messages_of_clauses.CASES, test_messages_of_bodies.CASES, FILES)
    codes = {case.code for table in tables for _, case in table.values()}
    assert codes <= source
    assert source - codes <= {told.code for _, told in test_messages_of_zones.CASES.values()}


def test_one_bad_statement_does_not_hide_the_next() -> None:
    found = document('party ALBA\n  -- a remark\nparty BOREA "Borea"\nrecord foreign')
    assert [item.code for item in found.diagnostics] == ["unfinished-statement", "unexpected"]
    assert len(found.statements) == 1


def test_messages_come_in_the_order_of_the_file() -> None:
    found = document("record foreign\nparty ALBA $")
    assert [item.place.line - HEAD for item in found.diagnostics] == [1, 2]
