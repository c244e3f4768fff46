"""What the pages say of the record holds: the tests that they name exist, and the verifier is as small as they say."""

import ast
import io
import re
import tokenize
from pathlib import Path

from tests.outside import ROOT

VERIFIER = ROOT / "src/servanda/verify"


def names_of_tests() -> set[str]:
    found = set()
    for path in (ROOT / "tests/record").glob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return found


def test_every_row_of_the_threat_table_has_its_tests() -> None:
    page = (ROOT / "docs/explanation/record-threats.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if row.startswith("| ") and not row.startswith("| attack")]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    assert len(rows) == 39
    assert all(named)
    assert {name for names in named for name in names} <= names_of_tests()


def lines_of_code(path: Path) -> int:
    """Lines that hold code: neither blank, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8")
    quoted: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            quoted |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    skip = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skip:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(code - quoted)


def test_the_verifier_stays_small_enough_to_be_read() -> None:
    """Under 1,100 lines of code, and nothing of servanda that lies elsewhere."""
    assert sum(map(lines_of_code, VERIFIER.glob("*.py"))) < 1100
    imported = set()
    for path in VERIFIER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    assert {name for name in imported if name.startswith("servanda") and "servanda.verify" not in name} == set()
    outside = {name.partition(".")[0] for name in imported}
    assert outside >= {"cryptography", "nacl", "rfc8785"}
    assert outside.isdisjoint({"django", "duckdb", "sqlite3", "tuf", "securesystemslib", "urllib", "socket", "http"})
