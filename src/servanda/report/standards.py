"""Several assessors over one agreement: the first one's findings, and where the others come out differently.

Rules it keeps:

- the first assessor of the workspace is the one whose findings are shown at length; every other is compared with it;
- findings are matched by norm, bearer, occasion and reading; one that only one assessor has is a difference too;
- nothing says which standard is right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from servanda.findings.model import Assessment, Finding


def names(assessment: Assessment) -> list[str]:
    """Those under whom there are findings, in the workspace's order."""
    spoken = dict.fromkeys(finding.assessor for finding in assessment.findings)
    known = [one.name for one in assessment.assessors if one.name in spoken]
    return known + [name for name in spoken if name not in known]


def under(assessment: Assessment, name: str) -> Assessment:
    """The same assessment with one assessor's findings only."""
    return replace(assessment, findings=tuple(one for one in assessment.findings if one.assessor == name))


def first(assessment: Assessment) -> Assessment:
    """The same assessment with the first assessor's findings only."""
    found = names(assessment)
    return under(assessment, found[0]) if found else assessment


@dataclass(frozen=True, slots=True)
class Difference:
    """What one norm and reading has on some occasions under the first assessor, and under another."""

    norm: str
    reading: str | None
    assessor: str
    usual: tuple[str, str]
    other: tuple[str, str]
    findings: tuple[Finding, ...]

    @property
    def bearers(self) -> str:
        return ", ".join(dict.fromkeys(finding.bearer for finding in self.findings))


NOTHING = ("no finding", "no finding")


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.norm, finding.bearer, finding.occasion, finding.reading or "")


def _verdicts(finding: Finding | None) -> tuple[str, str]:
    return NOTHING if finding is None else (finding.declared.verdict, finding.observed.verdict)


def _pairs(usual: Iterable[Finding], others: Iterable[Finding]) -> Iterable[tuple[Finding | None, Finding | None]]:
    """(usual, other) of every occasion; a reading that the other assessor does not hold is left out."""
    first_found = {_key(finding): finding for finding in usual}
    found = {_key(finding): finding for finding in others}
    held = {finding.reading for finding in found.values()} | {None}
    for key, finding in found.items():
        yield first_found.get(key), finding
    for key, finding in first_found.items():
        if key not in found and (finding.reading in held or not found):
            yield finding, None


def differences(assessment: Assessment, name: str) -> tuple[Difference, ...]:
    """Where assessor `name` comes out differently from the first, in the order of the text."""
    groups: dict[tuple[str, str | None, tuple[str, str], tuple[str, str]], list[Finding]] = {}
    for usual, other in _pairs(first(assessment).findings, under(assessment, name).findings):
        finding = other or usual
        before, after = _verdicts(usual), _verdicts(other)
        if finding is None or before == after:
            continue
        groups.setdefault((finding.norm, finding.reading, before, after), []).append(finding)
    return tuple(
        Difference(norm, reading, name, before, after, tuple(found))
        for (norm, reading, before, after), found in groups.items()
    )
