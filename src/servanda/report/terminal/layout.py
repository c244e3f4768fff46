"""Lines of marked text at a given width: what the terminal pages are laid out with.

Rules it keeps:

- no line is wider than the page; a word longer than its column is broken rather than cut;
- where the terminal knows ASCII only, every mark, dash and quotation mark has a plain stand-in;
- colour only repeats a word.

It leaves to others: what the lines say (`assessment`, `servanda.report.reasons`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from rich.console import Console
from rich.text import Text

from servanda.findings.model import Gap, Verdict
from servanda.report import words

STYLES = {
    "kept": "green",
    "breached": "bold red",
    "pending": "cyan",
    "undetermined": "yellow",
    "silent": "dim",
    "free": "dim",
}
QUIET = "dim"  # a grey of its own vanishes on some backgrounds
WIDE = 88
Lines = Iterator[Text]


@dataclass(frozen=True, slots=True)
class Page:
    """How wide the terminal is, and whether it can show more than ASCII."""

    width: int
    ascii_only: bool = False

    def plain(self, text: str) -> str:
        """The text as this terminal can show it."""
        if not self.ascii_only:
            return text
        for fine, coarse in (("−", "-"), ("–", "-"), ("“", '"'), ("”", '"'), (" · ", " | "), ("…", "..."), ("─", "-")):
            text = text.replace(fine, coarse)
        return text.encode("ascii", "replace").decode()

    def mark(self, mark: words.Mark, word: str) -> Text:
        return Text(f"{mark.ascii if self.ascii_only else mark.glyph} {word}", STYLES[mark.style])

    def verdict(self, verdict: Verdict) -> Text:
        return self.mark(words.VERDICT_MARKS[verdict], verdict)

    def gap(self, gap: Gap) -> Text:
        return self.mark(words.GAP_MARKS[gap], gap)

    def quiet(self, text: str) -> Text:
        return Text(self.plain(text), QUIET)

    def wrap(self, text: Text, width: int) -> list[Text]:
        """The text in lines of at most `width` cells; a word that is longer is broken."""
        if not text.plain:
            return []
        return list(text.wrap(Console(width=width, file=StringIO()), max(width, 1)))

    def filled(self, label: Text, text: Text, indent: int, hang: int) -> Lines:
        """A label, and the text beside it, wrapped and hanging."""
        for number, line in enumerate(self.wrap(text, self.width - indent - hang) or [Text()]):
            lead = Text(" " * indent)
            head = label.copy() if number == 0 else Text()
            head.pad_right(max(hang - head.cell_len, 0))
            yield lead + head + line


def columns(cells: list[list[Text]], widths: list[int]) -> Lines:
    """Cells of several lines beside each other."""
    for number in range(max(len(cell) for cell in cells)):
        line = Text(" ")
        for cell, width in zip(cells, widths, strict=True):
            part = cell[number].copy() if number < len(cell) else Text()
            part.truncate(width)
            part.pad_right(width - part.cell_len + 1)
            line += part
        yield line


def right(text: Text, width: int) -> Text:
    """The text, moved to the right edge of a column."""
    moved = text.copy()
    moved.pad_left(max(width - moved.cell_len, 0))
    return moved


def section(title: str, lines: Iterable[Text]) -> Lines:
    """A heading and its lines; nothing at all where there are no lines."""
    found = list(lines)
    if found:
        yield Text()
        yield Text(f" {title}", "bold")
        yield from found


def more(page: Page, count: int, most: int | None, what: str = "more", indent: int = 1) -> Lines:
    """How many of so many are not shown where at most `most` are, and how to see them; nothing where all are."""
    if most is not None and count > most:
        yield from page.filled(Text(), page.quiet(f"and {words.number(count - most)} {what}: `--all`"), indent, 0)


def output(lines: Iterable[Text], width: int, colour: bool) -> str:
    """The lines as text for a terminal, with colours where they are wanted."""
    target = StringIO()
    console = Console(
        file=target, width=width, force_terminal=colour, color_system="standard" if colour else None, highlight=False
    )
    for line in lines:
        line.rstrip()
        console.print(line, soft_wrap=True)
    return target.getvalue()
