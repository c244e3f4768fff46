"""Acts that had no effect on a decision, and why.

Each is told with the act's own place; none of them changes the state of anything.
"""

from dataclasses import dataclass
from typing import Literal

from servanda.proceedings.acts import Act

Fault = Literal[
    "not a member",
    "no voice",
    "not present",
    "out of turn",
    "too late",
    "too early",
    "second",
    "contradictory",
    "no quorum",
    "no rule",
    "silence not allowed",
    "silence too short",
    "party concerned",
    "too many concerned",
    "another's proposal",
    "another's question",
]


@dataclass(frozen=True, slots=True, order=True)
class Irregularity:
    """An act without effect. `reason` completes “It has no effect: …”; `remedy` says what would have had one."""

    file: str
    line: int
    act: str
    record: str
    by: str
    fault: Fault
    reason: str
    remedy: str


def irregular(act: Act, fault: Fault, reason: str, remedy: str) -> Irregularity:
    return Irregularity(act.file, act.line, act.id, act.record, act.by, fault, reason, remedy)
