"""What stands beside the findings, at the terminal: links by rule, coverage, zones, patterns.

Rules it keeps:

- a pattern stands under the sentence that it is no finding, and with how often it arises by chance;
- where nobody looked is said as plainly as where somebody did;
- where at most `most` are wanted, it says how many more there are.
"""

from rich.text import Text

from servanda.findings.model import Assessment
from servanda.report import words
from servanda.report.terminal.layout import Lines, Page, more

HANG = 18


def zones(page: Page, assessment: Assessment) -> Lines:
    """Each zone of the day: from which map, and what lies in it."""
    for one in assessment.maps:
        counts = {lies: sum(site.lies == lies for site in one.sites) for lies in ("inside", "possibly", "outside")}
        read = f", read as “{one.reading}”" if one.reading else ""
        said = (
            f"{one.says}; on “{one.boundaries}” ({words.short(one.sha256)}){read}. Of {len(one.sites)} places "
            f"{counts['inside']} lie inside, {counts['possibly']} possibly, {counts['outside']} outside."
        )
        yield from page.filled(Text(page.plain(one.zone)), Text(page.plain(said)), 1, HANG)


def links(page: Page, assessment: Assessment, most: int | None = None) -> Lines:
    """Observed events that are, or may be, declared ones under another id."""
    found = [one for one in assessment.links if one.kind != "id"]
    for one in found[:most]:
        verb = "is" if one.kind in ("same when", "stated") else "may be"
        text = Text(page.plain(f"{one.observed} {verb} {one.declared}")) + page.quiet(f": {one.why}")
        yield from page.filled(Text(), text, 1, 0)
    yield from more(page, len(found), most)


def coverage(page: Page, assessment: Assessment, most: int | None = None) -> Lines:
    """Who looked at what, when and where."""
    for one in assessment.watches[:most]:
        denied = "denied" + (f" by {one.denied_by}" if one.denied_by else "")
        access = "looked" if one.access == "looked" else denied
        where, about = one.where or "everywhere", f" at {one.about}" if one.about else ""
        text = f"{one.start} to {one.end}, {where}: {one.origin} {access}{about}"
        text += "" if one.admitted else " (does not count under the standard)"
        yield from page.filled(Text(page.plain(one.record or "every kind")), Text(page.plain(text)), 1, HANG)
    yield from more(page, len(assessment.watches), most)
    looked = {one.record for one in assessment.watches if one.access == "looked"}
    unseen = [name for name in assessment.observable if name not in looked]
    if unseen and assessment.watches:
        yield from page.filled(Text(), page.quiet(f"Nobody states to have looked for: {', '.join(unseen)}."), 1, 0)


def patterns(page: Page, assessment: Assessment, most: int | None = None) -> Lines:
    """Patterns, each with how often it arises by chance."""
    if assessment.patterns:
        note = "None of these is a finding or says what anybody meant; each also arises by chance."
        yield from page.filled(Text(), page.quiet(note), 1, 0)
    for one in assessment.patterns[:most]:
        head = Text(page.plain(f"{one.kind[0].upper()}{one.kind[1:]} · {words.title(one.norm)}"), "bold")
        yield from page.filled(Text(), head, 1, 0)
        yield from page.filled(Text(), Text(page.plain(one.says)), 3, 0)
        yield from page.filled(Text(), page.quiet(page.plain(one.chance)), 3, 0)
    yield from more(page, len(assessment.patterns), most)
