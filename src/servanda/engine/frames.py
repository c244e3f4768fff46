"""Formulas over data frames, for programs: Arrow tables, Polars or pandas frames, or plain rows in; Arrow tables out.

Rules it keeps:

- times are whole numbers in a unit of the caller's choice, the same in all relations and in the formula (a bound
  such as `7d` is in seconds);
- a table's columns are taken by name where a signature names them, whatever their order; without a signature every
  column but the time is one of the relation, in the table's order: integers are `int`, floats `float`, text `string`;
- nothing is converted silently and nothing is skipped: a missing value, a float that is not finite, a column of another
  type are refused by `BadFacts`, a formula by `servanda.diagnostics.Refused`, with what to do;
- pyarrow is needed only here, and is brought in when a function is called.

It leaves to others: evaluating (`plan`), explaining (`explanation`), logs in files (`log`, `log_tables`).

>>> seen = [(5, "ALBA"), (9, "BOREA")]
>>> verdicts("ONCE[0,4] seen(who)", {"seen": seen}, signature="seen(who:string)").to_pylist()
[{'ts': 5, 'who': 'ALBA'}, {'ts': 9, 'who': 'ALBA'}, {'ts': 9, 'who': 'BOREA'}]
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from servanda.diagnostics import Refused
from servanda.engine.database import BadFacts, Database
from servanda.logic.monitorable import BadFormula, prepare
from servanda.logic.parse import parse_formula
from servanda.logic.refusals import diagnostic
from servanda.logic.schema import Column, ColumnType, Kind, Schema, Signature
from servanda.logic.syntax import Formula, Value
from servanda.logic.write import write_formula

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

    from servanda.engine.explanation import Explanation


class ArrowStream(Protocol):
    """Any table that speaks Arrow's PyCapsule interface: pyarrow, Polars, pandas, DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


Rows = Sequence[tuple[Any, ...]]
Relation = ArrowStream | Rows


@dataclass(frozen=True, slots=True)
class Monitorable:
    """What `check` says: the free variables with their types, in the order of the results' columns, and the form
    in which the formula is evaluated."""

    variables: Mapping[str, ColumnType]
    evaluated_as: str


def check(formula: str, signature: str | Signature, *, closed: bool = False) -> Monitorable:
    """Whether `formula` can be monitored over relations of these shapes, such as `"seen(who:string, n:int)"`.

    With `closed`, the last time point is the end of time, and the future need not be bounded. Raises `Refused`.

    >>> check("seen(x) AND NOT hidden(x)", "seen(string) hidden(string)").variables
    {'x': 'string'}
    """
    made = _parsed(formula, _signature(signature), closed)[1]
    return Monitorable({name: made.kinds[name] for name in made.order}, write_formula(made.formula))


def verdicts(
    formula: str,
    relations: Mapping[str, Relation],
    *,
    signature: str | Signature | None = None,
    time: str = "ts",
    time_points: Iterable[int] | None = None,
    closed: bool = False,
    engine: str = "duckdb",
) -> "pyarrow.Table":
    """The valuations that satisfy `formula`, each at each time stamp: columns `time` (int64), then the free variables.

    `relations`: by name; rows of a list are `(time, value, …)`. Those that the signature names and that are not given
    are empty. `time_points`: the stamps to evaluate at, in place of all that the relations bear (then they must hold
    all of these). A verdict that is not final yet is left out, unless `closed`. Sorted by time, then by values.
    `engine`: one of `servanda.engine.drivers.NAMES`; raises `Unavailable` where it is not installed, and `Lacking`
    where it cannot compute what the formula asks.
    """
    return _ask(formula, relations, signature, time, time_points, closed, engine, runs=False)


def episodes(
    formula: str,
    relations: Mapping[str, Relation],
    *,
    signature: str | Signature | None = None,
    time: str = "ts",
    time_points: Iterable[int] | None = None,
    closed: bool = False,
    engine: str = "duckdb",
) -> "pyarrow.Table":
    """The longest runs of time points at which a valuation satisfies `formula`: columns `from` and `until` (the stamp
    of the first time point at which it no longer does; null: to the end), then the free variables, by which, and then
    by time, they are sorted. Arguments as for `verdicts`."""
    return _ask(formula, relations, signature, time, time_points, closed, engine, runs=True)


def explain(
    formula: str,
    relations: Mapping[str, Relation],
    *,
    at: int,
    values: Mapping[str, Value] | None = None,
    signature: str | Signature | None = None,
    time: str = "ts",
    time_points: Iterable[int] | None = None,
    closed: bool = False,
) -> "Explanation":
    """Why `values` (by variable; without them, some that do, or why none do) satisfy `formula` at the stamp `at`, or
    do not: a tree with the facts that decided each part. `print(*explanation_lines(found, stamps), sep="\\n")` of
    `servanda.engine.explain_text` writes it out. Raises `ValueError` where no time point has this stamp."""
    from servanda.engine.explanation import explain as why

    shapes = _shapes(relations, signature, time)
    parsed, _ = _parsed(formula, shapes, closed)
    tables = {name: _table(relations[name], shapes[name], time) for name in relations}
    events = {name: [(row[0], row[1:]) for row in _rows(table)] for name, table in tables.items()}
    stamps = None if time_points is None else sorted(time_points)
    database = Database.of_rows(shapes, events=events, time_points=stamps)
    if at not in database.time_points:
        raise ValueError(f"no time point has the stamp {at}")
    return why(parsed, database, database.time_points.index(at), values or {}, closed=closed)


# -- formulas and shapes ----------------------------------------------------------------------------------------------


def _parsed(formula: str, signature: Signature, closed: bool) -> "tuple[Formula, Any]":
    parsed = parse_formula(formula)
    try:
        return parsed, prepare(parsed, signature, closed=closed)
    except BadFormula as error:
        raise Refused([diagnostic(error, formula, "<formula>")]) from error


def _signature(signature: str | Signature) -> Signature:
    if not isinstance(signature, str):
        return signature
    from servanda.engine.log import read_signature

    return read_signature(signature)


def _shapes(relations: Mapping[str, Relation], signature: str | Signature | None, time: str) -> dict[str, Schema]:
    shapes = {} if signature is None else dict(_signature(signature))
    for name, given in relations.items():
        if name in shapes:
            if shapes[name].kind is not Kind.EVENT:
                raise BadFacts(f"`{name}` is declared as {shapes[name].kind}; data frames hold events")
        elif signature is not None:
            raise BadFacts(f"the relation `{name}` is not in the signature")
        elif not hasattr(given, "__arrow_c_stream__"):
            raise BadFacts(f"the rows of `{name}` have no types: declare it, as in signature='{name}(who:string)'")
        else:
            shapes[name] = _inferred(name, given, time)
    return shapes


def _inferred(name: str, given: object, time: str) -> Schema:
    fields = _arrow(given).schema
    columns = [Column(field.name, _kind(field.type, f"{name}.{field.name}")) for field in fields if field.name != time]
    return Schema(name, tuple(columns))


# -- tables -----------------------------------------------------------------------------------------------------------


def _arrow(given: object) -> "pyarrow.Table":
    import pyarrow

    return given if isinstance(given, pyarrow.Table) else pyarrow.table(given)


def _kind(found: "pyarrow.DataType", where: str) -> ColumnType:
    import pyarrow.types as t  # type: ignore[import-untyped]

    plain = found.value_type if t.is_dictionary(found) else found
    if t.is_integer(plain):
        return "int"
    if t.is_floating(plain):
        return "float"
    if t.is_string(plain) or t.is_large_string(plain) or t.is_string_view(plain):
        return "string"
    raise BadFacts(f"`{where}` is of type {found}: make it integers, floats or text (times: whole numbers of a unit)")


def _table(given: Relation, shape: Schema, time: str) -> "pyarrow.Table":
    """Time and the columns of the shape, in its order, of its types, without missing values."""
    import pyarrow
    import pyarrow.compute as compute  # type: ignore[import-untyped]

    types = {"int": pyarrow.int64(), "float": pyarrow.float64(), "string": pyarrow.string()}
    wanted: list[tuple[str, ColumnType]] = [(time, "int"), *((column.name, column.type) for column in shape.columns)]
    if not hasattr(given, "__arrow_c_stream__"):
        return _of_rows(given, shape, time)
    table = _arrow(given)
    made = []
    for name, kind in wanted:
        if table.column_names.count(name) != 1:
            found = "more than one" if name in table.column_names else "no"
            raise BadFacts(f"`{shape.name}` has {found} column `{name}`; its columns are {table.column_names}")
        column = table[name]
        if _kind(column.type, f"{shape.name}.{name}") != kind:
            raise BadFacts(f"`{shape.name}.{name}` should be {kind}, but is of type {column.type}")
        if column.null_count:
            raise BadFacts(f"`{shape.name}.{name}` has {column.null_count} missing values: leave their rows out")
        try:
            column = column.cast(types[kind])
        except pyarrow.ArrowInvalid as error:
            raise BadFacts(f"`{shape.name}.{name}` does not fit 64 bits: {error}") from error
        if kind == "float" and len(column) and not compute.all(compute.is_finite(column)).as_py():
            raise BadFacts(f"`{shape.name}.{name}` has a value that is no finite number")
        made.append(column)
    return pyarrow.table(made, names=_positions(len(made)))


def _of_rows(given: Any, shape: Schema, time: str) -> "pyarrow.Table":
    import pyarrow

    types = {"int": pyarrow.int64(), "float": pyarrow.float64(), "string": pyarrow.string()}
    kinds = (int, *({"int": int, "float": float, "string": str}[kind] for kind in shape.types))
    rows = [tuple(row) for row in given]
    for row in rows:
        if len(row) != len(kinds) or any(type(value) is not kind for value, kind in zip(row, kinds, strict=True)):
            wanted = ", ".join([f"{time}: int", *(f"{column.name}: {column.type}" for column in shape.columns)])
            raise BadFacts(f"a row of `{shape.name}` is {row!r}; it should be ({wanted})")
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    try:
        arrays = [
            pyarrow.array(values, type=types[kind]) for values, kind in zip(columns, ("int", *shape.types), strict=True)
        ]
    except (OverflowError, pyarrow.ArrowInvalid) as error:
        raise BadFacts(f"a value of `{shape.name}` does not fit 64 bits: {error}") from error
    return _table(pyarrow.table(arrays, names=[time, *(column.name for column in shape.columns)]), shape, time)


def _positions(count: int) -> list[str]:
    return [f"c{index}" for index in range(count)]


def _rows(table: "pyarrow.Table") -> Iterable[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _ask(
    formula: str,
    relations: Mapping[str, Relation],
    signature: str | Signature | None,
    time: str,
    time_points: Iterable[int] | None,
    closed: bool,
    engine: str,
    *,
    runs: bool,
) -> "pyarrow.Table":
    from servanda.engine.drivers import open_session

    shapes = _shapes(relations, signature, time)
    parsed, prepared = _parsed(formula, shapes, closed)
    times = ["from", "until"] if runs else [time]
    clash = set(times) & set(prepared.order)
    if clash:
        raise BadFacts(f"`{min(clash)}` is the name of a time column and of a variable: rename the variable")
    names = [*times, *prepared.order]
    types: list[ColumnType] = [prepared.kinds[name] for name in prepared.order]
    types[:0] = ["int"] * len(times)
    with open_session(engine) as session:
        for name, shape in shapes.items():
            if name in relations:
                session.load_arrow(shape, _table(relations[name], shape, time))
            else:
                session.load(shape, ())
        session.time_points(None if time_points is None else sorted(time_points))
        if runs:
            rows = [(run.from_ts, run.until_ts, *run.values) for run in session.episodes(parsed, closed=closed)]
            return _made(zip(*rows, strict=True) if rows else [()] * len(names), names, types)
        found = session.arrow(parsed, closed=closed)
    # The number of the time point may stand before its stamp.
    columns = found.columns[len(found.columns) - len(names) :]
    return _made(columns, names, types).sort_by([(name, "ascending") for name in names])


def _made(columns: Iterable[Any], names: list[str], types: Sequence[ColumnType]) -> "pyarrow.Table":
    import pyarrow

    arrow = {"int": pyarrow.int64(), "float": pyarrow.float64(), "string": pyarrow.string()}
    arrays = [
        column.cast(arrow[kind])
        if isinstance(column, pyarrow.ChunkedArray)
        else pyarrow.array(column, type=arrow[kind])
        for column, kind in zip(columns, types, strict=True)
    ]
    return pyarrow.table(arrays, names=names)
