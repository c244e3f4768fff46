"""Norms that ask for a deed (obligations, milestones, quotas, duties), in the core logic.

Who owes what on which occasion; whether it was done by the deadline, certainly and possibly; whether an exception
applies; whether an allowance is used up. The deadlines themselves are resolved when facts are loaded.
"""

from servanda.agreement.core.conditions import Translator
from servanda.agreement.core.order import first, when
from servanda.agreement.core.terms import Bounds, Held, Scope, Value, conjunction, exists
from servanda.agreement.core.vocabulary import facts
from servanda.agreement.core.writer import BEARER, DUE, DUE_ORDER, MATCH, OCCASION, SAID, SINCE, WAYS, Writer
from servanda.agreement.model import answers_what_was, key_fields
from servanda.agreement.syntax import (
    ActType,
    Condition,
    Deed,
    Duty,
    EachBearer,
    EventType,
    Holds,
    Name,
    Obligation,
    OnBreach,
    OnChange,
    OnEntryIntoForce,
    OnRecord,
    Path,
    PathBearer,
    Quota,
    StateType,
)
from servanda.dates import DAY
from servanda.logic import syntax as logic
from servanda.logic.schema import Kind
from servanda.logic.syntax import ALL_PAST, And, Comparison, Constant, Formula, Not, Once, Or, Predicate, Variable


class DeedWriter(Writer):
    """Writes what must be done, by whom and by when."""

    def obligation(self, norm: Obligation) -> None:
        self._owed(norm.trigger, norm.bearer)
        self._deeds(norm)
        if norm.exception is not None:
            self._exception(norm)

    def quota(self, norm: Quota) -> None:
        self._owed(norm.trigger, norm.bearer)
        self._deeds(norm)
        for how in (True, False):
            self._used(norm, how)

    def duty(self, norm: Duty) -> None:
        self._deeds(norm)
        if norm.unless_declared is not None:
            self._own(norm, norm.unless_declared)

    def _own(self, norm: Duty, name: Name) -> None:
        """An event of the year, and of the bearer, was declared."""
        record, own = self.agreement.records[name.text], Variable("own")
        assert isinstance(record, EventType)
        for sure, how in WAYS[:2]:
            declared = conjunction(
                Predicate(f"{self.name}_judged", DUE),
                Predicate(f"declared_{name}_in_year{'_sure' if sure else ''}", (own, MATCH)),
                Predicate(f"declared_{name}_{record.declarer}_{how}", (own, BEARER)),
                Once(ALL_PAST, Predicate(f"declared_{name}_{how}", (own,))),
            )
            says = f"{SAID[how]} one of that year was declared"
            self.add(f"own_{how}", DUE_ORDER, exists(["own"], declared), says)

    def _owed(self, trigger: object, bearer: PathBearer | EachBearer) -> None:
        """When something is owed and by whom, certainly and possibly."""
        if isinstance(trigger, OnEntryIntoForce):
            # The calendar gives the one occasion: entry into force.
            return
        scope = self.trigger_scope(trigger)
        held = next(iter(scope.values()))
        for sure, how in WAYS if isinstance(trigger, OnRecord) else WAYS[:2]:
            translator = self.translator()
            guard: Formula = self._happened(trigger, held, how)
            where = trigger.where if isinstance(trigger, OnRecord | OnChange) else None
            if where is not None:
                guard = translator.holds(where, scope, sure, guard)
            guard = self._bearing(translator, bearer, scope, sure, guard)
            guard = self.bound_only(guard, BEARER)
            says = f"{SAID[how]} owed on this occasion by this bearer"
            self.add(f"owed_{how}", ("occasion", "bearer"), guard, says)

    def _happened(self, trigger: object, held: Held, how: str) -> Formula:
        if isinstance(trigger, OnBreach):
            return logic.Exists(("who",), Predicate(f"{held.predicate}_{how}", (OCCASION, Variable("who"))))
        return Predicate(f"{held.predicate}_{how}", held.key)

    def _bearing(
        self, translator: Translator, bearer: PathBearer | EachBearer, scope: Scope, sure: bool, guard: Formula
    ) -> Formula:
        if isinstance(bearer, EachBearer):
            found = And(guard, Predicate(bearer.kind, (BEARER,)))
            if bearer.other_than is None:
                return found
            held = scope.get(bearer.other_than.parts[0].text)
            if held is not None and held.predicate.endswith("_breach"):
                # Whoever committed the breach is left out: certainly only where it possibly was nobody else.
                broke = Predicate(f"{held.predicate}_{'maybe' if sure else 'sure'}", (OCCASION, BEARER))
                return And(found, Not(And(found, broke)))
            other = translator.value(bearer.other_than, scope, not sure)
            same = conjunction(*other.atoms, Comparison("=", BEARER, other.term))
            return And(found, Not(And(found, exists(list(other.variables), same))))
        head = bearer.path.parts[0].text
        if head in scope and scope[head].predicate.endswith("_breach"):
            how = "sure" if sure else "maybe"
            return And(guard, Predicate(f"{scope[head].predicate}_{how}", (OCCASION, BEARER)))
        value = translator.value(bearer.path, scope, sure)
        who = conjunction(guard, *value.atoms, Comparison("=", BEARER, value.term))
        return exists(list(value.variables), who)

    def _filed_by(self, translator: Translator, act: Held, sure: bool) -> Formula:
        """The act is filed by the bearer: itself, a member of the side that bears, or any of those who bear jointly."""
        how = "sure" if sure else "maybe"
        bearer = self.norm.bearer if isinstance(self.norm, Obligation | Duty | Quota) else None
        by = f"{act.predicate}_by_{how}"
        own = Predicate(by, (*act.key, BEARER))
        who = Variable("filer")
        filed = Predicate(by, (*act.key, who))
        if isinstance(bearer, EachBearer) and bearer.jointly:
            return logic.Exists((who.name,), And(filed, Predicate("party", (who,))))
        if isinstance(bearer, PathBearer) and bearer.jointly:
            return logic.Exists((who.name,), self._not_owed(translator, And(filed, Predicate("party", (who,))), who))
        is_side = isinstance(bearer, EachBearer) and bearer.kind == "side"
        names_side = isinstance(bearer, PathBearer) and bearer.path.parts[0].text in self.agreement.sides
        if is_side or names_side:
            return logic.Exists((who.name,), And(filed, Predicate("member", (who, BEARER))))
        return own

    def _not_owed(self, translator: Translator, filed: Formula, who: Variable) -> Formula:
        """`filed`, but not by the party to whom it is owed: nobody discharges what others owe to it."""
        path = getattr(self.norm, "owed_to", None)
        trigger = getattr(self.norm, "trigger", None)
        if path is None or trigger is None:
            return filed
        value = translator.value(path, self.trigger_scope(trigger), True)
        same = conjunction(filed, *value.atoms, Comparison("=", who, value.term))
        return And(filed, Not(exists(list(value.variables), same)))

    def deed(self, translator: Translator, sure: bool, due: Formula, stating: bool = True) -> Formula:
        """`due` and, at some time up to now, a deed that discharges it; without `stating`, whatever it states."""
        assert isinstance(self.norm, Obligation | Duty | Quota)
        deed, how = self.norm.deed, "sure" if sure else "maybe"
        act = Held((Variable("deed"),), self.agreement.records[deed.act.text], deed.act.text)
        parts: list[Formula] = [Predicate(f"{deed.act}_{how}", act.key), self._filed_by(translator, act, sure)]
        if deed.target is not None:
            assert isinstance(act.record, ActType)
            here: logic.Term = OCCASION
            for link, step in self._steps(deed):
                parts.append(Predicate(link, (here, step)))
                here = step
            parts.append(Predicate(f"{deed.act}_{act.record.target}", (*act.key, here)))
        test: Formula | None = None
        if deed.occasion is not None:
            atom, test = self._for_date(act, sure)
            parts.append(atom)
        if deed.where is not None and deed.variable is not None:
            parts = [translator.holds(deed.where, {deed.variable.text: act}, sure, conjunction(*parts))]
        filed = exists(["deed", *(step.name for _, step in self._steps(deed))], conjunction(*parts))
        after = answers_what_was(self.norm)
        if after or (isinstance(self.norm, Duty) and deed.occasion is None):
            # A duty without a date of its own counts deeds since the deadline before.
            ends = (Variable("low"), Variable("high"))
            stamped = exists(
                ["deed"], conjunction(*parts, Predicate(f"{deed.act}_filed", (*act.key, Constant(""), *ends)))
            )
            order = Comparison(">=" if after else ">", ends[0] if sure else ends[1], SINCE)
            late_enough = conjunction(due, Once(ALL_PAST, stamped), order)
            found: Formula = logic.Exists(("low", "high"), late_enough)
        elif test is not None:
            found = logic.Exists(("low", "high"), conjunction(due, Once(ALL_PAST, filed), test))
        else:
            found = And(due, Once(ALL_PAST, filed))
        for item in deed.stating if stating else ():
            found = self._stating(item.state, item.every, sure, found)
        return found

    def _steps(self, deed: Deed) -> list[tuple[str, Variable]]:
        """The links that lead from the occasion to what the deed is filed of: each predicate and its variable."""
        if not deed.along or not isinstance(self.norm, Obligation | Quota):
            return []
        assert isinstance(self.norm.trigger, OnRecord)
        here, found = self.norm.trigger.record.text, []
        for number, part in enumerate(deed.along):
            found.append((f"{here}_{part}", Variable(f"step{number}")))
            here = part.text
        return found

    def _for_date(self, act: Held, sure: bool) -> tuple[Formula, Formula]:
        """The act's own date or year, and the test that it is the one for which the deed is due.

        A date is due for the whole day that begins at `match`.
        """
        assert isinstance(act.record, ActType)
        assert isinstance(self.norm, Duty)
        wanted = "date" if self.norm.deed.occasion == "that date" else "year"
        field = next(field for field in act.record.fields if field.type.kind == wanted)
        low, high = Variable("low"), Variable("high")
        atom = Predicate(f"{act.predicate}_{field.name}", (*act.key, Constant(""), low, high))
        end: logic.Term = MATCH if wanted == "year" else logic.Arithmetic("+", MATCH, Constant(DAY - 1))
        if sure:
            return atom, And(Comparison(">=", low, MATCH), Comparison("<=", high, end))
        return atom, And(Comparison("<=", low, end), Comparison(">=", high, MATCH))

    def _stating(self, state: Name, every: Name, sure: bool, found: Formula) -> Formula:
        """For every value of that part of the key, a value was stated for the date of the duty."""
        record = self.agreement.records[state.text]
        assert isinstance(record, StateType)
        how = "sure" if sure else "maybe"
        options = next(field for field in key_fields(record) if field.name.text == every.text).type.options
        for option in options:
            key = tuple(
                Constant(option)
                if field.name.text == every.text
                else BEARER
                if field.type.kind == "party"
                else Variable(f"any_{field.name}")
                for field in key_fields(record)
            )
            stated: Formula = Predicate(f"declared_{state}_stated_{how}", (*key, MATCH))
            free = [item.name for item in key if isinstance(item, Variable) and item is not BEARER]
            found = And(found, Once(ALL_PAST, exists(free, stated)))
        return found

    def _deeds(self, norm: Obligation | Duty | Quota) -> None:
        """Kept in time and not excluded that it was, for the deadline and for the one that stands in its stead."""
        kinds = ["due"]
        if isinstance(norm, Obligation) and norm.exception is not None and norm.exception.instead is not None:
            kinds.append("instead")
        for kind in kinds:
            early = Predicate(f"{self.name}_{kind}_early", DUE)
            late = Predicate(f"{self.name}_{kind}_late", DUE)
            kept = self.deed(self.translator(), True, early)
            possible = self.deed(self.translator(), False, late)
            self.add(f"{kind}_kept", DUE_ORDER, kept, "certainly done by the deadline")
            self.add(
                f"{kind}_possible", DUE_ORDER, possible, "possibly done by the deadline, as far as the record says"
            )
        if norm.deed.stating:
            filed = self.deed(self.translator(), False, Predicate(f"{self.name}_due_late", DUE), stating=False)
            self.add("due_filed", DUE_ORDER, filed, "possibly filed by the deadline, whatever it states")
        if norm.deed.where is not None and norm.deed.variable is not None:
            act = Held((Variable("deed"),), self.agreement.records[norm.deed.act.text], norm.deed.act.text)
            scope = {norm.deed.variable.text: act}
            filed = Predicate(f"{norm.deed.act}_maybe", act.key)
            such = self.translator().holds(norm.deed.where, scope, False, filed)
            self.add("deeds", ("deed",), such, "possibly one that counts")
        judged = Predicate(f"{self.name}_judged", DUE)
        self.add("done", DUE_ORDER, self.deed(self.translator(), True, judged), "certainly done by now")

    def _exception(self, norm: Obligation) -> None:
        """Excepted when claimed in the named act, or when certain; evidence against a claim makes it contested."""
        clause = norm.exception
        assert clause is not None
        scope = self.trigger_scope(norm.trigger)
        judged = Predicate(f"{self.name}_judged", DUE)
        certain = self._on_occasion(clause.condition, norm.trigger, True, judged)
        possible = self._on_occasion(clause.condition, norm.trigger, False, judged)
        if clause.claimed_in is None:
            self.add("excepted_sure", DUE_ORDER, certain, "certainly excepted")
            self.add("excepted_maybe", DUE_ORDER, possible, "possibly excepted")
            return
        claims = [
            self._claim(clause.claimed_in, clause.claimed_by, clause.condition, scope, sure, judged)
            for sure in (True, False)
        ]
        both = And(claims[0], possible)
        self.add("excepted_sure", DUE_ORDER, Or(certain, both), "certain, or claimed and not excluded")
        self.add("excepted_maybe", DUE_ORDER, Or(certain, claims[1]), "certain, or possibly claimed")
        self.add("claimed", DUE_ORDER, claims[0], "claimed in the named act")

    def _on_occasion(self, condition: Condition, trigger: object, sure: bool, judged: Formula) -> Formula:
        """`judged`, and the condition as it is on the occasion; where that lies ahead, as it is now.

        What changes after the occasion excepts nobody, and takes no exception away.
        """
        scope = self.trigger_scope(trigger)
        now = self.translator().holds(condition, scope, sure, judged)
        if not self._has_times(now):
            return now
        held = next(iter(scope.values()))
        happened = [self._happened(trigger, held, "maybe")]
        if not isinstance(trigger, OnBreach):
            happened = [Predicate(f"{held.predicate}_{how}", held.key) for how in ("earliest", "latest")]
        then = [Once(ALL_PAST, self.translator().holds(condition, scope, sure, guard)) for guard in happened]
        both = And(then[0], then[-1]) if sure else Or(then[0], then[-1])
        return Or(And(judged, both), And(now, Not(Once(ALL_PAST, happened[-1]))))

    def _has_times(self, formula: Formula) -> bool:
        """Whether the formula speaks of anything that holds at some times only, besides the day of judgement."""
        known, ahead = facts(self.agreement), [formula]
        while ahead:
            item = ahead.pop()
            if isinstance(item, Predicate) and item.name in known and known[item.name].kind is not Kind.RIGID:
                return True
            ahead.extend(logic.children(item))
        return False

    def _claim(
        self, act: Name, claimant: Path | None, condition: object, scope: Scope, sure: bool, judged: Formula
    ) -> Formula:
        """`judged`, and the named party filed the named act of this occasion with the claim in it."""
        assert isinstance(condition, Holds)
        translator, how = self.translator(), "sure" if sure else "maybe"
        record = self.agreement.records[act.text]
        assert isinstance(record, ActType)
        claim = Variable("claim")
        low, high = Variable("low"), Variable("high")
        field = condition.path.parts[-1].text
        parts: list[Formula] = [Predicate(f"{act}_{how}", (claim,))]
        if record.target is not None:
            parts.append(Predicate(f"{act}_{record.target}", (claim, OCCASION)))
        parts.append(Predicate(f"{act}_{field}", (claim, Constant(""), low, high)))
        # An act that is silent on the field claims nothing: its bounds are unknown, not yes.
        parts += [Comparison(">=", low, Constant(1 if sure else 0)), Comparison(">=", high, Constant(1))]
        variables = ["low", "high"]
        if claimant is not None:
            value: Value = translator.value(claimant, scope, sure)
            parts += [*value.atoms, Predicate(f"{act}_by_{how}", (claim, value.term))]
            variables += list(value.variables)
        return And(judged, Once(ALL_PAST, exists(["claim", *variables], conjunction(*parts))))

    def _used(self, norm: Quota, sure: bool) -> None:
        """How many other requests of the same calendar year, made before this one, were accepted."""
        how = "sure" if sure else "maybe"
        asked, accepted = norm.trigger.record.text, norm.deed.act.text
        at = Predicate(f"{self.name}_due_late", DUE)
        in_year = f"{asked}_in_year{'_sure' if sure else ''}"
        for index, allowance in enumerate(norm.allowances):
            other, deed, year = Variable("other"), Variable("deed"), Variable("year")
            translator = self.translator()
            request = self.agreement.records[asked]
            here, before = (
                when(translator, Held((key,), request, asked), recorded=norm.recorded) for key in (OCCASION, other)
            )
            pair = And(Predicate(in_year, (OCCASION, year)), Predicate(in_year, (other, year)))
            pair = And(pair, Not(Comparison("=", other, OCCASION)))
            parts: list[Formula] = [
                at,
                first(translator, pair, before, here, sure=sure),
                Predicate(f"{accepted}_by_{how}", (deed, BEARER)),
                Predicate(f"{accepted}_{asked}", (deed, other)),
                Once(ALL_PAST, Predicate(f"{accepted}_{how}", (deed,))),
            ]
            if allowance.per_requester:
                asker = Variable("asker")
                parts += [Predicate(f"{asked}_by_{how}", (item, asker)) for item in (OCCASION, other)]
            body = conjunction(*parts, Comparison("=", Variable("share"), Constant(1)))
            kept = {*DUE_ORDER, "other", "share"}
            body = exists([name for name in sorted(logic.free_variables(body)) if name not in kept], body)
            nobody = conjunction(
                at, Comparison("=", other, Constant("")), Comparison("=", Variable("share"), Constant(0))
            )
            count = logic.Aggregate("used", "SUM", Variable("share"), DUE_ORDER, Or(body, nobody))
            used = Bounds(("used",), (count,), Variable("used"), Variable("used"))
            limit = translator.bounds(allowance.count, self.trigger_scope(norm.trigger))
            full = translator.compare(used, ">=", limit, sure, at)
            word = "certainly" if sure else "possibly"
            self.add(f"used_up_{how}_{index}", DUE_ORDER, full, f"the allowance is {word} used up")
