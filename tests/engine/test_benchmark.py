"""What is measured: two sides that do the same, of which one is DuckDB alone."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks._logic_rules import RULES, make_log
from benchmarks._logic_sides import SIDES

ROOT = Path(__file__).resolve().parents[2]


def test_both_sides_give_the_same_answer(tmp_path: Path) -> None:
    make_log(2_000, tmp_path)
    for name in ("a", "until"):
        answers = {side: kind(name, tmp_path).run() for side, kind in SIDES.items()}
        assert answers["plan"] == answers["hand"]
        assert answers["plan"][0] > 0, f"{name} found nothing: nothing was compared"


def test_the_side_by_hand_loads_nothing_of_ours(tmp_path: Path) -> None:
    make_log(200, tmp_path)
    code = (
        "import json, sys; from benchmarks._logic_sides import main; main('hand', 'a', sys.argv[1]);"
        " print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, check=True, text=True, cwd=ROOT)
    taken, loaded = map(json.loads, done.stdout.splitlines())
    assert taken["answer"][0] >= 0
    assert not [name for name in loaded if name.startswith(("servanda", "sqlglot"))]


def test_every_rule_names_the_tables_that_it_reads() -> None:
    for name, rule in RULES.items():
        assert all(f"{table}(" in rule.formula for table in rule.tables), name
