"""What is wrong with a clause that several kinds of norm share: who bears it, a condition that can never hold."""

from servanda.agreement.names import Book, Scope, path_kind
from servanda.agreement.syntax import Bearer, EachBearer, Path
from servanda.diagnostics import refuse

PEOPLE = ("party", "party or country")


def never(where: object, scope: Scope) -> None:
    """Refuse a condition whose comparisons of one field with numbers can never hold together."""
    from servanda.agreement.syntax import Both, Compare, Number

    low: dict[str, int] = {}
    high: dict[str, int] = {}
    ahead = [where]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Both):
            ahead += [item.left, item.right]
        if not (isinstance(item, Compare) and isinstance(item.left, Path) and isinstance(item.right, Number)):
            continue
        name, value = str(item.left), item.right.value
        if item.operator in (">=", ">", "="):
            low[name] = max(low.get(name, value), value + (item.operator == ">"))
        if item.operator in ("<=", "<", "="):
            high[name] = min(high.get(name, value), value - (item.operator == "<"))
        if name in low and name in high and low[name] > high[name]:
            message = f"No value of `{name}` can meet this condition: the norm can never be triggered."
            raise refuse("never-triggered", message, item.place, "Correct a threshold or a direction.")


def check_bearer(bearer: Bearer, scope: Scope, book: Book) -> None:
    if isinstance(bearer, EachBearer):
        if bearer.other_than is not None and path_kind(bearer.other_than, scope, book).kind not in PEOPLE:
            message = f"`{bearer.other_than}` is no party."
            raise refuse(
                "bearer-not-a-party", message, bearer.other_than.place, "Name a party or a field that holds one."
            )
        return
    kind = path_kind(bearer.path, scope, book)
    if kind.kind not in (*PEOPLE, "side"):
        message = f"`{bearer.path}` is a {kind.kind}; only a party or a side can bear a norm."
        raise refuse("bearer-not-a-party", message, bearer.place, "Name a field that holds a party.")
