"""Every term and every condition."""

import pytest

from tests.agreement.blocks import bare, one

EXAMPLES = {
    "number": (
        "define term of x = 12",
        "Definition(name=term, variable=x, readings=[Reading(body=12)])",
    ),
    "text": (
        'define term of x = "deployed"',
        'Definition(name=term, variable=x, readings=[Reading(body="deployed")])',
    ),
    "date": (
        "define term of x = 1999-03-12",
        "Definition(name=term, variable=x, readings=[Reading(body=1999-03-12)])",
    ),
    "path": (
        "define term of x = x",
        "Definition(name=term, variable=x, readings=[Reading(body=x)])",
    ),
    "long path": (
        "define term of x = reply.request.by",
        "Definition(name=term, variable=x, readings=[Reading(body=reply.request.by)])",
    ),
    "scope": (
        'define term of x = x.personnel in scope "all manoeuvres"',
        'Definition(name=term, variable=x, readings=[Reading(body=Scoped(path=x.personnel, scope="all manoeuvres"))])',
    ),
    "definition applied": (
        "define term of x = launchers of x",
        "Definition(name=term, variable=x, readings=[Reading(body=Of(name=launchers, subject=x))])",
    ),
    "value of a state": (
        'define term of x = holding("warheads") of x',
        'Definition(name=term, variable=x, readings=[Reading(body=Of(name=holding, keys=["warheads"], subject=x))])',
    ),
    "value of a state with two keys": (
        'define term of x = holding("warheads", "deployed") of x',
        'Definition(name=term, variable=x, readings=[Reading(body=Of(name=holding, keys=["warheads", '
        '"deployed"], subject=x))])',
    ),
    "declared world": (
        "define term of x = declared launchers of x",
        "Definition(name=term, variable=x, readings=[Reading(body=InWorld(world='declared', "
        "term=Of(name=launchers, subject=x)))])",
    ),
    "observed world": (
        'define term of x = observed holding("warheads") of x',
        "Definition(name=term, variable=x, readings=[Reading(body=InWorld(world='observed', "
        'term=Of(name=holding, keys=["warheads"], subject=x)))])',
    ),
    "products before sums": (
        "define term of x = 1 + 2 * 3 - 4 / 2",
        "Definition(name=term, variable=x, readings=[Reading(body=Arithmetic(operator='-', "
        "left=Arithmetic(operator='+', left=1, right=Arithmetic(operator='*', left=2, right=3)), "
        "right=Arithmetic(operator='/', left=4, right=2)))])",
    ),
    "sums from the left": (
        "define term of x = 9 - 4 - 3",
        "Definition(name=term, variable=x, readings=[Reading(body=Arithmetic(operator='-', "
        "left=Arithmetic(operator='-', left=9, right=4), right=3))])",
    ),
    "least of two": (
        "define term of x = min(15, ceil(x.units / 60))",
        "Definition(name=term, variable=x, readings=[Reading(body=Call(function='min', arguments=[15, "
        "Call(function='ceil', arguments=[Arithmetic(operator='/', left=x.units, right=60)])]))])",
    ),
    "greatest of two": (
        "define term of x = max(15, floor(x.units / 60))",
        "Definition(name=term, variable=x, readings=[Reading(body=Call(function='max', arguments=[15, "
        "Call(function='floor', arguments=[Arithmetic(operator='/', left=x.units, right=60)])]))])",
    ),
    "sum": (
        "define term of x = the sum of t.number over transfer t",
        "Definition(name=term, variable=x, readings=[Reading(body=Aggregate(function='sum', operand=t.number,"
        " record=transfer, variable=t))])",
    ),
    "sum with a condition": (
        "define term of x = the sum of t.number over transfer t where t.party = x in any 365 days",
        "Definition(name=term, variable=x, readings=[Reading(body=Aggregate(function='sum', operand=t.number,"
        " record=transfer, variable=t, where=Compare(operator='=', left=t.party, right=x), "
        "window=Window(kind='rolling', duration=365 days)))])",
    ),
    "number of": (
        "define term of x = the number of exercise e where e.host = x under way at once",
        "Definition(name=term, variable=x, readings=[Reading(body=Aggregate(function='number', "
        "record=exercise, variable=e, where=Compare(operator='=', left=e.host, right=x), "
        "window=Window(kind='at once')))])",
    ),
    "number in a year": (
        "define term of x = the number of exercise e in each calendar year",
        "Definition(name=term, variable=x, readings=[Reading(body=Aggregate(function='number', "
        "record=exercise, variable=e, window=Window(kind='calendar year')))])",
    ),
    "greatest": (
        "define term of x = the greatest of t.number over transfer t in any 3 years",
        "Definition(name=term, variable=x, readings=[Reading(body=Aggregate(function='greatest', "
        "operand=t.number, record=transfer, variable=t, window=Window(kind='rolling', duration=3 years)))])",
    ),
    "least": (
        "define term of x = the least of t.number over transfer t",
        "Definition(name=term, variable=x, readings=[Reading(body=Aggregate(function='least', "
        "operand=t.number, record=transfer, variable=t))])",
    ),
    "yearly maximum": (
        'define term of x = the yearly maximum of holding("warheads") of x',
        "Definition(name=term, variable=x, readings=[Reading(body=YearlyMaximum(term=Of(name=holding, "
        'keys=["warheads"], subject=x)))])',
    ),
    "least earlier yearly maximum": (
        "define term of x = its least earlier yearly maximum",
        "Definition(name=term, variable=x, readings=[Reading(body=LeastEarlier())])",
    ),
    "equal": (
        "define term x as x.a = 1",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Compare(operator='=', "
        "left=x.a, right=1))])",
    ),
    "less": (
        "define term x as x.a < 1",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Compare(operator='<', "
        "left=x.a, right=1))])",
    ),
    "at most": (
        "define term x as x.a <= 1",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Compare(operator='<=', "
        "left=x.a, right=1))])",
    ),
    "more": (
        "define term x as x.a > 1",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Compare(operator='>', "
        "left=x.a, right=1))])",
    ),
    "at least": (
        "define term x as x.a >= 1",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Compare(operator='>=', "
        "left=x.a, right=1))])",
    ),
    "is a defined thing": (
        "define term x as x is notifiable",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Is(subject=x, "
        "options=[notifiable]))])",
    ),
    "is an option": (
        'define term x as x.kind is "submarine tubes" or "training silos"',
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Is(subject=x.kind, "
        'options=["submarine tubes", "training silos"]))])',
    ),
    "is an option or more": (
        "define term x as x.level is threat or more",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Is(subject=x.level, "
        "options=[threat], or_more=True))])",
    ),
    "is, then another condition": (
        "define term x as x.level is threat or x.alerted",
        "Definition(name=term, variable=x, is_condition=True, "
        "readings=[Reading(body=Either(left=Is(subject=x.level, options=[threat]), "
        "right=Holds(path=x.alerted)))])",
    ),
    "is yes": (
        "define term x as x.alerted is yes",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Is(subject=x.alerted, "
        "options=[yes]))])",
    ),
    "field that is yes": (
        "define term x as x.alerted",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Holds(path=x.alerted))])",
    ),
    "related": (
        "define term x as x.target borders x.actor",
        "Definition(name=term, variable=x, is_condition=True, "
        "readings=[Reading(body=Related(relation=borders, left=x.target, right=x.actor))])",
    ),
    "is of a side": (
        "define term x as x.party is of Union",
        "Definition(name=term, variable=x, is_condition=True, readings=[Reading(body=Related(relation=member,"
        " left=x.party, right=Union))])",
    ),
    "not": (
        "define term x as not x.alerted",
        "Definition(name=term, variable=x, is_condition=True, "
        "readings=[Reading(body=Negation(body=Holds(path=x.alerted)))])",
    ),
    "and binds closer than or": (
        "define term x as x.a or x.b and x.c",
        "Definition(name=term, variable=x, is_condition=True, "
        "readings=[Reading(body=Either(left=Holds(path=x.a), right=Both(left=Holds(path=x.b), "
        "right=Holds(path=x.c))))])",
    ),
    "brackets": (
        "define term x as (x.a or x.b) and not (x.c)",
        "Definition(name=term, variable=x, is_condition=True, "
        "readings=[Reading(body=Both(left=Either(left=Holds(path=x.a), right=Holds(path=x.b)), "
        "right=Negation(body=Holds(path=x.c))))])",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_is_read_as(name: str) -> None:
    block, expected = EXAMPLES[name]
    assert bare(one(block)) == expected
