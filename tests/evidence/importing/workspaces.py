"""Workspaces for tests of imports: the frame of an agreement, what is imported into it, what came of it."""

import csv
from pathlib import Path

from servanda.evidence.importing.crosswalk import states
from servanda.evidence.importing.fit import Wish
from servanda.evidence.importing.passes import Request, run
from servanda.evidence.importing.sources import SOURCES
from servanda.evidence.importing.statements import Choices
from servanda.evidence.importing.summary import Summary
from servanda.findings.workspace import agreement_and_parties

TODAY = "2026-11-26"
INCIDENT = """\
event incident declared by nobody
  id key text
  actor party
  target party or country
  level one of threat, display, use, war
  on date
"""
BORDERS = "relation borders between countries\n"


def everybody() -> str:
    """Every state of today as a party, under its ISO code."""
    return "".join(
        f'party {ident} "{state.name}"\n' for ident, state in sorted(states().items()) if state.kind == "state"
    )


def workspace(root: Path, block: str, parties: str | None = None, settings: str = "") -> Path:
    """A folder with an agreement of these record types between these parties."""
    root.mkdir(parents=True, exist_ok=True)
    head = f"{parties if parties is not None else everybody()}in force from 1990-01-01\nrecord reconstructed\n"
    text = f"# Treaty\n\n## Article 1\n\n```servanda\n{head}{block}```\n"
    (root / "agreement.md").write_text(text, encoding="utf-8")
    (root / "servanda.toml").write_text(settings, encoding="utf-8")
    return root


def bring(root: Path, source: str, *paths: Path, **asked: object) -> Summary:
    """Import files into the workspace. `asked`: fields of the request or of the choices."""
    agreement, parties = agreement_and_parties(root)
    choices = {key: asked.pop(key) for key in ("known", "grade", "origin", "first", "last") if key in asked}
    wish = {key: asked.pop(key) for key in ("record", "fields", "values") if key in asked}
    request = Request(paths, root, Choices(TODAY, **choices), wish=Wish(**wish), parties=parties, **asked)  # type: ignore[arg-type]
    return run(SOURCES[source], request, agreement)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file that an import wrote."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def adds_up(summary: Summary) -> bool:
    """Whether no row and no statement is lost between two numbers."""
    statements = summary.used + summary.copies + sum(summary.aside.values())
    return statements == summary.statements and summary.quarantined + sum(summary.silent.values()) <= summary.rows
