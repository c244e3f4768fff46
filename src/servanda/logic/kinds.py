"""Infer whether each variable of a formula is an integer, a float or a string.

Rules it keeps:

- nothing is converted silently: `1 < 1.5` is a mistake, `i2f(1) < 1.5` is not;
- arithmetic is between two integers or two floats (MOD: integers); CNT gives an integer, AVG and MED a float, SUM the
  kind of what is summed, MIN and MAX any kind;
- a variable that nothing pins down is an integer.

It leaves to others: names and scopes (`names`: variables must already be apart).

>>> from servanda.logic.parse import parse_formula
>>> from servanda.logic.schema import schema, signature
>>> infer_kinds(parse_formula("p(x) AND y = i2f(x) / 2.0"), signature(schema("p", "a:int")))
{'x': 'int', 'y': 'float'}
"""

from servanda.logic import syntax as s
from servanda.logic.refusals import KindMismatch
from servanda.logic.schema import ColumnType, Schema, Signature
from servanda.logic.write import write_term

# What a class of variables is known to be: a type, some number, or nothing yet.
Known = ColumnType | None
CONVERSION_KINDS: dict[str, tuple[ColumnType, ColumnType]] = {
    "f2i": ("float", "int"),
    "i2f": ("int", "float"),
    "i2s": ("int", "string"),
    "s2i": ("string", "int"),
    "f2s": ("float", "string"),
    "s2f": ("string", "float"),
    "FORMAT_DATE": ("int", "string"),
    "YEAR": ("int", "int"),
    "MONTH": ("int", "int"),
    "DAY_OF_MONTH": ("int", "int"),
}
NAMES = {"int": "an integer", "float": "a float", "string": "a string"}


def infer_kinds(formula: s.Formula, signature: Signature) -> dict[str, ColumnType]:
    """The kind of every variable, bound ones too, in order of first sight."""
    inference = _Inference(signature)
    inference.formula(formula)
    return inference.settled()


class _Inference:
    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.parent: dict[str, str] = {}
        self.known: dict[str, Known] = {}
        self.numbers: dict[str, s.Formula] = {}
        self.definitions: dict[str, tuple[str, ...]] = {}
        self.order: list[str] = []
        self.fresh = 0

    # -- classes of equal kind --------------------------------------------------------------------------------------

    def root(self, name: str) -> str:
        if name not in self.parent:
            self.parent[name] = name
            self.known[name] = None
            self.order.append(name)
        while self.parent[name] != name:
            name = self.parent[name]
        return name

    def anonymous(self, kind: Known) -> str:
        """A stand-in for a term that is not a variable; a blank in its name keeps it apart from variables."""
        self.fresh += 1
        name = f" {self.fresh}"
        self.parent[name] = name
        self.known[name] = kind
        return name

    def unite(self, left: str, right: str, where: s.Formula, what: str) -> None:
        first, second = self.root(left), self.root(right)
        if first == second:
            return
        one, other = self.known[first], self.known[second]
        if one and other and one != other:
            raise KindMismatch(f"{what}: {NAMES[one]} meets {NAMES[other]}.", where, _remedy(one, other))
        self.parent[second] = first
        self.known[first] = one or other
        if second in self.numbers:
            self.numbers[first] = self.numbers[second]
        self.number_check(first)

    def pin(self, name: str, kind: ColumnType, where: s.Formula, what: str) -> None:
        self.unite(self.anonymous(kind), name, where, what)

    def number(self, name: str, where: s.Formula) -> None:
        root = self.root(name)
        self.numbers[root] = where
        self.number_check(root)

    def number_check(self, root: str) -> None:
        if self.known[root] == "string" and root in self.numbers:
            raise KindMismatch(
                "A string stands where a number is needed.", self.numbers[root], "Convert it by s2i or s2f."
            )

    def settled(self) -> dict[str, ColumnType]:
        return {name: self.known[self.root(name)] or "int" for name in self.order}

    # -- terms ------------------------------------------------------------------------------------------------------

    def term(self, term: s.Term, where: s.Formula) -> str:
        match term:
            case s.Variable(name):
                self.root(name)
                return name
            case s.Constant(value):
                return self.anonymous(
                    "string" if isinstance(value, str) else "int" if isinstance(value, int) else "float"
                )
            case s.Negative(inner):
                found = self.term(inner, where)
                self.number(found, where)
                return found
            case s.Convert(function, inner):
                wanted, given = CONVERSION_KINDS[function]
                self.pin(self.term(inner, where), wanted, where, f"`{write_term(term)}` converts {NAMES[wanted]}")
                return self.anonymous(given)
            case s.Arithmetic(operator, left, right):
                found = self.term(left, where)
                self.unite(found, self.term(right, where), where, f"In `{write_term(term)}`")
                self.number(found, where)
                if operator == "MOD":
                    self.pin(found, "int", where, f"In `{write_term(term)}`, MOD is between integers")
                return found

    # -- formulas ---------------------------------------------------------------------------------------------------

    def formula(self, formula: s.Formula) -> None:
        match formula:
            case s.Predicate():
                self.predicate(formula)
            case s.Comparison(operator, left, right):
                found = self.term(left, formula)
                what = f"`{write_term(left)} {operator} {write_term(right)}`"
                self.unite(found, self.term(right, formula), formula, f"In {what}")
            case s.Substring(left, right):
                for part in (left, right):
                    self.pin(self.term(part, formula), "string", formula, "SUBSTRING is between strings")
            case s.Matches(text, pattern, groups):
                for part in (text, pattern, *(group for group in groups if group is not None)):
                    self.pin(self.term(part, formula), "string", formula, "MATCHES is between strings")
            case s.Aggregate():
                self.aggregate(formula)
            case s.Let(name, parameters, definition, body):
                self.formula(definition)
                self.definitions[name] = parameters
                self.formula(body)
            case _:
                for child in s.children(formula):
                    self.formula(child)

    def predicate(self, formula: s.Predicate) -> None:
        name = formula.name
        if name in self.definitions:
            for parameter, argument in zip(self.definitions[name], formula.arguments, strict=True):
                self.unite(parameter, self.term(argument, formula), formula, f"`{name}`, parameter `{parameter}`")
            return
        shape: Schema | None = self.signature.get(name)
        if shape is None:
            for argument in formula.arguments:
                self.pin(self.term(argument, formula), "int", formula, f"`{name}` is of integers")
            return
        for column, argument in zip(shape.columns, formula.arguments, strict=True):
            what = f"`{name}` has {NAMES[column.type]} as `{column.name}`"
            self.pin(self.term(argument, formula), column.type, formula, what)

    def aggregate(self, formula: s.Aggregate) -> None:
        self.formula(formula.body)
        operand = self.term(formula.operand, formula)
        match formula.operator:
            case "CNT":
                self.pin(formula.result, "int", formula, "CNT gives an integer")
            case "AVG" | "MED":
                self.number(operand, formula)
                self.pin(formula.result, "float", formula, f"{formula.operator} gives a float")
            case "SUM":
                self.number(operand, formula)
                self.unite(operand, formula.result, formula, "SUM gives the kind of what is summed")
            case "MIN" | "MAX":
                what = f"{formula.operator} gives the kind of what it chooses from"
                self.unite(operand, formula.result, formula, what)


def _remedy(one: str, other: str) -> str:
    pair = {one, other}
    if pair == {"int", "float"}:
        return "Convert by i2f or f2i, or write the number with a point, as in `5.0`."
    return "Compare like with like, or convert by i2s, s2i, f2s or s2f."
