"""The plans beside the meaning: do both give the same on a formula and facts?

Rules it keeps: exact equality of time points, stamps, values and their types; floats may differ in the last digits
(the order of a sum is the engine's); final and closed logs; satisfactions and episodes.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import duckdb

from servanda.engine import meaning
from servanda.engine.answers import Episode, Satisfaction
from servanda.engine.database import Database
from servanda.engine.drivers.session import EngineSession
from servanda.engine.plan.session import Session
from servanda.logic import syntax as s
from servanda.logic.write import write_formula

_ROOT: list[duckdb.DuckDBPyConnection] = []


@contextmanager
def session(database: Database) -> Iterator[Session]:
    """A session with the database's facts, in an attached database of one shared DuckDB (quick to make)."""
    if not _ROOT:
        _ROOT.append(duckdb.connect(":memory:", config={"threads": "1"}))
    connection = _ROOT[0].cursor()
    connection.execute("ATTACH ':memory:' AS facts")
    connection.execute("USE facts")
    try:
        with Session(connection) as made:
            made.load_database(database)
            yield made
    finally:
        connection.execute("USE memory")
        connection.execute("DETACH facts")
        connection.close()


def operators(formula: s.Formula) -> set[str]:
    """The names of the operators that occur; a negated conjunct is AND NOT, an aggregate goes by its function."""
    found = {type(formula).__name__.upper()}
    match formula:
        case s.Aggregate(_, operator):
            found = {operator}
        case s.And(_, s.Not()) | s.And(s.Not(), _):
            found = {"AND", "AND NOT"}
        case s.Comparison(sign):
            found = {f"COMPARISON {sign}"}
    for term in _terms(formula):
        match term:
            case s.Arithmetic(symbol):
                found.add(f"TERM {symbol}")
            case s.Convert(function):
                found.add(f"TERM {function}")
    return found.union(*(operators(child) for child in s.children(formula)))


def _terms(formula: s.Formula) -> tuple[s.Term, ...]:
    match formula:
        case s.Comparison(_, left, right):
            return left, right
        case _:
            return ()


def relevant(formula: s.Formula, database: Database) -> Database:
    """The database with only the relations that the formula names."""
    names = set(_predicates(formula))
    return replace(
        database,
        signature={name: schema for name, schema in database.signature.items() if name in names},
        events={name: rows for name, rows in database.events.items() if name in names},
        spans={name: rows for name, rows in database.spans.items() if name in names},
        rigid={name: rows for name, rows in database.rigid.items() if name in names},
    )


def _predicates(formula: s.Formula) -> Iterator[str]:
    if isinstance(formula, s.Predicate):
        yield formula.name
    for child in s.children(formula):
        yield from _predicates(child)


def difference(formula: s.Formula, database: Database, *, closed: bool = False, episodes: bool = True) -> str | None:
    """None where plan and meaning agree; else what differs, in words."""
    database = relevant(formula, database)
    with session(database) as asked:
        return difference_in(asked, formula, database, closed=closed, episodes=episodes)


def difference_in(
    asked: Session | EngineSession,
    formula: s.Formula,
    database: Database,
    *,
    closed: bool = False,
    episodes: bool = True,
) -> str | None:
    """The same in a session that has the database's facts already."""
    given = asked.satisfactions(formula, closed=closed)
    wanted = meaning.evaluate(formula, database, closed=closed)
    if not _same(given, wanted):
        return _told(formula, database, given, wanted)
    if episodes:
        runs = asked.episodes(formula, closed=closed)
        wanted_runs = meaning.episodes(formula, database, closed=closed)
        if not _same(runs, wanted_runs):
            return _told(formula, database, runs, wanted_runs)
    return None


def _same(
    given: Sequence[Satisfaction] | Sequence[Episode], wanted: Sequence[Satisfaction] | Sequence[Episode]
) -> bool:
    return len(given) == len(wanted) and all(map(_equal, given, wanted))


def _equal(given: Satisfaction | Episode, wanted: Satisfaction | Episode) -> bool:
    if len(given.values) != len(wanted.values) or given._replace(values=()) != wanted._replace(values=()):
        return False
    return all(map(_close, given.values, wanted.values))


def _close(given: s.Value, wanted: s.Value) -> bool:
    if isinstance(given, float) and isinstance(wanted, float):
        return math.isclose(given, wanted, rel_tol=1e-9, abs_tol=1e-12)
    return type(given) is type(wanted) and given == wanted


def _told(
    formula: s.Formula,
    database: Database,
    given: Sequence[Satisfaction] | Sequence[Episode],
    wanted: Sequence[Satisfaction] | Sequence[Episode],
) -> str:
    missing = [str(item) for item in wanted if item not in given]
    extra = [str(item) for item in given if item not in wanted]
    return (
        f"{write_formula(formula)}\n  over {database}\n  missing from the plan: {missing}\n  only in the plan: {extra}"
    )


def told_apart(formula: s.Formula, database: Database) -> tuple[bool, bool]:
    """Whether some valuation satisfies at some time, and whether some does not, by the meaning."""
    rows = meaning.denote(formula, database, closed=True).rows
    ever = set().union(*rows)
    return bool(ever), any(ever - here for here in rows) or (not ever and bool(rows))


class Tally:
    """Per operator, in how many cases some valuation satisfied and some did not."""

    def __init__(self) -> None:
        self.satisfying: Counter[str] = Counter()
        self.violating: Counter[str] = Counter()
        self.cases: Counter[str] = Counter()

    def count(self, formula: s.Formula, database: Database) -> None:
        satisfied, violated = told_apart(formula, database)
        names = operators(formula)
        self.cases.update(names)
        if satisfied:
            self.satisfying.update(names)
        if violated:
            self.violating.update(names)

    def table(self) -> dict[str, list[int]]:
        """For a run's report: per operator the cases, those with satisfying and those with violating valuations."""
        return {name: [count, self.satisfying[name], self.violating[name]] for name, count in self.cases.items()}

    def short_of(self, floors: dict[str, int]) -> list[str]:
        """The operators with fewer cases of either sort than their floor."""
        return [
            f"{name}: {self.satisfying[name]} satisfying and {self.violating[name]} violating of {self.cases[name]},"
            f" wanted {floor}"
            for name, floor in sorted(floors.items())
            if min(self.satisfying[name], self.violating[name]) < floor
        ]
