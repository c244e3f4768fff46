"""Who has joined and who has left, and which amendments are in force: acts turned into dates of the agreement.

Rules it keeps:

- who accedes is a party, and a member of its side, from the day that the text gives, and not before the agreement
  itself is in force; findings of the time before stay as they were;
- who withdraws is bound to the last day of its notice; a notice that the text does not allow changes nothing;
- what is not known to the day makes something owed on the latest day, and ends it on the earliest.
"""

from collections.abc import Mapping
from dataclasses import replace

from servanda.agreement.model import NOT_YET, Agreement
from servanda.agreement.syntax import (
    Accession,
    Binding,
    Date,
    Entry,
    Membership,
    Name,
    Norm,
    Parameter,
    ParameterValue,
    Withdrawal,
)
from servanda.dates import ALWAYS, NEVER, Duration, add, day_of, end_of_day, start_of_day
from servanda.findings.world.worldview import Fact

Acts = Mapping[str, tuple[Fact, ...]]
Changed = tuple[Agreement, list[str]]


def day_after(filed: int, after: Duration | None, agreement: Agreement) -> int:
    """The first second of the day that lies so long after the day of filing."""
    zone = agreement.zone
    at = filed if after is None else add(filed, after, 1, zone, dict(agreement.calendars))[0]
    return start_of_day(day_of(at, zone), zone)


def entry_day(entry: Entry, agreement: Agreement, filed: Mapping[str, int]) -> int | None:
    """The first second of the day of entry into force, if it has come or is certain to come. `filed`: by whom, when."""
    wanted = len(agreement.founders) if entry.count is None else entry.count
    for at in sorted(filed.values()):
        among = all(filed.get(name.text, NEVER) <= at for name in entry.among)
        if among and sum(one <= at for one in filed.values()) >= wanted:
            return day_after(at, entry.after, agreement)
    return None


def _shown(instant: int, agreement: Agreement) -> str:
    return day_of(instant, agreement.zone).isoformat()


# --- accession ------------------------------------------------------------------------------------------------------


def accessions(agreement: Agreement, acts: Acts, as_of: int) -> Changed:
    """The agreement with those who have acceded bound and in their side, the earliest first."""
    said: list[str] = []
    found = [
        (fact, item, name.text)
        for item in agreement.effects
        if isinstance(item, Accession)
        for fact in acts.get(item.act.text, ())
        for name in item.open_to
        if name.text in fact.names["by"].sure
    ]
    for fact, item, who in sorted(found, key=lambda one: (one[0].when.high, one[0].key)):
        if agreement.bound_for.get(who, (NEVER, ALWAYS)) != (NEVER, ALWAYS):
            said.append(f"{who} has acceded before; its act of {_shown(fact.when.high, agreement)} changes nothing.")
            continue
        agreement, sentence = _accede(agreement, acts, fact, item, who, as_of)
        said.append(sentence)
    return agreement, said


def _accede(
    agreement: Agreement, acts: Acts, fact: Fact, item: Accession, who: str, as_of: int
) -> tuple[Agreement, str]:
    filed = _shown(fact.when.high, agreement)
    needed = _accepting(agreement, item, fact)
    consents = {
        party: min(one.when.high for one in given)
        for party in needed
        if item.consent is not None
        and (
            given := [
                one
                for one in acts.get(item.consent.text, ())
                if party in one.names["by"].sure and fact.key[0] in one.links.values()
            ]
        )
    }
    missing = [party for party in needed if party not in consents]
    if missing:
        return (
            agreement,
            f"{who} has asked to accede to {item.side} (filed {filed}). Not accepted yet by {', '.join(missing)}.",
        )
    at = max([fact.when.high, *consents.values()])
    start = max(day_after(at, item.after, agreement), agreement.entry())
    if start >= NEVER:
        return agreement, f"{who} has acceded to {item.side} (filed {filed}); the agreement itself is not in force."
    place = agreement.sides[item.side.text].place
    side = agreement.sides[item.side.text]
    member = Membership(Name(who, place), Date(day_of(start, agreement.zone), place), None)
    agreement = replace(
        agreement,
        bound_for={**agreement.bound_for, who: (start, NEVER)},
        sides={**agreement.sides, item.side.text: replace(side, members=(*side.members, member))},
    )
    word = "since" if start <= as_of else "from"
    return agreement, f"{who} has acceded to {item.side} (filed {filed}): a party {word} {_shown(start, agreement)}."


def _accepting(agreement: Agreement, item: Accession, fact: Fact) -> list[str]:
    """Whose acceptance is needed: the members of the side, or the parties, bound on the day of filing."""
    if item.accepting is None:
        return []
    day = day_of(fact.when.high, agreement.zone)
    bound = [name for name in agreement.parties if _binds(agreement, name, fact.when.high)]
    if item.accepting == "party":
        return bound
    return [name for name in bound if agreement.side_of(name, day) == item.side.text]


def _binds(agreement: Agreement, party: str, instant: int) -> bool:
    """Whether it is bound, or will be by the entry into force."""
    first, last = agreement.bound_for.get(party, (ALWAYS, NEVER))
    return first <= instant <= last


# --- withdrawal -----------------------------------------------------------------------------------------------------


def withdrawals_of_founders(agreement: Agreement, acts: Acts, as_of: int) -> Changed:
    """The agreement with those who have withdrawn bound no longer than to the last day of their notice."""
    return _withdrawals(agreement, acts, as_of, frozenset(agreement.founders))


def withdrawals_of_acceding(agreement: Agreement, acts: Acts, as_of: int) -> Changed:
    """Likewise for those who have acceded first."""
    return _withdrawals(agreement, acts, as_of, agreement.acceding)


def _withdrawals(agreement: Agreement, acts: Acts, as_of: int, of: frozenset[str]) -> Changed:
    said: list[str] = []
    for item in agreement.effects:
        if isinstance(item, Withdrawal):
            for fact in acts.get(item.act.text, ()):
                for who in sorted(fact.names["by"].sure & of):
                    agreement, sentence = _withdraw(agreement, acts, fact, item, who, as_of)
                    said.append(sentence)
    return agreement, said


def _withdraw(
    agreement: Agreement, acts: Acts, fact: Fact, item: Withdrawal, who: str, as_of: int
) -> tuple[Agreement, str]:
    head = f"{who} has given notice of withdrawal (filed {_shown(fact.when.high, agreement)}): "
    fields = {part.text: name.text for part, name in item.parts}
    effect, stated = day_after(fact.when.low, item.notice, agreement), fact.number(fields.get("effect", ""))
    if abs(stated.low) < NEVER:
        # The notice ends when it certainly has run, so that a day named too early is told as such.
        least = day_after(fact.when.high, item.notice, agreement)
        if stated.low < least:
            wanted = f"the notice ends on {_shown(least, agreement)}"
            return agreement, f"{head}without effect, it names {_shown(stated.low, agreement)}, and {wanted}."
        effect = stated.low
    if "grounds" in fields and not fact.names.get(fields["grounds"]):
        return agreement, f"{head}without effect, it gives no grounds."
    if not _binds(agreement, who, fact.when.high):
        return agreement, f"{head}without effect, {who} was not bound when it was filed."
    taken_back = item.ended is not None and any(
        who in one.names["by"].sure and fact.key[0] in one.links.values() and one.when.high < effect
        for one in acts.get(item.ended.text, ())
    )
    if taken_back:
        return agreement, f"{head}taken back before it took effect."
    first, last = agreement.bound_for.get(who, (ALWAYS, NEVER))
    agreement = replace(
        agreement,
        bound_for={**agreement.bound_for, who: (first, min(last, effect - 1))},
        sides={
            name: replace(side, members=_left(side.members, who, effect, agreement))
            for name, side in agreement.sides.items()
        },
    )
    word = "bound until" if effect > as_of else "was bound until"
    return agreement, f"{head}{word} {_shown(effect - 1, agreement)}."


def _left(members: tuple[Membership, ...], who: str, effect: int, agreement: Agreement) -> tuple[Membership, ...]:
    """The members, with the one who leaves a member to its last day."""
    found = []
    for member in members:
        if member.party.text == who and (member.end is None or end_of_day(member.end.value, agreement.zone) >= effect):
            member = replace(member, end=Date(day_of(effect - 1, agreement.zone), member.party.place))
        found.append(member)
    return tuple(found)


# --- amendments -----------------------------------------------------------------------------------------------------


def amendments(agreement: Agreement, acts: Acts, as_of: int) -> Changed:
    """The agreement with the days of its amendments' entry into force in place of their names."""
    days: dict[str, int] = {}
    said: list[str] = []
    for name, item in agreement.amendments.items():
        filed: dict[str, int] = {}
        for fact in acts.get(item.entry.act.text, ()):
            for who in fact.names["by"].sure & set(agreement.parties):
                filed[who] = min(filed.get(who, NEVER), fact.when.high)
        complete = _complete(agreement, filed, as_of)
        if complete is None:
            missing = [who for who in agreement.parties if _binds(agreement, who, as_of) and who not in filed]
            act = item.entry.act.text.replace("_", " ")
            have = "has" if len(missing) == 1 else "have"
            said.append(f"Amendment {name} is not in force: {', '.join(missing)} {have} not filed {act}.")
            continue
        days[name] = day_after(complete, item.entry.after, agreement)
        word = "is in force since" if days[name] <= as_of else "enters into force on"
        said.append(f"Amendment {name} {word} {_shown(days[name], agreement)}.")
    if not agreement.amendments:
        return agreement, said
    norms: dict[str, Norm] = {
        name: replace(norm, binding=_binding(norm.binding, days, agreement)) for name, norm in agreement.norms.items()
    }
    parameters = {name: _parameter(item, days, agreement) for name, item in agreement.parameters.items()}
    return replace(agreement, norms=norms, parameters=parameters), said


def _complete(agreement: Agreement, filed: Mapping[str, int], as_of: int) -> int | None:
    """The first instant at which every party then bound has filed: when the last files, or when one leaves."""
    left = {last + 1 for _, last in agreement.bound_for.values() if ALWAYS < last < NEVER}
    for at in sorted({*filed.values(), *left}):
        needed = [who for who in agreement.parties if _binds(agreement, who, at)]
        if at <= as_of and needed and all(filed.get(who, NEVER) <= at for who in needed):
            return at
    return None


def _binding(binding: Binding, days: Mapping[str, int], agreement: Agreement) -> Binding:
    start, end = binding.start, binding.end
    if binding.since is not None:
        at = days.get(binding.since.text)
        start = Date(day_of(at, agreement.zone) if at is not None else NOT_YET, binding.since.place)
    if binding.until is not None and binding.until.text in days:
        end = Date(day_of(days[binding.until.text] - 1, agreement.zone), binding.until.place)
    return replace(binding, start=start, end=end)


def _parameter(item: Parameter, days: Mapping[str, int], agreement: Agreement) -> Parameter:
    """Values of an amendment that is not in force are not there yet."""
    values: list[ParameterValue] = []
    for value in item.values:
        if value.since is None:
            values.append(value)
        elif value.since.text in days:
            day = Date(day_of(days[value.since.text], agreement.zone), value.since.place)
            values.append(replace(value, start=day))
    return replace(item, values=tuple(values))
