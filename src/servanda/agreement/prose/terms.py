"""Terms, conditions, dates and spans in plain English.

Rules it keeps:

- a direction is always a word that cannot be misheard: *or more*, *more than*, *at most*, *fewer than*;
- a parameter is said with its value, and with the dates between which each value stands;
- what binds closer stands in brackets wherever a listener could be in doubt.

It leaves to others: whole norms (`norms`), declarations and traces (`records`).

>>> from servanda.agreement.example import small
>>> small_norm = small().norms["notify"]
>>> Speech(small().document, {"e": "exercise"}).condition(small_norm.trigger.where)
'the personnel of e is 9,000 troops or more'
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from servanda.agreement.grammar.cursor import MONTHS
from servanda.agreement.model import ACT_FIELDS
from servanda.agreement.parse import Document
from servanda.agreement.syntax import (
    ActType,
    Aggregate,
    Arithmetic,
    Both,
    Call,
    Changed,
    Compare,
    Condition,
    Country,
    Date,
    Definition,
    Either,
    EventType,
    Field,
    Holds,
    InWorld,
    Is,
    LeastEarlier,
    Name,
    Negation,
    Number,
    Of,
    Parameter,
    ParameterValue,
    Party,
    Path,
    Raw,
    RecordType,
    Related,
    Scoped,
    Side,
    Standing,
    StateType,
    Term,
    Text,
    Turn,
    Window,
    Within,
    YearlyMaximum,
)
from servanda.dates import Duration

IN_ORDER = "of acts of one day, the one recorded first came first"
_MONTH_NAMES = tuple(MONTHS)


def day(date: dt.date) -> str:
    """`1 March 2012`."""
    return f"{date.day} {_MONTH_NAMES[date.month - 1]} {date.year}"


def day_of_year(month_and_day: tuple[int, int]) -> str:
    return f"{month_and_day[1]} {_MONTH_NAMES[month_and_day[0] - 1]}"


def listed(items: list[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {joint} {items[-1]}"


def spaced(name: Name | str) -> str:
    """The name as it is said: `inspection_request` is an inspection request."""
    return str(name).replace("_", " ")


def a(noun: str) -> str:
    """With its indefinite article."""
    return ("an " if noun[0].lower() in "aeiou" else "a ") + noun


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`, `30th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def amount(number: Number) -> str:
    """`9,000 troops`."""
    return f"{number.value:,}" + (f" {spaced(number.unit)}" if number.unit else "")


def span(duration: Duration) -> str:
    """`42 days`, `10 working days of “Geneva”`."""
    unit = duration.unit[:-1] if duration.count == 1 else duration.unit
    return f"{duration.count:,} {unit}" + (f" of “{duration.calendar}”" if duration.calendar else "")


def dated_first(values: Sequence[ParameterValue]) -> list[ParameterValue]:
    """The values in the order of the text, what holds before all others at the end."""
    return sorted(values, key=lambda value: value.start is None and value.since is None)


def since(value: ParameterValue) -> str:
    if value.since is not None:
        return f"from the entry into force of the amendment “{value.since}” on"
    return f"from {day(value.start.value)} on" if value.start else "before that"


class Speech:
    """Says terms and conditions. `scope` gives the record type, `party` or `side` that each variable stands for."""

    def __init__(self, document: Document, scope: Mapping[str, str]) -> None:
        self.document = document
        self.scope = dict(scope)
        statements = document.statements
        self.people = {item.name.text: item for item in statements if isinstance(item, Party | Country | Side)}
        self.parameters = {item.name.text: item for item in statements if isinstance(item, Parameter)}
        self.definitions = {item.name.text: item for item in statements if isinstance(item, Definition)}
        types = (item for item in statements if isinstance(item, EventType | StateType | ActType))
        self.records: dict[str, RecordType] = {item.name.text: item for item in types}

    def within(self, scope: Mapping[str, str]) -> "Speech":
        """The same with more variables."""
        return Speech(self.document, {**self.scope, **scope})

    # --- names -----------------------------------------------------------------------------------------------------

    def who(self, name: Name | str) -> str:
        """A party, country or side with its full name."""
        found = self.people.get(str(name))
        return f"{found.label} ({name})" if found is not None else str(name)

    def parameter(self, name: str) -> str:
        """`9,000 troops (“notifiable_troops”)`, with dates where the value changes."""
        values = self.parameters[name].values
        if len(values) == 1 and values[0].start is None and values[0].since is None:
            return f"{amount(values[0].value)} (“{name}”)"
        said = [f"{amount(value.value)} " + since(value) for value in dated_first(values)]
        return f"“{name}” ({listed(said)})"

    def field(self, path: Path) -> Field | None:
        """The field that a path ends in, if the path is one of a record's fields."""
        record = self.records.get(self.scope.get(path.parts[0].text, ""))
        found: Field | None = None
        for part in path.parts[1:]:
            if record is None:
                return None
            found = next((item for item in record.fields if item.name.text == part.text), None)
            if found is None and isinstance(record, ActType):
                found = ACT_FIELDS.get(part.text)
                linked = found is None and record.target is not None and record.target.text == part.text
                record = self.records.get(part.text) if linked else record
        return found

    def path(self, path: Path) -> str:
        """`the start of e`, `the party that filed r`, `9,000 troops (“notifiable_troops”)`, `Alba (ALBA)`."""
        head = path.parts[0].text
        if len(path.parts) == 1:
            if head in self.parameters:
                return self.parameter(head)
            return self.who(head)
        said = head
        for index in range(1, len(path.parts)):
            said = self._step(said, Path(path.parts[: index + 1], path.place))
        return said

    def _step(self, owner: str, path: Path) -> str:
        name, field = path.parts[-1].text, self.field(path)
        if self.scope.get(path.parts[0].text) == "breach":
            return {"bearer": f"the one who committed {owner}"}.get(name, f"the {spaced(name)} of {owner}")
        if field is ACT_FIELDS["by"]:
            return f"the party that filed {owner}"
        if field is ACT_FIELDS["filed"]:
            return f"the filing of {owner}"
        if field is ACT_FIELDS["received"]:
            return f"the receipt of {owner}"
        if name == "at" and field is not None and field.type.kind == "place":
            return f"the place of {owner}"
        if name == "to" and field is not None:
            return f"the {field.type.kind} to which {owner} is addressed"
        if field is not None and field.type.several:
            return f"each {spaced(name)} of {owner}"
        return f"the {spaced(name)} of {owner}"

    # --- terms -----------------------------------------------------------------------------------------------------

    def term(self, term: Term) -> str:
        match term:
            case Number():
                return amount(term)
            case Text(value):
                return f"“{value}”"
            case Date(value):
                return day(value)
            case Path():
                return self.path(term)
            case Scoped(path, scope):
                return f"{self.path(path)}, counted for “{scope.value}”"
            case Of(name, keys, subject):
                shown = " ".join(f"“{key.value}”" for key in keys)
                return f"the {spaced(name)}{' ' + shown if shown else ''} of {self.term(subject)}"
            case InWorld(world, inner):
                other = "observed" if world == "declared" else "declared"
                return f"{self.term(inner)} as {world} (never as {other})"
            case YearlyMaximum(inner):
                return f"the highest value in the calendar year of {self.term(inner)}"
            case LeastEarlier():
                return "the lowest of its highest values in the calendar years before"
            case Aggregate():
                return self._aggregate(term)
            case Arithmetic():
                return self._arithmetic(term)
            case Call():
                return self._call(term)

    def _arithmetic(self, term: Arithmetic) -> str:
        word = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}[term.operator]
        left, right = (
            f"({self.term(side)})" if self._doubtful(side, term.operator) else self.term(side)
            for side in (term.left, term.right)
        )
        return f"{left} {word} {right}"

    @staticmethod
    def _doubtful(side: Term, operator: str) -> bool:
        """Whether a listener could take a part of `side` for a neighbour of the operator."""
        if isinstance(side, Arithmetic):
            return (side.operator in "*/") != (operator in "*/")
        return isinstance(side, Aggregate)

    def _call(self, term: Call) -> str:
        said = [self._bracketed(argument) for argument in term.arguments]
        if term.function in ("min", "max"):
            return f"the {'smaller' if term.function == 'min' else 'larger'} of {said[0]} and {said[1]}"
        return f"{said[0]}, rounded {'up' if term.function == 'ceil' else 'down'} to a whole number"

    def _bracketed(self, term: Term) -> str:
        said = self.term(term)
        return said if isinstance(term, Number | Path | Of) else f"({said})"

    def _aggregate(self, term: Aggregate) -> str:
        inner = self.within({term.variable.text: term.record.text})
        over = f"every {spaced(term.record)} {term.variable}"
        if term.where is not None:
            over += f" where {inner.condition(term.where)}"
        over += self._window(term.window)
        if term.operand is None:
            return f"the number of all, counting {over}"
        return f"the {term.function} of {inner.term(term.operand)}, taken over {over}"

    @staticmethod
    def _window(window: Window | None) -> str:
        if window is None:
            return ""
        if window.kind == "at once":
            return ", as far as they are under way at the same time"
        if window.duration is None:
            return ", within one calendar year"
        if window.kind == "beside":
            distance = f" and {window.km} km" if window.km is not None else ""
            return f", as far as it lies within {span(window.duration)}{distance} of {window.beside}"
        days = {"months": 30, "years": 365}.get(window.duration.unit, 0) * window.duration.count
        return f", within any stretch of {span(window.duration)}" + (f" ({days:,} days)" if days else "")

    # --- conditions ------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition) -> str:
        match condition:
            case Both(left, right):
                return f"{self._part(left, Either)} and {self._part(right, Either)}"
            case Either(left, right):
                return f"{self._part(left, Both)} or {self._part(right, Both)}"
            case Negation(Holds(path)):
                return self._holds(path, "is not")
            case Negation(body):
                return f"it is not so that ({self.condition(body)})"
            case Holds(path):
                return self._holds(path, "is")
            case Compare():
                return self._compare(condition)
            case Is():
                return self._is(condition)
            case Related(relation, left, right):
                if relation.text == "member":
                    return f"{self.path(left)} is a member of {self.path(right)}"
                return f"{self.path(left)} {spaced(relation)} {self.path(right)}"
            case Standing():
                return self._standing(condition)
            case Raw():
                sure, maybe = condition.text(True), condition.text(False)
                if sure == maybe:
                    return f"the formula ⟨{sure}⟩ holds"
                return f"the formula ⟨{sure}⟩ holds for certain (it may hold where ⟨{maybe}⟩ does)"
            case Changed(path, percent, act, by):
                act_said = f"the last {spaced(act)} by {self.path(by)}"
                return (
                    f"{self.path(path)} is {percent} percent or more above or below the value that held when "
                    f"{act_said} was filed (where there was none, it is not so)"
                )
            case Within(subject, zone, whose):
                said = f"{self.path(subject)} lies in the zone “{zone}”"
                return said if whose is None else f"{said}, in the part of it that is of {self.path(whose)}"

    def _standing(self, condition: Standing) -> str:
        opened, closed = condition.opened, condition.closed
        inner = self.within({opened.variable.text: opened.record.text})
        said = f"there has been {inner.turn(opened)}"
        if condition.lapse is not None:
            said += f", not more than {span(condition.lapse)} before"
        if closed is not None:
            said += f", and since then there has been no {inner.turn(closed).split(' ', 1)[1]}"
        if condition.recorded:
            said += f"; {IN_ORDER}"
        return f"({said})"

    def turn(self, turn: Turn) -> str:
        """`an opening o where …`."""
        inner = self.within({turn.variable.text: turn.record.text})
        where = f" where {inner.condition(turn.where)}" if turn.where is not None else ""
        return f"{a(spaced(turn.record))} {turn.variable}{where}"

    def _part(self, condition: Condition, doubtful: type[Both] | type[Either]) -> str:
        said = self.condition(condition)
        return f"({said})" if isinstance(condition, doubtful) else said

    def _holds(self, path: Path, verb: str) -> str:
        if len(path.parts) == 1:
            return f"{path} {verb} so"
        owner = self.path(Path(path.parts[:-1], path.place))
        return f"{owner} {verb} {spaced(path.parts[-1])}"

    def _is(self, condition: Is) -> str:
        options = [f"“{option.value}”" if isinstance(option, Text) else spaced(option) for option in condition.options]
        if len(condition.subject.parts) == 1:
            return f"{condition.subject} is {listed(options, 'or')} (as defined in this agreement)"
        field = self.field(condition.subject)
        subject = self.path(condition.subject)
        if condition.or_more:
            rising = list(field.type.options) if field is not None else []
            first = condition.options[0]
            label = first.value if isinstance(first, Text) else first.text
            higher = [f"“{item}”" for item in rising[rising.index(label) :]] if label in rising else options
            return f"{subject} is {options[0]} or more (that is {listed(higher, 'or')})"
        return f"{subject} is {listed(options, 'or')}"

    def _compare(self, condition: Compare) -> str:
        left, right, sign = self.term(condition.left), condition.right, condition.operator
        is_date = self._is_date(condition.left) or self._is_date(right)
        bare_year = isinstance(right, Number) and self._is_year(condition.left)
        said = str(right.value) if isinstance(right, Number) and bare_year else self.term(right)
        verb = "are" if self.plural(condition.left) else "is"
        if sign == "=":
            exactly = "exactly " if isinstance(right, Number) or self._is_parameter(right) else ""
            return f"{left} {verb} {exactly}{said}"
        if is_date:
            return f"{left} {verb} {_DATE_WORDS[sign]} {said}"
        if isinstance(right, Number) or self._is_parameter(right):
            return f"{left} {verb} {_NUMBER_WORDS[sign].format(said)}"
        return f"{left} {verb} {_TERM_WORDS[sign]} {said}"

    def _is_parameter(self, term: Term) -> bool:
        return isinstance(term, Path) and len(term.parts) == 1 and term.parts[0].text in self.parameters

    def _is_date(self, term: Term) -> bool:
        if isinstance(term, Date):
            return True
        field = self.field(term) if isinstance(term, Path) else None
        return field is not None and field.type.kind == "date"

    def _is_year(self, term: Term) -> bool:
        field = self.field(term) if isinstance(term, Path) else None
        return field is not None and field.type.kind == "year"

    @staticmethod
    def plural(term: Term) -> bool:
        """Whether its verb is `are`."""
        last = term.parts[-1].text if isinstance(term, Path) and len(term.parts) > 1 else ""
        last = term.name.text if isinstance(term, Of) and not term.keys else last
        return last.endswith("s") and not last.endswith("ss")


_NUMBER_WORDS = {">=": "{} or more", ">": "more than {}", "<=": "{} or fewer", "<": "fewer than {}"}
_DATE_WORDS = {">=": "on or after", ">": "after", "<=": "on or before", "<": "before"}
_TERM_WORDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
