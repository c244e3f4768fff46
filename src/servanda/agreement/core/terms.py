"""From terms to formulas: parties and texts as values, numbers as bounds.

Rules it keeps (LANGUAGE §4):

- a number is a pair of terms, its low and its high bound, once the atoms beside them hold;
- a value that may not exist (nobody stated it) makes what is said of it open, never false.

It leaves to others: what is said of them (`conditions`), sums and numbers of records (`aggregates`).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace

from servanda.agreement.core.vocabulary import is_numeric
from servanda.agreement.model import Agreement, fields_of, key_fields, value_fields
from servanda.agreement.syntax import (
    ActType,
    Aggregate,
    Arithmetic,
    Call,
    Condition,
    Date,
    Definition,
    EventType,
    FieldType,
    InWorld,
    Name,
    Number,
    Of,
    Path,
    RecordType,
    Scoped,
    StateType,
    Text,
    YearlyMaximum,
)
from servanda.agreement.syntax import Term as SurfaceTerm
from servanda.dates import start_of_day
from servanda.logic import syntax as logic
from servanda.logic.syntax import (
    And,
    Comparison,
    ComparisonOperator,
    Constant,
    Exists,
    Formula,
    Or,
    Predicate,
    Term,
    Variable,
)

Readings = Mapping[str, str]


def conjunction(*parts: Formula) -> Formula:
    """All of the parts, from left to right."""
    first, *rest = parts
    for part in rest:
        first = And(first, part)
    return first


def exists(variables: list[str], body: Formula) -> Formula:
    """EXISTS over those of the variables that are free in the body."""
    free = logic.free_variables(body)
    names = tuple(name for name in variables if name in free)
    return Exists(names, body) if names else body


@dataclass(frozen=True, slots=True)
class Held:
    """What a name of the surface stands for in the formulas: a key (one term for each part), and its record type.

    `predicate` is the record's name, or `NAME_change`.
    """

    key: tuple[Term, ...]
    record: RecordType | None = None
    predicate: str = ""


Scope = Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number between two terms, once `atoms` hold; `variables` are bound by the atoms.

    `partial`: there may be no value at all (a state that nobody stated, the greatest of nothing): then every
    comparison with it is open. `exact`: the same number where enough sources state it exactly, for what asks whether it
    *is* something: three sources that say 3, 5 and 7 leave no threshold open to two of them, but prove no 5.
    """

    variables: tuple[str, ...]
    atoms: tuple[Formula, ...]
    low: Term
    high: Term
    partial: bool = False
    exact: "Bounds | None" = None


@dataclass(frozen=True, slots=True)
class Value:
    """A party or a text: a term, once `atoms` hold. `unsettled` is the formula that says it is open."""

    variables: tuple[str, ...]
    atoms: tuple[Formula, ...]
    term: Term
    unsettled: Formula | None = None


class Terms(ABC):
    """Translates the terms of one norm under one choice of readings. Fresh names count up from 1."""

    def __init__(self, agreement: Agreement, readings: Readings) -> None:
        self.agreement = agreement
        self.readings = readings
        self.prefix = ""
        self._fresh = 0

    def fresh(self, stem: str) -> str:
        self._fresh += 1
        return f"{stem}{self._fresh}"

    def body(self, definition: Definition) -> SurfaceTerm | Condition:
        """What a definition says under the chosen reading."""
        label = self.readings.get(definition.name.text, definition.readings[0].label)
        return next(reading.body for reading in definition.readings if reading.label == label)

    @abstractmethod
    def holds(self, condition: Condition, scope: Scope, sure: bool, guard: Formula) -> Formula:
        """`guard` and the condition, certainly (`sure`) or possibly."""

    @abstractmethod
    def aggregate(self, term: Aggregate, scope: Scope) -> Bounds:
        """The bounds of a sum, a number or an extreme over records."""

    # --- values: parties and texts ---------------------------------------------------------------------------------

    def _is_value(self, term: SurfaceTerm, scope: Scope) -> bool:
        if isinstance(term, Text):
            return True
        if not isinstance(term, Path):
            return False
        if len(term.parts) == 1:
            return term.parts[0].text not in self.agreement.parameters
        return not is_numeric(self._field_type(term, scope)) or not self._is_bounded(term, scope)

    def _field_type(self, path: Path, scope: Scope) -> FieldType:
        record = scope[path.parts[0].text].record
        for part in path.parts[1:]:
            assert record is not None
            if isinstance(record, ActType) and record.target is not None and part.text == record.target.text:
                record = self.agreement.records[part.text]
                continue
            return fields_of(record)[part.text].type
        return FieldType("text")

    def _is_bounded(self, path: Path, scope: Scope) -> bool:
        """Whether a numeric field is kept as bounds: it is not part of a state's key."""
        held, _, field = self._along(path, scope)
        assert held.record is not None
        return field not in [item.name.text for item in key_fields(held.record)] or held.predicate.endswith("_change")

    def _along(self, path: Path, scope: Scope) -> tuple[Held, list[Formula], str]:
        """Follow the links of a path: the record that has its last field, the atoms on the way, and the field."""
        held = scope[path.parts[0].text]
        atoms: list[Formula] = []
        for part in path.parts[1:]:
            record = held.record
            if isinstance(record, ActType) and record.target is not None and part.text == record.target.text:
                target = self.agreement.records[part.text]
                step = Variable(self.fresh(part.text + "_"))
                atoms.append(Predicate(f"{self.prefix}{held.predicate}_{part.text}", (*held.key, step)))
                held = Held((step,), target, target.name.text)
                continue
            return held, atoms, part.text
        return held, atoms, ""

    def value(self, term: SurfaceTerm, scope: Scope, sure: bool) -> Value:
        """A party or text, certainly or possibly."""
        if isinstance(term, Text):
            return Value((), (), Constant(term.value))
        assert isinstance(term, Path)
        head = term.parts[0].text
        if len(term.parts) == 1:
            return Value((), (), scope[head].key[0] if head in scope else Constant(head))
        held, atoms, field = self._along(term, scope)
        assert held.record is not None
        steps = [name for atom in atoms for name in sorted(logic.free_variables(atom))]
        keys = [item.name.text for item in key_fields(held.record)]
        if field in keys and not held.predicate.endswith("_change"):
            return Value(tuple(steps), tuple(atoms), held.key[keys.index(field)])
        result = Variable(self.fresh(field + "_"))
        stem = f"{self.prefix}{held.predicate}_{field}"
        how = "sure" if sure else "maybe"
        found = Predicate(f"{stem}_{how}", (*held.key, result))
        unsettled = exists(
            [name for name in steps if name not in _given(scope)],
            conjunction(*atoms, Predicate(f"{stem}_open", held.key)),
        )
        own = [name for name in (*steps, result.name) if name not in _given(scope)]
        return Value(tuple(own), (*atoms, found), result, unsettled)

    def place(self, path: Path, scope: Scope) -> Value:
        """A place as all that its sources say of it: one text for each record, whatever it says."""
        held, atoms, field = self._along(path, scope)
        assert held.record is not None
        keys = [item.name.text for item in key_fields(held.record)]
        if field in keys and isinstance(held.record, StateType) and not held.predicate.endswith("_change"):
            return Value((), tuple(atoms), held.key[keys.index(field)])
        value = Variable(self.fresh("place"))
        atom = Predicate(f"{self.prefix}{held.predicate}_{field}_place", (*held.key, value))
        steps = [name for item in atoms for name in sorted(logic.free_variables(item)) if name not in _given(scope)]
        return Value((*steps, value.name), (*atoms, atom), value)

    # --- bounds: numbers -------------------------------------------------------------------------------------------

    def bounds(self, term: SurfaceTerm, scope: Scope) -> Bounds:
        """A number, date, year, choice or yes-or-no as bounds."""
        match term:
            case Number(value):
                return Bounds((), (), Constant(value), Constant(value))
            case Date(day):
                instant = Constant(start_of_day(day, self.agreement.zone))
                return Bounds((), (), instant, instant)
            case Path(parts) if len(parts) == 1:
                return self._parameter(parts[0])
            case Path():
                return self._numeric(term, "", scope)
            case Scoped(path, scoped):
                return self._numeric(path, scoped.value, scope)
            case InWorld(world, inner):
                return self._in_world(world, inner, scope)
            case Of():
                return self._of(term, scope)
            case Arithmetic():
                return self._arithmetic(term, scope)
            case Call("min" | "max", (first, second)):
                return self._lesser(term, self.bounds(first, scope), self.bounds(second, scope))
            case Call(_, (Arithmetic(operator="/") as quotient,)):
                return self._quotient(term, quotient, scope)
            case Call(_, (inner,)):
                return self.bounds(inner, scope)
            case YearlyMaximum(inner):
                return self.bounds(inner, scope)
            case Aggregate():
                return self.aggregate(term, scope)
        raise AssertionError(f"no bounds for {type(term).__name__}")

    def _parameter(self, name: Name) -> Bounds:
        variable = Variable(self.fresh(name.text + "_"))
        return Bounds((variable.name,), (Predicate(f"parameter_{name}", (variable,)),), variable, variable, True)

    def _numeric(self, path: Path, label: str, scope: Scope) -> Bounds:
        held, atoms, field = self._along(path, scope)
        low, high = Variable(self.fresh("low")), Variable(self.fresh("high"))
        atom = Predicate(f"{self.prefix}{held.predicate}_{field}", (*held.key, Constant(label), low, high))
        steps = [name for item in atoms for name in sorted(logic.free_variables(item)) if name not in _given(scope)]
        exact = None
        if self._field_type(path, scope).kind != "date":
            value = Variable(self.fresh("exact"))
            pinned = Predicate(f"{atom.name}_exact", (*held.key, Constant(label), value))
            exact = Bounds((*steps, value.name), (*atoms, pinned), value, value)
        return Bounds((*steps, low.name, high.name), (*atoms, atom), low, high, exact=exact)

    def _in_world(self, world: str, inner: SurfaceTerm, scope: Scope) -> Bounds:
        before, self.prefix = self.prefix, f"{world}_"
        try:
            return self.bounds(inner, scope)
        finally:
            self.prefix = before

    def _of(self, term: Of, scope: Scope) -> Bounds:
        subject = self.value(term.subject, scope, sure=True)
        definition = self.agreement.definitions.get(term.name.text)
        if definition is not None:
            head = term.subject.parts[0].text if isinstance(term.subject, Path) else ""
            single = isinstance(term.subject, Path) and len(term.subject.parts) == 1 and head in scope
            held = scope[head] if single else Held((subject.term,))
            inner = self.bounds(self.body(definition), {definition.variable.text: held})  # type: ignore[arg-type]
            return _said_of(subject, inner)
        record = self.agreement.records[term.name.text]
        assert isinstance(record, StateType)
        given = iter(term.keys)
        key = tuple(
            subject.term if field.type.kind == "party" else Constant(next(given).value) for field in key_fields(record)
        )
        field = next(field for field in value_fields(record) if field.type.kind == "count")
        low, high = Variable(self.fresh("low")), Variable(self.fresh("high"))
        atom = Predicate(f"{self.prefix}{record.name}_{field.name}", (*key, Constant(""), low, high))
        value = Variable(self.fresh("exact"))
        pinned = Predicate(f"{atom.name}_exact", (*key, Constant(""), value))
        exact = Bounds((value.name,), (pinned,), value, value, True)
        return _said_of(subject, Bounds((low.name, high.name), (atom,), low, high, True, exact))

    def _arithmetic(self, term: Arithmetic, scope: Scope) -> Bounds:
        left, right = self.bounds(term.left, scope), self.bounds(term.right, scope)
        variables, atoms = (*left.variables, *right.variables), (*left.atoms, *right.atoms)
        if term.operator == "-":
            low: Term = logic.Arithmetic("-", left.low, right.high)
            high: Term = logic.Arithmetic("-", left.high, right.low)
        else:
            low = logic.Arithmetic(term.operator, left.low, right.low)
            high = logic.Arithmetic(term.operator, left.high, right.high)
        return Bounds(variables, atoms, low, high, left.partial or right.partial)

    def _lesser(self, call: Call, first: Bounds, second: Bounds) -> Bounds:
        """`min(a, b)` or `max(a, b)`: each end is the lesser (greater) of the two ends."""
        names = [self.fresh(call.function) for _ in range(2)]
        atoms: list[Formula] = [*first.atoms, *second.atoms]
        for name, one, other in ((names[0], first.low, second.low), (names[1], first.high, second.high)):
            chosen = Variable(name)
            order: ComparisonOperator = "<=" if call.function == "min" else ">="
            rest: ComparisonOperator = ">" if call.function == "min" else "<"
            takes_one = And(Comparison(order, one, other), Comparison("=", chosen, one))
            takes_other = And(Comparison(rest, one, other), Comparison("=", chosen, other))
            atoms.append(Or(takes_one, takes_other))
        low, high = (Variable(name) for name in names)
        partial = first.partial or second.partial
        return Bounds((*first.variables, *second.variables, *names), tuple(atoms), low, high, partial)

    def _quotient(self, call: Call, quotient: Arithmetic, scope: Scope) -> Bounds:
        """`ceil(a / n)` and `floor(a / n)` over whole numbers: n is a positive number of the text."""
        inner = self.bounds(quotient.left, scope)
        assert isinstance(quotient.right, Number)
        by = quotient.right.value

        def share(term: Term) -> Term:
            if call.function == "ceil":
                term = logic.Arithmetic("+", term, Constant(by - 1))
            return logic.Arithmetic("/", term, Constant(by))

        return replace(inner, low=share(inner.low), high=share(inner.high), exact=None)


def _said_of(subject: Value, inner: Bounds) -> Bounds:
    """A number of the subject, whose own atoms come first."""
    exact = None if inner.exact is None else _said_of(subject, inner.exact)
    variables, atoms = (*subject.variables, *inner.variables), (*subject.atoms, *inner.atoms)
    return Bounds(variables, atoms, inner.low, inner.high, inner.partial, exact)


def _given(scope: Scope) -> set[str]:
    """The variables that the scope binds already."""
    return {term.name for held in scope.values() for term in held.key if isinstance(term, Variable)}


def record_scope(record: RecordType, variable: str) -> Held:
    """A record of a type under the variable's own name; a state has one variable for each part of its key."""
    if isinstance(record, EventType | ActType):
        return Held((Variable(variable),), record, record.name.text)
    return Held(tuple(Variable(f"{variable}_{field.name}") for field in key_fields(record)), record, record.name.text)
