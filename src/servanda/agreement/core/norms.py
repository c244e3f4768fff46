"""From a norm to its `CoreNorm`: the named formulas whose answers make its findings.

Obligations, milestones, duties and quotas are judged at their deadlines. The predicates `NORM_due_early(o, p, m, s)`
and `NORM_due_late` stand at the earliest and latest instant at which the deadline may fall (calendars are resolved when
facts are loaded), for the occasion `o`, the bearer `p`, the date or year `m` for which a duty is due, and the instant
`s` from which a deed counts. Then

    discharged   a deed of `p` for `o` is filed
    kept         due_early AND ONCE discharged, certainly
    not excluded due_late AND ONCE discharged, possibly

Limits hold at every time: `NORM_value` is the course of `value`, for each reading. Prohibitions stand at each incident,
and what is to be held so many times at each event or act that counts.
"""

from servanda.agreement.core.conditions import Translator
from servanda.agreement.core.deeds import DeedWriter
from servanda.agreement.core.terms import Bounds, Held, Readings, Scope, conjunction, exists
from servanda.agreement.core.writer import BEARER, OCCASION, SAID, WAYS, CoreNorm, reading_label
from servanda.agreement.model import Agreement
from servanda.agreement.syntax import (
    ActType,
    Duty,
    LeastEarlier,
    Limit,
    Norm,
    Obligation,
    Path,
    Prohibition,
    Quota,
    Recurrence,
    YearlyMaximum,
)
from servanda.logic import syntax as logic
from servanda.logic.syntax import And, Comparison, Constant, Formula, Predicate, Variable


def core_norm(norm: Norm, agreement: Agreement, readings: Readings) -> CoreNorm:
    """Translate one norm under one choice of readings (definition → label of the reading)."""
    writer = _NormWriter(norm, agreement, readings)
    match norm:
        case Obligation():
            writer.obligation(norm)
        case Quota():
            writer.quota(norm)
        case Duty():
            writer.duty(norm)
        case Recurrence():
            writer.recurrence(norm)
        case Limit():
            writer.limit(norm)
        case Prohibition():
            writer.prohibition(norm)
    return CoreNorm(norm, readings, writer.formulas)


class _NormWriter(DeedWriter):
    """Writes norms of every kind: what limits and forbids, beside what asks for a deed."""

    def limit(self, norm: Limit) -> None:
        """The value at every time, where it certainly exceeds the bound, and where it is certainly within."""
        who = norm.variable.text
        scope = {who: Held((BEARER,), None, norm.kind)}
        guard = self.bound_only(Predicate(norm.kind, (BEARER,)), BEARER)
        if isinstance(norm.measure, YearlyMaximum) and isinstance(norm.bound, LeastEarlier):
            self._value(norm, scope, guard, self.translator().bounds(norm.measure.term, scope), None)
            self._earlier()
            return
        translator = self.translator()
        measure, bound = translator.bounds(norm.measure, scope), translator.bounds(norm.bound, scope)
        self._value(norm, scope, guard, measure, bound)
        names = ("value_low", "value_high", "bound_low", "bound_high")
        course = Predicate(
            f"{self.name}_value",
            (Constant(reading_label(self.readings) or ""), BEARER, *(Variable(name) for name in names)),
        )
        low, high, least, most = (Variable(name) for name in names)
        at_most = norm.operator == "<="
        beyond = Comparison(">", low, most) if at_most else Comparison("<", high, least)
        within = Comparison("<=", high, least) if at_most else Comparison(">=", low, most)
        self.add("exceeded", ("bearer",), exists(list(names), And(course, beyond)), "certainly beyond the limit")
        self.add("within", ("bearer",), exists(list(names), And(course, within)), "certainly within the limit")

    def _value(self, norm: Limit, scope: Scope, guard: Formula, measure: Bounds, bound: Bounds | None) -> None:
        bound = bound or Bounds((), (), Constant(0), Constant(0))
        names = ("value_low", "value_high", "bound_low", "bound_high")
        ends = (measure.low, measure.high, bound.low, bound.high)
        named = [Comparison("=", Variable(name), end) for name, end in zip(names, ends, strict=True)]
        body = conjunction(guard, *measure.atoms, *bound.atoms, *named)
        found = exists([*measure.variables, *bound.variables], body)
        self.add("value", ("bearer", *names), found, "the value and the bound, each between a low and a high number")

    def _earlier(self) -> None:
        """A yearly maximum against the least of the years before it (`NORM_yearly` is filled from the values)."""
        yearly = f"{self.name}_yearly"
        year, low, high = Variable("year"), Variable("low"), Variable("high")
        before, low2, high2 = Variable("before"), Variable("low2"), Variable("high2")
        now = Predicate(yearly, (BEARER, year, low, high))
        earlier = Predicate(yearly, (BEARER, before, low2, high2))
        body = conjunction(now, earlier, Comparison("<", before, year))
        body = logic.Exists(("low", "high"), body)
        least_high = logic.Aggregate("bound_high", "MIN", high2, ("bearer", "year"), body)
        least_low = logic.Aggregate("bound_low", "MIN", low2, ("bearer", "year"), body)
        everything = conjunction(now, least_low, least_high)
        order = ("bearer", "year", "low", "high", "bound_low", "bound_high")
        self.add("yearly", order, everything, "the year's highest value and the least of the years before it")

    # --- what is to be held so many times ---------------------------------------------------------------------------

    def recurrence(self, norm: Recurrence) -> None:
        """Each event or act that counts, with its bearer; where all bear it jointly, for any of them."""
        record = self.agreement.records[norm.record.text]
        held = Held((OCCASION,), record, norm.record.text)
        scope = {norm.variable.text: held}
        for sure, how in WAYS:
            translator = self.translator()
            guard: Formula = Predicate(f"{norm.record}_{how}", (OCCASION,))
            if norm.where is not None:
                guard = translator.holds(norm.where, scope, sure, guard)
            for side in self.agreement.sides if norm.taking_part is not None else ():
                assert norm.taking_part is not None
                guard = And(guard, self._takes_part(translator, norm.taking_part, scope, side, sure))
            order: tuple[str, ...] = ("occasion",)
            if not norm.bearer.jointly:
                guard, order = And(guard, self._holder(held, norm, sure)), ("occasion", "bearer")
            says = f"{SAID[how]} one of those that count"
            self.add(f"counted_{how}", order, guard, says)

    def _takes_part(self, translator: Translator, path: Path, scope: Scope, side: str, sure: bool) -> Formula:
        """A member of the side is among those that the path names."""
        who = translator.value(path, scope, sure)
        return exists(list(who.variables), conjunction(*who.atoms, Predicate("member", (who.term, Constant(side)))))

    def _holder(self, held: Held, norm: Recurrence, sure: bool) -> Formula:
        """The bearer holds it: files the act, or is the one that may declare the event."""
        record = held.record
        assert record is not None
        field = "by" if isinstance(record, ActType) else str(record.declarer)
        by = f"{held.predicate}_{field}_{'sure' if sure else 'maybe'}"
        if norm.bearer.kind == "party":
            return Predicate(by, (OCCASION, BEARER))
        who = Variable("holder")
        return exists([who.name], And(Predicate(by, (OCCASION, who)), Predicate("member", (who, BEARER))))

    # --- prohibitions ----------------------------------------------------------------------------------------------

    def prohibition(self, norm: Prohibition) -> None:
        """Each forbidden incident with the party that did it."""
        record = self.agreement.records[norm.record.text]
        scope = {norm.variable.text: Held((OCCASION,), record, norm.record.text)}
        for sure, how in WAYS:
            translator = self.translator()
            guard: Formula = Predicate(f"{norm.record}_{how}", (OCCASION,))
            if norm.where is not None:
                guard = translator.holds(norm.where, scope, sure, guard)
            if norm.relation is not None:
                guard = translator.holds(norm.relation, scope, sure, guard)
            actor = translator.value(norm.by, scope, sure)
            who = conjunction(guard, *actor.atoms, Comparison("=", BEARER, actor.term), Predicate("party", (BEARER,)))
            found = self.bound_only(exists(list(actor.variables), who), BEARER)
            says = f"{SAID[how]} forbidden, done by this bearer"
            self.add(f"incident_{how}", ("occasion", "bearer"), found, says)
