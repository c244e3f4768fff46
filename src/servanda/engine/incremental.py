"""Monitoring in batches: what a further piece of a log changes, slow and plain.

Rules it keeps:

- the time points of all batches, in order of stamp and, where stamps are equal, of arrival, are the log so far; what
  has been emitted, less what has been withdrawn, are the final verdicts over that log, whatever the cuts;
- a time point whose stamp is more than `lateness` before the latest one that came before it is late: it is set aside
  and counted, and nothing else is;
- a verdict that no time point in time can change is frozen and no longer held; time points that no other verdict looks
  back at are forgotten, and only those (`incremental_reach`; a state in tables may forget more: `incremental_keeping`);
- the last time point of a text may go on with the next batch: it counts, and is read again then.

It leaves to others: doing this over tables, quickly and between runs (`incremental_step`, `incremental_store`; what
`advance` gives is what they must give), evaluating (`meaning`).

>>> from servanda.engine.log import read_signature
>>> from servanda.logic.parse import parse_formula
>>> formula, shapes = parse_formula("p(x) AND NOT ONCE[1,9] q(x)"), read_signature("p(int) q(int)")
>>> task = Task(formula, shapes, 5)
>>> first = advance(task, Held(), read_text_batch(task, Held(), "@6 p(1)\\n@9 p(2)\\n"))
>>> [found.values for found in first.new]
[(1,), (2,)]
>>> second = advance(task, first.held, read_text_batch(task, first.held, "@4 q(2)\\n"))
>>> [found.time_point for found in second.retracted], [found.time_point for found in second.new]
([0, 1], [1])
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from servanda.diagnostics import Diagnostic, Place, Refused
from servanda.engine.answers import Satisfaction
from servanda.engine.database import Database, Row
from servanda.engine.finality import final_count
from servanda.engine.incremental_keeping import Latest, latest_of
from servanda.engine.incremental_reach import Reach, reach
from servanda.engine.incremental_text import readable
from servanda.engine.log import read_arrivals
from servanda.engine.meaning import evaluate
from servanda.logic.monitorable import Prepared, prepare
from servanda.logic.schema import Signature
from servanda.logic.syntax import Formula
from servanda.logic.tokens import source_place


@dataclass(frozen=True)
class Task:
    """What is monitored. `merged`: equal stamps are one time point, as in tables; else each is its own."""

    formula: Formula
    signature: Signature
    lateness: int
    merged: bool = False

    @cached_property
    def prepared(self) -> Prepared:
        return prepare(self.formula, self.signature)

    @property
    def windows(self) -> Formula:
        return self.prepared.windows

    @cached_property
    def reach(self) -> Reach:
        return reach(self.windows)

    @cached_property
    def latest(self) -> list[Latest] | None:
        return latest_of(self.prepared.formula)


@dataclass(frozen=True, slots=True)
class TimePoint:
    """`where`: what to call it in a message; empty once it has been kept."""

    stamp: int
    rows: tuple[tuple[str, Row], ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What is known between two batches.

    `points`: in order of arrival, those not forgotten; `forgotten`: how many time points are. `live`: the verdicts
    emitted that may still change, all from stamp `frozen` on. `tail`: the end of the text that may go on.
    """

    number: int = 0
    latest: int | None = None
    points: tuple[TimePoint, ...] = ()
    forgotten: int = 0
    kept_from: int | None = None
    frozen: int | None = None
    live: frozenset[Satisfaction] = frozenset()
    tail: str = ""
    tail_told: bool = False
    late: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Time points in order of arrival. `open_end`: the last may go on, and is read again from `tail`."""

    points: tuple[TimePoint, ...]
    open_end: bool = False
    tail: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a batch changed. `told`: messages on late time points; `late`: those, whole, to be set aside."""

    held: Held
    new: list[Satisfaction]
    retracted: list[Satisfaction]
    kept: tuple[TimePoint, ...] = ()
    late: tuple[TimePoint, ...] = ()
    told: list[str] = field(default_factory=list)


# -- reading ----------------------------------------------------------------------------------------------------------


def read_text_batch(task: Task, held: Held, text: str, *, source: str = "<log>", closed: bool = False) -> Batch:
    """A piece of a log in MonPoly's format, after what was left of the piece before; raises `Refused`."""
    whole = held.tail + text
    rest = len(whole) if closed else readable(whole)
    try:
        arrivals = read_arrivals(whole[:rest], task.signature, source=source)
    except Refused as error:
        raise _placed_in_batch(error, held.tail) from error
    offset = len(held.tail)
    points = tuple(
        TimePoint(arrival.stamp, arrival.rows, _where(whole, arrival.start, offset, source)) for arrival in arrivals
    )
    if closed:
        return Batch(points, closed=True)
    return Batch(points, bool(points), whole[arrivals[-1].start if arrivals else rest :])


def _where(text: str, start: int, offset: int, source: str) -> str:
    """Cheap: the place is only worked out for a late time point, of which there are few, from this."""
    return f"{source}\0{start - offset}" if start >= offset else source


def read_database_batch(database: Database, *, source: str = "<tables>", closed: bool = False) -> Batch:
    """Tables: their rows come in the order of their stamps."""
    rows: list[list[tuple[str, Row]]] = [[] for _ in database.time_points]
    for name, dated in database.events.items():
        for index, row in dated:
            rows[index].append((name, row))
    pairs = zip(database.time_points, rows, strict=True)
    return Batch(tuple(TimePoint(stamp, tuple(found), source) for stamp, found in pairs), closed=closed)


def _placed_in_batch(error: Refused, tail: str) -> Refused:
    """The same messages with places in the new piece: the reader also saw what was left of the one before."""
    lines, column = tail.count("\n"), len(tail) - tail.rfind("\n") - 1

    def moved(line: int, at: int) -> tuple[int, int]:
        if line - 1 < lines:
            return 1, 1
        return line - lines, max(1, at - column) if line - 1 == lines else at

    def shifted(item: Diagnostic) -> Diagnostic:
        place = item.place
        line, start = moved(place.line, place.column)
        end_line, end = moved(place.end_line, place.end_column)
        return replace(item, place=Place(place.file, line, start, end_line, max(end, start + (line == end_line))))

    return Refused([shifted(item) for item in error.diagnostics])


# -- advancing --------------------------------------------------------------------------------------------------------


def advance(task: Task, held: Held, batch: Batch, *, text: str = "") -> Step:
    """The changes by a batch, and what is to be held after it. `text`: of the batch, for places in messages."""
    if held.closed:
        raise ValueError("the log has been closed")
    whole, last = (batch.points[:-1], batch.points[-1]) if batch.open_end else (batch.points, None)
    kept, late, latest = in_time(task, held.latest, whole)
    told_before = 1 if held.tail_told and late and batch.points and late[0] is batch.points[0] else 0
    told = [late_message(task, point, text) for point in late[told_before:]]
    evaluated = (*held.points, *kept)
    if last is not None:
        again = held.tail_told and len(batch.points) == 1
        last_kept, last_late, _ = in_time(task, latest, (last,))
        evaluated += last_kept
        told += [late_message(task, point, text) for point in last_late if not again]
    else:
        again, last_late = False, ()
    database = database_of(task, evaluated)
    found = frozenset(
        item._replace(time_point=item.time_point + held.forgotten)
        for item in evaluate(task.formula, database, closed=batch.closed)
        if held.frozen is None or item.time_stamp >= held.frozen
    )
    made = replace(
        held,
        number=held.number + 1,
        latest=latest,
        points=held.points + kept,
        live=found,
        tail=batch.tail,
        tail_told=bool(last_late),
        late=held.late + len(told),
        closed=batch.closed,
    )
    forgotten = _forget(task, made)
    return Step(forgotten, sorted(found - held.live), sorted(held.live - found), kept, late, told)


def in_time(
    task: Task, latest: int | None, points: Iterable[TimePoint]
) -> tuple[tuple[TimePoint, ...], tuple[TimePoint, ...], int | None]:
    """Those kept, those late, and the latest stamp after them."""
    kept, late = [], []
    for point in points:
        if latest is not None and point.stamp < latest - task.lateness:
            late.append(point)
        else:
            kept.append(point)
            latest = point.stamp if latest is None else max(latest, point.stamp)
    return tuple(kept), tuple(late), latest


def late_message(task: Task, point: TimePoint, text: str) -> str:
    """What to tell of a time point that comes too late."""
    source, _, start = point.where.partition("\0")
    place = f"{source_place(text, source, int(start), int(start))}" if start else source
    return f"{place}: the time point @{point.stamp} is late by more than {task.lateness}: set aside."


def database_of(task: Task, points: Iterable[TimePoint]) -> Database:
    """The log so far: in order of stamp, then of arrival."""
    stamps: list[int] = []
    events: dict[str, dict[tuple[int, Row], None]] = {}
    for point in sorted(points, key=lambda point: point.stamp):
        if not (task.merged and stamps and stamps[-1] == point.stamp):
            stamps.append(point.stamp)
        for name, row in point.rows:
            events.setdefault(name, {})[len(stamps) - 1, row] = None
    return Database(task.signature, tuple(stamps), {name: list(rows) for name, rows in events.items()})


def _forget(task: Task, held: Held) -> Held:
    """Without what can no longer matter."""
    back, ahead = task.reach
    if held.latest is None or ahead is None:
        return held
    stamps = sorted(point.stamp for point in held.points)
    if task.merged:
        stamps = sorted(set(stamps))
    frozen = held.latest - task.lateness - ahead
    final = final_count(task.windows, stamps)
    if final < len(stamps):
        frozen = min(frozen, stamps[final])
    if held.frozen is not None:
        frozen = max(frozen, held.frozen)
    live = frozenset(item for item in held.live if item.time_stamp >= frozen)
    if back is None:
        return replace(held, frozen=frozen, live=live)
    kept_from = frozen - back
    points = tuple(point for point in held.points if point.stamp >= kept_from)
    forgotten = held.forgotten + sum(stamp < kept_from for stamp in stamps)
    return replace(held, frozen=frozen, live=live, points=points, kept_from=kept_from, forgotten=forgotten)
