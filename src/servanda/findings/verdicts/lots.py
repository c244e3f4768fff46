"""Lots: how often something happened that one occasion stands for (`servanda.findings.alike`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.dates import Stamp


@dataclass(frozen=True, slots=True)
class Lot:
    """`count` occasions alike, no boundary of a period between them: `when` is that of one of them.

    `mark`: that of their rows; `known`: the first day on which one of them was known.
    """

    when: Stamp
    count: int
    mark: str
    known: str


# The key of the occasion that stands for others → the lots of them all, its own among them.
Lots = Mapping[str, tuple[Lot, ...]]
