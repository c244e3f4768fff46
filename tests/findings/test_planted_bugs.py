"""Bugs planted in the translation, in the proof and in the deadlines: each is noticed by some small case or comparison.

A bug is a change of the source text of one function, run in place of the function. The cases are those of the tests
beside this one: the expectations of `test_meaning_of_norms_*`, and the counts by hand of `test_oracle`.
"""

import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from tests.findings import (
    test_changes,
    test_formulas,
    test_meaning_of_norms_gaps,
    test_meaning_of_norms_kinds,
    test_meaning_of_norms_limits,
    test_meaning_of_norms_proof,
    test_meaning_of_norms_silence,
    test_meaning_of_norms_time,
    test_meaning_of_norms_triggers,
    test_meaning_of_norms_years,
    test_nil_returns,
    test_oracle,
    test_recorded_order,
    test_standing,
    test_tolerated,
)

FOLDERS = (
    "servanda.agreement.core",
    "servanda.findings",
    "servanda.findings.world",
    "servanda.findings.verdicts",
    "servanda.findings.alike",
    "servanda.evidence.columnar",
    "servanda.report.parquet",
    "servanda.agreement",
)


@dataclass(frozen=True)
class Bug:
    """In the function or method `name`, `right` is replaced by `wrong`; `checker` notices it.

    `checker`: the name of a module in `expectations`, and a part of the names of the tests to run of it, or nothing.
    """

    name: str
    right: str
    wrong: str
    checker: str

    def __str__(self) -> str:
        return f"{self.name}: {self.right.strip()[:40]} → {self.wrong.strip()[:40]}"


BUGS = (
    # The translation of conditions: Kleene's logic as two formulas.
    Bug("compare", "rising == sure else left.high", "rising != sure else left.high", "proof"),
    Bug("compare", "rising == sure else right.low", "rising != sure else right.low", "proof"),
    Bug("compare", "Comparison(operator, first, second)",
        'Comparison({">=": ">", "<=": "<"}.get(operator, operator), first, second)', "proof"),
    Bug("compare", "left.exact or left", "left", "proof"),
    Bug("holds", "not sure, guard", "sure, guard", "proof"),
    Bug("holds", "And(guard, Not(self.holds(body, scope, not sure, guard)))",
        "self.holds(body, scope, not sure, guard)", "proof"),
    Bug("holds", "return Or(self.holds(left", "return And(self.holds(left", "proof"),
    Bug("_option", "value.exact or value", "value", "proof"),
    Bug("_option", "value.low if sure else value.high", "value.high", "proof"),
    Bug("_numeric", "Constant(label), low, high", 'Constant(""), low, high', "proof"),
    Bug("_compare_date", '("<=", ">")', '("<", ">=")', "proof"),
    Bug("_arithmetic", "left.low, right.high", "left.low, right.low", "arithmetic"),
    Bug("_quotient", "by - 1", "by", "proof"),
    Bug("_related", "(left.term, right.term)", "(right.term, left.term)", "limits"),
    # The translation of norms.
    Bug("_deeds", "self.deed(self.translator(), True, early)",
        "self.deed(self.translator(), False, early)", "time"),
    Bug("_deeds", "self.deed(self.translator(), False, late)",
        "self.deed(self.translator(), True, late)", "time"),
    Bug("_deeds", '{kind}_late"', '{kind}_early"', "time"),
    Bug("deed", 'parts.append(Predicate(f"{deed.act}_{act.record.target}", (*act.key, here)))',
        "pass", "silence"),
    Bug("deed", "ends[0] if sure else ends[1]", "ends[1]", "kinds"),
    Bug("_filed_by", "return own", 'return logic.Exists((who.name,), filed)', "silence"),
    Bug("bound_only", "if not parts:", "if parts:", "time"),
    Bug("_bearing", "return And(found, Not(", "return And(found, (", "sides"),
    Bug("_exception", "Or(certain, both)", "both", "silence"),
    Bug("_exception", "And(claims[0], possible)", "claims[0]", "silence"),
    Bug("_claim", "Constant(1 if sure else 0)", "Constant(-(10**17))", "silence"),
    Bug("_used", "sure=sure)", "sure=False)", "quotas"),
    Bug("_used", "{'_sure' if sure else ''}", "", "quotas"),
    Bug("_used", "if allowance.per_requester:", "if False:", "kinds"),
    Bug("_stating", "for option in options:", "for option in options[:1]:", "kinds"),
    Bug("_for_date", 'Comparison(">=", low, MATCH)', 'Comparison("<=", low, MATCH)', "kinds"),
    Bug("limit", 'Comparison(">", low, most) if', 'Comparison(">=", low, most) if', "limits"),
    Bug("limit", 'Comparison(">", low, most) if', 'Comparison(">", high, most) if', "limits"),
    Bug("limit", 'Comparison("<=", high, least) if', 'Comparison("<=", low, least) if', "limits"),
    Bug("limit", 'else Comparison("<", high, least)', 'else Comparison("<=", high, least)', "limits"),
    Bug("prohibition", "guard = translator.holds(norm.relation, scope, sure, guard)", "pass", "kinds"),
    Bug("_earlier", 'Comparison("<", before, year)', 'Comparison("<=", before, year)', "years"),
    # Aggregates.
    Bug("_window", "seconds(window.duration) - 1", "seconds(window.duration)", "limits"),
    Bug("aggregate", "for sure in (True, False)", "for sure in (False, False)", "limits"),
    Bug("_happened", 'how, name = "sure" if sure else "maybe"', 'how, name = "maybe"', "limits"),
    Bug("_happened", "if sure and term.window is not None", "if False and term.window is not None",
        "sums"),
    Bug("_summed", "kept = {*outer, share.name, *(item.name for item in keys)}",
        "kept = {*outer, share.name}", "limits"),
    # Proof.
    Bug("settle", "reverse=True)[sources - 1]", "reverse=True)[sources - 2]", "proof"),
    Bug("settle", "for item in intervals)[sources - 1]", "for item in intervals)[-1]", "proof"),
    Bug("settle", "if len(intervals) < sources:", "if len(intervals) < sources - 1:", "proof"),
    Bug("settle", "return Settled(min(low, high), max(low, high), high < low, exact)",
        "return Settled(min(i[0] for i in intervals), max(i[1] for i in intervals), high < low, exact)", "proof"),
    Bug("_settled_names", "supporting >= sources > excluding", "supporting >= sources", "proof"),
    Bug("_settled_names", "if not excluding >= sources > supporting:", "if True:", "proof"),
    Bug("inadmissible", "statement.known > known_by", "statement.known >= known_by", "time"),
    Bug("inadmissible", 'statement.world == "observed" and not', "not", "proof"),
    Bug("numbers", "min(before[0], value.low)", "max(before[0], value.low)", "proof"),
    Bug("covers", "low <= start and end <= high", "low <= start", "kinds"),
    # Deadlines, deeds, periods.
    Bug("due", "sign = -1", "sign = 1", "time"),
    Bug("due", "add(low, deadline.duration", "add(low - DAY, deadline.duration", "time"),
    Bug("due", "return Due(early, late, remark)", "return Due(late, early, remark)", "time"),
    Bug("due", "return Due(early, late, remark)", "return Due(early, early, remark)", "time"),
    Bug("periods", "before = end", "before = ALWAYS", "kinds"),
    Bug("_match", "return day.year + 1", "return day.year", "kinds"),
    Bug("_verdict", "if view.as_of < deadline.late:", "if view.as_of <= deadline.late:", "time"),
    Bug("_triggered", "inside and (key, bearer) in sure", "(key, bearer) in sure", "time"),
    Bug("_contested", "if other.verdict == plain.verdict:", "if True:", "silence"),
    Bug("_beyond_tolerance", "> tolerance.in_a_row.count", ">= tolerance.in_a_row.count", "limits"),
    Bug("answer", "not doubtful", "True", "limits"),
    Bug("yearly_answers", "if low > bound_high:", "if high > bound_low:", "years"),
    Bug("_covered", "if low > reached:", "if False:", "limits"),
    Bug("shared_rows", "dated[index + 1][0] if index + 1 < len(dated) else None", "None", "time"),
    Bug("_instants", "return fact.when.low, max(fact.when.low, last)",
        "return fact.when.low, fact.when.low", "sums"),
    Bug("ticks", "found |= {at + length", "found |= {at", "limits"),
    Bug("_counted", "max(settled.low, 0)", "settled.low", "limits"),
    Bug("_differs", "first.high < second.low or second.high < first.low", "True", "triggers"),
    Bug("_state", "start = _last_day(item.when, view_) if first else item.when.low",
        "start = item.when.low", "limits"),
    Bug("_own", "{'_sure' if sure else ''}", "", "nil"),
    Bug("_own", "{record.declarer}_{how}", "{record.declarer}_maybe", "nil"),
    Bug("_own", "(own, BEARER)", "(own, Variable('anyone'))", "nil"),
    Bug("_bound_in", "year + 1", "year", "nil"),
    Bug("nil_returns", "fact.when.low > end", "fact.when.high > end", "nil"),
    Bug("filed", "said.low == said.high", "True", "nil"),
    Bug("over_nothing", "one - other if", "one + other if", "nil"),
    Bug("_years", "start = max(first,", "start = max(case.start,", "nil"),
    Bug("_nothing_declared", "item.low > item.bound_high if", "item.low >= item.bound_high if", "nil"),
    # What changed since the last act of a kind.
    Bug("risen", '">=", new, before', '">", new, before', "changes so_many_percent"),
    Bug("risen", "_times(self.high, 100", "_times(self.low, 100", "changes so_many_percent"),
    Bug("fallen", "100 - self.said.percent", "100 + self.said.percent", "changes so_many_percent"),
    Bug("not_risen", "_times(self.new.high, 100)", "_times(self.new.low, 100)", "changes so_many_percent"),
    Bug("not_fallen", 'Comparison(">", new, before)', 'Comparison(">=", new, before)', "changes so_many_percent"),
    Bug("_deed", "Since(ALL_PAST, self._held(), began)", "Since(ALL_PAST, began, began)", "changes"),
    Bug("_last", 'self._filed("maybe")', 'self._filed("sure")', "changes"),
    Bug("_recorded", "Since(ALL_PAST, seen, And(self._deed(), seen))",
        "And(Once(ALL_PAST, self._deed()), seen)", "changes"),
    Bug("never_filed", "Not(missing)", "missing", "changes"),
    Bug("_link", "if not field.type.options:", "if True:", "changes"),
    Bug("answers_what_was", 'norm.deadline.kind == "after"', "False", "changes"),
    # What stands from one act or event until another.
    Bug("_certainly_by_now", 'Once(_before(moment, scope), moment.at("sure"))',
        'Once(_before(moment, scope), moment.at("maybe"))', "standing"),
    Bug("standing", "Interval(0, shortest)", "Interval(0, longest)", "standing"),
    Bug("standing", "Interval(longest + 1, None)", "Interval(shortest + 1, None)", "standing"),
    Bug("standing", "if not sure:\n        back", "if sure:\n        back", "standing"),
    Bug("_not_closed", "inner, not sure, body", "inner, sure, body", "standing"),
    Bug("_not_closed", "if sure:\n        seen", "if False:\n        seen", "standing"),
    Bug("_before", "return Interval(DAY, None)", "return logic.ALL_PAST", "standing"),
    Bug("lapse", "(max(days) + 1) * DAY", "max(days) * DAY", "standing"),
    Bug("_on_occasion", "And(then[0], then[-1]) if sure", "then[-1] if sure", "standing between_the_days"),
    Bug("_on_occasion", "Not(Once(ALL_PAST, happened[-1]))", "Once(ALL_PAST, happened[-1])", "standing exception"),
    Bug("_has_times", "is not Kind.RIGID", "is Kind.SPAN", "standing exception"),
    # What came first within one day.
    Bug("first", 'Comparison("<=", one.low, other.high)', 'Comparison("<", one.low, other.high)', "standing"),
    Bug("first", 'Comparison("<", one.high, other.low)', 'Comparison("<", one.low, other.low)', "order unknown"),
    Bug("first", "Not(by_number(translator, other, one))", "Not(by_number(translator, one, other))",
        "order recorded_first"),
    Bug("by_number", 'Comparison("<=", low, high)', 'Comparison("=", low, low)', "order stamps"),
    Bug("_before_acts", "if isinstance(held.record, ActType):", "if False:", "order unknown"),
    Bug("_certainly_by_now", "if moment.recorded and", "if False and", "order recorded_first"),
    Bug("_used", 'Not(Comparison("=", other, OCCASION))', 'Comparison("=", Constant(0), Constant(0))',
        "order own_quota"),
    Bug("_page", "if day == day_of(fact.when.high, agreement.zone) else None", "", "order file"),
    Bug("_page", "len(fact.statements) != 1 or", "", "order two_rows"),
    # Formulas in norms, and what is tolerated of what is forbidden.
    Bug("_raw", "condition.text(sure)", "condition.text(True)", "formulas"),
    Bug("_raw", "facts(self.agreement), names)", "facts(self.agreement), {})", "formulas"),
    Bug("_counts", "days[1] - days[0] + 1 >", "days[1] - days[0] >", "tolerated"),
    Bug("_counts", "days[1] - tolerance.window.count + 1", "days[1] - tolerance.window.count", "tolerated"),
    Bug("_counts", "covered.update(range(max(low, first), min(high, days[1]) + 1))",
        "covered.update((low, x) for x in range(max(low, first), min(high, days[1]) + 1))", "tolerated"),
    Bug("_certain", "min(fact.number(ended).low, view.as_of)", "fact.number(ended).low", "tolerated"),
    Bug("beyond", "[most[one] for one in keys]", "[most[key]]", "tolerated"),
    Bug("distance", "least > 0", "least > 500", "gaps"),
    Bug("kind", '"understated" if low is not None and low > 0', '"understated" if low is not None and low < 0', "gaps"),
)  # fmt: skip


# --- the cases that must notice -------------------------------------------------------------------------------------


def run(module: ModuleType, part: str = "") -> None:
    """Every test of a module with that part in its name, with every parameter, until one fails."""
    for name, test in sorted(vars(module).items()):
        if not name.startswith("test_") or part not in name or not callable(test):
            continue
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        if any(mark.name == "long" for mark in getattr(test, "pytestmark", [])):
            continue
        for arguments in combinations(marks):
            test(**arguments)


def combinations(marks: list[pytest.Mark]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [{}]
    for mark in marks:
        names = mark.args[0] if isinstance(mark.args[0], tuple) else (mark.args[0],)
        rows = [row if isinstance(mark.args[0], tuple) else (row,) for row in mark.args[1]]
        found = [{**one, **dict(zip(names, row, strict=True))} for one in found for row in rows]
    return found


def sums() -> None:
    test_oracle.compare("sum", range(150))


def expectations(name: str) -> Callable[[], None]:
    modules = {
        "proof": test_meaning_of_norms_proof,
        "time": test_meaning_of_norms_time,
        "silence": test_meaning_of_norms_silence,
        "limits": test_meaning_of_norms_limits,
        "kinds": test_meaning_of_norms_kinds,
        "gaps": test_meaning_of_norms_gaps,
        "triggers": test_meaning_of_norms_triggers,
        "years": test_meaning_of_norms_years,
        "nil": test_nil_returns,
        "changes": test_changes,
        "formulas": test_formulas,
        "tolerated": test_tolerated,
        "standing": test_standing,
        "order": test_recorded_order,
    }
    single = {
        "quotas": test_meaning_of_norms_kinds.test_an_uncertain_order_or_year_leaves_the_quota_open,
        "arithmetic": test_meaning_of_norms_proof.test_a_difference_of_uncertain_numbers_is_an_interval,
    }
    if name in single:
        return single[name]
    if name == "sums":
        return sums
    if name == "sides":
        return lambda: run(test_meaning_of_norms_silence)
    module, _, part = name.partition(" ")
    return lambda: run(modules[module], part)


def _written(held: Any) -> bool:
    """Whether it is a function that somebody wrote; one whose answers are kept, too: changed, it starts without any."""
    inner = inspect.unwrap(held) if callable(held) else None
    return inspect.isfunction(inner) and not inner.__code__.co_filename.startswith("<")


def home(bug: Bug) -> tuple[ModuleType, object, Callable[..., object], str]:
    """The module of the function, what holds it (the module or a class), the function, and its source."""
    found = []
    for folder in FOLDERS:
        for info in pkgutil.iter_modules(importlib.import_module(folder).__path__, f"{folder}."):
            module = importlib.import_module(info.name)
            classes = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == info.name]
            for holder in (module, *classes):
                right: Any = vars(holder).get(bug.name)
                if _written(right) and right.__module__ == info.name:
                    source = textwrap.dedent(inspect.getsource(right))
                    if bug.right in source:
                        found.append((module, holder, right, source))
    assert len(found) == 1, f"one function should have this source: {bug}: {[item[0].__name__ for item in found]}"
    return found[0]


def planted(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the changed function in place of the right one, wherever it was imported to."""
    module, holder, right, source = home(bug)
    changed: dict[str, object] = {}
    exec(compile(source.replace(bug.right, bug.wrong), str(module.__file__), "exec"), vars(module), changed)
    monkeypatch.setattr(holder, bug.name, changed[bug.name])
    for other in list(sys.modules.values()):
        if getattr(other, "__name__", "").startswith("servanda.") and vars(other).get(bug.name) is right:
            monkeypatch.setattr(other, bug.name, changed[bug.name])


def notice(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of `raises`, so that a bug without a home is none that is noticed."""
    planted(bug, monkeypatch)
    for module in (test_changes, test_formulas, test_tolerated):
        # The bug is in what both evaluators are asked: the quick one tells.
        monkeypatch.setattr(module, "WHICH", ("meaning", "meaning"))
    with pytest.raises((AssertionError, LookupError, ValueError, TypeError)):
        expectations(bug.checker)()


# Every day a quarter of them, which is a bug of nearly every function; with --long all.
@pytest.mark.parametrize("bug", BUGS[::4], ids=str)
def test_a_planted_bug_is_noticed(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    notice(bug, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("bug", [bug for index, bug in enumerate(BUGS) if index % 4], ids=str)
def test_every_planted_bug_is_noticed(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    notice(bug, monkeypatch)


@pytest.mark.long
def test_the_cases_notice_nothing_where_nothing_is_planted() -> None:
    for name in sorted({bug.checker for bug in BUGS}):
        expectations(name)()
