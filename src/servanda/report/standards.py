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
    """What one norm, bearer and reading has on some occasions under the first assessor, and under another."""

    norm: str
    bearer: str
    reading: str | None
    assessor: str
    usual: tuple[str, str]
    other: tuple[str, str]
    findings: tuple[Finding, ...]


NOTHING = ("no finding", "no finding")


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.norm, finding.bearer, finding.occasion, finding.reading or "")


def _verdicts(finding: Finding | None) -> tuple[str, str]:
    return NOTHING if finding is None else (finding.declared.verdict, finding.observed.verdict)


def _compare(usual: Iterable[Finding], others: Iterable[Finding]) -> Iterable[tuple[Finding, Finding | None]]:
    """(finding, its usual counterpart) of every finding whose verdicts differ."""
    known = {_key(finding): finding for finding in usual}
    for finding in others:
        counterpart = known.get(_key(finding))
        if _verdicts(counterpart) != _verdicts(finding):
            yield finding, counterpart


def differences(assessment: Assessment, name: str) -> tuple[Difference, ...]:
    """Where assessor `name` comes out differently from the first, in the order of the text."""
    usual = first(assessment).findings
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding, counterpart in _compare(usual, under(assessment, name).findings):
        key = (finding.norm, finding.bearer, finding.reading, _verdicts(counterpart), _verdicts(finding))
        groups.setdefault(key, []).append(finding)
    made = []
    for (norm, bearer, reading, before, after), found in groups.items():
        assert isinstance(before, tuple)
        assert isinstance(after, tuple)
        read = None if reading is None else str(reading)
        made.append(Difference(str(norm), str(bearer), read, name, before, after, tuple(found)))
    return tuple(made)
