"""What is wrong with a trace: whether what it speaks of is there, and of the right kind."""

from servanda.agreement.model import Agreement, fields_of
from servanda.agreement.names import field_in, unknown
from servanda.agreement.syntax import (
    ActType,
    Date,
    EventType,
    Name,
    Number,
    RecordType,
    Text,
    Trace,
    TraceExpectation,
    TraceFact,
    TraceValue,
)
from servanda.diagnostics import refuse


def check_trace(trace: Trace, agreement: Agreement) -> None:
    """Raise where a trace speaks of what the agreement does not have."""
    if trace.norm.text not in agreement.norms:
        raise unknown("unknown-norm", "norm", trace.norm, agreement.norms)
    named: dict[str, RecordType] = {}
    for fact in trace.facts:
        _check_fact(fact, agreement, named)
    for expectation in trace.expectations:
        _check_expectation(expectation, agreement, named)


def _check_expectation(expectation: TraceExpectation, agreement: Agreement, named: dict[str, RecordType]) -> None:
    people = {**agreement.parties, **agreement.sides}
    if expectation.bearer.text not in people:
        raise unknown("unknown-party", "party or side", expectation.bearer, people)
    if isinstance(expectation.occasion, Name) and expectation.occasion.text not in named:
        raise unknown("unknown-name", "fact in this trace", expectation.occasion, named)
    if expectation.reading is not None:
        labels = [label for labels in agreement.readings().values() for label in labels]
        for label in expectation.reading.split("; "):
            if label not in labels:
                name = Name(label, expectation.place)
                raise unknown("unknown-reading", "reading", name, [label for label in labels if label])


def _check_pair(fact: TraceFact, agreement: Agreement) -> None:
    """`DATE ALBA borders BOREA`: a relation of the agreement between two countries or parties."""
    if fact.record.text not in agreement.relations:
        known = ["files", *agreement.relations]
        raise unknown("unknown-relation", "relation", fact.record, known)
    people = {**agreement.parties, **agreement.countries}
    for name in (fact.party, fact.target):
        if name is not None and name.text not in people:
            raise unknown("unknown-party", "party or country", name, people)


def _check_fact(fact: TraceFact, agreement: Agreement, named: dict[str, RecordType]) -> None:
    if fact.kind == "stands in":
        return _check_pair(fact, agreement)
    record = agreement.records.get(fact.record.text)
    if record is None:
        raise unknown("unknown-record", "record type", fact.record, agreement.records)
    if fact.kind == "files" and not isinstance(record, ActType):
        message = f"`{record.name}` is no act: it is declared or observed."
        raise refuse("wrong-fact", message, fact.record.place, "Write `DATE declared …` or `DATE observed …`.")
    if fact.kind != "files" and isinstance(record, ActType):
        message = f"`{record.name}` is an act: a party files it."
        raise refuse("wrong-fact", message, fact.record.place, "Write `DATE PARTY files …`.")
    if fact.party is not None and fact.party.text not in agreement.parties:
        raise unknown("unknown-party", "party", fact.party, agreement.parties)
    if isinstance(record, EventType) and fact.identity is None:
        message = f"This {record.name} has no name to speak of it by."
        raise refuse("nameless-fact", message, fact.record.place, f"Write `{record.name} X1`.")
    if fact.identity is not None:
        named[fact.identity.text] = record
    if fact.target is not None and fact.target.text not in named:
        _add_target(fact.target, record, agreement, named)
    for value in fact.values:
        _check_value(value, record, agreement)
    return None


def _add_target(target: Name, record: RecordType, agreement: Agreement, named: dict[str, RecordType]) -> None:
    """A name that only an act's link speaks of stands for a record of the act's target type."""
    if not isinstance(record, ActType) or record.target is None:
        message = f"`{record.name}` is an act of nothing else."
        raise refuse("wrong-link", message, target.place, f"Delete `{target}` and the word before it.")
    found = agreement.records.get(record.target.text)
    if found is None:
        raise unknown("unknown-record", "record type", record.target, agreement.records)
    named[target.text] = found


# What may be written for a field of each kind, and how it is called.
_WRITTEN: dict[str, tuple[type, str]] = {
    "count": (Number, "a number"),
    "number": (Number, "a number"),
    "year": (Number, "a year such as 2013"),
    "date": (Date, "a date such as 2012-02-01"),
    "text": (Text, "a text in quotation marks"),
    "place": (Text, "a text in quotation marks"),
    "yes or no": (Name, "`yes` or `no`"),
}


def _check_value(value: TraceValue, record: RecordType, agreement: Agreement) -> None:
    field_in(record, value.field)
    field = fields_of(record).get(value.field.text)
    if field is None:
        message = f"`{value.field}` is what the {record.name} is filed of or to, not a field."
        raise refuse("wrong-value", message, value.place, f"Write `files {record.name} of …` instead.")
    kind = field.type
    if kind.kind in ("party", "country", "party or country"):
        known = {**agreement.parties, **agreement.countries}
        for name in (value.low, *value.more):
            if not isinstance(name, Name) or name.text not in known:
                shown = name if isinstance(name, Name) else Name(str(getattr(name, "value", name)), value.place)
                raise unknown("unknown-party", "party or country", shown, known)
    elif kind.kind == "body":
        if not isinstance(value.low, Name) or value.low.text not in agreement.organs:
            shown = value.low if isinstance(value.low, Name) else Name(str(value.low), value.place)
            raise unknown("unknown-body", "body", shown, agreement.organs)
    elif kind.options:
        text = value.low.text if isinstance(value.low, Name) else str(value.low.value)
        if text not in kind.options:
            raise unknown("unknown-option", f"option of `{value.field}`", Name(text, value.place), list(kind.options))
    else:
        wanted, called = _WRITTEN[kind.kind]
        right = isinstance(value.low, wanted) and not value.more
        if kind.kind == "yes or no":
            right = right and str(value.low) in ("yes", "no")
        if not right:
            message = f"`{value.field}` holds {called}."
            raise refuse("wrong-value", message, value.place, f"Write {called} after `{value.field}`.")
        if isinstance(value.low, Number) and value.low.unit and value.low.unit != kind.unit:
            message = f"`{value.field}` counts {kind.unit or 'without a unit'}, not {value.low.unit}."
            raise refuse("unit-mismatch", message, value.low.place, "Write the number alone, or with its own unit.")
