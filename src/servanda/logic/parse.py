"""From MonPoly's formula syntax to the syntax tree.

Rules it keeps:

- precedence, loosest first: LET … IN; SINCE and UNTIL (to the right); the other temporal operators, EXISTS and
  FORALL; EQUIV (to the left); IMPLIES (to the right); OR; AND; NOT. A prefix operator reaches as far to the right
  as its precedence lets it: `NEXT a AND b` is `NEXT (a AND b)`, `NOT a AND b` is `(NOT a) AND b`;
- TRUE is `0 = 0`, FALSE is `0 = 1`; `_` as an argument of a predicate is a fresh variable, quantified there.

It leaves to others: terms and intervals (`parse_terms`), whether names exist (`names`), whether types fit (`kinds`),
and whether it can be monitored (`monitorable`).

>>> parse_formula("ONCE(0,2] p(x)").interval
Interval(low=1, high=2)
"""

from collections.abc import Callable, Iterator
from typing import cast

from servanda.logic import syntax as s
from servanda.logic.parse_terms import DEEPEST, LONGEST, TermReader

COMPARISONS = frozenset(("=", "<", "<=", ">", ">="))
TERM_FOLLOWERS = COMPARISONS | frozenset(("+", "-", "*", "/", "MOD", "SUBSTRING", "MATCHES"))
AGGREGATES = frozenset(("CNT", "SUM", "AVG", "MIN", "MAX", "MED"))
UNARY_TEMPORAL: dict[str, Callable[[s.Interval, s.Formula, s.Place | None], s.Formula]] = {
    "PREV": s.Previous,
    "PREVIOUS": s.Previous,
    "NEXT": s.Next,
    "ONCE": s.Once,
    "HISTORICALLY": s.Historically,
    "PAST_ALWAYS": s.Historically,
    "EVENTUALLY": s.Eventually,
    "SOMETIMES": s.Eventually,
    "ALWAYS": s.Always,
}


def parse_formula(text: str, *, source: str = "<formula>") -> s.Formula:
    """The syntax tree of `text`; raises `Refused` with a place in `source` when it cannot be read."""
    parser = _Parser(text, source)
    formula = parser.formula()
    parser.expect_end()
    return formula


class _Parser(TermReader):
    def formula(self) -> s.Formula:
        """SINCE and UNTIL: the loosest, to the right."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"The formula is nested deeper than {DEEPEST} levels.", "Name parts of it with LET.")
        start = self.token.start
        left = self.tight()
        if self.sees("SINCE", "UNTIL"):
            operator = s.Since if self.take().text == "SINCE" else s.Until
            interval = self.interval()
            right = self.formula()
            left = operator(interval, left, right, self.place(start))
        self.depth -= 1
        return left

    def tight(self) -> s.Formula:
        """Everything but SINCE and UNTIL: the operand of the other temporal operators and of quantifiers."""
        start = self.token.start
        left = self.implication()
        while self.accept("EQUIV"):
            left = s.Equivalent(left, self.implication(), self.place(start))
        return left

    def implication(self) -> s.Formula:
        start = self.token.start
        left = self.disjunction()
        if self.accept("IMPLIES"):
            return s.Implies(left, self.implication(), self.place(start))
        return left

    def disjunction(self) -> s.Formula:
        start = self.token.start
        left = self.conjunction()
        for _ in self.joined_by("OR"):
            left = s.Or(left, self.conjunction(), self.place(start))
        return left

    def conjunction(self) -> s.Formula:
        start = self.token.start
        left = self.unary()
        for _ in self.joined_by("AND"):
            left = s.And(left, self.unary(), self.place(start))
        return left

    def joined_by(self, word: str) -> Iterator[None]:
        """Each time that another part follows, joined by `word`."""
        for _ in range(LONGEST):
            if not self.accept(word):
                return
            yield
        self.fail(f"More than {LONGEST} parts are joined by {word} here.", "Name groups of them with LET.")

    def unary(self) -> s.Formula:
        if self.sees("("):
            # What stands inside counts for itself.
            return self.parenthesis()
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"The formula is nested deeper than {DEEPEST} levels.", "Name parts of it with LET.")
        made = self._unary()
        self.depth -= 1
        return made

    def _unary(self) -> s.Formula:
        token = self.token
        start = token.start
        if token.kind == "word":
            if token.text == "NOT":
                self.take()
                return s.Not(self.unary(), self.place(start))
            if token.text in UNARY_TEMPORAL:
                self.take()
                interval = self.interval()
                return UNARY_TEMPORAL[token.text](interval, self.tight(), self.place(start))
            if token.text in ("EXISTS", "FORALL"):
                return self.quantifier()
            if token.text == "LET":
                return self.let()
            if token.text in ("TRUE", "FALSE"):
                self.take()
                value = s.Constant(0 if token.text == "TRUE" else 1)
                return s.Comparison("=", s.Constant(0), value, self.place(start))
            if token.text in ("LETPAST", "FORWARD", "BACKWARD", "MATCHF", "MATCHP"):
                self.fail(f"`{token.text}` is not part of this language.", "Write it with SINCE, UNTIL and LET.")
        if token.kind == "name" and self.ahead(1).text == "<-":
            return self.aggregate()
        if token.kind == "name" and self.ahead(1).kind == "sign" and self.ahead(1).text == "(":
            return self.predicate()
        return self.comparison()

    def parenthesis(self) -> s.Formula:
        close = self.closing.get(self.at)
        if close is None:
            self.fail("This parenthesis has no end.", "Close it with `)`.")
        after = self.tokens[close + 1]
        if after.kind in ("sign", "word") and after.text in TERM_FOLLOWERS:
            return self.comparison()
        self.take()
        inner = self.formula()
        self.expect(")", "Join the parts by AND, OR, SINCE or UNTIL.")
        return inner

    def quantifier(self) -> s.Formula:
        token = self.take()
        names = [self.variable_name()]
        while self.accept(","):
            names.append(self.variable_name())
        self.expect(".", "A dot stands between the quantified variables and the formula.")
        maker = s.Exists if token.text == "EXISTS" else s.Forall
        return maker(tuple(names), self.tight(), self.place(token.start))

    def let(self) -> s.Formula:
        start = self.take().start
        name = self.take()
        if name.kind != "name":
            self.fail("LET is followed by a name.", "Write `LET name(x, y) = … IN …`.", name)
        self.expect("(", "Write `LET name(x, y) = … IN …`.")
        parameters: list[str] = []
        while not self.sees(")"):
            if parameters:
                self.expect(",", "Parameters are separated by commas.")
            parameters.append(self.variable_name())
        self.take()
        if len(set(parameters)) < len(parameters):
            self.fail(f"A parameter of `{name.text}` stands twice.", "Give each its own name.", name)
        self.expect("=", "Write `LET name(x, y) = … IN …`.")
        definition = self.formula()
        self.expect("IN", "A definition by LET ends with IN, followed by the formula that uses it.")
        return s.Let(name.text, tuple(parameters), definition, self.formula(), self.place(start))

    def aggregate(self) -> s.Formula:
        start = self.token.start
        result = self.take().text
        self.take()
        if not self.sees(*AGGREGATES):
            self.fail(f"Here should stand an aggregate, not {self._shown()}.", "Write CNT, SUM, AVG, MIN, MAX or MED.")
        operator = cast(s.AggregateOperator, self.take().text)
        operand = self.primary()
        groups: list[str] = []
        if self.accept(";"):
            groups.append(self.variable_name())
            while self.accept(","):
                groups.append(self.variable_name())
        body = self.formula()
        return s.Aggregate(result, operator, operand, tuple(groups), body, self.place(start))

    def predicate(self) -> s.Formula:
        token = self.take()
        self.take()
        arguments: list[s.Term] = []
        unnamed: list[str] = []
        while not self.sees(")"):
            if arguments:
                self.expect(",", "Arguments are separated by commas; check the parenthesis.")
            if self.token.kind == "name" and self.token.text == "_":
                self.take()
                unnamed.append(self.fresh_name())
                arguments.append(s.Variable(unnamed[-1]))
            else:
                arguments.append(self.term())
        self.take()
        place = self.place(token.start)
        made = s.Predicate(token.text, tuple(arguments), place)
        return s.Exists(tuple(unnamed), made, place) if unnamed else made

    def comparison(self) -> s.Formula:
        start = self.token.start
        left = self.term()
        if self.sees("SUBSTRING"):
            self.take()
            return s.Substring(left, self.term(), self.place(start))
        if self.sees("MATCHES"):
            return self.matches(left, start)
        if not self.sees(*COMPARISONS):
            remedy = "A term must be compared with another, as in `x < 5`; a predicate has parentheses, as in `p(x)`."
            self.fail(f"Here should stand a comparison, not {self._shown()}.", remedy)
        operator = cast(s.ComparisonOperator, self.take().text)
        return s.Comparison(operator, left, self.term(), self.place(start))

    def matches(self, text: s.Term, start: int) -> s.Formula:
        self.take()
        pattern = self.term()
        groups: list[s.Term | None] = []
        if self.accept("("):
            while not self.sees(")"):
                if groups:
                    self.expect(",", "Captured parts are separated by commas.")
                if self.token.kind == "name" and self.token.text == "_":
                    self.take()
                    groups.append(None)
                else:
                    groups.append(self.term())
            self.take()
        return s.Matches(text, pattern, tuple(groups), self.place(start))
