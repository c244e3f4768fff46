"""What the pages say of the record holds: the tests that they name exist, and the verifier is as small as they say."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

from tests.outside import ROOT
from tests.record.simulator import exchange, world

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


def test_verify_imports_the_verifier_and_little_else(tmp_path: Path) -> None:
    """What the command loads while it runs, not only what the sources name."""
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    for path in alba.disk.files:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(alba.disk.read(path))
    code = (
        "import sys\nfrom servanda.cli.main import servanda\n"
        f"try: servanda(['verify', {str(tmp_path)!r}])\n"
        "except SystemExit as end: print(end.code, *sorted(sys.modules))"
    )
    last = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()[
        -1
    ]
    status, *loaded = last.split()
    assert status == "0"
    ours = {name for name in loaded if name.startswith("servanda.")}
    verifier = {"servanda.verify"} | {f"servanda.verify.{path.stem}" for path in VERIFIER.glob("[a-z]*.py")}
    frame = {"servanda.cli", "servanda.cli.main", "servanda.cli.verify", "servanda.cli.record_folder"}
    assert ours - verifier - frame == set()
    assert {name.partition(".")[0] for name in loaded}.isdisjoint({"django", "duckdb", "sqlite3", "sqlglot", "http"})
