"""How an engine writes the kernel: which of SQLGlot's dialects, and the engine's functions by name.

Rules it keeps: a dialect is a constant, so that a statement's text depends on the plan and the dialect alone; what an
engine lacks is absent from its functions, and `Lacking` names it.

It leaves to others: the engines' own dialects (`servanda.engine.drivers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from servanda.engine.availability import Lacking
from servanda.engine.plan.functions import FUNCTIONS, Build
from servanda.engine.plan.kernel_functions import Kernel, named, number


@dataclass(frozen=True, eq=False)
class Dialect:
    """`writes`: SQLGlot's name of the dialect that the text is in. `equalities`: nothing else stands under ON."""

    engine: str
    writes: str
    functions: Mapping[str, Build]
    equalities: bool = True

    def function(self, name: str) -> Build:
        found = self.functions.get(name)
        if found is None:
            raise Lacking(self.engine, name)
        return found

    def until(self, latest: int) -> "Dialect":
        """The same, with the horizon as a constant in place of a parameter."""
        return replace(self, functions={**self.functions, "latest": lambda: number(latest)})


class DuckDBKernel(Kernel):
    """The kernel's functions on DuckDB, where its quicker ones are compared with them."""

    wide = exp.DataType.build("hugeint", dialect="duckdb")

    def matches(self, text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return named("regexp_matches", text, pattern)


DUCKDB = Dialect("duckdb", "duckdb", FUNCTIONS, equalities=False)
KERNEL = Dialect(
    "duckdb", "duckdb", {**DuckDBKernel().functions(), "captured": FUNCTIONS["captured"], "f2s": FUNCTIONS["f2s"]}
)
