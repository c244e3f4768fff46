"""Resolve the names of a formula: predicates against the signature, variables apart from each other.

Rules it keeps:

- every predicate is in the signature, built in, or defined by an enclosing LET, and has the right number of arguments;
- afterwards no two binders (EXISTS, FORALL, aggregates, LET) bind the same variable, but for equal EXISTS in the same
  surroundings, which stay equal; no bound variable is also free, and no LET defines a name that is defined elsewhere:
  what follows need not think of scopes;
- free variables keep their names, and so do bound ones where they can;
- a LET's definition sees the names outside it, not itself.

It leaves to others: kinds (`kinds`).

>>> from servanda.logic.parse import parse_formula
>>> from servanda.logic.schema import schema, signature
>>> from servanda.logic.write import write_formula
>>> write_formula(resolve(parse_formula("p(x) AND EXISTS x. p(x)"), signature(schema("p", "a:int"))))
'p(x) AND (EXISTS x_1. p(x_1))'
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from servanda.diagnostics import nearest
from servanda.logic import syntax as s
from servanda.logic.refusals import BadFormula, BadPattern, UnknownName
from servanda.logic.schema import Signature

BEYOND_REGULAR = re.compile(r"\(\?(?:[=!>(]|<[=!]|P=)|(?<!\\)(?:\\\\)*\\[1-9]")
Names = Mapping[str, str]
# What a LET's name stands for: its unique name and its number of parameters.
Definitions = Mapping[str, tuple[str, int]]


def resolve(formula: s.Formula, signature: Signature, free: Names | None = None) -> s.Formula:
    """`formula` with every name resolved and every bound variable renamed apart; `free`: new names of free ones."""
    given = dict(free or {})
    resolver = _Resolver(signature, s.free_variables(formula) | frozenset(given.values()))
    return resolver.formula(formula, given, {})


class _Resolver:
    def __init__(self, signature: Signature, free: frozenset[str]) -> None:
        self.signature = signature
        self.taken = set(free)
        self.defined = set(signature) | set(s.BUILT_IN_PREDICATES)
        self.made: dict[tuple[object, ...], s.Formula] = {}

    def formula(self, formula: s.Formula, names: Names, definitions: Definitions) -> s.Formula:
        match formula:
            case s.Predicate():
                return self.predicate(formula, names, definitions)
            case s.Comparison(_, left, right) | s.Substring(left, right):
                return replace(formula, left=rename(left, names), right=rename(right, names))
            case s.Matches(text, pattern, groups):
                check_pattern(formula)
                parts = tuple(group and rename(group, names) for group in groups)
                return replace(formula, text=rename(text, names), pattern=rename(pattern, names), groups=parts)
            case s.Exists() | s.Forall():
                return self.quantified(formula, names, definitions)
            case s.Aggregate():
                return self.aggregate(formula, names, definitions)
            case s.Let():
                return self.let(formula, names, definitions)
            case _:
                made_children = [self.formula(child, names, definitions) for child in s.children(formula)]
                return s.with_children(formula, made_children)

    def quantified(self, formula: s.Exists | s.Forall, names: Names, definitions: Definitions) -> s.Formula:
        """Equal ones whose free variables and relations stand for the same become equal again."""
        free = sorted(s.free_variables(formula))
        key = repr(formula), *((name, names.get(name, name)) for name in free), *definitions.items()
        if key not in self.made:
            inner = self.bind(formula.variables, names)
            body = self.formula(formula.body, inner, definitions)
            variables = tuple(inner[name] for name in formula.variables)
            self.made[key] = replace(formula, variables=variables, body=body)
        return self.made[key]

    def predicate(self, formula: s.Predicate, names: Names, definitions: Definitions) -> s.Formula:
        name, count = formula.name, len(formula.arguments)
        if name in definitions:
            name, expected = definitions[name]
        elif name in s.BUILT_IN_PREDICATES and name not in self.signature:
            expected = s.BUILT_IN_PREDICATES[name]
        elif name in self.signature:
            expected = len(self.signature[name].columns)
        else:
            known = [*self.signature, *definitions, *s.BUILT_IN_PREDICATES]
            near = nearest(name, known)
            remedy = f"Did you mean `{near}`?" if near else "Declare it in the signature, or define it with LET."
            raise UnknownName(f"There is no predicate `{name}` in the signature.", formula, remedy)
        if count != expected:
            reason = (
                f"`{formula.name}` has {_arguments(expected)}, but here {count} {'is' if count == 1 else 'are'} given."
            )
            raise UnknownName(reason, formula, "Give as many as the signature says; `_` stands for any value.")
        return replace(formula, name=name, arguments=tuple(rename(term, names) for term in formula.arguments))

    def aggregate(self, formula: s.Aggregate, names: Names, definitions: Definitions) -> s.Formula:
        inside = s.free_variables(formula.body)
        for name in formula.groups:
            if name not in inside:
                reason = f"The group variable `{name}` does not occur in the aggregated formula."
                raise BadFormula(reason, formula, "Group by variables of the formula that is aggregated.")
        missing = sorted(s.term_variables(formula.operand) - inside)
        if missing:
            reason = f"The aggregated variable `{missing[0]}` does not occur in the aggregated formula."
            raise BadFormula(reason, formula, "Aggregate a variable of the formula.")
        if formula.result in formula.groups:
            reason = f"`{formula.result}` is both the result and a group."
            raise BadFormula(reason, formula, "Give the result a name of its own.")
        if len(set(formula.groups)) < len(formula.groups):
            raise BadFormula("A group variable is named twice.", formula, "Name each once.")
        order = s.ordered_free_variables(formula.body)
        local = self.bind(tuple(name for name in order if name not in formula.groups), names)
        return replace(
            formula,
            result=names.get(formula.result, formula.result),
            operand=rename(formula.operand, local),
            groups=tuple(names.get(name, name) for name in formula.groups),
            body=self.formula(formula.body, local, definitions),
        )

    def let(self, formula: s.Let, names: Names, definitions: Definitions) -> s.Formula:
        free = s.free_variables(formula.definition)
        if free != set(formula.parameters):
            wrong = sorted(free ^ set(formula.parameters))[0]
            where = "is not a parameter" if wrong in free else "is a parameter that does not occur in the definition"
            reason = f"In the definition of `{formula.name}`, `{wrong}` {where}."
            raise BadFormula(reason, formula, "A definition's parameters are exactly its free variables.")
        inner = self.bind(formula.parameters, {})
        definition = self.formula(formula.definition, inner, definitions)
        name = _apart(formula.name, self.defined)
        self.defined.add(name)
        known = {**definitions, formula.name: (name, len(formula.parameters))}
        parameters = tuple(inner[parameter] for parameter in formula.parameters)
        body = self.formula(formula.body, names, known)
        return replace(formula, name=name, parameters=parameters, definition=definition, body=body)

    def bind(self, variables: tuple[str, ...], names: Names) -> dict[str, str]:
        """`names` with each of `variables` mapped to a name that nothing else bears."""
        made = dict(names)
        for name in variables:
            made[name] = _apart(name, self.taken)
            self.taken.add(made[name])
        return made


def _apart(name: str, taken: set[str]) -> str:
    candidate, count = name, 0
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def _arguments(count: int) -> str:
    return "no arguments" if count == 0 else f"{count} argument{'s' if count > 1 else ''}"


def check_pattern(formula: s.Matches) -> None:
    """Refuse a pattern that some evaluator could not run, or that captures fewer parts than are asked for."""
    if not isinstance(formula.pattern, s.Constant) or not isinstance(formula.pattern.value, str):
        raise BadPattern("The pattern of MATCHES is no constant string.", formula, 'Write it as r"…".')
    pattern = formula.pattern.value
    try:
        captures = re.compile(pattern).groups
    except re.error as error:
        reason = f"The pattern is no regular expression: {error}."
        raise BadPattern(reason, formula, "Correct it; a backslash makes a sign stand for itself.") from error
    if BEYOND_REGULAR.search(pattern):
        reason = "The pattern looks around itself or back at what it captured, which is beyond regular expressions."
        raise BadPattern(reason, formula, "Capture the parts, and compare them in the formula.")
    if captures < len(formula.groups):
        reason = f"{len(formula.groups)} captured parts are asked for, but the pattern captures {captures}."
        raise BadPattern(reason, formula, "Put parentheses around each part that is wanted.")


def rename(term: s.Term, names: Names) -> s.Term:
    """`term` with its variables renamed."""
    match term:
        case s.Variable(name):
            return s.Variable(names.get(name, name))
        case s.Arithmetic(operator, left, right):
            return s.Arithmetic(operator, rename(left, names), rename(right, names))
        case s.Negative(inner):
            return s.Negative(rename(inner, names))
        case s.Convert(function, inner):
            return s.Convert(function, rename(inner, names))
        case s.Constant():
            return term
