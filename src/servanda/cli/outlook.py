"""What very much work will take, said before it begins.

Rules it keeps:

- one sentence on stderr, and only where there are more than `MANY` rows of events; about a small workspace nothing;
- a quicker way is named only where there is one: where nearly all of the rows can be judged by classes.
"""

import sys
from typing import Literal

from servanda.evidence.files import Reader
from servanda.findings.ahead import rows_by_classes, rows_of_events

MANY = 200_000  # rows of events
# For each row, as measured on one core with three standards of proof; JSON is made in memory, as one text.
SECONDS, BYTES = 0.0004, 18_000
SECONDS_JSON, BYTES_JSON = 0.0008, 80_000
Classes = Literal["not wanted", "tried", "could not be"]


def outlook(reader: Reader, classes: Classes, as_json: bool = False) -> str:
    """The sentence, or nothing. `classes`: whether what can be judged by classes is judged so, this time."""
    rows = rows_of_events(reader)
    if rows <= MANY:
        return ""
    quick = classes != "could not be" and rows - rows_by_classes(reader) <= MANY
    if quick and classes == "tried":
        return ""
    seconds, size = (SECONDS_JSON, BYTES_JSON) if as_json else (SECONDS, BYTES)
    minutes, gigabytes = max(round(rows * seconds / 60), 1), max(round(rows * size / 1e9), 1)
    takes = f"{'a minute' if minutes == 1 else f'{minutes:,} minutes'} and {gigabytes:,} GB of memory"
    said = f"{rows:,} rows of events are to be judged one by one, which takes roughly {takes}"
    better = "with `--format parquet --output findings.parquet` alone, those that are alike are judged once, in seconds"
    return f"{said}; {better}." if quick else f"{said}."


def tell(reader: Reader, classes: Classes, as_json: bool = False) -> None:
    """Say it on stderr, above the sign of life that may stand there: `click.echo` would write into it."""
    said = outlook(reader, classes, as_json)
    if said:
        sys.stderr.write(f"{said}\n")
        sys.stderr.flush()
