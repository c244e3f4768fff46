"""Patterns beside the findings: numbers just under a threshold, activities close together, exceptions claimed.

Rules it keeps:

- a pattern is no verdict and changes none; nothing in its words says that anybody meant it;
- each names the rows it rests on, and how often such a thing arises by chance, as far as that can be counted;
- only what was declared is looked at, of triggers with a threshold, and of exceptions that are claimed.

What is looked for: a declared number up to `CLOSE` per cent below a threshold; two or more activities of one party,
each below it and together not, each at most `DAYS` days and `KM` km from another; claims of
an exception by a party.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal

from servanda.agreement.core.show import core_norms
from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import last_date
from servanda.agreement.syntax import EventType, Holds, Obligation, OnRecord, Quota
from servanda.agreement.usage import Use
from servanda.dates import DAY, NEVER
from servanda.evidence.statement import Bounds, Names, Statement
from servanda.evidence.zones.apart import apart
from servanda.findings.model import Pattern, Witness
from servanda.findings.verdicts.usage import Measure, measure
from servanda.findings.verdicts.witnesses import rows_of
from servanda.findings.world.worldview import Fact, Worldview

CLOSE = 10
DAYS = 14
KM = 200


def patterns(view: Worldview) -> tuple[Pattern, ...]:
    """Every pattern among what was declared, in the order of the norms; each once, whatever the reading."""
    found: dict[tuple[object, ...], Pattern] = {}
    for norm in view.agreement.norms.values():
        for core in core_norms(norm, view.agreement):
            for one in (*_under(core, view), *_together(core, view), *_claimed(core, view)):
                found.setdefault((one.kind, one.norm, one.occasions, one.says), one)
    return tuple(found.values())


def _trigger(core: CoreNorm, view: Worldview) -> tuple[EventType, Sequence[Fact]] | None:
    norm = core.norm
    if not isinstance(norm, Obligation | Quota) or not isinstance(norm.trigger, OnRecord):
        return None
    record = view.agreement.records[norm.trigger.record.text]
    if not isinstance(record, EventType):
        return None
    return record, sorted(view.facts.get(record.name.text, {}).values(), key=lambda fact: fact.key)


def _numbers(fact: Fact, field: str) -> Iterator[tuple[int, int, Statement]]:
    """What each row says of a number, if it says one: *fewer than 13,000* is none."""
    for item in fact.statements:
        value = item.fields.get(field)
        if isinstance(value, Bounds) and 0 < value.low <= value.high < NEVER // 2:
            yield value.low, value.high, item


def _measured(core: CoreNorm, fact: Fact, view: Worldview) -> tuple[Measure, int] | None:
    found = measure(core.norm, view.agreement, core.readings, fact.when.low)
    return (found, found.bound) if found is not None and found.bound else None


def _filers(items: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(sorted({item.filer for item in items if item.filer}))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _others(claims: int, acts: int) -> str:
    return f"The other parties claimed it in {claims} of {acts}." if acts else "No other party filed such an act."


def _amount(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _pattern(
    kind: Literal["just under a threshold", "several close together", "exception claimed"],
    core: CoreNorm,
    said: tuple[str, str],
    facts: Sequence[Fact],
    items: Sequence[Statement],
    uses: Sequence[Use],
    view: Worldview,
) -> Pattern:
    rows: tuple[Witness, ...] = tuple(sorted(set(rows_of(items, uses, "value", view))))
    occasions = tuple(fact.key[0] for fact in facts)
    return Pattern(kind, core.norm.name.text, _filers(items), occasions, said[0], said[1], rows)


# --- just under a threshold -----------------------------------------------------------------------------------------


def _under(core: CoreNorm, view: Worldview) -> Iterator[Pattern]:
    """Declared numbers that lie close below the threshold, whatever their scope, one pattern for each occasion."""
    found = _trigger(core, view)
    for fact in found[1] if found is not None else ():
        measured = _measured(core, fact, view)
        if found is None or measured is None:
            continue
        field, bound = measured[0].field, measured[1]
        near = [one for one in _numbers(fact, field) if _close(one[0], one[1], bound)]
        if not near:
            continue
        low, high = min(one[0] for one in near), max(one[1] for one in near)
        scopes = sorted({item.scope or "the whole occasion" for _, _, item in near})
        percent = 100 * (bound - high) / bound
        says = (
            f"{fact.key[0]}: the {field} declared is {_amount(low, high)}, at the nearest {percent:.1f} % below the "
            f"threshold of {bound:,} {measured[0].unit}".rstrip()
            + f" ({'; '.join(scopes)})."
        )
        items = [item for _, _, item in near]
        uses = [Use(found[0].name.text, field)]
        said = (says, _chance(found[0], found[1], field, bound))
        yield _pattern("just under a threshold", core, said, [fact], items, uses, view)


def _close(low: int, high: int, bound: int) -> bool:
    return high < bound and 100 * low >= (100 - CLOSE) * bound


def _chance(record: EventType, facts: Sequence[Fact], field: str, bound: int) -> str:
    """How many declared numbers lie as close on either side, and how often numbers that know no threshold would."""
    numbers = {(f.key[0], low, high, item.scope) for f in facts for low, high, item in _numbers(f, field)}
    below = sum(_close(low, high, bound) for _, low, high, _ in numbers)
    above = sum(bound <= low and 100 * high < (100 + CLOSE) * bound for _, low, high, _ in numbers)
    return (
        f"Of {_count(len(numbers), 'number')} declared for the {field} of any {record.name}, {below} lie up to "
        f"{CLOSE} % below {bound:,} and {above} as close above it. Numbers spread evenly from 0 to twice the threshold "
        f"would lie so close below it {CLOSE / 2:g} times in 100. Who plans to stay within a threshold ends just below "
        "it too."
    )


# --- several close together -----------------------------------------------------------------------------------------


def _together(core: CoreNorm, view: Worldview) -> Iterator[Pattern]:
    """Activities of one party, each below the threshold, close in time and place, whose numbers reach it together."""
    found = _trigger(core, view)
    if found is None:
        return
    record, facts = found
    small = [(fact, one) for fact in facts if (one := _below(core, fact, view)) is not None]
    pairs = [
        (a, b) for (a, _), (b, _) in combinations(small, 2) if set(_filers(a.statements)) & set(_filers(b.statements))
    ]
    close = [(a, b) for a, b in pairs if _beside(record, a, b)]
    number = {fact.key[0]: one for fact, one in small}
    for group in _groups(close):
        totals = [number[fact.key[0]] for fact in group]
        low, high = sum(one[0] for one in totals), sum(one[1] for one in totals)
        _, _, field, bound, unit = totals[0]
        if high < bound:
            continue
        says = (
            f"{', '.join(fact.key[0] for fact in group)}: {len(group)} activities, each declared below {bound:,} "
            f"{unit} and within {DAYS} days, and as far as places are known {KM} km, of another of them; together "
            f"{_amount(low, high)}."
        )
        chance = (
            f"Of {_count(len(pairs), 'pair')} of such smaller activities of one party, {len(close)} lie so close. "
            "Seasons and shared grounds bring activities together too. The sum counts only under a reading that says "
            "it was one activity."
        )
        items = [item for fact in group for item in fact.statements if field in item.fields]
        yield _pattern(
            "several close together", core, (says, chance), group, items, [Use(record.name.text, field)], view
        )


def _below(core: CoreNorm, fact: Fact, view: Worldview) -> tuple[int, int, str, int, str] | None:
    """The least and greatest number of an activity that is certainly below its threshold."""
    measured = _measured(core, fact, view)
    if measured is None:
        return None
    found, bound = measured
    value = fact.number(found.field, found.scope)
    if not 0 < value.low <= value.high < bound:
        return None
    return value.low, value.high, found.field, bound, found.unit


def _beside(record: EventType, one: Fact, other: Fact) -> bool:
    last = last_date(record)
    assert last is not None
    ends = [fact.number(last.name.text).high for fact in (one, other)]
    ends = [end if end < NEVER else fact.when.high for end, fact in zip(ends, (one, other), strict=True)]
    gap = max(one.when.low, other.when.low) - min(ends)
    if gap > DAYS * DAY:
        return False
    fields = [field.name.text for field in record.fields if field.type.kind == "place"]
    distances = [apart(a, b) for field in fields for a in _places(one, field) for b in _places(other, field)]
    return all(distance is None or distance[0] <= KM for distance in distances)


def _places(fact: Fact, field: str) -> set[str]:
    values = (item.fields.get(field) for item in fact.statements)
    return {value.values[0] for value in values if isinstance(value, Names)}


def _groups(pairs: Iterable[tuple[Fact, Fact]]) -> list[list[Fact]]:
    """Facts that hang together by pairs, each group in the order of its keys."""
    groups: list[dict[str, Fact]] = []
    for one, other in pairs:
        mine = [group for group in groups if one.key[0] in group or other.key[0] in group]
        merged = {one.key[0]: one, other.key[0]: other}
        for group in mine:
            merged |= group
            groups.remove(group)
        groups.append(merged)
    return [[group[key] for key in sorted(group)] for group in groups]


# --- exceptions claimed ---------------------------------------------------------------------------------------------


def _claimed(core: CoreNorm, view: Worldview) -> Iterator[Pattern]:
    """Claims of an exception, one pattern for each party that made one, beside how often others do."""
    norm = core.norm
    exception = norm.exception if isinstance(norm, Obligation) else None
    if exception is None or exception.claimed_in is None or not isinstance(exception.condition, Holds):
        return
    act, field = exception.claimed_in.text, exception.condition.path.parts[-1].text
    facts = list(view.facts.get(act, {}).values())
    claims = [fact for fact in facts if fact.number(field).low >= 1]
    for party in sorted({name for fact in claims for name in fact.names["by"].sure}):
        mine = [fact for fact in claims if party in fact.names["by"].sure]
        every = [fact for fact in facts if party in fact.names["by"].sure]
        others, theirs = len(facts) - len(every), len(claims) - len(mine)
        norm_said = norm.name.text.replace("_", " ")
        acts = f"{_count(len(every), 'act')} of the kind {act}"
        says = (
            f"{party} claimed “{field}” in {len(mine)} of {acts}; what is claimed so is exempt from {norm_said}, "
            "or due later."
        )
        chance = (
            f"{_others(theirs, others)} The exception is part of the text, and to claim it "
            "is a right; whether it was real is a matter of evidence."
        )
        items = [item for fact in mine for item in fact.statements]
        yield _pattern("exception claimed", core, (says, chance), mine, items, [Use(act, field)], view)
