"""What a norm in the core logic is, and what writing any kind of norm needs: who is bound, what triggers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.agreement.core.conditions import Translator
from servanda.agreement.core.terms import Held, Readings, Scope
from servanda.agreement.model import Agreement
from servanda.agreement.syntax import EachBearer, Limit, Norm, OnBreach, OnChange, OnRecord
from servanda.logic.syntax import And, Comparison, Constant, Formula, Or, Predicate, Variable

OCCASION, BEARER, MATCH, SINCE = Variable("occasion"), Variable("bearer"), Variable("match"), Variable("since")
DUE = (OCCASION, BEARER, MATCH, SINCE)
DUE_ORDER = tuple(item.name for item in DUE)
# Certainly so at the latest instant at which it may have been, possibly so, and certainly so at the earliest instant:
# what has dates (a threshold, a membership) may change between the two.
WAYS = ((True, "sure"), (False, "maybe"), (True, "earliest"))
SAID = {"sure": "certainly", "maybe": "possibly", "earliest": "on its earliest day, certainly"}


@dataclass(frozen=True, slots=True)
class Named:
    """A formula with the name that the findings know it by, the order of its answers, and what it says."""

    name: str
    order: tuple[str, ...]
    formula: Formula
    says: str


@dataclass(frozen=True, slots=True)
class CoreNorm:
    """A norm in the core logic, under one choice of readings."""

    norm: Norm
    readings: Readings
    formulas: Mapping[str, Named]


def reading_label(readings: Readings) -> str | None:
    """The choice of readings as one text; None where nothing is to choose."""
    return "; ".join(readings.values()) or None


class Writer:
    """Collects the formulas of one norm under one choice of readings."""

    def __init__(self, norm: Norm, agreement: Agreement, readings: Readings) -> None:
        self.norm = norm
        self.name = norm.name.text
        self.agreement = agreement
        self.readings = readings
        self.formulas: dict[str, Named] = {}

    def translator(self) -> Translator:
        return Translator(self.agreement, self.readings)

    def add(self, name: str, order: tuple[str, ...], formula: Formula, says: str) -> None:
        self.formulas[name] = Named(name, order, formula, says)

    def bound_only(self, guard: Formula, bearer: Variable) -> Formula:
        """Restrict to the parties that the norm binds, if it does not bind all. Where sides bear it, to those sides."""
        parts: list[Formula] = []
        for name in self.norm.binding.only:
            if name.text in self.agreement.sides and not self._borne_by_sides():
                parts.append(And(guard, Predicate("member", (bearer, Constant(name.text)))))
            else:
                parts.append(And(guard, Comparison("=", bearer, Constant(name.text))))
        if not parts:
            return guard
        joined = parts[0]
        for part in parts[1:]:
            joined = Or(joined, part)
        return joined

    def _borne_by_sides(self) -> bool:
        if isinstance(self.norm, Limit):
            return self.norm.kind == "side"
        bearer = getattr(self.norm, "bearer", None)
        return isinstance(bearer, EachBearer) and bearer.kind == "side"

    def trigger_scope(self, trigger: object) -> Scope:
        """What the trigger's variable stands for; its key is the variable `occasion`."""
        records = self.agreement.records
        match trigger:
            case OnRecord(record, variable):
                return {variable.text: Held((OCCASION,), records[record.text], record.text)}
            case OnChange(variable, state):
                return {variable.text: Held((OCCASION,), records[state.text], f"{state}_change")}
            case OnBreach(variable, norm):
                return {variable.text: Held((OCCASION,), None, f"{norm}_breach")}
        return {}
