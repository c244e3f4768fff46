"""How much there is to judge, before anything of it is read.

Rules it keeps:

- it counts rows and reads none: the footers of Parquet files, the ends of lines of other files;
- it refuses nothing; what is wrong with a file is told by who reads it.
"""

from pathlib import Path

from servanda.diagnostics import Refused
from servanda.evidence.columnar.table import rows_in
from servanda.evidence.files import Reader
from servanda.evidence.folder import paths
from servanda.evidence.manifest import manifest_of
from servanda.findings.alike.closed import closed, in_parquet

CHUNK = 1 << 20


def rows_of_events(reader: Reader) -> int:
    """How many rows of events there are in both worlds of the workspace of which the reader has the agreement."""
    count = 0
    events = {record.name.text for record in reader.agreement.events()}
    for folder in ("declared", "evidence"):
        for path in paths(reader.root, folder):
            try:
                of_event = manifest_of(path.with_suffix(".toml"), path.name).record in events
            except Refused:
                continue
            if of_event:
                count += rows_in(path) if path.suffix == ".parquet" else _lines(path)
    return count


def rows_by_classes(reader: Reader) -> int:
    """How many of them can be judged by classes: those of one event, of which there are most."""
    files = in_parquet(reader.root, closed(reader.agreement))
    return max((sum(rows for _, _, rows in items) for items in files.values()), default=0)


def _lines(path: Path) -> int:
    """How many lines a file has, its header among them."""
    try:
        with path.open("rb") as stream:
            return sum(part.count(b"\n") for part in iter(lambda: stream.read(CHUNK), b""))
    except OSError:
        return 0
