"""The meaning of formulas: a slow, plain transcription of the point-based semantics. It decides what is right.

Rules it keeps:

- a formula denotes, at each time point, the set of valuations of its free variables that satisfy it;
- `ONCE[a,b] φ` at i: φ at some time point j <= i whose stamp is a to b earlier; `φ SINCE[a,b] ψ` at i: ψ at such a j,
  and φ at every time point after j up to i; EVENTUALLY and UNTIL likewise ahead; `PREVIOUS[a,b] φ`: φ at i - 1, a to
  b earlier; so time points count even when empty, and those with equal stamps are ordered by their index;
- a row of a span holds at the time points with from <= stamp < until, a rigid one at all;
- a verdict is *final* when no time point that may still come could change it (`finality`); others are pending and are
  not returned, unless the log is `closed`: then its end is the end of time.

It leaves to others: operators (`meaning_relations`), single values (`meaning_values`), the safe form it works on
(`servanda.logic.monitorable`), and speed (`servanda.engine.plan`).

>>> from servanda.engine.database import Database
>>> from servanda.logic.parse import parse_formula
>>> from servanda.logic.schema import schema, signature
>>> facts = Database.of_rows(signature(schema("p", "a:int")), events={"p": [(10, (1,)), (20, (2,))]}, extra=[30])
>>> evaluate(parse_formula("ONCE[5,10] p(x)"), facts)
[Satisfaction(time_point=1, time_stamp=20, values=(1,)), Satisfaction(time_point=2, time_stamp=30, values=(2,))]
"""

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.engine.answers import Episode, Pending, Satisfaction
from servanda.engine.database import Database, Row
from servanda.engine.finality import final_count
from servanda.engine.meaning_relations import Evaluation
from servanda.logic import syntax as s
from servanda.logic.monitorable import prepare
from servanda.logic.syntax import Value


def evaluate(
    formula: s.Formula, database: Database, *, closed: bool = False, order: Sequence[str] | None = None
) -> list[Satisfaction]:
    """The final satisfactions, by time point and then by values.

    `order` are the free variables in the order of `values`; by default, that of their first occurrence. Raises
    what `servanda.logic.monitorable.prepare` raises.
    """
    found = denote(formula, database, closed=closed, order=order)
    stamps = database.time_points
    return [Satisfaction(point, stamps[point], row) for point in range(found.final) for row in found.sorted(point)]


def pending(formula: s.Formula, database: Database, *, order: Sequence[str] | None = None) -> list[Pending]:
    """The time points whose verdicts may still change."""
    found = denote(formula, database, order=order)
    stamps = database.time_points
    return [Pending(point, stamps[point], tuple(found.sorted(point))) for point in range(found.final, len(stamps))]


def episodes(
    formula: s.Formula, database: Database, *, closed: bool = False, order: Sequence[str] | None = None
) -> list[Episode]:
    """Longest runs of consecutive time points with final verdicts, by values and then by time."""
    denoted = denote(formula, database, closed=closed, order=order)
    stamps = database.time_points
    found = []
    open_since: dict[tuple[Value, ...], int] = {}
    for point in range(denoted.final):
        now = denoted.rows[point]
        for row in [row for row in open_since if row not in now]:
            found.append(Episode(row, stamps[open_since.pop(row)], stamps[point]))
        for row in now:
            open_since.setdefault(row, point)
    found.extend(Episode(row, stamps[point], None) for row, point in open_since.items())
    return sorted(found, key=lambda episode: (episode.values, episode.from_ts))


@dataclass(frozen=True, slots=True)
class Denotation:
    """`rows[i]` are the satisfying valuations at time point i, as values of `columns`; final for i < `final`."""

    columns: tuple[str, ...]
    rows: list[set[Row]]
    final: int

    def sorted(self, point: int) -> list[Row]:
        return sorted(self.rows[point])


def denote(
    formula: s.Formula, database: Database, *, closed: bool = False, order: Sequence[str] | None = None
) -> Denotation:
    """The relation that `formula` denotes, its columns in `order`."""
    prepared = prepare(formula, database.signature, closed=closed)
    columns = tuple(prepared.order if order is None else order)
    if sorted(columns) != sorted(prepared.order):
        raise ValueError(f"the order names {columns}, but the free variables are {prepared.order}")
    relation = Evaluation(prepared, database).denote(prepared.formula).reordered(columns)
    stamps = database.time_points
    return Denotation(columns, relation.rows, len(stamps) if closed else final_count(prepared.windows, stamps))
