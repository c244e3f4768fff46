"""Where a log that is still being written may be read up to.

Rules it keeps: a log may be cut at any character. What stands after the last line end outside a row, a string and a
comment may go on with the next piece (`@1` may become `@12`), and is not read before it has come.

It leaves to others: what the text says, and what is wrong with it (`log`).

>>> readable("@1 p(1)\\n@2 p(1"), readable("@1 p(1)\\n@12"), readable("@1 p(\\"A\\nB")
(8, 8, 0)
"""

import re

from servanda.engine.log import LONGEST_LINE

_PIECE = re.compile(r'"[^"]*(?P<string>"|\Z)|#[^\n]*(?P<comment>\n|\Z)|(?P<open>\()|(?P<close>\))|(?P<line>\n)')


def readable(text: str) -> int:
    """The length of the part of `text` that no later piece can change the reading of, but for its last time point."""
    rest, inside = 0, False
    for match in _PIECE.finditer(text):
        match match.lastgroup:
            case "open":
                if inside:  # a mistake that no later piece mends: let the reader say so
                    return len(text)
                inside = True
            case "close":
                inside = False
            case "line":
                rest = rest if inside else match.end()
            case "comment" if match["comment"] and not inside:
                rest = match.end()
            case "string" if not match["string"]:
                break
    return len(text) if len(text) - rest > LONGEST_LINE else rest
