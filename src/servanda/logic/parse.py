"""From MonPoly's formula syntax to the syntax tree.

Rules it keeps:

- precedence, loosest first: LET … IN; SINCE and UNTIL (to the right); the other temporal operators, EXISTS and
  FORALL; EQUIV (to the left); IMPLIES (to the right); OR; AND; NOT. A prefix operator reaches as far to the right
  as its precedence lets it: `NEXT a AND b` is `NEXT (a AND b)`, `NOT a AND b` is `(NOT a) AND b`;
- of terms: `+ -`, then `* / MOD`, then the sign, all to the left;
- bounds of intervals are whole numbers, plain or with a unit (s, m, h, d); open bounds become closed ones;
- TRUE is `0 = 0`, FALSE is `0 = 1`; `_` as an argument of a predicate is a fresh variable, quantified there.

It leaves to others: whether names exist and types fit (`kinds`), whether it can be monitored (`monitorable`).

>>> parse_formula("ONCE(0,2] p(x)").interval
Interval(low=1, high=2)
"""

from dataclasses import replace
from typing import NoReturn, cast

from servanda.diagnostics import refuse
from servanda.logic import syntax as s
from servanda.logic.tokens import CONVERSIONS, Token, source_place, tokenize

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
COMPARISONS = frozenset(("=", "<", "<=", ">", ">="))
TERM_FOLLOWERS = COMPARISONS | frozenset(("+", "-", "*", "/", "MOD", "SUBSTRING", "MATCHES"))
AGGREGATES = frozenset(("CNT", "SUM", "AVG", "MIN", "MAX", "MED"))
UNARY_TEMPORAL = {
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
OLD_CONVERSIONS = {"r2s": "f2s", "s2r": "s2f"}
INT_HIGH = 2**63 - 1
DEEPEST = 200


def parse_formula(text: str, *, source: str = "<formula>") -> s.Formula:
    """The syntax tree of `text`; raises `Refused` with a place in `source` when it cannot be read."""
    parser = _Parser(text, source)
    formula = parser.formula()
    parser.expect_end()
    return formula


class _Parser:
    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source
        self.tokens = tokenize(text, source)
        self.at = 0
        self.depth = 0
        self.fresh = 0
        self.names = {token.text for token in self.tokens if token.kind == "name"}
        self.closing = self._matching_parentheses()

    # -- tokens ---------------------------------------------------------------------------------------------------

    def _matching_parentheses(self) -> dict[int, int]:
        """For each `(` the index of its `)`: tells `(x + 1) = y` from `(p(x))` without trying both."""
        found: dict[int, int] = {}
        waiting: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.kind == "sign" and token.text == "(":
                waiting.append(index)
            elif token.kind == "sign" and token.text == ")" and waiting:
                found[waiting.pop()] = index
        return found

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def ahead(self, count: int) -> Token:
        return self.tokens[min(self.at + count, len(self.tokens) - 1)]

    def sees(self, *texts: str) -> bool:
        return self.token.kind in ("sign", "word") and self.token.text in texts

    def take(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.at += 1
        return token

    def accept(self, text: str) -> bool:
        if self.sees(text):
            self.at += 1
            return True
        return False

    def expect(self, text: str, why: str) -> Token:
        if not self.sees(text):
            self.fail(f"Here should stand `{text}`, not {self._shown()}.", why)
        return self.take()

    def expect_end(self) -> None:
        if self.token.kind != "end":
            remedy = "Join it by AND, OR, SINCE or UNTIL, or check the parentheses."
            self.fail(f"The formula is complete before {self._shown()}.", remedy)

    def _shown(self) -> str:
        return "the end of the formula" if self.token.kind == "end" else f"`{self._raw(self.token)}`"

    def _raw(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def fail(self, message: str, remedy: str, token: Token | None = None) -> NoReturn:
        token = token or self.token
        place = source_place(self.text, self.source, token.start, max(token.end, token.start + 1))
        raise refuse("formula-syntax", message, place, remedy)

    def place(self, start: int) -> s.Place:
        return s.Place(start, self.tokens[max(self.at - 1, 0)].end)

    # -- formulas -------------------------------------------------------------------------------------------------

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
        while self.accept("OR"):
            left = s.Or(left, self.conjunction(), self.place(start))
        return left

    def conjunction(self) -> s.Formula:
        start = self.token.start
        left = self.unary()
        while self.accept("AND"):
            left = s.And(left, self.unary(), self.place(start))
        return left

    def unary(self) -> s.Formula:
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
        if self.sees("("):
            return self.parenthesis()
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

    # -- terms ----------------------------------------------------------------------------------------------------

    def term(self) -> s.Term:
        left = self.product()
        while self.sees("+", "-"):
            operator = cast(s.ArithmeticOperator, self.take().text)
            left = s.Arithmetic(operator, left, self.product())
        return left

    def product(self) -> s.Term:
        left = self.signed()
        while self.sees("*", "/", "MOD"):
            operator = cast(s.ArithmeticOperator, self.take().text)
            left = s.Arithmetic(operator, left, self.signed())
        return left

    def signed(self) -> s.Term:
        if not self.accept("-"):
            return self.primary()
        if self.token.kind in ("int", "float"):
            return self.number(-1)
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"The term is nested deeper than {DEEPEST} levels.", "Leave out pairs of signs.")
        made = s.Negative(self.signed())
        self.depth -= 1
        return made

    def number(self, sign: int) -> s.Term:
        token = self.take()
        if token.kind == "float":
            value = sign * float(token.text)
            if value in (float("inf"), float("-inf")):
                self.fail("This number is out of range.", "Floats are of 64 bits.", token)
            return s.Constant(value)
        # sys.int_info limits the digits that int() takes; longer ones are out of range anyway.
        whole = sign * (2**100 if len(token.text) > 30 else int(token.text))
        if not -INT_HIGH - 1 <= whole <= INT_HIGH:
            self.fail("This number is out of range.", "Integers are of 64 bits.", token)
        return s.Constant(whole)

    def primary(self) -> s.Term:
        token = self.token
        if token.kind in ("int", "float"):
            return self.number(1)
        if token.kind in ("string", "regex"):
            self.take()
            return s.Constant(token.text)
        if token.kind == "name":
            return s.Variable(self.variable_name())
        if token.kind == "word" and token.text in CONVERSIONS:
            self.take()
            self.expect("(", f"Write `{token.text}(x)`.")
            inner = self.deeper_term()
            self.expect(")", f"Write `{token.text}(x)`.")
            return s.Convert(cast(s.Conversion, OLD_CONVERSIONS.get(token.text, token.text)), inner)
        if self.accept("("):
            inner = self.deeper_term()
            self.expect(")", "Close the parenthesis.")
            return inner
        remedy = "A term is a variable, a number, a string, or such joined by + - * / MOD."
        if token.kind == "word":
            remedy = f"`{token.text}` is a word of the language and cannot be a name."
        self.fail(f"Here should stand a term, not {self._shown()}.", remedy)

    def deeper_term(self) -> s.Term:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"The term is nested deeper than {DEEPEST} levels.", "Leave out parentheses.")
        made = self.term()
        self.depth -= 1
        return made

    def variable_name(self) -> str:
        token = self.token
        if token.kind != "name":
            remedy = "Variables are names: letters, digits and `_`."
            if token.kind == "word":
                remedy = f"`{token.text}` is a word of the language and cannot be a name."
            self.fail(f"Here should stand a variable, not {self._shown()}.", remedy)
        self.take()
        return self.fresh_name() if token.text == "_" else token.text

    def fresh_name(self) -> str:
        while True:
            self.fresh += 1
            name = f"_{self.fresh}"
            if name not in self.names:
                return name

    # -- intervals ------------------------------------------------------------------------------------------------

    def interval(self) -> s.Interval:
        opens = self.sees("(") and self.ahead(1).kind in ("int", "time") and self.ahead(2).text == ","
        if not (opens or self.sees("[")):
            return s.ALL_PAST
        first = self.take()
        low = self.bound() + (1 if first.text == "(" else 0)
        self.expect(",", "An interval has two bounds, as in `[0,42d]` or `[1,*)`.")
        if self.accept("*"):
            self._close_interval()
            return s.Interval(low, None)
        high = self.bound()
        last = self._close_interval()
        if last.text == ")":
            high -= 1
        if high < low:
            message = f"No whole number lies in the interval `{self.text[first.start : last.end]}`."
            self.fail(message, "Times are whole numbers: widen it, or close a bound.", replace(first, end=last.end))
        return s.Interval(low, high)

    def _close_interval(self) -> Token:
        if not self.sees(")", "]"):
            self.fail(f"The interval is not closed before {self._shown()}.", "Close it with `]` or `)`.")
        return self.take()

    def bound(self) -> int:
        token = self.token
        if token.kind not in ("int", "time"):
            remedy = "A bound is a whole number, plain or with s, m, h or d, as in `48h`; the upper may be `*`."
            self.fail(f"Here should stand the bound of an interval, not {self._shown()}.", remedy)
        self.take()
        unit = 1
        digits = token.text
        if token.kind == "time":
            digits, letter = token.text[:-1], token.text[-1]
            if letter not in UNITS:
                self.fail(f"`{letter}` is no unit of time.", "Write s, m, h or d.", token)
            unit = UNITS[letter]
        value = INT_HIGH if len(digits) > 30 else int(digits) * unit
        if value >= 2**62:
            self.fail("This bound is out of range.", "Write `*` for no bound.", token)
        return value
