"""What the findings of a class share, and what each has from its own row.

Rules it keeps:

- what several classes share stands once, a *whole*, with a number;
- the row of evidence itself is left open: which fields it is shown with, and whether it counts, is part of the whole.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.agreement.model import first_date
from servanda.evidence.columnar.table import PlainRows
from servanda.findings.alike.spread import Alike, Spread
from servanda.findings.model import DISAGREEMENTS
from servanda.report.parquet.table import flat

# What a finding has from its own row; all else it has from its class.
OWN = ("id", "bearer", "occasion", "occasion_date", "opened", "witnesses")


@dataclass(frozen=True, slots=True)
class Row:
    """How the row of evidence is shown: whether it counts, else why not, and the fields at which the norm looks."""

    admitted: bool
    why: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """What findings share: their cells, the ends of their ids, whether a gap opens, how the row is shown."""

    cells: tuple[tuple[str, Any], ...]
    head: str
    tail: str
    opens: bool
    rows: tuple[Row, ...]


class Shapes:
    """The wholes of an assessment, and for each class and mark which of them its findings are."""

    def __init__(self, alike: Alike) -> None:
        self.alike = alike
        self.plain: PlainRows = alike.classes.plain
        self.marks = [str(self.plain.means("mark", text)) for text in self.plain.dictionary.texts["mark"]]
        self.grades = [str(self.plain.means("grade", text)) for text in self.plain.dictionary.texts["grade"]]
        self.wholes: dict[Whole, int] = {}
        self.beside: list[dict[str, Any]] = []
        self.said = {one.key[0]: one for one in alike.classes.statements}
        first = first_date(self.plain.record)
        assert first is not None
        self.dated = first.name.text
        self.rank = alike.ranks()
        self.told = [row for one in alike.spread() for row in self._told(one)]

    def _told(self, one: Spread) -> Iterator[dict[str, Any]]:
        whole = flat(one.finding, lambda *_: False)
        before, mine, after = _parted(whole["witnesses"], one.finding.occasion)
        self.beside += [*before, *after]
        head, tail = one.ends
        shown = tuple(Row(row["admitted"], row["why"], tuple(said["field"] for said in row["says"])) for row in mine)
        texts = {f"f_{name}": value.text for name, value in self.said[one.finding.occasion].fields.items()}
        opens = one.finding.gap in DISAGREEMENTS
        for mark, name in enumerate(self.marks):
            attributes = json.dumps(one.attributes(name), ensure_ascii=False)
            cells = tuple(
                (name, held) for name, held in (whole | {"attributes": attributes}).items() if name not in OWN
            )
            shared = Whole(cells, head.removesuffix(f"{one.finding.bearer}."), tail, opens, shown)
            yield {
                "class": one.number,
                "mark": mark,
                "rank": self.rank(one.place, one.finding.bearer, True),
                "bearer": one.finding.bearer,
                "whole": self.wholes.setdefault(shared, len(self.wholes)),
                "before": json.dumps(before, ensure_ascii=False) if before else None,
                "after": json.dumps(after, ensure_ascii=False) if after else None,
                **texts,
            }


def _parted(rows: Sequence[dict[str, Any]], key: str) -> tuple[list[dict[str, Any]], ...]:
    """The rows of a finding before those of its occasion, these, and those after them."""
    own = [at for at, row in enumerate(rows) if row["role"] == "occasion" and row["key"] == key]
    first, last = own[0], own[-1] + 1
    assert last - first == len(own)
    return list(rows[:first]), list(rows[first:last]), list(rows[last:])
