"""Advice on an agreement that has no error: what binds one side only, what has no norm, what no trace pins down."""

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Name, Norm, Text, Unchecked
from servanda.diagnostics import Diagnostic


def advise(agreement: Agreement) -> list[Diagnostic]:
    """Notes in the order of the text. None of them stops the work."""
    return [
        *_one_sided(agreement),
        *_without_norm(agreement),
        *_without_trace(agreement),
        *_ambiguous_suspension(agreement),
    ]


def _note(code: str, message: str, name: Name | Text, remedy: str) -> Diagnostic:
    return Diagnostic(code, "note", message, name.place, remedy)


def _bound(norm: Norm) -> tuple[str, ...]:
    return tuple(name.text for name in norm.binding.only)


def _one_sided(agreement: Agreement) -> list[Diagnostic]:
    found = []
    for name, norm in agreement.norms.items():
        bound = _bound(norm)
        if not bound or name in agreement.generated:
            continue
        others = [other for other in agreement.norms.values() if other is not norm and type(other) is type(norm)]
        if any(_bound(other) and set(_bound(other)).isdisjoint(bound) for other in others):
            continue
        message = f"`{norm.name}` binds {', '.join(bound)} only, and no norm of its kind binds the others."
        found.append(
            _note("one-sided", message, norm.name, "Add a counterpart, or say in the prose why there is none.")
        )
    return found


def _without_norm(agreement: Agreement) -> list[Diagnostic]:
    held = {norm.article: name for name, norm in agreement.norms.items()}
    found = []
    articles = agreement.document.articles
    for article, following in zip(articles[1:], (*articles[2:], None), strict=False):
        chapter = following is not None and following.level > article.level
        reasons = [item for block in article.blocks for item in block.statements if isinstance(item, Unchecked)]
        if article.key in held and reasons:
            message = f"The article says that nothing in it is checked, and has the norm `{held[article.key]}`."
            remedy = "Delete the reason, or move the norm under another heading."
            found.append(Diagnostic("checked-all-the-same", "warning", message, reasons[0].place, remedy))
        if article.key not in held and not article.blocks and not chapter:
            message = f"Nothing under “{article.title}” can be checked: it has no norm."
            remedy = 'Add a norm, or say why there is none: `unchecked because "…"`.'
            found.append(Diagnostic("article-without-norm", "note", message, article.place, remedy))
    return found


def _without_trace(agreement: Agreement) -> list[Diagnostic]:
    found = []
    for name, norm in agreement.norms.items():
        # A prelude is pinned down where it is kept, and what follows from a body by the body's own words.
        if name in agreement.generated or norm.place.file != agreement.document.file:
            continue
        shown = {
            expectation.verdict
            for trace in agreement.traces
            if trace.norm.text == name
            for expectation in trace.expectations
        }
        for verdict in ("kept", "breached"):
            if verdict not in shown:
                message = f"No trace shows when `{name}` is {verdict}."
                remedy = f'Add `trace "…" for {name}` with a line `expect {verdict} by …`.'
                found.append(_note(f"no-trace-{verdict}", message, norm.name, remedy))
    return found


def _ambiguous_suspension(agreement: Agreement) -> list[Diagnostic]:
    bent: dict[str, bool] = {}
    found = []
    for item in agreement.suspendable:
        for name in item.norms:
            never = item.act is None
            if name.text in bent and bent[name.text] != never:
                message = f"`{name}` is both suspendable and never suspendable."
                found.append(Diagnostic("suspension-clash", "warning", message, name.place, "Keep one of the two."))
            bent[name.text] = never
    return found
