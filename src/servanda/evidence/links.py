"""Acts that answer something: what they answer must stand somewhere in the files.

A notification of an exercise that no file has would count for nothing, and the exercise it was meant for would look as
if nobody had notified it. Such a row is set aside, with the id that comes nearest; so are the acts that answer it.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from servanda.diagnostics import nearest
from servanda.evidence.rows import Fault
from servanda.evidence.statement import Statement


class Read(Protocol):
    """A file after reading: its good rows and its faults."""

    rows: int
    faults: list[Fault]
    statements: list[Statement]


def set_aside(sources: Sequence[Read]) -> None:
    """Turn every act whose target stands in no file into a fault of its file."""
    lost = True
    while lost:
        lost = False
        known = _ids(item for source in sources for item in source.statements)
        for source in sources:
            bad = [item for item in source.statements if any(_missing(item, known))]
            lost = lost or bool(bad)
            source.statements = [item for item in source.statements if item not in bad]
            source.rows -= len(bad)
            source.faults += [_fault(item, known) for item in bad]
            source.faults.sort(key=lambda fault: fault.line)


def _ids(statements: Iterable[Statement]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in statements:
        found.setdefault(item.record, set()).add(item.key[0] if item.key else "")
    return found


def _missing(item: Statement, known: dict[str, set[str]]) -> Iterable[str]:
    return (name for name, target in item.links.items() if target not in known.get(name, ()))


def _fault(item: Statement, known: dict[str, set[str]]) -> Fault:
    name = next(iter(_missing(item, known)))
    near = nearest(item.links[name], sorted(known.get(name, ())))
    remedy = f"Did you mean `{near}`?" if near else f"Correct the id, or add a row that says what this {name} was."
    return Fault(item.line, name, f"no {name} with the id `{item.links[name]}` stands in the files", remedy)
