"""The rows on which a finding rests, and those that were looked at and not admitted.

Rules it keeps:

- a witness is a row and a field that the norm looks at; rows of another occasion, bearer or time are none;
- a row that did not count is kept as a witness with the reason, because the reader will ask for it.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import Agreement, first_date, key_fields
from servanda.agreement.syntax import (
    ActType,
    Duty,
    EventType,
    Holds,
    Limit,
    Obligation,
    OnChange,
    OnRecord,
    Prohibition,
    Quota,
    Recurrence,
    StateType,
)
from servanda.agreement.usage import Use, turns, uses
from servanda.dates import day_of, show_stamp
from servanda.evidence.statement import Bounds, Completeness, Coverage, Facts, Statement
from servanda.findings.model import Role, Witness, World
from servanda.findings.verdicts.absences import looks, silences
from servanda.findings.verdicts.declared_nothing import declared_nothing
from servanda.findings.verdicts.discharge import Occasion, deeds_of, target_of
from servanda.findings.verdicts.lots import Lots, LotsOfOne
from servanda.findings.verdicts.nil_returns import nil_returns, stated_nothing, year_of
from servanda.findings.verdicts.recurrences import when
from servanda.findings.verdicts.verdict import Case
from servanda.findings.world import proof
from servanda.findings.world.worldview import Fact, Worldview


@dataclass(frozen=True)
class Archive:
    """All statements by record and key, admissible or not.

    `incidents`: world and norm with its readings → key → its witnesses, made once for it and its period.
    """

    agreement: Agreement
    statements: Mapping[str, Mapping[tuple[str, ...], list[Statement]]]
    coverage: tuple[Coverage, ...]
    silences: tuple[Completeness, ...]
    incidents: dict[tuple[object, ...], dict[str, list[Witness]]] = dataclasses.field(default_factory=dict)
    lots: Lots = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, agreement: Agreement, facts: Facts, lots: Lots | None = None) -> "Archive":
        found: dict[str, dict[tuple[str, ...], list[Statement]]] = {}
        for item in facts.statements:
            found.setdefault(item.record, {}).setdefault(item.key, []).append(item)
        return cls(agreement, found, facts.coverage, facts.completeness, lots=lots or {})


def _shown(item: Statement, field: str, agreement: Agreement) -> str:
    if field in item.fields:
        return item.fields[field].text
    if field in ("filed", "") and item.filed is not None:
        return show_stamp(item.filed, agreement.zone)
    if field == "received" and item.received is not None:
        return show_stamp(item.received, agreement.zone)
    if field in ("by", "filer"):
        return ", ".join(item.joined) or item.filer
    if field == "on" and item.when is not None:
        return show_stamp(item.when, agreement.zone)
    return ""


def _witness(item: Statement, field: str, role: Role, view: Worldview, why: str) -> Witness:
    world: World = "observed" if item.world == "observed" else "declared"
    return Witness(
        world,
        role,
        item.file,
        item.line,
        item.record,
        ", ".join(item.key),
        field,
        _shown(item, field, view.agreement),
        item.scope,
        item.source,
        item.origin,
        # A declaration is not graded; what it declares is what was declared.
        item.grade if item.world == "observed" else "",
        item.mark,
        day_of(item.known, view.agreement.zone).isoformat(),
        not why,
        why,
    )


def _scope_fault(item: Statement, field: str, scopes: set[str]) -> str:
    """Why a number does not count here: it speaks of something else."""
    if not isinstance(item.fields.get(field), Bounds) or item.scope in scopes:
        return ""
    return f"speaks of “{item.scope}”" if item.scope else "speaks of the whole occasion"


def rows_of(
    items: Iterable[Statement], used: Iterable[Use], role: Role, view: Worldview, scoped: bool = True
) -> Iterator[Witness]:
    """One witness for each field that is looked at and the row speaks of."""
    wanted: dict[str, set[str]] = {}
    for use in used:
        wanted.setdefault(use.field, set()).add(use.scope)
    looked = sorted(wanted.items())
    for item in items:
        if item.world not in (view.world, "record"):
            continue
        why = proof.inadmissible(item, view.assessor, view.known_by)
        for field, scopes in looked:
            if not _shown(item, field, view.agreement):
                continue
            fault = _scope_fault(item, field, scopes) if scoped else ""
            # A date is no number of the occasion: it means the same in every scope.
            fault = "" if fault and _is_date(item, field, view.agreement) else fault
            yield _witness(item, field, role, view, why or fault)


def _is_date(item: Statement, field: str, agreement: Agreement) -> bool:
    declared = next((f for f in agreement.records[item.record].fields if f.name.text == field), None)
    return declared is not None and declared.type.kind in ("date", "year", "yes or no", "one of")


def of_deed(core: CoreNorm, case: Case, item: Occasion | None, view: Worldview, archive: Archive) -> list[Witness]:
    """Witnesses of an obligation, quota or duty in one world."""
    norm = core.norm
    assert isinstance(norm, Obligation | Quota | Duty)
    used = uses(norm, view.agreement, core.readings)
    found: list[Witness] = []
    if isinstance(norm, Obligation | Quota) and isinstance(norm.trigger, OnRecord | OnChange):
        found += _occasion(norm.trigger, case, used, view, archive)
    found += _turns(core, case, view, archive)
    act = norm.deed.act.text
    if item is not None:
        deeds = [s for fact in deeds_of(norm, item, view) for s in fact.statements]
        found += rows_of(deeds, [Use(act, name) for name in ("by", "filed")], "requirement", view)
        found += _stated(norm, item, view, archive)
        target = target_of(norm, case.occasion, view)
        found += silences(act, case.bearer, target, item.due.late, view, archive.silences)
        if isinstance(norm, Duty) and norm.unless_declared is not None:
            found += _own(norm.unless_declared.text, case.bearer, item.match, view, archive)
    if isinstance(norm, Obligation) and norm.exception is not None and norm.exception.claimed_in is not None:
        found += _claims(norm, case, view, archive)
    if isinstance(norm, Quota):
        found += _earlier(norm, case, view)
    return found


def _own(record: str, bearer: str, year: int, view: Worldview, archive: Archive) -> Iterator[Witness]:
    """What was declared of the bearer and of the year, which makes its nil return unnecessary."""
    kind = view.agreement.records[record]
    assert isinstance(kind, EventType)
    moment, declarer = first_date(kind), str(kind.declarer)
    assert moment is not None
    fields, zone = [Use(record, moment.name.text), Use(record, declarer)], view.agreement.zone
    for fact in view.facts.get(record, {}).values() if view.world == "declared" else ():
        names = fact.names.get(declarer)
        first, last = day_of(fact.when.low, zone).year, day_of(fact.when.high, zone).year
        if names is not None and bearer in names.maybe and first <= year <= last:
            yield from rows_of(archive.statements.get(record, {}).get(fact.key, []), fields, "exception", view)


def _occasion(
    trigger: OnRecord | OnChange, case: Case, used: AbstractSet[Use], view: Worldview, archive: Archive
) -> Iterator[Witness]:
    name = trigger.record.text if isinstance(trigger, OnRecord) else trigger.state.text
    mine = [use for use in used if use.record == name]
    if isinstance(trigger, OnChange):
        key = tuple(case.occasion.rsplit("@", 1)[0].split("/"))
        yield from rows_of(archive.statements.get(name, {}).get(key, []), mine, "occasion", view)
        return
    record = view.agreement.records[name]
    if not isinstance(record, EventType):
        mine = [*mine, Use(name, "by"), Use(name, "filed")]
    yield from rows_of(archive.statements.get(name, {}).get((case.occasion,), []), mine, "occasion", view)
    # Records that the trigger reaches through its links: the request behind a meeting request.
    for linked, target in _links(name, case.occasion, view):
        fields = [use for use in used if use.record == linked]
        yield from rows_of(archive.statements.get(linked, {}).get((target,), []), fields, "occasion", view)


def _links(record: str, key: str, view: Worldview) -> Iterator[tuple[str, str]]:
    fact = view.fact(record, key)
    while fact is not None and fact.links:
        record, key = next(iter(fact.links.items()))
        yield record, key
        fact = view.fact(record, key)


def _stated(norm: Obligation | Quota | Duty, item: Occasion, view: Worldview, archive: Archive) -> Iterator[Witness]:
    for stating in norm.deed.stating:
        for key, rows in sorted(archive.statements.get(stating.state.text, {}).items()):
            if item.case.bearer not in key:
                continue
            here = [s for s in rows if s.when is not None and s.when.low == item.match and s.world == "declared"]
            yield from rows_of(here, [Use(stating.state.text, "on")], "requirement", view)


def _claims(norm: Obligation, case: Case, view: Worldview, archive: Archive) -> Iterator[Witness]:
    assert norm.exception is not None
    assert norm.exception.claimed_in is not None
    act = norm.exception.claimed_in.text
    rows = [s for items in archive.statements.get(act, {}).values() for s in items if case.occasion in s.links.values()]
    condition = norm.exception.condition
    # The checker lets only a yes-or-no field of the act be claimed.
    assert isinstance(condition, Holds)
    field = condition.path.parts[-1].text
    yield from rows_of(rows, [Use(act, field)], "exception", view)


def _earlier(norm: Quota, case: Case, view: Worldview) -> Iterator[Witness]:
    """Acceptances of other requests to the same party, which use up the allowance."""
    for fact in view.facts.get(norm.deed.act.text, {}).values():
        if case.bearer in fact.names["by"].maybe and case.occasion not in fact.links.values():
            yield from rows_of(fact.statements, [Use(norm.deed.act.text, "filed")], "exception", view)


def _turns(core: CoreNorm, case: Case, view: Worldview, archive: Archive) -> Iterator[Witness]:
    """What began or ended a standing that the norm looks at, up to the end of the case."""
    for name in sorted(turns(core.norm, view.agreement, core.readings)):
        fields = [use for use in uses(core.norm, view.agreement, core.readings) if use.record == name]
        if isinstance(view.agreement.records[name], ActType):
            fields.append(Use(name, "by"))
        for fact in view.facts.get(name, {}).values():
            if fact.when.low <= case.end:
                said = archive.statements.get(name, {}).get(fact.key, [])
                yield from rows_of(said, fields, "occasion", view)


def of_limit(core: CoreNorm, case: Case, view: Worldview, archive: Archive) -> list[Witness]:
    """Witnesses of a limit: the statements that are current in the time of the case."""
    norm = core.norm
    assert isinstance(norm, Limit)
    agreement, found = view.agreement, list(_turns(core, case, view, archive))
    if view.world == "declared" and not case.episode and declared_nothing(core, case, view):
        for fact in stated_nothing(core, case, view):
            found += rows_of(fact.statements, [Use(fact.record, "by"), Use(fact.record, "filed")], "absence", view)
    for use in sorted(uses(norm, agreement, core.readings)):
        record = agreement.records.get(use.record)
        if use.world and use.world != view.world:
            continue
        if isinstance(record, StateType) and use.field:
            for statement in _current(record, use, case, view, archive):
                found += list(rows_of([statement], [use], "value", view))
        elif isinstance(record, EventType) and use.field:
            for items in archive.statements.get(use.record, {}).values():
                before = [s for s in items if _begins(s) <= case.end]
                found += list(rows_of(before, [use], "value", view))
    return found


def _begins(item: Statement) -> int:
    dates = [value.low for value in item.fields.values() if isinstance(value, Bounds) and value.low > 10**7]
    return min(dates, default=0)


def _current(record: StateType, use: Use, case: Case, view: Worldview, archive: Archive) -> Iterator[Statement]:
    """Statements about this bearer whose value stands at some time of the case, admissible ones and others."""
    standing = {
        (s.file, s.line)
        for span in view.states.get(record.name.text, [])
        if span.start <= case.end and span.end >= case.start
        for s in span.statements
    }
    for key, items in sorted(archive.statements.get(record.name.text, {}).items()):
        parties = [value for field, value in zip(key_fields(record), key, strict=True) if field.type.kind == "party"]
        others = tuple(
            value for field, value in zip(key_fields(record), key, strict=True) if field.type.kind != "party"
        )
        of_bearer = not parties or any(
            party == case.bearer
            or view.agreement.side_of(party, day_of(case.start, view.agreement.zone)) == case.bearer
            for party in parties
        )
        if not of_bearer or (use.keys and others != use.keys):
            continue
        for item in items:
            inside = item.when is not None and case.start <= item.when.low <= case.end
            if (item.file, item.line) in standing or inside:
                yield item


def of_incident(core: CoreNorm, case: Case, view: Worldview, archive: Archive, keys: Iterable[str]) -> list[Witness]:
    """Witnesses of a prohibition: the incidents, and who watched."""
    norm = core.norm
    assert isinstance(norm, Prohibition)
    found: list[Witness] = list(_turns(core, case, view, archive))
    known = archive.incidents.get((view.world, core.norm.name.text, *core.readings.items()))
    if known is None:
        known = archive.incidents[(view.world, core.norm.name.text, *core.readings.items())] = {}
        used = [use for use in uses(norm, view.agreement, core.readings) if use.record == norm.record.text]
        rows = (item for items in archive.statements.get(norm.record.text, {}).values() for item in items)
        for row in rows_of(rows, used, "occasion", view):
            known.setdefault(row.key, []).append(row)
    lots = archive.lots.get(norm.record.text, {})
    for key in set(keys):
        if case.episode or key not in lots:
            found += known.get(key, ())
    if not case.episode and lots:
        found += _of_lots([key for key in keys if key in lots and key in known], known, case, lots)
    if view.world == "declared" and not case.episode:
        for fact in nil_returns(view, case.bearer, norm.record.text, case.end, year_of(case.start, view)):
            found += rows_of(fact.statements, [Use(fact.record, "by"), Use(fact.record, "filed")], "absence", view)
    if view.world == "observed":
        found += looks(norm.record.text, case, view, archive.coverage)
    return found


def _of_lots(
    keys: Iterable[str], known: Mapping[str, Sequence[Witness]], case: Case, lots: LotsOfOne
) -> Iterator[Witness]:
    """Of incidents that stand for others one row for each mark, with the first day on which it was known."""
    first: dict[str, tuple[str, str]] = {}
    for key in sorted(set(keys)):
        for lot in lots[key].within(case.start, case.end):
            if lot.mark not in first or lot.known < first[lot.mark][0]:
                first[lot.mark] = lot.known, key
    for mark, (day, key) in first.items():
        row = next((one for one in known[key] if one.admitted), known[key][0])
        yield dataclasses.replace(row, mark=mark, known=day)


def of_recurrence(core: CoreNorm, case: Case, view: Worldview, archive: Archive, keys: Iterable[str]) -> list[Witness]:
    """Witnesses of what is to be held so many times: what was held in the period, and the record's own silence."""
    norm = core.norm
    assert isinstance(norm, Recurrence)
    name = norm.record.text
    used = {use for use in uses(norm, view.agreement, core.readings) if use.record == name and use.field}
    if isinstance(view.agreement.records[name], ActType):
        used |= {Use(name, "by"), Use(name, "filed")}
    found: list[Witness] = list(_turns(core, case, view, archive))
    for key in keys:
        fact = view.facts[name][key]
        at = when(norm, fact, view)
        if at.low <= case.end and at.high >= case.start:
            found += list(rows_of(archive.statements.get(name, {}).get((key,), []), sorted(used), "value", view))
    if isinstance(view.agreement.records[name], ActType):
        found += list(silences(name, "", "", case.end, view, archive.silences))
    return found


def of_suspension(claims: Iterable[Fact], view: Worldview) -> list[Witness]:
    """The acts by which the bearer claims a suspension."""
    return [
        row
        for fact in claims
        for row in rows_of(fact.statements, [Use(fact.record, name) for name in ("by", "filed")], "suspension", view)
    ]
