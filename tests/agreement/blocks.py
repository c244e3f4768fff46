"""Small agreements for tests, and syntax trees as one line of text.

>>> bare(one('party ALBA "Republic of Alba"'))
"Party(name=ALBA, label='Republic of Alba')"
"""

import dataclasses
from typing import Any, NamedTuple

from servanda.agreement.parse import Document, parse
from servanda.agreement.syntax import Date, Name, Number, Path, Statement, Text
from servanda.dates import Duration
from servanda.diagnostics import Diagnostic, Place

FILE = "treaty.md"
# The lines that `document` puts above the block: a block's line n is line HEAD + n of the file.
HEAD = 3


def document(block: str) -> Document:
    """A file with one article and this block in it."""
    return parse(f"# Treaty\n\n```servanda\n{block.rstrip()}\n```\n", FILE)


def one(block: str) -> Statement:
    """The only statement of a block that has nothing wrong with it."""
    found = document(block)
    assert found.diagnostics == (), [item.headline() for item in found.diagnostics]
    (statement,) = found.statements
    return statement


def only(found: Document) -> Diagnostic:
    """The only message."""
    (message,) = found.diagnostics
    return message


def underlined(item: Diagnostic, text: str) -> str:
    """The stretch of the file that the caret points at; `¶` where it points past the end of the line."""
    line = text.split("\n")[item.place.line - 1]
    assert item.place.end_line == item.place.line, item.headline()
    return line[item.place.column - 1 : item.place.end_column - 1] or "¶"


class Told(NamedTuple):
    """What a person is told: the line counts in the block, `caret` is the stretch underlined (¶ past a line's end)."""

    code: str
    message: str
    line: int
    caret: str
    remedy: str


def told_of_file(text: str) -> Told:
    """The only message about a file; it must be an error."""
    item = only(parse(text, FILE))
    assert item.severity == "error"
    return Told(item.code, item.message, item.place.line, underlined(item, text), item.remedy)


def told(block: str) -> Told:
    """The only message about a block; it must be an error."""
    found = told_of_file(document(block).text)
    return found._replace(line=found.line - HEAD)


def bare(node: Any) -> str:
    """A syntax tree as one line: no places, nothing that is absent, names and numbers as they were written."""
    match node:
        case Name() | Path() | Duration():
            return str(node)
        case Number():
            return f"{node.value} {node.unit}" if node.unit else str(node.value)
        case Text():
            return f'"{node.value}"'
        case Date():
            return node.value.isoformat()
        case tuple():
            return "[" + ", ".join(bare(item) for item in node) + "]"
        case _ if dataclasses.is_dataclass(node):
            fields = [(field.name, getattr(node, field.name)) for field in dataclasses.fields(node)]
            shown = [
                f"{name}={bare(value)}"
                for name, value in fields
                if not isinstance(value, Place) and value not in (None, (), False, "") and name != "article"
            ]
            return f"{type(node).__name__}({', '.join(shown)})"
        case _:
            return repr(node)
