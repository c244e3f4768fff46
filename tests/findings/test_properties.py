"""What must not matter does not: order, files, names, rows below the standard; and more sources never decide more.

The cases are drawn by lot (`generate`): every kind of norm at once, judged by the reference meaning. They run at length
only; `test_what_must_not_matter` says the same of a few cases every day.

More sources can decide what was contested: of 3, 7 and 7, one origin says less than 5 and another more, which leaves it
open for one; two say more and only one says less, which decides it for two. What holds, and is tested here, is that no
norm turns from kept to breached or back, and that where the sources do not contradict each other nothing is decided.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from servanda.dates import UTC, stamp
from servanda.evidence.statement import Bounds, Facts, Statement, Value
from servanda.findings.model import Finding
from servanda.findings.world.evaluator import Which
from tests.findings.generate import case, options
from tests.findings.small import Small

FEW = range(3000, 3003)
LONG = range(3100, 3130)
DECIDED = ("kept", "breached")

Property = Callable[[int], Counter[str]]
CHECKS: dict[str, Property] = {}


def always(check: Property) -> Property:
    """Registers a property of the case of a seed. It returns how often it had something to say."""
    CHECKS[check.__name__] = check
    return check


def judge(small: Small, facts: Facts, given: dict[str, Any], which: Which = "meaning") -> list[Finding]:
    """The findings of other facts under the agreement of a case."""
    other = Small(small.agreement, list(facts.statements), list(facts.coverage), list(facts.completeness))
    other.pairs = list(facts.pairs)
    return other.findings(which=which, **given)


def verdicts(found: Iterable[Finding]) -> dict[str, tuple[str, str]]:
    return {item.id: (item.declared.verdict, item.observed.verdict) for item in found}


def shuffled(facts: Facts, chance: Random) -> Facts:
    def mixed(rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(chance.sample(rows, len(rows)))

    return Facts(mixed(facts.statements), mixed(facts.coverage), mixed(facts.completeness), mixed(facts.pairs))


@always
def order_does_not_matter(seed: int) -> Counter[str]:
    small, given, chance = case(seed), options(seed), Random(seed)
    before = judge(small, small.facts, given)
    assert judge(small, shuffled(small.facts, chance), given) == before
    return Counter(findings=len(before))


# --- files ------------------------------------------------------------------------------------------------------------


def elsewhere(rows: Sequence[Any], chance: Random) -> tuple[Any, ...]:
    """The rows divided among two files, the second of which comes first, with lines of their own."""
    return tuple(
        replace(row, file=f"{row.file[:-4]}_{chance.choice('ab')}.csv", line=len(rows) - number + 7)
        for number, row in enumerate(rows)
    )


def unplaced(finding: Finding) -> Finding:
    """The finding without the places of its witnesses."""
    rows = sorted(replace(item, file="", line=0) for item in finding.witnesses)
    return replace(finding, witnesses=tuple(rows))


@always
def files_do_not_matter(seed: int) -> Counter[str]:
    small, given, chance = case(seed), options(seed), Random(seed)
    facts = small.facts
    statements, coverage, completeness = (
        elsewhere(rows, chance) for rows in (facts.statements, facts.coverage, facts.completeness)
    )
    divided = Facts(statements, coverage, completeness, facts.pairs)
    before, after = judge(small, facts, given), judge(small, divided, given)
    assert [unplaced(item) for item in after] == [unplaced(item) for item in before]
    return Counter(witnesses=sum(len(item.witnesses) for item in before))


# --- rows below the standard ------------------------------------------------------------------------------------------


def moved(value: Value, chance: Random) -> Value:
    """A number or choice that says something else."""
    return replace(value, low=0, high=0, text="0") if isinstance(value, Bounds) and value.high < 1000 else value


def rumours(facts: Facts, chance: Random, **worse: Any) -> Facts:
    """The facts and, to each observed row, one of another origin that contradicts it and does not count."""
    added = [
        replace(
            row, fields={name: moved(value, chance) for name, value in row.fields.items()},
            file="evidence/rumours.csv", line=number, source="rumour", origin="rumour", **worse,
        )
        for number, row in enumerate(facts.statements, 2)
        if row.world == "observed"
    ]  # fmt: skip
    return replace(facts, statements=(*facts.statements, *added))


@always
def rows_that_do_not_count_change_nothing(seed: int) -> Counter[str]:
    small, given, chance = case(seed), {**options(seed), "grade": "C3"}, Random(seed)
    before = judge(small, small.facts, given)
    seen: Counter[str] = Counter()
    for name, worse in (("ungraded", {"grade": "F6"}), ("later", {"known": stamp("2030-01-01", UTC).high})):
        facts = rumours(small.facts, chance, **worse)
        after = judge(small, facts, given)
        assert verdicts(after) == verdicts(before), name
        for old, new in zip(before, after, strict=True):
            assert (new.declared, new.observed, new.gap, new.due) == (old.declared, old.observed, old.gap, old.due)
            kept = tuple(item for item in new.witnesses if item.origin != "rumour")
            assert kept == old.witnesses
            assert not any(item.admitted for item in new.witnesses if item.origin == "rumour")
        seen[name] += sum(item.origin == "rumour" for one in after for item in one.witnesses)
    return seen


# --- the number of sources --------------------------------------------------------------------------------------------


@always
def more_sources_turn_no_verdict_round(seed: int) -> Counter[str]:
    small, given = case(seed), {**options(seed), "grade": "any"}
    judged = [verdicts(judge(small, small.facts, {**given, "sources": sources})) for sources in (1, 2, 3)]
    seen: Counter[str] = Counter()
    for fewer, more in pairwise(judged):
        for name in fewer.keys() & more.keys():
            assert fewer[name][0] == more[name][0], f"{name}: declarations need no second source"
            if fewer[name][1] in DECIDED and more[name][1] in DECIDED:
                assert fewer[name][1] == more[name][1], name
                seen["stayed"] += 1
            elif fewer[name][1] in DECIDED:
                seen["opened"] += 1
    return seen


def overlap(first: Value, second: Value) -> bool:
    if isinstance(first, Bounds) and isinstance(second, Bounds):
        return first.low <= second.high and second.low <= first.high
    return first == second


def agreed(facts: Facts) -> Facts:
    """The facts without observed rows that contradict an earlier one of the same record, and without denials."""
    kept: list[Statement] = []
    for row in facts.statements:
        rivals = [it for it in kept if (it.world, it.record, it.key) == ("observed", row.record, row.key)]
        clash = any(
            name in it.fields and not overlap(it.fields[name], value)
            for it in rivals
            for name, value in row.fields.items()
        )
        if row.world != "observed" or not clash:
            kept.append(row)
    return replace(facts, statements=tuple(kept), coverage=tuple(row for row in facts.coverage if row.looked))


@always
def more_sources_decide_nothing_that_was_open(seed: int) -> Counter[str]:
    small, given = case(seed), {**options(seed), "grade": "any"}
    facts = agreed(small.facts)
    judged = [verdicts(judge(small, facts, {**given, "sources": sources})) for sources in (1, 2, 3)]
    seen: Counter[str] = Counter()
    for fewer, more in pairwise(judged):
        for name in fewer.keys() & more.keys():
            if fewer[name][1] == "undetermined":
                seen["open"] += 1
                assert more[name][1] not in DECIDED, name
            elif fewer[name][1] in DECIDED and more[name][1] == "undetermined":
                seen["opened"] += 1
    return seen


def test_more_sources_can_decide_what_was_contested() -> None:
    from servanda.findings.world.proof import settle

    said = [(3, 3), (7, 7), (7, 7)]
    one, two = settle(said, 1), settle(said, 2)
    assert one.low < 5 <= one.high
    assert one.contested
    assert (two.low, two.high, two.contested) == (7, 7, False)


# --- names ------------------------------------------------------------------------------------------------------------

_ID = re.compile(r"\b([IRX])(\d)\b")
_NEXT = {"I": "J", "R": "S", "X": "Y"}


def other(text: str) -> str:
    """Another id at the same place in the alphabet."""
    return _ID.sub(lambda found: f"{_NEXT[found[1]]}{found[2]}", text)


def renamed(row: Statement) -> Statement:
    fields = dict(row.fields)
    for name, value in fields.items():
        if name == "id" and not isinstance(value, Bounds):
            fields[name] = replace(value, values=tuple(map(other, value.values)), text=other(value.text))
    links = {name: other(text) for name, text in row.links.items()}
    return replace(row, key=tuple(map(other, row.key)), fields=fields, links=links)


@always
def names_do_not_matter(seed: int) -> Counter[str]:
    small, given = case(seed), options(seed)
    facts = replace(small.facts, statements=tuple(map(renamed, small.statements)))
    before, after = judge(small, small.facts, given), judge(small, facts, given)
    expected = [_deep(item) for item in map(repr, before)]
    assert list(map(repr, after)) == expected
    return Counter(names=sum(old != new for old, new in zip(map(repr, before), expected, strict=True)))


def _deep(shown: str) -> str:
    """What is shown of a finding, with the other ids; in a finding's own id they stand in small letters."""
    small = re.compile(r"\b([irx])(\d)\b")
    return other(small.sub(lambda found: f"{_NEXT[found[1].upper()].lower()}{found[2]}", shown))


# --- running them -----------------------------------------------------------------------------------------------------


def run(name: str, seeds: Iterable[int]) -> None:
    seen: Counter[str] = Counter()
    for seed in seeds:
        try:
            seen.update(CHECKS[name](seed))
        except AssertionError as error:
            raise AssertionError(f"case {seed}: {error}") from error
    assert seen
    assert all(count > 0 for count in seen.values()), f"this checked nothing: {seen}"


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(CHECKS))
def test_it_holds(name: str) -> None:
    run(name, FEW)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(CHECKS))
def test_it_holds_at_length(name: str) -> None:
    run(name, LONG)


@pytest.mark.long
@pytest.mark.parametrize("seed", [3300, 3301])
def test_the_plan_does_not_mind_the_order_either(seed: int) -> None:
    small, given = case(seed), options(seed)
    facts = shuffled(small.facts, Random(seed))
    assert judge(small, facts, given, "plan") == judge(small, small.facts, given, "plan")
