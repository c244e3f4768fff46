"""Make facts for a formula: plant what would satisfy it, add noise, take some out again.

Rules it keeps:

- planting is a wish, not a promise: where parts contradict each other, or a comparison cannot be met, it goes on;
- stamps may repeat, time points may be empty, and the first stamp is not 0.

It leaves to others: what the formulas look like (`generate`).
"""

from collections import defaultdict
from collections.abc import Mapping
from random import Random

from servanda.engine.database import Database, Row
from servanda.engine.meaning_values import term_value
from servanda.logic import syntax as s
from servanda.logic.kinds import infer_kinds
from servanda.logic.names import resolve
from servanda.logic.schema import ColumnType, Kind, Schema, Signature

Valuation = dict[str, s.Value]
START = 10
LENGTH = 12


class Planter:
    def __init__(self, random: Random, signature: Signature, values: Mapping[ColumnType, tuple[s.Value, ...]]) -> None:
        self.random = random
        self.signature = signature
        self.values = values
        self.kinds: dict[str, ColumnType] = {}
        self.stamps: set[int] = set()
        self.events: set[tuple[str, int, Row]] = set()
        self.spans: set[tuple[str, int, int | None, Row]] = set()
        self.rigid: set[tuple[str, Row]] = set()

    # -- the whole ----------------------------------------------------------------------------------------------------

    def facts(self, formula: s.Formula, free: Mapping[str, ColumnType]) -> Database:
        """Facts among which `formula`, with these free variables, has satisfying and violating valuations."""
        resolved = resolve(formula, self.signature)
        self.kinds = infer_kinds(resolved, self.signature)
        self.stamps = {START + self.random.randrange(LENGTH) for _ in range(self.random.randrange(2, 7))}
        for _ in range(self.random.choice((0, 2, 3, 4))):
            valuation = {name: self.value(kind) for name, kind in free.items()}
            self.plant(resolved, valuation, START + self.random.randrange(LENGTH), {})
        for _ in range(self.random.randrange(8)):
            self.noise()
        self.thin()
        return self.database()

    def value(self, kind: ColumnType) -> s.Value:
        return self.random.choice(self.values[kind])

    def noise(self) -> None:
        shape = self.random.choice(list(self.signature.values()))
        self.add(shape, tuple(self.value(kind) for kind in shape.types), START + self.random.randrange(LENGTH))

    def add(self, shape: Schema, row: Row, stamp: int) -> None:
        match shape.kind:
            case Kind.EVENT:
                self.events.add((shape.name, stamp, row))
                self.stamps.add(stamp)
            case Kind.SPAN:
                start = stamp - self.random.randrange(3)
                end = None if self.random.random() < 0.2 else stamp + self.random.randrange(4)
                self.spans.add((shape.name, start, end, row))
            case Kind.RIGID:
                self.rigid.add((shape.name, row))

    def thin(self) -> None:
        """Take some facts out, so that what was planted is here and there one fact short."""
        chance = self.random.choice((0.0, 0.1, 0.25))
        # Sorted, so that the same seed gives the same facts in every process.
        self.events = {fact for fact in sorted(self.events, key=repr) if self.random.random() >= chance}
        self.spans = {fact for fact in sorted(self.spans, key=repr) if self.random.random() >= chance}

    def database(self) -> Database:
        stamps: list[int] = []
        for stamp in sorted(self.stamps):
            stamps.extend([stamp] * self.random.choice((1, 1, 1, 2)))
        if self.random.random() < 0.7:
            stamps.append((stamps[-1] if stamps else START) + self.random.randrange(3, 15))
        events: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for name, stamp, row in sorted(self.events, key=repr):
            events[name].append((self.random.choice([at for at, known in enumerate(stamps) if known == stamp]), row))
        spans: dict[str, list[tuple[int, int | None, Row]]] = defaultdict(list)
        for name, start, end, row in sorted(self.spans, key=repr):
            spans[name].append((start, end, row))
        rigid: dict[str, list[Row]] = defaultdict(list)
        for name, row in sorted(self.rigid, key=repr):
            rigid[name].append(row)
        return Database(self.signature, tuple(stamps), dict(events), dict(spans), dict(rigid))

    # -- one part -----------------------------------------------------------------------------------------------------

    def plant(self, formula: s.Formula, valuation: Valuation, now: int, defined: Mapping[str, s.Let]) -> None:
        """Add facts that help `formula` to hold under `valuation` at `now`."""
        match formula:
            case s.Predicate():
                self.plant_predicate(formula, valuation, now, defined)
            case s.And(left, right) | s.Equivalent(left, right):
                self.plant_test(right, valuation)
                self.plant(left, valuation, now, defined)
                self.plant(right, valuation, now, defined)
            case s.Or(left, right):
                self.plant(self.random.choice((left, right)), valuation, now, defined)
            case s.Implies(_, right):
                self.plant(right, valuation, now, defined)
            case s.Exists(variables, body) | s.Forall(variables, body):
                inner = valuation | {name: self.value(self.kinds[name]) for name in variables}
                self.plant(body, inner, now, defined)
            case s.Let(name, _, _, body):
                self.plant(body, valuation, now, {**defined, name: formula})
            case s.Aggregate():
                self.plant_aggregate(formula, valuation, now, defined)
            case s.Comparison() | s.Substring() | s.Matches() | s.Not():
                return
            case _:
                self.plant_temporal(formula, valuation, now, defined)

    def plant_predicate(
        self, formula: s.Predicate, valuation: Valuation, now: int, defined: Mapping[str, s.Let]
    ) -> None:
        row = tuple(term_value(term, valuation) for term in formula.arguments)
        known = tuple(value for value in row if value is not None)
        if len(known) < len(row):
            return
        if formula.name in defined:
            let = defined[formula.name]
            self.plant(let.definition, dict(zip(let.parameters, known, strict=True)), now, defined)
        elif formula.name in self.signature:
            self.add(self.signature[formula.name], known, now)

    def plant_test(self, formula: s.Formula, valuation: Valuation) -> None:
        """Choose a variable's value so that an equality holds."""
        match formula:
            case s.Comparison("=", s.Variable(name), term) if name not in s.term_variables(term):
                value = term_value(term, valuation)
                if value is not None:
                    valuation[name] = value

    def plant_aggregate(
        self, formula: s.Aggregate, valuation: Valuation, now: int, defined: Mapping[str, s.Let]
    ) -> None:
        groups = {name: valuation[name] for name in formula.groups}
        others = sorted(s.free_variables(formula.body) - set(groups))
        for _ in range(self.random.choice((1, 2, 3))):
            inner = groups | {name: self.value(self.kinds[name]) for name in others}
            if formula.operator in ("SUM", "MIN", "MAX") and isinstance(formula.operand, s.Variable):
                inner[formula.operand.name] = valuation[formula.result]
            self.plant(formula.body, inner, now, defined)

    def plant_temporal(self, formula: s.Formula, valuation: Valuation, now: int, defined: Mapping[str, s.Let]) -> None:
        match formula:
            case s.Once(interval, body) | s.Previous(interval, body):
                self.plant(body, valuation, self.moved(now, interval, -1), defined)
            case s.Eventually(interval, body) | s.Next(interval, body):
                self.plant(body, valuation, self.moved(now, interval, 1), defined)
            case s.Historically(interval, body) | s.Always(interval, body):
                sign = -1 if isinstance(formula, s.Historically) else 1
                high = interval.high if interval.high is not None else LENGTH
                self.stamps.add(now)
                for stamp in sorted(self.stamps):
                    if interval.low <= sign * (stamp - now) <= high and self.random.random() < 0.9:
                        self.plant(body, valuation, stamp, defined)
            case s.Since(interval, left, right) | s.Until(interval, left, right):
                then = self.moved(now, interval, -1 if isinstance(formula, s.Since) else 1)
                self.plant(right, valuation, then, defined)
                self.stamps.add(now)
                for stamp in sorted(self.stamps):
                    if min(now, then) <= stamp <= max(now, then):
                        self.plant(left, valuation, stamp, defined)
            case _:
                raise AssertionError(formula)

    def moved(self, now: int, interval: s.Interval, sign: int) -> int:
        high = interval.high if interval.high is not None else interval.low + 4
        then = now + sign * self.random.randint(interval.low, high)
        self.stamps.add(now)
        # A case stays small, however deep the formula reaches.
        return min(max(then, START - LENGTH), START + 2 * LENGTH)
