"""A file of a workspace after reading, and its rows under our own names for columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from servanda.evidence.manifest import Manifest
from servanda.evidence.rows import Fault, Row
from servanda.evidence.statement import Completeness, Coverage, Facts, Linked, Pair, Statement


@dataclass
class Source:
    """A file of a workspace after reading: what it is, its hash, how many rows were good, and the faults."""

    file: str
    sha256: str
    title: str
    licence: str
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    completeness: list[Completeness] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)


class BadCell(ValueError):
    """A cell that makes its row unusable."""

    def __init__(self, column: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.column = column
        self.remedy = remedy


def cells_of(row: Row, manifest: Manifest) -> dict[str, str]:
    """The row under our own column names, with the manifest's defaults for what is empty."""
    back = {theirs: ours for ours, theirs in manifest.columns.items()}
    cells = {back.get(name, name): text for name, text in row.values.items()}
    for name, text in manifest.defaults.items():
        if not cells.get(name):
            cells[name] = text
    return cells


def gather(sources: Sequence[Source]) -> Facts:
    """Everything that the sources say, together."""
    return Facts(
        tuple(item for source in sources for item in source.statements),
        tuple(item for source in sources for item in source.coverage),
        tuple(item for source in sources for item in source.completeness),
        tuple(item for source in sources for item in source.pairs),
        tuple(item for source in sources for item in source.links),
    )
