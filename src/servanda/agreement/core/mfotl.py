"""A norm in the field's own syntax, so that a verified monitor (VeriMon, WhyMon, MonPoly) can recheck a finding.

Rules it keeps:

- the formula is satisfied once for each breach: by the occasion and who bears it, or by the key of a state;
- a norm that rests on more than certain facts is refused with the reason, never written with a part left out:
  no exceptions, readings, tolerances, windows or calendar units, and no dates but in UTC, where a day has 24 hours;
- one relation for each record type: `id`, for acts `by` and the link, then the fields as they stand in the text (of a
  state: its key, then its values); a field of several parties is a relation `TYPE_FIELD(id, FIELD)` at the same time
  point; a date is a second since 1970, yes is 1, the options of a choice count from 0;
- the stamp of an event is the first second of its first date, of an act its filing, of a state its statement.

It leaves to others: the log, and running the monitor.

>>> from servanda.agreement.example import small
>>> print(export(small(), "notify").formula, end="")
EXISTS e_host, e_personnel, e_start.
  exercise(e, e_host, e_personnel, e_start)
  AND e_personnel >= 9000
  AND bearer = e_host
  AND NOT (ONCE[3542401,*) EXISTS deed. notification(deed, bearer, e))
"""

from dataclasses import dataclass

from servanda.agreement.core.terms import exists
from servanda.agreement.core.vocabulary import is_numeric
from servanda.agreement.model import Agreement, first_date, key_fields, value_fields
from servanda.agreement.syntax import (
    ActType,
    Binding,
    Both,
    Compare,
    Condition,
    Date,
    Deadline,
    Either,
    EventType,
    Field,
    Holds,
    Is,
    Limit,
    Negation,
    Norm,
    Number,
    Obligation,
    Of,
    OnRecord,
    Path,
    PathBearer,
    Prohibition,
    RecordType,
    StateType,
    Text,
)
from servanda.agreement.syntax import Term as SurfaceTerm
from servanda.dates import DAY, UTC, start_of_day
from servanda.diagnostics import Place, Refused, refuse
from servanda.logic import syntax as logic
from servanda.logic.syntax import And, Comparison, Constant, Formula, Not, Once, Or, Predicate, Variable
from servanda.logic.write import write_formula

BEARER = Variable("bearer")
_HOUR_LIKE = {"hours": 3600, "days": DAY, "weeks": 7 * DAY}


@dataclass(frozen=True, slots=True)
class Exported:
    """A signature and a formula, each the text of a file in MonPoly's format."""

    signature: str
    formula: str


def export(agreement: Agreement, name: str) -> Exported:
    """The norm `name` of the agreement; raises `Refused` where the bare logic cannot say what it says."""
    norm = agreement.norms[name]
    writer = _Writer(agreement, norm)
    formula = writer.breach()
    lines = [line for record in writer.used.values() for line in _declarations(record)]
    return Exported("\n".join(lines) + "\n", write_formula(formula, width=100) + "\n")


def _columns(record: RecordType) -> list[tuple[str, str]]:
    """The columns of a record's relation, with their types."""
    found: list[tuple[str, str]] = []
    if isinstance(record, StateType):
        fields = [*key_fields(record), *value_fields(record)]
        return [(field.name.text, _type(field)) for field in fields]
    found.append(("id", "string"))
    if isinstance(record, ActType):
        found.append(("by", "string"))
        if record.target is not None:
            found.append((record.target.text, "string"))
    fields = [field for field in record.fields if not field.key and not field.type.several]
    return found + [(field.name.text, _type(field)) for field in fields]


def _type(field: Field) -> str:
    return "int" if is_numeric(field.type) and not field.key else "string"


def _declarations(record: RecordType) -> list[str]:
    columns = ", ".join(f"{name}:{kind}" for name, kind in _columns(record))
    several = [field.name.text for field in record.fields if field.type.several]
    return [f"{record.name}({columns})"] + [f"{record.name}_{name}(id:string, {name}:string)" for name in several]


class _Writer:
    """Writes the breach of one norm, and remembers which record types it speaks of."""

    def __init__(self, agreement: Agreement, norm: Norm) -> None:
        self.agreement = agreement
        self.norm = norm
        self.used: dict[str, RecordType] = {}

    def refuse(self, why: str, place: Place) -> Refused:
        message = f"`{self.norm.name}` cannot be written in MFOTL: {why}."
        remedy = "`servanda check --core` prints the whole translation, for servanda's own evaluators."
        return refuse("not-in-mfotl", message, place, remedy)

    def breach(self) -> Formula:
        norm = self.norm
        if self.agreement.zone != UTC and self.agreement.zone_name != "UTC":
            raise self.refuse("its days are those of a time zone other than UTC", norm.place)
        if norm.binding != Binding():
            raise self.refuse("it binds only some parties, or from or to a date of its own", norm.place)
        match norm:
            case Obligation():
                return self.obligation(norm)
            case Prohibition():
                return self.prohibition(norm)
            case Limit():
                return self.limit(norm)
        raise self.refuse("it follows the calendar", norm.place)

    # --- the kinds of norm -----------------------------------------------------------------------------------------

    def obligation(self, norm: Obligation) -> Formula:
        trigger, deed = norm.trigger, norm.deed
        if not isinstance(trigger, OnRecord):
            raise self.refuse("its trigger is no record", norm.place)
        if norm.exception is not None:
            raise self.refuse("it has an exception", norm.exception.place)
        if not isinstance(norm.bearer, PathBearer):
            raise self.refuse("its bearer is not named by the record that triggers it", norm.bearer.place)
        if deed.target is None or deed.target.text != trigger.variable.text:
            raise self.refuse("its deed is not linked to what triggers it", deed.place)
        if deed.where is not None or deed.along:
            raise self.refuse("only some acts of that type keep it", deed.place)
        variable = trigger.variable.text
        record = self.agreement.records[trigger.record.text]
        owed = self.where(self.atom(record, variable), trigger.where, variable, record)
        owed = self.person(norm.bearer.path, variable, record, owed)
        act = self.agreement.records[deed.act.text]
        done = self.atom(act, "deed", {"by": BEARER, record.name.text: Variable(variable)})
        done = exists(sorted(logic.free_variables(done) - {"bearer", variable}), done)
        return self.closed(And(owed, Not(self.in_time(norm.deadline, record, done))), variable)

    def in_time(self, deadline: Deadline, record: RecordType, done: Formula) -> Formula:
        """`done` within the deadline, seen from the time point of the record that triggers."""
        anchor, duration = deadline.anchor, deadline.duration
        if anchor is None or anchor.path is None:
            raise self.refuse("its deadline does not count from the record that triggers it", deadline.place)
        first = first_date(record) if isinstance(record, EventType) else None
        at_first = first is not None and [part.text for part in anchor.path.parts[1:]] == [first.name.text]
        at_filing = isinstance(record, ActType) and anchor.kind == "filed" and len(anchor.path.parts) == 1
        if not (at_first and anchor.kind == "field") and not at_filing:
            raise self.refuse("its deadline counts from something else than the stamp of its trigger", deadline.place)
        if deadline.kind == "at":
            return Or(Once(logic.ALL_PAST, done), logic.Eventually(logic.Interval(0, DAY - 1), done))
        assert duration is not None
        if duration.unit not in _HOUR_LIKE:
            raise self.refuse(f"{duration.unit} are no fixed number of seconds", deadline.place)
        seconds = duration.count * _HOUR_LIKE[duration.unit]
        if deadline.kind == "before":
            # On a date that lies that many days before, to its last second; the stamp is the first second of a day.
            return Once(logic.Interval(seconds if duration.unit == "hours" else seconds - DAY + 1, None), done)
        if duration.unit != "hours":
            if at_filing:
                raise self.refuse("days after a filing end at midnight, wherever in the day they began", deadline.place)
            seconds += DAY - 1
        return Or(Once(logic.ALL_PAST, done), logic.Eventually(logic.Interval(0, seconds), done))

    def prohibition(self, norm: Prohibition) -> Formula:
        if norm.tolerance is not None:
            raise self.refuse("it has a tolerance", norm.tolerance.place)
        if norm.relation is not None:
            raise self.refuse("it rests on a relation between countries", norm.relation.place)
        variable, record = norm.variable.text, self.agreement.records[norm.record.text]
        body = self.where(self.atom(record, variable), norm.where, variable, record)
        return self.closed(self.person(norm.by, variable, record, body), variable)

    def limit(self, norm: Limit) -> Formula:
        measure = norm.measure
        state = self.agreement.records.get(measure.name.text) if isinstance(measure, Of) else None
        if not isinstance(measure, Of) or not isinstance(state, StateType) or norm.kind != "party":
            raise self.refuse("it does not limit the value of one state of a party", norm.measure.place)
        if norm.tolerance is not None:
            raise self.refuse("it has a tolerance", norm.tolerance.place)
        keys = iter(measure.keys)
        given: dict[str, logic.Term] = {
            field.name.text: BEARER if field.type.kind == "party" else Constant(next(keys).value)
            for field in key_fields(state)
        }
        counted = next(field for field in value_fields(state) if field.type.kind == "count")
        given[counted.name.text] = Variable("value")
        beyond = Comparison(
            ">" if norm.operator == "<=" else "<", Variable("value"), self.number(norm.bound, "", state)
        )
        body = And(self.atom(state, "", given), beyond)
        return exists(sorted(logic.free_variables(body) - {"bearer", "value"}), body)

    # --- what they are made of -------------------------------------------------------------------------------------

    def atom(self, record: RecordType, variable: str, given: dict[str, logic.Term] | None = None) -> Formula:
        """The record under a name: `exercise(e, e_personnel)`; `given` takes the place of some columns."""
        self.used[record.name.text] = record
        terms: list[logic.Term] = []
        for name, _ in _columns(record):
            term = (given or {}).get(name)
            terms.append(term or Variable(variable if name == "id" else f"{variable}_{name}".strip("_")))
        return Predicate(record.name.text, tuple(terms))

    def closed(self, body: Formula, variable: str) -> Formula:
        return exists(sorted(logic.free_variables(body) - {"bearer", variable}), body)

    def person(self, path: Path, variable: str, record: RecordType, body: Formula) -> Formula:
        """`body`, and the bearer is who the path names."""
        if len(path.parts) == 1 and path.parts[0].text in self.agreement.parties:
            return And(body, Comparison("=", BEARER, Constant(path.parts[0].text)))
        field = self.field(path, variable, record)
        if field is not None and field.type.several:
            return And(body, Predicate(f"{record.name}_{field.name}", (Variable(variable), BEARER)))
        return And(body, Comparison("=", BEARER, self.column(path, variable, record)))

    def field(self, path: Path, variable: str, record: RecordType) -> Field | None:
        """The declared field that a path names; None for who files an act."""
        if len(path.parts) != 2 or path.parts[0].text != variable:
            raise self.refuse(f"`{path}` lies outside the record that it speaks of", path.place)
        name = path.parts[1].text
        if isinstance(record, ActType) and name in ("filed", "received"):
            raise self.refuse(f"`{path}` is a time, not a column", path.place)
        return next((field for field in record.fields if field.name.text == name), None)

    def column(self, path: Path, variable: str, record: RecordType) -> Variable:
        field = self.field(path, variable, record)
        if field is not None and field.type.several:
            raise self.refuse(f"`{path}` may be several", path.place)
        if field is not None and field.key:
            return Variable(variable)
        return Variable(f"{variable}_{path.parts[1]}")

    def where(self, body: Formula, condition: Condition | None, variable: str, record: RecordType) -> Formula:
        """`body`, and the condition: two-valued, for certain facts."""
        match condition:
            case None:
                return body
            case Both(left, right):
                return self.where(self.where(body, left, variable, record), right, variable, record)
            case Either(left, right):
                return Or(self.where(body, left, variable, record), self.where(body, right, variable, record))
            case Negation(inner):
                return And(body, Not(self.where(body, inner, variable, record)))
            case Holds(path):
                return And(body, Comparison("=", self.column(path, variable, record), Constant(1)))
            case Is() if len(condition.subject.parts) == 2:
                return And(body, self.option(condition, variable, record))
            case Compare(operator, left, right) if not isinstance(left, Date) and not isinstance(right, Date):
                terms = (self.number(left, variable, record), self.number(right, variable, record))
                return And(body, Comparison(operator, *terms))
        raise self.refuse("its condition rests on a definition, a relation or a date", condition.place)

    def option(self, condition: Is, variable: str, record: RecordType) -> Formula:
        column = self.column(condition.subject, variable, record)
        field = self.field(condition.subject, variable, record)
        labels = [item.value if isinstance(item, Text) else item.text for item in condition.options]
        if field is None or field.type.kind == "text":
            tests: list[Formula] = [Comparison("=", column, Constant(label)) for label in labels]
        else:
            options = ("no", "yes") if field.type.kind == "yes or no" else field.type.options
            sign: logic.ComparisonOperator = ">=" if condition.or_more else "="
            tests = [Comparison(sign, column, Constant(options.index(label))) for label in labels]
        found = tests[0]
        for test in tests[1:]:
            found = Or(found, test)
        return found

    def number(self, term: SurfaceTerm, variable: str, record: RecordType) -> logic.Term:
        """A number, a text, a parameter of one value, or a column."""
        match term:
            case Number(value):
                return Constant(value)
            case Text(value):
                return Constant(value)
            case Path(parts) if len(parts) == 1 and parts[0].text in self.agreement.parameters:
                values = self.agreement.parameters[parts[0].text].values
                if len(values) == 1 and self._throughout(values[0].start):
                    return Constant(values[0].value.value)
                raise self.refuse(f"the value of `{term}` changes in time", term.place)
            case Path(parts) if len(parts) == 1 and parts[0].text in self.agreement.parties:
                return Constant(parts[0].text)
            case Path() if variable:
                return self.column(term, variable, record)
        raise self.refuse("it reckons with more than numbers and fields", term.place)

    def _throughout(self, start: Date | None) -> bool:
        """Whether a value counts as long as the agreement is in force."""
        zone = self.agreement.zone
        return start is None or start_of_day(start.value, zone) <= self.agreement.force()[0]
