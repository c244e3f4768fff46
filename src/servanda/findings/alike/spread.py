"""An assessment in which one finding stands for all of its class, and what the others differ in.

Rules it keeps:

- the passes that judge everything judge the row that stands for its class, and the odd rows beside it;
- the findings of a class are those of that row, but for id, occasion, date, mark, the day since when the gap could be
  known, and the row itself;
- the findings on periods count every row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from servanda.diagnostics import slug
from servanda.evidence.columnar.cells import NotSo
from servanda.findings import gaps
from servanda.findings.alike.classes import Classes, classes
from servanda.findings.alike.closed import Closed, closed
from servanda.findings.assess import DOUBTFUL, Dates, assess, chosen, dates_of, known_readings, marked
from servanda.findings.model import DISAGREEMENTS, Assessment, Finding, Witness
from servanda.findings.verdicts.periods import assessed, is_label
from servanda.findings.workspace import Workspace


@dataclass(frozen=True)
class Spread:
    """A finding and the class for which it stands. `place`: its norm's, reading's and assessor's in the assessment."""

    finding: Finding
    number: int
    place: int

    @property
    def ends(self) -> tuple[str, str]:
        """What stands in the id before and after the name of the occasion."""
        head = f"{self.finding.norm}.{self.finding.bearer}."
        name = slug(self.finding.occasion)
        assert self.finding.id.startswith(head + name)
        return head, self.finding.id.removeprefix(head + name)

    def attributes(self, mark: str) -> dict[str, str | int]:
        """The attributes of a finding of the class that rests on a row with this mark."""
        kept = {name: value for name, value in self.finding.attributes.items() if name not in DOUBTFUL}
        return dict(sorted((kept | marked([mark])).items()))


@dataclass(frozen=True)
class Alike:
    """An assessment with the classes for which some of its findings stand."""

    assessment: Assessment
    classes: Classes

    def spread(self) -> Iterator[Spread]:
        """The findings that stand for a class."""
        for place, finding in self.places():
            if finding.id in self.assessment.stands_for:
                yield Spread(finding, self.classes.of[finding.occasion], place)

    def odd(self) -> set[str]:
        """The ids of findings on one event that stands for none but itself."""
        record = self.classes.plain.record.name.text
        events = {row.key for one in self.assessment.findings for row in one.witnesses if row.record == record}
        return {
            one.id
            for one in self.assessment.findings
            if one.occasion in events and one.id not in self.assessment.stands_for
            if not is_label(one.occasion) or _called_like_a_period(one, record)
        }

    def ranks(self) -> Callable[..., int]:
        """(place, bearer, whether on one event) → a number by which findings stand in order, but for the occasion."""
        order = {name: at for at, name in enumerate(sorted({one.bearer for one in self.assessment.findings}))}

        def rank(place: int, bearer: str | None = None, episode: bool = False) -> int:
            return (place * (len(order) + 1) + (order[bearer] + 1 if bearer is not None else 0)) * 2 + episode

        return rank

    def places(self) -> Iterator[tuple[int, Finding]]:
        """Every finding with the place of its norm, reading and assessor in the assessment."""
        place, before = -1, None
        for finding in self.assessment.findings:
            group = (finding.assessor, finding.norm, finding.reading)
            place, before = place + (group != before), group
            yield place, finding


def assess_alike(
    space: Workspace,
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    assessors: Sequence[str] = (),
    readings: Sequence[str] = (),
    today: str | None = None,
) -> Alike:
    """As `assess`, of a workspace with plain rows. Raises NotSo where these must be judged one by one."""
    assert space.plain is not None
    event = closed(space.agreement)[space.plain.record.name.text]
    standards = chosen(space.assessors, assessors)
    known_readings(space.agreement, readings)  # as `assess` does, before it asks for the dates
    dates = dates_of(space, as_of, known_by, today)
    found = classes(space.plain, event, space.agreement, space.facts, standards, dates.as_of, dates.known_by)
    facts = replace(space.facts, statements=(*space.facts.statements, *found.statements))
    made = assess(
        replace(space, facts=facts),
        as_of=as_of,
        known_by=known_by,
        assessors=assessors,
        readings=readings,
        today=today,
        lots={space.plain.record.name.text: found.lots},
    )
    norms = {core.norm.name.text for core in event.cores}
    standing = {
        one.id: found.counts[found.of[one.occasion]]
        for one in made.findings
        if one.norm in norms and one.occasion in found.of
    }
    findings = tuple(_since(made, event, found, space, dates, norms))
    return Alike(replace(made, findings=findings, stands_for=standing), found)


# --- since when a gap on a period could be known --------------------------------------------------------------------


def _since(
    made: Assessment, event: Closed, found: Classes, space: Workspace, dates: Dates, norms: set[str]
) -> Iterator[Finding]:
    """The findings; where a gap opens with the second or a later origin, it is counted by the rows of all origins."""
    needed = {one.name: one.sources for one in made.assessors if one.sources > 1}
    stands: dict[tuple[object, ...], set[str]] = {}
    for one in made.findings if needed else ():
        if one.norm in norms and one.occasion in found.of:
            stands.setdefault((one.assessor, one.norm, one.reading, one.bearer), set()).add(one.occasion)
    for one in made.findings:
        mine = stands.get((one.assessor, one.norm, one.reading, one.bearer), set())
        there = any(_stands(row, found) for row in one.witnesses)
        if one.assessor in needed and one.gap in DISAGREEMENTS and there and one.occasion not in found.of:
            yield _opened(one, event, found, space, dates, mine, needed[one.assessor])
        else:
            yield one


def _opened(
    one: Finding, event: Closed, found: Classes, space: Workspace, dates: Dates, stands: Iterable[str], sources: int
) -> Finding:
    norm = next(core.norm for core in event.cores if core.norm.name.text == one.norm)
    spans = assessed(norm, space.agreement, dates.as_of, one.bearer)  # type: ignore[arg-type]
    span = next(span for span in spans if span.label == one.occasion)
    rows = [row for row in one.witnesses if not _stands(row, found)]
    some = next(row for row in one.witnesses if _stands(row, found))
    for origin, known in found.first_known([found.of[key] for key in stands], span.start, span.end, sources):
        rows.append(replace(some, origin=origin, known=known))
    return replace(one, opened=gaps.opened(one.occasion_date, _admitted(rows), sources))


def _stands(row: Witness, found: Classes) -> bool:
    """Whether the row is that of an event that stands for others; a look or another event may be called like one."""
    return row.role == "occasion" and row.record == found.plain.record.name.text and row.key in found.of


def _called_like_a_period(one: Finding, record: str) -> bool:
    """Whether the finding on what is called like a period is on an event (`finding_id` says so)."""
    base = one.id.partition("~")[0].partition("@")[0]
    return f"{base}-".startswith(f"{one.norm}.{one.bearer}.{slug(one.occasion)}-{record}-")


def _admitted(rows: list[Witness]) -> list[Witness]:
    return [row for row in rows if row.admitted]


__all__ = ["Alike", "NotSo", "Spread", "assess_alike"]
