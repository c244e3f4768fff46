"""Terms (things with a value) and conditions (things that are so or not).

    condition  = all { "or" all } ;            all = one { "and" one } ;
    one        = "not" one | "(" condition ")" | term ( comparison | "is" … | "in" zone … | relation path | nothing ) ;
    term       = product { ("+" | "-") product } ;   product = factor { ("*" | "/") factor } ;

Round brackets group conditions; terms group with `min(…)`, `max(…)`, `ceil(…)`, `floor(…)` only, so that a bracket
never has two possible meanings.
"""

from typing import Literal

from servanda.agreement.grammar.cursor import Cursor
from servanda.agreement.syntax import (
    Aggregate,
    Arithmetic,
    Both,
    Call,
    Changed,
    Compare,
    Condition,
    Either,
    Holds,
    InWorld,
    Is,
    LeastEarlier,
    Name,
    Negation,
    Of,
    Path,
    Raw,
    Related,
    Scoped,
    Standing,
    Term,
    Text,
    Turn,
    Window,
    Within,
    YearlyMaximum,
)
from servanda.diagnostics import refuse

_COMPARISONS = ("<=", ">=", "<", ">", "=")
_AGGREGATES: dict[tuple[str, ...], object] = {
    ("number", "of"): "number",
    ("sum", "of"): "sum",
    ("greatest", "of"): "greatest",
    ("least", "of"): "least",
    ("yearly", "maximum", "of"): "yearly maximum",
}
_FOLLOWING = (
    "and or is where in by against that under within unless owed from to assessed at each claimed tolerating with of "
    "over if borne on only until lapsing up binding for stating"
)
# Words that may follow a term inside a norm; anything else after `a.b` is the name of a relation.
_AFTER = frozenset(_FOLLOWING.split())


def condition(cursor: Cursor) -> Condition:
    """`e.personnel >= 9000 or e.tanks >= 250 and not e.alerted`; `and` binds closer than `or`."""
    start = cursor.place
    left = _all(cursor)
    while cursor.accept("or"):
        left = Either(left, _all(cursor), cursor.since(start))
    return left


def _all(cursor: Cursor) -> Condition:
    start = cursor.place
    left = _one(cursor)
    while cursor.accept("and"):
        left = Both(left, _one(cursor), cursor.since(start))
    return left


def _one(cursor: Cursor) -> Condition:
    start = cursor.place
    if cursor.accept("not"):
        return Negation(_one(cursor), cursor.since(start))
    if cursor.at("from", "any"):
        return _standing(cursor)
    if cursor.at("formula", "certainly"):
        return _raw(cursor)
    if cursor.accept("("):
        inner = condition(cursor)
        cursor.expect(")")
        return inner
    left = term(cursor)
    for operator in _COMPARISONS:
        if cursor.accept(operator):
            return Compare(operator, left, term(cursor), cursor.since(start))  # type: ignore[arg-type]
    if not isinstance(left, Path):
        raise cursor.fail("a comparison (=, <, <=, >, >=)", "Say with what it is compared: `e.personnel >= 9000`.")
    if cursor.at("changed", "by"):
        return _changed(cursor, left)
    if cursor.accept("is"):
        return _is(cursor, left)
    if _zone_follows(cursor):
        return _within(cursor, left)
    if _relation_follows(cursor):
        relation = cursor.name("the name of a relation")
        return Related(relation, left, cursor.path("a field or a party"), cursor.since(start))
    return Holds(left, left.place)


def _raw(cursor: Cursor) -> Condition:
    """`formula certainly "drill_sure(d)", possibly "drill_maybe(d)"`."""
    start = cursor.expect("formula", "certainly").place
    certainly = _texts(cursor)
    cursor.expect(",", "possibly", remedy='Say also when it possibly holds: `, possibly "…"`.')
    return Raw(certainly, _texts(cursor), cursor.since(start))


def _texts(cursor: Cursor) -> tuple[Text, ...]:
    found = [cursor.text("a formula")]
    while cursor.at_kind("text"):
        found.append(cursor.text("a formula"))
    return tuple(found)


def _changed(cursor: Cursor, left: Path) -> Condition:
    """`c.number changed by 10 percent or more since the last notice by c.party`."""
    cursor.expect("changed", "by")
    at = cursor.place
    percent = cursor.integer("how many percent")
    if percent < 1:
        raise refuse("never-owed", "Every change is one by 0 percent or more.", at, "Write a number from 1 on.")
    remedy = "Write `10 percent or more since the last notice by c.party`."
    cursor.expect("percent", "or", "more", "since", "the", "last", remedy=remedy)
    act = cursor.name("an act")
    cursor.expect("by")
    return Changed(left, percent, act, cursor.path("who files it"), cursor.since(left.place))


def recorded(cursor: Cursor) -> bool:
    """`, in the order recorded`: of acts of one day, the one recorded first came first."""
    return cursor.accept(",", "in", "the", "order", "recorded")


def _standing(cursor: Cursor) -> Condition:
    """`from any opening o where … until any closing c where …, lapsing after 1 year, in the order recorded`."""
    start = cursor.expect("from", "any").place
    opened = _turn(cursor)
    closed = _turn(cursor) if cursor.accept("until", "any") else None
    lapse = cursor.duration() if cursor.accept(",", "lapsing", "after") else None
    if closed is None and lapse is None:
        remedy = "Say `until any …`, `, lapsing after …`, or both."
        raise cursor.fail("what ends it", remedy)
    ordered = recorded(cursor)
    return Standing(opened, closed, lapse, cursor.since(start), ordered)


def _turn(cursor: Cursor) -> Turn:
    start = cursor.place
    record, variable = cursor.name("an act or an event"), cursor.name("a name for it")
    where = condition(cursor) if cursor.accept("where") else None
    return Turn(record, variable, where, cursor.since(start))


def _relation_follows(cursor: Cursor) -> bool:
    """`borders i.actor`; but in `where e.alerted e.host must file …` the condition is over before the bearer."""
    word, after = cursor.token, cursor.tokens[min(cursor.index + 1, len(cursor.tokens) - 1)]
    return word.kind == after.kind == "word" and word.text not in _AFTER and after.text != "must"


def _zone_follows(cursor: Cursor) -> bool:
    """`in border_territory`; `in any 30 days` and `in each calendar year` close an aggregate, `in scope "…"` a term."""
    after = cursor.tokens[min(cursor.index + 1, len(cursor.tokens) - 1)]
    return cursor.at("in") and after.kind == "word" and after.text not in ("any", "each", "scope", "a")


def _within(cursor: Cursor, subject: Path) -> Condition:
    """`d.at in border_territory` or `d.at in border_territory of d.owner`."""
    cursor.expect("in")
    zone = cursor.name("the name of a zone")
    whose = cursor.path("a party, country or side") if cursor.accept("of") else None
    return Within(subject, zone, whose, cursor.since(subject.place))


def _is(cursor: Cursor, subject: Path) -> Condition:
    if cursor.accept("of"):
        member = Name("member", subject.place)
        return Related(member, subject, cursor.path("a side"), cursor.since(subject.place))
    options: list[Name | Text] = [_option(cursor)]
    or_more = False
    # `or more` closes a choice; `or "x"` adds an option in quotation marks; any other `or` joins conditions.
    while cursor.at("or"):
        if cursor.accept("or", "more"):
            or_more = True
            break
        if cursor.tokens[cursor.index + 1].kind != "text":
            break
        cursor.take()
        options.append(_option(cursor))
    return Is(subject, tuple(options), or_more, cursor.since(subject.place))


def _option(cursor: Cursor) -> Name | Text:
    if cursor.at_kind("text"):
        return cursor.text("an option")
    return cursor.name("a definition or an option")


def term(cursor: Cursor) -> Term:
    """A sum or difference of products."""
    start = cursor.place
    left = _product(cursor)
    while cursor.at("+") or cursor.at("-"):
        operator: Literal["+", "-"] = "+" if cursor.take().text == "+" else "-"
        left = Arithmetic(operator, left, _product(cursor), cursor.since(start))
    return left


def _product(cursor: Cursor) -> Term:
    start = cursor.place
    left = _factor(cursor)
    while cursor.at("*") or cursor.at("/"):
        operator: Literal["*", "/"] = "*" if cursor.take().text == "*" else "/"
        left = Arithmetic(operator, left, _factor(cursor), cursor.since(start))
    return left


def _factor(cursor: Cursor) -> Term:
    start = cursor.place
    if cursor.at_kind("number"):
        return cursor.number()
    if cursor.at_kind("text"):
        return cursor.text("a text")
    if cursor.at_kind("date"):
        return cursor.date()
    if cursor.accept("declared"):
        return InWorld("declared", _factor(cursor), cursor.since(start))
    if cursor.accept("observed"):
        return InWorld("observed", _factor(cursor), cursor.since(start))
    if cursor.accept("its"):
        cursor.expect("least", "earlier", "yearly", "maximum")
        return LeastEarlier(cursor.since(start))
    if cursor.accept("the"):
        return _aggregate(cursor)
    for function in ("min", "max", "ceil", "floor"):
        if cursor.at(function, "("):
            return _call(cursor, function)
    return _named(cursor)


def _call(cursor: Cursor, function: str) -> Call:
    start = cursor.place
    cursor.expect(function, "(")
    arguments = [term(cursor)]
    while cursor.accept(","):
        arguments.append(term(cursor))
    cursor.expect(")")
    wanted = 1 if function in ("ceil", "floor") else 2
    place = cursor.since(start)
    if len(arguments) != wanted:
        message = f"`{function}` takes {wanted} value{'s' if wanted > 1 else ''}, not {len(arguments)}."
        raise refuse("wrong-number-of-values", message, place, f"Give it {wanted}.")
    return Call(function, tuple(arguments), place)  # type: ignore[arg-type]


def _named(cursor: Cursor) -> Term:
    """`holding("warheads") of p`, `launchers of p`, `e.personnel in scope "…"`, `e.personnel`, `p`."""
    path = cursor.path("a number, a field, a parameter or a definition")
    if len(path.parts) == 1 and cursor.accept("("):
        keys = [cursor.text("a value of the state's key")]
        while cursor.accept(","):
            keys.append(cursor.text("a value of the state's key"))
        cursor.expect(")")
        cursor.expect("of")
        return Of(path.parts[0], tuple(keys), cursor.path("a party"), cursor.since(path.place))
    if len(path.parts) == 1 and cursor.accept("of"):
        return Of(path.parts[0], (), cursor.path("a party or a record"), cursor.since(path.place))
    if cursor.accept("in", "scope"):
        return Scoped(path, cursor.text("the scope"), cursor.since(path.place))
    return path


def _aggregate(cursor: Cursor) -> Term:
    start = cursor.tokens[cursor.index - 1].place
    if cursor.token.text == "average":
        message = "An average is not computed: over whole numbers it would have to be rounded."
        remedy = "Compare the sum with a multiple of the number, or use `greatest` or `least`."
        raise refuse("no-average", message, cursor.place, remedy)
    operand: Term | None = None
    function = str(cursor.choose(_AGGREGATES, "what is counted or added up"))
    if function == "yearly maximum":
        return YearlyMaximum(_factor(cursor), cursor.since(start))
    if function != "number":
        operand = term(cursor)
        cursor.expect("over")
    record = cursor.name("a record type")
    variable = cursor.name("a name for it")
    where = condition(cursor) if cursor.accept("where") else None
    window = _window(cursor)
    place = cursor.since(start)
    return Aggregate(function, operand, record, variable, where, window, place)  # type: ignore[arg-type]


def _window(cursor: Cursor) -> Window | None:
    start = cursor.place
    if cursor.accept("under", "way", "at", "once"):
        return Window("at once", None, cursor.since(start))
    if cursor.accept("in", "any"):
        return Window("rolling", cursor.duration(), cursor.since(start))
    if cursor.accept("in", "each", "calendar", "year"):
        return Window("calendar year", None, cursor.since(start))
    if cursor.accept("within"):
        duration, km = cursor.duration(), None
        if cursor.accept("and"):
            km = cursor.integer("a distance")
            cursor.expect("km")
        cursor.expect("of")
        other = cursor.name("what lies beside")
        return Window("beside", duration, cursor.since(start), km, other)
    return None
