"""An example of every message: as the tests provoke it, or as the code words it, with `…` for what varies."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import servanda
from servanda.agreement.check import check
from servanda.agreement.parse import parse
from servanda.diagnostics import Diagnostic, human
from tests.agreement import test_messages_of_advice as advice
from tests.agreement.blocks import FILE, document
from tests.agreement.framed import FRAME
from tests.agreement.test_messages_of_bodies import CASES as BODIES
from tests.agreement.test_messages_of_clauses import CASES as CLAUSES
from tests.agreement.test_messages_of_files import FILES
from tests.agreement.test_messages_of_words import CASES as WORDS

SOURCE = Path(servanda.__path__[0])
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+\Z")
# A code of one word is told from other words by what it is given to.
WORD = re.compile(r"[a-z]+\Z")
GIVEN_TO = {"Diagnostic", "refusal", "refuse"}
NOT_CODES = {"utf-8", "utf-8-sig", "x-wr-calname", "font-size"}


def texts() -> Iterator[str]:
    """The texts of every case of the tests, as whole files."""
    for table in advice.TABLES:
        for block, _ in table.values():
            if table is FILES:
                yield block
            elif table in (WORDS, CLAUSES, BODIES):
                yield document(block).text
            else:
                yield FRAME + block.rstrip() + "\n```\n"
    yield from (text for text, _, _ in advice.WHOLE.values())


def provoked() -> dict[str, str]:
    """The first example of each message that a text provokes, as the terminal shows it."""
    found: dict[str, str] = {}
    for text in texts():
        for item in check(parse(text, FILE))[1]:
            found.setdefault(item.code, shown(item, text))
    return found


def shown(item: Diagnostic, text: str) -> str:
    """As on the terminal, without the line that leads to the page."""
    return human([item], {FILE: text}).rpartition("\n")[0]


def worded() -> dict[str, str]:
    """The first message of each code as its module words it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.ClassDef):
                found.update(_of_class(function))
            if isinstance(function, ast.FunctionDef):
                for code, message in _calls(function):
                    found.setdefault(code, message)
    return found


def _calls(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    nodes = sorted((node for node in ast.walk(function) if hasattr(node, "lineno")), key=lambda node: node.lineno)
    said: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            said[node.targets[0].id] = _text(node.value, {})
        if isinstance(node, ast.Call):
            named = isinstance(node.func, ast.Name) and node.func.id in GIVEN_TO
            for number, argument in enumerate(node.args[:2]):
                code = argument.value if isinstance(argument, ast.Constant) else None
                if not isinstance(code, str) or code in NOT_CODES:
                    continue
                if CODE.match(code) or (named and number == 0 and WORD.match(code)):
                    rest = [item for item in node.args[number + 1 :] if _text(item, said) not in SEVERITIES]
                    yield code, _text(rest[0], said) if rest else "…"


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    """`code = "not-monitorable"`, with what the class says of itself."""
    return {
        str(item.value.value): str(ast.get_docstring(node)).split("\n")[0]
        for item in node.body
        if isinstance(item, ast.Assign)
        and isinstance(item.targets[0], ast.Name)
        and item.targets[0].id == "code"
        and isinstance(item.value, ast.Constant)
        and CODE.match(str(item.value.value))
    }


SEVERITIES = ("error", "warning", "note")


def _text(node: ast.AST, said: dict[str, str]) -> str:
    """The words of a text in the code, `…` for every value in it."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, said) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.Name):
        return said.get(node.id, "…")
    return "…"


@cache
def examples() -> dict[str, str]:
    """An example for every code of every room."""
    found = {code: f"error[{code}]: {message}" for code, message in worded().items()}
    return {**found, **provoked()}
