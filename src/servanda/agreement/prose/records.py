"""Declarations and traces in plain English: who is bound, what can be stated and by whom, terms, worked examples.

It keeps the rules of `terms` and leaves norms to `norms`.
"""

from servanda.agreement.parse import Document
from servanda.agreement.prose.effects import read_effect, read_force, read_suspendable
from servanda.agreement.prose.terms import Speech, a, dated_first, day, listed, since, spaced, span
from servanda.agreement.prose.zones import read_map
from servanda.agreement.syntax import (
    Accession,
    ActType,
    Amendment,
    Boundaries,
    Complete,
    Country,
    Date,
    Definition,
    EventType,
    Field,
    FieldType,
    InForce,
    Name,
    NilReturn,
    Number,
    Parameter,
    ParameterValue,
    Party,
    Path,
    Record,
    RecordType,
    Reference,
    Relation,
    Reservable,
    Side,
    Statement,
    StateType,
    Suspendable,
    Territory,
    Text,
    TimeZone,
    Trace,
    TraceExpectation,
    TraceFact,
    TraceValue,
    Unchecked,
    Withdrawal,
    WorkingCalendar,
    Zone,
)


def read_reference(item: Reference) -> str:
    """`This article refers to articles IV and V of the “Treaty”, for “keep up”.`"""
    what = f"“{item.treaty.value}”"
    if item.articles:
        what = f"article{'s' * (len(item.articles) > 1)} {listed([one.value for one in item.articles])} of {what}"
    norms = f", for {listed([f'“{spaced(name)}”' for name in item.norms])}" if item.norms else ""
    return f"This article refers to {what}{norms}."


def read_declaration(statement: Statement, document: Document) -> str:
    """A statement that is not a norm, as sentences."""
    speech = Speech(document, {})
    match statement:
        case EventType() | StateType() | ActType():
            return _record_type(statement, speech)
        case Parameter():
            return _parameter(statement)
        case Definition():
            return _definition(statement, speech)
        case Boundaries() | Territory() | Zone():
            return read_map(statement, speech)
        case NilReturn(record, act):
            return (
                f"Where no {spaced(record)} is declared, the party that has filed {a(spaced(act))} for a year, after "
                f"the period in question, has declared that it had none, which makes every sum and number 0; "
                f"without it, silence is no declaration."
            )
        case Suspendable():
            return read_suspendable(statement)
        case Withdrawal() | Accession() | Amendment() | Reservable():
            return read_effect(statement, speech)
        case Trace():
            return _trace(statement, speech)
        case Unchecked(reason):
            return f"Nothing under this heading is checked: {reason.value}"
        case Reference():
            return read_reference(statement)
    return _framework(statement, speech)


def _framework(statement: Statement, speech: Speech) -> str:
    match statement:
        case Party(name, label):
            return f"{label} ({name}) is a party."
        case Country(name, label):
            return f"{label} ({name}) is not a party, but is spoken of."
        case Side():
            return _side(statement, speech)
        case InForce():
            return read_force(statement, speech)
        case Record("native"):
            return "The record is kept and signed from the start: what is not in it was not filed."
        case Record():
            return "The record is put together from sources: what is not in it may have been filed all the same."
        case Complete(act, party, start, end, source):
            by = f" by {speech.who(party)}" if party is not None else ""
            span_said = f"from {day(start.value)} to {day(end.value)}, both days included"
            return f"Every {spaced(act)}{by} filed or due {span_said}, is in the record: so says “{source}”."
        case TimeZone(name):
            return f"Days run from midnight to midnight in the time zone “{name}”."
        case WorkingCalendar(name, free):
            days = listed([day(item.value) for item in free])
            return f"The working days of “{name}” are Monday to Friday, except {days}."
        case Relation(name):
            return f"Of two countries it can be said that one {spaced(name)} the other; it then holds both ways."
    raise AssertionError(f"nothing is said of {type(statement).__name__}")


def _side(side: Side, speech: Speech) -> str:
    members = []
    for member in side.members:
        since = f" from {day(member.start.value)}" if member.start is not None else ""
        until = f" to {day(member.end.value)}" if member.end is not None else ""
        members.append(f"{speech.who(member.party)}{since}{until}")
    return f"{side.label} ({side.name}) is a side; its members are {listed(members)}."


# --- record types ----------------------------------------------------------------------------------------------------


def _field_type(kind: FieldType) -> str:
    if kind.kind == "count":
        return f"a count of {spaced(kind.unit)}" if kind.unit else "a count"
    if kind.kind == "one of":
        return "one of, rising, " + listed([f"“{option}”" for option in kind.options], "or")
    if kind.several:
        return "one party or more"
    return kind.kind if kind.kind == "yes or no" else a(kind.kind)


def _record_type(record: RecordType, speech: Speech) -> str:
    name = spaced(record.name)
    match record:
        case EventType():
            said = f"{a(name).capitalize()} is an event. {_declared_by(record.declarer, name)}"
            if record.same_when:
                same = listed([_same(item) for item in record.same_when])
                said += f" A declared and an observed {name} are proposed as one and the same when: {same}."
        case StateType():
            said = f"{a(name).capitalize()} is a state. {_declared_by(record.declarer, name)}"
            for hold in record.holds:
                longest = f"for {span(hold.duration)} at most" + (
                    "" if hold.duration.count else ", on its own day only"
                )
                said += f" A value {hold.world} stands until the next one, {longest}."
            worlds = {hold.world for hold in record.holds}
            for world in ("declared", "observed"):
                if world not in worlds and (world == "observed" or record.declarer is not None):
                    said += f" A value {world} stands until the next one, however long."
        case ActType():
            link = f" {record.link} {a(spaced(record.target))}" if record.target is not None else ""
            said = f"{a(name).capitalize()}{link} is an act: filing it is the deed."
            if record.filed_by is not None:
                said += f" It is filed by {_filer(record, record.filed_by, speech)}."
    fields = [
        f"{spaced(field.name)}: {_field_type(field.type)}{', which tells one from another' if field.key else ''}"
        + _released(field, speech)
        for field in record.fields
    ]
    return said + (f" It says {'; '.join(fields)}." if fields else "")


def _released(field: Field, speech: Speech) -> str:
    """`, which only Alba, Borea and whoever files it can read`; nothing where everybody can."""
    if field.release is None:
        return ""
    if not field.release.readers:
        return ", which only the parties can read"
    return f", which only {listed([*map(speech.who, field.release.readers), 'whoever files it'])} can read"


def _filer(act: ActType, path: Path, speech: Speech) -> str:
    """`the party that filed its request`."""
    it = Name("it", path.place)
    said = speech.within({"it": act.name.text}).path(Path((it, *path.parts), path.place))
    target = spaced(act.target or "")
    return said.replace(f"the {target} of it", f"its {target}")


def _same(part: str) -> str:
    """`host equal`, `period overlaps`, `at within 200 km` as clauses."""
    subject, *rest = part.split()
    if rest[0] == "within":
        return f"their places (“{subject}”) lie within {' '.join(rest[1:])} of each other"
    return f"their {spaced(subject)} {'is the same' if rest == ['equal'] else 'overlaps'}"


def _declared_by(declarer: Name | None, name: str) -> str:
    if declarer is None:
        return f"Nobody can declare {a(name)}; it can only be observed."
    return f"Only its {spaced(declarer)} can declare it; what others say of it is evidence."


# --- parameters, definitions -----------------------------------------------------------------------------


def _parameter(parameter: Parameter) -> str:
    def value(item: ParameterValue) -> str:
        number = f"{item.value.value:,}" + (f" {spaced(item.value.unit)}" if item.value.unit else "")
        if item.start is not None or item.since is not None:
            return f"{number} {since(item)}"
        return number if len(parameter.values) == 1 else f"{number} before that"

    return f"“{parameter.name}” is {listed([value(item) for item in dated_first(parameter.values)])}."


def _definition(definition: Definition, speech: Speech) -> str:
    inner = speech.within(_said_of(definition, speech))
    head = (
        f"{definition.variable} is {spaced(definition.name)}"
        if definition.is_condition
        else (f"The {spaced(definition.name)} of {definition.variable}")
    )

    def body(reading_body: object) -> str:
        if definition.is_condition:
            return f"{head} when {inner.condition(reading_body)}"  # type: ignore[arg-type]
        return f"{head} is {inner.term(reading_body)}"  # type: ignore[arg-type]

    if len(definition.readings) == 1 and not definition.readings[0].label:
        return body(definition.readings[0].body) + "."
    lines = [
        f"“{spaced(definition.name)}” has {len(definition.readings)} readings, found side by side; none is chosen:"
    ]
    for reading in definition.readings:
        holders = listed([speech.who(name) for name in reading.holders])
        lines.append(f"  “{reading.label}”, held by {holders}: {body(reading.body)}.")
    return "\n".join(lines)


def _said_of(definition: Definition, speech: Speech) -> dict[str, str]:
    """The record type that a definition speaks of: the first that has every field it names."""
    wanted = _fields_used(definition.readings, definition.variable.text)
    for name, record in speech.records.items():
        if wanted and wanted <= {field.name.text for field in record.fields}:
            return {definition.variable.text: name}
    return {}


def _fields_used(node: object, variable: str) -> set[str]:
    from dataclasses import fields, is_dataclass

    if isinstance(node, Path):
        return {node.parts[1].text} if len(node.parts) > 1 and node.parts[0].text == variable else set()
    if isinstance(node, tuple):
        return set().union(*(_fields_used(item, variable) for item in node)) if node else set()
    if is_dataclass(node):
        return set().union(*(_fields_used(getattr(node, item.name), variable) for item in fields(node)))
    return set()


# --- traces ----------------------------------------------------------------------------------------------------------


def _trace(trace: Trace, speech: Speech) -> str:
    lines = [f"Worked example “{trace.label}”, for {trace.norm}:"]
    if trace.in_force is not None:
        lines.append(f"  The agreement is in force from {day(trace.in_force.value)} on.")
    lines += [f"  {_fact(fact, speech)}." for fact in trace.facts]
    if trace.watched:
        lines.append("  Somebody watched throughout.")
    if trace.incomplete:
        lines.append("  The record is incomplete: what is not in it may have been filed all the same.")
    seen = f"Seen on {day(trace.as_of.value)}: " if trace.as_of is not None else "Seen at its last day: "
    lines += [f"  {seen}{read_expectation(item)}." for item in trace.expectations]
    return "\n".join(lines)


def _fact(fact: TraceFact, speech: Speech) -> str:
    when = f"On {day(fact.when.value)}" + (f" at {fact.clock}" if fact.clock else "")
    if fact.kind == "stands in":
        first, second = speech.who(fact.party or ""), speech.who(fact.target or "")
        return f"{when} and later, {first} {spaced(fact.record)} {second}"
    record = a(spaced(fact.record))
    named = f" {fact.identity}" if fact.identity is not None else ""
    years = _years(speech.records.get(fact.record.text))
    said = [_value(value, value.field.text in years) for value in fact.values]
    values = f", with {listed(said)}" if said else ""
    if fact.kind == "files":
        act = speech.records.get(fact.record.text)
        link = (act.link if isinstance(act, ActType) else None) or "of"
        target = f" {link} {fact.target}" if fact.target is not None else ""
        called = f", called {fact.identity}" if fact.identity is not None else ""
        return f"{when}, {speech.who(fact.party or '')} files {record}{target}{called}{values}"
    return f"{when}, {record}{named} is {fact.kind}{values}"


def _years(record: RecordType | None) -> set[str]:
    """The fields that hold a year, which is written without a comma."""
    return {field.name.text for field in record.fields if field.type.kind == "year"} if record is not None else set()


def _value(value: TraceValue, is_year: bool) -> str:
    low = _single(value.low, is_year)
    if value.high is not None:
        low += f" to {_single(value.high, is_year)}"
    return f"{spaced(value.field)} {listed([low, *(str(name) for name in value.more)])}"


def _single(value: Number | Text | Date | Name, is_year: bool) -> str:
    match value:
        case Number(number) if is_year:
            return str(number)
        case Number(number, unit):
            return f"{number:,}" + (f" {spaced(unit)}" if unit else "")
        case Text(text):
            return f"“{text}”"
        case Date(date):
            return day(date)
    return str(value)


def read_expectation(item: TraceExpectation) -> str:
    """`breached by BLR on X1, in the observed world, under “as notified”, 20 days late`."""
    said = f"{item.verdict} by {item.bearer}"
    match item.occasion:
        case Date(date):
            said += f" for {day(date)}"
        case Number(number):
            said += f" for {number}"
        case Text(period):
            said += f" for {period}"
        case Name(name):
            said += f" for {name}"
    if item.world is not None:
        said += f", in the {item.world} world"
    if item.reading is not None:
        said += f", under the reading “{item.reading}”"
    if item.days_late is not None:
        said += f", {item.days_late:,} day{'s' if item.days_late != 1 else ''} late"
    if item.size is not None:
        said += f", by {item.size:,}"
    if item.suspended is not None:
        said += f", {'' if item.suspended else 'not '}under a claimed suspension"
    return said
