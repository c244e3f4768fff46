"""What changed between two assessments of one workspace: then, and now.

Rules it keeps:

- findings are matched by id; a finding that is only in one of the two is new or gone, never changed;
- a change names what changed, from what, to what: a verdict, the kind of gap, its size, an attribute;
- a reason that is only worded differently is no change.

It leaves to others: making the two assessments.
"""

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
