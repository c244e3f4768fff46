r"""Read large logs at DuckDB's own speed: MonPoly's format of one time point a line, tables in CSV and Parquet.

Rules it keeps:

- it reads only what it is sure of: whatever is unusual, let alone wrong, gives None, and is for the patient readers
  (`log`, `log_tables`), which say where and why; what both read, they read alike;
- a log is read line by line: `@STAMP name (values)(values) name (values)`, values without blanks, commas, parentheses
  or quotes inside; blank lines and lines of comment between;
- tables have a column of stamps and no numbers of time points; equal stamps are one time point.

It leaves to others: evaluating (`plan.laid`).

>>> from servanda.engine.log import read_signature
>>> import tempfile
>>> with tempfile.NamedTemporaryFile("w", suffix=".log") as file:
...     _ = file.write("@5 p (1)(2)\n@5 q\n@9 p (3)\n")
...     file.flush()
...     made = scan_log(Path(file.name), read_signature("p(int) q()"))
>>> made.width, made.connection.table("rows_p").order("c0").fetchall()
(2, [(1, 10), (2, 10), (3, 18)])
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.engine.log import LONGEST_LINE
from servanda.engine.plan.laid import LaidFacts
from servanda.engine.plan.relation import FOREVER, encoded
from servanda.logic.schema import ColumnType, Schema, Signature

if TYPE_CHECKING:
    import duckdb

# RE2's \s is ASCII only; beside it, no blank of any script may touch a value, for Python strips those too.
_PLAIN = (
    r"""[^\s(),;"'#@\x00-\x1f\x7f-\x{a0}\x{1680}\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]+"""
)
_VALUE = rf'[ \t]*(?:"[^"(),\\\x00-\x1f]*"|{_PLAIN})[ \t]*'
_ROW = rf"\((?:{_VALUE}(?:,{_VALUE})*|[ \t]*)\)[ \t]*"
_EVENTS = rf"{_PLAIN}(?:[ \t]*(?:{_ROW})+|[ \t]+)"
_LINE = rf"@[0-9]{{1,18}}[ \t]*(?:[ \t](?:{_EVENTS})*(?:{_PLAIN})?)?[ \t]*;?[ \t\r]*"
_LONE = rf"@([0-9]{{1,18}})[ \t]+({_PLAIN})[ \t]*\(((?:{_VALUE}(?:,{_VALUE})*|[ \t]*))\)[ \t]*;?[ \t\r]*"
_INT = r"[+-]?[0-9]{1,30}"
_FLOAT = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_TYPES: dict[ColumnType, str] = {"int": "BIGINT", "float": "DOUBLE", "string": "VARCHAR"}
UNBOUNDED = FOREVER // 2


class Unusual(Exception):
    """Something that the patient readers should look at."""


def opened(memory: str | None = None) -> "duckdb.DuckDBPyConnection":
    """An empty database in memory, that goes to disk where it must."""
    import duckdb

    connection = duckdb.connect(config={"threads": str(min(4, os.cpu_count() or 1))})
    connection.execute("SET preserve_insertion_order = true")
    if memory is not None:
        connection.execute(f"SET memory_limit = '{memory}'")
    return connection


def scan_log(path: Path, signature: Signature) -> LaidFacts | None:
    """The log as tables, or None where the patient reader should read it."""
    import duckdb

    connection = opened()
    try:
        return lay_log(connection, path, signature)
    except (Unusual, duckdb.Error):
        connection.close()
        return None


def lay_log(connection: "duckdb.DuckDBPyConnection", path: Path, signature: Signature) -> LaidFacts:
    """The log as tables in a connection's empty schema; raises `Unusual` or DuckDB's errors."""
    return _Lines(connection, path, signature).laid()


def scan_tables(files: Sequence[tuple[Schema, Path]], signature: Signature, stamp: Sequence[str]) -> LaidFacts | None:
    """The relations in these files as tables, or None. `stamp`: what the column of time stamps may be called."""
    import duckdb

    connection = opened()
    try:
        return _Tables(connection, files, signature, stamp).laid()
    except (Unusual, duckdb.Error, UnicodeDecodeError):
        connection.close()
        return None


class _Lines:
    """The lines of one log, taken apart by regular expressions."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", path: Path, signature: Signature) -> None:
        self.connection = connection
        self.path = path
        self.signature = signature

    def laid(self) -> LaidFacts:
        self.read()
        other = "SELECT count(*) FROM lines WHERE NOT regexp_full_match(line, $1)"
        lone = self.count(other, _LONE) == 0
        if not lone:
            self.check(other, _LINE)
        width = self.place()
        self.events(lone)
        self.check(
            f"SELECT count(*) FROM events WHERE name NOT IN ({', '.join(map(_quoted, self.signature)) or 'NULL'})"
        )
        for schema in self.signature.values():
            self.relation(schema)
        self.connection.execute("DROP TABLE events")
        distinct = frozenset(self.signature) if lone else frozenset[str]()
        return LaidFacts(self.connection, self.signature, width, distinct)

    def count(self, sql: str, *parameters: str) -> int:
        row = self.connection.execute(sql, list(parameters)).fetchone()
        assert row is not None
        return int(row[0])

    def check(self, sql: str, *parameters: str) -> None:
        """The query counts what is unusual."""
        if self.count(sql, *parameters):
            raise Unusual

    def read(self) -> None:
        self.connection.execute(
            "CREATE TABLE lines AS SELECT row_number() OVER () - 1 AS number, line"
            " FROM read_csv($1, auto_detect = false, header = false,"
            " delim = '', quote = '', escape = '', columns = {'line': 'VARCHAR'},"
            f" max_line_size = {LONGEST_LINE}, strict_mode = true)"
            " WHERE NOT regexp_full_match(coalesce(line, ''), '[ \\t\\r]*(#.*)?')",
            [str(self.path)],
        )

    def place(self) -> int:
        """Make the time points; the number of positions for each stamp."""
        self.connection.execute(
            "CREATE TABLE stamped AS SELECT number, stamp, lag(stamp) OVER (ORDER BY number) AS before FROM"
            " (SELECT number, CAST(regexp_extract(line, '^@([0-9]+)', 1) AS BIGINT) AS stamp FROM lines)"
        )
        self.check("SELECT count(*) FROM stamped WHERE stamp < before")
        self.connection.execute(
            "CREATE TABLE ranked AS SELECT number, stamp, number - max(CASE WHEN stamp = before THEN 0 ELSE number END)"
            " OVER (ORDER BY number ROWS UNBOUNDED PRECEDING) AS rank FROM stamped"
        )
        self.connection.execute("DROP TABLE stamped")
        width = self.count("SELECT coalesce(max(rank), 0) + 1 FROM ranked")
        self.check(f"SELECT count(*) FROM ranked WHERE stamp > {UNBOUNDED // width}")
        self.connection.execute(
            "CREATE TABLE time_points AS SELECT position,"
            f" coalesce(lead(position) OVER (ORDER BY number), {FOREVER}) AS next, stamp, number"
            f" FROM (SELECT number, stamp, stamp * {width} + rank AS position FROM ranked)"
        )
        self.connection.execute("DROP TABLE ranked")
        return width

    def events(self, lone: bool) -> None:
        """Make `events`: position, name, the text of a row."""
        if lone:
            # What it looks like is known by now: the parts can be found by less.
            taken = "SELECT number, regexp_extract(line, $1, ['name', 'inside']) AS part FROM lines"
            source = f"SELECT number, part.name AS name, part.inside AS inside FROM ({taken})"
            parameters = [r"^@[0-9]+[ \t]+([^ \t(]+)[ \t]*\(([^()]*)\)"]
        else:
            # Bare names mean the empty row of a relation without columns, or nothing.
            named = (
                "SELECT number, unnest(regexp_extract_all(regexp_replace(line, '^@[0-9]+', ''), $1)) AS part FROM lines"
            )
            parted = f"SELECT number, regexp_extract(part, $2) AS name, part FROM ({named})"
            inside = "regexp_extract_all(part, '\\(([^()]*)\\)', 1)"
            rows = f"CASE WHEN contains(part, '(') THEN {inside} ELSE [NULL] END"
            source = f"SELECT number, name, unnest({rows}) AS inside FROM ({parted})"
            parameters = [_NAMED, _PLAIN]
        self.connection.execute(
            'CREATE TABLE events AS SELECT "time_points".position AS here, name, inside'
            f' FROM ({source}) AS "found" JOIN "time_points" USING (number)',
            parameters,
        )
        self.connection.execute("DROP TABLE lines")

    def relation(self, schema: Schema) -> None:
        name, arity = _quoted(schema.name), len(schema.columns)
        if not arity:
            self.check(f"SELECT count(*) FROM events WHERE name = {name} AND trim(coalesce(inside, '')) <> ''")
            source = f"SELECT here FROM events WHERE name = {name}"
        else:
            parts = f"SELECT here, string_split(inside, ',') AS part FROM events WHERE name = {name}"
            self.check(f"SELECT count(*) FROM ({parts} AND inside IS NOT NULL) WHERE len(part) <> {arity}")
            cells = ", ".join(f"trim(part[{at + 1}], ' \t') AS t{at}" for at in range(arity))
            source = f"SELECT here, {cells} FROM ({parts} AND inside IS NOT NULL)"
        _typed(self.connection, schema, source, quoted=True)


_NAMED = rf"{_PLAIN}(?:[ \t]*(?:{_ROW})+)?"


def _typed(connection: "duckdb.DuckDBPyConnection", schema: Schema, source: str, *, quoted: bool) -> None:
    """Make `rows_…` from text cells t0, t1, … and `here`; `quoted`: strings may stand in double quotes."""
    made, wrong = [], ["false"]
    for at, column in enumerate(schema.columns):
        cell = f"t{at}"
        match column.type:
            case "string":
                bare = f"CASE WHEN starts_with({cell}, '\"') THEN substr({cell}, 2, length({cell}) - 2) ELSE {cell} END"
                made.append(f'{bare if quoted else cell} AS "c{at}"')
                continue
            case "int":
                wrong.append(f"NOT regexp_full_match({cell}, '{_INT}')")
            case "float":
                wrong.append(f"NOT regexp_full_match({cell}, '{_FLOAT}')")
                wrong.append(f'NOT isfinite("c{at}")')
        wrong.append(f'"c{at}" IS NULL')
        made.append(f'TRY_CAST({cell} AS {_TYPES[column.type]}) AS "c{at}"')
    columns = "".join(f"{column}, " for column in made)
    kept = "".join(f'"c{at}", ' for at in range(len(schema.columns)))
    table = f'"rows_{encoded(schema.name)}"'
    odd = f"CASE WHEN {' OR '.join(wrong)} THEN error('unusual') ELSE here END"
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {kept}{odd} AS here FROM (SELECT *, {columns}here FROM ({source}))"
    )


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


class _Tables:
    """One file a relation."""

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        files: Sequence[tuple[Schema, Path]],
        signature: Signature,
        stamp: Sequence[str],
    ) -> None:
        self.connection = connection
        self.files = files
        self.signature = signature
        self.stamp = stamp

    def laid(self) -> LaidFacts:
        names = [schema.name for schema, _ in self.files]
        if len(set(names)) < len(names):
            raise Unusual
        for schema, path in self.files:
            if path.suffix == ".csv":
                self.csv(schema, path)
            else:
                self.parquet(schema, path)
        for schema in self.signature.values():
            if schema.name not in names:
                columns = "".join(f'"c{at}" {_TYPES[kind]}, ' for at, kind in enumerate(schema.types))
                self.connection.execute(f'CREATE TABLE "rows_{encoded(schema.name)}" ({columns}here BIGINT)')
        tables = " UNION ".join(f'SELECT here FROM "rows_{encoded(name)}"' for name in names)
        self.connection.execute(
            f"CREATE TABLE time_points AS SELECT here AS position, coalesce(lead(here) OVER (ORDER BY here), {FOREVER})"
            f" AS next, here AS stamp, row_number() OVER (ORDER BY here) - 1 AS number FROM ({tables})"
        )
        ends = self.connection.execute("SELECT min(stamp), max(stamp) FROM time_points").fetchone()
        if ends and ends[0] is not None and not -UNBOUNDED <= ends[0] <= ends[1] <= UNBOUNDED:
            raise Unusual
        return LaidFacts(self.connection, self.signature, 1, frozenset())

    def positions(self, schema: Schema, header: list[str]) -> tuple[int, list[int]]:
        """Where the stamp and the relation's columns stand."""
        plain = [name.strip() for name in header]
        stamps = [at for at, name in enumerate(plain) if name in self.stamp]
        wanted = [column.name for column in schema.columns]
        if len(set(plain)) < len(plain) or len(stamps) != 1 or {"time_point", "tp"} & set(plain):
            raise Unusual
        if any(name not in plain for name in wanted) or set(wanted) & set(self.stamp):
            raise Unusual
        return stamps[0], [plain.index(name) for name in wanted]

    def csv(self, schema: Schema, path: Path) -> None:
        import csv

        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file), [])
        stamp, places = self.positions(schema, header)
        named = ", ".join(f"'k{at}': 'VARCHAR'" for at in range(len(header)))
        every = ", ".join(f"'k{at}'" for at in range(len(header)))
        cells = [f"k{place} AS t{at}" if column.type == "string" else f"trim(k{place}) AS t{at}"
                 for at, (place, column) in enumerate(zip(places, schema.columns, strict=True))]  # fmt: skip
        text = f"trim(k{stamp})"
        here = f"CASE WHEN regexp_full_match({text}, '{_INT}') THEN CAST({text} AS BIGINT) ELSE error('unusual') END"
        source = (
            f"SELECT {', '.join([*cells, f'{here} AS here'])} FROM read_csv({_quoted(str(path))}, auto_detect = false,"
            f" header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{named}}},"
            f" force_not_null = [{every}], strict_mode = true)"
        )
        _typed(self.connection, schema, source, quoted=False)

    def parquet(self, schema: Schema, path: Path) -> None:
        relation = self.connection.read_parquet(str(path))
        stamp, places = self.positions(schema, relation.columns)
        whole = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
        fits: dict[ColumnType, set[str]] = {"int": whole, "float": {"DOUBLE", "FLOAT"}, "string": {"VARCHAR"}}
        given = [str(kind) for kind in relation.types]
        kinds: list[ColumnType] = ["int", *schema.types]
        if any(given[at] not in fits[kind] for at, kind in zip([stamp, *places], kinds, strict=True)):
            raise Unusual
        made, wrong = [], []
        for at, (place, kind) in enumerate(zip(places, schema.types, strict=True)):
            name = f'"{relation.columns[place]}"'
            made.append(f'CAST({name} AS {_TYPES[kind]}) AS "c{at}"')
            wrong.append(f"{name} IS NULL")
            if kind == "float":
                wrong.append(f"NOT isfinite({name})")
        when = f'"{relation.columns[stamp]}"'
        odd = " OR ".join([f"{when} IS NULL", *wrong])
        here = f"CASE WHEN {odd} THEN error('unusual') ELSE CAST({when} AS BIGINT) END AS here"
        self.connection.execute(
            f'CREATE TABLE "rows_{encoded(schema.name)}" AS SELECT {", ".join([*made, here])}'
            f" FROM read_parquet({_quoted(str(path))})"
        )
