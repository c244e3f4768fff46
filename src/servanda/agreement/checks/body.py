"""What is wrong with a body, a mission, a programme or a procedure."""

from collections.abc import Iterator, Mapping

from servanda.agreement.bodies import Organ
from servanda.agreement.model import Agreement, fields_of
from servanda.agreement.names import unknown
from servanda.agreement.roles import ROLES, Played, is_part, played
from servanda.agreement.syntax import ActType, Body, EventType, Mission, Name, Programme, Role
from servanda.diagnostics import Diagnostic, Place, Refused, refuse


def check_institution(agreement: Agreement) -> list[Diagnostic]:
    """Every message on what the agreement sets up, in no order."""
    found: list[Diagnostic] = []
    for item in agreement.document.statements:
        match item:
            case Body():
                found += _body(item, agreement)
            case Mission():
                # Who opens it and to whom that is owed, the norm that follows from it says (`expand`).
                found += _people((item.sender,), agreement) if item.host is None else ()
            case Programme():
                found += _under(item.under, agreement.organs)
    return [*found, *_procedures(agreement)]


def _body(item: Body, agreement: Agreement) -> Iterator[Diagnostic]:
    yield from _people((*(item.members or ()), *item.participants), agreement)
    if item.under is not None:
        yield from _under(item.under, agreement.organs)
        yield from _circle(item, agreement.organs)
    if item.chair is not None and item.chair.who is not None:
        yield from _people((item.chair.who,), agreement)
    if item.chair is not None and item.chair.kind == "sides" and len(agreement.sides) < 2:
        message = "One of each side cannot preside: the agreement has fewer than two sides."
        yield Diagnostic("no-side", "error", message, item.chair.place, "Declare `side …`, or another chair.")
    yield from _rules(item, agreement)


def _rules(item: Body, agreement: Agreement) -> Iterator[Diagnostic]:
    seen: dict[str, Place] = {}
    for decides in item.decides:
        rule = decides.rule
        if rule.who is not None:
            yield from _people((rule.who,), agreement)
        if rule.kind == "majority within each side" and len(agreement.sides) < 2:
            message = "A majority within each side needs two sides; the agreement has fewer."
            yield Diagnostic("no-side", "error", message, rule.place, "Declare `side …`, or name another rule.")
        for matter in [text.value for text in decides.matters] or [""]:
            if matter in seen:
                what = f"“{matter}”" if matter else "all other matters"
                message = f"The body has a rule for {what} already."
                also = ((seen[matter], "first here"),)
                yield Diagnostic("rule-twice", "error", message, decides.place, "Keep one of them.", also)
            seen.setdefault(matter, decides.place)


def _people(names: tuple[Name, ...], agreement: Agreement) -> Iterator[Diagnostic]:
    known = {**agreement.parties, **agreement.sides}
    for name in names:
        if name.text not in known:
            yield from unknown("unknown-party", "party or side", name, known).diagnostics


def _under(name: Name, organs: Mapping[str, Organ]) -> Iterator[Diagnostic]:
    bodies = [key for key, organ in organs.items() if organ.kind in ("body", "commission")]
    if name.text not in bodies:
        yield from unknown("unknown-body", "body", name, bodies).diagnostics


def _circle(item: Body, organs: Mapping[str, Organ]) -> Iterator[Diagnostic]:
    own = {name.text for name in item.names}
    here, seen = item.under.text if item.under is not None else "", set[str]()
    while here in organs and here not in seen:
        if here in own:
            message = f"`{item.names[0]}` stands under itself."
            yield Diagnostic("body-circle", "error", message, item.place, "Name another body after `under`.")
            return
        seen.add(here)
        here = organs[here].under


# --- procedures -----------------------------------------------------------------------------------------------------


def _procedures(agreement: Agreement) -> Iterator[Diagnostic]:
    roles: dict[str, Place] = {}
    acts: dict[str, Place] = {}
    for procedure in agreement.procedures.values():
        for item in procedure.roles:
            for name, seen, what in ((item.role, roles, "The role"), (item.act, acts, "The act")):
                if name.text in seen:
                    message = f"{what} `{name}` is cast already."
                    also = ((seen[name.text], "first here"),)
                    yield Diagnostic("role-twice", "error", message, name.place, "Keep one of them.", also)
                seen.setdefault(name.text, name.place)
            try:
                _role(item, agreement)
            except Refused as refusal:
                yield from refusal.diagnostics


def _role(item: Role, agreement: Agreement) -> None:
    asked = ROLES.get(item.role.text)
    if asked is None:
        raise unknown("unknown-role", "role", item.role, ROLES)
    act = agreement.records.get(item.act.text)
    if not isinstance(act, ActType):
        acts = {name: record for name, record in agreement.records.items() if isinstance(record, ActType)}
        raise unknown("unknown-act", "act", item.act, acts)
    if asked.of:
        above = agreement.cast.act(asked.of)
        if not above:
            message = f"The {item.role} is filed of the {asked.of}, and no act plays that."
            raise refuse("role-not-played", message, item.role.place, f"Add a line `{asked.of} is …`.")
        if act.target is None or act.target.text != above:
            message = f"`{act.name}` is not filed of `{above}`, so it cannot be the {item.role}."
            raise refuse("wrong-link", message, item.act.place, f"Declare `act {act.name} of {above}`.")
    if asked.event:
        event = agreement.records.get(act.target.text) if act.target is not None else None
        if not isinstance(event, EventType) or event.declarer is None:
            message = f"`{act.name}` is not filed of an event that a party declares, so it cannot be the {item.role}."
            raise refuse("wrong-link", message, item.act.place, "Let it be `of` an event with `declared by`.")
    _parts(item, played(item), act)


def _parts(item: Role, cast: Played, act: ActType) -> None:
    asked = ROLES[item.role.text].parts
    fields = fields_of(act)
    for part, name in item.parts:
        if part.text not in asked:
            raise unknown("unknown-role-part", f"part of the role `{item.role}`", part, list(asked))
        if name.text not in fields:
            raise unknown("unknown-field", f"field of `{act.name}`", name, fields)
        if not is_part(asked[part.text], fields[name.text].type):
            wanted = " or ".join(asked[part.text].kinds)
            message = f"`{name}` of `{act.name}` is a {fields[name.text].type.kind}; the {part} is a {wanted}."
            raise refuse("kind-mismatch", message, name.place, f"Name a field that holds a {wanted}.")
    for part_name, wanted_part in asked.items():
        if wanted_part.required and part_name not in cast.parts:
            message = f"Nothing says which field of `{act.name}` is the {part_name}."
            raise refuse("role-without-part", message, item.place, f"Add `with {part_name} …`.")
