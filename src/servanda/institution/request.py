"""The request for clarification to which a finding gives rise: to whom, on what, what is asked, by when a reply is due.

    finding ──explain──▶ clause, both worlds, what would settle it ┐
    procedure ──cast──▶ the acts of question and reply, their fields ├──▶ Request, and the entry to file
    the entry, as if filed ──threads──▶ the clock of the reply      ┘

Rules it keeps:

- the clock is that of the thread that filing the request would begin: it is judged, not computed a second time;
- acts are called as the agreement calls them, by the roles that its `procedure` gives them;
- a request is refused where the agreement has no such procedure, where the finding leaves nothing to ask, and where
  the same party has asked the same already and the thread is open.

It leaves to others: filing (`servanda.record`), how it looks (`servanda.report.institution.request`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from servanda.agreement.model import Agreement
from servanda.agreement.prose.norms import deadline_said
from servanda.agreement.syntax import Obligation, Quota
from servanda.dates import Stamp, day_of, show_instant
from servanda.diagnostics import Place, Refused, nearest, refuse
from servanda.evidence.statement import Names, Statement
from servanda.findings.assess import Dates
from servanda.findings.explain import Explanation, explain
from servanda.findings.model import DISAGREEMENTS, WORLDS, Assessor, Finding, Side
from servanda.findings.workspace import Workspace
from servanda.findings.world.standing import stand
from servanda.institution.clarification import Clock, Thread, threads

# What the entry is called while it is not filed.
DRAFT = "this request"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it would be filed at `filed`.

    `settles`: what would settle the finding, a sentence each; `act` with `fields`: the entry; `reply`: the act that
    answers it; `due`: (until when, words of the deadline, norm) of each clock that it starts; `others`: open threads of
    others on the same finding.
    """

    explanation: Explanation
    by: str
    to: str
    filed: str
    asked: str
    settles: tuple[str, ...]
    act: str
    reply: str
    fields: Mapping[str, str]
    due: tuple[tuple[str, str, str], ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, whom (None: who bears the finding), at which instant."""

    by: str
    to: str | None
    at: int


def request(
    space: Workspace,
    finding: str,
    asking: Asking,
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    today: str | None = None,
) -> Request:
    """The request that the finding, as of a date and on what was known by one, gives rise to. Raises Refused."""
    act = _act(space.agreement)
    said = explain(space, finding, as_of=as_of, known_by=known_by, today=today, turns=False)
    _something(said.finding)
    agreement = stand(space.agreement, space.facts, said.assessor, asking.at, asking.at).agreement
    asker = _party(asking.by, agreement, asking.at, "asks")
    to = _addressee(said.finding, asking, agreement)
    if asker == to:
        raise _refused("asks-itself", f"{asker} bears this finding: it cannot ask itself.", "Let another party ask.")
    now = Dates(asking.at, asking.at, "", "")
    known = [one for one in threads(space, said.assessor, now) if one.open and one.concerns(finding)]
    _not_yet(known, asker, to, space)
    asked = _asked(said.finding)
    fields = _fields(space.agreement, to, finding, asked)
    made = Request(
        said,
        asker,
        to,
        show_instant(asking.at, agreement.zone),
        asked,
        tuple(said.settling) or _agree(said.finding, to),
        act,
        agreement.cast.act("reply"),
        fields,
        (),
        tuple(one.id for one in known),
    )
    return replace(made, due=tuple(_due(space, made, asking, said.assessor)))


def _refused(code: str, message: str, remedy: str) -> Refused:
    return refuse(code, message, Place("findings", 1, 1, 1, 2), remedy)


# --- whether there is anything to ask, whom, and under what ---------------------------------------------------------


def _act(agreement: Agreement) -> str:
    """The act that plays the question, if it can name the finding."""
    cast = agreement.cast
    act = cast.act("question")
    names = [cast.part("question", part) for part in ("finding", "about")]
    if act and any(names):
        return act
    file = agreement.document.file
    if not act:
        message = "The agreement has no procedure of clarification: no act plays the question."
        remedy = (
            "Add `procedure clarification`, with a line such as `question is request with asked to, finding about`."
        )
    else:
        message = f"Nothing says which field of `{act}` names what is asked about."
        remedy = f"Add it to the role: `question is {act} with …, finding …`."
    raise refuse("no-clarification", message, Place(file, 1, 1, 1, 2), remedy)


def _something(item: Finding) -> None:
    """Refuses a finding on which nothing is open, contradictory or broken."""
    verdicts = {item.side(world).verdict for world in WORLDS}
    if item.gap == "agreed" and "breached" not in verdicts and "undetermined" not in verdicts:
        message = f"There is nothing to clarify: both worlds say {item.declared.verdict} of `{item.id}`."
        remedy = "`servanda gaps` lists the findings in which the worlds disagree."
        raise _refused("nothing-to-clarify", message, remedy)


def _party(name: str, agreement: Agreement, at: int, does: str) -> str:
    bound = agreement.parties_on(day_of(at, agreement.zone))
    if name in bound:
        return name
    near = nearest(name, bound)
    remedy = f"Did you mean `{near}`?" if near else f"Parties: {', '.join(bound)}."
    raise _refused("unknown-party", f"Who {does} is no party of the agreement at that time: `{name}`.", remedy)


def _addressee(item: Finding, asking: Asking, agreement: Agreement) -> str:
    """The party that bears the finding; of a side that does, the member that is named, or its only one."""
    day = day_of(asking.at, agreement.zone)
    bearers = [item.bearer]
    if item.bearer in agreement.sides:
        bearers = [who for who in agreement.parties_on(day) if agreement.side_of(who, day) == item.bearer]
    if asking.to is not None:
        to = _party(asking.to, agreement, asking.at, "is asked")
        if to not in bearers:
            message = f"{to} does not bear this finding."
            raise _refused("not-the-bearer", message, f"Ask {' or '.join(bearers)}.")
        return to
    if len(bearers) != 1:
        message = f"The finding is borne by {item.bearer}, and a request is put to one party."
        raise _refused("which-party", message, f"Name one with --to: {', '.join(bearers) or 'it has no member'}.")
    return bearers[0]


def _not_yet(known: Iterable[Thread], by: str, to: str, space: Workspace) -> None:
    mine = next((one for one in known if (one.by, one.to) == (by, to)), None)
    if mine is not None:
        message = f"{by} has asked {to} already, on {mine.filed}: `{mine.id}`, {mine.state}."
        remedy = f"See `servanda clarification {space.root.name} {mine.id}`; close it before you ask anew."
        raise _refused("already-asked", message, remedy)


# --- what is asked --------------------------------------------------------------------------------------------------


def _asked(item: Finding) -> str:
    """One sentence, from the verdicts and values of both worlds."""
    what = f"{item.norm.replace('_', ' ')}, {item.occasion}"
    told = f"Declared: {_said(item.declared, item.unit)}; observed: {_said(item.observed, item.unit)}"
    if item.gap in DISAGREEMENTS:
        return f"How do the two go together? {what}. {told}."
    if "breached" in (item.declared.verdict, item.observed.verdict):
        return f"Was it kept after all, and if not, why not? {what}. {told}."
    return f"What can be said so that it is settled? {what}. {told}."


def _said(side: Side, unit: str) -> str:
    if side.low is None and side.high is None:
        return side.verdict
    if side.low == side.high:
        value = f"{side.low:,}"
    elif side.low is None or side.high is None:
        value = f"{side.low:,} or more" if side.low is not None else f"{side.high:,} or fewer"
    else:
        value = f"{side.low:,} to {side.high:,}"
    return f"{side.verdict} ({value} {unit})".replace(" )", ")")


def _agree(item: Finding, to: str) -> tuple[str, ...]:
    """What would end a disagreement or a breach of which nothing is open."""
    if item.gap in DISAGREEMENTS:
        return (
            f"declared: a correction by {to} of what was declared, or its account of why the two differ.",
            "observed: sources of the standard of proof that contradict those on which the finding rests.",
        )
    return (f"declared: an act or a date of {to} that the record does not have yet, or its account of the reasons.",)


def _fields(agreement: Agreement, to: str, finding: str, asked: str) -> dict[str, str]:
    cast = agreement.cast
    asked_of, about, named = (cast.part("question", part) for part in ("asked", "about", "finding"))
    fields = {asked_of: to}
    if named:
        fields[named] = finding
        if about:
            fields[about] = asked
    else:
        fields[about] = f"{finding}: {asked}"
    return fields


# --- the clock ------------------------------------------------------------------------------------------------------


def _due(space: Workspace, made: Request, asking: Asking, assessor: Assessor) -> Iterable[tuple[str, str, str]]:
    """The clocks of the thread that would begin if it were filed at that instant."""
    filed = Stamp(asking.at, asking.at)
    fields = {name: Names((text,), text) for name, text in made.fields.items()}
    draft = Statement(
        "record",
        DRAFT,
        1,
        made.act,
        (DRAFT,),
        fields,
        filed,
        made.by,
        filed,
        None,
        "",
        DRAFT,
        made.by,
        "A1",
        "confirmed",
        asking.at,
    )
    facts = replace(space.facts, statements=(*space.facts.statements, draft))
    now = Dates(asking.at, asking.at, "", "")
    for one in threads(replace(space, facts=facts), assessor, now):
        if one.id == DRAFT:
            yield from (_clock(clock, space.agreement) for clock in one.clocks)


def _clock(clock: Clock, agreement: Agreement) -> tuple[str, str, str]:
    norm = agreement.norms[clock.norm]
    words = deadline_said(norm, agreement.document) if isinstance(norm, Obligation | Quota) else ""
    return clock.due, words, clock.norm
