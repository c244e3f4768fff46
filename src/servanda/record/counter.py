"""What a form may ask of an entry beyond its own fields: what hangs on the records that it refers to.

Rules it keeps:

- it is asked at filing alone, of the filer's own replica: what others filed is taken as it is, and judged by findings;
- it only refuses; what it lets pass may still have no effect, and is then told as a finding.

It leaves to others: what the agreement demands (whoever hands over the form).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.verify.envelope import Record


@dataclass(frozen=True, slots=True)
class Filing:
    """An entry before it is signed. `refs`: the records it refers to, by word; `find`: any record by party and number;
    `own`: what the filer has filed before; `now`: the instant of filing.
    """

    party: str
    fields: Mapping[str, Any]
    refs: Mapping[str, Sequence[Record]]
    find: Callable[[str, int], Record]
    own: Sequence[Record]
    now: int

    def above(self, record: Record, word: str, kind: str) -> Record | None:
        """The record of a type to which a record refers by a word."""
        named = [self.find(ref["party"], ref["number"]) for ref in record.refs if ref["as"] == word]
        return next((one for one in named if one.type == kind), None)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an entry would have no effect, and what would."""

    message: str
    remedy: str


Rule = Callable[[Filing], Objection | None]
