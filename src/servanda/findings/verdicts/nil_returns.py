"""Nil returns: acts by which a party states that in a year there was nothing of a kind.

Rules it keeps (LANGUAGE §2):

- one counts if it was certainly filed after the period, by the party itself, for that year and no other;
- over nothing a number and a sum are 0: a limit on them is judged by what else its measure has in it;
- each year into which the window of an aggregate reaches needs its own, for each kind of what is counted.

It leaves to others: whether anything was declared (`declared_nothing`).
"""

from collections.abc import Iterable
from datetime import date

from servanda.agreement.core.aggregates import seconds
from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.syntax import (
    Aggregate,
    Arithmetic,
    Call,
    InWorld,
    Limit,
    Number,
    Of,
    Path,
)
from servanda.agreement.usage import reading_body
from servanda.dates import day_of, end_of_day
from servanda.findings.verdicts.declared_nothing import aggregates
from servanda.findings.verdicts.periods import binding
from servanda.findings.verdicts.usage import parameter_at
from servanda.findings.verdicts.verdict import Case
from servanda.findings.world.worldview import Fact, Worldview


def year_of(instant: int, view: Worldview) -> int:
    return day_of(instant, view.agreement.zone).year


def filed(view: Worldview, bearer: str, record: str, year: int) -> list[tuple[Fact, bool]]:
    """The nil returns of the bearer that may be for that year, and whether each certainly is one for it."""
    found = []
    for clause in view.agreement.nil_returns:
        if clause.record.text != record:
            continue
        act = view.agreement.records[clause.act.text]
        name = next(item.name.text for item in act.fields if item.type.kind == "year")
        for fact in view.facts.get(clause.act.text, {}).values():
            said, by = fact.number(name), fact.names.get("by")
            if by is not None and bearer in by.maybe and said.low <= year <= said.high:
                sure = bearer in by.sure and not by.open and fact.sure and said.low == said.high
                found.append((fact, sure))
    return sorted(found, key=lambda item: item[0].key)


def nil_returns(view: Worldview, bearer: str, record: str, end: int, year: int) -> list[Fact]:
    """Those by which the bearer certainly stated, after `end`, that the year held nothing of the kind."""
    return [fact for fact, sure in filed(view, bearer, record, year) if sure and fact.when.low > end]


def no_nil_return(view: Worldview, case: Case, records: Iterable[str]) -> str:
    """Why no nil return speaks in the stead of declarations, as the end of a sentence; "" where the text knows none."""
    year = year_of(case.start, view)
    for record in records:
        if not any(clause.record.text == record for clause in view.agreement.nil_returns):
            continue
        for who in filers(view, case):
            said = filed(view, who, record, year)
            if not said:
                return f", and {who} filed no nil return for {year}"
            if not any(sure and fact.when.low > case.end for fact, sure in said):
                late = [fact for fact, sure in said if sure]
                why = "is not certainly one for the year" if not late else "was not certainly filed after the period"
                return f", and the nil return {said[0][0].key[0]} of {who} {why}"
    return ""


def filers(view: Worldview, case: Case) -> list[str]:
    """Who has to state it: the bearer, or whoever belongs to it on any day of the case."""
    side = view.agreement.sides.get(case.bearer)
    if side is None:
        return [case.bearer]
    first, last = day_of(case.start, view.agreement.zone), day_of(case.end, view.agreement.zone)
    return [
        item.party.text
        for item in side.members
        if (item.start is None or item.start.value <= last) and (item.end is None or item.end.value >= first)
    ]


def stated_nothing(core: CoreNorm, case: Case, view: Worldview) -> list[Fact]:
    """The nil returns that speak for all that the limit counts in the case; none where one of them is missing."""
    norm, found = core.norm, list[Fact]()
    assert isinstance(norm, Limit)
    for item in aggregates(norm.measure, core, view.agreement):
        for year in _years(norm, item, case, view):
            for who in filers(view, case):
                said = nil_returns(view, who, item.record.text, min(case.end, _last_second(year, case, view)), year)
                if not said:
                    return []
                found.append(said[0])
    return list({(fact.record, fact.key): fact for fact in found}.values())


def _last_second(year: int, case: Case, view: Worldview) -> int:
    """A nil return for an earlier year need not wait for the end of the case."""
    return end_of_day(date(year, 12, 31), view.agreement.zone)


def _years(norm: Limit, item: Aggregate, case: Case, view: Worldview) -> range:
    """The years at which an aggregate looks in the case, as far back as the norm binds the bearer."""
    first = binding(norm, view.agreement, case.bearer)[0]
    start, end = case.start, case.end
    if item.window is None:
        start = first
    elif item.window.duration is not None:
        length = seconds(item.window.duration)
        start = max(first, case.start - length + 1)
        end = case.end + length if item.window.kind == "beside" else case.end
    return range(year_of(start, view), year_of(end, view) + 1)


def over_nothing(node: object, core: CoreNorm, view: Worldview, instant: int) -> int | None:
    """What a measure comes to where nothing is counted; None where it has more in it than numbers and counts."""
    match node:
        case Number(value):
            return value
        case Aggregate(function):
            return 0 if function in ("sum", "number") else None
        case Path(parts) if len(parts) == 1 and parts[0].text in view.agreement.parameters:
            return parameter_at(view.agreement, parts[0].text, instant)
        case InWorld("declared", inner):
            return over_nothing(inner, core, view, instant)
        case Of(name) if name.text in view.agreement.definitions:
            body = reading_body(view.agreement.definitions[name.text], core.readings)
            return over_nothing(body, core, view, instant)
        case Arithmetic(operator, left, right) if operator != "/":
            one, other = (over_nothing(item, core, view, instant) for item in (left, right))
            if one is None or other is None:
                return None
            return one + other if operator == "+" else one - other if operator == "-" else one * other
        case Call("min" | "max" as function, (left, right)):
            one, other = (over_nothing(item, core, view, instant) for item in (left, right))
            if one is None or other is None:
                return None
            return min(one, other) if function == "min" else max(one, other)
    return None
