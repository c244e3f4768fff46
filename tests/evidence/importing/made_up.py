"""Made-up files of every source, from its own columns: one good row, and tables of what can be wrong with a file."""

import csv
import io
from pathlib import Path

from servanda.evidence.importing.catalogue import Column, Source, Table

# What makes a row say something, where the kind of the column alone does not.
SPEAKS = {
    "ccode1": "365", "ccode2": "369", "state1no": "365", "state2no": "369", "ccode": "365",
    "hostlev": "4", "hostlev1": "4",
    "action": "16", "hiact": "16", "hiact1": "16", "conttype": "1", "begin": "199201", "end": "201612", "defense": "1",
    "Actor1CountryCode": "RUS", "Actor2CountryCode": "UKR", "EventCode": "190", "DATEADDED": "20150101",
    "Source Country": "Russia", "Target Country": "Ukraine", "CAMEO Code": "190", "Event Type": "ASSAULT",
    "Actor Country": "RUS", "Recipient Country": "UKR", "actor1": "Military Forces of Russia (2000-)",
    "actor2": "Military Forces of Ukraine (2019-)", "event_type": "Battles", "country": "Ukraine",
    "countryname": "Germany",
    "gwno_a": "365", "gwno_b": "369", "gwnoa": "365", "gwnob": "369", "country_id": "369", "event_date": "2014-03-01",
    "date_start": "2014-03-01 00:00:00.000", "date_end": "2014-03-02 00:00:00.000", "stateabb": "RUS", "stabb": "RUS",
    "StateA": "Russia", "State A": "Russia", "StateB": "Ukraine", "iso3c": "DEU", "low": "1", "best": "2", "high": "3",
    "category": "warheads", "timestamp": "1420070400", "statenme": "Russia", "milper": "12", "numa": "1", "orig": "1",
    "gwcode": "365",
}  # fmt: skip


def cell(column: Column) -> str:
    """A good cell."""
    if column.name in SPEAKS:
        return SPEAKS[column.name]
    if column.name.startswith("State"):
        return ""
    if column.kind == "year":
        return "2014"
    if column.kind in ("month", "day"):
        return "3"
    if column.kind == "date":
        return "20140301" if column.form == "%Y%m%d" else "2014-03-01"
    if column.among:
        return column.among[-1]
    return "7" if column.kind in ("whole", "decimal") else "x"


def text(table: Table, rows: list[dict[str, str]]) -> str:
    """A file of these rows; what a row does not give is a good cell."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=table.separator, lineterminator="\n")
    if table.header:
        writer.writerow([column.name for column in table.columns])
    for row in rows:
        writer.writerow([row.get(column.name, cell(column)) for column in table.columns])
    return stream.getvalue()


def main(source: Source) -> Table:
    """The table on which the first shape of a source rests."""
    return source.table(source.shapes[0].main)


def rows(source: Source) -> list[dict[str, str]]:
    """Two rows that speak of Russia and Ukraine; the second is the other side where a file has a row for each side."""
    table = main(source)
    names = [column.name for column in table.columns]
    side = next((name for name in ("insidea", "sidea") if name in names), None)
    other = {"ccode": "369", side: "0"} if side else {}
    key = next(
        (n for n in ("GLOBALEVENTID", "Event ID", "event_id_cnty", "id", "MMEID", "eventnum") if n in names), None
    )
    return [{}, other | ({key: "8"} if key else {})]


def write(path: Path, source: Source, changed: list[dict[str, str]] | None = None) -> Path:
    """The made-up file of a source."""
    path.write_text(text(main(source), changed if changed is not None else rows(source)), encoding="utf-8")
    return path
