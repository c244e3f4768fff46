"""HTML and SVG elements: text is always escaped, markup is a type of its own.

Rules it keeps:

- a plain `str` that becomes content or an attribute is escaped; only `Html` goes through as it stands;
- no `style` attribute is ever made: the page's policy forbids them, and all looks live in `report.css`.

>>> el("td", "a < b", class_="number", scope=None)
'<td class="number">a &lt; b</td>'
"""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"meta", "br", "col"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def safe(text: str) -> Html:
    """Text as markup: escaped, unless it is markup."""
    return text if isinstance(text, Html) else Html(escape(text, quote=True))


def joined(parts: Iterable[str], between: str = "") -> Html:
    """Several pieces of text or markup as one piece of markup."""
    return Html(safe(between).join(safe(part) for part in parts))


def el(name: str, /, *children: str | Iterable[str], **attributes: str | int | float | None) -> Html:
    """An element. `class_` and `for_` lose their underscore, `aria_label` becomes `aria-label`; None is left out."""
    written = []
    for key, held in attributes.items():
        if held is not None:
            if isinstance(held, float):
                held = f"{held:.1f}".removesuffix(".0")
            written.append(f' {key.rstrip("_").replace("_", "-")}="{escape(str(held), quote=True)}"')
    opening = f"<{name}{''.join(written)}>"
    if name in VOID:
        return Html(opening)
    content = "".join(safe(child) if isinstance(child, str) else joined(child) for child in children)
    return Html(f"{opening}{content}</{name}>")


def table(
    caption: str,
    head: Iterable[Html],
    body: Iterable[Html],
    class_: str | None = None,
    label: str | None = None,
    stop: bool = True,
) -> Html:
    """A table with a caption, in a box that scrolls sideways where the page is narrow.

    `stop`: the box can be reached with the tabulator key; not so where a page has hundreds of them.
    """
    made = el("table", el("caption", el("span", caption)), el("thead", head), el("tbody", body), class_=class_)
    if not stop:
        return el("div", made, class_="scroll")
    return el("div", made, class_="scroll", tabindex=0, role="region", aria_label=label or caption)


def header_row(names: Iterable[str]) -> Html:
    """A row of column headings."""
    return el("tr", (el("th", name, scope="col") for name in names))
