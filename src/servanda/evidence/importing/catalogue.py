"""What an importer is made of: data, so that a person can read what it expects and a page can be written from it.

Rules it keeps:

- a `Source` says what its files look like (`Table`), what can be made of them (`Shape`), who made them, on what terms,
  and how good they are as evidence; nothing in it reads a file;
- every column is text until a shape says otherwise, so that no leading zero is lost;
- `tried` names the real file that an importer went through; without it, it was built from the published layout.

What it leaves to others: reading (`intake`), finding faults (`faults`), making statements (`statements`).
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "whole", "decimal", "year", "month", "day", "date"]
System = Literal["iso2", "iso3", "cow", "abb", "gw", "fips", "cameo", "name"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file, under `name` or one of `also`.

    `missing`: texts that stand for "not known". `filled`: a row without it is a fault. `optional`: a file may lack it.
    `least`, `most`: bounds of a number, both inclusive. `among`: all the codes there are. `form`: how a date is
    written, in the letters of strptime. A year or date after the day of the import is a fault.
    """

    name: str
    kind: Kind = "text"
    also: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    filled: bool = False
    optional: bool = False
    least: float | None = None
    most: float | None = None
    among: tuple[str, ...] = ()
    form: str = "%Y-%m-%d"
    says: str = ""

    @property
    def checked(self) -> bool:
        """Whether some text in it would be a fault."""
        bounds = self.least is not None or self.most is not None
        return self.filled or self.kind != "text" or bool(self.among) or bounds


@dataclass(frozen=True, slots=True)
class Check:
    """What makes a row unusable although each cell by itself is fine: an SQL condition over the cleaned columns."""

    column: str
    condition: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Table:
    """The layout of one kind of file.

    `header` False: the columns are known by their place, and `columns` names all of them in order. `only`: an SQL
    condition for the rows worth keeping of a very long file, of which only the columns are kept that are asked for or
    that something is made of; it may be used only where no cell spans lines and queries write column names in quotes.
    `padded`: rows may lack the last columns, as older editions do.
    """

    name: str
    columns: tuple[Column, ...]
    header: bool = True
    separator: str = ","
    quoted: bool = True
    padded: bool = False
    only: str = ""
    checks: tuple[Check, ...] = ()
    files: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A column of what a shape makes. `system`: the code system of a party; `several`: parties with `;` between.

    `essential`: a record type without a field for it would change what the rows say. `unit`: of a count. `also`: names
    that a field may have which it fills without being told.
    """

    name: str
    kind: Literal["text", "party", "count", "one of", "date", "year", "yes or no", "place"]
    says: str
    system: System | None = None
    several: bool = False
    options: tuple[str, ...] = ()
    unit: str = ""
    essential: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of statement that can be made of a source's rows.

    `query` is SQL over the cleaned tables. It gives a column for each offer, and further: `row_` (the row of the table
    `main` it rests on), `when_` (DATE, the day on which a party's code is looked up) and, where they differ from row to
    row, `source_`, `origin_`, `known_`, `grade_`, `mark_`, `scope_`, `note_`, `until_` (DATE, the last possible day).
    `same`: columns that are equal in copies of one statement. `silent`: why a row of `main` may make no statement.
    """

    name: str
    kind: Literal["event", "state", "relation"]
    main: str
    query: str
    offers: tuple[Offer, ...]
    says: str
    same: tuple[str, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()
    otherwise: str = "says nothing of this kind"


@dataclass(frozen=True, slots=True)
class Source:
    """An importer. `released`: version → the day or span on which it was published; "" for any other version.

    `version`: the SQL expression of the version over the table of the first shape, or a text in quotes.
    `covers`: the first and last day for which the makers looked everywhere, if they say so.
    """

    name: str
    title: str
    version: str
    licence: str
    citation: str
    where: str
    grade: str
    grade_why: str
    origin: str
    tables: tuple[Table, ...]
    shapes: tuple[Shape, ...]
    released: tuple[tuple[str, str], ...] = ()
    tried: str = ""
    traps: tuple[str, ...] = ()
    covers: tuple[str, str] | None = None

    def shape(self, name: str) -> Shape:
        """The shape of that name. Raises KeyError."""
        return {one.name: one for one in self.shapes}[name]

    def table(self, name: str) -> Table:
        """The table of that name. Raises KeyError."""
        return {one.name: one for one in self.tables}[name]

    def read_of(self, table: Table) -> tuple[Column, ...]:
        """The columns of a file that are read: all, but of a very long one those that are checked or made use of."""
        if not table.only:
            return table.columns
        told = " ".join([table.only, self.version, *(check.condition for check in table.checks)])
        told += " ".join(shape.query + " ".join(condition for condition, _ in shape.silent) for shape in self.shapes)
        return tuple(one for one in table.columns if one.checked or f'"{one.name}"' in told)
