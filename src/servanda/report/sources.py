"""Witnesses gathered by the row they come from, so that a row of a file is shown once with all that it says.

Rules it keeps:

- witnesses of one row are gathered only where world, role, scope and admission are the same;
- the order is that of the finding, rows that count before rows that do not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.findings.model import Witness


@dataclass(frozen=True, slots=True)
class Source:
    """One row: what all its witnesses share is read off the first; `says` are the fields with their values."""

    first: Witness
    says: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.first.file}:{self.first.line}" if self.first.line else self.first.file

    @property
    def origin(self) -> str:
        """The origin, where it is not the source itself."""
        return self.first.origin if self.first.origin != self.first.source else ""


def _held(witness: Witness) -> str:
    return ": ".join(part for part in (witness.field, witness.value) if part)


def sources(witnesses: Iterable[Witness]) -> tuple[Source, ...]:
    """The rows, each once."""
    groups: dict[tuple[object, ...], list[Witness]] = {}
    for one in sorted(witnesses, key=lambda witness: not witness.admitted):
        key = (
            one.world,
            one.role,
            one.file,
            one.line,
            one.record,
            one.key,
            one.scope,
            one.source,
            one.admitted,
            one.why,
        )
        groups.setdefault(key, []).append(one)
    return tuple(
        Source(group[0], tuple(dict.fromkeys(held for one in group if (held := _held(one)))))
        for group in groups.values()
    )
