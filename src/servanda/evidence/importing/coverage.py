"""Where the makers of a source say that they looked everywhere, as rows of coverage; written only when asked for.

Rules it keeps:

- without such rows silence is never *kept*: whoever asks for them holds that the makers missed nothing;
- only years that the file itself reaches: an older edition of a data set says nothing of later years;
- where rows were set aside or codes are not recognised, something may be missing, so nothing is written;
- a row for each year, so that a part of the years can be taken, and each is known when the source was, or as it ends.

It leaves to others: what follows from coverage (`servanda.findings`).
"""

import csv
from pathlib import Path

from servanda.diagnostics import Place, refuse
from servanda.evidence.importing.catalogue import Source
from servanda.evidence.importing.outcome import COVERAGE, manifest
from servanda.evidence.importing.statements import Choices, released
from servanda.evidence.importing.summary import Summary


def write_coverage(source: Source, summary: Summary, choices: Choices, folder: Path, name: str) -> int:
    """The file and its manifest, about the record type of the agreement; gives how many years there are.

    Raises Refused where silence would say nothing.
    """
    if source.covers is None or summary.years is None:
        return 0
    doubtful = summary.quarantined + sum(summary.unrecognised.values())
    if doubtful:
        message = f"{doubtful:,} rows or statements are set aside, so silence in this import is no proof of absence."
        remedy = "Mend the file, or leave out --coverage."
        raise refuse("import-coverage", message, Place(summary.files[0]["path"], 1, 1, 1, 2), remedy)
    first, last = (int(day[:4]) for day in source.covers)
    years = range(max(first, summary.years[0]), min(last, summary.years[1]) + 1)
    with (folder / f"{name}{COVERAGE}.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(("record", "about", "from", "to", "access", "source", "origin", "grade", "known"))
        for year in years:
            begins, ends = max(f"{year}-01-01", source.covers[0]), min(f"{year}-12-31", source.covers[1])
            known = ends if choices.known == "event" else released(source, choices, summary.version)
            origin, grade = choices.origin or source.origin, choices.grade or source.grade
            table.writerow((summary.record, "", begins, ends, "looked", source.title, origin, grade, known))
    head = {
        "table": "coverage",
        "title": f"{source.title}: where the makers looked",
        "licence": source.licence,
        "citation": source.citation,
        "retrieved": choices.today,
        "note": "As the makers state it, written because it was asked for",
    }
    (folder / f"{name}{COVERAGE}.toml").write_text(manifest(head, {}, {}), encoding="utf-8")
    return len(years)
