"""Which rows a later verdict can still depend on, where a formula looks back at events alone.

Rules it keeps:

- only where every operator over time is a ONCE of an event, or a SINCE of an event that another event breaks, none
  within another; elsewhere None, and all is kept that the windows reach (`incremental_reach`);
- let verdicts before a stamp be frozen, and nothing come before it any more. Of the events that are further back than
  the window begins, those of one key stand for each other: the latest is in every window in which another of them is,
  and is broken by no more. So too of breakers: what lies between an anchor and now has the latest, if it has any;
- the key is what is compared: the columns of an argument that is free or a constant, or is used twice.

It leaves to others: deleting the other rows (`incremental_step`).

>>> from servanda.engine.log import read_signature
>>> from servanda.logic.monitorable import prepare
>>> from servanda.logic.parse import parse_formula
>>> shapes = read_signature("p(int) q(int,int)")
>>> latest_of(prepare(parse_formula("p(x) AND NOT ONCE[2,9] EXISTS y. q(x,y)"), shapes).formula)
[Latest(relation='q', key=(0,), age=2, until=9)]
>>> latest_of(prepare(parse_formula("p(x) AND NOT ONCE[2,9] EXISTS y. (q(x,y) AND p(y))"), shapes).formula) is None
True
"""

from typing import NamedTuple

from servanda.engine.plan.lower import event_key
from servanda.logic import syntax as s


class Latest(NamedTuple):
    """Of the rows more than `age` before all open verdicts the latest of each key is needed, and that as long as it is
    at most `until` before them (None: for ever). `key`: indices of columns."""

    relation: str
    key: tuple[int, ...]
    age: int
    until: int | None


def latest_of(formula: s.Formula) -> list[Latest] | None:
    """What `formula`, in safe form, needs beside the rows of open time points; None: it cannot be told."""
    match formula:
        case s.Predicate(name):
            return None if name in ("tp", "tpts") else []
        case s.Once(interval, body):
            looked = _event(body, interval.low, interval.high)
            return None if looked is None else [looked]
        case s.Since(interval, s.Not(breaker), anchor):
            broken, looked = _event(breaker, 0, interval.high), _event(anchor, interval.low, interval.high)
            return None if broken is None or looked is None else [broken, looked]
        case s.Let() | s.Previous() | s.Next() | s.Historically() | s.Eventually() | s.Always() | s.Since() | s.Until():
            return None
    found: list[Latest] = []
    for child in s.children(formula):
        inner = latest_of(child)
        if inner is None:
            return None
        found += inner
    return found


def _event(formula: s.Formula, age: int, until: int | None) -> Latest | None:
    """An event, some of whose columns may be anything."""
    found = event_key(formula)
    return None if found is None else Latest(*found, age, until)
