"""The declared world: the served records of a replica as rows that `servanda assess` reads.

Rules it keeps:

- a record that nobody has received yet, or that is disputed, is no row: it is counted and named instead;
- filed: the interval made by others. Its end is the first receipt; its beginning what the author had seen, or the time
  that it claims, whichever is later: a claim can only make the interval longer, never move a filing forward;
- received: the receipt of the party that it is addressed to (field `to`), else the first receipt;
- corrections are rows of their own, beside what they correct; what they refer to stands in a column named by its type;
- a record that withdraws another is no row: it states nothing anew; what it withdraws stands, since what a withdrawal
  does is for the agreement's text to say; it is named;
- a field that is sealed is silent, unless the reader's key opened it before.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.record.filing import OWN_TYPES, instant
from servanda.record.forms import CORRECTS, WITHDRAWS
from servanda.verify.envelope import Record
from servanda.verify.standing import Standing

STATED = ("settled", "served")


SOURCE = "record: "
"""How the source of a row begins; then comes the record's leaf."""


@dataclass(frozen=True, slots=True)
class Filed:
    """One record as a row: cells by column, as text."""

    type: str
    cells: dict[str, str]


def rows(
    standings: Iterable[Standing],
    acts: Container[str] | None = None,
    opened: Callable[[Record], Mapping[str, Any]] = lambda record: record.fields,
) -> tuple[list[Filed], list[Standing]]:
    """Rows in the order of filing, and the records that are none.

    `acts`: the types that are deeds rather than events or states (None: all). `opened`: fields as this reader has them.
    """
    ordered = sorted(standings, key=lambda s: (s.record.party, s.record.number))
    types = {(s.record.party, s.record.number): s.record.type for s in ordered}
    found, left = [], []
    for standing in ordered:
        if standing.record.type in OWN_TYPES:
            continue
        if standing.state not in STATED or standing.not_after is None or withdrawn(standing.record):
            left.append(standing)
            continue
        fields, is_act = opened(standing.record), acts is None or standing.record.type in acts
        found.append(Filed(standing.record.type, _cells(standing, types, fields, is_act)))
    return found, left


def withdrawn(record: Record) -> list[str]:
    """The places of the records that this one withdraws."""
    return [f"{ref['party']} {ref['number']}" for ref in record.refs if ref["as"] == WITHDRAWS]


def _cells(
    standing: Standing, types: Mapping[tuple[str, int], str], fields: Mapping[str, Any], is_act: bool
) -> dict[str, str]:
    record, latest = standing.record, standing.not_after
    assert latest is not None
    seen = standing.not_before[0] if standing.not_before else record.time
    earliest = min(max(seen, record.time), latest[0])
    to = fields.get("to")
    received = standing.served.get(to, latest[0]) if isinstance(to, str) else latest[0]
    filed = f"{instant(earliest)}..{instant(latest[0])}"
    cells = {"filed": filed, "known": instant(latest[0]), "source": f"{SOURCE}{record.leaf}"}
    if is_act:
        cells |= {"id": f"{record.party}/{record.number}", "by": record.party, "received": instant(received)}
    else:
        cells["filer"] = record.party
    cells |= {name: text for name, value in fields.items() if (text := cell(value)) is not None}
    for ref in record.refs:
        if ref["as"] not in (CORRECTS, WITHDRAWS):
            place = (ref["party"], ref["number"])
            cells.setdefault(types.get(place, ref["as"]), f"{place[0]}/{place[1]}")
    return cells


def cell(value: Any) -> str | None:
    """A value as `servanda.evidence` reads it: `60000..70000`, `>=9000`, `yes`, `ALBA; BOREA`; None if it is sealed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if value.keys() <= {"low", "high"}:
            low, high = value.get("low"), value.get("high")
            return f">={low}" if high is None else f"<={high}" if low is None else f"{low}..{high}"
        return f"blob {value['blob']}" if "blob" in value else None
    if isinstance(value, list):
        parts = [None if isinstance(item, list) else cell(item) for item in value]
        return None if None in parts else "; ".join(part for part in parts if part is not None)
    return str(value)
