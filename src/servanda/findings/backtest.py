"""A draft on a span of history: what it would have caught, since when, on whose word, and under other thresholds.

Rules it keeps:

- the agreement is taken as in force from the first to the last day, both inclusive, whatever it says itself;
- a breach could first be known on the earliest day by which the rows suffice and its own date has passed;
- leaving an origin out removes all that it says: statements, coverage, completeness;
- a variation changes one number, everywhere, and nothing else: where a parameter has several values, each by its date,
  all become the one that is tried, and the dates stay.

It leaves to others: every verdict (`servanda.findings.assess`), the table (`servanda.report.backtest`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Compare, Date, InForce, Number, Path
from servanda.diagnostics import Place
from servanda.findings.assess import assess
from servanda.findings.model import WORLDS, Assessment, Finding
from servanda.findings.workspace import Workspace

SPAN = Place("--from", 1, 1, 1, 2)


@dataclass(frozen=True, slots=True)
class Breach:
    """A finding with a breach in some world. `known`: the first day on which it could be known.

    `rests_on`: origins without each of which it vanishes.
    """

    finding: Finding
    known: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """The number `name` set to `value`: how many findings come out breached and undetermined."""

    name: str
    value: int
    findings: int
    breached: int
    undetermined: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """`breaches` and `open` in the order of the text; `without`: origin → how many breaches vanish, appear."""

    assessment: Assessment
    first: str
    last: str
    breaches: tuple[Breach, ...]
    open: tuple[Finding, ...]
    without: Mapping[str, tuple[int, int]]
    variants: tuple[Variant, ...]


def is_breached(item: Finding) -> bool:
    return any(item.side(world).verdict == "breached" for world in WORLDS)


def is_open(item: Finding) -> bool:
    return any(item.side(world).verdict == "undetermined" for world in WORLDS) and not is_breached(item)


def backtest(
    space: Workspace, first: str, last: str, known_by: str | None, assessor: str, vary: Mapping[str, Iterable[int]]
) -> Backtest:
    """The draft of a workspace over its evidence. Raises ValueError where a variation names no number, Refused."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if end < start:
        raise ValueError(f"the span ends on {last}, before it begins on {first}")
    span = InForce(Date(start, SPAN), Date(end, SPAN), SPAN)
    space = replace(space, agreement=replace(space.agreement, in_force=span))

    def run(here: Workspace, known: str | None = known_by) -> Assessment:
        return assess(here, as_of=last, known_by=known or last, assessors=[assessor])

    variants = [(name, value, varied(space.agreement, name, value)) for name, many in vary.items() for value in many]
    base = run(space)
    caught = [item for item in base.findings if is_breached(item)]
    known = _first_known(caught, base, lambda day: run(space, day))
    vanishing: dict[str, set[str]] = {}
    without: dict[str, tuple[int, int]] = {}
    ids = {item.id for item in caught}
    for origin in sorted({row.origin for item in caught for row in item.witnesses if row.admitted and row.origin}):
        left = {item.id for item in run(_without(space, origin)).findings if is_breached(item)}
        vanishing[origin] = ids - left
        without[origin] = (len(ids - left), len(left - ids))
    return Backtest(
        base,
        first,
        last,
        tuple(
            Breach(item, known[item.id], tuple(origin for origin, gone in vanishing.items() if item.id in gone))
            for item in caught
        ),
        tuple(item for item in base.findings if is_open(item)),
        without,
        tuple(_variant(name, value, run(replace(space, agreement=changed))) for name, value, changed in variants),
    )


def _first_known(caught: list[Finding], base: Assessment, run: Callable[[str], Assessment]) -> dict[str, str]:
    """Per breach the first day by which it is found, no earlier than its own date."""
    days = sorted({row.known[:10] for item in caught for row in item.witnesses if row.admitted and row.known})
    found: dict[str, str] = {}
    for day in days:
        if len(found) == len(caught):
            break
        at = {item.id for item in caught} if day == days[-1] else {i.id for i in run(day).findings if is_breached(i)}
        for item in caught:
            if item.id in at:
                found.setdefault(item.id, max(day, item.due[:10] if item.due else item.occasion_date))
    return {item.id: found.get(item.id, base.known_by[:10]) for item in caught}


def _without(space: Workspace, origin: str) -> Workspace:
    facts = space.facts
    kept = replace(
        facts,
        statements=tuple(row for row in facts.statements if row.origin != origin),
        coverage=tuple(row for row in facts.coverage if row.origin != origin),
        completeness=tuple(row for row in facts.completeness if row.origin != origin),
    )
    return replace(space, facts=kept)


def _variant(name: str, value: int, found: Assessment) -> Variant:
    items = found.findings
    return Variant(name, value, len(items), sum(map(is_breached, items)), sum(map(is_open, items)))


def varied(agreement: Agreement, name: str, value: int) -> Agreement:
    """The agreement with the parameter `name`, or each number that a field `name` is compared with, set to `value`."""
    if name in agreement.parameters:
        old = agreement.parameters[name]
        values = tuple(replace(one, value=replace(one.value, value=value)) for one in old.values)
        return replace(agreement, parameters={**agreement.parameters, name: replace(old, values=values)})
    changed = replace(
        agreement,
        norms={key: _put(norm, name, value) for key, norm in agreement.norms.items()},
        definitions={key: _put(item, name, value) for key, item in agreement.definitions.items()},
    )
    if (changed.norms, changed.definitions) == (agreement.norms, agreement.definitions):
        known = ", ".join(agreement.parameters) or "none"
        raise ValueError(
            f"no parameter is called {name}, and no other number stands beside a field of that name "
            f"(parameters: {known})"
        )
    return changed


def _put(node: Any, name: str, value: int) -> Any:
    """The syntax tree with the number beside each field `name` in a comparison replaced."""
    if isinstance(node, tuple):
        return tuple(_put(item, name, value) for item in node)
    if not is_dataclass(node) or isinstance(node, Place | type):
        return node
    if isinstance(node, Compare):
        for here, there in (("left", "right"), ("right", "left")):
            field, number = getattr(node, here), getattr(node, there)
            if isinstance(field, Path) and field.parts[-1].text == name and isinstance(number, Number):
                other: Any = {there: replace(number, value=value)}
                return replace(node, **other)
    made = {item.name: _put(getattr(node, item.name), name, value) for item in fields(node) if item.init}
    return replace(node, **made)
