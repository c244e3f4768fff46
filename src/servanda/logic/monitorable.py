"""The monitorable fragment: rewrite a formula into it, or refuse with the subformula and the reason.

The **safe form** that `prepare` returns, which the evaluators rely on:

- every node denotes, at each time point, a finite relation over exactly its free variables, except filters (below);
- arguments of predicates are variables or constants;
- a comparison, SUBSTRING or MATCHES, or its negation, stands alone only when closed, or as `x = constant`; else it is
  the right side of an AND whose left side binds its variables: it filters; or it is `x = t` there, with `x` new and
  the variables of `t` bound: it extends; MATCHES may also extend by its captured parts (variables or None);
- NOT stands alone only over a closed safe formula; else it is the right side of an AND whose left side binds all
  variables of its (safe) body, or the left side of SINCE or UNTIL;
- both sides of OR have the same free variables;
- the right side of SINCE and UNTIL is safe and binds the variables of the left, which is safe or NOT over safe;
- no IMPLIES, EQUIV, FORALL, HISTORICALLY, ALWAYS; no EVENTUALLY or UNTIL without end (unless `closed`);
- the body of an aggregate is safe; a LET's definition is safe and its name is unique; bound variables are apart, but
  for identical subformulas that the rewriting doubled.

It leaves to others: how (`rewrite`), names (`names`), kinds (`kinds`), and the meaning (`servanda.engine`).

>>> from servanda.logic.parse import parse_formula
>>> from servanda.logic.schema import schema, signature
>>> from servanda.logic.write import write_formula
>>> shapes = signature(schema("p", "a:int"), schema("q", "a:int"))
>>> write_formula(prepare(parse_formula("NOT (p(x) IMPLIES q(x))"), shapes).formula)
'p(x) AND NOT q(x)'
"""

from dataclasses import dataclass

from servanda.logic import syntax as s
from servanda.logic.kinds import infer_kinds
from servanda.logic.names import resolve
from servanda.logic.refusals import BadFormula, KindMismatch, NotMonitorable, UnknownName
from servanda.logic.rewrite import safe_form
from servanda.logic.schema import ColumnType, Signature


@dataclass(frozen=True, slots=True)
class Prepared:
    """A formula in safe form. `order` are the free variables in the order in which the user wrote them; `kinds` has
    every variable of `formula`, bound ones too. `windows` is the formula before it was rewritten, names resolved: when
    a verdict is final is judged by its windows, for a rewritten formula of the past may look ahead, without effect."""

    formula: s.Formula
    windows: s.Formula
    order: tuple[str, ...]
    kinds: dict[str, ColumnType]
    signature: Signature


def prepare(formula: s.Formula, signature: Signature, *, closed: bool = False) -> Prepared:
    """`formula` in safe form, with kinds. With `closed`, the end of the log is the end of time, and the future need
    not be bounded. Raises `UnknownName`, `KindMismatch`, or `NotMonitorable`."""
    resolved = resolve(formula, signature)
    infer_kinds(resolved, signature)
    if not closed:
        refuse_unbounded(resolved)
    safe = safe_form(resolved, closed=closed)
    return Prepared(safe, resolved, s.ordered_free_variables(formula), infer_kinds(safe, signature), signature)


def refuse_unbounded(formula: s.Formula) -> None:
    """Refuse a future operator without end: its verdict may never become final."""
    match formula:
        case s.Eventually(s.Interval(_, None)) | s.Until(s.Interval(_, None)) | s.Always(s.Interval(_, None)):
            word = type(formula).__name__.upper()
            reason = f"{word} looks into the future without end: its verdict may never become final."
            raise NotMonitorable(reason, formula, f"Give it a bound, as in `{word}[0,30d]`.")
    for child in s.children(formula):
        refuse_unbounded(child)


__all__ = ["BadFormula", "KindMismatch", "NotMonitorable", "Prepared", "UnknownName", "prepare"]
