"""Read MonPoly's signature and log files.

Rules it keeps:

- a signature: `name(int, x:float, string)`, any number, blanks and lines as one likes, `#` begins a comment;
- a log: `@STAMP` begins a time point, then `name (values)(values) name (values)`, over as many lines as one likes, an
  optional `;` at the end, `#` begins a comment; a time point may be empty and stamps may repeat;
- a bare name stands for the empty row of a predicate without columns, else for no row;
- strings stand in double quotes (two of them for one inside) or bare; numbers bare;
- nothing is skipped: what cannot be read is refused with file, line and column, and so is a stamp that goes back,
  unless time points are asked for as they arrived (`read_arrivals`).

It leaves to others: tables in CSV and Parquet (`log_tables`), writing verdicts (`verdict_formats`).

>>> shapes = read_signature("filed(party:string, troops:int)")
>>> read_log('@5 filed ("ALBA",12)(BOREA,7) @5 @9', shapes).events
{'filed': [(0, ('ALBA', 12)), (0, ('BOREA', 7))]}
"""

import math
import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from servanda.diagnostics import Place, nearest, refuse
from servanda.engine.database import INT_HIGH, INT_LOW, Database, Row
from servanda.logic.schema import COLUMN_TYPES, Column, ColumnType, Schema, Signature
from servanda.logic.syntax import Value
from servanda.logic.tokens import source_place

LONGEST_LINE = 16 * 1024 * 1024
_SIGNATURE = re.compile(
    r"(?P<space>\s+|\#[^\n]*)|(?P<name>[^\W\d]\w*)\s*(?P<open>\()|(?P<other>.)", re.DOTALL | re.VERBOSE
)
_COLUMN = re.compile(r"\s*(?:(?P<name>\w+)\s*:\s*)?(?P<type>\w+)\s*\Z")
_LOG = re.compile(
    r"""
      (?P<space>(?:\s+|\#[^\n\r]*)+)
    | @(?P<stamp>[^\s(;@#]*)
    | \((?P<plain>[^()"\#@;]*)\)
    | (?P<tuple>\()
    | (?P<end>;)
    | (?P<name>[^\s(),;"'#@]+)
    """,
    re.VERBOSE,
)
# Most logs are nothing but this, and are read much faster so: one event a time point, and rows without quotes.
_EVENT = re.compile(r"""@([0-9]{1,18})\s+([^\s(),;"'#@]+)\s*\(([^()"\#@;]*)\)\s*(?=[@(]|\Z)""")
QUICK: dict[ColumnType, Callable[[str], Value]] = {"int": int, "float": float, "string": str.strip}
_VALUE = re.compile(r"""\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>[^,()"#]*?))\s*(?P<after>[,)])""")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")


# -- signatures -------------------------------------------------------------------------------------------------------


def read_signature(text: str, *, source: str = "<signature>") -> dict[str, Schema]:
    """The relations that a signature file declares; raises `Refused`."""
    found: dict[str, Schema] = {}
    position = 0
    while position < len(text):
        match = _SIGNATURE.match(text, position)
        if match is None or match.lastgroup == "other":
            remedy = "Declare each relation as `name(int, string)`."
            raise refuse("signature-syntax", "Here should stand a declaration.", _at(text, source, position), remedy)
        position = match.end()
        if match.lastgroup == "space":
            continue
        name = match["name"]
        close = text.find(")", position)
        if close < 0:
            raise refuse(
                "signature-syntax",
                f"The columns of `{name}` have no end.",
                _at(text, source, match.start()),
                "Close them by `)`.",
            )
        if name in found:
            place = _at(text, source, match.start(), match.start("open"))
            raise refuse("signature-name", f"`{name}` is declared twice.", place, "Declare it once.")
        found[name] = Schema(name, _columns(text, source, name, position, close))
        position = close + 1
    return found


def _columns(text: str, source: str, name: str, start: int, close: int) -> tuple[Column, ...]:
    inside = text[start:close]
    if not inside.strip():
        return ()
    made = []
    for index, part in enumerate(inside.split(",")):
        match = _COLUMN.match(part)
        kind = next((known for known in COLUMN_TYPES if match and match["type"] == known), None)
        if match is None or kind is None:
            message = f"`{part.strip()}` is no column of `{name}`: its type should be int, float or string."
            raise refuse(
                "signature-type", message, _at(text, source, start, start + len(part)), "Write `x:int` or `int`."
            )
        made.append(Column(match["name"] or f"x{index + 1}", kind))
        start += len(part) + 1
    return tuple(made)


def _at(text: str, source: str, start: int, end: int | None = None) -> Place:
    return source_place(text, source, start, start + 1 if end is None else end)


# -- logs -------------------------------------------------------------------------------------------------------------


def read_log(text: str, signature: Signature, *, source: str = "<log>") -> Database:
    """The time points and events of a log; raises `Refused` at the first thing that cannot be read."""
    reader = _LogReader(text, signature, source)
    reader.read()
    return Database(signature, tuple(reader.stamps), reader.events)


class Arrival(NamedTuple):
    """A time point as a log gives it, before it is known where in time it belongs."""

    stamp: int
    rows: tuple[tuple[str, Row], ...]
    start: int  # where it begins in the text


def read_arrivals(text: str, signature: Signature, *, source: str = "<log>") -> list[Arrival]:
    """The time points of a log in the order in which they stand, whatever their stamps; raises `Refused`."""
    reader = _LogReader(text, signature, source, ordered=False)
    reader.read()
    rows: list[list[tuple[str, Row]]] = [[] for _ in reader.stamps]
    for name, dated in reader.events.items():
        for index, row in dated:
            rows[index].append((name, row))
    return [
        Arrival(stamp, tuple(found), start)
        for stamp, found, start in zip(reader.stamps, rows, reader.starts, strict=True)
    ]


class _LogReader:
    def __init__(self, text: str, signature: Signature, source: str, *, ordered: bool = True) -> None:
        self.ordered = ordered
        self.starts: list[int] = []
        self.text = text
        self.signature = signature
        self.source = source
        self.stamps: list[int] = []
        self.events: dict[str, list[tuple[int, Row]]] = {}
        self.seen: set[tuple[str, Row]] = set()
        self.kinds: dict[str, tuple[ColumnType, ...] | None] = {}
        self.shape: Schema | None = None
        self.bare = False
        self.ended = False

    def fail(self, code: str, message: str, start: int, end: int, remedy: str) -> NoReturn:
        raise refuse(code, message, _at(self.text, self.source, start, end), remedy)

    def read(self) -> None:
        self.refuse_overlong_lines()
        text, position = self.text, 0
        while position < len(text):
            quick = _EVENT.match(text, position)
            if quick is not None and self.quick_event(position, *quick.groups()):
                position = quick.end()
                continue
            match = _LOG.match(text, position)
            if match is None:
                what = f"`{text[position]}` has no meaning here."
                self.fail("log-syntax", what, position, position + 1, "A time point is `@STAMP name (values) …`.")
            position = match.end()
            match match.lastgroup:
                case "plain":
                    self.row(self.shape_at(match), match["plain"], match.start() + 1)
                case "name":
                    self.name(match)
                case "stamp":
                    self.stamp(match)
                case "tuple":
                    position = self.quoted_row(self.shape_at(match), match.end())
                case "end":
                    self.finish_name()
                    self.ended = True
        self.finish_name()

    def quick_event(self, start: int, stamp: str, name: str, inside: str) -> bool:
        """A time point with a first event, if nothing about it is unusual; what is wrong with it, if anything, is for
        the patient way to say."""
        if name not in self.kinds:
            self.kinds[name] = self.signature[name].types if name in self.signature else None
        kinds = self.kinds[name]
        made = int(stamp)
        if kinds is None or not inside.isascii() or self.goes_back(made):
            return False
        parts = inside.split(",") if kinds or inside else []
        if len(parts) != len(kinds):
            return False
        if "_" in inside and any("_" in part for kind, part in zip(kinds, parts, strict=True) if kind != "string"):
            # Python reads 1_000 as a number; a log does not.
            return False
        try:
            row = tuple(QUICK[kind](part) for kind, part in zip(kinds, parts, strict=True))
        except ValueError:
            return False
        if any(value == "" or (type(value) is float and not math.isfinite(value)) for value in row):
            return False
        if any(type(value) is int and not INT_LOW <= value <= INT_HIGH for value in row):
            return False
        self.finish_name()
        self.stamps.append(made)
        self.starts.append(start)
        self.ended = False
        self.shape = self.signature[name]
        self.seen = {(name, row)}
        self.events.setdefault(name, []).append((len(self.stamps) - 1, row))
        return True

    def goes_back(self, stamp: int) -> bool:
        return self.ordered and bool(self.stamps) and stamp < self.stamps[-1]

    def refuse_overlong_lines(self) -> None:
        start = 0
        while start < len(self.text):
            end = self.text.find("\n", start)
            end = len(self.text) if end < 0 else end
            if end - start > LONGEST_LINE:
                message = f"This line has {end - start} characters; {LONGEST_LINE} is the most."
                self.fail("log-line", message, start, start + 1, "Break the time point over several lines.")
            start = end + 1

    def stamp(self, match: re.Match[str]) -> None:
        self.finish_name()
        written, start, end = match["stamp"], match.start(), match.end()
        if not _INTEGER.match(written):
            remedy = "Stamps are whole numbers; for finer time choose a smaller unit, such as milliseconds."
            self.fail("log-time", f"`@{written}` is no time stamp.", start, end, remedy)
        stamp = INT_HIGH + 1 if len(written) > 30 else int(written)
        if not INT_LOW <= stamp <= INT_HIGH:
            self.fail("log-number", "This time stamp does not fit 64 bits.", start, end, "Choose a larger unit.")
        if self.goes_back(stamp):
            message = f"Time goes back here: {stamp} after {self.stamps[-1]}."
            self.fail("log-time", message, start, end, "Sort the log by time stamp.")
        self.stamps.append(stamp)
        self.starts.append(start)
        self.seen.clear()
        self.ended = False

    def name(self, match: re.Match[str]) -> None:
        self.finish_name()
        name, start, end = match["name"], match.start(), match.end()
        if not self.stamps or self.ended:
            self.fail("log-syntax", f"`{name}` stands outside a time point.", start, end, "Begin it by `@STAMP`.")
        self.shape = self.signature.get(name)
        if self.shape is None:
            near = nearest(name, self.signature)
            remedy = f"Did you mean `{near}`?" if near else "Declare it in the signature."
            self.fail("log-name", f"There is no relation `{name}` in the signature.", start, end, remedy)
        self.bare = True

    def finish_name(self) -> None:
        """A name without rows: for a relation without columns it is the fact itself."""
        if self.bare and self.shape is not None and not self.shape.columns:
            self.add(self.shape, ())
        self.bare = False
        self.shape = None

    def shape_at(self, match: re.Match[str]) -> Schema:
        if self.shape is None:
            message = "These values belong to no relation."
            self.fail("log-syntax", message, match.start(), match.end(), "Write the relation's name before them.")
        self.bare = False
        return self.shape

    def row(self, shape: Schema, inside: str, start: int) -> None:
        written = inside.split(",") if inside.strip() else []
        if len(written) != len(shape.columns):
            self.wrong_count(shape, len(written), start - 1, start + len(inside) + 1)
        values = []
        for column, part in zip(shape.columns, written, strict=True):
            values.append(self.value(column.type, part.strip(), False, start, start + len(part)))
            start += len(part) + 1
        self.add(shape, tuple(values))

    def quoted_row(self, shape: Schema, position: int) -> int:
        """A row that the quick pattern does not take, most often for its quoted strings; gives its end."""
        start = position - 1
        written: list[tuple[str, bool, int, int]] = []
        while True:
            match = _VALUE.match(self.text, position)
            if match is None:
                remedy = "Values are separated by commas and the row ends with `)`; a string's quotes are closed."
                self.fail("log-syntax", "This row cannot be read.", position, position + 1, remedy)
            quoted = match["quoted"]
            text = match["bare"] if quoted is None else quoted.replace('""', '"')
            written.append((text, quoted is not None, position, match.start("after")))
            position = match.end()
            if match["after"] == ")":
                break
        if len(written) != len(shape.columns):
            self.wrong_count(shape, len(written), start, position)
        pairs = zip(shape.columns, written, strict=True)
        self.add(shape, tuple(self.value(column.type, *part) for column, part in pairs))
        return position

    def wrong_count(self, shape: Schema, count: int, start: int, end: int) -> NoReturn:
        message = f"Columns of `{shape.name}`: {len(shape.columns)}; values in this row: {count}."
        self.fail("log-arity", message, start, end, "See the signature for what belongs there.")

    def value(self, kind: ColumnType, written: str, quoted: bool, start: int, end: int) -> Value:
        if kind == "string":
            if not written and not quoted:
                self.fail("log-value", "A value is missing here.", start, end + 1, 'The empty string is `""`.')
            return written
        made = number(kind, written)
        if made is None:
            wanted = "an integer" if kind == "int" else "a number"
            fits = _INTEGER.match(written) or _FLOAT.match(written)
            code = "log-number" if fits else "log-value"
            message = f"`{written}` does not fit 64 bits." if fits else f"`{written}` is not {wanted}."
            if fits and kind == "int" and not _INTEGER.match(written):
                message = f"`{written}` is not an integer."
            self.fail(code, message, start, max(end, start + 1), f"The signature wants {wanted} here.")
        return made

    def add(self, shape: Schema, row: Row) -> None:
        if (shape.name, row) not in self.seen:
            self.seen.add((shape.name, row))
            self.events.setdefault(shape.name, []).append((len(self.stamps) - 1, row))


def number(kind: ColumnType, written: str) -> int | float | None:
    """The integer or float that `written` spells; None where it spells none that 64 bits hold."""
    if kind == "int":
        if not _INTEGER.match(written) or len(written) > 30:
            return None
        whole = int(written)
        return whole if INT_LOW <= whole <= INT_HIGH else None
    if not _FLOAT.match(written):
        return None
    made = float(written)
    return made if math.isfinite(made) else None
