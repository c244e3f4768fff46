"""An agreement read back in plain English, so that a lawyer can say whether the blocks mean what the articles say.

    document ──read_records──▶ declarations, traces ─┐
             ──read_norms────▶ norms ────────────────┴──▶ one text, article by article
                     (both build on read_terms)

Rules it keeps:

- every statement of every block is read, in the order of the text, under the heading of its article; where there is
  none, that is said;
- two agreements that differ in a number, a direction or a name read differently.

It leaves to others: what a computer makes of it (`core`).
"""

import textwrap

from servanda.agreement.parse import Document
from servanda.agreement.read_norms import read_norm
from servanda.agreement.read_records import read_declaration, read_expectation
from servanda.agreement.syntax import Duty, Limit, Obligation, Prohibition, Quota, Statement

__all__ = ["read_agreement", "read_expectation", "read_norm", "read_statement"]
WIDTH = 100


def read_statement(statement: Statement, document: Document) -> str:
    """One statement in plain English, its lines not yet broken."""
    if isinstance(statement, Obligation | Quota | Duty | Limit | Prohibition):
        return read_norm(statement, document)
    return read_declaration(statement, document)


def read_agreement(document: Document) -> str:
    """The whole agreement, lines broken at `WIDTH` columns."""
    parts: list[str] = []
    for number, article in enumerate(document.articles):
        said = [read_statement(item, document) for block in article.blocks for item in block.statements]
        parts += [f"{'#' * article.level} {article.title}", *(_broken(text) for text in said)]
        following = document.articles[number + 1 : number + 2]
        if not said and not any(other.level > article.level for other in following):
            parts.append("(Nothing under this heading is checked.)")
    return "\n\n".join(parts) + "\n"


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
