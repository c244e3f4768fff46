"""The index: records of a replica in SQLite, for looking things up. Rebuilt from the files, never the other way round.

Rules it keeps: not in WAL mode; made anew beside the old one and renamed over it; holds nothing that the files do not.
"""

import json
import sqlite3
from pathlib import Path

from servanda.verify.steps import Report

TABLE = """create table records (
    party text not null, number integer not null, type text not null, agreement text not null, leaf text not null,
    state text not null, claimed integer not null, not_before integer, not_after integer, fields text not null,
    primary key (party, number)
) strict"""


def rebuild(report: Report, path: Path) -> int:
    """Writes the index of a verified record; returns the number of records."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    connection = sqlite3.connect(new)
    try:
        connection.execute("pragma journal_mode = delete")
        connection.execute(TABLE)
        rows = [
            (
                s.record.party,
                s.record.number,
                s.record.type,
                s.record.agreement,
                s.record.leaf,
                s.state,
                s.record.time,
                s.not_before[0] if s.not_before else None,
                s.not_after[0] if s.not_after else None,
                json.dumps(s.record.fields, ensure_ascii=False, sort_keys=True),
            )
            for s in report.standings
        ]
        connection.executemany("insert into records values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.commit()
    finally:
        connection.close()
    new.replace(path)
    return len(rows)
