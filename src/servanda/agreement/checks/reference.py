"""What is wrong with a reference to another agreement: it names nothing, says something twice, or speaks of no norm."""

from collections.abc import Iterator

from servanda.agreement.model import Agreement
from servanda.agreement.names import unknown
from servanda.agreement.syntax import Reference
from servanda.diagnostics import Diagnostic, Place, refuse


def check_reference(item: Reference, agreement: Agreement) -> None:
    """Raises Refused. Whether the other agreement has such an article, nobody here can know."""
    if not item.treaty.value.strip():
        message = "The reference names no agreement."
        raise refuse("empty-reference", message, item.treaty.place, "Write its title between the quotation marks.")
    for article in item.articles:
        if not article.value.strip():
            message = f"The reference to “{item.treaty.value}” names an article without a number."
            remedy = "Write its number or title, or leave `article` out to mean all of it."
            raise refuse("empty-reference", message, article.place, remedy)
    for name in item.norms:
        if name.text not in agreement.norms:
            raise unknown("unknown-norm", "norm", name, agreement.norms)


def twice(agreement: Agreement) -> Iterator[Diagnostic]:
    """A message for each article of another agreement to which one article refers twice for the same norm."""
    seen: dict[tuple[str, str, str, str], Place] = {}
    for item in agreement.references:
        norms = [name.text for name in item.norms] or [""]
        for article, place in [(one.value, one.place) for one in item.articles] or [("", item.treaty.place)]:
            for norm in norms:
                key = (item.article, item.treaty.value, article, norm)
                if key in seen:
                    what = f"article {article} of “{item.treaty.value}”" if article else f"“{item.treaty.value}”"
                    also = ((seen[key], "first here"),)
                    yield Diagnostic(
                        "said-twice", "error", f"The article refers to {what} already.", place, "Keep one.", also
                    )
                seen.setdefault(key, place)
