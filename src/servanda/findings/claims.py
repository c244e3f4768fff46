"""Claims that norms are suspended: which act says so, of which norm, towards whom, from when to when, or why not.

Rules it keeps:

- an act that names several norms makes one claim for each: what is wrong with one leaves the others as they are;
- notice is counted from the latest instant at which the act may have been filed to the day that the act names, or to
  the end of the notice that the text asks for;
- whether the grounds are good is not judged.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Suspendable
from servanda.dates import NEVER, add, day_of, start_of_day
from servanda.findings.worldview import Fact

State = Literal["in effect", "notice running", "ended", "without effect"]


@dataclass(frozen=True)
class Claim:
    """One act about one norm. `towards` empty: every other party. `since`, `until`: seconds, both inclusive.

    `state` as of the day of assessment; `why`: what leaves it without effect, or when the notice ends; `norm` is what
    the act calls it, and may be no norm.
    """

    kind: str
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

    @property
    def effective(self) -> bool:
        """Whether it has, or had, an effect."""
        return self.state in ("in effect", "ended")


def claims_of(agreement: Agreement, acts: Mapping[str, tuple[Fact, ...]], as_of: int) -> list[Claim]:
    """Every claim of suspension, in the order of filing."""
    found: list[Claim] = []
    clauses = [item for item in agreement.suspendable if item.act is not None]
    for act in dict.fromkeys(item.act.text for item in clauses if item.act is not None):
        mine = [item for item in clauses if item.act is not None and item.act.text == act]
        for fact in acts.get(act, ()):
            for by in sorted(fact.names["by"].sure):
                found += _Reader(agreement, acts, as_of, mine, fact, by).claims()
    return sorted(found, key=lambda claim: (claim.fact.when.high, claim.fact.key, claim.norm))


def text_of(fact: Fact, field: str) -> str:
    """What the act says in a field of text; "" where it says nothing."""
    found = fact.names.get(field)
    return "; ".join(sorted(found.sure)) if found is not None else ""


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

    def claims(self) -> Iterator[Claim]:
        for name in self._named():
            clause = next((item for item in self.clauses if name in [norm.text for norm in item.norms]), None)
            yield self._claim(name, clause)

    def _named(self) -> list[str]:
        """The norms that the act names, an article standing for all in it; without any, all that it can suspend."""
        said = text_of(self.fact, self.fields.get("norms", ""))
        if not said:
            return [norm.text for item in self.clauses for norm in item.norms]
        named: list[str] = []
        for part in (item.strip() for item in said.split(";")):
            article = [name for name, norm in self.agreement.norms.items() if norm.article == part]
            named += article or [part]
        return list(dict.fromkeys(named))

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
        first, last = self.agreement.bound(self.by)
        if not first <= self.fact.when.high <= last and self.agreement.bound_for:
            return f"{self.by} was not bound when it was filed"
        if "grounds" in self.fields and not self.grounds:
            return "it gives no grounds"
        if since < least:
            zone = self.agreement.zone
            wanted = f"{clause.notice} after its filing end on {day_of(least, zone).isoformat()}"
            return f"the notice is too short: it names {day_of(since, zone).isoformat()}, and {wanted}"
        return ""

    def _made(self, name: str, since: int, until: int, state: State, why: str) -> Claim:
        zone = self.agreement.zone
        whom = ", ".join(self.towards) or "every other party"
        filed = day_of(self.fact.when.high, zone).isoformat()
        said = f"{self.by} says that it suspends {name} towards {whom} (filed {filed}): {state}"
        if state == "in effect":
            said += f" since {day_of(since, zone).isoformat()}"
        said += f", {why}." if why else "."
        return Claim("suspension", name, self.by, self.towards, since, until, state, why, self.grounds, self.fact, said)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def about(claims: Iterable[Claim], norm: str) -> list[Claim]:
    """The claims about one norm that have or had an effect, the earliest first."""
    return sorted((c for c in claims if c.norm == norm and c.effective), key=lambda c: (c.since, c.fact.key))
