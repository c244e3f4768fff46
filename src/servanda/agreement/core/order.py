"""Which of two acts or events came first: by their stamps, and within one day by the numbering of the record.

Rules it keeps (LANGUAGE §4):

- one certainly came first where the latest instant of the one lies before the earliest of the other;
- where the text counts acts in the order recorded, and the stamps of two meet, the lower number on the same page of the
  record came first; a page is one log, or one day of one file, so that two logs or files order nothing;
- one possibly came first where the other certainly did not; what came at the same instant may have come first.

It leaves to others: which pages and numbers there are (`servanda.findings.world.relations`).
"""

from dataclasses import dataclass

from servanda.agreement.core.terms import Held, Terms, conjunction, exists
from servanda.agreement.model import first_date
from servanda.agreement.syntax import ActType, EventType
from servanda.logic.syntax import And, Comparison, Constant, Formula, Not, Or, Predicate, Term, Variable


@dataclass(frozen=True, slots=True)
class When:
    """When an act or event was: from `low` to `high`, once `atom` holds. `numbered`: the predicate of its number in the
    record, where that counts, else "".
    """

    atom: Formula
    low: Variable
    high: Variable
    key: tuple[Term, ...]
    numbered: str


def when(translator: Terms, held: Held, *, recorded: bool) -> When:
    """The instants of an act or event under fresh names; `recorded`: acts count in the order recorded."""
    low, high = Variable(translator.fresh("low")), Variable(translator.fresh("high"))
    stem, field = f"{translator.prefix}{held.predicate}", "filed"
    if isinstance(held.record, EventType):
        date = first_date(held.record)
        assert date is not None
        field = date.name.text
    atom = Predicate(f"{stem}_{field}", (*held.key, Constant(""), low, high))
    numbered = f"{stem}_recorded" if recorded and isinstance(held.record, ActType) else ""
    return When(atom, low, high, held.key, numbered)


def first(translator: Terms, guard: Formula, one: When, other: When, *, sure: bool) -> Formula:
    """`guard`, and `one` came before `other`, certainly or possibly."""
    recorded = one.numbered and other.numbered
    stamps = conjunction(one.atom, other.atom)
    names = [one.low.name, one.high.name, other.low.name, other.high.name]
    if not sure:
        found = exists(names, conjunction(guard, stamps, Comparison("<=", one.low, other.high)))
        return And(found, Not(by_number(translator, other, one))) if recorded else found
    test = Comparison("<", one.high, other.low)
    if not recorded:
        return exists(names, conjunction(guard, stamps, test))
    return And(guard, Or(exists(names, And(stamps, test)), by_number(translator, one, other)))


def by_number(translator: Terms, one: When, other: When) -> Formula:
    """On one page `one` has the lower number, and the stamps do not say that it came later."""
    page = Variable(translator.fresh("page"))
    columns = [[Variable(translator.fresh(stem)) for stem in ("number", "low", "high")] for _ in range(2)]
    atoms = [Predicate(item.numbered, (*item.key, page, *own)) for item, own in zip((one, other), columns, strict=True)]
    (number, low, _), (higher, _, high) = columns
    names = [page.name, *(item.name for own in columns for item in own)]
    return exists(names, conjunction(*atoms, Comparison("<", number, higher), Comparison("<=", low, high)))
