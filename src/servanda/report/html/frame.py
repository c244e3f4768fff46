"""What every self-contained page is framed in: its head with the looks and the policy, contents, sections, footer.

Rules it keeps:

- no script, no picture, no font, no address is loaded, and the page's own policy forbids them all;
- a link past the contents, one `h1`, sections with headings in order.
"""

import base64
import hashlib
from collections.abc import Iterable
from importlib.resources import files

from servanda.report.html.element import Html, el

Section = tuple[str, str, Html]  # key of the link, heading, content


def _head(title: str) -> Html:
    style = files("servanda.report.html").joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", title),
        el("style", Html(style)),
    )


def masthead(over: str, title: str, facts: Iterable[tuple[str, str]]) -> Html:
    """What the page is, of which agreement, and the dates and standards that it rests on."""
    return el(
        "header",
        el("p", over, class_="over"),
        el("h1", title),
        el("dl", (el("div", el("dt", name), el("dd", held)) for name, held in facts), class_="dates-line"),
    )


def framed(title: str, symbols: Html, header: Html, sections: Iterable[Section]) -> str:
    """The whole page as text; its first section is where the link past the contents leads."""
    held = list(sections)
    links = (el("li", el("a", heading, href=f"#{key}")) for key, heading, _ in held)
    body = el(
        "body",
        el("a", "Past the contents", href=f"#{held[0][0]}", class_="skip"),
        symbols,
        header,
        el("nav", el("ol", links), aria_label="Contents"),
        el("main", (el("section", el("h2", heading), made, id=key, class_="part") for key, heading, made in held)),
        el("footer", el("p", "Made by servanda. It says what was checked; it cannot say that a relationship is well.")),
    )
    return f"<!doctype html>\n{el('html', _head(title), body, lang='en')}\n"
