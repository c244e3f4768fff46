"""LANGUAGE §2: silence is no declaration, unless a nil return states that there was nothing."""

import pytest

from tests.findings.small import Small, agreement

BLOCK = """\
event incident declared by actor
  id key text
  actor party
  on date
act calm_year
  year year
nil return of incident by filing calm_year
prohibition threats
  no incident i, by i.actor
  assessed each calendar {period}
"""


def small(period: str = "year") -> Small:
    return Small(agreement(BLOCK.format(period=period)))


def declared(world: Small, occasion: str = "2020", who: str = "ALBA") -> str:
    return world.one("threats", who, occasion, as_of="2021-12-31").declared.verdict


@pytest.mark.parametrize(
    ("filed", "year", "expected"),
    [
        ("2021-01-15", "2020", "kept"),
        ("2021-01-01", "2020", "kept"),
        ("2020-12-31", "2020", "not declared"),  # while the year still ran
        ("2020-12-31..2021-01-15", "2020", "not declared"),  # perhaps while it still ran
        ("2021-01-15", "2019", "not declared"),  # of another year
        ("2021-01-15", "2019..2020", "not declared"),  # of which year is open
    ],
)
def test_a_nil_return_declares_that_there_was_nothing(filed: str, year: str, expected: str) -> None:
    assert declared(small().act("calm_year", "ALBA", filed, year=year)) == expected


def test_without_a_nil_return_silence_is_no_declaration() -> None:
    assert declared(small()) == "not declared"


def test_a_nil_return_speaks_for_its_filer_alone() -> None:
    world = small().act("calm_year", "BOREA", "2021-01-15", year="2020")
    assert (declared(world), declared(world, who="BOREA")) == ("not declared", "kept")


def test_a_nil_return_does_not_undo_what_was_declared() -> None:
    world = small().act("calm_year", "ALBA", "2021-01-15", year="2020")
    world.declared("incident", "ALBA", id="I", actor="ALBA", on="2020-05-01")
    assert declared(world) == "breached"


def test_a_nil_return_covers_the_months_of_its_year() -> None:
    world = small("month").act("calm_year", "ALBA", "2021-01-15", year="2020")
    assert (declared(world, "2020-03"), declared(world, "2021-01")) == ("kept", "not declared")


def test_a_nil_return_is_no_observation_and_is_a_witness() -> None:
    found = (
        small().act("calm_year", "ALBA", "2021-01-15", year="2020").one("threats", "ALBA", "2020", as_of="2021-12-31")
    )
    assert found.observed.verdict == "not observed"
    assert [row.record for row in found.witnesses] == ["calm_year", "calm_year"]
    assert "stated so in a nil return" in found.declared.reason


@pytest.mark.parametrize(
    ("filings", "reason"),
    [
        ([], "and ALBA filed no nil return for 2020."),
        ([("BOREA", "2021-01-15", "2020")], "and ALBA filed no nil return for 2020."),
        ([("ALBA", "2021-01-15", "2019")], "and ALBA filed no nil return for 2020."),
        ([("ALBA", "2020-12-30", "2020")], "and the nil return N0 of ALBA was not certainly filed after the period."),
        ([("ALBA", "2021-01-15", "2019..2020")], "and the nil return N0 of ALBA is not certainly one for the year."),
    ],
)
def test_the_reason_says_what_became_of_the_nil_return(filings: list[tuple[str, str, str]], reason: str) -> None:
    world = small()
    for number, (who, filed, year) in enumerate(filings):
        world.act("calm_year", who, filed, id=f"N{number}", year=year)
    found = world.one("threats", "ALBA", "2020", as_of="2021-12-31").declared
    assert (found.verdict, found.reason) == ("not declared", f"Nobody declared anything of the kind, {reason}")


def test_a_text_without_nil_returns_speaks_of_none() -> None:
    world = Small(agreement(BLOCK.format(period="year").replace("nil return of incident by filing calm_year\n", "")))
    assert world.one("threats", "ALBA", "2020", as_of="2021-12-31").declared.reason == (
        "Nobody declared anything of the kind."
    )


# --- limits ---------------------------------------------------------------------------------------------------------

COUNTED = """\
side Union "the Union" = ALBA, BOREA
event drill declared by host
  id key text
  host party
  troops count of troops
  on date
state depot declared by owner
  owner key party
  place_of key text
  arms count of items
act calm_year
  year year
act empty_year
  year year
nil return of drill by filing calm_year
nil return of depot by filing empty_year
limit ceiling
  for each party p: {measure} is at {bound}
  assessed each calendar {period}
limit together
  for each side s, borne jointly: the number of drill d where d.host is of s in each calendar year is at most 2
  assessed each calendar year
"""
IN_YEAR = "the number of drill d where d.host = p in each calendar year"
RECONSTRUCTED = "in force from 2020-01-01\nrecord reconstructed\n"


def counted(measure: str = IN_YEAR, bound: str = "most 2", period: str = "year", frame: str = RECONSTRUCTED) -> Small:
    return Small(agreement(COUNTED.format(measure=measure, bound=bound, period=period), frame))


def verdicts(world: Small, *occasions: str, norm: str = "ceiling", who: str = "ALBA") -> list[str]:
    return [world.one(norm, who, one, as_of="2022-12-31").declared.verdict for one in occasions]


@pytest.mark.parametrize(
    ("measure", "bound", "silent", "expected"),
    [
        (IN_YEAR, "most 2", "not declared", "kept"),
        (IN_YEAR, "most 0", "not declared", "kept"),
        (IN_YEAR, "least 1", "not declared", "breached"),  # a nil return admits that there were too few
        (f"{IN_YEAR} + 3", "most 2", "breached", "breached"),  # whatever was declared
        (f"{IN_YEAR} - 1", "least 0", "not declared", "breached"),
        (f"max({IN_YEAR}, 2)", "most 2", "not declared", "kept"),
        ("the sum of d.troops over drill d where d.host = p", "most 0 troops", "not declared", "kept"),
        (
            "the greatest of d.troops over drill d where d.host = p",
            "most 5 troops",
            "not declared",
            "not declared",
        ),  # of nothing
    ],
)
def test_over_a_nil_return_numbers_and_sums_are_nothing(measure: str, bound: str, silent: str, expected: str) -> None:
    world = counted(measure, bound)
    assert verdicts(world, "2020") == [silent]
    assert verdicts(world.act("calm_year", "ALBA", "2021-01-15", year="2020"), "2020") == [expected]


def test_the_years_into_which_a_window_reaches_need_their_own() -> None:
    window = "the number of drill d where d.host = p in any 365 days"
    world = counted(window).act("calm_year", "ALBA", "2022-01-15", year="2021")
    assert verdicts(world, "2020", "2021") == ["not declared", "not declared"]
    world.act("calm_year", "ALBA", "2021-01-15", year="2020")
    assert verdicts(world, "2020", "2021") == ["kept", "kept"]


def test_a_nil_return_does_not_undo_what_others_declared() -> None:
    """A transfer is declared by who gives; the one who takes cannot state that there was none."""
    block = COUNTED.format(measure=IN_YEAR.replace("d.host", "d.guest"), bound="most 2", period="year")
    world = Small(agreement(block.replace("  host party\n", "  host party\n  guest party\n"), RECONSTRUCTED))
    world.act("calm_year", "ALBA", "2021-01-15", id="N", year="2020")
    world.declared("drill", "BOREA", id="D", host="BOREA", guest="ALBA", troops="5", on="2020-05-01")
    found = world.one("ceiling", "ALBA", "2020", as_of="2022-12-31").declared
    assert found.verdict == "undetermined"
    assert found.reason == "ALBA stated that there was nothing (N), but others declared some of what is counted."


def test_every_member_of_a_side_states_it() -> None:
    world = counted().act("calm_year", "ALBA", "2021-01-15", year="2020")
    assert verdicts(world, "2020", norm="together", who="Union") == ["not declared"]
    reason = world.one("together", "Union", "2020", as_of="2022-12-31").declared.reason
    assert reason == "Union declared nothing of what is counted, and BOREA filed no nil return for 2020."
    world.act("calm_year", "BOREA", "2021-01-16", year="2020")
    assert verdicts(world, "2020", norm="together", who="Union") == ["kept"]


def test_a_nil_return_of_a_state_that_is_summed() -> None:
    world = counted("the sum of d.arms over depot d where d.owner = p", "most 0 items", frame=RECONSTRUCTED)
    assert verdicts(world, "2020") == ["not declared"]
    world.act("calm_year", "ALBA", "2021-01-15", year="2020")  # of drills, not of depots
    assert verdicts(world, "2020") == ["not declared"]
    world.act("empty_year", "ALBA", "2021-01-15", id="E", year="2020")
    found = world.one("ceiling", "ALBA", "2020", as_of="2022-12-31")
    assert (found.declared.verdict, found.observed.verdict) == ("kept", "undetermined")
    assert {(row.record, row.key, row.role) for row in found.witnesses} == {("empty_year", "E", "absence")}


# --- the duty to file one -------------------------------------------------------------------------------------------

YEARLY = BLOCK.format(period="year").replace("by filing calm_year", "by filing calm_year, each year by 31 January")


def yearly(*filings: tuple[str, str], block: str = YEARLY, on: str = "") -> str:
    world = Small(agreement(block))
    for filed, year in filings:
        world.act("calm_year", "ALBA", filed, year=year)
    if on:
        world.declared("incident", "ALBA", id="I", actor="ALBA", on=on)
    return world.one("nil_return_of_incident", "ALBA", "2021-01-31", as_of="2021-12-31").declared.verdict


@pytest.mark.parametrize(
    ("filings", "on", "expected"),
    [
        ([("2021-01-31", "2020")], "", "kept"),
        ([("2021-02-01", "2020")], "", "breached"),
        ([("2021-01-15", "2021")], "", "breached"),
        ([("2021-01-15..2021-02-15", "2020")], "", "undetermined"),
        ([], "2020-12-31", "not owed"),
        ([], "2021-01-01", "breached"),
        ([], "2020-12-20..2021-01-10", "undetermined"),
        ([("2021-01-15", "2020")], "2020-12-20..2021-01-10", "kept"),
    ],
)
def test_who_declared_nothing_files_a_nil_return_each_year(
    filings: list[tuple[str, str]], on: str, expected: str
) -> None:
    assert yearly(*filings, on=on) == expected


def test_an_event_of_which_it_is_disputed_whose_it_is_excuses_perhaps() -> None:
    world = Small(agreement(YEARLY))
    for who in ("ALBA", "BOREA"):
        world.declared("incident", who, id="I", actor=who, on="2020-05-01")
    found = world.one("nil_return_of_incident", "ALBA", "2021-01-31", as_of="2021-12-31").declared
    assert found.reason == "Whether an incident of 2020 was declared of ALBA is open."
    assert found.verdict == "undetermined"


def test_nobody_owes_a_nil_return_for_a_time_before() -> None:
    found = Small(agreement(YEARLY)).findings("nil_return_of_incident", as_of="2022-12-31")
    assert {item.occasion for item in found} == {
        "2021-01-31",
        "2022-01-31",
        "2023-01-31",
    }


def test_what_nobody_declares_excuses_nobody() -> None:
    block = YEARLY.replace("event incident declared by actor", "event incident declared by nobody")
    assert yearly(block=block) == "breached"
    assert yearly(("2021-01-15", "2020"), block=block) == "kept"


def test_the_nil_return_rests_on_what_was_declared() -> None:
    world = Small(agreement(YEARLY)).declared("incident", "ALBA", id="I", actor="ALBA", on="2020-05-01")
    found = world.one("nil_return_of_incident", "ALBA", "2021-01-31", as_of="2021-12-31")
    assert found.declared.reason == "An incident of 2020 was declared of ALBA."
    assert {(row.record, row.field, row.role) for row in found.witnesses} == {
        ("incident", "on", "exception"),
        ("incident", "actor", "exception"),
    }
