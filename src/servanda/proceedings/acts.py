"""The acts by which bodies work, by their roles, as far as an instant sees them.

Rules it keeps:

- an act is seen from the first instant at which it may have been filed;
- a time of day is exact, a day is not: where only the day of an act is known, acts that prepare others are taken in
  the order in which they prepare each other, and what may contradict a decision at the earliest or the latest instant
  of its day, whichever `late` says (`decisions` tries both).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from servanda.agreement.model import Agreement
from servanda.evidence.statement import Bounds, Names, Statement

# In what order acts of one day prepare each other.
_PREPARES = ("convening", "item", "attendance", "opening", "proposal")
CONTRADICTS = frozenset(("objection", "amendment", "vote", "withdrawal"))
_SECONDS_OF_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Act:
    """An act in its role. `at`: the instant of its filing; `of`: the id of what it is filed of or to."""

    id: str
    role: str
    record: str
    by: str
    at: int
    of: str
    day_only: bool
    said: Mapping[str, str]
    instants: Mapping[str, int]
    parties: Mapping[str, tuple[str, ...]]
    options: Mapping[str, int]
    file: str
    line: int

    @property
    def order(self) -> tuple[int, str, str]:
        """By instant; within one, by party and id, so that the order of filing plays no part."""
        return self.at, self.by, self.id


@dataclass(frozen=True)
class Ledger:
    """All acts in roles, by id within their role, seen at one instant."""

    agreement: Agreement
    by_role: Mapping[str, Mapping[str, Act]]
    children: Mapping[tuple[str, str], tuple[Act, ...]] = field(default_factory=dict)

    def find(self, role: str, key: str) -> Act | None:
        return self.by_role.get(role, {}).get(key)

    def of(self, role: str, key: str) -> tuple[Act, ...]:
        """The acts of a role that are filed of that one, in order."""
        return self.children.get((role, key), ())

    def all(self, role: str) -> tuple[Act, ...]:
        return tuple(sorted(self.by_role.get(role, {}).values(), key=lambda act: act.order))


def ledger(
    agreement: Agreement, statements: Iterable[Statement], at: int, late: frozenset[str] = frozenset()
) -> Ledger:
    """The acts that may have been filed by `at`. `late`: ids of acts known by their day that are taken at its end."""
    cast = agreement.cast
    by_role: dict[str, dict[str, Act]] = {}
    for item in statements:
        role = cast.role(item.record)
        if item.world != "record" or not role or item.filed is None or item.filed.low > at:
            continue
        made = _act(item, role, agreement, item.key[0] in late)
        if made.at <= at or made.day_only:
            by_role.setdefault(role, {})[made.id] = made
    children: dict[tuple[str, str], list[Act]] = {}
    for acts in by_role.values():
        for act in acts.values():
            children.setdefault((act.role, act.of), []).append(act)
    ordered = {key: tuple(sorted(acts, key=lambda act: act.order)) for key, acts in children.items()}
    return Ledger(agreement, by_role, ordered)


def uncertain(agreement: Agreement, statements: Iterable[Statement], at: int, proposal: str) -> list[str]:
    """The ids of acts that may contradict a decision on the proposal and of which the day alone is known."""
    cast = agreement.cast
    return sorted(
        item.key[0]
        for item in statements
        if proposal in item.links.values()
        and cast.role(item.record) in CONTRADICTS
        and item.filed is not None
        and item.filed.low <= at
        and item.filed.high - item.filed.low >= _SECONDS_OF_A_MINUTE
    )


def _act(item: Statement, role: str, agreement: Agreement, late: bool) -> Act:
    assert item.filed is not None
    filed = item.filed
    day_only = filed.high - filed.low >= _SECONDS_OF_A_MINUTE
    at = filed.low
    if day_only:
        at = filed.low + _PREPARES.index(role) if role in _PREPARES else filed.low + len(_PREPARES) + 1
        if role in CONTRADICTS:
            at = filed.high if late else filed.low + len(_PREPARES)
        if role == "minutes":
            at = filed.high
    played = agreement.cast.by_role[role]
    said: dict[str, str] = {}
    instants: dict[str, int] = {}
    parties: dict[str, tuple[str, ...]] = {}
    options: dict[str, int] = {}
    for part, name in played.parts.items():
        value = item.fields.get(name)
        if isinstance(value, Names):
            said[part], parties[part] = value.text, value.values
        elif isinstance(value, Bounds):
            said[part], options[part] = value.text, value.low
            # A time of day is that instant; a day without an hour ends with the day.
            minute = value.high - value.low < _SECONDS_OF_A_MINUTE
            instants[part] = value.low if minute else value.high + 1
    of = next(iter(item.links.values()), "")
    return Act(
        item.key[0],
        role,
        item.record,
        item.filer,
        at,
        of,
        day_only,
        said,
        instants,
        parties,
        options,
        item.file,
        item.line,
    )
