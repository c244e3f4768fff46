"""The reference evaluator agrees with the textbook definition on the formula as it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

import pytest

from servanda.engine.database import Database
from servanda.engine.meaning_relations import Evaluation, Relation
from servanda.logic import syntax as s
from servanda.logic.monitorable import prepare
from servanda.logic.schema import COLUMN_TYPES, ColumnType
from servanda.logic.write import write_formula
from tests.engine.generate import VALUES, generate_case
from tests.engine.satisfaction import Satisfaction

# Values beyond these make the definition too slow to follow: such cases are left out, and counted.
LARGEST_DOMAIN = 24
MOST_VALUATIONS = 3000


@dataclass(frozen=True, slots=True)
class Watched(Evaluation):
    """An evaluation that collects every value that some part of the formula takes."""

    seen: dict[ColumnType, set[s.Value]] = field(default_factory=lambda: {kind: set() for kind in COLUMN_TYPES})

    def denote(self, formula: s.Formula, defined: dict[str, Relation] | None = None) -> Relation:
        relation = Evaluation.denote(self, formula, defined)
        for rows in relation.rows:
            for row in rows:
                for name, value in zip(relation.columns, row, strict=True):
                    self.seen[self.prepared.kinds[name]].add(value)
        return relation


def compare(formula: s.Formula, database: Database) -> bool | None:
    """Whether both agree at every time point for every valuation over the domain; None: too large to try."""
    prepared = prepare(formula, database.signature, closed=True)
    watched = Watched(prepared, database)
    relation = watched.denote(prepared.formula).reordered(prepared.order)
    domain: Mapping[ColumnType, tuple[s.Value, ...]] = {
        kind: tuple(sorted(watched.seen[kind] | set(VALUES[kind]), key=repr)) for kind in COLUMN_TYPES
    }
    definition = Satisfaction(formula, database, domain)
    names = tuple(definition.kinds)
    size = 1
    for name in names:
        size *= len(domain[definition.kinds[name]])
    if size > MOST_VALUATIONS or max(len(values) for values in domain.values()) > LARGEST_DOMAIN:
        return None
    for point in range(len(database.time_points)):
        expected = {
            tuple(valuation[name] for name in prepared.order)
            for valuation in definition.valuations(prepared.order)
            if definition.holds(definition.formula, valuation, point)
        }
        if expected != relation.rows[point]:
            return False
    return True


def check(seeds: range) -> tuple[int, int]:
    tried = satisfied = 0
    for seed in seeds:
        case = generate_case(Random(seed))
        agrees = compare(case.formula, case.database)
        assert agrees is not False, f"seed {seed}: {write_formula(case.formula)}"
        if agrees:
            tried += 1
            satisfied += any(rows for rows in closed_rows(case.formula, case.database))
    return tried, satisfied


def closed_rows(formula: s.Formula, database: Database) -> list[set[tuple[s.Value, ...]]]:
    prepared = prepare(formula, database.signature, closed=True)
    return Evaluation(prepared, database).denote(prepared.formula).rows


def test_the_reference_agrees_with_the_definition() -> None:
    tried, satisfied = check(range(250))
    assert tried >= 120
    assert satisfied >= 60


@pytest.mark.long
def test_the_reference_agrees_with_the_definition_on_many() -> None:
    tried, satisfied = check(range(1000, 6000))
    assert tried >= 2500
    assert satisfied >= 1200
