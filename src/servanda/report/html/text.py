"""The agreement's own text as a document, with the state of each article in the margin.

Rules it keeps:

- the text stands as it was written; blocks are shown as source, with their first words set off;
- raw HTML in the text is shown, not obeyed, and pictures are left out: the page loads nothing;
- an article without a norm says so in its margin; one that only gathers others says nothing.

It leaves to others: where articles begin (`servanda.agreement.parse`).
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servanda.findings.model import WORLDS, ArticleState, Assessment, Cited, Finding
from servanda.report import words
from servanda.report.html.element import Html, el, joined, safe
from servanda.report.html.marks import chips
from servanda.report.html.matrix import bearers, opens

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_PARTS = re.compile(r'(?P<note>--.*)|(?P<text>"[^"\n]*")|(?P<first>^[a-z_]+(?: [a-z_]+)?)', re.MULTILINE)


def _source(content: str) -> Html:
    """A block's lines with notes, texts and the first words of statements set off."""
    made, end = [], 0
    for found in _PARTS.finditer(content):
        made.append(safe(content[end : found.start()]))
        kind = str(found.lastgroup)
        made.append(el({"note": "em", "text": "span", "first": "b"}[kind], found.group(), class_=f"s-{kind}"))
        end = found.end()
    return joined([*made, content[end:]])


def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False})
    reader.disable("image")

    def fence(_: Any, tokens: "Sequence[Token]", index: int, *__: Any) -> str:
        info = tokens[index].info.strip()
        label = "Block that is checked" if info == "servanda" else "Block"
        return el("pre", el("code", _source(tokens[index].content)), class_="block", tabindex=0, aria_label=label)

    reader.add_render_rule("fence", fence)
    return reader


def _margin_line(name: str, found: list[Finding]) -> Html:
    cells = (el("td", chips(found, world), class_=world) for world in WORLDS)
    return el("tr", el("th", name, scope="row"), cells)


def _margin_norm(assessment: Assessment, norm: str) -> Html:
    found = [one for one in assessment.findings if one.norm == norm]
    caption = el("caption", words.title(norm))
    if not found:
        told = "No finding: nobody stated an occasion."
        return el("div", el("p", el("b", words.title(norm)), Html("<br>"), told), class_="silence")
    head = el("tr", el("td"), (el("th", world, scope="col") for world in WORLDS))
    lines = [
        _margin_line(name, ours) for name, _ in bearers(assessment) if (ours := [f for f in found if f.bearer == name])
    ]
    return el("table", caption, el("thead", head), el("tbody", lines))


def _cited(one: Cited) -> Html:
    """An article of another agreement, and the norms that speak of it."""
    what = f"“{one.treaty}”, article {one.article}" if one.article else f"“{one.treaty}”"
    norms = ", ".join(words.title(name) for name in one.norms)
    return el("li", what + (f", for {norms}" if norms else ""))


def _margin(assessment: Assessment, article: ArticleState, has_text: bool) -> Html:
    made = [_margin_norm(assessment, norm) for norm in article.norms]
    if not made and has_text and article.level > 1:
        made = [el("p", "No norm: nothing is checked here.", class_="silence")]
    if article.refers:
        made.append(el("div", el("p", el("b", "Refers to")), el("ul", (_cited(one) for one in article.refers))))
    return el("aside", made, class_="margin", aria_label=f"State of “{article.title}”") if made else Html("")


def _article(assessment: Assessment, article: ArticleState, body: str, reader: "MarkdownIt") -> Html:
    heading = el(f"h{min(article.level + 2, 6)}", article.title, id=f"a-{article.key}")
    prose = Html(reader.render(body))
    margin = _margin(assessment, article, bool(body.strip()) and opens(assessment, article))
    return el("div", el("div", heading, prose, class_="prose"), margin, class_="article")


def text(assessment: Assessment) -> Html:
    """The whole text, article by article."""
    from servanda.agreement.parse import parse

    document = parse(assessment.agreement_text, assessment.agreement_file)
    lines = assessment.agreement_text.splitlines()
    states = {one.key: one for one in assessment.articles}
    reader = _reader()
    starts = [article.place.line for article in document.articles] + [len(lines) + 1]
    made = []
    for article, start, end in zip(document.articles, starts, starts[1:], strict=False):
        state = states.get(article.key) or ArticleState(article.key, article.title, article.level, ())
        first = start if article.key != "preamble" else start - 1
        body = "\n".join(lines[first : end - 1])
        made.append(_article(assessment, state, re.sub(r"\A\s*[=-]{2,}\s*$", "", body, flags=re.MULTILINE), reader))
    return joined(made)
