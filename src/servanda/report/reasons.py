"""Why one finding came out as it did, at the terminal and as JSON.

Rules it keeps:

- the order is that of an argument: the clause, the occasion, what was searched, what was found, the verdict, and what
  would change it;
- every row stands with source, origin, grade and place; a row that does not count stands with the reason;
- no line is wider than asked for; nothing is said by colour alone.

It leaves to others: the reasons themselves (`servanda.findings.explain`).
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from servanda.findings.explain import Explanation, Searched, Turn
from servanda.findings.model import Verdict
from servanda.report import words
from servanda.report.data import assessor_data, finding_data, witness_data
from servanda.report.data_schema import EXPLANATION
from servanda.report.sources import Source, sources
from servanda.report.strip import strip
from servanda.report.terminal.assessment import standard
from servanda.report.terminal.layout import STYLES, Lines, Page, output, section

HANG = 12


# --- as JSON ---------------------------------------------------------------------------------------------------------


def data(explained: Explanation) -> dict[str, Any]:
    """The explanation as plain data."""
    place = explained.place
    return {
        "format": EXPLANATION,
        "as_of": explained.as_of,
        "known_by": explained.known_by,
        "assessor": assessor_data(explained.assessor),
        "finding": finding_data(explained.finding),
        "article": explained.article,
        "place": {name: getattr(place, name) for name in type(place).__dataclass_fields__},
        "clause": explained.clause,
        "prose": explained.prose,
        "occasion": explained.occasion,
        "searched": [
            {
                "world": one.world,
                "records": list(one.records),
                "from": one.start,
                "to": one.end,
                "verdict": one.verdict,
                "reason": one.reason,
                "witnesses": [witness_data(witness) for witness in one.witnesses],
            }
            for one in explained.searched
        ],
        "settling": list(explained.settling),
        "turns": [{name: getattr(one, name) for name in type(one).__dataclass_fields__} for one in explained.turns],
        "readings": [
            {"reading": reading, "declared": declared, "observed": observed}
            for reading, declared, observed in explained.readings
        ],
        "formulas": [{"name": name, "formula": formula} for name, formula in explained.formulas],
    }


def as_json(explained: Explanation) -> str:
    """The explanation as JSON text, ending with a line end."""
    return json.dumps(data(explained), ensure_ascii=False, indent=2) + "\n"


# --- at the terminal -------------------------------------------------------------------------------------------------


def _said(page: Page, text: str, indent: int = 3) -> Lines:
    yield from page.filled(Text(), Text(page.plain(text)), indent, 0)


def _clause(page: Page, explained: Explanation) -> Lines:
    for line in explained.clause.splitlines():
        yield from page.filled(Text(), Text(page.plain(line)), 3, 0)
    place = f"{explained.place.file}:{explained.place.line}, under “{explained.article}”"
    yield from page.filled(Text(), page.quiet(place), 3, 0)


def _prose(page: Page, explained: Explanation) -> Lines:
    for line in explained.prose.splitlines():
        if line.strip():
            yield from _said(page, line.strip())


def _source(page: Page, found: Source) -> Lines:
    witness = found.first
    head = Text("counts" if witness.admitted else "not counted", STYLES["kept" if witness.admitted else "silent"])
    text = Text(page.plain(f"{witness.record} {witness.key}".strip())) + page.quiet(f"  as {witness.role}")
    if found.says:
        text += Text(page.plain("  " + "; ".join(found.says)))
    if witness.scope:
        text += page.quiet(f"  speaks of {witness.scope}")
    yield from page.filled(head, text, 5, HANG)
    origin = f" (origin {found.origin})" if found.origin else ""
    parts = [f"{witness.source}{origin}" if witness.source else "", f"grade {witness.grade}" if witness.grade else ""]
    parts += [witness.mark, f"known {witness.known}" if witness.known else "", found.place]
    yield from page.filled(Text(), page.quiet(" · ".join(part for part in parts if part)), 5 + HANG, 0)
    if witness.why:
        yield from page.filled(Text(), page.quiet(witness.why), 5 + HANG, 0)


def _world(page: Page, explained: Explanation, found: Searched) -> Lines:
    side = explained.finding.side(found.world)
    text = page.verdict(found.verdict)
    value = words.value(side, explained.finding.unit)
    if value:
        scope = f" ({side.scope})" if side.scope else ""
        text += Text(page.plain(f"  {value}{scope}"))
    yield from page.filled(Text(), text, 3, 0)
    yield from _said(page, found.reason)
    if found.records:
        searched = f"Searched: {', '.join(found.records)}, from {found.start} to {found.end}."
        yield from page.filled(Text(), page.quiet(searched), 3, 0)
    if not found.witnesses:
        yield from page.filled(Text(), page.quiet("Found: no row that speaks of it."), 3, 0)
    for one in sources(found.witnesses):
        yield from _source(page, one)


def _gap(page: Page, explained: Explanation) -> Lines:
    finding = explained.finding
    text = page.gap(finding.gap)
    if words.size(finding):
        text += Text(page.plain(f"  {words.size(finding)}"))
    yield from page.filled(Text(), text, 3, 0)
    yield from page.filled(Text(), page.quiet(words.GAP_MARKS[finding.gap].meaning.capitalize() + "."), 3, 0)
    drawn = strip(finding)
    if drawn is not None and words.disagrees(finding):
        yield Text("   ") + Text(drawn.text(min(60, page.width - 4), page.ascii_only), STYLES["breached"])
    if finding.opened:
        yield from page.filled(Text(), page.quiet(f"Known since {finding.opened}."), 3, 0)


def _readings(page: Page, explained: Explanation) -> Lines:
    for reading, declared, observed in explained.readings:
        here = " (this finding)" if reading == explained.finding.reading else ""
        text = Text(page.plain(f"“{reading}”{here}: "))
        text += page.quiet("declared ") + page.verdict(_verdict(declared))
        text += page.quiet(", observed ") + page.verdict(_verdict(observed))
        yield from page.filled(Text(), text, 3, 0)


def _verdict(text: str) -> Verdict:
    return next(verdict for verdict in words.VERDICT_MARKS if verdict == text)


def _turn(explained: Explanation, turn: Turn) -> str:
    needed = words.plural(turn.sources, "independent origin")
    grade = "any grade" if turn.grade == "any" else f"grade {turn.grade} or better"
    kind = "laxer" if turn.laxer else "stricter"
    now = explained.finding.side(turn.world).verdict
    return f"{turn.world}: {turn.verdict} instead of {now}, with {needed} of {grade} ({kind})."


def _list(page: Page, lines: Iterable[str]) -> Lines:
    for line in lines:
        yield from page.filled(Text("-"), Text(page.plain(line)), 3, 2)


def _standard(page: Page, explained: Explanation) -> Lines:
    yield from _said(page, f"“{explained.assessor.name}”: {standard(explained.assessor)}")
    dates = f"What was happening by {explained.as_of}, on what was known by {explained.known_by}."
    yield from page.filled(Text(), page.quiet(dates), 3, 0)


def _formulas(page: Page, explained: Explanation) -> Lines:
    for name, formula in explained.formulas:
        yield from page.filled(Text(), page.quiet(name), 3, 0)
        for line in formula.splitlines():
            yield from page.filled(Text(), Text(page.plain(line)), 5, 0)


def _page(page: Page, explained: Explanation, core: bool) -> Iterator[Text]:
    finding = explained.finding
    yield from page.filled(Text(), Text(page.plain(finding.id), "bold"), 1, 0)
    owed = f" · owed to {finding.owed_to}" if finding.owed_to else ""
    read = f" · read as “{finding.reading}”" if finding.reading else ""
    about = f"{explained.article} · {finding.bearer}{owed}{read}"
    yield from page.filled(Text(), page.quiet(about), 1, 0)
    yield from section("The clause", _clause(page, explained))
    yield from section("In plain words", _prose(page, explained))
    yield from section("The occasion", _said(page, f"{explained.occasion}."))
    for found in explained.searched:
        yield from section(f"As {found.world}", _world(page, explained, found))
    yield from section("Between the two worlds", _gap(page, explained))
    yield from section("Also", _list(page, words.attributes(finding)))
    yield from section("Under each reading of the text", _readings(page, explained))
    yield from section("What would settle it", _list(page, explained.settling))
    turns = (_turn(explained, turn) for turn in explained.turns)
    yield from section("Under another standard of proof", _list(page, turns))
    yield from section("Standard of proof", _standard(page, explained))
    if core:
        yield from section("In the core logic", _formulas(page, explained))


def render(
    explained: Explanation, *, width: int = 100, colour: bool = False, ascii_only: bool = False, core: bool = False
) -> str:
    """The explanation as text, at most `width` cells wide; with `core`, the formulas too."""
    page = Page(max(width, 40), ascii_only)
    return output(_page(page, explained, core), page.width, colour)
