"""What a path, a term or a condition is: its kind, its unit, its options.

Rules it keeps:

- troops are not tanks, a number is not a text: two values are compared only if they are of one kind and unit;
- a bare number takes the unit of what it is compared with.
"""

from servanda.agreement.checks.formula import check_formula
from servanda.agreement.checks.standing import check_standing
from servanda.agreement.checks.zone import check_within
from servanda.agreement.model import key_fields, value_fields
from servanda.agreement.names import NUMBER, VAGUE, Book, Bound, Kind, Scope, lone_kind, path_kind, unknown
from servanda.agreement.syntax import (
    ActType,
    Aggregate,
    Arithmetic,
    Both,
    Call,
    Changed,
    Compare,
    Condition,
    Date,
    Definition,
    Either,
    EventType,
    Holds,
    InWorld,
    Is,
    LeastEarlier,
    Name,
    Negation,
    Number,
    Of,
    Path,
    Raw,
    RecordType,
    Related,
    Scoped,
    Standing,
    StateType,
    Term,
    Text,
    Window,
    Within,
    YearlyMaximum,
)
from servanda.diagnostics import Place, refuse

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
        case InWorld(world, inner, place):
            return _valued(term_kind(inner, scope, book), f"What is looked up as {world}", place)
        case Of():
            return _of_kind(term, scope, book)
        case Aggregate():
            return _aggregate_kind(term, scope, book)
        case YearlyMaximum(_, place) | LeastEarlier(place):
            message = "A yearly maximum is no value of a single day."
            raise refuse("wrong-use", message, place, "Use it as the whole measure or the whole bound of a limit only.")
        case Arithmetic():
            return _arithmetic_kind(term, scope, book)
        case Call():
            return _call_kind(term, scope, book)


def _call_kind(term: Call, scope: Scope, book: Book) -> Kind:
    kinds = [_number(argument, scope, book, term.place) for argument in term.arguments]
    return _same_unit(kinds[0], kinds[-1], term.place)


def _valued(kind: Kind, what: str, place: Place) -> Kind:
    """The kind, if it has a value that can be said to be more or less."""
    if kind.kind not in ("number", "date", "year"):
        message = f"{what} is a number, a date or a year, not a {kind.kind}."
        raise refuse("not-a-number", message, place, "Compare the field itself instead.")
    return kind


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
            return lone_kind(term.name, {}, book)
        raise unknown("unknown-definition", "definition or state", term.name, known)
    if definition.is_condition or term.keys:
        message, remedy = f"`{term.name}` is defined, not kept by a key.", "Delete the brackets."
        if definition.is_condition:
            message, remedy = f"`{term.name}` is a condition, not a value.", f"Write `{term.subject} is {term.name}`."
        raise refuse("wrong-use", message, term.place, remedy)
    kinds = [term_kind(r.body, _said_of(definition, term.subject, scope), book) for r in definition.readings]  # type: ignore[arg-type]
    for other in kinds[1:]:
        _same_unit(kinds[0], other, term.place)
    return _valued(kinds[0], f"A definition such as `{term.name}`", term.place)


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
        parts = ", ".join(field.name.text for field in others)
        wanted = f"{len(others)} value{'s' if len(others) != 1 else ''} ({parts})" if others else "no value"
        message = f"`{record.name}` needs {wanted} in brackets; {len(term.keys) or 'none'} stands there."
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
    if term.window is not None and term.window.kind == "at once" and isinstance(record, ActType):
        message = f"`{record.name}` is an act: it is filed at an instant and never under way."
        raise refuse("wrong-use", message, term.window.place, "Use a window such as `in any 30 days`.")
    if term.variable.text in scope:
        message = f"`{term.variable}` already stands for something else."
        raise refuse("duplicate-name", message, term.variable.place, "Choose another name.")
    if term.window is not None and term.window.beside is not None:
        _check_beside(term.window, term.window.beside, record, scope)
    inner = {**scope, term.variable.text: Bound("record", record)}
    if term.where is not None:
        check_condition(term.where, inner, book)
    if term.operand is None:
        return NUMBER
    return _number(term.operand, inner, book, term.place)


def _check_beside(window: Window, other: Name, record: RecordType, scope: Scope) -> None:
    """`within 14 days and 200 km of e`: `e` is an event of the type that is counted, and lies somewhere."""
    if other.text not in scope:
        raise unknown("unknown-name", "name", other, scope)
    if not isinstance(record, EventType) or scope[other.text].record is not record:
        message = f"`{other}` is no other event of the type that is counted, `{record.name}`."
        raise refuse("wrong-use", message, other.place, "Count the events beside one of their own type.")
    if window.duration is not None and window.duration.unit not in ("days", "weeks"):
        message = f"How far apart two events lie is counted in dates, not in {window.duration.unit}."
        raise refuse("wrong-unit-of-time", message, window.place, "Say how many days or weeks: `within 14 days of e`.")
    if window.km is not None and not any(field.type.kind == "place" for field in record.fields):
        message = f"`{record.name}` has no place, so no distance between two of them."
        raise refuse("wrong-use", message, window.place, f"Write `within {window.duration} of {other}`.")


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
        case Standing():
            check_standing(condition, scope, book, check_condition)
        case Within():
            check_within(condition, scope, book)
        case Changed():
            _check_changed(condition, scope, book)
        case Raw():
            check_formula(condition, scope, book)


def _check_changed(condition: Changed, scope: Scope, book: Book) -> None:
    """A count of a changed state, against the last act of a kind by a party."""
    head = scope.get(condition.path.parts[0].text)
    kind = path_kind(condition.path, scope, book)
    if head is None or head.kind != "change" or kind.kind != "number":
        message = f"`{condition.path}` is no count of a changed state, so it has no value before."
        raise refuse(
            "wrong-use", message, condition.path.place, "Begin with `on each change c of …`, and name a count."
        )
    acts = {name: record for name, record in book.records.items() if isinstance(record, ActType)}
    if condition.act.text not in acts:
        raise unknown("unknown-act", "act", condition.act, acts)
    filer = path_kind(condition.by, scope, book)
    if filer.kind != "party":
        message = f"`{condition.by}` is a {filer.kind}, and only a party files an act."
        raise refuse("kind-mismatch", message, condition.by.place, "Name a field that holds a party.")


def _side_kind(term: Term, scope: Scope, book: Book) -> Kind:
    """The kind of one side of a comparison, where `min` and `max` may stand."""
    return _call_kind(term, scope, book) if isinstance(term, Call) else term_kind(term, scope, book)


def _check_comparison(condition: Compare, scope: Scope, book: Book) -> None:
    left, right = _side_kind(condition.left, scope, book), _side_kind(condition.right, scope, book)
    for side in (condition.left, condition.right):
        if isinstance(side, Arithmetic) and side.operator == "/":
            message = "A quotient may leave a remainder."
            raise refuse("bare-division", message, side.place, "Say `ceil(…)` or `floor(…)`.")
    people = {"party", "country", "party or country", "side"}
    if left.kind in people and right.kind in people:
        if condition.operator != "=":
            raise refuse("kind-mismatch", "Parties have no order.", condition.place, "Compare them with `=`.")
        return
    if {left.kind, right.kind} == {"year", "number"} and not (left.unit or right.unit):
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
    if condition.or_more and (kind.kind != "one of" or len(condition.options) > 1):
        message = "`or more` needs one option of a choice whose options rise."
        raise refuse("or-more-without-order", message, condition.place, "Delete `or more`, or name a single option.")
    if kind.kind == "yes or no":
        options: tuple[str, ...] = ("no", "yes")
    elif kind.kind == "text":
        return
    elif kind.kind == "body":
        _check_bodies(condition, book)
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


def _check_bodies(condition: Is, book: Book) -> None:
    for option in condition.options:
        name = option if isinstance(option, Name) else Name(option.value, option.place)
        if name.text not in book.bodies:
            raise unknown("unknown-body", "body", name, book.bodies)


def _check_defined(condition: Is, scope: Scope, book: Book) -> None:
    option, *more = condition.options
    if more or condition.or_more:
        message = f"`{condition.subject}` is one defined thing or is not; there is nothing more."
        remedy = f"Write `{condition.subject} is … or {condition.subject} is …` for two definitions."
        raise refuse("wrong-use", message, condition.place, remedy)
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
            wanted_kind = "a side" if kinds == {"side"} else "a party" if kinds == {"party"} else "a party or a country"
            message = f"`{path}` is a {kind.kind}, not {wanted_kind}."
            raise refuse("kind-mismatch", message, path.place, "Name a field that holds one.")
