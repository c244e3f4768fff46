"""The plan evaluator and the reference meaning give the same findings on generated agreements and facts.

How often each kind of norm, and each operator of the core logic in its formulas, was kept and breached is counted;
too few of either fail the test, because a case that says nothing checks nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

from servanda.agreement.core.show import core_norms
from servanda.agreement.core.writer import CoreNorm
from servanda.findings.model import WORLDS, Finding
from servanda.logic import syntax as logic
from tests.findings.generate import case, options

KINDS = (
    "notify", "answer", "explain", "announce", "first", "grant", "exchanges", "ceiling", "total", "joint", "falling",
    "peace", "nil_return_of_exercise", "refresh", "quiet", "asked_for",
)  # fmt: skip
# `falling` is kept only when every day of two years is stated, which chance rarely does.
OPERATORS = ("Predicate", "And", "Or", "Not", "Exists", "Comparison", "Once", "Since", "Aggregate SUM", "Aggregate MAX")

# Few cases in which every kind of norm and every operator occurs, kept and breached.
FEW = (8, 9, 20, 25, 38)

Counts = dict[str, Counter[str]]


def operators(core: CoreNorm) -> set[str]:
    """The operators of the core logic that any formula of a norm uses."""
    found: set[str] = set()
    ahead: list[logic.Formula] = [item.formula for item in core.formulas.values()]
    while ahead:
        formula = ahead.pop()
        name = type(formula).__name__
        found.add(f"{name} {formula.operator}" if isinstance(formula, logic.Aggregate) else name)
        ahead.extend(logic.children(formula))
    return found


def count(counts: Counts, found: Iterable[Finding], used: dict[str, set[str]]) -> None:
    for item in found:
        for world in WORLDS:
            verdict = item.side(world).verdict
            for name in (item.norm, *used[item.norm]):
                counts[name][verdict] += 1


def compare(seeds: Iterable[int]) -> Counts:
    """Findings of both evaluators, case by case; how often each verdict came up by norm and operator."""
    counts: Counts = defaultdict(Counter)
    for seed in seeds:
        small, given = case(seed), options(seed)
        plan, meaning = (small.findings(which=which, **given) for which in ("plan", "meaning"))  # type: ignore[arg-type]
        assert plan == meaning, f"case {seed}: {[(a.id, b.id) for a, b in zip(plan, meaning, strict=False) if a != b]}"
        used = {
            name: set().union(*(operators(core) for core in core_norms(norm, small.agreement)))
            for name, norm in small.agreement.norms.items()
        }
        count(counts, meaning, used)
    return counts


def report(counts: Counts) -> str:
    return "\n".join(f"{name}: {dict(found)}" for name, found in sorted(counts.items()))


def too_few(counts: Counts, floor: int) -> list[str]:
    wanted = [(name, verdict) for name in (*KINDS, *OPERATORS) for verdict in ("kept", "breached")]
    return [f"{name} {verdict}" for name, verdict in wanted if counts[name][verdict] < floor]


def test_plan_and_meaning_agree() -> None:
    counts = compare(FEW)
    few = [name for name in too_few(counts, 1) if not name.startswith("falling")]
    assert few == [], report(counts)


@pytest.mark.long
def test_plan_and_meaning_agree_at_length() -> None:
    counts = compare(range(1000, 1250))
    few = [name for name in too_few(counts, 10) if not name.startswith(("falling", "refresh"))]
    assert few == [], report(counts)
    assert counts["refresh"]["breached"] + counts["refresh"]["kept"] >= 5, report(counts)
    assert counts["refresh"]["undetermined"] >= 50, report(counts)
    assert counts["falling"]["breached"] + counts["falling"]["kept"] >= 5, report(counts)
