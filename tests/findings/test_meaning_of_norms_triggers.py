"""LANGUAGE §3: milestones, secondary duties, changes, suspension, readings."""

import pytest

from tests.findings.small import Small, agreement

NATIVE = "in force from 2020-01-01\nrecord native\n"

# --- milestones, secondary duties, changes --------------------------------------------------------------------------


def test_a_milestone_counts_from_entry_into_force() -> None:
    block = """\
act summit
milestone first_summit
  within 6 months after entry into force
  each party must file summit
"""
    small = Small(agreement(block, NATIVE)).act("summit", "ALBA", "2020-07-01").act("summit", "BOREA", "2020-07-02")
    found = {who: v for (who, _), (v, _) in small.all("first_summit").items()}
    assert found == {"ALBA": "kept", "BOREA": "breached", "CORA": "breached"}
    assert set(small.all("first_summit", as_of="2020-06-30").values()) == {("pending", "pending")}


def test_what_each_side_owes_on_an_occasion_can_bind_one_side_only() -> None:
    block = """\
side East "the East" = ALBA
side West "the West" = BOREA
act request
act report
obligation tell
  on each request r
  each side must file report
  within 10 days after r is filed
  binding only East
"""
    small = Small(agreement(block, NATIVE)).act("request", "CORA", "2020-02-01")
    assert {who: v for (who, _), (v, _) in small.all("tell").items()} == {"East": "breached"}
    small.act("report", "ALBA", "2020-02-11")
    assert {who: v for (who, _), (v, _) in small.all("tell").items()} == {"East": "kept"}


SECOND = """\
act request
  to party
act reply to request filed by request.to
act report
  about text
obligation answer
  on each request r
  r.to must file reply to r
  within 10 days after r is filed
obligation explain
  on each breach b of answer
  b.bearer must file report
  within 5 days after b
"""


@pytest.mark.parametrize(
    ("asked", "reply", "report", "expected"),
    [
        ("2020-06-01", "2020-06-11", "", None),
        ("2020-06-01", "2020-06-12", "", "breached"),
        ("2020-06-01", "", "2020-06-16", "kept"),  # due on 11 June, dated at the deadline: until 16 June
        ("2020-06-01", "", "2020-06-17", "breached"),
        ("2020-06-01", "2020-06-05..2020-06-20", "", "undetermined"),  # whether there was a breach is open
    ],
)
def test_a_secondary_duty_is_owed_on_a_breach_dated_at_the_deadline(
    asked: str, reply: str, report: str, expected: str | None
) -> None:
    small = Small(agreement(SECOND, NATIVE)).act("request", "BOREA", asked, id="R", to="ALBA")
    if reply:
        small.act("reply", "ALBA", reply, request="R")
    if report:
        small.act("report", "ALBA", report)
    found = small.findings("explain")
    assert [f.declared.verdict for f in found] == ([expected] if expected else [])
    assert [f.occasion for f in found] == (["R (ALBA)"] if expected else [])


CHANGE = """\
state deployment declared by party
  party key party
  number count of troops
act notice
obligation announce
  on each change c of deployment where c.number >= 100
  c.party must file notice
  within 10 days after c
"""


def test_a_change_is_a_value_that_differs_from_the_one_before() -> None:
    small = Small(agreement(CHANGE, NATIVE))
    for on, number in (("2020-01-01", "200"), ("2020-03-01", "200"), ("2020-04-01", "300"), ("2020-06-01", "50")):
        small.declared("deployment", "ALBA", on, party="ALBA", number=number, on=on)
    found = small.findings("announce")
    assert [(f.occasion_date, f.declared.verdict) for f in found] == [("2020-04-01", "breached")]
    small.act("notice", "ALBA", "2020-04-11")
    assert small.one("announce").declared.verdict == "kept"


def test_a_change_that_only_some_sources_have_noticed_is_open() -> None:
    small = Small(agreement(CHANGE, NATIVE))
    for source in ("a", "b"):
        small.observed("deployment", source, party="ALBA", number="200", on="2020-01-01")
    small.observed("deployment", "a", party="ALBA", number="300", on="2020-04-01")
    assert {f.observed.verdict for f in small.findings("announce", sources=2)} == {"undetermined"}
    small.observed("deployment", "b", party="ALBA", number="300", on="2020-04-01")
    assert {f.observed.verdict for f in small.findings("announce", sources=2)} == {"breached"}


# --- suspension, readings, assessors --------------------------------------------------------------------------------


def test_a_claimed_suspension_is_an_attribute_and_changes_no_verdict() -> None:
    block = (
        SECOND + "act suspension\nsuspendable answer by filing suspension after 30 days\nnever suspendable explain\n"
    )
    small = Small(agreement(block, NATIVE)).act("request", "BOREA", "2020-06-01", id="R", to="ALBA")
    small.act("suspension", "ALBA", "2020-05-20")
    early = small.one("answer")
    assert (early.declared.verdict, early.attributes.get("suspended")) == ("breached", None)  # notice still running
    small.act("suspension", "ALBA", "2020-05-01")
    late = small.one("answer")
    assert (late.declared.verdict, late.attributes["suspended"]) == (
        "breached",
        "claimed by ALBA towards every other party since 2020-05-31",
    )
    assert "suspended" not in small.one("explain").attributes


READINGS = """\
event exercise declared by host
  id key text
  host party
  personnel count of troops
  start date
act notification of exercise
define strength of e
  reading "as notified" held by ALBA = e.personnel
  reading "one activity" held by BOREA, CORA = e.personnel in scope "all manoeuvres"
obligation notify
  on each exercise e where strength of e >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
"""


def test_readings_stand_side_by_side_and_servanda_never_chooses() -> None:
    small = Small(agreement(READINGS, NATIVE))
    small.observed("exercise", id="X", host="ALBA", personnel="8000", start="2020-06-01")
    small.observed("exercise", id="X", host="ALBA", personnel="60000", scope="all manoeuvres", start="2020-06-01")
    found = {f.reading: f for f in small.findings("notify")}
    assert {label: f.observed.verdict for label, f in found.items()} == {"one activity": "breached"}
    assert found["one activity"].id == "notify.ALBA.x~one-activity"
    small.act("notification", "ALBA", "2020-02-01", exercise="X")
    small.statements[0] = (
        Small(small.agreement)
        .observed("exercise", id="X", host="ALBA", personnel="8000..9500", start="2020-06-01")
        .statements[0]
    )
    found = {f.reading: f for f in small.findings("notify")}
    assert {k: f.observed.verdict for k, f in found.items()} == {"as notified": "undetermined", "one activity": "kept"}
    assert {f.attributes.get("differs by reading") for f in found.values()} <= {"yes", None}
    chosen = small.findings("notify", readings={"strength": "one activity"})
    assert [f.reading for f in chosen] == ["one activity"]
    assert [f.reading for f in small.findings("notify", keep=["as notified"])] == ["as notified"]
