"""The terminal page: both worlds beside each other, nothing wider than asked for, nothing said by colour alone."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from servanda.findings.model import GAPS, VERDICTS
from servanda.report.changes import changes
from servanda.report.rows import articles
from servanda.report.terminal.assessment import render
from servanda.report.words import GAP_MARKS, VERDICT_MARKS, breached, disagrees
from tests.report.sample import TWO, assessment
from tests.report.snapshot import same

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_the_page_at_100_columns(record: bool) -> None:
    same(render(assessment()), "table-100.txt", record)


def test_the_page_at_60_columns_in_ascii(record: bool) -> None:
    text = render(assessment(), width=60, ascii_only=True)
    assert text.isascii()
    same(text, "table-60-ascii.txt", record)


@pytest.mark.parametrize("width", [40, 60, 80, 87, 88, 100, 120])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    lines = render(assessment(), width=width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=80), st.integers(40, 130))
def test_long_and_odd_names_stay_inside_the_page(name: str, bearer: str, width: int) -> None:
    name, bearer = (re.sub(r"\s|[\x00-\x1f\x7f-\x9f]", " ", text) for text in (name, bearer))
    first = assessment().findings[0]
    odd = replace(first, occasion=name, bearer=bearer, attributes={"note": name}, reading=name)
    page = render(assessment(findings=[odd], agreement=name), width=width)
    assert [line for line in page.split("\n") if cell_len(line) > width] == []


def test_every_verdict_and_gap_stands_as_a_mark_and_a_word() -> None:
    page = render(assessment())
    for verdict in VERDICTS:
        assert f"{VERDICT_MARKS[verdict].glyph} {verdict}" in page
    for gap in GAPS:
        assert f"{GAP_MARKS[gap].glyph} {gap}" in page


def test_colour_only_repeats_the_words() -> None:
    coloured = render(assessment(), colour=True)
    assert "\x1b[" in coloured
    assert COLOUR.sub("", coloured) == render(assessment())


def test_what_there_is_to_look_at_stands_with_its_id() -> None:
    page = render(assessment())
    grave = [one for one in assessment().findings if breached(one) or disagrees(one)]
    assert len(grave) == 9
    assert [one.id for one in grave if one.id not in page] == []


def test_a_breach_is_never_folded_away() -> None:
    """Years that were kept are one row; the year that was not stands alone, between them."""
    rows = [row for article in articles(assessment()) for norm in article.norms for row in norm.rows]
    assert [row for row in rows if len(row.occasions) > 1 and any(map(breached, row.findings))] == []
    page = render(assessment())
    assert "2016-12-15 … 2021-12-15" in page
    assert "2022-12-15               ✗ breached          ✗ breached          = agreed" in page


def test_findings_under_a_claimed_suspension_stand_apart() -> None:
    assert "launchers · limit · under a claimed suspension" in render(assessment())


def test_readings_that_differ_stand_side_by_side() -> None:
    page = render(assessment())
    assert "read as “conversion removes an item”" in page
    assert "read as “conversion not shown irreversible”" in page
    assert "901 of 800          +101 items" in page


def test_the_page_never_says_that_all_is_well() -> None:
    kept = [one for one in assessment().findings if one.gap == "agreed" and one.declared.verdict == "kept"]
    page = " ".join(render(assessment(findings=kept, quarantined=())).split())
    assert "5 of 7 articles carry a norm that can be checked" in page
    assert (
        "any occasion for prior notification, observation, answer, nil return. That is silence, not compliance." in page
    )
    assert "settled as observed" in page


def test_a_page_of_nothing_still_says_what_it_rests_on() -> None:
    page = render(assessment(findings=[]))
    assert "0 findings under 7 norms" in page
    assert "On this evidence no finding has two worlds that disagree." in page
    assert "as of 2023-10-31, known by 2023-10-31 (UTC)" in page
    assert "0f0f0f0f0f0f  declared/exercises.csv  12 rows" in page


def test_quarantined_rows_are_named_with_their_remedy() -> None:
    page = render(assessment())
    assert "evidence/exercises.csv:17, column start: `2017-02-30` is not a date" in page
    assert "Correct the date, or leave it empty." in page
    assert "1 row that could not be read" in page


def test_another_standard_is_shown_where_it_comes_out_differently() -> None:
    first = assessment().findings[0]
    same = replace(first, id="same", assessor="one source")
    page = render(assessment(findings=[first, same]))
    assert f"under the standard “{TWO}”" in page
    assert "“one source”: 0 findings come out differently." in page
    other = replace(same, observed=replace(first.observed, verdict="breached"))
    page = " ".join(render(assessment(findings=[first, other])).split())
    assert "“one source”: 1 finding comes out differently:" in page
    assert "read as “the activity as notified”: observed: breached instead of undetermined" in page


def test_an_occasion_that_another_standard_does_not_know_is_a_difference() -> None:
    first, second = assessment().findings[0], assessment().findings[2]
    page = render(assessment(findings=[first, second, replace(first, id="same", assessor="one source")]))
    assert "“one source”: 1 finding comes out differently:" in page
    assert "declared: no finding instead of not owed" in " ".join(page.split())


def test_a_reading_that_another_assessor_does_not_hold_is_no_difference() -> None:
    first, second = assessment().findings[0], assessment().findings[1]
    page = render(assessment(findings=[first, second, replace(first, id="same", assessor="one source")]))
    assert "“one source”: 0 findings come out differently." in page


def test_changes_name_what_changed_from_what_to_what() -> None:
    now = assessment()
    first = now.findings[0]
    before = replace(first, observed=replace(first.observed, verdict="pending"), gap="agreed")
    then = assessment(findings=[before, *now.findings[2:], replace(first, id="gone-one", occasion="lost-1")])
    page = render(now, changes(then, now, "2020-01-01"))
    section = page[page.index("Changed since 2020-01-01") :]
    assert "observed: pending, now undetermined" in section
    assert "gap: agreed, now open" in section
    assert "new      BLR · prior notification · zapad-2017 · read as “all manoeuvres" in section
    assert "gone     BLR · prior notification · lost-1" in section


def test_no_change_is_said_in_so_many_words() -> None:
    page = render(assessment(), changes(assessment(), assessment(), "2020-01-01"))
    assert "Nothing came out differently." in page
