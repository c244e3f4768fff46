"""From the characters of a block to tokens.

Rules it keeps:

- every character belongs to a token, to white space or to a comment (`--` to the end of the line); anything else is
  refused with its place;
- a date that does not exist is refused here;
- no token is noise: the grammar gives each one a meaning, so that leaving one out never passes unseen.

It leaves to others: what order the tokens may stand in (`terms`, `types`, `norms`, `traces`).
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from servanda.diagnostics import Diagnostic, Place

TokenKind = Literal["word", "number", "date", "clock", "text", "symbol", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """`first`: the first on its line; `column` 1 and first: the token begins a statement."""

    kind: TokenKind
    text: str
    place: Place
    first: bool = False

    @property
    def shown(self) -> str:
        if self.kind == "end":
            return "the end of the statement"
        return f'`"{self.text}"`' if self.kind == "text" else f"`{self.text}`"


_PATTERN = re.compile(
    r"""
    (?P<space>[ \t\r]+)
  | (?P<comment>--[^\n]*)
  | (?P<newline>\n)
  | (?P<date>\d{4}-\d{2}-\d{2}(?![\w-]))
  | (?P<clock>\d{2}:\d{2}(?!\w))
  | (?P<grouped>\d{1,3}(?:,\d{3})+(?!\w))
  | (?P<fraction>\d+\.\d+(?!\w))
  | (?P<number>\d+(?!\w))
  | (?P<text>"[^"\n]*")
  | (?P<word>[^\W\d]\w*)
  | (?P<glued>\d\w*)
  | (?P<symbol><=|>=|[=<>,;:.()+*/-])
    """,
    re.VERBOSE,
)


# So that a thousand years before and after every date are still in the calendar.
_FIRST_YEAR, _LAST_YEAR = 1200, 2899
_QUOTES = '"“”«»„‘’'
# What to write for signs that people reach for.
_INSTEAD = {
    "≥": "`>=`",
    "≤": "`<=`",
    "≠": "`not a = b`",
    "!": "`not`",
    "×": "`*`",
    "–": "`-`",
    "—": "`-`, or `--` before a comment",
    "#": "`--` before a comment",
    "%": "the share as a whole number, say `100 * a >= 10 * b` for 10 per cent",
}


def _bad(code: str, message: str, place: Place, remedy: str) -> Diagnostic:
    return Diagnostic(code, "error", message, place, remedy)


def _unreadable(text: str, position: int, place: Place) -> Diagnostic:
    if text[position] == '"':
        return _bad("unclosed-text", "A text in quotation marks has no end on this line.", place, 'Close it with `"`.')
    if text[position] in _QUOTES[1:]:
        message = f"`{text[position]}` is a typographic quotation mark."
        return _bad("wrong-quotation-mark", message, place, 'Use the plain mark `"`.')
    if text[position] in _INSTEAD:
        message = f"`{text[position]}` has no meaning in a block."
        return _bad("unknown-character", message, place, f"Write {_INSTEAD[text[position]]}.")
    return _bad(
        "unknown-character",
        f"`{text[position]}` has no meaning in a block.",
        place,
        "Delete it, or put it in quotation marks if it belongs to a name.",
    )


def _resume(text: str, position: int) -> int:
    """Where to read on after an unreadable character: past the whole text, where it opened one."""
    if text[position] not in _QUOTES:
        return position + 1
    end = re.compile(f"[{_QUOTES}]|(?=\n)|$").search(text, position + 1)
    return end.end() if end else len(text)


def _date_fault(text: str, place: Place) -> Diagnostic | None:
    try:
        year = dt.date.fromisoformat(text).year
    except ValueError:
        message = f"{text} is not a date of the calendar."
        return _bad("no-such-date", message, place, "Write year-month-day of a real day.")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        message = f"{text} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}."
        return _bad("far-off-date", message, place, "Correct the year; where there is no end, leave the date out.")
    return None


def tokens(text: str, file: str, line: int) -> tuple[list[Token], list[Diagnostic]]:
    """The tokens of a block whose first line is line `line` of `file`, and what could not be read."""
    found: list[Token] = []
    faults: list[Diagnostic] = []
    position, start_of_line, first = 0, 0, True
    while position < len(text):
        match = _PATTERN.match(text, position)
        column = position - start_of_line + 1
        if match is None:
            faults.append(_unreadable(text, position, Place(file, line, column, line, column + 1)))
            position = _resume(text, position)
            continue
        kind, lexeme = match.lastgroup or "", match.group()
        place = Place(file, line, column, line, column + len(lexeme))
        position = match.end()
        if kind == "newline":
            line, start_of_line, first = line + 1, position, True
            continue
        if kind in ("space", "comment"):
            continue
        if kind == "grouped":
            plain = lexeme.replace(",", "")
            remedy = f"Write `{plain}` if that is the number, or put a space after each comma of a list."
            faults.append(_bad("grouped-number", f"`{lexeme}` can be read in two ways.", place, remedy))
            kind, lexeme = "number", plain
        if kind == "fraction":
            message = f"`{lexeme}` is not a whole number."
            remedy = "Count in a smaller unit, or multiply both sides of the comparison."
            faults.append(_bad("not-a-whole-number", message, place, remedy))
            kind, lexeme = "number", lexeme.partition(".")[0]
        if kind == "glued":
            message = f"`{lexeme}` is neither a number nor a name."
            remedy = "Put a space after the number; a name begins with a letter."
            faults.append(_bad("glued-number", message, place, remedy))
            kind, lexeme = "number", re.split(r"\D", lexeme)[0]
        if kind == "date" and (fault := _date_fault(lexeme, place)):
            faults.append(fault)
            lexeme = "2000-01-01"
        shown = lexeme[1:-1] if kind == "text" else lexeme
        found.append(Token(kind, shown, place, first))  # type: ignore[arg-type]
        first = False
    return found, faults


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, with its two dashes. `alone`: nothing else stands on its line."""

    text: str
    place: Place
    alone: bool


def remarks(text: str, file: str, line: int) -> list[Remark]:
    """The comments of a block whose first line is line `line` of `file`; for laying a block out anew."""
    found: list[Remark] = []
    for number, content in enumerate(text.split("\n"), line):
        for match in _PATTERN.finditer(content):
            if match.lastgroup == "comment":
                place = Place(file, number, match.start() + 1, number, match.end() + 1)
                found.append(Remark(match.group().rstrip(), place, not content[: match.start()].strip()))
    return found


def statements(found: list[Token]) -> tuple[list[list[Token]], list[Diagnostic]]:
    """The tokens by statement: each begins in the first column of the block."""
    groups: list[list[Token]] = []
    faults: list[Diagnostic] = []
    for token in found:
        if token.first and token.place.column == 1:
            groups.append([token])
        elif groups:
            groups[-1].append(token)
        elif not faults:
            message = f"{token.shown} is indented, but no statement stands above it."
            remedy = "Begin a statement in the first column of the block."
            faults.append(_bad("stray-indent", message, token.place, remedy))
    return groups, faults
