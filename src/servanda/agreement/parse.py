"""From a Markdown file to its articles, blocks and statements.

Rules it keeps:

- CommonMark decides what is a heading and what is a fenced block (`markdown-it-py`); only fences whose info string is
  `servanda` are read; every other line is binding prose and stays as it is;
- a block belongs to the heading above it; the first heading is the title;
- a statement that cannot be read yields a message and the rest is read all the same.

It leaves to others: what the statements mean together (`check`).

>>> text = '# Treaty\\n\\n## Article 1\\n\\n```servanda\\nparty ALBA "Alba"\\n```\\n'
>>> [article.title for article in parse(text, "treaty.md").articles]
['Treaty', 'Article 1']
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from servanda.agreement.grammar import effects, institutions, norms, traces, types, zones
from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.grammar.lexer import Token, statements, tokens
from servanda.agreement.syntax import (
    Block,
    Body,
    Consultation,
    Duty,
    Limit,
    Mission,
    NilReturn,
    Obligation,
    Programme,
    Prohibition,
    Quota,
    Recurrence,
    Reference,
    Statement,
)
from servanda.diagnostics import Diagnostic, Place, Refused, nearest, refuse

RULES: dict[str, Callable[[Cursor], Statement]] = {
    "party": types.party,
    "country": types.country,
    "side": types.side,
    "in": effects.in_force,
    "record": types.record,
    "complete": types.complete,
    "nil": types.nil_return,
    "time": types.zone,
    "working": types.working_days,
    "event": types.event,
    "state": types.state,
    "act": types.act,
    "relation": types.relation,
    "boundaries": zones.boundaries,
    "territory": zones.territory,
    "zone": zones.zone,
    "parameter": types.parameter,
    "define": types.definition,
    "obligation": norms.obligation,
    "milestone": norms.milestone,
    "quota": norms.quota,
    "duty": norms.duty,
    "limit": norms.limit,
    "prohibition": norms.prohibition,
    "suspendable": effects.suspendable,
    "never": effects.suspendable,
    "countermeasure": effects.countermeasure,
    "reservation": effects.reservation,
    "withdrawal": effects.withdrawal,
    "accession": effects.accession,
    "amendment": effects.amendment,
    "trace": traces.trace,
    "unchecked": traces.unchecked,
    "refers": traces.reference,
    "use": institutions.use,
    "procedure": institutions.procedure,
    "body": institutions.body,
    "commission": institutions.commission,
    "mission": institutions.mission,
    "consultation": institutions.consultation,
    "programme": institutions.programme,
}

# What remembers under which article it stands.
HELD = (
    NilReturn,
    Obligation,
    Quota,
    Duty,
    Recurrence,
    Limit,
    Prohibition,
    Body,
    Mission,
    Programme,
    Consultation,
    Reference,
)


@dataclass(frozen=True, slots=True)
class Article:
    """A heading and what stands under it up to the next heading. `key` is unique in the file and safe in an address."""

    key: str
    title: str
    level: int
    place: Place
    blocks: tuple[Block, ...]


@dataclass(frozen=True, eq=False)
class Document:
    """A file as it was read; each is equal to itself alone, so that what a walk over it finds can be kept.

    `preludes`: what it takes over by `use`, once joined (`servanda.agreement.prelude`).
    `unread`: names of what could not be read, and is told already. `left_out`: statements of a prelude, by identity,
    that the file overrides. `follows`: record types that follow from consultations.
    `sha256`: of a prelude's bytes.
    """

    file: str
    text: str
    articles: tuple[Article, ...]
    diagnostics: tuple[Diagnostic, ...]
    unread: frozenset[str] = frozenset()
    preludes: tuple["Document", ...] = ()
    left_out: frozenset[int] = frozenset()
    follows: tuple[Statement, ...] = ()
    sha256: str = ""

    @property
    def title(self) -> str:
        return self.articles[0].title if self.articles else self.file

    @cached_property
    def walked(self) -> dict[object, Any]:
        """What walks over the norms of this file have found (`kept`)."""
        return {}

    @cached_property
    def nil_returns(self) -> tuple[NilReturn, ...]:
        """Which act states that there was nothing of a kind."""
        return tuple(item for item in self.statements if isinstance(item, NilReturn))

    @cached_property
    def own(self) -> tuple[Statement, ...]:
        """The statements of this file alone."""
        return tuple(s for article in self.articles for block in article.blocks for s in block.statements)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All that is said: by the file, then by what it takes over and does not override."""
        taken = (s for prelude in self.preludes for s in prelude.own if id(s) not in self.left_out)
        return (*self.own, *taken, *self.follows)

    @property
    def every_article(self) -> tuple[Article, ...]:
        """The articles of the file, then those of what it takes over."""
        return (*self.articles, *(article for prelude in self.preludes for article in prelude.articles))


def _key(title: str, taken: set[str]) -> str:
    plain = re.sub(r"[^\w]+", "-", title.casefold()).strip("-") or "article"
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}-{number}", number + 1
    taken.add(key)
    return key


def units_of(found: list[Token]) -> frozenset[str]:
    """The units that fields count in: the words after `count of`."""
    return frozenset(
        third.text
        for first, second, third in zip(found, found[1:], found[2:], strict=False)
        if first.text == "count" and second.text == "of" and third.kind == "word"
    )


# What makes a condition or term deeper by one. People lose track long before machines do.
_JOINTS = frozenset(("or", "and", "not", "(", "+", "-", "*", "/", "declared", "observed"))
_MOST_JOINTS = 100


def _too_involved(group: list[Token]) -> None:
    """Refuse a sentence that nobody could check by reading it; record types and traces are lists, not sentences."""
    joints = [token for token in group if token.kind in ("word", "symbol") and token.text in _JOINTS]
    if len(joints) > _MOST_JOINTS and group[0].text not in ("event", "state", "act", "trace"):
        message = f"More than {_MOST_JOINTS} parts are joined in one statement."
        remedy = "Define parts of it by `define`, and use their names."
        raise refuse("too-involved", message, joints[_MOST_JOINTS].place, remedy)


def _statement(group: list[Token], units: frozenset[str], article: str) -> Statement:
    first = group[0]
    rule = RULES.get(first.text) if first.kind == "word" else None
    if rule is None:
        near = nearest(first.text, RULES) if first.kind == "word" else None
        remedy = f"Did you mean `{near}`?" if near else "Begin with one of: " + ", ".join(RULES) + "."
        raise refuse("unknown-statement", f"No statement begins with {first.shown}.", first.place, remedy)
    _too_involved(group)
    cursor = Cursor(group, units)
    found = rule(cursor)
    cursor.finish()
    if isinstance(found, HELD):
        found = replace(found, article=article)
    return found


def _fences(text: str, file: str, taken: set[str]) -> tuple[list[tuple[str, str, int, int, str]], list[Diagnostic]]:
    """(kind, text, level, line, key): the headings and blocks of the file, in order."""
    from markdown_it import MarkdownIt

    found: list[tuple[str, str, int, int, str]] = []
    faults: list[Diagnostic] = []
    stream = MarkdownIt("commonmark").parse(text)
    lines = re.split(r"\r\n?|\n", text)  # as CommonMark does: other separators belong to their line
    read: set[int] = set()
    for index, token in enumerate(stream):
        first, last = token.map or [0, 0]
        if token.type == "heading_open":
            title = stream[index + 1].content
            found.append(("heading", title, int(token.tag[1]), first + 1, _key(title, taken)))
        elif token.type == "fence":
            read.update(range(first, last))
            if token.info.strip() == "servanda" and lines[first].startswith(token.markup):
                found.append(("block", token.content, 0, first + 2, ""))
            faults.extend(_fence_faults(token.info.strip(), token.markup, lines, first, last, file))
    for number, line in enumerate(lines):
        if number not in read and re.fullmatch(r"[ \t]*(`{3,}|~{3,})[ \t]*servanda[ \t]*", line):
            faults.append(_misplaced(Place(file, number + 1, 1, number + 1, len(line) + 1)))
    return found, faults


def _misplaced(place: Place) -> Diagnostic:
    message = "A block inside a list, a quotation, a comment or indented text is not read."
    remedy = "Begin its ```servanda line in the first column, outside of them."
    return Diagnostic("misplaced-block", "error", message, place, remedy)


def _fence_faults(info: str, mark: str, lines: list[str], first: int, last: int, file: str) -> list[Diagnostic]:
    """What is wrong with a fence that runs from line `first` up to, not including, line `last`, both from 0."""
    place = Place(file, first + 1, 1, first + 1, len(lines[first]) + 1)
    if info == "servanda":
        if not lines[first].startswith(mark):
            return [_misplaced(place)]
        closing = lines[last - 1].strip() if first + 1 < last <= len(lines) else ""
        if not (closing.startswith(mark) and not closing.strip(mark[0])):
            message, remedy = "The block has no end.", f"Close it with {mark} on a line of its own."
            return [Diagnostic("open-block", "error", message, place, remedy)]
    elif nearest(info, ["servanda"]) or info.split()[:1] == ["servanda"]:
        message, remedy = f"A block marked `{info}` is not read.", "Write ```servanda if it belongs to the agreement."
        return [Diagnostic("unread-block", "error", message, place, remedy)]
    return []


def parse(text: str, file: str, taken: Iterable[str] = ()) -> Document:
    """Read a whole file; what could not be read is in `diagnostics`. `taken`: keys that no article may have."""
    parts, faults = _fences(text, file, set(taken))
    lexed: dict[int, list[Token]] = {}
    spoilt: set[int] = set()
    for number, (kind, content, _, line, _) in enumerate(parts):
        if kind == "block":
            lexed[number], more = tokens(content, file, line)
            faults.extend(more)
            spoilt.update(item.place.line for item in more)
    units = units_of([token for group in lexed.values() for token in group])
    articles: list[Article] = []
    unread: set[str] = set()
    for number, (kind, content, level, line, key) in enumerate(parts):
        if kind == "heading":
            articles.append(Article(key, content, level, Place(file, line, 1, line, len(content) + level + 2), ()))
            continue
        if not articles:
            articles.append(Article("preamble", "Preamble", 1, Place(file, 1, 1, 1, 2), ()))
        read: list[Statement] = []
        groups, more = statements(lexed[number])
        faults.extend(more)
        for group in groups:
            try:
                read.append(_statement(group, units, articles[-1].key))
            except Refused as refusal:
                unread.update(token.text for token in group[1:2] if token.kind == "word")
                # Where a character could not be read, the message about it says enough.
                if spoilt.isdisjoint(range(group[0].place.line, refusal.diagnostics[0].place.line + 1)):
                    faults.extend(refusal.diagnostics)
        block = Block(articles[-1].key, line, content, tuple(read))
        articles[-1] = replace(articles[-1], blocks=(*articles[-1].blocks, block))
    if not lexed and not faults:
        message = "The file has no block that servanda reads."
        remedy = "Put statements between ```servanda and ```."
        faults.append(Diagnostic("no-block", "error", message, Place(file, 1, 1, 1, 2), remedy))
    messages = tuple(sorted(faults, key=lambda item: item.place))
    return Document(file, text, tuple(articles), messages, frozenset(unread))
