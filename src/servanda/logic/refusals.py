"""Why a formula cannot be used: unknown names, kinds that do not fit, or not in the monitorable fragment.

Rules it keeps:

- a refusal names the offending subformula, says why in one sentence, and what to do about it;
- its place is that of the subformula in the source text, where that is known.

It leaves to others: syntax errors (`parse`), finding what is wrong (`names`, `kinds`, `monitorable`).
"""

from servanda.diagnostics import Diagnostic
from servanda.logic.syntax import Formula, Place
from servanda.logic.tokens import source_place
from servanda.logic.write import write_formula


class BadFormula(ValueError):
    """A formula that cannot be evaluated. `reason` is one sentence, `remedy` what to do."""

    code = "formula-name"

    def __init__(self, reason: str, subformula: Formula, remedy: str) -> None:
        self.reason = reason
        self.subformula = subformula
        self.remedy = remedy
        super().__init__(f"{reason} In: {write_formula(subformula)}")

    @property
    def place(self) -> Place | None:
        return self.subformula.place


class UnknownName(BadFormula):
    """A predicate that the signature does not have, or has with other arguments."""


class BadPattern(BadFormula):
    """A regular expression that cannot be read, or captures too little."""

    code = "formula-syntax"


class KindMismatch(BadFormula):
    """An integer, float or string where another kind is needed."""

    code = "formula-kind"


class NotMonitorable(BadFormula):
    """A formula with infinitely many satisfying valuations, or whose verdicts may never become final."""

    code = "not-monitorable"


def diagnostic(error: BadFormula, text: str, source: str) -> Diagnostic:
    """The refusal as a message about `text`, the formula as it was written in `source`."""
    place = error.place or Place(0, len(text))
    where = source_place(text, source, place.start, place.end)
    message = f"{error.reason} The subformula is `{write_formula(error.subformula)}`."
    return Diagnostic(error.code, "error", message, where, error.remedy)
