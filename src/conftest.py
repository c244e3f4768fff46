"""Which modules' examples cannot be run here: those that import an engine which is not installed."""

import ast
from importlib.util import find_spec
from pathlib import Path

DRIVERS = Path(__file__).parent / "servanda" / "engine" / "drivers"


def imported(path: Path) -> set[str]:
    """The packages that a module imports as it is loaded."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


collect_ignore = [
    str(path) for path in sorted(DRIVERS.glob("*.py")) if any(find_spec(name) is None for name in imported(path))
]
