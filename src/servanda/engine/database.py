"""The facts that a formula is evaluated over: time points with their stamps, and relations of three kinds.

Rules it keeps:

- time stamps never go back; several time points may bear one stamp; a time point may be empty;
- every row fits its schema: number of values, types, 64-bit integers, no missing values;
- equal rows at one time point count once (relations are sets).

It leaves to others: reading logs (`log`), and evaluating formulas (`meaning`, `plan`).

>>> from servanda.logic.schema import schema, signature
>>> facts = Database.of_rows(signature(schema("seen", "who:string")), events={"seen": [(5, ("ALBA",))]})
>>> facts.time_points, facts.events
((5,), {'seen': [(0, ('ALBA',))]})
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from servanda.diagnostics import plural
from servanda.logic.schema import Kind, Schema, Signature
from servanda.logic.syntax import Value

Row = tuple[Value, ...]
INT_LOW, INT_HIGH = -(2**63), 2**63 - 1


class OutOfRange(ArithmeticError):
    """An aggregate that 64 bits cannot hold."""


class BadFacts(ValueError):
    """A row or a time stamp that cannot be evaluated over; the message says which and why."""


@dataclass(frozen=True)
class Database:
    """`events` by name: (index of the time point, row). `spans`: (from stamp, until stamp or None, row)."""

    signature: Signature
    time_points: tuple[int, ...] = ()
    events: Mapping[str, Sequence[tuple[int, Row]]] = field(default_factory=dict)
    spans: Mapping[str, Sequence[tuple[int, int | None, Row]]] = field(default_factory=dict)
    rigid: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for before, after in zip(self.time_points, self.time_points[1:], strict=False):
            if after < before:
                raise BadFacts(f"time goes back: {after} after {before}")
        for name, dated in self.events.items():
            shape = self._schema(name, Kind.EVENT)
            for index, row in dated:
                if not 0 <= index < len(self.time_points):
                    raise BadFacts(f"`{name}` has a row at time point {index}; there are {len(self.time_points)}")
                check_row(shape, row)
        for name, lasting in self.spans.items():
            shape = self._schema(name, Kind.SPAN)
            for start, end, row in lasting:
                if end is not None and end < start:
                    raise BadFacts(f"`{name}` has a row that ends at {end}, before it begins at {start}")
                check_row(shape, row)
        for name, rows in self.rigid.items():
            shape = self._schema(name, Kind.RIGID)
            for row in rows:
                check_row(shape, row)

    def _schema(self, name: str, kind: Kind) -> Schema:
        shape = self.signature.get(name)
        if shape is None:
            raise BadFacts(f"the relation `{name}` is not in the signature")
        if shape.kind is not kind:
            raise BadFacts(f"`{name}` is declared as {shape.kind}, but its rows are given as {kind}")
        return shape

    def at(self, name: str, index: int) -> set[Row]:
        """The rows of `name` that hold at the time point `index`."""
        match self.signature[name].kind:
            case Kind.EVENT:
                return {row for point, row in self.events.get(name, ()) if point == index}
            case Kind.SPAN:
                now = self.time_points[index]
                return {
                    row for start, end, row in self.spans.get(name, ()) if start <= now and (end is None or now < end)
                }
            case Kind.RIGID:
                return set(self.rigid.get(name, ()))

    @classmethod
    def of_rows(
        cls,
        signature: Signature,
        *,
        events: Mapping[str, Iterable[tuple[int, Row]]] | None = None,
        spans: Mapping[str, Iterable[tuple[int, int | None, Row]]] | None = None,
        rigid: Mapping[str, Iterable[Row]] | None = None,
        extra: Iterable[int] = (),
        time_points: Sequence[int] | None = None,
    ) -> "Database":
        """Facts whose events bear time stamps.

        Without `time_points`, these are all distinct stamps of events, of both ends of spans, and `extra`. With
        them, an event goes to the last time point of its stamp (there must be one).
        """
        dated = {name: list(rows) for name, rows in (events or {}).items()}
        lasting = {name: list(rows) for name, rows in (spans or {}).items()}
        if time_points is None:
            stamps = {stamp for rows in dated.values() for stamp, _ in rows} | set(extra)
            for rows in lasting.values():
                stamps.update(end for start, until, _ in rows for end in (start, until) if end is not None)
            time_points = sorted(stamps)
        index = {stamp: position for position, stamp in enumerate(time_points)}
        placed: dict[str, list[tuple[int, Row]]] = {}
        for name, items in dated.items():
            for stamp, _ in items:
                if stamp not in index:
                    raise BadFacts(f"`{name}` has a row at {stamp}, which is not among the time points")
            placed[name] = [(index[stamp], row) for stamp, row in items]
        fixed = {name: list(rows) for name, rows in (rigid or {}).items()}
        return cls(signature, tuple(time_points), placed, lasting, fixed)


def check_row(shape: Schema, row: Row) -> None:
    """Refuse a row that does not fit its schema."""
    if len(row) != len(shape.columns):
        columns, values = plural(len(shape.columns), "column"), plural(len(row), "value")
        raise BadFacts(f"`{shape.name}` has {columns}, but a row has {values}: {row}")
    for column, value in zip(shape.columns, row, strict=True):
        kind = type(value)
        fits = kind is {"int": int, "float": float, "string": str}[column.type]
        if not fits:
            raise BadFacts(f"`{shape.name}.{column.name}` is {column.type}, but a row has {value!r}")
        if isinstance(value, int) and not INT_LOW <= value <= INT_HIGH:
            raise BadFacts(f"`{shape.name}.{column.name}` does not fit 64 bits: {value}")
