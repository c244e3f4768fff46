"""An agreement read back in plain English, so that a lawyer can say whether the blocks mean what the articles say.

    document ──read_records──▶ declarations, traces ─┐
             ──read_institutions──▶ bodies and more ─┤
             ──read_norms────▶ norms ────────────────┴──▶ one text, article by article
                     (all build on read_terms; norms that follow from bodies come from `expand`)

Rules it keeps:

- every statement of every block is read, in the order of the text, under the heading of its article; where there is
  none, that is said;
- two agreements that differ in a number, a direction or a name read differently.

It leaves to others: what a computer makes of it (`core`).
"""

import textwrap

from servanda.agreement.bodies import organs
from servanda.agreement.expand import expand
from servanda.agreement.parse import Document
from servanda.agreement.prelude import join
from servanda.agreement.prose.institutions import read_institution
from servanda.agreement.prose.norms import read_norm
from servanda.agreement.prose.records import read_declaration, read_expectation
from servanda.agreement.roles import cast
from servanda.agreement.syntax import (
    ActType,
    Duty,
    EventType,
    Limit,
    Norm,
    Obligation,
    Procedure,
    Prohibition,
    Quota,
    Recurrence,
    Statement,
    StateType,
)

__all__ = ["read_agreement", "read_expectation", "read_norm", "read_statement"]
WIDTH = 100


def read_statement(statement: Statement, document: Document) -> str:
    """One statement in plain English, its lines not yet broken."""
    if isinstance(statement, Obligation | Quota | Duty | Recurrence | Limit | Prohibition):
        return read_norm(statement, document)
    return read_institution(statement, document) or read_declaration(statement, document)


def read_agreement(document: Document) -> str:
    """The whole agreement, lines broken at `WIDTH` columns."""
    document = join(document)
    parts: list[str] = []
    articles = document.every_article
    follows = _follows(document)
    for number, article in enumerate(articles):
        stated = [item for block in article.blocks for item in block.statements if id(item) not in document.left_out]
        said = [read_statement(item, document) for item in stated]
        said += [read_norm(norm, document) for norm in follows if norm.article == article.key]
        if article.place.file != document.file and articles[number - 1].place.file != article.place.file:
            parts.append(f"(Taken over from {article.place.file}:)")
        parts += [f"{'#' * article.level} {article.title}", *(_broken(text) for text in said)]
        following = articles[number + 1 : number + 2]
        if not said and not any(other.level > article.level for other in following):
            parts.append("(Nothing under this heading is checked.)")
    return "\n\n".join(parts) + "\n"


def _follows(document: Document) -> list[Norm]:
    """The norms that follow from bodies, missions and programmes."""
    statements = document.statements
    procedures = {item.name.text: item for item in statements if isinstance(item, Procedure)}
    records = {item.name.text: item for item in statements if isinstance(item, EventType | StateType | ActType)}
    return expand(statements, organs(statements), cast(procedures), records)[0]


def _broken(text: str) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        lines += textwrap.wrap(
            line,
            WIDTH,
            subsequent_indent=" " * (indent + 2 if indent else 0),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines)
