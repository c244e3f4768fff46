"""What a person is told of the sources and of an import: the list, `--how`, the summary after an import.

Everything follows from the sources' own data; the page `docs/reference/import-sources.md` is written from the same.
"""

import textwrap

from servanda.evidence.importing.catalogue import Column, Shape, Source
from servanda.evidence.importing.checks import written
from servanda.evidence.importing.sources import SOURCES
from servanda.evidence.importing.summary import Summary

SHOWN = 8  # codes or states of a kind that the summary names


def tried(source: Source) -> str:
    """Whether the importer has met a real file."""
    if source.tried:
        return f"tried on real files: {source.tried}"
    return "built from the published layout; untried on a real file"


def as_list(width: int) -> str:
    """Every source in a line or two."""
    longest = max(map(len, SOURCES))
    lines = []
    for source in SOURCES.values():
        text = f"{source.title} ({', '.join(shape.name for shape in source.shapes)})"
        text += "" if source.tried else "; untried on a real file"
        lines += textwrap.wrap(
            text, width, initial_indent=f"{source.name:{longest}}  ", subsequent_indent=" " * (longest + 2)
        )
    return "\n".join(lines)


def _wrapped(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=f"{label:12}", subsequent_indent=" " * 12)


def column(one: Column) -> str:
    """A column in words: its name, other names, what it holds."""
    kind = {"whole": "whole number", "decimal": "number", "date": f"date {written(one.form)}"}.get(one.kind, one.kind)
    also = f" (or {', '.join(one.also)})" if one.also else ""
    parts = [f"{one.name}{also}: {kind}"]
    parts += [f"one of {', '.join(one.among)}"] if one.among and len(one.among) <= 8 else []
    parts += [f"{', '.join(one.missing)} = not known"] if one.missing else []
    parts += ["may be lacking"] if one.optional else []
    parts += [one.says] if one.says else []
    return "; ".join(parts)


def shape(one: Shape) -> list[str]:
    """A shape in words, with its columns."""
    found = [f"{one.name} ({one.kind}): {one.says}"]
    for offer in one.offers:
        options = f" ({', '.join(offer.options)})" if offer.options else f" ({offer.unit})" if offer.unit else ""
        found.append(f"  {offer.name}: {offer.says}{options}")
    return found


def how(source: Source, width: int) -> str:
    """Where to get a source, on what terms, what is expected of its files, what is made of them."""
    lines = [source.title, ""]
    lines += _wrapped("Where", source.where, width)
    lines += _wrapped("Terms", source.licence, width)
    lines += _wrapped("Cite", source.citation, width)
    lines += _wrapped("State", tried(source), width)
    lines += _wrapped("Grade", f"{source.grade}: {source.grade_why}", width)
    lines += _wrapped("Origin", source.origin, width)
    for trap in source.traps:
        lines += _wrapped("Mind", trap, width)
    if source.covers:
        told = (
            f"the makers say that they looked everywhere from {source.covers[0]} to {source.covers[1]}; `--coverage` "
        )
        lines += _wrapped("Covers", told + "writes that down, and silence in those years then speaks", width)
    for table in source.tables:
        lines += ["", f"Columns expected of {table.files or table.name}:"]
        for one in table.columns:
            lines += textwrap.wrap(column(one), width, initial_indent="  ", subsequent_indent="      ")
    lines += ["", "What can be made of it (--shape), and the columns that fill fields of a record type (--field):"]
    for made in source.shapes:
        for line in shape(made):
            lines += textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="      ", drop_whitespace=True)
    lines += ["", f"servanda import {source.name} FILE… --into WORKSPACE"]
    return "\n".join(lines)


def _named(counts: dict[str, int]) -> str:
    shown = [f"{name} {rows:,}" for name, rows in list(counts.items())[:SHOWN]]
    more = len(counts) - SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def summed_up(summary: Summary, width: int) -> str:
    """The summary as lines of text."""
    lines: list[str] = []

    def row(label: str, count: int, text: str = "") -> None:
        shown = f"{label:34}{count:>12,}"
        lines.extend(
            textwrap.wrap(text, width, initial_indent=f"{shown}  ", subsequent_indent=" " * 48) if text else [shown]
        )

    version = f", version {summary.version}" if summary.version else ""
    span = f", {summary.years[0]}–{summary.years[1]}" if summary.years else ""
    lines.append(f"{summary.title}{version} → {summary.record}{span}")
    row("rows in", summary.rows)
    row("  quarantined", summary.quarantined, "see quarantined.csv" if summary.quarantined else "")
    for reason, count in summary.silent.items():
        row("  say nothing", count, reason)
    row("statements", summary.statements)
    row("  used", summary.used)
    row("  duplicates", summary.copies)
    texts = {"not recognised": _named(summary.unrecognised), "not in the agreement": _named(summary.elsewhere)}
    for word, count in summary.aside.items():
        if count or word in texts:
            row(f"  {word}", count, texts.get(word, ""))
    for label, counts in (
        ("former state taken as", summary.continued),
        ("code outside its dates", summary.outside_dates),
    ):
        if counts:
            row(label, sum(counts.values()), _named(counts))
    for label, names in (
        ("fields left empty", summary.empty_fields),
        ("columns not used", summary.unused_columns),
        ("names that stand for no state", summary.strangers),
        ("written", tuple(summary.written)),
    ):
        if names:
            lines.extend(textwrap.wrap(f"{label}: {', '.join(names)}", width, subsequent_indent="  "))
    return "\n".join(lines)
