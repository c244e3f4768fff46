"""An agreement's blocks laid out tidily.

Rules it keeps:

- prose stays as it is, byte for byte, and so do the words and signs of the blocks: only white space changes;
- a statement begins in the first column, each of its clauses, fields, readings and facts on a line of its own, two
  columns in; a line longer than `WIDTH` goes on four columns in;
- comments stay with what they stand beside or above;
- a blank line parts two statements if one of them has several lines; between two of one line it stays if it was there;
- what is tidy is not changed again.

It leaves to others: whether the agreement makes sense (`check`). A text that cannot be read is refused, not mended.

>>> print(format_document('# Treaty\\n\\n```servanda\\nparty   ALBA  "Alba" --us\\n```\\n', "treaty.md"), end="")
# Treaty
<BLANKLINE>
```servanda
party ALBA "Alba"  --us
```
"""

import re
from collections.abc import Callable, Iterator, Sequence

from servanda.agreement.grammar.lexer import Remark, Token, remarks, statements, tokens
from servanda.agreement.parse import parse
from servanda.agreement.syntax import (
    Accession,
    ActType,
    Binding,
    Block,
    Body,
    Consultation,
    Definition,
    Duty,
    EventType,
    Limit,
    Obligation,
    Path,
    Procedure,
    Programme,
    Prohibition,
    Quota,
    Recurrence,
    Reservable,
    Statement,
    StateType,
    Suspendable,
    Trace,
)
from servanda.diagnostics import Place, Refused

WIDTH = 110
CLAUSE, GOES_ON = 2, 4
_NONE_BEFORE = frozenset(",;:.)")
_NONE_AFTER = frozenset("(.")
# Before these words a bracket groups a condition; after any other word it holds values.
_GROUPING = frozenset(("where", "not", "and", "or", "as", "unless"))
# A long line may be broken after these signs and before these words.
_BREAK_AFTER = frozenset((",", ";"))
_BREAK_BEFORE = frozenset(("or", "and", "where", "over", "since", "+", "-"))

Piece = Token | Remark
Back = Callable[[Place | None, int], Place | None]


def format_document(text: str, file: str) -> str:
    """The text with its blocks tidied. Raises Refused with the parser's messages if it cannot be read."""
    document = parse(text, file)
    errors = [item for item in document.diagnostics if item.severity == "error"]
    if errors:
        raise Refused(errors)
    parts = re.split(r"(\r\n?|\n)", text)
    lines, ends = parts[::2], [*parts[1::2], ""]
    newline = "\r\n" if "\r\n" in text else "\n"
    for block in reversed([block for article in document.articles for block in article.blocks]):
        first, count = block.line - 1, block.text.count("\n")
        tidy = tidy_block(block, file)
        lines[first : first + count] = tidy
        ends[first : first + count] = [newline] * len(tidy)
    result = "".join(line + end for line, end in zip(lines, ends, strict=True))
    _same_words(document.articles, parse(result, file).articles, file)
    return result


def _same_words(before: Sequence[object], after: Sequence[object], file: str) -> None:
    """A tool that rewrites treaties proves each time that it has changed no word."""

    def words(articles: Sequence[object]) -> list[list[tuple[str, str]]]:
        blocks = [block for article in articles for block in article.blocks]  # type: ignore[attr-defined]
        return [[(token.kind, token.text) for token in tokens(block.text, file, block.line)[0]] for block in blocks]

    if words(before) != words(after):
        raise RuntimeError(f"{file}: laying the text out would have changed its words; nothing was written")


def tidy_block(block: Block, file: str) -> list[str]:
    """The lines of one block."""
    groups, _ = statements(tokens(block.text, file, block.line)[0])
    above, inside = _owners(groups, remarks(block.text, file, block.line))
    blank = {block.line + number for number, line in enumerate(block.text.split("\n")) if not line.strip()}
    lines: list[str] = []
    long = False  # whether the statement above has several lines
    for number, (group, statement) in enumerate(zip(groups, block.statements, strict=True)):
        laid = _lay_out(group, inside[number], _clauses(statement, group))
        first = above[number][0] if above[number] else group[0]
        if lines and (long or len(laid) > 1 or first.place.line - 1 in blank):
            lines.append("")
        lines += [*_own_lines(above[number], blank, group[0].place.line), *laid]
        long = len(laid) > 1
    tail = above[len(groups)]
    if lines and tail and tail[0].place.line - 1 in blank:
        lines.append("")
    return [*lines, *_own_lines(tail, blank, 0)]


def _owners(
    groups: Sequence[Sequence[Token]], notes: Sequence[Remark]
) -> tuple[list[list[Remark]], list[list[Remark]]]:
    """The comments above each statement (and below the last), and those inside each.

    After a statement's last word, a comment in the first column leads the next statement.
    """
    above: list[list[Remark]] = [[] for _ in range(len(groups) + 1)]
    inside: list[list[Remark]] = [[] for _ in groups]
    for note in notes:
        number = sum(1 for group in groups if group[0].place < note.place)
        ended = number > 0 and groups[number - 1][-1].place < note.place
        leads = ended and note.alone and (note.place.column == 1 or bool(above[number]))
        (above[number] if number == 0 or leads else inside[number - 1]).append(note)
    return above, inside


def _own_lines(notes: Sequence[Remark], blanks: set[int], following: int) -> Iterator[str]:
    """Comments above a statement, with at most one blank line between them where there was one."""
    for number, note in enumerate(notes):
        yield note.text
        after = notes[number + 1].place.line if number + 1 < len(notes) else following
        if after and after - 1 in blanks:
            yield ""


# --- the lines of one statement --------------------------------------------------------------------------------------


def _lay_out(group: Sequence[Token], inside: Sequence[Remark], clauses: set[tuple[int, int]]) -> list[str]:
    pieces: list[Piece] = sorted([*group, *inside], key=lambda piece: piece.place)
    lines: list[str] = []
    line: list[Token] = []
    indent = 0

    def flush(remark: str = "") -> None:
        nonlocal line
        if line:
            lines.extend(_fill(line, indent))
            line = []
            lines[-1] += f"  {remark}" if remark else ""

    for number, piece in enumerate(pieces):
        if isinstance(piece, Remark):
            if not piece.alone:
                flush(piece.text)
            else:
                flush()
                following = pieces[number + 1] if number + 1 < len(pieces) else None
                goes_on = isinstance(following, Token) and _start(following) not in clauses
                lines.append(" " * (GOES_ON if goes_on else CLAUSE) + piece.text)
        elif number and _start(piece) in clauses:
            flush()
            line, indent = [piece], CLAUSE
        elif number and not line:
            line, indent = [piece], GOES_ON
        else:
            line.append(piece)
    flush()
    return lines


def _start(token: Token) -> tuple[int, int]:
    return token.place.line, token.place.column


def _fill(line: Sequence[Token], indent: int) -> list[str]:
    """One line, or several where it would be too long."""
    stretches: list[str] = []
    for number, token in enumerate(line):
        before = line[number - 1] if number else None
        following = line[number + 1] if number + 1 < len(line) else None
        word = f'"{token.text}"' if token.kind == "text" else token.text
        if before is None:
            stretches.append(word)
        elif _may_break(before, token, following):
            stretches.append(" " + word)
        else:
            stretches[-1] += (" " if _spaced(before, token) else "") + word
    lines = [" " * indent + stretches[0]]
    for stretch in stretches[1:]:
        if len(lines[-1]) + len(stretch) > WIDTH:
            lines.append(" " * GOES_ON + stretch.lstrip())
        else:
            lines[-1] += stretch
    return lines


def _may_break(before: Token, token: Token, following: Token | None) -> bool:
    """Whether a line that is too long may go on with this token: `10 percent or more` stays together."""
    if before.kind == token.kind == "text" or (before.kind == "symbol" and before.text in _BREAK_AFTER):
        return True
    return token.text in _BREAK_BEFORE and following is not None and (token.text, following.text) != ("or", "more")


def _spaced(before: Token, token: Token) -> bool:
    """Whether a space stands between two neighbours."""
    if token.kind == "symbol" and token.text in _NONE_BEFORE:
        return False
    if before.kind == "symbol" and before.text in _NONE_AFTER:
        return False
    if token.kind == "symbol" and token.text == "(" and before.kind == "word":
        return before.text in _GROUPING
    return True


# --- where clauses begin ---------------------------------------------------------------------------------------------


def _clauses(statement: Statement, group: Sequence[Token]) -> set[tuple[int, int]]:
    """The places of the tokens that begin a line of their own."""
    at = {_start(token): number for number, token in enumerate(group)}

    def back(place: Place | None, words: int) -> Place | None:
        """The place of the token so many tokens before the one at `place`."""
        return None if place is None else group[at[place.line, place.column] - words].place

    def last(word: str) -> Place:
        return next(token.place for token in reversed(group) if token.text == word and token.kind == "word")

    found: list[Place | None] = []
    match statement:
        case EventType() | StateType() | ActType():
            found += [field.place for field in statement.fields]
            if isinstance(statement, StateType) and statement.holds:
                found.append(statement.holds[0].place)
            if isinstance(statement, EventType) and statement.same_when:
                found.append(last("same"))
        case Definition():
            found += [reading.place for reading in statement.readings if reading.label]
        case Obligation() | Quota():
            found += [statement.bearer.place, statement.deadline.place, *_owed(statement.owed_to, back)]
            if not (isinstance(statement, Obligation) and statement.milestone):
                found.append(statement.trigger.place)
            if isinstance(statement, Quota):
                found.append(statement.allowances[0].place)
            elif statement.exception is not None:
                found.append(statement.exception.place)
        case Duty():
            found += [statement.schedule.place, statement.bearer.place, *_owed(statement.owed_to, back)]
        case Limit() | Prohibition():
            found += [back(statement.name.place, -1), last("assessed")]
            if statement.tolerance is not None:
                found.append(statement.tolerance.place)
        case Suspendable() | Reservable() | Accession() if statement.act is not None and _is_long(statement):
            found.append(back(statement.act.place, 2))
        case Trace():
            found += [back(statement.in_force.place, 3)] if statement.in_force else []
            found += [fact.place for fact in statement.facts]
            found += [expectation.place for expectation in statement.expectations]
            found += [back(statement.as_of.place, 2)] if statement.as_of else []
            found += [last("watched")] if statement.watched else []
            found += [last("record")] if statement.incomplete else []
        case _:
            found += _of_institution(statement, group, back)
    if isinstance(statement, Obligation | Quota | Duty | Recurrence | Limit | Prohibition):
        found += _bound(statement.binding, back)
    return {(place.line, place.column) for place in found if place is not None}


def _of_institution(statement: Statement, group: Sequence[Token], back: Back) -> list[Place | None]:
    match statement:
        case Recurrence():
            return [back(statement.name.place, -1), statement.bearer.place, *_owed(statement.owed_to, back)]
        case Procedure():
            return [role.place for role in statement.roles]
        case Body():
            # `members every party` has no name from which to count back.
            members = (token.place for token in group if token.text == "members" and token.kind == "word")
            return [*_of_body(statement, back), *(() if statement.members is None else (next(members),))]
        case Consultation():
            # Notice, emergency and lateness: each begins a line.
            words = [token for token in group if token.kind == "word"]
            begins = [token.place for token in words if token.text in ("in", "late")]
            return [next(token.place for token in words if token.text == "notice"), *begins]
        case Programme():
            return [activity.place for activity in statement.activities]
    return []


def _of_body(body: Body, back: Back) -> list[Place | None]:
    """A line for each clause after the members."""
    return [
        back(body.participants[0].place, 1) if body.participants else None,
        back(body.rhythms[0].place, 1) if body.rhythms else None,
        *(clause.place for clause in (body.chair, body.quorum) if clause is not None),
        *(decides.place for decides in body.decides),
    ]


def _is_long(statement: Suspendable | Reservable | Accession) -> bool:
    """Whether what is filed stands on a line of its own."""
    return not isinstance(statement, Suspendable) or bool(statement.parts or statement.ended)


def _owed(owed_to: Path | None, back: Back) -> list[Place | None]:
    return [back(owed_to.place, 2)] if owed_to is not None else []


def _bound(binding: Binding, back: Back) -> list[Place | None]:
    """`binding only …` and `from … to …` stand on two lines."""
    first = binding.start or binding.since or binding.end or binding.until
    named = first is not None and first in (binding.since, binding.until)
    return [
        back(binding.only[0].place, 2) if binding.only else None,
        back(first.place, 2 if named else 1) if first else None,
    ]
