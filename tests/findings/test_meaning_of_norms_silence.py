"""LANGUAGE §4, *Worlds*, *Absence*, *Exceptions*: where silence counts, and what a claim does."""

import pytest

from tests.findings.small import Small, agreement

RECONSTRUCTED = "in force from 2000-01-01\nrecord reconstructed\n"
NATIVE = "in force from 2000-01-01\nrecord native\n"
EXERCISE = """\
event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  alerted yes or no
  start date
act notification of exercise filed by exercise.host
  alerted yes or no
obligation notify
  on each exercise e where e.personnel >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
"""


def exercise(frame: str = RECONSTRUCTED, tail: str = "") -> Small:
    small = Small(agreement(EXERCISE + tail, frame))
    return small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="9000", start="2020-06-01")


def seen(small: Small) -> Small:
    for source in ("a", "b"):
        small.observed("exercise", source, id="X", host="ALBA", personnel="9500", start="2020-06-01")
    return small


# --- worlds ---------------------------------------------------------------------------------------------------------


def test_a_notification_is_its_own_filing_in_both_worlds() -> None:
    small = seen(exercise(NATIVE)).act("notification", "ALBA", "2020-03-01", exercise="X")
    assert small.verdicts("notify", sources=2) == ("kept", "kept")


def test_what_is_observed_is_no_declaration_and_the_reverse() -> None:
    assert exercise(NATIVE).verdicts("notify") == ("breached", "not observed")
    assert seen(Small(agreement(EXERCISE, NATIVE))).verdicts("notify", sources=2) == ("not declared", "breached")


def test_an_occasion_in_either_world_yields_both_verdicts() -> None:
    small = Small(agreement(EXERCISE, NATIVE))
    small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="8999", start="2020-06-01")
    finding = seen(small).one("notify", sources=2)
    assert (finding.declared.verdict, finding.observed.verdict, finding.gap) == ("not owed", "breached", "contradicted")
    assert (finding.declared.low, finding.observed.low, finding.bound) == (8999, 9500, 9000)
    assert (finding.gap_low, finding.gap_high, finding.unit) == (501, 501, "troops")


def test_nobody_can_declare_what_the_type_gives_to_another() -> None:
    # The rows of another filer never get this far: see tests/evidence. A world without rows is silent.
    small = Small(agreement(EXERCISE, NATIVE))
    assert small.findings("notify") == []


# --- absence --------------------------------------------------------------------------------------------------------


def test_an_absent_act_is_undetermined_where_the_record_does_not_speak_for_itself() -> None:
    finding = exercise().one("notify")
    assert finding.declared.verdict == "undetermined"
    assert "the record is not known to be complete" in finding.declared.reason


@pytest.mark.parametrize(
    ("span", "verdict"),
    [
        ("from 2020-04-20 to 2020-04-20", "breached"),  # the day on which it fell due
        ("from 2020-01-01 to 2020-04-19", "undetermined"),
        ("from 2020-04-21 to 2020-12-31", "undetermined"),
        ("by ALBA from 2020-01-01 to 2020-12-31", "breached"),
        ("by BOREA from 2020-01-01 to 2020-12-31", "undetermined"),
    ],
)
def test_a_span_that_is_complete_makes_silence_speak(span: str, verdict: str) -> None:
    small = exercise(RECONSTRUCTED, f'complete for notification {span.replace("from", "from")} on "gazette"\n')
    assert small.one("notify").declared.verdict == verdict


def test_a_span_that_covers_only_part_of_an_uncertain_deadline_does_not() -> None:
    small = Small(agreement(EXERCISE, RECONSTRUCTED))
    small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="9000", start="2020-06-01..2020-06-30")
    small.complete("notification", "2020-05-01", "2020-12-31")  # due between 20 April and 19 May
    assert small.one("notify").declared.verdict == "undetermined"
    small.complete("notification", "2020-04-01", "2020-12-31")
    assert small.one("notify").declared.verdict == "breached"


def test_a_late_deed_in_an_incomplete_record_may_not_be_the_first() -> None:
    small = exercise().act("notification", "ALBA", "2020-05-01", exercise="X")
    assert small.one("notify").declared.verdict == "undetermined"


@pytest.mark.parametrize(
    ("sources", "rows", "verdict"),
    [
        (1, [("a", "B2")], "breached"),
        (2, [("a", "B2")], "undetermined"),
        (2, [("a", "B2"), ("a", "B2")], "undetermined"),
        (2, [("a", "B2"), ("b", "D4")], "undetermined"),
        (2, [("a", "B2"), ("b", "B2")], "breached"),
    ],
)
def test_sourced_absence_counts_in_the_observed_world_under_the_standard(
    sources: int, rows: list[tuple[str, str]], verdict: str
) -> None:
    small = seen(exercise())
    for source, grade in rows:
        small.complete("notification", "2020-01-01", "2020-12-31", source=source, grade=grade)
    finding = small.one("notify", sources=sources)
    assert (finding.declared.verdict, finding.observed.verdict) == ("undetermined", verdict)


def test_sourced_absence_may_speak_of_one_occasion_only() -> None:
    small = seen(exercise())
    small.complete("notification", "2020-01-01", "2020-12-31", source="a", target="Y")
    assert small.one("notify", sources=1).observed.verdict == "undetermined"
    small.complete("notification", "2020-01-01", "2020-12-31", source="a", target="X", known="2021-06-01")
    assert small.one("notify", sources=1).observed.verdict == "undetermined"  # not yet known
    assert small.one("notify", sources=1, as_of="2021-06-01").observed.verdict == "breached"


def test_an_act_of_another_is_not_the_bearers() -> None:
    small = exercise(NATIVE).act("notification", "BOREA", "2020-03-01", exercise="X")
    assert small.one("notify").declared.verdict == "breached"


def test_an_act_of_another_occasion_is_not_of_this_one() -> None:
    small = exercise(NATIVE).act("notification", "ALBA", "2020-03-01", exercise="Y")
    assert small.one("notify").declared.verdict == "breached"


# --- exceptions -----------------------------------------------------------------------------------------------------

CLAIMED = "  unless e.alerted, claimed by e.host in notification\n"
INSTEAD = "  unless e.alerted, claimed by e.host in notification; instead at the latest at e.start\n"


@pytest.mark.parametrize(
    ("tail", "alerted", "claim", "filed", "verdict", "attribute"),
    [
        (CLAIMED, "", "", "", "breached", None),  # unclaimed: does not apply
        (CLAIMED, "no", "", "", "breached", None),
        (CLAIMED, "yes", "", "", "not owed", "certain"),
        (CLAIMED, "", "yes", "2020-05-30", "not owed", "claimed"),
        (CLAIMED, "yes", "yes", "2020-05-30", "not owed", "claimed"),
        (CLAIMED, "no", "yes", "2020-05-30", "undetermined", None),  # evidence against a claim: contested
        (CLAIMED, "no", "yes", "2020-03-01", "kept", None),  # kept either way
        (CLAIMED, "", "no", "2020-05-30", "breached", None),
        (CLAIMED, "", "", "2020-05-30", "breached", None),
        (INSTEAD, "yes", "", "2020-06-01", "kept", "certain"),
        (INSTEAD, "", "yes", "2020-06-01", "kept", "claimed"),
        (INSTEAD, "", "yes", "2020-06-02", "breached", "claimed"),
        (INSTEAD, "", "", "2020-06-01", "breached", None),
        (INSTEAD, "no", "yes", "2020-06-01", "undetermined", None),
        (INSTEAD, "no", "yes", "2020-06-02", "breached", None),  # breached either way
        (INSTEAD, "yes", "", "", "breached", "certain"),
    ],
)
def test_an_exception_applies_when_claimed_or_certain(
    tail: str, alerted: str, claim: str, filed: str, verdict: str, attribute: str | None
) -> None:
    small = Small(agreement(EXERCISE + tail, NATIVE))
    small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="9000", start="2020-06-01", alerted=alerted)
    if filed:
        small.act("notification", "ALBA", filed, exercise="X", alerted=claim)
    finding = small.one("notify")
    assert finding.declared.verdict == verdict
    assert finding.attributes.get("excepted") == attribute
    assert ("contested" in finding.attributes) == (alerted == "no" and claim == "yes")


def test_a_claim_by_another_party_is_no_claim() -> None:
    small = exercise(NATIVE, CLAIMED).act("notification", "BOREA", "2020-05-30", exercise="X", alerted="yes")
    assert small.one("notify").declared.verdict == "breached"


def test_a_contested_claim_is_pending_while_nothing_is_due() -> None:
    small = Small(agreement(EXERCISE + CLAIMED, NATIVE))
    small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="9000", start="2020-06-01", alerted="no")
    small.act("notification", "ALBA", "2020-01-10", id="N", exercise="Y", alerted="yes")
    assert small.one("notify", as_of="2020-03-01").declared.verdict == "pending"


def test_an_exception_that_needs_no_claim_is_open_where_its_condition_is() -> None:
    for alerted, verdict in (("", "undetermined"), ("yes", "not owed"), ("no", "breached")):
        small = Small(agreement(EXERCISE + "  unless e.alerted\n", NATIVE))
        small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="9000", start="2020-06-01", alerted=alerted)
        finding = small.one("notify")
        assert finding.declared.verdict == verdict
    small = Small(agreement(EXERCISE + "  unless e.alerted\n", NATIVE))
    small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="9000", start="2020-06-01")
    finding = small.one("notify")
    assert finding.declared.reason == "Whether the exception applies is open."
    assert "claimed" not in str(finding.attributes)


# --- open triggers, side bearers ------------------------------------------------------------------------------------


def test_an_open_trigger_leaves_the_finding_undetermined_even_if_the_deed_was_done() -> None:
    small = Small(agreement(EXERCISE, NATIVE))
    small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="8000..9500", start="2020-06-01")
    small.act("notification", "ALBA", "2020-03-01", exercise="X")
    finding = small.one("notify")
    assert finding.declared.verdict == "undetermined"
    assert finding.attributes["done"] == "kept, if it was owed"


SIDES = """\
side East "the East" = ALBA, BOREA from 2020-03-01
side West "the West" = CORA
act request
act reply to request
obligation answer
  on each request r
  {bearer} must file reply to r
  within 10 days after r is filed
"""


@pytest.mark.parametrize(
    ("bearer", "filer", "asked", "verdicts"),
    [
        ("each side", "ALBA", "2020-01-10", {"East": "kept", "West": "breached"}),
        ("each side", "BOREA", "2020-01-10", {"East": "breached", "West": "breached"}),  # not yet a member
        ("each side", "BOREA", "2020-04-10", {"East": "kept", "West": "breached"}),
        ("East", "BOREA", "2020-04-10", {"East": "kept"}),
        ("each party", "BOREA", "2020-04-10", {"ALBA": "breached", "BOREA": "kept", "CORA": "breached"}),
        ("each party other than r.by", "BOREA", "2020-04-10", {"ALBA": "breached", "BOREA": "kept"}),
        (
            "each party, borne jointly,", "BOREA", "2020-04-10",
            {"ALBA": "kept", "BOREA": "kept", "CORA": "kept"},
        ),
    ],
)  # fmt: skip
def test_a_side_acts_through_its_members_of_the_day(
    bearer: str, filer: str, asked: str, verdicts: dict[str, str]
) -> None:
    small = Small(agreement(SIDES.format(bearer=bearer), NATIVE))
    small.act("request", "CORA", asked, id="R").act("reply", filer, asked.replace("-10", "-15"), request="R")
    assert {who: found[0] for (who, _), found in small.all("answer").items()} == verdicts


def test_a_norm_that_binds_a_side_binds_its_members_of_the_day() -> None:
    text = SIDES.format(bearer="each party").rstrip() + "\n  binding only East\n"
    small = Small(agreement(text, NATIVE))
    small.act("request", "CORA", "2020-01-10", id="R1").act("request", "CORA", "2020-04-10", id="R2")
    assert sorted(small.all("answer")) == [("ALBA", "R1"), ("ALBA", "R2"), ("BOREA", "R2")]
