"""By how much a value has changed since a party last filed an act of a kind.

    holding of ALBA    100 ─────┐ 108 ──────┐ 113 …
    notices by ALBA         ▲ the last one: 100
    changes                     8 percent   13 percent since then

Rules it keeps (LANGUAGE §4):

- the value before is the one that held when the last act was filed; small changes add up until one is filed;
- it certainly changed by so much where that act certainly is the last one (the record is complete since then, and
  nothing that was possibly filed came later), one value held on every instant at which it may have been filed, and the
  whole of both values says so;
- it certainly did not where the same shows less, or where the party certainly never filed one: then there is nothing
  to compare with;
- from nothing to something is a change by more than any percentage.

It leaves to others: which change it is, and of whom (`core.writer`).
"""

from servanda.agreement.core.terms import Scope, Terms, conjunction, exists
from servanda.agreement.model import key_fields
from servanda.agreement.syntax import Changed, Field, StateType
from servanda.dates import NEVER
from servanda.logic.syntax import (
    ALL_PAST,
    And,
    Arithmetic,
    Comparison,
    Constant,
    Formula,
    Not,
    Once,
    Or,
    Predicate,
    Since,
    Term,
    Variable,
)


def changed(translator: Terms, said: Changed, scope: Scope, sure: bool, guard: Formula) -> Formula:
    """`guard`, and the new value is so many percent away from the one before, certainly or possibly."""
    since = _Since(translator, said, scope)
    if sure:
        return since.compared(guard, Or(since.risen(), since.fallen()))
    less = And(Or(*since.not_risen()), Or(*since.not_fallen()))
    return And(guard, Not(Or(since.never_filed(guard), since.compared(guard, less))))


class _Since:
    """The parts of one such condition, with its variables."""

    def __init__(self, translator: Terms, said: Changed, scope: Scope) -> None:
        self.said, self.prefix = said, translator.prefix
        self.change = scope[said.path.parts[0].text]
        record = self.change.record
        assert isinstance(record, StateType)
        self.state = record
        self.new = translator.bounds(said.path, scope)
        self.filer = translator.value(said.by, scope, True)
        self.key = tuple(Variable(translator.fresh(f"{item.name}_")) for item in key_fields(record))
        self.low, self.high = (Variable(translator.fresh(stem)) for stem in ("before_low", "before_high"))
        self.deed, self.who = Variable(translator.fresh("deed")), Variable(translator.fresh("filer"))

    # --- what is compared ------------------------------------------------------------------------------------------

    def risen(self) -> Formula:
        new, before = _times(self.new.low, 100), _times(self.high, 100 + self.said.percent)
        return And(Comparison(">=", new, before), Comparison(">", self.new.low, self.high))

    def fallen(self) -> Formula:
        new, before = _times(self.new.high, 100), _times(self.low, 100 - self.said.percent)
        return And(Comparison("<=", new, before), Comparison("<", self.new.high, self.low))

    def not_risen(self) -> tuple[Formula, Formula]:
        """The two ways in which it certainly has not risen by so much."""
        new, before = _times(self.new.high, 100), _times(self.low, 100 + self.said.percent)
        return Comparison("<", new, before), Comparison("<=", self.new.high, self.low)

    def not_fallen(self) -> tuple[Formula, Formula]:
        """The two ways in which it certainly has not fallen by so much."""
        new, before = _times(self.new.low, 100), _times(self.high, 100 - self.said.percent)
        return Comparison(">", new, before), Comparison(">=", self.new.low, self.high)

    # --- the last act ----------------------------------------------------------------------------------------------

    def compared(self, guard: Formula, test: Formula) -> Formula:
        """`guard`, and the test of the new value and the one at the act that certainly is the last."""
        links = [self._link(item, name) for item, name in zip(key_fields(self.state), self.key, strict=True)]
        filer = Comparison("=", self.who, self.filer.term)
        last = conjunction(*self.new.atoms, *self.filer.atoms, *links, filer, self._last(), self._recorded(), test)
        names = [*self.new.variables, *self.filer.variables]
        names += [item.name for item in (*self.key, self.low, self.high, self.who)]
        return And(guard, exists(names, last))

    def _link(self, field: Field, value: Variable) -> Formula:
        """The key of the changed state, part by part, as the state itself has it."""
        name, key = f"{self.prefix}{self.change.predicate}_{field.name}", self.change.key
        if not field.type.options:
            return Predicate(f"{name}_sure", (*key, value))
        found: list[Formula] = []
        for number, option in enumerate(field.type.options):
            chosen = Predicate(name, (*key, Constant(""), Constant(number), Constant(number)))
            found.append(And(chosen, Comparison("=", value, Constant(option))))
        joined = found[0]
        for part in found[1:]:
            joined = Or(joined, part)
        return joined

    def _held(self) -> Formula:
        field = self.said.path.parts[-1].text
        return Predicate(f"{self.prefix}{self.state.name}_{field}", (*self.key, Constant(""), self.low, self.high))

    def _filed(self, how: str) -> Formula:
        act = f"{self.prefix}{self.said.act}"
        return And(Predicate(f"{act}_{how}", (self.deed,)), Predicate(f"{act}_by_{how}", (self.deed, self.who)))

    def _deed(self) -> Formula:
        """It certainly is filed by now, and one value held on every instant at which it may have been."""
        began = And(Predicate(f"{self.prefix}{self.said.act}_earliest", (self.deed,)), self._held())
        return exists([self.deed.name], And(self._filed("sure"), Since(ALL_PAST, self._held(), began)))

    def _last(self) -> Formula:
        return Since(ALL_PAST, Not(exists([self.deed.name], self._filed("maybe"))), self._deed())

    def _recorded(self) -> Formula:
        """No such act can be missing from the record since then."""
        seen = Predicate(f"{self.prefix}{self.said.act}_unseen", (Constant(0),))
        return Since(ALL_PAST, seen, And(self._deed(), seen))

    def never_filed(self, guard: Formula) -> Formula:
        """`guard`, and the party certainly filed none: none is on record, and none can be missing from it."""
        some = exists([self.deed.name], Once(ALL_PAST, self._filed("maybe")))
        by_it = conjunction(*self.filer.atoms, Comparison("=", self.who, self.filer.term), some)
        filed = And(guard, exists([*self.filer.variables, self.who.name], by_it))
        missing = Once(ALL_PAST, Predicate(f"{self.prefix}{self.said.act}_unseen", (Constant(NEVER),)))
        return And(And(guard, Not(filed)), Not(missing))


def _times(term: Term, number: int) -> Term:
    return Arithmetic("*", term, Constant(number))
