"""The two evaluators behind findings: compiled plans by default, the reference meaning on request.

Both are asked the same formulas over the same rows; `tests/findings/test_two_evaluators.py` holds them together.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from servanda.agreement.core.writer import Named
from servanda.engine.answers import Episode
from servanda.engine.database import Database
from servanda.findings.world.relations import Rows
from servanda.logic.schema import Kind, Schema

if TYPE_CHECKING:
    from servanda.engine.drivers.session import EngineSession
    from servanda.engine.plan.session import Session
    from servanda.engine.plan.small import SmallDatabase

Which = Literal["plan", "meaning"]


class Evaluator(Protocol):
    """Holds the facts of one world and answers formulas about them."""

    def load(self, signature: Mapping[str, Schema], rows: Rows) -> None:
        """Add rows; a predicate of the signature without rows is empty."""

    def holds(self, named: Named) -> set[tuple[object, ...]]:
        """The valuations that satisfy the formula at any time point."""

    def episodes(self, named: Named) -> list[Episode]:
        """The longest runs of time points at which each valuation satisfies the formula."""

    def close(self) -> None:
        """Let go of what is held."""


class PlanEvaluator:
    """Plans on DuckDB, or on another engine by its name; opened with the first question, for often there is none.

    That question raises `Unavailable` where the engine is not there.
    """

    def __init__(self, engine: str = "duckdb") -> None:
        self.engine = engine
        self.database: SmallDatabase | None = None
        self.loaded: set[str] = set()
        self._waiting: list[tuple[Schema, list[tuple[object, ...]]]] = []

    def load(self, signature: Mapping[str, Schema], rows: Rows) -> None:
        for name, schema in signature.items():
            if name not in self.loaded or name in rows:
                self._waiting.append((schema, rows.get(name, [])))
                self.loaded.add(name)

    @cached_property
    def _opened(self) -> "Session | EngineSession":
        from servanda.engine.drivers import open_session
        from servanda.engine.plan.session import Session
        from servanda.engine.plan.small import SmallDatabase

        # The two worlds are asked side by side, and a worked example has a few rows only.
        self.database = SmallDatabase() if self.engine == "duckdb" else None
        return Session(self.database.connection) if self.database else open_session(self.engine)

    @property
    def session(self) -> "Session | EngineSession":
        """With all rows so far."""
        for schema, rows in self._waiting:
            self._opened.load(schema, rows)
        self._waiting.clear()
        return self._opened

    def holds(self, named: Named) -> set[tuple[object, ...]]:
        return {item.values for item in self.session.satisfactions(named.formula, named.order)}

    def episodes(self, named: Named) -> list[Episode]:
        return self.session.episodes(named.formula, named.order)

    def close(self) -> None:
        if "_opened" in vars(self):
            self._opened.close()
        if self.database is not None:
            self.database.close()


class MeaningEvaluator:
    """The plain reference evaluator: slow, and right by definition."""

    def __init__(self) -> None:
        self.signature: dict[str, Schema] = {}
        self.rows: Rows = {}
        self._database: Database | None = None

    def load(self, signature: Mapping[str, Schema], rows: Rows) -> None:
        self.signature.update(signature)
        for name, items in rows.items():
            if name in signature:
                self.rows.setdefault(name, []).extend(items)
        self._database = None

    @property
    def database(self) -> Database:
        if self._database is None:
            of: dict[Kind, dict[str, list[tuple[object, ...]]]] = {kind: {} for kind in Kind}
            for name, items in self.rows.items():
                of[self.signature[name].kind][name] = items
            self._database = Database.of_rows(
                self.signature,
                events=of[Kind.EVENT],  # type: ignore[arg-type]
                spans=of[Kind.SPAN],  # type: ignore[arg-type]
                rigid=of[Kind.RIGID],  # type: ignore[arg-type]
            )
        return self._database

    def holds(self, named: Named) -> set[tuple[object, ...]]:
        from servanda.engine.meaning import evaluate

        return {item.values for item in evaluate(named.formula, self.database, order=named.order)}

    def episodes(self, named: Named) -> list[Episode]:
        from servanda.engine.meaning import episodes

        return episodes(named.formula, self.database, order=named.order)

    def close(self) -> None:
        self._database = None


def evaluator(which: Which) -> Evaluator:
    """A fresh evaluator without facts."""
    return PlanEvaluator() if which == "plan" else MeaningEvaluator()


def mentioned(formulas: Iterable[Named], signature: Mapping[str, Schema]) -> dict[str, Schema]:
    """The part of the signature that the formulas mention."""
    from servanda.logic.syntax import Let, Predicate, children

    found: dict[str, Schema] = {}
    ahead = [item.formula for item in formulas]
    while ahead:
        formula = ahead.pop()
        if isinstance(formula, Predicate) and formula.name in signature:
            found[formula.name] = signature[formula.name]
        if isinstance(formula, Let):
            ahead.append(formula.definition)
        ahead.extend(children(formula))
    return found
