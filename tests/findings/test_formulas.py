"""Formulas in the core logic, written in a norm itself: what they mean, on both evaluators, and on what they rest."""

import pytest

from servanda.findings.model import Finding
from servanda.findings.world.evaluator import Which
from tests.findings.small import Small, agreement

TYPES = """\
event drill declared by host
  id key text
  host party
  level one of low, middle, high
  tanks count of tanks
  on date
act notice of drill filed by drill.host
"""
TWICE_IN_A_MONTH = """\
prohibition no_second_within_30_days
  no drill d where formula
    certainly "EXISTS p. drill_host_sure(d, p) AND"
      "(ONCE[1,30d] EXISTS before. drill_sure(before) AND drill_host_sure(before, p))",
    possibly "EXISTS p. drill_host_maybe(d, p) AND"
      "(ONCE[1,30d] EXISTS before. drill_maybe(before) AND drill_host_maybe(before, p))",
    by d.host
  assessed each calendar year
"""
WHICH: tuple[Which, ...] = ("plan", "meaning")


def found(world: Small, norm: str, **options: object) -> list[Finding]:
    """The findings of a norm, the same from both evaluators."""
    plan, meaning = [world.findings(norm, which=which, **options) for which in WHICH]  # type: ignore[arg-type]
    assert plan == meaning
    return meaning


def drills(*days: str, block: str = TWICE_IN_A_MONTH) -> Small:
    world = Small(agreement(TYPES + block))
    for number, day in enumerate(days):
        world.declared("drill", "ALBA", id=f"D{number}", host="ALBA", level="middle", tanks="10", on=day)
    return world


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2020-03-01", "2020-03-31"], {"D1": "breached"}),
        (["2020-03-01", "2020-04-01"], {}),
        (["2020-03-01", "2020-03-25..2020-04-05"], {"D1": "undetermined"}),
        (["2020-03-01", "2020-03-01"], {}),
    ],
)
def test_a_formula_is_a_condition_in_the_core_logic(days: list[str], expected: dict[str, str]) -> None:
    items = found(drills(*days), "no_second_within_30_days")
    assert {one.occasion: one.declared.verdict for one in items if one.occasion != "2020"} == expected
    year = "breached" if "breached" in expected.values() else "undetermined" if expected else "not declared"
    assert {one.declared.verdict for one in items if one.occasion == "2020" and one.bearer == "ALBA"} == {year}


def test_a_formula_says_the_same_as_the_words() -> None:
    words = """\
obligation in_words
  on each drill d where d.level is middle or more and not d.tanks < 8
  d.host must file notice of d
  at the latest at d.on
obligation in_logic
  on each drill d where formula
    certainly "(EXISTS l, h. drill_level(d, '', l, h) AND l >= 1)"
      "AND (EXISTS l, h. drill_tanks(d, '', l, h) AND l >= 8)",
    possibly "(EXISTS l, h. drill_level(d, '', l, h) AND h >= 1)"
      "AND (EXISTS l, h. drill_tanks(d, '', l, h) AND h >= 8)"
  d.host must file notice of d
  at the latest at d.on
"""
    world = Small(agreement(TYPES + words))
    for number, tanks in enumerate(("7", "8", "7..8", "", "20")):
        for level in ("low", "middle", "high", ""):
            cells = {"id": f"D{number}{level}", "host": "ALBA", "level": level, "tanks": tanks, "on": "2020-03-01"}
            world.declared("drill", "ALBA", **cells)
    words_say, logic_says = (
        {one.occasion: (one.declared.verdict, one.observed.verdict) for one in found(world, norm)}
        for norm in ("in_words", "in_logic")
    )
    assert words_say == logic_says
    assert {verdict for verdict, _ in words_say.values()} == {"breached", "undetermined"}


def test_not_a_formula_holds_for_certain_where_it_does_not_possibly() -> None:
    block = """\
prohibition only_low
  no drill d where not formula certainly "EXISTS l, h. drill_level(d, '', l, h) AND h <= 0",
    possibly "EXISTS l, h. drill_level(d, '', l, h) AND l <= 0", by d.host
  assessed each calendar year
"""
    world = Small(agreement(TYPES + block))
    for level in ("low", "middle", ""):
        world.declared("drill", "ALBA", id=f"D{level}", host="ALBA", level=level, tanks="1", on="2020-03-01")
    verdicts = {one.occasion: one.declared.verdict for one in found(world, "only_low") if one.occasion != "2020"}
    assert verdicts == {"Dmiddle": "breached", "D": "undetermined"}


def test_the_names_of_the_norm_and_of_the_formula_are_apart() -> None:
    """`occasion` and `bearer` are what the core logic calls the record and the bearer; a formula may bind them too."""
    block = """\
prohibition crowded
  no drill d where formula
    certainly "EXISTS occasion, bearer. drill_host_sure(occasion, bearer) AND drill_host_sure(d, bearer)"
      "AND drill_tanks(occasion, '', 10, 10) AND (ONCE drill_sure(occasion))",
    possibly "drill_maybe(d)", by d.host
  assessed each calendar year
"""
    items = found(drills("2020-03-01", block=block), "crowded")
    assert {one.occasion: one.declared.verdict for one in items if one.bearer == "ALBA"} == {
        "D0": "breached",
        "2020": "breached",
    }


def test_a_formula_rests_on_the_fields_of_which_it_speaks() -> None:
    items = found(drills("2020-03-01", "2020-03-20"), "no_second_within_30_days")
    (breach,) = [one for one in items if one.occasion == "D1"]
    assert {(row.key, row.field) for row in breach.witnesses} >= {("D1", "host"), ("D1", "on")}
    assert not any(row.field == "tanks" for row in breach.witnesses)
