"""What the sessions ask of an engine: tables in, one statement, a table out.

Rules it keeps:

- a driver holds no meaning: plans come to it as finished text, and it hands back what the engine says;
- Arrow at both ends; a table is known by a name that the statement quotes;
- a number beyond 64 bits that the engine refuses is `OutOfRange`, and every other error stays the engine's own.

It leaves to others: the text (`servanda.engine.plan`), facts and time points (`session`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from servanda.engine.meaning_values import OutOfRange
from servanda.engine.plan.dialect import Dialect

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]


class Driver(ABC):
    """An engine in use. Not for several threads at once."""

    dialect: ClassVar[Dialect]
    beyond: ClassVar[tuple[str, ...]]
    """Words by which the engine says that a number does not fit 64 bits."""
    writes_out: ClassVar[bool] = True
    """Whether the engine computes a common table expression anew wherever it is read."""
    products_apart: ClassVar[bool] = False
    """Whether a join by inequalities alone is to be computed before what reads it."""

    @abstractmethod
    def table(self, name: str, rows: "pyarrow.Table") -> None:
        """Make a table, or put another in its place."""

    @abstractmethod
    def parquet(self, name: str, path: str, columns: Mapping[str, str]) -> None:
        """A table of these columns of a Parquet file, by their new names; read where it lies if possible."""

    @abstractmethod
    def store(self, name: str, query: str) -> None:
        """Make a table of a query's rows, or put another in its place."""

    @abstractmethod
    def answer(self, query: str) -> "pyarrow.Table":
        """The rows of a query."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the tables, and of the engine where it is the driver's own."""

    def ask(self, query: str) -> "pyarrow.Table":
        """The rows of a query; raises `OutOfRange` where a sum goes beyond 64 bits."""
        with self._watched():
            return self.answer(query)

    def keep(self, name: str, query: str) -> None:
        """`store`; raises `OutOfRange` as `ask` does."""
        with self._watched():
            self.store(name, query)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if any(words in str(error) for words in self.beyond):
                raise OutOfRange("a sum goes beyond 64 bits") from error
            raise

    def value(self, query: str) -> Any:
        """The one value of a query, or None where there is no row."""
        found = self.ask(query)
        return found.column(0)[0].as_py() if found.num_rows else None
