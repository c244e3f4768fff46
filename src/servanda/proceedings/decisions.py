"""The state of a decision: a function of the acts and the instant.

    proposed ──conclusion──▶ adopted | failed            under silence ──expiry──▶ adopted
       │ silence procedure ▶ under silence                     │ objection or amendment before it
       │ withdrawal ▶ withdrawn   minutes ▶ lapsed             ▼ broken

Rules it keeps (OSCE Rules of Procedure, MC.DOC/1/06, Annex 1(A), for silence):

- what is asked at an instant looks at nothing that was filed after it;
- the question is put by whoever presides; a conclusion out of turn, or without a quorum, puts nothing;
- silence is broken by an objection *or an amendment* of a member, in writing, before the expiry; at the expiry itself
  it is too late, and what comes too late changes nothing;
- what is decided stays decided: a second conclusion, a later vote, a later withdrawal have no effect and are told;
- where only the day of an act is known and its hour would matter, the state is open, with what it may be.

It leaves to others: the rules themselves (`rules`), who presides (`meetings`), acts without effect (`effects`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal, get_args

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import RuleKind
from servanda.dates import end_of_day, show_instant, start_of_day
from servanda.evidence.statement import Completeness, Statement
from servanda.proceedings import meetings, rules
from servanda.proceedings.acts import Act, Ledger, ledger, uncertain
from servanda.proceedings.effects import Effects, effects
from servanda.proceedings.irregular import Irregularity

Kind = Literal["proposed", "under silence", "adopted", "failed", "broken", "withdrawn", "lapsed", "void", "open"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SETTLED: frozenset[Kind] = frozenset(("adopted", "failed", "broken", "withdrawn", "lapsed", "void"))
# So many acts whose hour is not known are tried in every order; of more, each alone and all together.
_TRIED = 8


@dataclass(frozen=True, slots=True)
class Attached:
    """An announcement, interpretative statement or reservation."""

    role: str
    act: str
    record: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class State:
    """What became of a proposal by an instant.

    `since`: when it came to be so; `until`: when it changes if nobody acts (the expiry of a silence). `against`: who
    stands in the way or stood; `joined`: the members that joined an adopted decision. `can_change`: who can still do
    what. `certain`: False where the record is not known to be complete: an act that is not in it may change all.
    """

    proposal: str
    record: str
    by: str
    body: str
    matter: str
    rule: str
    kind: Kind
    since: int
    until: int | None = None
    why: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    quorum: int = 1
    can_change: tuple[str, ...] = ()
    attached: tuple[Attached, ...] = ()
    certain: bool = True
    may_be: tuple[Kind, ...] = ()
    irregular: tuple[Irregularity, ...] = ()


@dataclass(frozen=True)
class Docket:
    """What decisions are found from: the agreement, the acts known by a day, and where the record is complete."""

    agreement: Agreement
    statements: tuple[Statement, ...]
    completeness: tuple[Completeness, ...] = ()
    _read: dict[int, Ledger] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        agreement: Agreement,
        statements: Iterable[Statement],
        completeness: Iterable[Completeness] = (),
        known_by: int | None = None,
    ) -> "Docket":
        """Only acts in roles, and of these only what was known by `known_by`."""
        roles = agreement.cast.by_act
        kept = (s for s in statements if s.record in roles and (known_by is None or s.known <= known_by))
        return cls(agreement, tuple(kept), tuple(completeness))

    def proposals(self, at: int) -> list[str]:
        """The ids of all proposals made by then, in order."""
        return [act.id for act in self.ledger(at).all("proposal")]

    def ledger(self, at: int, late: frozenset[str] = frozenset()) -> Ledger:
        """The acts seen at the instant; where every act has its instant, read once for all proposals."""
        if late:
            return ledger(self.agreement, self.statements, at, late)
        if at not in self._read:
            self._read[at] = ledger(self.agreement, self.statements, at)
        return self._read[at]


def decision_state(docket: Docket, proposal: str, at: int) -> State | None:
    """The state of the proposal at the instant; None if nobody had made it by then."""
    doubtful = uncertain(docket.agreement, docket.statements, at, proposal)
    found = [_exact(docket, proposal, at, frozenset(late)) for late in _tries(doubtful)]
    states = [state for state in found if state is not None]
    if not states:
        return None
    first = states[0]
    kinds = sorted({state.kind for state in states})
    if len(kinds) == 1 and len({(state.joined, state.since) for state in states}) == 1:
        return first
    if len(kinds) == 1:
        return replace(first, certain=False, joined=tuple(sorted(set.intersection(*(set(s.joined) for s in states)))))
    why = ("The hour of an act is not known, and it would decide: " + " or ".join(kinds) + ".",)
    return replace(first, kind="open", why=why, may_be=tuple(kinds), joined=(), certain=False, until=None)


def _tries(doubtful: Sequence[str]) -> list[tuple[str, ...]]:
    if len(doubtful) <= _TRIED:
        chosen = product((False, True), repeat=len(doubtful))
        return [tuple(act for act, late in zip(doubtful, pick, strict=True) if late) for pick in chosen]
    alone = [(act,) for act in doubtful]
    others = [tuple(act for act in doubtful if act != one) for one in doubtful]
    return [(), tuple(doubtful), *alone, *others]


def _exact(docket: Docket, proposal: str, at: int, late: frozenset[str]) -> State | None:
    """The state where every act has its instant."""
    here = docket.ledger(at, late)
    act = here.find("proposal", proposal)
    if act is None:
        return None
    found = effects(here, act)
    state = replace(_state(here, act, found, at), irregular=tuple(sorted(found.irregular)))
    state = replace(state, attached=_attached(here, act))
    return replace(state, certain=_vouched(docket, state, act)) if state.kind == "adopted" else state


def _state(here: Ledger, act: Act, found: Effects, at: int) -> State:
    zone = here.agreement.zone
    base = State(act.id, act.record, act.by, found.body, act.said.get("matter", ""), found.said, "proposed", act.at)
    if found.organ is None or found.convening is None:
        return replace(base, kind="void", why=(f"{act.by} had no voice there.",))
    inside = meetings.members(found.organ, here.agreement, act.at)
    base = replace(base, members=inside, quorum=meetings.quorum(found.organ, inside))
    if found.void:
        return replace(base, kind="void", why=(found.void,))
    if found.silence is not None and (found.ended is None or found.silence.at <= found.ended.at):
        return _silent(here, base, found, at)
    base = replace(base, present=meetings.present(here, found.convening, found.organ, at))
    if found.ended is None:
        return _open_question(here, base, found)
    when = show_instant(found.ended.at, zone)
    if found.ended.role == "withdrawal":
        return replace(base, kind="withdrawn", since=found.ended.at, why=(f"{act.by} withdrew it on {when}.",))
    if found.ended.role == "minutes":
        why = f"The meeting ended on {when}, and the question had not been put."
        return replace(base, kind="lapsed", since=found.ended.at, why=(why,))
    return _concluded(here, base, found, found.ended)


def _silent(here: Ledger, base: State, found: Effects, at: int) -> State:
    assert found.silence is not None
    zone, expiry = here.agreement.zone, found.expiry
    out = rules.left_out(found.kind, found.concerned)
    base = replace(base, left_out=tuple(sorted(out)), until=None)
    broke = found.broke
    if broke is not None:
        what = "an amendment" if broke.role == "amendment" else "an objection"
        why = f"{broke.by} broke the silence by {what} on {show_instant(broke.at, zone)}; it is not adopted."
        since = max(broke.at, found.silence.at)
        return replace(base, kind="broken", since=since, against=(broke.by,), why=(why,))
    if found.ended is not None and found.ended.role == "withdrawal":
        why = f"{found.ended.by} withdrew it on {show_instant(found.ended.at, zone)}."
        return replace(base, kind="withdrawn", since=found.ended.at, why=(why,))
    shown = show_instant(expiry, zone)
    members_then = meetings.members(found.organ, here.agreement, expiry) if found.organ is not None else ()
    may = tuple(who for who in members_then if who not in out)
    if at >= expiry:
        why = f"Nobody objected to it or amended it before the silence ended on {shown}."
        return replace(base, kind="adopted", since=expiry, joined=may, why=(why,))
    can = (f"{', '.join(may)}: an objection or an amendment before {shown}", f"{base.by}: withdraw it before {shown}")
    why = f"Under silence since {show_instant(found.silence.at, zone)}; adopted on {shown} unless it is broken before."
    return replace(base, kind="under silence", since=found.silence.at, until=expiry, why=(why,), can_change=can)


def _open_question(here: Ledger, base: State, found: Effects) -> State:
    assert found.organ is not None
    assert found.convening is not None
    if found.rule is None:
        return replace(base, why=("The body has no rule for this kind of matter, so nothing can be decided.",))
    room = found.room
    chair = meetings.presiding(here, found.convening, found.organ, found.item)
    against = tuple(sorted(rules.blocking(found.kind, room))) if found.kind in rules.CONSENSUS else ()
    why = ["The question has not been put."]
    if against:
        why.append(
            f"{', '.join(against)} objects: concluded now, it would fail."
            if len(against) == 1
            else f"{', '.join(against)} object: concluded now, it would fail."
        )
    if len(base.present) < base.quorum:
        why.append(f"There is no quorum: {len(base.present)} of {base.quorum} members are present.")
    how = "object" if found.kind in rules.CONSENSUS else "vote"
    out = rules.left_out(found.kind, found.concerned)
    may = ", ".join(who for who in base.members if who not in out)
    can = (
        f"{may}: attend and {how} until it is concluded",
        f"{', '.join(chair)}: conclude it",
        f"{base.by}: withdraw it",
    )
    return replace(base, why=tuple(why), against=against, left_out=tuple(sorted(out)), can_change=can)


def _by_side(kind: RuleKind, room: rules.Room) -> str:
    """The count within each side, where the rule asks for it."""
    if kind != "majority within each side":
        return ""
    sides = [f"{name} {len(room.in_favour & side)} of {len(side)}" for name, side in rules.sides(room).items()]
    return f" ({', '.join(sides)})"


def _concluded(here: Ledger, base: State, found: Effects, end: Act) -> State:
    room, zone = found.room, here.agreement.zone
    when = show_instant(end.at, zone)
    out = rules.left_out(found.kind, found.concerned)
    there = tuple(who for who in base.members if who in room.present)
    base = replace(base, since=end.at, left_out=tuple(sorted(out)), present=there)
    if found.kind in rules.CONSENSUS:
        against = tuple(sorted(rules.blocking(found.kind, room)))
        unheeded = ", ".join(sorted(out & room.objecting & room.present))
        but = f" but {unheeded}, which the rule leaves out," if unheeded else ""
        counted = f"No member present{but} had objected when {end.by} concluded on {when}."
        failed = f"{', '.join(against)} had objected when {end.by} concluded on {when}."
    else:
        against = tuple(sorted(room.opposed))
        counted = failed = (
            f"{len(room.in_favour)} for, {len(room.opposed)} against, of {len(room.members)} members"
            f"{_by_side(found.kind, room)}, when {end.by} concluded on {when}."
        )
    if rules.adopted(found.kind, room):
        joined = tuple(sorted(rules.joined(found.kind, room)))
        return replace(base, kind="adopted", joined=joined, why=(counted,), against=())
    return replace(base, kind="failed", against=against, why=(failed,))


def _attached(here: Ledger, act: Act) -> tuple[Attached, ...]:
    found = [one for role in ("announcement", "interpretation", "reservation") for one in here.of(role, act.id)]
    return tuple(
        Attached(one.role, one.id, one.record, one.by, one.at) for one in sorted(found, key=lambda one: one.order)
    )


def _vouched(docket: Docket, state: State, act: Act) -> bool:
    """Whether the record speaks for itself on what would have stood in the way, from the proposal to the decision."""
    agreement, cast = docket.agreement, docket.agreement.cast
    if agreement.native:
        return True
    needed = [cast.act(role) for role in ("objection", "amendment", "vote", "withdrawal") if cast.act(role)]
    spans = [
        (item.act.text, start_of_day(item.start.value, agreement.zone), end_of_day(item.end.value, agreement.zone))
        for item in agreement.complete
        if item.party is None
    ]
    spans += [(c.record, c.start, c.end) for c in docket.completeness if c.vouched and not c.party and not c.target]
    return all(
        any(record == name and start <= act.at and state.since <= end for record, start, end in spans)
        for name in needed
    )
