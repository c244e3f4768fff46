"""Classes of plain rows of which every norm says the same, and one row of each to be judged.

Two rows are of one class if they say the same in every field at which a norm looks, their dates lie between the same
changes of what holds over time, and the same assessors admit them. A class is cut into lots where a period of a norm
begins or ends.

Rules it keeps:

- what changes over time is taken from the rows that the engine is given: relations, parties, sides, parameters; from
  the time for which each norm binds each party; from who looked when; from the day of assessment;
- the date of a row decides only by these changes, unless a norm compares it: then by itself;
- of each class the first row by file and line stands for all.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from servanda.agreement.model import Agreement, first_date
from servanda.agreement.syntax import Prohibition
from servanda.dates import Stamp, day_of, start_of_day
from servanda.evidence.columnar.cells import NotSo
from servanda.evidence.columnar.table import FILE, SOURCING, PlainRows
from servanda.evidence.grade import meets
from servanda.evidence.sql import quoted
from servanda.evidence.statement import Bounds, Facts, Names, Statement
from servanda.findings.alike.closed import Closed
from servanda.findings.model import Assessor
from servanda.findings.verdicts.lots import Lot, LotsOfOne, Many
from servanda.findings.verdicts.periods import assessed, binding
from servanda.findings.world.relations import shared_rows

ROOM = 1 << 62  # for the number of a class


@dataclass(frozen=True)
class Classes:
    """The classes of the plain rows under some assessors at some dates.

    `number`: SQL for the number of a row's class, over the table `plain` joined with what `joins` names; `since`: SQL
    for the day on which it became known; `of`: the class of each row that stands for one, by its key; `counts`: how
    many rows a class has; `days`: those on which rows begin.
    """

    plain: PlainRows
    number: str
    joins: str
    since: str
    statements: tuple[Statement, ...]
    lots: LotsOfOne
    of: dict[str, int]
    counts: dict[int, int] = field(default_factory=dict)
    days: tuple[str, ...] = ()

    def first_known(self, numbers: Sequence[int], start: int, end: int, many: int) -> list[tuple[str, str]]:
        """The origins whose rows of these classes were known first, and since which day, `many` of them.

        Of rows that lie at least in part from `start` to `end`, both inclusive.
        """
        found = self.plain.connection.execute(
            f"SELECT coalesce(nullif(origin, ''), source) AS who, min({self.since}) AS since FROM plain {self.joins} "
            f"WHERE {self.number} IN (SELECT unnest($numbers::BIGINT[])) AND days.low <= $end AND days.high >= $start "
            "GROUP BY who ORDER BY since, who LIMIT $many",
            {"numbers": list(numbers), "start": start, "end": end, "many": many},
        )
        return [(str(who), str(since)) for who, since in found.fetchall()]


def classes(
    plain: PlainRows, closed: Closed, agreement: Agreement, facts: Facts, assessors: Sequence[Assessor],
    as_of: int, known_by: int,
) -> Classes:  # fmt: skip
    """The classes, each with the row that stands for it as a statement. Raises NotSo where they are too many."""
    changes = _changes(closed, agreement, facts, as_of)
    cuts = sorted(set(changes) | set(_periods(closed, agreement, as_of)))
    days = _Days(plain, closed, agreement, changes, cuts)
    judged = _Sourcing(plain, agreement, assessors, known_by)
    sizes = [(f'"c_{name}"', len(plain.dictionary.texts[name])) for name in plain.looked if name != days.field]
    sizes += [("days.held", days.kinds), (f"({judged.mask})", 1 << len(assessors))]
    number, room = "0::BIGINT", 1
    for part, size in sizes:
        number, room = f"({number}) * {size} + {part}", room * size
    if room >= ROOM:
        raise NotSo
    joins = f'JOIN days ON "c_{days.field}" = days.code {judged.joins}'
    return _gathered(plain, days, judged, number, joins)


def _gathered(plain: PlainRows, days: "_Days", judged: "_Sourcing", number: str, joins: str) -> Classes:
    """Counts the rows of every lot, and reads the first of every class."""
    found = plain.connection.execute(
        f'SELECT {number} AS class, days.cut, c_mark, count(*), min("c_{days.field}"), min({judged.since}), min(place) '
        f"FROM plain {joins} WHERE ({judged.mask}) > 0 GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    counts: dict[int, int] = {}
    first: dict[int, int] = {}
    lots: dict[int, list[Lot]] = {}
    for one, _, mark, count, on, since, at in found:
        counts[one] = counts.get(one, 0) + count
        first[one] = min(first.get(one, at), at)
        lots.setdefault(one, []).append(Lot(days.stamps[on], count, judged.marks[mark], since))
    statements = _rows(plain, days, sorted(first.values()))
    of = {statements[at].key[0]: one for one, at in first.items()}
    return Classes(
        plain,
        number,
        joins,
        judged.since,
        tuple(statements.values()),
        {key: Many(lots[one]) for key, one in of.items()},
        of,
        counts,
        tuple(days.shown),
    )


def _rows(plain: PlainRows, days: "_Days", places: list[int]) -> dict[int, Statement]:
    """The rows at these places as statements."""
    plain.connection.execute(
        "CREATE OR REPLACE TEMP TABLE firsts AS SELECT unnest($places::BIGINT[]) AS place", {"places": places}
    )
    codes = ", ".join(f'"c_{name}"' for name in plain.kept)
    found = plain.connection.execute(
        f"SELECT place, id, source, origin, {codes} FROM plain SEMI JOIN firsts USING (place) ORDER BY place"
    ).fetchall()
    files = list(plain.files)
    statements = {}
    for at, key, source, origin, *coded in found:
        said = {name: plain.dictionary.texts[name][code] for name, code in zip(plain.kept, coded, strict=True)}
        means = {name: plain.means(name, text) for name, text in said.items()}
        known = means["known"]
        assert isinstance(known, Stamp)
        statements[at] = Statement(
            "observed",
            files[at // FILE],
            at % FILE,
            plain.record.name.text,
            (key,),
            {name: value for name in plain.looked if isinstance(value := means[name], Bounds | Names)},
            None,
            "",
            None,
            None,
            "",
            source,
            origin or source,
            str(means["grade"]),
            str(means["mark"]),
            known.high,
        )
    return statements


# --- time -----------------------------------------------------------------------------------------------------------


def _changes(closed: Closed, agreement: Agreement, facts: Facts, as_of: int) -> list[int]:
    """Every first second of a time for which what the norms look at is as it is, in order."""
    found = {as_of + 1}
    rows = shared_rows(agreement, facts.pairs, as_of)
    for name in closed.shared:
        for start, end, *_ in rows.get(name, []):
            found |= {start, end} - {None}  # type: ignore[arg-type]
    for core in closed.cores:
        for party in agreement.parties:
            start, end = binding(core.norm, agreement, party)
            found |= {start, end + 1}
    for said in facts.coverage:
        if said.record in ("", closed.record.name.text):
            found |= {said.start, said.end + 1}
    return sorted(found)


def _periods(closed: Closed, agreement: Agreement, as_of: int) -> Iterable[int]:
    """Where a period begins, for which a norm has a finding of its own, or has ended."""
    for norm in {core.norm.name.text: core.norm for core in closed.cores}.values():
        assert isinstance(norm, Prohibition)
        for party in agreement.parties:
            for span in assessed(norm, agreement, as_of, party):
                yield span.start
                yield span.end + 1


class _Days:
    """What the dates of the rows come to: the table `days` with `held` and `cut`, and the stamp of each code."""

    def __init__(
        self, plain: PlainRows, closed: Closed, agreement: Agreement, changes: list[int], cuts: list[int]
    ) -> None:
        first = first_date(plain.record)
        assert first is not None
        self.field = first.name.text
        zone = agreement.zone
        holding: dict[object, int] = {}
        cutting: dict[object, int] = {}
        self.stamps: list[Stamp] = []
        self.shown: list[str] = []
        held: list[int] = []
        cut: list[int] = []
        for code, text in enumerate(plain.dictionary.texts[self.field]):
            value = plain.means(self.field, text)
            assert isinstance(value, Bounds)
            low, high = day_of(value.low, zone), day_of(value.high, zone)
            instants = (start_of_day(low, zone), value.low, start_of_day(high, zone), value.high)
            here = tuple(bisect_right(changes, at) for at in instants)
            held.append(_number((low != high, here, code if closed.dated else None), holding))
            cut.append(_number((bisect_right(cuts, value.low), bisect_right(cuts, value.high)), cutting))
            self.stamps.append(Stamp(value.low, value.high))
            self.shown.append(low.isoformat())
        self.kinds = max(len(holding), 1)
        lows, highs = [one.low for one in self.stamps], [one.high for one in self.stamps]
        texts = plain.dictionary.texts[self.field]
        _table(plain, "days", held=held, cut=cut, day=self.shown, low=lows, high=highs, text=texts)


def _number(item: object, known: dict[object, int]) -> int:
    return known.setdefault(item, len(known))


class _Sourcing:
    """By which assessors rows are admitted, a bit for each, and since when they are known, in SQL.

    What is the same for all codes of a column needs no table: so it mostly is.
    """

    def __init__(self, plain: PlainRows, agreement: Agreement, assessors: Sequence[Assessor], known_by: int) -> None:
        said = {name: [plain.means(name, text) for text in plain.dictionary.texts[name]] for name in SOURCING}
        admits: dict[str, Callable[[Assessor, object], bool]] = {
            "mark": lambda judge, mark: mark in judge.marks,
            "grade": lambda judge, grade: meets(str(grade), judge.grade),
            "known": lambda _, known: isinstance(known, Stamp) and known.high <= known_by,
        }
        self.marks = [str(mark) for mark in said["mark"]]
        days = [day_of(one.high, agreement.zone).isoformat() for one in said["known"] if isinstance(one, Stamp)]
        parts, joined = [], []
        for name in SOURCING:
            masks = [sum(admits[name](judge, one) << at for at, judge in enumerate(assessors)) for one in said[name]]
            more: dict[str, list[str]] = {"day": days} if name == "known" else {}
            if len(set(masks)) <= 1 and len(set(days if more else ())) <= 1:
                parts.append(str(masks[0] if masks else 0))
                continue
            _table(plain, f"{name}s", mask=masks, **more)
            parts.append(f"{name}s.mask")
            joined.append(f"JOIN {name}s ON c_{name} = {name}s.code")
        self.mask = " & ".join(parts)
        self.joins = " ".join(joined)
        self.since = "knowns.day" if "knowns.mask" in parts else quoted(days[0] if days else "")


def _table(plain: PlainRows, table: str, **columns: list[int] | list[str]) -> None:
    """A table with a row for each code."""
    kinds = {name: "VARCHAR" if column and isinstance(column[0], str) else "BIGINT" for name, column in columns.items()}
    given: dict[str, object] = dict(columns)
    given["code"] = list(range(len(next(iter(columns.values())))))
    parts = ", ".join(f"unnest(${name}::{kind}[]) AS {name}" for name, kind in {"code": "INTEGER", **kinds}.items())
    plain.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {parts}", given)
