"""An assessment as JSON: plain data that can be cited, compared and rerun.

Rules it keeps:

- the same assessment gives the same bytes: keys in a fixed order, findings in the assessment's own order, no clock;
- paths are those inside the workspace; every input stands with its SHA-256;
- nothing is left out: what the terminal and the page say can be rebuilt from here;
- the shape is published as `docs/reference/findings.schema.json` (`data_schema`) and every output conforms to it.

It leaves to others: columns for analysis (`parquet`), pages for people (`terminal`, `html`).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from servanda.findings.model import Assessment, Assessor, Finding, Side, Witness
from servanda.report.beside import beside
from servanda.report.changes import Changes
from servanda.report.standards import names
from servanda.report.tally import Tally, tally

FORMAT = "servanda-findings-1"


def agreement_hash(assessment: Assessment) -> str:
    """The SHA-256 of the agreement's file, or of its text where the file is not among the inputs."""
    for one in assessment.inputs:
        if one.file == assessment.agreement_file:
            return one.sha256
    return hashlib.sha256(assessment.agreement_text.encode()).hexdigest()


def _exact(low: int | None, high: int | None) -> int | None:
    return low if low == high else None


def witness_data(witness: Witness) -> dict[str, Any]:
    """One row, key by key."""
    return {name: getattr(witness, name) for name in Witness.__dataclass_fields__}


def assessor_data(one: Assessor) -> dict[str, Any]:
    """One standard of proof."""
    return {
        "name": one.name,
        "sources": one.sources,
        "grade": one.grade,
        "marks": list(one.marks),
        "readings": _sorted(one.readings),
    }


def _side(world: str, side: Side) -> dict[str, Any]:
    return {
        world: side.verdict,
        f"{world}_reason": side.reason,
        f"{world}_value": _exact(side.low, side.high),
        f"{world}_low": side.low,
        f"{world}_high": side.high,
        f"{world}_scope": side.scope,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding, flat: verdicts as words, bounds as numbers, witnesses in order."""
    return {
        "id": finding.id,
        "norm": finding.norm,
        "kind": finding.kind,
        "article": finding.article,
        "bearer": finding.bearer,
        "owed_to": finding.owed_to,
        "occasion": finding.occasion,
        "occasion_date": finding.occasion_date,
        "due": finding.due,
        **_side("declared", finding.declared),
        **_side("observed", finding.observed),
        "gap": finding.gap,
        "gap_low": finding.gap_low,
        "gap_high": finding.gap_high,
        "unit": finding.unit,
        "bound": finding.bound,
        "reading": finding.reading,
        "assessor": finding.assessor,
        "opened": finding.opened,
        "attributes": {key: finding.attributes[key] for key in sorted(finding.attributes)},
        "witnesses": [witness_data(witness) for witness in finding.witnesses],
    }


def _sorted(mapping: Mapping[str, str]) -> dict[str, str]:
    return {key: mapping[key] for key in sorted(mapping)}


def _counts(found: Tally) -> dict[str, Any]:
    return {
        "assessor": found.assessor,
        "findings": found.findings,
        "breached": found.breached,
        "disagreements": found.disagreements,
        "verdicts": {world: dict(counts) for world, counts in found.verdicts.items()},
        "gaps": dict(found.gaps),
        "watched": found.watched,
        "denied": found.denied,
        "norms_without_finding": list(found.silent_norms),
    }


def _summary(assessment: Assessment) -> dict[str, Any]:
    whole = tally(assessment)
    return {
        "articles": whole.articles,
        "articles_with_norms": whole.articles_with_norms,
        "norms": whole.norms,
        "quarantined": whole.quarantined,
        "by_assessor": [_counts(tally(assessment, name)) for name in names(assessment)],
    }


def _changes(changes: Changes) -> dict[str, Any]:
    return {
        "since": changes.since,
        "new": [finding.id for finding in changes.new],
        "gone": [finding_data(finding) for finding in changes.gone],
        "changed": [{"id": one.after.id, "differences": [list(part) for part in one.parts]} for one in changes.changed],
    }


def about(assessment: Assessment) -> dict[str, Any]:
    """The assessment but for its findings, as plain data."""
    return {
        "format": FORMAT,
        "agreement": {
            "title": assessment.agreement,
            "file": assessment.agreement_file,
            "sha256": agreement_hash(assessment),
        },
        "as_of": assessment.as_of,
        "known_by": assessment.known_by,
        "time_zone": assessment.time_zone,
        "inputs": [{name: getattr(one, name) for name in type(one).__dataclass_fields__} for one in assessment.inputs],
        "assessors": [assessor_data(one) for one in assessment.assessors],
        "parties": [{"name": one.name, "label": one.label, "side": one.side} for one in assessment.parties],
        "standing": list(assessment.standing),
        "articles": [
            {
                "key": one.key,
                "title": one.title,
                "level": one.level,
                "norms": list(one.norms),
                "refers": [
                    {"treaty": other.treaty, "article": other.article, "norms": list(other.norms)}
                    for other in one.refers
                ],
            }
            for one in assessment.articles
        ],
        "summary": _summary(assessment),
        **beside(assessment),
        "quarantined": [
            {name: getattr(one, name) for name in type(one).__dataclass_fields__} for one in assessment.quarantined
        ],
    }


def data(assessment: Assessment, changes: Changes | None = None) -> dict[str, Any]:
    """The whole assessment as plain data."""
    found = {**about(assessment), "findings": [finding_data(finding) for finding in assessment.findings]}
    if changes is not None:
        found["changes"] = _changes(changes)
    return found


def _text(held: object, depth: int) -> str:
    """JSON as it stands at this depth."""
    return json.dumps(held, ensure_ascii=False, indent=2).replace("\n", "\n" + "  " * depth)


def as_json(assessment: Assessment, changes: Changes | None = None) -> str:
    """The assessment as JSON text, ending with a line end.

    Finding by finding: as plain data all at once they take more memory than all else together.
    """
    parts = [f'"{name}": {_text(held, 1)}' for name, held in about(assessment).items()]
    findings = ",".join(f"\n    {_text(finding_data(one), 2)}" for one in assessment.findings)
    parts.append(f'"findings": [{findings}\n  ]' if findings else '"findings": []')
    if changes is not None:
        parts.append(f'"changes": {_text(_changes(changes), 1)}')
    return "{\n  " + ",\n  ".join(parts) + "\n}\n"
