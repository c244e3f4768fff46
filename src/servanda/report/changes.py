"""What changed between two assessments of one workspace: then, and now.

Rules it keeps:

- findings are matched by id; a finding that is only in one of the two is new or gone, never changed;
- a change names what changed, from what, to what: a verdict, the kind of gap, its size, an attribute;
- a reason that is only worded differently is no change.

It leaves to others: making the two assessments.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.findings.model import Assessment, Finding
from servanda.report.words import attribute, size


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that came out differently. `parts`: what, before, after."""

    before: Finding
    after: Finding
    parts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences, in the order of the later assessment."""

    since: str
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changed)


def _attributes(finding: Finding) -> str:
    return "; ".join(attribute(key, finding.attributes[key]) for key in sorted(finding.attributes)) or "none"


def _parts(before: Finding, after: Finding) -> tuple[tuple[str, str, str], ...]:
    pairs = (
        ("declared", before.declared.verdict, after.declared.verdict),
        ("observed", before.observed.verdict, after.observed.verdict),
        ("gap", before.gap, after.gap),
        ("size", size(before) or "none", size(after) or "none"),
        ("attributes", _attributes(before), _attributes(after)),
    )
    return tuple((name, old, new) for name, old, new in pairs if old != new)


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings of one norm that came out differently in the same way: for reading, one line."""

    norm: str
    readings: tuple[str, ...]
    findings: tuple[Finding, ...]
    lines: tuple[str, ...]

    @property
    def bearers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.bearer for one in self.findings))

    @property
    def occasions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.occasion for one in self.findings))


def _alike(found: Iterable[tuple[Finding, tuple[str, ...]]]) -> tuple[Alike, ...]:
    groups: dict[tuple[object, ...], list[tuple[Finding, tuple[str, ...]]]] = {}
    for finding, lines in found:
        groups.setdefault((finding.norm, finding.reading, finding.assessor, lines), []).append((finding, lines))
    return tuple(
        Alike(
            group[0][0].norm,
            tuple(dict.fromkeys(one.reading for one, _ in group if one.reading is not None)),
            tuple(one for one, _ in group),
            group[0][1],
        )
        for group in groups.values()
    )


def changed_alike(found: Changes) -> tuple[Alike, ...]:
    """What changed, findings that changed alike as one."""
    pairs = [(one.after, tuple(f"{what}: {old}, now {new}" for what, old, new in one.parts)) for one in found.changed]
    return _alike(pairs)


def only_alike(found: Iterable[Finding]) -> tuple[Alike, ...]:
    """New or gone findings, those that come out alike as one."""
    return _alike((one, (f"declared {one.declared.verdict}, observed {one.observed.verdict}",)) for one in found)


def under(found: Changes, assessor: str) -> Changes:
    """The changes in one assessor's findings."""
    return Changes(
        found.since,
        tuple(one for one in found.new if one.assessor == assessor),
        tuple(one for one in found.gone if one.assessor == assessor),
        tuple(one for one in found.changed if one.after.assessor == assessor),
    )


def changes(then: Assessment, now: Assessment, since: str) -> Changes:
    """Compare two assessments; `since` is the date of the earlier one, as the person gave it."""
    earlier = {finding.id: finding for finding in then.findings}
    later = {finding.id: finding for finding in now.findings}
    both = [(earlier[finding.id], finding) for finding in now.findings if finding.id in earlier]
    compared = [(before, after, _parts(before, after)) for before, after in both]
    return Changes(
        since,
        tuple(finding for finding in now.findings if finding.id not in earlier),
        tuple(finding for finding in then.findings if finding.id not in later),
        tuple(Change(before, after, parts) for before, after, parts in compared if parts),
    )
