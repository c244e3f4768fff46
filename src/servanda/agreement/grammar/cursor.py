"""A position in the tokens of one statement, and the small steps that every rule of the grammar takes.

Rules it keeps:

- a step either takes what it expects or raises with what was expected, what stands there, and what to write;
- nothing is optional that would not change the meaning.
"""

import datetime as dt

from servanda.agreement.grammar.lexer import Token
from servanda.agreement.syntax import Date, Name, Number, Path, Text
from servanda.dates import Duration
from servanda.diagnostics import Place, Refused, nearest, refuse

_RESERVED = "and or not where is unless must each every the if for of to by from in at most least until file no"
_FIELD_WORDS = "at from to by of in for"
_MONTHS = "January February March April May June July August September October November December"
# Words that hold a sentence together can never be names.
RESERVED = frozenset(_RESERVED.split())
# … except these, which real record types use as names of fields after a dot or at the start of a field line.
FIELD_WORDS = frozenset(_FIELD_WORDS.split())
# What may go on after a number on the same line; any other word there is taken for a unit.
AFTER_NUMBER = RESERVED | frozenset(
    ["before", "day", "days", "each", "months", "within", "tolerating", "binding", "assessed", "as", "under"]
)
MONTHS = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_UNITS = {"hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years"}
# Longer stretches would leave the calendar.
_THOUSAND_YEARS = {"hours": 8_766_000, "days": 365_250, "weeks": 52_179, "months": 12_000, "years": 1_000}


class Cursor:
    """Reads the tokens of one statement from left to right. `units` are the units of counts that are in use."""

    def __init__(self, found: list[Token], units: frozenset[str]) -> None:
        last = found[-1].place
        end = Place(last.file, last.end_line, last.end_column, last.end_line, last.end_column + 1)
        self.tokens = [*found, Token("end", "", end)]
        self.index = 0
        self.units = units

    # --- looking ---------------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def place(self) -> Place:
        return self.token.place

    def since(self, start: Place) -> Place:
        """From `start` to the end of the last token taken."""
        return start.to(self.tokens[max(self.index - 1, 0)].place)

    def at(self, *words: str) -> bool:
        """Whether exactly these words or symbols come next."""
        ahead = self.tokens[self.index : self.index + len(words)]
        return len(ahead) == len(words) and all(
            token.kind in ("word", "symbol") and token.text == word for token, word in zip(ahead, words, strict=True)
        )

    def at_kind(self, kind: str) -> bool:
        return self.token.kind == kind

    # --- taking ----------------------------------------------------------------------------------------------------

    def fail(self, expected: str, remedy: str | None = None) -> Refused:
        """The refusal to raise when `expected` does not come next."""
        token = self.token
        if token.kind == "end":
            message = f"The statement ends where {expected} was expected."
            return refuse("unfinished-statement", message, token.place, remedy or f"Add {expected}.")
        message = f"{expected[0].upper()}{expected[1:]} was expected here, not {token.shown}."
        return refuse("unexpected", message, token.place, remedy or f"Write {expected} here.")

    def take(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def accept(self, *words: str) -> bool:
        """Take these words if they come next."""
        if self.at(*words):
            self.index += len(words)
            return True
        return False

    def expect(self, *words: str, remedy: str | None = None) -> Token:
        """Take these words or refuse; gives the first."""
        first = self.token
        for word in words:
            if not self.at(word):
                near = nearest(self.token.text, [word]) if self.token.kind == "word" else None
                hint = f"`{self.token.text}` looks like `{word}`: write `{word}`." if near else None
                raise self.fail(f"`{' '.join(words)}`" if self.token is first else f"`{word}`", hint or remedy)
            self.take()
        return first

    def choose(self, options: dict[tuple[str, ...], object], what: str) -> object:
        """Take the first of the options that comes next and give its value."""
        for words, value in options.items():
            if self.accept(*words):
                return value
        listed = [f"`{' '.join(words)}`" for words in options]
        near = nearest(self.token.text, {words[0] for words in options}) if self.token.kind == "word" else None
        if near:
            raise self.fail(what, f"`{self.token.text}` looks like `{near}`: write `{near}`.")
        raise self.fail(what, f"Write {', '.join(listed[:-1])} or {listed[-1]}.")

    def name(self, what: str, field: bool = False) -> Name:
        """A name that a person has given. After a dot or at the start of a field line some short words may be names."""
        token = self.token
        reserved = RESERVED - FIELD_WORDS if field else RESERVED
        if token.kind != "word":
            raise self.fail(what)
        if token.text in reserved:
            message = f"`{token.text}` is a word of the language and cannot be {what}."
            raise refuse(
                "reserved-word", message, token.place, "Choose another name, or add what is missing before it."
            )
        self.take()
        return Name(token.text, token.place)

    def text(self, what: str) -> Text:
        if not self.at_kind("text"):
            raise self.fail(f"{what} in quotation marks")
        token = self.take()
        return Text(token.text, token.place)

    def date(self, what: str = "a date such as 1999-03-12") -> Date:
        if not self.at_kind("date"):
            raise self.fail(what, self._date_hint())
        token = self.take()
        return Date(dt.date.fromisoformat(token.text), token.place)

    def _date_hint(self) -> str | None:
        """How to write a date that was written in another manner."""
        ahead = self.tokens[self.index : self.index + 5]
        kinds = [token.kind for token in ahead]
        if kinds == ["number", "symbol", "number", "symbol", "number"] and ahead[0].text.isdecimal():
            year, month, day = (int(token.text) for token in ahead[::2])
            if year > 999 and month <= 12 and day <= 31:
                return f"Write `{year}-{month:02}-{day:02}`."
        if self.at_kind("number") and (len(self.token.text) == 4 or (len(ahead) > 1 and ahead[1].text in MONTHS)):
            return "Write year-month-day, such as 1999-03-12."
        return None

    def integer(self, what: str) -> int:
        if not self.at_kind("number"):
            raise self.fail(what)
        token = self.take()
        if len(token.text) > 15:
            message = f"{token.text} is too large a number."
            raise refuse("number-too-large", message, token.place, "Write at most 15 digits.")
        return int(token.text)

    def number(self) -> Number:
        """A whole number with its unit, if a known unit follows it."""
        start = self.place
        value = self.integer("a number")
        if self.at_kind("number"):
            whole = f"{value}{self.token.text}"
            message = f"The number {value} is followed by another number."
            raise refuse("split-number", message, self.since(start).to(self.place), f"Write `{whole}` if it is one.")
        unit = None
        if self.token.kind == "word" and self.token.text in self.units:
            unit = self.take().text
        elif self._looks_like_a_unit():
            raise self._unknown_unit()
        return Number(value, unit, self.since(start))

    def _looks_like_a_unit(self) -> bool:
        """A word on the number's own line that neither goes on with the sentence nor begins the next clause."""
        token, after = self.token, self.tokens[min(self.index + 1, len(self.tokens) - 1)]
        begins_clause = (after.kind == "symbol" and after.text == ".") or after.text == "must"
        return token.kind == "word" and not token.first and token.text not in AFTER_NUMBER and not begins_clause

    def _unknown_unit(self) -> Refused:
        token = self.token
        near = nearest(token.text, self.units)
        known = ", ".join(f"`{unit}`" for unit in sorted(self.units))
        remedy = f"Write one of {known}." if known else "Write the number alone."
        if near:
            remedy = f"Did you mean `{near}`?"
        remedy += f" Or give a field that unit: `count of {token.text}`."
        return refuse("unknown-unit", f"No field counts in `{token.text}`.", token.place, remedy)

    def path(self, what: str) -> Path:
        """`e`, `e.host`, `reply.request.by`."""
        parts = [self.name(what)]
        while self.accept("."):
            parts.append(self.name("the name of a field", field=True))
        return Path(tuple(parts), parts[0].place.to(parts[-1].place))

    def names(self, what: str) -> tuple[Name, ...]:
        """One name or several with commas between."""
        found = [self.name(what)]
        while self.accept(","):
            found.append(self.name(what))
        return tuple(found)

    def duration(self) -> Duration:
        """`42 days`, `10 working days of "Geneva"`, `48 hours`."""
        start = self.place
        count = self.integer("a number of hours, days, weeks, months or years")
        kind = "clear " if self.accept("clear") else "working " if self.accept("working") else ""
        word = self.token.text
        unit = _UNITS.get(word) or (word if word in _UNITS.values() else None)
        if self.token.kind != "word" or unit is None or (kind and unit != "days"):
            raise self.fail("a unit of time", "Write hours, days, clear days, working days, weeks, months or years.")
        self.take()
        if count > _THOUSAND_YEARS[unit]:
            message = f"{count:,} {unit} are more than a thousand years."
            raise refuse("number-too-large", message, self.since(start), "Write a shorter time.")
        calendar = self.text("the calendar").value if kind == "working " and self.accept("of") else None
        return Duration(count, f"{kind}{unit}", calendar)  # type: ignore[arg-type]

    def day_of_year(self) -> tuple[int, int]:
        """`15 December` as (12, 15)."""
        start = self.place
        day = self.integer("a day such as `15 December`")
        if self.token.text not in MONTHS:
            near = nearest(self.token.text, MONTHS)
            hint = f"Did you mean `{near}`?" if near else "Write January, February … December."
            raise self.fail("the name of a month", hint)
        month = MONTHS[self.take().text]
        try:
            dt.date(2000, month, day)
        except ValueError:
            message = f"{_MONTHS.split()[month - 1]} has no day {day}."
            raise refuse("no-such-date", message, self.since(start), "Write a day that the month has.") from None
        return month, day

    def finish(self) -> None:
        """Refuse anything left over."""
        token = self.token
        if token.kind == "end":
            return
        message = f"{token.shown} is left over: the statement is complete before it."
        raise refuse("left-over", message, token.place, "Delete it, or correct what stands before it.")
