"""The shapes of the relations that a formula speaks of: names, columns, types, and how rows relate to time.

Rules it keeps:

- a column is an integer (64 bits), a float (64 bits) or a string; there are no missing values;
- a row of an `event` holds at one time point, of a `span` from one time stamp to before another, of a `rigid`
  relation at every time point.

It leaves to others: the rows themselves (`servanda.engine.database`) and reading MonPoly's signature files
(`servanda.engine.log`).

>>> schema("filed", "party:string", "troops:int")
Schema(name='filed', columns=(Column(name='party', type='string'), Column(name='troops', type='int')), \
kind=<Kind.EVENT: 'event'>)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal, get_args

ColumnType = Literal["int", "float", "string"]
COLUMN_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)


class Kind(StrEnum):
    """How the rows of a relation relate to time."""

    EVENT = "event"
    SPAN = "span"
    RIGID = "rigid"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    columns: tuple[Column, ...]
    kind: Kind = Kind.EVENT

    @property
    def types(self) -> tuple[ColumnType, ...]:
        return tuple(column.type for column in self.columns)


Signature = Mapping[str, Schema]


@lru_cache(maxsize=8192)
def schema(name: str, *columns: str, kind: Kind = Kind.EVENT) -> Schema:
    """A schema from columns written `name:type`."""
    made = []
    for column in columns:
        label, _, written = column.partition(":")
        found = next((known for known in COLUMN_TYPES if known == written.strip()), None)
        if found is None:
            raise ValueError(f"column `{column}` of `{name}` needs a type: int, float or string")
        made.append(Column(label.strip(), found))
    return Schema(name, tuple(made), kind)


def signature(*schemas: Schema) -> dict[str, Schema]:
    """The schemas by name; a name given twice is an error."""
    found: dict[str, Schema] = {}
    for item in schemas:
        if item.name in found:
            raise ValueError(f"the relation `{item.name}` is declared twice")
        found[item.name] = item
    return found
