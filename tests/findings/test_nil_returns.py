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
