"""What is wrong with a clause by which acts do something to the agreement: entry into force, suspension and the like.

Rules it keeps:

- the acts, norms and parties that a clause names are there, and the fields hold what the act is said to say in them;
- an act that ends, accepts or objects to another is filed of or to it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from servanda.agreement.model import Agreement, fields_of
from servanda.agreement.names import unknown
from servanda.agreement.syntax import (
    Accession,
    ActType,
    Amendment,
    Binding,
    Effect,
    Entry,
    Name,
    NilReturn,
    Reservable,
    StateType,
    Suspendable,
    Withdrawal,
)
from servanda.diagnostics import refuse

# What an act can say of its own effect, and the kinds of field that can hold it.
PARTS: Mapping[str, tuple[str, ...]] = {
    "towards": ("party", "party or country"),
    "norms": ("text",),
    "grounds": ("text",),
    "effect": ("date",),
    "finding": ("text",),
}
_HELD = {"towards": "a party", "norms": "a text", "grounds": "a text", "effect": "a date", "finding": "a text"}


def checks_of_effects(agreement: Agreement) -> Iterator[Callable[[], None]]:
    """A piece of work for each clause, each of which raises where its clause is wrong."""
    entry = agreement.in_force.entry
    if entry is not None:
        yield partial(check_entry, entry, agreement)
    for item in agreement.suspendable:
        yield partial(check_suspendable, item, agreement)
    for nil in agreement.nil_returns:
        yield partial(_check_nil, nil, agreement)
    for effect in agreement.effects:
        yield partial(_check_effect, effect, agreement)
    for norm in agreement.norms.values():
        yield partial(_check_binding, norm.binding, agreement)
    for parameter in agreement.parameters.values():
        yield partial(_check_amendments, [value.since for value in parameter.values], agreement)


def _check_nil(item: NilReturn, agreement: Agreement) -> None:
    record = agreement.records.get(item.record.text)
    if record is None:
        raise unknown("unknown-record", "record type", item.record, agreement.records)
    if isinstance(record, ActType):
        message = f"`{record.name}` is an act: that none was filed, the record says itself."
        raise refuse("wrong-use", message, item.record.place, "Name an event or a state.")
    if item.due is not None and isinstance(record, StateType):
        message = f"`{record.name}` is a state, which is no less declared in a year in which nobody speaks of it."
        raise refuse("wrong-use", message, item.place, "Leave out `each year by …`, or name an event.")
    act = act_named(item.act, agreement)
    years = [field for field in act.fields if field.type.kind == "year"]
    if len(years) != 1 or act.target is not None:
        message = f"`{act.name}` has {len(years) or 'no'} years, so it does not say for which one there was nothing."
        if act.target is not None:
            message = f"`{act.name}` is filed {act.link} `{act.target}`, so it speaks of one, not of none."
        raise refuse("nil-return-of-no-year", message, item.act.place, "Name an act with one year, of or to nothing.")


def _check_effect(item: Effect, agreement: Agreement) -> None:
    match item:
        case Withdrawal():
            act = act_named(item.act, agreement)
            check_parts(item.parts, act)
            _linked(item.ended, act, agreement)
        case Accession():
            _check_accession(item, agreement)
        case Amendment():
            if item.entry.count is not None:
                message = "An amendment that binds some parties only cannot be checked: a norm has one text."
                remedy = "Write `every party has filed`, or a norm for each group with `binding only`."
                raise refuse("amendment-for-some", message, item.entry.place, remedy)
            check_entry(item.entry, agreement)
        case Reservable():
            act = act_named(item.act, agreement)
            check_norms(item.norms, agreement)
            check_parts(item.parts, act)
            _linked(item.objected, act, agreement)


def _check_accession(item: Accession, agreement: Agreement) -> None:
    if item.side.text not in agreement.sides:
        raise unknown("unknown-side", "side", item.side, agreement.sides)
    for name in item.open_to:
        if name.text not in agreement.countries:
            if name.text in agreement.parties:
                message = f"`{name}` is a party already; it cannot accede."
                raise refuse("already-a-party", message, name.place, f"Declare `country {name}` instead.")
            raise unknown("unknown-country", "country", name, agreement.countries)
    _linked(item.consent, act_named(item.act, agreement), agreement)


def _check_binding(binding: Binding, agreement: Agreement) -> None:
    _check_amendments([binding.since, binding.until], agreement)


def _check_amendments(names: Iterable[Name | None], agreement: Agreement) -> None:
    for name in names:
        if name is not None and name.text not in agreement.amendments:
            raise unknown("unknown-amendment", "amendment", name, agreement.amendments)


def act_named(name: Name, agreement: Agreement) -> ActType:
    """The act of that name. Raises where there is none."""
    acts = {item.name.text: item for item in agreement.acts()}
    if name.text not in acts:
        raise unknown("unknown-act", "act", name, acts)
    return acts[name.text]


def check_entry(entry: Entry, agreement: Agreement) -> None:
    """Raise where the entry into force waits for what can never be."""
    act_named(entry.act, agreement)
    for name in entry.among:
        if name.text not in agreement.founders:
            raise unknown("unknown-party", "party", name, list(agreement.founders))
    if entry.count is not None and not max(len(set(entry.among)), 1) <= entry.count <= len(agreement.founders):
        few = entry.count < max(len(entry.among), 1)
        message = f"{entry.count} parties are asked for, and the agreement has {len(agreement.founders)}."
        if few:
            message = f"{entry.count} parties are asked for, and {max(len(entry.among), 1)} must be among them."
        raise refuse("never-in-force", message, entry.place, "Correct the number, or write `every party has filed`.")
    if entry.after is not None and entry.after.unit == "hours":
        message = "The entry into force is a day, so it cannot be counted in hours."
        raise refuse("wrong-unit-of-time", message, entry.place, "Use days, weeks, months or years.")


def check_suspendable(item: Suspendable, agreement: Agreement) -> None:
    """Raise where a suspension names no norm, no act, or a field that cannot say what it is said to say."""
    check_norms(item.norms, agreement)
    if item.act is None:
        return
    act = act_named(item.act, agreement)
    check_parts(item.parts, act)
    _linked(item.ended, act, agreement)
    if item.countermeasure and "towards" not in [part.text for part, _ in item.parts]:
        message = "A countermeasure is aimed at somebody, and nothing says in which field."
        raise refuse("aimed-at-nobody", message, item.place, f"Add `with towards …`, a field of `{act.name}`.")


def check_norms(names: Iterable[Name], agreement: Agreement) -> None:
    for name in names:
        if name.text not in agreement.norms:
            raise unknown("unknown-norm", "norm", name, agreement.norms)


def check_parts(said: Iterable[tuple[Name, Name]], act: ActType) -> None:
    """Raise where an act is said to say what it cannot, or to say it in a field of another kind."""
    taken: set[str] = set()
    for part, name in said:
        if part.text not in PARTS:
            raise unknown("unknown-part", "part of an act's effect", part, PARTS)
        if part.text in taken:
            raise refuse("said-twice", f"The act already says {part}.", part.place, "Keep one.")
        taken.add(part.text)
        field = fields_of(act).get(name.text)
        if field is None:
            raise unknown("unknown-field", f"field of `{act.name}`", name, fields_of(act))
        if field.type.kind not in PARTS[part.text]:
            wanted = _HELD[part.text]
            message = f"`{name}` is a {field.type.kind}; {part} is said in {wanted}."
            raise refuse("kind-mismatch", message, name.place, f"Name a field that holds {wanted}.")


def _linked(name: Name | None, act: ActType, agreement: Agreement) -> None:
    """Raise where an act that must be filed of another is not."""
    linked = act_named(name, agreement) if name is not None else None
    if linked is not None and name is not None and (linked.target is None or linked.target.text != act.name.text):
        message = f"`{name}` is not filed of `{act.name}`, so nothing says which one it is about."
        raise refuse("wrong-link", message, name.place, f"Declare `act {name} of {act.name}`.")
