"""Why a finding is what it is: the clause, the occasion, what was searched and found, what would change the verdict.

Rules it keeps:

- it says nothing that the assessment did not use: the finding is computed anew, for its norm alone;
- *what would settle it* names the missing evidence; *under another standard* are verdicts that were in fact computed
  under that standard, not guesses;
- the rival readings of the text stand beside each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from servanda.agreement.core.show import core_norms
from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import Agreement
from servanda.agreement.prose.norms import read_norm
from servanda.agreement.syntax import Limit, Prohibition, Quota, Recurrence
from servanda.diagnostics import Place, nearest, refuse
from servanda.evidence.grade import meets
from servanda.findings.assess import Dates, dates_of, findings_of
from servanda.findings.model import WORLDS, Assessor, Finding, Side, Verdict, Witness, World
from servanda.findings.verdicts.court import Court
from servanda.findings.verdicts.discharge import DeedNorm
from servanda.findings.workspace import Workspace, load
from servanda.findings.world.evaluator import Which
from servanda.logic.write import write_formula

# From strict to lax; each is tried with each number of sources.
GRADES = ("A1", "B2", "C3", "D4", "any")
SOURCES = (3, 2, 1)


@dataclass(frozen=True, slots=True)
class Searched:
    """What one world was asked: the records looked through, over which time, and the verdict with its reason."""

    world: World
    records: tuple[str, ...]
    start: str
    end: str
    verdict: Verdict
    reason: str
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A standard of proof under which a verdict would be another one; `no finding` where nothing would be owed.

    `laxer`: it admits all that the present standard admits, and asks for no more sources.
    """

    world: World
    sources: int
    grade: str
    verdict: Verdict | Literal["no finding"]
    laxer: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to *why*. `place` is where the norm stands in the text; `prose` reads it back in plain English."""

    finding: Finding
    article: str
    place: Place
    clause: str
    prose: str
    occasion: str
    searched: tuple[Searched, ...]
    settling: tuple[str, ...]
    turns: tuple[Turn, ...]
    readings: tuple[tuple[str, str, str], ...]
    formulas: tuple[tuple[str, str], ...]
    as_of: str
    known_by: str
    assessor: Assessor


def explain(
    workspace: Path | Workspace,
    finding: str,
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    today: str | None = None,
    which: Which = "plan",
    turns: bool = True,
) -> Explanation:
    """Explain one finding by its id. Raises Refused for an id that the assessment does not have.

    `turns`: try other standards of proof too, which takes an assessment of the norm for each.
    """
    space = workspace if isinstance(workspace, Workspace) else load(workspace)
    dates = dates_of(space, as_of, known_by, today)
    assessor, found, starts = _find(space, finding, dates, which)
    item = next(one for one in found if one.id == finding)
    norm = space.agreement.norms[item.norm]
    core = _core(item, space.agreement)
    article = next(a for a in space.agreement.document.every_article if a.key == norm.article)
    return Explanation(
        item,
        article.title,
        norm.place,
        _clause(space.sources.get(norm.place.file, space.text), norm.place),
        read_norm(norm, space.agreement.document),
        _occasion(item, space.agreement),
        tuple(_searched(item, world, core, space.agreement, dates, starts) for world in WORLDS),
        tuple(_settling(item, assessor, space.agreement)),
        tuple(_turns(item, space, assessor, dates, which)) if turns else (),
        tuple(_rivals(item, found)),
        tuple((named.name, write_formula(named.formula, width=100)) for named in core.formulas.values()),
        dates.shown_as_of,
        dates.shown_known_by,
        assessor,
    )


def _find(space: Workspace, wanted: str, dates: Dates, which: Which) -> tuple[Assessor, list[Finding], str]:
    """The assessor, the norm's findings among which the wanted one is, and the first day of the agreement."""
    norm = wanted.split(".", 1)[0]
    if norm not in space.agreement.norms:
        _unknown(wanted, [f"{name}." for name in space.agreement.norms], "Ids begin with the name of a norm")
    ids: list[str] = []
    for assessor in space.assessors:
        found, starts = _findings(space, assessor, dates, norm, which)
        if any(item.id == wanted for item in found):
            return assessor, found, starts
        ids += [item.id for item in found]
    _unknown(wanted, ids, "`servanda assess --format json` lists all ids")
    raise AssertionError("not reached")


def _findings(space: Workspace, assessor: Assessor, dates: Dates, norm: str, which: Which) -> tuple[list[Finding], str]:
    places = space.geography
    court = Court(space.agreement, space.facts, assessor, dates.as_of, dates.known_by, which, geography=places)
    wanted = {norm, *before(norm, space.agreement)}
    found = findings_of(court, default=assessor is space.assessors[0], norms=wanted)
    return [item for item in found if item.norm == norm], court.agreement.starts.isoformat()


def before(norm: str, agreement: Agreement) -> list[str]:
    """The norms on whose breach this one is owed."""
    name = getattr(getattr(getattr(agreement.norms[norm], "trigger", None), "norm", None), "text", None)
    return [name, *before(name, agreement)] if name else []


def _unknown(wanted: str, known: list[str], where: str) -> None:
    near = nearest(wanted, known)
    remedy = f"Did you mean `{near}`?" if near else f"{where}."
    raise refuse("unknown-finding", f"There is no finding `{wanted}`.", Place("findings", 1, 1, 1, 2), remedy)


def _core(item: Finding, agreement: Agreement) -> CoreNorm:
    cores = core_norms(agreement.norms[item.norm], agreement)
    return next((c for c in cores if item.reading == ("; ".join(c.readings.values()) or None)), cores[0])


def _clause(text: str, place: Place) -> str:
    return "\n".join(text.splitlines()[place.line - 1 : place.end_line])


def _occasion(item: Finding, agreement: Agreement) -> str:
    norm = agreement.norms[item.norm]
    if isinstance(norm, Limit | Prohibition | Recurrence):
        return f"{item.bearer}, {item.occasion}"
    trigger = getattr(norm, "trigger", None)
    record = getattr(getattr(trigger, "record", None), "text", None)
    what = f"{record} “{item.occasion}”" if record else item.occasion
    due = f", due by {item.due}" if item.due else ""
    return f"{what} of {item.occasion_date}, borne by {item.bearer}, owed to {item.owed_to}{due}"


def _searched(item: Finding, world: World, core: CoreNorm, agreement: Agreement, dates: Dates, starts: str) -> Searched:
    from servanda.agreement.usage import uses

    records = {use.record for use in uses(core.norm, agreement, core.readings)}
    if isinstance(core.norm, DeedNorm):
        records.add(core.norm.deed.act.text)
    side: Side = item.side(world)
    mine = tuple(w for w in item.witnesses if w.world == world or w.role in ("requirement", "exception"))
    return Searched(
        world,
        tuple(sorted(records)),
        starts,
        dates.shown_as_of,
        side.verdict,
        side.reason,
        mine,
    )


# --- what would change the verdict ----------------------------------------------------------------------------------


def _settling(item: Finding, assessor: Assessor, agreement: Agreement) -> Iterable[str]:
    """The evidence that would settle what is open, one sentence each."""
    norm = agreement.norms[item.norm]
    for world in WORLDS:
        side = item.side(world)
        needed = 1 if world == "declared" else assessor.sources
        who = (
            "one declaration"
            if needed == 1 and world == "declared"
            else f"{needed} independent source{'s' if needed > 1 else ''}"
        )
        if side.verdict == "pending":
            yield f"{world}: nothing is settled before the deadline or the end of the period."
        elif side.verdict == "undetermined" and isinstance(norm, DeedNorm):
            yield from _settling_deed(item, world, who, norm)
        elif side.verdict in ("undetermined", "not declared", "not observed"):
            yield from _settling_value(item, world, who, norm)


def _settling_deed(item: Finding, world: World, who: str, norm: DeedNorm) -> Iterable[str]:
    act, reason = norm.deed.act.text, item.side(world).reason
    if reason.startswith("Whether anything was owed"):
        scope = item.side(world).scope
        speaks = f"“{scope}”" if scope else "the whole occasion"
        of = f" of {item.bound:,} {item.unit} or more, or of fewer," if item.bound is not None else ""
        verb = "speaks" if who.startswith("one") else "speak"
        yield f"{world}: whether it was owed — {who} that {verb} of {speaks}{of} would settle it."
    elif "exactly enough" in reason:
        yield f"{world}: the exact time at which the {act} was filed, and at which the clock began."
    elif isinstance(norm, Quota) and "allowance" in reason:
        yield f"{world}: which requests of the same year were accepted before."
    elif "claimed" in reason:
        yield f"{world}: whether the claimed exception was real."
    if "complete" in reason:
        yield f"{world}: a {act} with a date by {item.due} would make it kept."
        yield (
            f"{world}: a record that is known to be complete for {act} at {item.due}"
            + ("" if world == "declared" else f", or {who} saying that none was filed,")
            + " would make it breached."
        )


def _settling_value(item: Finding, world: World, who: str, norm: object) -> Iterable[str]:
    if isinstance(norm, Prohibition):
        if world == "observed":
            yield f"observed: {who} who watched the whole of {item.occasion} would make silence count."
        else:
            yield "declared: a declaration by the bearer."
        return
    if isinstance(norm, Recurrence):
        yield f"{world}: {who} for each {norm.record} of {item.occasion}, or a complete account of that period."
        return
    bound = f" against {item.bound:,} {item.unit}" if item.bound is not None else ""
    yield f"{world}: a value from {who} for every day of {item.occasion}{bound}."


def _turns(item: Finding, space: Workspace, assessor: Assessor, dates: Dates, which: Which) -> Iterable[Turn]:
    """Laxer and stricter standards of proof under which a verdict differs; of several with one verdict, the nearest."""
    seen: set[tuple[World, str]] = set()
    here = GRADES.index(assessor.grade) if assessor.grade in GRADES else 2
    told = {_admitted(space, assessor.sources, assessor.grade)}
    for sources, grade, laxer in _standards(assessor.sources, here):
        # A standard that admits the same statements and asks for as many sources gives the same verdicts.
        if (admitted := _admitted(space, sources, grade)) in told:
            continue
        told.add(admitted)
        other = replace(assessor, sources=sources, grade=grade)
        found, _ = _findings(replace_assessor(space, assessor, other), other, dates, item.norm, which)
        match = next((one for one in found if one.id == item.id), None)
        for world in WORLDS:
            verdict: Verdict | Literal["no finding"] = match.side(world).verdict if match else "no finding"
            if verdict != item.side(world).verdict and (world, verdict) not in seen:
                seen.add((world, verdict))
                yield Turn(world, sources, grade, verdict, laxer)


def _standards(sources: int, grade: int) -> Iterable[tuple[int, str, bool]]:
    """The standards that are laxer in no part stricter, nearest first; then the stricter ones."""
    every = [(number, index) for number in SOURCES for index in range(len(GRADES))]
    every = [one for one in every if one != (sources, grade)]
    every.sort(key=lambda one: (abs(one[0] - sources) + abs(one[1] - grade), one))
    for number, index in every:
        if number <= sources and index >= grade:
            yield number, GRADES[index], True
    for number, index in every:
        if number >= sources and index <= grade:
            yield number, GRADES[index], False


def _admitted(space: Workspace, sources: int, grade: str) -> tuple[int, frozenset[str]]:
    """How many sources a standard asks for, and which of the grades in use it admits."""
    facts = space.facts
    grades = {s.grade for s in facts.statements if s.world == "observed"}
    grades |= {item.grade for item in facts.completeness} | {item.grade for item in facts.coverage}
    return sources, frozenset(one for one in grades if meets(one, grade))


def replace_assessor(space: Workspace, old: Assessor, new: Assessor) -> Workspace:
    """The workspace with one assessor in place of another."""
    return replace(space, assessors=tuple(new if item is old else item for item in space.assessors))


def _rivals(item: Finding, found: Iterable[Finding]) -> Iterable[tuple[str, str, str]]:
    """The verdicts under each reading, where there is a choice."""
    for one in found:
        if (one.norm, one.bearer, one.occasion) == (item.norm, item.bearer, item.occasion) and one.reading is not None:
            yield one.reading, one.declared.verdict, one.observed.verdict
