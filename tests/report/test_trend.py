"""Gaps over time: open from the day they could be known, summed once a measurement, gone when cured."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from servanda.findings.gaps import magnitude
from servanda.findings.model import Finding
from servanda.report.trend import a_day, lives, trend
from tests.report.sample import ALL, NOTIFIED, TWO, assessment, launchers, zapad


def test_two_readings_of_one_gap_are_one_gap_whose_size_spans_them() -> None:
    one = zapad("BLR")[3]
    other = replace(one, id="other", reading=NOTIFIED, gap_low=300, gap_high=400)
    found = lives(assessment(findings=[one, other]), TWO)
    assert [(life.low, life.high) for life in found] == [(300, 57300)]


def test_one_exercise_of_two_hosts_is_two_gaps_and_one_size() -> None:
    both = [zapad("BLR")[3], zapad("RUS")[3]]
    assert {one.reading for one in both} == {ALL}
    points = trend(lives(assessment(findings=both), TWO))
    assert [(point.number, point.sizes) for point in points] == [(2, (("troops", 47300, 57300),))]


def test_a_gap_without_a_size_is_counted_and_said_to_be_without() -> None:
    one = replace(zapad("BLR")[3], gap_low=None, gap_high=None)
    points = trend(lives(assessment(findings=[one]), TWO))
    assert [(point.number, point.sizes, point.unsized) for point in points] == [(1, (), 1)]


def test_a_cured_gap_ends_on_its_day() -> None:
    one = replace(zapad("BLR")[3], attributes={"cured": "2018-01-01"})
    points = trend(lives(assessment(findings=[one]), TWO))
    assert [(str(point.day), point.number) for point in points] == [("2017-09-20", 1), ("2018-01-01", 0)]


def test_under_a_limit_a_bearer_has_one_gap_at_a_time() -> None:
    over = next(one for one in launchers() if one.gap == "contradicted")
    kept = next(one for one in launchers() if one.bearer == "USA" and one.gap == "agreed")

    def year(number: int, gap: bool, high: int = 0) -> Finding:
        date = f"{number}-01-01"
        if not gap:
            return replace(kept, id=date, reading=None, occasion=str(number), occasion_date=date)
        return replace(over, id=date, occasion=str(number), occasion_date=date, opened=f"{number}-04-01", gap_high=high)

    found = assessment(
        findings=[year(2018, True, 101), year(2019, True, 120), year(2020, False), year(2022, True, 150)]
    )
    points = trend(lives(found, TWO))
    assert [(str(point.day), point.number, point.sizes) for point in points] == [
        ("2018-04-01", 1, (("items", 101, 101),)),
        ("2019-04-01", 1, (("items", 101, 120),)),
        ("2020-01-01", 0, ()),
        ("2022-04-01", 1, (("items", 101, 150),)),
    ]


def test_a_year_of_which_nobody_knows_ends_no_gap() -> None:
    over = next(one for one in launchers() if one.gap == "contradicted")
    silent = replace(over, id="x", occasion="2023", occasion_date="2023-01-01", gap="open", opened=None)
    points = trend(lives(assessment(findings=[over, silent]), TWO))
    assert [(str(point.day), point.number) for point in points] == [("2022-04-01", 1)]


def test_another_assessors_gaps_are_left_out() -> None:
    assert lives(assessment(), "somebody else") == []


def test_a_text_that_begins_with_no_date_is_no_day() -> None:
    assert [a_day(text) for text in ("2017-02-30", "soon", "", None)] == [None] * 4
    assert str(a_day("2017-09-14T08:00Z")) == "2017-09-14"


@given(st.integers(-100, 100), st.integers(0, 100))
def test_the_size_bounds_every_difference(low: int, width: int) -> None:
    least, most = magnitude(low, low + width)
    assert (least, most) == (min(map(abs, range(low, low + width + 1))), max(map(abs, range(low, low + width + 1))))
