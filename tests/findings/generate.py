"""Random small agreements with facts: every kind of norm at once, with numbers, windows and dates drawn by lot.

The days are few and the numbers small, so that things meet: thresholds are hit exactly, deadlines on their last day.
"""

import datetime as dt
from random import Random

from tests.findings.small import Small, agreement

PARTIES = ("ALBA", "BOREA", "CORA")
FRAMES = (
    "in force from 2020-01-01\nrecord native\n",
    "in force from 2020-01-01\nrecord reconstructed\n",
    "in force from 2020-01-20 to 2020-12-15\nrecord native\n",
)
TYPES = """\
side East "the East" = ALBA, BOREA from 2020-05-01
side West "the West" = CORA
relation borders between countries
parameter threshold = {threshold} troops from 2020-04-01, {before} troops before
event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  level one of low, middle, high
  alerted yes or no
  start date
  end date
event incident declared by nobody
  id key text
  actor party
  target party or country
  level one of threat, display, war
  on date
state holding declared by party
  party key party
  category key one of "red", "blue"
  number count of items
  declared holds at most {holds} months; observed holds at most {holds} months
act notification of exercise filed by exercise.host
  alerted yes or no
act request
  to party
act reply to request filed by request.to
act exchange
  year year
act report
  about text
act summit
act calm_year
  year year
nil return of exercise by filing calm_year{nil}
"""
CONDITIONS = (
    "e.personnel >= threshold",
    "e.personnel < 10 or e.level is middle",
    "not e.level is low and e.personnel > 5",
    "e.level is middle or more",
    "e.alerted or e.personnel = 9",
    "not (e.alerted and e.personnel <= 9)",
    'e.personnel in scope "all" >= threshold',
    "min(e.personnel, 9) >= threshold",
    "e.start >= 2020-04-01 and e.personnel * 2 > 15",
    "e is large",
    "formula certainly \"EXISTS l, h. exercise_personnel(e, '', l, h) AND l >= 9\", "
    "possibly \"EXISTS l, h. exercise_personnel(e, '', l, h) AND h >= 9\"",
)
MEASURES = (
    "the sum of e.personnel over exercise e where p = e.host",
    "the sum of e.personnel over exercise e where e.host = p and e.personnel >= threshold in any 30 days",
    "the number of exercise e where e.host = p in any 2 months",
    "the number of exercise e where e.host = p in each calendar year",
    "the number of exercise e where e.host = p under way at once",
    "the greatest of e.personnel over exercise e where e.host = p",
    "the least of e.personnel over exercise e where e.host = p",
    'holding("red") of p + holding("blue") of p',
    'max(holding("red") of p, 3) - 1',
    "the sum of h.number over holding h where h.party = p",
)
NORMS = """\
define large e
  reading "one" held by ALBA as e.personnel >= {large}
  reading "two" held by BOREA as e.personnel in scope "all" >= {large}
obligation notify
  on each exercise e where {condition}
  {bearer} must file notification of e
  {deadline}
  {exception}
{complete}
obligation answer
  on each request r
  r.to must file reply to r
  within {hours} hours after r is {clock}
  owed to r.by
obligation explain
  on each breach b of answer
  b.bearer must file report
  within {days} days after b
obligation refresh
  on each change g of holding where g.number changed by {percent} percent or more since the last report by g.party
  g.party must file report
  within {days} days after g
obligation announce
  on each change c of holding where c.number >= {small}
  c.party must file report
  within {days} days after c
milestone first
  within {months} months after entry into force
  each party must file summit
quota grant
  on each request q
  q.to must file reply to q
  within {days} days after q is filed
  up to {count} in a calendar year, at most 1 from one requester{order}
duty exchanges
  every {rhythm}
  each party must file exchange{occasion}
limit ceiling
  for each party p: holding("red") of p is at {most} {small}
  {tolerance}
  assessed each calendar {period}
limit total
  for each party p: {measure} is at most {bound}
  assessed each calendar {period}
limit joint
  for each side s, borne jointly: the sum of h.number over holding h where h.party is of s is at most {joint}
  assessed each calendar {period}
limit falling
  for each party p: the yearly maximum of holding("blue") of p is at most its least earlier yearly maximum
  assessed each calendar year
obligation asked_for
  on each exercise e where from any request o where o.to = e.host{until}
  e.host must file notification of e
  within 20 days after e.start
prohibition quiet
  no exercise e, by e.host
  tolerating up to {quiet} days in a row and {quieter} days in any 60 days; beyond that the whole period counts
  assessed each calendar {period}
prohibition peace
  no incident i where i.level is display or more, by i.actor{against}
  assessed each calendar {period}
"""


class Lot:
    """Draws one agreement and its facts."""

    def __init__(self, seed: int) -> None:
        self.random, self.apart, self.recorded = Random(seed), Random(-seed - 2), Random(-seed - 3)
        self.small = Small(agreement(self.text(), self.random.choice(FRAMES)))

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def text(self) -> str:
        draw, pick = self.random.randint, self.pick
        first, second = (self.recorded.choice(("", ", in the order recorded")) for _ in range(2))
        claimed = "unless e.alerted, claimed by e.host in notification"
        exceptions = ("", "", "unless e.alerted", claimed, f"{claimed}; instead at the latest at e.start")
        bearer = pick("e.host", "e.host", "e.host", "each party", "each party other than e.host",
                      "each party, borne jointly,", "each side", "East")  # fmt: skip
        return TYPES.format(
            threshold=draw(7, 10),
            before=draw(7, 10),
            holds=draw(2, 24),
            nil=pick("", ", each year by 31 January", ", each year by 10 June"),
        ) + NORMS.format(
            large=draw(7, 10),
            condition=self.random.choice(CONDITIONS),
            bearer=bearer,
            deadline=pick("at least 10 days before e.start", "within 10 days after e.start", "by 2020-04-10",
                          "at the latest at e.start", "at least 1 months before e.start",
                          "at least 5 clear days before e.start"),
            exception=self.random.choice(exceptions),
            complete=pick('complete for notification from 2020-01-01 to 2020-05-31 on "gazette"',
                          'complete for reply by BOREA from 2020-01-01 to 2020-12-31 on "gazette"',
                          'complete for report from 2020-01-01 to 2021-12-31 on "gazette"'),
            hours=pick("24", "48", "72"),
            clock=pick("filed", "filed", "received", "received, deemed 6 hours after filing"),
            percent=self.random.choice((10, 25, 50)),
            order=first,
            until=self.apart.choice((
                " until any reply z where z.by = o.to" + second,
                ", lapsing after 60 days",
                " until any reply z where z.request.by = o.by and z.by = o.to, lapsing after 3 months" + second,
            )),
            quiet=self.apart.randint(1, 20),
            quieter=self.apart.randint(20, 30),
            days=draw(5, 20), small=draw(3, 6), months=draw(2, 8), count=draw(0, 2),
            rhythm=pick("year by 15 June", "6 months as of 1 March and 1 September within 30 days"),
            occasion=pick("", " for that year", " for the next year"),
            most=pick("most", "most", "least"),
            tolerance=pick("", "tolerating up to 20 days in a row and 40 days in any 365 days; beyond that the whole "
                               "period counts"),
            measure=self.random.choice(MEASURES), bound=draw(1, 14), joint=draw(1, 40), period=pick("year", "month"),
            against=pick("", " against i.target that borders i.actor"),
        )  # fmt: skip

    # --- facts -----------------------------------------------------------------------------------------------------

    def day(self, first: int = 1, last: int = 8) -> str:
        return f"2020-{self.random.randint(first, last):02}-{self.random.choice((1, 2, 5, 10, 11, 15, 20, 28)):02}"

    def date(self) -> str:
        """A day, a range of days, an hour."""
        first, second = sorted((self.day(), self.day()))
        return self.pick(*[first] * 6, f"{first}..{second}", f"{first}T10:00:00Z", f"{first}T10:00Z")

    def number(self, most: int = 12) -> str:
        low, high = sorted((self.random.randint(0, most), self.random.randint(0, most)))
        return self.pick(*[str(high)] * 6, f"{low}..{high}", f">={low}", f"<={high}", "")

    def facts(self) -> Small:
        draw = self.random.randint
        for number in range(draw(2, 5)):
            self.exercise(f"X{number}")
        for number in range(draw(0, 3)):
            self.incident(f"I{number}")
        for party in PARTIES[: draw(0, 3)]:
            # Mostly somebody has said what there was at the beginning.
            for category in ("red", "blue"):
                cells = {"party": party, "category": category, "number": self.number(8), "on": "2019-12-01"}
                self.small.declared("holding", party, "2019-12-01", **cells)
                self.small.observed("holding", "a", **cells)
        for _ in range(draw(2, 8)):
            self.holding()
        for number in range(draw(1, 4)):
            who, to = self.random.sample(PARTIES, 2)
            received = {"received": self.day()} if draw(0, 3) == 0 else {}
            asked = self.date()
            self.small.act("request", who, asked, id=f"R{number}", to=to, **received)
            self.told(to, asked)
            if draw(0, 2):
                self.small.act("reply", to if draw(0, 3) else who, self.date(), request=f"R{number}")
        for act in ("report", "summit"):
            for _ in range(draw(0, 3)):
                self.small.act(act, self.random.choice(PARTIES), self.date())
        for _ in range(draw(0, 4)):
            year = {"year": str(draw(2020, 2021))} if draw(0, 3) else {}
            self.small.act("exchange", self.random.choice(PARTIES), self.date(), **year)
        for _ in range(draw(0, 4)):
            year = {"year": self.pick("2020", "2020", "2021", "2020..2021")} if draw(0, 5) else {}
            filed = self.pick("2021-01-15", "2021-01-31", "2021-03-01", "2020-06-05", "2021-01-20..2021-02-05")
            self.small.act("calm_year", self.random.choice(PARTIES), filed, **year)
        for act in ("notification", "reply", "exchange", "report", "calm_year"):
            if draw(0, 1):
                self.small.complete(act, "2020-01-01", "2021-12-31", source=self.pick("", "a", "b"))
        for record in ("incident", "exercise"):
            for _ in range(draw(0, 3)):
                self.small.looked(record, "2020-01-01", self.pick("2020-12-31", "2020-06-30"), self.pick("a", "b"),
                                  access=self.pick("looked", "looked", "denied"))  # fmt: skip
        for _ in range(draw(0, 2)):
            self.small.pair("borders", self.random.choice(PARTIES), "DANA", "2020-01-01", self.day(4, 8))
        return self.small

    def told(self, party: str, since: str) -> None:
        """Sometimes a report some days after something of which one is owed; else few would be in time."""
        if self.random.randint(0, 2) == 0:
            day = dt.date.fromisoformat(since[:10]) + dt.timedelta(self.random.randint(2, 12))
            self.small.act("report", party, day.isoformat())

    def exercise(self, name: str) -> None:
        host = self.pick("ALBA", "BOREA", "ALBA; BOREA")
        start = self.day() if self.random.randint(0, 2) else self.date()
        for world, sources in (("declared", ["declared"]), ("observed", ["a", "b", "c"])):
            for source in self.random.sample(sources, self.random.randint(0, len(sources))):
                cells = {
                    "id": name, "host": host if self.random.randint(0, 12) else "CORA", "personnel": self.number(),
                    "level": self.pick(*["low", "middle", "high"] * 3, ""),
                    "alerted": self.pick(*["yes", "no"] * 4, ""),
                    "start": start, "scope": self.pick("", "", "", "all"), "known": self.day(),
                }  # fmt: skip
                if self.random.randint(0, 1):
                    cells["end"] = f"{start[:8]}28"
                if world == "observed":
                    self.small.observed("exercise", source, grade=self.pick("B2", "B2", "B2", "D4"), **cells)
                else:
                    self.small.declared("exercise", cells["host"].split(";")[0], self.day(1, 2), **cells)
        if self.random.randint(0, 2):
            self.small.act("notification", host.split(";")[0], self.date(), exercise=name,
                           alerted=self.pick("yes", "no", ""))  # fmt: skip

    def incident(self, name: str) -> None:
        on = self.date()
        for source in self.random.sample(["a", "b", "c"], self.random.randint(1, 3)):
            self.small.observed(
                "incident", source, id=name, actor=self.pick("ALBA", "ALBA", "ALBA", "BOREA"),
                target=self.pick("DANA", "DANA", "CORA"), level=self.pick("threat", "display", "war", ""), on=on,
            )  # fmt: skip

    def holding(self) -> None:
        party, cells = self.pick("ALBA", "ALBA", "BOREA"), {"number": self.number(8), "on": self.date()}
        cells |= {"party": party, "category": self.pick("red", "blue")}
        self.told(party, cells["on"])
        if self.random.randint(0, 1):
            self.small.declared("holding", party, cells["on"][:10], **cells)
        else:
            for source in self.random.sample(["a", "b"], self.random.randint(1, 2)):
                self.small.observed("holding", source, **cells)


def options(seed: int) -> dict[str, object]:
    """The dates and the standard under which the case of that seed is judged."""
    random = Random(-seed - 1)
    return {
        "as_of": random.choice(("2022-01-15", "2021-06-30", "2020-12-31", "2020-06-15", "2020-06-15T12:00Z")),
        "known_by": random.choice(("2022-01-15", "2022-01-15", "2020-04-30")),
        "sources": random.choice((1, 1, 2)),
        "grade": random.choice(("C3", "any")),
    }


def case(seed: int) -> Small:
    return Lot(seed).facts()
