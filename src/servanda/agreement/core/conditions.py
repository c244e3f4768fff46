"""From terms and conditions to formulas: each condition becomes *certainly so* and *possibly so*.

Rules it keeps (LANGUAGE §4; Kleene's strong three-valued logic):

- certainly (A and B) is both certainly; possibly (A or B) is either possibly; certainly not A is not possibly A;
- `x >= c` holds certainly when the low bound reaches c, possibly when the high bound does;
- every formula carries its guard, so that all its variables are bound and it stays in the monitorable fragment.
"""

from servanda.agreement.core.aggregates import aggregate
from servanda.agreement.core.changes import changed
from servanda.agreement.core.standing import standing
from servanda.agreement.core.terms import Bounds, Scope, Terms, conjunction, exists
from servanda.agreement.core.vocabulary import facts
from servanda.agreement.syntax import (
    Aggregate,
    Both,
    Changed,
    Compare,
    Condition,
    Date,
    Either,
    Holds,
    Is,
    Negation,
    Path,
    Raw,
    Related,
    Standing,
    Text,
    Within,
)
from servanda.agreement.syntax import Term as SurfaceTerm
from servanda.dates import end_of_day, start_of_day
from servanda.logic.names import resolve
from servanda.logic.parse import parse_formula
from servanda.logic.syntax import And, Comparison, Constant, Formula, Not, Or, Predicate, Variable

MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


class Translator(Terms):
    """Translates the conditions of one norm under one choice of readings."""

    def holds(self, condition: Condition, scope: Scope, sure: bool, guard: Formula) -> Formula:
        """`guard` and the condition, certainly (`sure`) or possibly."""
        match condition:
            case Both(left, right):
                return self.holds(right, scope, sure, self.holds(left, scope, sure, guard))
            case Either(left, right):
                return Or(self.holds(left, scope, sure, guard), self.holds(right, scope, sure, guard))
            case Negation(body):
                return And(guard, Not(self.holds(body, scope, not sure, guard)))
            case Compare():
                return self._compare(condition, scope, sure, guard)
            case Holds(path):
                return self._option(path, (1,), False, scope, sure, guard)
            case Is():
                return self._is(condition, scope, sure, guard)
            case Related():
                return self._related(condition, scope, sure, guard)
            case Standing():
                return standing(self, condition, scope, sure, guard)
            case Within():
                return self._within(condition, scope, sure, guard)
            case Changed():
                return changed(self, condition, scope, sure, guard)
            case Raw():
                return self._raw(condition, scope, sure, guard)

    def aggregate(self, term: Aggregate, scope: Scope) -> Bounds:
        """The bounds of a sum, a number or an extreme over records."""
        return aggregate(self, term, scope)

    def _compare(self, condition: Compare, scope: Scope, sure: bool, guard: Formula) -> Formula:
        left, right, operator = condition.left, condition.right, condition.operator
        if self._is_value(left, scope):
            return self._equal(left, right, scope, sure, guard)
        for one, other, sign in ((left, right, operator), (right, left, MIRROR[operator])):
            if isinstance(other, Date):
                return self._compare_date(self.bounds(one, scope), sign, other, sure, guard)
        return self.compare(self.bounds(left, scope), operator, self.bounds(right, scope), sure, guard)

    def _compare_date(self, left: Bounds, operator: str, day: Date, sure: bool, guard: Formula) -> Formula:
        """A date of the text is a whole day: *after* it begins when it is over, *until* it holds to its last second."""
        if operator == "=":
            return self._compare_date(left, "<=", day, sure, self._compare_date(left, ">=", day, sure, guard))
        zone = self.agreement.zone
        edge = Constant((end_of_day if operator in ("<=", ">") else start_of_day)(day.value, zone))
        return self.compare(left, operator, Bounds((), (), edge, edge), sure, guard)

    def compare(self, left: Bounds, operator: str, right: Bounds, sure: bool, guard: Formula) -> Formula:
        """`guard` and a comparison of two bounded numbers."""
        if operator == "=":
            if sure:
                left, right = left.exact or left, right.exact or right
            upper = self.compare(left, "<=", right, sure, guard)
            return self.compare(left, ">=", right, sure, upper)
        if not sure and (left.partial or right.partial):
            # Possibly so, unless the contrary is certain: a value that does not exist excludes nothing.
            contrary = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}[operator]
            return And(guard, Not(self.compare(left, contrary, right, True, guard)))
        rising = operator in (">", ">=")
        first = left.low if rising == sure else left.high
        second = right.high if rising == sure else right.low
        test = Comparison(operator, first, second)  # type: ignore[arg-type]
        variables = [*left.variables, *right.variables]
        atoms = (*left.atoms, *right.atoms)
        return And(guard, exists(variables, conjunction(*atoms, test))) if atoms else And(guard, test)

    def _option(
        self, path: Path, options: tuple[int, ...], or_more: bool, scope: Scope, sure: bool, guard: Formula
    ) -> Formula:
        """A choice or yes-or-no, whose options count from 0: certain when its bounds lie on the options named."""
        value = self.bounds(path, scope)
        if sure and not or_more:
            value = value.exact or value
        found: list[Formula] = []
        for option in options:
            number = Constant(option)
            if or_more:
                test: Formula = Comparison(">=", value.low if sure else value.high, number)
            elif sure:
                test = And(Comparison(">=", value.low, number), Comparison("<=", value.high, number))
            else:
                test = And(Comparison("<=", value.low, number), Comparison(">=", value.high, number))
            found.append(And(guard, exists(list(value.variables), conjunction(*value.atoms, test))))
        joined = found[0]
        for part in found[1:]:
            joined = Or(joined, part)
        return joined

    def _is(self, condition: Is, scope: Scope, sure: bool, guard: Formula) -> Formula:
        subject = condition.subject
        labels = [option.value if isinstance(option, Text) else option.text for option in condition.options]
        if len(subject.parts) == 1:
            definition = self.agreement.definitions[labels[0]]
            inner = {definition.variable.text: scope[subject.parts[0].text]}
            return self.holds(self.body(definition), inner, sure, guard)  # type: ignore[arg-type]
        kind = self._field_type(subject, scope)
        if kind.kind in ("text", "body"):
            parts = [self._equal(subject, Text(label, condition.place), scope, sure, guard) for label in labels]
            joined = parts[0]
            for part in parts[1:]:
                joined = Or(joined, part)
            return joined
        options = ("no", "yes") if kind.kind == "yes or no" else kind.options
        if not self._is_bounded(subject, scope):
            return self._key_option(condition, labels, options, scope, guard)
        numbers = tuple(options.index(label) for label in labels)
        return self._option(subject, numbers, condition.or_more, scope, sure, guard)

    def _key_option(
        self, condition: Is, labels: list[str], options: tuple[str, ...], scope: Scope, guard: Formula
    ) -> Formula:
        """A choice in the key of a state: its label itself, always certain."""
        if condition.or_more:
            labels = list(options[options.index(labels[0]) :])
        value = self.value(condition.subject, scope, sure=True)
        parts: list[Formula] = [And(guard, Comparison("=", value.term, Constant(label))) for label in labels]
        joined = parts[0]
        for part in parts[1:]:
            joined = Or(joined, part)
        return joined

    def _related(self, condition: Related, scope: Scope, sure: bool, guard: Formula) -> Formula:
        left = self.value(condition.left, scope, sure)
        right = self.value(condition.right, scope, sure)
        atom = Predicate(condition.relation.text, (left.term, right.term))
        variables = [*left.variables, *right.variables]
        found: Formula = And(guard, exists(variables, conjunction(*left.atoms, *right.atoms, atom)))
        for value in (left, right):
            if not sure and value.unsettled is not None:
                found = Or(found, And(guard, value.unsettled))
        return found

    def _within(self, condition: Within, scope: Scope, sure: bool, guard: Formula) -> Formula:
        """A place in a zone, whole (`of` is "") or in one party's part, on the map of the chosen reading."""
        where = self.place(condition.subject, scope)
        label = Constant(self.readings.get("boundaries", ""))
        how = f"{condition.zone}_{'sure' if sure else 'maybe'}"
        if condition.whose is None:
            atom: Formula = Predicate(how, (where.term, Constant(""), label))
            return And(guard, exists(list(where.variables), conjunction(*where.atoms, atom)))
        owner = self.value(condition.whose, scope, sure)
        atom = Predicate(how, (where.term, owner.term, label))
        variables = [*where.variables, *owner.variables]
        found: Formula = And(guard, exists(variables, conjunction(*where.atoms, *owner.atoms, atom)))
        if not sure and owner.unsettled is not None:
            anywhere = Predicate(how, (where.term, Constant("*"), label))
            body = conjunction(*where.atoms, anywhere)
            found = Or(found, And(And(guard, owner.unsettled), exists(list(where.variables), body)))
        return found

    def _raw(self, condition: Raw, scope: Scope, sure: bool, guard: Formula) -> Formula:
        """The formula of the text, its free variables standing for the records and parties of the norm."""
        names, fixed = {}, list[Formula]()
        for name, held in scope.items():
            term = held.key[0]
            if isinstance(term, Variable):
                names[name] = term.name
            else:
                names[name] = self.fresh(f"{name}_")
                fixed.append(Comparison("=", Variable(names[name]), term))
        formula = resolve(parse_formula(condition.text(sure)), facts(self.agreement), names)
        fresh = [part.left.name for part in fixed if isinstance(part, Comparison) and isinstance(part.left, Variable)]
        return And(guard, exists(fresh, conjunction(*fixed, formula)))

    def _equal(self, left: SurfaceTerm, right: SurfaceTerm, scope: Scope, sure: bool, guard: Formula) -> Formula:
        one, other = self.value(left, scope, sure), self.value(right, scope, sure)
        test = Comparison("=", one.term, other.term)
        variables = [*one.variables, *other.variables]
        found: Formula = And(guard, exists(variables, conjunction(*one.atoms, *other.atoms, test)))
        for value in (one, other):
            if not sure and value.unsettled is not None:
                found = Or(found, And(guard, value.unsettled))
        return found
