"""What is wrong with a clause by which acts bring the agreement into force or suspend norms of it.

Rules it keeps:

- the acts, norms and parties that a clause names are there, and the fields hold what the act is said to say in them;
- an act that ends the effect of another is filed of or to it.
"""

from collections.abc import Iterable, Mapping

from servanda.agreement.model import Agreement, fields_of
from servanda.agreement.names import unknown
from servanda.agreement.syntax import ActType, Entry, Name, Suspendable
from servanda.diagnostics import refuse

# What an act can say of its own effect, and the kinds of field that can hold it.
PARTS: Mapping[str, tuple[str, ...]] = {
    "towards": ("party", "party or country"),
    "norms": ("text",),
    "grounds": ("text",),
    "effect": ("date",),
}
_HELD = {"towards": "a party", "norms": "a text", "grounds": "a text", "effect": "a date"}


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
        if name.text not in agreement.parties:
            raise unknown("unknown-party", "party", name, agreement.parties)
    if entry.count is not None and not max(len(set(entry.among)), 1) <= entry.count <= len(agreement.parties):
        few = entry.count < max(len(entry.among), 1)
        message = f"{entry.count} parties are asked for, and the agreement has {len(agreement.parties)}."
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
    if item.ended is not None:
        _ends(item.ended, act, agreement)


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


def _ends(name: Name, act: ActType, agreement: Agreement) -> None:
    ending = act_named(name, agreement)
    if ending.target is None or ending.target.text != act.name.text:
        message = f"`{name}` is not filed of `{act.name}`, so nothing says which one it ends."
        raise refuse("wrong-link", message, name.place, f"Declare `act {name} of {act.name}`.")
