"""The main job: a workspace and two dates in, an assessment out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from operator import attrgetter
from pathlib import Path

from servanda.agreement import syntax
from servanda.agreement.core.writer import reading_label
from servanda.agreement.definitions import used_zones
from servanda.agreement.model import Agreement
from servanda.agreement.prose.terms import spaced
from servanda.agreement.syntax import Duty, Limit, Obligation, Prohibition, Quota, Recurrence
from servanda.dates import NEVER, day_of, show_instant
from servanda.dates import as_of as instant_of
from servanda.diagnostics import Place, Refused, nearest, refuse, slug
from servanda.evidence.statement import Facts
from servanda.findings import gaps
from servanda.findings.model import (
    DISAGREEMENTS,
    WORLDS,
    ArticleState,
    Assessment,
    Assessor,
    Cited,
    Finding,
    PartyState,
    Quarantined,
    Side,
    Witness,
)
from servanda.findings.patterns import patterns
from servanda.findings.verdicts import suspension, witnesses
from servanda.findings.verdicts.court import Court
from servanda.findings.verdicts.deadline import names_at
from servanda.findings.verdicts.discharge import DeedNorm
from servanda.findings.verdicts.lots import Lots
from servanda.findings.verdicts.owed import Judged
from servanda.findings.verdicts.periods import is_label
from servanda.findings.verdicts.usage import limit_unit, measure
from servanda.findings.verdicts.verdict import Answer
from servanda.findings.verdicts.witnesses import Archive
from servanda.findings.watch import watches, zone_maps
from servanda.findings.workspace import Workspace, load
from servanda.findings.world.evaluator import Which
from servanda.findings.world.places import doubtful
from servanda.findings.world.standing import sentences
from servanda.proceedings.irregular import Irregularity

DOUBTFUL = ("recalled", "conflicting", "inferred")
_WHOLE = attrgetter(*(field.name for field in fields(Witness)))
_KINDS = {Duty: "duty", Recurrence: "duty", Quota: "quota", Limit: "limit", Prohibition: "prohibition"}


def assess(
    workspace: Path | Workspace,
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    assessors: Sequence[str] = (),
    readings: Sequence[str] = (),
    today: str | None = None,
    which: Which = "plan",
    lots: Lots | None = None,
) -> Assessment:
    """Findings of every norm in both worlds, for each assessor.

    `as_of`, `known_by`: dates, both inclusive; default what servanda.toml says, else `today`. `assessors`, `readings`:
    keep only those named. `lots`: for how many others an event stands (`servanda.findings.alike`). Raises Refused with
    messages where the work cannot be done.
    """
    found = workspace if isinstance(workspace, Workspace) else load(workspace)
    standards = chosen(found.assessors, assessors)
    known_readings(found.agreement, readings)
    dates = dates_of(found, as_of, known_by, today)
    places = found.geography
    courts = [
        Court(found.agreement, found.facts, one, dates.as_of, dates.known_by, which, geography=places, lots=lots or {})
        for one in standards
    ]
    findings = [one for c in courts for one in findings_of(c, readings, default=c.assessor is found.assessors[0])]
    standing = courts[0].standing
    without_effect = {_without_effect(item) for court in courts for item in court.outcomes.irregular}
    return Assessment(
        found.agreement.title,
        found.agreement.document.file,
        found.text,
        dates.shown_as_of,
        dates.shown_known_by,
        found.agreement.zone_name,
        found.inputs,
        standards,
        _parties(standing.agreement, dates.as_of),
        _articles(found.agreement),
        tuple(_by_reading(findings)),
        (*found.quarantined, *sorted(without_effect)),
        sentences(standing, dates.as_of),
        courts[0].links,
        watches(courts[0].facts, courts[0].views["observed"]),
        zone_maps(places, courts[0].views, dates.as_of),
        patterns(courts[0].views["declared"]),
        tuple(name for name, record in found.agreement.records.items() if not isinstance(record, syntax.ActType)),
    )


def _without_effect(item: Irregularity) -> Quarantined:
    """An act by which nothing came about: it stands in the record, and is told like a row that is set aside."""
    reason = f"the {spaced(item.record)} of {item.by} has no effect: {item.reason}"
    return Quarantined(item.file, item.line, "", reason, item.remedy, True)


@dataclass(frozen=True, slots=True)
class Dates:
    """The two dates of a run: instants (both inclusive) and as they are shown."""

    as_of: int
    known_by: int
    shown_as_of: str
    shown_known_by: str


def dates_of(space: Workspace, as_of: str | None, known_by: str | None, today: str | None) -> Dates:
    """The dates given, else those of the settings, else `today`."""
    as_of = as_of or space.as_of or today
    if as_of is None:
        raise _bad_date("as_of", "nothing says as of which day")
    known_by = known_by or space.known_by or as_of
    zone = space.agreement.zone
    first, second = _instant(as_of, "as_of", space.agreement), _instant(known_by, "known_by", space.agreement)
    return Dates(first, second, show_instant(first, zone), show_instant(second, zone))


def _bad_date(name: str, why: str) -> Refused:
    remedy = f"Give --{name.replace('_', '-')} 2024-01-31, or set `{name}` in servanda.toml."
    return refuse("no-date", f"The assessment needs a date: {why}.", Place("servanda.toml", 1, 1, 1, 2), remedy)


def _instant(text: str, name: str, agreement: Agreement) -> int:
    try:
        return instant_of(text, agreement.zone)
    except ValueError as error:
        raise _bad_date(name, str(error)) from None


def chosen(known: Sequence[Assessor], names: Sequence[str]) -> tuple[Assessor, ...]:
    """The assessors with these names; all where none is named. Raises Refused for an unknown one."""
    if not names:
        return tuple(known)
    by_name = {item.name: item for item in known}
    for name in names:
        if name not in by_name:
            near = nearest(name, by_name)
            remedy = f"Did you mean “{near}”?" if near else "Known: " + ", ".join(f"“{n}”" for n in by_name) + "."
            place = Place("servanda.toml", 1, 1, 1, 2)
            raise refuse("unknown-assessor", f"No assessor is called “{name}”.", place, remedy)
    return tuple(by_name[name] for name in names)


def known_readings(agreement: Agreement, readings: Sequence[str]) -> None:
    """Refuse a reading that the agreement does not have."""
    labels = [label for known in agreement.readings().values() for label in known if label]
    for label in readings:
        if label not in labels:
            near = nearest(label, labels)
            remedy = (
                f"Did you mean “{near}”?"
                if near
                else "Readings: " + (", ".join(f"“{n}”" for n in labels) or "none") + "."
            )
            place = Place(agreement.document.file, 1, 1, 1, 2)
            raise refuse("unknown-reading", f"The agreement has no reading “{label}”.", place, remedy)


# --- from verdicts to findings --------------------------------------------------------------------------------------


def findings_of(
    court: Court, readings: Iterable[str] = (), *, default: bool = True, norms: Iterable[str] | None = None
) -> list[Finding]:
    """The findings of one assessor, in the order of the text, then bearer, occasion and reading."""
    judged = court.judge(readings, norms)
    archive = Archive.of(court.agreement, court.facts, court.lots)  # after the matching, which gives events their ids
    return _told_apart([_finding(item, court, archive, default) for item in judged])


def _told_apart(found: list[Finding]) -> list[Finding]:
    """Occasions whose names differ in capitals or marks only would share an id: theirs end with a hash of the name."""
    often = Counter(item.id for item in found)
    return [
        replace(item, id=f"{item.id}-{sha256(item.occasion.encode()).hexdigest()[:8]}") if often[item.id] > 1 else item
        for item in found
    ]


def finding_id(item: Judged, court: Court, default: bool) -> str:
    """`norm.BEARER.occasion`, then `~reading` and `@assessor` where there is a choice of them."""
    label = reading_label(item.core.readings)
    parts = [f"{item.case.norm}.{item.case.bearer}.{slug(item.case.occasion)}"]
    if item.case.episode and isinstance(item.core.norm, Limit):
        parts[0] += "-episode"
    if item.case.episode and isinstance(item.core.norm, Prohibition) and is_label(item.case.occasion):
        parts[0] += f"-{item.core.norm.record}"  # an event that is called like a period
    if label:
        parts.append(f"~{slug(label)}")
    if not default:
        parts.append(f"@{slug(court.assessor.name)}")
    return "".join(parts)


def _side(answer: Answer) -> Side:
    return Side(answer.verdict, answer.reason, answer.low, answer.high, answer.scope)


def _witnesses(item: Judged, court: Court, archive: Archive) -> tuple[Witness, ...]:
    found: list[Witness] = []
    for world in WORLDS:
        here = court.views[world]
        if isinstance(item.core.norm, DeedNorm):
            owed = item.owed.get(world) or next(iter(item.owed.values()), None)
            found.extend(witnesses.of_deed(item.core, item.case, owed, here, archive))
            for part in item.parts:
                case = replace(item.case, occasion=part)
                its = replace(owed, case=case) if owed is not None else None
                found.extend(witnesses.of_deed(item.core, case, its, here, archive))
        elif isinstance(item.core.norm, Recurrence):
            found.extend(witnesses.of_recurrence(item.core, item.case, here, archive, item.counted[world]))
        elif isinstance(item.core.norm, Limit):
            found.extend(witnesses.of_limit(item.core, item.case, here, archive))
        else:
            keys = [key for keys in item.counted.values() for key in keys]
            found.extend(witnesses.of_incident(item.core, item.case, here, archive, keys))
    found.extend(witnesses.of_suspension([one.claim.fact for one in _claims(item, court)], court.views["declared"]))
    once = {_WHOLE(one): one for one in found}  # by the plain tuple: thousands of rows are compared
    return tuple(once[key] for key in sorted(once))


def _finding(item: Judged, court: Court, archive: Archive, default: bool) -> Finding:
    agreement, norm, case = court.agreement, item.core.norm, item.case
    declared, observed = item.answers["declared"], item.answers["observed"]
    rows = _witnesses(item, court, archive)
    gap = gaps.kind(declared, observed)
    low, high = gaps.distance(declared, observed)
    if gap == "undeclared" and isinstance(norm, Limit) and observed.verdict == "breached":
        low, high = gaps.excess(observed)
    due = next((a.due.late for a in (declared, observed) if a.due is not None and a.due.late < NEVER), None)
    shown_due = None if due is None else show_instant(due, agreement.zone)
    first = max(case.date, shown_due[:10]) if shown_due else case.date
    found = measure(norm, agreement, item.core.readings, case.start)
    kind = _KINDS.get(type(norm), "milestone" if isinstance(norm, Obligation) and norm.milestone else "obligation")
    return Finding(
        finding_id(item, court, default),
        norm.name.text,
        kind,  # type: ignore[arg-type]
        norm.article,
        case.bearer,
        owed_to(item, court),
        case.occasion,
        case.date,
        shown_due,
        _side(declared),
        _side(observed),
        gap,
        low,
        high,
        found.unit if found else limit_unit(norm, agreement, item.core.readings),
        observed.bound if observed.bound is not None else declared.bound,
        reading_label(item.core.readings),
        court.assessor.name,
        gaps.opened(first, rows, court.assessor.sources) if gap in DISAGREEMENTS else None,
        _attributes(item, court, rows),
        rows,
    )


def owed_to(item: Judged, court: Court) -> str:
    """To whom it is owed, as a text: a party, several, or every other party."""
    norm = item.core.norm
    path: syntax.Path | None = getattr(norm, "owed_to", None)
    if path is None:
        return "every other party"
    head = path.parts[0].text
    if len(path.parts) == 1 and head in {**court.agreement.parties, **court.agreement.sides}:
        return head
    trigger = getattr(norm, "trigger", None)
    record = getattr(getattr(trigger, "record", None), "text", "")
    parts = tuple(part.text for part in path.parts[1:])
    for world in WORLDS:
        names = names_at(court.views[world], record, item.case.occasion, parts)
        if names:
            return ", ".join(names)
    return "every other party"


def _on_the_edge(item: Judged, court: Court) -> dict[str, str]:
    """Zones of which nobody can say whether the occasion lies in them."""
    norm, places = item.core.norm, court.geography
    record = getattr(getattr(norm, "trigger", norm), "record", None)
    if places is None or record is None or record.text not in court.agreement.records:
        return {}
    found: dict[str, str] = {}
    zones = [zone.name.text for zone in used_zones(norm, court.agreement)]
    for world in WORLDS if zones else ():
        for zone, said in doubtful(places, court.views[world], record.text, item.case.occasion, zones).items():
            found[f"possibly in {zone}"] = f"its place as {world} is not known exactly enough: {said}"
    return found


def _attributes(item: Judged, court: Court, rows: Iterable[Witness]) -> dict[str, str | int]:
    found: dict[str, str | int] = dict(_on_the_edge(item, court))
    for world in WORLDS:
        for name, value in item.answers[world].attributes.items():
            found.setdefault(name, value)
    found |= marked(witness.mark for witness in rows if witness.admitted)
    if court.standing.claims:
        found |= suspension.attributes(_claims(item, court), court.agreement)
    if court.agreement.in_force.provisional is not None and item.case.start < court.agreement.entry():
        found["provisional"] = "applied provisionally, before the entry into force"
    return dict(sorted(found.items()))


def marked(marks: Iterable[str]) -> dict[str, str]:
    """The attributes of a finding that rests on rows with these marks."""
    there = set(marks)
    return {mark: f"rests on a figure marked {mark}" for mark in DOUBTFUL if mark in there}


def _claims(item: Judged, court: Court) -> list[suspension.Touched]:
    if not court.standing.claims:
        return []
    return suspension.touching(item, owed_to(item, court), court.standing.claims, court.agreement)


def _by_reading(findings: Sequence[Finding]) -> list[Finding]:
    """Mark findings whose verdicts differ by reading."""
    groups: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for item in findings:
        key = (item.norm, item.bearer, item.occasion, item.assessor)
        groups[key].add((item.declared.verdict, item.observed.verdict))
    marked = []
    for item in findings:
        if len(groups[(item.norm, item.bearer, item.occasion, item.assessor)]) > 1:
            attributes = {**item.attributes, "differs by reading": "yes"}
            item = replace(item, attributes=dict(sorted(attributes.items())))
        marked.append(item)
    return marked


def _parties(agreement: Agreement, instant: int) -> tuple[PartyState, ...]:
    day = day_of(instant, agreement.zone)
    return tuple(
        PartyState(name, party.label, agreement.side_of(name, day))
        for name, party in agreement.parties.items()
        if name not in agreement.acceding or agreement.bound_for[name][0] <= instant
    )


def _articles(agreement: Agreement) -> tuple[ArticleState, ...]:
    return tuple(
        ArticleState(
            article.key,
            article.title,
            article.level,
            tuple(name for name, norm in agreement.norms.items() if norm.article == article.key),
            tuple(
                Cited(item.treaty.value, article_of_it, tuple(name.text for name in item.norms))
                for item in agreement.references
                if item.article == article.key
                for article_of_it in ([one.value for one in item.articles] or [""])
            ),
        )
        for article in agreement.document.every_article
    )


__all__ = ["Facts", "assess", "chosen", "finding_id", "findings_of", "owed_to"]
