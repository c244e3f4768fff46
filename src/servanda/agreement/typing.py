"""What a path, a term or a condition is: its kind, its unit, its options.

Rules it keeps:

- every name in a term or condition is introduced by an event, a state, an act or `for each`;
- troops are not tanks, a number is not a text: two values are compared only if they are of one kind and unit;
- a bare number takes the unit of what it is compared with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from servanda.agreement.model import fields_of, key_fields, value_fields
from servanda.agreement.syntax import (
    ActType,
    Aggregate,
    Arithmetic,
    Both,
    Call,
    Compare,
    Condition,
    Date,
    Definition,
    Either,
    Field,
    Holds,
    InWorld,
    Is,
    LeastEarlier,
    Name,
    Negation,
    Number,
    Of,
    Parameter,
    Path,
    RecordType,
    Related,
    Scoped,
    StateType,
    Term,
    Text,
    YearlyMaximum,
)
from servanda.diagnostics import Diagnostic, Place, Refused, nearest, refuse

# Words that sound like a measure and are none. Named in messages when no definition gives them one.
VAGUE = frozenset(
    "substantial significant considerable appropriate adequate reasonable sufficient major minor permanent timely prompt "
    "necessary serious large small".split()
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name stands for: a record of a type, a party, a side, the breach of a norm."""

    kind: Literal["record", "party", "side", "breach", "change"]
    record: RecordType | None = None
    norm: str = ""


Scope = Mapping[str, Bound]


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value. `field` is where it comes from, if it is one field of one record."""

    kind: str
    unit: str | None = None
    options: tuple[str, ...] = ()
    field: Field | None = None
    record: RecordType | None = None


NUMBER = Kind("number")
_NUMERIC = {"count": "number", "number": "number", "date": "date", "year": "year"}


@dataclass(frozen=True, slots=True)
class Book:
    """The names that conditions may use, while the agreement is being checked."""

    parties: Mapping[str, object]
    countries: Mapping[str, object]
    sides: Mapping[str, object]
    records: Mapping[str, RecordType]
    relations: Mapping[str, object]
    parameters: Mapping[str, Parameter]
    definitions: Mapping[str, Definition]


def unknown(code: str, what: str, name: Name, known: Mapping[str, object] | list[str]) -> Refused:
    """The refusal for a name that nothing introduces, with a near miss if there is one."""
    near = nearest(name.text, known)
    if near:
        remedy = f"Did you mean `{near}`?"
    elif known:
        remedy = "Known here: " + ", ".join(sorted(known)) + "."
    else:
        remedy = f"Declare {what} of that name first."
    return refuse(code, f"There is no {what} called `{name.text}`.", name.place, remedy)


def field_in(record: RecordType, name: Name) -> Kind:
    """The kind of `name` in `record`: a field, an implied field of an act, or the link of an act to its target."""
    found = fields_of(record).get(name.text)
    if found is not None:
        kind = found.type
        return Kind(_NUMERIC.get(kind.kind, kind.kind), kind.unit, kind.options, found, record)
    if isinstance(record, ActType) and record.target is not None and record.target.text == name.text:
        return Kind("record", record=record)
    known = list(fields_of(record))
    if isinstance(record, ActType) and record.target is not None:
        known.append(record.target.text)
    raise unknown("unknown-field", f"field of `{record.name}`", name, known)


def path_kind(path: Path, scope: Scope, book: Book) -> Kind:
    """The kind of a path. A lone name may be a variable, a parameter, a party, a country or a side."""
    head = path.parts[0]
    bound = scope.get(head.text)
    if bound is None:
        if len(path.parts) == 1:
            return _lone(head, scope, book)
        raise unknown("unknown-name", "record or party in this norm", head, list(scope))
    if len(path.parts) == 1:
        return Kind("record", record=bound.record) if bound.kind in ("record", "change") else Kind(bound.kind)
    if bound.kind == "breach":
        return _of_breach(path)
    if bound.record is None:
        message = f"`{head}` is a {bound.kind}; it has no fields."
        raise refuse("unknown-field", message, path.parts[1].place, f"Write `{head}` alone.")
    return _along(path, bound.record, book)


def _of_breach(path: Path) -> Kind:
    if len(path.parts) == 2 and path.parts[1].text == "bearer":
        return Kind("party")
    remedy = f"Write `{path.parts[0]}.bearer`: who broke the norm."
    raise refuse("unknown-field", f"A breach has no field `{path.parts[1]}`.", path.parts[1].place, remedy)


def _along(path: Path, record: RecordType, book: Book) -> Kind:
    for index, part in enumerate(path.parts[1:], 1):
        kind = field_in(record, part)
        if kind.kind == "record" and isinstance(record, ActType) and record.target is not None:
            target = book.records.get(record.target.text)
            if target is None:
                raise unknown("unknown-record", "record type", record.target, book.records)
            record, kind = target, Kind("record", record=target)
        elif index < len(path.parts) - 1:
            message = f"`{part}` is a {kind.kind}; nothing can be said after its dot."
            raise refuse("unknown-field", message, path.parts[index + 1].place, "End the path there.")
    return kind


def _lone(name: Name, scope: Scope, book: Book) -> Kind:
    if name.text in book.parameters:
        return Kind("number", book.parameters[name.text].values[0].value.unit)
    if name.text in book.parties:
        return Kind("party")
    if name.text in book.countries:
        return Kind("country")
    if name.text in book.sides:
        return Kind("side")
    if name.text in VAGUE:
        message = f"`{name.text}` has no number: no definition in force says how much it is."
        remedy = f"Define it (`parameter {name.text} = 5000 troops`) or leave the sentence to the prose."
        raise refuse("vague-term", message, name.place, remedy)
    known = [*scope, *book.parameters, *book.parties, *book.countries, *book.sides]
    raise unknown("unknown-name", "name", name, known)


# --- terms ----------------------------------------------------------------------------------------------------------


def term_kind(term: Term, scope: Scope, book: Book) -> Kind:
    """The kind of a term; raises where the term makes no sense."""
    match term:
        case Number(_, unit, _):
            return Kind("number", unit)
        case Text():
            return Kind("text")
        case Date():
            return Kind("date")
        case Path():
            return path_kind(term, scope, book)
        case Scoped(path, _, place):
            kind = path_kind(path, scope, book)
            if kind.kind != "number":
                raise refuse("not-a-number", f"`{path}` is no count, so it has no scope.", place, "Delete `in scope`.")
            return kind
        case InWorld(_, inner, _):
            return term_kind(inner, scope, book)
        case Of():
            return _of_kind(term, scope, book)
        case Aggregate():
            return _aggregate_kind(term, scope, book)
        case YearlyMaximum(inner, place):
            return _number(inner, scope, book, place)
        case LeastEarlier():
            return NUMBER
        case Arithmetic():
            return _arithmetic_kind(term, scope, book)
        case Call(_, arguments, place):
            kinds = [_number(argument, scope, book, place) for argument in arguments]
            return _same_unit(kinds[0], kinds[-1], place)


def _number(term: Term, scope: Scope, book: Book, place: Place) -> Kind:
    # `a / b` is allowed inside ceil and floor only; its kind is that of `a`.
    kind = term_kind(term, scope, book)
    if kind.kind != "number":
        raise refuse("not-a-number", f"A number is needed here, not a {kind.kind}.", place, "Use a count or a number.")
    return kind


def _same_unit(left: Kind, right: Kind, place: Place) -> Kind:
    if left.unit and right.unit and left.unit != right.unit:
        message = f"{left.unit} and {right.unit} are different units."
        remedy = "Compare or add values of one unit only."
        raise refuse("unit-mismatch", message, place, remedy)
    return left if left.unit else right


def _arithmetic_kind(term: Arithmetic, scope: Scope, book: Book) -> Kind:
    left = _number(term.left, scope, book, term.place)
    right = _number(term.right, scope, book, term.place)
    if term.operator in ("+", "-"):
        return _same_unit(left, right, term.place)
    if term.operator == "*" and not (isinstance(term.left, Number) or isinstance(term.right, Number)):
        message = "Two unknown values cannot be multiplied."
        raise refuse("not-linear", message, term.place, "Multiply by a number.")
    if term.operator == "/" and not (isinstance(term.right, Number) and term.right.value > 0):
        message = "A value can be divided by a number greater than 0 only."
        raise refuse("not-linear", message, term.place, "Divide by a number, inside `ceil(…)` or `floor(…)`.")
    return left if left.unit else right


def _of_kind(term: Of, scope: Scope, book: Book) -> Kind:
    subject = term_kind(term.subject, scope, book)
    record = book.records.get(term.name.text)
    if isinstance(record, StateType):
        return _state_kind(term, record, subject)
    definition = book.definitions.get(term.name.text)
    if definition is None:
        known = [*book.definitions, *(n for n, r in book.records.items() if isinstance(r, StateType))]
        if term.name.text in VAGUE:
            return _lone(term.name, {}, book)
        raise unknown("unknown-definition", "definition or state", term.name, known)
    if definition.is_condition or term.keys:
        remedy = f"Write `{term.subject} is {term.name}`." if definition.is_condition else "Delete the brackets."
        raise refuse("wrong-use", f"`{term.name}` is not used so.", term.place, remedy)
    kinds = [term_kind(r.body, _said_of(definition, term.subject, scope), book) for r in definition.readings]  # type: ignore[arg-type]
    for other in kinds[1:]:
        _same_unit(kinds[0], other, term.place)
    return kinds[0]


def _said_of(definition: Definition, subject: object, scope: Scope) -> Scope:
    """The scope inside a definition: its variable stands for what it is said of."""
    if isinstance(subject, Path) and len(subject.parts) == 1 and subject.parts[0].text in scope:
        return {definition.variable.text: scope[subject.parts[0].text]}
    return {definition.variable.text: Bound("party")}


def _state_kind(term: Of, record: StateType, subject: Kind) -> Kind:
    keys = key_fields(record)
    party = [field for field in keys if field.type.kind == "party"]
    others = [field for field in keys if field.type.kind != "party"]
    if len(party) != 1 or subject.kind not in ("party", "country"):
        message = f"`{record.name} of …` needs a party, and a state with exactly one party in its key."
        raise refuse("wrong-use", message, term.place, "Use `the sum of … over …` instead.")
    if len(others) != len(term.keys):
        wanted = ", ".join(field.name.text for field in others) or "nothing"
        message = f"`{record.name}` is kept by {wanted}; {len(term.keys)} value(s) stand in the brackets."
        raise refuse("wrong-number-of-values", message, term.place, "Name one value for each part of the key.")
    for field, key in zip(others, term.keys, strict=True):
        if field.type.options and key.value not in field.type.options:
            raise unknown(
                "unknown-option",
                f"{field.name} of `{record.name}`",
                Name(key.value, key.place),
                list(field.type.options),
            )
    counts = [field for field in value_fields(record) if field.type.kind == "count"]
    if len(counts) != 1:
        message = f"`{record.name}` has {len(counts)} counts, so its value is not one number."
        raise refuse("wrong-use", message, term.place, "Use `the sum of v.field over …` instead.")
    return Kind("number", counts[0].type.unit, field=counts[0], record=record)


def _aggregate_kind(term: Aggregate, scope: Scope, book: Book) -> Kind:
    record = book.records.get(term.record.text)
    if record is None:
        raise unknown("unknown-record", "record type", term.record, book.records)
    if term.window is not None and isinstance(record, StateType) and term.window.kind != "at once":
        message = f"`{record.name}` is a state: its values hold at an instant, not in a window."
        raise refuse("wrong-use", message, term.window.place, "Delete the window.")
    if term.variable.text in scope:
        message = f"`{term.variable}` already stands for something else."
        raise refuse("duplicate-name", message, term.variable.place, "Choose another name.")
    inner = {**scope, term.variable.text: Bound("record", record)}
    if term.where is not None:
        check_condition(term.where, inner, book)
    if term.operand is None:
        return NUMBER
    return _number(term.operand, inner, book, term.place)


# --- conditions -----------------------------------------------------------------------------------------------------


def check_condition(condition: Condition, scope: Scope, book: Book) -> None:
    """Raise where a condition makes no sense."""
    match condition:
        case Both(left, right) | Either(left, right):
            check_condition(left, scope, book)
            check_condition(right, scope, book)
        case Negation(body):
            check_condition(body, scope, book)
        case Compare():
            _check_comparison(condition, scope, book)
        case Holds(path, place):
            kind = path_kind(path, scope, book)
            if kind.kind != "yes or no":
                message = f"`{path}` is a {kind.kind}, not a yes or no."
                raise refuse("not-a-condition", message, place, "Compare it with something: `>= 9000`, `is threat`.")
        case Is():
            _check_is(condition, scope, book)
        case Related():
            _check_related(condition, scope, book)


def _check_comparison(condition: Compare, scope: Scope, book: Book) -> None:
    left, right = term_kind(condition.left, scope, book), term_kind(condition.right, scope, book)
    for side in (condition.left, condition.right):
        if isinstance(side, Arithmetic) and side.operator == "/":
            message = "A quotient may leave a remainder."
            raise refuse("bare-division", message, side.place, "Say `ceil(…)` or `floor(…)`.")
    people = {"party", "country", "party or country", "side"}
    if left.kind in people and right.kind in people:
        if condition.operator != "=":
            raise refuse("kind-mismatch", "Parties have no order.", condition.place, "Compare them with `=`.")
        return
    if left.kind != right.kind:
        message = f"A {left.kind} cannot be compared with a {right.kind}."
        raise refuse("kind-mismatch", message, condition.place, "Compare values of one kind.")
    if left.kind not in ("number", "date", "year") and condition.operator != "=":
        message = f"A {left.kind} has no order."
        raise refuse("kind-mismatch", message, condition.place, "Compare it with `=`, or with `is`.")
    _same_unit(left, right, condition.place)


def _check_is(condition: Is, scope: Scope, book: Book) -> None:
    kind = path_kind(condition.subject, scope, book)
    if kind.kind == "record":
        _check_defined(condition, scope, book)
        return
    if kind.kind == "yes or no":
        options: tuple[str, ...] = ("no", "yes")
    elif kind.kind == "text":
        return
    else:
        options = kind.options
    if not options:
        message = f"`{condition.subject}` is a {kind.kind}; `is` needs a choice, a yes or no, or a definition."
        raise refuse("not-a-condition", message, condition.place, "Compare it with `=` or `>=`.")
    for option in condition.options:
        text = option.value if isinstance(option, Text) else option.text
        if text not in options:
            raise unknown("unknown-option", f"option of `{condition.subject}`", Name(text, option.place), list(options))


def _check_defined(condition: Is, scope: Scope, book: Book) -> None:
    option = condition.options[0]
    name = option if isinstance(option, Name) else Name(option.value, option.place)
    definition = book.definitions.get(name.text)
    if definition is None or not definition.is_condition:
        known = [key for key, value in book.definitions.items() if value.is_condition]
        raise unknown("unknown-definition", "defined condition", name, known)
    for reading in definition.readings:
        check_condition(reading.body, _said_of(definition, condition.subject, scope), book)  # type: ignore[arg-type]


def _check_related(condition: Related, scope: Scope, book: Book) -> None:
    name = condition.relation
    if name.text != "member" and name.text not in book.relations:
        raise unknown("unknown-relation", "relation", name, book.relations)
    wanted = ({"party"}, {"side"}) if name.text == "member" else ({"party", "country", "party or country"},) * 2
    for path, kinds in ((condition.left, wanted[0]), (condition.right, wanted[1])):
        kind = path_kind(path, scope, book)
        if kind.kind not in kinds:
            message = f"`{path}` is a {kind.kind}, not a {' or '.join(sorted(kinds))}."
            raise refuse("kind-mismatch", message, path.place, "Name a field that holds one.")


def circles(definitions: Mapping[str, Definition]) -> list[Diagnostic]:
    """A message for each definition that rests on itself."""
    uses = {name: set(names_in(definition)) & set(definitions) for name, definition in definitions.items()}
    found = []
    for name, definition in definitions.items():
        seen: set[str] = set()
        ahead = list(uses[name])
        while ahead:
            step = ahead.pop()
            if step not in seen:
                seen.add(step)
                ahead.extend(uses[step])
        if name in seen:
            message = f"`{name}` is defined by itself."
            found.append(
                Diagnostic("circular-definition", "error", message, definition.name.place, "Break the circle.")
            )
    return found


def names_in(node: object) -> list[str]:
    """The names of definitions, states and parameters that occur anywhere in a node, in order of the text."""
    from dataclasses import fields, is_dataclass

    found: list[str] = []
    if isinstance(node, Of):
        found.append(node.name.text)
    if isinstance(node, Is):
        found.extend(option.text for option in node.options if isinstance(option, Name))
    if isinstance(node, Path) and len(node.parts) == 1:
        found.append(node.parts[0].text)
    if isinstance(node, Aggregate):
        found.append(node.record.text)
    if isinstance(node, tuple):
        for item in node:
            found.extend(names_in(item))
    elif is_dataclass(node) and not isinstance(node, Place | Name):
        for item in fields(node):
            found.extend(names_in(getattr(node, item.name)))
    return found
