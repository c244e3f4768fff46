"""Explanations name facts that suffice, and no fact that does not matter to what they say."""

from collections.abc import Sequence
from random import Random

import pytest

from servanda.engine import explanation
from servanda.engine.database import Database
from servanda.engine.explain_relations import Fact, Remembered, narrowed, restricted
from servanda.engine.explain_text import explanation_data, explanation_lines
from servanda.engine.explanation import Explanation, explain
from servanda.engine.log import read_log, read_signature
from servanda.engine.meaning import denote
from servanda.logic import syntax as s
from servanda.logic.monitorable import prepare
from servanda.logic.parse import parse_formula
from servanda.logic.write import write_formula
from tests.engine.generate import Case, generate_case

SIGNATURE = read_signature("filed(party:string, n:int) seen(party:string) p(int) q(int) t()")


def facts(formula: str, log: str, point: int, **valuation: s.Value) -> tuple[bool, list[str]]:
    found = explain(parse_formula(formula), read_log(log, SIGNATURE), point, valuation)
    return found.holds, sorted(f"{fact.name}{fact.row}@{fact.time_point}" for fact in found.facts())


@pytest.mark.parametrize(
    ("formula", "log", "point", "valuation", "holds", "named"),
    [
        ("ONCE p(x)", "@1 p(1) @2 p(1) @3", 2, {"x": 1}, True, ["p(1,)@1"]),
        ("ONCE p(x)", "@1 p(1) @2 p(1) @3", 2, {"x": 2}, False, []),
        ("p(x) AND NOT q(x)", "@1 p(1) q(1)(2)", 0, {"x": 1}, False, ["p(1,)@0", "q(1,)@0"]),
        ("p(x) AND NOT q(x)", "@1 p(1) q(2)", 0, {"x": 1}, True, ["p(1,)@0"]),
        ("p(x) AND x > 3", "@1 p(1)(7)", 0, {"x": 1}, False, ["p(1,)@0"]),
        ("q(x) SINCE p(x)", "@1 p(1) @2 q(1) @3 q(1)", 2, {"x": 1}, True, ["p(1,)@0", "q(1,)@1", "q(1,)@2"]),
        ("NOT q(x) SINCE p(x)", "@1 p(1) @2 q(1) @3", 2, {"x": 1}, False, ["p(1,)@0", "q(1,)@1"]),
        ("s <- SUM x p(x)", "@1 p(1)(2) q(3)", 0, {"s": 3}, True, ["p(1,)@0", "p(2,)@0"]),
        ("s <- SUM x p(x)", "@1 p(1)(2) q(3)", 0, {"s": 4}, False, ["p(1,)@0", "p(2,)@0"]),
        ("EXISTS x. p(x) AND NOT q(x)", "@1 p(1)(2) q(1)(2)(3)", 0, {}, False, [
            "p(1,)@0", "p(2,)@0", "q(1,)@0", "q(2,)@0",
        ]),
        ("LET d(x) = ONCE p(x) IN d(x) AND q(x)", "@1 p(1) @2 q(1)", 1, {"x": 1}, True, ["p(1,)@0", "q(1,)@1"]),
        ("FORALL x. p(x) IMPLIES EVENTUALLY[0,3] q(x)", "@1 p(1)(2) @2 q(1)", 0, {}, False, ["p(2,)@0"]),
    ],
)  # fmt: skip
def test_the_facts_that_decided(
    formula: str, log: str, point: int, valuation: dict[str, s.Value], holds: bool, named: list[str]
) -> None:
    assert facts(formula, log, point, **valuation) == (holds, named)


def test_where_the_tree_is_not_enough_all_in_reach_is_named() -> None:
    """2 is left out of `p(x) AND NOT q(x)` by q(2), which nothing in the tree names; yet without it 2 would satisfy."""
    formula = parse_formula("p(2) AND r(2) AND NOT EXISTS x. p(x) AND NOT q(x) AND r(x)")
    log = read_log("@1 p(1)(2) q(2) r(2)", read_signature("p(int) q(int) r(int)"))
    found = explain(formula, log, 0, {})
    assert found.holds
    assert found.beside == {Fact("q", (2,), 0)}


def test_an_explanation_reads_as_a_tree() -> None:
    formula = parse_formula("filed(p, n) AND n >= 9000 AND NOT (ONCE[5,*) seen(p)) AND EVENTUALLY[0,10] seen(p)")
    log = read_log("@1 filed(ALBA,9000) @5 seen(ALBA) filed(ALBA,9001) @20 filed(ALBA,12)", SIGNATURE)
    held = explain(formula, log, 0, {"p": "ALBA", "n": 9000})
    whole = "filed(p, n) AND n >= 9000 AND NOT (ONCE[5,*) seen(p)) AND (EVENTUALLY[0,10] seen(p))"
    assert list(explanation_lines(held, log.time_points)) == [
        '@1 (time point 0): (p = "ALBA", n = 9000) satisfies, evaluated as:',
        f'  {whole} holds for p = "ALBA", n = 9000',
        '    filed(p, n) holds for p = "ALBA", n = 9000: filed("ALBA",9000) at @1',
        "    n >= 9000 holds for n = 9000",
        '    NOT (ONCE[5,*) seen(p)) holds for p = "ALBA"',
        '      ONCE[5,*) seen(p) fails for p = "ALBA": no time point lies in the window',
        '    EVENTUALLY[0,10] seen(p) holds for p = "ALBA"',
        '      at @5 (time point 1): seen(p) holds for p = "ALBA": seen("ALBA") at @5',
    ]
    failed = explain(formula, log, 2, {"p": "ALBA", "n": 12})
    assert list(explanation_lines(failed, log.time_points))[2:] == [
        '    filed(p, n) holds for p = "ALBA", n = 12: filed("ALBA",12) at @20',
        "    n >= 9000 fails for n = 12",
    ]
    data = explanation_data(failed, log.time_points)
    assert (data["holds"], data["time_stamp"], data["values"]) == (False, 20, {"p": "ALBA", "n": 12})
    assert data["parts"][0]["parts"][0]["parts"][0]["fact"] == {
        "name": "filed", "values": ["ALBA", 12], "time_point": 2, "time_stamp": 20,
    }  # fmt: skip


def test_an_explanation_is_of_what_is_there() -> None:
    log = read_log("@1 p(1)", SIGNATURE)
    with pytest.raises(ValueError, match="not free variables"):
        explain(parse_formula("p(x)"), log, 0, {"y": 1})
    with pytest.raises(ValueError, match="no time point 1"):
        explain(parse_formula("p(x)"), log, 1, {"x": 1})


def verdict(formula: s.Formula, database: Database, point: int, valuation: dict[str, s.Value]) -> bool:
    """Judged by the evaluator alone, without any explanation."""
    found = denote(formula, database, closed=True)
    return tuple(valuation[name] for name in found.columns) in found.rows[point]


def occasions(case: Case, random: Random) -> list[tuple[int, dict[str, s.Value]]]:
    """Some satisfying valuations, and some that satisfy at another time point only."""
    found = denote(case.formula, case.database, closed=True)
    rows = sorted(set().union(*found.rows))
    if not rows:
        return []
    chosen = []
    for _ in range(4):
        row = random.choice(rows)
        point = random.randrange(len(found.rows))
        chosen.append((point, dict(zip(found.columns, row, strict=True))))
    return chosen


def check(seeds: range) -> tuple[int, int, int, int]:
    held = failed = named = beside = 0
    for seed in seeds:
        random = Random(seed)
        case = generate_case(random)
        for point, valuation in occasions(case, random):
            told = f"seed {seed}, time point {point}, {valuation}: {write_formula(case.formula)}"
            found = explain(case.formula, case.database, point, valuation, closed=True)
            holds = verdict(case.formula, case.database, point, valuation)
            assert found.holds == holds, told
            cited = found.facts()
            assert cited <= all_facts(case.database), told
            assert verdict(case.formula, restricted(case.database, cited), point, valuation) == holds, told
            removed = explained_without(case, found, point, valuation, random)
            assert removed != found, told
            held, failed, named = held + holds, failed + (not holds), named + len(cited)
            beside += bool(found.beside)
    return held, failed, named, beside


def explained_without(
    case: Case, found: Explanation, point: int, valuation: dict[str, s.Value], random: Random
) -> Explanation | None:
    cited = sorted(found.facts(), key=repr)
    if not cited:
        return None
    fewer = all_facts(case.database) - {random.choice(cited)}
    return explain(case.formula, restricted(case.database, fewer), point, valuation, closed=True)


def all_facts(database: Database) -> frozenset[Fact]:
    found = {Fact(name, row, point) for name, rows in database.events.items() for point, row in rows}
    found |= {Fact(name, row, span=(start, end)) for name, rows in database.spans.items() for start, end, row in rows}
    return frozenset(found | {Fact(name, row) for name, rows in database.rigid.items() for row in rows})


def test_the_facts_named_suffice_and_matter() -> None:
    """Checked by the evaluator on these facts alone; without one of them the verdict or the explanation is another."""
    held, failed, named, beside = check(range(200))
    assert held >= 150
    assert failed >= 150
    assert named >= 300
    assert beside <= (held + failed) // 10, "the tree alone should nearly always do"


def test_rows_left_out_before_would_have_changed_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same tree from all facts and from those that may bear on the valuation; and these are fewer."""
    fewer = 0
    for seed in range(60):
        random = Random(seed)
        case = generate_case(random)
        for point, valuation in occasions(case, random):
            quick = explain(case.formula, case.database, point, valuation, closed=True)
            with monkeypatch.context() as patch:
                patch.setattr(explanation, "narrowed", lambda database, *_: database)
                assert explain(case.formula, case.database, point, valuation, closed=True) == quick
            formula = prepare(case.formula, case.database.signature, closed=True).formula
            kept = narrowed(case.database, formula, valuation)
            fewer += all_facts(kept) < all_facts(case.database)
    assert fewer >= 60


def test_windows_are_looked_at_only_from_where_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of an explanation follows the windows that it looks into, not the length of the log."""
    facts = read_log("".join(f"@{stamp} p({stamp % 7})\n" for stamp in range(2000)), read_signature("p(a:int)"))
    looked = 0
    right = Remembered.looked_at

    def counted(known: Remembered, formula: s.Formula, point: int) -> Sequence[int]:
        nonlocal looked
        found = right(known, formula, point)
        looked += len(found)
        return found

    monkeypatch.setattr(Remembered, "looked_at", counted)
    found = explain(parse_formula("p(x) AND NOT (ONCE[1,20] (p(x) AND ONCE[1,3] p(x)))"), facts, 1500, {"x": 1500 % 7})
    assert found.holds
    assert looked < 1000


@pytest.mark.long
def test_the_facts_named_suffice_and_matter_in_many_cases() -> None:
    held, failed, _, _ = check(range(1000, 3000))
    assert held >= 1500
    assert failed >= 1500
