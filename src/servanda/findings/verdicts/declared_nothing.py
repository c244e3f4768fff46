"""Whether a bearer declared nothing of what a limit counts: over nothing a sum is 0, but silence is no declaration.

Rules it keeps (LANGUAGE §2, §4):

- where nothing was declared, the declared verdict is *not declared*, never kept;
- a window looks at what was declared in the period; a sum over all time at all that was declared up to its end.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import Agreement
from servanda.agreement.syntax import ActType, Aggregate, Definition, Limit, Name, Of
from servanda.agreement.usage import reading_body
from servanda.dates import day_of
from servanda.diagnostics import Place
from servanda.evidence.statement import Statement
from servanda.findings.verdicts.verdict import Case
from servanda.findings.world.worldview import Worldview


def aggregates(node: object, core: CoreNorm, agreement: Agreement) -> Iterator[Aggregate]:
    """Every aggregate in a term, also inside the definitions that it names."""
    if isinstance(node, Aggregate):
        yield node
    if isinstance(node, Of) and (definition := agreement.definitions.get(node.name.text)) is not None:
        yield from aggregates(_body(definition, core), core, agreement)
    if isinstance(node, tuple):
        for item in node:
            yield from aggregates(item, core, agreement)
    elif is_dataclass(node) and not isinstance(node, Place | Name):
        for entry in fields(node):
            yield from aggregates(getattr(node, entry.name), core, agreement)


def _body(definition: Definition, core: CoreNorm) -> object:
    return reading_body(definition, core.readings)


def declared_nothing(core: CoreNorm, case: Case, view: Worldview) -> bool:
    """Whether the limit counts what parties declare, and this bearer declared none of it."""
    norm = core.norm
    assert isinstance(norm, Limit)
    if view.world != "declared":
        return False
    counted = list(aggregates(norm.measure, core, view.agreement))
    declarable = [item for item in counted if not isinstance(view.agreement.records[item.record.text], ActType)]
    return bool(declarable) and not any(
        _filed_by(statement, case.bearer, view) for item in declarable for statement in _within(item, case, view)
    )


def _within(item: Aggregate, case: Case, view: Worldview) -> Iterator[Statement]:
    name = item.record.text
    for span in view.states.get(name, []):
        if span.start <= case.end and span.end >= case.start:
            yield from span.statements
    for fact in view.facts.get(name, {}).values():
        if fact.when.low <= case.end and (item.window is None or fact.when.high >= case.start):
            yield from fact.statements


def _filed_by(statement: Statement, bearer: str, view: Worldview) -> bool:
    if statement.filer == bearer:
        return True
    assert statement.filed is not None
    return view.agreement.side_of(statement.filer, day_of(statement.filed.high, view.agreement.zone)) == bearer
