"""Visits that were refused or declined, as denied access: rows of coverage, like those that observers state.

Rules it keeps:

- access is denied by an act of whoever was asked, by the role that the act plays; silence is no denial;
- where the request names a finding, access was denied to the kinds of fact at which its norm looks; elsewhere to every
  kind (`record` is "" then), at the site that the request names, if it names one;
- it was denied from the request, at the latest, to the refusal; a visit that was accepted later does not undo it, and
  both stand.

It leaves to others: what denied access means for a finding (`servanda.findings.verdicts.incidents`).
"""

from collections.abc import Iterable, Iterator

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import ActType
from servanda.agreement.usage import uses
from servanda.evidence.statement import Coverage, Names, Statement

# Refusals by the role of what was asked for.
_REFUSALS = (("visit_refusal", "visit_request"), ("visit_denial", "question"))


def denials(agreement: Agreement, statements: Iterable[Statement], at: int) -> tuple[Coverage, ...]:
    """A row for each statement of each refusal that may have been filed by `at`, and kind of fact."""
    cast = agreement.cast
    played = [(cast.act(refusal), cast.act(asked), asked) for refusal, asked in _REFUSALS if cast.act(refusal)]
    if not played:
        return ()
    acts = [item for item in statements if item.world == "record" and item.filed is not None and item.filed.low <= at]
    found: list[Coverage] = []
    for act, asked, role in played:
        requests = {item.key[0]: item for item in acts if item.record == asked}
        for item in acts:
            request = requests.get(item.links.get(asked, "")) if item.record == act else None
            if request is not None and _was_asked(item.filer, request, agreement, role):
                found += _rows(item, request, agreement, role)
    return tuple(found)


def _was_asked(who: str, request: Statement, agreement: Agreement, role: str) -> bool:
    asked = request.fields.get(agreement.cast.part(role, "asked"))
    return isinstance(asked, Names) and who in asked.values


def _rows(refusal: Statement, request: Statement, agreement: Agreement, role: str) -> Iterator[Coverage]:
    assert refusal.filed is not None
    assert request.filed is not None
    for record in _kinds(request, agreement, role) or ("",):
        yield Coverage(
            refusal.file,
            refusal.line,
            record,
            refusal.filer,
            min(request.filed.high, refusal.filed.low),
            refusal.filed.high,
            False,
            refusal.source,
            refusal.origin,
            refusal.grade,
            refusal.known,
            _said(request, agreement, role, "site"),
            refusal.filer,
            True,
        )


def _kinds(request: Statement, agreement: Agreement, role: str) -> tuple[str, ...]:
    """The events and states at which the norm of the finding looks that the request names, if it names one."""
    named = _said(request, agreement, role, "finding") or _said(request, agreement, role, "about")
    norm = agreement.norms.get(named.partition(".")[0])
    if norm is None:
        return ()
    records = {use.record for use in uses(norm, agreement, {})}
    return tuple(sorted(name for name in records if not isinstance(agreement.records.get(name), ActType | None)))


def _said(request: Statement, agreement: Agreement, role: str, part: str) -> str:
    value = request.fields.get(agreement.cast.part(role, part))
    return value.text if value is not None else ""
