"""Read the parts of a formula that hold no formula: terms and intervals; and walk over the tokens.

Rules it keeps:

- of terms: `+ -`, then `* / MOD`, then the sign, all to the left; a sign before a number belongs to the number;
- bounds of intervals are whole numbers, plain or with a unit (s, m, h, d); open bounds become closed ones;
- numbers fit 64 bits; nesting has a limit, so that no text can exhaust the stack.

It leaves to others: formulas (`parse`).
"""

from dataclasses import replace
from typing import NoReturn, cast

from servanda.diagnostics import refuse
from servanda.logic import syntax as s
from servanda.logic.tokens import CONVERSIONS, Token, source_place, tokenize

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
OLD_CONVERSIONS = {"r2s": "f2s", "s2r": "s2f"}
INT_HIGH = 2**63 - 1
DEEPEST = 50
LONGEST = 150
INTERVAL_FOLLOWS = frozenset(
    ("PREV", "PREVIOUS", "NEXT", "ONCE", "HISTORICALLY", "PAST_ALWAYS", "EVENTUALLY", "SOMETIMES", "ALWAYS")
) | frozenset(("SINCE", "UNTIL"))


class TermReader:
    """A place in the tokens of one text, and the reading of terms and intervals from there."""

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
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.kind == "word" and token.text in INTERVAL_FOLLOWS and self.opens_interval(index + 1):
                # Brackets of an interval need not match: `[1,*)`.
                index += 6
                continue
            if token.kind == "sign" and token.text == "(":
                waiting.append(index)
            elif token.kind == "sign" and token.text == ")" and waiting:
                found[waiting.pop()] = index
            index += 1
        return found

    def opens_interval(self, index: int) -> bool:
        """Whether an interval stands at `index`, and not a parenthesis."""
        opening, bound, comma = (self.tokens[min(index + step, len(self.tokens) - 1)] for step in range(3))
        if opening.kind != "sign" or opening.text not in ("[", "("):
            return False
        return opening.text == "[" or (bound.kind in ("int", "time") and comma.text == ",")

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
        return self.fail(f"Here should stand a term, not {self._shown()}.", remedy)

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
        if not self.opens_interval(self.at):
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
