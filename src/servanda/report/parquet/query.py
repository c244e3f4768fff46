"""The findings of all classes as one query, with those that stand for themselves, in order.

Rules it keeps:

- rows are sorted while they are narrow, and become findings afterwards;
- what has few values is an enumeration, which the file holds as text all the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from servanda.evidence.columnar.table import FILE
from servanda.evidence.sql import quoted
from servanda.report.parquet.shapes import OWN, Row, Shapes
from servanda.report.parquet.table import NUMBERS, OF_ROW, SAID, types

FEW = 256  # values of a column that the file holds as an enumeration
SEVERAL = 60_000  # values of a column that is sorted with its rows as one: two bytes each


class Query:
    """Writes the query. `rest`: the cells of the findings that stand for themselves."""

    def __init__(self, shapes: Shapes, rest: Sequence[dict[str, Any]]) -> None:
        self.shapes, self.plain = shapes, shapes.plain
        self.wholes = [dict(one.cells) for one in shapes.wholes]
        self.enums: dict[str, list[str]] = {}
        for name in types():
            if name not in NUMBERS and name not in (*OWN[:1], *OWN[2:]):
                said = [one["bearer"] for one in shapes.told] if name == "bearer" else [w[name] for w in self.wholes]
                self._enum(f"e_{name}", [*said, *(one[name] for one in rest)])
        rows = [*shapes.beside, *(row for one in rest for row in one["witnesses"])]
        for name, own in {"mark": shapes.marks, "grade": shapes.grades}.items():
            self._enum(f"r_{name}", [*own, *(row[name] for row in rows)])
        self.held = self._held()
        for name, text in self.held.items():
            if text.startswith("'"):
                self._enum(f"r_{name}", [text[1:-1].replace("''", "'"), *(row[name] for row in rows)])
        for name in self.plain.looked:
            self._enum(f"f_{name}", self.plain.dictionary.texts[name], SEVERAL)
        days = [*shapes.alike.classes.days, *(one["occasion_date"] for one in rest)]
        self.dates = ["occasion_date"]  # columns whose values are days
        if self.held["known"] != "known":
            days += [self.held["known"].strip("'"), *(one["opened"] for one in rest)]
            self.dates.append("opened")
        self._enum("day", days, SEVERAL)
        self._enum("r_why", [*(row.why for one in shapes.wholes for row in one.rows), *(row["why"] for row in rows)])
        self._enum("r_field", [
            *(name for one in shapes.wholes for row in one.rows for name in row.fields),
            *(said["field"] for row in rows for said in row["says"]),
        ])  # fmt: skip

    def _enum(self, name: str, values: Iterable[str | None], most: int = FEW) -> None:
        """An enumeration in the order of the texts, where they are few."""
        few = sorted({value for value in values if value is not None})
        if 0 < len(few) <= most:
            self.enums[name] = few

    def types(self) -> list[str]:
        """The statements that make the enumerations."""
        made = [f'CREATE TYPE "{name}" AS ENUM ({", ".join(map(quoted, few))})' for name, few in self.enums.items()]
        made.append(f"ALTER TABLE days ALTER day TYPE {self.kind('day')}")
        made.append(f"ALTER TABLE days ALTER text TYPE {self.kind(f'f_{self.shapes.dated}')}")
        return made

    def kind(self, name: str) -> str:
        """The type of an enumeration, or of text where there is none."""
        return f'"{name}"' if name in self.enums else "VARCHAR"

    def query(self) -> str:
        """The rows of the table, in order."""
        made = {name: self._of_class(name) for name in types() if name not in OWN} | self._of_row()
        shape = ", ".join(f'"{name}": "{kind}"' for name, kind in types().items() if name != "witnesses")
        shape = "{" + shape + f', "witnesses": {_rows_shape()}' + "}"
        columns = []
        for name, kind in types().items():
            cast = kind if name in NUMBERS else self.kind("day" if name in self.dates else f"e_{name}")
            cast = self._rows_kind() if name == "witnesses" else cast
            columns.append(f"CASE WHEN other IS NULL THEN {made[name]} ELSE whole_of.{name}::{cast} END AS {name}")
        return (
            f"SELECT {', '.join(columns)} FROM (SELECT *, from_json(other, '{shape}') AS whole_of "
            f"FROM ({self.narrow()} ORDER BY rank, occasion))"
        )

    def narrow(self) -> str:
        """The rows of evidence with what their findings have from them, and the rest whole; unsorted."""
        classes, dated = self.shapes.alike.classes, self.shapes.dated
        columns = [
            "told.rank", "plain.id AS occasion", "told.bearer", "told.whole", "plain.place AS at_row", "source",
            "days.day",
            *(f'days.text AS "f_{name}"' if name == dated else f'told."f_{name}"' for name in self.plain.looked),
            *(["origin"] if "origin" in self.held["origin"] else []),
            *([f"{classes.since} AS known"] if self.held["known"] == "known" else []),
            *([f"c_{name} AS {name}" for name in ("mark", "grade") if self.held[name].startswith("(")]),
            *(["told.before", "told.after"] if self.shapes.beside else []),
            "NULL::JSON AS other",
        ]  # fmt: skip
        nothing = ", ".join("NULL" for _ in columns[2:-1])
        return (
            f"SELECT {', '.join(columns)} FROM plain {classes.joins} "
            f"JOIN told ON told.class = {classes.number} AND told.mark = c_mark "
            f"UNION ALL SELECT rank, occasion, {nothing}, whole FROM rest"
        )

    # --- one column ------------------------------------------------------------------------------------------------

    def _of_class(self, name: str) -> str:
        kind = "BIGINT" if name in NUMBERS else self.kind(f"e_{name}")
        return _chosen([one[name] for one in self.wholes], kind)

    def _of_row(self) -> dict[str, str]:
        """The columns that a finding has from its own row."""
        wholes = list(self.shapes.wholes)
        head, tail = (_chosen([getattr(one, name) for one in wholes]) for name in ("head", "tail"))
        opens = _chosen([one.opens for one in wholes], "BOOLEAN")
        known = f"{self.held['known']}::{self.kind('day')}" if "opened" in self.dates else "known"
        return {
            "id": f"concat({head}, bearer::VARCHAR, '.', lower(occasion), {tail})",
            "bearer": "bearer",
            "occasion": "occasion",
            "occasion_date": "day",
            "opened": f"CASE WHEN {opens} THEN (CASE WHEN day > {known} THEN day ELSE {known} END) END",
            "witnesses": self._rows(),
        }

    def _rows(self) -> str:
        lists = [f"[{', '.join(map(self._row, one.rows))}]::{self._rows_kind()}" for one in self.shapes.wholes]
        if len(set(lists)) > 1:
            mine = f"(CASE whole {' '.join(f'WHEN {at} THEN {text}' for at, text in enumerate(lists))} END)"
        else:
            mine = lists[0] if lists else f"NULL::{self._rows_kind()}"
        if not self.shapes.beside:
            return mine
        before, after = (
            f"coalesce(from_json({name}, '{_rows_shape()}')::{self._rows_kind()}, [])" for name in ("before", "after")
        )
        return f"list_concat(list_concat({before}, {mine}), {after})"

    def _held(self) -> dict[str, str]:
        """What the row of evidence holds, but for whether it counts and what it says."""
        files, shapes = list(self.plain.files), self.shapes
        file = quoted(files[0])
        if len(files) > 1:
            file = (
                f"(CASE at_row // {FILE} {' '.join(f'WHEN {at} THEN {quoted(f)}' for at, f in enumerate(files))} END)"
            )
        return {
            "world": "'observed'",
            "role": "'occasion'",
            "file": file,
            "line": f"at_row % {FILE}",
            "record": quoted(self.plain.record.name.text),
            "key": "occasion",
            "scope": "''",
            "source": "source",
            "origin": _only(self.plain.origins()) or "coalesce(nullif(origin, ''), source)",
            "grade": _picked(shapes.grades, "grade", self.kind("r_grade")),
            "mark": _picked(shapes.marks, "mark", self.kind("r_mark")),
            "known": shapes.alike.classes.since if shapes.alike.classes.since.startswith("'") else "known",
        }

    def _row(self, shown: Row) -> str:
        """The row of evidence itself, as one of the rows on which a finding rests."""
        held = self.held | {"admitted": "true" if shown.admitted else "false", "why": quoted(shown.why)}
        assert list(held) == list(OF_ROW)
        says = ", ".join(f'{{field: {quoted(name)}, value: "f_{name}"}}' for name in shown.fields)
        return "{" + ", ".join(f"{name}: {text}" for name, text in held.items()) + f", says: [{says}]}}"

    def _rows_kind(self) -> str:
        parts = [f"{name} {kind if kind != 'VARCHAR' else self.kind(f'r_{name}')}" for name, kind in OF_ROW.items()]
        return f"STRUCT({', '.join(parts)}, says STRUCT(field {self.kind('r_field')}, value VARCHAR)[])[]"


def _rows_shape() -> str:
    """Rows of evidence as `from_json` wants their type."""
    parts = [f'"{name}": "{kind}"' for name, kind in OF_ROW.items()]
    said = ", ".join(f'"{name}": "VARCHAR"' for name in SAID)
    return "[{" + ", ".join(parts) + ', "says": [{' + said + "}]}]"


def _chosen(values: Sequence[Any], kind: str = "VARCHAR") -> str:
    """One of the values by the number of the whole, in SQL."""
    texts = [_literal(value, kind) for value in values]
    if len(set(texts)) <= 1:
        return texts[0] if texts else f"NULL::{kind}"
    return f"(CASE whole {' '.join(f'WHEN {at} THEN {text}' for at, text in enumerate(texts))} END)"


def _picked(texts: Sequence[str], code: str, kind: str) -> str:
    """One of the texts by its code, in SQL."""
    if len(texts) == 1:
        return quoted(texts[0])
    return f"(CASE {code} {' '.join(f'WHEN {at} THEN {quoted(text)}::{kind}' for at, text in enumerate(texts))} END)"


def _only(texts: Sequence[str]) -> str | None:
    return quoted(texts[0]) if len(texts) == 1 else None


def _literal(value: Any, kind: str) -> str:
    if value is None:
        return f"NULL::{kind}"
    if isinstance(value, bool | int):
        return str(value).lower()
    return f"{quoted(value)}::{kind}"
