"""From the text of a formula to its tokens.

Rules it keeps:

- the words and signs of MonPoly's formula files; `(* … *)` and `# …` are comments;
- every token knows where it stands, so that every message can point at it;
- a name is letters, digits, `_` and `'`, not beginning with a digit. (MonPoly also lets `-`, `/` and `:` stand
  inside a name, so that `x-1` is a name there; here it is a subtraction.)

It leaves to others: what the tokens mean together (`parse`).

>>> [token.text for token in tokenize("ONCE[0,2h] p(x) # recent", "<formula>")]
['ONCE', '[', '0', ',', '2h', ']', 'p', '(', 'x', ')', '']
"""

import re
from dataclasses import dataclass
from typing import Literal

from servanda.diagnostics import Place as SourcePlace
from servanda.diagnostics import Refused, refuse

TokenKind = Literal["word", "name", "int", "float", "time", "string", "regex", "sign", "end"]

_WORDS = (
    "TRUE FALSE NOT AND OR IMPLIES EQUIV EXISTS FORALL PREV PREVIOUS NEXT ONCE HISTORICALLY PAST_ALWAYS "
    "EVENTUALLY SOMETIMES ALWAYS SINCE UNTIL LET LETPAST IN MOD SUBSTRING MATCHES CNT SUM AVG MIN MAX MED "
    "FORWARD BACKWARD MATCHF MATCHP"
)
_CONVERSIONS = "f2i i2f i2s s2i f2s s2f r2s s2r FORMAT_DATE YEAR MONTH DAY_OF_MONTH"
WORDS = frozenset(_WORDS.split())
CONVERSIONS = frozenset(_CONVERSIONS.split())

_TOKEN = re.compile(
    r"""
      (?P<space>\s+ | \#[^\n\r]*)
    | (?P<comment>\(\*)
    | (?P<regex>r(?:"(?:[^"]|"")*"|'(?:[^']|'')*'))
    | (?P<string>"(?:[^"]|"")*"|'(?:[^']|'')*')
    | (?P<float>\d+\.\d*(?:[eE][+-]?\d+)? | \d+[eE][+-]?\d+)
    | (?P<time>\d+[A-Za-z](?![A-Za-z0-9_']))
    | (?P<int>\d+(?![A-Za-z0-9_]))
    | (?P<name>[A-Za-z_][A-Za-z0-9_']*)
    | (?P<sign><-|<=|>=|\|>|<\||[-+*/()\[\],;.<>=?|▷◁])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    start: int
    end: int


def source_place(text: str, source: str, start: int, end: int) -> SourcePlace:
    """Offsets as lines and columns."""

    def position(offset: int) -> tuple[int, int]:
        offset = min(offset, len(text))
        return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1

    line, column = position(start)
    end_line, end_column = position(max(end, start))
    return SourcePlace(source, line, column, end_line, end_column)


def tokenize(text: str, source: str) -> list[Token]:
    """The tokens of `text`, the last of kind `end`; comments and blanks are left out."""
    tokens = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, source, position)
        kind = match.lastgroup
        if kind == "comment":
            end = text.find("*)", match.end())
            if end < 0:
                place = source_place(text, source, position, position + 2)
                raise refuse("formula-syntax", "This comment has no end.", place, "Close it with `*)`.")
            position = end + 2
            continue
        if kind != "space":
            tokens.append(_token(kind, match))
        position = match.end()
    last = len(text.rstrip())
    tokens.append(Token("end", "", last, last))
    return tokens


def _token(kind: str | None, match: re.Match[str]) -> Token:
    text, start, end = match.group(), match.start(), match.end()
    match kind:
        case "name":
            word = text in WORDS or text in CONVERSIONS
            return Token("word" if word else "name", text, start, end)
        case "string":
            return Token("string", _unquote(text), start, end)
        case "regex":
            return Token("regex", _unquote(text[1:]), start, end)
        case "float" | "time" | "int" | "sign":
            return Token(kind, text, start, end)
        case _:  # pragma: no cover
            raise AssertionError(kind)


def _unquote(text: str) -> str:
    quote = text[0]
    return text[1:-1].replace(quote + quote, quote)


def _unreadable(text: str, source: str, position: int) -> Refused:
    sign = text[position]
    place = source_place(text, source, position, position + 1)
    if sign in "\"'":
        return refuse("formula-syntax", "This string has no end.", place, f"Close it with {sign}.")
    if sign.isdigit():
        remedy = "A name begins with a letter; a time is a number and one of s, m, h, d, as in `42d`."
        return refuse("formula-syntax", "This is neither a number nor a time.", place, remedy)
    remedy = "See the reference of the formula language for the signs that it knows."
    return refuse("formula-syntax", f"The sign `{sign}` has no meaning here.", place, remedy)
