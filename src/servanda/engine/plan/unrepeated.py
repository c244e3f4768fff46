"""What a plan is quicker for where it comes only once: to be asked of the facts before a formula is compiled.

Rules it keeps: only what some rule would use, a relation with the columns that are compared.

It leaves to others: asking (`store`, `laid`), and what follows (`lower_window`, `lower_temporal`).
"""

from collections.abc import Iterator, Mapping

from servanda.engine.plan.lower import Columns
from servanda.engine.plan.lower_temporal import lone_events
from servanda.engine.plan.lower_window import summed_events
from servanda.logic.schema import Kind, Schema
from servanda.logic.syntax import Formula


def worth_asking(formula: Formula, schemas: Mapping[str, Schema]) -> Iterator[Columns]:
    """Relations of events, each with columns whose values perhaps no two of its rows share."""
    for name, key in sorted({*summed_events(formula), *lone_events(formula)}):
        schema = schemas.get(name)
        if schema is not None and schema.kind is Kind.EVENT and max(key, default=0) < len(schema.columns):
            yield name, key
