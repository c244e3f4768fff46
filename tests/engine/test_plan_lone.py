"""UNTIL up to an event that comes once for each key: asked of that one event, and equal to the meaning all the same."""

from random import Random

import pytest

from servanda.engine import meaning
from servanda.engine.database import Database
from servanda.engine.plan.compilation import Question, compile_formula
from servanda.engine.plan.ir import AsOf, Group
from servanda.logic.parse import parse_formula
from servanda.logic.schema import schema, signature
from tests.engine.plan_comparison import difference, session
from tests.engine.test_plan_shapes import nodes

SIGNATURE = signature(
    schema("asked", "id:int", "by:int"), schema("done", "id:int", "by:int", "how:int"), schema("shut", "by:int")
)
FORMULAS = (
    "asked(i,p) AND ((NOT shut(p)) UNTIL[0,9] EXISTS n. done(i,p,n))",
    "asked(i,p) AND ((NOT shut(p)) UNTIL[4,20] EXISTS n. done(i,p,n))",
    "asked(i,p) AND ((NOT shut(p)) UNTIL[1,30] (EXISTS n. done(i,p,n) AND n > 1))",
    "asked(i,p) AND ((NOT EXISTS q. shut(q)) UNTIL[0,30] EXISTS q, n. done(i,q,n))",
    "asked(i,p) AND ((NOT shut(p)) UNTIL[0,20] done(i,p,1))",
)


def facts(seed: int, *, wide: bool, again: bool) -> Database:
    """Few ids, asked for often; each is done once, or `again`; shut at the time of some. `wide`: several time points
    bear one stamp."""
    random = Random(seed)
    stamps = sorted(random.choices(range(12), k=30) if wide else random.sample(range(45), 30))
    asked = [(random.randrange(30), (number, number % 2)) for number in random.choices(range(6), k=40)]
    ids = random.choices(range(6), k=12) if again else range(6)
    done = [(random.randrange(30), (number, number % 2, random.randrange(1, 3))) for number in ids]
    shut = [(at, (by,)) for at, (_, by, _) in done[:3]] + [(random.randrange(30), (0,))]
    return Database(SIGNATURE, tuple(stamps), {"asked": asked, "done": done, "shut": shut})


def check(text: str, seeds: range) -> int:
    """How often there was a verdict."""
    formula = parse_formula(text)
    satisfied = 0
    for seed in seeds:
        database = facts(seed, wide=seed % 2 == 0, again=seed % 3 == 0)
        assert difference(formula, database, episodes=False) is None
        satisfied += bool(meaning.evaluate(formula, database))
    return satisfied


@pytest.mark.parametrize("text", FORMULAS)
def test_what_lasts_until_it_agrees_with_the_meaning(text: str) -> None:
    assert check(text, range(1, 9)) >= 3


@pytest.mark.long
@pytest.mark.parametrize("text", FORMULAS)
def test_what_lasts_until_it_agrees_with_the_meaning_in_many_cases(text: str) -> None:
    assert check(text, range(5, 305)) >= 100


def test_it_is_found_by_its_key_where_it_comes_once() -> None:
    formula = parse_formula(FORMULAS[0])
    looked: dict[bool, tuple[int, int]] = {}
    for once in (False, True):
        sole = {("done", (0, 1))} if once else set()
        made = compile_formula(formula, SIGNATURE, set(SIGNATURE), sole, 1, None, Question.STAMPS, closed=False)
        kinds = [type(node) for node in nodes(made.node)]
        looked[once] = kinds.count(AsOf), kinds.count(Group)
    assert looked == {False: (2, 1), True: (1, 0)}


def test_whether_it_comes_once_is_asked_of_the_facts() -> None:
    formula = parse_formula(FORMULAS[0])
    with session(facts(1, wide=False, again=False)) as once:
        assert once.sql(formula).count("ASOF") == 1
    with session(facts(3, wide=False, again=True)) as several:
        assert several.sql(formula).count("ASOF") == 2
