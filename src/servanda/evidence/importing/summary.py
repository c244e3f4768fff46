"""What an import did, in numbers that add up.

    rows in = quarantined + silent + rows that say something
    statements = used + copies + not recognised + not in the agreement + no party + incomplete

A row may make several statements (an incident of three states against one) or share one with others, so the two lines
are counted apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from servanda.evidence.importing.catalogue import Shape, Source
from servanda.evidence.importing.crosswalk import regions, states
from servanda.evidence.importing.fit import Fit
from servanda.evidence.importing.intake import File, Intake
from servanda.evidence.importing.naming import Naming
from servanda.evidence.importing.statements import COPY, COUNTRY, ELSEWHERE, OTHER, SILENT, STRANGER
from servanda.evidence.rows import Fault
from servanda.evidence.sql import named, quoted


@dataclass
class Summary:
    """Counts of one import. `unrecognised` is by code, `elsewhere` by state, `continued` by former state."""

    source: str
    title: str
    version: str
    shape: str
    record: str
    files: list[dict[str, Any]]
    rows: int
    quarantined: int
    silent: dict[str, int]
    statements: int
    used: int
    copies: int
    aside: dict[str, int]
    years: tuple[int, int] | None
    unrecognised: dict[str, int]
    elsewhere: dict[str, int]
    continued: dict[str, int]
    outside_dates: dict[str, int]
    empty_fields: tuple[str, ...]
    unused_columns: tuple[str, ...]
    strangers: tuple[str, ...]
    written: list[str] = field(default_factory=list)
    faults: Mapping[str, list[Fault]] = field(default_factory=dict)

    @property
    def to_look_at(self) -> bool:
        """Whether there is something that a person should see: bad rows, codes not recognised, nothing used."""
        return bool(self.quarantined or self.unrecognised or not self.used)

    def as_data(self) -> dict[str, Any]:
        """Plain data, as `docs/reference/import.schema.json` has it."""
        return {
            "source": self.source,
            "title": self.title,
            "version": self.version,
            "shape": self.shape,
            "record": self.record,
            "files": self.files,
            "rows": {"in": self.rows, "quarantined": self.quarantined, "silent": self.silent},
            "statements": {
                "made": self.statements,
                "used": self.used,
                "duplicates": self.copies,
                "set_aside": self.aside,
            },
            "years": list(self.years) if self.years else None,
            "parties": {
                "not_recognised": self.unrecognised,
                "not_in_the_agreement": self.elsewhere,
                "taken_as_continuing_state": self.continued,
                "codes_outside_their_dates": self.outside_dates,
                "names_that_stand_for_no_state": list(self.strangers),
            },
            "fields_left_empty": list(self.empty_fields),
            "columns_not_used": list(self.unused_columns),
            "written": self.written,
            "quarantine": [
                {"file": path, "line": one.line, "column": one.column, "reason": one.reason, "remedy": one.remedy}
                for path, found in self.faults.items()
                for one in found[:20]
            ],
        }


def count(
    source: Source,
    shape: Shape,
    intake: Intake,
    faults: Mapping[str, list[Fault]],
    made: Fit,
    names: Naming,
    version: str,
) -> Summary:
    """Count everything, before anything is written."""
    connection = intake.connection
    aside = dict(
        connection.execute("SELECT coalesce(aside_, ''), count(*) FROM judged GROUP BY 1 ORDER BY 1").fetchall()
    )
    used, copies = aside.pop("", 0), aside.pop(COPY, 0)
    bounds = connection.execute(
        "SELECT year(min(when_)), year(max(when_)) FROM judged WHERE when_ IS NOT NULL"
    ).fetchall()[0]
    main = [file for file in intake.files if file.table == shape.main]
    quarantined = sum(len(faults[file.path]) for file in intake.files)
    bad = sum(len(faults[file.path]) for file in main)
    parties = [(name, offer) for name, offer in made.filled.items() if offer.kind == "party"]
    return Summary(
        source=source.name,
        title=source.title,
        version=version,
        shape=shape.name,
        record=made.record,
        files=[_file(one, len(faults[one.path])) for one in intake.files],
        rows=sum(file.rows for file in main),
        quarantined=quarantined,
        silent=_silent(connection, shape, sum(file.rows for file in main) - bad),
        statements=used + copies + sum(aside.values()),
        used=used,
        copies=copies,
        aside={word: aside.get(word, 0) for word in (STRANGER, ELSEWHERE, COUNTRY, SILENT, OTHER)},
        years=(bounds[0], bounds[1]) if bounds[0] is not None else None,
        unrecognised=_unrecognised(connection, parties),
        elsewhere=_elsewhere(connection, parties),
        continued=_continued(connection, parties, names),
        outside_dates=_outside_dates(connection, parties),
        empty_fields=made.empty,
        unused_columns=made.unused,
        strangers=names.strangers,
        faults=faults,
    )


def _file(file: File, quarantined: int) -> dict[str, Any]:
    return {
        "path": file.path,
        "holds": file.table,
        "sha256": file.sha256,
        "rows": file.rows,
        "quarantined": quarantined,
    }


def _silent(connection: duckdb.DuckDBPyConnection, shape: Shape, good: int) -> dict[str, int]:
    """Why good rows of the main table say nothing of this kind."""
    said = "SELECT DISTINCT row_ FROM said"
    saying = int(connection.execute(f"SELECT count(*) FROM ({said})").fetchall()[0][0])
    found: dict[str, int] = {}
    if shape.silent:
        cases = " ".join(f"WHEN {condition} THEN {quoted(reason)}" for condition, reason in shape.silent)
        query = (
            f"SELECT CASE {cases} END AS reason, count(*) FROM {shape.main} "
            f"WHERE row_ NOT IN ({said}) GROUP BY 1 ORDER BY 1"
        )
        found = {reason: rows for reason, rows in connection.execute(query).fetchall() if reason}
    rest = good - saying - sum(found.values())
    return found | ({shape.otherwise: rest} if rest else {})


def _each(parties: list[tuple[str, Any]]) -> str:
    """Code, system and day of every party in every statement that is no copy."""
    parts = []
    for _, offer in parties:
        cell = f"unnest(string_split({named(offer.name)}, ';'))" if offer.several else named(offer.name)
        parts.append(
            f"SELECT trim(code) AS code, '{offer.system}' AS system, when_ FROM "
            f"(SELECT {cell} AS code, when_ FROM said WHERE copy_ IS NULL) WHERE code IS NOT NULL"
        )
    return " UNION ALL ".join(parts)


def _unrecognised(connection: duckdb.DuckDBPyConnection, parties: list[tuple[str, Any]]) -> dict[str, int]:
    if not parties:
        return {}
    query = (
        f"SELECT code, count(*) AS n FROM ({_each(parties)}) e WHERE NOT EXISTS "
        "(SELECT 1 FROM who w WHERE w.system = e.system AND w.code = e.code) GROUP BY code ORDER BY n DESC, code"
    )
    known = regions()
    return {
        f"{code} ({known[code]}, a region)" if code in known else code: n
        for code, n in connection.execute(query).fetchall()
    }


def _of_who(
    connection: duckdb.DuckDBPyConnection, parties: list[tuple[str, Any]], what: str, where: str
) -> dict[str, int]:
    if not parties:
        return {}
    query = (
        f"SELECT {what} AS told, count(*) AS n FROM ({_each(parties)}) e JOIN who w ON w.system = e.system "
        f"AND w.code = e.code AND e.when_ BETWEEN w.first AND w.last WHERE {where} GROUP BY 1 ORDER BY n DESC, 1"
    )
    return dict(connection.execute(query).fetchall())


def _elsewhere(connection: duckdb.DuckDBPyConnection, parties: list[tuple[str, Any]]) -> dict[str, int]:
    found = _of_who(connection, parties, "w.ident", "w.token IS NULL")
    return {f"{ident} ({states()[ident].name})": n for ident, n in found.items()}


def _continued(connection: duckdb.DuckDBPyConnection, parties: list[tuple[str, Any]], names: Naming) -> dict[str, int]:
    found = _of_who(connection, parties, "w.ident", "w.token IS NOT NULL")
    return {
        f"{ident} as {names.tokens[names.continued[ident]]}": n
        for ident, n in found.items()
        if ident in names.continued
    }


def _outside_dates(connection: duckdb.DuckDBPyConnection, parties: list[tuple[str, Any]]) -> dict[str, int]:
    return _of_who(connection, parties, "w.code || ' as ' || w.ident", "NOT w.exact AND w.token IS NOT NULL")
