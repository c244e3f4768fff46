"""Registers: what each party has stated of itself and expects of others, laid beside the text on offer.

    acts on record ──cast──▶ positions by party and subject · expectations · political declarations
    expectations ──articles──▶ the article that each names, its prose and its norms

Rules it keeps:

- of several statements of one party on one subject, the last filed by the instant stands; the others are counted;
- where the act has a field for the subject, its choices are the subjects; where it has none, each of its texts is a
  subject of its own, except what the party expects;
- what nobody has stated is shown as *unstated*; where the record is not known to be complete, as far as it says;
- a political declaration is shown beside and is no norm: nothing can be kept or breached by it.

It leaves to others: how it looks (`report.register`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from servanda.agreement.model import Agreement
from servanda.agreement.parse import Article, Document
from servanda.dates import day_of, show_stamp
from servanda.evidence.statement import Bounds, Value
from servanda.findings.assess import Dates
from servanda.findings.model import Assessor
from servanda.findings.workspace import Workspace
from servanda.findings.world.standing import stand
from servanda.findings.world.worldview import Fact, acts_on_record

_ROLES = ("position", "expectation", "political_declaration")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a party has stated: where and when, in which words. `earlier`: how many it filed on the same before."""

    by: str
    act: str
    filed: str
    text: str
    sources: tuple[str, ...]
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """What a party expects. `towards`: of whom ("" where it does not say); `article`: what it names, as it names it;
    `title`, `offer`, `norms`: the article of that name, its prose and its norms; empty where the text has none.
    """

    stated: Stated
    towards: str
    article: str
    title: str
    offer: str
    norms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """`positions`: subject → party → what stands, None where it is unstated. `silent`: parties without any expectation;
    `unnamed`: titles of articles with norms of which no expectation speaks. `complete`: the record vouches for itself.
    """

    parties: tuple[str, ...]
    positions: Mapping[str, Mapping[str, Stated | None]]
    expectations: tuple[Expected, ...]
    silent: tuple[str, ...]
    unnamed: tuple[str, ...]
    declarations: tuple[Stated, ...]
    complete: bool


def register(space: Workspace, assessor: Assessor, dates: Dates) -> Register:
    """What had been stated by the date, as one assessor may see it."""
    agreement = stand(space.agreement, space.facts, assessor, dates.as_of, dates.known_by).agreement
    cast = agreement.cast
    names = frozenset(cast.act(role) for role in _ROLES) - {""}
    acts = acts_on_record(agreement, space.facts, names, assessor, dates.as_of, dates.known_by)
    parties = agreement.parties_on(day_of(dates.as_of, agreement.zone))
    said = list(_said(acts.get(cast.act("position"), ()), agreement))
    expected = tuple(_expected(acts, agreement))
    held = {one.stated.by for one in expected}
    meant = (_meant(one.article, agreement) for one in expected)
    named = {part.title for one in meant if one is not None for part in _whole(one, agreement)}
    return Register(
        parties,
        _positions(said, agreement, parties),
        expected,
        tuple(who for who in parties if who not in held),
        tuple(one.title for one, norms in _articles(agreement).items() if norms and one.title not in named),
        tuple(_stated(fact, "text", "political_declaration", agreement) for fact in acts.get(cast.act(_ROLES[2]), ())),
        agreement.native,
    )


# --- positions ------------------------------------------------------------------------------------------------------


def _subjects(agreement: Agreement) -> tuple[str, ...]:
    """The subjects that the text itself names: the choices of the field, or the texts of the act."""
    record = agreement.records.get(agreement.cast.act("position"))
    if record is None:
        return ()
    subject, expects = (agreement.cast.part("position", part) for part in ("subject", "expects"))
    if subject and agreement.cast.part("position", "text"):
        return next(field.type.options for field in record.fields if field.name.text == subject)
    return tuple(f.name.text for f in record.fields if f.type.kind == "text" and f.name.text != expects)


def _said(facts: Iterable[Fact], agreement: Agreement) -> Iterator[tuple[str, Stated]]:
    """Subject and statement of each position, in the order of filing."""
    subject = agreement.cast.part("position", "subject")
    for fact in facts:
        if subject and agreement.cast.part("position", "text"):
            about = _chosen(_value(fact, subject), subject, fact.record, agreement)
            yield about, _stated(fact, "text", "position", agreement)
            continue
        for name in _subjects(agreement):
            text = _text(fact, name)
            if text:
                yield name, _made(fact, text, agreement)


def _chosen(value: Value | None, field: str, record: str, agreement: Agreement) -> str:
    """The choice of a field with choices, by its name; else its text."""
    options = next(one.type.options for one in agreement.records[record].fields if one.name.text == field)
    if isinstance(value, Bounds) and options and value.low == value.high:
        return options[value.low]
    return value.text if value is not None else ""


def _positions(
    said: Iterable[tuple[str, Stated]], agreement: Agreement, parties: Iterable[str]
) -> dict[str, dict[str, Stated | None]]:
    """The last statement of each party on each subject, those first that the text itself names."""
    found: dict[str, dict[str, Stated | None]] = {name: dict.fromkeys(parties) for name in _subjects(agreement)}
    for subject, one in said:
        held = found.setdefault(subject, dict.fromkeys(parties))
        before = held.get(one.by)
        held[one.by] = _replacing(one, before)
    return found


def _replacing(one: Stated, before: Stated | None) -> Stated:
    earlier = 0 if before is None else before.earlier + 1
    return Stated(one.by, one.act, one.filed, one.text, one.sources, earlier)


# --- expectations ---------------------------------------------------------------------------------------------------


def _expected(acts: Mapping[str, tuple[Fact, ...]], agreement: Agreement) -> Iterator[Expected]:
    """What each party expects, of whom and by which article; of several on the same, the last."""
    cast = agreement.cast
    found: dict[tuple[str, str, str, str], Stated] = {}

    def keep(one: Stated, towards: str, article: str, where: str) -> None:
        key = (one.by, towards, article, where)
        found[key] = _replacing(one, found.pop(key, None))

    for fact in acts.get(cast.act("expectation"), ()):
        article = _text(fact, cast.part("expectation", "article"))
        towards = _text(fact, cast.part("expectation", "towards"))
        keep(_stated(fact, "text", "expectation", agreement), towards, article, "expectation")
    expects = cast.part("position", "expects")
    for fact in acts.get(cast.act("position"), ()) if expects else ():
        if text := _text(fact, expects):
            keep(_made(fact, text, agreement), "", "", "position")
    for (_, towards, article, _), one in found.items():
        yield _beside(one, towards, article, agreement)


def _beside(stated: Stated, towards: str, article: str, agreement: Agreement) -> Expected:
    found = _meant(article, agreement)
    if found is None:
        return Expected(stated, towards, article, "", "", ())
    parts, norms = _whole(found, agreement), _articles(agreement)
    offer = "\n".join(text for part in parts if (text := prose(agreement.document, part)))
    return Expected(stated, towards, article, found.title, offer, tuple(name for part in parts for name in norms[part]))


def _meant(name: str, agreement: Agreement) -> Article | None:
    """The article of the text that a party names."""
    return next((one for one in _articles(agreement) if name and _is(name, one)), None)


def _whole(article: Article, agreement: Agreement) -> list[Article]:
    """An article and what stands under it: its sections, and theirs."""
    after = agreement.document.articles[agreement.document.articles.index(article) + 1 :]
    return [article, *takewhile(lambda one: one.level > article.level, after)]


def _is(name: str, article: Article) -> bool:
    """Whether an article is meant: by its title, its key, or the number with which its title begins."""
    title, wanted = article.title.casefold(), name.strip().rstrip(".").casefold()
    return wanted in (title, article.key) or title.startswith((f"{wanted}.", f"article {wanted}."))


def _articles(agreement: Agreement) -> dict[Article, tuple[str, ...]]:
    """The articles of the text itself, the title left out, each with the norms that stand directly in it."""
    norms: dict[str, list[str]] = {}
    for name, norm in agreement.norms.items():
        norms.setdefault(norm.article, []).append(name)
    return {article: tuple(norms.get(article.key, ())) for article in agreement.document.articles[1:]}


def prose(document: Document, article: Article) -> str:
    """The prose of an article as one paragraph each, its blocks left out."""
    starts = [one.place.line for one in document.articles] + [len(document.text.splitlines()) + 1]
    last = starts[document.articles.index(article) + 1] - 1
    paragraphs: list[str] = [""]
    fenced = False
    for line in document.text.splitlines()[article.place.line : last]:
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and line.strip():
            paragraphs[-1] = f"{paragraphs[-1]} {line.strip()}".strip()
        elif paragraphs[-1]:
            paragraphs.append("")
    return "\n".join(one for one in paragraphs if one)


# --- what an act says -----------------------------------------------------------------------------------------------


def _value(fact: Fact, field: str) -> Value | None:
    return next((one.fields[field] for one in fact.statements if field in one.fields), None)


def _text(fact: Fact, field: str) -> str:
    value = _value(fact, field)
    return value.text if value is not None else ""


def _stated(fact: Fact, part: str, role: str, agreement: Agreement) -> Stated:
    return _made(fact, _text(fact, agreement.cast.part(role, part)), agreement)


def _made(fact: Fact, text: str, agreement: Agreement) -> Stated:
    by = ", ".join(sorted(fact.names["by"].sure))
    sources = tuple(dict.fromkeys(one.source for one in fact.statements))
    return Stated(by, fact.key[0], show_stamp(fact.when, agreement.zone), text, sources)
