"""What an agreement takes over by `use`: record types, procedures and norms of a prelude, a file in the same language.

Rules it keeps:

- `use NAME` means the file `NAME.md` beside the agreement, else the one of that name that ships with servanda;
- where the text names a SHA-256, no other text is taken; the hash of the agreement then vouches for the prelude too;
- what the agreement declares under a name of the prelude stands instead of it, and a note says so;
- places in what is taken over point into the prelude's own file.

It leaves to others: what the statements mean together (`check`).

>>> from servanda.agreement.parse import parse
>>> text = '# Treaty\\n\\n```servanda\\nuse institutions\\n```\\n'
>>> joined = join(parse(text, "treaty.md"))
>>> [prelude.title for prelude in joined.preludes]
['Institutions']
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from servanda.agreement.consultation import case_type
from servanda.agreement.parse import Document, parse
from servanda.agreement.roles import cast
from servanda.agreement.source import read_source
from servanda.agreement.syntax import (
    Consultation,
    Duty,
    Limit,
    Obligation,
    Procedure,
    Prohibition,
    Quota,
    Recurrence,
    Statement,
    Use,
)
from servanda.diagnostics import Diagnostic, Place, Refused, nearest

_NORMS = (Obligation, Quota, Duty, Recurrence, Limit, Prohibition)


@dataclass(frozen=True, slots=True)
class Source:
    """A prelude before it is read: the name of its file as it is shown, its text, its SHA-256 in hexadecimal."""

    file: str
    text: str
    digest: str


Library = Callable[[str], Source | None]


def shipped() -> dict[str, Path]:
    """The preludes that come with servanda, by name."""
    folder = Path(str(files("servanda.agreement") / "preludes"))
    return {path.stem: path for path in sorted(folder.glob("*.md"))}


def library(beside: Path | None = None) -> Library:
    """Looks for a prelude beside the agreement, then among those that ship."""

    def find(name: str) -> Source | None:
        near = beside / f"{name}.md" if beside is not None else None
        if near is not None and near.is_file():
            return _source(near, near.name)
        path = shipped().get(name)
        return _source(path, f"servanda:{name}.md") if path is not None else None

    return find


def _source(path: Path, shown: str) -> Source:
    return Source(shown, read_source(path), hashlib.sha256(path.read_bytes()).hexdigest())


def join(document: Document, find: Library | None = None) -> Document:
    """The document with all that it takes over; what could not be taken is told in its `diagnostics`."""
    if document.preludes or document.follows:
        return document
    find = find or library()
    faults: list[Diagnostic] = []
    preludes: list[Document] = []
    seen: dict[str, Place] = {}
    taken = {article.key for article in document.articles}
    for item in document.own:
        if not isinstance(item, Use):
            continue
        if item.name.text in seen:
            also = ((seen[item.name.text], "first here"),)
            message = f"`{item.name}` is taken over already."
            faults.append(Diagnostic("said-twice", "error", message, item.place, "Keep one.", also))
            continue
        seen[item.name.text] = item.place
        found = _found(item, find, faults)
        if found is not None:
            prelude = replace(parse(found.text, found.file, taken), sha256=found.digest)
            taken |= {article.key for article in prelude.articles}
            faults += _alone(prelude)
            preludes.append(prelude)
    left_out, notes = _overridden(document, preludes)
    diagnostics = (*document.diagnostics, *faults, *(d for one in preludes for d in one.diagnostics), *notes)
    unread = document.unread.union(*(prelude.unread for prelude in preludes))
    whole = replace(
        document, preludes=tuple(preludes), left_out=left_out, diagnostics=diagnostics, unread=frozenset(unread)
    )
    return replace(whole, follows=_follows(whole))


def _follows(document: Document) -> tuple[Statement, ...]:
    """The record types of the cases of its consultations."""
    procedures = {item.name.text: item for item in document.statements if isinstance(item, Procedure)}
    played = cast(procedures)
    cases = (case_type(item, played) for item in document.statements if isinstance(item, Consultation))
    return tuple(case for case in cases if case is not None)


def _found(item: Use, find: Library, faults: list[Diagnostic]) -> Source | None:
    try:
        found = find(item.name.text)
    except Refused as refused:
        faults.extend(refused.diagnostics)
        return None
    if found is None:
        near = nearest(item.name.text, shipped())
        remedy = f"Did you mean `{near}`?" if near else f"Put the file {item.name}.md beside the agreement."
        message = f"There is no prelude called `{item.name}`."
        faults.append(Diagnostic("unknown-prelude", "error", message, item.name.place, remedy))
    elif item.digest is not None and item.digest.value.casefold() != found.digest:
        message = f"The text of `{item.name}` is not the one that is meant: its SHA-256 is {found.digest}."
        remedy = f"Put the text that was meant beside the agreement, as {item.name}.md, or name this hash."
        faults.append(Diagnostic("prelude-changed", "error", message, item.digest.place, remedy))
        return None
    return found


def _alone(prelude: Document) -> list[Diagnostic]:
    """A prelude takes over nothing itself: what an agreement rests on is named in its own text."""
    message = "A prelude cannot take over another."
    remedy = "Write `use …` into the agreement."
    return [
        Diagnostic("prelude-uses", "error", message, item.place, remedy)
        for item in prelude.own
        if isinstance(item, Use)
    ]


def names_of(statement: Statement) -> tuple[tuple[bool, str, Place], ...]:
    """What a statement gives a name to: whether it is a norm (norms have names of their own), the name, its place."""
    from servanda.agreement.syntax import Body, WorkingCalendar

    if isinstance(statement, Body):
        return tuple((False, name.text, name.place) for name in statement.names)
    name = getattr(statement, "name", None)
    if name is None or isinstance(statement, Use | WorkingCalendar) or isinstance(name, str):
        return ()
    return ((isinstance(statement, _NORMS), name.text, name.place),)


def _overridden(document: Document, preludes: list[Document]) -> tuple[frozenset[int], list[Diagnostic]]:
    own = {(norm, name): place for item in document.own for norm, name, place in names_of(item)}
    left_out: set[int] = set()
    notes: list[Diagnostic] = []
    for prelude in preludes:
        for item in prelude.own:
            for norm, name, place in names_of(item):
                if (norm, name) in own:
                    left_out.add(id(item))
                    message = f"`{name}` stands here instead of what {prelude.file} says."
                    remedy = "Nothing, if that is meant; else give it another name."
                    also = ((place, "left out"),)
                    notes.append(Diagnostic("overrides-prelude", "note", message, own[norm, name], remedy, also))
    return frozenset(left_out), notes
