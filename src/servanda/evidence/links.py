"""Rows that speak of other rows: acts that answer something, and links between observations and declarations.

Rules it keeps:

- a notification of an exercise that no file has would count for nothing, and the exercise it was meant for would look
  as if nobody had notified it: such a row is set aside, with the id that comes nearest; so are the acts that answer it;
- a link to an event that nobody declared, or nobody observed, would do nothing and nobody would be told: set aside;
- so is one whose observed event has the id of a declared one: the id decides.
"""

from collections.abc import Container, Iterable, Sequence
from typing import Protocol

from servanda.diagnostics import nearest
from servanda.evidence.rows import Fault
from servanda.evidence.statement import Linked, Statement


class Read(Protocol):
    """A file after reading: its good rows and its faults."""

    rows: int
    faults: list[Fault]
    statements: list[Statement]
    links: list[Linked]


def set_aside(sources: Sequence[Read]) -> None:
    """Turn every act whose target, and every link whose event, stands in no file into a fault of its file."""
    lost = True
    while lost:
        lost = False
        known = _ids(item for source in sources for item in source.statements)
        for source in sources:
            bad = [item for item in source.statements if any(_missing(item, known))]
            lost = lost or bool(bad)
            if bad:
                source.statements = [item for item in source.statements if item not in bad]
                _quarantine(source, [_fault(item, known) for item in bad])
    if any(source.links for source in sources):
        _links(sources)


def _quarantine(source: Read, faults: list[Fault]) -> None:
    source.rows -= len(faults)
    source.faults += faults
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


def _links(sources: Sequence[Read]) -> None:
    said, seen = (
        _ids(item for source in sources for item in source.statements if item.world == world)
        for world in ("declared", "observed")
    )
    for source in sources:
        faults = [_of_link(item, said.get(item.record, set()), seen.get(item.record, set())) for item in source.links]
        source.links = [item for item, fault in zip(source.links, faults, strict=True) if fault is None]
        _quarantine(source, [fault for fault in faults if fault is not None])


def _of_link(item: Linked, said: Container[str], seen: Container[str]) -> Fault | None:
    """What is wrong with a link: an event that there is not, or one whose id decides already."""
    for column, wanted, there in (("declared", item.declared, said), ("observed", item.observed, seen)):
        if wanted not in there:
            near = nearest(wanted, sorted(there))  # type: ignore[call-overload]
            remedy = f"Did you mean `{near}`?" if near else f"Correct the id, or add the {item.record} that was meant."
            return Fault(item.line, column, f"no {item.record} is {column} with the id `{wanted}`", remedy)
    if item.observed in said:
        reason = f"`{item.observed}` is declared too, and a shared id decides"
        return Fault(item.line, "observed", reason, "Delete the row, or name an observation with an id of its own.")
    return None
