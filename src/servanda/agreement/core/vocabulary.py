"""The predicates that an agreement's facts are loaded into.

For a record type `T` with a field `f` (`x` its key: the id of an event or act, the key values of a state):

- `T_sure(x)`, `T_maybe(x)`: it happened, was filed or has a value, certainly or possibly. An event (by its first date)
  and an act (by its filing) stand at the latest instant at which they may have been (sure), and at the earliest and
  the latest (maybe); an event whose day is known stands at the beginning of it; a state over the time for which it
  holds;
- `T_earliest(x)`, `T_latest(x)`: an event or act at the earliest and the latest instant at which it may have been;
- `T_day(x)`: an event or act at the beginning of the first day on which it may have been;
- `T_f(x, scope, low, high)`: a count, date, year, choice or yes-or-no as bounds under the standard of proof; a choice
  counts its options from 0, yes is 1; `scope` is "" unless the text names one; unknown is -2^52 to 2^52;
- `T_f_exact(x, scope, v)`: the one value that enough sources state exactly, where there is one;
- `T_f_sure(x, v)`, `T_f_maybe(x, v)`, `T_f_open(x)`: a text or a party; open where nothing settles it;
- `T_f_place(x, v)`: what all sources together say of a place; `Z_sure(v, p, m)`, `Z_maybe(v, p, m)`: such a place lies
  in the zone `Z`, in the part of `p` ("" for the whole, "*" for any part), on the map of the reading `m`;
- `T_g(x, y)`: the link of an act to its target `g`;
- `T_recorded(x, page, n, low, high)`: an act with its number on a page of the record (a party's log, a day of a file),
  and from when to when it may have been filed;
- `T_under_way_sure(x)`, `T_under_way_maybe(x)`: an event, from its first to its last date;
- `T_beside_14_200_sure(x, y)`, `T_beside_14_200_maybe(x, y)`: an event `x` lies at most 14 days and 200 km from `y`, or
  is `y` (`T_beside_14`: wherever it is); `T_beside_14_200_unseen(y, v)`: 0 where all such events are known, else 2^52;
- `T_stated_sure(x, on)`, `T_stated_maybe(x, on)`: the filing of a state's value for the date `on`;
- `T_unseen(v)`: 0 while the facts of this type in this world are all there are, 2^52 while there may be others;
- `T_unseen_Z(v)`: the same of what lies in the zone `Z`;
- `T_in_year(x, y)`, `T_in_year_sure(x, y)`: the calendar year of an event or act, possibly and certainly.

The same names with `declared_` or `observed_` before them speak of the named world. `party(p)`, `side(s)`,
`member(p, s)`, `calendar_year(y)`, each relation and each `parameter_…(v)` hold over the time for which they are true.
Each norm adds `due_early`, `due_late` and the like; a limit adds the course of its value (`norms`).
"""

from servanda.agreement.model import Agreement, fields_of, key_fields, value_fields
from servanda.agreement.scopes import besides
from servanda.agreement.syntax import ActType, EventType, FieldType, RecordType, StateType
from servanda.logic.schema import Kind, Schema, schema

NUMERIC = ("count", "date", "year", "one of", "yes or no")


def is_numeric(kind: FieldType) -> bool:
    """Whether a field is kept as bounds."""
    return kind.kind in NUMERIC


def _field(record: str, field: str, keys: tuple[str, ...], kind: FieldType, how: Kind) -> list[Schema]:
    name = f"{record}_{field}"
    if is_numeric(kind):
        return [
            schema(name, *keys, "scope:string", "low:int", "high:int", kind=how),
            schema(f"{name}_exact", *keys, "scope:string", "value:int", kind=how),
        ]
    found = [
        schema(f"{name}_sure", *keys, "value:string", kind=how),
        schema(f"{name}_maybe", *keys, "value:string", kind=how),
        schema(f"{name}_open", *keys, kind=how),
    ]
    if kind.kind == "place":
        found.append(schema(f"{name}_place", *keys, "place:string", kind=how))
    return found


def _event_like(record: RecordType, name: str) -> list[Schema]:
    key = ("id:string",)
    found = [schema(f"{name}_{how}", *key) for how in ("sure", "maybe", "earliest", "latest", "day")]
    for field, declared in fields_of(record).items():
        found += _field(name, field, key, declared.type, Kind.RIGID)
    for year in ("in_year", "in_year_sure"):
        found.append(schema(f"{name}_{year}", *key, "year:int", kind=Kind.RIGID))
    return found


def of_record(record: RecordType) -> list[Schema]:
    """The predicates of one record type, in one world."""
    name = record.name.text
    found = [schema(f"{name}_unseen", "value:int", kind=Kind.SPAN)]
    if isinstance(record, ActType):
        found += _event_like(record, name)
        numbered = ("id:string", "page:string", "number:int", "low:int", "high:int")
        found.append(schema(f"{name}_recorded", *numbered, kind=Kind.RIGID))
        if record.target is not None:
            found.append(schema(f"{name}_{record.target}", "id:string", "target:string", kind=Kind.RIGID))
    elif isinstance(record, EventType):
        found += _event_like(record, name)
        for how in ("sure", "maybe"):
            found.append(schema(f"{name}_under_way_{how}", "id:string", kind=Kind.SPAN))
    else:
        found += _state(record, name)
    return found


def _state(record: StateType, name: str) -> list[Schema]:
    keys = tuple(f"{field.name}:string" for field in key_fields(record))
    found = [schema(f"{name}_{how}", *keys, kind=Kind.SPAN) for how in ("sure", "maybe")]
    for field in value_fields(record):
        found += _field(name, field.name.text, keys, field.type, Kind.SPAN)
    found += [schema(f"{name}_stated_{how}", *keys, "on:int") for how in ("sure", "maybe")]
    return found + _event_like(record, f"{name}_change")


def shared(agreement: Agreement) -> dict[str, Schema]:
    """The predicates that are the same in both worlds."""
    found = [
        schema("party", "party:string", kind=Kind.SPAN),
        schema("side", "side:string", kind=Kind.SPAN),
        schema("member", "party:string", "side:string", kind=Kind.SPAN),
        schema("calendar_year", "year:int", kind=Kind.SPAN),
    ]
    found += [schema(name, "a:string", "b:string", kind=Kind.SPAN) for name in agreement.relations]
    found += [schema(f"parameter_{name}", "value:int", kind=Kind.SPAN) for name in agreement.parameters]
    for name in agreement.zones:
        for how in ("sure", "maybe"):
            found.append(schema(f"{name}_{how}", "place:string", "of:string", "map:string", kind=Kind.SPAN))
    return {item.name: item for item in found}


def unseen_in(record: RecordType, agreement: Agreement) -> list[Schema]:
    """How much of what lies in each zone nobody watched."""
    if not any(item.type.kind == "place" for item in fields_of(record).values()):
        return []
    return [schema(f"{record.name}_unseen_{zone}", "value:int", kind=Kind.SPAN) for zone in agreement.zones]


def of_world(agreement: Agreement, prefix: str = "") -> dict[str, Schema]:
    """The predicates of the record types, with `declared_` or `observed_` before them if asked for."""
    found: dict[str, Schema] = {}
    for record in agreement.records.values():
        for item in (*of_record(record), *unseen_in(record, agreement)):
            name = prefix + item.name
            found[name] = Schema(name, item.columns, item.kind) if prefix else item
    for one in besides(agreement.document):
        stem = prefix + one.predicate
        for how in ("sure", "maybe"):
            found[f"{stem}_{how}"] = schema(f"{stem}_{how}", "id:string", "other:string", kind=Kind.RIGID)
        found[f"{stem}_unseen"] = schema(f"{stem}_unseen", "other:string", "value:int", kind=Kind.RIGID)
    return found


def of_norm(norm: str) -> dict[str, Schema]:
    """The predicates that judging one norm adds: deadlines, gaps in the record, breaches, yearly maxima."""
    due = ("occasion:string", "bearer:string", "match:int", "since:int")
    found = [
        schema(f"{norm}_due_early", *due),
        schema(f"{norm}_due_late", *due),
        schema(f"{norm}_instead_early", *due),
        schema(f"{norm}_instead_late", *due),
        schema(f"{norm}_judged", *due),
        schema(f"{norm}_breach_sure", "occasion:string", "bearer:string"),
        schema(f"{norm}_breach_maybe", "occasion:string", "bearer:string"),
        schema(
            f"{norm}_value",
            "reading:string",
            "bearer:string",
            "value_low:int",
            "value_high:int",
            "bound_low:int",
            "bound_high:int",
            kind=Kind.SPAN,
        ),
        schema(f"{norm}_yearly", "bearer:string", "year:int", "low:int", "high:int", kind=Kind.RIGID),
    ]
    return {item.name: item for item in found}


def facts(agreement: Agreement) -> dict[str, Schema]:
    """The predicates that do not belong to one norm: those that a raw formula may use."""
    found = {**shared(agreement), **of_world(agreement)}
    return found | of_world(agreement, "declared_") | of_world(agreement, "observed_")


def signature(agreement: Agreement) -> dict[str, Schema]:
    """Every predicate that a formula of this agreement may use."""
    found = facts(agreement)
    for norm in agreement.norms:
        found |= of_norm(norm)
    return found
