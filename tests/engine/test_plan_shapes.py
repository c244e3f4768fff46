"""The shape of plans: what they join, and the special ways that save a join, equal to the meaning."""

from collections import OrderedDict
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from servanda.engine import meaning
from servanda.engine.database import Database
from servanda.engine.plan import algebra, cache, lower_extreme, lower_temporal, lower_window
from servanda.engine.plan.compilation import Question, compile_formula
from servanda.engine.plan.ir import (
    AsOf,
    Call,
    Column,
    Expression,
    Group,
    Join,
    Literal,
    Node,
    Select,
    Table,
    Union,
    Window,
)
from servanda.logic.parse import parse_formula
from servanda.logic.schema import schema, signature
from servanda.logic.syntax import Since
from tests.engine.plan_comparison import difference, session

DAYS = signature(
    schema("exercise", "i:int", "p:int", "n:int"),
    schema("notify", "i:int", "p:int", "m:int"),
    schema("inspect", "s:int", "q:int"),
    schema("close", "s:int"),
    schema("declare", "s:int"),
    schema("transfer", "i:int", "p:int", "n:int"),
)
REFERENCES = (
    "exercise(i,p,n) AND n >= 9000 AND NOT (ONCE[42d,*) EXISTS m. notify(i,p,m))",
    "exercise(i,p,n) AND n >= 9000 AND NOT (ONCE[42d,365d] EXISTS m. notify(i,p,m))",
    "inspect(s,q) AND NOT ((NOT close(s)) SINCE[0,365d] declare(s))",
    "(EXISTS i,n. transfer(i,p,n)) AND (s <- SUM n; p ONCE[0,365d] transfer(i,p,n)) AND s > 29920",
    "notify(i,p,m) AND NOT (EVENTUALLY[0,290d] EXISTS n. exercise(i,p,n))",
)
NORMS = (
    "(EXISTS i,n. transfer(i,p,n)) AND (c <- CNT i; p ONCE[0,30d] transfer(i,p,n)) AND c > 12",
    "exercise(i,p,n) AND ((NOT EXISTS j,k. notify(j,p,k)) SINCE notify(h,p,m)) AND n > m",
    "declare(s) AND NOT (ONCE[1d,370d] declare(s))",
    "inspect(s,q) AND NOT (ONCE[0,30d] (close(s) AND ONCE[0,60d] declare(s)))",
    "(EXISTS r. inspect(s,r)) AND (c <- CNT q; s ONCE[0,14d] inspect(s,q)) AND c >= 3",
    "notify(i,p,m) AND ((NOT close(p)) UNTIL[42d,290d] EXISTS n. exercise(i,p,n))",
    "exercise(i,p,n) AND (m <- MAX k; p ONCE[0,30d] transfer(j,p,k)) AND n < m",
    "exercise(i,p,n) AND (m <- MIN k; p ONCE transfer(j,p,k)) AND n < m",
    "inspect(s,q) AND HISTORICALLY[0,90d] NOT close(s)",
    "exercise(i,p,n) AND NOT ((ONCE[42d,*) EXISTS m. notify(i,p,m)) OR ONCE[0,7d] declare(p))",
)


def nodes(node: Node) -> Iterator[Node]:
    """All nodes of a plan, each once."""
    seen: dict[int, Node] = {}
    pending = [node]
    while pending:
        item = pending.pop()
        if id(item) in seen:
            continue
        seen[id(item)] = item
        yield item
        match item:
            case Select(source, _, _) | Group(source, _, _):
                pending.append(source)
            case Join() | AsOf():
                pending += [item.left, item.right]
            case Union(parts):
                pending += parts
            case _:
                pass


def one_a_key(node: Node, keys: set[str]) -> bool:
    """Whether `node` plainly has at most one row for each value of `keys`."""
    match node:
        case Group(_, grouped, _):
            return set(grouped) <= keys
        case Select(source, outputs, _) if all(dict(outputs).get(name) is not None for name in keys):
            return one_a_key(source, keys)
        case _:
            return False


def mentions_time(value: Expression) -> bool:
    match value:
        case Column(name):
            return name in {"here", "start", "stop", "position"}
        case Call(_, arguments):
            return any(map(mentions_time, arguments))
        case _:
            return False


def pairs_many(join: Join) -> bool:
    """Whether a row may meet many by a condition beyond equal keys, most of which the condition then drops."""
    if not any(mentions_time(condition) for condition in join.also):
        return not join.on
    times = isinstance(join.right, Table) and join.right.name == "time_points"
    return not times and not one_a_key(join.right, {name for _, name in join.on})


@pytest.mark.parametrize("text", REFERENCES + NORMS)
def test_no_row_meets_many_to_be_dropped(text: str) -> None:
    """No join of the plan compares rows of equal keys by a range, and none is without keys: no cost is quadratic."""
    unrepeated = {("transfer", (0, 1, 2))}
    made = compile_formula(parse_formula(text), DAYS, set(DAYS), unrepeated, 1, None, Question.STAMPS, closed=False)
    joins = [node for node in nodes(made.node) if isinstance(node, Join)]
    assert [join for join in joins if pairs_many(join)] == []
    with session(Database(DAYS, (1, 2))) as asked:
        sql, parameters = asked.statement(parse_formula(text))
        physical = asked._store.execute(f"EXPLAIN {sql}", parameters).fetchall()
    assert not any(word in str(physical) for word in ("NESTED_LOOP", "CROSS_PRODUCT", "BLOCKWISE"))


def test_a_join_that_pairs_many_is_known_for_one() -> None:
    """The check can fail: a value beside an event that was in force some time within a window is such a join."""
    text = "exercise(i,p,n) AND (ONCE[0,365d] notify(i,p,m)) AND n > m"
    made = compile_formula(parse_formula(text), DAYS, set(DAYS), set(), 1, None, Question.STAMPS, closed=False)
    assert any(pairs_many(node) for node in nodes(made.node) if isinstance(node, Join))


SMALL = signature(
    schema("told", "by:int", "id:int", "much:int"),
    schema("asked", "by:int"),
    schema("named", "by:int", "as:string"),
    schema("seen", "by:int", "id:int"),
)
SPECIAL = (
    "asked(p) AND ((NOT EXISTS j,k. told(p,j,k)) SINCE told(p,h,m))",
    "asked(p) AND ((NOT EXISTS j,k. told(p,j,k)) SINCE[0,9] told(p,h,m)) AND m > 2",
    "asked(p) AND ((NOT EXISTS j,k. told(p,j,k)) SINCE[3,9] told(p,h,m))",
    "asked(p) AND ((NOT EXISTS j. told(p,j,m)) SINCE told(p,h,m))",
    "asked(p) AND ((NOT EXISTS j. told(p,j,j)) SINCE told(p,h,m))",
    "told(p,a,b) AND ((NOT EXISTS j,k. told(q,j,k)) SINCE told(q,h,m)) AND b < m",
    "asked(p) AND (m <- MAX k; p ONCE[0,9] told(p,j,k))",
    "asked(p) AND (m <- MIN k; p ONCE[2,9] told(p,j,k))",
    "asked(p) AND (m <- MAX k ONCE[0,30] told(q,j,k))",
    "asked(p) AND (m <- MIN k; p ONCE[1,*) told(p,j,k))",
    "asked(p) AND (m <- MAX k ONCE told(q,j,k))",
    "asked(p) AND (m <- MAX a; p ONCE[0,9] named(p,a))",
    "asked(p) AND (m <- MIN a; p EVENTUALLY[1,7] named(p,a))",
    "m <- MAX k; p ONCE[2,5] told(p,j,k)",
    "m <- MAX k EVENTUALLY[0,3] told(q,j,k)",
    "asked(p) AND ((NOT EXISTS j,k. told(p,j,k)) SINCE told(p,h,4))",
    "asked(p) AND ((NOT EXISTS j. seen(p,j)) SINCE[0,20] seen(p,p))",
    "asked(p) AND ((NOT EXISTS j. seen(p,j)) SINCE seen(p,h))",
    "seen(p,a) AND ((NOT EXISTS j,k. told(p,j,k)) SINCE told(p,a,m))",
    "(EXISTS b. seen(p,b)) AND (c <- CNT a; p ONCE[0,9] seen(p,a))",
    "(EXISTS b. seen(p,b)) AND (s <- SUM a; p ONCE[2,9] seen(p,a))",
    "seen(p,b) AND (s <- AVG a; p ONCE[0,*) seen(p,a)) AND i2f(b) < s",
    "asked(p) AND (c <- CNT a; p ONCE[0,9] seen(p,a))",
    "asked(p) AND (s <- SUM a; p ONCE[1,9] seen(p,a))",
    "named(p,n) AND (s <- AVG a; p ONCE[0,9] seen(p,a))",
    "told(p,a,b) AND (s <- SUM k; p ONCE[0,9] told(p,j,k))",
    "told(p,a,b) AND (m <- MAX k; p ONCE[1,9] told(p,j,k)) AND b < m",
    "told(p,a,b) AND (m <- MIN k; p,a ONCE[0,9] told(p,a,k)) AND b > m",
    "told(p,a,b) AND (m <- MAX n; p ONCE[0,*) named(p,n))",
    "asked(p) AND (m <- MAX k; p ONCE[0,9] told(p,j,k)) AND (c <- CNT a; p ONCE[0,5] seen(p,a)) AND c < m",
)


def facts(seed: int, *, apart: bool) -> Database:
    random = Random(seed)
    stamps = sorted(random.sample(range(90), 30)) if apart else sorted(random.choices(range(40), k=30))
    told = [(random.randrange(30), (random.randrange(2), random.randrange(4), random.choice((-3, 0, 4, 7))))
            for _ in range(25)]  # fmt: skip
    asked = [(random.randrange(30), (random.randrange(2),)) for _ in range(20)]
    named = [(random.randrange(30), (random.randrange(2), random.choice(("", "A", "a", "B'")))) for _ in range(20)]
    seen = [(random.randrange(30), (random.randrange(2), random.randrange(3))) for _ in range(25)]
    return Database(SMALL, tuple(stamps), {"told": told, "asked": asked, "named": named, "seen": seen})


@pytest.mark.parametrize("apart", [True, False], ids=["apart", "together"])
@pytest.mark.parametrize("text", SPECIAL)
def test_the_special_ways_agree_with_the_meaning(text: str, apart: bool) -> None:
    formula = parse_formula(text)
    satisfied = 0
    for seed in (0, 3):
        database = facts(seed, apart=apart)
        assert difference(formula, database, closed=seed == 3) is None
        satisfied += bool(meaning.evaluate(formula, database, closed=seed == 3))
    assert satisfied >= 1


def wrong_window(*, back: int, partition: bool) -> object:
    def made(
        function: str, argument: object, keys: tuple[str, ...], order: tuple[str, ...], frame: object = None
    ) -> Window:
        longer = (frame[0] + back, frame[1]) if isinstance(frame, tuple) and frame[0] is not None else frame
        return Window(function, argument, keys if partition else (), order, longer)  # type: ignore[arg-type]

    return made


BUGS: dict[str, tuple[Any, str, object]] = {
    "a window one too long": (lower_extreme, "Window", wrong_window(back=1, partition=True)),
    "a window one too short": (lower_extreme, "Window", wrong_window(back=-1, partition=True)),
    "extremes over all groups": (lower_extreme, "Window", wrong_window(back=0, partition=False)),
    "a window elsewhere one too long": (lower_window, "Window", wrong_window(back=1, partition=True)),
    "a window elsewhere one too short": (lower_window, "Window", wrong_window(back=-1, partition=True)),
    "a window elsewhere over all groups": (lower_window, "Window", wrong_window(back=0, partition=False)),
    "each value once, whatever else differs": (lower_window.WindowSum, "alone", property(lambda found: True)),
    "the latest anchor is never broken": (lower_temporal, "_broken_by_anchors_alone", lambda *_: True),
    "every value is the last": (lower_temporal, "_replaced_by", lambda formula: frozenset({"p"})),
    "stretches that never end": (algebra, "_join_aligned", None),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_of_the_special_ways_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, wrong = BUGS[bug]
    if wrong is None:
        right = algebra._join_aligned

        def endless(first: object, second: object, on: object, keys: object) -> object:
            with monkeypatch.context() as patch:
                patch.setattr(algebra, "call", lambda operator, *parts: Literal(1))
                return right(first, second, on, keys)  # type: ignore[arg-type]

        wrong = endless
    monkeypatch.setattr(cache, "_KEPT", OrderedDict())
    monkeypatch.setattr(module, name, wrong)
    formulas = [parse_formula(text) for text in SPECIAL]
    if bug == "every value is the last":
        formulas = [formula for formula in formulas if isinstance(getattr(formula, "right", None), Since)]
    cases = ((formula, seed) for formula in formulas for seed in range(4))
    assert any(difference(formula, facts(seed, apart=True), episodes=False) for formula, seed in cases)


def test_a_sliding_sum_is_a_stream_of_differences() -> None:
    """Where rows may come again: + at the start, - at the end, a running sum, and no join of sums with summands."""
    text = "asked(p) AND (s <- SUM k; p ONCE[0,9] told(p,j,k))"
    made = compile_formula(parse_formula(text), SMALL, set(SMALL), set(), 1, None, Question.STAMPS, closed=False)
    found = list(nodes(made.node))
    assert any(isinstance(node, Union) and len(node.parts) == 2 for node in found)
    assert made.sql.count("OVER (PARTITION BY") >= 2
    assert [node for node in found if isinstance(node, Join) and pairs_many(node)] == []


def test_what_both_sides_of_or_have_beside_them_is_joined_once() -> None:
    text = "close(s) AND declare(s) AND notify(s, p, m) AND (m > 5 OR m < 2)"
    compiled = compile_formula(
        parse_formula(text), DAYS, frozenset(), frozenset(), 1, None, Question.SATISFACTIONS, closed=False
    )
    assert compiled.sql.count('JOIN "rows_declare"') == 1
