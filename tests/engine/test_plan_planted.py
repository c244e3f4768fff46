"""A bug planted in any one lowering is caught by the comparison with the meaning.

Each bug is one that a tired engineer might write; it replaces one rule or one operator, and some formula of the
named cases must then differ. (That the same cases agree without the bug: test_plan_operators.)
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from servanda.engine.plan import (
    algebra,
    cache,
    compilation,
    duckdb_text,
    lower_aggregate,
    lower_boolean,
    lower_temporal,
)
from servanda.engine.plan.ir import Column, Number, call
from servanda.engine.plan.lower import RULES, Lowering
from servanda.engine.plan.relation import FOREVER, Shape, Timed
from servanda.logic import syntax as s
from servanda.logic.parse import parse_formula
from tests.engine.plan_cases import CASES, DATABASE
from tests.engine.plan_comparison import difference_in, session

Plant = Callable[[pytest.MonkeyPatch], None]


def other_rule(kind: type, wrong: Callable[[Lowering, Any, Timed], Timed]) -> Plant:
    """Put another rule in the place of an operator's."""
    return lambda patch: patch.setitem(RULES, kind, wrong)


def other_formula(kind: type, change: Callable[[Any], s.Formula]) -> Plant:
    """Lower another formula than the one given."""
    right = RULES[kind]

    def wrong(lowering: Lowering, formula: Any, guard: Timed) -> Timed:
        changed = change(formula)
        if type(changed) is kind:
            return right(lowering, changed, guard)
        return lowering.lower(changed, guard)

    return other_rule(kind, wrong)


def other_function(module: Any, name: str, wrong: Callable[..., Any]) -> Plant:
    """Put another function in the place of one of `module`; the right one comes as first argument."""
    right = getattr(module, name)

    def planted(*arguments: Any, **named: Any) -> Any:
        return wrong(right, *arguments, **named)

    return lambda patch: patch.setattr(module, name, planted)


def interval(change: Callable[[s.Interval], s.Interval]) -> Callable[[Any], s.Formula]:
    def changed(formula: s.Once | s.Since | s.Until | s.Previous) -> s.Formula:
        return replace(formula, interval=change(formula.interval))

    return changed


def longer(window: s.Interval) -> s.Interval:
    return window if window.high is None else s.Interval(window.low, window.high + 1)


def shorter(window: s.Interval) -> s.Interval:
    return window if window.high is None else s.Interval(window.low, max(window.low, window.high - 1))


def later(window: s.Interval) -> s.Interval:
    return s.Interval(window.low + 1, window.high)


def from_now(window: s.Interval) -> s.Interval:
    return s.Interval(0, window.high)


def endless(window: s.Interval) -> s.Interval:
    return s.Interval(window.low, None)


def anything(_: s.Interval) -> s.Interval:
    return s.ALL_PAST


def claims_distinct(right: Any, relation: Timed) -> Timed:
    return replace(relation, distinct=True)


def claims_monotone(right: Any, relation: Timed) -> Timed:
    made: Timed = right(replace(relation, monotone=True, distinct=False))
    return made


def claims_snapped(right: Any, relation: Timed) -> Timed:
    made: Timed = right(relation) if relation.shape is Shape.POINTS else algebra.as_spans(relation)
    return replace(made, snapped=True)


def no_stop(right: Any, shape: Shape, side: Any = "") -> Any:
    """A span that lasts for ever."""
    return Number(FOREVER)


def unfiltered(right: Any, relation: Timed, *conditions: Any) -> Timed:
    return relation


def one_run(right: Any, longest: int) -> Timed:
    made: Timed = right(2**40)
    return made


def ignores_keys(right: Any, first: Timed, second: Timed) -> tuple[tuple[str, str], ...]:
    return ()


def only_left(formula: s.Or) -> s.Formula:
    return formula.left


def both(formula: s.Or) -> s.Formula:
    return s.And(formula.left, formula.right)


def not_negated(formula: s.Since | s.Until) -> s.Formula:
    left = formula.left.body if isinstance(formula.left, s.Not) else formula.left
    return replace(formula, left=left)


def negated(formula: s.Since | s.Until) -> s.Formula:
    return replace(formula, left=s.Not(formula.left))


def unbroken(formula: s.Since) -> s.Formula:
    return s.Once(formula.interval, formula.right)


def unbroken_ahead(formula: s.Until) -> s.Formula:
    return s.Eventually(formula.interval, formula.right)


def ungrouped(formula: s.Aggregate) -> s.Formula:
    groups = formula.groups[1:]
    hidden = formula.groups[:1]
    inner = replace(formula, groups=groups)
    if not hidden:
        return formula
    body: s.Formula = s.Exists(tuple(s.free_variables(formula.body) - set(hidden)), formula.body)
    return s.And(inner, body)


def function(operator: Any) -> Callable[[s.Aggregate], s.Formula]:
    return lambda formula: replace(formula, operator=operator)


def swapped(formula: s.Let) -> s.Formula:
    return replace(formula, parameters=formula.parameters[::-1])


def sign(operator: Any, wrong: Any) -> Callable[[s.Comparison], s.Formula]:
    return lambda formula: replace(formula, operator=wrong) if formula.operator == operator else formula


def any_constant(right: Any, source: Timed, columns: Any, formula: s.Predicate) -> Timed:
    """Constants among the arguments are not compared."""
    fresh = tuple(
        s.Variable(f"any{index}") if isinstance(term, s.Constant) else term
        for index, term in enumerate(formula.arguments)
    )
    made: Timed = right(source, columns, replace(formula, arguments=fresh))
    return algebra.project(made, tuple(name for name in made.names if not name.startswith("any")))


def last_variable(right: Any, source: Timed, columns: Any, formula: s.Predicate) -> Timed:
    """A variable that stands twice is not compared."""
    seen: set[s.Term] = set()
    fresh: list[s.Term] = []
    for index, term in enumerate(formula.arguments):
        fresh.append(s.Variable(f"any{index}") if isinstance(term, s.Variable) and term in seen else term)
        seen.add(term)
    made: Timed = right(source, columns, replace(formula, arguments=tuple(fresh)))
    return algebra.project(made, tuple(name for name in made.names if not name.startswith("any")))


def keeps_all(right: Any, kept: Timed, removed: Timed) -> Timed:
    return kept


def at_any_time(right: Any, kept: Timed, removed: Timed) -> Timed:
    """AND NOT that forgets the time of what it subtracts."""
    made: Timed = right(kept, algebra.rigid(removed, removed.names) if removed.names else removed)
    return made


def without_never(right: Any, relation: Timed) -> Timed:
    """Gaps that forget the time before the first row."""
    made: Timed = right(relation)
    return algebra.restrict(made, call("<", Number(-(2**61)), Column("start")))


def nothing_of_nothing(right: Any, value: Timed, *rest: Any) -> Timed:
    return value


def stale_stamp(right: Any, lowering: Lowering, position: Any) -> Any:
    return position


def no_floor(right: Any, lowering: Lowering, position: Any, by: int) -> Any:
    """A bound moved without returning to the first time point of the stamp."""
    return call("+", position, by * lowering.width)


def anchor_breaks(right: Any, anchors: Timed, failing: Timed) -> Any:
    """A breaker at the anchor itself counts."""
    node = right(anchors, failing)
    flipped = {"<": "<=", ">": ">="}
    return replace(node, operator=flipped[node.operator])


def ahead(right: Any, lowering: Any, window: Any, body: Any, *, forward: bool) -> Timed:
    made: Timed = right(lowering, window, body, forward=not forward)
    return made


def first_only(right: Any, relation: Timed, names: tuple[str, ...]) -> Timed:
    """A projection that keeps believing that no row stands twice."""
    made: Timed = right(relation, names)
    return replace(made, distinct=relation.distinct)


BUGS: dict[str, tuple[str, Plant]] = {
    "ONCE one too long": ("ONCE", other_formula(s.Once, interval(longer))),
    "ONCE one too short": ("ONCE", other_formula(s.Once, interval(shorter))),
    "ONCE one too late": ("ONCE", other_formula(s.Once, interval(later))),
    "ONCE without low bound": ("ONCE", other_formula(s.Once, interval(from_now))),
    "ONCE without high bound": ("ONCE", other_formula(s.Once, interval(endless))),
    "ONCE for EVENTUALLY": ("EVENTUALLY", other_rule(s.Eventually, RULES[s.Once])),
    "EVENTUALLY one too long": ("EVENTUALLY", other_formula(s.Eventually, interval(longer))),
    "EVENTUALLY one too late": ("EVENTUALLY", other_formula(s.Eventually, interval(later))),
    "EVENTUALLY without low bound": ("EVENTUALLY", other_formula(s.Eventually, interval(from_now))),
    "HISTORICALLY one too short": ("HISTORICALLY", other_formula(s.Once, interval(shorter))),
    "ALWAYS one too short": ("ALWAYS", other_formula(s.Eventually, interval(shorter))),
    "SINCE one too long": ("SINCE", other_formula(s.Since, interval(longer))),
    "SINCE without low bound": ("SINCE", other_formula(s.Since, interval(from_now))),
    "SINCE never broken": ("SINCE", other_formula(s.Since, unbroken)),
    "SINCE with its negation ignored": ("SINCE", other_formula(s.Since, not_negated)),
    "SINCE with a negation too many": ("SINCE", other_formula(s.Since, negated)),
    "SINCE broken by its anchor's time": ("SINCE", other_function(lower_temporal, "_first_break", anchor_breaks)),
    "UNTIL one too long": ("UNTIL", other_formula(s.Until, interval(longer))),
    "UNTIL without low bound": ("UNTIL", other_formula(s.Until, interval(from_now))),
    "UNTIL never broken": ("UNTIL", other_formula(s.Until, unbroken_ahead)),
    "UNTIL with its negation ignored": ("UNTIL", other_formula(s.Until, not_negated)),
    "UNTIL broken by its anchor's time": ("UNTIL", other_function(lower_temporal, "_last_break", anchor_breaks)),
    "PREVIOUS with any step": ("PREVIOUS", other_formula(s.Previous, interval(anything))),
    "PREVIOUS as NEXT": ("PREVIOUS", other_function(lower_temporal, "step", ahead)),
    "NEXT with any step": ("NEXT", other_formula(s.Next, interval(anything))),
    "NEXT as PREVIOUS": ("NEXT", other_function(lower_temporal, "step", ahead)),
    "spans not cut where the window cannot bridge": ("ONCE", other_function(lower_temporal, "_runs", one_run)),
    "bounds moved from within a stamp": ("ONCE", other_function(lower_temporal, "moved", no_floor)),
    "bounds moved back from within a stamp": ("EVENTUALLY", other_function(lower_temporal, "moved", no_floor)),
    "spans not brought to time points, ONCE": ("ONCE", other_function(algebra, "snap", claims_snapped)),
    "spans not brought to time points, NEXT": ("NEXT", other_function(algebra, "snap", claims_snapped)),
    "spans without stop in AND": ("AND", other_function(algebra, "stop_of", no_stop)),
    "AND that joins every row": ("AND", other_function(algebra, "shared_keys", ignores_keys)),
    "AND NOT that subtracts nothing": ("AND NOT", other_function(algebra, "minus", keeps_all)),
    "AND NOT at any time": ("AND NOT", other_function(algebra, "minus", at_any_time)),
    "NOT ignored": ("NOT", other_rule(s.Not, lambda lowering, formula, guard: guard)),
    "gaps without the first": ("NOT", other_function(algebra, "gaps", without_never)),
    "OR of the left side only": ("OR", other_formula(s.Or, only_left)),
    "OR as AND": ("OR", other_formula(s.Or, both)),
    "a predicate's constants ignored": ("PREDICATE", other_function(lower_boolean, "select_arguments", any_constant)),
    "a predicate's repeated variable ignored": (
        "PREDICATE",
        other_function(lower_boolean, "select_arguments", last_variable),
    ),
    "< as <=": ("COMPARISON", other_formula(s.Comparison, sign("<", "<="))),
    "<= as <": ("COMPARISON", other_formula(s.Comparison, sign("<=", "<"))),
    ">= as >": ("COMPARISON", other_formula(s.Comparison, sign(">=", ">"))),
    "> as >=": ("COMPARISON", other_formula(s.Comparison, sign(">", ">="))),
    "a comparison that does not filter": ("COMPARISON", other_function(algebra, "restrict", unfiltered)),
    "quotients rounded down": (
        "TERM",
        lambda patch: patch.setitem(duckdb_text.FUNCTIONS, "whole quotient", duckdb_text._floor),
    ),
    "floats rounded to whole numbers": (
        "TERM",
        lambda patch: patch.setitem(duckdb_text.FUNCTIONS, "f2i", duckdb_text.FUNCTIONS["to int"]),
    ),
    "EXISTS that takes doubles for distinct": ("CNT", other_function(algebra, "project", first_only)),
    "LET with its parameters swapped": ("LET", other_formula(s.Let, swapped)),
    "an aggregate over doubles": ("SUM", other_function(algebra, "make_distinct", claims_distinct)),
    "CNT over overlapping spans": ("CNT", other_function(algebra, "make_distinct", claims_distinct)),
    "an aggregate without its group": ("SUM", other_formula(s.Aggregate, ungrouped)),
    "SUM as CNT": ("SUM", other_formula(s.Aggregate, function("CNT"))),
    "CNT as SUM": ("CNT", other_formula(s.Aggregate, function("SUM"))),
    "MIN as MAX": ("MIN", other_formula(s.Aggregate, function("MAX"))),
    "MAX as MIN": ("MAX", other_formula(s.Aggregate, function("MIN"))),
    "MED as AVG": ("MED", other_formula(s.Aggregate, function("AVG"))),
    "AVG as MED": ("AVG", other_formula(s.Aggregate, function("MED"))),
    "nothing where nothing is counted": ("CNT", other_function(lower_aggregate, "_with_nothing", nothing_of_nothing)),
    "a position for a time stamp": ("TIME", other_function(lower_boolean, "stamp_of", stale_stamp)),
    "overlapping spans taken for monotone": ("CNT", other_function(algebra, "_without_overlap", claims_monotone)),
    "verdicts before they are final": ("EVENTUALLY", other_function(compilation, "looks_ahead", lambda *_: False)),
}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No statement from before the planting, none for after."""
    monkeypatch.setattr(cache, "_KEPT", OrderedDict())


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some case of the operator differs from the meaning, and not by an error of the engine."""
    operator, plant = BUGS[bug]
    plant(monkeypatch)
    with session(DATABASE) as asked:
        assert any(difference_in(asked, parse_formula(text), DATABASE) for text in CASES[operator])


def test_every_rule_has_a_planted_bug() -> None:
    """Each operator of `RULES` is named by a bug."""
    words = " ".join(BUGS).upper() + " PREDICATE COMPARISON"
    names = {"AGGREGATE": "SUM", "SUBSTRING": "COMPARISON", "MATCHES": "COMPARISON", "EXISTS": "EXISTS"}
    assert [kind for kind in RULES if names.get(kind.__name__.upper(), kind.__name__.upper()) not in words] == []
