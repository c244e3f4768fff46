"""Terms as expressions over the columns of a relation.

Rules it keeps, those of `servanda.engine.meaning_values`: whole numbers stay whole; a term's type follows from its
parts; a term may have no value, which is NULL: division by zero, a result beyond 64 bits or not finite, a string
that is no number. No NULL ever leaves the SELECT that computes it.
"""

from servanda.engine.plan.ir import Column, Expression, Literal, call
from servanda.engine.plan.relation import column_of
from servanda.logic.schema import ColumnType
from servanda.logic.syntax import Arithmetic, Constant, Convert, Negative, Term, Value, Variable, term_variables

RESULTS: dict[str, ColumnType] = {
    "f2i": "int",
    "i2f": "float",
    "i2s": "string",
    "s2i": "int",
    "f2s": "string",
    "s2f": "float",
    "FORMAT_DATE": "string",
    "YEAR": "int",
    "MONTH": "int",
    "DAY_OF_MONTH": "int",
}


def type_of(term: Term, types: dict[str, ColumnType]) -> ColumnType:
    """The type of a term whose variables have `types`."""
    match term:
        case Variable(name):
            return types[name]
        case Constant(value):
            return type_of_value(value)
        case Arithmetic(_, left, right):
            return "float" if "float" in {type_of(left, types), type_of(right, types)} else "int"
        case Negative(inner):
            return type_of(inner, types)
        case Convert(function, _):
            return RESULTS[function]


def type_of_value(value: Value) -> ColumnType:
    return "string" if isinstance(value, str) else "float" if isinstance(value, float) else "int"


def partial(term: Term) -> bool:
    """Whether the term may be without a value."""
    return not isinstance(term, Variable | Constant)


def expression(term: Term, types: dict[str, ColumnType]) -> Expression:
    """The term over the columns of its variables; NULL where it has no value."""
    computed = _computed(term, types)
    return call("try", computed) if partial(term) else computed


def _computed(term: Term, types: dict[str, ColumnType]) -> Expression:
    if partial(term) and not term_variables(term):
        # Engines compute constants while they plan, and stop there at an overflow that TRY would catch later.
        from servanda.engine.meaning_values import term_value

        value = term_value(term, {})
        return call(f"nothing {type_of(term, types)}") if value is None else Literal(value)
    match term:
        case Variable(name):
            return Column(column_of(name))
        case Constant(value):
            return Literal(value)
        case Arithmetic(operator, left, right):
            first, second = _computed(left, types), _computed(right, types)
            if type_of(term, types) == "float":
                if operator == "MOD":
                    return call("nothing float")
                return call("finite", call("divide" if operator == "/" else f"float {operator}", first, second))
            names = {"/": "whole quotient", "MOD": "remainder"}
            return call(names.get(operator, f"whole {operator}"), first, second)
        case Negative(inner):
            negative = "negative" if type_of(inner, types) == "float" else "whole negative"
            return call(negative, _computed(inner, types))
        case Convert(function, inner):
            return call(function, _computed(inner, types))
