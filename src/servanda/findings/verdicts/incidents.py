"""Verdicts on prohibitions: each forbidden incident, and each bearer and period.

Rules it keeps (LANGUAGE §4):

- an incident that is certainly forbidden and certainly this bearer's is a breach; one that is possibly so leaves the
  finding undetermined;
- a period without an incident is kept only if it was watched throughout by enough independent sources; denied access
  and silence without coverage leave it *not observed*;
- nobody declares its own breach: without an incident the declared world is *not declared*.
"""

from collections.abc import Iterable

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import Agreement
from servanda.agreement.scopes import zones_named
from servanda.agreement.syntax import Prohibition
from servanda.dates import NEVER, day_of
from servanda.findings.model import Verdict
from servanda.findings.verdicts.deeds import on_every_day
from servanda.findings.verdicts.lots import LotsOfOne
from servanda.findings.verdicts.nil_returns import nil_returns, no_nil_return, year_of
from servanda.findings.verdicts.periods import assessed, binding, day, last_is_over
from servanda.findings.verdicts.tolerated import Incidents, beyond
from servanda.findings.verdicts.verdict import WHOLE, Answer, Case
from servanda.findings.world.evaluator import Evaluator
from servanda.findings.world.proof import covers
from servanda.findings.world.worldview import Worldview


def incidents(core: CoreNorm, view: Worldview, evaluator: Evaluator, lots: LotsOfOne | None = None) -> Incidents:
    """The forbidden incidents of one world while the norm binds. `lots`: for how many others some of them stand."""
    norm = core.norm
    assert isinstance(norm, Prohibition)
    facts = view.facts[norm.record.text]
    if not facts:  # the engine need not be asked, nor opened
        return Incidents(frozenset(), frozenset(), {})
    certain = evaluator.holds(core.formulas["incident_sure"])
    possible = evaluator.holds(core.formulas["incident_maybe"]) | certain
    certain = on_every_day(certain, facts, core, "incident_earliest", view, evaluator)
    sure, maybe = set(), set()
    bound = {who: binding(norm, view.agreement, str(who)) for who in {who for _, who in possible}}
    for key, who in possible:
        when = facts[str(key)].when
        start, end = bound[who]
        if when.low <= min(end, view.as_of) and when.high >= start:
            maybe.add((str(key), str(who)))
            if (key, who) in certain and when.low >= start and when.high <= end:
                sure.add((str(key), str(who)))
    found = Incidents(frozenset(sure), frozenset(maybe), {key: facts[key].when for key, _ in maybe}, lots=lots or {})
    return found if norm.tolerance is None else beyond(norm, norm.tolerance, found, view)


def cases(core: CoreNorm, found: Iterable[Incidents], views: Iterable[Worldview]) -> list[Case]:
    """One case for each bearer and period, and one for each possible incident in either world, in this order.

    Of each bearer the periods come first, for they sum the incidents up.
    """
    norm = core.norm
    assert isinstance(norm, Prohibition)
    views = list(views)
    agreement, as_of = views[0].agreement, views[0].as_of
    made: dict[tuple[str, str, bool], Case] = {}
    for one, view in zip(found, views, strict=True):
        for key, who in one.maybe | one.sure:
            fact = view.fact(norm.record.text, key)
            assert fact is not None
            case = Case(norm.name.text, who, key, day(fact.when.low, agreement), fact.when.low, fact.when.high, True)
            made.setdefault((key, who, True), case)
    only = {name.text for name in norm.binding.only}
    for who in agreement.parties:
        for span in assessed(norm, agreement, as_of, who):
            days = day_of(span.start, agreement.zone), day_of(span.end, agreement.zone)
            if only and who not in only and not agreement.sides_between(who, *days) & only:
                continue
            made[(span.label, who, False)] = Case(
                norm.name.text, who, span.label, day(span.start, agreement), span.start, span.end
            )
    return sorted(made.values(), key=lambda case: (case.bearer, case.episode, WHOLE(case)))


def answer(core: CoreNorm, case: Case, found: Incidents, view: Worldview) -> Answer:
    """The verdict on an incident or a period in one world."""
    norm = core.norm
    assert isinstance(norm, Prohibition)
    silent: Verdict = "not declared" if view.world == "declared" else "not observed"
    if case.episode:
        fact = view.fact(norm.record.text, case.occasion)
        if fact is None:
            return Answer(silent, f"Nothing {view.world} speaks of this {norm.record}.", False)
        if (case.occasion, case.bearer) in found.sure:
            return Answer("breached", f"The {norm.record} is certain, forbidden, and this bearer's.", True)
        if (case.occasion, case.bearer) in found.maybe:
            reason = f"Whether the {norm.record} was of the forbidden kind, or this bearer's, is open."
            return Answer("undetermined", reason, False)
        lasts = " for longer than is tolerated" if norm.tolerance is not None else ""
        return Answer("not owed", f"In this world the {norm.record} is not of the forbidden kind{lasts}.", False)
    return _period(norm, case, found, view, silent)


def _places(norm: Prohibition, bearer: str, agreement: Agreement) -> set[str]:
    """The zones and countries outside of which nothing could break the norm: a look at one of them was enough.

    `x.at in Z` says so of the zone `Z`; `x.at in Z of x.actor`, where the actor bears the norm, of the bearer's land.
    """
    found: set[str] = set()
    for part in zones_named(norm.where):
        found.add(part.zone.text)
        own = part.whose is not None and str(part.whose) == str(norm.by)
        # The zone of a party's own reference line lies on anybody's land.
        if own and not agreement.zones[part.zone.text].by_party:
            found.add(bearer)
    return found


def is_over(case: Case, norm: Prohibition, view: Worldview) -> bool:
    """Whether the period of a case lies wholly in the past; only one that ends on the day of assessment may run on."""
    return case.end < view.as_of or last_is_over(norm, view.agreement, view.as_of, case.bearer)


def _period(norm: Prohibition, case: Case, found: Incidents, view: Worldview, silent: Verdict) -> Answer:
    attributes: dict[str, str | int] = {}
    denied = view.denied_for(norm.record.text, case.bearer)
    if any(start <= case.end and end >= case.start for start, end in denied):
        attributes["denied access"] = "yes"
    # Certain in this period only if its whole stamp lies in it; where the period runs, what is known has happened.
    over = is_over(case, norm, view)
    end = case.end if over else NEVER
    certain = found.certain(case.bearer, case.start, end)
    possible = found.possible(case.bearer, case.start, case.end)
    if certain:
        number = f"{certain} certain" if certain == possible else f"{certain} certain and {possible - certain} possible"
        return Answer("breached", f"In this period: {number}.", True, None, certain, possible, attributes=attributes)
    if possible:
        return Answer(
            "undetermined", f"In this period: {possible} possible.", True, None, 0, possible, attributes=attributes
        )
    places = _places(norm, case.bearer, view.agreement)
    watched = view.watched_for(norm.record.text, case.bearer, places) if view.world == "observed" else []
    if covers(watched, case.start, case.end):
        if not over:
            return Answer("pending", "The period is still running.", True, attributes=attributes)
        # Nothing was seen, so there is no observed occasion that the record could have left out.
        return Answer(
            "kept",
            "The whole period was watched, and nothing forbidden was seen.",
            False,
            None,
            0,
            0,
            attributes=attributes,
        )
    if view.world == "declared":
        kind = norm.record.text
        if over and (filed := nil_returns(view, case.bearer, kind, case.end, year_of(case.start, view))):
            reason = (
                f"Nothing of the kind was declared, and {case.bearer} stated so in a nil return ({filed[0].key[0]})."
            )
            return Answer("kept", reason, False, None, 0, 0, attributes=attributes)
        reason = f"Nobody declared anything of the kind{no_nil_return(view, case, [kind])}."
        return Answer(silent, reason, False, attributes=attributes)
    reason = f"Nothing {view.world} speaks of this period, and it was not watched throughout."
    return Answer(silent, reason, False, attributes=attributes)
