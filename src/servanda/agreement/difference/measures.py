"""What of a norm can be tightened: its clauses with the numbers taken out, and the numbers with a direction.

Rules it keeps:

- a number has a direction only where more of it is stricter, or less of it, whatever the facts: a threshold of what is
  owed, a deadline, a ceiling, a window, an allowance;
- lengths of time are compared only in the same unit of counting: 30 days and 1 month are not;
- a parameter stands for the value that counts from its latest date on.

It leaves to others: which norms to compare (`compare`).
"""

from dataclasses import dataclass, field

from servanda.agreement.core.show import plain
from servanda.agreement.model import Agreement, fields_of
from servanda.agreement.prose.terms import span
from servanda.agreement.syntax import (
    Aggregate,
    Both,
    Compare,
    Condition,
    Deadline,
    Duty,
    EachBearer,
    Either,
    Is,
    Limit,
    Negation,
    Norm,
    Number,
    Obligation,
    OnBreach,
    OnChange,
    OnRecord,
    Path,
    Prohibition,
    Quota,
    Recurrence,
    Term,
    Tolerance,
    YearlyMaximum,
)
from servanda.dates import Duration
from servanda.diagnostics import Place

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a norm. `sense`: +1 where more is stricter, -1 where less is; `shown`: as it is said."""

    value: int
    unit: str
    sense: int
    shown: str


@dataclass
class Clauses:
    """A norm taken apart: by clause, its form without numbers and its wording; its numbers by what they measure."""

    agreement: Agreement
    forms: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    scope: dict[str, str] = field(default_factory=dict)

    def put(self, clause: str, form: str, *places: Place) -> None:
        self.forms[clause] = form
        self.words[clause] = " ".join(self.said(place) for place in places)

    def said(self, place: Place) -> str:
        """The words of the text at a place, with single blanks."""
        lines = self.agreement.document.text.split("\n")[place.line - 1 : place.end_line]
        if not lines or place.file != self.agreement.document.file:
            return ""
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
        return " ".join(" ".join(lines).split())

    def measured(self, label: str, measure: Measure) -> str:
        """Keep a number under a label of its own; what stands in the form in its place."""
        name, count = label, 2
        while name in self.measures:
            name, count = f"{label} ({count})", count + 1
        self.measures[name] = measure
        return f"#{measure.unit}"


def clauses(norm: Norm, agreement: Agreement) -> Clauses:
    """The norm taken apart."""
    found = Clauses(agreement)
    match norm:
        case Obligation() | Quota():
            _owed_on_occasion(norm, found)
        case Duty():
            _recurring(norm, found)
        case Recurrence():
            _held(norm, found)
        case Limit():
            _limit(norm, found)
        case Prohibition():
            _prohibition(norm, found)
    binding = norm.binding
    found.forms["from and to"] = f"{plain(binding.start)} {plain(binding.end)}"
    found.words["from and to"] = " ".join(
        f"{word} {day.value}" for word, day in (("from", binding.start), ("to", binding.end)) if day is not None
    )
    return found


# --- numbers ----------------------------------------------------------------------------------------------------------


def _number(term: Term, found: Clauses) -> Number | None:
    """The number that a term is: itself, or the latest value of a parameter."""
    if isinstance(term, Number):
        return term
    if isinstance(term, Path) and len(term.parts) == 1:
        parameter = found.agreement.parameters.get(term.parts[0].text)
        if parameter is not None:
            dated = sorted(parameter.values, key=lambda value: value.start.value.toordinal() if value.start else 0)
            return dated[-1].value
    return None


def _count(label: str, term: Term, sense: int, found: Clauses, add: int = 0) -> str:
    number = _number(term, found)
    if number is None:
        return plain(term)
    value, unit = number.value + add, number.unit or ""
    return found.measured(label, Measure(value, unit, sense, f"{value:,} {unit}".strip()))


def _length(label: str, duration: Duration, sense: int, found: Clauses) -> str:
    """A length of time; weeks are seven days, years twelve months, everything else is its own unit."""
    value, unit = duration.count, duration.unit
    if unit == "weeks":
        value, unit = value * 7, "days"
    if unit == "years":
        value, unit = value * 12, "months"
    calendar = f" of {duration.calendar}" if duration.calendar else ""
    return found.measured(label, Measure(value, unit + calendar, sense, span(duration)))


# --- conditions: `more` is +1 where a condition that holds more often is stricter -----------------------------------


def _condition(condition: Condition | None, more: int, found: Clauses) -> str:
    match condition:
        case None:
            return ""
        case Compare():
            return _compare(condition, more, found)
        case Is(subject, options, True) if len(options) == 1:
            return _rising(condition, subject, more, found)
        case Negation(body):
            return f"not({_condition(body, -more, found)})"
        case Both(left, right):
            return f"({_condition(left, more, found)} and {_condition(right, more, found)})"
        case Either(left, right):
            return f"({_condition(left, more, found)} or {_condition(right, more, found)})"
    return plain(condition)


def _compare(condition: Compare, more: int, found: Clauses) -> str:
    operator, left, right = condition.operator, condition.left, condition.right
    if _number(left, found) is not None:
        operator, left, right = _FLIPPED[operator], right, left  # type: ignore[assignment]
    if operator == "=" or _number(right, found) is None:
        return plain(condition)
    at_least = operator in (">", ">=")
    add = 1 if operator == ">" else -1 if operator == "<" else 0  # counts are whole: more than 5 is 6 or more
    label = f"{found.said(left.place)} at {'least' if at_least else 'most'}"
    return f"{plain(left)} {at_least} {_count(label, right, -more if at_least else more, found, add)}"


def _rising(condition: Is, subject: Path, more: int, found: Clauses) -> str:
    """`i.level is threat or more`: the lower the option, the more it lets in."""
    record = found.agreement.records.get(found.scope.get(subject.parts[0].text, ""))
    kind = fields_of(record)[subject.parts[1].text].type if record is not None and len(subject.parts) == 2 else None
    option = str(getattr(condition.options[0], "text", getattr(condition.options[0], "value", "")))
    if kind is None or option not in kind.options:
        return plain(condition)
    measure = Measure(kind.options.index(option), " ".join(kind.options), -more, f"{option} or more")
    return f"{plain(subject)} {found.measured(f'{subject} at least', measure)}"


# --- clauses ----------------------------------------------------------------------------------------------------------


def _owed_on_occasion(norm: Obligation | Quota, found: Clauses) -> None:
    trigger = norm.trigger
    match trigger:
        case OnRecord(record, variable, where):
            found.scope[variable.text] = record.text
            found.put("occasion", f"{record} {_condition(where, 1, found)}", trigger.place)
        case OnChange(_, state, where):
            found.put("occasion", f"change {state} {_condition(where, 1, found)}", trigger.place)
        case OnBreach(_, broken):
            found.put("occasion", f"breach {broken}", trigger.place)
        case _:
            found.put("occasion", "entry into force", trigger.place)
    found.put("who", _bearer(norm), norm.bearer.place)
    found.put("what", plain(norm.deed), norm.deed.place)
    found.put("deadline", _deadline("deadline", norm.deadline, found), norm.deadline.place)
    found.put("to whom", plain(norm.owed_to), *([norm.owed_to.place] if norm.owed_to else []))
    if isinstance(norm, Quota):
        for one in norm.allowances:
            label = "accepted from one requester in a year" if one.per_requester else "accepted in a year"
            found.put(label, _count(label, one.count, 1, found), one.place)
        if norm.recorded:
            found.put("order within one day", "recorded")
            found.words["order within one day"] = "in the order recorded"
    elif norm.exception is not None:
        clause = norm.exception
        form = f"{_condition(clause.condition, -1, found)} {plain(clause.claimed_by)} {plain(clause.claimed_in)}"
        instead = _deadline("deadline of the exception", clause.instead, found) if clause.instead else ""
        found.put("exception", f"{form} {instead}", clause.place)


def _bearer(norm: Obligation | Quota | Duty | Recurrence) -> str:
    bearer = norm.bearer
    return plain(bearer) if isinstance(bearer, EachBearer) else plain(bearer.path)


def _deadline(label: str, deadline: Deadline, found: Clauses) -> str:
    anchor = plain(deadline.anchor) if deadline.anchor else ""
    if deadline.date is not None:
        day = deadline.date.value
        return found.measured(label, Measure(day.toordinal(), "date", -1, day.isoformat()))
    if deadline.duration is None:
        return f"{deadline.kind} {anchor}"
    sense = 1 if deadline.kind == "before" else -1
    return f"{deadline.kind} {_length(label, deadline.duration, sense, found)} {anchor}"


def _recurring(norm: Duty, found: Clauses) -> None:
    schedule = norm.schedule
    times = len(schedule.days)
    found.measured("times a year", Measure(times, "times", 1, f"{times} a year"))
    within = _length("within", schedule.within, -1, found) if schedule.within else ""
    found.put("when", f"{schedule.days} {within}", schedule.place)
    found.put("who", _bearer(norm), norm.bearer.place)
    found.put("what", plain(norm.deed), norm.deed.place)
    found.put("to whom", plain(norm.owed_to), *([norm.owed_to.place] if norm.owed_to else []))


def _held(norm: Recurrence, found: Clauses) -> None:
    """So many in each period: more is stricter, and so is letting in less of what counts."""
    found.scope[norm.variable.text] = norm.record.text
    period = {1: "month", 3: "quarter", 6: "half year"}.get(norm.months, "year")
    found.measured(f"times a {period}", Measure(norm.times, period, 1, f"{norm.times:,} a {period}"))
    found.forms["period"] = found.words["period"] = f"in each calendar {period}"
    found.put("who", _bearer(norm), norm.bearer.place)
    where = [norm.where.place] if norm.where is not None else []
    found.put("what", f"{norm.record} {_condition(norm.where, -1, found)}", norm.record.place, *where)
    part = [norm.taking_part.place] if norm.taking_part is not None else []
    found.put("every side taking part in", plain(norm.taking_part), *part)
    found.put("to whom", plain(norm.owed_to), *([norm.owed_to.place] if norm.owed_to else []))


def _limit(norm: Limit, found: Clauses) -> None:
    counted = 1 if norm.operator == "<=" else -1
    found.put("who", f"{norm.kind} {norm.jointly}", norm.variable.place)
    found.words["who"] = f"each {norm.kind}" + (", borne jointly" if norm.jointly else "")
    found.put("measure", _measure(norm.measure, counted, found), norm.measure.place)
    bound = "at most" if counted == 1 else "at least"
    found.put("bound", f"{bound} {_count(bound, norm.bound, -counted, found)}", norm.bound.place)
    found.forms["assessed"] = found.words["assessed"] = norm.assessed
    _tolerance(norm.tolerance, found)


def _tolerance(tolerance: Tolerance | None, found: Clauses) -> None:
    if tolerance is None:
        return
    form = _length("tolerated in a row", tolerance.in_a_row, -1, found)
    if tolerance.in_window is not None and tolerance.window is not None:
        form += " " + _length("tolerated in the window", tolerance.in_window, -1, found)
        form += " " + _length("window of the tolerance", tolerance.window, 1, found)
    found.put("tolerance", form, tolerance.place)


def _measure(term: Term | YearlyMaximum, counted: int, found: Clauses) -> str:
    """`counted` is +1 where counting more is stricter."""
    if not isinstance(term, Aggregate):
        return plain(term)
    found.scope[term.variable.text] = term.record.text
    if term.function == "least":
        counted = -counted  # the more are counted, the lower is the least
    where = _condition(term.where, counted, found)
    window = ""
    if term.window is not None:
        window = term.window.kind
        if term.window.duration is not None:
            window += " " + _length("window", term.window.duration, counted, found)
        if term.window.km is not None:
            window += f" {term.window.km} km"
    return f"{term.function} {plain(term.operand)} {term.record} {where} {window}"


def _prohibition(norm: Prohibition, found: Clauses) -> None:
    _tolerance(norm.tolerance, found)
    found.scope[norm.variable.text] = norm.record.text
    where = [norm.where.place] if norm.where is not None else []
    found.put("deed", f"{norm.record} {_condition(norm.where, 1, found)}", norm.record.place, *where)
    found.put("who", plain(norm.by), norm.by.place)
    related = [item.place for item in (norm.relation or norm.against,) if item is not None]
    found.put("against whom", f"{plain(norm.against)} {plain(norm.relation)}", *related)
    found.forms["assessed"] = found.words["assessed"] = norm.assessed
