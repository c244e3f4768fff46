"""Accession, withdrawal, amendment, reservation, countermeasure: each by acts, each with a before and an after."""

from servanda.dates import stamp
from servanda.evidence.files import MARKS
from servanda.findings.model import Assessor
from servanda.findings.world.standing import sentences, stand
from tests.findings.small import Small, agreement

PARTIES = """\
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
party ELVA "Elva"
country CORA "Union of Cora"
side Union "The Union" = ALBA, ELVA
side North "The North" = BOREA
"""
BLOCK = """\
act request
  to party
act reply to request
act report
state deployment declared by owner
  owner key party
  number count of troops
act accession
act consent to accession
act denunciation
  why text
  on date
act revocation of denunciation
obligation answer
  on each request r
  r.to must file reply to r
  within 10 days after r is filed
  owed to r.by
duty yearly
  every year by 1 July
  each party must file report
milestone opening within 3 months after entry into force
  each party must file report
limit ceiling
  for each side s, borne jointly: the sum of d.number over deployment d where d.owner is of s is at most 100 troops
  assessed each calendar month
quota inspections
  on each request q
  q.to must file reply to q
  within 5 days after q is filed
  up to 1 in a calendar year
accession to Union open to CORA by filing accession after 30 days, accepted by every member filing consent
withdrawal by filing denunciation with grounds why, effect on after 6 months, ended by filing revocation
"""


def treaty(block: str = BLOCK) -> Small:
    return Small(agreement(block, parties=PARTIES))


def said(small: Small, as_of: str = "2022-12-31") -> tuple[str, ...]:
    last = stamp(as_of, small.agreement.zone).high
    return sentences(stand(small.agreement, small.facts, Assessor("j", 1, "any", MARKS), last, last), last)


def acceded(small: Small | None = None) -> Small:
    """Cora asks on 1 March 2021; Alba and Elva accept on 5 and 10 March; it is a party from 9 April."""
    small = small or treaty()
    small.act("accession", "CORA", "2021-03-01", id="A")
    small.act("consent", "ALBA", "2021-03-05", accession="A").act("consent", "ELVA", "2021-03-10", accession="A")
    return small


# --- accession ------------------------------------------------------------------------------------------------------


def test_it_takes_every_member_and_thirty_days() -> None:
    small = treaty().act("accession", "CORA", "2021-03-01", id="A").act("consent", "ALBA", "2021-03-05", accession="A")
    small.act("consent", "BOREA", "2021-03-05", accession="A")  # no member: counts for nothing
    assert said(small) == ("CORA has asked to accede to Union (filed 2021-03-01). Not accepted yet by ELVA.",)
    assert said(acceded()) == ("CORA has acceded to Union (filed 2021-03-01): a party since 2021-04-09.",)
    assert said(acceded(), "2021-04-08") == ("CORA has acceded to Union (filed 2021-03-01): a party from 2021-04-09.",)


def test_before_it_nothing_is_owed_by_or_to_it_and_after_it_everything_is() -> None:
    small = acceded()
    for day in ("2021-04-08", "2021-04-09"):
        small.act("request", "BOREA", day, id=f"to{day}", to="CORA").act(
            "request", "CORA", day, id=f"by{day}", to="BOREA"
        )
    assert {key for key in small.all("answer", as_of="2021-12-31")} == {
        ("CORA", "to2021-04-09"),
        ("BOREA", "by2021-04-09"),
    }


def test_each_party_means_it_too_from_its_day_on() -> None:
    small = acceded()
    found = {(f.bearer, f.occasion) for f in small.findings("yearly", as_of="2021-12-31")}
    assert ("CORA", "2020-07-01") not in found
    assert ("CORA", "2021-07-01") in found
    assert {f.bearer: f.due for f in small.findings("opening", as_of="2021-12-31")} == {
        "ALBA": "2020-04-01", "BOREA": "2020-04-01", "ELVA": "2020-04-01", "CORA": "2021-07-09",
    }  # fmt: skip


def test_the_ceiling_of_its_side_counts_it_from_its_day_on_and_findings_before_stay() -> None:
    small = treaty()
    small.declared("deployment", "ALBA", owner="ALBA", number="60", on="2020-01-01")
    small.declared("deployment", "ELVA", owner="ELVA", number="0", on="2020-01-01")
    small.declared("deployment", "CORA", "2021-01-01", owner="CORA", number="50", on="2021-01-01")
    before = small.findings(as_of="2021-04-08")
    acceded(small)
    # As of the day before, the acts have changed nothing but what Cora will owe on the next due date.
    after = small.findings(as_of="2021-04-08")
    assert [f for f in after if f.bearer != "CORA"] == before
    assert {(f.occasion, f.declared.verdict) for f in after if f.bearer == "CORA"} == {("2021-07-01", "pending")}
    found = {
        f.occasion: f.declared.verdict for f in small.findings("ceiling", as_of="2021-04-30") if f.bearer == "Union"
    }
    assert (found["2021-03"], found["2021-04"], found["2021-04-09"]) == ("kept", "breached", "breached")
    (episode,) = [f for f in small.findings("ceiling", as_of="2021-04-30") if f.occasion == "2021-04-09"]
    assert (episode.declared.low, episode.bound) == (110, 100)


def test_a_quota_of_the_new_party_begins_with_it() -> None:
    small = acceded()
    small.act("request", "BOREA", "2021-04-08", id="R1", to="CORA").act(
        "request", "BOREA", "2021-05-01", id="R2", to="CORA"
    )
    assert small.all("inspections", as_of="2021-12-31") == {("CORA", "R2"): ("breached", "breached")}


# --- withdrawal -----------------------------------------------------------------------------------------------------


def test_who_withdraws_is_bound_to_the_last_day_of_its_notice() -> None:
    small = treaty().act("denunciation", "ALBA", "2021-01-10", id="D", why="reasons")
    assert said(small, "2021-07-09") == (
        "ALBA has given notice of withdrawal (filed 2021-01-10): was bound until 2021-07-09.".replace(
            "was bound", "bound"
        ),
    )
    assert said(small)[0].endswith("was bound until 2021-07-09.")
    for day in ("2021-07-09", "2021-07-10"):
        small.act("request", "BOREA", day, id=f"R{day}", to="ALBA")
    # What was owed before stays owed, though it falls due after.
    assert small.all("answer", as_of="2021-12-31") == {("ALBA", "R2021-07-09"): ("breached", "breached")}
    assert {f.occasion for f in small.findings("yearly", as_of="2022-12-31") if f.bearer == "ALBA"} == {
        "2020-07-01", "2021-07-01",
    }  # fmt: skip


def test_a_side_without_it_is_measured_without_it() -> None:
    small = treaty().act("denunciation", "ALBA", "2021-01-10", id="D", why="reasons")
    small.declared("deployment", "ALBA", owner="ALBA", number="101", on="2020-01-01")
    small.declared("deployment", "ELVA", owner="ELVA", number="0", on="2020-01-01")
    found = {
        f.occasion: f.declared.verdict for f in small.findings("ceiling", as_of="2021-09-30") if f.bearer == "Union"
    }
    assert (found["2021-07"], found["2021-08"]) == ("breached", "kept")


def test_a_notice_that_the_text_does_not_allow_changes_nothing() -> None:
    head = "ALBA has given notice of withdrawal (filed 2021-01-10): "
    for fault, cells in {
        "without effect, it names 2021-07-09, and the notice ends on 2021-07-10.": {"why": "x", "on": "2021-07-09"},
        "without effect, it gives no grounds.": {},
    }.items():
        small = treaty().act("denunciation", "ALBA", "2021-01-10", id="D", **cells)
        assert said(small) == (head + fault,)
        assert ("ALBA", "2022-07-01") in {(f.bearer, f.occasion) for f in small.findings("yearly", as_of="2022-12-31")}
    small = treaty().act("denunciation", "ALBA", "2021-01-10", id="D", why="x")
    small.act("revocation", "ALBA", "2021-06-01", denunciation="D")
    assert said(small) == (head + "taken back before it took effect.",)
    small = treaty().act("denunciation", "CORA", "2021-01-10", id="D", why="x")
    assert said(small)[0].endswith("without effect, CORA was not bound when it was filed.")


def test_who_has_acceded_can_withdraw() -> None:
    small = acceded().act("denunciation", "CORA", "2021-05-01", id="D", why="x")
    assert said(small)[1] == "CORA has given notice of withdrawal (filed 2021-05-01): was bound until 2021-10-31."
    assert {f.occasion for f in small.findings("yearly", as_of="2022-12-31") if f.bearer == "CORA"} == {"2021-07-01"}


# --- amendments -----------------------------------------------------------------------------------------------------

AMENDED = """\
act report
act protocol
parameter ceiling = 5 from amendment first, 10 before
state holding declared by party
  party key party
  number count
limit arms
  for each party p: holding of p is at most ceiling
  assessed each calendar month
duty old
  every year by 1 July
  each party must file report
  to amendment first
duty new
  every 6 months by 1 January and 1 July
  each party must file report
  from amendment first
amendment first in force 30 days after every party has filed protocol
"""


def test_each_occasion_is_judged_by_the_text_of_its_day() -> None:
    small = Small(agreement(AMENDED)).declared("holding", "ALBA", party="ALBA", number="8", on="2020-01-01")
    for party, day in (("ALBA", "2021-01-01"), ("BOREA", "2021-01-31")):
        small.act("protocol", party, day)
    assert said(small) == ("Amendment first is not in force: CORA has not filed protocol.",)
    assert small.findings("new", as_of="2022-12-31") == []
    assert ("CORA", "2022-07-01") in {(f.bearer, f.occasion) for f in small.findings("old", as_of="2022-12-31")}
    small.act("protocol", "CORA", "2021-03-02")
    assert said(small) == ("Amendment first is in force since 2021-04-01.",)
    assert {f.occasion for f in small.findings("old", as_of="2022-12-31")} == {"2020-07-01"}
    assert min(f.occasion for f in small.findings("new", as_of="2022-12-31")) == "2021-07-01"
    found = {f.occasion: f.declared.verdict for f in small.findings("arms", as_of="2021-05-31") if f.bearer == "ALBA"}
    assert (found["2021-03"], found["2021-04"]) == ("kept", "breached")


# --- reservations and countermeasures -------------------------------------------------------------------------------

CLAIMS = """\
act ratification
act request
  to party
act reply to request
act reservation
  concerns text
act objection to reservation
act measure
  to party
  answers text
obligation answer
  on each request r
  r.to must file reply to r
  within 10 days after r is filed
  owed to r.by
duty yearly
  every year by 1 July
  each party must file reply
reservation to answer by filing reservation with norms concerns, objected to by filing objection
countermeasure on answer by filing measure with towards to, finding answers after 14 days
"""
ENTRY = "in force when every party has filed ratification\nrecord native\n"


def reserved(filed: str = "2020-01-01", **cells: str) -> Small:
    small = Small(agreement(CLAIMS.replace("must file reply\nreservation", "must file request\nreservation"), ENTRY))
    for party in ("ALBA", "BOREA", "CORA"):
        small.act("ratification", party, "2020-01-01")
    small.act("reservation", "ALBA", filed, id="V", **cells).act("objection", "BOREA", "2020-02-01", reservation="V")
    for one, other in (("ALBA", "BOREA"), ("BOREA", "ALBA"), ("BOREA", "CORA")):
        small.act("request", one, "2020-06-01", id=f"{one}-{other}", to=other)
    return small


def test_a_reservation_works_both_ways_and_its_objections_are_told() -> None:
    small = reserved()
    found = {f.occasion: (f.declared.verdict, f.attributes.get("reserved")) for f in small.findings("answer")}
    text = "by ALBA, filed 2020-01-01, objected to by BOREA"
    assert found == {
        "BOREA-ALBA": ("breached", text), "ALBA-BOREA": ("breached", text), "BOREA-CORA": ("breached", None)
    }  # fmt: skip
    assert said(small)[1] == "ALBA excepts itself from answer (filed 2020-01-01): in effect. Objected to by BOREA."


def test_a_reservation_that_comes_too_late_or_is_not_allowed_changes_nothing() -> None:
    for small, fault in (
        (reserved("2020-01-02"), "ALBA was bound already on 2020-01-01."),
        (reserved(concerns="yearly"), "the text lets nobody except itself from yearly."),
    ):
        assert f": without effect, {fault}" in said(small)[1]
        assert [f for f in small.findings() if "reserved" in f.attributes] == []


def measured(**cells: str) -> Small:
    small = Small(agreement(CLAIMS.replace("must file reply\nreservation", "must file request\nreservation"), ENTRY))
    for party in ("ALBA", "BOREA", "CORA"):
        small.act("ratification", party, "2020-01-01")
    small.act("measure", "ALBA", "2020-05-01", id="M", **cells)
    for by in ("BOREA", "CORA"):
        small.act("request", by, "2020-06-01", id=f"by-{by}", to="ALBA")
    return small


def test_a_countermeasure_is_shown_towards_those_at_whom_it_is_aimed() -> None:
    small = measured(to="BOREA", answers="answer.BOREA.r1")
    found = {f.occasion: (f.declared.verdict, f.attributes.get("countermeasure")) for f in small.findings("answer")}
    assert found == {
        "by-BOREA": (
            "breached",
            "claimed by ALBA towards BOREA since 2020-05-15, to answer answer.BOREA.r1; "
            "whether it is proportionate is not judged",
        ),
        "by-CORA": ("breached", None),
    }


def test_a_countermeasure_that_is_none_changes_nothing() -> None:
    for fault, cells in {
        "it does not say towards whom": {"answers": "answer.BOREA.r1"},
        "it does not say which breach it answers": {"to": "BOREA"},
        "it answers a breach by CORA, and is aimed at BOREA": {"to": "BOREA", "answers": "answer.CORA.r1"},
        "it answers nothing.BOREA.r1, which is no finding on this agreement": {
            "to": "BOREA", "answers": "nothing.BOREA.r1",
        },
    }.items():  # fmt: skip
        small = measured(**cells)
        assert said(small)[1].endswith(f": without effect, {fault}.")
        assert [f for f in small.findings() if "countermeasure" in f.attributes] == []
