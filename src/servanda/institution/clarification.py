"""Clarifications: questions of compliance and visits asked for, each as a thread of acts with its clocks and its state.

    acts on record ──cast──▶ threads (question → reply → judgement; escalation → appearance; closure) ──▶ state
    findings on norms that a question or an escalation occasions ──▶ clocks

Rules it keeps:

- the state is a function of the acts and the instant; nothing is set by hand, and no act is known by its name: the
  agreement says which act plays which role (`procedure`);
- a judgement of sufficiency never changes whether the reply came in time, and a late reply is a reply;
- acts that contradict each other stand side by side, and the state says so; nothing is chosen;
- a refused visit is denied access: a fact about the party that refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Obligation, OnRecord, Quota
from servanda.dates import NEVER, day_of, show_instant, show_stamp
from servanda.findings.assess import Dates, finding_id
from servanda.findings.model import Assessor, Verdict
from servanda.findings.verdicts.court import Court
from servanda.findings.workspace import Workspace
from servanda.findings.world.worldview import Fact, acts_on_record

# From the beginning of a thread to what may follow it, each with what it is filed of.
QUESTION: tuple[tuple[str, str], ...] = (
    ("reply", "question"),
    ("judgement", "reply"),
    ("visit_offer", "question"),
    ("visit_denial", "question"),
    ("escalation", "question"),
    ("appearance", "escalation"),
    ("closure", "question"),
)
VISIT: tuple[tuple[str, str], ...] = (("visit_acceptance", "visit_request"), ("visit_refusal", "visit_request"))


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a thread: its role, who filed it and when (a day, a time, or a range), and what it says.

    `day`: the latest day on which it may have been filed.
    """

    role: str
    act: str
    id: str
    by: str
    filed: str
    day: str
    says: Mapping[str, str]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A finding of the thread: who owes what by when, and whether it was done. `left`: days, negative when past."""

    finding: str
    norm: str
    bearer: str
    due: str
    verdict: Verdict
    reason: str
    left: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A question or a visit asked for, from its first act on. `about`: the finding or the matter."""

    id: str
    kind: str
    by: str
    to: str
    about: str
    filed: str
    state: str
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...]

    @property
    def open(self) -> bool:
        """Whether somebody may still have to act: it is neither closed, judged sufficient, nor accepted."""
        return self.state not in ("closed", "answered, judged sufficient", "accepted")

    def concerns(self, finding: str) -> bool:
        """Whether it is about that finding: its id alone or, where an act has no field for it, before a colon."""
        return self.about == finding or self.about.startswith(f"{finding}:")


def threads(space: Workspace, assessor: Assessor, dates: Dates) -> list[Thread]:
    """Every thread that had begun by the date, the earliest first."""
    agreement = space.agreement
    roles = {role: agreement.cast.act(role) for pairs in (QUESTION, VISIT) for pair in pairs for role in pair}
    played = {role: act for role, act in roles.items() if act}
    names = frozenset(played.values())
    acts = acts_on_record(agreement, space.facts, names, assessor, dates.as_of, dates.known_by)
    clocks = _clocks(space, assessor, dates, names)
    found: list[tuple[tuple[int, int], Thread]] = []
    for kind, first, chain in (("question", "question", QUESTION), ("visit", "visit_request", VISIT)):
        for fact in acts.get(played.get(first, ""), ()):
            members = _thread(fact, first, chain, played, acts)
            found.append(((fact.when.low, fact.when.high), _made(kind, members, clocks, agreement)))
    return [thread for _, thread in sorted(found, key=lambda item: (item[0], item[1].id))]


Member = tuple[str, Fact]


def _thread(
    fact: Fact,
    first: str,
    chain: Iterable[tuple[str, str]],
    played: Mapping[str, str],
    acts: Mapping[str, tuple[Fact, ...]],
) -> list[Member]:
    """The acts that hang on a first one, directly or through others."""
    members: list[Member] = [(first, fact)]
    for role, above in chain:
        parents = {one.key[0] for part, one in members if part == above}
        for one in acts.get(played.get(role, ""), ()):
            if one.links.get(played.get(above, "")) in parents:
                members.append((role, one))
    return members


def _made(kind: str, members: list[Member], clocks: Mapping[str, list[Clock]], agreement: Agreement) -> Thread:
    first_role, first = members[0]
    mine = [clock for _, fact in members for clock in clocks.get(fact.key[0], [])]
    to = _said(first, agreement.cast.part(first_role, "asked"))
    about = _said(first, agreement.cast.part(first_role, "finding")) or _said(
        first, agreement.cast.part(first_role, "about")
    )
    state = _state(members, clocks.get(first.key[0], []), agreement) if kind == "question" else _visit(members)
    later = sorted(members[1:], key=lambda member: member[1].when.high)  # stable: acts of one day in their own order
    return Thread(
        first.key[0],
        kind,
        _by(first),
        to,
        about,
        show_stamp(first.when, agreement.zone),
        state,
        tuple(_step(role, fact, agreement) for role, fact in (members[0], *later)),
        tuple(mine),
    )


def _by(fact: Fact) -> str:
    return ", ".join(sorted(fact.names["by"].sure))


def _said(fact: Fact, field: str) -> str:
    found = fact.names.get(field)
    return ", ".join(sorted(found.sure)) if found is not None else ""


def _step(role: str, fact: Fact, agreement: Agreement) -> Step:
    says = {
        name: value.text
        for statement in fact.statements
        for name, value in sorted(statement.fields.items())
        if name not in ("by", "filed", "received")
    }
    sources = tuple(dict.fromkeys(statement.source for statement in fact.statements))
    filed = show_stamp(fact.when, agreement.zone)
    day = day_of(fact.when.high, agreement.zone).isoformat()
    return Step(role, fact.record, fact.key[0], _by(fact), filed, day, says, sources)


# --- the state ------------------------------------------------------------------------------------------------------


def _state(members: list[Member], clocks: list[Clock], agreement: Agreement) -> str:
    """How far a question has come, by its most advanced act."""
    of: dict[str, list[Fact]] = {}
    for role, fact in members:
        of.setdefault(role, []).append(fact)
    asker = of["question"][0].names["by"].sure
    if any(fact.names["by"].sure & asker for fact in of.get("closure", [])):
        return "closed"
    answered = _answered(of, agreement)
    if not answered:
        verdicts = {clock.verdict for clock in clocks}
        answered = "waiting" if "pending" in verdicts else "unanswered"
        if answered == "unanswered" and "breached" not in verdicts:
            answered = "unanswered, as far as the record says"
    if "visit_denial" in of and answered != "answered, judged sufficient":
        answered = f"{answered}; access denied"
    if "escalation" not in of:
        return answered
    if not agreement.cast.act("appearance"):
        return f"{answered}; escalated"  # nobody can say by an act that it attends
    met = "attended" if "appearance" in of else "no attendance on record"
    return f"{answered}; escalated, {met}"


def _answered(of: Mapping[str, list[Fact]], agreement: Agreement) -> str:
    if "reply" not in of:
        return ""
    field = agreement.cast.part("judgement", "sufficient")
    asker = of["question"][0].names["by"].sure
    judged = [fact for fact in of.get("judgement", []) if fact.names["by"].sure & asker]
    said = {fact.number(field).low if fact.number(field).exact is not None else -1 for fact in judged}
    if said == {0}:
        return "answered, judged insufficient"
    if said == {1}:
        return "answered, judged sufficient"
    return "answered, judged both ways" if {0, 1} <= said else "answered"


def _visit(members: list[Member]) -> str:
    roles = {role for role, _ in members}
    match "visit_acceptance" in roles, "visit_refusal" in roles:
        case True, True:
            return "access denied and accepted: the acts on record contradict each other"
        case True, False:
            return "accepted"
        case False, True:
            return "access denied"
    return "waiting, or not answered as far as the record says"


# --- the clocks -----------------------------------------------------------------------------------------------------


def _clocks(space: Workspace, assessor: Assessor, dates: Dates, acts: frozenset[str]) -> dict[str, list[Clock]]:
    """By the act that occasioned it: what is owed, by when, and whether it was done."""
    agreement = space.agreement
    norms = {
        name
        for name, norm in agreement.norms.items()
        if isinstance(norm, Obligation | Quota)
        and isinstance(norm.trigger, OnRecord)
        and norm.trigger.record.text in acts
    }
    if not norms:
        return {}
    court = Court(agreement, space.facts, assessor, dates.as_of, dates.known_by, geography=space.geography)
    found: dict[str, list[Clock]] = {}
    for occasion, clock in _told(court, norms, dates, assessor is space.assessors[0]):
        found.setdefault(occasion, []).append(clock)
    return found


def _told(court: Court, norms: set[str], dates: Dates, default: bool) -> Iterator[tuple[str, Clock]]:
    zone = court.agreement.zone
    for item in court.judge((), norms):
        answer = item.answers["declared"]
        if answer.verdict == "undetermined":  # sources outside the record may say what it leaves open
            answer = item.answers["observed"]
        due = answer.due.late if answer.due is not None else NEVER
        left = (due - dates.as_of) // 86_400 if due < NEVER else 0
        shown = show_instant(due, zone) if due < NEVER else ""
        identity = finding_id(item, court, default)
        clock = Clock(identity, item.case.norm, item.case.bearer, shown, answer.verdict, answer.reason, left)
        yield item.case.occasion, clock
