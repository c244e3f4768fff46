"""Which observed events are which declared ones: by a shared id, by what is stated, else by the type's `same when`.

Rules it keeps (LANGUAGE §4):

- a shared id decides; `same when` is asked only of observed events whose id nobody declared;
- a link that an analyst states is evidence: it counts if known by the date and of the least grade, and is certain where
  k independent origins state it of one declared event alone; from fewer it makes a match that may be, and no more;
- each part of `same when` is certainly so, certainly not so, or open: where a field, date or place is not known;
- one observed event that can be only one declared event, which can be only that, is the same occasion; its statements
  stay what they are, rows with their own ids;
- whatever else may be the same is ambiguous: several declared for one observed, several observed for one declared
  (parts of one activity, or several reports of it), or a match with an open part. Nothing is fused and nothing chosen;
- who may be the same is told with the rows; sums are not compared unless the text says that it was one activity.

It leaves to others: what links leave open of a verdict (`servanda.findings.verdicts.doubt`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from servanda.agreement.model import first_date, last_date
from servanda.agreement.syntax import EventType
from servanda.dates import NEVER
from servanda.evidence.statement import Facts, Linked, Names
from servanda.evidence.zones.apart import apart
from servanda.evidence.zones.spot import Spot
from servanda.findings.model import Link
from servanda.findings.world.worldview import Fact, Worldview

Same = Literal["yes", "no", "open"]


MATCHED = ("same when", "stated")  # links by which an observed event is certainly the declared one


def links(
    declared: Worldview,
    observed: Worldview,
    known: Mapping[str, Spot] | None = None,
    stated: Iterable[Linked] = (),
) -> tuple[Link, ...]:
    """Every link between the events of the two worlds. `known`: where named places are; `stated`: what counts."""
    found: list[Link] = []
    for record in declared.agreement.events():
        said = declared.facts.get(record.name.text, {})
        seen = observed.facts.get(record.name.text, {})
        found += [Link(record.name.text, key, key, "id") for key in seen if key in said]
        strangers = {key: fact for key, fact in seen.items() if key not in said}
        told = _told([one for one in stated if one.observed in strangers and one.declared in said], record)
        certain = {key: next(iter(by)) for key, by in told.items() if _certainly(by, observed.sources)}
        found += _stated(record, told, certain, set(seen))
        rest = {key: fact for key, fact in strangers.items() if key not in certain}
        maybe = {key: by for key, by in told.items() if key not in certain}
        found += _proposed(record, said, rest, set(seen) | set(certain.values()), known or {}, maybe)
    return tuple(sorted(found))


# For each observed event and each declared one: who states that they are the same.
Told = Mapping[str, Mapping[str, Sequence[str]]]


def _told(stated: Iterable[Linked], record: EventType) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for one in sorted(stated, key=lambda one: one.origin):
        if one.record == record.name.text:
            origins = found.setdefault(one.observed, {}).setdefault(one.declared, [])
            if one.origin not in origins:
                origins.append(one.origin)
    return found


def _certainly(by: Mapping[str, Sequence[str]], sources: int) -> bool:
    """Whether enough origins state it of one declared event, and nobody of another."""
    return len(by) == 1 and all(len(origins) >= sources for origins in by.values())


def _stated(record: EventType, told: Told, certain: Mapping[str, str], seen: set[str]) -> Iterable[Link]:
    """The links that are certain; where several observed events are stated to be one declared, none of them counts."""
    name = record.name.text
    for key, other in certain.items():
        rivals = sorted(k for k, declared in certain.items() if declared == other and k != key)
        why = f"stated by {' and '.join(told[key][other])}"
        if rivals:
            why += f"; other observed {name}s are stated to be the same, parts or reports of it: {', '.join(rivals)}"
        elif other in seen:
            why += f"; the declared {name} is also observed under its own id"
        yield Link(name, other, key, "ambiguous" if rivals or other in seen else "stated", why)


def _proposed(
    record: EventType,
    said: Mapping[str, Fact],
    strangers: Mapping[str, Fact],
    seen: set[str],
    known: Mapping[str, Spot],
    told: Told,
) -> Iterable[Link]:
    """What `same when` says, and what is stated without being certain. `seen`: observed for certain already."""
    certain: dict[str, list[str]] = {}
    possible: dict[str, list[str]] = {}
    for key, fact in strangers.items():
        for other, claim in said.items() if record.same_when else ():
            answer = same(record, claim, fact, known)
            if answer != "no":
                (certain if answer == "yes" else possible).setdefault(key, []).append(other)
        for other in told.get(key, ()):
            if other not in certain.get(key, []):  # a rule that fits one does not overrule who says it is another
                possible.setdefault(key, []).extend([other] if other not in possible.get(key, []) else [])
                possible[key] += [one for one in certain.pop(key, []) if one not in possible[key]]
    name = record.name.text
    for key in strangers:
        sure, maybe = certain.get(key, []), possible.get(key, [])
        candidates = sure or maybe
        for other in candidates:
            rivals = sorted(k for k in strangers if k != key and other in (certain.get(k) or possible.get(k, [])))
            if len(sure) == 1 and not rivals and other not in seen:
                yield Link(name, other, key, "same when", _why(record))
            else:
                doubt = _doubt(record, sure, candidates, rivals, other in seen)
                by = told.get(key, {}).get(other)
                yield Link(name, other, key, "ambiguous", f"stated by {' and '.join(by)}; {doubt}" if by else doubt)


def _why(record: EventType) -> str:
    return "same when " + " and ".join(record.same_when)


def _doubt(record: EventType, sure: list[str], candidates: list[str], rivals: list[str], reported: bool) -> str:
    name = record.name.text
    if len(candidates) > 1:
        return f"{len(candidates)} declared {name}s may be it: {', '.join(sorted(candidates))}"
    if rivals:
        return f"other observed {name}s may be parts or reports of the same: {', '.join(rivals)}"
    if reported:
        return f"the declared {name} is also observed under its own id"
    if not record.same_when:
        return "too few independent sources state it"
    return "not all of “" + _why(record) + "” is known" if not sure else ""


def same(record: EventType, one: Fact, other: Fact, known: Mapping[str, Spot]) -> Same:
    """Whether two events satisfy every part of `same when`."""
    answers = [_part(record, part.split(), one, other, known) for part in record.same_when]
    if "no" in answers:
        return "no"
    return "open" if "open" in answers else "yes"


def _part(record: EventType, words: list[str], one: Fact, other: Fact, known: Mapping[str, Spot]) -> Same:
    field = words[0]
    if words[1] == "overlaps":
        return _overlap(_period(record, one), _period(record, other))
    if words[1] == "within":
        return _near(one, other, field, int(words[2]), known)
    if any(name == field for name, _ in (*one.numbers, *other.numbers)):
        first, second = one.number(field), other.number(field)
        if first.low == first.high == second.low == second.high:
            return "yes"
        return "no" if first.high < second.low or second.high < first.low else "open"
    return _same_names(_names(one, field), _names(other, field))


def _names(fact: Fact, field: str) -> set[frozenset[str]]:
    """What each statement says of a field."""
    values = (item.fields.get(field) for item in fact.statements)
    return {frozenset(value.values) for value in values if isinstance(value, Names)}


def _same_names(one: set[frozenset[str]], other: set[frozenset[str]]) -> Same:
    if not one or not other:
        return "open"
    if len(one) == len(other) == 1:
        return "yes" if one == other else "no"
    return "open" if one & other else "no"


def _period(record: EventType, fact: Fact) -> tuple[int, int, int, int]:
    """The earliest and latest start and the earliest and latest end; an end that nobody states is open."""
    first, last = first_date(record), last_date(record)
    assert first is not None
    assert last is not None
    start = fact.number(first.name.text)
    end = fact.number(last.name.text)
    if start.low <= -NEVER:
        start = replace(start, low=fact.when.low, high=fact.when.high)
    if end.high >= NEVER:
        end = replace(end, low=start.low, high=NEVER)
    return start.low, start.high, end.low, end.high


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> Same:
    if one[0] > other[3] or other[0] > one[3]:
        return "no"
    return "yes" if one[1] <= other[2] and other[1] <= one[2] else _same_days(one, other)


def _same_days(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> Same:
    """Days that are the same overlap, although a day has no known hour."""
    whole = all(end[3] < NEVER for end in (one, other)) and one[0] <= other[3] and other[0] <= one[3]
    day = 86_400
    known = all(item[1] - item[0] < day and item[3] - item[2] < day for item in (one, other))
    return "yes" if whole and known else "open"


def _near(one: Fact, other: Fact, field: str, km: int, known: Mapping[str, Spot]) -> Same:
    answers: set[Same] = set()
    for first in (place for names in _names(one, field) for place in names):
        for second in (place for names in _names(other, field) for place in names):
            distance = apart(first, second, known)
            if distance is None:
                answers.add("open")
            else:
                answers.add("yes" if distance[1] <= km else "no" if distance[0] > km else "open")
    return answers.pop() if len(answers) == 1 else "open"


def renamed(facts: Facts, found: Iterable[Link]) -> Facts:
    """The facts with observed statements under the id of the declared event that they certainly belong to."""
    names = {(link.record, link.observed): link.declared for link in found if link.kind in MATCHED}
    if not names:
        return facts
    statements = tuple(
        replace(item, key=(names[item.record, item.key[0]],))
        if item.world == "observed" and item.key and (item.record, item.key[0]) in names
        else item
        for item in facts.statements
    )
    return replace(facts, statements=statements)
