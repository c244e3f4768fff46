"""Every kind of norm in plain English: who owes what to whom, by when, what counts as kept, and what silence means.

Rules it keeps:

- a person who knows only these words can spot a wrong threshold, direction, deadline, bearer, exception, tolerance,
  window or period;
- what happens at the very edge of a deadline or limit is said;
- what is left out in the text and has a meaning (to whom it is owed, from when it binds) is said too.

It leaves to others: terms and conditions (`terms`), declarations and traces (`records`).
"""

from servanda.agreement.parse import Document
from servanda.agreement.prose.deadlines import after, entry, read_deadline
from servanda.agreement.prose.terms import IN_ORDER, Speech, a, day, day_of_year, listed, spaced, span
from servanda.agreement.syntax import (
    ActType,
    Bearer,
    Complete,
    Deed,
    Duty,
    EachBearer,
    ExceptionClause,
    InForce,
    LeastEarlier,
    Limit,
    Norm,
    Obligation,
    OnBreach,
    OnChange,
    OnEntryIntoForce,
    OnRecord,
    Path,
    Prohibition,
    Quota,
    Record,
    Recurrence,
    Stating,
    Tolerance,
    Trigger,
    YearlyMaximum,
)


def read_norm(norm: Norm, document: Document) -> str:
    """The norm as labelled sentences, one a line; the first line names it."""
    match norm:
        case Obligation():
            kind, lines = ("milestone" if norm.milestone else "obligation"), _obligation(norm, document)
        case Quota():
            kind, lines = "quota", _quota(norm, document)
        case Duty():
            kind, lines = "duty", _duty(norm, document)
        case Recurrence():
            kind, lines = "duty", _recurrence(norm, document)
        case Limit():
            kind, lines = "limit", _limit(norm, document)
        case Prohibition():
            kind, lines = "prohibition", _prohibition(norm, document)
    return "\n".join([f"{norm.name} ({kind})", *lines, _binds(norm, document)])


def deadline_said(norm: Obligation | Quota, document: Document) -> str:
    """The deadline alone, as it is said: `42 days or more before the start of e`."""
    return read_deadline(norm.deadline, Speech(document, _scope(norm.trigger)))[0]


# --- what several norms say ------------------------------------------------------------------------------------------


def _scope(trigger: Trigger) -> dict[str, str]:
    match trigger:
        case OnRecord(record, variable):
            return {variable.text: record.text}
        case OnChange(variable, state):
            return {variable.text: state.text}
        case OnBreach(variable):
            return {variable.text: "breach"}
        case OnEntryIntoForce():
            return {}


def _trigger(trigger: Trigger, speech: Speech) -> str:
    match trigger:
        case OnRecord(record, variable, where):
            said = f"For each {spaced(record)} {variable}"
        case OnChange(variable, state, where):
            said = f"For each change {variable} of {a(spaced(state))} (a value that differs from the one before)"
        case OnBreach(variable, norm):
            return f"For each breach {variable} of {norm}"
        case OnEntryIntoForce():
            return f"When the agreement enters into force ({entry(speech.document)})"
    return said + (f" where {speech.condition(where)}" if where is not None else "")


def _bearer(bearer: Bearer, speech: Speech) -> str:
    if not isinstance(bearer, EachBearer):
        jointly = " (borne jointly: a deed of any party but the one to whom it is owed counts for all)"
        return speech.path(bearer.path) + (jointly if bearer.jointly else "")
    said = f"each {bearer.kind}"
    if bearer.other_than is not None:
        said += f" other than {speech.path(bearer.other_than)}"
    if bearer.jointly:
        said += " (borne jointly: a deed of any one party counts for all)"
    elif bearer.kind == "side":
        said += " (a deed of any one of its members counts for it)"
    return said


def _deed(deed: Deed, speech: Speech) -> str:
    act = spaced(deed.act)
    said = f"file {a(act)}" + (f" {deed.variable}" if deed.variable is not None else "")
    if deed.target is not None:
        said += (
            f" {deed.link} {speech.path(Path((deed.target, *deed.along), deed.place)) if deed.along else deed.target}"
        )
    if deed.occasion is not None:
        said += f" for {deed.occasion}"
    if deed.where is not None and deed.variable is not None:
        said += f" such that {speech.within({deed.variable.text: deed.act.text}).condition(deed.where)}"
    if deed.stating:
        said += ", stating " + listed([_stating(item, speech) for item in deed.stating])
    return said


def _stating(item: Stating, speech: Speech) -> str:
    state = speech.records.get(item.state.text)
    fields = [field for field in state.fields if field.name.text == item.every.text] if state is not None else []
    options = listed([f"“{option}”" for option in fields[0].type.options]) if fields and fields[0].type.options else ""
    return f"{a(spaced(item.state))} for every {spaced(item.every)}" + (f" ({options})" if options else "")


def _owed_to(path: Path | None, speech: Speech) -> str:
    return f"  Owed to: {speech.path(path) if path is not None else 'every other party'}."


def _binds(norm: Norm, document: Document) -> str:
    binding, kind = norm.binding, "party"
    if isinstance(norm, Limit):
        kind = norm.kind
    elif not isinstance(norm, Prohibition) and isinstance(norm.bearer, EachBearer):
        kind = norm.bearer.kind
    speech = Speech(document, {})
    whom = f"only {listed([speech.who(name) for name in binding.only])}" if binding.only else f"every {kind}"
    force = next((item for item in document.statements if isinstance(item, InForce)), None)
    if binding.start is not None:
        since = f"from {day(binding.start.value)} on"
    elif binding.since is not None:
        since = f"from the entry into force of the amendment “{binding.since}” on"
    else:
        since = f"from the entry into force ({entry(document)}) on"
    if binding.end is not None:
        until = f"to {day(binding.end.value)}, that day included"
    elif binding.until is not None:
        until = f"to the day before the entry into force of the amendment “{binding.until}”"
    elif force is not None and force.end is not None:
        until = f"to the end of the agreement ({day(force.end.value)}), that day included"
    else:
        until = "without an end"
    return f"  Binds: {whom}, {since}, {until}."


def _silence(act: str, document: Document) -> str:
    """What it means that no such act is found."""
    record = next((item for item in document.statements if isinstance(item, Record)), None)
    missing = f"{a(spaced(act))} that is not found by the deadline"
    if record is not None and record.kind == "native":
        return f"  Silence: the record is kept and signed from the start, so {missing} is a breach."
    speech = Speech(document, {})
    spans = [
        f"from {day(item.start.value)} to {day(item.end.value)}"
        + (f" for {speech.who(item.party)}" if item.party is not None else "")
        for item in document.statements
        if isinstance(item, Complete) and item.act.text == act
    ]
    if not spans:
        return f"  Silence: the record is put together from sources, so {missing} leaves it undetermined, no breach."
    where = listed(spans)
    return f"  Silence: {missing} is a breach where the record is complete ({where}), elsewhere undetermined."


# --- the kinds of norm -----------------------------------------------------------------------------------------------


_LATE = "Filed later, it is a breach, dated at the deadline and cured by the filing."


def _obligation(norm: Obligation, document: Document) -> list[str]:
    speech = Speech(document, _scope(norm.trigger))
    said, exact = read_deadline(norm.deadline, speech)
    bearer, deed = _bearer(norm.bearer, speech), _deed(norm.deed, speech)
    lines = [
        f"  {_trigger(norm.trigger, speech)}, {bearer} must {deed}, {said}.",
        f"  Kept: when it is filed {exact}. {_LATE}",
    ]
    if norm.exception is not None:
        lines.append(_exception(norm.exception, speech))
    if isinstance(norm.trigger, OnRecord | OnChange) and norm.trigger.where is not None:
        lines.append("  Not owed: in a world where that condition is certainly not met; undetermined where it is open.")
    return [*lines, _owed_to(norm.owed_to, speech), _silence(norm.deed.act.text, document)]


def _exception(clause: ExceptionClause, speech: Speech) -> str:
    condition = speech.condition(clause.condition)
    if clause.instead is not None:
        said, exact = read_deadline(clause.instead, speech)
        then = f"it must be filed {said} instead ({exact})"
    else:
        then = "it need not be filed at all"
    if clause.claimed_in is None:
        return f"  Exception: if {condition} for certain, {then}."
    claimant = f"{speech.path(clause.claimed_by)} " if clause.claimed_by is not None else "a party "
    act = a(spaced(clause.claimed_in))
    return (
        f"  Exception: if {condition} and {claimant}claims so in {act}, or if it is certain, {then}. "
        "Neither claimed nor certain, it does not apply; evidence against a claim makes the finding contested."
    )


def _quota(norm: Quota, document: Document) -> list[str]:
    speech = Speech(document, _scope(norm.trigger))
    said, exact = read_deadline(norm.deadline, speech)
    asked = spaced(norm.trigger.record)
    limits = [
        f"{speech.term(item.count)} " + ("from one and the same requester" if item.per_requester else "in all")
        for item in norm.allowances
    ]
    order = f" {IN_ORDER[0].upper()}{IN_ORDER[1:]}." if norm.recorded else ""
    return [
        f"  {_trigger(norm.trigger, speech)}, {_bearer(norm.bearer, speech)} must {_deed(norm.deed, speech)}, {said}.",
        f"  Kept: when it is filed {exact}. {_LATE}",
        f"  Up to: {listed(limits)} in a calendar year. Once so many of that year's earlier {asked}s were accepted, "
        f"a refusal or no answer keeps the norm; accepting more is no breach.{order}",
        _owed_to(norm.owed_to, speech),
        _silence(norm.deed.act.text, document),
    ]


def _duty(norm: Duty, document: Document) -> list[str]:
    speech = Speech(document, {})
    days = listed([day_of_year(item) for item in norm.schedule.days])
    months = norm.schedule.months
    rhythm = "Every year" if months == 12 else "Every month" if months == 1 else f"Every {months} months"
    if norm.schedule.within is None:
        when, exact = f"by {days}", f"by the end of {days}"
    else:
        when = f"as of {days}, within {span(norm.schedule.within)} after each of these dates"
        exact = after(norm.schedule.within)
    lines = [
        f"  {rhythm}, {when}, {_bearer(norm.bearer, speech)} must {_deed(norm.deed, speech)}.",
        f"  Kept: when it is filed {exact}. {_LATE}",
        _counts(norm, speech),
    ]
    if norm.unless_declared is not None:
        record = spaced(norm.unless_declared)
        lines.append(f"  Not owed by whoever has {a(record)} of that year among the declared ones.")
    return [*lines, _owed_to(norm.owed_to, speech), _silence(norm.deed.act.text, document)]


def _counts(norm: Duty, speech: Speech) -> str:
    """Which deed counts for which due date."""
    act = speech.records.get(norm.deed.act.text)
    wanted = "date" if norm.deed.occasion == "that date" else "year"
    fields = [field.name.text for field in act.fields if field.type.kind == wanted] if isinstance(act, ActType) else []
    field = f" (its “{fields[0]}”)" if fields else ""
    match norm.deed.occasion:
        case "that date":
            return f"  Counts: only one that says it is as of that very date{field}."
        case "that year":
            return f"  Counts: only one for the calendar year of the due date{field}."
        case "the next year":
            return f"  Counts: only one for the calendar year after the due date{field}."
        case "the year before":
            return f"  Counts: only one for the calendar year before the due date{field}."
        case None:
            return "  Counts: one filed after the due date before."


_HELD_IN = {1: "calendar month", 3: "calendar quarter", 6: "half of a calendar year", 12: "calendar year"}


def _recurrence(norm: Recurrence, document: Document) -> list[str]:
    speech = Speech(document, {norm.variable.text: norm.record.text})
    record, period = spaced(norm.record), _HELD_IN[norm.months]
    number = f"{norm.times:,} or more" if norm.times > 1 else "one or more"
    said = f"In each {period}, {_bearer(norm.bearer, speech)} must hold {number} of {record} {norm.variable}"
    if norm.where is not None:
        said += f" such that {speech.condition(norm.where)}"
    if norm.taking_part is not None:
        said += f"; only one counts in which every side takes part ({speech.path(norm.taking_part)})"
    declared = speech.records.get(norm.record.text)
    dates = [field.name.text for field in declared.fields if field.type.kind == "date"] if declared else []
    counts = f"on its first date (“{dates[0]}”)" if dates else "on the day on which it is filed"
    silence = (
        _silence(norm.record.text, document).replace("by the deadline", f"in the {period}")
        if isinstance(declared, ActType)
        else "  Silence: too few are a breach only where somebody watched throughout; what nobody declared or observed "
        "is not kept."
    )
    return [
        f"  {said}.",
        f"  Kept: as soon as that many were held within the {period}; each counts {counts}.",
        f"  Found: once for each {period} for the whole of which the norm binds.",
        _owed_to(norm.owed_to, speech),
        silence,
    ]


def _limit(norm: Limit, document: Document) -> list[str]:
    speech = Speech(document, {norm.variable.text: norm.kind})
    measure, bound = speech.term(norm.measure), speech.term(norm.bound)
    verb = "are" if speech.plural(norm.measure) else "is"
    jointly = " (borne by its members jointly)" if norm.jointly else ""
    for_whom = f"For each {norm.kind} {norm.variable}{jointly}"
    if norm.operator == "<=":
        rule, beyond = f"{measure} {verb} at most {bound}", "more than that"
    else:
        rule, beyond = f"{measure} {verb} at least {bound}", "less than that"
    exactly = "Exactly as much as the bound is kept"
    if isinstance(norm.measure, YearlyMaximum) and isinstance(norm.bound, LeastEarlier):
        rule += "; that is, it never rises again above the lowest level reached"
        exactly = "As much as the lowest year before is kept"
    kept = f"  Kept: while it is so. {exactly}; {beyond} is a breach from the day it begins."
    lines = [f"  {for_whom}: {rule}.", kept]
    if norm.tolerance is not None:
        lines.append(_tolerance(norm.tolerance))
    return [*lines, f"  Found: {_ASSESSED[norm.assessed]}, and once for each stretch of breach.", _UNKNOWN]


_ASSESSED = {
    "at all times": "at all times",
    "each calendar year": "once for each calendar year, with its extreme value",
    "each calendar month": "once for each calendar month, with its extreme value",
}
_UNKNOWN = (
    "  Silence: where no value stands, nothing was observed or declared, which is not kept; "
    "a value known only between two numbers, one on each side of the bound, leaves it undetermined."
)


def _tolerance(tolerance: Tolerance, lasting: bool = False) -> str:
    """`lasting`: of one that lasts from its first to its last date, not of a stretch of excess."""
    said = f"up to {span(tolerance.in_a_row)} in a row"
    ends = "Longer than that"
    if tolerance.in_window is not None and tolerance.window is not None:
        said += f" and up to {span(tolerance.in_window)} in any {span(tolerance.window)}"
        ends = "Beyond either"
    if lasting:
        return (
            f"  Tolerated: one that lasts {said}, its first and last day included. {ends}, the whole of it is a breach."
        )
    return f"  Tolerated: {said}. {ends}, the whole period counts as a breach, from its first day."


def _prohibition(norm: Prohibition, document: Document) -> list[str]:
    speech = Speech(document, {norm.variable.text: norm.record.text})
    said = f"There must be no {spaced(norm.record)} {norm.variable}"
    if norm.where is not None:
        said += f" where {speech.condition(norm.where)}"
    said += f", done by {speech.path(norm.by)}"
    if norm.against is not None:
        said += f" against {speech.path(norm.against)}"
    if norm.relation is not None:
        said += f", where {speech.condition(norm.relation)}"
    period = norm.assessed.removeprefix("each ")
    return [
        f"  {said}.",
        *([_tolerance(norm.tolerance, lasting=True)] if norm.tolerance is not None else []),
        f"  Breached: by {speech.path(norm.by)}, with each such {spaced(norm.record)}, on its day.",
        f"  Found: once for each such {spaced(norm.record)}, and once for each party and {period}.",
        f"  Silence: {a(period)} without one is kept only where somebody watched throughout; "
        "elsewhere nothing was observed or declared, which is not kept.",
    ]
