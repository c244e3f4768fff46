"""LANGUAGE §3: duties, quotas, prohibitions."""

import pytest

from tests.findings.small import Small, agreement

NATIVE = "in force from 2020-01-01\nrecord native\n"
RECONSTRUCTED = "in force from 2020-01-01\nrecord reconstructed\n"

# --- duties ---------------------------------------------------------------------------------------------------------

EXCHANGE = """\
act exchange
  year year
  as_of date
duty yearly
  {schedule}
  each party must file exchange{occasion}
"""


def exchanges(schedule: str, occasion: str, *filed: tuple[str, str], frame: str = NATIVE, **cells: str) -> Small:
    """Alba's exchanges: (filed, year or date)."""
    small = Small(agreement(EXCHANGE.format(schedule=schedule, occasion=occasion), frame))
    for when, about in filed:
        given = {} if not about else {"year": about} if about.isdigit() else {"as_of": about}
        small.act("exchange", "ALBA", when, **given, **cells)
    return small


def alba(small: Small, norm: str = "yearly", as_of: str = "2022-06-30") -> dict[str, str]:
    return {f.occasion: f.declared.verdict for f in small.findings(norm, as_of=as_of) if f.bearer == "ALBA"}


def test_a_duty_falls_due_on_each_of_its_days_and_one_ahead_is_pending() -> None:
    assert alba(exchanges("every year by 15 December", "")) == {
        "2020-12-15": "breached", "2021-12-15": "breached", "2022-12-15": "pending",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        ((("2020-12-15", "2021"), ("2021-12-01", "2022")), ["kept", "kept"]),
        ((("2020-12-16", "2021"), ("2021-12-01", "2022")), ["breached", "kept"]),
        ((("2020-12-15", "2022"),), ["breached", "kept"]),  # for another year
        ((("2020-12-10..2020-12-20", "2021"),), ["undetermined", "breached"]),
        ((("2020-12-10", ""),), ["undetermined", "undetermined"]),  # nobody says for which year
        ((("2020-12-10", "2021"), ("2020-12-10", "2022")), ["kept", "kept"]),
    ],
)
def test_a_deed_for_the_next_year(filed: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    assert list(alba(exchanges("every year by 15 December", " for the next year", *filed)).values())[:2] == expected


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        ((("2021-03-31", "2021-03-01"),), "kept"),
        ((("2021-04-01", "2021-03-01"),), "breached"),
        ((("2021-03-31", "2021-03-02"),), "breached"),
        ((("2021-03-31", "2021-02-20..2021-03-10"),), "undetermined"),
        ((("2021-03-31", ""),), "undetermined"),
    ],
)
def test_a_deed_for_that_date_within_a_time(filed: tuple[tuple[str, str], ...], expected: str) -> None:
    schedule = "every 6 months as of 1 March and 1 September within 30 days"
    found = alba(exchanges(schedule, " for that date", *filed))
    assert found["2021-03-01"] == expected
    assert list(found) == [
        "2020-03-01", "2020-09-01", "2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01",
    ]  # fmt: skip


def test_without_for_a_deed_counts_for_one_due_date_only() -> None:
    schedule = "every 6 months as of 1 March and 1 September within 30 days"
    found = alba(exchanges(schedule, "", ("2020-09-20", "")))
    assert (found["2020-03-01"], found["2020-09-01"], found["2021-03-01"]) == ("breached", "kept", "breached")
    yearly = alba(exchanges("every year by 15 December", "", ("2020-12-10", ""), ("2021-06-01", "")))
    assert list(yearly.values()) == ["kept", "kept", "pending"]
    unsure = alba(exchanges("every year by 15 December", "", ("2020-12-10..2020-12-20", "")))
    assert list(unsure.values()) == ["undetermined", "undetermined", "pending"]


STATING = """\
state holding declared by party
  party key party
  category key one of "warheads", "launchers"
  number count of items
act exchange
  as_of date
duty data
  every year by 1 March
  each party must file exchange for that date stating holding for every category
"""


def stating(*categories: str, frame: str = NATIVE, on: str = "2020-03-01", filed: str = "2020-02-20") -> str:
    small = Small(agreement(STATING, frame)).act("exchange", "ALBA", "2020-02-20", as_of="2020-03-01")
    for category in categories:
        small.declared("holding", "ALBA", filed, party="ALBA", category=category, number="5", on=on)
    if frame == RECONSTRUCTED:
        small.complete("exchange", "2020-01-01", "2020-12-31")
    return small.one("data", "ALBA", "2020-03-01", as_of="2020-12-31").declared.verdict


def test_a_deed_that_must_state_values_states_every_one_of_them_for_its_date() -> None:
    assert stating("warheads", "launchers") == "kept"
    assert stating("warheads") == "breached"
    assert stating("warheads", "launchers", on="2020-02-28") == "breached"
    assert stating("warheads", "launchers", filed="2020-03-02") == "breached"
    assert stating("warheads", "launchers", filed="2020-02-20..2020-03-10") == "undetermined"


def test_unpublished_values_are_no_breach_where_only_the_acts_are_known_to_be_complete() -> None:
    assert stating("warheads", "launchers", frame=RECONSTRUCTED) == "kept"
    assert stating("warheads", frame=RECONSTRUCTED) == "undetermined"


# --- quotas ---------------------------------------------------------------------------------------------------------

QUOTA = """\
act request
  to party
act acceptance of request filed by request.to
quota inspections
  on each request q
  q.to must file acceptance of q
  within 10 days after q is filed
  up to {count} in a calendar year{each}
"""


def inspections(count: str, each: str, *asked: tuple[str, str, str]) -> dict[str, str]:
    """(who, when, accepted when) → the verdict on each request to Cora, numbered from Q1."""
    small = Small(agreement(QUOTA.format(count=count, each=each), NATIVE))
    for number, (who, when, accepted) in enumerate(asked, 1):
        small.act("request", who, when, id=f"Q{number}", to="CORA")
        if accepted:
            small.act("acceptance", "CORA", accepted, request=f"Q{number}")
    return {f.occasion: f.declared.verdict for f in small.findings("inspections", as_of="2022-12-31")}


def test_refusing_beyond_the_quota_is_kept_and_accepting_more_is_no_breach() -> None:
    yes = [("ALBA", "2021-01-01", "2021-01-02"), ("BOREA", "2021-02-01", "2021-02-02")]
    assert inspections("2", "", *yes, ("ALBA", "2021-03-01", ""))["Q3"] == "kept"
    assert inspections("2", "", *yes, ("ALBA", "2021-03-01", "2021-03-02"))["Q3"] == "kept"
    assert inspections("3", "", *yes, ("ALBA", "2021-03-01", ""))["Q3"] == "breached"
    assert inspections("2", "", *yes, ("ALBA", "2022-01-01", ""))["Q3"] == "breached"  # a new year
    assert inspections("0", "", ("ALBA", "2021-03-01", ""))["Q1"] == "kept"


def test_the_quota_of_one_requester() -> None:
    each = ", at most 1 from one requester"
    found = inspections(
        "3", each, ("ALBA", "2021-01-01", "2021-01-02"), ("ALBA", "2021-02-01", ""), ("BOREA", "2021-03-01", "")
    )
    assert found == {"Q1": "kept", "Q2": "kept", "Q3": "breached"}


def test_only_accepted_requests_made_before_use_up_the_quota() -> None:
    assert inspections("1", "", ("ALBA", "2021-01-01", ""), ("BOREA", "2021-02-01", "")) == {
        "Q1": "breached", "Q2": "breached",
    }  # fmt: skip
    late = inspections("1", "", ("ALBA", "2021-01-01", ""), ("BOREA", "2021-02-01", "2021-02-02"))
    assert late == {"Q1": "breached", "Q2": "kept"}
    assert inspections("1", "", ("ALBA", "2021-01-01", "2021-03-01")) == {"Q1": "breached"}  # itself, late


def test_an_uncertain_order_or_year_leaves_the_quota_open() -> None:
    same_day = inspections("1", "", ("ALBA", "2021-01-01", "2021-01-02"), ("BOREA", "2021-01-01", ""))
    assert same_day["Q2"] == "undetermined"
    hour = "2021-01-01T10:00:00Z"
    same_second = inspections("1", "", ("ALBA", hour, "2021-01-02"), ("BOREA", hour, ""))
    assert same_second["Q2"] in ("undetermined", "breached")
    assert same_second["Q2"] != "kept"
    over_new_year = inspections("1", "", ("ALBA", "2020-12-20..2021-01-10", "2021-01-12"), ("BOREA", "2021-02-01", ""))
    assert over_new_year["Q2"] == "undetermined"


# --- prohibitions ---------------------------------------------------------------------------------------------------

THREATS = """\
relation borders between countries
event incident declared by nobody
  id key text
  actor party
  target party or country
  level one of threat, display, use, war
  on date
prohibition peace
  no incident i where i.level is display or more, by i.actor{against}
  {binding}assessed each calendar year
"""


def peace(*rows: dict[str, str], against: str = "", binding: str = "") -> Small:
    small = Small(agreement(THREATS.format(against=against, binding=binding), NATIVE))
    for letter, row in zip("abcdefgh", rows, strict=False):
        cells = {
            "id": "I",
            "actor": "ALBA",
            "target": "DANA",
            "level": "use",
            "on": "2020-05-05",
            "source": letter,
            **row,
        }
        small.observed("incident", **cells)
    return small


def observed(small: Small, as_of: str = "2020-12-31", **options: object) -> dict[str, str]:
    found = small.findings("peace", as_of=as_of, **options)  # type: ignore[arg-type]
    assert {f.declared.verdict for f in found} <= {"not declared"}
    return {f.occasion: f.observed.verdict for f in found if f.bearer == "ALBA"}


def test_an_incident_is_a_breach_of_its_day_and_of_its_period() -> None:
    assert observed(peace({})) == {"2020": "breached", "I": "breached"}
    assert observed(peace({}), sources=2) == {"2020": "undetermined", "I": "undetermined"}
    assert observed(peace({"level": "threat"})) == {"2020": "not observed"}
    assert observed(peace({"level": "display"}, {"level": "threat"})) == {"2020": "undetermined", "I": "undetermined"}


def test_no_sighting_is_not_a_fact_about_the_world() -> None:
    assert observed(peace()) == {"2020": "not observed"}
    assert observed(peace().looked("incident", "2020-01-01", "2020-12-31")) == {"2020": "kept"}
    assert observed(peace().looked("incident", "2020-01-01", "2020-12-31"), sources=2) == {"2020": "not observed"}
    assert observed(peace().looked("incident", "2020-01-02", "2020-12-31")) == {"2020": "not observed"}
    assert observed(peace().looked("incident", "2020-01-01", "2020-12-30")) == {"2020": "not observed"}
    assert observed(peace().looked("incident", "2020-01-01", "2020-12-31", about="BOREA")) == {"2020": "not observed"}
    assert observed(peace().looked("incident", "2020-01-01", "2020-12-31", about="ALBA")) == {"2020": "kept"}
    assert observed(peace().looked("incident", "2020-01-01", "2020-12-31", grade="D5")) == {"2020": "not observed"}
    parts = peace().looked("incident", "2020-01-01", "2020-06-30").looked("incident", "2020-07-01", "2020-12-31", "b")
    assert observed(parts) == {"2020": "kept"}
    assert observed(parts, sources=2) == {"2020": "not observed"}
    late = peace().looked("incident", "2020-01-01", "2020-12-31", known="2021-06-01")
    assert observed(late) == {"2020": "not observed"}


def test_denied_access_is_recorded_and_is_no_looking() -> None:
    small = peace().looked("incident", "2020-01-01", "2020-12-31", access="denied")
    (finding,) = [f for f in small.findings("peace") if f.bearer == "ALBA"]
    assert finding.observed.verdict == "not observed"
    assert finding.attributes["denied access"] == "yes"
    assert [(w.role, w.value) for w in finding.witnesses] == [("coverage", "2020-01-01 to 2020-12-31")]


def test_who_looked_below_the_standard_is_a_witness_that_does_not_count() -> None:
    small = peace().looked("incident", "2020-01-01", "2020-12-31", grade="D5")
    small.looked("incident", "2020-01-01", "2020-12-31", known="2021-06-01")
    (finding,) = [f for f in small.findings("peace") if f.bearer == "ALBA"]
    assert [(w.admitted, w.why) for w in finding.witnesses] == [
        (False, "graded D5, below C3"),
        (False, "not yet known"),
    ]


def test_a_running_period_is_pending() -> None:
    small = peace().looked("incident", "2020-01-01", "2020-12-31")
    assert observed(small, as_of="2020-06-30") == {"2020": "pending"}


def test_a_period_that_was_kept_is_no_gap() -> None:
    small = peace().looked("incident", "2020-01-01", "2020-12-31")
    (finding,) = [f for f in small.findings("peace") if f.bearer == "ALBA"]
    assert (finding.observed.verdict, finding.gap) == ("kept", "open")


def test_an_incident_of_an_uncertain_day_counts_where_it_certainly_was() -> None:
    small = Small(agreement(THREATS.format(against="", binding=""), NATIVE))
    small.observed("incident", id="I", actor="ALBA", target="DANA", level="use", on="2020-12-20..2021-01-10")
    small.looked("incident", "2020-01-01", "2021-12-31")
    found = observed(small, as_of="2021-12-31")
    assert found == {"2020": "undetermined", "2021": "undetermined", "I": "breached"}
    before = Small(agreement(THREATS.format(against="", binding=""), NATIVE))
    before.observed("incident", id="I", actor="ALBA", target="DANA", level="use", on="2019-12-20..2020-01-10")
    assert observed(before) == {"2020": "undetermined", "I": "undetermined"}


def test_against_whom_may_matter() -> None:
    against = " against i.target that borders i.actor"
    assert observed(peace({}, against=against)) == {"2020": "not observed"}
    assert observed(peace({}, against=against).pair("borders", "DANA", "ALBA"))["I"] == "breached"
    ended = peace({}, against=against).pair("borders", "ALBA", "DANA", end="2020-05-04")
    assert observed(ended) == {"2020": "not observed"}
    unsure = peace({"on": "2020-05-01..2020-05-09"}, against=against).pair("borders", "ALBA", "DANA", end="2020-05-04")
    assert observed(unsure) == {"2020": "undetermined", "I": "undetermined"}


def test_a_prohibition_binds_from_its_date_and_some_only() -> None:
    assert observed(peace({}, binding="from 2020-05-06\n  ")) == {"2020": "not observed"}
    assert observed(peace({}, binding="from 2020-05-05\n  ")) == {"2020": "breached", "I": "breached"}
    assert observed(peace({}, binding="binding only BOREA\n  ")) == {}
