"""Equality made visible: what each side and party owes, what it has done, how it was heard, over a period.

Rules it keeps:

- every line is a count or a number of days, the same for each column; there is no score and no ranking;
- a finding counts in the period in which it was due or, without a deadline, in which its occasion began;
- a norm under several readings counts once: its findings count under the reading that is laid to it first, and the
  lines say that they do;
- what is perhaps owed or done stands on lines of its own, never with what is certain;
- roles (who presided, who spoke) are known by the agreement's own procedures, no act by its name.

It leaves to others: findings (`findings.assess`), how it is shown (`report.balance`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import ActType, Norm
from servanda.dates import day_of
from servanda.findings.model import DISAGREEMENTS, VERDICTS, WORLDS, Assessment, Finding
from servanda.findings.workspace import Workspace

Part = Literal["what it owes", "what it has done", "what was found", "what it is owed", "how it was heard"]
PARTS: tuple[Part, ...] = ("what it owes", "what it has done", "what was found", "what it is owed", "how it was heard")
DEEDS = ("obligation", "milestone", "duty", "quota")
SILENT = ("not owed", "not declared", "not observed")
Count = Callable[[Sequence[str]], int]
# What a party does in a body, by the role that the act plays.
ROLES_SAID = {
    "convening": "meetings convened",
    "opening": "meetings opened, in the chair",
    "attendance": "meetings attended",
    "item": "items put on an agenda",
    "statement": "statements made",
    "proposal": "decisions proposed",
    "objection": "objections",
    "amendment": "amendments",
    "vote": "votes cast",
    "claim": "claims of a vital interest",
    "invitation": "invitations to be heard, given",
    "hearing": "hearings given",
    "answer": "reasoned answers given",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the same measure for every column; `values` by the column's name. `unit`: "" for a count, or days."""

    part: Part
    label: str
    unit: str
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OneSided:
    """A norm that does not bind all, whom it binds, and the norm of its kind that binds the others ("" if none)."""

    norm: str
    article: str
    bound: tuple[str, ...]
    counterpart: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The columns (sides or parties) with their members, the lines, and the norms that bind some only."""

    columns: Mapping[str, tuple[str, ...]]
    start: str
    end: str
    lines: tuple[Line, ...]
    one_sided: tuple[OneSided, ...]


def balance(
    space: Workspace, assessment: Assessment, agreement: Agreement, period: tuple[str, str], *, by_party: bool = False
) -> Balance:
    """The columns for a period, both days included, from the findings of the assessment's first assessor.

    `agreement`: the workspace's, with the dates that acts have given it (`findings.standing`).
    """
    columns = _columns(agreement, period, by_party)
    found = _counted(assessment, period)
    lines: list[Line] = []
    for part, label, unit, count in _measures(agreement, found, space, period):
        lines.append(Line(part, label, unit, {name: count((name, *members)) for name, members in columns.items()}))
    return Balance(columns, period[0], period[1], tuple(lines), tuple(one_sided(agreement)))


def _columns(agreement: Agreement, period: tuple[str, str], by_party: bool) -> dict[str, tuple[str, ...]]:
    """Sides with their members on the last day, and parties of no side; or each party for itself.

    Who has acceded only after the period, or had left before it, has no column.
    """
    first, last = (date.fromisoformat(day) for day in period)
    parties = agreement.parties_between(first, last)
    if by_party or not agreement.sides:
        return {name: () for name in parties}
    members: dict[str, list[str]] = {name: [] for name in agreement.sides}
    alone = []
    for party in parties:
        side = agreement.side_of(party, last)
        if side is None:
            alone.append(party)
        else:
            members[side].append(party)
    return {name: tuple(found) for name, found in members.items()} | {party: () for party in alone}


def _counted(assessment: Assessment, period: tuple[str, str]) -> list[Finding]:
    """The findings of the first assessor in the period, each occasion once, whatever readings there are of it."""
    first = assessment.assessors[0].name if assessment.assessors else ""
    found: dict[tuple[str, str, str], Finding] = {}
    for one in assessment.findings:
        day = (one.due or one.occasion_date)[:10]
        if one.assessor == first and period[0] <= day <= period[1]:
            found.setdefault((one.norm, one.bearer, one.occasion), one)
    return list(found.values())


def _measures(
    agreement: Agreement, found: Sequence[Finding], space: Workspace, period: tuple[str, str]
) -> Iterator[tuple[Part, str, str, Count]]:
    """Each measure with the function that counts it for a column: its own name and those of its members."""
    deeds = [one for one in found if one.kind in DEEDS and _owed(one)]
    yield "what it owes", "norms that bind it", "", lambda names: _binding(agreement, names)
    yield "what it owes", "deeds that fell due", "", _of(deeds)
    for label, chosen in _done(deeds):
        yield "what it has done", label, "", _of(chosen)
    late = [one for one in deeds if "cured" in one.attributes]
    yield "what it has done", "days late, of those done late", "days", _days(late)
    for verdict in VERDICTS:
        for world in WORLDS:
            chosen = [one for one in found if one.side(world).verdict == verdict]
            if chosen:
                yield "what was found", f"{verdict}, as {world}", "", _of(chosen)
    yield "what was found", "gaps between the two worlds", "", _of([one for one in found if one.gap in DISAGREEMENTS])
    yield from _owed_to(deeds)
    yield from _heard(agreement, space, period)


def _of(chosen: Sequence[Finding]) -> Count:
    return lambda names: sum(one.bearer in names for one in chosen)


def _days(chosen: Sequence[Finding]) -> Count:
    return lambda names: sum(int(one.attributes.get("days late", 0)) for one in chosen if one.bearer in names)


def _deed(finding: Finding) -> str:
    """What became of the deed: the settled verdict where one world has it; "disagree" where both, and not alike."""
    verdicts = [side.verdict for side in (finding.declared, finding.observed) if side.verdict not in SILENT]
    settled = sorted({verdict for verdict in verdicts if verdict in ("kept", "breached")})
    if len(settled) == 2:
        return "disagree"
    return next(iter((*settled, *verdicts)), "")


def _owed(finding: Finding) -> bool:
    return _deed(finding) != ""


def _done(deeds: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """What became of the deeds that fell due; together they are all of them."""
    yield "done in time", [one for one in deeds if _deed(one) == "kept"]
    broken = [one for one in deeds if _deed(one) == "breached"]
    yield "done late", [one for one in broken if "cured" in one.attributes]
    yield "not done", [one for one in broken if "cured" not in one.attributes]
    yield "open whether done, or owed", [one for one in deeds if _deed(one) == "undetermined"]
    yield "the two worlds disagree on it", [one for one in deeds if _deed(one) == "disagree"]
    yield "not yet due", [one for one in deeds if _deed(one) == "pending"]


def _binding(agreement: Agreement, names: Sequence[str]) -> int:
    """Norms that name none, or name one of these."""
    return sum(
        not norm.binding.only or any(name.text in names for name in norm.binding.only)
        for norm in agreement.norms.values()
    )


def _owed_to(deeds: Sequence[Finding]) -> Iterator[tuple[Part, str, str, Count]]:
    """What others owed it in particular: the answers to its requests, visits to it, and the like."""

    def towards(chosen: Sequence[Finding]) -> Count:
        return lambda names: sum(any(one in names for one in item.owed_to.split(", ")) for item in chosen)

    part: Part = "what it is owed"
    yield part, "deeds owed to it in particular", "", towards(deeds)
    yield part, "of these done in time", "", towards([one for one in deeds if _deed(one) == "kept"])
    yield part, "of these done late or not", "", towards([one for one in deeds if _deed(one) == "breached"])


def _heard(agreement: Agreement, space: Workspace, period: tuple[str, str]) -> Iterator[tuple[Part, str, str, Count]]:
    """Acts on record by the role that they play, and all of them."""
    acts = _filed(agreement, space, period)
    roles = agreement.cast.by_act
    for role, label in ROLES_SAID.items():
        chosen = [filer for act, filer in acts if act in roles and roles[act].role == role]
        if chosen or any(one.role == role for one in roles.values()):
            yield "how it was heard", label, "", _by(chosen)
    yield "how it was heard", "acts filed, of every kind", "", _by([filer for _, filer in acts])


def _by(filers: Sequence[str]) -> Count:
    return lambda names: sum(filer in names for filer in filers)


def _filed(agreement: Agreement, space: Workspace, period: tuple[str, str]) -> list[tuple[str, str]]:
    """Record type and filer of each act that may have been filed in the period at its latest, each once."""
    found: dict[tuple[str, tuple[str, ...]], tuple[str, str]] = {}
    for one in space.facts.statements:
        if one.filed is None or not isinstance(agreement.records[one.record], ActType):
            continue
        day = day_of(one.filed.high, agreement.zone).isoformat()
        if period[0] <= day <= period[1]:
            found.setdefault((one.record, one.key), (one.record, one.filer))
    return list(found.values())


# --- norms that bind some only ----------------------------------------------------------------------------------------


def one_sided(agreement: Agreement) -> Iterator[OneSided]:
    """The norms that bind some only, in the order of the text, each with its counterpart or the lack of one.

    A counterpart is a norm of the same kind that binds none of the same; of several, the nearest by name.
    """
    for name, norm in agreement.norms.items():
        bound = _only(norm)
        if bound:
            yield OneSided(name, norm.article, bound, _counterpart(norm, agreement))


def _only(norm: Norm) -> tuple[str, ...]:
    return tuple(name.text for name in norm.binding.only)


def _counterpart(norm: Norm, agreement: Agreement) -> str:
    bound = set(_only(norm))
    others = [
        other.name.text
        for other in agreement.norms.values()
        if type(other) is type(norm) and _only(other) and bound.isdisjoint(_only(other))
    ]
    near = get_close_matches(norm.name.text, others, 1, 0)
    return near[0] if near else ""
