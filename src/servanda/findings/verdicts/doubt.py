"""What links between the two worlds leave open of an answer: a match that is certain is noted, an ambiguous one opens.

It leaves to others: which observed event is which declared one (`servanda.findings.world.matching`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.syntax import OnRecord
from servanda.findings.model import Link, World
from servanda.findings.verdicts.verdict import Answer, Case
from servanda.findings.world.matching import MATCHED


def doubts(found: Iterable[Link]) -> dict[tuple[str, str], str]:
    """For each event that takes part in an ambiguous match, under its own id: what it may be, as a sentence."""
    groups: dict[tuple[str, str], list[str]] = {}
    for link in found:
        if link.kind == "ambiguous":
            groups.setdefault((link.record, link.declared), []).append(link.observed)
            groups.setdefault((link.record, link.observed), []).append(link.declared)
    return {
        (record, key): f"It may be the same {record} as {' or '.join(sorted(set(others)))}: the match is ambiguous."
        for (record, key), others in groups.items()
    }


def matched(core: CoreNorm, case: Case, answers: Mapping[World, Answer], found: Sequence[Link]) -> dict[World, Answer]:
    """The answers on one occasion of a norm that asks for a deed, with what its links leave open.

    What is declared stays as it is. What is observed and may be one of several declared events is neither kept nor
    breached: the deed for any of them may be its deed. What is declared and may be what was observed under another id
    is not *not observed*.
    """
    trigger = getattr(core.norm, "trigger", None)
    record = trigger.record.text if isinstance(trigger, OnRecord) else ""
    mine = [link for link in found if link.record == record and case.occasion in (link.declared, link.observed)]
    given: dict[World, Answer] = dict(answers)
    names = sorted({link.observed for link in mine if link.kind in MATCHED and link.declared == case.occasion})
    if names:
        said = f"observed as {', '.join(names)}: {mine[0].why}"
        given["observed"] = _noted(given["observed"], "matched", said)
    doubt = doubts(found).get((record, case.occasion))
    if doubt is None:
        return given
    for world, open_to in (("observed", ("kept", "breached", "not observed")), ("declared", ("not declared",))):
        answer = _noted(given[world], "ambiguous match", doubt)  # type: ignore[index]
        observed_by_id = any(link.kind == "id" for link in mine)
        if answer.verdict in open_to and not (world == "observed" and observed_by_id):
            answer = replace(answer, verdict="undetermined", reason=f"{doubt} {answer.reason}", owed=False)
        given[world] = answer  # type: ignore[index]
    return given


def _noted(answer: Answer, name: str, text: str) -> Answer:
    return replace(answer, attributes={**answer.attributes, name: text})
