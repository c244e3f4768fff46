"""Two agreements, norm by norm and declaration by declaration.

Rules it keeps:

- the first agreement is what is compared with; *added* and *tightened* are said of the second;
- a norm is tightened when all that differs are numbers, each to the stricter side; loosened the other way round; with
  some of each it is mixed; with anything else, changed otherwise;
- an exception or a tolerance that one has and the other lacks has a direction of its own: to give one loosens;
- whom a norm binds is compared member by member.

It leaves to others: how it is shown (`report.difference`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from servanda.agreement.core.show import plain
from servanda.agreement.difference.measures import Clauses, clauses
from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Duty as _Duty
from servanda.agreement.syntax import Limit, Norm, Obligation, Prohibition, Recurrence, Trace, Unchecked
from servanda.agreement.syntax import Quota as _Quota

Direction = Literal["tighter", "looser", "otherwise"]
Verdict = Literal["added", "dropped", "same", "tightened", "loosened", "mixed", "changed otherwise"]
VERDICTS: tuple[Verdict, ...] = (
    "added", "dropped", "tightened", "loosened", "mixed", "changed otherwise", "same",
)  # fmt: skip
# Clauses that only ever give way: having one is looser than having none.
_GIVES_WAY = ("exception", "tolerance")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which two norms differ, in the words of either, and which way."""

    what: str
    first: str
    second: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class NormPair:
    """A norm of either agreement, or of both. `whom`: who bears it, in the words of the one that has it."""

    name: str
    kind: str
    article_first: str
    article_second: str
    verdict: Verdict
    whom: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A declaration: a party, side, record type, definition, body, …; `kind` is how the text calls it."""

    kind: str
    name: str
    verdict: Literal["added", "dropped", "changed"]
    detail: str


@dataclass(frozen=True, slots=True)
class Comparison:
    first: str
    second: str
    norms: tuple[NormPair, ...]
    items: tuple[Item, ...]


def compare(first: Agreement, second: Agreement) -> Comparison:
    """What the second agreement has, lacks and says otherwise than the first."""
    names = dict.fromkeys([*first.norms, *second.norms])
    pairs = [_pair(name, first, second) for name in names]
    return Comparison(first.title, second.title, tuple(pairs), tuple(_items(first, second)))


def kind_of(norm: Norm) -> str:
    match norm:
        case Obligation():
            return "milestone" if norm.milestone else "obligation"
        case _Quota():
            return "quota"
        case _Duty() | Recurrence():
            return "duty"
        case Limit():
            return "limit"
        case Prohibition():
            return "prohibition"


def _title(key: str, agreement: Agreement) -> str:
    return next((article.title for article in agreement.document.every_article if article.key == key), "")


def _pair(name: str, first: Agreement, second: Agreement) -> NormPair:
    one, other = first.norms.get(name), second.norms.get(name)
    if one is None or other is None:
        there, agreement = (other, second) if one is None else (one, first)
        assert there is not None
        title = _title(there.article, agreement)
        titles = ("", title) if one is None else (title, "")
        verdict: Verdict = "added" if one is None else "dropped"
        return NormPair(name, kind_of(there), *titles, verdict, _whom(there, agreement), ())
    if type(one) is not type(other):
        change = Change("kind", kind_of(one), kind_of(other), "otherwise")
        changes: tuple[Change, ...] = (change,)
    else:
        parts, others = clauses(one, first), clauses(other, second)
        some = bool(one.binding.only or other.binding.only)
        bound = (_bound(one, first), _bound(other, second)) if some else (frozenset[str](), frozenset[str]())
        changes = tuple(_changes(parts, others, *bound))
    titles = (_title(one.article, first), _title(other.article, second))
    return NormPair(name, kind_of(other), *titles, _verdict(changes), _whom(other, second), changes)


def _verdict(changes: tuple[Change, ...]) -> Verdict:
    ways = {change.direction for change in changes}
    if not ways:
        return "same"
    if "otherwise" in ways:
        return "changed otherwise"
    if len(ways) == 2:
        return "mixed"
    return "tightened" if ways == {"tighter"} else "loosened"


def _bound(norm: Norm, agreement: Agreement) -> frozenset[str]:
    """Whom `binding only` names; without it, everybody: the parties or sides that the agreement has.

    Where neither norm names any, that the two agreements have other parties is told once, with the declarations.
    """
    only = frozenset(name.text for name in norm.binding.only)
    sides = isinstance(norm, Limit) and norm.kind == "side"
    return only or frozenset(agreement.sides if sides else agreement.parties)


def _whom(norm: Norm, agreement: Agreement) -> str:
    found = clauses(norm, agreement).words.get("who", "")
    only = ", ".join(name.text for name in norm.binding.only)
    return f"{found}, binding only {only}" if only else found


def _changes(one: Clauses, other: Clauses, bound: frozenset[str], bound_other: frozenset[str]) -> Iterator[Change]:
    gone, new = sorted(bound - bound_other), sorted(bound_other - bound)
    if gone:
        yield Change("whom it binds", ", ".join(gone), "no longer", "looser")
    if new:
        yield Change("whom it binds", "not", ", ".join(new), "tighter")
    differing = []
    for clause in dict.fromkeys([*one.forms, *other.forms]):
        if clause in _GIVES_WAY and (clause in one.forms) != (clause in other.forms):
            direction: Direction = "looser" if clause in other.forms else "tighter"
            yield Change(clause, one.words.get(clause, "none"), other.words.get(clause, "none"), direction)
        elif one.forms.get(clause) != other.forms.get(clause):
            differing.append(clause)
            yield Change(clause, one.words.get(clause, "none"), other.words.get(clause, "none"), "otherwise")
    for label in one.measures:
        if label in other.measures:
            before, after = one.measures[label], other.measures[label]
            if before.unit == after.unit and before.value != after.value:
                stricter = (after.value - before.value) * after.sense > 0
                yield Change(label, before.shown, after.shown, "tighter" if stricter else "looser")


def _items(first: Agreement, second: Agreement) -> Iterator[Item]:
    """Declarations other than norms, traces and reasons, by what the text calls them."""
    one, other = _declared(first), _declared(second)
    for key in dict.fromkeys([*one, *other]):
        if key not in other:
            yield Item(*key, "dropped", "")
        elif key not in one:
            yield Item(*key, "added", "")
        elif one[key] != other[key]:
            yield Item(*key, "changed", _fields(key[1], first, second))


def _declared(agreement: Agreement) -> Mapping[tuple[str, str], str]:
    norms = set(map(id, agreement.norms.values()))
    found: dict[tuple[str, str], str] = {}
    lines = agreement.document.text.split("\n")
    for item in agreement.document.statements:
        name = getattr(item, "name", None)
        if id(item) in norms or isinstance(item, Trace | Unchecked) or name is None:
            continue
        word = lines[item.place.line - 1].split()[0] if item.place.file == agreement.document.file else "statement"
        found[(word, str(name))] = plain(item)
    return found


def _fields(name: str, first: Agreement, second: Agreement) -> str:
    """Of a record type: which fields are new, gone or of another type."""
    one, other = first.records.get(name), second.records.get(name)
    if one is None or other is None:
        return ""
    before = {field.name.text: plain(field) for field in one.fields}
    after = {field.name.text: plain(field) for field in other.fields}
    said = [f"with {field}" for field in after if field not in before]
    said += [f"without {field}" for field in before if field not in after]
    said += [f"{field} differs" for field in before if field in after and before[field] != after[field]]
    return ", ".join(said)
