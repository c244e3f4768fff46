"""The plain rows of one event type as a table in DuckDB, and the odd ones, for who reads row by row.

Rules it keeps:

- a row is plain only if every cell of it can be read, and if its id makes a name in findings that no other row's id
  makes: so it is the only one that speaks of its event;
- the table holds ids, sources and origins as text, and a code for each other cell that somebody looks at;
- a row that is not in the table is odd, whatever the reason; none is lost.

It leaves to others: what a cell says (`servanda.evidence.files`), whether the agreement allows it
(`servanda.findings.alike`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from servanda.agreement.model import first_date, key_fields
from servanda.agreement.syntax import EventType
from servanda.dates import NEVER
from servanda.diagnostics import slug
from servanda.evidence.columnar.cells import (
    PLAIN,
    Cells,
    Dictionary,
    NotSo,
    cells_of,
    distinct,
    readable,
)
from servanda.evidence.manifest import Manifest
from servanda.evidence.rows import NOTE, Fault, Row, of_values, parquet
from servanda.evidence.statement import Bounds
from servanda.instance import cursor

SOURCING = ("mark", "grade", "known")
# An id that is its own name in findings but for capitals, and no name of a period.
ID = "[0-9A-Za-z]+(-[0-9A-Za-z]+)*"
YEAR, MONTH, ALWAYS = "[0-9]{4}", "[0-9]{4}-[0-9]{2}", "all-times"
FILE = 1 << 40  # the number of a file stands above the numbers of its lines

# What the text of a cell says, by column; raises ValueError for a text that cannot be read.
Meaning = Callable[[str, str], object]


@dataclass
class PlainRows:
    """The plain rows of one event type. `looked`: the fields whose cells are kept as codes.

    The table `plain` has `place` (file and line), `id`, `source`, `origin`, `name` (a hash of the name in findings) and
    `c_FIELD` for each field looked at and for mark, grade and date of becoming known.
    """

    record: EventType
    looked: tuple[str, ...]
    means: Meaning
    connection: duckdb.DuckDBPyConnection
    dictionary: Dictionary = field(default_factory=Dictionary)
    files: dict[str, Cells] = field(default_factory=dict)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)  # file → rows in it, plain rows of it

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that are kept as codes."""
        return (*self.looked, *SOURCING)

    def number(self, shown: str) -> int:
        """The number of a file."""
        return list(self.files).index(shown)

    def add(self, path: Path, shown: str, manifest: Manifest) -> None:
        """Read one file. Raises NotSo where it cannot be read in columns."""
        try:
            cells = cells_of(self.connection, path, manifest)
            total = self.connection.execute(f"SELECT count(*) FROM {parquet(path)}").fetchall()[0][0]
            self.files[shown] = cells
            coded = self._coded(cells, len(self.files) - 1)
            self._fill(cells, len(self.files) - 1, coded)
        except duckdb.Error as error:
            raise NotSo from error
        self.counts[shown] = (total, self._plain() - sum(plain for _, plain in self.counts.values()))

    def _names(self) -> list[str]:
        """The columns with a code for each text; the others are free text."""
        (key,) = key_fields(self.record)
        coded = [f.name.text for f in self.record.fields if f.name.text in self.looked or f.type.kind != "text"]
        return [*(name for name in coded if name != key.name.text), *SOURCING, "scope"]

    def _coded(self, cells: Cells, number: int) -> dict[str, int | None]:
        """Makes a table of values and codes for each column with codes; a column that is none has one code."""
        names = self._names()
        first = first_date(self.record)
        assert first is not None
        values = distinct(self.connection, cells, names)
        found: dict[str, int | None] = {}
        for name in names:

            def means(text: str, name: str = name) -> object:
                meant = self.means(name, text)
                if name == first.name.text and not (isinstance(meant, Bounds) and _dated(meant)):
                    raise ValueError(text)
                return meant

            default = cells.defaults.get(name, "")
            read = readable(values.get(name, [""]), name, default, means)
            if name not in cells.theirs:
                if not read:
                    raise NotSo  # no row can be read so
                found[name] = self.dictionary.code(name, read[0][1])
                continue
            coded = [(value, self.dictionary.code(name, text)) for value, text in read]
            self._store(f"code_{number}_{name}", cells.types[name], coded)
            found[name] = None
        return found

    def _store(self, table: str, kind: str, pairs: list[tuple[object, int]]) -> None:
        given = {"raw": [raw for raw, _ in pairs], "code": [code for _, code in pairs]}
        self.connection.execute(
            f'CREATE OR REPLACE TEMP TABLE "{table}" AS '
            f"SELECT unnest($raw::{kind}[]) AS raw, unnest($code::INTEGER[]) AS code",
            given,
        )

    def _fill(self, cells: Cells, number: int, coded: Mapping[str, int | None]) -> None:
        (key,) = key_fields(self.record)
        ident = cells.text(key.name.text)
        columns = [f"{number * FILE + 2} + file_row_number AS place", f"{ident} AS id"]
        columns += [f"{cells.text('source')} AS source", f"{cells.text('origin')} AS origin"]
        columns.append(f"hash(lower({ident})) AS name")
        columns += [
            f'"code_{number}_{name}".code AS "c_{name}"' if (code := coded[name]) is None else f'{code} AS "c_{name}"'
            for name in self.kept
        ]
        joins = [
            f'JOIN "code_{number}_{name}" ON {cells.column(name)} IS NOT DISTINCT FROM "code_{number}_{name}".raw'
            for name, code in coded.items()
            if code is None
        ]
        tests = [
            f"regexp_full_match({ident}, '{ID}')",
            f"NOT (length({ident}) = 4 AND regexp_full_match({ident}, '{YEAR}'))",
            f"NOT (length({ident}) = 7 AND regexp_full_match({ident}, '{MONTH}'))",
            f"NOT (length({ident}) = 9 AND lower({ident}) = '{ALWAYS}')",
            f"regexp_full_match({cells.text('source')}, '{PLAIN}')",
        ]
        others = [name for name in cells.theirs if name not in (*coded, key.name.text, "source")]
        others = [name for name in others if cells.theirs[name] != NOTE]
        said = [cells.text(name) for name in others]
        tests += [f"({one} IS NULL OR {one} = '' OR regexp_full_match({one}, '{PLAIN}'))" for one in said]
        query = f"SELECT {', '.join(columns)} FROM {cells.rows} {' '.join(joins)} WHERE {' AND '.join(tests)}"
        make = "INSERT INTO plain BY NAME" if number else "CREATE OR REPLACE TEMP TABLE plain AS"
        self.connection.execute(f"{make} {query}")

    # --- the odd rows ----------------------------------------------------------------------------------------------

    def part(self) -> None:
        """Leave in the table the rows that alone speak of their event; to be called once, after the last file.

        Raises NotSo where most rows are odd, or there are none.
        """
        if not any(plain for _, plain in self.counts.values()) or any(
            2 * plain < total for total, plain in self.counts.values()
        ):
            raise NotSo
        names: set[str] = set()
        name = key_fields(self.record)[0].name.text
        for shown in self.files:
            for row in self.odd(shown)[1]:
                said = row.values.get(self.files[shown].theirs.get(name, "")) if isinstance(row, Row) else None
                known = slug(said or self.files[shown].defaults.get(name, ""))
                # What is called like a period ends with the type of the event.
                names |= {known, f"{known}-{self.record.name}"}
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE shared AS SELECT name FROM plain GROUP BY name HAVING count(*) > 1 "
            "UNION ALL SELECT hash(one) FROM (SELECT unnest($names::VARCHAR[]) AS one)",
            {"names": sorted(names)},
        )
        if self.connection.execute("SELECT count(*) FROM shared").fetchall()[0][0]:
            self.connection.execute("DELETE FROM plain WHERE name IN (FROM shared)")
            found = self.connection.execute(f"SELECT place // {FILE}, count(*) FROM plain GROUP BY ALL").fetchall()
            plain = dict(found)
            for shown, (total, _) in self.counts.items():
                self.counts[shown] = (total, plain.get(self.number(shown), 0))

    def _plain(self) -> int:
        return int(self.connection.execute("SELECT count(*) FROM plain").fetchall()[0][0])

    def odd(self, shown: str) -> tuple[list[str], Iterator[Row | Fault]]:
        """The header of a file, and its rows that are not plain, in order."""
        total, plain = self.counts[shown]
        return list(self.files[shown].theirs.values()), self._odd(shown) if plain < total else iter(())

    def _odd(self, shown: str) -> Iterator[Row | Fault]:
        number, cells = self.number(shown), self.files[shown]
        found = self.connection.execute(
            f"SELECT * FROM {cells.rows} WHERE {number * FILE + 2} + file_row_number NOT IN "
            f"(SELECT place FROM plain WHERE place // {FILE} = {number}) ORDER BY file_row_number"
        )
        header = [str(item[0]) for item in found.description]
        for row in found.fetchall():
            values = dict(zip(header, row, strict=True))
            yield of_values(values.pop("file_row_number") + 2, values)

    def origins(self) -> list[str]:
        """The origins of all rows, where the files name one each and no row has another; else nothing."""
        if any("origin" in cells.theirs or not cells.defaults.get("origin") for cells in self.files.values()):
            return []
        return sorted({cells.defaults["origin"] for cells in self.files.values()})

    def close(self) -> None:
        """Let go of the tables."""
        self.connection.close()


def _dated(bounds: Bounds) -> bool:
    return -NEVER < bounds.low <= bounds.high < NEVER


def plain_rows(record: EventType, looked: Collection[str], means: Meaning) -> PlainRows:
    """An empty table for the rows of an event type. `looked`: the fields that anybody looks at, but for its key."""
    order = [item.name.text for item in record.fields if item.name.text in looked]
    connection = duckdb.connect()
    return PlainRows(record, tuple(order), means, connection)


def rows_in(path: Path) -> int:
    """How many rows a Parquet file has; 0 where it cannot be read."""
    try:
        with cursor() as connection:
            found = connection.execute(f"SELECT count(*) FROM {parquet(path)}").fetchall()
    except duckdb.Error:
        return 0
    return int(found[0][0])
