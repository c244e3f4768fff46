"""Entry into force as a function of acts: before it nothing is owed, milestones count from it, it says who is missing.

Each case is a text and the days on which parties file; the day of entry is worked out by hand beside it.
"""

import pytest

from servanda.dates import NEVER, day_of, stamp
from servanda.evidence.files import MARKS
from servanda.findings.model import Assessor
from servanda.findings.verdicts.court import Court
from servanda.findings.world.standing import sentences, stand
from tests.findings.small import Small, agreement

BLOCK = """\
act ratification
act opening
act request
  to party
act reply to request
milestone missions within 2 months after entry into force
  each party must file opening
obligation answer
  on each request r
  r.to must file reply to r
  within 10 days after r is filed
  owed to r.by
"""
ALL = "in force 30 days after every party has filed ratification\nrecord native\n"
TWO = "in force 30 days after 2 parties, ALBA among them, have filed ratification\nrecord native\n"


def treaty(frame: str, *filings: tuple[str, str]) -> Small:
    small = Small(agreement(BLOCK, frame))
    for party, day in filings:
        small.act("ratification", party, day)
    return small


def entry(small: Small, as_of: str) -> str:
    last = stamp(as_of, small.agreement.zone).high
    found = stand(small.agreement, small.facts, Assessor("j", 1, "any", MARKS), last, last)
    at = found.agreement.entry()
    return "none" if at >= NEVER else day_of(at, small.agreement.zone).isoformat()


def said(small: Small, as_of: str) -> tuple[str, ...]:
    last = stamp(as_of, small.agreement.zone).high
    return sentences(stand(small.agreement, small.facts, Assessor("j", 1, "any", MARKS), last, last), last)


def test_the_last_filing_and_thirty_days_make_the_day() -> None:
    small = treaty(ALL, ("BOREA", "2020-01-10"), ("ALBA", "2020-01-20"), ("CORA", "2020-01-31"))
    # 31 January and 30 days: 1 March 2020, a leap year.
    assert entry(small, "2020-12-31") == "2020-03-01"
    assert entry(small, "2020-01-31") == "2020-03-01"
    assert entry(small, "2020-01-30") == "none"
    assert said(small, "2020-01-30") == (
        "Not in force. Filed ratification: BOREA on 2020-01-10, ALBA on 2020-01-20. Missing: CORA.",
    )
    assert said(small, "2020-02-29") == (
        "Not yet in force: it enters into force on 2020-03-01. "
        "Filed ratification: BOREA on 2020-01-10, ALBA on 2020-01-20, CORA on 2020-01-31.",
    )
    assert said(small, "2020-03-01")[0].startswith("In force since 2020-03-01. ")
    assert said(treaty(ALL), "2020-01-30") == ("Not in force. Nobody has filed ratification.",)


def test_a_second_filing_by_the_same_party_replaces_nobody() -> None:
    small = treaty(ALL, ("BOREA", "2020-01-10"), ("BOREA", "2020-01-11"), ("ALBA", "2020-01-20"))
    assert entry(small, "2020-12-31") == "none"


def test_when_means_the_day_of_the_last_filing() -> None:
    small = treaty(ALL.replace("30 days after", "when"), *((p, "2020-02-01") for p in ("ALBA", "BOREA", "CORA")))
    assert entry(small, "2020-12-31") == "2020-02-01"


def test_an_uncertain_day_counts_as_late_as_it_may_have_been() -> None:
    small = treaty(ALL, ("ALBA", "2020-01-01"), ("BOREA", "2020-01-01"), ("CORA", "2020-01-05..2020-01-31"))
    assert entry(small, "2020-12-31") == "2020-03-01"
    assert entry(small, "2020-01-30") == "none"


def test_before_the_entry_nothing_is_owed_and_after_it_everything_is() -> None:
    filings = [("ALBA", "2020-01-01"), ("BOREA", "2020-01-01"), ("CORA", "2020-01-31")]
    small = treaty(ALL, *filings)
    for day in ("2020-02-29", "2020-03-01"):
        small.act("request", "ALBA", day, id=f"R{day}", to="BOREA")
    assert small.all("answer") == {("BOREA", "R2020-03-01"): ("breached", "breached")}
    assert small.all("answer", as_of="2020-02-29") == {}
    assert treaty(ALL, *filings[:2]).findings() == []


def test_milestones_count_from_the_entry() -> None:
    small = treaty(ALL, ("ALBA", "2020-01-01"), ("BOREA", "2020-01-01"), ("CORA", "2020-01-31"))
    small.act("opening", "ALBA", "2020-05-01").act("opening", "BOREA", "2020-05-02")
    found = {f.bearer: (f.due, f.declared.verdict) for f in small.findings("missions")}
    assert found == {
        "ALBA": ("2020-05-01", "kept"), "BOREA": ("2020-05-01", "breached"), "CORA": ("2020-05-01", "breached")
    }  # fmt: skip
    assert {f.declared.verdict for f in small.findings("missions", as_of="2020-04-30")} == {"pending"}


def test_where_some_are_enough_the_others_are_bound_by_their_own_filing_only() -> None:
    small = treaty(TWO, ("BOREA", "2020-01-01"), ("ALBA", "2020-01-31"), ("CORA", "2020-06-01"))
    assert entry(small, "2020-12-31") == "2020-03-01"
    found = {f.bearer: (f.occasion_date, f.due) for f in small.findings("missions")}
    assert found == {
        "ALBA": ("2020-03-01", "2020-05-01"),
        "BOREA": ("2020-03-01", "2020-05-01"),
        "CORA": ("2020-07-01", "2020-09-01"),
    }
    for day in ("2020-06-30", "2020-07-01"):
        small.act("request", "ALBA", day, id=f"R{day}", to="CORA")
    assert set(small.all("answer")) == {("CORA", "R2020-07-01")}
    never = treaty(TWO, ("BOREA", "2020-01-01"), ("ALBA", "2020-01-31"))
    assert {f.bearer for f in never.findings("missions")} == {"ALBA", "BOREA"}
    # One of the two must be Alba.
    assert entry(treaty(TWO, ("BOREA", "2020-01-01"), ("CORA", "2020-01-31")), "2020-12-31") == "none"


def test_what_is_applied_provisionally_is_owed_and_says_so() -> None:
    frame = ALL.replace("ratification\n", "ratification provisionally from 2020-01-15\n", 1)
    small = treaty(frame, ("ALBA", "2020-01-01"), ("BOREA", "2020-01-01"), ("CORA", "2020-01-31"))
    for day in ("2020-01-14", "2020-01-15", "2020-03-01"):
        small.act("request", "ALBA", day, id=f"R{day}", to="BOREA")
    found = {f.occasion: f.attributes.get("provisional") for f in small.findings("answer")}
    assert found == {"R2020-01-15": "applied provisionally, before the entry into force", "R2020-03-01": None}
    # Milestones wait for the entry itself.
    assert {f.due for f in small.findings("missions")} == {"2020-05-01"}
    assert small.findings("missions", as_of="2020-02-29") == []
    assert "Applied provisionally since 2020-01-15." in said(small, "2020-01-20")[0]


def test_what_was_not_yet_known_has_not_brought_it_into_force() -> None:
    small = treaty(ALL, ("ALBA", "2020-01-01"), ("BOREA", "2020-01-01"))
    small.act("ratification", "CORA", "2020-01-31", known="2020-06-01")
    small.act("request", "ALBA", "2020-04-01", id="R", to="BOREA")
    assert small.findings("answer", known_by="2020-05-31") == []
    assert small.verdicts("answer") == ("breached", "breached")


@pytest.mark.parametrize("which", ["meaning", "plan"])
def test_limits_and_prohibitions_begin_with_the_entry(which: str) -> None:
    block = """\
act ratification
state holding declared by party
  party key party
  number count
limit arms
  for each party p: holding of p is at most 10
  assessed each calendar year
event incident declared by nobody
  id key text
  actor party
  on date
prohibition threats
  no incident i, by i.actor
  assessed each calendar year
"""
    small = Small(agreement(block, ALL))
    for party in ("ALBA", "BOREA", "CORA"):
        small.act("ratification", party, "2020-01-31")
    small.declared("holding", "ALBA", party="ALBA", number="11", on="2020-01-01")
    small.observed("incident", id="I1", actor="ALBA", on="2020-02-29")
    small.observed("incident", id="I2", actor="ALBA", on="2020-03-01")
    found = {(f.norm, f.occasion, f.occasion_date) for f in small.findings(which=which) if f.bearer == "ALBA"}  # type: ignore[arg-type]
    assert found == {
        ("arms", "2020-03-01", "2020-03-01"), ("arms", "2020", "2020-03-01"),
        ("threats", "I2", "2020-03-01"), ("threats", "2020", "2020-03-01"),
    }  # fmt: skip
    assert small.findings(as_of="2020-02-29", which=which) == []  # type: ignore[arg-type]


def test_a_court_knows_the_day() -> None:
    small = treaty(ALL, *((p, "2020-01-31") for p in ("ALBA", "BOREA", "CORA")))
    last = stamp("2020-12-31", small.agreement.zone).high
    court = Court(small.agreement, small.facts, Assessor("j", 1, "any", MARKS), last, last, "meaning")
    assert court.agreement.starts.isoformat() == "2020-03-01"
