"""What bodies, missions, programmes and nil returns oblige to, as norms of the existing kinds: from syntax to syntax.

    body council            ──▶ duty council_meets: in each calendar month, each party, borne jointly, must hold at
      meets every month         least 1 opening m where m.convening.body is council
    mission liaison …       ──▶ milestone liaison_opened
    programme training …    ──▶ duty training_exercise
    nil return of drill …   ──▶ duty nil_return_of_drill

Rules it keeps:

- a body is no party: what it must do is borne by its members, jointly where one deed serves all;
- a generated norm stands where its declaration stands, and under the same article;
- no act is named here: which one opens a meeting or a mission, the procedures say (`roles`).

It leaves to others: what the generated norms mean (`core`).
"""

from collections.abc import Iterable, Mapping

from servanda.agreement.bodies import Organ
from servanda.agreement.consultation import consultation_norms, missing_roles
from servanda.agreement.roles import Cast, trail
from servanda.agreement.syntax import (
    Activity,
    ActType,
    Anchor,
    Binding,
    Both,
    Condition,
    Consultation,
    Deadline,
    Deed,
    Duty,
    EachBearer,
    Is,
    Mission,
    Name,
    NilReturn,
    Norm,
    Obligation,
    OnEntryIntoForce,
    Path,
    PathBearer,
    Programme,
    RecordType,
    Recurrence,
    Rhythm,
    Schedule,
    Statement,
)
from servanda.diagnostics import Diagnostic, Place

_VARIABLE = "m"


def expand(
    statements: Iterable[Statement], organs: Mapping[str, Organ], cast: Cast, records: Mapping[str, RecordType]
) -> tuple[list[Norm], list[Diagnostic]]:
    """The norms that follow from the declarations, in the order of the text, and what stands in their way."""
    found: list[Norm] = []
    faults: list[Diagnostic] = []
    for organ in organs.values():
        for rhythm in organ.rhythms:
            made = _meeting(organ, rhythm, cast, records)
            (found if made is not None else faults).append(made or _no_role("opening", rhythm.place))  # type: ignore[arg-type]
    for item in statements:
        if isinstance(item, NilReturn) and item.due is not None:
            found.append(_nil_return(item, item.due, records))
        if isinstance(item, Mission) and item.within is not None:
            opened = _mission(item, cast)
            (found if opened is not None else faults).append(opened or _no_role("mission_opening", item.place))  # type: ignore[arg-type]
        if isinstance(item, Programme):
            found += _programme(item, organs)
        if isinstance(item, Consultation):
            missing = missing_roles(item, cast)
            faults += [_no_role(role, item.place) for role in missing]
            found += consultation_norms(item, cast) if not missing else []
    return found, faults


def _nil_return(item: NilReturn, due: tuple[int, int], records: Mapping[str, RecordType]) -> Duty:
    """Each party that declared none files the act for the year before, by that day."""
    place, record = item.place, records.get(item.record.text)
    declared = record is not None and not isinstance(record, ActType) and record.declarer is not None
    return Duty(
        Name(f"nil_return_of_{item.record}", item.record.place),
        Schedule((due,), None, 12, place),
        EachBearer("party", None, False, place),
        Deed(item.act, None, None, "the year before", (), place),
        None,
        Binding(),
        place,
        item.article,
        item.record if declared else None,
    )


def _no_role(role: str, place: Place) -> Diagnostic:
    message = f"No procedure says which act is the {role.replace('_', ' ')}."
    return Diagnostic("role-not-played", "error", message, place, "Write `use institutions`, or declare a `procedure`.")


def _slug(text: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _only(members: Iterable[str], place: Place) -> Binding:
    return Binding(only=tuple(Name(name, place) for name in members))


def _meeting(organ: Organ, rhythm: Rhythm, cast: Cast, records: Mapping[str, RecordType]) -> Recurrence | None:
    """So many openings of meetings of the body, of the level if one is named."""
    act, body, place = cast.act("opening"), cast.part("convening", "body"), rhythm.place
    if not act or not body:
        return None
    head = tuple(Name(part, place) for part in (_VARIABLE, *trail(cast, "opening", "convening", records)))
    where: Condition = Is(Path((*head, Name(body, place)), place), (Name(organ.name.text, place),), False, place)
    name = f"{organ.name}_meets"
    if rhythm.level is not None:
        level = cast.part("convening", "level")
        if not level:
            return None
        where = Both(where, Is(Path((*head, Name(level, place)), place), (rhythm.level,), False, place), place)
        name = f"{name}_{_slug(rhythm.level.value)}"
    return Recurrence(
        Name(name, place),
        rhythm.months,
        EachBearer("party", None, True, place),
        rhythm.times,
        Name(act, place),
        Name(_VARIABLE, place),
        where,
        None,
        None,
        _only(organ.members, place),
        place,
        organ.article,
    )


def _mission(item: Mission, cast: Cast) -> Obligation | None:
    act, field, place = cast.act("mission_opening"), cast.part("mission_opening", "mission"), item.place
    if not act or not field or item.host is None:
        return None
    path = Path((Name(_VARIABLE, place), Name(field, place)), place)
    where = Is(path, (Name(item.name.text, place),), False, place)
    deed = Deed(Name(act, place), None, None, None, (), place, Name(_VARIABLE, place), where)
    anchor = Anchor("entry into force", None, None, place)
    return Obligation(
        Name(f"{item.name}_opened", item.name.place),
        OnEntryIntoForce(place),
        PathBearer(Path((item.host,), item.host.place), item.host.place),
        deed,
        Deadline("after", item.within, anchor, None, place),
        None,
        Path((item.sender,), item.sender.place),
        Binding(),
        True,
        place,
        item.article,
    )


def _programme(item: Programme, organs: Mapping[str, Organ]) -> list[Recurrence]:
    above = organs.get(item.under.text)
    members = above.members if above is not None else ()
    found: list[Recurrence] = []
    for activity in item.activities:
        name = f"{item.name}_{activity.record}"
        number = sum(1 for one in found if one.record.text == activity.record.text)
        found.append(_activity(f"{name}_{number + 1}" if number else name, activity, members, item.article))
    return found


def _activity(name: str, item: Activity, members: Iterable[str], article: str) -> Recurrence:
    return Recurrence(
        Name(name, item.place),
        12,
        EachBearer("party", None, not item.each, item.place),
        item.times,
        item.record,
        item.variable,
        item.where,
        item.taking_part,
        None,
        _only(members, item.place),
        item.place,
        article,
    )
