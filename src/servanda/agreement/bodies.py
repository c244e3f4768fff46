"""The bodies of an agreement as they stand once what they inherit is filled in.

Rules it keeps:

- a commission has the members, voices, chair, quorum and rules of the body above it, unless it says otherwise;
- members are parties or sides; whose members of a side they are, a day says;
- missions and programmes are bodies too, in that acts can name them; they do not meet or decide by themselves.

It leaves to others: whether the declarations make sense (`checks.body`), what they oblige to (`expand`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from servanda.agreement.syntax import (
    Body,
    Chair,
    Decides,
    Mission,
    Name,
    Programme,
    Quorum,
    Rhythm,
    Rule,
    Statement,
)
from servanda.diagnostics import Place


@dataclass(frozen=True, slots=True)
class Organ:
    """A body, commission, mission or programme. `members`: parties and sides; () for every party."""

    name: Name
    kind: Literal["body", "commission", "mission", "programme"]
    label: str
    under: str
    members: tuple[str, ...]
    participants: tuple[str, ...]
    rhythms: tuple[Rhythm, ...]
    chair: Chair | None
    quorum: Quorum | None
    decides: tuple[Decides, ...]
    place: Place
    article: str

    def rule(self, matter: str) -> Rule | None:
        """The decision rule for a kind of matter: its own, else the one for all others."""
        for item in self.decides:
            if matter in [text.value for text in item.matters]:
                return item.rule
        return next((item.rule for item in self.decides if not item.matters), None)


def organs(statements: Iterable[Statement]) -> dict[str, Organ]:
    """Every body by name, what it inherits filled in; of two with one name, the first."""
    found: dict[str, Organ] = {}
    statements = tuple(statements)
    declared: dict[str, Body] = {}
    for item in statements:
        if isinstance(item, Body):
            for name in item.names:
                declared.setdefault(name.text, item)
    for item in statements:
        match item:
            case Body():
                for name in item.names:
                    found.setdefault(name.text, _organ(name, item, declared))
            case Mission(name, sender, at):
                label = f"mission of {sender} at {at.value}"
                empty = Organ(
                    name, "mission", label, "", (sender.text,), (), (), None, None, (), item.place, item.article
                )
                found.setdefault(name.text, empty)
    for item in statements:
        if isinstance(item, Programme):
            above = found.get(item.under.text)
            members = above.members if above is not None else ()
            name = item.name
            under = item.under.text
            one = Organ(name, "programme", item.label, under, members, (), (), None, None, (), item.place, item.article)
            found.setdefault(name.text, one)
    return found


def _organ(name: Name, item: Body, declared: Mapping[str, Body]) -> Organ:
    chain = _chain(item, declared)
    members = next((one.members for one in chain if one.members is not None), ())
    decides = next((one.decides for one in chain if one.decides), ())
    return Organ(
        name,
        item.kind,
        item.label or name.text.replace("_", " "),
        item.under.text if item.under is not None else "",
        tuple(who.text for who in members),
        tuple(who.text for who in next((one.participants for one in chain if one.participants), ())),
        item.rhythms,
        next((one.chair for one in chain if one.chair is not None), None),
        next((one.quorum for one in chain if one.quorum is not None), None),
        decides,
        name.place,
        item.article,
    )


def _chain(item: Body, declared: Mapping[str, Body]) -> list[Body]:
    """The body and those above it, nearest first; a circle, which `check` refuses, ends where it began."""
    found = [item]
    while item.under is not None:
        above = declared.get(item.under.text)
        if above is None or above in found:
            break
        found.append(above)
        item = above
    return found
