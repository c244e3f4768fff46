"""The worked examples inside an agreement, run through the same passes as real facts.

Rules it keeps:

- a trace is a small world of its own: its record is complete (`record incomplete` says otherwise), its one assessor
  needs one source of any grade, it is known as it happens, and only `watched throughout` makes silence in the observed
  world speak;
- `expect V` without a world must hold in every world in which something was owed; with a world, in that one;
- `no finding` means that nothing was owed in either world.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from servanda.agreement.model import Agreement, fields_of, first_date, key_fields
from servanda.agreement.syntax import (
    ActType,
    Date,
    EventType,
    FieldType,
    InForce,
    Name,
    Number,
    Prohibition,
    RecordType,
    StateType,
    Trace,
    TraceExpectation,
    TraceFact,
    TraceValue,
)
from servanda.dates import ALWAYS, NEVER, Stamp, day_stamp, end_of_day, stamp, start_of_day
from servanda.evidence.files import MARKS
from servanda.evidence.statement import Bounds, Coverage, Facts, Names, Pair, Statement, Value
from servanda.evidence.values import bounds
from servanda.evidence.zones.geography import Geography, geography
from servanda.findings.assess import findings_of
from servanda.findings.model import WORLDS, Assessor, Finding
from servanda.findings.verdicts.court import Court

READER = Assessor("trace", 1, "any", MARKS)
_SILENT = ("not owed", "not declared", "not observed")


@dataclass(frozen=True, slots=True)
class TraceResult:
    """Whether an expectation was met, and what was found instead."""

    trace: Trace
    expectation: TraceExpectation
    ok: bool
    found: str


def run(agreement: Agreement, root: Path | None = None) -> list[TraceResult]:
    """Every expectation of every trace, in the order of the text. `root`: the workspace, which has the maps."""
    places = geography(agreement, root) if agreement.traces else None
    return [result for trace in agreement.traces for result in run_trace(trace, agreement, places)]


def run_trace(trace: Trace, agreement: Agreement, places: Geography | None = None) -> list[TraceResult]:
    """The expectations of one trace."""
    small = replace(agreement, native=not trace.incomplete, complete=(), in_force=_force(trace, agreement))
    facts = facts_of(trace, small)
    last = trace.as_of.value if trace.as_of else max((fact.when.value for fact in trace.facts), default=small.starts)
    as_of = end_of_day(last, agreement.zone)
    court = Court(small, facts, READER, as_of, as_of, geography=places)
    wanted = {trace.norm.text, *_primary(trace.norm.text, agreement)}
    found = [item for item in findings_of(court, norms=wanted) if item.norm == trace.norm.text]
    return [_result(trace, expectation, found) for expectation in trace.expectations]


def _force(trace: Trace, agreement: Agreement) -> InForce:
    """When the agreement is in force in a trace: from the day that it names, or by the acts that it files.

    Where the text waits for acts and the trace has none of them, from the first day of the year in which it begins.
    """
    force = agreement.in_force
    if trace.in_force is not None:
        return InForce(trace.in_force, force.end, force.place)
    if force.entry is None or any(fact.record.text == force.entry.act.text for fact in trace.facts):
        return force
    days = [fact.when.value for fact in trace.facts] + ([trace.as_of.value] if trace.as_of else [])
    return InForce(Date(date(min(days).year, 1, 1), force.place), force.end, force.place) if days else force


def _primary(norm: str, agreement: Agreement) -> list[str]:
    """The norms on whose breach this one is owed, directly or through others."""
    trigger = getattr(agreement.norms[norm], "trigger", None)
    before = getattr(getattr(trigger, "norm", None), "text", None)
    return [before, *_primary(before, agreement)] if before else []


# --- facts ----------------------------------------------------------------------------------------------------------


def facts_of(trace: Trace, agreement: Agreement) -> Facts:
    """The statements that the lines of a trace make."""
    statements, pairs = [], []
    for number, fact in enumerate(trace.facts, 1):
        if fact.kind == "stands in":
            pairs.append(_pair(fact, number, agreement))
            continue
        record = agreement.records[fact.record.text]
        statements.append(_statement(fact, record, number, agreement))
    coverage: tuple[Coverage, ...] = ()
    if trace.watched:
        start, end = _known(agreement), agreement.force()[1]
        coverage = tuple(
            Coverage("trace", 0, name, "", start, end, True, "trace", "trace", "A1", start)
            for name in agreement.records
        )
    return Facts(tuple(statements), coverage, pairs=tuple(pairs))


def _known(agreement: Agreement) -> int:
    """A trace is known as it happens: from before its first line on."""
    start = agreement.force()[0]
    return start if start < NEVER else ALWAYS


def _pair(fact: TraceFact, number: int, agreement: Agreement) -> Pair:
    first, second = str(fact.party), str(fact.target)
    return Pair("trace", number, fact.record.text, first, second, _when(fact, agreement).low, agreement.force()[1])


def _when(fact: TraceFact, agreement: Agreement) -> Stamp:
    if fact.clock is None:
        return day_stamp(fact.when.value, agreement.zone)
    return stamp(f"{fact.when.value.isoformat()}T{fact.clock}:00", agreement.zone)


def _statement(fact: TraceFact, record: RecordType, number: int, agreement: Agreement) -> Statement:
    when = _when(fact, agreement)
    values = {
        value.field.text: _value(value, fields_of(record)[value.field.text].type, agreement) for value in fact.values
    }
    identity = fact.identity.text if fact.identity else f"fact {number}"
    if isinstance(record, EventType):
        date, key = first_date(record), key_fields(record)[0]
        assert date is not None
        values.setdefault(date.name.text, Bounds(when.low, when.high, fact.when.value.isoformat()))
        values[key.name.text] = Names((identity,), identity)
        keys: tuple[str, ...] = (identity,)
    elif isinstance(record, StateType):
        keys = tuple(_key_text(values.get(field.name.text)) for field in key_fields(record))
    else:
        keys = (identity,)
    links = {}
    if isinstance(record, ActType) and record.target is not None and fact.target is not None:
        links[record.target.text] = fact.target.text
    declarer = _declarer(record, values)
    filer = fact.party.text if fact.party else (declarer if fact.kind == "declared" else "")
    return Statement(
        "record" if isinstance(record, ActType) else "declared" if fact.kind == "declared" else "observed",
        "trace",
        number,
        record.name.text,
        keys,
        values,
        None if isinstance(record, EventType) else when,
        filer,
        when if fact.kind != "observed" else None,
        None,
        "",
        "trace",
        filer or f"observer {number}" if fact.kind != "observed" else "observer",
        "A1",
        "confirmed",
        _known(agreement),
        links,
    )


def _declarer(record: RecordType, values: Mapping[str, Value]) -> str:
    if isinstance(record, ActType) or record.declarer is None:
        return ""
    value = values.get(record.declarer.text)
    return value.values[0] if isinstance(value, Names) else ""


def _key_text(value: Value | None) -> str:
    if isinstance(value, Names):
        return value.values[0]
    return value.text if value is not None else ""


def _value(value: TraceValue, kind: FieldType, agreement: Agreement) -> Value:
    low, high = value.low, value.high
    if isinstance(low, Number):
        last = high.value if isinstance(high, Number) else low.value
        return Bounds(low.value, last, str(low.value) if last == low.value else f"{low.value}..{last}")
    if isinstance(low, Date):
        end = high.value if isinstance(high, Date) else low.value
        text = low.value.isoformat() if end == low.value else f"{low.value.isoformat()}..{end.isoformat()}"
        return Bounds(start_of_day(low.value, agreement.zone), end_of_day(end, agreement.zone), text)
    text = low.text if isinstance(low, Name) else low.value
    if kind.kind in ("one of", "yes or no"):
        return bounds(text, kind, agreement.zone)
    names = (text, *(name.text for name in value.more))
    return Names(names, "; ".join(names))


# --- expectations ---------------------------------------------------------------------------------------------------


def _result(trace: Trace, expectation: TraceExpectation, found: Iterable[Finding]) -> TraceResult:
    mine = [item for item in found if _concerns(item, expectation)]
    if expectation.verdict == "no finding":
        ok = not mine
    else:
        ok = bool(mine) and all(_meets(item, expectation) for item in mine)
    shown = "; ".join(_shown(item) for item in mine) or "no finding"
    return TraceResult(trace, expectation, ok, shown)


def _concerns(finding: Finding, expectation: TraceExpectation) -> bool:
    if finding.bearer != expectation.bearer.text:
        return False
    if expectation.reading is not None and expectation.reading not in (finding.reading or "").split("; "):
        return False
    occasion = expectation.occasion
    if occasion is None:
        return True
    text = occasion.text if isinstance(occasion, Name) else str(getattr(occasion, "value", ""))
    if isinstance(occasion, Date):
        text = occasion.value.isoformat()
    return finding.occasion == text or finding.occasion.startswith(f"{text} (")


def _meets(finding: Finding, expectation: TraceExpectation) -> bool:
    worlds = [expectation.world] if expectation.world else [w for w in WORLDS if finding.side(w).verdict not in _SILENT]
    if not worlds:
        worlds = list(WORLDS) if expectation.verdict in _SILENT else []
    sides = [finding.side(world) for world in worlds]
    if not sides or any(side.verdict != expectation.verdict for side in sides):
        return False
    if expectation.days_late is not None and finding.attributes.get("days late") != expectation.days_late:
        return False
    if expectation.suspended is not None and expectation.suspended != ("suspended" in finding.attributes):
        return False
    if expectation.size is not None:
        sizes = [abs(side.low - finding.bound) for side in sides if side.low is not None and finding.bound is not None]
        return expectation.size in sizes
    return True


def _shown(finding: Finding) -> str:
    late = finding.attributes.get("days late")
    parts = [f"declared {finding.declared.verdict}", f"observed {finding.observed.verdict}"]
    if late is not None:
        parts.append(f"{late} day{'' if late == 1 else 's'} late")
    parts += ["suspended"] if "suspended" in finding.attributes else []
    side = finding.observed if finding.observed.low is not None else finding.declared
    if side.low is not None and finding.bound is not None and side.low > finding.bound:
        parts.append(f"by {side.low - finding.bound}")
    under = f" under “{finding.reading}”" if finding.reading else ""
    return ", ".join(parts) + under


__all__ = ["Prohibition", "TraceResult", "facts_of", "run", "run_trace"]
