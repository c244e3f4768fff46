"""Consultation without veto: what it obliges to, as a record type and obligations of the existing kind.

    consultation voice on each decision      ──▶ act voice of claim: one for each claim that a decision touches
      notice 14 days, hearing, answer,           voice_notice    k.by must file invitation of k.claim, 14 days before
      waiting 10 days                            voice_hearing   … hearing of k.claim, unless k.stayed_away
                                                 voice_answer    … answer of k.claim, 10 days before k.taken

Rules it keeps:

- the duty is borne by the members who joined the decision, or by those who took the measure; a deed of any party but
  the claimant counts for all of them;
- nothing here blocks: the decision rule is elsewhere, and does not look at claims;
- a late claim is owed a hearing and an answer, not the times; an emergency shortens the times.

It leaves to others: which claims a decision touches (`servanda.proceedings.hearings`).
"""

from servanda.agreement.roles import Cast
from servanda.agreement.syntax import (
    ActType,
    Anchor,
    Binding,
    Consultation,
    Deadline,
    Deed,
    ExceptionClause,
    Field,
    FieldType,
    Holds,
    Is,
    Name,
    Obligation,
    OnRecord,
    Path,
    PathBearer,
)
from servanda.dates import Duration
from servanda.diagnostics import Place

_VARIABLE = "k"
_NEEDED = ("claim", "invitation", "hearing", "answer")
# What is known of each case. `to`: the claimant; `taken`: when the decision or measure was taken.
FIELDS: dict[str, FieldType] = {
    "to": FieldType("party"),
    "taken": FieldType("date"),
    "emergency": FieldType("yes or no"),
    "late": FieldType("yes or no"),
    "stayed_away": FieldType("yes or no"),
}


def role(item: Consultation, name: str) -> str:
    """The role in this consultation: measures have roles of their own."""
    return f"measure_{name}" if item.on == "measure" else name


def missing_roles(item: Consultation, cast: Cast) -> list[str]:
    return [role(item, name) for name in _NEEDED if not cast.act(role(item, name))]


def case_type(item: Consultation, cast: Cast) -> ActType | None:
    """The record type of its cases; None where nothing plays the claim."""
    claim = cast.act(role(item, "claim"))
    if not claim:
        return None
    place = item.place
    fields = tuple(Field(Name(name, place), kind, False, None, place) for name, kind in FIELDS.items())
    return ActType(item.name, "of", Name(claim, place), fields, None, place)


def consultation_norms(item: Consultation, cast: Cast) -> list[Obligation]:
    """Notice, hearing, answer; and what is owed on a late claim."""
    notice, waiting, short = item.notice, item.waiting, item.emergency
    found = [
        _norm(item, cast, "notice", "invitation", notice, short[0] if short else None),
        _norm(item, cast, "hearing", "hearing", None, None),
        _norm(item, cast, "answer", "answer", waiting, short[1] if short else None),
    ]
    if item.late is not None:
        found += [_norm(item, cast, "late_notice", "invitation", None, None)]
        found += [_norm(item, cast, "late_answer", "answer", None, None)]
    return found


def _path(place: Place, *parts: str) -> Path:
    return Path(tuple(Name(part, place) for part in (_VARIABLE, *parts)), place)


def _norm(
    item: Consultation, cast: Cast, name: str, deed: str, before: Duration | None, short: Duration | None
) -> Obligation:
    place = item.place
    where = None
    if item.late is not None and name != "hearing":
        answer = "yes" if name.startswith("late") else "no"
        where = Is(_path(place, "late"), (Name(answer, place),), False, place)
    claim = cast.act(role(item, "claim"))
    filed = Deed(
        Name(cast.act(role(item, deed)), place),
        "of",
        Name(_VARIABLE, place),
        None,
        (),
        place,
        along=(Name(claim, place),),
    )
    exception = None
    if name == "hearing":
        exception = ExceptionClause(Holds(_path(place, "stayed_away"), place), None, None, None, place)
    elif short is not None:
        instead = _deadline(place, short)
        exception = ExceptionClause(Holds(_path(place, "emergency"), place), None, None, instead, place)
    return Obligation(
        Name(f"{item.name}_{name}", place),
        OnRecord(item.name, Name(_VARIABLE, place), where, place),
        PathBearer(_path(place, "by"), place, True),
        filed,
        _deadline(place, before),
        exception,
        _path(place, "to"),
        Binding(),
        False,
        place,
        item.article,
    )


def _deadline(place: Place, before: Duration | None) -> Deadline:
    anchor = Anchor("field", _path(place, "taken"), None, place)
    if before is None:
        return Deadline("at", None, anchor, None, place)
    return Deadline("before", before, anchor, None, place)
