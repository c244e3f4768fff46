"""Claims that norms are suspended, left aside or excepted: by which act, towards whom, from when to when, or why not.

Rules it keeps:

- an act that names several norms makes one claim for each: what is wrong with one leaves the others as they are;
- notice is counted from the latest instant at which the act may have been filed to the day that the act names, or to
  the end of the notice that the text asks for;
- whether the grounds are good, and a countermeasure proportionate, is not judged.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Reservable, Suspendable
from servanda.dates import ALWAYS, NEVER, add, day_of, end_of_day, start_of_day
from servanda.findings.world.worldview import Fact

Kind = Literal["suspension", "countermeasure", "reservation"]
State = Literal["in effect", "notice running", "ended", "without effect"]


@dataclass(frozen=True)
class Claim:
    """One act about one norm. `towards` empty: every other party. `since`, `until`: seconds, both inclusive.

    `state` as of the day of assessment; `why`: what leaves it without effect, or when the notice ends; `norm` is what
    the act calls it, and may be no norm. `answers`: the finding that a countermeasure answers; `objected`: who objects
    to a reservation.
    """

    kind: Kind
    norm: str
    by: str
    towards: tuple[str, ...]
    since: int
    until: int
    state: State
    why: str
    grounds: str
    fact: Fact
    said: str
    answers: str = ""
    objected: tuple[str, ...] = ()

    @property
    def effective(self) -> bool:
        """Whether it has, or had, an effect."""
        return self.state in ("in effect", "ended")


def claims_of(
    agreement: Agreement, acts: Mapping[str, tuple[Fact, ...]], deposits: Mapping[str, Fact | None], as_of: int
) -> list[Claim]:
    """Every claim, in the order of filing. `deposits`: by which acts the parties brought the agreement into force."""
    found: list[Claim] = []
    clauses = [item for item in agreement.suspendable if item.act is not None]
    for act, countermeasure in dict.fromkeys((item.act.text, item.countermeasure) for item in clauses if item.act):
        mine = [c for c in clauses if c.act is not None and (c.act.text, c.countermeasure) == (act, countermeasure)]
        for fact in acts.get(act, ()):
            for by in sorted(fact.names["by"].sure):
                found += _Reader(agreement, acts, as_of, mine, fact, by).claims()
    for item in agreement.effects:
        if isinstance(item, Reservable):
            for fact in acts.get(item.act.text, ()):
                for by in sorted(fact.names["by"].sure):
                    latest = _latest(agreement, by, deposits)
                    found += reservations(agreement, acts, item, fact, by, latest, as_of)
    return sorted(found, key=lambda claim: (claim.fact.when.high, claim.fact.key, claim.norm))


def text_of(fact: Fact, field: str) -> str:
    """What the act says in a field of text; "" where it says nothing."""
    found = fact.names.get(field)
    return "; ".join(sorted(found.sure)) if found is not None else ""


def named(said: str, agreement: Agreement) -> list[str]:
    """The norms that an act names, an article standing for all in it."""
    found: list[str] = []
    for part in (item.strip() for item in said.split(";") if item.strip()):
        found += [name for name, norm in agreement.norms.items() if norm.article == part] or [part]
    return list(dict.fromkeys(found))


def reservations(
    agreement: Agreement,
    acts: Mapping[str, tuple[Fact, ...]],
    item: Reservable,
    fact: Fact,
    by: str,
    latest: int,
    as_of: int,
) -> Iterator[Claim]:
    """The claims of one act by which a party excepts itself; `latest`: until when it could."""
    zone = agreement.zone
    fields = {part.text: name.text for part, name in item.parts}
    grounds = text_of(fact, fields.get("grounds", ""))
    objected = tuple(
        sorted(
            who
            for one in acts.get(item.objected.text if item.objected is not None else "", ())
            if fact.key[0] in one.links.values()
            for who in one.names["by"].sure
            if who != by
        )
    )
    since = agreement.bound(by)[0]
    allowed = [name.text for name in item.norms]
    for norm in named(text_of(fact, fields.get("norms", "")), agreement) or allowed:
        fault = ""
        if norm not in agreement.norms:
            fault = f"the agreement has no norm called {norm}"
        elif norm not in allowed:
            fault = f"the text lets nobody except itself from {norm}"
        elif fact.when.low > latest:
            fault = f"{by} was bound already on {day_of(latest, zone).isoformat()}"
        elif "grounds" in fields and not grounds:
            fault = "it gives no grounds"
        state: State = "without effect" if fault else "in effect" if since <= as_of else "notice running"
        why = fault or ("" if state == "in effect" else f"until {by} is bound")
        filed = day_of(fact.when.high, zone).isoformat()
        said = f"{by} excepts itself from {norm} (filed {filed}): {state}{', ' if why else ''}{why}."
        if objected:
            said += f" Objected to by {', '.join(objected)}."
        yield Claim("reservation", norm, by, (), since, NEVER, state, why, grounds, fact, said, "", objected)


def _latest(agreement: Agreement, by: str, deposits: Mapping[str, Fact | None]) -> int:
    """The last second in which a party can still except itself: of the day on which it agrees to be bound."""
    deposit = deposits.get(by)
    if deposit is not None:
        return end_of_day(day_of(deposit.when.high, agreement.zone), agreement.zone)
    start = max(agreement.bound(by)[0], ALWAYS)
    return end_of_day(day_of(start, agreement.zone), agreement.zone) if start < NEVER else NEVER


class _Reader:
    """Reads one act of suspension by one party, under the clauses that allow suspension by such acts."""

    def __init__(
        self,
        agreement: Agreement,
        acts: Mapping[str, tuple[Fact, ...]],
        as_of: int,
        clauses: list[Suspendable],
        fact: Fact,
        by: str,
    ) -> None:
        self.agreement, self.acts, self.as_of = agreement, acts, as_of
        self.clauses, self.fact, self.by = clauses, fact, by
        self.fields = {part.text: name.text for item in clauses for part, name in item.parts}
        addressed = fact.names.get(self.fields.get("towards", ""))
        self.towards = tuple(sorted(addressed.sure)) if addressed is not None else ()
        self.grounds = text_of(fact, self.fields.get("grounds", ""))
        self.answers = text_of(fact, self.fields.get("finding", ""))
        self.countermeasure = any(item.countermeasure for item in clauses)

    def claims(self) -> Iterator[Claim]:
        for name in self._named():
            clause = next((item for item in self.clauses if name in [norm.text for norm in item.norms]), None)
            yield self._claim(name, clause)

    def _named(self) -> list[str]:
        said = text_of(self.fact, self.fields.get("norms", ""))
        return named(said, self.agreement) or [norm.text for item in self.clauses for norm in item.norms]

    def _claim(self, name: str, clause: Suspendable | None) -> Claim:
        zone = self.agreement.zone
        least = self._least(clause)
        stated = self.fact.number(self.fields["effect"]) if "effect" in self.fields else None
        since = stated.low if stated is not None and abs(stated.low) < NEVER else least
        until = self._until(clause)
        fault = self._fault(name, clause, since, least)
        if fault:
            return self._made(name, since, since - 1, "without effect", fault)
        if until < since:
            return self._made(name, since, until, "without effect", "it was ended before it began")
        if since > self.as_of:
            return self._made(name, since, until, "notice running", f"from {day_of(since, zone).isoformat()} on")
        if until < self.as_of:
            return self._made(name, since, until, "ended", f"ended on {day_of(until, zone).isoformat()}")
        return self._made(name, since, until, "in effect", "")

    def _least(self, clause: Suspendable | None) -> int:
        """The first second in which the notice has been given in full: the day on which it ends."""
        zone, filed = self.agreement.zone, self.fact.when.high
        if clause is None or clause.notice is None:
            return max(self.fact.when.low, start_of_day(day_of(filed, zone), zone))
        end = add(filed, clause.notice, 1, zone, dict(self.agreement.calendars))[0]
        return end if clause.notice.unit == "hours" else start_of_day(day_of(end, zone), zone)

    def _until(self, clause: Suspendable | None) -> int:
        """The last second before the party that suspended resumed."""
        if clause is None or clause.ended is None:
            return NEVER
        ended = [
            fact.when.low
            for fact in self.acts.get(clause.ended.text, ())
            if self.by in fact.names["by"].sure and self.fact.key[0] in fact.links.values()
        ]
        return min(ended) - 1 if ended else NEVER

    def _fault(self, name: str, clause: Suspendable | None, since: int, least: int) -> str:
        """What leaves the claim without effect, as the end of a sentence; "" where nothing does."""
        never = {norm.text for item in self.agreement.suspendable if item.act is None for norm in item.norms}
        if name not in self.agreement.norms:
            return f"the agreement has no norm called {name}"
        if name in never:
            return f"{name} can never be suspended"
        if clause is None:
            return f"the text does not let {name} be suspended by {_spaced(self.fact.record)}"
        if self.by in self.towards:
            return "nobody can suspend anything towards itself"
        first, last = self.agreement.bound_for.get(self.by, (ALWAYS, NEVER))
        if not first <= self.fact.when.high <= last:
            return f"{self.by} was not bound when it was filed"
        if "grounds" in self.fields and not self.grounds:
            return "it gives no grounds"
        if self.countermeasure and (fault := self._aim()):
            return fault
        if since < least:
            zone = self.agreement.zone
            wanted = f"{clause.notice} after its filing end on {day_of(least, zone).isoformat()}"
            return f"the notice is too short: it names {day_of(since, zone).isoformat()}, and {wanted}"
        return ""

    def _aim(self) -> str:
        """What is wrong with whom a countermeasure is aimed at, or with the breach that it answers."""
        if not self.towards:
            return "it does not say towards whom"
        if "finding" not in self.fields:
            return ""
        if not self.answers:
            return "it does not say which breach it answers"
        norm, _, rest = self.answers.partition(".")
        who = rest.partition(".")[0]
        if norm not in self.agreement.norms or not rest:
            return f"it answers {self.answers}, which is no finding on this agreement"
        day = day_of(self.fact.when.high, self.agreement.zone)
        if not any(who in (party, self.agreement.side_of(party, day)) for party in self.towards):
            return f"it answers a breach by {who}, and is aimed at {', '.join(self.towards)}"
        return ""

    def _made(self, name: str, since: int, until: int, state: State, why: str) -> Claim:
        zone = self.agreement.zone
        whom = ", ".join(self.towards) or "every other party"
        filed = day_of(self.fact.when.high, zone).isoformat()
        does = f"leaves {name} aside" if self.countermeasure else f"suspends {name}"
        said = f"{self.by} says that it {does} towards {whom}"
        if self.answers:
            said += f", to answer {self.answers}"
        said += f" (filed {filed}): {state}"
        if state == "in effect":
            said += f" since {day_of(since, zone).isoformat()}"
        said += f", {why}." if why else "."
        kind: Kind = "countermeasure" if self.countermeasure else "suspension"
        return Claim(
            kind, name, self.by, self.towards, since, until, state, why, self.grounds, self.fact, said, self.answers
        )


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def about(claims: Iterable[Claim], norm: str) -> list[Claim]:
    """The claims about one norm that have or had an effect, the earliest first."""
    return sorted((c for c in claims if c.norm == norm and c.effective), key=lambda c: (c.since, c.fact.key))
